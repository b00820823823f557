package com.example.knots

/** A knot and what it is good for. */
data class Knot(val name: String, val use: String)

val knots = listOf(
    Knot("bowline", "a loop that does not slip"),
    Knot("sheet bend", "joining two ropes of different thickness"),
)
