package com.example.greetings;

import java.time.Instant;

public record Greeting(String name, String message, Instant at) {
}
