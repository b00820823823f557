"""The text of `.dockgen.yml`: written for the first time, or changed in place.

A file that is there is edited as a person would edit it: a value is replaced where it stands, a
new line goes below its neighbours, and every other character stays. The result is read again and
must say what was meant. Why no YAML library writes it: docs/decisions/0022-settings-in-place.md.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

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


def fresh(dockerfile: str, settings: Settings) -> str:
    """The text of a `.dockgen.yml` that is written for the first time."""
    entry: dict[str, object] = {
        key: value for key in CHOICE_KEYS if (value := getattr(settings, key)) is not None
    }
    if settings.overrides:
        entry["set"] = {name: override.value for name, override in settings.overrides.items()}
    whole = entry if dockerfile == "Dockerfile" else {"others": {dockerfile: entry}}
    lines = _lines(whole)
    if not settings.syntax:
        lines.append("syntax: false")
    tail = "" if settings.overrides else FRESH_TAIL
    return FRESH_HEAD + "".join(f"{line}\n" for line in lines) + tail


def rewritten(project: Project, dockerfile: str, settings: Settings) -> str:
    """The text of `.dockgen.yml` with these settings in it; comments, order and form stay.

    Raises:
        UnusableInput: the file that is there is not YAML, or of a form that a line cannot be
            put into.
    """
    file = project.read(CONFIG)
    above: Path = () if dockerfile == "Dockerfile" else ("others", dockerfile)
    wanted: dict[Path, object] = {
        (*above, key): value for key in CHOICE_KEYS if (value := getattr(settings, key)) is not None
    }
    wanted |= {
        (*above, "set", name): override.value for name, override in settings.overrides.items()
    }
    text = file.text
    for path, value in wanted.items():
        if _at(plain(composed(text)), path) != plain_value(value):
            text = put(TextFile(file.path, text), path, value)
    return text


def put(file: TextFile, path: Path, value: object) -> str:
    """The text of a file with a value at a path of keys.

    Args:
        file: the file.
        path: the keys from the outermost to the value's own.
        value: what is to stand there.

    Raises:
        UnusableInput: the file is of a form that this cannot be written into.
    """
    made = _put(file.text, path, value)
    try:
        right = plain(composed(made)) == _with(plain(composed(file.text)), path, value)
    except Exception:  # whatever YAML says of it, it is not what was meant
        right = False
    if not right:
        raise UnusableInput(
            f"{'.'.join(path)} cannot be added by dockgen",
            file=file.path,
            hint=f"add it yourself: {path[-1]}: {_scalar(value)}",
        )
    return made


def _put(text: str, path: Path, value: object) -> str:
    text = text if text.endswith("\n") or not text else f"{text}\n"
    top = composed(text)
    if top is None:
        return text + _block(path, value, "")
    mapping, at = top, 0
    while at < len(path) - 1:
        found = _entry(mapping, path[at])
        if found is None or kind_of(found[1]) != "map":
            break
        mapping, at = found[1], at + 1
    found = _entry(mapping, path[at])
    if found is None:
        return _add(text, mapping, path[at:], value)
    if at == len(path) - 1:
        return _replace(text, *found, value)
    line_end = text.index("\n", found[0].end_mark.index) + 1
    indent = " " * (found[0].start_mark.column + 2)
    return text[:line_end] + _block(path[at + 1 :], value, indent) + text[line_end:]


def _entry(mapping: Node, key: str) -> tuple[Node, Node] | None:
    return next(((one, value) for one, value in mapping.value if one.value == key), None)


def _add(text: str, mapping: Node, path: Path, value: object) -> str:
    """Put a new key below the last one of a mapping."""
    if mapping.flow_style:
        end = mapping.end_mark.index - 1
        comma = ", " if mapping.value else ""
        return f"{text[:end]}{comma}{_flow(path, value)}{text[end:]}"
    key, last = mapping.value[-1]
    end = _end(text, key, last)
    return text[:end] + _block(path, value, " " * key.start_mark.column) + text[end:]


def _replace(text: str, key: Node, old: Node, value: object) -> str:
    if kind_of(old) == "null" and old.start_mark.index == old.end_mark.index:
        colon = text.index(":", key.end_mark.index) + 1
        return f"{text[:colon]} {_scalar(value)}{text[colon:]}"
    if not _is_block(old):
        return text[: old.start_mark.index] + _scalar(value) + text[old.end_mark.index :]
    colon = text.index(":", key.end_mark.index) + 1
    line_end = text.index("\n", colon)
    comment = re.search(r"\s#.*", text[colon:line_end])
    rest = text[_end(text, key, old) :]
    return f"{text[:colon]} {_scalar(value)}{comment[0] if comment else ''}\n{rest}"


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


def _block(path: Path, value: object, indent: str) -> str:
    whole: object = value
    for key in reversed(path):
        whole = {key: whole}
    assert isinstance(whole, dict)  # noqa: S101  a path has a key
    return "".join(f"{indent}{line}\n" for line in _lines(whole))


def _flow(path: Path, value: object) -> str:
    made = _scalar(value)
    for key in reversed(path[1:]):
        made = f"{{{_scalar(key)}: {made}}}"
    return f"{_scalar(path[0])}: {made}"


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


def _with(data: Raw, path: Path, value: object) -> Raw:
    outer = dict(data) if isinstance(data, dict) else {}
    inner = outer.get(path[0])
    outer[path[0]] = (
        _with(inner, path[1:], value)  # type: ignore[arg-type]
        if len(path) > 1
        else plain_value(value)
    )
    return outer
