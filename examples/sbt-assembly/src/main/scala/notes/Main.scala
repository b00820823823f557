package notes

import com.sun.net.httpserver.HttpServer
import java.net.InetSocketAddress

object Main:
  def main(args: Array[String]): Unit =
    val port = sys.env.getOrElse("PORT", "8092").toInt
    val server = HttpServer.create(InetSocketAddress(port), 0)
    server.createContext(
      "/note",
      exchange =>
        val text = "water the plants\n".getBytes
        exchange.sendResponseHeaders(200, text.length)
        exchange.getResponseBody.write(text)
        exchange.close()
    )
    server.start()
