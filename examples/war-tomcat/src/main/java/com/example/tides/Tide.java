package com.example.tides;

/** The water at a place: a level in metres above the mean. */
record Tide(String place, double metres) {

    /** The highest level of a day, by the height of the moon's and the sun's part. */
    static Tide springTide(String place, double moon, double sun) {
        return new Tide(place, moon + sun);
    }
}
