package session

import (
	"context"
	"log/slog"
	"time"
)

// Janitor evicts idle sessions of a store at a fixed interval.
type Janitor struct {
	store    *Store
	interval time.Duration
}

// NewJanitor returns a janitor; nothing is evicted until Run is called.
func NewJanitor(store *Store, interval time.Duration) *Janitor {
	return &Janitor{store: store, interval: interval}
}

// Run evicts until the context ends.
func (j *Janitor) Run(ctx context.Context) {
	ticker := time.NewTicker(j.interval)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-ticker.C:
			dropped := j.store.Evict(now)
			slog.Info("sessions evicted", "dropped", dropped, "kept", j.store.Len())
		}
	}
}
