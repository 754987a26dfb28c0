// Package pricing turns a cart into a price: it tries every promotion on every line.
package pricing

import (
	"bytes"
	"encoding/json"
	"fmt"
	"sync"

	"example.com/checkout/internal/cart"
)

// Discount is one promotion tried on one line, with the reason shown to support staff.
type Discount struct {
	SKU       string
	Promotion int
	Cents     int64
	Reason    string
}

// Quote is the price of a cart.
type Quote struct {
	Lines    []cart.Line
	Subtotal int64
	Total    int64
	Best     []Discount
	tried    map[attempt]Discount
}

// attempt names one promotion tried on one product.
type attempt struct {
	sku       string
	promotion int
}

// Engine quotes carts against a catalogue.
type Engine struct {
	catalogue  *Catalogue
	promotions int

	mu        sync.Mutex
	priceList []byte // rendered on first use, dropped by Flush
}

// NewEngine returns an engine that tries the given number of promotions on each line.
func NewEngine(catalogue *Catalogue, promotions int) *Engine {
	return &Engine{catalogue: catalogue, promotions: promotions}
}

// Quote tries all promotions on all lines and keeps the best one of each line.
func (e *Engine) Quote(lines []cart.Line) Quote {
	quote := Quote{Lines: lines, Subtotal: cart.Subtotal(lines)}
	quote.Total = quote.Subtotal
	// The number of attempts is known here and not told to the map, so each quote grows one through seven sizes.
	quote.tried = make(map[attempt]Discount)
	for _, line := range lines {
		var best Discount
		for promotion := range e.promotions {
			discount := try(promotion, line)
			quote.tried[attempt{line.SKU, promotion}] = discount
			if discount.Cents > best.Cents {
				best = discount
			}
		}
		quote.Best = append(quote.Best, best)
		quote.Total -= best.Cents
	}
	return quote
}

// Explain renders every discount tried, for the audit log. It is the largest piece of garbage a request makes.
func (q Quote) Explain() []byte {
	var text bytes.Buffer
	for _, discount := range q.tried {
		fmt.Fprintf(&text, "sku=%s promotion=%d cents=%d reason=%q\n", discount.SKU, discount.Promotion, discount.Cents, discount.Reason)
	}
	return text.Bytes()
}

// Render gives the answer sent to the shopper.
func (q Quote) Render() ([]byte, error) {
	return json.Marshal(struct {
		Lines           []cart.Line
		Subtotal, Total int64
		Best            []Discount
	}{q.Lines, q.Subtotal, q.Total, q.Best})
}

// PriceList renders the whole catalogue and keeps the text until Flush.
func (e *Engine) PriceList() []byte {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.priceList == nil {
		var text bytes.Buffer
		for _, product := range e.catalogue.products {
			fmt.Fprintf(&text, "%s;%s;%d\n", product.SKU, product.Title, product.Cents)
		}
		e.priceList = text.Bytes()
	}
	return e.priceList
}

// Flush drops what can be rendered again.
func (e *Engine) Flush() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.priceList = nil
}

func try(promotion int, line cart.Line) Discount {
	percent := int64((promotion*7 + len(line.Title)) % 20)
	return Discount{
		SKU:       line.SKU,
		Promotion: promotion,
		Cents:     line.Cents * int64(line.Quantity) * percent / 100,
		Reason:    fmt.Sprintf("%d %% off %s in campaign %d", percent, line.Title, promotion),
	}
}
