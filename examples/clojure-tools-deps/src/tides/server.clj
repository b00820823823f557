(ns tides.server
  (:gen-class)
  (:import (com.sun.net.httpserver HttpExchange HttpHandler HttpServer)
           (java.net InetSocketAddress)))

(def default-port 8091)

(defn- answer [^HttpExchange exchange]
  (let [text (.getBytes "high water at 06:12\n")]
    (.sendResponseHeaders exchange 200 (count text))
    (with-open [body (.getResponseBody exchange)]
      (.write body text))))

(defn -main [& _]
  (doto (HttpServer/create (InetSocketAddress. (int default-port)) 0)
    (.createContext "/tide" (reify HttpHandler (handle [_ exchange] (answer exchange))))
    (.start)))
