package shop

import (
	"slices"
	"sync"
	"time"
)

// Latencies collects request times between two log lines.
type Latencies struct {
	mu    sync.Mutex
	times []time.Duration
}

// Add records one request.
func (l *Latencies) Add(took time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.times = append(l.times, took)
}

// Take returns the number of requests since the last call, their median and their 99th percentile.
func (l *Latencies) Take() (count int, median, p99 time.Duration) {
	l.mu.Lock()
	times := l.times
	l.times = nil
	l.mu.Unlock()
	if len(times) == 0 {
		return 0, 0, 0
	}
	slices.Sort(times)
	return len(times), times[len(times)/2], times[len(times)*99/100]
}
