package com.example.report;

import com.example.zones.Zones;

/** Prints the time zone. */
public final class Report {
    private Report() {
    }

    public static void main(String[] arguments) {
        System.out.println(Zones.current());
    }
}
