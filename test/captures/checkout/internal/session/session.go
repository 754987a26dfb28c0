// Package session keeps what a shopper did so far: the session cache of the checkout service.
package session

import (
	"time"

	"example.com/checkout/internal/cart"
)

// Session is the state of one shopper between two requests.
type Session struct {
	ID         string
	Customer   string
	Created    time.Time
	Cart       []cart.Line
	Attributes map[string]string // locale, device, campaign, experiments …
	LastPage   []byte            // served again when the shopper reloads
}
