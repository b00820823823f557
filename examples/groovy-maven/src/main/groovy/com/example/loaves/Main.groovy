package com.example.loaves

import com.sun.net.httpserver.HttpServer
import groovy.transform.CompileStatic

@CompileStatic
class Main {

    static void main(String[] args) {
        int port = (System.getenv('PORT') ?: '8090') as int
        HttpServer server = HttpServer.create(new InetSocketAddress(port), 0)
        server.createContext('/loaves/') { exchange ->
            String name = exchange.requestURI.path.tokenize('/').last()
            String loaf = Loaves.named(name)
            byte[] body = "${loaf ?: 'no such loaf'}\n".getBytes('UTF-8')
            exchange.sendResponseHeaders(loaf ? 200 : 404, body.length)
            exchange.responseBody.write(body)
            exchange.close()
        }
        server.start()
        println "Listening on port $port"
    }
}
