"""What is known about a program, with the evidence for it."""

from __future__ import annotations

import posixpath
import re

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Evidence, Fact, Findings, default, flag, port, text, words
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.quoting import shell_words
from dockgen.ecosystems.go import (
    cgo,
    embedded,
    frameworks,
    listening,
    programs,
    runtime_files,
    version,
)
from dockgen.ecosystems.go.modules import MODULE, SUMS, Build, inside, shown
from dockgen.ecosystems.go.packages import Closure, Packages
from dockgen.ecosystems.go.releaser import Releaser

PLACE = "/usr/local/bin"
"""Where the program lies in the image."""

OUTPUT = "/out"
"""Where the build leaves it; the templates say so too."""

VERSION = lazy_regex(
    r"^(?:var\s+|\t)(?P<name>[vV]ersion|appVersion|buildVersion|BuildVersion)\b\s*(?:string\s*)?"
    r"(?:=\s*\"[^\"\n]*\"\s*)?$",
    re.MULTILINE,
)
OWN_CODE = re.compile(r"[^./]+(/.*)?")
"""Packages of the standard library have no dot in their first part."""

QUOTA_FROM = (1, 25)
"""From this `go` line on, GOMAXPROCS follows the CPU limit: https://go.dev/doc/go1.25#runtime."""

IMPLIED_VENDORING = (1, 14)
TRIMPATH = (1, 13)


