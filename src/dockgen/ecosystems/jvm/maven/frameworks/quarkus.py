"""What a POM and the configuration say about Quarkus: what it is packed into, and where it listens.

https://quarkus.io/guides/packaging and https://quarkus.io/guides/all-config
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from typing import NamedTuple

from dockgen.core.facts import Evidence, Fact, default
from dockgen.core.lazy_regex import lazy_regex
from dockgen.ecosystems.jvm.common import configured_port
from dockgen.ecosystems.jvm.common.poms.parts import Dependency, Plugin, text_of
from dockgen.ecosystems.jvm.common.poms.pom import Pom
from dockgen.ecosystems.jvm.common.spring_boot import line_of
from dockgen.ecosystems.jvm.common.spring_config import SpringConfig
from dockgen.ecosystems.jvm.maven.artifact import version_left_out
from dockgen.readers.xml import Element

PLUGIN = "quarkus-maven-plugin"
BOM = lazy_regex(r"quarkus-bom|quarkus-universe-bom")

HTTP = lazy_regex(
    r"quarkus-(rest(?!-client)|resteasy(?!-client)|vertx-http|reactive-routes|undertow|websockets"
    r"|grpc|spring-web|smallrye-(graphql|health|openapi|metrics)|micrometer-registry-prometheus"
    r"|qute-web|web-bundler|renarde|funqy-http|oidc(?!-client)|amazon-lambda-http|jsf|faces).*"
)
"""Extensions that bring the HTTP server: https://quarkus.io/guides/http-reference."""

TYPE_KEYS = ("quarkus.package.jar.type", "quarkus.package.type")
"""What an application is packed into; the second key is the one up to 3.9."""

NATIVE_KEY = "quarkus.native.enabled"
NATIVE = "native"
NATIVE_PROFILE = "native"
"""The profile that Quarkus' own starters have: https://quarkus.io/guides/building-native-image."""

CONTAINER_KEYS = ("quarkus.native.container-build", "quarkus.native.remote-container-build")
"""Asks for an engine, which a build inside an image has not."""

OLDEST_NATIVE = (3, 8)
"""The first line whose builder images have the tags that `images.mandrel` names."""

FAST_SINCE = (1, 12)
"""The first line that makes a fast jar when nothing says otherwise:
https://quarkus.io/blog/quarkus-1-12-0-final-released/."""

OLD_UBER_KEYS = ("quarkus.package.uber-jar", "quarkus.package.uberJar")
"""What asked for one jar before `quarkus.package.type` came with 1.3."""

TYPES = {
    "fast-jar": "fast-jar",
    "mutable-jar": "fast-jar",
    "uber-jar": "uber-jar",
    "legacy-jar": "legacy-jar",
}
"""What is made of it, by what the configuration calls it."""

PROFILE_KEYS = (NATIVE_KEY, TYPE_KEYS[1])
FOLDER, RUN = "quarkus-app", "quarkus-run.jar"
"""What the folder of a fast jar is called, and the jar in it that java starts."""

LAYERS = ("lib/", "*.jar", "app/", "quarkus/")
"""What the folder holds, from what changes least to what changes most:
https://quarkus.io/guides/container-image."""

Settings = SpringConfig
"""The files have the places and the syntax that Spring Boot's have:
https://quarkus.io/guides/config-reference#configuration-sources."""


class Quarkus(NamedTuple):
    """Quarkus as a build uses it.

    Args:
        plugin: its Maven plugin.
        version: its version; None where a parent outside the project knows it.
    """

    plugin: Plugin
    version: Fact[str] | None


def find(pom: Pom) -> Quarkus | None:
    """What the POM says of Quarkus, or None where its plugin makes nothing of the module."""
    plugin = pom.plugin(PLUGIN)
    if plugin is None or not (plugin.goals() & {"build"} or pom.packaging.value == "quarkus"):
        return None
    return Quarkus(plugin, _version(pom, plugin))


def _version(pom: Pom, plugin: Plugin) -> Fact[str] | None:
    for model, path, element in plugin.declarations:
        version = element.find("version")
        if version is not None and version.text:
            found = pom.resolve(model.fact(f"{path}/plugin/version", version))
            if "${" not in found.value:
                return found
    for one in pom.managed_dependencies:
        where = one.coordinates
        if BOM.fullmatch(where.artifact) and where.version and "${" not in where.version:
            return Fact(where.version, where.evidence)
    return None


def setting(pom: Pom, settings: Settings, key: str) -> Fact[str] | None:
    """What a key of the build says in production: the files go before the POM's properties."""
    return settings.get(f"%prod.{key}") or settings.get(key) or pom.property(key)


def package_type(
    pom: Pom, settings: Settings, version: Fact[str] | None, *, native: Evidence | None
) -> Fact[str]:
    """What the application is packed into: `fast-jar`, `uber-jar`, `legacy-jar` or `native`.

    Args:
        pom: the module.
        settings: its configuration files.
        version: Quarkus' version, where it is known: what is made by default changed.
        native: where a native executable is asked for, if it can be made.
    """
    if native is not None:
        return Fact(NATIVE, native)
    for key in TYPE_KEYS:
        found = setting(pom, settings, key)
        if found is not None and found.value in TYPES:
            return Fact(TYPES[found.value], found.evidence)
    line = line_of(version.value) if version else (0, 0)
    if version is None or line == (0, 0) or line >= FAST_SINCE:
        return Fact("fast-jar", default("Quarkus' default"))
    for key in OLD_UBER_KEYS:
        found = setting(pom, settings, key)
        if found is not None and found.value == "true":
            return Fact("uber-jar", found.evidence)
    by_plugin = pom.plugin(PLUGIN)
    found = by_plugin.setting("uberJar") if by_plugin else None
    if found is not None and found.value == "true":
        return Fact("uber-jar", found.evidence)
    reason = f"the default of Quarkus {version.value}"
    return Fact("legacy-jar", version.evidence._replace(reason=reason))


