(ns parcels.server
  (:gen-class)
  (:require [clojure.edn :as edn]
            [clojure.java.io :as io])
  (:import (com.sun.net.httpserver HttpExchange HttpHandler HttpServer)
           (java.net InetSocketAddress)))

(def port (parse-long (or (System/getenv "PORT") "8090")))

(def prices (edn/read-string (slurp (io/resource "prices.edn"))))

(defn- answer [^HttpExchange exchange]
  (let [text (.getBytes (str "up to 2 kg: " (:small prices) "\n"))]
    (.sendResponseHeaders exchange 200 (count text))
    (with-open [body (.getResponseBody exchange)]
      (.write body text))))

(defn -main [& _]
  (doto (HttpServer/create (InetSocketAddress. (int port)) 0)
    (.createContext "/price" (reify HttpHandler (handle [_ exchange] (answer exchange))))
    (.start)))
