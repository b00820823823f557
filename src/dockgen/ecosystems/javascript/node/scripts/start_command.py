"""What really runs when a package is started, as arguments for PID 1.

`npm start` keeps npm as PID 1, which does not hand SIGTERM on reliably:
https://github.com/nodejs/docker-node/blob/main/docs/BestPractices.md#cmd. So a script is followed
through the scripts that it calls and through the tools that only set variables, restart or build,
down to the program itself.
"""

from __future__ import annotations

import posixpath
import re
import shlex
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from dockgen.core.facts import Evidence, Fact
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project
from dockgen.ecosystems.javascript.common import listening_port
from dockgen.ecosystems.javascript.node.scripts import (
    command_words,
    development,
    pm2,
    purposes,
    scripts,
    steps_before,
    together,
)
from dockgen.ecosystems.javascript.node.scripts.wrappers import unwrapped
from dockgen.ecosystems.javascript.node.sources import tsconfig
from dockgen.readers.json import JsonFile
from dockgen.readers.package_json import PackageJson

SHELL_SYNTAX = lazy_regex(r"[|&;<>()$`*?\[\]~\n]")
ENTRY_FILES = (
    "server.js",
    "server.mjs",
    "server.cjs",
    "server.ts",
    "index.js",
    "index.mjs",
    "index.ts",
    "app.js",
    "main.js",
    "main.ts",
    "src/index.js",
    "src/server.js",
)
BUILT_IN = frozenset({"node", "bun", "deno", "npm", "npx", "pnpm", "yarn", "sh", "bash", "env"})
ONE_BY_ONE = lazy_regex(
    r"(?:run-s|npm-run-all2?(?:\s+(?:-s|--serial|--sequential))?)\s+(?P<names>[^-][^&|;]*)"
)
"""https://github.com/mysticatea/npm-run-all/blob/master/docs/run-s.md"""

MAX_CHAIN = 8

Command = Fact[tuple[str, ...]]


class Start(NamedTuple):
    """How a package is started.

    Args:
        arguments: the program and its arguments.
        environment: variables that the script sets, with their evidence.
        notes: what the user should know.
        is_command_line: whether it is a program of the command line, whose user gives it
            arguments.
    """

    arguments: Command
    environment: Mapping[str, Fact[str]] = MappingProxyType({})
    notes: tuple[str, ...] = ()
    is_command_line: bool = False


def read(project: Project, package: PackageJson) -> Start | None:
    """How the package is started, or None where it says nothing.

    Asked in this order: the `web` process of a Procfile, the scripts `start:prod`,
    `start:production` and `start`, `main`, `bin`, and the files that are usual.
    """
    script = procfile(project, package) or script_of(package) or worker(project, package)
    if script is not None:
        return _without_pm2(project, package, resolve(script, package))
    main, command = (
        one if one is not None and _is_made(project, package, one.value) else None
        for one in (package.json.text("main"), _bin(package))
    )
    if main and command and not listening_port.listens(project, main.value, package.folder):
        main = None  # which is for those who import the package
    found = main or command
    if found is not None:
        path = posixpath.normpath(found.value)
        words = (_runtime(project, package, path), path)
        return Start(Fact(words, found.evidence), is_command_line=main is None)
    watched = _watched(project, package)
    if watched is not None:
        return _compiled(project, package) or resolve(watched, package)
    for name in ENTRY_FILES:
        if project.has(package.inside(name)):
            evidence = Evidence("file", package.inside(name))
            return Start(Fact((_runtime(project, package, name), name), evidence))
    return _compiled(project, package)


def _watched(project: Project, package: PackageJson) -> Fact[str] | None:
    """What nodemon is told to run, where the start says no more than `nodemon`.

    https://github.com/remy/nodemon#config-files
    """
    start = named(package)
    if start is None or resolve(start, package).arguments.value != ("node_modules/.bin/nodemon",):
        return None
    own = package.inside("nodemon.json")
    found = JsonFile(project.read(own), comments=True).text("exec") if project.has(own) else None
    return found or package.json.text("nodemonConfig", "exec")


