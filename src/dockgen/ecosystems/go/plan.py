"""Plans the images of Go programs."""

from __future__ import annotations

import posixpath
from fnmatch import fnmatchcase

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import SettledFacts, Verdict
from dockgen.core.plan import Choices, IgnoreGroup, Plan, Stages, places
from dockgen.core.quoting import (
    Printable,
    assignment,
    copy_paths,
    exec_form,
    ignore_pattern,
    path,
    plain,
    shell_command,
    shell_words,
    word,
)
from dockgen.ecosystems.front_end import plan as front_end
from dockgen.ecosystems.go import images

SOURCES = "/src"
"""Where the build stage works; the templates say so too."""

PLACE, OUTPUT = "/usr/local/bin", "/out"
USER, USER_OF_ONE_STAGE = "65532:65532", "10001:10001"
"""The user `nonroot` of distroless, and one that no image has."""

NOT_BUILT = (
    *("**/*_test.go", "**/testdata", "**/node_modules", "*.test", "*.out"),
    *("README*", "CHANGELOG*", "CONTRIBUTING*", "LICENSE*", ".github", ".gitlab-ci.yml"),
    *(".golangci.*", ".goreleaser.*", ".air.toml", "Makefile", "Procfile", "tmp/main"),
)
GO_VARIABLES = ("GOPRIVATE", "GONOSUMDB", "GONOPROXY", "GOPROXY")
NETRC = "NETRC"
"""The secret with the credentials for private modules, as `~/.netrc` spells them."""

EVERYWHERE = "0.0.0.0"  # noqa: S104  told to the program, not bound here

ALPINE_COMPILER = ("build-base",)


def plan(verdict: Verdict, choices: Choices) -> Plan:
    """Plan a stage that compiles and one that runs, or all in one where asked.

    Raises:
        UnusableInput: a shape that the program has not, a base that cannot run it, or a value
            that cannot be printed safely.
    """
    shape = choices.shape or verdict.shape
    if shape != verdict.shape:
        raise UnusableInput(f"the program is of the shape {verdict.shape}, not {shape}")
    facts = SettledFacts(verdict)
    stages: Stages = choices.stages or "multi"
    base = choices.base or _usual_base(facts, stages)
    _refuse(facts, base, stages)
    listen = facts.text("port")
    start = facts.words("start_command")
    return Plan(
        shape=shape,
        stages=stages,
        base=base,
        template=f"go/{'scratch-' if base == 'scratch' else ''}{stages}-stage.Dockerfile.jinja",
        values={
            **_values_of_build(facts, base, stages),
            **_values_of_runtime(facts, base, stages),
            "port": plain(listen, "port") if listen else None,
            "port_variable": _port_variable(facts),
            "host_variable": assignment(facts.text("host_variable"), EVERYWHERE, "host_variable")
            if facts.text("host_variable")
            else None,
            "health": exec_form(facts.words("health_command"), "health_command")
            if facts.words("health_command")
            else None,
            "entrypoint": exec_form(start[:1], "start_command"),
            "arguments": exec_form(start[1:], "start_command") if start[1:] else None,
        },
        ignored=(_ignored(facts),),
        port=int(listen) if listen else None,
        secrets=(f"id={NETRC},env={NETRC}",) if _by_netrc(facts) else (),
        volumes=places("/app", facts.words("writable_folders")),
    )


def _usual_base(facts: SettledFacts, stages: Stages) -> str:
    """Distroless has no package manager and no shell."""
    return "debian" if stages == "single" or facts.words("system_packages") else "distroless"


def _refuse(facts: SettledFacts, base: str, stages: Stages) -> None:
    if stages == "single" and base in {"distroless", "scratch"}:
        raise UnusableInput(
            f"one stage has the compiler, which {base} cannot hold",
            hint="--base debian, or --base alpine",
        )
    if not facts.holds("cgo"):
        return
    packages = facts.words("system_packages")
    if base == "scratch":
        raise UnusableInput(
            "a program with cgo needs a C library, and scratch has none",
            hint="--base distroless, or --set cgo=false where all works without C",
        )
    if packages and base != "debian":
        raise UnusableInput(
            f"the program needs {', '.join(packages)}, which {base} has not under these names",
            hint="--base debian",
        )