def kind_of_package(value: object) -> str:
    """The kind of a fact that is what an application is packed into."""
    kinds = TYPES | {NATIVE: NATIVE, "jar": "fast-jar"}
    if str(value) in kinds:
        return kinds[str(value)]
    raise ValueError("one of fast-jar, uber-jar, legacy-jar, native")


def wants_native(pom: Pom, settings: Settings) -> Evidence | None:
    """Where the build is told to make a native executable, whatever profile is active."""
    enabled = setting(pom, settings, NATIVE_KEY)
    if enabled is not None and enabled.value == "true":
        return enabled.evidence
    kind = setting(pom, settings, TYPE_KEYS[1])
    return kind.evidence if kind is not None and kind.value.startswith("native") else None


def makes_native(version: tuple[int, int]) -> bool:
    """Whether there is a builder image for this line of Quarkus; zeros where it is unknown."""
    return version == (0, 0) or version >= OLDEST_NATIVE


def options(
    pom: Pom, settings: Settings, kind: str, version: tuple[int, int], *, given: bool
) -> tuple[str, ...]:
    """What the build is told on its command line, so that it makes this kind.

    Args:
        pom: the module.
        settings: its configuration files.
        kind: what is to be made.
        version: Quarkus' line.
        given: whether the user asks for that kind.
    """
    asked = wants_native(pom, settings)
    if kind == NATIVE:
        by_container = any(_says(pom, settings, key) for key in CONTAINER_KEYS)
        off = (f"-D{CONTAINER_KEYS[0]}=false",) if by_container else ()
        return (*(() if asked else _native_options(pom, version)), *off)
    if asked is not None:
        by_switch = asked.key.endswith(NATIVE_KEY)
        return (f"-D{NATIVE_KEY}=false" if by_switch else f"-D{TYPE_KEYS[1]}={kind}",)
    return (f"-D{TYPE_KEYS[0]}={kind}",) if given else ()


def _native_options(pom: Pom, version: tuple[int, int]) -> tuple[str, ...]:
    """The project's own profile where it has one, else what that would say.

    `quarkus.native.enabled` came with 3.9.
    """
    if _profile(pom) is not None:
        return (f"-P{NATIVE_PROFILE}",)
    if (0, 0) < version < (3, 9):
        return (f"-D{TYPE_KEYS[1]}={NATIVE}",)
    return (f"-D{NATIVE_KEY}=true", "-Dquarkus.package.jar.enabled=false")


def _profile(pom: Pom) -> Element | None:
    """The profile that makes a native executable."""
    for model in pom.models:
        for profile in model.top.all("profiles/profile"):
            said = {name: text_of(profile, f"properties/{name}") for name in PROFILE_KEYS}
            if text_of(profile, "id") == NATIVE_PROFILE and (
                said[NATIVE_KEY] == "true" or said[TYPE_KEYS[1]] == NATIVE
            ):
                return profile
    return None


def _says(pom: Pom, settings: Settings, key: str) -> bool:
    """Whether the configuration or the profile sets a key to true."""
    profile = _profile(pom)
    found = setting(pom, settings, key)
    by_profile = text_of(profile, f"properties/{key}") if profile else ""
    return "true" in {found.value if found else "", by_profile}


def artifact(pom: Pom, settings: Settings, kind: str, name: Fact[str]) -> Fact[str]:
    """Where what is made lies, relative to the module: a fast jar's folder, a jar, an executable.

    An executable has a jar's name without its extension.
    """
    built = pom.value("build/directory")
    target = built.value if built else "target"
    folder = setting(pom, settings, "quarkus.package.output-directory")
    if kind == "fast-jar":
        where = folder.value if folder else FOLDER
        place = folder.evidence if folder else default("Quarkus writes its fast jar there")
        return Fact(posixpath.normpath(posixpath.join(target, where)), place)
    named = setting(pom, settings, "quarkus.package.output-name")
    suffix = setting(pom, settings, "quarkus.package.runner-suffix")
    added = setting(pom, settings, "quarkus.package.jar.add-runner-suffix")
    end = "" if added and added.value == "false" else suffix.value if suffix else "-runner"
    stem = named or name
    start = version_left_out(pom, stem.value) if end else stem.value
    file = f"{start}{end}" if kind == NATIVE else f"{start}{end}.jar"
    where = posixpath.join(target, folder.value) if folder else target
    return Fact(posixpath.normpath(posixpath.join(where, file)), stem.evidence)


def listening_port(
    settings: Settings, dependencies: Iterable[Dependency]
) -> tuple[Fact[int] | None, str]:
    """The port that it listens on, and what the user should know about it."""
    serves = any(
        one.runs_with_the_application and HTTP.fullmatch(one.coordinates.artifact)
        for one in dependencies
    )
    keys = ("%prod.quarkus.http.port", "quarkus.http.port")
    return configured_port.of(settings, keys, 8080 if serves else None, "Quarkus")
