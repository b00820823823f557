"""Versions, libraries, ports, files and signals of Rust programs."""

from __future__ import annotations

import pytest

from dockgen.core.errors import UnusableInput
from dockgen.core.fact_values import Pairs
from dockgen.ecosystems.rust.running import EVERYWHERE
from tests.conftest import MakeProject
from tests.ecosystems.rust.projects import (
    LOCK,
    MAIN,
    cargo,
    dockerfile,
    facts,
    lock,
    notes,
    server,
)

BARE = {"Cargo.toml": cargo(), "Cargo.lock": LOCK, "src/main.rs": MAIN}
CHANNEL = '[toolchain]\nchannel = "{}"\n'

VERSIONS: dict[str, tuple[dict[str, str], str]] = {
    "nothing": ({}, "rust:1-slim-trixie"),
    "a floor": ({"Cargo.toml": cargo(package='rust-version = "1.74"\n')}, "rust:1-slim-trixie"),
    "edition 2024": (
        {"Cargo.toml": cargo().replace("2021", "2024")},
        "rust:1-slim-trixie",
    ),
    "a minor": ({"rust-toolchain.toml": CHANNEL.format("1.88")}, "rust:1.88-slim-trixie"),
    "a patch": ({"rust-toolchain.toml": CHANNEL.format("1.88.0")}, "rust:1.88.0-slim-trixie"),
    "three digits": ({"rust-toolchain.toml": CHANNEL.format("1.100")}, "rust:1.100-slim-trixie"),
    "stable": ({"rust-toolchain.toml": CHANNEL.format("stable")}, "rust:1-slim-trixie"),
    "with its host": (
        {"rust-toolchain.toml": CHANNEL.format("1.90.0-x86_64-unknown-linux-gnu")},
        "rust:1.90.0-slim-trixie",
    ),
    "a bare word": ({"rust-toolchain": "1.91\n"}, "rust:1.91-slim-trixie"),
    "toml under the old name": (
        {"rust-toolchain": CHANNEL.format("1.92")},
        "rust:1.92-slim-trixie",
    ),
    "the old name goes first": (
        {"rust-toolchain": "1.91\n", "rust-toolchain.toml": CHANNEL.format("1.92")},
        "rust:1.91-slim-trixie",
    ),
    "nightly": (
        {"rust-toolchain.toml": CHANNEL.format("nightly")},
        "rustlang/rust:nightly-trixie-slim",
    ),
    "an old one": ({"rust-toolchain": "1.75"}, "rust:1.75-slim-bookworm"),
    "a very old one": ({"rust-toolchain": "1.60.0"}, "rust:1.60.0-slim-bullseye"),
    "mise": ({"mise.toml": '[tools]\nrust = "1.89"\n'}, "rust:1.89-slim-trixie"),
    "asdf": ({".tool-versions": "rust 1.89.0\n"}, "rust:1.89.0-slim-trixie"),
    "components alone": (
        {"rust-toolchain.toml": '[toolchain]\ncomponents = ["clippy"]\n'},
        "rust:1-slim-trixie",
    ),
}


@pytest.mark.parametrize(("files", "image"), VERSIONS.values(), ids=list(VERSIONS))
def test_the_version_of_rust(project: MakeProject, files: dict[str, str], image: str) -> None:
    text = dockerfile(project, {**BARE, **files})
    assert f"FROM {image} AS dependencies\n" in text
    assert text.count("FROM rust") == 1


def test_a_toolchain_file_downloads_no_second_toolchain(project: MakeProject) -> None:
    text = dockerfile(project, {**BARE, "rust-toolchain.toml": CHANNEL.format("stable")})
    assert "ENV RUSTUP_TOOLCHAIN=$RUST_VERSION\n" in text


def test_without_a_toolchain_file_nothing_is_overridden(project: MakeProject) -> None:
    assert "RUSTUP_TOOLCHAIN" not in dockerfile(project, BARE)


def test_a_dated_nightly_is_installed_in_a_layer_of_its_own(project: MakeProject) -> None:
    files = {**BARE, "rust-toolchain.toml": CHANNEL.format("nightly-2026-10-01")}
    text = dockerfile(project, files)
    assert "RUN rustup toolchain install nightly-2026-10-01 --profile minimal\n" in text
    assert "ENV RUSTUP_TOOLCHAIN=nightly-2026-10-01\n" in text
    assert text.index("rustup toolchain") < text.index("COPY Cargo.toml")


