// Api answers with the price of a crossing.
package main

import (
	"flag"
	"fmt"
	"log"
	"net/http"
	"strconv"

	"example.com/ferries/tariff"
)

func main() {
	address := flag.String("addr", ":7070", "where to listen")
	flag.Parse()
	http.HandleFunc("GET /price/{passengers}", func(w http.ResponseWriter, r *http.Request) {
		passengers, err := strconv.Atoi(r.PathValue("passengers"))
		if err != nil {
			http.Error(w, "how many passengers?", http.StatusBadRequest)
			return
		}
		fmt.Fprintln(w, tariff.Cents(passengers))
	})
	log.Fatal(http.ListenAndServe(*address, nil))
}
