"""The text of `.dockgen.yml`: written for the first time, or changed in place.

A file that is there is edited as a person would edit it: a value is replaced where it stands, a
new line goes below its neighbours, and every other character stays. The result is read again and
must say what was meant. Why no YAML library writes it: docs/decisions/0022-settings-in-place.md.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import NamedTuple, cast

from dockgen.core.errors import UnusableInput
from dockgen.core.project import Project, TextFile
from dockgen.managed_files.settings import CHOICE_KEYS, CONFIG, Settings
from dockgen.managed_files.settings_source import Node, composed, kind_of

Path = tuple[str, ...]
Raw = str | list[object] | dict[str, object] | None

FRESH_HEAD = """\
# yaml-language-server: $schema=.dockgen.lock
# What was decided about this project's image. Everything else is read from the project itself,
# at every run. `dockgen schema config` describes the keys.
schema: 1
"""
FRESH_TAIL = """\

# To decide a fact that dockgen would read or assume (`dockgen detect` lists them):
# set:
#   port: 9000
"""


def fresh(settings: Mapping[str, Settings]) -> str:
    """The text of a `.dockgen.yml` that is written for the first time.

    Args:
        settings: what was decided, by Dockerfile.
    """
    whole: dict[str, object] = {}
    others: dict[str, object] = {}
    for dockerfile, decided in settings.items():
        entry = _entry_of(decided)
        if dockerfile == "Dockerfile":
            whole |= entry
        else:
            others[dockerfile] = entry
    lines = _lines({**whole, **({"others": others} if others else {})})
    if not all(decided.syntax for decided in settings.values()):
        lines.append("syntax: false")
    tail = "" if any(decided.overrides for decided in settings.values()) else FRESH_TAIL
    return FRESH_HEAD + "".join(f"{line}\n" for line in lines) + tail


def _entry_of(settings: Settings) -> dict[str, object]:
    entry: dict[str, object] = {
        key: value for key in CHOICE_KEYS if (value := getattr(settings, key)) is not None
    }
    if settings.overrides:
        entry["set"] = {name: override.value for name, override in settings.overrides.items()}
    return entry


def rewritten(project: Project, settings: Mapping[str, Settings]) -> str:
    """The text of `.dockgen.yml` with these settings in it; comments, order and form stay.

    Args:
        project: the project.
        settings: what was decided, by Dockerfile.

    Raises:
        UnusableInput: the file that is there is not YAML, or of a form that a line cannot be
            put into.
    """
    file = project.read(CONFIG)
    wanted: dict[Path, object] = {}
    for dockerfile, decided in settings.items():
        above: Path = () if dockerfile == "Dockerfile" else ("others", dockerfile)
        entry = _entry_of(decided)
        overrides = cast("dict[str, object]", entry.pop("set", {}))
        wanted |= {(*above, key): value for key, value in entry.items()}
        wanted |= {(*above, "set", name): value for name, value in overrides.items()}
    return put_all(file, wanted)


def put(file: TextFile, path: Path, value: object) -> str:
    """The text of a file with a value at a path of keys: see `put_all`."""
    return put_all(file, {path: value})


def put_all(file: TextFile, wanted: Mapping[Path, object]) -> str:
    """The text of a file with values at paths of keys; one that stands there already is left.

    Args:
        file: the file.
        wanted: by path, from the outermost key to the value's own, what is to stand there.

    Raises:
        UnusableInput: the file is of a form that this cannot be written into.
    """
    text = file.text if file.text.endswith("\n") or not file.text else f"{file.text}\n"
    top = composed(text)
    before = plain(top)
    missing = {path: one for path, one in wanted.items() if _at(before, path) != plain_value(one)}
    if not missing:
        return file.text
    made = _edited(text, top, missing)
    expected = cast("dict[str, Raw]", plain(top)) if before else {}
    for path, value in missing.items():
        _set(expected, path, value)
    try:
        right = plain(composed(made)) == expected
    except Exception:  # whatever YAML says of it, it is not what was meant
        right = False
    if not right:
        path, value = next(iter(missing.items()))
        raise UnusableInput(
            f"{'.'.join(path)} cannot be added by dockgen",
            file=file.path,
            hint=f"add it yourself: {path[-1]}: {_scalar(value)}",
        )
    return made


class _Edit(NamedTuple):
    """A piece of the text and what is to stand in its place; `column` says how far to the right."""

    begin: int
    end: int
    text: str
    column: int = 0


def _edited(text: str, top: Node | None, wanted: Mapping[Path, object]) -> str:
    """The text with these values; every place is found in it as it is, and all change at once."""
    if top is None:
        whole: dict[str, object] = {}
        for path, value in wanted.items():
            _nest(whole, path, value)
        return text + "".join(f"{line}\n" for line in _lines(whole))
    edits: list[_Edit] = []
    added: dict[int, tuple[Node, Node | None, dict[str, object]]] = {}
    for path, value in wanted.items():
        mapping, key, at = _deepest(top, path)
        if key is not None and at == len(path) - 1:
            edits.append(_replace(text, *key, value))
        else:  # what is added to one mapping is added at once
            below = at if key is None else at + 1
            owner = mapping if key is None else key[0]
            _, _, entries = added.setdefault(id(owner), (mapping, key and key[0], {}))
            _nest(entries, path[below:], value)
    edits += [_addition(text, *one) for one in added.values()]
    # From the end on, so that places stay right; of two at one place, the inner one stands first.
    for edit in sorted(edits, key=lambda one: (-one.begin, one.column)):
        text = text[: edit.begin] + edit.text + text[edit.end :]
    return text


def _deepest(top: Node, path: Path) -> tuple[Node, tuple[Node, Node] | None, int]:
    """How far a path leads: the last mapping, its entry for the next key, and how deep it is."""
    mapping, at = top, 0
    while at < len(path) - 1:
        found = _entry(mapping, path[at])
        if found is None or kind_of(found[1]) != "map":
            break
        mapping, at = found[1], at + 1
    return mapping, _entry(mapping, path[at]), at


def _addition(text: str, mapping: Node, key: Node | None, entries: dict[str, object]) -> _Edit:
    """New entries at the end of a mapping, or below a key of it that has no mapping yet."""
    if key is not None:
        at = text.index("\n", key.end_mark.index) + 1
        column = key.start_mark.column + 2
        return _Edit(at, at, _block(entries, " " * column), column)
    if mapping.flow_style:
        at = mapping.end_mark.index - 1
        parts = [f"{_scalar(name)}: {_flow(value)}" for name, value in entries.items()]
        comma = ", " if mapping.value else ""
        return _Edit(at, at, comma + ", ".join(parts))
    first, last = mapping.value[-1]
    at = _end(text, first, last)
    column = first.start_mark.column
    return _Edit(at, at, _block(entries, " " * column), column)


def _nest(whole: dict[str, object], path: Path, value: object) -> None:
    """Put a value into nested dictionaries."""
    for key in path[:-1]:
        inner = whole.setdefault(key, {})
        assert isinstance(inner, dict)  # noqa: S101  no path leads through the value of another
        whole = inner
    whole[path[-1]] = value


def _entry(mapping: Node, key: str) -> tuple[Node, Node] | None:
    return next(((one, value) for one, value in mapping.value if one.value == key), None)


def _replace(text: str, key: Node, old: Node, value: object) -> _Edit:
    """A value in the place of another; a comment beside the key stays."""
    if kind_of(old) == "null" and old.start_mark.index == old.end_mark.index:
        colon = text.index(":", key.end_mark.index) + 1
        return _Edit(colon, colon, f" {_scalar(value)}")
    if not _is_block(old):
        return _Edit(old.start_mark.index, old.end_mark.index, _scalar(value))
    colon = text.index(":", key.end_mark.index) + 1
    line_end = text.index("\n", colon)
    comment = re.search(r"[ \t]#.*", text[colon:line_end])
    shown = f" {_scalar(value)}{comment[0] if comment else ''}\n"
    return _Edit(colon, _end(text, key, old), shown)


def _is_block(node: Node) -> bool:
    """Whether a value stands on the lines below its key."""
    if kind_of(node) in {"map", "seq"}:
        return not node.flow_style
    return node.style in {"|", ">"}


def _end(text: str, key: Node, value: Node) -> int:
    """Where the line after an entry begins; comments below it are not its own."""
    if not _is_block(value):
        return text.index("\n", max(key.end_mark.index, value.end_mark.index - 1)) + 1
    if kind_of(value) == "map":
        return _end(text, *value.value[-1])
    return _end_of_lines(text, key)


def _end_of_lines(text: str, key: Node) -> int:
    """Where a list or a text ends that stands below its key, by its indentation."""
    end = at = text.index("\n", key.end_mark.index) + 1
    while at < len(text):
        next_line = text.index("\n", at) + 1
        line = text[at:next_line]
        indent = len(line) - len(line.lstrip(" "))
        dash = line.lstrip(" ").startswith("- ") and indent == key.start_mark.column
        if line.strip() and indent <= key.start_mark.column and not dash:
            break
        if line.strip():
            end = next_line
        at = next_line
    return end


def _block(entries: Mapping[str, object], indent: str) -> str:
    return "".join(f"{indent}{line}\n" for line in _lines(entries))


def _flow(value: object) -> str:
    if not isinstance(value, dict):
        return _scalar(value)
    inner = ", ".join(f"{_scalar(key)}: {_flow(one)}" for key, one in value.items())
    return f"{{{inner}}}"


def _lines(entry: Mapping[str, object], indent: str = "") -> list[str]:
    """A mapping as YAML: nested mappings are indented, other values are JSON, which YAML reads."""
    lines = []
    for key, value in entry.items():
        if isinstance(value, dict):
            lines += [f"{indent}{_scalar(key)}:", *_lines(value, f"{indent}  ")]
        else:
            lines.append(f"{indent}{_scalar(key)}: {_scalar(value)}")
    return lines


def _scalar(value: object) -> str:
    if isinstance(value, str) and re.fullmatch(r"[A-Za-z][A-Za-z0-9_./-]*", value):
        word = value.lower()
        if word not in {"true", "false", "yes", "no", "on", "off", "null", "y", "n"}:
            return value
    return json.dumps(value, ensure_ascii=False)


def plain(node: Node | None) -> Raw:
    """A document as dictionaries, lists and texts; every value is the text that stands there."""
    if node is None or kind_of(node) == "null":
        return None
    if kind_of(node) == "map":
        return {str(key.value): plain(value) for key, value in node.value}
    if kind_of(node) == "seq":
        return [plain(item) for item in node.value]
    return str(node.value)


def plain_value(value: object) -> Raw:
    """A value as `plain` gives it back once it was written."""
    if isinstance(value, dict):
        return {str(key): plain_value(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain_value(item) for item in value]
    return str(value).lower() if isinstance(value, bool) else str(value)


def _at(data: Raw, path: Path) -> object:
    found: object = data
    for key in path:
        if not isinstance(found, dict):
            return None
        found = found.get(key)
    return found


def _set(data: dict[str, Raw], path: Path, value: object) -> None:
    """Put a value into a document as `plain` gives it; what is no mapping on the way gives way."""
    for key in path[:-1]:
        inner = data.get(key)
        data[key] = inner = inner if isinstance(inner, dict) else {}
        data = cast("dict[str, Raw]", inner)
    data[path[-1]] = plain_value(value)
