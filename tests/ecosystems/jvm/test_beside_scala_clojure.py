"""What applications of sbt and Clojure read and write beside themselves, and resolve from."""

from __future__ import annotations

import pytest

import dockgen as library
from tests.conftest import MakeProject
from tests.maven_projects import dockerfile, instructions, value, warnings

SBT = {"build.sbt": 'enablePlugins(JavaAppPackaging)\nCompile / mainClass := Some("a.Main")\n'}
LEIN = {"project.clj": '(defproject app "1" :main app.core :aot :all)\n'}
PLAY = {"build.sbt": 'lazy val root = project.in(file(".")).enablePlugins(PlayScala)\n'}
SCALA, CLOJURE = "src/main/scala/Main.scala", "src/app/core.clj"


@pytest.mark.parametrize(
    ("build", "path", "text"),
    [
        (SBT, SCALA, 'object Main { Files.readString(Paths.get("config/motd.txt")) }'),
        (SBT, SCALA, 'object Main { new File("config", "motd.txt") }'),
        (LEIN, CLOJURE, '(ns app.core)\n(slurp "config/motd.txt")\n'),
        (LEIN, CLOJURE, '(ns app.core)\n(io/reader (io/file "config" "motd.txt"))\n'),
        (PLAY, "app/A.scala", 'class A { Paths.get("config/motd.txt") }'),
    ],
)
def test_a_file_that_the_sources_open_comes_along(
    project: MakeProject, build: dict[str, str], path: str, text: str
) -> None:
    found = library.detect(project({**build, path: text, "config/motd.txt": "hello"}))
    assert value(found, "runtime_files") == ("config/motd.txt",)
    for stages in ("single", "multi"):
        copied = instructions(dockerfile(found, stages=stages), "COPY")
        assert "config/motd.txt config/" in copied


@pytest.mark.parametrize(
    ("build", "path", "text", "folder"),
    [
        (SBT, SCALA, 'object Main { Files.createDirectories(Paths.get("data/in")) }', "data/in"),
        (SBT, SCALA, 'object Main { new FileWriter("out/a.txt") }', "out"),
        (SBT, "src/main/resources/application.conf", 'db.url = "jdbc:h2:./data/app"\n', "data"),
        (SBT, "src/main/resources/logback.xml", "<file>logs/app.log</file>", "logs"),
        (PLAY, "conf/logback.xml", "<file>${application.home:-.}/logs/a.log</file>", "logs"),
        (PLAY, "conf/application.conf", 'db.default.url="jdbc:sqlite:data/a.db"\n', "data"),
        (LEIN, CLOJURE, '(spit "out/a.txt" 1)', "out"),
        (LEIN, CLOJURE, '(io/make-parents "out/a/b.txt")', "out/a"),
        (LEIN, CLOJURE, '(.mkdirs (io/file "uploads"))', "uploads"),
        (LEIN, CLOJURE, '(def db {:dbtype "sqlite" :dbname "data/app.db"})', "data"),
        (LEIN, "resources/config.edn", '{:url "jdbc:sqlite:data/app.db"}', "data"),
        (LEIN, "resources/logback.xml", "<file>logs/app.log</file>", "logs"),
    ],
)
def test_a_folder_that_is_written_is_the_users(
    project: MakeProject, build: dict[str, str], path: str, text: str, folder: str
) -> None:
    found = library.detect(project({**build, path: text}))
    assert value(found, "writable_folders") == (folder,)
    assert any(folder in one for one in warnings(found))
    multi = dockerfile(found, stages="multi")
    assert f"mkdir -p /writable/{folder} " in multi
    assert "--from=build --chown=10001:10001 /writable/ ./" in instructions(multi, "COPY")
    single = dockerfile(found, stages="single")
    assert f"install --directory --owner=10001 --group=10001 {folder}" in single


@pytest.mark.parametrize(
    ("build", "path", "text"),
    [
        (SBT, SCALA, 'object Main { Paths.get("/etc/hosts"); new FileWriter("/tmp/a") }'),
        (LEIN, CLOJURE, '(spit (str dir "/a") 1) (slurp "https://example.com/") (slurp "../a")'),
    ],
)
def test_what_lies_elsewhere_is_left_alone(
    project: MakeProject, build: dict[str, str], path: str, text: str
) -> None:
    found = library.detect(project({**build, path: text}))
    assert value(found, "runtime_files") is None
    assert value(found, "writable_folders") is None


@pytest.mark.parametrize(
    "files",
    [
        {"build.sbt": f'{SBT["build.sbt"]}resolvers += "own" at "file:repo"\n'},
        {"build.sbt": f'{SBT["build.sbt"]}resolvers += Resolver.file("own", file("repo"))\n'},
        {
            "build.sbt": f"{SBT['build.sbt']}resolvers ++= Seq(\n"
            '  MavenRepository("own", (baseDirectory.value / "repo").toURI.toString)\n)\n'
        },
        {"project.clj": '(defproject app "1" :main a.b :aot :all :repositories {"o" "file:repo"})'},
        {
            "project.clj": '(defproject app "1" :main a.b :aot :all :repositories\n'
            ' [["own" ~(str (.toURI (java.io.File. "repo")))]])'
        },
        {
            "deps.edn": '{:mvn/repos {"own" {:url "file:repo"}} :aliases {:build\n'
            ' {:deps {io.github.clojure/tools.build {:git/tag "1"}} :ns-default build}}}\n',
            "build.clj": '(defn uber [_] (b/uber {:uber-file "target/a.jar" :main "a"}))\n',
        },
    ],
)
def test_a_repository_of_the_project_is_there_before_resolving(
    project: MakeProject, files: dict[str, str]
) -> None:
    found = library.detect(project({**files, "repo/a/b/1/b-1.jar": "", "src/x.clj": ""}))
    manifests = value(found, "manifests")
    assert isinstance(manifests, tuple)
    assert "repo/" in manifests
    text = dockerfile(found)
    assert text.index("COPY repo/ repo/") < text.index("RUN --mount=type=cache")
