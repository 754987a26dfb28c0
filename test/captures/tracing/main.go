// Workloads whose execution traces exercise a reader: run one with a duration and a file to write the trace to.
//
//	tracing -work goroutines|channels|alloc|assist|tasks|syscalls|net|procs|threads|mixed -for 5s -o FILE [-procs N] [-n N]
//
// Add GODEBUG=traceallocfree=1 (Go 1.23+) for the alloc/free experiment. Works from Go 1.19 on; coroutines and the flight
// recorder are in files of their own, for the releases that have them.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/pprof"
	"runtime/trace"
	"sync"
	"time"
)

var (
	work  = flag.String("work", "mixed", "workload")
	last  = flag.Duration("for", 2*time.Second, "how long")
	out   = flag.String("o", "out.trace", "trace file")
	procs = flag.Int("procs", 8, "GOMAXPROCS")
	n     = flag.Int("n", 16, "size of the workload")
	cpu   = flag.Bool("cpu", false, "also take CPU samples")
)

// Workloads that need a newer release add themselves here.
var workloads = map[string]func(ctx context.Context){
	"goroutines": goroutines,
	"channels":   channels,
	"alloc":      alloc,
	"assist":     assist,
	"tasks":      tasks,
	"syscalls":   syscalls,
	"net":        network,
	"procs":      changeProcs,
	"threads":    threads,
	"mixed":      mixed,
}

// What takes the place of trace.Start, in workloads that record otherwise.
var recorders = map[string]func(file *os.File) (stop func() error, err error){}

func main() {
	flag.Parse()
	runtime.GOMAXPROCS(*procs)
	run, ok := workloads[*work]
	if !ok {
		fmt.Fprintln(os.Stderr, "no such workload in this release:", *work)
		os.Exit(2)
	}
	file, err := os.Create(*out)
	check(err)
	if *cpu {
		check(pprof.StartCPUProfile(io.Discard))
		defer pprof.StopCPUProfile()
	}
	start, ok := recorders[*work]
	if !ok {
		start = func(file *os.File) (func() error, error) {
			return func() error { trace.Stop(); return nil }, trace.Start(file)
		}
	}
	stop, err := start(file)
	check(err)
	ctx, cancel := context.WithTimeout(context.Background(), *last)
	defer cancel()
	run(ctx)
	check(stop())
	check(file.Close())
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// many runs n copies of f until ctx ends.
func many(ctx context.Context, n int, f func(i int)) {
	var group sync.WaitGroup
	for i := 0; i < n; i++ {
		group.Add(1)
		go func(i int) {
			defer group.Done()
			for ctx.Err() == nil {
				f(i)
			}
		}(i)
	}
	group.Wait()
}

// goroutines creates short-lived goroutines as fast as it can.
func goroutines(ctx context.Context) {
	many(ctx, *n, func(int) {
		var group sync.WaitGroup
		for i := 0; i < 100; i++ {
			group.Add(1)
			go func() { runtime.Gosched(); group.Done() }()
		}
		group.Wait()
	})
}

// channels passes values between pairs.
func channels(ctx context.Context) {
	many(ctx, *n, func(int) {
		ping, pong := make(chan int), make(chan int)
		go func() {
			for v := range ping {
				pong <- v
			}
			close(pong)
		}()
		for i := 0; i < 1000; i++ {
			ping <- i
			<-pong
		}
		close(ping)
		<-pong
	})
}

type node struct {
	next    *node
	payload [10]int
}

// alloc makes garbage of many sizes, with some of it live.
func alloc(ctx context.Context) {
	many(ctx, *n, func(i int) {
		kept := make(map[int][]byte)
		for j := 0; j < 2000; j++ {
			kept[j%64] = make([]byte, 16<<(uint(j)%10))
		}
		runtime.KeepAlive(kept)
	})
}

// assist allocates linked structs so fast that the collector needs help.
func assist(ctx context.Context) {
	debug.SetGCPercent(25)
	many(ctx, *n, func(int) {
		var head *node
		for j := 0; j < 20_000; j++ {
			head = &node{next: head}
		}
		runtime.KeepAlive(head)
	})
}

// tasks nests tasks, regions and logs, some of them never ended.
func tasks(ctx context.Context) {
	many(ctx, *n, func(i int) {
		outer, task := trace.NewTask(ctx, fmt.Sprintf("request %d", i%5))
		trace.WithRegion(outer, "parse", func() { trace.Log(outer, "size", fmt.Sprint(i)) })
		inner, sub := trace.NewTask(outer, "query")
		trace.WithRegion(inner, "wait", func() {
			trace.WithRegion(inner, "inside", func() { time.Sleep(10 * time.Microsecond) })
		})
		if i%7 != 0 {
			sub.End()
		}
		trace.Logf(outer, "note", "done %d 完成", i)
		task.End()
	})
}

// syscalls reads and writes pipes and files, which block now and then.
func syscalls(ctx context.Context) {
	many(ctx, *n, func(int) {
		file, err := os.Open("/dev/zero")
		check(err)
		buffer := make([]byte, 1<<20)
		for i := 0; i < 100; i++ {
			_, _ = file.Read(buffer)
		}
		_ = file.Close()
		_, _ = os.ReadDir("/proc/self/task")
	})
}

// network is a TCP echo on loopback.
func network(ctx context.Context) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	check(err)
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() { _, _ = io.Copy(conn, conn); _ = conn.Close() }()
		}
	}()
	many(ctx, *n, func(int) {
		conn, err := net.Dial("tcp", listener.Addr().String())
		check(err)
		buffer := make([]byte, 64)
		for i := 0; i < 100; i++ {
			_, _ = conn.Write(buffer)
			_, _ = io.ReadFull(conn, buffer)
		}
		_ = conn.Close()
	})
	_ = listener.Close()
}

// changeProcs changes GOMAXPROCS, reads memory statistics and collects by hand: all of it stops the world.
func changeProcs(ctx context.Context) {
	go func() {
		for i := 0; ctx.Err() == nil; i++ {
			runtime.GOMAXPROCS(1 + i%*procs)
			var stats runtime.MemStats
			runtime.ReadMemStats(&stats)
			if i%10 == 0 {
				runtime.GC()
			}
			time.Sleep(3 * time.Millisecond)
		}
	}()
	channels(ctx)
}

// threads locks goroutines to threads, many of them, some of which die with their goroutine.
func threads(ctx context.Context) {
	many(ctx, 16**n, func(i int) {
		done := make(chan bool)
		go func() {
			runtime.LockOSThread()
			if i%2 == 0 {
				defer runtime.UnlockOSThread()
			}
			time.Sleep(time.Duration(i%5) * 100 * time.Microsecond)
			close(done)
		}()
		<-done
	})
}

// mixed is some of everything.
func mixed(ctx context.Context) {
	var group sync.WaitGroup
	for _, f := range []func(context.Context){goroutines, channels, alloc, tasks, syscalls, network} {
		group.Add(1)
		go func(f func(context.Context)) { defer group.Done(); f(ctx) }(f)
	}
	group.Wait()
}
