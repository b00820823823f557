"""`dockgen update`: changes come in, edits stay, and what contradicts itself is shown."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import dockgen
from dockgen.managed_files.merge import merge, merged
from dockgen.managed_files.writing import lines_of
from dockgen.rendering.render import templates_folder
from tests.command_line import NODE, PAGES, Dockgen, files_in, release
from tests.conftest import write_files

Files = Mapping[str, str | None]

SITE = {
    "package.json": """\
{
  "name": "site",
  "scripts": {"build": "vite build"},
  "devDependencies": {"vite": "^7.0.0"}
}
""",
    "package-lock.json": "{}\n",
}
BUILT = NODE["package.json"].replace('"node server.js"', '"node dist/server.js", "build": "tsc"')

CHANGES: dict[str, tuple[Files, Files]] = {
    "another Node.js": (NODE, {".nvmrc": "24\n"}),
    "another package manager": (NODE, {"package-lock.json": None, "pnpm-lock.yaml": ""}),
    "another port": (NODE, {"server.js": "x.listen(process.env.PORT || 4000)\n"}),
    "another start command": (
        NODE,
        {
            "package.json": NODE["package.json"].replace(
                "node server", "node --trace-warnings server"
            )
        },
    ),
    "a build, and so another shape": (NODE, {"package.json": BUILT}),
    "a page fewer": (PAGES, {"public/404.html": None}),
    "pages at another place": (PAGES, {"public/index.html": None, "site/index.html": "<h1>"}),
    "a site becomes a server": (SITE, NODE),
    "a server becomes a site": (NODE, {**SITE, "server.js": None}),
    "nothing": (NODE, {}),
}


def change(root: Path, files: Files) -> None:
    write_files(root, {path: text for path, text in files.items() if text is not None})
    for path, text in files.items():
        if text is None:
            (root / path).unlink()


def started(root: Path, dockgen: Dockgen, files: Files = NODE, *options: str) -> Path:
    """A project with what `dockgen init` wrote."""
    write_files(root, {path: text for path, text in files.items() if text is not None})
    assert dockgen("init", "--yes", *options, root).code == 0
    return root


def edit(root: Path, old: str, new: str, path: str = "Dockerfile") -> None:
    text = (root / path).read_text()
    assert old in text
    (root / path).write_text(text.replace(old, new))


@pytest.mark.parametrize("what", CHANGES)
def test_without_an_edit_an_update_equals_a_fresh_init(
    what: str, tmp_path: Path, dockgen: Dockgen
) -> None:
    before, after = CHANGES[what]
    root = started(tmp_path / "kept" / "demo", dockgen, before)
    change(root, after)
    assert dockgen("update", root).code == 0

    fresh = tmp_path / "fresh" / "demo"
    shutil.copytree(root, fresh)
    record = json.loads((fresh / ".dockgen.lock").read_text())
    for path in (*record["dockerfiles"]["Dockerfile"]["files"], ".dockgen.lock", ".dockgen.yml"):
        (fresh / path).unlink()
    # The kind of the project was decided by the first run, and is kept.
    detector = record["dockerfiles"]["Dockerfile"]["detector"]
    assert dockgen("init", "--yes", "--detector", detector, fresh).code == 0

    kept, made = files_in(root), files_in(fresh)
    for files in (kept, made):
        del files[".dockgen.lock"]  # it says of each fact where it was read
    assert kept == made


@pytest.mark.parametrize("what", CHANGES)
def test_updating_twice_changes_nothing(what: str, tmp_path: Path, dockgen: Dockgen) -> None:
    before, after = CHANGES[what]
    root = started(tmp_path, dockgen, before)
    change(root, after)
    edit(root, "\n", "\n# mine\n", "Dockerfile")
    dockgen("update", root)
    if "<<<<<<<" in (root / "Dockerfile").read_text():
        edit(root, "<<<<<<< yours\n", "")
        text = (root / "Dockerfile").read_text().split("\n")
        lines = [line for line in text if not line.startswith(("=======", ">>>>>>>"))]
        (root / "Dockerfile").write_text("\n".join(lines))
    once = {path: (root / path).stat().st_mtime_ns for path in files_in(root)}
    done = dockgen("update", root)
    assert (done.code, done.out) == (0, "Dockerfile: nothing to do\n")
    assert {path: (root / path).stat().st_mtime_ns for path in files_in(root)} == once


def test_edits_and_changes_are_both_in_the_file(tmp_path: Path, dockgen: Dockgen) -> None:
    root = started(tmp_path, dockgen)
    edit(root, "WORKDIR /app\n", "WORKDIR /app\nENV TZ=UTC\n")
    edit(
        root,
        "# Not needed at run time\n",
        "# Mine\nnotes\n\n# Not needed at run time\n",
        ".dockerignore",
    )
    change(root, {".nvmrc": "24\n"})
    done = dockgen("update", root)
    assert (done.code, done.out) == (
        0,
        "language_version 22 -> 24, .nvmrc:1\nDockerfile: merged\n",
    )
    text = (root / "Dockerfile").read_text()
    assert "FROM node:24-slim AS runtime\nWORKDIR /app\nENV TZ=UTC\n" in text
    assert "# Mine\nnotes\n" in (root / ".dockerignore").read_text()


def test_an_overlap_is_marked_in_the_file_and_listed(tmp_path: Path, dockgen: Dockgen) -> None:
    root = started(tmp_path, dockgen)
    edit(root, "FROM node:22-slim AS runtime", "FROM node:22-bookworm AS runtime")
    change(root, {".nvmrc": "24\n"})
    done = dockgen("update", root)
    assert done.code == 1
    assert done.out.splitlines()[-1] == (
        "Dockerfile:5: conflict between your lines and dockgen 0.1.0 (language_version 22 -> 24)"
    )
    assert "dockgen check" in done.err
    assert (root / "Dockerfile").read_text().splitlines()[3:10] == [
        "# runtime runs the application",
        "<<<<<<< yours",
        "FROM node:22-bookworm AS runtime",
        "=======",
        "FROM node:24-slim AS runtime",
        ">>>>>>> dockgen 0.1.0 (language_version 22 -> 24)",
        "WORKDIR /app",
    ]


def test_a_file_with_a_standing_conflict_is_refused(tmp_path: Path, dockgen: Dockgen) -> None:
    root = started(tmp_path, dockgen)
    edit(root, "FROM node:22-slim", "FROM node:22-bookworm")
    change(root, {".nvmrc": "24\n"})
    dockgen("update", root)
    before = files_in(root)
    done = dockgen("update", root)
    assert done.code == 2
    assert "Dockerfile:5: still contains a conflict from an earlier merge" in done.err
    assert files_in(root) == before


def test_an_overlap_can_be_put_beside_the_file(tmp_path: Path, dockgen: Dockgen) -> None:
    root = started(tmp_path, dockgen)
    edit(root, "FROM node:22-slim", "FROM node:22-bookworm")
    change(root, {".nvmrc": "24\n", "server.js": "x.listen(process.env.PORT || 4000)\n"})
    done = dockgen("update", "--conflict", "rej", root)
    assert done.code == 1
    assert "Dockerfile:5: conflict between your lines and dockgen" in done.out
    assert "see Dockerfile.rej" in done.out
    text = (root / "Dockerfile").read_text()
    assert "FROM node:22-bookworm" in text
    assert "EXPOSE 4000" in text
    assert (root / "Dockerfile.rej").read_text() == (
        "--- Dockerfile\n"
        "+++ Dockerfile (dockgen 0.1.0)\n"
        "@@ -5,1 +5,1 @@ dockgen 0.1.0 (language_version 22 -> 24)\n"
        "-FROM node:22-slim AS runtime\n"
        "+FROM node:24-slim AS runtime\n"
    )
    # The second run has nothing to add, so it changes nothing and needs no new file.
    assert dockgen("update", "--conflict", "rej", root).out == "Dockerfile: nothing to do\n"


def test_what_was_left_out_before_is_not_overwritten(tmp_path: Path, dockgen: Dockgen) -> None:
    root = started(tmp_path, dockgen)
    edit(root, "FROM node:22-slim", "FROM node:22-bookworm")
    change(root, {".nvmrc": "24\n", "Dockerfile.rej": "from last time\n"})
    before = files_in(root)
    done = dockgen("update", "--conflict", "rej", root)
    assert done.code == 2
    assert "Dockerfile.rej: is left from an earlier update" in done.err
    assert files_in(root) == before


def test_where_the_user_was_faster_there_is_no_conflict(tmp_path: Path, dockgen: Dockgen) -> None:
    root = started(tmp_path, dockgen)
    edit(root, "FROM node:22-slim", "FROM node:24-slim@sha256:" + "a" * 64)
    change(root, {".nvmrc": "24\n"})
    assert dockgen("check", root).code == 0
    done = dockgen("update", root)
    assert done.code == 0
    assert "FROM node:24-slim@sha256:aaaa" in (root / "Dockerfile").read_text()


def test_a_dry_run_shows_the_difference_and_writes_nothing(
    tmp_path: Path, dockgen: Dockgen
) -> None:
    root = started(tmp_path, dockgen)
    change(root, {".nvmrc": "24\n"})
    before = files_in(root)
    done = dockgen("update", "--dry-run", root)
    assert done.code == 0
    assert "\n-FROM node:22-slim AS runtime\n+FROM node:24-slim AS runtime\n" in done.out
    assert done.out.startswith("--- a/Dockerfile\n+++ b/Dockerfile\n")
    assert "language_version 22 -> 24, .nvmrc:1" in done.err
    assert files_in(root) == before


def test_a_dry_run_tells_of_a_conflict_too(tmp_path: Path, dockgen: Dockgen) -> None:
    root = started(tmp_path, dockgen)
    edit(root, "FROM node:22-slim", "FROM node:22-bookworm")
    change(root, {".nvmrc": "24\n"})
    done = dockgen("update", "--dry-run", root)
    assert done.code == 1
    assert "+<<<<<<< yours\n" in done.out
    assert "Dockerfile:5: conflict" in done.err


def test_a_deleted_file_stays_deleted(tmp_path: Path, dockgen: Dockgen) -> None:
    root = started(tmp_path, dockgen, PAGES)
    (root / "nginx.conf").unlink()
    change(root, {"public/404.html": None})
    for _ in range(2):
        done = dockgen("update", root)
        assert (done.code, "nginx.conf: stays deleted, because you deleted it" in done.out) == (
            0,
            True,
        )
        assert not (root / "nginx.conf").exists()


def test_a_deleted_dockerfile_takes_its_run_with_it(tmp_path: Path, dockgen: Dockgen) -> None:
    root = started(tmp_path, dockgen)
    (root / "Dockerfile").unlink()
    change(root, {".nvmrc": "24\n"})
    before = files_in(root)
    done = dockgen("update", root)
    assert (done.code, done.out) == (0, "Dockerfile: stays deleted, because you deleted it\n")
    assert files_in(root) == before


def test_deleted_settings_stay_deleted(tmp_path: Path, dockgen: Dockgen) -> None:
    root = started(tmp_path, dockgen)
    (root / ".dockgen.yml").unlink()
    change(root, {".nvmrc": "24\n"})
    assert dockgen("update", root).code == 0
    assert not (root / ".dockgen.yml").exists()


def test_a_file_of_the_users_own_is_left_alone(tmp_path: Path, dockgen: Dockgen) -> None:
    root = started(tmp_path, dockgen)
    change(root, {**SITE, "server.js": None, "nginx.conf": "# mine\n"})
    for _ in range(2):
        done = dockgen("update", root)
        assert done.code == 0
        assert "nginx.conf: left unchanged: this is your file" in done.out
        assert (root / "nginx.conf").read_text() == "# mine\n"


def test_a_file_that_nothing_needs_any_more_goes_unless_it_was_edited(
    tmp_path: Path, dockgen: Dockgen
) -> None:
    for name in ("left", "edited"):
        root = started(tmp_path / name, dockgen, SITE)
        if name == "edited":
            edit(root, "server_tokens off;", "server_tokens on;", "nginx.conf")
        change(root, NODE)
        done = dockgen("update", root)
        assert (root / "nginx.conf").exists() == (name == "edited")
        said = "but you edited it" if name == "edited" else "nginx.conf: removed"
        assert said in done.out


def test_a_file_that_another_dockerfile_needs_stays(tmp_path: Path, dockgen: Dockgen) -> None:
    root = started(tmp_path, dockgen, {**PAGES, **NODE}, "--detector", "node")
    assert (
        dockgen(
            "init",
            "-f",
            "pages.Dockerfile",
            "--detector",
            "static",
            "--set",
            "output_dir=public",
            root,
        ).code
        == 0
    )
    (root / "package.json").unlink()
    change(root, SITE)
    assert dockgen("update", "-f", "Dockerfile", root).code == 0
    change(root, NODE)
    assert dockgen("update", "-f", "Dockerfile", root).code == 0
    assert (root / "nginx.conf").exists()


def test_all_dockerfiles_are_updated_unless_some_are_named(
    tmp_path: Path, dockgen: Dockgen
) -> None:
    root = started(tmp_path, dockgen)
    assert dockgen("init", "-f", "deploy/api.Dockerfile", "--base", "alpine", root).code == 0
    change(root, {".nvmrc": "24\n"})
    done = dockgen("update", "-f", "deploy/api.Dockerfile", root)
    assert done.code == 0
    assert "FROM node:24-alpine" in (root / "deploy" / "api.Dockerfile").read_text()
    assert "FROM node:22-slim" in (root / "Dockerfile").read_text()
    assert dockgen("update", root).code == 0
    assert "FROM node:24-slim" in (root / "Dockerfile").read_text()


def test_a_shared_file_is_merged_once(tmp_path: Path, dockgen: Dockgen) -> None:
    root = started(tmp_path, dockgen, PAGES)
    assert dockgen("init", "-f", "b.Dockerfile", root).code == 0
    edit(root, "error_page 404 /404.html;", "error_page 404 /mine.html;", "nginx.conf")
    change(root, {"public/404.html": None})
    done = dockgen("update", root)
    assert done.code == 1
    assert (root / "nginx.conf").read_text().count("<<<<<<<") == 1


def test_a_decision_comes_in_with_the_update_and_is_kept(tmp_path: Path, dockgen: Dockgen) -> None:
    root = started(tmp_path, dockgen)
    edit(root, "schema: 1\n", "# Ours since May.\nschema: 1\n", ".dockgen.yml")
    edit(root, "WORKDIR /app\n", "WORKDIR /app\nENV TZ=UTC\n")
    done = dockgen("update", "--base", "alpine", "--set", "port=9000", root)
    assert done.code == 0
    assert "base debian -> alpine, --base" in done.out
    assert (
        "FROM node:22-alpine AS runtime\nWORKDIR /app\nENV TZ=UTC\n"
        in (root / "Dockerfile").read_text()
    )
    config = (root / ".dockgen.yml").read_text()
    assert "# Ours since May.\n" in config
    assert "base: alpine\n" in config
    assert "set:\n  port: 9000\n" in config
    assert dockgen("update", root).out == "Dockerfile: nothing to do\n"


def test_a_decision_needs_one_dockerfile(tmp_path: Path, dockgen: Dockgen) -> None:
    root = started(tmp_path, dockgen)
    assert dockgen("init", "-f", "api.Dockerfile", root).code == 0
    done = dockgen("update", "--base", "alpine", root)
    assert done.code == 2
    assert "choose one with -f NAME: Dockerfile, api.Dockerfile" in done.err
    assert dockgen("update", "--base", "alpine", "-f", "api.Dockerfile", root).code == 0
    assert "alpine" in (root / "api.Dockerfile").read_text()
    assert "alpine" not in (root / "Dockerfile").read_text()


@pytest.mark.parametrize("command", ["update", "check"])
def test_without_a_record_it_says_what_to_do(
    command: str, tmp_path: Path, dockgen: Dockgen
) -> None:
    write_files(tmp_path, NODE)
    done = dockgen(command, tmp_path)
    assert done.code == 2
    assert "has not written a Dockerfile for this project (`dockgen init` does)" in done.err


def test_an_update_of_a_file_that_dockgen_did_not_write_says_what_to_do(
    tmp_path: Path, dockgen: Dockgen
) -> None:
    write_files(tmp_path, {**NODE, "Dockerfile": "FROM scratch\n"})
    done = dockgen("update", tmp_path)
    assert done.code == 2
    assert "Dockerfile: there is no .dockgen.lock here, so dockgen cannot tell" in done.err

    assert dockgen("init", "-f", "other.Dockerfile", tmp_path).code == 0
    done = dockgen("update", "-f", "Dockerfile", tmp_path)
    assert done.code == 2
    assert "Dockerfile: dockgen did not write it; it wrote other.Dockerfile" in done.err


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"schema": 1}', "<<<<<<< HEAD\n{}\n"])
def test_a_damaged_record_is_named(damage: str, tmp_path: Path, dockgen: Dockgen) -> None:
    root = started(tmp_path, dockgen)
    (root / ".dockgen.lock").write_text(damage)
    done = dockgen("update", root)
    assert done.code == 2
    assert ".dockgen.lock: was damaged" in done.err


FORMS: dict[str, Callable[[bytes], bytes]] = {
    "CRLF": lambda raw: raw.replace(b"\n", b"\r\n"),
    "a byte order mark": lambda raw: b"\xef\xbb\xbf" + raw,
    "no last line end": lambda raw: raw.rstrip(b"\n"),
    "trailing spaces": lambda raw: raw.replace(b"\n", b"  \n"),
    "tabs": lambda raw: raw.replace(b"    ", b"\t"),
    "all of it": lambda raw: (
        b"\xef\xbb\xbf" + raw.replace(b"    ", b" ").rstrip(b"\n").replace(b"\n", b" \r\n")
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_reformatted_file_keeps_its_form_and_gets_the_change(
    form: str, tmp_path: Path, dockgen: Dockgen
) -> None:
    root = started(tmp_path, dockgen)
    place = root / "Dockerfile"
    reform = FORMS[form]
    place.write_bytes(reform(place.read_bytes()))
    place.chmod(0o600)
    change(root, {".nvmrc": "24\n"})
    assert dockgen("check", root).out.startswith(f"{root}/Dockerfile:5: error: language_version")
    done = dockgen("update", root)
    assert (done.code, done.out.splitlines()[-1]) == (0, "Dockerfile: merged")
    new = place.read_bytes()
    assert b"FROM node:24-slim AS runtime" in new
    assert new.startswith(b"\xef\xbb\xbf") == (form in {"a byte order mark", "all of it"})
    assert new.endswith(b"\n") == (form not in {"no last line end", "all of it"})
    if form == "CRLF":
        assert new.count(b"\r\n") == new.count(b"\n")
    assert place.stat().st_mode & 0o777 == 0o600
    assert dockgen("update", root).out == "Dockerfile: nothing to do\n"


def test_a_conflict_in_a_file_with_crlf_has_crlf_marks(tmp_path: Path, dockgen: Dockgen) -> None:
    root = started(tmp_path, dockgen)
    edit(root, "FROM node:22-slim", "FROM node:22-bookworm")
    place = root / "Dockerfile"
    place.write_bytes(place.read_bytes().replace(b"\n", b"\r\n"))
    change(root, {".nvmrc": "24\n"})
    assert dockgen("update", root).code == 1
    raw = place.read_bytes()
    assert b"<<<<<<< yours\r\n" in raw
    assert raw.count(b"\r\n") == raw.count(b"\n")
    assert dockgen("update", root).code == 2


def test_bytes_that_are_not_text_survive(tmp_path: Path, dockgen: Dockgen) -> None:
    root = started(tmp_path, dockgen)
    place = root / "Dockerfile"
    place.write_bytes(place.read_bytes().replace(b"WORKDIR", b"# caf\xe9\nWORKDIR"))
    change(root, {".nvmrc": "24\n"})
    assert dockgen("update", root).code == 0
    assert b"FROM node:24-slim AS runtime\n# caf\xe9\nWORKDIR" in place.read_bytes()


@pytest.mark.parametrize(
    "header", ["# Built by the platform team.\n", "", "# Made by dockgen 0.1.0; edited\n"]
)
def test_a_release_alone_is_neither_a_conflict_nor_stale(
    header: str, tmp_path: Path, dockgen: Dockgen, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = started(tmp_path, dockgen)
    lines = (root / "Dockerfile").read_text().splitlines(keepends=True)
    (root / "Dockerfile").write_text("".join([lines[0], header, *lines[2:]]))
    release(monkeypatch, "0.2.0")
    assert dockgen("check", root).code == 0
    before = (root / "Dockerfile").read_text()
    assert dockgen("update", root).code == 0
    assert (root / "Dockerfile").read_text() == before


def test_the_header_names_the_version_that_wrote_last(
    tmp_path: Path, dockgen: Dockgen, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = started(tmp_path, dockgen)
    edit(root, "WORKDIR /app\n", "WORKDIR /app\nENV TZ=UTC\n")
    release(monkeypatch, "0.2.0")
    assert dockgen("update", root).out == "Dockerfile: merged\n"
    assert "# Made by dockgen 0.2.0 and yours" in (root / "Dockerfile").read_text()
    assert dockgen("update", root).out == "Dockerfile: nothing to do\n"


@pytest.fixture
def better_templates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Templates of a newer dockgen, to be changed by a test."""
    folder = tmp_path / "newer-templates"
    shutil.copytree(templates_folder(), folder)
    monkeypatch.setattr("dockgen.rendering.environment.templates_folder", lambda: folder)
    return folder


