"""Scripts are read in a time that grows with their length, not with its square."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable

import pytest

import dockgen as library
from dockgen.core.errors import DockgenError
from tests.conftest import MakeProject

BOOT = "plugins {\n  id 'org.springframework.boot' version '3.5.7'\n}\n"
WHOLE = 3_000
FORMS: dict[str, Callable[[int], str]] = {
    "comments": lambda n: "// words of a comment that is as long as most\n" * n,
    "a long comment": lambda n: f"/*{'x y' + chr(10)}*/\n" * n,
    "empty lines": lambda n: "\n" * n * 4,
    "blanks": lambda n: f"{' ' * 30}\n" * n,
    "strings": lambda n: "def x = 'a b c'\n" * n,
    "blocks": lambda n: "task a { doLast { println 'x' } }\n" * n,
    "blocks left open": lambda n: "project(':a') {\n" * n,
    "dependencies": lambda n: "dependencies { implementation 'a.b:c:1' }\n" * n,
    "tasks": lambda n: "tasks.bootJar { archiveFileName = 'a.jar' }\n" * n,
}


@pytest.mark.parametrize("name", FORMS)
def test_reading_is_linear(project: MakeProject, name: str) -> None:
    spent = []
    for size in (WHOLE // 4, WHOLE):
        made = project({"build.gradle": f"{BOOT}{FORMS[name](size)}\n// the end\n"})
        began = time.process_time()
        with contextlib.suppress(DockgenError):  # what the scripts say is not the matter here
            library.detect(made)
        spent.append(time.process_time() - began)
    assert spent[1] < max(8 * spent[0], 0.5)  # the square would be 16 times
