package com.example.greetings;

import java.time.Clock;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Service;

@Service
public class GreetingService {

    private final Clock clock;

    @Autowired
    public GreetingService() {
        this(Clock.systemUTC());
    }

    GreetingService(Clock clock) {
        this.clock = clock;
    }

    public Greeting greet(String name) {
        return new Greeting(name, "Hello, %s!".formatted(name), clock.instant());
    }
}
