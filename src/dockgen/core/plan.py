"""The plan: every decision about an image as frozen data, ready to print."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal, NamedTuple

from dockgen.core.quoting import Printable

Stages = Literal["single", "multi"]


class Choices(NamedTuple):
    """What the user decides about the image, as opposed to facts about the project.

    Args:
        shape: the kind of image; None takes the one that the detector saw.
        stages: `single` or `multi`; None takes the default for this shape.
        base: the family of base images (`debian`, `alpine` …); None takes the default.
    """

    shape: str | None = None
    stages: Stages | None = None
    base: str | None = None


class Companion(NamedTuple):
    """A file that the image needs beside its Dockerfile, such as an nginx configuration.

    Args:
        path: where it goes, relative to the project.
        template: the template that makes it, with the plan's values.
    """

    path: str
    template: str


def places(workdir: str, folders: Iterable[str]) -> tuple[str, ...]:
    """Folders as absolute paths in the container, whose working directory they are relative to."""
    return tuple(posixpath.normpath(posixpath.join(workdir, one)) for one in folders)


class IgnoreGroup(NamedTuple):
    """Patterns of the `.dockerignore` that belong together.

    Args:
        why: why the builder need not see them, as a comment.
        patterns: the patterns, in the order they are to stand.
    """

    why: Printable
    patterns: tuple[Printable, ...]


class Process(NamedTuple):
    """A further process of the application, which the same image starts by another command.

    Args:
        name: its name, as a service's.
        command: what starts it, as the exec form has it.
        target: the stage that it is started from; empty for the image itself.
        ends: whether it ends by itself, and the application waits for that.
        stop_signal: the signal that stops it, where that is another than the image's.
    """

    name: str
    command: Printable
    target: str = ""
    ends: bool = False
    stop_signal: str = ""


class Plan(NamedTuple):
    """One image, decided.

    Args:
        shape: the kind of image.
        stages: whether the image is built in one stage or in several.
        base: the family of base images.
        template: the Dockerfile's template, relative to `templates/`.
        values: what the template prints, tests and loops over.
        companions: further files that the image needs.
        ignored: what the builder need not see, beyond what holds for every project.
        port: the port that the image listens on, or None.
        warnings: what the user should know about these decisions.
        secrets: what the build must be given, as `docker build --secret` takes it:
            `id=npmrc,src=.npmrc`; a source is relative to the project.
        processes: the further processes that the image is for: a worker beside a server.
        required: the variables that the application does not start without.
        volumes: the folders of the container that the application writes to, absolute.
        templates: the folder that holds the templates of an ecosystem from elsewhere; None for
            those that dockgen ships.
    """

    shape: str
    stages: Stages
    base: str
    template: str
    values: Mapping[str, object]
    companions: tuple[Companion, ...] = ()
    ignored: tuple[IgnoreGroup, ...] = ()
    port: int | None = None
    warnings: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()
    processes: tuple[Process, ...] = ()
    required: tuple[str, ...] = ()
    volumes: tuple[str, ...] = ()
    templates: Path | None = None
