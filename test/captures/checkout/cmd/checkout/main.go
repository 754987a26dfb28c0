// Command checkout is the service of the sample incident. Built with `-tags release281` it is the release
// that works; built without, it is 2.9.0, whose session cache stops evicting.
//
// Times are shortened so that minutes show what takes hours in production: sessions live 15 s instead of 30 minutes.
package main

import (
	"context"
	"flag"
	"log/slog"
	"net/http"
	"os"
	"os/signal"
	"runtime"
	"syscall"
	"time"

	"example.com/checkout/internal/admin"
	"example.com/checkout/internal/notify"
	"example.com/checkout/internal/pricing"
	"example.com/checkout/internal/session"
	"example.com/checkout/internal/shop"
)

const (
	sessionTTL       = 15 * time.Second
	evictionInterval = 5 * time.Second
	products         = 6000
	promotions       = 70
	gatewayPerSecond = 22
)

func main() {
	listen := flag.String("listen", "127.0.0.1:18080", "address for shoppers")
	operate := flag.String("admin", "127.0.0.1:18081", "address for operators")
	flag.Parse()

	// Goroutine waits of 20 µs and more, and one contended unlock in five, are sampled.
	runtime.SetBlockProfileRate(20_000)
	runtime.SetMutexProfileFraction(5)

	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()

	catalogue := pricing.LoadCatalogue(products)
	service := &shop.Shop{
		Sessions:      session.NewStore(sessionTTL),
		Catalogue:     catalogue,
		Pricing:       pricing.NewEngine(catalogue, promotions),
		Notifier:      notify.NewNotifier(gatewayPerSecond),
		Notifications: notifications,
		Latencies:     new(shop.Latencies),
	}
	startMaintenance(ctx, service.Sessions)
	go service.Notifier.Run(ctx)
	go report(ctx, service)

	shoppers := &http.Server{Addr: *listen, Handler: service.Handler()}
	operators := &http.Server{Addr: *operate, Handler: admin.Handler(service.Pricing)}
	for _, server := range []*http.Server{shoppers, operators} {
		go func() {
			if err := server.ListenAndServe(); err != http.ErrServerClosed {
				slog.Error("cannot serve", "address", server.Addr, "error", err)
				os.Exit(1)
			}
		}()
	}
	slog.Info("checkout started", "release", release, "go", runtime.Version(), "procs", runtime.GOMAXPROCS(0))

	<-ctx.Done()
	slog.Info("checkout stops", "release", release, "orders", service.Orders())
	ending, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	shoppers.Shutdown(ending)
	operators.Shutdown(ending)
}

// report logs what a dashboard would show.
func report(ctx context.Context, service *shop.Shop) {
	ticker := time.NewTicker(5 * time.Second)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			requests, median, p99 := service.Latencies.Take()
			slog.Info("requests served", "count", requests, "median", median, "p99", p99,
				"sessions", service.Sessions.Len(), "orders", service.Orders(), "sent", service.Notifier.Sent(),
				"goroutines", runtime.NumGoroutine())
		}
	}
}
