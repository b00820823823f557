// Tides answers with the times of high water, from a table that is compiled in.
package main

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"example.com/tides/internal/table"
)

//go:embed harbours.json
var harbours []byte

var version = "dev"

func main() {
	port := os.Getenv("PORT")
	if port == "" {
		port = "8080"
	}
	known, err := table.Read(harbours)
	if err != nil {
		log.Fatal(err)
	}
	server := &http.Server{Addr: ":" + port, Handler: routes(known)}
	stop, cancel := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer cancel()
	go func() {
		<-stop.Done()
		server.Shutdown(context.Background())
	}()
	log.Printf("tides %s listens on %s", version, server.Addr)
	if err := server.ListenAndServe(); err != http.ErrServerClosed {
		log.Fatal(err)
	}
}

func routes(known table.Table) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintln(w, "ok")
	})
	mux.HandleFunc("GET /tides/{harbour}", func(w http.ResponseWriter, r *http.Request) {
		times, found := known[r.PathValue("harbour")]
		if !found {
			http.Error(w, "no such harbour", http.StatusNotFound)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(times)
	})
	mux.HandleFunc("GET /now", func(w http.ResponseWriter, _ *http.Request) {
		zone, err := time.LoadLocation("Europe/Amsterdam")
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		fmt.Fprintln(w, time.Now().In(zone).Format(time.RFC3339), zone)
	})
	return mux
}
