package com.example.clock;

import com.example.zones.Zones;
import io.javalin.Javalin;

/** Says which time zone it runs in. */
public final class Main {
    private Main() {
    }

    public static void main(String[] arguments) {
        Javalin server = Javalin.create(config -> config.showJavalinBanner = false);
        server.get("/zone", context -> context.result(Zones.current()));
        Runtime.getRuntime().addShutdownHook(new Thread(server::stop));
        server.start(8094);
    }
}
