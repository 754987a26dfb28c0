package session

import (
	"sync"
	"time"

	"example.com/checkout/internal/cart"
)

// Store is the session cache. It holds a session until Evict finds it idle for longer than the TTL;
// it never evicts on its own, so whoever owns a store has to run a Janitor for it.
type Store struct {
	ttl time.Duration

	mu      sync.Mutex
	entries map[string]entry
}

// entry is stored by value: the map's own tables carry these fields.
type entry struct {
	session  *Session
	lastSeen time.Time
	customer string
	device   string
	visits   int
}

// NewStore returns an empty store.
func NewStore(ttl time.Duration) *Store {
	return &Store{ttl: ttl, entries: make(map[string]entry)}
}

// Put keeps a copy of the session, so that the caller may go on changing its own.
func (s *Store) Put(session *Session, now time.Time) {
	kept := &Session{ID: session.ID, Customer: session.Customer, Created: session.Created}
	kept.Cart = make([]cart.Line, len(session.Cart))
	copy(kept.Cart, session.Cart)
	kept.LastPage = make([]byte, len(session.LastPage))
	copy(kept.LastPage, session.LastPage)
	kept.Attributes = make(map[string]string)
	for name, value := range session.Attributes {
		kept.Attributes[name] = value
	}

	s.mu.Lock()
	defer s.mu.Unlock()
	s.entries[session.ID] = entry{
		session:  kept,
		lastSeen: now,
		customer: kept.Customer,
		device:   kept.Attributes["device"],
		visits:   s.entries[session.ID].visits + 1,
	}
}

// Get finds a session. The caller may read it and replace its fields in a copy, but not write into them.
func (s *Store) Get(id string) (Session, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	found, ok := s.entries[id]
	if !ok {
		return Session{}, false
	}
	return *found.session, true
}

// Len is the number of sessions held.
func (s *Store) Len() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.entries)
}

// Evict drops the sessions that were idle for longer than the TTL and says how many. It looks at every entry
// under the lock: with many sessions this is where requests wait for each other.
func (s *Store) Evict(now time.Time) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	dropped := 0
	for id, entry := range s.entries {
		if now.Sub(entry.lastSeen) > s.ttl {
			delete(s.entries, id)
			dropped++
		}
	}
	return dropped
}
