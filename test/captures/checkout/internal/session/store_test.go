package session

import (
	"fmt"
	"testing"
	"time"

	"example.com/checkout/internal/cart"
)

func TestEvictDropsIdleSessionsOnly(t *testing.T) {
	start := time.Unix(0, 0)
	store := NewStore(time.Minute)
	store.Put(sample("idle"), start)
	store.Put(sample("busy"), start.Add(50*time.Second))
	if dropped := store.Evict(start.Add(90 * time.Second)); dropped != 1 {
		t.Fatalf("dropped %d sessions, want 1", dropped)
	}
	if _, ok := store.Get("busy"); !ok {
		t.Fatal("the session in use is gone")
	}
}

func BenchmarkPutNew(b *testing.B) {
	store, session, now := NewStore(time.Minute), sample("s"), time.Unix(0, 0)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		session.ID = fmt.Sprintf("session-%d", i%50_000)
		store.Put(session, now)
	}
}

func BenchmarkGet(b *testing.B) {
	store, now := NewStore(time.Minute), time.Unix(0, 0)
	for i := range 10_000 {
		store.Put(sample(fmt.Sprintf("session-%d", i)), now)
	}
	for b.Loop() {
		store.Get("session-4711")
	}
}

func BenchmarkEvict(b *testing.B) {
	for _, count := range []int{1_000, 10_000} {
		b.Run(fmt.Sprintf("sessions=%d", count), func(b *testing.B) {
			store, now := NewStore(time.Minute), time.Unix(0, 0)
			for i := range count {
				store.Put(sample(fmt.Sprintf("session-%d", i)), now)
			}
			for b.Loop() {
				store.Evict(now) // nothing is idle: the cost of looking
			}
		})
	}
}

func sample(id string) *Session {
	return &Session{
		ID:         id,
		Customer:   "customer-17",
		Cart:       make([]cart.Line, 6),
		LastPage:   make([]byte, 1200),
		Attributes: map[string]string{"device": "phone", "locale": "de-CH", "currency": "CHF"},
	}
}
