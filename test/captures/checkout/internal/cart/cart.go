// Package cart holds what a shopper wants to buy.
package cart

// Line is one product in a cart. Titles and SKUs point into the catalogue, so a line owns no text of its own.
type Line struct {
	SKU      string
	Title    string
	Quantity int
	Cents    int64
}

// Subtotal adds up the lines before any discount.
func Subtotal(lines []Line) int64 {
	var cents int64
	for _, line := range lines {
		cents += int64(line.Quantity) * line.Cents
	}
	return cents
}
