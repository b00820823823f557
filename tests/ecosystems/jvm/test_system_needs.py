"""What libraries need of the system: packages by base, Java's modules, browsers."""

from __future__ import annotations

import pytest

import dockgen as library
from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Evidence, Override
from tests.conftest import MakeProject
from tests.maven_projects import detect, dockerfile, instructions, plan, value, warnings
from tests.poms import MAIN, MAIN_PATH, boot_application, dependencies, plugin, plugins, pom

GRADLE = """plugins {{
  id 'org.springframework.boot' version '3.5.7'
}}
dependencies {{
  implementation 'org.springframework.boot:spring-boot-starter-web'
  implementation '{library}:1.0'
}}
"""
CHROME = "class A {\n  Object driver = new ChromeDriver(options);\n}\n"
SOURCE = "src/main/java/A.java"
WAR = {
    "pom.xml": pom(
        "<packaging>war</packaging>", dependencies("javax.servlet-api", group="javax.servlet")
    )
}


def using(library: str, source: str = "") -> dict[str, str]:
    group, _, artifact = library.partition(":")
    files = {"pom.xml": boot_application("3.5.7", dependencies(artifact, group=group))}
    return {**files, SOURCE: source} if source else files


def installed(text: str) -> str:
    """The packages that the last stage installs."""
    runs = instructions(text, "RUN")
    return " ".join(one for one in runs if "apt-get install" in one or "apk add" in one)


@pytest.mark.parametrize(
    "named",
    [
        "org.apache.poi:poi-ooxml",
        "net.sf.jasperreports:jasperreports",
        "org.apache.pdfbox:pdfbox",
        "com.openhtmltopdf:openhtmltopdf-pdfbox",
        "org.jfree:jfreechart",
        "com.alibaba:easyexcel",
    ],
)
def test_fonts_where_the_base_has_none(project: MakeProject, named: str) -> None:
    found = detect(project, using(named))
    assert value(found, "system_needs") == ("fonts",)
    assert installed(dockerfile(found)) == ""
    assert installed(dockerfile(found, base="alpine")) == ""
    found = detect(project, using(named), jlink="true")
    assert "fontconfig fonts-dejavu-core" in installed(dockerfile(found))
    assert "fontconfig ttf-dejavu" in installed(dockerfile(found, base="alpine"))
    assert installed(dockerfile(found, base="distroless")) == ""
    assert any("java.desktop" in one for one in instructions(dockerfile(found), "RUN"))


@pytest.mark.parametrize(
    "source", ["import java.awt.Graphics2D;", "import java.awt.*;", "import javax.swing.JTable;"]
)
def test_sources_that_draw_text_need_fonts(project: MakeProject, source: str) -> None:
    files = {"pom.xml": boot_application("3.5.7"), SOURCE: f"{source}\nclass A {{}}\n"}
    assert value(detect(project, files), "system_needs") == ("fonts",)
    assert (
        value(detect(project, {**files, SOURCE: "import java.awt.Color;"}), "system_needs") is None
    )


def test_a_library_of_the_tests_needs_nothing(project: MakeProject) -> None:
    for_tests = (
        "<dependencies><dependency><groupId>org.apache.poi</groupId><artifactId>poi</artifactId>"
    )
    files = {
        "pom.xml": boot_application(
            "3.5.7", f"{for_tests}<scope>test</scope></dependency></dependencies>"
        )
    }
    assert value(detect(project, files), "system_needs") is None


@pytest.mark.parametrize(
    ("named", "packages"),
    [
        ("org.rocksdb:rocksdbjni", "libstdc++"),
        ("org.xerial.snappy:snappy-java", "gcompat"),
        ("io.netty:netty-tcnative-boringssl-static", "gcompat libstdc++"),
        ("org.apache.kafka:kafka-streams", "gcompat libstdc++"),
    ],
)
def test_native_libraries_on_alpine(project: MakeProject, named: str, packages: str) -> None:
    found = detect(project, using(named))
    assert f"apk add --no-cache {packages}" in installed(dockerfile(found, base="alpine"))
    for base in ("debian", "distroless"):
        assert installed(dockerfile(found, base=base)) == ""


