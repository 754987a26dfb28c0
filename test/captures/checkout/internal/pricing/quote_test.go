package pricing

import (
	"testing"

	"example.com/checkout/internal/cart"
)

func BenchmarkQuote(b *testing.B) {
	engine, lines := sample()
	b.ReportAllocs()
	for b.Loop() {
		engine.Quote(lines)
	}
}

func BenchmarkExplain(b *testing.B) {
	engine, lines := sample()
	quote := engine.Quote(lines)
	b.ReportAllocs()
	for b.Loop() {
		quote.Explain()
	}
}

func sample() (*Engine, []cart.Line) {
	catalogue := LoadCatalogue(100)
	lines := make([]cart.Line, 6)
	for i := range lines {
		product := catalogue.Pick(uint64(i))
		lines[i] = cart.Line{SKU: product.SKU, Title: product.Title, Quantity: 2, Cents: product.Cents}
	}
	return NewEngine(catalogue, 40), lines
}
