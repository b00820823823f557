package com.example.rooms;

import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import java.util.List;

/** Finds rooms that are large enough. */
@Controller("/rooms")
public class RoomController {

    private static final List<Room> ROOMS = List.of(new Room("Attic", 4), new Room("Orangery", 30));

    @Get
    public List<Room> all(@QueryValue(defaultValue = "1") int seats) {
        return ROOMS.stream().filter(room -> room.seats() >= seats).toList();
    }
}
