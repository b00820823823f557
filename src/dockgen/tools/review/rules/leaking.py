"""DG401 to DG404: secrets that get into the image."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from dockgen.core.credentials import VARIABLE, credentials_in, is_secret_variable
from dockgen.dockerfile.arguments import pairs_of, words_of
from dockgen.dockerfile.copied_sources import WILDCARDS
from dockgen.dockerfile.resolved import ResolvedStage, Step
from dockgen.tools.engine.secret_patterns import may_be_secret, secret_in
from dockgen.tools.review.finding import Edit, Place, Problem, Rule
from dockgen.tools.review.subject import SIDE, Subject

HEAD_BYTES = 64 * 1024
STAND_IN = re.compile(
    r"(?:(?:build|dummy|temp(?:orary)?|tmp|test(?:ing)?|fake|unused|not|used|for|only|local|default"
    r"|sample|ci|docker|secret|key|password|pass|postgres|mysql|root|admin|user|dev(?:elopment)?"
    r"|insecure|collectstatic|placeholder|change|me|this|in|production|x|none|django|a|the|value"
    r"|replace|example|not|needed|here|static|phase|time|guest|\d)[-_ .!]*)+",
    re.IGNORECASE,
)
"""Values that stand for a secret, and are none."""
ALWAYS = re.compile(
    r"(?:^|/)(?:id_(?:rsa|ed25519|ecdsa|dsa)|\.netrc|\.git-credentials|\.pypirc|\.aws/credentials)$"
)


def literal_secret(subject: Subject) -> Iterator[Problem]:
    """A secret stands in the Dockerfile."""
    for stage in (None, *subject.resolved.stages):
        for number, name in _literals(subject, stage):
            yield Problem(
                number,
                f"{name} is a secret in the Dockerfile: whoever has the image has it",
                "pass it at run time, or to the build as `RUN --mount=type=secret`; and replace "
                "it, since it is known now",
            )


def _literals(subject: Subject, stage: ResolvedStage | None) -> Iterator[tuple[int, str]]:
    if stage is None:
        instructions = [one for one in subject.resolved.parsed.instructions if one.stage < 0]
    else:
        instructions = [step.instruction for step in stage.steps]
    for one in instructions:
        if one.keyword in ("ENV", "ARG"):
            named = (
                pairs_of(one.arguments)
                if one.keyword == "ENV"
                else (
                    (name, value)
                    for word in words_of(one.arguments)
                    for name, _, value in [word.partition("=")]
                )
            )
            for name, value in named:
                secret = value and is_secret_variable(name, value) and "$" not in value
                if secret and not STAND_IN.fullmatch(value):
                    yield _line_with(subject, one.first_line, one.last_line, name), name
        elif one.keyword in ("RUN", "CMD", "ENTRYPOINT"):
            for found in credentials_in(one.arguments):
                value = one.arguments[found.start : found.end].strip("'\"")
                if found.is_variable and STAND_IN.fullmatch(value):
                    continue
                if not found.is_variable and STAND_IN.fullmatch(value):
                    continue
                yield one.first_line, found.what
                break


def _line_with(subject: Subject, first: int, last: int, text: str) -> int:
    for number in range(first, last + 1):
        if text in subject.line(number):
            return number
    return first


def secret_argument(subject: Subject) -> Iterator[Problem]:
    """A build argument holds a secret, and stays in the history of the image."""
    for stage in subject.resolved.stages:
        for step in stage.steps:
            if step.keyword != "ARG":
                continue
            for word in words_of(step.instruction.arguments):
                name, mark, _ = word.partition("=")
                if not mark and _is_secret_name(name):
                    used = _use_of(subject, stage, step, name)
                    if used is not None:
                        yield Problem(
                            step.line,
                            f"the build argument {name} is a secret that line {used} writes into "
                            "the history of the image",
                            f"pass it as a secret: `RUN --mount=type=secret,id={name},env={name}`",
                            Place(subject.path, used),
                        )


def _is_secret_name(name: str) -> bool:
    return is_secret_variable(name, "a1b2c3d4e5f6") and bool(VARIABLE.search(name))


def _use_of(subject: Subject, stage: ResolvedStage, argument: Step, name: str) -> int | None:
    pattern = re.compile(rf"\$\{{?{re.escape(name)}\b")
    for step in stage.steps:
        if step.line <= argument.line or step.keyword not in ("RUN", "ENV", "COPY", "ADD"):
            continue
        for number in range(step.line, step.instruction.last_line + 1):
            if pattern.search(subject.line(number)):
                return number
    return None


def copied_secret(subject: Subject) -> Iterator[Problem]:
    """A file with credentials is copied into the image by its name."""
    for path, step in subject.copied:
        if path == "." or WILDCARDS.search(path) or step.keyword == "RUN":
            continue
        what = "a credential" if ALWAYS.search(path) else _secret_of(subject, path)
        if what:
            yield Problem(
                step.line,
                f"{path} is {what}, and stays in a layer even where a later line removes it",
                f"mount it: RUN --mount=type=secret,id={posixpath.basename(path).lstrip('.')},…",
                subject.place(path) if subject.project.has(path) else None,
            )


def _secret_of(subject: Subject, path: str) -> str | None:
    """What kind of secret a file of the context is; None for none."""
    key = "secret", subject.context, path
    return subject.repository.once(key, lambda: _secret_in(subject, path))


def _secret_in(subject: Subject, path: str) -> str | None:
    if path not in subject.project.files or not may_be_secret(path):
        return None
    head = subject.project.head(path, HEAD_BYTES)
    if head is None:
        return None
    what = secret_in(path, head)
    if what == "environment variables" and not _holds_secrets(head):
        return None
    return what


def _holds_secrets(head: bytes) -> bool:
    text = head.decode("utf-8", "replace")
    for line in text.splitlines():
        name, mark, value = line.strip().removeprefix("export ").partition("=")
        value = value.strip().strip("'\"")
        if mark and is_secret_variable(name.strip(), value) and not STAND_IN.fullmatch(value):
            return True
    return any(True for _ in credentials_in(text))


def sent_secret(subject: Subject) -> Iterator[Problem]:
    """A file with credentials gets into the image with all the others."""
    if subject.is_side:
        return
    whole = [
        step
        for stage in subject.runs
        for step in subject.resolved.steps(stage)
        for taken in step.taken
        if step.keyword == "COPY" and not taken.origin
        if any(one in (".", "./", "/") for one in taken.sources)
    ]
    if not whole:
        return
    step = whole[0]
    key = "secrets", subject.context, subject.ignore.path
    for path, what in subject.repository.once(key, lambda: _secrets_of(subject)):
        yield Problem(
            step.line,
            f"{path} ({what}) is copied into the image with all the others",
            f"add `{path}` to .dockerignore",
            subject.place(path),
            _ignoring(subject, path),
        )


def _secrets_of(subject: Subject) -> list[tuple[str, str]]:
    """The files with credentials that reach the builder."""
    found = ((path, _secret_of(subject, path)) for path in sorted(subject.sent))
    return [(path, what) for path, what in found if what and not SIDE.search(path)]


def _ignoring(subject: Subject, path: str) -> tuple[Edit, ...]:
    if subject.ignore.path is None:
        return ()
    file = subject.project.readable(subject.ignore.path)
    if file is None:
        return ()
    place = subject.place(subject.ignore.path)
    count = len(file.text.splitlines())
    return (Edit(place.file, count + 1, count, (path,)),)


RULES = (
    Rule(
        "DG401",
        "literal-secret",
        "a secret stands in the Dockerfile",
        "error",
        "It is in the repository, in every image and in the history of every image.",
        "ENV API_KEY=7fd0a6c1b2e94d58",
        "# docker run --env API_KEY …",
        literal_secret,
    ),
    Rule(
        "DG402",
        "secret-argument",
        "a build argument holds a secret, and stays in the history of the image",
        "warning",
        "`docker history` shows the value of each build argument that a RUN was given.",
        'ARG NPM_TOKEN\nRUN echo "//registry.npmjs.org/:_authToken=$NPM_TOKEN" > .npmrc && npm ci',
        "RUN --mount=type=secret,id=npmrc,target=/root/.npmrc npm ci",
        secret_argument,
    ),
    Rule(
        "DG403",
        "copied-secret",
        "a file with credentials is copied into the image",
        "error",
        "A layer keeps what it was given. Removing the file in a later line hides it, and no more.",
        "COPY .npmrc ./\nRUN npm ci && rm .npmrc",
        "RUN --mount=type=secret,id=npmrc,target=.npmrc npm ci",
        copied_secret,
    ),
    Rule(
        "DG404",
        "sent-secret",
        "a file with credentials gets into the image with all the others",
        "error",
        "`COPY . .` takes everything that .dockerignore does not keep out.",
        "# .env holds a password, and .dockerignore does not name it\nCOPY . .",
        "# .dockerignore: .env\nCOPY . .",
        sent_secret,
    ),
)
