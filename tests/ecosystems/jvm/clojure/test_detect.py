"""Clojure projects: which jar their build makes, and the images that are planned."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

import dockgen
from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Evidence, Override
from dockgen.core.plan import Choices
from dockgen.ecosystems.registry import Detection
from tests.conftest import MakeProject

LEIN = '(defproject com.example/app "1.2.0" :main app.core %s)'
SOURCES = {"src/app/core.clj": "(ns app.core)", "resources/a.edn": "{}"}
DEPS = (
    '{:paths ["src"] :deps {%s} :aliases {:build {:deps {io.github.clojure/tools.build'
    ' {:mvn/version "0.10.10"}} :ns-default build}}}'
)
UBER = """(ns build)
(def lib 'com.example/app)
(def version "1.2.0")
(def uber-file (format "target/%s-%s-standalone.jar" (name lib) version))
(defn uber [_]
  (b/uber {:uber-file uber-file :main 'app.core}))
"""


def detected(make: MakeProject, files: Mapping[str, str], **given: object) -> Detection:
    overrides = {name: Override(value, Evidence("--set")) for name, value in given.items()}
    return dockgen.detect(make(files), overrides=overrides)


def lein(make: MakeProject, more: str = "", **given: object) -> Detection:
    return detected(make, {"project.clj": LEIN % more, **SOURCES}, **given)


def tools(make: MakeProject, script: str = UBER, deps: str = DEPS % "") -> Detection:
    return detected(make, {"deps.edn": deps, "build.clj": script})


def value(detection: Detection, name: str) -> object:
    return detection.facts[name].value


def dockerfile(detection: Detection, choices: Choices | None = None) -> str:
    return dockgen.render(dockgen.plan(detection, choices))["Dockerfile"].text


def refused(verdicts: Detection) -> str:
    return next(verdict.reason for one, verdict in verdicts.verdicts if one.name == "clojure")


@pytest.mark.parametrize(
    ("more", "jar"),
    [
        ("", "target/app-1.2.0-standalone.jar"),
        (':target-path "target/%s/"', "target/uberjar/app-1.2.0-standalone.jar"),
        (':uberjar-name "app.jar"', "target/app.jar"),
        (':uberjar-name "app-%s.jar"', "target/app-1.2.0.jar"),
        (
            ':target-path "out" :profiles {:uberjar {:uberjar-name "a.jar" :target-path "o/%s"}}',
            "o/uberjar/a.jar",
        ),
        ('#_:uberjar-name #_"x.jar" ; :uberjar-name "y.jar"\n', "target/app-1.2.0-standalone.jar"),
    ],
)
def test_the_jar_of_leiningen_lies_where_the_project_says(
    project: MakeProject, more: str, jar: str
) -> None:
    detection = lein(project, more)
    assert (detection.chosen, value(detection, "artifact")) == ("clojure", jar)
    assert detection.facts["artifact"].evidence.line == 1


def test_a_version_that_a_program_makes_is_left_to_the_build(project: MakeProject) -> None:
    script = '(defproject app ~(slurp "VERSION") :main app.core)'
    detection = detected(project, {"project.clj": script, **SOURCES})
    assert value(detection, "artifact") == "target/app-*-standalone.jar"
    assert "/workspace/target/app-*-standalone.jar ./application.jar" in dockerfile(detection)
    single = dockerfile(detection, Choices(stages="single"))
    assert "RUN cp /workspace/target/app-*-standalone.jar application.jar" in single


@pytest.mark.parametrize("key", [":uberjar-name", ":target-path"])
def test_a_name_that_a_program_makes_is_asked_for(project: MakeProject, key: str) -> None:
    with pytest.raises(UnusableInput, match=r"project.clj:1: .*--set artifact=target"):
        lein(project, f'{key} ~(str "a" 1)')


def test_a_jar_outside_the_project_is_refused(project: MakeProject) -> None:
    with pytest.raises(UnusableInput, match="outside the project"):
        lein(project, ':target-path "../out"')


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ('(defproject app "1")', "names no :main"),
        ('(defproject app "1" :main nil)', "names no :main"),
        ('(defproject app "1" :plugins [[lein-ring "0.12.6"]] :ring {})', "names no :main"),
        ("(ns app)", "has no defproject"),
    ],
)
def test_what_leiningen_makes_no_program_of_is_none(
    project: MakeProject, script: str, reason: str
) -> None:
    detection = detected(project, {"project.clj": script})
    assert detection.chosen is None
    assert reason in refused(detection)


@pytest.mark.parametrize(
    ("more", "sources"),
    [
        ("", ("src/", "resources/")),
        (':source-paths ["src" "gone"]', ("src/", "resources/")),
        (':source-paths ["."]', (".",)),
        (':source-paths ["../other"]', (".",)),
        (":source-paths ~(paths)", (".",)),
        (':plugins [[lein-cljsbuild "1.1.8"]]', (".",)),
        (':profiles {:uberjar {:prep-tasks ["javac"]}}', (".",)),
        (':profiles {:uberjar {:source-paths ["prod"]}}', ("prod/", "resources/")),
    ],
)
def test_what_goes_into_the_jar_is_copied(
    project: MakeProject, more: str, sources: tuple[str, ...]
) -> None:
    files = {"project.clj": LEIN % more, **SOURCES, "prod/a.clj": ""}
    assert value(detected(project, files), "sources") == sources


@pytest.mark.parametrize(
    ("main", "start"),
    [
        (":main app.core", "-jar application.jar"),
        (":main ^:skip-aot app.core :profiles {:uberjar {:aot :all}}", "-jar application.jar"),
        (":main ^:skip-aot app.core", "-cp application.jar clojure.main -m app.core"),
        (":main ^{:skip-aot true} app.core", "-cp application.jar clojure.main -m app.core"),
    ],
)
def test_a_namespace_that_is_not_compiled_is_loaded_by_clojure(
    project: MakeProject, main: str, start: str
) -> None:
    detection = detected(project, {"project.clj": f'(defproject app "1" {main})', **SOURCES})
    assert value(detection, "start_command") == (
        *("java", "-XX:MaxRAMPercentage=75.0"),
        *start.split(),
    )


@pytest.mark.parametrize(
    ("options", "java"),
    [
        ('["--release" "17"]', "17"),
        ('["-target" "1.8" "-source" "1.8"]', "8"),
        ('["-Xlint"]', "25"),
    ],
)
def test_the_java_that_javac_compiles_for(project: MakeProject, options: str, java: str) -> None:
    assert value(lein(project, f":javac-options {options}"), "language_version") == java


def test_a_version_file_names_the_java(project: MakeProject) -> None:
    files = {"project.clj": LEIN % "", ".java-version": "21\n", **SOURCES}
    text = dockerfile(detected(project, files))
    assert "FROM clojure:temurin-21-lein AS build" in text
    assert "FROM eclipse-temurin:21-jre AS runtime" in text


@pytest.mark.parametrize(("java", "line"), [("26", "25"), ("12", "17"), ("8", "8")])
def test_a_release_without_an_image_is_built_on_an_older_jdk(
    project: MakeProject, java: str, line: str
) -> None:
    text = dockerfile(lein(project, language_version=java))
    assert f"FROM clojure:temurin-{line}-lein AS build" in text


def test_a_release_that_nobody_supports_is_said(project: MakeProject) -> None:
    assert "12 has no image" in lein(project, language_version="12").winner[1].findings.warnings[0]


def test_alpine_runs_it_and_builds_it_where_one_stage_does_both(project: MakeProject) -> None:
    detection = lein(project)
    multi, single = (
        dockerfile(detection, Choices(stages=stages, base="alpine"))
        for stages in ("multi", "single")
    )
    assert "FROM clojure:temurin-25-lein AS build" in multi
    assert "FROM eclipse-temurin:25-jre-alpine AS runtime" in multi
    assert "FROM clojure:temurin-25-lein-alpine AS runtime" in single


def test_a_build_tool_without_an_image_is_refused(project: MakeProject) -> None:
    with pytest.raises(UnusableInput, match="no image has the build tool 'boot'"):
        dockerfile(lein(project, package_manager="boot"))


@pytest.mark.parametrize(
    ("ring", "port"), [("{:handler app.core/h}", 3000), ("{:handler app.core/h :port 8081}", 8081)]
)
def test_lein_ring_makes_a_program_of_a_handler(project: MakeProject, ring: str, port: int) -> None:
    script = f'(defproject app "1" :plugins [[lein-ring "0.12.6"]] :ring {ring})'
    detection = detected(project, {"project.clj": script, **SOURCES})
    assert value(detection, "build_command") == "lein ring uberjar"
    assert value(detection, "main_class") == "app.core.main"
    assert value(detection, "port") == port


@pytest.mark.parametrize(
    ("source", "port"),
    [
        ('(or (System/getenv "PORT") 3000)', 3000),
        ('(or (System/getenv "PORT") "3000")', 3000),
        ("(or (env :port) 3001)", 3001),
        ("(run-jetty app {:join? false :port 3002})", 3002),
        ("(http/run-server app {:port 3003})", 3003),
        ("{::http/port 3004}", 3004),
        ("(def port 3005)", 3005),
        ("(def ^:const default-port 3006)", 3006),
        ("; (def port 3007)\n(def port 3008)", 3008),
        ('"; (def x" (def port 3009)', 3009),
        ("(def db {:dbtype :postgres :port 5432})", None),
        ("(def port 99999)", None),
    ],
)
def test_the_port_that_the_sources_name(
    project: MakeProject, source: str, port: int | None
) -> None:
    files = {"project.clj": LEIN % "", "src/app/core.clj": f"(ns app.core)\n{source}"}
    fact = detected(project, files).facts.get("port")
    assert (fact.value if fact else None) == port
    assert fact is None or fact.evidence.file == "src/app/core.clj"


def test_the_starting_namespace_names_the_port_before_others(project: MakeProject) -> None:
    files = {
        "project.clj": LEIN % "",
        "src/app/admin.clj": "(def port 1111)",
        "src/app/core.clj": "(def port 2222)",
    }
    assert value(detected(project, files), "port") == 2222


def test_settings_in_resources_name_the_port(project: MakeProject) -> None:
    files = {
        "project.clj": LEIN % "",
        "src/app/core.clj": "\0" * (5 * 2**20),
        "resources/config.edn": "{:port #long #or [#env PORT 4000]}",
    }
    detection = detected(project, files)
    assert value(detection, "port") == 4000
    assert detection.facts["port"].evidence.file == "resources/config.edn"


@pytest.mark.parametrize(
    ("library", "framework"),
    [
        ("io.pedestal/pedestal.jetty", "pedestal"),
        ("http-kit", "http-kit"),
        ("ring/ring-jetty-adapter", "ring"),
        ("ringer/other", None),
    ],
)
def test_the_framework_is_told_by_the_libraries(
    project: MakeProject, library: str, framework: str | None
) -> None:
    fact = lein(project, f':dependencies [[{library} "1"] [bare] [] x]').facts.get("framework")
    assert (fact.value if fact else None) == framework


def test_the_jar_of_tools_build_lies_where_its_script_says(project: MakeProject) -> None:
    detection = tools(project)
    assert value(detection, "artifact") == "target/app-1.2.0-standalone.jar"
    assert value(detection, "build_command") == "clojure -T:build uber"
    assert value(detection, "install_command") == "clojure -P && clojure -P -T:build"
    assert value(detection, "main_class") == "app.core"
    assert detection.facts["artifact"].evidence.line == 6
    text = dockerfile(detection)
    assert "FROM clojure:temurin-25-tools-deps AS build" in text
    assert "cp -au /root/.m2 /root/.gitlibs /cache/" in text


@pytest.mark.parametrize(
    ("script", "jar"),
    [
        ('(defn uber [_] (b/uber {:uber-file "target/a.jar" :main \'a}))', "target/a.jar"),
        (
            '(defn uber [_] (let [f (str "t" ".jar")] (b/uber {:uber-file f :main m})))',
            "t.jar",
        ),
        (
            '(defn- opts [o] (assoc o :uber-file "c.jar" :main m)) (defn ci [o] (b/uber (opts o)))',
            "c.jar",
        ),
        ('(def o {:uber-file "d.jar" :main \'a})(defn uber [_] (b/uber o))', "d.jar"),
        (
            '(def v (str "1." f))(defn u [_] (b/uber {:uber-file (format "e-%s.jar" v) :main m}))',
            "e-1.*.jar",
        ),
        (
            '(defn uber [_] (b/uber {:uber-file (format "target/f-%s%s.jar" (v)) :main \'a}))',
            "target/f-*.jar",
        ),
    ],
)
def test_the_jar_is_named_by_what_stands_in_the_script(
    project: MakeProject, script: str, jar: str
) -> None:
    assert value(tools(project, script), "artifact") == jar


@pytest.mark.parametrize(
    "file",
    [
        *('(str (name lib) ".jar")', "(jar-name)", "x", "(format)", '"../a.jar"'),
        *(f'"{"a" * 500}.jar"', '(str "target/" v)', f"(str {'a ' * 30})"),
    ],
)
def test_a_jar_that_the_script_does_not_name_plainly_is_asked_for(
    project: MakeProject, file: str
) -> None:
    script = f"(def x y)(def y x)\n(defn uber [_] (b/uber {{:uber-file {file} :main 'a}}))"
    with pytest.raises(UnusableInput, match=r"build.clj:2: where the jar lies .*--set artifact="):
        tools(project, script)
    files = {"deps.edn": DEPS % "", "build.clj": script}
    given = detected(project, files, artifact="target/given.jar")
    assert value(given, "artifact") == "target/given.jar"


def test_a_main_namespace_comes_from_an_alias_where_the_jar_names_none(
    project: MakeProject,
) -> None:
    script = '(defn uber [_] (b/uber {:uber-file "target/a.jar"}))'
    with pytest.raises(UnusableInput, match="--set main_class="):
        tools(project, script)
    deps = (DEPS % "").replace(":aliases {", ':aliases {:run {:main-opts ["-m" "app.core"]} ')
    detection = tools(project, script, deps)
    assert "clojure.main" in str(value(detection, "start_command"))
    assert value(detection, "main_class") == "app.core"


def test_a_main_namespace_that_a_program_makes_stays_with_the_jar(project: MakeProject) -> None:
    script = '(defn uber [_] (b/uber {:uber-file "target/a.jar" :main (main)}))'
    detection = tools(project, script)
    assert "main_class" not in detection.facts
    assert value(detection, "start_command") == (
        *("java", "-XX:MaxRAMPercentage=75.0"),
        *("-jar", "application.jar"),
    )


@pytest.mark.parametrize(
    ("deps", "reason"),
    [
        ("{:deps {}}", "has no alias with tools.build"),
        ("", "has no alias with tools.build"),
        ("{:aliases {:build {:ns-default other.build}}}", "alias :build is not here"),
        ('{:aliases {:build {:paths ["scripts"]}}}', "alias :build is not here"),
    ],
)
def test_what_makes_no_jar_is_none(project: MakeProject, deps: str, reason: str) -> None:
    detection = tools(project, deps=deps)
    assert detection.chosen is None
    assert reason in refused(detection)


@pytest.mark.parametrize("script", ["(defn jar [_] (b/jar {}))", "(b/uber {})", "(defn uber)"])
def test_a_script_that_calls_no_uber_makes_no_program(project: MakeProject, script: str) -> None:
    assert "nothing in it calls uber" in refused(tools(project, script))


def test_the_alias_and_its_namespace_may_have_other_names(project: MakeProject) -> None:
    deps = (
        "{:aliases {:dev {} :package {:extra-deps {io.github.clojure/tools.build {}}"
        ' :paths ["scripts"] :ns-default my-build.main}}}'
    )
    files = {"deps.edn": deps, "scripts/my_build/main.clj": UBER.replace("uber [", "package [")}
    detection = detected(project, files)
    assert value(detection, "build_command") == "clojure -T:package package"


def test_without_a_default_namespace_the_task_is_named_in_full(project: MakeProject) -> None:
    detection = tools(project, deps=(DEPS % "").replace(":ns-default build", ""))
    assert value(detection, "build_command") == "clojure -T:build build/uber"


def test_of_several_tasks_the_usual_one_makes_the_jar(project: MakeProject) -> None:
    first = '(defn all [_] (b/uber {:uber-file "target/all.jar" :main \'a}))\n'
    assert value(tools(project, first + UBER), "build_command") == "clojure -T:build uber"


def test_libraries_of_the_repository_are_there_before_the_dependencies(
    project: MakeProject,
) -> None:
    deps = DEPS % (
        'a/lib {:local/root "lib"} a/jar {:local/root "jars/a.jar"} a/b {:local/root x}'
        ' a/out {:local/root "../out"} a/gone {:local/root "gone"}'
    )
    files = {"deps.edn": deps, "build.clj": UBER, "lib/deps.edn": "{}", "jars/a.jar": ""}
    detection = detected(project, files)
    assert value(detection, "manifests") == ("deps.edn", "lib/", "jars/a.jar")
    assert "needs ../out, which is outside" in detection.winner[1].findings.warnings[0]
    assert "COPY jars/a.jar jars/\n" in dockerfile(detection)


def test_a_script_that_asks_git_is_noted(project: MakeProject) -> None:
    script = UBER.replace('"1.2.0"', "(b/git-count-revs nil)")
    detection = tools(project, script)
    assert "build.clj:3 runs git" in detection.winner[1].findings.warnings[0]


def test_leiningen_goes_first_where_it_makes_a_program(project: MakeProject) -> None:
    files = {"deps.edn": DEPS % "", "build.clj": UBER, **SOURCES}
    both = detected(project, {"project.clj": LEIN % "", **files})
    assert value(both, "package_manager") == "leiningen"
    library = detected(project, {"project.clj": '(defproject a "1")', **files})
    assert value(library, "package_manager") == "tools-deps"
    assert library.facts["package_manager"].evidence.file == "deps.edn"


def test_a_front_end_beside_it_is_left_to_the_jar(project: MakeProject) -> None:
    files = {"project.clj": LEIN % "", "package.json": '{"scripts": {"start": "node a.js"}}'}
    assert detected(project, {**files, **SOURCES, "a.js": ""}).chosen == "clojure"


def test_a_control_character_is_refused_with_its_place(project: MakeProject) -> None:
    with pytest.raises(
        UnusableInput, match=r"project.clj:1: artifact contains a control character"
    ):
        lein(project, ':uberjar-name "a\\nRUN x.jar"')


def test_a_folder_without_its_files_is_none(project: MakeProject) -> None:
    assert refused(detected(project, {"app.clj": ""})) == "no project.clj or deps.edn"


def test_a_namespace_that_the_user_chooses_is_loaded_by_clojure(project: MakeProject) -> None:
    detection = lein(project, main_class="app.other")
    assert value(detection, "start_command") == (
        *("java", "-XX:MaxRAMPercentage=75.0"),
        *("-cp", "application.jar", "clojure.main", "-m", "app.other"),
    )
