"""Plans the images of Rust programs."""

from __future__ import annotations

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import SettledFacts, Verdict
from dockgen.core.plan import Choices, IgnoreGroup, Plan, Stages, places
from dockgen.core.quoting import (
    Printable,
    assignment,
    copy_paths,
    exec_form,
    ignore_pattern,
    plain,
    shell_command,
    shell_words,
    word,
)
from dockgen.ecosystems.front_end import plan as front_end
from dockgen.ecosystems.rust import images
from dockgen.ecosystems.rust.system_packages import IN_DISTROLESS, on_suite

APP = "/app"
INIT = {"debian": "/usr/bin/tini-static", "alpine": "/sbin/tini-static"}
"""Where the packages put an init that needs no library: Debian's tini, Alpine's tini-static."""
USERS = {"distroless": "65532:65532"}
USER = "10001:10001"
NOT_FOR_THE_BUILD = ("target", ".github", ".circleci", ".gitlab-ci.yml", "**/*.rs.bk")
MUSL = frozenset(("alpine", "scratch"))


def plan(verdict: Verdict, choices: Choices) -> Plan:
    """Plan stages that compile the dependencies, build the program and run it, or one for all.

    Raises:
        UnusableInput: a choice that does not fit, or a value that cannot be printed safely.
    """
    facts = _Facts(verdict, choices)
    port = facts.text("port")
    return Plan(
        shape=choices.shape or verdict.shape,
        stages=facts.stages,
        base=facts.base,
        template=f"rust/{facts.stages}-stage.Dockerfile.jinja",
        values={
            **facts.values_of_build(),
            **facts.values_of_running(),
            **facts.values_by_base(),
            **front_end.values(facts, APP),
        },
        ignored=(facts.ignored(),),
        port=int(port) if port else None,
        volumes=places(APP, facts.optional("written_folders")),
        warnings=facts.warnings(),
        secrets=(
            *(f"id=cargo-credentials,src={one}" for one in facts.optional("secret_files")),
            *(f"id={one},env={one}" for one in facts.optional("secret_variables")),
        ),
    )


