"""Which Cargo projects are matched, which are left alone, and which program is meant."""

from __future__ import annotations

import pytest

from dockgen.core.errors import NothingDetected, UnusableInput
from tests.conftest import MakeProject
from tests.ecosystems.rust.projects import (
    LOCK,
    MAIN,
    PACKAGE,
    cargo,
    detected,
    facts,
    notes,
    reason,
)

LEFT_ALONE = {
    "a library": ({"Cargo.toml": cargo(), "src/lib.rs": ""}, "makes a library"),
    "a macro": (
        {"Cargo.toml": cargo() + "[lib]\nproc-macro = true\n", "src/lib.rs": ""},
        "a procedural macro",
    ),
    "pyo3": (
        {
            "Cargo.toml": cargo('pyo3 = "0.25"') + '[lib]\ncrate-type = ["cdylib"]\n',
            "src/lib.rs": "",
        },
        "an extension of Python",
    ),
    "napi": ({"Cargo.toml": cargo('napi = "3"'), "src/lib.rs": ""}, "an extension of Node.js"),
    "wasm-pack": (
        {"Cargo.toml": cargo('wasm-bindgen = "0.2"'), "src/lib.rs": ""},
        "a library for WebAssembly",
    ),
    "a C library": (
        {"Cargo.toml": cargo() + '[lib]\ncrate-type = ["staticlib"]\n', "src/lib.rs": ""},
        "a library for C",
    ),
    "a wasm target": (
        {
            "Cargo.toml": cargo(),
            "src/main.rs": MAIN,
            ".cargo/config.toml": '[build]\ntarget = "wasm32-wasip1"\n',
        },
        ".cargo/config.toml:2 builds for wasm32-wasip1: WebAssembly",
    ),
    "firmware": (
        {
            "Cargo.toml": cargo(),
            "src/main.rs": "#![no_std]",
            ".cargo/config.toml": '[build]\ntarget = "thumbv7em-none-eabihf"\n',
        },
        "firmware for a microcontroller",
    ),
    "tauri": ({"Cargo.toml": cargo('tauri = "2"'), "src/main.rs": MAIN}, "windows, for a desktop"),
    "egui": ({"Cargo.toml": cargo('eframe = "0.32"'), "src/main.rs": MAIN}, "for a desktop"),
    "bevy": ({"Cargo.toml": cargo('bevy = "0.16"'), "src/main.rs": MAIN}, "it is a game"),
    "solana": (
        {"Cargo.toml": cargo('solana-program = "2"'), "src/lib.rs": ""},
        "a program for a blockchain",
    ),
    "lambda": (
        {"Cargo.toml": cargo('lambda_runtime = "0.14"'), "src/main.rs": MAIN},
        "a function of AWS Lambda",
    ),
    "shuttle": ({"Cargo.toml": cargo('shuttle-runtime = "1"'), "src/main.rs": MAIN}, "shuttle.dev"),
    "xtask": (
        {
            "Cargo.toml": '[workspace]\nmembers = ["lib", "xtask"]\n',
            "lib/Cargo.toml": PACKAGE,
            "lib/src/lib.rs": "",
            "xtask/Cargo.toml": PACKAGE.replace("demo", "xtask"),
            "xtask/src/main.rs": MAIN,
        },
        "helpers of the development",
    ),
    "autobins off": (
        {"Cargo.toml": cargo(package="autobins = false\n"), "src/main.rs": MAIN},
        "makes a library",
    ),
    "libraries": (
        {
            "Cargo.toml": '[workspace]\nmembers = ["crates/*"]\n',
            "crates/a/Cargo.toml": PACKAGE,
            "crates/a/src/lib.rs": "",
        },
        "no member of the workspace has a binary",
    ),
    "trunk": (
        {
            "Cargo.toml": cargo('yew = "0.21"'),
            "src/main.rs": MAIN,
            "index.html": '<link data-trunk rel="rust" />',
        },
        "Trunk builds a site of it",
    ),
    "leptos": (
        {
            "Cargo.toml": cargo() + '[package.metadata.leptos]\noutput-name = "demo"\n',
            "src/main.rs": MAIN,
        },
        "Cargo.toml:7 says that cargo-leptos builds it",
    ),
    "dioxus": (
        {"Cargo.toml": cargo(), "src/main.rs": MAIN, "Dioxus.toml": ""},
        "dx bundle",
    ),
    "an empty workspace": ({"Cargo.toml": "[workspace]\n"}, "neither a package nor members"),
}


