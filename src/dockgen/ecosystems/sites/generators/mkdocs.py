"""MkDocs: https://www.mkdocs.org/user-guide/configuration/."""

from __future__ import annotations

import posixpath

from dockgen.core.facts import Evidence, Fact, default, text, words
from dockgen.core.project import Project
from dockgen.ecosystems.sites.common.config_names import MKDOCS
from dockgen.ecosystems.sites.generators import python_packages
from dockgen.ecosystems.sites.generators.place import (
    Place,
    settle_base,
    settle_not_found_page,
    settle_output,
)
from dockgen.ecosystems.sites.generators.python_packages import PYPROJECT, Installation
from dockgen.readers import python_version
from dockgen.readers.toml import TomlFile
from dockgen.readers.yaml import YamlFile

BUILT_IN_THEMES = ("mkdocs", "readthedocs")
MATERIAL_PACKAGE = "mkdocs-material~=9.8"
MATERIAL = frozenset("blog group info meta offline optimize privacy projects social tags".split())
"""Plugins that come with Material for MkDocs: https://squidfunk.github.io/mkdocs-material/plugins/."""

PACKAGES = {
    "awesome-nav": "mkdocs-awesome-nav~=3.3",
    "awesome-pages": "mkdocs-awesome-pages-plugin~=2.10",
    "gen-files": "mkdocs-gen-files~=0.6",
    "git-authors": "mkdocs-git-authors-plugin~=0.10",
    "git-revision-date": "mkdocs-git-revision-date-plugin~=0.3",
    "git-revision-date-localized": "mkdocs-git-revision-date-localized-plugin~=1.6",
    "glightbox": "mkdocs-glightbox~=0.5",
    "i18n": "mkdocs-static-i18n~=1.3",
    "include-markdown": "mkdocs-include-markdown-plugin~=7.3",
    "literate-nav": "mkdocs-literate-nav~=0.6",
    "macros": "mkdocs-macros-plugin~=1.5",
    "mermaid2": "mkdocs-mermaid2-plugin~=1.2",
    "minify": "mkdocs-minify-plugin~=0.8",
    "mkdocstrings": "mkdocstrings-python~=2.0",
    "monorepo": "mkdocs-monorepo-plugin~=1.1",
    "redirects": "mkdocs-redirects~=1.2",
    "rss": "mkdocs-rss-plugin~=1.19",
    "section-index": "mkdocs-section-index~=0.3",
    "swagger-ui-tag": "mkdocs-swagger-ui-tag~=0.8",
    "techdocs-core": "mkdocs-techdocs-core~=1.7",
}
"""The package that brings a plugin, by the plugin's name, in the line that is current (PyPI,
2026-11): an upgrade that breaks is a decision."""

SYSTEM_PACKAGES = {
    "social": ("libcairo2",),
    "optimize": ("pngquant",),
    "to-pdf": ("libpango-1.0-0", "libpangoft2-1.0-0"),
    "with-pdf": ("libpango-1.0-0", "libpangoft2-1.0-0"),
}
"""Libraries and programs that a plugin calls, by the names of Debian's packages."""

READS_HISTORY = ("git-revision-date", "git-authors", "git-committers", "rss")
MAX_INHERITED = 5


def find(project: Project, inside: str) -> str | None:
    """The configuration of documentation in a folder, or None; see `hugo.find`."""
    return project.first(*(f"{inside}{name}" for name in MKDOCS))


