package com.example.greetings;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;

import org.junit.jupiter.api.Test;

class GreetingServiceTests {

    private static final Instant NOON = Instant.parse("2026-11-02T12:00:00Z");

    private final GreetingService service = new GreetingService(Clock.fixed(NOON, ZoneOffset.UTC));

    @Test
    void greetsByName() {
        assertThat(service.greet("Ada")).isEqualTo(new Greeting("Ada", "Hello, Ada!", NOON));
    }
}
