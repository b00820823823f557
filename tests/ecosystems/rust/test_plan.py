"""The Dockerfiles of Rust programs: stages, secrets, base images."""

from __future__ import annotations

import pytest

from dockgen.core.errors import UnusableInput
from dockgen.core.plan import Choices
from dockgen.ecosystems.planning import plan
from tests.conftest import MakeProject, RunCommand
from tests.ecosystems.rust.projects import (
    LOCK,
    MAIN,
    cargo,
    detected,
    dockerfile,
    facts,
    lock,
    notes,
    server,
)

BARE = {"Cargo.toml": cargo(), "Cargo.lock": LOCK, "src/main.rs": MAIN}
OPENSSL = {
    "Cargo.toml": cargo('openssl = "0.10"'),
    "Cargo.lock": lock(openssl=("openssl-sys",), openssl_sys=()),
    "src/main.rs": MAIN,
}
PQ = {
    "Cargo.toml": cargo('diesel = { version = "2", features = ["postgres"] }'),
    "Cargo.lock": lock(diesel=("pq-sys",), pq_sys=()),
    "src/main.rs": MAIN,
}


def test_the_dependencies_are_compiled_before_the_sources_are_there(project: MakeProject) -> None:
    text = dockerfile(project, {**BARE, "build.rs": MAIN, "src/lib.rs": ""})
    assert "COPY Cargo.toml Cargo.lock ./\n" in text
    assert "RUN set -- src/main.rs src/lib.rs build.rs \\\n" in text
    compiled = text.index("RUN cargo build --release --locked\n")
    assert compiled < text.index("COPY . .\n") < text.index("RUN touch src/main.rs")
    assert "type=cache" not in text  # which no exported cache would hold


def test_every_target_that_is_declared_has_a_file(project: MakeProject) -> None:
    manifest = cargo() + '[[bench]]\nname = "speed"\n[[test]]\nname = "whole"\npath = "t/a.rs"\n'
    found = facts(project, {**BARE, "Cargo.toml": manifest})
    assert found["target_files"] == ("src/main.rs", "t/a.rs", "benches/speed.rs")


def test_without_a_lockfile_nothing_is_locked_and_that_is_said(project: MakeProject) -> None:
    files = {"Cargo.toml": cargo(), "src/main.rs": MAIN}
    assert facts(project, files)["build_command"] == "cargo build --release"
    assert "no Cargo.lock is in the project" in notes(project, files)


def test_the_token_of_a_registry_is_a_secret_of_both_builds(project: MakeProject) -> None:
    manifest = cargo('inner = { version = "1", registry = "my-own" }')
    files = {
        **BARE,
        "Cargo.toml": manifest,
        ".cargo/config.toml": '[registries.my-own]\nindex = "sparse+https://example.com/"\n',
    }
    detection = detected(project, files)
    made = plan(detection)
    token = "CARGO_REGISTRIES_MY_OWN_TOKEN"  # noqa: S105  the name of a variable
    assert made.secrets == (f"id={token},env={token}",)
    text = dockerfile(project, files)
    assert "COPY .cargo/config.toml .cargo/\n" in text
    assert text.count(f"RUN --mount=type=secret,id={token},required=true \\\n") == 2
    assert text.count(f'{token}="$(cat /run/secrets/{token})" cargo build') == 2


def test_credentials_in_the_project_are_a_secret_file(project: MakeProject) -> None:
    files = {**BARE, ".cargo/credentials.toml": '[registry]\ntoken = "x"\n'}
    made = plan(detected(project, files))
    assert made.secrets == ("id=cargo-credentials,src=.cargo/credentials.toml",)
    assert ".cargo/credentials.toml" in made.ignored[0].patterns


def test_a_crate_over_ssh_uses_the_agent_that_is_handed_on(project: MakeProject) -> None:
    manifest = cargo('inner = { git = "ssh://git@example.com/inner.git" }')
    text = dockerfile(project, {**BARE, "Cargo.toml": manifest})
    assert text.count("RUN --mount=type=ssh \\\n") == 2
    assert "ENV CARGO_NET_GIT_FETCH_WITH_CLI=true\n" in text
    assert "--no-install-recommends git openssh-client tini" in text


def test_folders_that_crates_are_taken_from_come_with_the_manifests(project: MakeProject) -> None:
    manifest = cargo() + '[patch.crates-io]\nring = { path = "patches/ring" }\n'
    files = {
        **BARE,
        "Cargo.toml": manifest,
        ".cargo/config.toml": '[source.v]\ndirectory = "vendor"\n',
    }
    text = dockerfile(project, files)
    for folder in ("vendor", "patches/ring"):
        assert text.index(f"COPY {folder}/ {folder}/\n") < text.index("RUN set --")


def test_a_target_folder_and_a_target_are_followed(project: MakeProject) -> None:
    told = '[build]\ntarget = "x86_64-unknown-linux-musl"\ntarget-dir = "out"\n'
    files = {**BARE, ".cargo/config.toml": told}
    text = dockerfile(project, files)
    assert "RUN rustup target add x86_64-unknown-linux-musl\n" in text
    assert "/app/out/x86_64-unknown-linux-musl/release/demo /usr/local/bin/demo\n" in text
    assert "musl-tools" in text
    with pytest.raises(UnusableInput, match="whatever the base image is"):
        dockerfile(project, files, Choices(base="scratch"))


