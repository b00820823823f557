"""`.dockgen.yml`: what the user decided, and nothing that the project says by itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple, cast

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Evidence, Override
from dockgen.core.plan import Choices, Stages
from dockgen.core.project import Project
from dockgen.managed_files.settings_source import Section, top_of
from dockgen.rendering.additions import POINTS, Additions, fragment, packages

CONFIG = ".dockgen.yml"
SCHEMA = 1
CHOICE_KEYS = ("detector", "shape", "stages", "base", "image")
KEYS = (*CHOICE_KEYS, "set", "packages", "fragments")
"""What can be said of each Dockerfile; `schemas/config.json` says it to editors."""

TOP_KEYS = ("schema", *KEYS, "syntax", "templates", "others")


class Settings(NamedTuple):
    """What the user decided for one Dockerfile.

    Args:
        detector: the detector to use; None lets dockgen choose.
        shape, stages, base: see `Choices`.
        image: the image's name; None makes one from the project's.
        syntax: whether the Dockerfile names its frontend in a `# syntax=` line.
        templates: the folder with the user's own templates, relative to the project.
        overrides: values for facts, by name.
        additions: instructions and packages of the user's.
        places: where each of these was said, by the name of the key; what was said on the
            command line, or not at all, is left out.
    """

    detector: str | None = None
    shape: str | None = None
    stages: Stages | None = None
    base: str | None = None
    image: str | None = None
    syntax: bool = True
    templates: str | None = None
    overrides: Mapping[str, Override] = MappingProxyType({})
    additions: Additions = Additions()
    places: Mapping[str, Evidence] = MappingProxyType({})

    @property
    def choices(self) -> Choices:
        """The part that a detector's plan takes."""
        return Choices(self.shape, self.stages, self.base)

    def updated(self, **given: object) -> Settings:
        """These settings with what is given on the command line; None leaves a setting alone."""
        overrides = cast("Mapping[str, Override]", given.pop("overrides", {}))
        changes: dict[str, Any] = {key: value for key, value in given.items() if value is not None}
        said = {key: Evidence(f"--{key}") for key in changes}
        return self._replace(
            **changes,
            overrides={**self.overrides, **overrides},
            places={**self.places, **said},
        )


def read(project: Project, dockerfile: str) -> Settings:
    """The settings for a Dockerfile; the defaults where there is no `.dockgen.yml`.

    Raises:
        UnusableInput: the file is not YAML, holds an unknown key or a value of the wrong kind;
            the message names the line.
    """
    return read_several(project, (dockerfile,))[dockerfile]


def read_several(project: Project, dockerfiles: Iterable[str]) -> dict[str, Settings]:
    """The settings for each of several Dockerfiles, of which the file is read once: see `read`."""
    if not project.exists(CONFIG):
        return dict.fromkeys(dockerfiles, Settings())
    top = top_of(project.read(CONFIG))
    top.refuse_unknown(TOP_KEYS)
    if top.number("schema", default=SCHEMA) != SCHEMA:
        raise UnusableInput(
            f"schema {top.number('schema', default=SCHEMA)} is unknown; "
            f"this dockgen reads {SCHEMA}",
            file=CONFIG,
            line=top.line("schema"),
        )
    others = top.section("others")
    for name in others:
        others.section(name).refuse_unknown(KEYS)
    return {one: _of(one, top, others) for one in dockerfiles}


def _of(dockerfile: str, top: Section, others: Section) -> Settings:
    own = top if dockerfile == "Dockerfile" else others.section(dockerfile)
    return _settings(own)._replace(
        syntax=top.flag("syntax", default=True),
        templates=top.text("templates"),
        places=_places(top, ("syntax", "templates")) | _places(own, CHOICE_KEYS),
    )


def _places(section: Section, keys: tuple[str, ...]) -> dict[str, Evidence]:
    return {key: Evidence(key, CONFIG, section.line(key)) for key in keys if key in section}


def _settings(section: Section) -> Settings:
    own = section.section("set")
    return Settings(
        detector=section.text("detector"),
        shape=section.text("shape"),
        stages=cast("Stages | None", section.choice("stages", ("single", "multi"))),
        base=section.text("base"),
        image=section.text("image"),
        overrides={
            name: Override(own.fact(name), Evidence(f"set.{name}", CONFIG, own.line(name)))
            for name in own
        },
        additions=_additions(section),
    )


def _additions(section: Section) -> Additions:
    texts, names = section.section("fragments"), section.section("packages")
    texts.refuse_unknown(tuple(POINTS))
    fragments = {}
    for point in texts:
        text, line, literal = texts.block(point)
        place = Evidence(f"fragments.{point}", CONFIG, line)
        fragments[point] = fragment(text, place, lines_are_the_files=literal)
    return Additions(
        fragments,
        {
            stage: packages(
                names.words(stage), Evidence(f"packages.{stage}", CONFIG, names.line(stage))
            )
            for stage in names
        },
    )
