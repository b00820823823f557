"""What to do about a failure whose cause can be told from what was printed.

Each row is a cause: the pattern that gives it away, and a sentence that may use the pattern's
groups. The first row that matches speaks, so the more telling cause stands above the vaguer one.
Every row is held to a real project that fails that way: tests/engine/test_verify_hints.py.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

HEADERS = {
    "libpq-fe.h": "libpq-dev",
    "mysql.h": "default-libmysqlclient-dev",
    "Python.h": "python3-dev",
    "ffi.h": "libffi-dev",
    "openssl/ssl.h": "libssl-dev",
    "zlib.h": "zlib1g-dev",
    "jpeglib.h": "libjpeg-dev",
    "libxml/xpath.h": "libxml2-dev",
    "libxml/xmlversion.h": "libxml2-dev",
    "sqlite3.h": "libsqlite3-dev",
    "curl/curl.h": "libcurl4-openssl-dev",
    "cairo.h": "libcairo2-dev",
    "yaml.h": "libyaml-dev",
    "gmp.h": "libgmp-dev",
    "ldap.h": "libldap2-dev",
    "sodium.h": "libsodium-dev",
}
"""Debian's packages for C headers that extensions ask for: https://packages.debian.org."""

LIBRARIES = {
    "libpq.so.5": "libpq5",
    "libatomic.so.1": "libatomic1",
    "libgomp.so.1": "libgomp1",
    "libGL.so.1": "libgl1",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libvips.so.42": "libvips42",
    "libxml2.so.2": "libxml2",
    "libxslt.so.1": "libxslt1.1",
    "libcurl.so.4": "libcurl4",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libcairo.so.2": "libcairo2",
    "libmariadb.so.3": "libmariadb3",
    "libmagic.so.1": "libmagic1",
    "libnss3.so": "libnss3",
    "libsqlite3.so.0": "libsqlite3-0",
    "libstdc++.so.6": "libstdc++6",
    "libyaml-0.so.2": "libyaml-0-2",
}
"""Debian's packages for shared libraries that programs ask for."""


@dataclass(frozen=True, slots=True)
class Hint:
    """What to do, and the line that told."""

    text: str
    line: str


@dataclass(frozen=True, slots=True)
class Row:
    """A cause.

    Args:
        name: what it is called, in tests and in the JSON report.
        pattern: what gives it away.
        sentence: what to do; `{name}` stands for the pattern's group of that name, and
            `{package}` for what the table `packages` has for the group `file`.
        packages: Debian's packages by file, for causes that a package mends.
    """

    name: str
    pattern: str
    sentence: str
    packages: dict[str, str] | None = None

    def hint(self, said: str) -> Hint | None:
        """The sentence, where the pattern matches."""
        match = re.search(self.pattern, said, re.MULTILINE)
        if match is None:
            return None
        groups = {name: value or "" for name, value in match.groupdict().items()}
        groups["below"] = groups.get("below") or groups.get("walked", "")
        package = (self.packages or {}).get(groups.get("file", ""))
        groups["package"] = f" (Debian: {package})" if package else ""
        begin = said.rfind("\n", 0, match.start()) + 1
        line = said[begin:].partition("\n")[0]
        return Hint(" ".join(self.sentence.format(**groups).split()), line)