def test_a_toolchain_that_is_none_is_an_error_with_its_line(project: MakeProject) -> None:
    with pytest.raises(UnusableInput, match="names no Rust toolchain") as raised:
        facts(project, {**BARE, "rust-toolchain.toml": CHANNEL.format("1.x")})
    assert (raised.value.file, raised.value.line) == ("rust-toolchain.toml", 2)


def test_the_old_debian_is_taken_for_both_stages(project: MakeProject) -> None:
    text = dockerfile(project, {**BARE, "rust-toolchain": "1.75"})
    assert "FROM gcr.io/distroless/cc-debian12:nonroot AS runtime\n" in text
    old = dockerfile(project, {**BARE, "rust-toolchain": "1.60.0"})
    assert "FROM debian:bullseye-slim AS runtime\n" in old


LIBRARIES: dict[str, tuple[str, str, tuple[str, ...], tuple[str, ...]]] = {
    "openssl": (
        'openssl = "0.10"',
        lock(openssl=("openssl-sys",), openssl_sys=("pkg-config",), pkg_config=()),
        ("libssl-dev", "pkg-config"),
        ("libssl3t64",),
    ),
    "openssl, vendored": (
        'openssl = { version = "0.10", features = ["vendored"] }',
        lock(openssl=("openssl-sys",), openssl_sys=("openssl-src",), openssl_src=("cc",), cc=()),
        ("perl", "make"),
        (),
    ),
    "openssl through another crate": (
        'reqwest = "0.12"',
        lock(
            reqwest=("native-tls",),
            native_tls=("openssl",),
            openssl=("openssl-sys",),
            openssl_sys=(),
        ),
        ("libssl-dev", "pkg-config"),
        ("libssl3t64",),
    ),
    "sqlite": (
        'rusqlite = "0.37"',
        lock(rusqlite=("libsqlite3-sys",), libsqlite3_sys=("pkg-config", "vcpkg")),
        ("libsqlite3-dev", "pkg-config"),
        ("libsqlite3-0",),
    ),
    "sqlite, bundled": (
        'rusqlite = { version = "0.37", features = ["bundled"] }',
        lock(rusqlite=("libsqlite3-sys",), libsqlite3_sys=("cc", "pkg-config"), cc=()),
        (),
        (),
    ),
    "diesel with postgres": (
        'diesel = { version = "2", features = ["postgres"] }',
        lock(diesel=("pq-sys",), pq_sys=("pkg-config",)),
        ("libpq-dev", "pkg-config"),
        ("libpq5",),
    ),
    "postgres, bundled": (
        'diesel = "2"',
        lock(diesel=("pq-sys",), pq_sys=("pq-src",), pq_src=()),
        (),
        (),
    ),
    "rustls": ('rustls = "0.23"', lock(rustls=("ring",), ring=("cc",), cc=()), (), ()),
    "rustls with aws-lc": (
        'rustls = "0.23"',
        lock(rustls=("aws-lc-rs",), aws_lc_rs=("aws-lc-sys",), aws_lc_sys=("cmake",), cmake=()),
        ("cmake", "make", "g++"),
        (),
    ),
    "tonic": (
        'tonic = "0.14"\n[build-dependencies]\ntonic-build = "0.14"',
        lock(tonic=(), tonic_build=("prost-build",), prost_build=()),
        ("protobuf-compiler", "libprotobuf-dev"),
        (),
    ),
    "tonic with protox": (
        'tonic = "0.14"\n[build-dependencies]\ntonic-build = "0.14"\nprotox = "0.9"',
        lock(tonic=(), tonic_build=("prost-build",), prost_build=(), protox=()),
        (),
        (),
    ),
    "rdkafka": (
        'rdkafka = "0.38"',
        lock(rdkafka=("rdkafka-sys",), rdkafka_sys=("libz-sys",), libz_sys=()),
        ("g++", "make"),
        (),
    ),
    "rdkafka of the system": (
        'rdkafka = { version = "0.38", features = ["dynamic-linking"] }',
        lock(rdkafka=("rdkafka-sys",), rdkafka_sys=("pkg-config",)),
        ("librdkafka-dev", "pkg-config"),
        ("librdkafka1",),
    ),
    "of the tests alone": (
        'serde = "1"\n[dev-dependencies]\nopenssl = "0.10"',
        lock(serde=(), openssl=("openssl-sys",), openssl_sys=()),
        (),
        (),
    ),
}


