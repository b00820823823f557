"""DG110, DG308, DG312: ports, and the health check that asks one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dockgen.dockerfile.resolved import ResolvedStage, Step
from dockgen.dockerfile.stages import Image
from dockgen.tools.review.finding import Edit, Place, Problem, Rule
from dockgen.tools.review.rules.start import start_of
from dockgen.tools.review.subject import Subject

SERVERS = re.compile(
    r"(?:^|/)(?:nginx|nginx-unprivileged|httpd|caddy|traefik|static-web-server|envoy)$"
)
OPTIONS_OF_PORTS = re.compile(
    r"(?:^|\s)(?:--port|--server\.port|-Dserver\.port|--(?:http|server)-port)[= ](\d{2,5})(?=\s|$)"
    r"|(?:^|\s)(?:--bind|-b|--listen|--address|--addr|--host)[= ](?:[\w.*\[\]-]*:)(\d{2,5})(?=\s|$)"
)


# DG110 and DG312


def port(subject: Subject) -> Iterator[Problem]:
    """The port that is exposed is not the one that the application listens on."""
    for stage in subject.runs:
        exposed = _exposed(subject, stage)
        bottom = subject.resolved.bottom(stage)
        if not exposed or bottom is None:
            continue
        numbers = {number for number, _ in exposed}
        found = _listened(subject, stage, numbers, served=bool(SERVERS.search(bottom.repository)))
        wanted, other = found or (None, None)
        if wanted is None or wanted in numbers or not wanted.isdigit():
            continue
        number, step = exposed[-1]
        line = subject.line(step.line)
        edits: tuple[Edit, ...] = ()
        if len(exposed) == 1 and line.count(number) == 1:
            edits = (Edit(subject.path, step.line, step.line, (line.replace(number, wanted),)),)
        yield Problem(
            step.line,
            f"port {number} is exposed, but the application listens on {wanted}",
            f"write EXPOSE {wanted}",
            other,
            edits,
        )


def _listened(
    subject: Subject, stage: ResolvedStage, numbers: set[str], *, served: bool
) -> tuple[str, Place | None] | None:
    """The port that something in the stage listens on, and what says so; None for unsure."""
    if served:
        return _configured(subject, stage)
    given = _given(subject, stage)
    if given is not None:
        return given[0], Place(subject.path, given[1])
    fact = subject.facts.get("port")
    if fact is None or _is_set(subject, stage, numbers):
        return None
    variable = _of_variable(subject, stage, str(fact.value))
    if variable is not None:
        return str(fact.value), variable
    if fact.evidence.is_default or _is_env(fact.evidence.file):
        return None
    return str(fact.value), subject.at(fact.evidence)


LISTEN = re.compile(r"(?m)^[^\S\n]*listen\s+(?:[\w.*\[\]:]*:)?(\d{2,5})\b")
INCLUDES = re.compile(r"(?m)^[^\S\n]*include\s+\S*(?:\.conf|\*)\s*;")


def _configured(subject: Subject, stage: ResolvedStage) -> tuple[str, Place | None] | None:
    """The only port that the configuration of a server listens on, where it is copied."""
    held = subject.held(stage)
    paths = [one for place, one in held.files.items() if one and place.startswith("/etc/nginx/")]
    for path in paths:
        file = subject.project.readable(path)
        found = list(LISTEN.finditer(file.text)) if file else []
        if file and len({one[1] for one in found}) == 1 and not INCLUDES.search(file.text):
            return found[0][1], subject.place(path, file.line_of(found[0].start(1)))
    return None


def _of_variable(subject: Subject, stage: ResolvedStage, number: str) -> Place | None:
    """The ENV that sets the port of the application to what it is."""
    for step in subject.resolved.steps(stage):
        match = re.search(rf"\b(?:\w+_)?PORT[= ]{number}\b", step.instruction.arguments)
        if step.keyword == "ENV" and match:
            return Place(subject.path, _line_with(subject, step, match[0]))
    return None


def _exposed(subject: Subject, stage: ResolvedStage) -> list[tuple[str, Step]]:
    found = []
    for step in subject.resolved.steps(stage):
        if step.keyword == "EXPOSE":
            for word in step.instruction.arguments.split():
                number = word.partition("/")[0]
                if not number.isdigit():
                    return []
                found.append((number, step))
    return found


def _given(subject: Subject, stage: ResolvedStage) -> tuple[str, int] | None:
    """The port that the start command names, with its line."""
    start = start_of(subject, stage)
    match = OPTIONS_OF_PORTS.search(start.plain) if start else None
    if start is None or match is None:
        return None
    return match[1] or match[2], start.step.line


def _is_set(subject: Subject, stage: ResolvedStage, numbers: set[str]) -> bool:
    """Whether something else in the stage speaks of one of these ports."""
    start = start_of(subject, stage)
    script = start is None or start.words[0].endswith(".sh")
    return (
        script
        or (start is not None and start.in_shell and "$" in start.plain)
        or _is_spoken_of(subject, stage, numbers)
    )


def _is_spoken_of(subject: Subject, stage: ResolvedStage, numbers: set[str]) -> bool:
    """Whether an instruction of a stage, apart from EXPOSE and HEALTHCHECK, names a port."""
    pattern = re.compile(rf"(?<!\d)(?:{'|'.join(numbers)})(?!\d)")
    return any(
        pattern.search(step.instruction.arguments)
        for step in subject.resolved.steps(stage)
        if step.keyword in ("ENV", "ARG", "CMD", "ENTRYPOINT", "RUN")
    )


def _is_env(file: str | None) -> bool:
    return file is not None and re.search(r"(?:^|/)\.?env|compose|\.md$|\.http$", file) is not None


def health_port(subject: Subject) -> Iterator[Problem]:
    """The health check sends its request to another port than the application's."""
    for stage in subject.runs:
        step = subject.resolved.effective(stage, "HEALTHCHECK")
        exposed = _exposed(subject, stage)
        match = re.search(
            r"https?://(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\]):(\d{2,5})\b",
            step.instruction.arguments if step else "",
        )
        if step is None or match is None or not exposed:
            continue
        numbers = {number for number, _ in exposed}
        fact = subject.facts.get("port")
        if match[1] in numbers or (fact is not None and str(fact.value) == match[1]):
            continue
        bottom = subject.resolved.bottom(stage)
        served = bottom is not None and SERVERS.search(bottom.repository)
        unsure = _is_spoken_of if served else _is_set
        if unsure(subject, stage, {match[1]}):
            continue
        number, at = exposed[-1]
        place = Place(subject.path, at.line)
        line = _line_with(subject, step, match[1])
        text = subject.line(line)
        edits: tuple[Edit, ...] = ()
        if len(exposed) == 1 and text.count(f":{match[1]}") == 1:
            changed = text.replace(f":{match[1]}", f":{number}")
            edits = (Edit(subject.path, line, line, (changed,)),)
        yield Problem(
            line,
            f"the health check asks port {match[1]}, but port {number} is exposed",
            f"ask port {number}",
            place,
            edits,
        )


