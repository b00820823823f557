package com.example.knots

import com.sun.net.httpserver.HttpServer
import java.net.InetSocketAddress

fun main() {
    val port = System.getenv("PORT")?.toInt() ?: 8087
    val server = HttpServer.create(InetSocketAddress(port), 0)
    server.createContext("/knots/") { exchange ->
        val name = exchange.requestURI.path.substringAfterLast('/')
        val knot = knots.find { it.name == name }
        val body = (knot?.use ?: "no such knot").toByteArray()
        exchange.responseHeaders.add("Content-Type", "text/plain; charset=utf-8")
        exchange.sendResponseHeaders(if (knot == null) 404 else 200, body.size.toLong())
        exchange.responseBody.use { it.write(body) }
    }
    server.start()
}
