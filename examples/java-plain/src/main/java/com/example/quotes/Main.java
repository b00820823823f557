package com.example.quotes;

import com.google.gson.Gson;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Executors;

public final class Main {

    private static final Gson GSON = new Gson();

    private Main() {
    }

    public static void main(String[] args) throws IOException {
        int port = Integer.parseInt(System.getenv().getOrDefault("PORT", "8080"));
        QuoteBook quotes = QuoteBook.load("/quotes.json");

        HttpServer server = HttpServer.create(new InetSocketAddress(port), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/quotes", exchange -> {
            String[] segments = exchange.getRequestURI().getPath().split("/");
            if (segments.length == 2) {
                send(exchange, 200, quotes.all());
            } else {
                var found = quotes.by(segments[2]);
                send(exchange, found.isEmpty() ? 404 : 200, found);
            }
        });
        server.createContext("/", exchange ->
                send(exchange, 404, Map.of("error", "not found")));

        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            System.out.println("Shutting down");
            server.stop(1);
        }));

        server.start();
        System.out.println("Listening on port " + port);
    }

    private static void send(HttpExchange exchange, int status, Object body) throws IOException {
        byte[] json = GSON.toJson(body).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, json.length);
        try (exchange; var out = exchange.getResponseBody()) {
            out.write(json);
        }
    }
}