COMPILED = ("src/main.ts", "src/index.ts", "src/server.ts", "src/app.ts")


def _compiled(project: Project, package: PackageJson) -> Start | None:
    """What TypeScript's compiler makes of the usual entry file, where nothing names it."""
    build = package.script("build")
    output = tsconfig.out_dir(project, package)
    if build is None or output is None or not re.search(r"\btsc\b", build.value):
        return None
    source = next((one for one in COMPILED if project.has(package.inside(one))), None)
    if source is None:
        return None
    path = f"{output.value}/{posixpath.basename(source).removesuffix('.ts')}.js"
    return Start(Fact(("node", path), Evidence("file", package.inside(source))))


def _is_made(project: Project, package: PackageJson, path: str) -> bool:
    """Whether a file is there, or will be when the build has made it of a source that is."""
    if project.has(package.inside(path)):
        return True
    built = package.script("build") is not None or package.script("prepare") is not None
    return built and bool(listening_port.sources_of(project, path, package.folder))


def _without_pm2(project: Project, package: PackageJson, start: Start) -> Start:
    """The one application of PM2's file, by itself; several of them stay with PM2."""
    words = start.arguments.value
    if words[0].rsplit("/", 1)[-1] != "pm2-runtime":
        return start
    found = pm2.read(project, package.folder, words)
    if found is None:
        return start
    inner = resolve(Fact(shlex.join(found.words), found.script.evidence), package)
    note = "PM2 only restarts the application, which the container runtime does: it is left out"
    if found.instances:
        note = f"PM2 keeps {found.instances} instances in one container: start as many containers"
    return _noting(
        inner._replace(notes=(*start.notes, *inner.notes)),
        {**{name: fact.value for name, fact in start.environment.items()}, **found.environment},
        [note],
    )


SAYS = lazy_regex(r"echo\b[^&|;]*(?:&&\s*exit\s+\d+)?|(?:vercel|netlify|ntl)\s+dev\b.*")
"""Commands that start nothing."""


def named(package: PackageJson) -> Fact[str] | None:
    """The first of the scripts that are named for a start, whatever it does."""
    return next(purposes.starts(package), None)


def script_of(package: PackageJson) -> Fact[str] | None:
    """The script that starts the package in production; a server for the developer does not."""
    found = purposes.starts(package)
    started = next((one for one in found if is_for_production(one, package)), None)
    return started or scripts.renderer(package)


def is_for_production(script: Fact[str], package: PackageJson) -> bool:
    """Whether a script starts something, and not for the developer alone."""
    if SAYS.fullmatch(script.value.strip()):
        return False
    _, last = command_words.last_step(resolve(script, package).arguments.value)
    return not development.serves(last)


def procfile(project: Project, package: PackageJson) -> Fact[str] | None:
    """The `web` process: https://devcenter.heroku.com/articles/procfile."""
    return _processes(project, package).get("web")


def worker(project: Project, package: PackageJson) -> Fact[str] | None:
    """The only process of a Procfile, where package.json starts none."""
    if script_of(package) is not None:
        return None
    found = [one for name, one in _processes(project, package).items() if name != "release"]
    return found[0] if len(found) == 1 else None


def _processes(project: Project, package: PackageJson) -> dict[str, Fact[str]]:
    path = package.inside("Procfile")
    found: dict[str, Fact[str]] = {}
    lines = project.read(path).text.splitlines() if project.has(path) else []
    for number, line in enumerate(lines, start=1):
        kind, _, command = (part.strip() for part in line.partition(":"))
        if command and not kind.startswith("#"):
            found.setdefault(kind, Fact(command, Evidence(kind, path, number)))
    return found


def _bin(package: PackageJson) -> Fact[str] | None:
    plain = package.json.text("bin")
    names = package.json.keys("bin")
    own = package.name.value if package.name else ""
    name = names[0] if len(names) == 1 else own
    return plain or (package.json.text("bin", name) if name in names else None)


