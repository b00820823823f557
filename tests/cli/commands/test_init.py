"""`dockgen init`: what it writes, what it refuses to, and what it asks."""

from __future__ import annotations

import json
import os
import pty
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from dockgen.core.errors import UNUSABLE
from dockgen.rendering.render import templates_folder
from tests.conftest import MakeProject, RunCommand, as_somebody_else, write_files
from tests.examples import FOLDER as EXAMPLES

PAGE = "<!doctype html>"
SERVER = {
    "package.json": '{"name": "web", "scripts": {"start": "node server.js"}, '
    '"dependencies": {"express": "5"}}',
    "package-lock.json": '{"lockfileVersion": 3}',
    "server.js": "require('./app')",
}
WRITTEN = [".dockerignore", ".dockgen.lock", ".dockgen.yml", "Dockerfile", "nginx.conf"]


@pytest.fixture
def site(project: MakeProject) -> Path:
    return project({"public/index.html": PAGE}).root


def names_in(folder: Path) -> list[str]:
    return sorted(place.name for place in folder.iterdir() if place.is_file())


def content_of(folder: Path) -> dict[str, bytes]:
    return {
        str(place.relative_to(folder)): place.read_bytes()
        for place in folder.rglob("*")
        if place.is_file()
    }


def test_it_writes_the_files_and_says_what_to_type_next(site: Path, dockgen: RunCommand) -> None:
    done = dockgen("init", site)
    assert done.code == 0
    assert names_in(site) == WRITTEN
    assert done.out.splitlines() == [
        f"build  docker build -t demo {site}",
        "run    docker run --rm -p 8080:8080 demo",
    ]
    assert "static: found public/index.html" in done.err
    assert "Wrote Dockerfile, .dockerignore, nginx.conf, .dockgen.yml, .dockgen.lock" in done.err


def test_a_second_run_changes_nothing_and_says_so(site: Path, dockgen: RunCommand) -> None:
    dockgen("init", site)
    before = content_of(site)
    done = dockgen("init", site)
    assert done.code == 0
    assert "Nothing to do: all files are up to date" in done.err
    assert content_of(site) == before


def test_the_folder_is_the_current_one_by_default(
    site: Path, dockgen: RunCommand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(site)
    assert "docker build -t demo .\n" in dockgen("init").out


def test_a_dry_run_shows_the_difference_and_writes_nothing(site: Path, dockgen: RunCommand) -> None:
    done = dockgen("init", "--dry-run", site)
    assert done.code == 0
    assert done.out.startswith("--- /dev/null\n+++ b/Dockerfile\n@@")
    assert names_in(site) == []


def test_a_dry_run_as_json_holds_every_file(site: Path, dockgen: RunCommand) -> None:
    data = json.loads(dockgen("init", "--dry-run", "--json", site).out)
    assert list(data["files"]) == ["Dockerfile", ".dockerignore", "nginx.conf"]
    assert names_in(site) == []


def test_json_without_a_dry_run_writes_too(site: Path, dockgen: RunCommand) -> None:
    done = dockgen("init", "--json", site)
    assert json.loads(done.out)["files"]["Dockerfile"] == (site / "Dockerfile").read_text()


def test_a_file_that_dockgen_did_not_write_is_not_replaced(site: Path, dockgen: RunCommand) -> None:
    write_files(site, {"Dockerfile": "FROM mine\n"})
    before = content_of(site)
    done = dockgen("init", site)
    assert done.code == 3
    assert "-FROM mine\n" in done.err
    assert done.err.endswith(
        "dockgen: Dockerfile would be replaced, but dockgen did not write the existing content "
        "(`dockgen review --fix` mends it and keeps it yours, `dockgen init -f NAME` writes "
        "another beside it, --force replaces it)\n"
    )
    assert content_of(site) == before


def test_yes_is_no_permission_to_replace(site: Path, dockgen: RunCommand) -> None:
    write_files(site, {"Dockerfile": "FROM mine\n"})
    assert dockgen("init", "--yes", site).code == 3


def test_force_is(site: Path, dockgen: RunCommand) -> None:
    write_files(site, {"Dockerfile": "FROM mine\n"})
    assert dockgen("init", "--force", site).code == 0
    assert "FROM mine" not in (site / "Dockerfile").read_text()


def test_a_dockerfile_that_is_not_utf_8_is_shown_and_kept(site: Path, dockgen: RunCommand) -> None:
    (site / "Dockerfile").write_bytes(b"# caf\xe9\nFROM x\n")
    assert dockgen("init", site).code == 3
    shown = dockgen("init", "--dry-run", site)
    assert (shown.code, "-# caf\\udce9" in shown.out) == (0, True)


def test_another_name_is_written_beside(site: Path, dockgen: RunCommand) -> None:
    write_files(site, {"Dockerfile": "FROM mine\n"})
    done = dockgen("init", "-f", "./docker/web.Dockerfile", "--image", "reg.example/a/b", site)
    assert done.code == 0
    assert (site / "Dockerfile").read_text() == "FROM mine\n"
    assert names_in(site / "docker") == ["web.Dockerfile", "web.Dockerfile.dockerignore"]
    assert f"docker build -f {site}/docker/web.Dockerfile -t reg.example/a/b {site}" in done.out


def test_what_another_dockerfile_needs_is_not_replaced(site: Path, dockgen: RunCommand) -> None:
    dockgen("init", "-f", "web.Dockerfile", "--set", "port=9000", site)
    done = dockgen("init", site)
    assert done.code == 3
    assert (
        "nginx.conf would be replaced, but web.Dockerfile was written for the existing content"
        in done.err
    )


@pytest.mark.parametrize("name", ["/etc/x", "../x", "a//b", "", "a/../b", "a b", "x\ny", "a/"])
def test_a_name_that_leaves_the_project_or_its_line_is_refused(
    site: Path, dockgen: RunCommand, name: str
) -> None:
    done = dockgen("init", "-f", name, site)
    assert done.code == 2
    assert done.err.startswith("dockgen: --file ")
    assert done.err.count("\n") == 1
    assert names_in(site) == []


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("--set", "port", "--set must be KEY=VALUE, not 'port'"),
        ("--set", "=1", "--set must be KEY=VALUE, not '=1'"),
        ("--set", "port=http", "--set port: port must be a port from 1 to 65535, not 'http'"),
        ("--base", "windows", "static offers no base 'windows' (it offers debian, alpine,"),
        ("--shape", "server", "static offers no shape 'server' (it offers pages)"),
        ("--image", "A B", "'A B' is not an image reference"),
        ("--set", "not_found_page=a b", "not_found_page contains a character that cannot be used"),
        ("--set", "name=\udcff", r"--set name: name is not text: '\udcff'"),
    ],
)
def test_an_option_that_cannot_be_used_is_named_and_nothing_is_written(
    site: Path, dockgen: RunCommand, option: str, value: str, message: str
) -> None:
    done = dockgen("init", option, value, site)
    assert done.code == 2
    assert message in done.err
    assert "Traceback" not in done.err
    assert names_in(site) == []


