package com.example.tools;

/** Labels for the printer in the warehouse; the service does without it. */
public final class Labels {

    public String label(String street) {
        return street.strip();
    }
}