def _runtime(project: Project, package: PackageJson, path: str) -> str:
    """What runs a file that no script names: Bun, for the TypeScript of who works with Bun."""
    typed = package.dependency("bun-types", "@types/bun") is not None
    bun = typed or project.first("bun.lock", "bun.lockb") is not None
    return "bun" if bun and path.endswith(".ts") else "node"


MIGRATES_TO_DEVELOP = lazy_regex(r"\bprisma migrate dev\b(?:\s+--name[ =]\S+)?")
"""It asks questions, and makes migrations of what has changed in the schema:
https://www.prisma.io/docs/orm/reference/prisma-cli-reference#migrate-dev."""


def resolve(script: Fact[str], package: PackageJson) -> Start:
    """What runs behind a script: scripts that call scripts are followed, wrappers are taken off."""
    start = _resolved(script, package)
    *before, last = start.arguments.value
    deployed = MIGRATES_TO_DEVELOP.sub("prisma migrate deploy", last)
    if deployed == last:
        return start
    note = "`prisma migrate dev` asks questions: the image starts with `prisma migrate deploy`"
    arguments = start.arguments._replace(value=(*before, deployed))
    return _noting(start._replace(arguments=arguments), {}, [note])


def _resolved(script: Fact[str], package: PackageJson) -> Start:
    start = Start(Fact((), script.evidence))
    text = steps_before.with_hook(script, package)
    for _ in range(MAX_CHAIN):
        text, start = _without_development(text, start, package)
        text, start = _without_builds(_one_by_one(text), start, package)
        words = _words(text)
        if words is None:
            followed = _each_followed(text, package)
            if followed == text:
                return _in_a_shell(text, start)
            text = followed
            continue
        called = _called(words, package)
        if called is None:
            inner = unwrapped(words, package)
            start = _noting(start, inner.environment, inner.notes)
            if inner.words == words:
                program = Fact(_program(words, package), start.arguments.evidence)
                return start._replace(arguments=program)
            text = shlex.join(inner.words)
            continue
        text = _call(called, package)
        start = start._replace(arguments=Fact((), called[0].evidence))
    return start._replace(
        arguments=Fact(tuple(_words(text) or ("sh", "-c", text)), script.evidence)
    )


def _without_development(text: str, start: Start, package: PackageJson) -> tuple[str, Start]:
    """The one of several processes that is left without servers for the developer."""
    left = together.without_development(text, package)
    return (left.command, _noting(start, {}, [left.note])) if left else (text, start)


def _call(called: tuple[Fact[str], list[str]], package: PackageJson) -> str:
    """What a call of a script runs, with the arguments that it hands on."""
    script, rest = called
    return " ".join([steps_before.with_hook(script, package), shlex.join(rest)]).strip()


def _one_by_one(text: str) -> str:
    """`run-s build serve` and the like as the steps that it takes."""
    match = ONE_BY_ONE.fullmatch(text.strip())
    if match is None or "*" in match["names"]:
        return text
    names = [name for name in match["names"].split() if not name.startswith("-")]
    return " && ".join(f"npm run {name}" for name in names)


def _each_followed(text: str, package: PackageJson) -> str:
    """The steps of a command, with the scripts and the tools that they really run."""
    steps = [_step(step.strip(), package) for step in text.split("&&")]
    return " && ".join(steps)


def _step(step: str, package: PackageJson) -> str:
    words = _words(step)
    if words is None:
        return step
    called = _called(words, package)
    if called is not None:
        return _call(called, package)
    inner = unwrapped(words, package)
    changed = inner.words != words and not inner.environment
    return shlex.join(inner.words) if changed else step


def _noting(start: Start, environment: Mapping[str, str], notes: Iterable[str]) -> Start:
    evidence = start.arguments.evidence
    added = {name: Fact(value, evidence) for name, value in environment.items()}
    known = dict.fromkeys([*start.notes, *notes])
    return start._replace(environment={**start.environment, **added}, notes=tuple(known))