@pytest.mark.parametrize(("files", "why"), LEFT_ALONE.values(), ids=list(LEFT_ALONE))
def test_what_no_container_runs_is_left_alone(
    project: MakeProject, files: dict[str, str], why: str
) -> None:
    assert why in reason(project, files)


def test_a_page_for_trunk_is_not_served_as_it_is(project: MakeProject) -> None:
    files, _ = LEFT_ALONE["trunk"]
    with pytest.raises(NothingDetected, match="Trunk builds a site of it"):
        detected(project, files).winner  # noqa: B018  it raises


def member(name: str, *, main: bool = True, dependencies: str = "") -> dict[str, str]:
    folder = f"crates/{name}"
    source = "src/main.rs" if main else "src/lib.rs"
    return {
        f"{folder}/Cargo.toml": cargo(dependencies).replace("demo", name),
        f"{folder}/{source}": MAIN,
    }


ROOT = {"Cargo.toml": '[workspace]\nmembers = ["crates/*"]\n', "Cargo.lock": LOCK}
WITH_DEFAULT = {
    "Cargo.toml": '[workspace]\nmembers = ["crates/*"]\ndefault-members = ["crates/two"]\n'
}
BIN = '[[bin]]\nname = "{}"\npath = "{}"\n'

CHOSEN: dict[str, tuple[dict[str, str], str, str]] = {
    "the only binary": ({"Cargo.toml": cargo(), "src/main.rs": MAIN}, "demo", ""),
    "below src/bin": ({"Cargo.toml": cargo(), "src/bin/tool.rs": MAIN}, "tool", ""),
    "a folder below src/bin": (
        {"Cargo.toml": cargo(), "src/bin/tool/main.rs": MAIN},
        "tool",
        "",
    ),
    "a declared path": (
        {"Cargo.toml": cargo() + BIN.format("front-door", "app/main.rs"), "app/main.rs": MAIN},
        "front-door",
        "",
    ),
    "a declared name for main.rs": (
        {"Cargo.toml": cargo() + BIN.format("served", "src/main.rs"), "src/main.rs": MAIN},
        "served",
        "",
    ),
    "default-run": (
        {
            "Cargo.toml": cargo(package='default-run = "b"\n'),
            "src/bin/a.rs": MAIN,
            "src/bin/b.rs": MAIN,
        },
        "b",
        "",
    ),
    "named like its package": (
        {"Cargo.toml": cargo(), "src/main.rs": MAIN, "src/bin/seed.rs": MAIN},
        "demo",
        "",
    ),
    "a usual name": (
        {"Cargo.toml": cargo(), "src/bin/server.rs": MAIN, "src/bin/seed.rs": MAIN},
        "server",
        "",
    ),
    "a Procfile": (
        {
            "Cargo.toml": cargo(),
            "src/bin/a.rs": MAIN,
            "src/bin/b.rs": MAIN,
            "Procfile": "release: ./a\nweb: RUST_LOG=info ./target/release/b serve --port $PORT\n",
        },
        "b",
        "",
    ),
    "the only program of a workspace": (
        {**ROOT, **member("one"), **member("core", main=False)},
        "one",
        "crates/one",
    ),
    "default-members": ({**WITH_DEFAULT, **member("one"), **member("two")}, "two", "crates/two"),
    "a member with a usual name": (
        {**ROOT, **member("shop-api"), **member("shop-worker")},
        "shop-api",
        "crates/shop-api",
    ),
    "the member that is a server": (
        {**ROOT, **member("one"), **member("two", dependencies='axum = "0.8"')},
        "two",
        "crates/two",
    ),
    "the package at the top": (
        {
            "Cargo.toml": cargo() + '[workspace]\nmembers = ["crates/*"]\n',
            "src/main.rs": MAIN,
            **member("one"),
        },
        "demo",
        "",
    ),
    "a path dependency is a member": (
        {
            "Cargo.toml": cargo('one = { path = "crates/one" }') + "[workspace]\n",
            "src/lib.rs": "",
            **member("one"),
        },
        "one",
        "crates/one",
    ),
    "an excluded member": (
        {
            "Cargo.toml": '[workspace]\nmembers = ["crates/*"]\nexclude = ["crates/two"]\n',
            **member("one"),
            **member("two"),
        },
        "one",
        "crates/one",
    ),
}