def _values_of_build(facts: SettledFacts, base: str, stages: Stages) -> dict[str, object]:
    """What the templates print up to the compiled program."""
    with_cgo = facts.holds("cgo")
    cross = stages == "multi" and not with_cgo
    on_alpine = base == "alpine" and (stages == "single" or with_cgo)
    home = _home(facts)
    packages = (
        *(ALPINE_COMPILER if on_alpine and with_cgo else ()),
        *facts.words("build_packages"),
    )
    installed = shell_words(packages, "build_packages", "cgo") if packages else None
    go_image = images.golang(facts.text("language_version"), "alpine" if on_alpine else "debian")
    platform = "--platform=$BUILDPLATFORM " if cross else ""
    program = f"{OUTPUT}/{facts.text('binary')}"
    return {
        "build_image": Printable(f"{platform}{go_image}", go_image.facts),
        "workdir": path(posixpath.join(SOURCES, home).rstrip("/"), "workspace"),
        "cross": cross,
        "build_apt": None if on_alpine else installed,
        "build_apk": installed if on_alpine else None,
        "cgo": Printable("1" if with_cgo else "0", ("cgo",)),
        "environment": _environment(facts),
        "manifests": _in_place(facts.words("manifests"), home, "manifests")
        if facts.text("install_command") or _is_of_several(facts)
        else [],
        "downloads": facts.text("install_command") != "",
        "install": None if facts.text("goprivate") else _install(facts),
        "private_install": _install(facts) if _by_netrc(facts) else None,
        "ssh_install": _over_ssh(facts) if facts.words("ssh_hosts") else None,
        "netrc": word(f"type=secret,id={NETRC},target=/root/.netrc,required=true", "goprivate"),
        "sources": _in_place(facts.words("sources") or ("./",), home, "sources"),
        "version_argument": facts.text("version_variable") != "",
        "generate": _command(facts, "generate"),
        "build": _command(facts, "build_command"),
        **front_end.values(facts, SOURCES),
        "program": copy_paths([program], f"{PLACE}/", "binary"),
        "moved": shell_words([program, f"{PLACE}/"], "binary"),
    }


def _install(facts: SettledFacts) -> Printable | None:
    """What downloads the modules, and installs tools that the module has none of."""
    names = [one for one in ("install_command", "tools_command") if facts.text(one)]
    if not names:
        return None
    return shell_command(" && ".join(facts.text(one) for one in names), *names)


def _environment(facts: SettledFacts) -> list[Printable]:
    """The variables that say where private modules come from."""
    return [
        assignment(name, facts.text(name.lower()), name.lower())
        for name in GO_VARIABLES
        if facts.text(name.lower())
    ]


def _by_netrc(facts: SettledFacts) -> bool:
    """Whether private modules come by the name and password of a netrc file."""
    return facts.text("goprivate") != "" and not facts.words("ssh_hosts")


def _over_ssh(facts: SettledFacts) -> Printable:
    """The download where Git asks for the modules over SSH: https://go.dev/doc/faq#git_https."""
    hosts = facts.words("ssh_hosts")
    rewritten = [
        shell_words(
            ["git", "config", "--global", f"url.ssh://git@{one}/.insteadOf", f"https://{one}/"],
            "ssh_hosts",
        )
        for one in hosts
    ]
    met = "GIT_SSH_COMMAND='ssh -o StrictHostKeyChecking=accept-new'"
    return Printable(" \\\n    && ".join([*rewritten, f"{met} {_install(facts)}"]), ("ssh_hosts",))


def _is_of_several(facts: SettledFacts) -> bool:
    """Whether modules are copied one by one, so that the others' go.mod would be missing."""
    return bool(facts.words("sources"))


def _command(facts: SettledFacts, name: str) -> Printable | None:
    return shell_command(facts.text(name), name) if facts.text(name) else None


