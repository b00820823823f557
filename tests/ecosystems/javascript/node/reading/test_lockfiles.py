"""What lockfiles say."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockgen.core.errors import UnusableInput
from dockgen.core.project import TextFile
from dockgen.ecosystems.javascript.node.package_managers import lockfiles, staleness
from dockgen.ecosystems.javascript.node.package_managers.lockfiles import Locked
from tests.conftest import MakeProject

NPM = json.dumps(
    {
        "lockfileVersion": 3,
        "packages": {
            "": {"dependencies": {"ms": "^2.1.0"}, "devDependencies": {"tap": "1"}},
            "apps/a": {"dependencies": {"ms": "^2.0.0"}},
            "node_modules/ms": {"version": "2.1.3"},
            "node_modules/tap": {"version": "1.0.0", "dependencies": {"nan": "2"}},
            "node_modules/tap/node_modules/ms": {"version": "1.0.0"},
            "node_modules/a": {"link": True},
        },
    },
    indent=1,
)
PNPM_9 = """\
lockfileVersion: '9.0'

settings:
  autoInstallPeers: true

importers:

  .:
    dependencies:
      ms:
        specifier: ^2.1.0
        version: 2.1.3
  apps/a:
    dependencies:
      '@scope/b':
        specifier: workspace:*
        version: link:../b

packages:

  ms@2.1.3:
    resolution: {integrity: sha512-x}

  '@scope/native@1.0.0(peer@2.0.0)':
    resolution: {integrity: sha512-x}

snapshots:

  ms@2.1.3: {}

  '@scope/native@1.0.0(peer@2.0.0)':
    dependencies:
      nan: 2.0.0
"""
PNPM_6 = """\
lockfileVersion: '6.0'

dependencies:
  ms:
    specifier: ^2.1.0
    version: 2.1.3

packages:

  /ms@2.1.3:
    resolution: {integrity: sha512-x}
"""
PNPM_5 = """\
lockfileVersion: 5.4

specifiers:
  ms: ^2.1.0

dependencies:
  ms: 2.1.3

packages:

  /ms/2.1.3:
    resolution: {integrity: sha512-x}
"""
YARN_1 = """\
# yarn lockfile v1


"@scope/a@^1.0.0", "@scope/a@^1.1.0":
  version "1.2.0"
  dependencies:
    nan "^2.0.0"

ms@^2.1.0:
  version "2.1.3"
"""
YARN_4 = """\
__metadata:
  version: 8
  cacheKey: 10c0

"demo@workspace:.":
  version: 0.0.0-use.local
  dependencies:
    ms: "npm:^2.1.0"

"ms@npm:^2.1.0":
  version: 2.1.3
  resolution: "ms@npm:2.1.3"
