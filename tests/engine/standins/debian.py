"""The root file system: a Debian tree made by debootstrap."""

import os
import shutil
from pathlib import Path

from . import machine
from .run import run

SUITE = "trixie"

# Left out, as in Debian's own slim images.
SLIM = ("usr/share/doc", "usr/share/man", "usr/share/info", "usr/share/locale", "usr/share/lintian")
EMPTIED = ("var/lib/apt/lists", "var/cache/apt", "var/log", "var/cache/debconf", "tmp")

DPKG_SLIM = """\
path-exclude /usr/share/doc/*
path-include /usr/share/doc/*/copyright
path-exclude /usr/share/info/*
path-exclude /usr/share/locale/*
path-exclude /usr/share/man/*
"""

SOURCE = """\
Types: deb
URIs: {uri}
Suites: {suites}
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
"""


def prepare(context: Path) -> None:
    """Make the files that recipes/debian.Dockerfile adds: rootfs.tar and machine/.

    Raises:
        StandinError: debootstrap or tar failed, or debootstrap cannot be installed.
    """
    mirror, security = machine.apt_mirrors()
    tree = context / "rootfs"
    run(*_debootstrap(), SUITE, str(tree), *([mirror] if mirror else []))
    _slim_down(tree)
    _sources(tree, security)
    run("tar", "--sort=name", "--one-file-system", "-C", str(tree), "-cf",
        str(context / "rootfs.tar"), ".")  # fmt: skip
    shutil.rmtree(tree)
    for path, content in machine.files().items():
        target = context / "machine" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def _debootstrap() -> list[str]:
    """Return the start of the command line, after installing debootstrap where it is missing."""
    if shutil.which("debootstrap", path=os.environ.get("PATH", "") + ":/usr/sbin") is None:
        run("apt-get", "update", "-qq")
        run("apt-get", "install", "-y", "-qq", "--no-install-recommends", "debootstrap")
    return ["debootstrap", "--variant=minbase"]


def _slim_down(tree: Path) -> None:
    for name in SLIM:
        for path in (tree / name).glob("*"):
            _remove(path)
    for name in EMPTIED:
        for path in (tree / name).glob("*"):
            _remove(path)
    (tree / "var/cache/apt/archives/partial").mkdir(parents=True)
    (tree / "var/lib/apt/lists/partial").mkdir(parents=True)
    (tree / "var/log/apt").mkdir()
    (tree / "etc/dpkg/dpkg.cfg.d/docker").write_text(DPKG_SLIM)
    for name in ("etc/resolv.conf", "etc/hostname", "etc/machine-id"):
        (tree / name).unlink(missing_ok=True)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()


def _sources(tree: Path, security: str | None) -> None:
    """List the package sources where Debian's own images do, with the updates and security."""
    old = tree / "etc/apt/sources.list"
    mirror = old.read_text().split()[1]
    old.unlink()
    paragraphs = [SOURCE.format(uri=mirror, suites=f"{SUITE} {SUITE}-updates")]
    if security:
        paragraphs.append(SOURCE.format(uri=security, suites=f"{SUITE}-security"))
    (tree / "etc/apt/sources.list.d/debian.sources").write_text("\n".join(paragraphs))
