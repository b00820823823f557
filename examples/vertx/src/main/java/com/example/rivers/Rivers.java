package com.example.rivers;

import java.util.Map;
import java.util.Optional;

final class Rivers {

    private static final Map<String, String> MOUTHS = Map.of(
            "danube", "flows into the Black Sea",
            "okavango", "ends in a delta without a sea");

    private Rivers() {
    }

    static Optional<String> mouthOf(String river) {
        return Optional.ofNullable(MOUTHS.get(river));
    }
}
