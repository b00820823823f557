ThisBuild / scalaVersion := "3.3.7"

lazy val notes = (project in file("."))
  .settings(
    name := "notes",
    version := "0.2.0",
    assembly / mainClass := Some("notes.Main"),
    assembly / assemblyJarName := s"${name.value}-${version.value}.jar"
  )