@pytest.mark.parametrize(
    ("dependencies", "locked", "build", "run"), LIBRARIES.values(), ids=list(LIBRARIES)
)
def test_the_libraries_of_the_lockfile(
    project: MakeProject,
    dependencies: str,
    locked: str,
    build: tuple[str, ...],
    run: tuple[str, ...],
) -> None:
    files = {"Cargo.toml": cargo(dependencies), "Cargo.lock": locked, "src/main.rs": MAIN}
    found = facts(project, files)
    assert set(build) == set(found.get("build_packages", ()))  # type: ignore[call-overload]
    assert set(run) == set(found.get("system_packages", ()))  # type: ignore[call-overload]


def test_a_library_that_nobody_knows_is_named(project: MakeProject) -> None:
    locked = lock(thing=("unheard-of-sys",), unheard_of_sys=())
    files = {"Cargo.toml": cargo('thing = "1"'), "Cargo.lock": locked, "src/main.rs": MAIN}
    assert "unheard-of-sys links a library" in notes(project, files)


PORTS: dict[str, tuple[dict[str, str], int, Pairs]] = {
    "a literal": (
        server('axum::serve(TcpListener::bind("0.0.0.0:3000").await.unwrap(), app);'),
        3000,
        (),
    ),
    "a pair": (server('HttpServer::new(f).bind(("0.0.0.0", 9090))', 'actix-web = "4"'), 9090, ()),
    "an array": (server("let a = SocketAddr::from(([0, 0, 0, 0], 4000));"), 4000, ()),
    "IPv6": (server('let a = "[::]:50051".parse().unwrap();', 'axum = "0.8"'), 50051, ()),
    "a named address": (
        server("let a = SocketAddr::new(IpAddr::V4(Ipv4Addr::UNSPECIFIED), 5005);"),
        5005,
        (),
    ),
    "a variable with a fallback": (
        server('let p = env::var("PORT").unwrap_or_else(|_| "3100".to_string());'),
        3100,
        (),
    ),
    "a variable with a number": (
        server('let p: u16 = env::var("PORT").ok().and_then(|p| p.parse().ok()).unwrap_or(8_000);'),
        8000,
        (),
    ),
    "a variable that must be there": (
        server('let p = env::var("PORT").expect("PORT");'),
        8080,
        (("PORT", "8080"),),
    ),
    "an address in a variable, of the container alone": (
        server('let a = env::var("BIND_ADDR").unwrap_or("127.0.0.1:7000".into());'),
        7000,
        (("BIND_ADDR", "0.0.0.0:7000"),),
    ),
    "host and port in variables": (
        server(
            'let h = env::var("HOST").unwrap_or_else(|_| "127.0.0.1".into());\n'
            'let p = env::var("PORT").unwrap_or_else(|_| "3333".into());'
        ),
        3333,
        (("HOST", EVERYWHERE),),
    ),
    "the port of the database is another": (
        server(
            'let d = env::var("DB_PORT").unwrap_or("5432".into());\n'
            'let l = TcpListener::bind("0.0.0.0:3200");'
        ),
        3200,
        (),
    ),
    "what is connected to is another": (
        server(
            'let c = Client::connect("127.0.0.1:6379");\nlet l = TcpListener::bind("0.0.0.0:3300");'
        ),
        3300,
        (),
    ),
    "a constant": (
        server('const PORT: u16 = 3400;\nlet l = TcpListener::bind(("0.0.0.0", PORT));'),
        3400,
        (),
    ),
    "a formatted constant": (
        server('const PORT: u16 = 3500;\nlet l = TcpListener::bind(format!("0.0.0.0:{PORT}"));'),
        3500,
        (),
    ),
    "an argument": (
        {
            **server("axum::serve(l, a);"),
            "src/cli.rs": "#[derive(Parser)]\nstruct Args {\n"
            '    #[arg(short, long, env = "PORT", default_value_t = 3600)]\n    port: u16,\n}\n',
        },
        3600,
        (),
    ),
    "a comment says nothing": (
        server('// TcpListener::bind("0.0.0.0:1111")\nlet l = TcpListener::bind("0.0.0.0:3700");'),
        3700,
        (),
    ),
    "a test says nothing": (
        {
            **server(""),
            "src/main.rs": '#[cfg(test)]\nmod tests { const A: &str = "0.0.0.0:1111"; }\n'
            'fn main() { TcpListener::bind("0.0.0.0:3800"); }',
        },
        3800,
        (),
    ),
    "a file of config": (
        {
            **server("", 'axum = "0.8"\nconfig = "0.15"'),
            "configuration/base.yaml": "database:\n  port: 5432\napplication:\n  port: 8001\n",
        },
        8001,
        (),
    ),
    "an address that must be there": (
        server('let a = env::var("BIND_ADDR")?;'),
        8080,
        (("BIND_ADDR", "0.0.0.0:8080"),),
    ),
    "host and port that must be there": (
        server(
            'let h = env::var("HOST").expect("HOST");\n'
            'let p = env::var("PORT").unwrap().parse::<u16>();'
        ),
        8080,
        (("HOST", EVERYWHERE), ("PORT", "8080")),
    ),
    "the file of production is chosen": (
        {
            **server(
                'let e = env::var("APP_ENVIRONMENT").unwrap_or_else(|_| "local".into());',
                'axum = "0.8"\nconfig = "0.15"',
            ),
            "configuration/base.yaml": "application:\n  port: 8002\n",
            "configuration/production.yaml": "application:\n  host: 0.0.0.0\n",
        },
        8002,
        (("APP_ENVIRONMENT", "production"),),
    ),
    "rocket": (
        server("rocket::build()", 'rocket = "0.5"'),
        8000,
        (("ROCKET_ADDRESS", EVERYWHERE),),
    ),
    "rocket with a file": (
        {
            **server("rocket::build()", 'rocket = "0.5"'),
            "Rocket.toml": "[default]\nport = 1\n[release]\nport = 9000\n",
        },
        9000,
        (("ROCKET_ADDRESS", EVERYWHERE),),
    ),
    "nothing": (server("serve()"), 8080, ()),
}


