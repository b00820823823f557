"""`.dockgen.yml`: what the user decided, and nothing that the project says by itself."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from io import StringIO
from typing import TYPE_CHECKING, Any, cast

from dockgen.errors import UnusableInput
from dockgen.facts import Evidence, Override
from dockgen.planning import Choices, Stages
from dockgen.project import Project, TextFile

if TYPE_CHECKING:
    from ruamel.yaml.comments import CommentedMap

CONFIG = ".dockgen.yml"
SCHEMA = 1
KEYS = ("detector", "shape", "stages", "base", "image", "set")
TOP_KEYS = ("schema", *KEYS, "syntax", "others")
COPIER_PREFIX = "_"
"""Keys that copier keeps in the same file: https://copier.readthedocs.io/en/stable/configuring/."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the user decided for one Dockerfile.

    Args:
        detector: the detector to use; None lets dockgen choose.
        shape, stages, base: see `Choices`.
        image: the image's name; None makes one from the project's.
        syntax: whether the Dockerfile names its frontend in a `# syntax=` line.
        overrides: values for facts, by name.
    """

    detector: str | None = None
    shape: str | None = None
    stages: Stages | None = None
    base: str | None = None
    image: str | None = None
    syntax: bool = True
    overrides: Mapping[str, Override] = field(default_factory=dict)

    @property
    def choices(self) -> Choices:
        """The part that a detector's plan takes."""
        return Choices(self.shape, self.stages, self.base)

    def updated(self, **given: object) -> Settings:
        """These settings with what is given on the command line; None leaves a setting alone."""
        overrides = cast("Mapping[str, Override]", given.pop("overrides", {}))
        changes: dict[str, Any] = {key: value for key, value in given.items() if value is not None}
        return replace(self, **changes, overrides={**self.overrides, **overrides})


def read(project: Project, dockerfile: str) -> Settings:
    """The settings for a Dockerfile; the defaults where there is no `.dockgen.yml`.

    Raises:
        UnusableInput: the file is not YAML, holds an unknown key or a value of the wrong kind.
    """
    if not project.has(CONFIG):
        return Settings()
    file = project.read(CONFIG)
    top = _Section(file, _load(file))
    top.refuse_unknown(TOP_KEYS)
    schema = top.data.get("schema", SCHEMA)
    if schema != SCHEMA:
        raise UnusableInput(
            f"schema {schema} is not known; this dockgen reads {SCHEMA}",
            file=CONFIG,
            line=top.line("schema"),
        )
    syntax = top.flag("syntax", default=True)
    if dockerfile == "Dockerfile":
        return _settings(top, syntax=syntax)
    others = top.section("others")
    own = others.section(dockerfile)
    own.refuse_unknown(KEYS)
    return _settings(own, syntax=syntax)


def _load(file: TextFile) -> CommentedMap:
    from ruamel.yaml.comments import CommentedMap

    data = _round_trip(file)
    if data is None:
        return CommentedMap()
    if not isinstance(data, CommentedMap):
        raise UnusableInput("must hold `key: value` lines", file=file.path, line=1)
    return data


def _round_trip(file: TextFile) -> object:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    yaml = YAML()
    yaml.preserve_quotes = True
    try:
        return yaml.load(file.text)
    except YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        what = getattr(problem, "problem", None) or "it cannot be parsed"
        raise UnusableInput(
            f"is not valid YAML: {what}", file=file.path, line=mark.line + 1 if mark else None
        ) from None
    except (RecursionError, ValueError):
        raise UnusableInput("is not valid YAML", file=file.path) from None


class _Section:
    """A mapping of the file, with the lines of its keys."""

    def __init__(self, file: TextFile, data: CommentedMap) -> None:
        self.file, self.data = file, data

    def line(self, key: str) -> int | None:
        try:
            return int(self.data.lc.key(key)[0]) + 1
        except (KeyError, TypeError, AttributeError):
            return None

    def refuse_unknown(self, known: tuple[str, ...]) -> None:
        for key in self.data:
            if key in known or str(key).startswith(COPIER_PREFIX):
                continue
            near = get_close_matches(str(key), known, n=1)
            raise UnusableInput(
                f"unknown key {key!r}",
                file=self.file.path,
                line=self.line(key),
                hint=f"did you mean {near[0]}?" if near else f"known are {', '.join(known)}",
            )

    def wrong(self, key: str, kind: str) -> UnusableInput:
        return UnusableInput(
            f"{key} must be {kind}, not {self.data[key]!r}",
            file=self.file.path,
            line=self.line(key),
        )

    def text(self, key: str) -> str | None:
        value = self.data.get(key)
        if value is not None and not isinstance(value, str):
            raise self.wrong(key, "a text")
        return value

    def flag(self, key: str, *, default: bool) -> bool:
        value = self.data.get(key, default)
        if not isinstance(value, bool):
            raise self.wrong(key, "true or false")
        return value

    def section(self, key: str) -> _Section:
        from ruamel.yaml.comments import CommentedMap

        value = self.data.get(key)
        if value is None:
            return _Section(self.file, CommentedMap())
        if not isinstance(value, CommentedMap):
            raise self.wrong(key, "a mapping of `key: value` lines")
        return _Section(self.file, value)


