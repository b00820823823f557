"""Repositories that let nobody in without credentials, where Maven is given none.

https://docs.github.com/en/packages/working-with-a-github-packages-registry/working-with-the-apache-maven-registry
(which asks for a token even for public packages), and the like of others.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from dockgen.core.facts import Fact
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project
from dockgen.ecosystems.jvm.common.poms.pom import Pom

PRIVATE = lazy_regex(
    r"https://(maven\.pkg\.github\.com|pkgs\.dev\.azure\.com|[\w.-]+\.pkgs\.visualstudio\.com"
    r"|gitlab\.com/api/v4|[\w.-]+\.d\.codeartifact\.[\w.-]+\.amazonaws\.com|api\.bitbucket\.org"
    r"|maven\.cloudsmith\.io)/.*|(artifactregistry|s3|gs|azure)://.*"
)
SETTINGS = lazy_regex(r"[\w.-]*settings[\w.-]*\.xml")


def of(pom: Pom) -> Iterator[Fact[str]]:
    """The addresses of such repositories that a POM fetches from."""
    for model in pom.models:
        for path in ("repositories/repository", "pluginRepositories/pluginRepository"):
            for element in model.top.all(f"{path}/url"):
                url = pom.resolve(model.fact(path, element, "url"))
                if PRIVATE.fullmatch(url.value):
                    yield url


def note(project: Project, url: Fact[str]) -> str:
    """What the user should know; a file of settings in the project is named."""
    place = url.evidence
    there = next(
        (
            path
            for path in project.with_suffix(".xml")
            if SETTINGS.fullmatch(posixpath.basename(path))
        ),
        "",
    )
    what = f"-s {there}" if there else "-s settings.xml, with a server of its id,"
    return (
        f"{place.file}:{place.line}: {url.value} asks for credentials, and Maven is given none:"
        f" {what} in .mvn/maven.config has the build read them, as a secret"
    )
