"""The names of the base images."""

from __future__ import annotations

import pytest

from dockgen.core import base_images
from dockgen.core.errors import UnusableInput
from dockgen.core.quoting import IMAGE, Printable
from dockgen.ecosystems.javascript.common import images as javascript_images
from dockgen.ecosystems.jvm.common import images as jvm_images

MADE = [
    base_images.debian(),
    base_images.nginx("debian"),
    base_images.nginx("alpine"),
    javascript_images.node("24", "debian"),
    javascript_images.node("24", "alpine"),
    javascript_images.bun("1", "debian"),
    javascript_images.bun("1", "alpine"),
    jvm_images.maven("21"),
    jvm_images.jdk("21", "debian"),
    jvm_images.jre("21", "alpine"),
    jvm_images.jre("21", "distroless"),
    jvm_images.distroless_for_java(),
    jvm_images.tomcat("11.0", "21"),
    base_images.alpine(),
]


@pytest.mark.parametrize("made", MADE)
def test_an_image_has_a_name_and_a_tag_that_says_a_version(made: Printable) -> None:
    assert IMAGE.fullmatch(made)
    _, _, tag = made.partition(":")
    assert tag not in {"", "latest"}
    assert tag[0].isalnum()


def test_the_family_is_the_tags_ending() -> None:
    assert javascript_images.node("24", "debian") == "node:24-slim"
    assert javascript_images.node("24", "alpine") == "node:24-alpine"
    assert javascript_images.bun("1.3", "debian") == "oven/bun:1.3-slim"
    assert jvm_images.jdk("21", "debian") == "eclipse-temurin:21-jdk"
    assert jvm_images.jre("21", "alpine") == "eclipse-temurin:21-jre-alpine"
    assert base_images.nginx("alpine").endswith("-alpine")
    assert base_images.debian().endswith("-slim")
    assert jvm_images.maven("21").endswith("-eclipse-temurin-21")


def test_an_image_knows_the_fact_that_its_version_comes_from() -> None:
    assert javascript_images.node("24", "debian").facts == ("language_version",)
    assert base_images.nginx("debian").facts == ()


def test_a_version_that_is_no_tag_is_refused() -> None:
    with pytest.raises(UnusableInput, match="not an image reference"):
        javascript_images.node("24\nRUN evil", "debian")


def test_distroless_has_a_java_for_some_releases_only() -> None:
    assert jvm_images.jre("17", "distroless") == "gcr.io/distroless/java17-debian12:nonroot"
    with pytest.raises(UnusableInput, match="distroless has no image with Java 11"):
        jvm_images.jre("11", "distroless")


@pytest.mark.parametrize(
    ("version", "tag"),
    [
        ("26", "26-slim"),
        ("18.20.1", "18.20.1-slim"),
        ("16", "16-bullseye-slim"),
        ("16.20", "16.20-bullseye-slim"),
        ("16.1.0", "16.1.0-slim"),
        ("14.17.5", "14.17.5-bullseye-slim"),
        ("12.10", "12.10-slim"),
        ("10", "10-slim"),
        ("lts", "lts-slim"),
    ],
)
def test_old_lines_of_node_are_taken_on_a_debian_whose_packages_are_there(
    version: str, tag: str
) -> None:
    assert javascript_images.node(version, "debian") == f"node:{tag}"
    assert javascript_images.node(version, "alpine") == f"node:{version}-alpine"
