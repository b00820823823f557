// Worker prints the day's takings until it is stopped.
package main

import (
	"context"
	"log"
	"os/signal"
	"syscall"
	"time"

	"example.com/ferries/tariff"
)

func main() {
	stop, cancel := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer cancel()
	for sold := 0; ; sold++ {
		log.Printf("%d tickets: %d cents", sold, tariff.Cents(sold))
		select {
		case <-stop.Done():
			return
		case <-time.After(time.Minute):
		}
	}
}
