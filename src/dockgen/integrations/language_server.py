"""A language server: what a review finds while a Dockerfile is typed.

https://microsoft.github.io/language-server-protocol/specifications/lsp/3.17/specification/
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from dockgen import __version__
from dockgen.core.credentials import masked
from dockgen.core.errors import DockgenError, UnusableInput
from dockgen.core.project import Project
from dockgen.tools.review.finding import Edit, Finding, Place
from dockgen.tools.review.hovering import evidence_of
from dockgen.tools.review.locating import is_dockerfile
from dockgen.tools.review.repository import Repository
from dockgen.tools.review.reviewing import findings_of
from dockgen.tools.review.rules.all_rules import chosen
from dockgen.tools.review.subject import Subject

SOURCE = "dockgen"
SEVERITIES = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "note": types.DiagnosticSeverity.Information,
}
FIX_ALL = f"{types.CodeActionKind.SourceFixAll.value}.{SOURCE}"


@dataclass
class Documents:
    """The documents that are open, each with its repository.

    Args:
        roots: the folders that the editor has open.
    """

    roots: list[Path] = field(default_factory=list)
    _repositories: dict[Path, Repository] = field(default_factory=dict)

    def forget(self) -> None:
        """Read the repositories again: a file in them has changed."""
        self._repositories.clear()

    def subject(self, uri: str, text: str) -> Subject | None:
        """A document with its repository; None for what is no Dockerfile on disk."""
        place = path_of(uri)
        if place is None or not is_dockerfile(place.name):
            return None
        root = self._root(place)
        if root not in self._repositories:
            self._repositories[root] = Repository(Project(root))
        repository = self._repositories[root]
        path = place.relative_to(root).as_posix()
        return Subject(repository, path, text, tuple(repository.dockerfiles.get(path, ())))

    def _root(self, place: Path) -> Path:
        """The innermost folder of the editor that a file lies in, or the file's own."""
        around = [one for one in self.roots if place.is_relative_to(one)]
        return max(around, key=lambda one: len(one.parts), default=place.parent)

    def findings(self, uri: str, text: str) -> tuple[Subject | None, list[Finding]]:
        """What a review finds in a document; a file that cannot be parsed has nothing."""
        try:
            subject = self.subject(uri, text)
            return subject, list(findings_of(subject, chosen())) if subject else []
        except UnusableInput as problem:
            return None, [_unreadable(problem)] if problem.line else []
        except DockgenError:
            return None, []


def _unreadable(problem: UnusableInput) -> Finding:
    """A line that the builder refuses, as a finding without a rule."""
    from dockgen.tools.review.finding import Problem, Rule

    def nothing(_: Subject) -> Iterator[Problem]:
        return iter(())

    rule = Rule("DG200", "unreadable", problem.message, "error", "", "", "", nothing)
    return Finding(rule, problem.file or "", Problem(problem.line or 1, problem.message, ""))


def path_of(uri: str) -> Path | None:
    """The file of an address; None for one that is not on disk."""
    parts = urlsplit(uri)
    return Path(unquote(parts.path)) if parts.scheme == "file" else None


class Handlers:
    """What the server does for each message.

    Args:
        made: the server.
    """

    def __init__(self, made: LanguageServer) -> None:
        self._server = made
        self._documents = Documents()

    def started(self, params: types.InitializeParams) -> None:
        """Note the folders that the editor has open."""
        folders = [one.uri for one in params.workspace_folders or ()] or [params.root_uri or ""]
        self._documents.roots = [place for uri in folders if (place := path_of(uri)) is not None]

    def opened(self, params: types.DidOpenTextDocumentParams) -> None:
        """Show what is found in a document that was opened."""
        self._publish(params.text_document.uri)

    def changed(self, params: types.DidChangeTextDocumentParams) -> None:
        """Show what is found in a document that is typed in."""
        self._publish(params.text_document.uri)

    def saved(self, params: types.DidSaveTextDocumentParams) -> None:
        """Read the repository again."""
        self._documents.forget()
        self._publish(params.text_document.uri)

    def closed(self, params: types.DidCloseTextDocumentParams) -> None:
        """Take the findings of a document away."""
        self._show(params.text_document.uri, [])

    def watched(self, _params: types.DidChangeWatchedFilesParams) -> None:
        """Read the repository again, for every document that is open."""
        self._documents.forget()
        for uri in list(self._server.workspace.text_documents):
            self._publish(uri)

    def hover(self, params: types.HoverParams) -> types.Hover | None:
        """What the project says about a line."""
        uri = params.text_document.uri
        return _hover(self._documents, uri, self._text(uri), params.position.line + 1)

    def actions(self, params: types.CodeActionParams) -> list[types.CodeAction]:
        """The fixes for some lines."""
        uri = params.text_document.uri
        text = self._text(uri)
        subject, findings = self._documents.findings(uri, text)
        return list(_actions(subject, findings, text, params)) if subject else []

    def _text(self, uri: str) -> str:
        return str(self._server.workspace.get_text_document(uri).source)

    def _publish(self, uri: str) -> None:
        text = self._text(uri)
        subject, findings = self._documents.findings(uri, text)
        self._show(uri, [_diagnostic(one, text, subject) for one in findings])

    def _show(self, uri: str, diagnostics: list[types.Diagnostic]) -> None:
        self._server.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(uri=uri, diagnostics=diagnostics)
        )


