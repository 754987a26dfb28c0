package pricing

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// Product is what the shop sells.
type Product struct {
	SKU         string
	Title       string
	Description string
	Cents       int64
}

// Catalogue is loaded once at start and never changes; it is the steady part of the heap.
type Catalogue struct {
	products []Product
}

var (
	materials = []string{"oak", "steel", "linen", "ceramic", "cork", "wool", "glass", "bamboo"}
	things    = []string{"table", "lamp", "chair", "bowl", "shelf", "blanket", "clock", "basket", "mirror", "tray"}
	phrases   = []string{
		"Made to last and easy to repair.", "Ships flat, stands in five minutes.", "Every piece differs a little from the next.",
		"Wipe with a damp cloth.", "Fits small rooms.", "From certified sources.", "Comes with a ten-year promise.",
	}
)

// LoadCatalogue makes a catalogue of count products. The seed is fixed, so every start has the same shop.
func LoadCatalogue(count int) *Catalogue {
	random := rand.New(rand.NewPCG(281, 290))
	products := make([]Product, count)
	for i := range products {
		material, thing := materials[random.IntN(len(materials))], things[random.IntN(len(things))]
		products[i] = Product{
			SKU:         fmt.Sprintf("%s-%s-%05d", material[:2], thing[:2], i),
			Title:       fmt.Sprintf("%s %s no. %d", material, thing, i),
			Description: describe(random),
			Cents:       int64(500 + random.IntN(40_000)),
		}
	}
	return &Catalogue{products: products}
}

// Pick returns the product at position n, wrapping around, so that a caller may use any hash as a position.
func (c *Catalogue) Pick(n uint64) Product {
	return c.products[n%uint64(len(c.products))]
}

func describe(random *rand.Rand) string {
	var text strings.Builder
	for text.Len() < 1800 {
		text.WriteString(phrases[random.IntN(len(phrases))])
		text.WriteByte(' ')
	}
	return text.String()
}
