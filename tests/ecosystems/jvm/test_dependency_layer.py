"""The dependencies of a build lie in a layer, and a cache mount keeps them beside it."""

from __future__ import annotations

import pytest

import dockgen as library
from dockgen.core.facts import Evidence, Override
from tests.conftest import MakeProject
from tests.maven_projects import dockerfile, instructions
from tests.poms import MAIN, MAIN_PATH, boot_application, dependencies, pom

GRADLE = "plugins {\n  id 'org.springframework.boot' version '3.5.7'\n}\n"
BUILDS = {
    "maven": ({"pom.xml": boot_application()}, "maven-app", "/root", "/root/.m2"),
    "gradle": (
        {"build.gradle": GRADLE, "settings.gradle": "rootProject.name = 'shop'\n"},
        "gradle-shop",
        "/home/gradle",
        "/home/gradle/.gradle",
    ),
    "gradle without a name": (
        {"build.gradle": GRADLE},
        "gradle",
        "/home/gradle",
        "/home/gradle/.gradle",
    ),
    "sbt": (
        {
            "build.sbt": 'name := "my shop"\nenablePlugins(JavaAppPackaging)\n'
            'Compile / mainClass := Some("a.Main")\n'
        },
        "coursier-my-shop",
        "/root",
        "/root/.cache /root/.ivy2 /root/.sbt",
    ),
    "leiningen": (
        {"project.clj": '(defproject acme/shop "1" :main shop.core :aot :all)\n'},
        "clojure-shop",
        "/root",
        "/root/.m2",
    ),
    "tools-deps": (
        {
            "deps.edn": '{:aliases {:build {:deps {io.github.clojure/tools.build {:git/tag "1"}}'
            " :ns-default build}}}\n",
            "build.clj": "(ns build (:require [clojure.tools.build.api :as b]))\n"
            '(defn uber [_] (b/uber {:uber-file "target/app.jar" :main \'app.core}))\n',
        },
        "clojure",
        "/root",
        "/root/.m2 /root/.gitlibs",
    ),
}


@pytest.mark.parametrize("name", BUILDS)
def test_the_layer_holds_what_is_downloaded(project: MakeProject, name: str) -> None:
    files, cache, home, kept = BUILDS[name]
    found = library.detect(project(files))
    steps = [one for one in instructions(dockerfile(found), "RUN") if "type=cache" in one]
    assert len(steps) == 2
    for step in steps:
        assert f"--mount=type=cache,id={cache},target=/cache,sharing=locked " in step
        assert step.index(f"cp -au /cache/. {home}/") < step.index(f"cp -au {kept} /cache/")
        assert step.count("--mount=") == 1


@pytest.mark.parametrize("name", BUILDS)
def test_an_image_of_one_stage_holds_no_downloads(project: MakeProject, name: str) -> None:
    files, _, home, _ = BUILDS[name]
    found = library.detect(project(files))
    steps = instructions(dockerfile(found, stages="single"), "RUN")
    cached = [one for one in steps if "type=cache" in one]
    assert len(cached) == 2
    for step in cached:
        assert f"target={home}/." in step
        assert "/cache/. " not in step


def test_secrets_are_mounted_beside_the_cache(project: MakeProject) -> None:
    settings = (
        "<settings><servers><server><password>secret</password></server></servers></settings>"
    )
    found = library.detect(project({"pom.xml": boot_application(), "settings.xml": settings}))
    steps = [one for one in instructions(dockerfile(found), "RUN") if "type=cache" in one]
    for step in steps:
        assert "target=/cache,sharing=locked" in step
        assert "--mount=type=secret,id=maven-settings.xml,target=/workspace/settings.xml" in step


def test_a_name_cannot_leave_the_mount(project: MakeProject) -> None:
    files = {"pom.xml": pom(dependencies("a", group="b")), MAIN_PATH: MAIN}
    named = {"name": Override("a,target=/etc b", Evidence("--set name"))}
    found = library.detect(project(files), overrides=named)
    assert "id=maven-a-target-etc-b,target=/cache," in dockerfile(found)