def _settings(section: _Section, *, syntax: bool) -> Settings:
    stages = section.text("stages")
    if stages not in (None, "single", "multi"):
        raise section.wrong("stages", "single or multi")
    own = section.section("set")
    overrides = {
        str(name): Override(value, Evidence(f"set.{name}", CONFIG, own.line(name)))
        for name, value in own.data.items()
    }
    return Settings(
        detector=section.text("detector"),
        shape=section.text("shape"),
        stages=cast("Stages | None", stages),
        base=section.text("base"),
        image=section.text("image"),
        syntax=syntax,
        overrides=overrides,
    )


def rewritten(project: Project, dockerfile: str, settings: Settings) -> str:
    """The text of `.dockgen.yml` with these settings in it; comments and order stay.

    Raises:
        UnusableInput: the file that is there is not YAML.
    """
    from ruamel.yaml import YAML

    file = project.read(CONFIG)
    top = _load(file)
    entry = top
    if dockerfile != "Dockerfile":
        entry = _mapping(_mapping(top, "others"), dockerfile)
    if not _put(entry, settings):
        return file.text
    yaml = YAML()
    yaml.width = 4096
    out = StringIO()
    yaml.dump(top, out)
    return out.getvalue()


def _put(entry: CommentedMap, settings: Settings) -> bool:
    """Set what differs, and say whether anything did."""
    changed = False
    for key in ("detector", "shape", "stages", "base", "image"):
        value = getattr(settings, key)
        if value is not None and entry.get(key) != value:
            entry[key], changed = value, True
    for name, override in settings.overrides.items():
        own = _mapping(entry, "set")
        if own.get(name) != override.value:
            own[name], changed = override.value, True
    return changed


def _mapping(entry: CommentedMap, key: str) -> CommentedMap:
    """The mapping under a key, made where there is none: `set:` with nothing below it is null."""
    from ruamel.yaml.comments import CommentedMap

    if entry.get(key) is None:
        entry[key] = CommentedMap()
    return cast("CommentedMap", entry[key])


FRESH_HEAD = """\
# What was decided about this project's image. Everything else is read from the project itself,
# at every run. docs/settings.md of dockgen lists the keys.
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
        key: value
        for key in ("detector", "shape", "stages", "base", "image")
        if (value := getattr(settings, key)) is not None
    }
    if settings.overrides:
        entry["set"] = {name: override.value for name, override in settings.overrides.items()}
    whole = entry if dockerfile == "Dockerfile" else {"others": {dockerfile: entry}}
    lines = _yaml_lines(whole)
    if not settings.syntax:
        lines.append("syntax: false")
    tail = "" if settings.overrides else FRESH_TAIL
    return FRESH_HEAD + "".join(f"{line}\n" for line in lines) + tail


def _yaml_lines(entry: Mapping[str, object], indent: str = "") -> list[str]:
    """A mapping as YAML: nested mappings are indented, other values are JSON, which YAML reads."""
    lines = []
    for key, value in entry.items():
        if isinstance(value, dict):
            lines += [f"{indent}{_scalar(key)}:", *_yaml_lines(value, f"{indent}  ")]
        else:
            lines.append(f"{indent}{_scalar(key)}: {_scalar(value)}")
    return lines


def _scalar(value: object) -> str:
    if isinstance(value, str) and re.fullmatch(r"[A-Za-z][A-Za-z0-9_./-]*", value):
        word = value.lower()
        if word not in {"true", "false", "yes", "no", "on", "off", "null", "y", "n"}:
            return value
    return json.dumps(value, ensure_ascii=False)