def _function(method: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A method as a function: the server writes marks on what it is given."""

    def function(params: Any) -> Any:
        return method(params)

    return function


def server() -> LanguageServer:
    """The server, ready to be started."""
    made = LanguageServer(SOURCE, __version__)
    handlers = Handlers(made)
    kinds = [types.CodeActionKind.QuickFix, FIX_ALL]
    options = types.CodeActionOptions(code_action_kinds=kinds)
    made.feature(types.INITIALIZE)(_function(handlers.started))
    made.feature(types.TEXT_DOCUMENT_DID_OPEN)(_function(handlers.opened))
    made.feature(types.TEXT_DOCUMENT_DID_CHANGE)(_function(handlers.changed))
    made.feature(types.TEXT_DOCUMENT_DID_SAVE)(_function(handlers.saved))
    made.feature(types.TEXT_DOCUMENT_DID_CLOSE)(_function(handlers.closed))
    made.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)(_function(handlers.watched))
    made.feature(types.TEXT_DOCUMENT_HOVER)(_function(handlers.hover))
    made.feature(types.TEXT_DOCUMENT_CODE_ACTION, options)(_function(handlers.actions))
    return made


def _range(first: int, last: int, lines: Sequence[str]) -> types.Range:
    """The text of some lines, counted from 1, without the space before it."""
    text = lines[last - 1] if last <= len(lines) else ""
    start = lines[first - 1] if first <= len(lines) else ""
    indent = len(start) - len(start.lstrip())
    return types.Range(
        start=types.Position(line=first - 1, character=indent),
        end=types.Position(line=last - 1, character=_utf16(text)),
    )


def _utf16(text: str) -> int:
    """The length of a text in the units that the protocol counts in."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _diagnostic(one: Finding, text: str, subject: Subject | None) -> types.Diagnostic:
    lines = text.split("\n")
    message = one.problem.message
    advice = f"\n{one.problem.advice}" if one.problem.advice else ""
    related = None
    if subject is not None and one.problem.other is not None:
        related = [_related(subject, one.problem.other)]
    return types.Diagnostic(
        range=_range(one.problem.line, one.problem.line, lines),
        message=masked(f"{message}{advice}"),
        severity=SEVERITIES[one.severity],
        code=one.rule.code,
        source=SOURCE,
        related_information=related,
    )


def _related(subject: Subject, place: Place) -> types.DiagnosticRelatedInformation:
    start = types.Position(line=place.line - 1, character=0)
    address = (subject.repository.project.root / place.file).as_uri()
    return types.DiagnosticRelatedInformation(
        location=types.Location(
            uri=address,
            range=types.Range(start=start, end=types.Position(line=place.line, character=0)),
        ),
        message=f"{posixpath.basename(place.file)} says otherwise",
    )


def _hover(documents: Documents, uri: str, text: str, line: int) -> types.Hover | None:
    try:
        subject = documents.subject(uri, text)
        found = evidence_of(subject, line) if subject else []
    except DockgenError:
        return None
    if not found:
        return None
    content = masked("\n".join(f"- {one}" for one in found))
    return types.Hover(types.MarkupContent(kind=types.MarkupKind.Markdown, value=content))


def _actions(
    subject: Subject, findings: Iterable[Finding], text: str, params: types.CodeActionParams
) -> Iterator[types.CodeAction]:
    """The fixes of the findings on the lines that are asked for, and one for all."""
    first, last = params.range.start.line + 1, params.range.end.line + 1
    fixable = [one for one in findings if one.problem.edits]
    only = [str(getattr(one, "value", one)) for one in params.context.only or ()]
    for one in fixable:
        if not first <= one.problem.line <= last or (only and "quickfix" not in only):
            continue
        yield types.CodeAction(
            title=f"{one.rule.code}: {one.problem.advice}",
            kind=types.CodeActionKind.QuickFix,
            diagnostics=[_diagnostic(one, text, subject)],
            edit=_workspace_edit(subject, one.problem.edits, text),
        )
    wanted = not only or any(FIX_ALL.startswith(one) for one in only)
    if fixable and wanted:
        from dockgen.tools.review.fixing import sure

        yield types.CodeAction(
            title="dockgen: end everything that is sure",
            kind=FIX_ALL,
            edit=_workspace_edit(subject, sure(fixable), text),
        )


def _workspace_edit(subject: Subject, edits: Iterable[Edit], text: str) -> types.WorkspaceEdit:
    changes: dict[str, list[types.TextEdit]] = {}
    for edit in edits:
        root = subject.repository.project.root
        lines = text.split("\n") if edit.file == subject.path else _lines(subject, edit.file)
        changes.setdefault((root / edit.file).as_uri(), []).append(_text_edit(edit, lines))
    return types.WorkspaceEdit(changes=changes)


def _lines(subject: Subject, path: str) -> list[str]:
    file = subject.repository.project.readable(path)
    return file.text.split("\n") if file else []


def _text_edit(edit: Edit, lines: Sequence[str]) -> types.TextEdit:
    """Whole lines; behind the last line of a file without a line end, that one is put in first."""
    new = "".join(f"{line}\n" for line in edit.lines)
    start = types.Position(line=edit.first - 1, character=0)
    end = types.Position(line=max(edit.last, edit.first - 1), character=0)
    if edit.first > len(lines):
        end_of_file = types.Position(line=len(lines) - 1, character=_utf16(lines[-1]))
        return types.TextEdit(
            range=types.Range(start=end_of_file, end=end_of_file), new_text=f"\n{new}".rstrip("\n")
        )
    if edit.last >= len(lines):
        end = types.Position(line=len(lines) - 1, character=_utf16(lines[-1]))
        new = new.removesuffix("\n")
    return types.TextEdit(range=types.Range(start=start, end=end), new_text=new)
