"""Leiningen's `project.clj`: what `lein uberjar` makes of it.

https://codeberg.org/leiningen/leiningen/src/branch/main/sample.project.clj
"""

from __future__ import annotations

import posixpath
import re

from dockgen.core.errors import UnusableInput
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

PROJECT = "project.clj"
RING = "lein-ring"
RING_PORT = 3000
"""Where lein-ring's jar listens without another: https://github.com/weavejester/lein-ring."""

PATHS = {
    ":source-paths": ("src",),
    ":java-source-paths": (),
    ":resource-paths": ("resources",),
}
"""What goes into the jar, and where it lies where nothing else is said."""

WIDER = (":plugins", ":prep-tasks", ":hooks", ":middleware", ":filespecs", ":parent-project")
"""What may read any file of the project during the build."""


def read(project: Project) -> Uberjar | str:
    """The jar that `project.clj` makes, or why it makes none that can be run.

    Raises:
        UnusableInput: the file cannot be read, or what names the jar is worked out by a program.
    """
    code = clojure_text.read(project, PROJECT)
    form = next((one for one in code.forms if one.head == "defproject"), None)
    if form is None:
        return f"{PROJECT} has no defproject"
    build = _Build(project, code, form)
    return build.uberjar() or f"{PROJECT} names no :main, so its jar is a library"


