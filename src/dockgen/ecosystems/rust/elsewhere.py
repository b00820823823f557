"""Cargo projects that run somewhere else than in a container, and what says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project
from dockgen.ecosystems.rust.manifests.cargo_toml import Dependency, Manifest

DESKTOP = "a program with windows, for a desktop"
GAME = "a game"
CHAIN = "a program for a blockchain"
LAMBDA = "a function of AWS Lambda: cargo lambda deploys it"
CHIP = "firmware for a microcontroller"
SHUTTLE = "a program that shuttle.dev deploys: its own command runs it"
WORKERS = "a program for Cloudflare Workers: wrangler deploys it"

CRATES = {
    **dict.fromkeys(("tauri", "eframe", "egui", "iced", "druid", "slint", "gtk", "gtk4"), DESKTOP),
    **dict.fromkeys(("relm4", "fltk", "winit", "dioxus-desktop", "cacao", "qmetaobject"), DESKTOP),
    **dict.fromkeys(("bevy", "ggez", "macroquad", "amethyst", "fyrox"), GAME),
    **dict.fromkeys(("solana-program", "anchor-lang", "cosmwasm-std", "near-sdk"), CHAIN),
    **dict.fromkeys(("ink", "soroban-sdk", "substrate-wasm-builder"), CHAIN),
    **dict.fromkeys(("lambda_runtime", "lambda_http"), LAMBDA),
    **dict.fromkeys(("cortex-m-rt", "esp-hal", "esp-idf-svc", "embassy-executor"), CHIP),
    **dict.fromkeys(("avr-device", "riscv-rt", "rp2040-hal", "stm32f4xx-hal"), CHIP),
    "shuttle-runtime": SHUTTLE,
    "worker": WORKERS,
}
"""What a crate makes of the package that depends on it."""

HELPERS = frozenset(("xtask", "xtasks", "build", "builder", "codegen", "fuzz", "bench", "benches"))
"""Packages and binaries that help with the development."""

FOLDERS = frozenset(("examples", "example", "benches", "tests", "fuzz", "tools", "xtask"))


def runs_elsewhere(dependencies: Mapping[str, Dependency]) -> tuple[str, Dependency] | None:
    """What a package is, and the dependency that says so; None for one that a container can run."""
    for name, dependency in dependencies.items():
        if name in CRATES:
            return CRATES[name], dependency
    return None


TRUNK = lazy_regex(r"<link\b[^>]*\bdata-trunk\b")


def built_by_another_tool(project: Project, manifests: Iterable[Manifest]) -> str | None:
    """Why Cargo alone does not build the project; None where it does.

    These tools build a part for the browser beside the server or in its place, with versions of
    wasm-bindgen of their own: https://trunkrs.dev, https://book.leptos.dev, https://dioxuslabs.com.
    """
    if project.has("Trunk.toml"):
        return "Trunk.toml says that Trunk builds a site of it: trunk build --release"
    page = project.readable("index.html") if project.has("index.html") else None
    if page is not None and TRUNK.search(page.text):
        return "index.html has data-trunk, so Trunk builds a site of it: trunk build --release"
    if project.has("Dioxus.toml"):
        return "Dioxus.toml says that Dioxus' own tool builds it: dx bundle"
    for manifest in manifests:
        for table in ("package", "workspace"):
            line = manifest.toml.line(table, "metadata", "leptos")
            if manifest.toml.value(table, "metadata", "leptos") is not None:
                place = f"{manifest.path}:{line}" if line else manifest.path
                return f"{place} says that cargo-leptos builds it: cargo leptos build --release"
    return None


def why_target_is_foreign(target: str) -> str | None:
    """Why a target of `.cargo/config.toml` makes nothing for Linux; None where it does."""
    if target.startswith("wasm32"):
        return "WebAssembly"
    if target.startswith(("thumb", "riscv32", "xtensa", "avr", "msp430")) or "-none" in target:
        return CHIP
    if "-linux-" in target:
        return None
    return f"a program for {target}"


def is_helper(manifest: Manifest, name: str) -> bool:
    """Whether a binary is there for the development alone."""
    top = manifest.folder.split("/", 1)[0]
    return name in HELPERS or manifest.name in HELPERS or top in FOLDERS


def kind_of_library(manifest: Manifest) -> str:
    """What a package without a binary is."""
    kinds = manifest.crate_types
    if "proc-macro" in kinds:
        return "a procedural macro"
    names = {*manifest.dependencies, *manifest.build_dependencies}
    if "pyo3" in names:
        return "an extension of Python"
    if names & {"napi", "napi-derive", "neon"}:
        return "an extension of Node.js"
    if "wasm-bindgen" in names:
        return "a library for WebAssembly"
    if {"cdylib", "staticlib"} & set(kinds):
        return "a library for C"
    return "a library"
