"""sbt builds: what is read from their text, and the images that are planned."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

import dockgen
from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Evidence, Override
from dockgen.core.plan import Choices
from dockgen.ecosystems.registry import Detection
from tests.conftest import MakeProject

ASSEMBLY = {"project/plugins.sbt": 'addSbtPlugin("com.eed3si9n" % "sbt-assembly" % "2.3.1")'}
NAMED = "assembly / assemblyJarName := s"
STAGE = "enablePlugins(JavaAppPackaging)\n"
MAIN = {"src/main/scala/App.scala": "package app\nobject Main extends App\n"}


def detected(make: MakeProject, files: Mapping[str, str], **given: object) -> Detection:
    overrides = {name: Override(value, Evidence("--set")) for name, value in given.items()}
    return dockgen.detect(make(files), overrides=overrides)


def assembled(make: MakeProject, script: str = "", **given: object) -> Detection:
    return detected(make, {"build.sbt": script, **ASSEMBLY, **MAIN}, **given)


def staged(make: MakeProject, script: str = "", **given: object) -> Detection:
    return detected(make, {"build.sbt": STAGE + script, **MAIN}, **given)


def value(detection: Detection, name: str) -> object:
    return detection.facts[name].value


def dockerfile(detection: Detection, choices: Choices | None = None) -> str:
    return dockgen.render(dockgen.plan(detection, choices))["Dockerfile"].text


@pytest.mark.parametrize(
    ("script", "shape"),
    [
        ("", "assembly"),
        (STAGE, "stage"),
        ("enablePlugins(JavaServerAppPackaging)", "stage"),
        ('lazy val root = (project in file(".")).enablePlugins(PlayScala)', "play"),
        ("enablePlugins(Other, PlayJava)", "play"),
        ("// enablePlugins(PlayJava)", "assembly"),
        ("/* enablePlugins(PlayJava) */", "assembly"),
    ],
)
def test_the_plugins_decide_the_shape(project: MakeProject, script: str, shape: str) -> None:
    detection = assembled(project, script)
    assert (detection.chosen, detection.winner[1].shape) == ("sbt", shape)


@pytest.mark.parametrize(
    "files",
    [
        {"build.sbt": 'scalaVersion := "3.3.7"'},
        {"build.sbt": "disablePlugins(AssemblyPlugin)", **ASSEMBLY},
        {"build.sbt": "", "project/plugins.sbt": '// "sbt-assembly"'},
        {"build.sbt": "val a = project\nval b = project", **ASSEMBLY},
    ],
)
def test_a_build_that_makes_nothing_to_be_run_is_none(
    project: MakeProject, files: dict[str, str]
) -> None:
    assert detected(project, files).chosen is None


def test_a_folder_without_a_build_is_none(project: MakeProject) -> None:
    assert detected(project, {"a.scala": ""}).chosen is None


@pytest.mark.parametrize(
    ("script", "jar"),
    [
        ("", "target/scala-*/*-assembly-*.jar"),
        ('assembly / assemblyJarName := "app.jar"', "target/scala-*/app.jar"),
        ('assemblyJarName in assembly := "app.jar"', "target/scala-*/app.jar"),
        ('jarName in assembly := "app.jar"', "target/scala-*/app.jar"),
        (
            f'name := "n"\nversion := "1.2"\n{NAMED}"${{name.value}}-${{version.value}}.jar"',
            "target/scala-*/n-1.2.jar",
        ),
        (
            f'name := "n"\n{NAMED}"${{name.value}}-$v.jar"',
            "target/scala-*/n-*.jar",
        ),
        ('assembly / assemblyOutputPath := file("out/app.jar")', "out/app.jar"),
        (
            'assembly / assemblyOutputPath := baseDirectory.value / "target" / "a.jar"',
            "target/a.jar",
        ),
        (
            f'lazy val web = (project in file("svc/web")).settings({NAMED}"${{name.value}}.jar")',
            "svc/web/target/scala-*/web.jar",
        ),
        ("val web = project", "web/target/scala-*/*-assembly-*.jar"),
    ],
)
def test_the_jar_lies_where_the_build_says(project: MakeProject, script: str, jar: str) -> None:
    detection = assembled(project, script)
    assert value(detection, "artifact") == jar
    assert f"/workspace/{jar} ./application.jar" in dockerfile(detection)


def test_a_jar_whose_name_a_program_makes_is_asked_for(project: MakeProject) -> None:
    script = 'assembly / assemblyJarName := s"${name.value}-$version.jar"'
    with pytest.raises(UnusableInput, match="--set artifact="):
        assembled(project, script)
    given = assembled(project, script, artifact="target/scala-3.3.7/app.jar")
    assert value(given, "artifact") == "target/scala-3.3.7/app.jar"


def test_sbt_2_puts_it_elsewhere_so_it_is_asked_for(project: MakeProject) -> None:
    files = {"build.sbt": STAGE, "project/build.properties": "sbt.version=2.0.1\n", **MAIN}
    with pytest.raises(UnusableInput, match=r"build.sbt:1: where sbt puts .*--set artifact="):
        detected(project, files)
    detection = detected(project, files, artifact="target/out/stage")
    assert "FROM sbtscala/scala-sbt:eclipse-temurin-25_2.x" in dockerfile(detection)


@pytest.mark.parametrize(
    ("script", "java"),
    [
        ('scalaVersion := "2.13.17"', "25"),
        ('scalaVersion := "2.13.12"', "21"),
        ('scalaVersion := "2.12.15"', "17"),
        ('scalaVersion := "2.11.12"', "17"),
        ('scalaVersion := "3.3.1"', "21"),
        ('scalaVersion := "3.5.2"', "21"),
        ('scalaVersion := "3.7.4"', "25"),
        ('ThisBuild / scalaVersion := "3.8.1"', "25"),
        ('val root = project.settings(scalaVersion := "2.13.12")', "21"),
        ('scalaVersion := "3.3.7"\nscalacOptions += "-java-output-version:17"', "17"),
        ('scalaVersion := "3.3.7"\njavacOptions ++= Seq("--release", "21")', "21"),
        ('scalacOptions ++= Seq("-release", "17")', "17"),
        ("", "25"),
    ],
)
def test_the_java_fits_what_the_build_compiles_with(
    project: MakeProject, script: str, java: str
) -> None:
    text = dockerfile(assembled(project, script))
    assert f"FROM sbtscala/scala-sbt:eclipse-temurin-{java}_1.x AS build" in text
    assert f"FROM eclipse-temurin:{java}-jre AS runtime" in text


def test_the_scala_of_all_projects_may_stand_anywhere(project: MakeProject) -> None:
    script = "val a = project.enablePlugins(PlayJava)\nval b = project\nval c = 1 // \n"
    detection = assembled(project, f'{script}ThisBuild / scalaVersion := "2.13.12"')
    assert value(detection, "language_version") == "21"


def test_an_older_java_is_built_and_run_by_the_oldest_that_sbt_has(project: MakeProject) -> None:
    detection = assembled(project, 'scalacOptions += "-target:jvm-1.8"')
    assert "no image of sbt has Java 8" in detection.winner[1].findings.warnings[0]
    assert "FROM eclipse-temurin:17-jre AS runtime" in dockerfile(detection)


def test_a_java_between_two_long_term_ones_is_built_on_the_older(project: MakeProject) -> None:
    text = dockerfile(assembled(project, language_version="26"))
    assert "temurin-25_1.x" in text
    assert "FROM eclipse-temurin:26-jre" in text
    findings = assembled(project, language_version="23").winner[1].findings
    assert "23 has no image" in findings.warnings[0]


def test_one_stage_on_alpine_is_one_image(project: MakeProject) -> None:
    text = dockerfile(staged(project), Choices(stages="single", base="alpine"))
    assert "FROM sbtscala/scala-sbt:eclipse-temurin-alpine-25_1.x AS runtime" in text
    assert "RUN cp -r /workspace/target/universal/stage/lib lib" in text


def test_another_shape_cannot_be(project: MakeProject) -> None:
    with pytest.raises(UnusableInput, match="makes the shape stage, not play"):
        dockerfile(staged(project), Choices(shape="play"))


def test_a_staged_application_is_started_by_java_with_its_own_options(
    project: MakeProject,
) -> None:
    script = (
        'Universal / javaOptions ++= Seq("-J-Xss1m", "-Da=b", "-v")\n'
        'javaOptions in Universal += "-J-Xmx1g"'
    )
    assert value(staged(project, script), "start_command") == (
        *("java", "-XX:MaxRAMPercentage=75.0", "-Xss1m", "-Da=b", "-Xmx1g"),
        *("-cp", "lib/*", "app.Main"),
    )


@pytest.mark.parametrize(
    ("source", "main"),
    [
        ("object A extends App", "A"),
        ("package x.y\nobject A extends IOApp.Simple {", "x.y.A"),
        ("package x\npackage y\nobject A extends ZIOAppDefault", "x.y.A"),
        ("object B\nobject A { def main(args: Array[String]): Unit = () }", "A"),
        ("@main def run(): Unit = ()", "run"),
        ("def main() = 1\nobject A extends App", "A"),
        ("/* object X extends App */ object A:\n  def main(a: Array[String]) = ()", None),
    ],
)
def test_the_main_class_is_found_in_the_sources(
    project: MakeProject, source: str, main: str | None
) -> None:
    files = {"build.sbt": STAGE, "src/main/scala/A.scala": source}
    detection = detected(project, files, **({} if main else {"main_class": "given"}))
    assert value(detection, "main_class") == (main or "given")


def test_the_main_class_of_the_build_goes_first(project: MakeProject) -> None:
    detection = staged(project, 'Compile / mainClass := Some("app.Other")')
    assert value(detection, "main_class") == "app.Other"
    assert detection.facts["main_class"].evidence.line == 2
    older = staged(project, 'mainClass in Compile := Some("app.Older")')
    assert value(older, "main_class") == "app.Older"


def test_without_a_main_class_it_is_asked_for(project: MakeProject) -> None:
    with pytest.raises(UnusableInput, match="no main class can be read here"):
        detected(project, {"build.sbt": STAGE, "src/main/scala/A.scala": "object A"})


def test_of_several_main_classes_one_is_asked_for(project: MakeProject) -> None:
    files = {"build.sbt": STAGE, **MAIN, "src/main/scala/Z.scala": "object Z extends App"}
    with pytest.raises(UnusableInput, match=r"app.Main, Z .*--set main_class=app.Main"):
        detected(project, files)
    assert value(detected(project, files, main_class="Z"), "main_class") == "Z"


@pytest.mark.parametrize(
    ("source", "port"),
    [
        ('sys.env.getOrElse("PORT", "8080").toInt', 8080),
        ('sys.env.get("PORT").map(_.toInt).getOrElse(8081)', 8081),
        ('.withPort(port"8082")', 8082),
        ('Http().newServerAt("0.0.0.0", 8083).bind(route)', 8083),
        ('Http().bindAndHandle(route, "0.0.0.0", 8084)', 8084),
        ("Server.defaultWithPort(8085)", 8085),
        ("override def port: Int = 8086", 8086),
        ("val port = 8087", 8087),
        ("// val port = 8088", None),
        ("val port = 88888", None),
    ],
)
def test_the_port_that_the_sources_name(
    project: MakeProject, source: str, port: int | None
) -> None:
    files = {"build.sbt": "", **ASSEMBLY, "src/main/scala/A.scala": f"object A {{\n{source}\n}}"}
    fact = detected(project, files).facts.get("port")
    assert (fact.value if fact else None) == port
    assert fact is None or fact.evidence.line == 2


def test_a_source_that_is_too_large_is_passed_over(project: MakeProject) -> None:
    files = {"build.sbt": "", **ASSEMBLY, "src/main/scala/A.scala": " " * (5 * 2**20)}
    assert "port" not in detected(project, files).facts


def test_play_starts_its_server_without_a_file_for_its_process(project: MakeProject) -> None:
    files = {"build.sbt": "enablePlugins(PlayScala)", "app/A.scala": ""}
    detection = detected(project, files)
    assert value(detection, "port") == 9000
    assert value(detection, "sources") == (".",)
    assert "play.http.secret.key" in detection.winner[1].findings.warnings[0]
    text = dockerfile(detection)
    assert "/workspace/target/universal/stage/conf/ conf/" in text
    assert '"-Dplay.server.pidfile.path=/dev/null", "-cp", "conf:lib/*"' in text
    assert '"play.core.server.ProdServerStart"]' in text


def test_the_port_of_play_comes_from_its_configuration(project: MakeProject) -> None:
    files = {"build.sbt": "enablePlugins(PlayJava)", "conf/application.conf": "\n"}
    assert value(detected(project, files), "port") == 9000
    files["conf/application.conf"] = "a = 1\nplay.server.http.port = 9001\n"
    detection = detected(project, files)
    assert value(detection, "port") == 9001
    assert detection.facts["port"].evidence.line == 2
    assert value(detected(project, files, port="7000"), "port") == 7000


@pytest.mark.parametrize(
    ("library", "framework"),
    [('"http4s-ember-server"', "http4s"), ('"zio-http"', "zio-http"), ('"other"', None)],
)
def test_the_framework_is_told_by_the_libraries(
    project: MakeProject, library: str, framework: str | None
) -> None:
    detection = assembled(project, f'libraryDependencies += "a" %% {library} % "1"')
    fact = detection.facts.get("framework")
    assert (fact.value if fact else None) == framework


SEVERAL = """lazy val core = project
lazy val web = (project in file("services/web"))
  .dependsOn(core)
  .enablePlugins(JavaAppPackaging)
  .settings(Compile / mainClass := Some("web.Main"))
