"""npm packages that need something of the operating system, and in which stage.

`build` is what compiling needs and the image does not; `run` is what the program itself loads or
calls. Names differ between Debian and Alpine, so each row has both.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from dockgen.core.facts import Fact
from dockgen.dockerfile import system_programs
from dockgen.ecosystems.javascript.node.package_managers.lockfiles import Locked
from dockgen.readers.package_json import PackageJson

COMPILERS = {"debian": ("g++", "make", "python3"), "alpine": ("g++", "make", "python3")}
"""What node-gyp needs: https://github.com/nodejs/node-gyp#on-unix."""


DISTUTILS = {"debian": "python3-setuptools", "alpine": "py3-setuptools"}
"""Brings back what Python has no more from 3.12 on, and node-gyp before 10 imports:
https://github.com/nodejs/node-gyp/issues/2869."""

WITHOUT_DISTUTILS = 10

BRING_PRISMA = ("@redwoodjs/api", "@cedarjs/api")
"""Packages that have a client of Prisma for the applications that are made with them."""


class Need(NamedTuple):
    """One row: packages with the same need.

    Args:
        packages: the npm packages.
        compiles: whether an installation may have to compile.
        build: Debian's and Alpine's packages for the build stage, beside the compilers.
        run: Debian's and Alpine's packages for the run time.
        environment: variables that it needs, in the build and at run time.
        writable: folders that it writes at run time.
        note: what the user should know.
        unless: packages that bring along what it calls, so that nothing is needed.
        only_downloads: whether its installation downloads what only tests and desktops use.
    """

    packages: tuple[str, ...]
    compiles: bool = False
    build: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    run: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    environment: tuple[tuple[str, str], ...] = ()
    writable: tuple[str, ...] = ()
    note: str = ""
    unless: tuple[str, ...] = ()
    only_downloads: bool = False

    @property
    def is_browser(self) -> bool:
        """Whether it is a browser, which projects often have for their tests alone."""
        return any("chromium" in names for names in self.run)


def _calls(packages: str, programs: str, *, unless: tuple[str, ...] = ()) -> Need:
    """Packages that call programs of the system."""
    called = programs.split()
    run = tuple(system_programs.packages(called, base) for base in ("debian", "alpine"))
    return Need(tuple(packages.split()), run=(run[0], run[1]), unless=unless)


# fmt: off
CHROMIUM = (
    ("chromium", "chromium-sandbox", "fonts-liberation"),
    ("chromium", "nss", "freetype", "harfbuzz", "ttf-freefont"),
)
"""The browser with what it needs, on Debian and on Alpine."""
CHROMIUM_FOR_PUPPETEER = (
    ("PUPPETEER_SKIP_DOWNLOAD", "true"),
    ("PUPPETEER_EXECUTABLE_PATH", "/usr/bin/chromium"),
)
CHROMIUMS_SANDBOX = (
    "Chromium comes from the distribution. Its sandbox needs user namespaces: "
    "--no-sandbox where the container may not create them; --shm-size=1g for heavy pages"
)

