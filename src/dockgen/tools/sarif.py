"""SARIF 2.1.0, which GitHub, GitLab and editors read.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html,
https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
"""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import quote

from dockgen import __version__

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


class SarifRule(NamedTuple):
    """What is looked for.

    Args:
        identity: its stable code.
        name: its name for people.
        title: one line.
        text: why it matters, with the fix, as Markdown.
        severity: `error`, `warning` or `note`.
    """

    identity: str
    name: str
    title: str
    text: str
    severity: str


class SarifFix(NamedTuple):
    """Lines that take the place of others.

    Args:
        file: the file.
        first: the first line that goes.
        last: the last one; one less than `first` where lines are only put in.
        text: what comes, with its line ends.
    """

    file: str
    first: int
    last: int
    text: str


class SarifResult(NamedTuple):
    """What was found.

    Args:
        rule: the code of the rule.
        severity: `error`, `warning` or `note`.
        message: one sentence.
        file: the file, relative to the repository.
        line: its line.
        content: the text of that line, from which the result is known again when lines move.
        related: other places, each with what it says.
        fixes: what ends it.
    """

    rule: str
    severity: str
    message: str
    file: str
    line: int
    content: str = ""
    related: tuple[tuple[str, int, str], ...] = ()
    fixes: tuple[SarifFix, ...] = ()


def report(rules: Sequence[SarifRule], results: Iterable[SarifResult], folder: str = "") -> object:
    """A SARIF log with one run.

    Args:
        rules: the rules that ran.
        results: what they found.
        folder: where the project lies, seen from the top of the repository.
    """
    numbers = {rule.identity: number for number, rule in enumerate(rules)}
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "dockgen",
                        "version": __version__,
                        "rules": [_rule(one) for one in rules],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": [_result(one, numbers, folder) for one in results],
            }
        ],
    }


def _rule(rule: SarifRule) -> Mapping[str, object]:
    return {
        "id": rule.identity,
        "name": "".join(part.capitalize() for part in rule.name.split("-")),
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.title},
        "help": {"text": rule.text, "markdown": rule.text},
        "defaultConfiguration": {"level": rule.severity},
    }


def _result(one: SarifResult, numbers: Mapping[str, int], folder: str) -> Mapping[str, object]:
    made: dict[str, object] = {
        "ruleId": one.rule,
        "ruleIndex": numbers[one.rule],
        "level": one.severity,
        "message": {"text": one.message},
        "locations": [_location(one.file, one.line, folder)],
        "partialFingerprints": {"lineAndRule/v1": _fingerprint(one)},
    }
    if one.related:
        made["relatedLocations"] = [
            {**_location(file, line, folder), "id": number, "message": {"text": text}}
            for number, (file, line, text) in enumerate(one.related, start=1)
        ]
    if one.fixes:
        made["fixes"] = [
            {
                "description": {"text": one.message},
                "artifactChanges": [_change(fix, folder) for fix in one.fixes],
            }
        ]
    return made


def _fingerprint(one: SarifResult) -> str:
    text = f"{one.rule}\n{one.file}\n{' '.join(one.content.split())}"
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:32]


def _address(file: str, folder: str) -> Mapping[str, object]:
    return {"uri": quote(posixpath.normpath(posixpath.join(folder, file)))}


def _location(file: str, line: int, folder: str) -> dict[str, object]:
    return {
        "physicalLocation": {
            "artifactLocation": _address(file, folder),
            "region": {"startLine": line},
        }
    }


def _change(fix: SarifFix, folder: str) -> Mapping[str, object]:
    region: dict[str, object] = {"startLine": fix.first, "startColumn": 1}
    region |= {"endLine": max(fix.last + 1, fix.first), "endColumn": 1}
    return {
        "artifactLocation": _address(fix.file, folder),
        "replacements": [{"deletedRegion": region, "insertedContent": {"text": fix.text}}],
    }