class Config:
    """A configuration with those that it inherits from; what is nearer wins.

    Raises:
        UnusableInput: a file cannot be read.
    """

    def __init__(self, project: Project, path: str) -> None:
        self.files: list[YamlFile] = []
        while path and len(self.files) < MAX_INHERITED:
            file = project.parsed(path, YamlFile)
            self.files.append(file)
            base = file.text("INHERIT")
            path = (
                posixpath.normpath(posixpath.join(posixpath.dirname(path), base.value))
                if base
                else ""
            )

    def text(self, *path: str) -> Fact[str] | None:
        """The text at this path of keys."""
        return next((found for one in self.files if (found := one.text(*path))), None)

    def value(self, *path: str) -> tuple[object, Evidence]:
        """The value at this path of keys, None where there is none, with its evidence."""
        found = (one for one in self.files if one.value(*path) is not None)
        file = next(found, self.files[0])
        return file.value(*path), file.evidence(*path)

    def names(self, key: str) -> list[str]:
        """The names in a list or a mapping, whose entries may carry options."""
        value, _ = self.value(key)
        entries = value if isinstance(value, list | dict) else []
        names = (next(iter(one), "") if isinstance(one, dict) else one for one in entries)
        return [name for name in names if isinstance(name, str)]


def settle(place: Place) -> None:
    """Settle what the configuration, pyproject.toml and the lists of requirements say."""
    project, findings = place.project, place.findings
    config = Config(project, place.config)
    theme = config.text("theme") or config.text("theme", "name")
    plugins = [name.removeprefix("material/") for name in config.names("plugins")]
    pyproject = project.parsed(PYPROJECT, TomlFile) if project.has(PYPROJECT) else None
    found = python_packages.read(place, pyproject, _guess(theme.value if theme else "", plugins))
    findings.settle("language", text, Fact("python", Evidence("file", place.config)))
    findings.settle("language_version", text, python_version.read(project, pyproject))
    findings.settle_optional("framework_version", text, found.framework_version)
    _settle_installation(place, found)
    _settle_system_packages(place, config, plugins)
    command = _command(place, found.program)
    findings.settle("build_command", text, Fact(command, default("MkDocs' standard command")))
    settle_output(place, config.text("site_dir"), "site", "where MkDocs writes")
    _settle_base(place, config)
    settle_not_found_page(place, "/404.html", default("MkDocs' themes create it"))


def _command(place: Place, program: str) -> str:
    name = posixpath.basename(place.config)
    return f"{program} build" if name == MKDOCS[0] else f"{program} build -f {name}"


def _settle_installation(place: Place, found: Installation) -> None:
    findings = place.findings
    findings.settle("package_manager", text, found.manager)
    findings.settle_optional("package_manager_version", text, found.manager_version)
    findings.settle("install_command", text, found.command)
    findings.settle_optional("manifests", words, found.manifests)
    for warning in found.warnings:
        findings.warn(warning)


def _settle_system_packages(place: Place, config: Config, plugins: list[str]) -> None:
    named = [package for name in plugins for package in SYSTEM_PACKAGES.get(name, ())]
    history = [name for name in plugins if name.startswith(READS_HISTORY)]
    if history:
        named.append("git")
        place.findings.warn(
            f"{', '.join(history)} reads the history of Git, which the image's context leaves out: "
            "without fallback_to_build_date or enabled: false the build fails"
        )
    if named:
        _, evidence = config.value("plugins")
        packages = Fact(tuple(dict.fromkeys(named)), evidence)
        place.findings.settle("system_packages", words, packages)


def _settle_base(place: Place, config: Config) -> None:
    found = config.text("site_url")
    if found and "://" not in found.value:
        found = None  # a variable, or empty
    if settle_base(place, found) is not None and found is not None:
        place.findings.warn(
            f"{found.evidence.file}:{found.evidence.line} still says {found.value}, and MkDocs "
            "takes it from nowhere else: the page for what is missing points there"
        )


def _guess(theme: str, plugins: list[str]) -> tuple[str, ...]:
    """The packages that a configuration calls for, where nothing lists them."""
    named = []
    if theme == "material" or MATERIAL & set(plugins):
        named.append(MATERIAL_PACKAGE)
    elif theme and theme not in BUILT_IN_THEMES:
        named.append(python_packages.with_version(f"mkdocs-{theme}"))
    named += [PACKAGES[name] for name in plugins if name in PACKAGES]
    return tuple(dict.fromkeys(named))
