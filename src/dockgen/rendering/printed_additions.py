"""What the user adds to a Dockerfile, made ready to print.

Where an addition stands decides how it is written: packages by the package manager of their
stage's base image, and as root where that image does not start as root. So the Dockerfile is
looked at as it is without the additions, and they are put in afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from dockgen.core.errors import UnusableInput, nearest
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.quoting import Printable, shell_words
from dockgen.dockerfile.stages import BuildStage, Image, build_stages
from dockgen.rendering.additions import Additions, Lines

APK = lazy_regex(r"alpine|gohugoio/hugo")
NO_PACKAGES = lazy_regex(
    r"distroless|chiseled|^scratch$|^busybox|getzola/zola|astral-sh/uv(?::[\d.]+)?$|quarkus/ubi9-"
)
NOT_ROOT = lazy_regex(r"^nginxinc/nginx-unprivileged\b|nonroot|distroless|gohugoio/hugo")
"""What tells of a base image, in its name or its tag: its packages are apk's, it has none, it
does not start as root: https://hub.docker.com/r/nginxinc/nginx-unprivileged."""


class Installation(NamedTuple):
    """Packages that go into one stage, for `_shared/packages.jinja`; each holds one or none.

    Args:
        apt: the names for apt.
        apk: the names for apk.
        root: the user to become first, where the stage does not start as root.
    """

    apt: tuple[Printable, ...]
    apk: tuple[Printable, ...]
    root: tuple[Printable, ...]


class Placed(dict[str, Sequence[object]]):
    """What is printed by place; nothing where nothing was added."""

    def __missing__(self, place: str) -> Sequence[object]:
        return ()


ROOT = Printable("0:0")

TAGS = {"fragments": "fragment", "packages": "packages"}
"""The tag of a template that gives an addition its place, by the kind of addition."""

Values = Mapping[str, Placed]


def without_packages(additions: Additions) -> Values:
    """The user's lines by point, and no packages yet."""
    fragments = Placed(
        {
            point: [Printable(line, (f"fragments.{point}",)) for line in lines.value]
            for point, lines in additions.fragments.items()
        }
    )
    return {"added_fragments": fragments, "added_packages": Placed()}


def in_place(additions: Additions, text: str, lines_of_points: Mapping[str, int]) -> Values:
    """The user's lines and packages, as they have to be written where they stand.

    Args:
        additions: what the user adds.
        text: the Dockerfile with the user's lines, without packages.
        lines_of_points: the line that the lines of each point begin on.

    Raises:
        UnusableInput: there is no such stage, or nothing can be installed in it.
    """
    names = [one.name for one in build_stages(text)]
    stages = dict(zip(names, build_stages(text), strict=True))
    made = without_packages(additions)
    for name, packages in additions.packages.items():
        if name not in stages:
            raise _no_stage(name, packages, list(stages))
        made["added_packages"][name] = [_installation(name, packages, stages[name].image)]
    for point, line in lines_of_points.items():
        stage = _stage_of(line, list(stages.values()))
        becomes_root = stage.name in additions.packages
        if point == "before_user" and _starts_as_another(stage.image) and not becomes_root:
            why = (f"fragments.{point}",)
            made["added_fragments"][point] = [
                Printable(f"USER {ROOT}", why),
                *made["added_fragments"][point],
            ]
    return made


def _stage_of(line: int, stages: Sequence[BuildStage]) -> BuildStage:
    return [one for one in stages if one.instruction.first_line <= line][-1]


def _starts_as_another(image: Image) -> bool:
    return NOT_ROOT.search(str(image)) is not None


def _installation(name: str, packages: Lines, image: Image) -> Installation:
    if NO_PACKAGES.search(str(image)):
        raise UnusableInput(
            f"packages.{name}: {image} has neither apt nor apk",
            file=packages.evidence.file,
            line=packages.evidence.line,
            hint="use another base image, or copy the files from another stage in a fragment",
        )
    printed = shell_words(packages.value, f"packages.{name}")
    is_apk = APK.search(str(image)) is not None
    return Installation(
        apt=() if is_apk else (printed,),
        apk=(printed,) if is_apk else (),
        root=(ROOT,) if _starts_as_another(image) else (),
    )


def _no_stage(name: str, packages: Lines, stages: Sequence[str]) -> UnusableInput:
    near = nearest(name, stages)
    return UnusableInput(
        f"packages.{name}: the Dockerfile has no stage with that name",
        file=packages.evidence.file,
        line=packages.evidence.line,
        hint=f"did you mean {near}?" if near else f"it has {', '.join(stages)}",
    )


def refuse_left_out(additions: Additions, printed: set[str], template: str) -> None:
    """Refuse what no template has a place for: it would be lost without a word.

    Args:
        additions: what the user adds.
        printed: the names of the facts that are printed somewhere in the Dockerfile.
        template: the Dockerfile's template.

    Raises:
        UnusableInput: something is printed nowhere.
    """
    for name, lines in additions.as_facts().items():
        if name in printed:
            continue
        kind, _, place = name.partition(".")
        tag = f'{{% {TAGS[kind]} "{place}" %}}'
        raise UnusableInput(
            f"{name} cannot be used in {template}",
            file=lines.evidence.file,
            line=lines.evidence.line,
            hint=f"add {tag} in a custom template",
        )