def _home(facts: SettledFacts) -> str:
    """The folder that the build runs in, where it is not the top."""
    manifests = facts.words("manifests")
    tops = [posixpath.dirname(one) for one in manifests]
    return "" if not manifests or "" in tops else min(tops, key=lambda one: (one.count("/"), one))


def _in_place(paths: tuple[str, ...], home: str, fact: str) -> list[Printable]:
    """One copy for the files of each folder, and one for each whole folder, to where they lie."""
    top = f"{SOURCES}/" if home else ""
    if "./" in paths:
        return [copy_paths(["."], top or ".", fact)]
    by_folder: dict[str, list[str]] = {}
    for one in paths:
        folder = one if one.endswith("/") else posixpath.join(posixpath.dirname(one), "")
        by_folder.setdefault(f"{top}{folder}" or "./", []).append(one)
    return [copy_paths(sources, to, fact) for to, sources in by_folder.items()]


def _values_of_runtime(facts: SettledFacts, base: str, stages: Stages) -> dict[str, object]:
    """What the templates print of the image that runs the program."""
    packages = facts.words("system_packages")
    debian = ("ca-certificates", "tzdata", *packages)
    return {
        "runtime_image": _runtime_image(facts, base),
        "runtime_apt": shell_words(debian, "system_packages") if base == "debian" else None,
        "own_apt": shell_words(packages, "system_packages") if packages else None,
        "runtime_apk": Printable("ca-certificates tzdata") if base == "alpine" else None,
        "files": _files(facts),
        "writable": _writable(facts, "/writable"),
        "own_folders": _writable(facts, "/app"),
        "user": Printable(USER if stages == "multi" else USER_OF_ONE_STAGE),
    }


def _runtime_image(facts: SettledFacts, base: str) -> Printable | None:
    if base == "distroless":
        kind = "cc" if facts.holds("cpp") else "base" if facts.holds("cgo") else "static"
        return images.distroless(kind)
    return {"debian": images.debian, "alpine": images.alpine}[base]() if base != "scratch" else None


def _files(facts: SettledFacts) -> list[Printable]:
    """The files that are read at run time, to where the program looks for them."""
    main = posixpath.normpath(facts.text("main"))
    home = facts.text("module_folder")
    copies = []
    for fact, top in (("runtime_files", home), ("program_files", main)):
        for source in facts.words(fact):
            target = posixpath.relpath(source, top or ".")
            folder = source.endswith("/")
            to = f"{target}/" if folder else posixpath.join(posixpath.dirname(target) or ".", "")
            copies.append(copy_paths([source], to if to != "./" else "./", fact))
    return copies


def _writable(facts: SettledFacts, top: str) -> Printable | None:
    folders = facts.words("writable_folders")
    if not folders:
        return None
    places = [posixpath.normpath(posixpath.join(top, one)) for one in folders]
    return shell_words(places, "writable_folders")


def _port_variable(facts: SettledFacts) -> Printable | None:
    name, number = facts.text("port_variable"), facts.text("port")
    if not name or not number:
        return None
    value = number if name.endswith("PORT") else f":{number}"
    return assignment(name, value, "port_variable", "port")


def _ignored(facts: SettledFacts) -> IgnoreGroup:
    """What the builder need not see; what the program embeds or reads stays."""
    needed = (*facts.words("embedded_files"), *facts.words("runtime_files"))
    back = [
        ignore_pattern(one.rstrip("/"), "embedded_files")
        for one in (*needed, *facts.words("program_files"))
        if any(_matches(one.rstrip("/"), pattern) for pattern in NOT_BUILT)
    ]
    output = facts.text("front_end_output")
    made = [ignore_pattern(output, "front_end_output")] if output else []
    return IgnoreGroup(
        Printable("Not needed to compile or run"),
        (*(Printable(one) for one in NOT_BUILT), *made, *(Printable(f"!{one}") for one in back)),
    )


def _matches(file: str, pattern: str) -> bool:
    plain_pattern = pattern.removeprefix("**/")
    parts = file.split("/")
    if pattern.startswith("**/"):
        return any(fnmatchcase(part, plain_pattern) for part in parts)
    return fnmatchcase(parts[0], plain_pattern)
