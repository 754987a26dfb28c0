//go:build release281

package main

import (
	"context"

	"example.com/checkout/internal/session"
)

const release = "2.8.1"

var notifications = []string{"confirmation"}

// startMaintenance starts what runs beside the requests.
func startMaintenance(ctx context.Context, sessions *session.Store) {
	go session.NewJanitor(sessions, evictionInterval).Run(ctx)
}
