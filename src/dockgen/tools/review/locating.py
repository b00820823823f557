"""The Dockerfiles of a repository, and how compose, bake, workflows and scripts build them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from dockgen.core.errors import UnusableInput
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project, TextFile
from dockgen.dockerfile.shell_commands import commands_in
from dockgen.readers.yaml import YamlFile
from dockgen.tools.review.finding import Place

DOCKERFILE = lazy_regex(
    r"(?:^|/)(?:(?:Dockerfile|Containerfile)(?:\.(?!dockerignore$)[\w.-]+)?|[\w.-]+\.[Dd]ockerfile)$"
)
TEMPLATE = lazy_regex(
    r"\.(?:j2|jinja2?|tmpl|tpl|template|erb|hbs|mustache|ejs|in|md|txt|orig|bak|swp|json|ya?ml"
    r"|sh|py|js|ts|go|rs|java|lock|sha256|dockerignore)$"
)
COMPOSE = lazy_regex(r"(?:^|/)(?:docker-)?compose[\w.-]*\.ya?ml$")
BAKE = lazy_regex(r"(?:^|/)docker-bake(?:\.override)?\.hcl$")
WORKFLOW = lazy_regex(r"^\.github/workflows/[^/]+\.ya?ml$")
SCRIPT = lazy_regex(
    r"(?:^|/)(?:Makefile|[Jj]ustfile|GNUmakefile|Taskfile\.ya?ml|Jenkinsfile|package\.json"
    r"|\.gitlab-ci\.yml|azure-pipelines\.ya?ml|cloudbuild\.ya?ml|bitbucket-pipelines\.yml"
    r"|\.travis\.yml|buildspec\.ya?ml|skaffold\.ya?ml|Tiltfile|[\w.-]+\.(?:sh|bash|mk|ps1))$"
    r"|^\.circleci/config\.yml$"
)
BUILD_COMMAND = lazy_regex(
    r"(?:docker|podman|nerdctl)(?: (?:buildx|image|builder))? build|buildah (?:build|bud)"
)
MOST_BYTES = 256 * 1024
WITH_VALUE = frozenset(
    (
        "-t --tag --cache-from --cache-to --platform --label --network --progress --output -o"
        " --secret --ssh --iidfile --metadata-file --builder --memory -m --shm-size --add-host"
        " --ulimit --allow --attest --build-context --cgroup-parent --annotation --isolation"
        " --provenance --sbom"
    ).split()
)
DEFAULTED = lazy_regex(r"\$\{\w+:?-([^}]*)\}")


@dataclass(frozen=True, slots=True)
class Use:
    """One way in which a Dockerfile is built.

    Args:
        context: the folder of the context, relative to the repository; empty for its top.
        target: the stage; empty for the last.
        args: the build arguments with values that are known.
        place: where that stands.
    """

    context: str
    place: Place
    target: str = ""
    args: Mapping[str, str] = field(default_factory=dict)


def is_dockerfile(path: str) -> bool:
    """Whether a file is a Dockerfile by its name."""
    return DOCKERFILE.search(path) is not None and TEMPLATE.search(path) is None


def dockerfiles(project: Project) -> dict[str, list[Use]]:
    """The Dockerfiles of a repository by path, each with the ways in which it is built."""
    found: dict[str, list[Use]] = {
        path: [] for path in sorted(project.files) if is_dockerfile(path)
    }
    for path, use in uses(project):
        if project.has(path):
            found.setdefault(path, []).append(use)
    return found


def uses(project: Project) -> Iterator[tuple[str, Use]]:
    """What is built in a repository: the Dockerfile and how."""
    for path in sorted(project.files):
        reader = next((read for pattern, read in READERS if pattern.search(path)), None)
        if reader is None:
            continue
        try:
            file = project.read(path, MOST_BYTES)
            if "build" in file.text or reader is _baked:
                yield from reader(file)
        except UnusableInput:
            continue  # whatever reads it will complain


def _composed(file: TextFile) -> Iterator[tuple[str, Use]]:
    """https://docs.docker.com/reference/compose-file/build/."""
    yaml = YamlFile(file)
    folder = posixpath.dirname(file.path)
    for name in yaml.keys("services"):
        build = yaml.value("services", name, "build")
        line = yaml.line("services", name, "build") or 1
        given = build if isinstance(build, dict) else {"context": build}
        if build is None or "dockerfile_inline" in given:
            continue
        context = _plain(given.get("context") or ".")
        dockerfile = _plain(given.get("dockerfile") or "Dockerfile")
        args = _arguments(given.get("args"))
        target = _plain(given.get("target") or "") or ""
        made = _use(folder, context, dockerfile, target, args, Place(file.path, line))
        if made:
            yield made


def _arguments(given: object) -> dict[str, str]:
    if isinstance(given, list):
        pairs: Iterable[tuple[str, object]] = (
            (name, value)
            for one in given
            for name, mark, value in [str(one).partition("=")]
            if mark
        )
    else:
        pairs = given.items() if isinstance(given, dict) else ()
    return {name: plain for name, value in pairs if (plain := _plain(value)) is not None}


def _plain(value: object) -> str | None:
    """A value without variables; None where one without a default decides."""
    if not isinstance(value, str):
        return None
    text = DEFAULTED.sub(lambda match: match[1], value)
    return None if "$" in text else text


