"""mdBook: https://rust-lang.github.io/mdBook/format/configuration/."""

from __future__ import annotations

import posixpath
import shlex

from dockgen.core.facts import Evidence, Fact, default, text, words
from dockgen.core.project import Project
from dockgen.core.versions import product
from dockgen.ecosystems.sites.common.config_names import MDBOOK
from dockgen.ecosystems.sites.generators import tool_version
from dockgen.ecosystems.sites.generators.place import (
    Place,
    folder,
    path_of,
    settle_base,
    settle_not_found_page,
)
from dockgen.readers.toml import TomlFile

OLDER_KEYS = (
    ("book", "multilingual"),
    ("output", "html", "curly-quotes"),
    ("output", "html", "copy-fonts"),
    ("output", "html", "google-analytics"),
)
"""Keys that 0.4 takes. 0.5 stops at the first; for the others it logs an error, leaves out all of
`output.html`, and goes on:
https://github.com/rust-lang/mdBook/blob/master/CHANGELOG.md#05-migration-guide."""

LAST_OF_0_4 = "0.4.52"
BUILT_IN = {"preprocessor": {"index", "links"}, "output": {"html", "markdown"}}

INSTALL = "cargo install --locked --no-default-features --features search"
"""Without the development server, as
https://rust-lang.github.io/mdBook/continuous-integration.html advises for pipelines."""


def find(project: Project, inside: str) -> str | None:
    """The configuration of a book in a folder, or None; see `hugo.find`."""
    path = project.first(*(f"{inside}{name}" for name in MDBOOK))
    if path is None:
        return None
    outputs = project.parsed(path, TomlFile).keys("output")
    return path if not outputs or "html" in outputs else None


def settle(place: Place) -> None:
    """Settle what the configuration says."""
    config = place.project.parsed(place.config, TomlFile)
    findings = place.findings
    findings.settle("language", text, Fact("markdown", Evidence("file", place.config)))
    version = findings.settle("framework_version", text, _version(place, config)).value
    plugins = _plugins(config)
    if plugins is not None:
        plugins = findings.settle("plugins", words, plugins)
        findings.warn(
            f"{', '.join(plugins.value)}: no file names a version, so the newest is installed"
        )
    command = f"{INSTALL} {shlex.quote(f'mdbook@{version}')}"
    if plugins is not None:
        command += f" && cargo install --locked {shlex.join(plugins.value)}"
    findings.settle("package_manager", text, Fact("cargo", default("mdBook is published there")))
    why = default("what the book of mdBook advises")
    findings.settle("install_command", text, Fact(command, why))
    told = settle_base(place, config.text("output", "html", "site-url"))
    build = "mdbook build"
    if told:
        build = f"MDBOOK_OUTPUT__HTML__SITE_URL={shlex.quote(path_of(told))} {build}"
    findings.settle("build_command", text, Fact(build, default("mdBook's standard command")))
    findings.settle("output_dir", folder, _output(config))
    if config.value("output", "html", "input-404") != "":
        settle_not_found_page(place, "/404.html", default("mdBook makes it"))


def _version(place: Place, config: TomlFile) -> Fact[str]:
    found = tool_version.read(place, "mdbook", "cargo:mdbook", "crate:mdbook")
    if found:
        whole = found.value.count(".") == 2
        return found if whole else Fact(f"^{found.value}", found.evidence)
    for path in OLDER_KEYS:
        if config.value(*path) is not None:
            why = config.evidence(*path)
            reason = "mdBook 0.5 does not take this key"
            return Fact(LAST_OF_0_4, Evidence(why.key, why.file, why.line, reason))
    return Fact(product("mdbook").default, default("the newest release of mdBook"))


def _plugins(config: TomlFile) -> Fact[tuple[str, ...]] | None:
    """The crates of preprocessors and further outputs; they are named like their programs."""
    found: list[str] = []
    first: Evidence | None = None
    for kind, built_in in BUILT_IN.items():
        for name in config.keys(kind):
            own = config.value(kind, name, "command")
            is_another = own is not None and own != f"mdbook-{name}"
            if name in built_in or is_another or config.value(kind, name, "optional") is True:
                continue
            found.append(f"mdbook-{name}")
            first = first or config.evidence(kind, name)
    return Fact(tuple(dict.fromkeys(found)), first) if first else None


def _output(config: TomlFile) -> Fact[str]:
    """Where the pages land: with several outputs each has a folder of its own."""
    found = config.text("build", "build-dir") or Fact("book", default("where mdBook writes"))
    below = "html" if len(config.keys("output")) > 1 else ""
    return Fact(folder(posixpath.join(found.value, below)), found.evidence)
