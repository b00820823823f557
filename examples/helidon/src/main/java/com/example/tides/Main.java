package com.example.tides;

import io.helidon.config.Config;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;

public final class Main {

    private Main() {
    }

    public static void main(String[] args) {
        Config config = Config.create();
        WebServer.builder()
                .config(config.get("server"))
                .routing(Main::routing)
                .build()
                .start();
    }

    static void routing(HttpRouting.Builder routing) {
        routing.get("/tides/{harbour}", (request, response) -> {
            var tide = Tides.at(request.path().pathParameters().get("harbour"));
            if (tide.isEmpty()) {
                response.status(Status.NOT_FOUND_404).send("no such harbour\n");
            } else {
                response.send(tide.get() + "\n");
            }
        });
    }
}