class FactsOf:
    """Settles the facts of one program.

    Args:
        build: the modules.
        packages: the packages.
        closure: what the program is made of.
        main: its folder.
        released: what GoReleaser is told.
        findings: where the facts go.
    """

    def __init__(  # noqa: PLR0913  each has been found by itself
        self,
        build: Build,
        packages: Packages,
        closure: Closure,
        main: Fact[str],
        released: Releaser | None,
        findings: Findings,
    ) -> None:
        self.build = build
        self.packages = packages
        self.closure = closure
        self.main = main
        self.released = released
        self.findings = findings
        self.shape = "server"
        self.gives_way = ""

    @property
    def manifest(self) -> str:
        """The file that says that this is a Go project."""
        if self.build.work is not None:
            return self.build.work.path
        module = self.build.modules.get(self.build.home)
        return module.path if module else self.closure.files[0].path

    def settle(self) -> None:
        """Settle all facts.

        Raises:
            UnusableInput: the build would stop, or a value of the user's is of the wrong kind.
        """
        settle, at = self.findings.settle, Evidence("file", self.manifest)
        self._settle_workspace()
        settle("language", text, Fact("go", at))
        release = version.settle(self.build, self.findings)
        self._settle_framework()
        self._settle_modules()
        self._settle_cgo()
        name = programs.name_of(self.packages, self.main.value)
        self._settle_build(settle("binary", _file_name, Fact(name, self._evidence)), release.value)
        self._settle_embedded()
        self._settle_files()
        self._settle_start()
        settle("name", text, Fact(name, self._evidence))
        self._warn()

    @property
    def _evidence(self) -> Evidence:
        module = self.build.modules.get(self.packages.build.module_of(self.main.value) or "")
        path = module.module if module else None
        return path.evidence if path else Evidence("file", self.manifest)

    def _settle_workspace(self) -> None:
        found = None
        if self.build.work is not None:
            folder = self.build.module_of(self.main.value) or ""
            used = next(
                (one for one in self.build.work.used if inside("", one.value) == (folder or ".")),
                None,
            )
            evidence = used.evidence if used else Evidence("file", self.build.work.path)
            found = Fact(folder or ".", evidence)
        self.findings.settle_optional("workspace", text, found)
        folder = self.build.module_of(self.main.value) or self.build.home
        if folder:
            why = Evidence("file", inside(folder, MODULE))
            self.findings.settle("module_folder", text, Fact(folder, why))
        self._settle_sources()

    def _settle_sources(self) -> None:
        """Settle what is copied to be compiled, where that is not the whole project."""
        if self.build.work is None and not self.build.home:
            return
        folders = {self.build.module_of(one) or "" for one in self.closure.folders}
        if "" in folders:
            return
        vendored = [inside(self.build.home, "vendor")] if self.build.vendored else []
        paths = tuple(f"{one}/" for one in sorted({*folders, *vendored}))
        evidence = Evidence("file", self.manifest, reason="what the program imports of its own")
        self.findings.settle("sources", words, Fact(paths, evidence))

    def _settle_framework(self) -> None:
        found = frameworks.framework(self.build, self.closure)
        if found is not None:
            self.findings.settle("framework", text, found[0])
            self.findings.settle_optional("framework_version", text, found[1])

    def _settle_modules(self) -> None:
        """Settle what downloads the modules, and what that reads."""
        build, findings = self.build, self.findings
        if not build.modules:
            self._refuse_modules()
            return
        findings.settle("manifests", words, Fact(build.manifests, Evidence("file", self.manifest)))
        vendored = Fact(build.vendored is not None, Evidence("file", build.vendored))
        if build.vendored is not None:
            findings.settle("vendored", flag, vendored)
            return
        needed = [one for file in build.reachable.values() for one in self._downloaded(file.folder)]
        if not needed:
            return
        sums = [name for name in build.manifests if name.endswith((".sum", SUMS))]
        if not sums:
            raise UnusableInput(
                f"requires {needed[0].key.removeprefix('require ')}, and there is no {SUMS}",
                file=needed[0].file,
                line=needed[0].line,
                hint="run `go mod tidy` and commit what it writes",
            )
        findings.settle("install_command", text, Fact("go mod download", Evidence("file", sums[0])))

    def _downloaded(self, folder: str) -> list[Evidence]:
        """The requirements of a module that are taken from no folder."""
        file = self.build.reachable["" if folder == "." else folder]
        local = set(self.build.paths)
        return [one.evidence for path, one in file.requirements.items() if path not in local]

    def _refuse_modules(self) -> None:
        for path, at in self.closure.imported.items():
            if "." in path.split("/", 1)[0]:
                raise UnusableInput(
                    f"imports {path}, and there is no {MODULE}",
                    file=at.evidence.file,
                    hint="run `go mod init example.com/app` and `go mod tidy`, and commit both",
                )

    def _settle_cgo(self) -> None:
        findings = self.findings
        tags = findings.words("build_tags")
        needs = cgo.read(self.build, self.closure, tags)
        found = Fact(needs is not None, needs.evidence if needs else default("no C is imported"))
        if not findings.settle("cgo", flag, found).value or needs is None:
            return
        if needs.build:
            findings.settle("build_packages", words, Fact(needs.build, needs.evidence))
        if needs.run:
            findings.settle("system_packages", words, Fact(needs.run, needs.evidence))
        findings.settle("cpp", flag, Fact(needs.cpp, needs.evidence))
        for note in needs.notes:
            findings.warn(note)

    def _settle_build(self, binary: Fact[str], release: str) -> None:
        """Settle the command that compiles."""
        stamped = self.findings.settle_optional("version_variable", text, self._version_variable())
        linked = "-s -w" + (f" -X {stamped.value}=$VERSION" if stamped else "")
        options = ["-trimpath"] if _number(release) >= TRIMPATH else []
        if self.build.vendored and self._go_line < IMPLIED_VENDORING:
            options.append("-mod=vendor")
        tags = self.findings.words("build_tags")
        options += [f"-tags={','.join(tags)}"] if tags else []
        sources = self._compiled()
        before = shell_words(["go", "build", *options])
        after = shell_words(["-o", f"{OUTPUT}/{binary.value}", *sources])
        command = f'{before} -ldflags="{linked}" {after}'
        self.findings.settle("build_command", text, Fact(command, self.main.evidence))

    def _compiled(self) -> list[str]:
        """What `go build` is given: the package, or the files where there is no module."""
        home, main = self.build.home, self.main.value
        if self.build.modules:
            return [shown(main.removeprefix(f"{home}/") if main != home else "")]
        own = [one.path for one in self.closure.files if posixpath.dirname(one.path) == main]
        return [f"./{posixpath.relpath(path, home or '.')}" for path in own]

    def _version_variable(self) -> Fact[str] | None:
        if self.released is not None and self.released.version is not None:
            return self.released.version
        for file in self.closure.files:
            found = VERSION.search(file.code) if file.package == "main" else None
            if found:
                return Fact(f"main.{found['name']}", file.evidence(found.start(), "var"))
        return None

    def _settle_embedded(self) -> None:
        """Settle what is compiled in, so that the builder sees it."""
        found = embedded.files(self.build.project, self.closure.files)
        if found:
            paths = tuple(one.value for one in found)
            self.findings.settle("embedded_files", words, Fact(paths, found[0].evidence))

    def _settle_files(self) -> None:
        """Settle what is copied beside the program, and what it may write."""
        build, main = self.build, self.main.value
        home = build.module_of(main) or build.home
        read = runtime_files.read_by(build.project, self.closure.files, home, main)
        for fact, top in (("runtime_files", home), ("program_files", main)):
            found = [
                (one.source, evidence)
                for one, evidence in read
                if one.source.rstrip("/") == inside(top, one.target)
                and (fact == "runtime_files" or home != main)
                and not (fact == "program_files" and self._is_at_home(one.source))
            ]
            if found:
                paths = tuple(source for source, _ in found)
                self.findings.settle(fact, words, Fact(paths, found[0][1]))
        written = runtime_files.written_by(self.closure.files)
        if written:
            folders = tuple(one.value for one in written)
            self.findings.settle("writable_folders", words, Fact(folders, written[0].evidence))
            shown_folders = ", ".join(posixpath.join("/app", one) for one in folders)
            self.findings.warn(
                f"{written[0].evidence} to {shown_folders}: mount a volume there, or it goes with "
                "the container"
            )

    def _is_at_home(self, source: str) -> bool:
        return source.rstrip("/") in {
            one.rstrip("/") for one in self.findings.words("runtime_files")
        }

    def _settle_start(self) -> None:
        """Settle the arguments and the port."""
        findings, web = self.findings, programs.process(self.packages)
        binary = str(findings.facts["binary"].value)
        own = web if web and web.program in {binary, "app"} else None
        given = own.arguments if own else ()
        found = listening.read(self.closure.files)
        told = listening.in_arguments(given, own.evidence) if own else None
        subcommand = frameworks.serving_subcommand(self.closure) if found and not own else None
        if found is not None or told is not None:
            self._settle_port(found, told)
        else:
            self.shape = "cli" if frameworks.is_command_line(self.closure) else "worker"
        number = findings.facts.get("port")
        arguments = [_filled(one, str(number.value) if number else "8080") for one in given]
        evidence = own.evidence if own else default("the program that was built")
        if subcommand is not None:
            arguments, evidence = [subcommand.value], subcommand.evidence
        start = (f"{PLACE}/{binary}", *arguments)
        findings.settle("start_command", words, Fact(start, evidence))

    def _settle_port(self, found: listening.Listening | None, told: Fact[int] | None) -> None:
        findings = self.findings
        assumed = Fact(8080, default("the usual port; the sources name none"))
        read = told or (found.port if found else assumed)
        settled = findings.settle("port", port, read, ask=True)
        if found is None or told is not None:
            return
        if found.variable and (not found.has_default or settled.value != found.port.value):
            findings.settle("port_variable", text, found.variable)
        if found.loopback:
            place = found.port.evidence
            findings.warn(
                f"{place.file}:{place.line} listens to the container itself only: nothing from "
                f"outside reaches it before the address is `:{found.port.value}`"
            )

    def _warn(self) -> None:
        if self.build.modules and self._go_line < QUOTA_FROM:
            said = self._go_fact
            where = (
                f"{said.evidence.file}:{said.evidence.line} says go {said.value}"
                if said
                else (f"{self.manifest} has no `go` line")
            )
            self.findings.warn(
                f"{where}: from `go 1.25` on GOMAXPROCS follows the container's CPU limit, below "
                "it counts the machine's processors"
            )
        for folder, at in self.closure.missing.items():
            self.findings.warn(
                f"{at.evidence.file} imports {at.value}, and {folder} holds no Go file: what makes "
                "it has to run before the build"
            )

    @property
    def _go_fact(self) -> Fact[str] | None:
        folder = self.build.module_of(self.main.value) or ""
        if self.build.work is not None:
            return self.build.work.first("go")
        file = self.build.modules.get(folder)
        return file.first("go") if file else None

    @property
    def _go_line(self) -> tuple[int, ...]:
        said = self._go_fact
        return _number(said.value) if said else (1, 16)


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version)[:2])


def _filled(argument: str, number: str) -> str:
    """An argument with `$PORT` as the exec form takes it, where no shell expands it."""
    return re.sub(r"\$\{?PORT(?::-\d+)?\}?", number, argument)


def _file_name(value: object) -> str:
    name = text(value)
    if "/" in name or name in {".", ".."}:
        raise ValueError("the name of a file")
    return name