def test_linkers_of_the_configuration_are_installed(project: MakeProject) -> None:
    told = (
        '[target.x86_64-unknown-linux-gnu]\nlinker = "clang"\n'
        'rustflags = ["-C", "link-arg=-fuse-ld=mold", "-C", "target-cpu=native"]\n'
    )
    files = {**BARE, ".cargo/config.toml": told}
    assert facts(project, files)["build_packages"] == ("clang", "mold")
    assert ".cargo/config.toml:3 compiles for the processor" in notes(project, files)


def test_sqlx_is_offline_where_its_queries_are_there(project: MakeProject) -> None:
    files = {
        "Cargo.toml": cargo('sqlx = "0.8"'),
        "Cargo.lock": lock(sqlx=()),
        "src/main.rs": 'fn main() { sqlx::query!("select 1"); }',
    }
    assert "`cargo sqlx prepare` writes .sqlx" in notes(project, files)
    there = {**files, ".sqlx/query-1.json": "{}"}
    assert "cargo sqlx prepare" not in notes(project, there)
    assert "ENV SQLX_OFFLINE=true\n" in dockerfile(project, there)


RUN_TIMES = {
    "distroless": ("rust:1-slim-trixie", "gcr.io/distroless/cc-debian13:nonroot", "65532:65532"),
    "debian": ("rust:1-slim-trixie", "debian:trixie-slim", "10001:10001"),
    "alpine": ("rust:1-alpine3.23", "alpine:3.23 AS", "10001:10001"),
    "scratch": ("rust:1-alpine3.23", "scratch AS runtime", "10001:10001"),
}


@pytest.mark.parametrize("base", RUN_TIMES)
def test_the_base_images(project: MakeProject, base: str) -> None:
    build, run, user = RUN_TIMES[base]
    text = dockerfile(project, BARE, Choices(base=base))
    assert f"FROM {build} AS dependencies\n" in text
    assert f"FROM {run}" in text
    assert f"USER {user}\n" in text
    assert ("apt-get install --yes --no-install-recommends ca-certificates" in text) == (
        base == "debian"
    )
    assert ("/etc/ssl/certs/ca-certificates.crt" in text) == (base == "scratch")
    assert ("/sbin/tini-static" in text) == (base in {"alpine", "scratch"})


def test_the_base_image_has_the_libraries_that_the_program_needs(project: MakeProject) -> None:
    assert "FROM gcr.io/distroless/cc-debian13:nonroot" in dockerfile(project, OPENSSL)
    text = dockerfile(project, PQ)
    assert "FROM debian:trixie-slim AS runtime" in text
    assert "--no-install-recommends ca-certificates libpq5 \\" in text
    assert plan(detected(project, PQ)).warnings == (
        "distroless has no libpq5, so the image is Debian's",
    )
    with pytest.raises(UnusableInput, match="distroless has no libpq5"):
        dockerfile(project, PQ, Choices(base="distroless"))
    with pytest.raises(UnusableInput, match="scratch has no libssl3, libcrypto3"):
        dockerfile(project, OPENSSL, Choices(base="scratch"))


def test_alpine_links_its_own_libraries_when_the_program_starts(project: MakeProject) -> None:
    text = dockerfile(project, OPENSSL, Choices(base="alpine"))
    assert 'ENV RUSTFLAGS="-C target-feature=-crt-static"\n' in text
    assert "RUN apk add --no-cache ca-certificates libcrypto3 libssl3\n" in text
    assert "RUN apk add --no-cache openssl-dev pkgconf tini-static\n" in text
    with pytest.raises(UnusableInput, match="may be on another Alpine"):
        dockerfile(project, {**OPENSSL, "rust-toolchain": "1.90"}, Choices(base="alpine"))


def test_old_debian_has_packages_of_other_names(project: MakeProject) -> None:
    text = dockerfile(project, {**OPENSSL, "rust-toolchain": "1.75"}, Choices(base="debian"))
    assert "ca-certificates libssl3 \\" in text


def test_one_stage_has_the_compiler_and_the_same_program(project: MakeProject) -> None:
    files = server('fs::create_dir("data");')
    text = dockerfile(project, files, Choices(stages="single"))
    assert text.count("FROM ") == 1
    assert "RUN cp ./target/release/demo /usr/local/bin/demo\n" in text
    assert "RUN chown -R 10001:10001 data\n" in text
    with pytest.raises(UnusableInput, match="one stage needs a shell"):
        dockerfile(project, files, Choices(stages="single", base="scratch"))


def test_the_container_to_develop_in_has_the_large_image(
    project: MakeProject, dockgen: RunCommand
) -> None:
    folder = project(BARE).root
    assert dockgen("init", "--yes", folder).code == 0
    assert dockgen("editor", "devcontainer", folder).code == 0
    assert '"image": "rust:1-trixie"' in (folder / ".devcontainer/devcontainer.json").read_text()
