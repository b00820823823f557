package clock

import com.sun.net.httpserver.{HttpExchange, HttpServer}
import java.net.InetSocketAddress
import java.time.ZoneId

object Clock extends App {
  val server = HttpServer.create(new InetSocketAddress(8093), 0)
  server.createContext("/zone", (exchange: HttpExchange) => {
    val text = s"${ZoneId.systemDefault}\n".getBytes
    exchange.sendResponseHeaders(200, text.length)
    exchange.getResponseBody.write(text)
    exchange.close()
  })
  server.start()
}