"""
BUN = """\
{
  "lockfileVersion": 1,
  "workspaces": { "": { "name": "demo", "dependencies": { "ms": "^2.1.0", }, }, },
  "packages": {
    "ms": ["ms@2.1.3", "", {}, "sha512-x"],
    "native": ["native@1.0.0", "", { "dependencies": { "nan": "2" } }, "sha512-x"],
  }
}
"""
FILES = {
    "package-lock.json": NPM,
    "pnpm-lock.yaml": PNPM_9,
    "yarn.lock": YARN_4,
    "bun.lock": BUN,
}


def stale(locked: Locked, declared: dict[str, str], folder: str = "") -> list[str]:
    return staleness.stale(locked, staleness.Asked(folder, declared))


def read(make: MakeProject, name: str, text: str) -> Locked:
    return lockfiles.read(make({name: text}), name)


@pytest.mark.parametrize(
    ("name", "text", "version"),
    [
        ("package-lock.json", NPM, "3"),
        ("pnpm-lock.yaml", PNPM_9, "9.0"),
        ("pnpm-lock.yaml", PNPM_6, "6.0"),
        ("pnpm-lock.yaml", PNPM_5, "5.4"),
        ("yarn.lock", YARN_1, None),
        ("yarn.lock", YARN_4, "8"),
        ("bun.lock", BUN, "1"),
    ],
)
def test_every_format_tells_its_version_and_the_versions_of_packages(
    project: MakeProject, name: str, text: str, version: str | None
) -> None:
    locked = read(project, name, text)
    assert (locked.format.value if locked.format else None) == version
    found = locked.version("ms")
    assert found is not None
    assert found.value == "2.1.3"
    assert found.evidence.line is not None
    assert (
        "ms"
        in text.splitlines()[found.evidence.line - 1] + text.splitlines()[found.evidence.line - 2]
    )
    assert stale(locked, {"ms": "^2.1.0"}) == []
    assert locked.version("nothing") is None


@pytest.mark.parametrize(
    ("name", "text", "package"),
    [
        ("package-lock.json", NPM, "tap"),
        ("pnpm-lock.yaml", PNPM_9, "@scope/native"),
        ("yarn.lock", YARN_1, "@scope/a"),
        ("bun.lock", BUN, "native"),
    ],
)
def test_what_a_package_depends_on_is_known(
    project: MakeProject, name: str, text: str, package: str
) -> None:
    assert read(project, name, text).needs[package] == {"nan"}


@pytest.mark.parametrize(
    ("name", "text"),
    [*FILES.items(), ("pnpm-lock.yaml", PNPM_6), ("pnpm-lock.yaml", PNPM_5), ("yarn.lock", YARN_1)],
)
def test_a_stale_lockfile_is_told_package_by_package(
    project: MakeProject, name: str, text: str
) -> None:
    locked = read(project, name, text)
    found = stale(locked, {"ms": "^3.0.0", "koa": "^3.0.0"})
    assert [one.split(" (")[0] for one in found] == ["ms ^3.0.0", "koa ^3.0.0"]


def test_what_a_lockfile_was_made_for_is_named(project: MakeProject) -> None:
    locked = read(project, "package-lock.json", NPM)
    assert stale(locked, {"ms": "^3.0.0"}) == ["ms ^3.0.0 (the lockfile has 2.1.3)"]


def test_members_of_a_workspace_are_compared_with_their_own_part(project: MakeProject) -> None:
    locked = read(project, "package-lock.json", NPM)
    assert stale(locked, {"ms": "^2.0.0"}, "apps/a") == []
    assert stale(locked, {"ms": "^2.0.0"}, "apps/unknown") == []


def test_links_and_catalogs_are_not_stale(project: MakeProject) -> None:
    assert stale(read(project, "yarn.lock", YARN_4), {"a": "workspace:*"}) == []
    assert stale(read(project, "pnpm-lock.yaml", PNPM_9), {"a": "catalog:"}) == []


def test_a_binary_lockfile_is_left_alone(project: MakeProject) -> None:
    locked = read(project, "bun.lockb", "x")
    assert locked.format is None
    assert stale(locked, {"ms": "1"}) == []
    assert locked.line_of("ms") is None


def test_an_old_npm_lockfile_has_only_its_format(project: MakeProject) -> None:
    locked = read(project, "package-lock.json", '{"lockfileVersion": 1, "dependencies": {}}')
    assert locked.format is not None
    assert stale(locked, {"ms": "1"}) == []


@pytest.mark.parametrize("name", FILES)
def test_an_unfinished_merge_is_an_error_with_its_line(project: MakeProject, name: str) -> None:
    text = f"{{\n<<<<<<< HEAD\n{FILES[name]}"
    with pytest.raises(UnusableInput, match=f"{name}:2: holds the marks of a merge"):
        read(project, name, text)


@given(st.sampled_from(["pnpm-lock.yaml", "yarn.lock"]), st.text())
def test_any_text_is_read_without_complaint(name: str, text: str) -> None:
    lockfiles.READERS[name](TextFile(name, text))


@given(st.sampled_from(sorted(FILES)), st.data())
def test_a_lockfile_cut_short_is_read_or_refused_in_one_sentence(
    name: str, data: st.DataObject
) -> None:
    text = FILES[name]
    cut = text[: data.draw(st.integers(0, len(text)))]
    try:
        lockfiles.READERS[name](TextFile(name, cut))
    except UnusableInput as problem:
        assert "\n" not in str(problem)  # noqa: PT017  either way is right
