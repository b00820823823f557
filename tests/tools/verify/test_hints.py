"""The words of hints; that each cause is told by a real failure, the engine tests show."""

from __future__ import annotations

import re

import pytest

from dockgen.tools.verify import hints
from dockgen.tools.verify.hints import Hint

ALL = [*hints.BUILD, *hints.RUN]


@pytest.mark.parametrize("row", ALL, ids=lambda row: row.name)
def test_a_sentence_uses_only_what_its_pattern_names(row: hints.Row) -> None:
    used = set(re.findall(r"\{(\w+)\}", row.sentence))
    named = set(re.compile(row.pattern).groupindex)
    assert used <= {*named, "package"}
    assert named - {"walked"} <= used  # that one stands in for `below`


@pytest.mark.parametrize(
    ("said", "hint"),
    [
        ("query.c:1:10: fatal error: libpq-fe.h: No such file or directory", "libpq-dev"),
        ("Error: pg_config executable not found.", "pg_config (Debian: libpq-dev)"),
        ("No package 'vips-cpp' found", "behind vips-cpp:"),
        ("/bin/sh: 1: ./mvnw: not found", "no command ./mvnw"),
        ("sh: ./gradlew: Permission denied", "not executable"),
        ("error: release version 25 not supported", "asks for Java 25"),
        ('failed to compute cache key: "/dist": not found', "dist is not in the build context"),
        ("failed to walk /x/buildkit-mount1/app: lstat /x/buildkit-mount1/app: no such file",
         "app is not in the build context"),
        ("toomanyrequests: You have reached your pull rate limit", "does not answer"),
        ("all is well", ""),
    ],
)  # fmt: skip
def test_build_hints_name_what_they_are_about(said: str, hint: str) -> None:
    assert hint in hints.of_build(said).text
    assert bool(hints.of_build(said).text) == bool(hint)


@pytest.mark.parametrize(
    ("instruction", "named"),
    [
        ("COPY app/config.json ./", "app/config.json is not"),
        ("COPY --chown=1000 main.py ./app/config.json ./", "app/config.json is not"),
        ("RUN npm ci", "app is not"),
    ],
)
def test_where_only_a_folder_is_missed_the_instruction_names_the_file(
    instruction: str, named: str
) -> None:
    said = "failed to walk /x/buildkit-mount1/app: lstat /x/buildkit-mount1/app: no such file"
    assert hints.of_build(said, instruction).text.startswith(named)


@pytest.mark.parametrize(
    ("said", "hint"),
    [
        ("app: error while loading shared libraries: libvips.so.42: cannot open shared object file",
         "libvips.so.42 (Debian: libvips42)"),
        ("Error: Unable to access jarfile app.jar", "it names app.jar"),
        ("ModuleNotFoundError: No module named 'flask'", "flask is not in the image"),
        ("OSError: [Errno 30] Read-only file system: '/data/x'", "file system /data/x, which"),
        ("nginx: mkdir() \"/var/cache/nginx\" failed (30: Read-only file system)",
         "/var/cache/nginx"),
        ("nginx: open() \"/run/nginx.pid\" failed (13: Permission denied)", "/run/nginx.pid"),
        ("bind() to 0.0.0.0:80 failed (13: Permission denied)", "port 80 is below 1024"),
        ("Error: listen EACCES: permission denied 0.0.0.0:80", "port 80 is below 1024"),
        ("Error: connect ECONNREFUSED 127.0.0.1:5432", "(127.0.0.1:5432)"),
        ("java.net.UnknownHostException: db", "(db)"),
        ("Could not resolve placeholder 'JWT_SECRET' in value", "variable JWT_SECRET"),
        ("MAIL_HOST environment variable is required", "variable MAIL_HOST"),
    ],
)  # fmt: skip
def test_run_hints_name_what_they_are_about(said: str, hint: str) -> None:
    assert hint in hints.of_run(f"starting\n{said}\n").text


def test_the_telling_line_is_shown_even_where_it_is_further_up() -> None:
    said = ["cause", *(f"line {number}" for number in range(30))]
    shown = hints.last_lines(said, Hint("do", "cause"), 5)
    assert shown == ("cause", "…", "line 27", "line 28", "line 29")
    assert hints.last_lines(said, Hint("do", "line 29"), 2) == ("line 28", "line 29")
    assert hints.last_lines(said, Hint("", ""), 1) == ("line 29",)
    assert hints.last_lines(said, Hint("do", "elsewhere"), 1) == ("line 29",)
