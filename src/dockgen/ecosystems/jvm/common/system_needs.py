"""What libraries of the JVM need of the operating system and of Java's modules.

What a native library loads was read from the libraries in the jars themselves (`readelf -d`). Names
differ between Debian and Alpine, so each row has both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from dockgen.core.errors import UnusableInput
from dockgen.core.lazy_regex import lazy_regex

FONTS = (
    r"org\.apache\.poi:poi(-ooxml.*|-scratchpad|-examples)?|com\.alibaba:easyexcel|cn\.idev\.excel:.*"
    r"|org\.jxls:.*|net\.sf\.jasperreports:.*|org\.docx4j:.*|fr\.opensagres\..*:.*|com\.aspose:.*"
    r"|org\.apache\.pdfbox:pdfbox(-tools|-debugger)?|com\.github\.librepdf:.*|com\.lowagie:itext"
    r"|com\.itextpdf:itextpdf|org\.xhtmlrenderer:.*|com\.openhtmltopdf:.*"
    r"|io\.github\.openhtmltopdf:.*|org\.apache\.xmlgraphics:(fop.*|batik-.*)|org\.jfree:.*"
    r"|org\.knowm\.xchart:.*|com\.github\.penggle:kaptcha|com\.github\.whvcse:easy-captcha"
    r"|cn\.hutool:hutool-(all|captcha)|pro\.fessional:kaptcha|net\.sf\.barcode4j:.*"
    r"|uk\.org\.okapibarcode:.*|net\.sourceforge\.plantuml:.*|org\.icepdf:.*|org\.verapdf:.*"
)
"""Documents, spreadsheets, charts and captchas: what draws text with AWT."""

DRAWN = (
    r"\bjava\.awt\.(?:\*|Font\b|FontMetrics\b|Graphics(?:2D|Environment)?\b|font\.|print\.)"
    r"|\bjavax\.(?:swing|print)\b"
)
"""Imports of AWT's that draw text."""

COMPILED_FOR_GLIBC = (
    r"org\.xerial\.snappy:snappy-java|org\.apache\.kafka:kafka-(clients|streams).*"
    r"|org\.springframework\.kafka:.*|io\.netty:netty-tcnative(-boringssl-static)?"
    r"|io\.grpc:grpc-netty(-shaded)?|org\.conscrypt:conscrypt-openjdk.*"
)
CPP = (
    r"org\.rocksdb:rocksdbjni|org\.apache\.kafka:kafka-streams|org\.fusesource\.leveldbjni:.*"
    r"|com\.aayushatharva\.brotli4j:.*|io\.netty:netty-tcnative(-boringssl-static)?"
)
GLIBC_ALONE = (
    r"org\.openpnp:opencv|org\.bytedeco:.*|com\.microsoft\.onnxruntime:.*|org\.duckdb:duckdb_jdbc"
    r"|ai\.djl\.(pytorch|tensorflow|mxnet|huggingface)[\w.]*:.*|org\.tensorflow:.*"
    r"|ws\.schild:jave-(all-deps|nativebin-linux.*)|io\.github\.humbleui:.*|org\.jetbrains\.skiko:.*"
)

BROWSERS = ("playwright", "selenium-chrome")
"""The rows that bring a browser."""


class Need(NamedTuple):
    """One row: libraries with the same need.

    Args:
        name: what the fact `system_needs` calls it.
        libraries: the libraries that have it, by `group:name`; None where sources alone say it.
        sources: what the sources must hold as well, or, without libraries, alone; None for
            nothing.
        debian: the packages of Debian and Ubuntu.
        alpine: the packages of Alpine.
        modules: Java's modules that are loaded by name, so that jdeps cannot see them.
        without: the families of base images that have no such thing, each with the reason.
        only_debian: whether Debian has these packages and Ubuntu, which Java's images are made
            of, has not.
        environment: variables that it needs at run time.
        note: what the user should know.
    """

    name: str
    libraries: re.Pattern[str] | None
    sources: re.Pattern[str] | None = None
    debian: tuple[str, ...] = ()
    alpine: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()
    without: tuple[tuple[str, str], ...] = ()
    only_debian: bool = False
    environment: tuple[tuple[str, str], ...] = ()
    note: str = ""


NO_SHELL = "it runs programs that distroless does not have"