def test_options_decide_and_are_remembered(site: Path, dockgen: RunCommand) -> None:
    options = ("--stages", "multi", "--base", "alpine", "--set", "port=9000")
    assert "-p 9000:9000" in dockgen("init", *options, site).out
    before = content_of(site)
    assert dockgen("init", site).code == 0
    assert content_of(site) == before


def test_line_ends_of_windows_stay(site: Path, dockgen: RunCommand) -> None:
    dockgen("init", site)
    place = site / "Dockerfile"
    place.write_bytes(place.read_bytes().replace(b"\n", b"\r\n"))
    assert dockgen("init", "--stages", "multi", site).code == 0
    raw = place.read_bytes()
    assert raw.count(b"\r\n") == raw.count(b"\n") > 0


def test_a_folder_that_may_not_be_written_stays_as_it_is(site: Path, dockgen: RunCommand) -> None:
    if not all(place.stat().st_mode & 0o001 for place in templates_folder().parents):
        pytest.skip("the checkout is not readable for another user")
    dockgen("init", "--dry-run", site)  # imports all that the other user may not read
    site.chmod(0o555)
    with as_somebody_else(site):
        done = dockgen("init", site)
    assert done.code == 2
    assert done.err.endswith("dockgen: Dockerfile: cannot be written: permission denied\n")
    assert names_in(site) == []


FULL_DISK = """
import resource, sys
sys.dont_write_bytecode = True  # a cut one would be found by the next start
from dockgen.cli import main as cli
resource.setrlimit(resource.RLIMIT_FSIZE, (1500, 1500))
sys.exit(cli.run(["init", sys.argv[1]]))
"""


def test_a_disk_that_fills_up_leaves_all_as_it_was(site: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, site], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr.endswith("dockgen: nginx.conf: cannot be written: file too large\n")
    assert names_in(site) == []


STARTED = """
import signal
from dockgen.cli import main as cli
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job ignores it
cli.main()
"""


class Terminal:
    """A real terminal with `dockgen init` on it."""

    def __init__(self, handle: int, process: subprocess.Popen[bytes]) -> None:
        self.handle, self.process, self.seen = handle, process, ""

    def expect(self, text: str, seconds: float = 20) -> None:
        """Read until the text was shown."""
        end = time.monotonic() + seconds
        while text not in self.seen:
            left = end - time.monotonic()
            assert left > 0, f"{text!r} did not come; the terminal shows {self.seen!r}"
            self._read(left)

    def _read(self, seconds: float) -> bool:
        if not select.select([self.handle], [], [], seconds)[0]:
            return False
        try:
            part = os.read(self.handle, 65536).decode()
        except OSError:  # the process has ended
            part = ""
        self.seen += part
        return bool(part)

    def type(self, text: str) -> None:
        """Type a line; what was shown before it is forgotten."""
        self.seen = ""
        os.write(self.handle, f"{text}\n".encode())

    def interrupt(self) -> None:
        """Press Ctrl-C until it is heard: Python may be between the question and the reading."""
        for _ in range(50):
            self.process.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(0.4)
                return

    def end(self) -> int:
        """Read to the end, and return the exit code."""
        while self._read(20):
            pass
        return self.process.wait(20)


