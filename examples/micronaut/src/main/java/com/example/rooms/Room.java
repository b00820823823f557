package com.example.rooms;

import io.micronaut.serde.annotation.Serdeable;

/** A meeting room and how many people it seats. */
@Serdeable
public record Room(String name, int seats) {}