lazy val batch = project.enablePlugins(JavaAppPackaging)
"""


def test_of_several_applications_one_is_chosen(project: MakeProject) -> None:
    files = {"build.sbt": SEVERAL, "services/web/build.sbt": "", "core/src/main/scala/A.scala": ""}
    with pytest.raises(UnusableInput, match=r"build.sbt:6: 2 applications .*--app services/web"):
        detected(project, files)
    with pytest.raises(UnusableInput, match=r"core is no application .*there are web, batch"):
        detected(project, files, workspace="core")
    for chosen in ("web", "services/web", "./services/web/"):
        detection = detected(project, files, workspace=chosen)
        assert value(detection, "build_command") == "sbt web/stage"
        assert value(detection, "artifact") == "services/web/target/universal/stage"
        assert value(detection, "sources") == (".",)


def test_one_project_of_several_is_meant_by_its_main_class(project: MakeProject) -> None:
    script = 'val a = project\nval b = project.settings(assembly / mainClass := Some("B"))'
    detection = assembled(project, script)
    assert value(detection, "build_command") == "sbt b/assembly"


@pytest.mark.parametrize(
    ("script", "sources"),
    [
        ("", ("src/", "lib/")),
        ('lazy val root = project in file(".")', ("src/", "lib/")),
        ("Compile / sourceGenerators += x", (".",)),
        ('Compile / resourceDirectory := file("conf")', (".",)),
    ],
)
def test_what_the_build_reads_is_copied(
    project: MakeProject, script: str, sources: tuple[str, ...]
) -> None:
    files = {"build.sbt": script, "lib/a.jar": "", ".jvmopts": "-Xmx1g", **ASSEMBLY, **MAIN}
    detection = detected(project, files)
    assert value(detection, "sources") == sources
    assert value(detection, "manifests") == ("build.sbt", ".jvmopts", "project/")


def test_a_control_character_is_refused_with_its_place(project: MakeProject) -> None:
    with pytest.raises(UnusableInput, match=r"build.sbt:1: artifact contains a control character"):
        assembled(project, 'assembly / assemblyJarName := "a\x01.jar"')