@pytest.mark.parametrize(
    "named", ["org.xerial:sqlite-jdbc", "net.java.dev.jna:jna", "org.lz4:lz4-java"]
)
def test_libraries_that_bring_all_they_need(project: MakeProject, named: str) -> None:
    found = detect(project, using(named))
    assert value(found, "system_needs") is None


@pytest.mark.parametrize("named", ["org.openpnp:opencv", "com.microsoft.onnxruntime:onnxruntime"])
def test_what_is_made_for_glibc_alone(project: MakeProject, named: str) -> None:
    found = detect(project, using(named))
    with pytest.raises(UnusableInput, match=r"--base alpine is unavailable .* Alpine has musl"):
        dockerfile(found, base="alpine")
    assert installed(dockerfile(found)) == ""
    trimmed = detect(project, using(named), jlink="true")
    assert "libstdc++6" in installed(dockerfile(trimmed))


@pytest.mark.parametrize(
    ("named", "debian", "alpine"),
    [
        ("net.bramp.ffmpeg:ffmpeg", "ffmpeg", "ffmpeg"),
        ("org.im4java:im4java", "imagemagick", "imagemagick"),
        ("org.jodconverter:jodconverter-local", "libreoffice-nogui", "libreoffice"),
        ("net.sourceforge.tess4j:tess4j", "libtesseract5 tesseract-ocr-eng", "tesseract-ocr"),
    ],
)
def test_programs_that_libraries_call(
    project: MakeProject, named: str, debian: str, alpine: str
) -> None:
    found = detect(project, using(named))
    assert debian in installed(dockerfile(found))
    assert alpine in installed(dockerfile(found, base="alpine"))
    with pytest.raises(UnusableInput, match="--base distroless is unavailable"):
        dockerfile(found, base="distroless")
    assert debian in installed(dockerfile(found, stages="single"))


def test_playwright_installs_its_own_browsers(project: MakeProject) -> None:
    named = "com.microsoft.playwright:playwright"
    source = "class A {\n  Object b = p.firefox().launch();\n}\n"
    found = detect(project, using(named, source))
    assert value(found, "browsers") == ("firefox",)
    text = dockerfile(found)
    (run,) = [one for one in instructions(text, "RUN") if "playwright" in one]
    assert "from=build,source=/workspace/extracted/dependencies/lib,target=/libraries" in run
    assert 'java -cp "/libraries/*" com.microsoft.playwright.CLI install --with-deps firefox' in run
    assert text.index("playwright.CLI") < text.index("COPY --from=build")
    assert "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1" in instructions(text, "ENV")
    assert any("--shm-size" in one for one in warnings(found))
    for base in ("alpine", "distroless"):
        with pytest.raises(UnusableInput, match=f"--base {base} is unavailable"):
            dockerfile(found, base=base)
    with pytest.raises(UnusableInput, match="a single stage is unavailable with playwright"):
        dockerfile(found, stages="single")


def test_playwright_of_a_jar_with_its_libraries_in_it(project: MakeProject) -> None:
    parts = (
        dependencies("playwright", group="com.microsoft.playwright"),
        plugins(plugin("maven-shade-plugin", "", "shade")),
    )
    found = detect(project, {"pom.xml": pom(*parts), MAIN_PATH: MAIN})
    assert "source=/workspace/target,target=/libraries" in dockerfile(found)
    whole = detect(project, using("com.microsoft.playwright:playwright"), layered="false")
    assert "playwright.CLI" not in dockerfile(whole)
    assert any("no browser for Playwright" in one for one in plan(whole).warnings)