@pytest.mark.parametrize(("files", "name", "folder"), CHOSEN.values(), ids=list(CHOSEN))
def test_the_program_that_is_meant(
    project: MakeProject, files: dict[str, str], name: str, folder: str
) -> None:
    found = facts(project, files)
    assert (found["bin"], found.get("workspace", "")) == (name, folder)


def test_several_programs_are_a_question_and_bin_answers_it(project: MakeProject) -> None:
    files = {"Cargo.toml": cargo(), "src/bin/a.rs": MAIN, "src/bin/b.rs": MAIN}
    with pytest.raises(
        UnusableInput, match="2 applications could be meant, the likeliest first: a, b"
    ):
        detected(project, files)
    found = facts(project, files, bin="b")
    assert found["build_command"] == "cargo build --release --bin b"
    assert found["start_command"] == ("/usr/local/bin/b",)
    with pytest.raises(UnusableInput, match="no program is found for bin=c"):
        detected(project, files, bin="c")


def test_the_other_programs_are_named(project: MakeProject) -> None:
    files = {**ROOT, **member("shop-api"), **member("shop-worker")}
    assert "--set bin=NAME takes another of the programs here: shop-worker" in notes(project, files)
    assert facts(project, files, workspace="crates/shop-worker")["bin"] == "shop-worker"


def test_the_arguments_of_a_procfile_are_kept(project: MakeProject) -> None:
    files = {"Cargo.toml": cargo(), "src/main.rs": MAIN, "Procfile": "web: demo --port $PORT"}
    assert facts(project, files)["start_command"] == ("/usr/local/bin/demo", "--port", "8080")


def test_a_member_that_is_not_there_is_an_error_with_its_line(project: MakeProject) -> None:
    files = {"Cargo.toml": '[workspace]\nmembers = ["gone"]\n'}
    with pytest.raises(UnusableInput) as raised:
        detected(project, files)
    assert (raised.value.file, raised.value.line) == ("Cargo.toml", 2)


def test_a_manifest_that_is_no_toml_is_an_error_with_its_line(project: MakeProject) -> None:
    with pytest.raises(UnusableInput) as raised:
        detected(project, {"Cargo.toml": "[package]\nname = demo\n"})
    assert (raised.value.file, raised.value.line) == ("Cargo.toml", 2)


def test_required_features_and_the_member_are_named_in_the_command(project: MakeProject) -> None:
    manifest = cargo() + '[features]\nserve = []\n[[bin]]\nname = "door"\n'
    manifest += 'required-features = ["serve"]\n'
    files = {
        **ROOT,
        "crates/one/Cargo.toml": manifest.replace("demo", "one"),
        "crates/one/src/bin/door.rs": MAIN,
        "crates/one/src/bin/other.rs": MAIN,
    }
    command = facts(project, files, bin="door")["build_command"]
    assert command == ("cargo build --release --locked --package one --bin door --features serve")


def test_no_manifest_is_no_rust(project: MakeProject) -> None:
    with pytest.raises(NothingDetected, match=r"no Cargo\.toml"):
        detected(project, {"src/main.rs": MAIN}).winner  # noqa: B018  it raises


def test_the_user_chooses_a_process(project: MakeProject) -> None:
    files = {
        "Cargo.toml": cargo('axum = "0.8"'),
        "src/bin/api.rs": MAIN,
        "src/bin/jobs.rs": MAIN,
        "Procfile": "web: target/release/api\njobs: target/release/jobs --fast\n",
    }
    assert facts(project, files)["bin"] == "api"
    found = facts(project, files, process="jobs")
    assert (found["bin"], found["start_command"]) == ("jobs", ("/usr/local/bin/jobs", "--fast"))
