package com.example.moons;

import io.dropwizard.core.Application;
import io.dropwizard.core.Configuration;
import io.dropwizard.core.setup.Environment;

public final class MoonsApplication extends Application<Configuration> {

    public static void main(String[] args) throws Exception {
        new MoonsApplication().run(args);
    }

    @Override
    public String getName() {
        return "moons";
    }

    @Override
    public void run(Configuration configuration, Environment environment) {
        environment.jersey().register(new MoonResource());
    }
}
