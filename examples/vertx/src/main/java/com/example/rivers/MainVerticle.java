package com.example.rivers;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.ext.web.Router;

public class MainVerticle extends VerticleBase {

    @Override
    public Future<?> start() {
        Router router = Router.router(vertx);
        router.get("/rivers/:name").handler(context -> {
            var mouth = Rivers.mouthOf(context.pathParam("name"));
            if (mouth.isEmpty()) {
                context.fail(404);
            } else {
                context.response().putHeader("content-type", "text/plain").end(mouth.get() + "\n");
            }
        });
        return vertx.createHttpServer()
                .requestHandler(router)
                .listen(8888)
                .onSuccess(server -> System.out.println("HTTP server started on port 8888"));
    }
}