NEEDS = (
    Need(
        # https://adoptium.net/docs/faq/ ("Fontconfig head is null")
        "fonts",
        lazy_regex(FONTS),
        debian=("fontconfig", "fonts-dejavu-core"),
        alpine=("fontconfig", "ttf-dejavu"),
        modules=("java.desktop",),
    ),
    Need(
        "fonts",
        None,
        lazy_regex(DRAWN),
        debian=("fontconfig", "fonts-dejavu-core"),
        alpine=("fontconfig", "ttf-dejavu"),
        modules=("java.desktop",),
    ),
    Need(
        # https://playwright.dev/java/docs/browsers
        "playwright",
        lazy_regex(r"com\.microsoft\.playwright:playwright"),
        without=(
            ("alpine", "Playwright and its browsers need glibc"),
            ("distroless", NO_SHELL),
        ),
        note="Playwright's browser is installed in the image; heavy pages need --shm-size=1g or"
        " --ipc=host",
    ),
    Need(
        # https://www.selenium.dev/documentation/selenium_manager/#configuration
        "selenium-chrome",
        lazy_regex(
            r"org\.seleniumhq\.selenium:selenium-(java|chrome-driver|chromium-driver)"
            r"|com\.codeborne:selenide|io\.github\.bonigarcia:webdrivermanager"
        ),
        lazy_regex(r"\bnew\s+ChromeDriver\s*\(|\bChromeDriver\s*\(|chromedriver\s*\("),
        debian=("chromium", "chromium-driver", "fonts-liberation"),
        alpine=("chromium", "chromium-chromedriver", "ttf-freefont"),
        without=(("distroless", NO_SHELL),),
        only_debian=True,
        environment=(("SE_CHROMEDRIVER", "/usr/bin/chromedriver"), ("SE_OFFLINE", "true")),
        note="Chromium and its driver come from the distribution; the options --headless=new and"
        " --no-sandbox are the application's to set",
    ),
    Need(
        # https://github.com/nguyenq/tess4j#dependencies
        "tesseract",
        lazy_regex(r"net\.sourceforge\.tess4j:tess4j"),
        debian=("libtesseract5", "tesseract-ocr-eng", "fontconfig", "fonts-dejavu-core"),
        alpine=("tesseract-ocr", "tesseract-ocr-data-eng", "fontconfig", "ttf-dejavu"),
        modules=("java.desktop",),
        without=(("distroless", "Tesseract is a package of the distribution"),),
        environment=(("TESSDATA_PREFIX", "/usr/share/tesseract-ocr/5/tessdata"),),
        note="Tesseract reads English; each further language is a package tesseract-ocr-…",
    ),
    Need(
        "imagemagick",
        lazy_regex(r"org\.im4java:im4java"),
        debian=("imagemagick",),
        alpine=("imagemagick",),
        without=(("distroless", NO_SHELL),),
    ),
    Need(
        "ffmpeg",
        lazy_regex(r"net\.bramp\.ffmpeg:ffmpeg|com\.github\.kokorin\.jaffree:jaffree|ws\.schild:jave-core"),
        debian=("ffmpeg",),
        alpine=("ffmpeg",),
        without=(("distroless", NO_SHELL),),
    ),
    Need(
        # https://github.com/jodconverter/jodconverter/wiki/LibreOffice-Installation
        "libreoffice",
        lazy_regex(r"org\.jodconverter:jodconverter-(local|spring-boot-starter).*"),
        debian=("libreoffice-nogui", "fonts-dejavu-core"),
        alpine=("libreoffice", "ttf-dejavu"),
        without=(("distroless", NO_SHELL),),
    ),
    Need(
        "graphviz",
        lazy_regex(r"guru\.nidi:graphviz-java.*|net\.sourceforge\.plantuml:.*"),
        debian=("graphviz",),
        alpine=("graphviz",),
        without=(("distroless", NO_SHELL),),
    ),
    Need(
        "ghostscript",
        lazy_regex(r"org\.ghost4j:ghost4j"),
        debian=("libgs10",),
        alpine=("ghostscript",),
        without=(("distroless", "Ghostscript is a package of the distribution"),),
    ),
    Need(
        # https://netty.io/wiki/forked-tomcat-native.html
        "openssl-1.0",
        lazy_regex(r"io\.netty:netty-tcnative"),
        note="netty-tcnative is linked with OpenSSL 1.0, which no supported distribution has, so"
        " Netty falls back to Java's TLS; netty-tcnative-boringssl-static brings its own",
    ),
    Need("glibc", lazy_regex(COMPILED_FOR_GLIBC), alpine=("gcompat",)),
    Need("libstdc++", lazy_regex(CPP), alpine=("libstdc++",)),
    Need(
        "glibc-only",
        lazy_regex(GLIBC_ALONE),
        debian=("libstdc++6",),
        without=(("alpine", "its native library is made for glibc, and Alpine has musl"),),
    ),
    Need(
        # https://www.mongodb.com/docs/drivers/java/sync/current/connection/connect/
        "dns",
        lazy_regex(
            r"org\.mongodb:mongodb-driver-.*|org\.springframework\.boot:spring-boot-starter-data-mongodb.*"
            r"|io\.quarkus:quarkus-mongodb-client"
        ),
        modules=("jdk.naming.dns",),
    ),
    Need(
        # SASL's and Hadoop's login modules are named in configuration
        "jaas",
        lazy_regex(r"org\.apache\.kafka:kafka-clients|org\.springframework\.kafka:.*|org\.apache\.hadoop:.*"),
        modules=("jdk.security.auth",),
    ),
    Need(
        "scripting",
        lazy_regex(r"org\.graalvm\.(js|polyglot).*:.*|org\.openjdk\.nashorn:.*"),
        modules=("java.scripting", "jdk.dynalink"),
    ),
    Need(
        "locales",
        None,
        lazy_regex(
            r"\bLocale\.(?:of|forLanguageTag|GERMANY?|FRENCH|FRANCE|ITALIAN|ITALY|JAPAN(?:ESE)?"
            r"|KOREAN?|CHIN(?:A|ESE)|TAIWAN)\b|\bnew\s+Locale\s*\("
        ),
        modules=("jdk.localedata",),
    ),
    Need(
        "charsets",
        None,
        lazy_regex(
            r'\bCharset\.forName\s*\(\s*"(?i:windows-(?!125[0-7])|ms932|shift_jis|sjis|euc-|gbk|gb2312'
            r'|gb18030|big5|iso-2022|ibm|cp\d|x-)'
        ),
        modules=("jdk.charsets",),
    ),
)  # fmt: skip
"""The rows; those of one name belong together."""

