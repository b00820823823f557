"""Which jar a Maven module makes to be run, what it starts with, and where it lies."""

from __future__ import annotations

import posixpath
import re
from typing import NamedTuple

from dockgen.core.facts import Fact
from dockgen.core.lazy_regex import lazy_regex
from dockgen.ecosystems.jvm.common.poms.parts import Coordinates, Plugin
from dockgen.ecosystems.jvm.common.poms.pom import NAME, PLACEHOLDER, Pom

ATTACHING = {
    "maven-source-plugin": frozenset({"jar", "jar-no-fork", "test-jar", "test-jar-no-fork"}),
    "maven-javadoc-plugin": frozenset({"jar", "test-jar", "aggregate-jar"}),
    "maven-jar-plugin": frozenset({"jar", "test-jar"}),
    "maven-assembly-plugin": frozenset({"single"}),
    "maven-shade-plugin": frozenset({"shade"}),
    "dokka-maven-plugin": frozenset({"javadocJar", "dokkaJar"}),
    "build-helper-maven-plugin": frozenset({"attach-artifact"}),
}
"""Plugins whose goals put further jars beside the main one, `app-1.0-sources.jar` for example."""

MICRONAUT, VERTX = "micronaut-maven-plugin", "vertx-maven-plugin"
HELIDON = "io.helidon.applications"
"""The group of the parents that name the jar after the artifact alone and copy the libraries beside
it: https://helidon.io/docs/v4/se/guides/maven-build."""

HELIDON_MP = "helidon-mp"
"""The parent that names a main class of its own where the application has none."""

MANIFEST_PATHS = ("archive/manifest/mainClass", "archive/manifestEntries/Main-Class")


NO_CLASS = lazy_regex(
    r"[a-z_/ -]*|NONE|N/A|NULL|TODO|TBD|UNSET|UNDEFINED|CHANGE_?ME|.*\$\{.*", re.DOTALL
)
"""`none`, `n/a`, `TODO`: what a parent has for its modules to change."""


class Jar(NamedTuple):
    """The jar to be run.

    Args:
        path: where it lies, relative to the module's folder; with `*` for the version.
        holds_all: whether the libraries are inside it.
        main_class: what it starts with; None where that is not known.
        names_main_class: whether its manifest says so, and `java -jar` works.
    """

    path: Fact[str]
    holds_all: bool
    main_class: Fact[str] | None
    names_main_class: bool


def of_spring_boot(pom: Pom, plugin: Plugin | None, name: Fact[str]) -> Fact[str]:
    """Where Spring Boot's plugin puts the executable archive.

    https://docs.spring.io/spring-boot/maven-plugin/packaging.html#packaging.repackage-goal
    """
    return _archive(pom, plugin, name, setting="classifier")


def of_war(pom: Pom, name: Fact[str]) -> Fact[str]:
    """Where a war for a servlet container lies.

    https://maven.apache.org/plugins/maven-war-plugin/war-mojo.html
    """
    return _archive(pom, pom.plugin("maven-war-plugin", lifecycle=True), name, setting="classifier")


def of_jar(pom: Pom, name: Fact[str]) -> Jar:
    """The jar that a module without Spring Boot's plugin makes to be run.

    Args:
        pom: the module.
        name: the name of what is built, without its extension.
    """
    ordinary = _manifest_class(pom, pom.plugin("maven-jar-plugin", lifecycle=True))
    by_framework = _of_micronaut(pom, name) or _of_vertx(pom, name)
    if by_framework is not None:
        return by_framework
    shaded = _shaded(pom, name, ordinary)
    if shaded is not None:
        return shaded
    assembled = _assembled(pom, name)
    if assembled is not None:
        return assembled
    path = _archive(pom, pom.plugin("maven-jar-plugin", lifecycle=True), name, setting="classifier")
    main_class = ordinary or _other_main_class(pom)
    return Jar(path, holds_all=False, main_class=main_class, names_main_class=ordinary is not None)


def _of_micronaut(pom: Pom, name: Fact[str]) -> Jar | None:
    """The jar that Micronaut's plugin has shaded, as it was before: its libraries lie beside it.

    The plugin puts maven-shade-plugin into the build, which leaves the jar without libraries as
    `original-…`; so the libraries become a layer of their own.
    https://micronaut-projects.github.io/micronaut-maven-plugin/latest/
    """
    main_class = _other_main_class(pom)
    if pom.plugin(MICRONAUT) is None or main_class is None:
        return None
    stem = _without_version(pom, name.value, alone=True)
    built = pom.value("build/directory")
    path = f"{built.value if built else 'target'}/original-{stem}.jar"
    return Jar(
        Fact(path, name.evidence), holds_all=False, main_class=main_class, names_main_class=False
    )


