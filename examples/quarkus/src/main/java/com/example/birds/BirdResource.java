package com.example.birds;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import java.util.Map;

/** Tells how far birds travel. */
@Path("/birds")
public class BirdResource {

    private static final Map<String, Bird> KNOWN = Map.of(
            "arctic-tern", new Bird("Arctic tern", 35_000),
            "swallow", new Bird("Barn swallow", 11_000));

    @GET
    @Path("/{name}")
    public Bird one(String name) {
        Bird bird = KNOWN.get(name);
        if (bird == null) {
            throw new NotFoundException();
        }
        return bird;
    }
}
