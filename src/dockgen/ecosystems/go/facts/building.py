"""The facts that decide how a program is compiled."""

from __future__ import annotations

import posixpath
import re

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Evidence, Fact, default, flag, text, words
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.quoting import shell_words
from dockgen.ecosystems.front_end import reading
from dockgen.ecosystems.go import front_end, private_modules
from dockgen.ecosystems.go.code import cgo, embedded, generated
from dockgen.ecosystems.go.facts.program import Program, number_of
from dockgen.ecosystems.go.modules import MODULE, SUMS, inside, shown

OUTPUT = "/out"
"""Where the build leaves the program; the templates say so too."""

VARIABLES = lazy_regex(r"^var\s*(?:\((?P<block>[^)]*)\)|(?P<one>[^\n(]*)$)", re.MULTILINE)
VERSION = lazy_regex(
    r"^[^\S\n]*(?P<name>[vV]ersion|appVersion|buildVersion|BuildVersion)\b\s*(?:string\s*)?"
    r"(?:=\s*\"[^\"\n]*\"\s*)?$",
    re.MULTILINE,
)
"""A variable of text, which the linker can set: https://pkg.go.dev/cmd/link."""

IMPLIED_VENDORING = (1, 14)
TRIMPATH = (1, 13)
EVERYTHING = "go generate ./..."


def settle_workspace(program: Program) -> None:
    """Settle which module of the project it is, and what is copied to compile it."""
    build, settle = program.build, program.findings.settle
    folder = build.module_of(program.main.value) or build.home
    found = None
    if build.work is not None:
        used = (one.evidence for one in build.work.used if inside("", one.value) == (folder or "."))
        found = Fact(folder or ".", next(used, Evidence("file", build.work.path)))
    program.findings.settle_optional("workspace", text, found)
    if folder:
        settle("module_folder", text, Fact(folder, Evidence("file", inside(folder, MODULE))))
    if build.work is None and not build.home:
        return
    folders = {build.module_of(one) or "" for one in program.closure.folders}
    if "" in folders:
        return
    vendored = [inside(build.home, "vendor")] if build.vendored else []
    paths = tuple(f"{one}/" for one in sorted({*folders, *vendored}))
    why = Evidence("file", program.manifest, reason="what the program imports of its own")
    settle("sources", words, Fact(paths, why))


def settle_modules(program: Program) -> None:
    """Settle what downloads the modules, and what that reads.

    Raises:
        UnusableInput: the download would stop.
    """
    build, findings = program.build, program.findings
    if not build.modules:
        _refuse_modules(program)
        return
    manifests = Fact(build.manifests, Evidence("file", program.manifest))
    findings.settle("manifests", words, manifests)
    vendored = Fact(build.vendored is not None, Evidence("file", build.vendored))
    if build.vendored is not None:
        findings.settle("vendored", flag, vendored)
        return
    local = set(build.paths)
    needed = [
        one.evidence
        for file in build.reachable.values()
        for path, one in file.requirements.items()
        if path not in local
    ]
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
    found = Fact("go mod download", Evidence("file", sums[0]))
    findings.settle("install_command", text, found)
    for name, said in private_modules.read(build).items():
        findings.settle(name.lower(), text, said)
    if "goprivate" in findings.facts:
        hosts = private_modules.over_ssh(build)
        settled = findings.settle_optional("ssh_hosts", words, hosts)
        if settled is not None:
            place = f"{settled.evidence.file}:{settled.evidence.line}"
            findings.warn(
                f"{place}: modules of {', '.join(settled.value)} are fetched over SSH: docker "
                "build --ssh default hands your agent on"
            )


def _refuse_modules(program: Program) -> None:
    """Without go.mod only the standard library can be imported: it has no dot in its paths."""
    for path, at in program.closure.imported.items():
        if "." in path.split("/", 1)[0]:
            raise UnusableInput(
                f"imports {path}, and there is no {MODULE}",
                file=at.evidence.file,
                line=at.evidence.line,
                hint="run `go mod init example.com/app` and `go mod tidy`, and commit both",
            )


def settle_cgo(program: Program) -> None:
    """Settle whether C is compiled in, and the packages for it."""
    findings = program.findings
    needs = cgo.read(program.build, program.closure, findings.words("tags"))
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


def settle_generation(program: Program) -> None:
    """Settle what writes code before the build, and say what nothing is known to write."""
    findings = program.findings
    found = generated.read(program.build, program.closure)
    installs = [one.install for one in found if one.install]
    if installs:
        command = Fact(" && ".join(installs), found[0].evidence)
        findings.settle("tools_command", text, command)
    joined = " && ".join(one.command for one in found)
    findings.settle_optional(
        "generate", _generation, Fact(joined, found[0].evidence) if found else None
    )
    for folder, at in program.closure.missing.items() if not found else ():
        findings.warn(
            f"{at.evidence.file}:{at.evidence.line} imports {at.value}, and {folder} holds no Go "
            f"file: commit what is generated, or --set generate='{EVERYTHING}'"
        )


def _generation(value: object) -> str:
    """A command; `true` stands for the usual one."""
    return EVERYTHING if str(value).lower() in {"true", "yes", "on"} else text(value)


def settle_embedded(program: Program) -> None:
    """Settle what is compiled in, and what builds the pages among it."""
    findings, project = program.findings, program.build.project
    found = embedded.files(project, program.closure.files)
    if found:
        paths = tuple(one.value for one in found)
        findings.settle("embedded_files", words, Fact(paths, found[0].evidence))
    pages = front_end.read(project, program.closure)
    if pages is not None:
        reading.settle(findings, pages)


def settle_build(program: Program, binary: Fact[str], release: str) -> None:
    """Settle the command that compiles."""
    findings, build = program.findings, program.build
    stamped = findings.settle_optional("version_variable", text, _version_variable(program))
    linked = "-s -w" + (f" -X {stamped.value}=$VERSION" if stamped else "")
    options = ["-trimpath"] if number_of(release) >= TRIMPATH else []
    if build.vendored and program.go_line < IMPLIED_VENDORING:
        options.append("-mod=vendor")
    tags = findings.words("tags")
    options += [f"-tags={','.join(tags)}"] if tags else []
    before = shell_words(["go", "build", *options])
    after = shell_words(["-o", f"{OUTPUT}/{binary.value}", *_compiled(program)])
    command = f'{before} -ldflags="{linked}" {after}'
    findings.settle("build_command", text, Fact(command, program.main.evidence))


def _compiled(program: Program) -> list[str]:
    """What `go build` is given: the package, or the files where there is no module."""
    home, main = program.build.home, program.main.value
    if program.build.modules:
        return [shown(main.removeprefix(f"{home}/") if main != home else "")]
    own = [one.path for one in program.closure.files if posixpath.dirname(one.path) == main]
    return [f"./{posixpath.relpath(path, home or '.')}" for path in own]


def _version_variable(program: Program) -> Fact[str] | None:
    if program.released is not None and program.released.version is not None:
        return program.released.version
    for file in program.closure.files:
        if file.package != "main":
            continue
        for declared in VARIABLES.finditer(file.code):
            found = VERSION.search(declared["block"] or declared["one"] or "")
            if found:
                return Fact(f"main.{found['name']}", file.evidence(declared.start(), "var"))
    return None