def _of_vertx(pom: Pom, name: Fact[str]) -> Jar | None:
    """The jar of https://reactiverse.io/vertx-maven-plugin/, which starts Vert.x' own launcher."""
    plugin = pom.plugin(VERTX)
    if plugin is None or not plugin.goals() & {"package", "initialize"}:
        return None
    given = _setting(pom, plugin, "launcher") or pom.property("vertx.launcher")
    launcher = given or Fact("io.vertx.core.Launcher", plugin.evidence)
    path = _archive(pom, plugin, name)
    return Jar(path, holds_all=True, main_class=launcher, names_main_class=True)


def _shaded(pom: Pom, name: Fact[str], ordinary: Fact[str] | None) -> Jar | None:
    """The jar of https://maven.apache.org/plugins/maven-shade-plugin/shade-mojo.html."""
    plugin = pom.plugin("maven-shade-plugin")
    if plugin is None or "shade" not in plugin.goals():
        return None
    attached = _setting(pom, plugin, "shadedArtifactAttached")
    classifier = ""
    if attached is not None and attached.value == "true":
        given = _setting(pom, plugin, "shadedClassifierName")
        classifier = given.value if given else "shaded"
    output = _setting(pom, plugin, "outputFile")
    path = output or _archive(pom, plugin, name, classifier=classifier)
    named = _transformed_class(pom, plugin) or ordinary
    return Jar(
        Fact(posixpath.normpath(path.value), path.evidence),
        holds_all=True,
        main_class=named or _other_main_class(pom),
        names_main_class=named is not None,
    )


def _transformed_class(pom: Pom, plugin: Plugin) -> Fact[str] | None:
    """The main class that a `ManifestResourceTransformer` writes into the manifest."""
    for model, where, configuration in plugin.configurations():
        for transformer in configuration.all("transformers/transformer"):
            for path in ("mainClass", "manifestEntries/Main-Class"):
                element = transformer.find(path)
                if element is not None:
                    key = f"transformers/transformer/{path}"
                    named = _resolved(pom, model.fact(where, element, key))
                    return named if named and _is_class(named.value) else None
    return None


def _assembled(pom: Pom, name: Fact[str]) -> Jar | None:
    """The jar of https://maven.apache.org/plugins/maven-assembly-plugin/single-mojo.html."""
    plugin = pom.plugin("maven-assembly-plugin")
    if plugin is None or "single" not in plugin.goals():
        return None
    descriptors = (
        element.text
        for _, _, configuration in plugin.configurations()
        for element in configuration.all("descriptorRefs/descriptorRef")
    )
    if "jar-with-dependencies" not in descriptors:
        return None
    appended = _setting(pom, plugin, "appendAssemblyId")
    classifier = "" if appended and appended.value == "false" else "jar-with-dependencies"
    named = _manifest_class(pom, plugin)
    return Jar(
        _archive(pom, plugin, name, classifier=classifier),
        holds_all=True,
        main_class=named or _other_main_class(pom),
        names_main_class=named is not None,
    )


def _manifest_class(pom: Pom, plugin: Plugin | None) -> Fact[str] | None:
    """The main class that an archiver writes into the manifest.

    https://maven.apache.org/shared/maven-archiver/
    """
    for path in MANIFEST_PATHS:
        found = _setting(pom, plugin, path) if plugin else None
        if found is not None and _is_class(found.value):
            return found
    return None


def _other_main_class(pom: Pom) -> Fact[str] | None:
    """The main class that the POM names for something else than the jar."""
    plugin = pom.plugin("exec-maven-plugin", lifecycle=True)
    configured = _setting(pom, plugin, "mainClass") if plugin else None
    properties = (pom.property(name) for name in ("exec.mainClass", "start-class", "mainClass"))
    candidates = (configured, *properties, _main_class_of_parent(pom))
    return next((found for found in candidates if found and _is_class(found.value)), None)


def _is_class(value: str) -> bool:
    """Whether a value is meant to name a class."""
    return NO_CLASS.fullmatch(value) is None


def _main_class_of_parent(pom: Pom) -> Fact[str] | None:
    """The main class that Helidon's parent for MicroProfile names."""
    parent = _of_helidon(pom)
    if parent is None or parent.artifact != HELIDON_MP:
        return None
    old = parent.version.partition(".")[0] in {"1", "2", "3"}
    evidence = parent.evidence._replace(reason=f"{parent.artifact} {parent.version} names it")
    return Fact("io.helidon.microprofile.cdi.Main" if old else "io.helidon.Main", evidence)