@pytest.mark.parametrize(("files", "port", "told"), PORTS.values(), ids=list(PORTS))
def test_the_port(
    project: MakeProject, files: dict[str, str], port: int, told: tuple[str, ...]
) -> None:
    found = facts(project, files)
    assert (found["port"], found.get("environment", ())) == (port, told)


def test_a_port_that_the_user_sets_reaches_the_program(project: MakeProject) -> None:
    files = server('let p = env::var("PORT").unwrap_or("3100".into());')
    assert facts(project, files, port=9000)["environment"] == (("PORT", "9000"),)
    rocket = server("rocket::build()", 'rocket = "0.5"')
    told = (("ROCKET_ADDRESS", EVERYWHERE), ("ROCKET_PORT", "9000"))
    assert facts(project, rocket, port=9000)["environment"] == told


def test_an_address_that_only_an_argument_changes_is_one(project: MakeProject) -> None:
    files = {
        **server("HttpServer::new(f);", 'actix-web = "4"\nclap = "4"'),
        "src/args.rs": "struct Args {\n"
        '    #[arg(long, default_value = "127.0.0.1")]\n    host: String,\n'
        '    #[arg(short, long, default_value = "8081")]\n    port: u16,\n}\n',
    }
    start = ("/usr/local/bin/demo", "--host", EVERYWHERE)
    assert facts(project, files)["start_command"] == start
    assert "listens on 127.0.0.1" not in notes(project, files)
    told = facts(project, files, port=9000)["start_command"]
    assert told == (*start, "--port", "9000")


def test_an_address_that_only_the_container_reaches_is_said(project: MakeProject) -> None:
    files = server('TcpListener::bind("127.0.0.1:3000")')
    assert "src/main.rs:2 listens on 127.0.0.1" in notes(project, files)


