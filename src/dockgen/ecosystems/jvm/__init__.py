"""Java, Kotlin, Scala, Groovy and Clojure."""
