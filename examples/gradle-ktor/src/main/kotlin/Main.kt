package com.example.clock

import io.ktor.server.application.call
import io.ktor.server.engine.embeddedServer
import io.ktor.server.netty.Netty
import io.ktor.server.response.respondText
import io.ktor.server.routing.get
import io.ktor.server.routing.routing
import java.time.ZoneId

fun main() {
    embeddedServer(Netty, port = 8083) {
        routing {
            get("/zone") { call.respondText(ZoneId.systemDefault().id) }
        }
    }.start(wait = true)
}
