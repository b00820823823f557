"""Small Rust projects for the tests of the ecosystem."""

from __future__ import annotations

from collections.abc import Mapping

from dockgen.core.facts import Evidence, Override
from dockgen.core.plan import Choices
from dockgen.ecosystems.planning import plan
from dockgen.ecosystems.registry import Detection, detect
from dockgen.rendering.render import render
from tests.conftest import MakeProject

PACKAGE = '[package]\nname = "demo"\nedition = "2021"\n'
MAIN = 'fn main() { println!("hello"); }\n'
LOCK = "version = 4\n"


def cargo(dependencies: str = "", package: str = "") -> str:
    """A Cargo.toml of one package, with the lines of `[package]` and of `[dependencies]`."""
    return f"{PACKAGE}{package}\n[dependencies]\n{dependencies}\n"


def lock(**crates: tuple[str, ...]) -> str:
    """A Cargo.lock; each keyword is a crate (with `_` for `-`) and what it depends on."""
    tables = [LOCK]
    for name, needed in crates.items():
        listed = ", ".join(f'"{one}"' for one in needed)
        named = name.replace("_", "-")
        tables.append(
            f'[[package]]\nname = "{named}"\nversion = "1.2.3"\ndependencies = [{listed}]\n'
        )
    return "\n".join(tables)


def server(body: str, dependencies: str = 'axum = "0.8"') -> dict[str, str]:
    """A server with a lockfile, whose main function is `body`."""
    return {
        "Cargo.toml": cargo(dependencies),
        "Cargo.lock": LOCK,
        "src/main.rs": f"fn main() {{\n{body}\n}}\n",
    }


def detected(make: MakeProject, files: Mapping[str, str], **given: object) -> Detection:
    """What is found, with the user's values as keywords."""
    overrides = {name: Override(value, Evidence(f"--set {name}")) for name, value in given.items()}
    return detect(make(files), overrides=overrides)


def facts(make: MakeProject, files: Mapping[str, str], **given: object) -> dict[str, object]:
    """The facts of a Rust project by name."""
    found = detected(make, files, **given)
    assert found.chosen == "rust", [verdict.reason for _, verdict in found.verdicts]
    return {name: fact.value for name, fact in found.facts.items()}


def notes(make: MakeProject, files: Mapping[str, str]) -> str:
    """All that the user is told, as one text."""
    return "\n".join(detected(make, files).winner[1].findings.warnings)


def dockerfile(
    make: MakeProject, files: Mapping[str, str], choices: Choices | None = None, **given: object
) -> str:
    """The Dockerfile of a Rust project."""
    return render(plan(detected(make, files, **given), choices))["Dockerfile"].text


def reason(make: MakeProject, files: Mapping[str, str]) -> str:
    """Why a project is left alone."""
    found = detected(make, files)
    assert found.chosen != "rust"
    return next(verdict.reason for one, verdict in found.verdicts if one.name == "rust")