def _line_with(subject: Subject, step: Step, text: str) -> int:
    for number in range(step.line, step.instruction.last_line + 1):
        if text in subject.line(number):
            return number
    return step.line


# DG308


def health_tool(subject: Subject) -> Iterator[Problem]:
    """The health check runs a program that the image does not have."""
    for stage in subject.runs:
        step = subject.resolved.effective(stage, "HEALTHCHECK")
        bottom = subject.resolved.bottom(stage)
        if step is None or bottom is None or not subject.is_plain(stage) or not step.commands:
            continue
        tool = step.commands[0].words[0]
        lacks = _lacks(bottom, tool)
        if not lacks or _is_brought(subject, stage, tool):
            continue
        line = _line_with(subject, step, tool)
        yield Problem(
            line,
            f"the health check runs {tool}, which {bottom} does not have",
            f"install {tool}, or send the request with a program that is there",
            Place(subject.path, subject.resolved.chain(stage)[0].line),
            _with_wget(subject, line, tool, bottom),
        )


def _lacks(image: Image, tool: str) -> bool:
    """Whether an image surely lacks a program; the lists of packages of the official images."""
    name = str(image)
    if SERVERS.search(image.repository):
        return False
    if image.repository == "scratch" or image.repository.startswith("gcr.io/distroless/"):
        return tool in {"curl", "wget", "nc", "sh"} and "debug" not in image.tag
    if "alpine" in name:
        return tool == "curl"
    small = "slim" in image.tag or image.repository in {"debian", "ubuntu"}
    return small and tool in {"curl", "wget", "nc"}


def _is_brought(subject: Subject, stage: ResolvedStage, tool: str) -> bool:
    for step in subject.resolved.steps(stage):
        if step.keyword == "RUN" and tool in step.instruction.arguments:
            return True
        if step.keyword == "RUN" and any(tool in one.words for one in step.commands):
            return True
        for taken in step.taken:
            if any(one and (one.endswith((f"/{tool}", "/bin"))) for one in taken.sources):
                return True
        if step.keyword == "COPY" and tool in step.instruction.arguments:
            return True
    return False


def _with_wget(subject: Subject, line: int, tool: str, image: Image) -> tuple[Edit, ...]:
    """On Alpine, BusyBox sends the request."""
    text = subject.line(line)
    pattern = r"\bcurl((?: -{1,2}[\w-]+)*) (https?://[^\s|&\"']+)"
    if tool != "curl" or "alpine" not in str(image) or len(re.findall(pattern, text)) != 1:
        return ()
    changed = re.sub(pattern, r"wget --quiet --spider \2", text)
    return (Edit(subject.path, line, line, (changed,)),)


RULES = (
    Rule(
        "DG110",
        "port",
        "the port that is exposed is not the one that the application listens on",
        "warning",
        "EXPOSE is what people, compose files and platforms go by: they publish a port on which "
        "nobody answers.",
        "# server.js: app.listen(3000)\nEXPOSE 8080",
        "EXPOSE 3000",
        port,
    ),
    Rule(
        "DG308",
        "health-check-tool",
        "the health check runs a program that the image does not have",
        "error",
        "The check fails each time, and the container is never healthy: what waits for it never "
        "starts, and an orchestrator restarts it for ever.",
        "FROM node:24-slim\nHEALTHCHECK CMD curl --fail http://localhost:3000/",
        'FROM node:24-slim\nHEALTHCHECK CMD ["node", "-e", "fetch(\'http://localhost:3000/\')'
        '.then(r => process.exit(r.ok ? 0 : 1))"]',
        health_tool,
    ),
    Rule(
        "DG312",
        "health-check-port",
        "the health check sends its request to another port than the application's",
        "error",
        "Nobody answers there, so the container is never healthy.",
        "EXPOSE 3000\nHEALTHCHECK CMD wget --spider http://localhost:8080/",
        "EXPOSE 3000\nHEALTHCHECK CMD wget --spider http://localhost:3000/",
        health_port,
    ),
)