IN_JAVA_IMAGES = {
    "debian": frozenset({"fontconfig", "fonts-dejavu-core", "libstdc++6"}),
    "alpine": frozenset({"fontconfig", "ttf-dejavu"}),
}
"""What the official images of Java have: https://github.com/adoptium/containers."""

IN_DISTROLESS = frozenset({"fontconfig", "fonts-dejavu-core", "libstdc++6"})
"""What distroless' images for Java have of it:
https://github.com/GoogleContainerTools/distroless/blob/main/java/README.md."""

NAMES = frozenset(row.name for row in NEEDS)


def rows_of(names: Iterable[str]) -> tuple[Need, ...]:
    """The rows that hold, one for each name."""
    wanted = set(names)
    found = {row.name: row for row in NEEDS if row.name in wanted}
    return tuple(found.values())


def packages(names: Iterable[str], base: str, *, bare: bool) -> tuple[str, ...]:
    """The packages that an image needs.

    Args:
        names: the rows that hold.
        base: the family of base images.
        bare: whether the image is the distribution's own, without what those of Java have.

    Raises:
        UnusableInput: the family has no such thing.
    """
    found: set[str] = set()
    for row in rows_of(names):
        reason = dict(row.without).get(base)
        if reason:
            raise UnusableInput(
                f"--base {base} is unavailable with what needs {row.name}: {reason}",
                hint="use --base debian",
            )
        found |= {*(row.alpine if base == "alpine" else row.debian)}
    if base == "distroless":
        return ()
    return tuple(sorted(found if bare else found - IN_JAVA_IMAGES[base]))


def modules(names: Iterable[str]) -> tuple[str, ...]:
    """Java's modules that jdeps cannot see."""
    return tuple(dict.fromkeys(one for row in rows_of(names) for one in row.modules))


def environment(names: Iterable[str], base: str) -> tuple[tuple[str, str], ...]:
    """The variables that the image sets."""
    found = dict(pair for row in rows_of(names) for pair in row.environment)
    if base == "alpine" and "TESSDATA_PREFIX" in found:
        found["TESSDATA_PREFIX"] = "/usr/share/tessdata"
    return tuple(found.items())
