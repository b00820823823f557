"""Build constraints, as https://pkg.go.dev/cmd/go#hdr-Build_constraints has them."""

from __future__ import annotations

import pytest

from dockgen.ecosystems.go.code.constraints import is_built

PACKAGE = "\n\npackage main\n"


@pytest.mark.parametrize(
    ("line", "built"),
    [
        ("//go:build linux", True),
        ("//go:build windows", False),
        ("//go:build !windows", True),
        ("//go:build linux && amd64", True),
        ("//go:build linux && (arm64 || amd64)", True),
        ("//go:build darwin || (linux && !cgo)", False),
        ("//go:build ignore", False),
        ("//go:build mage", False),
        ("//go:build go1.18", True),
        ("//go:build unix", True),
        ("//go:build extra", True),
        ("// +build linux darwin", True),
        ("// +build linux,arm64", False),
        ("// +build !linux", False),
        ("// +build linux\n// +build ignore", False),
        ("//go:build", True),
    ],
)
def test_what_a_line_asks_for(line: str, *, built: bool) -> None:
    assert is_built("main.go", f"{line}{PACKAGE}", ["extra"]) is built


@pytest.mark.parametrize(
    ("name", "built"),
    [
        ("main.go", True),
        ("main_linux.go", True),
        ("main_windows.go", False),
        ("main_linux_amd64.go", True),
        ("main_linux_arm64.go", False),
        ("main_darwin_amd64.go", False),
        ("main_amd64.go", True),
        ("windows.go", True),
        ("x_plan9_test.go", False),
    ],
)
def test_what_a_name_asks_for(name: str, *, built: bool) -> None:
    assert is_built(name, PACKAGE) is built


def test_a_line_below_the_package_is_a_comment() -> None:
    assert is_built("main.go", f"{PACKAGE}\n//go:build ignore\n")
