// Package notify tells shoppers about their orders through a mail gateway that takes one message at a time.
package notify

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"
)

// Message is one notification.
type Message struct {
	Order string
	Kind  string
	Body  string
}

// Notifier hands messages to the gateway. Send never makes a request wait: it starts a goroutine instead,
// and nothing bounds how many of them wait for room in the queue.
type Notifier struct {
	queue     chan Message
	perSecond int
	sent      atomic.Int64
}

// NewNotifier returns a notifier for a gateway that accepts perSecond messages.
func NewNotifier(perSecond int) *Notifier {
	return &Notifier{queue: make(chan Message, 16), perSecond: perSecond}
}

// Send queues a message of each kind for an order.
func (n *Notifier) Send(order string, kinds ...string) {
	for _, kind := range kinds {
		go n.enqueue(Message{Order: order, Kind: kind, Body: fmt.Sprintf("Your order %s: %s", order, kind)})
	}
}

// Run talks to the gateway until the context ends.
func (n *Notifier) Run(ctx context.Context) {
	// The gateway itself is not part of the sample; its rate is.
	ticker := time.NewTicker(time.Second / time.Duration(n.perSecond))
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-n.queue:
			<-ticker.C
			n.sent.Add(1)
		}
	}
}

// Sent is the number of messages the gateway took.
func (n *Notifier) Sent() int64 { return n.sent.Load() }

func (n *Notifier) enqueue(message Message) {
	n.queue <- message
}