def test_a_better_template_comes_in_beside_an_edit(
    tmp_path: Path, dockgen: Dockgen, better_templates: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = started(tmp_path / "demo", dockgen)
    edit(root, "WORKDIR /app\n", "WORKDIR /app\nENV TZ=UTC\n")
    run = better_templates / "javascript/node/_run.jinja"
    run.write_text(run.read_text().replace("USER 1000:1000", "USER 1001:1001"))
    release(monkeypatch, "0.2.0")
    assert dockgen("update", root).code == 0
    text = (root / "Dockerfile").read_text()
    assert "USER 1001:1001" in text
    assert "ENV TZ=UTC" in text


def test_a_killed_update_leaves_the_old_state_or_the_new_one(
    tmp_path: Path, dockgen: Dockgen
) -> None:
    root = started(tmp_path / "demo", dockgen, PAGES)
    change(root, {"public/404.html": None})
    edit(root, "listen 8080;", "listen 8080 default_server;", "nginx.conf")
    old = {path: raw.decode() for path, raw in files_in(root).items()}
    killed = subprocess.run(
        [sys.executable, "-m", "tests.killing", "update", str(root)], capture_output=True
    )
    assert killed.returncode == 0, killed.stderr.decode()
    finished, updated = (
        [{path: text for path, text in one.items() if text} for one in states]
        for states in json.loads(killed.stdout)
    )
    new = updated[-1]
    assert new != old
    assert len(finished) > 15
    assert all(one in (old, new) for one in finished)
    assert finished[0] == old
    assert all(one == new for one in updated)


NEW_LINES = st.lists(st.integers(0, 999).map(lambda number: f"# mine {number}"), max_size=2)


@pytest.fixture(scope="module")
def renderings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, str]]:
    """The Dockerfiles before and after each change, as they are really written."""
    made = {}
    for what, (before, after) in CHANGES.items():
        root = tmp_path_factory.mktemp("rendering")
        change(root, before)
        old = dockgen.render(dockgen.plan(dockgen.detect(root)))["Dockerfile"].text
        change(root, after)
        made[what] = old, dockgen.render(dockgen.plan(dockgen.detect(root)))["Dockerfile"].text
    return made


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), what=st.sampled_from([name for name in CHANGES if name != "nothing"]))
def test_any_edit_of_other_lines_and_any_change_are_both_in_the_file(
    data: st.DataObject, what: str, renderings: dict[str, tuple[str, str]]
) -> None:
    base, theirs = (lines_of(text) for text in renderings[what])
    unchanged = [one.base for one in merge(base, base, theirs) if one.taken == "yours"]
    # Lines that occur twice cannot be told apart, by anyone; so those that occur once are edited.
    # What is put between two lines that the user took away is a conflict, and rightly so.
    free = [
        number
        for part in unchanged
        for number in part[1:-1]
        if base.count(base[number]) == 1 and theirs.count(base[number]) == 1
    ]
    edited = data.draw(st.sets(st.sampled_from(free), max_size=4)) if free else set()
    yours: list[str] = []
    added: list[str] = []
    gone: list[str] = []
    for number, line in enumerate(base):
        new = data.draw(NEW_LINES) if number in edited else []
        if number in edited and data.draw(st.booleans()):
            gone.append(line)
        else:
            yours.append(line)
        yours += new
        added += new

    lines, conflicts = merged(merge(base, yours, theirs), yours, theirs)

    assert conflicts == []
    assert [line for line in lines if line in added] == added
    assert [line for line in lines if line not in added] == [
        line for line in theirs if line not in gone
    ]