class _Build:
    def __init__(self, project: Project, code: Code, form: Form) -> None:
        self.project = project
        self.code = code
        self.form = form
        self.profile = form.dig(":profiles", ":uberjar")
        self.ring = form.get(":ring") if self._plugin(RING) else None

    def _plugin(self, name: str) -> bool:
        plugins = self.form.get(":plugins")
        listed = plugins.items if plugins else ()
        return any(one.items and one.items[0].text.split("/")[-1] == name for one in listed)

    def get(self, key: str) -> Form | None:
        """A setting as it is while the uberjar is made: its profile goes first."""
        own = self.profile.get(key) if self.profile else None
        return own or self.form.get(key)

    def uberjar(self) -> Uberjar | None:
        main = self._main()
        if main is None:
            return None
        task = "lein ring uberjar" if self.ring else "lein uberjar"
        place = Evidence("file", PROJECT)
        return Uberjar(
            tool=Fact("leiningen", place),
            artifact=self._artifact(),
            main=main,
            in_manifest=self.ring is not None or self._compiled(main),
            install=Fact(
                "lein with-profile uberjar deps",
                default("downloads what goes into the jar, without what a REPL needs"),
            ),
            build=Fact(
                task, default("builds the jar with its libraries, without running the tests")
            ),
            manifests=Fact((PROJECT, *self._local_repositories()), place),
            sources=self._sources(),
            source_paths=self._paths(":source-paths") or PATHS[":source-paths"],
            dependencies=self._dependencies(),
            name=self._name(),
            java=self._java(),
            port=self._port_of_ring(),
        )

    def _main(self) -> Fact[str] | None:
        if self.ring is not None:
            handler = self.ring.get(":handler")
            if handler is None or handler.kind != "symbol":
                return None
            made = f"{handler.text.split('/')[0]}.main"
            reason = "lein-ring generates it from the handler"
            return Fact(made, found(self.code, handler, ":ring :handler", reason))
        main = self.get(":main")
        if main is None or main.kind != "symbol" or main.text in {"nil", "false"}:
            return None
        return Fact(main.text, self.code.evidence(main, ":main"))

    def _compiled(self, main: Fact[str]) -> bool:
        """Whether the class that the manifest names is there: `^:skip-aot` leaves it out."""
        if self.get(":aot") is not None:
            return True
        left_out = r"\^(?::skip-aot|\{\s*:skip-aot\s+true\s*\})\s+"
        pattern = rf"{left_out}{re.escape(main.value)}(?![\w.*+!?<>=/-])"
        return re.search(pattern, self.code.file.text) is None

    def _artifact(self) -> Fact[str]:
        """Where the jar lies: Leiningen puts the profile's name and the version for `%s`."""
        name = self._plain(":uberjar-name")
        target = self._plain(":target-path")
        version = self._version()
        if name is None:
            named = self.form.items[1].text.split("/")[-1] if len(self.form.items) > 1 else "*"
            place = found(self.code, self.form, "defproject", "Leiningen's own name for it")
            name = Fact(f"{named}-{version}-standalone.jar", place)
        profile = "*" if self.ring else "uberjar"
        folder = target.value.replace("%s", profile) if target else "target"
        path = posixpath.join(folder, name.value.replace("%s", version))
        short = inside(path)
        if short is None:
            raise UnusableInput(
                f"the jar would be outside the project: {path}",
                file=PROJECT,
                line=name.evidence.line,
                hint="give a path below it with --set artifact=…",
            )
        return Fact(short, name.evidence)

    def _version(self) -> str:
        """The version; `*` where a program works it out."""
        third = self.form.items[2] if len(self.form.items) > 2 else None
        return third.text if third is not None and third.kind == "string" else "*"

    def _plain(self, key: str) -> Fact[str] | None:
        """A setting that is a string.

        Raises:
            UnusableInput: a program works it out.
        """
        form = self.get(key)
        if form is None:
            return None
        if form.kind != "string":
            place = self.code.evidence(form, key)
            raise UnusableInput(
                f"{key} is worked out by a program, which is not run here",
                file=place.file,
                line=place.line,
                hint="give the jar's path with --set artifact=target/uberjar/app.jar",
            )
        return Fact(form.text, self.code.evidence(form, key))

    def _name(self) -> Fact[str] | None:
        named = self.form.items[1] if len(self.form.items) > 1 else None
        if named is None or named.kind != "symbol":
            return None
        return Fact(named.text.split("/")[-1], self.code.evidence(named, "defproject"))

    def _local_repositories(self) -> tuple[str, ...]:
        keys = (":repositories", ":plugin-repositories", ":local-repo")
        return local_repositories(self.project, *(self.get(key) for key in keys))

    def _paths(self, key: str) -> tuple[str, ...] | None:
        """The folders behind a key, those of the profile too; None where they are not plain."""
        forms = [self.form.get(key), self.profile.get(key) if self.profile else None]
        said = [texts(one) for one in forms if one is not None]
        if not said:
            return PATHS[key]
        whole = [inside(path) for group in said for path in group or ("..",)]
        return tuple(path for path in whole if path) if all(whole) else None

    def _sources(self) -> Fact[tuple[str, ...]]:
        for key in WIDER:
            form = self.get(key)
            if form is not None:
                reason = "what it names may read any file"
                return Fact((".",), found(self.code, form, key, reason))
        said = [self._paths(key) for key in PATHS]
        groups = [(".",) if group is None else group for group in said]
        paths = dict.fromkeys(path for group in groups for path in group)
        place = found(self.code, self.form, "defproject", "these go into the jar")
        there = tuple(f"{path}/" for path in paths if self.project.has_folder(path))
        return Fact((".",) if "." in paths or not there else there, place)

    def _dependencies(self) -> dict[str, Fact[str]]:
        listed: dict[str, Fact[str]] = {}
        scopes = [self.form, *([self.profile] if self.profile else [])]
        groups = [scope.get(":dependencies") for scope in scopes]
        for one in (item for group in groups if group for item in group.items):
            if one.items and one.items[0].kind == "symbol":
                version = one.items[1].text if len(one.items) > 1 else ""
                listed[one.items[0].text] = Fact(version, self.code.evidence(one, ":dependencies"))
        return listed

    def _java(self) -> Fact[str] | None:
        """What javac is told to compile for."""
        form = self.get(":javac-options")
        options = [one.text for one in form.items] if form else []
        for flag in ("--release", "-target", "--target"):
            if form and flag in options[:-1]:
                version = options[options.index(flag) + 1]
                return Fact(version, self.code.evidence(form, ":javac-options"))
        return None

    def _port_of_ring(self) -> Fact[int] | None:
        if self.ring is None:
            return None
        port = self.ring.get(":port")
        if port is not None and re.fullmatch(r"\d{2,5}", port.text):
            return Fact(int(port.text), self.code.evidence(port, ":ring :port"))
        return Fact(
            RING_PORT, default(f"lein-ring's jar listens on {RING_PORT} or the port in PORT")
        )