def _of_helidon(pom: Pom) -> Coordinates | None:
    """The parent outside the project, where it is one of Helidon's applications."""
    parent = pom.outer_parent
    return parent if parent is not None and parent.group == HELIDON else None


def _setting(pom: Pom, plugin: Plugin, path: str) -> Fact[str] | None:
    found = plugin.setting(path)
    return _resolved(pom, found) if found else None


def _resolved(pom: Pom, fact: Fact[str]) -> Fact[str] | None:
    """The value with its properties; None where one of them is defined nowhere."""
    found = pom.resolve(fact)
    return None if "${" in found.value else found


def _archive(
    pom: Pom,
    plugin: Plugin | None,
    name: Fact[str],
    *,
    setting: str = "",
    classifier: str = "",
) -> Fact[str]:
    """The path of an archive.

    Args:
        pom: the module.
        plugin: the plugin that makes it; its `finalName` and `outputDirectory` go first.
        name: the name of what is built, without its extension.
        setting: the plugin's setting that holds the classifier, where there is one.
        classifier: the classifier, where it is known.
    """
    given = _setting(pom, plugin, setting) if plugin and setting else None
    classifier = given.value if given else classifier
    name = (_setting(pom, plugin, "finalName") if plugin else None) or name
    folder = _setting(pom, plugin, "outputDirectory") if plugin else None
    built = pom.value("build/directory")
    where = folder.value if folder else built.value if built else "target"
    suffix = f"-{classifier}" if classifier else ""
    stem = _without_version(pom, name.value, alone=not classifier)
    path = posixpath.normpath(
        f"{where}/{stem}{suffix}.{'war' if pom.packaging.value == 'war' else 'jar'}"
    )
    return Fact(path, name.evidence)


def final_name(pom: Pom) -> Fact[str]:
    """The name of what is built, without its extension.

    https://maven.apache.org/pom.html#the-basebuild-element-set
    """
    given = pom.value("build/finalName")
    if given is not None:
        return given
    parent = _of_helidon(pom)
    if parent is not None:
        evidence = parent.evidence._replace(reason=f"{parent.artifact} leaves the version out")
        return Fact(pom.artifact.value, evidence)
    version = pom.version
    name = f"{pom.artifact.value}-{version.value if version else '*'}"
    return Fact(name, pom.artifact.evidence)


def _without_version(pom: Pom, name: str, *, alone: bool) -> str:
    """The name with `*` for the version at its end, so that a new version changes nothing.

    Only where nothing else would fit: sources and other attached jars begin with the same name.
    Their classifier tells them apart, so a name with a classifier of its own is always safe.
    `app-1.0.jar.original` and `original-app-1.0.jar` do not fit.
    """
    unknown = PLACEHOLDER.sub("*", name)
    version = pom.version.value if pom.version else ""
    stem = name.removesuffix(version)
    safe = version and stem.endswith("-") and NAME.fullmatch(stem)
    if unknown == name and safe and not (alone and _attaches(pom)):
        return f"{stem}*"
    return unknown


def version_left_out(pom: Pom, name: str) -> str:
    """A name with `*` for the version at its end, where more follows that tells it from others."""
    return _without_version(pom, name, alone=False)


def _attaches(pom: Pom) -> bool:
    """Whether the build puts further jars beside the main one."""
    plugins = ((pom.plugin(name), goals) for name, goals in ATTACHING.items())
    return any(plugin is not None and plugin.goals() & goals for plugin, goals in plugins)


class Libraries(NamedTuple):
    """The libraries that lie beside a jar.

    Args:
        folder: where they lie once the module is built, relative to its folder.
        copied: whether the POM copies them there; otherwise the build has to be told to.
    """

    folder: Fact[str]
    copied: bool


def libraries(pom: Pom) -> Libraries | None:
    """The libraries that a jar without them needs beside it, or None where it needs none.

    https://maven.apache.org/plugins/maven-dependency-plugin/copy-dependencies-mojo.html
    """
    running = (one for one in pom.dependencies if one.runs_with_the_application)
    first = next(running, None)
    if first is None:
        return None
    built = pom.value("build/directory")
    usual = f"{built.value if built else 'target'}/dependency"
    plugin = pom.plugin("maven-dependency-plugin")
    parent = _of_helidon(pom)
    if plugin is not None and parent is not None:
        folder = f"{built.value if built else 'target'}/libs"
        return Libraries(Fact(folder, parent.evidence), copied=True)
    if plugin is None or "copy-dependencies" not in plugin.goals():
        return Libraries(Fact(usual, first.coordinates.evidence), copied=False)
    given = _setting(pom, plugin, "outputDirectory") or Fact(usual, plugin.evidence)
    return Libraries(Fact(posixpath.normpath(given.value), given.evidence), copied=True)
