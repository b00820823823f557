"""POMs for tests, short enough to be read in a sentence."""

from __future__ import annotations

BOOT_GROUP = "<groupId>org.springframework.boot</groupId>"
BOOT_PLUGIN = f"<plugin>{BOOT_GROUP}<artifactId>spring-boot-maven-plugin</artifactId></plugin>"


def pom(*parts: str, artifact: str = "app", version: str = "1.0", parent: str = "") -> str:
    """A POM; what is in it apart from its coordinates comes line by line after them."""
    lines = (
        '<project xmlns="http://maven.apache.org/POM/4.0.0">',
        parent,
        f"<artifactId>{artifact}</artifactId>",
        f"<groupId>com.example</groupId><version>{version}</version>",
        *parts,
        "</project>",
    )
    return "\n".join(lines)


def properties(**values: str) -> str:
    """Properties, `_` in a name standing for a dot."""
    inner = "".join(
        f"<{name.replace('_', '.')}>{value}</{name.replace('_', '.')}>"
        for name, value in values.items()
    )
    return f"<properties>{inner}</properties>"


def parent(artifact: str, *, version: str = "1.0", path: str | None = None) -> str:
    """A parent; `path` is its relativePath."""
    relative = "" if path is None else f"<relativePath>{path}</relativePath>"
    return (
        "<parent><groupId>com.example</groupId>"
        f"<artifactId>{artifact}</artifactId><version>{version}</version>{relative}</parent>"
    )


def boot_parent(version: str) -> str:
    """Spring Boot's parent, from a repository."""
    return (
        f"<parent>{BOOT_GROUP}<artifactId>spring-boot-starter-parent</artifactId>"
        f"<version>{version}</version><relativePath/></parent>"
    )


def plugins(*entries: str) -> str:
    """A build with these plugins."""
    return f"<build><plugins>{''.join(entries)}</plugins></build>"


def plugin(artifact: str, configuration: str = "", *goals: str) -> str:
    """A plugin with a configuration, and goals that one execution binds."""
    bound = "".join(f"<goal>{goal}</goal>" for goal in goals)
    executions = f"<executions><execution><goals>{bound}</goals></execution></executions>"
    return (
        f"<plugin><artifactId>{artifact}</artifactId>"
        f"<configuration>{configuration}</configuration>{executions if goals else ''}</plugin>"
    )


def dependencies(*artifacts: str, group: str = "org.springframework.boot") -> str:
    """Dependencies of one group."""
    entries = (
        f"<dependency><groupId>{group}</groupId><artifactId>{one}</artifactId></dependency>"
        for one in artifacts
    )
    return f"<dependencies>{''.join(entries)}</dependencies>"


def modules(*names: str) -> str:
    """An aggregator's modules."""
    inner = "".join(f"<module>{name}</module>" for name in names)
    return f"<packaging>pom</packaging><modules>{inner}</modules>"


def boot_application(version: str = "4.1.2", *parts: str) -> str:
    """The POM of a Spring Boot application with a web server."""
    return pom(
        dependencies("spring-boot-starter-web"),
        plugins(BOOT_PLUGIN),
        *parts,
        parent=boot_parent(version),
    )


MAIN = "package com.example;\npublic class Main {\n  public static void main(String[] args) {}\n}\n"
MAIN_PATH = "src/main/java/com/example/Main.java"