class _Facts(SettledFacts):
    """The facts, and what is printed of them."""

    def __init__(self, verdict: Verdict, choices: Choices) -> None:
        super().__init__(verdict)
        self.stages: Stages = choices.stages or "multi"
        self.suite = images.suite(self.text("language_version"))
        self.asked = choices.base
        self.base = self._base()

    def optional(self, name: str) -> tuple[str, ...]:
        """The words of a fact; none where it is not settled."""
        return self.words(name) if name in self.facts else ()

    @property
    def is_alpine(self) -> bool:
        """Whether the program is built on Alpine."""
        return self.base in MUSL

    def _libraries(self, *, alpine: bool) -> tuple[str, ...]:
        if alpine:
            return self.optional("alpine_system_packages")
        return on_suite(self.optional("system_packages"), self.suite)

    def _needs_debian(self) -> tuple[str, ...]:
        return tuple(one for one in self._libraries(alpine=False) if one not in IN_DISTROLESS)

    def _base(self) -> str:
        """The family of base images: distroless, as long as it has what the program needs."""
        fits = not self._needs_debian() and self.suite in images.DISTROLESS
        asked = self.asked or ("distroless" if fits and self.stages == "multi" else "debian")
        if self.stages == "single" and asked in {"distroless", "scratch"}:
            raise UnusableInput(f"one stage needs a shell and Cargo, which {asked} does not have")
        if asked == "distroless" and not fits:
            lacking = ", ".join(self._needs_debian()) or f"an image of Debian {self.suite}"
            raise UnusableInput(f"distroless has no {lacking}", hint="take --base debian")
        if asked == "scratch" and self._libraries(alpine=True):
            raise UnusableInput(
                f"scratch has no {', '.join(self._libraries(alpine=True))}",
                hint="take --base debian, or the feature `vendored` or `bundled` of the crate",
            )
        version = self.text("language_version")
        if (
            asked == "alpine"
            and self._libraries(alpine=True)
            and not images.follows_alpine(version)
        ):
            raise UnusableInput(
                f"the image of Rust {version} may be on another Alpine than the one that the "
                f"libraries {', '.join(self._libraries(alpine=True))} come from",
                hint="take --base debian",
            )
        if asked in MUSL and self.text("target"):
            raise UnusableInput(
                f"the project is built for {self.text('target')} whatever the base image is",
                hint="take build.target out of .cargo/config.toml, or --base debian",
            )
        return asked

    def warnings(self) -> tuple[str, ...]:
        """What the user should know about the choices."""
        found = []
        if self.is_alpine:
            found.append(
                "musl's own memory allocator is slow where many threads allocate: a server under "
                "load is faster on --base debian, or with the crate mimalloc"
            )
        if self.asked is None and self._needs_debian() and self.stages == "multi":
            lacking = ", ".join(self._needs_debian())
            found.append(f"distroless has no {lacking}, so the image is Debian's")
        return tuple(found)

    @property
    def _has_init(self) -> bool:
        return "stop_signal" not in self.facts

    @property
    def _init(self) -> str:
        return INIT["alpine" if self.is_alpine else "debian"]

    def _build_packages(self) -> Printable | None:
        name = "alpine_build_packages" if self.is_alpine else "build_packages"
        packages = list(self.optional(name))
        if not self.is_alpine:
            packages = list(on_suite(tuple(packages), self.suite))
        if self._has_init:
            packages.append("tini-static" if self.is_alpine else "tini")
        return shell_words(sorted(set(packages)), name) if packages else None

    def _mounts(self) -> Printable | None:
        """The secrets that the build is given."""
        home = f"target=/usr/local/cargo/{CREDENTIALS}"
        named = [f"id=cargo-credentials,{home}" for _ in self.optional("secret_files")]
        named += [f"id={one}" for one in self.optional("secret_variables")]
        found = [f"--mount=type=secret,{word(one, *SECRETS)},required=true" for one in named]
        found += ["--mount=type=ssh"] if self.holds("git_over_ssh") else []
        return Printable(" ".join(found), SECRETS) if found else None

    def _before(self) -> list[str]:
        """The variables of the build's secrets, and how Git meets a host for the first time."""
        found = [
            f'{word(one, "secret_variables")}="$(cat /run/secrets/{one})"'
            for one in self.optional("secret_variables")
        ]
        if self.holds("git_over_ssh"):
            found.insert(0, "GIT_SSH_COMMAND='ssh -o StrictHostKeyChecking=accept-new'")
        return found

    def values_of_build(self) -> dict[str, object]:
        """What the paragraphs that compile print."""
        build = shell_command(
            " ".join([*self._before(), self.text("build_command")]), "build_command", *SECRETS
        )
        stubs = self.optional("target_files")
        version = self.text("language_version")
        nightly = version == "nightly"
        toolchain = self.text("toolchain_file") and not self.text("toolchain")
        return {
            "build_image": images.rust(version, self.base),
            "toolchain_in_use": Printable("nightly" if nightly else "$RUST_VERSION")
            if toolchain
            else None,
            "toolchain": word(self.text("toolchain"), "toolchain")
            if self.text("toolchain")
            else None,
            "target": word(self.text("target"), "target") if self.text("target") else None,
            "build_environment": [
                _variable(*one, "build_environment") for one in self.pairs("build_environment")
            ],
            "dynamic_musl": self.base == "alpine" and bool(self._libraries(alpine=True)),
            "build_packages_debian": None if self.is_alpine else self._build_packages(),
            "build_packages_alpine": self._build_packages() if self.is_alpine else None,
            "manifests": _by_folder(self.optional("manifests")),
            "dependency_folders": [
                copy_paths([f"{one}/"], f"{one}/", "dependency_folders")
                for one in self.optional("dependency_folders")
            ],
            "target_files": _in_shell(stubs, "target_files"),
            "build": build,
            "mounts": self._mounts(),
            "written_folders": _in_shell(self.optional("written_folders"), "written_folders")
            if self.optional("written_folders")
            else None,
        }

    def values_of_running(self) -> dict[str, object]:
        """What the paragraphs that run the program print."""
        user = USERS.get(self.base, USER)
        start = list(self.words("start_command"))
        if self._has_init:
            start = [self._init, "--", *start]
        artifact = f"{APP}/{self.text('artifact')}"
        signal = self.text("stop_signal")
        return {
            "program": copy_paths([artifact], start_of(start), "artifact"),
            "program_in_place": shell_words([f"./{self.text('artifact')}", start_of(start)]),
            "init": Printable(self._init) if self._has_init else None,
            "stop_signal": word(signal, "stop_signal") if signal not in {"", "SIGTERM"} else None,
            "run_time_files": [
                copy_paths([f"{APP}/{one}"], f"./{one}", "run_time_files")
                for one in self.optional("run_time_files")
            ],
            "kept_folders": [
                copy_paths([f"{APP}/{one}/"], f"./{one}/", "written_folders")
                for one in self.optional("written_folders")
            ],
            "environment": [_variable(*one, "environment") for one in self.pairs("environment")],
            "user": Printable(user),
            "port": plain(self.text("port"), "port") if self.text("port") else None,
            "start": exec_form(start, "start_command"),
        }

    def values_by_base(self) -> dict[str, object]:
        """What depends on the base image."""
        libraries = self._libraries(alpine=self.is_alpine)
        name = "alpine_system_packages" if self.is_alpine else "system_packages"
        wanted = shell_words(sorted({"ca-certificates", *libraries}), name)
        return {
            "runtime_image": images.runtime(self.text("language_version"), self.base),
            "libraries_debian": wanted if self.base == "debian" else None,
            "libraries_alpine": wanted if self.base == "alpine" else None,
            "certificates": self.base == "scratch",
        }

    def ignored(self) -> IgnoreGroup:
        """What the builder need not see."""
        folder = self.text("artifact").split("/", 1)[0]
        patterns = [Printable(one) for one in NOT_FOR_THE_BUILD]
        if folder not in {"target", "", "..", "."}:
            patterns.append(ignore_pattern(folder, "artifact"))
        pages = self.text("front_end_output")
        patterns += [ignore_pattern(pages, "front_end_output")] if pages else []
        patterns += [ignore_pattern(one, "secret_files") for one in self.optional("secret_files")]
        return IgnoreGroup(Printable("Outputs: the build creates its own"), tuple(patterns))


CREDENTIALS = "credentials.toml"
SECRETS = ("secret_files", "secret_variables")


def start_of(command: list[str]) -> str:
    """The program itself in a command, behind an init."""
    return command[command.index("--") + 1] if "--" in command[:2] else command[0]


def _in_shell(paths: tuple[str, ...], fact: str) -> Printable:
    """Paths for a command; what looks like an option is told apart from one."""
    return shell_words([f"./{one}" if one.startswith("-") else one for one in paths], fact)


def _variable(name: str, value: str, fact: str) -> Printable:
    return assignment(word(name, fact), value, fact)


def _by_folder(paths: tuple[str, ...]) -> list[Printable]:
    """The manifests by their folder, since a COPY flattens what it copies."""
    folders: dict[str, list[str]] = {}
    for path in paths:
        folders.setdefault(path.rpartition("/")[0], []).append(path)
    return [
        copy_paths(inside, f"{folder}/" if folder else "./", "manifests")
        for folder, inside in folders.items()
    ]