def _use(  # noqa: PLR0913  each is one word of what is written
    folder: str,
    context: str | None,
    dockerfile: str | None,
    target: str,
    args: Mapping[str, str],
    place: Place,
    *,
    from_folder: bool = False,
) -> tuple[str, Use] | None:
    """A use; None where a variable decides about it, or it is not of this repository."""
    if (
        context is None
        or dockerfile is None
        or "://" in context
        or context.startswith(("git@", "/"))
    ):
        return None
    inside = posixpath.normpath(posixpath.join(folder, context))
    below = folder if from_folder else inside
    path = posixpath.normpath(posixpath.join(below, dockerfile))
    if inside.startswith("..") or path.startswith(("..", "/")):
        return None
    return path, Use("" if inside == "." else inside, place, target, dict(args))


def _baked(file: TextFile) -> Iterator[tuple[str, Use]]:
    """https://docs.docker.com/build/bake/reference/."""
    folder = posixpath.dirname(file.path)
    for match in re.finditer(r'(?m)^[^\S\n]*target\s+"[\w.-]+"\s*\{', file.text):
        body = _block(file.text, match.end())
        if re.search(r"\binherits\s*=", body) or "matrix" in body:
            continue
        context = _hcl(body, "context", ".")
        dockerfile = _hcl(body, "dockerfile", "Dockerfile")
        inner = re.search(r"\bargs\s*=\s*\{([^}]*)\}", body)
        pairs = re.findall(r'"?(\w+)"?\s*[=:]\s*"([^"]*)"', inner[1]) if inner else ()
        args = {name: value for name, value in pairs if "$" not in value}
        place = Place(file.path, file.line_of(match.end()))
        target = _hcl(body, "target", "") or ""
        made = _use(folder, context, dockerfile, target, args, place)
        if made:
            yield made


def _block(text: str, start: int) -> str:
    depth = 1
    for place in range(start, len(text)):
        depth += {"{": 1, "}": -1}.get(text[place], 0)
        if depth == 0:
            return text[start:place]
    return text[start:]


def _hcl(body: str, name: str, default: str) -> str | None:
    if not re.search(rf"(?m)^[^\S\n]*{name}\s*=", body):
        return default
    match = re.search(rf'(?m)^[^\S\n]*{name}\s*=\s*"([^"$]*)"\s*$', body)
    return match[1] if match else None


def _worked(file: TextFile) -> Iterator[tuple[str, Use]]:
    """https://github.com/docker/build-push-action#inputs, and `docker build` in `run`."""
    if "build-push-action" not in file.text and not BUILD_COMMAND.search(file.text):
        return
    yaml = YamlFile(file)
    for job in yaml.keys("jobs"):
        steps = yaml.value("jobs", job, "steps")
        for number, step in enumerate(steps if isinstance(steps, list) else ()):
            if not isinstance(step, dict):
                continue
            line = yaml.line("jobs", job, "steps", str(number), "uses") or 1
            if "docker/build-push-action" in str(step.get("uses", "")):
                yield from _pushed(step.get("with"), Place(file.path, line))
    yield from _scripted(file)


def _pushed(given: object, place: Place) -> Iterator[tuple[str, Use]]:
    options = given if isinstance(given, dict) else {}
    context = _plain(str(options.get("context") or "."))
    default = posixpath.join(context, "Dockerfile") if context is not None else None
    dockerfile = _plain(str(options["file"])) if options.get("file") else default
    args = _arguments(str(options.get("build-args") or "").splitlines())
    target = _plain(str(options.get("target") or "")) or ""
    made = _use("", context, dockerfile, target, args, place, from_folder=True)
    if made:
        yield made


def _scripted(file: TextFile) -> Iterator[tuple[str, Use]]:
    """`docker build` in a script: https://docs.docker.com/reference/cli/docker/buildx/build/."""
    if not BUILD_COMMAND.search(file.text):
        return
    joined = re.sub(r"\\\n[ \t]*", lambda _: " \x00", file.text)
    number = 1
    for line in joined.split("\n"):
        match = BUILD_COMMAND.search(line)
        if match and not line.lstrip().startswith("#"):
            written = line[match.start() :].replace("\x00", "")
            if file.path.endswith(".json"):
                written = re.split(r'(?<!\\)"', written)[0]
            command = next(commands_in([(written, number)]), None)
            if command is not None:
                yield from _typed(command.words, Place(file.path, number))
        number += 1 + line.count("\x00")


def _typed(words: tuple[str, ...], place: Place) -> Iterator[tuple[str, Use]]:
    rest = list(words[words.index("build") + 1 if "build" in words else 2 :])
    dockerfile, target, args = "", "", []
    contexts: list[str] = []
    while rest:
        word = rest.pop(0)
        name, mark, value = word.partition("=")
        takes = name in WITH_VALUE or name in {"-f", "--file", "--target", "--build-arg"}
        if word.startswith("-") and takes and not mark:
            value = rest.pop(0) if rest else ""
        if name in {"-f", "--file"}:
            dockerfile = value
        elif name == "--target":
            target = value
        elif name == "--build-arg":
            args.append(value)
        elif not word.startswith("-"):
            contexts.append(word)
    if len(contexts) != 1:
        return
    context = _plain(contexts[0])
    default = posixpath.join(context, "Dockerfile") if context is not None else None
    path = _plain(dockerfile) if dockerfile else default
    made = _use("", context, path, target, _arguments(args), place, from_folder=True)
    if made and "$" not in target:
        yield made


READERS = (
    (COMPOSE, _composed),
    (BAKE, _baked),
    (WORKFLOW, _worked),
    (SCRIPT, _scripted),
)