def test_selenium_gets_chromium_on_debian(project: MakeProject) -> None:
    named = "org.seleniumhq.selenium:selenium-java"
    found = detect(project, using(named, CHROME))
    text = dockerfile(found)
    assert "debian:trixie-slim AS application" in instructions(text, "FROM")
    assert "chromium chromium-driver fonts-liberation" in installed(text)
    copied = "--from=eclipse-temurin:21-jre /opt/java/openjdk/ /opt/java/openjdk/"
    assert copied.replace("21", str(value(found, "language_version"))) in instructions(text, "COPY")
    assert "SE_CHROMEDRIVER=/usr/bin/chromedriver SE_OFFLINE=true" in instructions(text, "ENV")
    alpine = dockerfile(found, base="alpine")
    assert "chromium-chromedriver" in installed(alpine)
    assert "/opt/java/openjdk/" not in alpine
    with pytest.raises(UnusableInput, match="a single stage is unavailable with selenium-chrome"):
        dockerfile(found, stages="single")


def test_selenium_with_a_browser_elsewhere(project: MakeProject) -> None:
    source = "class A {\n  Object driver = new RemoteWebDriver(url, options);\n}\n"
    found = detect(project, using("org.seleniumhq.selenium:selenium-java", source))
    assert value(found, "system_needs") is None


def test_tomcats_image_stays_what_it_is(project: MakeProject) -> None:
    found = detect(project, WAR, system_needs=["selenium-chrome", "ffmpeg"])
    assert "ffmpeg" in installed(dockerfile(found))
    assert "chromium" not in installed(dockerfile(found))
    assert any("selenium-chrome is left out" in one for one in plan(found).warnings)


@pytest.mark.parametrize(
    ("named", "source", "module"),
    [
        ("org.mongodb:mongodb-driver-sync", "", "jdk.naming.dns"),
        ("org.springframework.kafka:spring-kafka", "", "jdk.security.auth"),
        ("org.graalvm.js:js-scriptengine", "", "java.scripting"),
        ("a:b", "class A { Object l = Locale.of(x); }", "jdk.localedata"),
        ("a:b", 'class A { Object c = Charset.forName("Shift_JIS"); }', "jdk.charsets"),
    ],
)
def test_modules_that_are_loaded_by_name(
    project: MakeProject, named: str, source: str, module: str
) -> None:
    plain = detect(project, {"pom.xml": boot_application("3.5.7")}, jlink="true")
    assert module not in dockerfile(plain)
    found = detect(project, using(named, source), jlink="true")
    assert any(module in one for one in instructions(dockerfile(found), "RUN"))


def test_the_user_decides(project: MakeProject) -> None:
    found = detect(project, using("net.bramp.ffmpeg:ffmpeg"), system_needs=[])
    assert installed(dockerfile(found)) == ""
    found = detect(project, {"pom.xml": boot_application()}, system_needs=["graphviz"])
    assert "graphviz" in installed(dockerfile(found))
    with pytest.raises(UnusableInput, match=r"system_needs must be a list of .*graphviz"):
        detect(project, {"pom.xml": boot_application()}, system_needs=["gimp"])


@pytest.mark.parametrize(
    "files",
    [
        {"build.gradle": GRADLE.format(library="net.bramp.ffmpeg:ffmpeg")},
        {
            "build.sbt": 'enablePlugins(JavaAppPackaging)\nCompile / mainClass := Some("a.Main")\n'
            'libraryDependencies += "net.bramp.ffmpeg" % "ffmpeg" % "0.8.0"\n',
            "src/main/scala/A.scala": "",
        },
        {
            "project.clj": '(defproject app "1" :main app.core :aot :all\n'
            '  :dependencies [[net.bramp.ffmpeg/ffmpeg "0.8.0"]])\n',
            "src/app/core.clj": "(ns app.core)\n",
        },
    ],
    ids=["gradle", "sbt", "leiningen"],
)
def test_every_build_tool(project: MakeProject, files: dict[str, str]) -> None:
    found = library.detect(project(files))
    assert value(found, "system_needs") == ("ffmpeg",)
    for stages in ("single", "multi"):
        assert "ffmpeg" in installed(dockerfile(found, stages=stages))
    chromium = Override(["selenium-chrome"], Evidence("--set"))
    found = library.detect(project(files), overrides={"system_needs": chromium})
    assert "--from=eclipse-temurin" in dockerfile(found)
    browsers = Override(["playwright"], Evidence("--set"))
    found = library.detect(project(files), overrides={"system_needs": browsers})
    assert "playwright.CLI install --with-deps chromium" in dockerfile(found)
