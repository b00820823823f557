"""Debian's packages that Python packages are built with, and those that they load at run time.

The names are those of trixie; where bookworm has another name, it stands in `BOOKWORM`:
https://packages.debian.org/.
"""

from __future__ import annotations

from typing import NamedTuple

from dockgen.ecosystems.python.manifests.dependencies import Package

COMPILER = ("gcc", "libc6-dev")
"""What every extension in C is compiled with."""


class SystemNeed(NamedTuple):
    """What a package needs of the system.

    Args:
        build: what its sdist is built with, beside the compiler; None where it is not compiled.
        run: what it loads or calls at run time.
        unless: packages and extras that bring it along, so that nothing is needed.
        note: what the user should know.
    """

    build: tuple[str, ...] | None = None
    run: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    note: str = ""


# fmt: off
NEEDS: dict[str, SystemNeed] = {
    "psycopg2": SystemNeed(("libpq-dev",), ("libpq5",)),
    "psycopg-c": SystemNeed(("libpq-dev",), ("libpq5",)),
    "psycopg": SystemNeed(None, ("libpq5",), ("psycopg-binary", "binary")),
    "mysqlclient": SystemNeed(("default-libmysqlclient-dev", "pkg-config"), ("libmariadb3",)),
    "python-ldap": SystemNeed(("libldap-dev", "libsasl2-dev"), ("libldap2",)),
    "gdal": SystemNeed(("libgdal-dev", "g++"), ("libgdal36", "libgeos-c1t64", "libproj25")),
    "pycairo": SystemNeed(("libcairo2-dev", "pkg-config"), ("libcairo2",)),
    "cairosvg": SystemNeed(None, ("libcairo2",)),
    "cairocffi": SystemNeed(None, ("libcairo2",)),
    "weasyprint": SystemNeed(
        None,
        ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fonts-dejavu-core"),
    ),
    "opencv-python": SystemNeed(
        None, ("libgl1", "libglib2.0-0t64"),
        note="opencv-python opens windows; opencv-python-headless needs no system package",
    ),
    "opencv-contrib-python": SystemNeed(
        None, ("libgl1", "libglib2.0-0t64"),
        note="opencv-contrib-python opens windows; opencv-contrib-python-headless needs no "
             "system package",
    ),
    "lightgbm": SystemNeed(None, ("libgomp1",)),
    "uwsgi": SystemNeed(()),
    "dlib": SystemNeed(("cmake", "g++", "make")),
    "face-recognition": SystemNeed(("cmake", "g++", "make")),
    "pyaudio": SystemNeed(("portaudio19-dev",), ("libportaudio2",)),
    "pyodbc": SystemNeed(
        None, ("tdsodbc",),
        note="pyodbc needs the driver of its database; FreeTDS is installed, Microsoft's own "
             "comes from Microsoft's package source",
    ),
    "pydub": SystemNeed(None, ("ffmpeg",)),
    "moviepy": SystemNeed(None, ("ffmpeg",)),
    "ffmpeg-python": SystemNeed(None, ("ffmpeg",)),
    "openai-whisper": SystemNeed(None, ("ffmpeg",)),
    "yt-dlp": SystemNeed(None, ("ffmpeg",)),
    "pytesseract": SystemNeed(None, ("tesseract-ocr",)),
    "pdf2image": SystemNeed(None, ("poppler-utils",)),
    "pdftotext": SystemNeed(("libpoppler-cpp-dev", "pkg-config", "g++"), ("libpoppler-cpp2",)),
    "python-magic": SystemNeed(None, ("libmagic1t64",)),
    "pyzbar": SystemNeed(None, ("libzbar0t64",)),
    "selenium": SystemNeed(None, ("chromium", "chromium-driver")),
    "pdfkit": SystemNeed(
        None, (),
        note="pdfkit calls wkhtmltopdf, which Debian 13 no longer has; WeasyPrint replaces it",
    ),
    "gitpython": SystemNeed(None, ("git",)),
    "graphviz": SystemNeed(None, ("graphviz",)),
    "pygraphviz": SystemNeed(("libgraphviz-dev", "pkg-config"), ("graphviz", "libgvc6")),
    "pyicu": SystemNeed(("libicu-dev", "pkg-config", "g++"), ("libicu76",)),
    "python-snappy": SystemNeed(None),
    "pysqlcipher3": SystemNeed(("libsqlcipher-dev",), ("libsqlcipher1",)),
    "pygobject": SystemNeed(
        ("libgirepository-2.0-dev", "libcairo2-dev", "pkg-config"), ("libgirepository-2.0-0",)
    ),
    "systemd-python": SystemNeed(("libsystemd-dev", "pkg-config"), ("libsystemd0",)),
    "pycups": SystemNeed(("libcups2-dev",), ("libcups2t64",)),
    "pysoundfile": SystemNeed(None, ("libsndfile1",)),
    "gssapi": SystemNeed(("libkrb5-dev",), ("libgssapi-krb5-2",)),
    "django-auth-ldap": SystemNeed(("libldap-dev", "libsasl2-dev"), ("libldap2",)),
    "annoy": SystemNeed(("g++",)),
    "hnswlib": SystemNeed(("g++",)),
    "pybluez": SystemNeed(("libbluetooth-dev",), ("libbluetooth3",)),
    "psutil": SystemNeed(None),
}
# fmt: on
"""What packages need, by normalized name. Where a lockfile lists a wheel for Linux, nothing is
compiled."""

