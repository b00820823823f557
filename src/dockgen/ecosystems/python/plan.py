"""Plans the images of Python applications."""

from __future__ import annotations

import posixpath
import shlex
from collections.abc import Mapping

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import SettledFacts, Verdict
from dockgen.core.plan import Choices, IgnoreGroup, Plan, Process, Stages, places
from dockgen.core.quoting import (
    Printable,
    assignment,
    copy_in_place,
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
from dockgen.ecosystems.python import images
from dockgen.ecosystems.python.installing import bases, secrets
from dockgen.ecosystems.python.installing.tables import (
    BESIDE,
    CACHES,
    ENVIRONMENTS,
    LOCKED,
    ONE_AT_A_TIME,
    PIP_CACHE,
    SETTINGS,
    UV,
)
from dockgen.ecosystems.python.running import servers

HOME, BUILD, OWN = "/app", "/build", "/app/own"
"""Where the application lies, where it is built, and where the project itself is installed."""

RUN_TIME = {"PYTHONUNBUFFERED": "1", "PYTHONDONTWRITEBYTECODE": "1", "HOME": "/tmp"}  # noqa: S108

LEFT_BY_TOOLS = (
    *("**/.venv", "**/venv", "**/__pycache__", "**/*.py[cod]", "**/*.egg-info", ".pytest_cache"),
    *(".mypy_cache", ".ruff_cache", ".tox", ".nox", ".coverage", "htmlcov", ".ipynb_checkpoints"),
    ".pixi",
)


def plan(verdict: Verdict, choices: Choices) -> Plan:
    """Plan the image: stages that install and build and one that runs, or all in one where asked.

    Raises:
        UnusableInput: a base that has no such Python, or a value that cannot be printed safely.
    """
    shape = choices.shape or verdict.shape
    stages: Stages = choices.stages or "multi"
    base = choices.base or "debian"
    facts = _Facts(verdict, base)
    listen = facts.text("port")
    kind = facts.kind
    variables = facts.words("secret_variables")
    return Plan(
        shape=shape,
        stages=stages,
        base=base,
        template=f"python/{kind}-{stages}-stage.Dockerfile.jinja",
        values={
            "base_image": facts.base_image(),
            **facts.system(),
            **facts.installing(single=stages == "single"),
            **facts.building(single=stages == "single"),
            **facts.running(shape),
            **bases.of_conda(facts),
            **bases.of_image(facts, base, stages),
            **front_end.values(facts, BUILD, HOME if stages == "single" else ""),
        },
        ignored=(_ignored(), *facts.ignored()),
        port=int(listen) if listen else None,
        volumes=places(HOME, facts.optional("written_folders")),
        secrets=secrets.needed(
            variables, facts.text("pip_configuration"), netrc=facts.holds("netrc")
        ),
        processes=tuple(
            Process(
                name, exec_form(shlex.split(command), "processes"), stop_signal=_signal(command)
            )
            for name, command in facts.pairs("processes")
        ),
        required=facts.words("required_variables"),
    )


def _ignored() -> IgnoreGroup:
    return IgnoreGroup(
        Printable("What Python and its tools write"), tuple(Printable(one) for one in LEFT_BY_TOOLS)
    )


class _Facts(SettledFacts):
    """The facts, and what is printed of them."""

    def __init__(self, verdict: Verdict, base: str) -> None:
        super().__init__(verdict)
        self._base = base
        self._manager = self.text("package_manager")

    @property
    def kind(self) -> str:
        """Which of the families of templates it is."""
        if self._manager in ENVIRONMENTS:
            return "conda"
        return "application" if self.text("install_command") else "script"

    def base_image(self) -> Printable:
        """The image that runs the application; an environment of conda brings its own Python.

        Raises:
            UnusableInput: there is no such image.
        """
        if self.kind != "conda":
            built = "debian" if self._base == "distroless" else self._base
            return images.python(self.text("language_version"), built)
        if self._base != "debian":
            raise UnusableInput("conda's packages need glibc", hint="leave --base out")
        return images.debian()

    def _needs_uv(self) -> bool:
        """Whether something of PyPI's goes into an environment of conda, which may lack pip."""
        added = bool(self.text("server_package")) and self._manager == "pixi"
        return self.kind == "conda" and (added or bool(self.optional("project_packages")))

    def optional(self, name: str) -> tuple[str, ...]:
        """The words of a fact; none where it is not settled."""
        return self.words(name) if name in self.facts else ()

    def system(self) -> dict[str, object]:
        """What the system's package manager installs.

        Raises:
            UnusableInput: the names are those of another distribution.
        """
        run, build = self.optional("system_packages"), self.optional("build_packages")
        if self._base == "alpine" and (run or build):
            raise UnusableInput(
                f"the names of {', '.join((*run, *build))} are known for Debian only",
                hint="leave --base out",
            )
        return {
            "system_packages": shell_words(run, "system_packages") if run else None,
            "build_packages": shell_words(build, "build_packages") if build else None,
        }

    def installing(self, *, single: bool) -> dict[str, object]:
        """What the paragraphs that install packages print."""
        command = self.text("install_command")
        variables = self.optional("secret_variables")
        manager, version = self._manager, self.text("package_manager_version")
        tool = [f"{manager}=={version}", *BESIDE.get(manager, ())] if manager in LOCKED else []
        told = dict(SETTINGS.get(manager, {}))
        if manager == "uv" and self._base == "distroless":
            told["UV_PYTHON"] = bases.SYSTEM_PYTHON
        given = secrets.assignments(variables)
        python = bases.SYSTEM_PYTHON if self._base == "distroless" else "python"
        environment = (
            "uv venv --quiet" if manager == "uv" else f"{python} -m venv --without-pip .venv"
        )
        needs_environment = manager not in ENVIRONMENTS and (
            manager != "uv" or "uv sync" not in command
        )
        return {
            "uv_image": images.uv(version) if manager == "uv" else None,
            "pip_image": images.uv(UV) if self._needs_uv() else None,
            "manager_package": shell_words(tool, "package_manager", "package_manager_version")
            if tool
            else None,
            "manager_install": self._manager_install(tool),
            "manager_settings": _joined(told) if told else None,
            "environment": Printable(environment) if needs_environment and command else None,
            "cache_mount": self._cache(),
            "pip_cache": PIP_CACHE,
            "tool_cache": self._cache() if manager == "uv" else PIP_CACHE,
            "mounts": [
                *(self._bind(one) for one in self.optional("manifests")),
                *secrets.mounts(
                    variables, self.text("pip_configuration"), netrc=self.holds("netrc")
                ),
            ],
            "install": shell_command(f"{given}{command}", "install_command") if command else None,
            "install_server": self._server_package(),
            "single": single,
        }

    def _manager_install(self, tool: list[str]) -> Printable | None:
        """What a container to develop in has to install first."""
        version = self.text("package_manager_version")
        if self._manager == "uv":
            return shell_words(["pip", "install", f"uv=={version}.*"], "package_manager_version")
        environment = "python -m venv --without-pip .venv"
        if not tool:
            return Printable(environment)
        return shell_command(
            f"pip install {shlex.join(tool)} && {environment}", "package_manager_version"
        )

    def _cache(self) -> Printable:
        manager = self._manager if self._manager in CACHES else "pip"
        sharing = ",sharing=locked" if manager in ONE_AT_A_TIME else ""
        return word(f"type=cache,id={manager},target={CACHES[manager]}{sharing}", "package_manager")

    def _bind(self, manifest: str) -> Printable:
        """A manifest where the manager looks for it, read and not copied."""
        if any(character in manifest for character in ", \"'\\$*?[]") or not manifest.isascii():
            raise UnusableInput(
                f"manifests holds a path that no mount takes: {manifest!r}", hint="rename the file"
            )
        return word(f"type=bind,source={manifest},target={manifest}", "manifests")

    def _server_package(self) -> Printable | None:
        package = self.text("server_package")
        if not package:
            return None
        if self._manager == "conda":
            place = ["--prefix", bases.environment(self), "--channel", "conda-forge"]
            words = ["micromamba", "install", "--yes", *place, package]
            return shell_words(words, "server_package")
        return shell_words([*self._install_words(), package], "server_package")

    def _install_words(self, place: str = ".venv") -> list[str]:
        if self.kind == "conda":
            return ["uv", "pip", "install", "--python", f"{bases.environment(self)}/bin/python"]
        if self._manager == "uv":
            return ["uv", "pip", "install"]
        return ["pip", "--python", place, "install"]

    def building(self, *, single: bool) -> dict[str, object]:
        """What the paragraphs that build print."""
        own = self.optional("project_packages")
        backend = self.optional("build_requirements")
        words = self._install_words(f"{HOME}/.venv")
        isolated = [] if single or self.kind == "conda" else ["--no-build-isolation"]
        compiled = ["--compile-bytecode"] if words[0] == "uv" else []
        pretend = "SETUPTOOLS_SCM_PRETEND_VERSION=0 " if self.holds("version_from_history") else ""
        folders = [one if one in {".", ""} else f"./{one}" for one in own]
        made = shlex.join([*words, "--no-deps", *isolated, *compiled, "--target", OWN, *folders])
        build = self.text("build_command")
        kept, installed = self.optional("kept_files"), "kept_files" in self.facts
        sources = self.optional("sources") or (".",)
        return {
            "sources": [copy_in_place(one, "sources") for one in sources],
            "bytecode": Printable("python -m compileall -q . || true")
            if not installed or "sources" in self.facts
            else None,
            "backend": shell_words([*words, *backend], "build_requirements")
            if backend and own and self.kind != "conda"
            else None,
            "own": shell_command(f"{pretend}{made}", "project_packages") if own else None,
            "build": shell_command(build, "build_command") if build else None,
            "browsers": shell_command(self.text("browser_command"), "browser_command")
            if self.text("browser_command")
            else None,
            "temporary": [_link(one) for one in self.optional("temporary_files")],
            "written_folders": shell_words(self.optional("written_folders"), "written_folders")
            if self.optional("written_folders")
            else None,
            "kept_folders": [
                copy_paths([f"{BUILD}/{one}/"], f"{one}/", "written_folders")
                for one in self.optional("written_folders")
            ],
            "prepare": shell_command(self.text("prepare_command"), "prepare_command")
            if self.text("prepare_command")
            else None,
            "own_copied": copy_paths([f"{OWN}/"], "own/", "project_packages") if own else None,
            "sources_copied": None if installed else copy_paths([f"{BUILD}/"], "./"),
            "kept": [self._kept(one) for one in kept],
        }

    def _kept(self, one: str) -> Printable:
        to = one if one.endswith("/") else posixpath.join(posixpath.dirname(one) or ".", "")
        return copy_paths([f"{BUILD}/{one}"], to, "kept_files")

    def ignored(self) -> tuple[IgnoreGroup, ...]:
        """What the builder need not see beside what the tools write."""
        pages, configuration = self.text("front_end_output"), self.text("pip_configuration")
        groups = []
        if configuration:
            why = Printable("Credentials: the build gets it as a secret")
            pattern = ignore_pattern(configuration, "pip_configuration")
            groups.append(IgnoreGroup(why, (pattern,)))
        if pages:
            why = Printable("Pages: the build creates its own")
            patterns = (Printable("**/node_modules"), ignore_pattern(pages, "front_end_output"))
            groups.append(IgnoreGroup(why, patterns))
        return tuple(groups)

    def running(self, shape: str) -> dict[str, object]:
        """What the paragraph that runs the application prints."""
        listen, start = self.text("port"), self.words("start_command")
        if self._base == "distroless" and self.kind == "script" and start[:1] == ("python",):
            start = ("python3", *start[1:])
        command = exec_form(start, "start_command")
        folder = self.text("working_folder")
        signal = self.text("stop_signal")
        return {
            "run_time": _joined(RUN_TIME),
            "places": self._places(),
            "listening": self._listening(listen),
            "workdir": path(f"{HOME}/{folder}", "working_folder") if folder else None,
            "port": plain(listen, "port") if listen else None,
            "health": self._health(listen),
            "stop_signal": word(signal, "stop_signal") if signal else None,
            "entrypoint": command if shape == "cli" else None,
            "start": None if shape == "cli" else command,
            "cleared_entrypoint": self._base == "distroless" and shape != "cli",
        }

    def _listening(self, listen: str) -> Printable | None:
        """The address, for a server that reads it from variables."""
        told = servers.environment(self.text("server"), listen)
        told |= dict(self.pairs("environment"))
        return _joined(told, "port", "server", "environment") if told else None

    def _places(self) -> Printable | None:
        """Where Python looks for modules and a shell for programs, beside the environment's."""
        own = self.optional("project_packages")
        root = self.text("import_root")
        places = ([OWN] if own else []) + ([posixpath.normpath(f"{HOME}/{root}")] if root else [])
        if not places:
            return None
        facts = ("import_root", "project_packages")
        found = assignment("PYTHONPATH", ":".join(places), *facts)
        return Printable(f"{found} PATH={OWN}/bin:$PATH", facts) if own else found

    def _health(self, listen: str) -> Printable | None:
        """A request from inside: the image has no curl."""
        asked, server = self.text("health_path"), servers.SERVERS.get(self.text("server"))
        if not asked or not listen:
            return None
        variable = server.port_variable if server is not None else ""
        if variable:
            address = f"'http://127.0.0.1:' + os.environ[{variable!r}] + {asked!r}"
            code = f"import os; from urllib.request import urlopen; urlopen({address}, timeout=4)"
        else:
            address = repr(f"http://127.0.0.1:{listen}{asked}")
            code = f"from urllib.request import urlopen; urlopen({address}, timeout=4)"
        return exec_form(["python", "-c", code], "health_path", "port")


def _signal(command: str) -> str:
    """Python as process 1 ignores SIGTERM and stops on SIGINT; servers and Celery handle both."""
    return "SIGINT" if shlex.split(command)[:1] in (["python"], ["python3"]) else ""


def _link(path_: str) -> Printable:
    """The target and the name of a link to /tmp; a folder is /tmp itself, which is there."""
    name = path_.rstrip("/")
    target = "/tmp" if path_.endswith("/") else f"/tmp/{posixpath.basename(name)}"  # noqa: S108
    return shell_words([target, name], "temporary_files")


def _joined(told: Mapping[str, str], *facts: str) -> Printable:
    """Assignments for one ENV."""
    return Printable(" ".join(assignment(name, told[name], *facts) for name in told), facts)
