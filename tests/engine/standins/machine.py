"""What this machine needs to reach its package registries, as files for the root image.

Everything is read when an image is built; nothing of it belongs into the repository. A machine
with nothing special about it yields little more than its CA bundle.
"""

import configparser
import os
import re
from collections.abc import Iterator
from pathlib import Path

BUNDLE = "etc/ssl/certs/ca-certificates.crt"
EXTRA_CERTIFICATES = "usr/local/share/ca-certificates"

# What speaks of the network in each client's settings; all else is the machine's own affair.
APT_SETTING = re.compile(
    r"^Acquire::(http|https|Retries|Check-Valid-Until|Check-Date)\b", re.IGNORECASE
)
NPM_SETTING = re.compile(
    r"^(registry|@[^:=]+:registry|//[^=]+|ca|cafile|proxy|https-proxy|noproxy|strict-ssl)\s*=",
    re.IGNORECASE,
)
PIP_SETTINGS = ("index-url", "extra-index-url", "trusted-host", "proxy")
GO_SETTINGS = (
    "GOPROXY", "GOSUMDB", "GONOSUMDB", "GONOPROXY", "GOPRIVATE", "GOINSECURE",
)  # fmt: skip

Files = dict[str, bytes]


def files(root: Path = Path("/")) -> Files:
    """Read the machine's settings.

    Args:
        root: the machine's file system.

    Returns:
        The contents per path, relative to the root of an image.
    """
    home = root / Path.home().relative_to("/")
    found = {
        **_certificates(root),
        "etc/apt/apt.conf.d/90machine": _apt_settings(root),
        "usr/local/etc/npmrc": _npm_settings(home, root),
        "etc/pip.conf": _pip_settings(home, root),
        "root/.config/go/env": _go_settings(home),
        "root/.m2/settings.xml": _read(home / ".m2/settings.xml"),
        "root/.cargo/config.toml": _read(home / ".cargo/config.toml"),
        # As in Debian's own images: apt keeps no downloads and no translations.
        "etc/apt/apt.conf.d/docker-clean": _APT_CLEAN,
    }
    return {path: content for path, content in found.items() if content}


def apt_mirrors(root: Path = Path("/")) -> tuple[str | None, str | None]:
    """Find where the machine gets Debian's packages.

    Returns:
        The mirror and the mirror of the security updates, None where the machine has none.
    """
    uris = [uri for uri, suite in _apt_sources(root) if not suite.endswith("-security")]
    security = [uri for uri, suite in _apt_sources(root) if suite.endswith("-security")]
    return next(iter(uris), None), next(iter(security), None)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _lines(path: Path) -> list[str]:
    return _read(path).decode(errors="replace").splitlines()


def _certificates(root: Path) -> Files:
    extra = sorted((root / EXTRA_CERTIFICATES).glob("**/*.crt"))
    found = {str(path.relative_to(root)): _read(path) for path in extra}
    return {BUNDLE: _read(root / BUNDLE), **found}


def _apt_sources(root: Path) -> Iterator[tuple[str, str]]:
    """Yield (URI, suite) for each of Debian's own package sources, in order."""
    folder = root / "etc/apt/sources.list.d"
    for path in sorted(folder.glob("*.sources")):
        for paragraph in re.split(r"\n\s*\n", "\n".join(_lines(path))):
            fields = dict(re.findall(r"^(\w[\w-]*):[ \t]*(.*)$", paragraph, re.MULTILINE))
            for uri in fields.get("URIs", "").split():
                for suite in fields.get("Suites", "").split():
                    yield from _debian(uri, suite)
    for path in [root / "etc/apt/sources.list", *sorted(folder.glob("*.list"))]:
        for line in _lines(path):
            entry = re.match(r"deb\s+(?:\[[^]]*\]\s+)?(\S+)\s+(\S+)\s+main\b", line)
            if entry:
                yield from _debian(entry[1], entry[2])


def _debian(uri: str, suite: str) -> Iterator[tuple[str, str]]:
    if re.match(r"(bookworm|trixie|stable|oldstable)(-security|-updates)?$", suite):
        yield uri, suite


def _apt_settings(root: Path) -> bytes:
    paths = [root / "etc/apt/apt.conf", *sorted((root / "etc/apt/apt.conf.d").glob("*"))]
    kept = [line for path in paths for line in _lines(path) if APT_SETTING.match(line)]
    return _text(kept)


def _npm_settings(home: Path, root: Path) -> bytes:
    paths = [root / "usr/local/etc/npmrc", root / "etc/npmrc", home / ".npmrc"]
    kept = [line for path in paths for line in _lines(path) if NPM_SETTING.match(line)]
    return _text([re.sub(r"^cafile\s*=.*", f"cafile=/{BUNDLE}", line) for line in kept])


def _pip_settings(home: Path, root: Path) -> bytes:
    parser = configparser.RawConfigParser(strict=False)
    for path in (root / "etc/pip.conf", home / ".pip/pip.conf", home / ".config/pip/pip.conf"):
        parser.read_string("\n".join(_lines(path)), str(path))
    kept: list[str] = []
    for name in PIP_SETTINGS:
        variable = "PIP_" + name.upper().replace("-", "_")
        value = os.environ.get(variable) or parser.get("global", name, fallback="")
        kept += [f"{name} = {value}"] if value else []
    return _text(["[global]", *kept]) if kept else b""


def _go_settings(home: Path) -> bytes:
    kept = [line for line in _lines(home / ".config/go/env") if line.startswith(GO_SETTINGS)]
    kept += [f"{name}={os.environ[name]}" for name in GO_SETTINGS if name in os.environ]
    return _text(kept)


def _text(lines: list[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


_APT_CLEAN = b"""\
DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb /var/cache/apt/*.bin || true"; };
Dir::Cache::pkgcache "";
Dir::Cache::srcpkgcache "";
Acquire::Languages "none";
Apt::AutoRemove::SuggestsImportant "false";
"""
