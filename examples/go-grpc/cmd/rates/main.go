// Rates answers over gRPC, and over HTTP for a probe, on one port.
package main

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"os"
	"strings"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"

	"example.com/rates/ratespb"
)

type server struct {
	ratespb.UnimplementedRatesServer
}

func (server) Rate(_ context.Context, request *ratespb.RateRequest) (*ratespb.RateReply, error) {
	rates := map[string]float64{"EUR": 1, "SEK": 11.32}
	rate, known := rates[request.GetCurrency()]
	if !known {
		return nil, status.Errorf(codes.NotFound, "no rate of %q", request.GetCurrency())
	}
	return &ratespb.RateReply{Rate: rate}, nil
}

func main() {
	address := os.Getenv("GRPC_ADDR")
	if address == "" {
		address = ":50051"
	}
	service := grpc.NewServer()
	ratespb.RegisterRatesServer(service, server{})

	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	protocols.SetUnencryptedHTTP2(true)
	both := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ProtoMajor == 2 && strings.HasPrefix(r.Header.Get("Content-Type"), "application/grpc") {
			service.ServeHTTP(w, r)
			return
		}
		probe(w, r, address)
	})
	listener := &http.Server{Addr: address, Handler: both, Protocols: protocols}
	log.Fatal(listener.ListenAndServe())
}

// probe asks over gRPC what it answers over HTTP.
func probe(w http.ResponseWriter, r *http.Request, address string) {
	dialed, err := grpc.NewClient("dns:///localhost"+address, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	defer dialed.Close()
	currency := strings.TrimPrefix(r.URL.Path, "/")
	reply, err := ratespb.NewRatesClient(dialed).Rate(r.Context(), &ratespb.RateRequest{Currency: currency})
	if status.Code(err) == codes.NotFound {
		http.Error(w, err.Error(), http.StatusNotFound)
		return
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	fmt.Fprintln(w, reply.GetRate())
}