BUILD = (
    Row(
        "lockfile-missing",
        r"can only install with an existing package-lock|ERR_PNPM_NO_LOCKFILE|No lockfile found"
        r"|lockfile.* not found|could not find .*\.lock",
        "the install step needs a lockfile, but there is none: run the package manager's install "
        "once, commit the lockfile it writes, and make sure that .dockerignore does not exclude it",
    ),
    Row(
        "lockfile-outdated",
        r"are in sync|ERR_PNPM_OUTDATED_LOCKFILE|lockfile would have been modified"
        r"|lockfile had changes, but lockfile is frozen|lock file .* needs to be updated",
        "the manifest and the lockfile disagree: run the package manager's install once, and "
        "commit the lockfile",
    ),
    Row(
        "file-not-sent",
        r'"/?(?P<file>[^"\n]+)": not found'
        r'|copier: stat: "/?(?P<other>[^"\n]+)": no such file or directory'
        r'|no items matching glob "(?:[^"\n]*/)?(?P<third>[^"\n/]+)" copied'
        # The folder is named alone where nothing of it was sent; the instruction names the file.
        r"|failed to walk \S+: lstat \S+/buildkit-mount\d+/(?P<walked>\S+): no such file"
        r"(?:[^\n]*\n(?:COPY|ADD) [^\n]*?(?:\./|/|\b)(?P<below>(?P=walked)\S*))?",
        "{file}{other}{third}{below} is not in the build context: it is not in the project, or "
        ".dockerignore excludes it",
    ),
    Row(
        "no-such-base",
        r"(?:resolve source metadata|initializing source|reading manifest|Unable to find image)"
        r"[^\n]*(?:not found|denied|manifest unknown|name unknown|unauthorized|authentication)",
        "the registry has no such image, or requires a login: check its name and tag, and log in "
        "if it is private",
    ),
    Row(
        "registry-unreachable",
        r"resolve source metadata|pinging container registry|toomanyrequests",
        "the registry of the base image does not answer: check the network and the proxy of the "
        "engine (not only the shell's), or pull the image from a network that can reach it",
    ),
    Row(
        "header-missing",
        r"fatal error: (?P<file>[\w./+-]+\.h(?:pp)?): No such file",
        "the build stage lacks the system library that provides {file}{package}: install it "
        "in that stage with apt-get",
        HEADERS,
    ),
    Row(
        "library-config-missing",
        r"(?P<file>pg_config|mysql_config|xml2-config|xslt-config) (?:executable )?not found"
        r"|Package '?(?P<other>[\w.+-]+)'?,? (?:required by .*, )?(?:was )?not found"
        r"|No package '(?P<third>[\w.+-]+)' found",
        "the build stage lacks the system library behind {file}{other}{third}{package}: install "
        "its -dev package in that stage with apt-get",
        {
            "pg_config": "libpq-dev",
            "mysql_config": "default-libmysqlclient-dev",
            "xml2-config": "libxml2-dev",
            "xslt-config": "libxslt1-dev",
        },
    ),
    Row(
        "compiler-missing",
        r"linker `cc` not found|command '?(?:gcc|cc|g\+\+|c\+\+|x86_64-linux-gnu-gcc)'? failed"
        r"|unable to execute '(?:gcc|cc)'|(?:gcc|cc|g\+\+|make): (?:command )?not found"
        r"|not found: make|gyp ERR! find Python|No CMAKE_CXX_COMPILER|C compiler cannot create",
        "a dependency compiles native code, and the build stage has no compiler: install "
        "build-essential (and python3 for node-gyp) in that stage with apt-get",
    ),
    Row(
        "command-missing",
        r"/bin/sh: (?:\d+: |line \d+: )?(?P<file>[\w./+-]+): (?:command )?not found"
        r"|exec: \"(?P<other>[^\"]+)\": executable file not found",
        "the image has no command {file}{other}: install it in this stage, or start from an image "
        "that has it; a script with Windows line endings fails the same way",
    ),
    Row(
        "not-executable",
        r"(?P<file>\./[\w./+-]+): Permission denied",
        "{file} is not executable: `git update-index --chmod=+x {file}`, and commit",
    ),
    Row(
        "java-version",
        r"release version (?P<file>\d+) not supported|invalid target release: (?P<other>\d+)",
        "the project asks for Java {file}{other}, but the JDK of the build stage is older",
    ),
    Row(
        "network",
        r"Temporary failure (?:in name resolution|resolving)|EAI_AGAIN|ENOTFOUND|ETIMEDOUT"
        r"|Could not resolve host|Name or service not known|UnknownHostException"
        r"|Failed to establish a new connection",
        "the build has no network: behind a proxy, pass --build-arg=HTTPS_PROXY=…; if the "
        "host's network must be used, pass --network host",
    ),
    Row(
        "certificate",
        r"SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_GET_ISSUER_CERT|self[- ]signed certificate"
        r"|CERTIFICATE_VERIFY_FAILED|PKIX path building failed",
        "something between here and the registry uses its own certificate: give the build "
        "stage that CA, for example as `RUN --mount=type=secret`",
    ),
    Row(
        "disk-full",
        r"[Nn]o space left on device|ENOSPC",
        "the disk is full: `docker system df` shows what uses it, `docker builder prune` frees "
        "the build cache",
    ),
    Row(
        "out-of-memory",
        r"exit (?:code: |status )137|JavaScript heap out of memory|OutOfMemoryError",
        "the build ran out of memory: give the engine's machine more, or the tool less "
        "(NODE_OPTIONS=--max-old-space-size, MAVEN_OPTS=-Xmx)",
    ),
    Row(
        "tests-failed",
        r"There are test failures|Tests run: \d+, Failures: [1-9]|Tests:\s+\d+ failed"
        r"|^\S fail [1-9]",
        "the project's own tests fail in the build: run them outside the build first",
    ),
)
"""Causes that a builder's output gives away."""

