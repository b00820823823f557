name := "clock"
version := "1.0.0"
scalaVersion := "2.13.17"

enablePlugins(JavaAppPackaging)

Universal / javaOptions ++= Seq("-J-Xss512k", "-Duser.timezone=UTC")
