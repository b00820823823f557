"""Whatever a Cargo project says stays a value: no instruction is made of it."""

from __future__ import annotations

import re

import pytest

import dockgen
from dockgen.core.errors import DockgenError
from dockgen.dockerfile.parser import parse
from tests.conftest import MakeProject
from tests.test_hostile_values import HOSTILE

USUAL = {"FROM", "WORKDIR", "COPY", "RUN", "ENV", "USER", "EXPOSE", "STOPSIGNAL", "ENTRYPOINT"}

PACKAGE = {
    "Cargo.toml": """[package]
name = "@1"
edition = "@2"
rust-version = "@3"
default-run = "b"
[[bin]]
name = "b"
path = "@4"
required-features = ["@5"]
[dependencies]
"@6" = "1"
axum = { version = "@7", registry = "@8" }
x = { git = "ssh://@9" }
""",
    "Cargo.lock": '[[package]]\nname = "axum"\nversion = "@0"\n',
    "src/main.rs": 'fn main() { ServeDir::new("@1"); env::var("@2"); }',
}
TOLD = {
    "Cargo.toml": '[package]\nname = "a"\n[dependencies]\naxum = "1"\nopenssl-sys = "1"\n',
    "Cargo.lock": '[[package]]\nname = "openssl-sys"\nversion = "@0"\n',
    "src/main.rs": 'fn main() { env::var("PORT").unwrap_or("@1"); bind("@2:@3"); }',
    "rust-toolchain.toml": '[toolchain]\nchannel = "@4"\n',
    ".cargo/config.toml": '[build]\ntarget = "@5"\ntarget-dir = "@6"\n[registries."@7"]\n',
    "Procfile": "web: a @8 $PORT\n",
    "Rocket.toml": "[release]\nport = @9\n",
}
WORKSPACE = {
    "Cargo.toml": '[workspace]\nmembers = ["@1", "a"]\nexclude = ["@2"]\n'
    '[patch.crates-io]\n"@3" = { path = "@4" }\n[workspace.package]\nedition = "@5"\n',
    "a/Cargo.toml": '[package]\nname = "@6"\nbuild = "@7"\n[lib]\npath = "@8"\n',
    "a/src/main.rs": 'fn main() { fs::create_dir_all("@9"); }',
    "11/Cargo.toml": '[package]\nname = "x"\n',
}
PROJECTS = {"package": PACKAGE, "told": TOLD, "workspace": WORKSPACE}


@pytest.mark.parametrize("files", PROJECTS.values(), ids=list(PROJECTS))
@pytest.mark.parametrize("hostile", HOSTILE)
def test_nothing_that_a_cargo_project_says_becomes_an_instruction(
    project: MakeProject, files: dict[str, str], hostile: str
) -> None:
    for place in "0123456789":
        made = _dockerfile(project, files, place, hostile)
        if made is None:
            continue  # refused, with an error of dockgen's own
        assert {one.keyword for one in parse(made).instructions} <= USUAL, (place, made)
        assert "\nRUN curl" not in made, place


@pytest.mark.parametrize("files", PROJECTS.values(), ids=list(PROJECTS))
def test_the_same_projects_are_planned_with_harmless_values(
    project: MakeProject, files: dict[str, str]
) -> None:
    assert _dockerfile(project, files, "", "") is not None


def _dockerfile(make: MakeProject, files: dict[str, str], place: str, hostile: str) -> str | None:
    """The Dockerfile with a hostile value at one place; None where something is refused."""
    texts = {path: _filled(path, text, place, hostile) for path, text in files.items()}
    try:
        detection = dockgen.detect(make(texts).root)
        return dockgen.render(dockgen.plan(detection))["Dockerfile"].text
    except DockgenError:
        return None


def _filled(path: str, text: str, place: str, hostile: str) -> str:
    """A file with the hostile value at its place, and usual ones at the others."""
    return re.sub(r"@(\d)", lambda one: hostile if one[1] == place else _usual(path, one[1]), text)


def _usual(path: str, number: str) -> str:
    """A value that a tool would take, by the place."""
    known = {
        ("Cargo.toml", "4"): "src/main.rs",
        ("rust-toolchain.toml", "4"): "1.88",
        (".cargo/config.toml", "5"): "x86_64-unknown-linux-gnu",
    }
    return known.get((path, number), f"1{number}")
