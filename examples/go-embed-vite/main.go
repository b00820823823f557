// Metronome serves its pages, which are compiled in, and the tempo of a march.
package main

import (
	"encoding/json"
	"flag"
	"log"
	"net/http"

	"example.com/metronome/web"
)

func main() {
	port := flag.String("port", "9090", "the port to listen on")
	flag.Parse()
	http.HandleFunc("GET /api/tempo", func(w http.ResponseWriter, _ *http.Request) {
		json.NewEncoder(w).Encode(map[string]int{"march": 120, "waltz": 180})
	})
	http.Handle("GET /", http.FileServerFS(web.Pages()))
	log.Fatal(http.ListenAndServe(":"+*port, nil))
}