RUN = (
    Row(
        "command-missing",
        r"exec: \"(?P<file>[^\"]+)\": (?:executable file not found|stat .*: no such file)"
        r"|executable file `(?P<other>[^`]+)` not found|exec (?P<third>\S+): no such file",
        "the start command is wrong: the image has no {file}{other}{third}; see ENTRYPOINT and CMD",
    ),
    Row(
        "not-executable",
        r"exec: \"(?P<file>[^\"]+)\": permission denied|exec (?P<other>\S+): permission denied",
        "the start command {file}{other} is not executable for the image's user: COPY it with "
        "--chmod=755",
    ),
    Row(
        "exec-format",
        r"exec format error",
        "the start command is built for another CPU architecture, or is a script without a first "
        "line such as #!/bin/sh",
    ),
    Row(
        "entry-file-missing",
        r"Cannot find module '(?P<file>/[^']+)'|can't open file '(?P<other>[^']+)'"
        r"|Unable to access jarfile (?P<third>\S+)"
        r"|Could not find or load main class (?P<fourth>\S+)|no main manifest attribute",
        "the start command is wrong: it names {file}{other}{third}{fourth}, which is not in the "
        "image under that name; see CMD and the COPY lines",
    ),
    Row(
        "dependency-missing",
        r"Cannot find (?:module|package) '(?P<file>[^'/.][^']*)'"
        r"|No module named '?(?P<other>[\w.]+)|NoClassDefFoundError: (?P<third>\S+)",
        "{file}{other}{third} is not in the image: it is a development dependency, or is missing "
        "from the manifest",
    ),
    Row(
        "library-missing",
        r"(?P<file>[\w+.-]+\.so[\w.]*): cannot open shared object file"
        r"|Error loading shared library (?P<other>[\w+.-]+)",
        "the image lacks a system library, {file}{other}{package}: install it in the last stage",
        LIBRARIES,
    ),
    Row(
        "read-only",
        r"EROFS: read-only file system, \w+ '(?P<file>[^']+)'"
        r"|Read-only file system: '(?P<other>[^']+)'"
        r"|[\"'`]?(?P<third>/[^\s:\"'`]+)[\"'`]?[^\n/]*[Rr]ead-only file system"
        r"|[Rr]ead-only file system",
        "it writes to its root file system {file}{other}{third}, which is read-only here, as on "
        "many clusters: let it write below /tmp, declare a VOLUME, or try --tmpfs FOLDER",
    ),
    Row(
        "no-permission",
        r"EACCES: permission denied, \w+ '(?P<file>[^']+)'"
        r"|Permission denied: '(?P<other>[^']+)'"
        r"|(?P<third>/[^\s:\"']+)[\"']? failed \(13: Permission denied\)"
        r"|AccessDeniedException: (?P<fourth>\S+)",
        "the image's user cannot write or read {file}{other}{third}{fourth}: create it with "
        "`COPY --chown` or `install -d -o UID` for that user",
    ),
    Row(
        "low-port",
        r"listen EACCES: permission denied \S*:(?P<file>\d+)"
        r"|bind\(\) to \S+:(?P<other>\d+) failed \(13",
        "port {file}{other} is below 1024, which needs extra privileges: listen on 8080 instead",
    ),
    Row(
        "port-taken",
        r"EADDRINUSE|Address already in use",
        "the port is already in use inside the container: two processes listen on it",
    ),
    Row(
        "service-missing",
        r"(?:ECONNREFUSED|[Cc]onnection refused|ENOTFOUND|EAI_AGAIN|could not translate host name"
        r"|UnknownHostException)[^\n]*?(?P<file>[\w.-]+(?::\d+)?)?$",
        "it cannot reach a service that it needs ({file}): add it to a compose file, which "
        "verify starts, or point it elsewhere with --env KEY=VALUE",
    ),
    Row(
        "variable-missing",
        r"KeyError: '(?P<file>[A-Z][A-Z0-9_]+)'"
        r"|Could not resolve placeholder '(?P<other>[^']+)'"
        r"|(?P<third>[A-Z][A-Z0-9_]{2,}) (?:environment variable )?(?:is (?:not set|required"
        r"|missing|undefined)|must be set)"
        r"|[Mm]issing (?:required )?(?:environment )?variable:? (?P<fourth>[A-Z][A-Z0-9_]+)",
        "it needs the variable {file}{other}{third}{fourth}: give it with --env NAME=VALUE",
    ),
    Row(
        "out-of-memory",
        r"JavaScript heap out of memory|OutOfMemoryError|Cannot allocate memory|MemoryError",
        "it ran out of memory: give it more with --memory, or limit its heap",
    ),
)
"""Causes that the output of a container gives away."""


def of_build(said: str, instruction: str = "") -> Hint:
    """The hint for a failed build; an empty one where no cause is known.

    Args:
        said: what the failed step printed, with the builder's message.
        instruction: the instruction that failed, on one line.
    """
    return _first(BUILD, f"{said}\n{instruction}" if instruction else said)


def of_run(said: str) -> Hint:
    """The hint for a container that does not run or answer; an empty one where none is known."""
    return _first(RUN, said)


def _first(rows: Sequence[Row], said: str) -> Hint:
    return next((hint for row in rows if (hint := row.hint(said))), Hint("", ""))


def last_lines(said: Sequence[str], hint: Hint, count: int) -> tuple[str, ...]:
    """The last lines of an output, and the line that tells the cause where it is further up."""
    shown = tuple(said[-count:])
    if not hint.line or hint.line in shown or hint.line not in said:
        return shown
    return (hint.line, "…", *shown[2:])