FILES: dict[str, tuple[str, dict[str, str], tuple[str, ...]]] = {
    "ServeDir": ('ServeDir::new("assets")', {"assets/a.css": ""}, ("assets",)),
    "Files": ('Files::new("/static", "./static")', {"static/a.css": ""}, ("static",)),
    "Tera": ('Tera::new("templates/**/*")', {"templates/a.html": ""}, ("templates",)),
    "relative!": ('FileServer::from(relative!("public"))', {"public/a.css": ""}, ("public",)),
    "a file": ('fs::read_to_string("words.txt")', {"words.txt": ""}, ("words.txt",)),
    "joined": ('current_dir().unwrap().join("web")', {"web/a.css": ""}, ("web",)),
    "formatted": ('ServeDir::new(format!("{}/web", here))', {"web/a.css": ""}, ("web",)),
    "below the manifest": (
        'ServeDir::new(concat!(env!("CARGO_MANIFEST_DIR"), "/web"))',
        {"web/a.css": ""},
        ("web",),
    ),
    "compiled in": ('include_str!("../words.txt")', {"words.txt": ""}, ()),
    "compiled in, below the manifest": (
        'include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/words.txt"))',
        {"words.txt": ""},
        (),
    ),
    "not there": ('ServeDir::new("dist")', {}, ()),
    "of the system": ('fs::read_to_string("/etc/hosts")', {}, ()),
    "one within another": (
        'ServeDir::new("web"); fs::read("web/a.css")',
        {"web/a.css": ""},
        ("web",),
    ),
}


@pytest.mark.parametrize(("body", "more", "expected"), FILES.values(), ids=list(FILES))
def test_what_the_program_reads_is_copied(
    project: MakeProject, body: str, more: dict[str, str], expected: tuple[str, ...]
) -> None:
    files = {**server(f"{body};"), **more}
    assert facts(project, files).get("run_time_files", ()) == expected
    text = dockerfile(project, files)
    for path in expected:
        assert f"COPY --from=build /app/{path} ./{path}\n" in text


def test_a_folder_that_the_program_writes_is_the_users(project: MakeProject) -> None:
    files = server('fs::create_dir_all("data/uploads").unwrap();')
    text = dockerfile(project, files)
    assert "RUN mkdir -p data/uploads\n" in text
    assert "COPY --from=build --chown=65532:65532 /app/data/uploads/ ./data/uploads/\n" in text
    assert "src/main.rs:2 writes to data/uploads" in notes(project, files)


STOPS: dict[str, tuple[dict[str, str], str | None]] = {
    "axum alone": (server("axum::serve(l, a).await"), None),
    "SIGTERM alone": (server("signal(SignalKind::terminate())"), None),
    "both": (server("signal(SignalKind::terminate()); tokio::signal::ctrl_c()"), "SIGTERM"),
    "signal-hook": (server("Signals::new(TERM_SIGNALS)"), "SIGTERM"),
    "ctrl_c alone": (server("tokio::signal::ctrl_c().await"), "SIGINT"),
    "actix": (server("HttpServer::new(f)", 'actix-web = "4"'), "SIGTERM"),
    "actix without": (server("HttpServer::new(f).disable_signals()", 'actix-web = "4"'), None),
    "rocket": (server("rocket::build()", 'rocket = "0.5"'), "SIGTERM"),
    "ctrlc": (server("ctrlc::set_handler(f)", 'axum = "0.8"\nctrlc = "3"'), "SIGINT"),
    "ctrlc with termination": (
        server(
            "ctrlc::set_handler(f)",
            'axum = "0.8"\nctrlc = { version = "3", features = ["termination"] }',
        ),
        "SIGTERM",
    ),
}


@pytest.mark.parametrize(("files", "signal"), STOPS.values(), ids=list(STOPS))
def test_what_stops_the_program(
    project: MakeProject, files: dict[str, str], signal: str | None
) -> None:
    assert facts(project, files).get("stop_signal") == signal
    text = dockerfile(project, files)
    assert ("tini-static" in text) == (signal is None)
    assert ("STOPSIGNAL SIGINT\n" in text) == (signal == "SIGINT")
