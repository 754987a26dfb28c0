//go:build !release281

package main

import (
	"context"

	"example.com/checkout/internal/session"
)

const release = "2.9.0"

// Since 2.9.0 an order also earns loyalty points, and the shopper is told so in a second message.
var notifications = []string{"confirmation", "loyalty points"}

// maintenance gathers what runs beside the requests, so that later releases can add to it.
type maintenance struct {
	janitor *session.Janitor
}

func (m *maintenance) run(ctx context.Context) {
	go m.janitor.Run(ctx)
}

// startMaintenance prepares the maintenance, and this is the fault the sample incident is about:
// nothing calls run any more, so no session is ever evicted.
func startMaintenance(_ context.Context, sessions *session.Store) *maintenance {
	return &maintenance{janitor: session.NewJanitor(sessions, evictionInterval)}
}
