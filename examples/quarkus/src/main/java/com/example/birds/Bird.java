package com.example.birds;

/** A bird and how far it travels in autumn, in kilometres. */
public record Bird(String name, int journey) {}
