(defproject com.example/parcels "1.4.0"
  :description "Says what a parcel costs."
  :dependencies [[org.clojure/clojure "1.12.3"]]
  :main ^:skip-aot parcels.server
  :target-path "target/%s"
  :profiles {:uberjar {:aot :all
                       :jvm-opts ["-Dclojure.compiler.direct-linking=true"]}})