NEEDS = (
    Need(
        # https://github.com/WiseLibs/better-sqlite3/blob/master/docs/compilation.md
        (
            "better-sqlite3",
            "sqlite3",
            "bcrypt",
            "argon2",
            "node-pty",
            "cpu-features",
            "re2",
            "leveldown",
            "farmhash",
            "microtime",
            "isolated-vm",
            "sodium-native",
            "zeromq",
            "node-expat",
            "deasync",
            "integer",
            "heapdump",
            "node-sass",
            "tree-sitter",
            "usb",
            "couchbase",
            "bufferutil",
            "utf-8-validate",
            "@discordjs/opus",
            "node-rdkafka",
            "hiredis",
            "xxhash",
            "snappy",
            "lz4",
            "iconv",
            "msgpackr-extract",
        ),
        compiles=True,
    ),
    Need(
        # https://github.com/Automattic/node-canvas#compiling
        ("canvas",),
        compiles=True,
        build=(
            (
                "libcairo2-dev",
                "libgif-dev",
                "libjpeg-dev",
                "libpango1.0-dev",
                "librsvg2-dev",
                "pkg-config",
            ),
            ("cairo-dev", "giflib-dev", "jpeg-dev", "pango-dev", "librsvg-dev", "pkgconf"),
        ),
        run=(
            (
                "libcairo2",
                "libgif7",
                "libjpeg62-turbo",
                "libpango-1.0-0",
                "libpangocairo-1.0-0",
                "librsvg2-2",
            ),
            ("cairo", "giflib", "jpeg", "pango", "librsvg"),
        ),
    ),
    Need(
        # https://github.com/brianc/node-postgres/tree/master/packages/pg-native
        ("pg-native", "libpq"),
        compiles=True,
        build=(("libpq-dev",), ("libpq-dev",)),
        run=(("libpq5",), ("libpq",)),
    ),
    Need(
        ("odbc",),
        compiles=True,
        build=(("unixodbc-dev",), ("unixodbc-dev",)),
        run=(("libodbc2",), ("unixodbc",)),
    ),
    Need(
        # https://www.prisma.io/docs/orm/reference/system-requirements
        ("@prisma/client", "prisma", *BRING_PRISMA),
        build=(("openssl", "ca-certificates"), ("openssl",)),
        run=(("openssl", "ca-certificates"), ("openssl",)),
    ),
    Need(
        # https://pptr.dev/troubleshooting#running-puppeteer-in-docker
        ("puppeteer", "puppeteer-core", "puppeteer-extra"),
        run=CHROMIUM,
        environment=CHROMIUM_FOR_PUPPETEER,
        note=CHROMIUMS_SANDBOX,
    ),
    Need(
        # https://playwright.dev/docs/docker
        ("playwright", "playwright-core", "playwright-chromium"),
        run=CHROMIUM,
        environment=(("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"),),
        note="Chromium comes from the distribution: "
        'launch it with executablePath "/usr/bin/chromium"',
    ),
    Need(
        # https://github.com/mongodb-js/kerberos#requirements
        ("kerberos",),
        compiles=True,
        build=(("libkrb5-dev",), ("krb5-dev",)),
        run=(("libgssapi-krb5-2",), ("krb5-libs",)),
    ),
    Need(
        # https://docs.cypress.io/app/references/advanced-installation#Skipping-installation
        ("cypress",), environment=(("CYPRESS_INSTALL_BINARY", "0"),), only_downloads=True
    ),
    Need(
        # https://www.electronjs.org/docs/latest/tutorial/installation#skip-binary-download
        ("electron", "electron-nightly"),
        environment=(("ELECTRON_SKIP_BINARY_DOWNLOAD", "1"),),
        only_downloads=True,
    ),
    Need(
        # https://playwright.dev/docs/browsers#install-browsers
        ("@playwright/test", "playwright-firefox", "playwright-webkit"),
        environment=(("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"),),
        only_downloads=True,
    ),
    Need(
        ("chromedriver",),
        environment=(("CHROMEDRIVER_SKIP_DOWNLOAD", "true"),),
        only_downloads=True,
    ),
    Need(
        # https://typegoose.github.io/mongodb-memory-server/docs/api/config-options
        ("mongodb-memory-server", "mongodb-memory-server-global"),
        environment=(("MONGOMS_DISABLE_POSTINSTALL", "1"),),
        only_downloads=True,
    ),
    Need(
        ("redis-memory-server",),
        environment=(("REDISMS_DISABLE_POSTINSTALL", "1"),),
        only_downloads=True,
    ),
    Need(("detox",), environment=(("DETOX_DISABLE_POSTINSTALL", "1"),), only_downloads=True),
    Need(
        ("appium-chromedriver", "appium-uiautomator2-driver"),
        environment=(("APPIUM_SKIP_CHROMEDRIVER_INSTALL", "1"),),
        only_downloads=True,
    ),
    Need(
        # Packages that bring Puppeteer or look for Chromium themselves.
        (
            "whatsapp-web.js",
            "node-html-to-image",
            "html-pdf-node",
            "capture-website",
            "pa11y",
            "md-to-pdf",
        ),
        run=CHROMIUM,
        environment=CHROMIUM_FOR_PUPPETEER,
        note=CHROMIUMS_SANDBOX,
    ),
    Need(
        # https://github.com/GoogleChrome/chrome-launcher#environment-variables
        ("chrome-launcher", "lighthouse"),
        run=CHROMIUM,
        environment=(("CHROME_PATH", "/usr/bin/chromium"),),
    ),
    _calls(
        "fluent-ffmpeg ffmpeg-cli-wrapper ffmpeg @ts-ffmpeg/fluent-ffmpeg",
        "ffmpeg",
        unless=("ffmpeg-static", "@ffmpeg-installer/ffmpeg"),
    ),
    _calls("gm imagemagick graphicsmagick", "gm convert"),
    _calls("simple-git gitlog git-promise nodegit", "git"),
    _calls("ping pingman node-ping", "ping"),
    _calls("tesseract node-tesseract-ocr", "tesseract"),
    _calls("pdf-poppler node-poppler pdf-to-png pdf2image", "pdftotext"),
    _calls("pdf2pic", "gm gs"),
    _calls("node-pdftk", "pdftk"),
    _calls("node-qpdf node-qpdf2", "qpdf"),
    _calls("libreoffice-convert", "soffice"),
    _calls("textract", "pdftotext antiword unrtf tesseract"),
    _calls("node-pandoc pandoc-filter", "pandoc"),
    _calls("exiftool-vendored", "perl"),
    _calls("node-exiftool", "exiftool"),
    _calls("graphviz node-graphviz", "dot"),
    _calls("node-plantuml", "java dot"),
    _calls("pg-dump-restore pg-dump pgtools", "pg_dump"),
    _calls("node-7z", "7z"),
    _calls("rsync", "rsync"),
    _calls("sox-audio", "sox"),
    _calls("node-nmap", "nmap"),
    _calls("youtube-dl-exec yt-dlp-wrap ytdlp-nodejs", "python3 ffmpeg"),
    _calls("pidusage ps-list ps-tree find-process tree-kill systeminformation", "ps"),
    _calls("nodejs-traceroute", "traceroute"),
    Need(
        ("wkhtmltopdf", "node-wkhtmltopdf"),
        note="wkhtmltopdf is no longer in Debian 13 and Alpine: Puppeteer prints pages, too",
    ),
)
# fmt: on

