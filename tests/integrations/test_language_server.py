"""`dockgen lsp`, spoken to over its real protocol, as an editor does."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.command_line import Dockgen
from tests.conftest import write_files
from tests.tools.review import NODE

pytest.importorskip("pygls")

WRONG = 'FROM node:26-slim\nWORKDIR /app\nCOPY . .\nEXPOSE 8080\nCMD ["node", "server.js"]\n'


class Editor:
    """A client that writes messages and reads answers: https://microsoft.github.io/language-server-protocol/specifications/base/0.9/specification/."""

    def __init__(self, process: subprocess.Popen[bytes], root: Path) -> None:
        self.process, self.root = process, root
        self.count = 0
        self.shown: dict[str, list[dict[str, Any]]] = {}

    def send(self, method: str, params: object, identity: int | None = None) -> None:
        message: dict[str, object] = {"jsonrpc": "2.0", "method": method, "params": params}
        if identity is not None:
            message["id"] = identity
        body = json.dumps(message).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def read(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        length = 0
        while (line := self.process.stdout.readline().strip()) != b"":
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        message: dict[str, Any] = json.loads(self.process.stdout.read(length))
        if message.get("method") == "textDocument/publishDiagnostics":
            self.shown[message["params"]["uri"]] = message["params"]["diagnostics"]
        return message

    def ask(self, method: str, params: object) -> Any:
        self.count += 1
        self.send(method, params, self.count)
        while (message := self.read()).get("id") != self.count:
            pass
        assert "error" not in message, message
        return message["result"]

    def uri(self, name: str = "Dockerfile") -> str:
        return (self.root / name).as_uri()

    def show(self, method: str, params: object, name: str = "Dockerfile") -> list[dict[str, Any]]:
        """Send a notification, and return the findings that are shown then."""
        self.shown.pop(self.uri(name), None)
        self.send(method, params)
        while self.uri(name) not in self.shown:
            self.read()
        return self.shown[self.uri(name)]

    def open(self, text: str, name: str = "Dockerfile") -> list[dict[str, Any]]:
        document = {"uri": self.uri(name), "languageId": "dockerfile", "version": 1, "text": text}
        return self.show("textDocument/didOpen", {"textDocument": document}, name)

    def type(self, text: str, version: int) -> list[dict[str, Any]]:
        document = {"uri": self.uri(), "version": version}
        changes = {"textDocument": document, "contentChanges": [{"text": text}]}
        return self.show("textDocument/didChange", changes)

    def actions(self, line: int, only: list[str] | None = None) -> list[dict[str, Any]]:
        place = {"line": line, "character": 0}
        context = {"diagnostics": [], **({"only": only} if only else {})}
        params: dict[str, object] = {
            "textDocument": {"uri": self.uri()},
            "range": {"start": place, "end": place},
            "context": context,
        }
        found: list[dict[str, Any]] = self.ask("textDocument/codeAction", params)
        return found


@contextmanager
def editor(root: Path) -> Iterator[Editor]:
    command = [sys.executable, "-P", "-m", "dockgen", "lsp"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        made = Editor(process, root)
        folder = {"uri": root.as_uri(), "name": "shop"}
        params: dict[str, object] = {
            "processId": None,
            "rootUri": None,
            "capabilities": {},
            "workspaceFolders": [folder],
        }
        answer = made.ask("initialize", params)
        assert answer["serverInfo"]["name"] == "dockgen"
        assert answer["capabilities"]["hoverProvider"]
        made.send("initialized", {})
        yield made
        made.ask("shutdown", None)
        made.send("exit", None)
        assert process.wait(20) == 0


def applied(text: str, edits: list[dict[str, Any]]) -> str:
    """A text with the edits of an action, as an editor makes them."""
    lines = text.split("\n")

    def offset(place: dict[str, int]) -> int:
        return sum(len(line) + 1 for line in lines[: place["line"]]) + place["character"]

    for edit in sorted(edits, key=lambda one: offset(one["range"]["start"]), reverse=True):
        start, end = offset(edit["range"]["start"]), offset(edit["range"]["end"])
        text = text[:start] + edit["newText"] + text[end:]
    return text


def test_findings_are_shown_while_one_types(tmp_path: Path) -> None:
    root = write_files(tmp_path / "shop", NODE)
    with editor(root) as one:
        (found,) = one.open(WRONG)
        assert (found["code"], found["source"], found["severity"]) == ("DG110", "dockgen", 2)
        assert found["range"] == {
            "start": {"line": 3, "character": 0},
            "end": {"line": 3, "character": 11},
        }
        assert found["message"] == (
            "port 8080 is exposed, but the application listens on 3000\nwrite EXPOSE 3000"
        )
        (related,) = found["relatedInformation"]
        assert related["location"]["uri"] == one.uri("server.js")
        assert one.type(WRONG.replace("8080", "3000"), 2) == []
        (found,) = one.type(WRONG.replace("EXPOSE 8080", "EXPOS 3000"), 3)
        assert (found["message"], found["range"]["start"]["line"]) == (
            "unknown instruction EXPOS",
            3,
        )
        closed = {"textDocument": {"uri": one.uri()}}
        assert one.show("textDocument/didClose", closed) == []


def test_a_line_says_what_the_project_knows_about_it(tmp_path: Path) -> None:
    root = write_files(tmp_path / "shop", {**NODE, ".nvmrc": "26\n"})
    with editor(root) as one:
        one.open(WRONG)

        def hover(line: int) -> str | None:
            place = {"textDocument": {"uri": one.uri()}, "position": {"line": line, "character": 2}}
            answer = one.ask("textDocument/hover", place)
            return answer["contents"]["value"] if answer else None

        assert "`language version` is `26`: .nvmrc:1" in str(hover(0))
        assert "`port` is `3000`: server.js:1" in str(hover(3))
        assert hover(1) is None


def test_fixes_are_offered_and_end_what_they_fix(tmp_path: Path) -> None:
    root = write_files(tmp_path / "shop", NODE)
    text = WRONG.replace("COPY", "RUN apt-get update\nRUN apt-get install -y curl\nCOPY")
    with editor(root) as one:
        assert [found["code"] for found in one.open(text)] == ["DG502", "DG110"]
        action, whole = one.actions(5)
        assert (action["title"], action["kind"]) == ("DG110: write EXPOSE 3000", "quickfix")
        assert action["diagnostics"][0]["code"] == "DG110"
        fixed = applied(text, action["edit"]["changes"][one.uri()])
        assert fixed == text.replace("8080", "3000")
        assert whole["kind"] == "source.fixAll.dockgen"
        assert [one_["kind"] for one_ in one.actions(0)] == ["source.fixAll.dockgen"]
        assert one.actions(0, ["quickfix"]) == []
        (whole,) = one.actions(0, ["source.fixAll"])
        ended = applied(text, whole["edit"]["changes"][one.uri()])
        assert "RUN apt-get update && apt-get install -y curl\nCOPY" in ended
        assert one.type(ended, 2) == []


def test_the_project_is_read_again_when_it_changes(tmp_path: Path) -> None:
    root = write_files(tmp_path / "shop", NODE)
    with editor(root) as one:
        assert len(one.open(WRONG)) == 1
        (root / "server.js").write_text("require('express')().listen(8080)\n")
        assert one.show("workspace/didChangeWatchedFiles", {"changes": []}) == []
        (root / "server.js").write_text("require('express')().listen(9090)\n")
        saved = {"textDocument": {"uri": one.uri()}}
        assert "9090" in one.show("textDocument/didSave", saved)[0]["message"]


def test_what_is_no_dockfile_is_left_alone(tmp_path: Path) -> None:
    root = write_files(tmp_path / "shop", NODE)
    with editor(root) as one:
        assert one.open(WRONG, "notes.txt") == []
        assert [found["code"] for found in one.open(WRONG, "api.Dockerfile")] == ["DG110"]


def test_without_the_extra_a_sentence_says_what_to_install(
    dockgen: Dockgen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "dockgen.integrations.language_server", raising=False)
    monkeypatch.setitem(sys.modules, "pygls", None)
    monkeypatch.setitem(sys.modules, "pygls.lsp.server", None)
    done = dockgen("lsp")
    assert done.code == 2
    assert '`pipx install ".[lsp]"`' in done.err
