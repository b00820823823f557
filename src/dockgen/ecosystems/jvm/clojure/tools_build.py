"""Clojure's own tools: `deps.edn`, and the `build.clj` that makes the jar.

https://clojure.org/guides/tools_build and https://clojure.org/reference/deps_edn
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from itertools import chain
from typing import NamedTuple

from dockgen.core.facts import Evidence, Fact, default
from dockgen.core.project import Project
from dockgen.ecosystems.jvm.clojure import text as clojure_text
from dockgen.ecosystems.jvm.clojure.text import Code, Form
from dockgen.ecosystems.jvm.clojure.uberjar import (
    Uberjar,
    found,
    inside,
    local_repositories,
    texts,
)

DEPS = "deps.edn"
TOOLS_BUILD = "io.github.clojure/tools.build"
TASKS = ("uber", "uberjar")
"""The usual names of the task that makes the jar; where there are several, the first goes."""

GIT = ("git-count-revs", "git-process")
DEPTH, WIDEST, LONGEST = 8, 20, 400
"""How far a name is followed, how many parts it may have, and how long it may become."""


class Task(NamedTuple):
    """The function that makes the jar.

    Args:
        name: what `-T` calls it.
        call: the call of `uber` in it.
    """

    name: str
    call: Form


def read(project: Project) -> Uberjar | str:
    """The jar that the build makes, or why it makes none.

    Raises:
        UnusableInput: a file cannot be read, or where the jar lies cannot be.
    """
    deps = clojure_text.read(project, DEPS)
    top = next((one for one in deps.forms if one.kind == "map"), None)
    alias = _alias(top) if top else None
    if top is None or alias is None:
        return f"{DEPS} has no alias with tools.build, which would make a jar"
    name, body = alias
    path = _script(project, body)
    if path is None:
        return f"the file of {DEPS}'s alias {name} is not here"
    script = clojure_text.read(project, path)
    task = _task(script)
    if task is None:
        return f"{path} makes no jar with its libraries: nothing in it calls uber"
    return _uberjar(_Parts(project, deps, top, name, body), script, task)


class _Parts(NamedTuple):
    project: Project
    deps: Code
    top: Form
    alias: str
    body: Form


def _alias(top: Form) -> tuple[str, Form] | None:
    """The alias that brings tools.build, by its name and its map."""
    aliases = top.get(":aliases")
    items = aliases.items if aliases and aliases.kind == "map" else ()
    pairs = [(name.text, body) for name, body in zip(items[::2], items[1::2], strict=False)]
    for name, body in pairs:
        given = [body.get(key) for key in (":deps", ":replace-deps", ":extra-deps")]
        libraries = (one.text for group in given if group for one in group.items[::2])
        if any(one == TOOLS_BUILD for one in libraries):
            return name, body
    return next(((name, body) for name, body in pairs if name == ":build"), None)


def _script(project: Project, body: Form) -> str | None:
    """The file of the namespace that the alias calls; tools look for it at the top."""
    named = body.get(":ns-default")
    file = f"{(named.text if named else 'build').replace('-', '_').replace('.', '/')}.clj"
    folders = texts(body.get(":paths")) or texts(body.get(":replace-paths")) or (".",)
    paths = (inside(posixpath.join(folder, file)) for folder in folders)
    return project.first(*(path for path in paths if path))


def _task(script: Code) -> Task | None:
    tasks = []
    for form in script.forms:
        calls = (one for one in form.within() if one.head.split("/")[-1] == "uber")
        call = next(calls, None) if form.head == "defn" and len(form.items) > 2 else None
        if call is not None:
            tasks.append(Task(form.items[1].text, call))
    usual = (task for name in TASKS for task in tasks if task.name == name)
    return next(usual, tasks[0] if tasks else None)


def _uberjar(parts: _Parts, script: Code, task: Task) -> Uberjar:
    names = _Names(script)
    qualified = "" if parts.body.get(":ns-default") else "build/"
    manifests, warnings = _manifests(parts)
    revision = next((one for form in script.forms for one in form.within() if _asks_git(one)), None)
    if revision is not None:
        line = script.evidence(revision, "git").line
        warnings.append(
            f"{script.file.path}:{line} runs git, but the build context has no .git: the result"
            " is empty there"
        )
    main, in_manifest = _main(parts, names, task)
    paths = texts(parts.top.get(":paths"))
    folders = tuple(one for one in map(inside, paths or ("src",)) if one)
    reason = "a build script may read any file"
    return Uberjar(
        tool=Fact("tools-deps", Evidence("file", DEPS)),
        artifact=_artifact(names, task),
        main=main,
        in_manifest=in_manifest,
        install=Fact(
            f"clojure -P && clojure -P -T{parts.alias}",
            default("-P downloads the libraries of the project and of its build"),
        ),
        build=Fact(
            f"clojure -T{parts.alias} {qualified}{task.name}",
            found(script, task.call, task.name, "builds the jar with its libraries"),
        ),
        manifests=manifests,
        sources=Fact((".",), Evidence("file", script.file.path, reason=reason)),
        source_paths=folders,
        dependencies=_dependencies(parts),
        warnings=tuple(warnings),
    )


def _asks_git(form: Form) -> bool:
    return form.head.split("/")[-1] in GIT


def _manifests(parts: _Parts) -> tuple[Fact[tuple[str, ...]], list[str]]:
    """What the dependencies are read from: `deps.edn`, and the libraries of the repository."""
    paths, warnings = [DEPS], list[str]()
    for form in parts.top.within():
        local = form.get(":local/root") if form.kind == "map" else None
        if local is None or local.kind != "string":
            continue
        path = inside(local.text)
        if path is None:
            line = parts.deps.evidence(local, ":local/root").line
            warnings.append(f"{DEPS}:{line} needs {local.text}, which is outside the project")
        elif parts.project.has_folder(path):
            paths.append(f"{path}/")
        elif parts.project.has(path):
            paths.append(path)
    paths += local_repositories(parts.project, parts.top.get(":mvn/repos"))
    return Fact(tuple(dict.fromkeys(paths)), Evidence("file", DEPS)), warnings


def _dependencies(parts: _Parts) -> dict[str, Fact[str]]:
    group = parts.top.get(":deps")
    listed = {}
    for name, value in zip(*(group.items[n::2] for n in (0, 1)), strict=False) if group else ():
        version = value.get(":mvn/version") or value.get(":git/tag")
        place = parts.deps.evidence(name, ":deps")
        listed[name.text] = Fact(version.text if version else "", place)
    return listed


def _main(parts: _Parts, names: _Names, task: Task) -> tuple[Fact[str], bool]:
    """The namespace that starts, and whether the jar's manifest names it.

    Raises:
        UnusableInput: neither the build nor an alias says it.
    """
    given = names.argument(task, ":main")
    if given is not None:
        main = names.value(given)
        place = names.script.evidence(given, ":main")
        return Fact("" if "*" in main else main, place), True
    for form in parts.top.within():
        options = form.get(":main-opts") if form.kind == "map" else None
        said = texts(options) or ()
        if options is not None and said[:1] == ("-m",) and len(said) > 1:
            return Fact(said[1], parts.deps.evidence(options, ":main-opts")), False
    return Fact("", names.script.evidence(task.call, "uber")), False


def _artifact(names: _Names, task: Task) -> Fact[str]:
    """Where the jar lies; empty where it cannot be read."""
    given = names.argument(task, ":uber-file")
    value = names.value(given) if given is not None else ""
    # `*.jar` would take the first that lies there.
    path = inside(value) if re.search(r"[^*/.]", posixpath.basename(value)[:-4]) else None
    return Fact(path or "", names.script.evidence(given or task.call, ":uber-file"))


class _Names:
    """What the names of a script stand for, as far as its text says it.

    Args:
        script: the script.
    """

    def __init__(self, script: Code) -> None:
        self.script = script
        self.values: dict[str, Form] = {}
        for form in (one for top in script.forms for one in top.within()):
            if form.head == "def" and len(form.items) > 2:
                self.values[form.items[1].text] = form.items[-1]
            elif form.head == "let" and len(form.items) > 1:
                bound = form.items[1].items
                for name, value in zip(bound[::2], bound[1::2], strict=False):
                    self.values.setdefault(name.text, value)

    def argument(self, task: Task, key: str) -> Form | None:
        """What `uber` is given: in its own call, or by the function that makes its arguments."""
        symbols = dict.fromkeys(one.text for one in task.call.within() if one.kind == "symbol")
        named = (self.values.get(text) for text in symbols)
        anywhere = (one for form in self.script.forms for one in form.within())
        places = chain(task.call.within(), (one for one in named if one is not None), anywhere)
        return next((given for one in places if (given := one.get(key)) is not None), None)

    def value(self, form: Form, depth: int = 0) -> str:
        """A form as text, with a `*` for what only the build knows."""
        text = re.sub(r"\*+", "*", self._value(form, depth))
        return text if len(text) <= LONGEST else "*"

    def _value(self, form: Form, depth: int) -> str:
        if form.kind in {"string", "quoted"}:
            return form.text if len(form.text) <= LONGEST else "*"
        if depth > DEPTH or len(form.items) > WIDEST:
            return "*"
        if form.kind == "symbol":
            meant = self.values.get(form.text)
            return self.value(meant, depth + 1) if meant is not None else "*"
        parts = [self.value(one, depth + 1) for one in form.items[1:]]
        make = CALLS.get(form.head)
        return make(parts) if make and parts else "*"


def _format(parts: list[str]) -> str:
    rest = iter(parts[1:])
    return re.sub(r"%[sd]", lambda _: next(rest, "*"), parts[0])


CALLS: dict[str, Callable[[list[str]], str]] = {
    "str": "".join,
    "name": lambda parts: parts[0].split("/")[-1],
    "format": _format,
}
"""The functions that names of jars are put together with."""
