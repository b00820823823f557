package com.example.moons;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;

@Path("/moons/{name}")
@Produces(MediaType.APPLICATION_JSON)
public class MoonResource {

    public record Moon(String name, int diameterKm) {
    }

    private static final Map<String, Moon> MOONS = Map.of(
            "europa", new Moon("Europa", 3122),
            "titan", new Moon("Titan", 5150));

    @GET
    public Moon byName(@PathParam("name") String name) {
        Moon moon = MOONS.get(name);
        if (moon == null) {
            throw new NotFoundException();
        }
        return moon;
    }
}
