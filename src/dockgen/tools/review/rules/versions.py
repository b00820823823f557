"""DG101, DG102, DG210, DG301, DG310: the versions and the systems that stages start from."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from functools import cache

from dockgen.dockerfile.resolved import ResolvedStage
from dockgen.dockerfile.stages import Image
from dockgen.managed_files import end_of_life
from dockgen.managed_files.check import today
from dockgen.tools.review.finding import Edit, Place, Problem, Rule
from dockgen.tools.review.subject import Subject

SUITES = ("stretch", "buster", "bullseye", "bookworm", "trixie", "forky")
MAKES_STATIC = re.compile(r"musl|CGO_ENABLED=0|-static\b|crt-static")


def language_version(subject: Subject) -> Iterator[Problem]:
    """The base image has a version of the language that the project does not allow."""
    declared = subject.versions
    needed = subject.resolved.reached(*(one.number for one in subject.targets))
    for stage in subject.resolved.stages:
        version = subject.version_of(stage.image)
        if version is None or stage.number not in needed or not declared:
            continue
        wrong = next((one for one in declared if not one.allows(version)), None)
        if wrong is None or version in _own_versions(subject):
            continue
        place = subject.at(wrong.evidence)
        message = f"the image has version {version}, but {_where(place)} asks for {wrong.text}"
        wanted = subject.said("language_version")
        advice = f"take an image of version {wanted}" if wanted else "let the two agree"
        edits = _with_version(subject, stage, version, wanted)
        yield Problem(_line_of_version(subject, stage, version), message, advice, place, edits)


def _own_versions(subject: Subject) -> set[str | None]:
    """The versions of the images that dockgen itself would take: none of them can be wrong."""
    generated = subject.generated()
    stages = generated.stages if generated else ()
    return {subject.version_of(stage.image) for stage in stages}


def _where(place: Place | None) -> str:
    return posixpath.basename(place.file) if place else "the project"


def _line_of_version(subject: Subject, stage: ResolvedStage, version: str) -> int:
    """The line that holds the version: that of the FROM, or of the ARG that it comes from."""
    arguments = stage.instruction.arguments
    if version in arguments:
        return stage.line
    for name in re.findall(r"\$\{?(\w+)", arguments):
        for one in subject.resolved.parsed.instructions:
            if one.keyword == "ARG" and one.stage < 0 and re.search(rf"\b{name}=", one.arguments):
                return one.first_line
    return stage.line


def _with_version(
    subject: Subject, stage: ResolvedStage, version: str, wanted: str
) -> tuple[Edit, ...]:
    number = _line_of_version(subject, stage, version)
    line = subject.line(number)
    pattern = rf"(?<![\w.]){re.escape(version)}(?!\.?\d)"
    if not wanted or len(re.findall(pattern, line)) != 1 or subject.is_given(number):
        return ()
    changed = re.sub(pattern, _at_precision(wanted, version), line)
    if "@sha256:" in changed:
        return ()
    return (Edit(subject.path, number, number, (changed,)),)


def _at_precision(wanted: str, version: str) -> str:
    """The wanted version; a shorter one stays short where the image was named shortly."""
    parts = wanted.split(".")
    return ".".join(parts[: max(version.count(".") + 1, 1)]) if parts[0].isdigit() else wanted


def stages_differ(subject: Subject) -> Iterator[Problem]:
    """The stage that builds and the stage that runs have different versions of the language."""
    resolved = subject.resolved
    if subject.reviewing.at_least and subject.versions:
        return  # what is compiled for a version runs on it, whichever newer one compiles
    for stage in subject.targets:
        own = subject.version_of(resolved.bottom(stage))
        bottom = resolved.chain(stage)[0]
        for step in stage.steps if own else ():
            for taken in step.taken:
                if taken.stage is None or own is None:
                    continue
                origin = resolved.chain(resolved.stages[taken.stage])[0]
                other = subject.version_of(origin.image)
                if other is None or not _differ(own, other, at_least=subject.reviewing.at_least):
                    continue
                message = (
                    f"this stage runs with version {own} what line {step.line} takes from a stage "
                    f"with version {other}"
                )
                yield Problem(
                    bottom.line,
                    message,
                    "start both stages from the same version",
                    Place(subject.path, origin.line),
                    _with_version(subject, bottom, own, other),
                )
                return


def _differ(own: str, other: str, *, at_least: bool) -> bool:
    """Whether what one version made does not run on the other one."""
    mine, theirs = own.split("."), other.split(".")
    shared = min(len(mine), len(theirs), 2)
    if not shared or not (mine[0].isdigit() and theirs[0].isdigit()):
        return False
    if at_least:
        return int(mine[0]) < int(theirs[0])
    return mine[:shared] != theirs[:shared]


def end_of_support(subject: Subject) -> Iterator[Problem]:
    """The base image is out of support."""
    for one in end_of_life.out_of_support(subject.build_stages, today()):
        yield Problem(one.line, one.message, one.advice)


def gone(subject: Subject) -> Iterator[Problem]:
    """Something that the Dockerfile uses is gone."""
    facts: Mapping[str, str] = {name: str(one.value) for name, one in subject.facts.items()}
    for one in end_of_life.gone(subject.build_stages, today(), facts):
        yield Problem(one.line, one.message, one.advice)


def other_libc(subject: Subject) -> Iterator[Problem]:
    """A program is linked to a libc that the image that runs it does not have."""
    facts = {name: str(one.value) for name, one in subject.facts.items()}
    if not subject.detected or not subject.reviewing.linked(facts):
        return
    resolved = subject.resolved
    for stage in subject.targets:
        runs_on = resolved.bottom(stage)
        for step in stage.steps if runs_on else ():
            for taken in step.taken:
                if taken.stage is None or taken.mounted:
                    continue
                origin = resolved.stages[taken.stage]
                built_on = resolved.bottom(origin)
                if built_on is None or runs_on is None or not subject.is_language(built_on):
                    continue
                if MAKES_STATIC.search(_text_of(subject, origin)):
                    continue
                why = _cannot_run(built_on, runs_on)
                if why:
                    place = Place(subject.path, resolved.chain(origin)[0].line)
                    yield Problem(
                        resolved.chain(stage)[0].line,
                        f"the program of line {step.line} was linked on {built_on}, {why}",
                        "start both stages from the same system, or link the program statically",
                        place,
                        _same_suite(subject, resolved.chain(stage)[0], built_on, runs_on),
                    )
                    return


def _same_suite(
    subject: Subject, stage: ResolvedStage, built_on: Image, runs_on: Image
) -> tuple[Edit, ...]:
    """The image that runs, of the release of Debian that the program was linked on."""
    built, runs = _system(built_on), _system(runs_on)
    line = subject.line(stage.line)
    if built not in SUITES or runs not in SUITES or line.count(runs) != 1 or "@" in line:
        return ()
    return (Edit(subject.path, stage.line, stage.line, (line.replace(runs, built),)),)


def _text_of(subject: Subject, stage: ResolvedStage) -> str:
    steps = subject.resolved.steps(stage)
    return "\n".join(
        one.instruction.arguments + " ".join(command.text for command in one.commands)
        for one in steps
    )


@cache
def _cannot_run(built_on: Image, runs_on: Image) -> str:
    built, runs = _system(built_on), _system(runs_on)
    if built in SUITES and runs in SUITES and SUITES.index(runs) < SUITES.index(built):
        return f"whose libc is newer than that of {runs_on}"
    if built in (*SUITES, "glibc") and runs in ("musl", "nothing"):
        what = "has musl in the place of glibc" if runs == "musl" else "has no libc"
        return f"and {runs_on} {what}"
    return ""


def _system(image: Image) -> str:
    """`musl`, a suite of Debian, `glibc` where the suite is not named, `nothing`; or empty."""
    text = str(image)
    if image.repository == "scratch" or "distroless/static" in image.repository:
        return "nothing"
    if "alpine" in text:
        return "musl"
    suite = re.search(rf"(?<![a-z])({'|'.join(SUITES)})(?![a-z])", text)
    if suite:
        return suite[1]
    numbered = re.search(r"-debian(\d+)", text)
    if numbered:
        known = dict(zip(("9", "10", "11", "12", "13", "14"), SUITES, strict=True))
        return known.get(numbered[1], "")
    official = "/" not in image.repository and "windows" not in text and "ubi" not in text
    return "glibc" if official else ""


RULES = (
    Rule(
        "DG101",
        "language-version",
        "the base image has a version of the language that the project does not allow",
        "error",
        "The project says which versions it runs on: in engines, in a version file, in go.mod, in "
        "the POM. An image with another version fails to build, or runs what nobody has tested.",
        '# package.json: "engines": {"node": ">=22"}\nFROM node:18-slim',
        "FROM node:22-slim",
        language_version,
    ),
    Rule(
        "DG102",
        "stages-differ",
        "the stage that builds and the stage that runs have different versions of the language",
        "error",
        "Installed packages and compiled code belong to the version that they were made with. A "
        "virtual environment of Python 3.12 is not found by 3.11, native modules of Node.js do "
        "not load in another major version, and an older Java refuses newer class files.",
        "FROM python:3.12 AS build\n…\nFROM python:3.11-slim\nCOPY --from=build /app/.venv .venv",
        "FROM python:3.12 AS build\n…\nFROM python:3.12-slim\nCOPY --from=build /app/.venv .venv",
        stages_differ,
    ),
    Rule(
        "DG210",
        "gone",
        "the Dockerfile uses an image, a package mirror or a command that is gone",
        "error",
        "Images are taken down, mirrors of old Debian releases are moved to the archive, and tools "
        "leave the images that had them. The build fails from that day on.",
        "FROM node:25\nRUN corepack enable",
        "FROM node:24\nRUN corepack enable",
        gone,
    ),
    Rule(
        "DG301",
        "end-of-life",
        "the base image is out of support",
        "warning",
        "An image whose release line is out of support gets no security fixes any more. The dates "
        "come from the table that `dockgen check` uses, each with its source.",
        "FROM python:3.8-slim",
        "FROM python:3.14-slim",
        end_of_support,
    ),
    Rule(
        "DG310",
        "other-libc",
        "a program is linked to a libc that the image that runs it does not have",
        "error",
        "A program that was linked on Debian needs glibc, at least as new as where it was linked. "
        "On Alpine, or on an empty image, the kernel says `no such file or directory`; on an older "
        "Debian, the loader says `GLIBC_2.38 not found`.",
        "FROM rust:1-trixie AS build\n…\nFROM debian:bookworm-slim\n"
        "COPY --from=build /app/target/release/app /usr/local/bin/",
        "FROM rust:1-trixie AS build\n…\nFROM debian:trixie-slim\n"
        "COPY --from=build /app/target/release/app /usr/local/bin/",
        other_libc,
    ),
)
