// Package shop answers the shoppers' requests.
package shop

import (
	"context"
	"crypto/rand"
	"fmt"
	"hash/fnv"
	"log/slog"
	"net/http"
	"runtime/pprof"
	"runtime/trace"
	"sync/atomic"
	"time"

	"example.com/checkout/internal/cart"
	"example.com/checkout/internal/notify"
	"example.com/checkout/internal/pricing"
	"example.com/checkout/internal/session"
)

// reviewCents is the order total above which a person looks at the order.
const reviewCents = 450_000

// Shop ties the parts of the service together.
type Shop struct {
	Sessions  *session.Store
	Catalogue *pricing.Catalogue
	Pricing   *pricing.Engine
	Notifier  *notify.Notifier
	// Notifications are the kinds of message an order causes; the release decides.
	Notifications []string
	Latencies     *Latencies

	orders atomic.Int64
}

// Handler routes the shop's pages. Each route runs under a profiler label of its name.
func (s *Shop) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /basket", s.route("basket", s.basket))
	mux.Handle("POST /checkout", s.route("checkout", s.checkout))
	mux.Handle("GET /prices", s.route("prices", s.prices))
	return mux
}

// Orders is the number of orders accepted.
func (s *Shop) Orders() int64 { return s.orders.Load() }

func (s *Shop) route(name string, handle http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		pprof.Do(r.Context(), pprof.Labels("route", name), func(ctx context.Context) {
			ctx, task := trace.NewTask(ctx, name)
			defer task.End()
			handle(w, r.WithContext(ctx))
		})
		s.Latencies.Add(time.Since(start))
	})
}

// basket shows the cart of a shopper; a shopper without a session gets a new one.
func (s *Shop) basket(w http.ResponseWriter, r *http.Request) {
	current := s.current(r)
	quote := s.quote(r.Context(), current.Cart)
	page, err := quote.Render()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	current.LastPage = page
	trace.WithRegion(r.Context(), "keep session", func() { s.Sessions.Put(&current, time.Now()) })
	http.SetCookie(w, &http.Cookie{Name: "session", Value: current.ID})
	w.Write(page)
}

// checkout turns the cart into an order.
func (s *Shop) checkout(w http.ResponseWriter, r *http.Request) {
	current := s.current(r)
	quote := s.quote(r.Context(), current.Cart)
	order := fmt.Sprintf("A%06d", s.orders.Add(1))
	s.Notifier.Send(order, s.Notifications...)
	if quote.Total > reviewCents {
		slog.Info("order held for review", "order", order, "customer", current.Customer, "cents", quote.Total)
	}
	trace.Log(r.Context(), "order", order)
	fmt.Fprintf(w, "order %s accepted\n", order)
}

func (s *Shop) prices(w http.ResponseWriter, _ *http.Request) {
	w.Write(s.Pricing.PriceList())
}

func (s *Shop) quote(ctx context.Context, lines []cart.Line) pricing.Quote {
	defer trace.StartRegion(ctx, "quote").End()
	quote := s.Pricing.Quote(lines)
	// The explanation is built for every request although the audit log is off: garbage, but not retained.
	slog.Debug("quoted", "explanation", quote.Explain())
	return quote
}

func (s *Shop) current(r *http.Request) session.Session {
	if cookie, err := r.Cookie("session"); err == nil {
		if found, ok := s.Sessions.Get(cookie.Value); ok {
			return found
		}
	}
	id := rand.Text()
	hash := fnv.New64a()
	hash.Write([]byte(id))
	return session.Session{
		ID:         id,
		Customer:   fmt.Sprintf("customer-%05d", hash.Sum64()%100_000),
		Created:    time.Now(),
		Cart:       s.fill(hash.Sum64()),
		Attributes: attributes(r, hash.Sum64()),
	}
}

// fill puts four to seven products into a new cart.
func (s *Shop) fill(choice uint64) []cart.Line {
	lines := make([]cart.Line, 4+choice%4)
	for i := range lines {
		product := s.Catalogue.Pick(choice >> (8 * i))
		lines[i] = cart.Line{SKU: product.SKU, Title: product.Title, Quantity: 1 + int(choice>>i)%3, Cents: product.Cents}
	}
	return lines
}

func attributes(r *http.Request, choice uint64) map[string]string {
	found := map[string]string{
		"device":   r.UserAgent(),
		"locale":   r.Header.Get("Accept-Language"),
		"referrer": r.Referer(),
		"currency": "EUR",
		"campaign": fmt.Sprintf("autumn-%d", choice%12),
	}
	for experiment := range 5 {
		found[fmt.Sprintf("experiment-%d", experiment)] = fmt.Sprintf("variant-%d", choice>>experiment&3)
	}
	return found
}