@contextmanager
def terminal(*arguments: str | Path) -> Iterator[Terminal]:
    handle, own = pty.openpty()
    command = [sys.executable, "-c", STARTED, "init", *map(str, arguments)]
    process = subprocess.Popen(command, stdin=own, stdout=own, stderr=own, start_new_session=True)
    os.close(own)
    try:
        yield Terminal(handle, process)
    finally:
        process.kill()
        process.wait()
        os.close(handle)


@pytest.fixture
def server(project: MakeProject) -> Path:
    return project(SERVER).root


def test_on_a_terminal_only_what_was_assumed_is_asked(server: Path) -> None:
    with terminal(server) as one:
        one.expect("[3000]: ")
        assert "port (" in one.seen
        one.type("")
        assert one.end() == 0
        assert "docker run --rm -p 3000:3000 web" in one.seen
    assert "port" not in (server / ".dockgen.yml").read_text().split("# To decide")[0]


def test_an_answer_counts_and_is_remembered(server: Path) -> None:
    with terminal(server) as one:
        one.expect("[3000]: ")
        one.type("4000")
        assert one.end() == 0
        assert "-p 4000:4000" in one.seen
    assert "set:\n  port: 4000\n" in (server / ".dockgen.yml").read_text()


def test_an_answer_that_cannot_be_used_is_asked_for_again(server: Path) -> None:
    with terminal(server) as one:
        one.expect("[3000]: ")
        one.type("http")
        one.expect("port must be a port from 1 to 65535, not 'http'")
        one.expect("[3000]: ")
        one.type("4000")
        assert one.end() == 0
    assert "port: 4000" in (server / ".dockgen.yml").read_text()


def test_yes_asks_nothing(server: Path) -> None:
    with terminal("--yes", server) as one:
        assert one.end() == 0
        assert "[3000]" not in one.seen


def test_control_c_at_a_question_writes_nothing(server: Path) -> None:
    before = names_in(server)
    with terminal(server) as one:
        one.expect("[3000]: ")
        one.interrupt()
        assert one.end() == 130
        assert "dockgen: interrupted; nothing was written" in one.seen
    assert names_in(server) == before


def test_a_file_of_the_users_is_shown_and_kept_at_a_no(site: Path, dockgen: RunCommand) -> None:
    write_files(site, {"Dockerfile": "FROM mine\n"})
    with terminal(site) as one:
        one.expect("Replace Dockerfile? [y/N]: ")
        assert "-FROM mine" in one.seen
        one.type("n")
        assert one.end() == 0
        assert "Kept Dockerfile" in one.seen
    assert (site / "Dockerfile").read_text() == "FROM mine\n"
    assert (site / "nginx.conf").is_file()
    done = dockgen("check", site)
    assert "up to date" not in done.out
    assert "Dockerfile:1: note: dockgen did not write this file: only contradictions" in done.out


def test_a_file_of_the_users_is_replaced_at_a_yes(site: Path) -> None:
    write_files(site, {"Dockerfile": "FROM mine\n"})
    with terminal(site) as one:
        one.expect("Replace Dockerfile? [y/N]: ")
        one.type("y")
        assert one.end() == 0
    assert "FROM mine" not in (site / "Dockerfile").read_text()


def test_jlink_is_an_option_that_the_settings_keep(dockgen: RunCommand, tmp_path: Path) -> None:
    folder = tmp_path / "shelf"
    shutil.copytree(EXAMPLES / "maven-modules", folder)
    assert dockgen("init", "--yes", "--jlink", folder).code == 0
    assert "jlink" in (folder / "Dockerfile").read_text("utf-8")
    assert "  jlink: true" in (folder / ".dockgen.yml").read_text("utf-8")
    assert dockgen("check", folder).code == 0


def test_native_is_an_option_that_the_settings_keep(dockgen: RunCommand, tmp_path: Path) -> None:
    folder = tmp_path / "birds"
    shutil.copytree(EXAMPLES / "quarkus", folder)
    assert dockgen("init", "--yes", "--native", folder).code == 0
    assert 'ENTRYPOINT ["./application"]' in (folder / "Dockerfile").read_text("utf-8")
    assert "  package_type: native" in (folder / ".dockgen.yml").read_text("utf-8")
    assert dockgen("check", folder).code == 0


def test_native_is_refused_where_no_quarkus_is(dockgen: RunCommand) -> None:
    done = dockgen("init", "--dry-run", "--native", EXAMPLES / "java-plain")
    assert done.code == UNUSABLE
    assert "maven has no fact named 'package_type' here" in done.err


def test_jlink_is_refused_where_no_java_is(dockgen: RunCommand) -> None:
    done = dockgen("init", "--dry-run", "--jlink", EXAMPLES / "node-express")
    assert done.code == UNUSABLE
    assert "node has no fact named 'jlink' here" in done.err
