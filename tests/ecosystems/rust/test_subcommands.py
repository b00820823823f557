"""A program of several subcommands is started by the one that serves."""

from __future__ import annotations

import pytest

from tests.conftest import MakeProject
from tests.ecosystems.rust.projects import cargo, facts

LISTENS = 'let l = tokio::net::TcpListener::bind("0.0.0.0:3000");'
CLAP = 'axum = "0.8"\nclap = "4"'
DERIVED = """#[derive(Debug, Subcommand)]
pub enum Command {{
    /// Serve the pages.
    {serve}
    #[command(about = "x")]
    Migrate(Options),
}}
"""

PROGRAMS = {
    "a variant": (DERIVED.format(serve="Serve,"), "serve"),
    "a variant with options": (
        DERIVED.format(serve="Server {\n        #[arg(long)]\n        port: u16,\n    },"),
        "server",
    ),
    "a variant of another name": (DERIVED.format(serve='#[command(name = "run")]\n    Go,'), "run"),
    "the builder": (
        'fn f() { Command::new("demo").subcommand(Command::new("start")); }\n',
        "start",
    ),
    "a field of that name": (DERIVED.format(serve="Import {\n        Serve: bool,\n    },"), None),
    "an enum of something else": (
        "#[derive(Debug)]\nenum Mode {\n    Serve,\n    Wait,\n}\n",
        None,
    ),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_subcommand_that_serves(project: MakeProject, name: str) -> None:
    source, called = PROGRAMS[name]
    files = {"Cargo.toml": cargo(CLAP), "src/main.rs": f"{source}fn main() {{ {LISTENS} }}\n"}
    expected = ("/usr/local/bin/demo", *((called,) if called else ()))
    assert facts(project, files)["start_command"] == expected


def test_a_procfile_says_it_itself(project: MakeProject) -> None:
    source = DERIVED.format(serve="Serve,")
    files = {
        "Cargo.toml": cargo(CLAP),
        "src/main.rs": f"{source}fn main() {{ {LISTENS} }}\n",
        "Procfile": "web: target/release/demo web --fast\n",
    }
    assert facts(project, files)["start_command"] == ("/usr/local/bin/demo", "web", "--fast")


def test_loco(project: MakeProject) -> None:
    files = {
        "Cargo.toml": cargo('loco-rs = "0.12"\naxum = "0.8"'),
        "src/main.rs": "#[tokio::main]\nasync fn main() { cli::main::<App>().await }\n",
        "config/production.yaml": "server:\n  port: 5151\n",
    }
    found = facts(project, files)
    assert found["start_command"] == ("/usr/local/bin/demo", "start")
    assert (found["port"], found["environment"]) == (5151, (("LOCO_ENV", "production"),))
