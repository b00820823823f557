package com.example.tides;

import java.util.Map;
import java.util.Optional;

final class Tides {

    private static final Map<String, String> RANGES = Map.of(
            "fundy", "up to 16 metres between high and low water",
            "saint-malo", "up to 13 metres between high and low water");

    private Tides() {
    }

    static Optional<String> at(String harbour) {
        return Optional.ofNullable(RANGES.get(harbour));
    }
}
