"""What a Dockerfile relies on that is past end of life."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from dockgen.core.versions import table_date
from dockgen.dockerfile.stages import build_stages, image_of
from dockgen.managed_files.end_of_life import RULES, gone, lines_of, out_of_support

TODAY = date(2026, 11, 24)


def ended(text: str, on: date = TODAY) -> list[str]:
    return [f"{one.line}: {one.message}" for one in out_of_support(build_stages(text), on)]


def lost(text: str, on: date = TODAY, project: Mapping[str, str] | None = None) -> list[str]:
    return [f"{one.line}: {one.message}" for one in gone(build_stages(text), on, project)]


@pytest.mark.parametrize(
    ("image", "lines"),
    [
        ("node:24-slim", [("node", "24")]),
        ("node:22.3.1-bookworm-slim", [("node", "22"), ("debian", "bookworm")]),
        ("node:22-alpine3.20", [("node", "22"), ("alpine", "3.20")]),
        ("node:lts-slim", []),
        ("node", []),
        ("eclipse-temurin:17-jre", [("java", "17")]),
        ("eclipse-temurin:8u402-b06-jdk", [("java", "8")]),
        ("maven:3.9-eclipse-temurin-21", [("java", "21")]),
        ("maven:3.9.9-amazoncorretto-21", []),
        ("gradle:8-jdk17-alpine", [("java", "17")]),
        ("clojure:temurin-21-lein", [("java", "21")]),
        ("sbtscala/scala-sbt:eclipse-temurin-25_1.x", [("java", "25")]),
        ("tomcat:10.1-jre21-temurin", [("java", "21")]),
        ("gcr.io/distroless/java21-debian12:nonroot", [("java", "21"), ("debian", "12")]),
        ("quay.io/quarkus/ubi9-quarkus-mandrel-builder-image:jdk-21", [("java", "21")]),
        ("gcr.io/distroless/nodejs22-debian12", [("node", "22"), ("debian", "12")]),
        ("gcr.io/distroless/static-debian11", [("debian", "11")]),
        ("nginx:1.28.0-alpine", [("nginx", "1.28")]),
        ("nginxinc/nginx-unprivileged:1.30", [("nginx", "1.30")]),
        ("debian:buster-slim", [("debian", "buster")]),
        ("debian:10", [("debian", "10")]),
        ("alpine:3.20.1", [("alpine", "3.20")]),
        ("registry.example/mirror/python:3.12-slim-bullseye", [("debian", "bullseye")]),
    ],
)
def test_an_image_says_which_release_lines_it_carries(
    image: str, lines: list[tuple[str, str]]
) -> None:
    assert list(lines_of(image_of(image))) == lines


@pytest.mark.parametrize(
    ("image", "message"),
    [
        ("node:20-slim", "Node.js 20 is out of support since 2026-04-30"),
        ("node:11", f"Node.js 11 is not among the releases supported on {table_date()}"),
        (
            "eclipse-temurin:24-jre",
            f"Java 24 is not among the releases supported on {table_date()}",
        ),
        ("debian:bullseye", "Debian bullseye is out of support since 2026-08-31"),
        ("debian:11", "Debian 11 is out of support since 2026-08-31"),
        ("nginx:1.28", "nginx 1.28 is out of support since 2026-04-14"),
        ("alpine:3.20", "Alpine 3.20 is out of support since 2026-04-01"),
        ("openjdk:17-slim", "openjdk was discontinued in 2022 and gets no fixes"),
    ],
)
def test_a_base_that_is_out_of_support_is_named_with_the_date(image: str, message: str) -> None:
    assert ended(f"# x\nFROM {image}\n") == [f"2: {message}"]


@pytest.mark.parametrize(
    "image", ["node:24", "node:26", "node:99", "eclipse-temurin:21", "debian:trixie", "scratch"]
)
def test_a_base_that_is_supported_is_not(image: str) -> None:
    assert ended(f"FROM {image}\n") == []


def test_support_ends_after_its_last_day() -> None:
    assert ended("FROM node:20\n", date(2026, 4, 30)) == []
    assert len(ended("FROM node:20\n", date(2026, 5, 1))) == 1


def test_an_image_is_named_once_however_many_stages_build_on_it() -> None:
    assert len(ended("FROM node:20 AS a\nFROM a AS b\nFROM b\n")) == 1


GONE = {
    "corepack": "FROM node:25\nRUN corepack enable\n",
    "corepack in a stage above": "FROM node:26 AS a\nFROM a\nRUN set -e; corepack enable\n",
    "corepack in several lines": "FROM node:25\nRUN a \\\n && corepack prepare pnpm@9\n",
    "corepack in a heredoc": "FROM node:25\nRUN <<EOF\nset -e\ncorepack enable\nEOF\n",
    "corepack by an argument": "ARG NODE=26\nFROM node:${NODE}-slim\nRUN corepack enable\n",
    "yarn": "FROM node:26\nRUN yarn install --frozen-lockfile\n",
    "yarn as the start command": 'FROM node:26\nCMD ["yarn", "start"]\n',
    "a suite": "FROM debian:buster\nRUN apt-get update\n",
    "a suite by its number": "FROM debian:10\nRUN apt-get update\n",
    "a suite of another image": "FROM python:3.9-buster\nRUN apt install -y x\n",
    "apt-key": "FROM node:24-trixie\nRUN curl x | apt-key add -\n",
    "apt-key on Debian": "FROM debian:13\nRUN apt-key adv --fetch-keys x\n",
    "an image": "FROM bitnami/node:18\n",
}
NOT_GONE = {
    "corepack with Node.js 24": "FROM node:24\nRUN corepack enable\n",
    "corepack installed before": "FROM node:25\nRUN npm i -g corepack && corepack enable\n",
    "corepack installed below": (
        "FROM node:25 AS a\nRUN npm install -g corepack@latest\nFROM a\nRUN corepack enable\n"
    ),
    "corepack named": "FROM node:25\nRUN echo corepack enable\n",
    "corepack in a comment": "FROM node:25\nRUN a \\\n # corepack enable\n && b\n",
    "corepack of another image": "FROM alpine\nRUN corepack enable\n",
    "yarn with Node.js 25": "FROM node:25\nRUN yarn install\n",
    "yarn installed": "FROM node:26\nRUN npm install --global yarn@1\nRUN yarn install\n",
    "Yarn 4 installed": "FROM node:26\nRUN npm i -g @yarnpkg/cli-dist@4 && yarn install\n",
    "a path": "FROM node:26\nRUN rm -rf /usr/local/share/yarn\n",
    "a suite that is there": "FROM debian:bullseye\nRUN apt-get update\n",
    "a suite without its packages": "FROM debian:buster\nRUN echo apt-get\n",
    "the archive": (
        "FROM debian:buster\n"
        "RUN sed -i s/deb.debian.org/archive.debian.org/ /etc/apt/sources.list\n"
        "RUN apt-get update\n"
    ),
    "the archive in the same command": (
        "FROM debian:buster\nRUN echo archive.debian.org > /x && apt-get update\n"
    ),
    "apt-key on Debian 12": "FROM debian:bookworm\nRUN apt-key add x\n",
    "no apt-key": "FROM debian:trixie\nRUN apt-get update\n",
    "an image that is left": "FROM bitnami/minideb:bookworm\n",
    "the latest image": "FROM bitnami/node:latest\n",
}


@pytest.mark.parametrize("what", GONE)
def test_what_is_gone_is_found_on_its_line(what: str) -> None:
    (found,) = lost(GONE[what])
    line = int(found.split(":")[0])
    keyword = GONE[what].splitlines()[line - 1].split()[0]
    assert keyword in {"RUN", "CMD", "FROM"}


@pytest.mark.parametrize("what", NOT_GONE)
def test_what_only_looks_like_it_is_not_found(what: str) -> None:
    assert lost(NOT_GONE[what]) == []


def test_a_suite_is_gone_from_the_day_on_that_it_was_archived() -> None:
    text = "FROM debian:buster\nRUN apt-get update\n"
    assert lost(text, date(2025, 7, 12)) == []
    assert lost(text, date(2025, 7, 13)) == [
        "2: the packages of Debian buster are gone from the mirrors since 2025-07-13"
    ]


@pytest.mark.parametrize(
    ("framework", "version", "is_gone"),
    [
        ("spring-boot", "4.1.0", True),
        ("spring-boot", "5.0.0-M1", True),
        ("spring-boot", "4.0.8", False),
        ("spring-boot", "3.5.0", False),
        ("quarkus", "4.1.0", False),
    ],
)
def test_layertools_are_gone_from_spring_boot(
    framework: str, version: str, *, is_gone: bool
) -> None:
    project = {"framework": framework, "framework_version": version}
    text = "FROM x\nRUN java -Djarmode=layertools -jar app.jar extract\n"
    assert (lost(text, project=project) != []) is is_gone
    assert lost("FROM x\nRUN java -Djarmode=tools -jar a.jar\n", project=project) == []


def test_every_rule_names_its_source() -> None:
    assert all("https://" in str(rule.__doc__) for rule in RULES)