COMPILED = {("psycopg", "c"): (*COMPILER, "libpq-dev")}
"""What an extra brings that is compiled, where no lockfile lists what the extra asks for."""

SDISTS = frozenset(
    "psycopg2 psycopg-c mysqlclient python-ldap gdal pycairo uwsgi dlib face-recognition "
    "django-auth-ldap".split()
)
"""Packages that have no wheel for Linux whatever their version."""

BOOKWORM = {
    "libldap2": "libldap-2.5-0",
    "libgdal36": "libgdal32",
    "libgeos-c1t64": "libgeos-c1v5",
    "libglib2.0-0t64": "libglib2.0-0",
    "libmagic1t64": "libmagic1",
    "libzbar0t64": "libzbar0",
    "libcups2t64": "libcups2",
    "libicu76": "libicu72",
    "libgirepository-2.0-dev": "libgirepository1.0-dev",
    "libgirepository-2.0-0": "libgirepository-1.0-1",
}
"""The names that bookworm has instead."""

TRIXIE_FROM = (3, 9)
"""The first line of Python that has an image on trixie."""


class System(NamedTuple):
    """What the image and its build need of the system.

    Args:
        build: packages of the stage that installs, the compiler included.
        run: packages of the image.
        because: the packages that they are for, in order.
        notes: what the user should know.
    """

    build: tuple[str, ...]
    run: tuple[str, ...]
    because: tuple[Package, ...]
    notes: tuple[str, ...]


def needed(packages: dict[str, Package], suite: str) -> System:
    """What the packages need of the system.

    Args:
        packages: what is installed, by normalized name.
        suite: the release of Debian.
    """
    build: list[str] = []
    run: list[str] = []
    because: list[Package] = []
    notes: list[str] = []
    for name, package in packages.items():
        need = NEEDS.get(name)
        if need is None or any(one in packages or one in package.extras for one in need.unless):
            continue
        build += _compiling(package, need)
        run += need.run
        if need.run or need.build is not None:
            because.append(package)
        if need.note:
            notes.append(need.note)
    for package in packages.values():
        if not package.has_wheel and package.name not in NEEDS and package.version:
            build += COMPILER
    if any(package.git for package in packages.values()):
        build.append("git")
    if any(package.git == "ssh" for package in packages.values()):
        build.append("openssh-client")
    return System(_of(build, suite), _of(run, suite), tuple(because), tuple(notes))


def _compiling(package: Package, need: SystemNeed) -> list[str]:
    """What a package is compiled with, or what its extras bring."""
    found = [inner for one in package.extras for inner in COMPILED.get((package.name, one), ())]
    if need.build is not None and (package.name in SDISTS or not package.has_wheel):
        found += [*COMPILER, *need.build]
    return found


def _of(names: list[str], suite: str) -> tuple[str, ...]:
    known = BOOKWORM if suite == "bookworm" else {}
    return tuple(sorted({known.get(name, name) for name in names}))
