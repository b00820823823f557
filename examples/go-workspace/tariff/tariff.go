// Package tariff knows what a crossing costs.
package tariff

// Cents is the price of a crossing for a number of passengers.
func Cents(passengers int) int {
	if passengers >= 10 {
		return passengers * 400
	}
	return passengers * 450
}