def _without_builds(text: str, start: Start, package: PackageJson) -> tuple[str, Start]:
    """Leave out the steps before `&&` that the image has behind it."""
    *before, last = [step.strip() for step in text.split("&&")]
    built = [step for step in before if steps_before.builds(step, package)]
    checks = [step for step in before if steps_before.CHECKS.match(step)]
    if not built and not checks:
        return text, start
    notes = (
        [f"{', '.join(built)} runs when the image is built, not at every start"] if built else []
    )
    notes += (
        [f"{', '.join(checks)} is not part of the start command: it is left out"] if checks else []
    )
    kept = [step for step in before if step not in {*built, *checks}]
    return " && ".join([*kept, last]), _noting(start, {}, notes)


def _words(text: str) -> list[str] | None:
    """The words of a command that needs no shell, or None."""
    if SHELL_SYNTAX.search(re.sub(r"'[^']*'", "", text)):
        return None
    try:
        return shlex.split(text) or None
    except ValueError:
        return None


def _called(words: list[str], package: PackageJson) -> tuple[Fact[str], list[str]] | None:
    """The script that a command calls, with further arguments for it."""
    if words[0] not in {"npm", "pnpm", "yarn", "bun"} or len(words) < 2:
        return None
    run = words[1] in {"run", "run-script"}
    short = words[0] in {"pnpm", "yarn"} or words[1:2] in (["start"], ["test"])
    if not (run or short) or len(words) < 2 + run:
        return None
    script = package.script(words[1 + run])
    rest = [word for word in words[2 + run :] if word not in {"--", "--silent", "-s"}]
    return (script, rest) if script else None


def _program(words: list[str], package: PackageJson) -> tuple[str, ...]:
    """The arguments, with a tool of an installed package, and a package, by its path."""
    if words in (["node", "."], ["node", "./"]):
        main = package.json.text("main")
        return ("node", main.value.removeprefix("./") if main else "index.js")
    if words[0] not in BUILT_IN and "/" not in words[0]:
        return (f"node_modules/.bin/{words[0]}", *words[1:])
    return tuple(words)


ASSIGNMENTS = lazy_regex(r"(?:[A-Za-z_]\w*=(?:\$\{[^}]*\}|[^\s'\"])*\s+)*")


def _in_a_shell(text: str, start: Start) -> Start:
    """A shell stays only where the command needs one, and hands over to its last program."""
    text = re.sub(r"\b(cross-env(-shell)?\s+)?NODE_ENV=production\s+", "", text)
    text = re.sub(r"\bcross-env(-shell)?\s+(?=\w+=)", "", text)  # a shell sets them itself
    first, separator, last = text.rpartition("&&")
    plain = re.sub(r"\$(\{[^}]*\}|\w+)", "", last)
    set_before = ASSIGNMENTS.match(last.strip())
    told = set_before[0] if set_before else ""
    program = last.strip().removeprefix(told)
    if program and not SHELL_SYNTAX.search(plain) and not re.match(r"exec\b|\w+=", program):
        text = f"{first}{separator} {told}exec {program}".strip()
    return start._replace(arguments=Fact(("sh", "-c", text), start.arguments.evidence))


PORT_VARIABLE = lazy_regex(r"\$\{?PORT(?::?-(?P<port>\d{2,5}))?\}?")


def without_port_variable(start: Start) -> Start:
    """A start that needs a shell for `$PORT` alone, without it: frameworks read PORT themselves."""
    if start.arguments.value[:1] != ("sh",):
        return start
    text = start.arguments.value[-1].removeprefix("exec ")
    match = PORT_VARIABLE.search(text)
    if match is None:
        return start
    told = re.sub(r"\s(?:--port[= ]|-p[= ]?)[\"']?\$(?:PORT\b|\{PORT\})[\"']?", "", text)
    words = _words(PORT_VARIABLE.sub(match["port"] or "", told))
    if words is None:
        return start
    program = (f"node_modules/.bin/{words[0]}", *words[1:])
    return start._replace(arguments=start.arguments._replace(value=program))