TOOLKITS = frozenset({"nan", "prebuild-install", "node-pre-gyp", "@mapbox/node-pre-gyp"})
"""Packages that only native modules depend on, to be compiled or to fetch what was compiled."""

NOT_ON_LINUX = frozenset({"fsevents", "macos-alias", "fs-xattr", "@vercel/nft"})
"""Packages that use a toolkit and yet compile nothing on Linux."""

OLD_PRISMA_ONLY = frozenset({"@prisma/client", "prisma", *BRING_PRISMA})
PRISMA_WITHOUT_ENGINES = 7
"""From this version on Prisma's client has no native engine that loads OpenSSL."""


class Needs(NamedTuple):
    """What the packages of one project need of the system.

    Args:
        rows: the rows of the table that hold, with the package that each holds for.
        compiler: the package that may have to be compiled, or None.
    """

    rows: tuple[tuple[Need, Fact[str]], ...] = ()
    compiler: Fact[str] | None = None


def read(packages: Iterable[PackageJson], locked: Locked | None) -> Needs:
    """What the packages need: those that are asked for, and native ones in the lockfile."""
    rows, compiler = [], None
    for row in NEEDS:
        for package in packages:
            found = package.dependency(*row.packages)
            if found is None or _without_engines(found, locked) or package.dependency(*row.unless):
                continue
            rows.append((row, found))
            compiler = compiler or (found if row.compiles else None)
            break
    return Needs(tuple(rows), compiler or _native(locked))


def old_compiler(locked: Locked | None) -> Fact[str] | None:
    """The node-gyp of the lockfile, where it is one that imports distutils; or None."""
    found = locked.version("node-gyp") if locked else None
    major = found.value.partition(".")[0] if found else ""
    return found if major.isdigit() and int(major) < WITHOUT_DISTUTILS else None


def _without_engines(found: Fact[str], locked: Locked | None) -> bool:
    name = found.evidence.key.partition(".")[2]
    if name not in OLD_PRISMA_ONLY:
        return False
    client = "@prisma/client" if name in BRING_PRISMA else name
    exact = locked.version(client) if locked else None
    if client != name and exact is None:
        return False
    version = (exact or found).value.lstrip("^~>=v ")
    major = version.split(".")[0]
    return major.isdigit() and int(major) >= PRISMA_WITHOUT_ENGINES


def _native(locked: Locked | None) -> Fact[str] | None:
    """A package in the lockfile that depends on what only native modules need."""
    if locked is None:
        return None
    for name, needed in locked.needs.items():
        if needed & TOOLKITS and name not in NOT_ON_LINUX and name not in TOOLKITS:
            return locked.version(name)
    return None


def of_system(names: Iterable[str], base: str, stage: str) -> tuple[str, ...]:
    """The system's packages that npm packages need in a stage.

    Args:
        names: the npm packages.
        base: the family of base images; anything but `alpine` has Debian's packages.
        stage: `build` or `run`.
    """
    column = 1 if base == "alpine" else 0
    found: list[str] = []
    for row in rows_of(names):
        found += (row.build if stage == "build" else row.run)[column]
    return tuple(sorted(set(found)))


def rows_of(names: Iterable[str]) -> tuple[Need, ...]:
    """The rows that hold for these npm packages."""
    wanted = set(names)
    return tuple(row for row in NEEDS if wanted & set(row.packages))
