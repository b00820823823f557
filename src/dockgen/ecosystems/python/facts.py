"""What is settled about a Python application, each with its evidence."""

from __future__ import annotations

import posixpath
import shlex
from datetime import date

from dockgen.core.facts import (
    Evidence,
    Fact,
    Findings,
    Variables,
    default,
    flag,
    port,
    text,
    variables,
    words,
)
from dockgen.core.versions import product, table_date
from dockgen.ecosystems.python import front_end, images
from dockgen.ecosystems.python.installing import (
    browsers,
    indexes,
    managers,
    release,
    system_packages,
)
from dockgen.ecosystems.python.installing.managers import Installation
from dockgen.ecosystems.python.manifests import conda, pyproject
from dockgen.ecosystems.python.manifests.dependencies import Dependencies
from dockgen.ecosystems.python.running import choosing, processes
from dockgen.ecosystems.python.running.servers import SERVERS
from dockgen.ecosystems.python.running.start import Application, Start
from dockgen.ecosystems.python.sources import django, written
from dockgen.ecosystems.python.sources.django import Django

FIRST_FREE_PORT = 1024
NOT_FURTHER = frozenset({"web", "release"})
"""Processes that are no further ones: what answers requests, and what is run once."""

PREPARED = {"chainlit": "chainlit init"}
"""What writes the files that a framework would write at its first start, which is too late."""

CPU_INDEX = "download.pytorch.org/whl/cpu"

DATA = frozenset(
    (
        "alembic alembic.ini config config.yaml config.yml config.toml config.json conf data "
        "templates static migrations assets public resources locales locale prompts models "
        "settings.yaml settings.toml logging.conf logging.yaml production.ini"
    ).split()
)
"""What an installed program reads beside its package, by its usual names."""


class FactsOf:
    """Settles the facts of an application.

    Args:
        application: the application.
        start: what starts it; None where the user's own command does.
        findings: where facts are settled.
    """

    def __init__(self, application: Application, start: Start | None, findings: Findings) -> None:
        self._application = application
        self._project = application.project
        self._folder = application.folder
        self._needed = application.needed
        self._start = start
        self._findings = findings

    @property
    def reason(self) -> str:
        """Why the project matched."""
        if self._needed is not None:
            return f"found {self._needed.manager.evidence.file}"
        return f"found {self._start.file}" if self._start is not None else "found Python sources"

    @property
    def shape(self) -> str:
        """The kind of image."""
        return self._start.shape if self._start is not None else "worker"

    def settle(self) -> None:
        """Settle all of them, in the order in which they are shown."""
        self._settle_language()
        self._settle_framework()
        self._settle_installation()
        self._settle_system_packages()
        browsers.settle(self._application, self._findings)
        if self.shape == "server":
            front_end.settle(self._application, self._findings)
        self._settle_build()
        self._settle_start()
        name = self._own_name() or Fact(self._project.name, Evidence("folder name"))
        self._findings.settle("name", text, name)

    def _own_name(self) -> Fact[str] | None:
        own = self._needed.pyproject if self._needed is not None else None
        return own.name if own is not None else None

    def _settle_language(self) -> None:
        evidence = self._needed.manager.evidence if self._needed is not None else None
        evidence = evidence or Evidence("file", self._start.file if self._start else None)
        self._findings.settle("language", text, Fact("python", evidence._replace(key="file")))
        found = release.read(self._project, self._folder, self._needed)
        version = self._findings.settle("language_version", release.version_number, found)
        ended = release.out_of_support(version.value, table_date())
        if ended is not None and ended < date.max:
            self._findings.warn(
                f"Python {version.value} is out of support since {ended}; "
                f"{product('python').default} is supported"
            )

    def _settle_framework(self) -> None:
        start = self._start
        if start is None or not start.framework:
            return
        self._findings.settle("framework", text, Fact(start.framework, start.evidence))
        version = self._needed.version(start.package) if self._needed is not None else None
        self._findings.settle_optional("framework_version", text, version)

    def _settle_installation(self) -> None:
        if self._needed is None:
            self._warn_of_unlisted()
            return
        made = managers.read(self._project, self._needed, self._folder, "")
        findings = self._findings
        made = made._replace(version=self._manager_version(made))
        self._warn_of_cuda(self._needed)
        own_too = self._start is not None and self._start.installed
        if made.command is not None or own_too:
            findings.settle("package_manager", text, made.manager)
            findings.settle_optional("package_manager_version", text, made.version)
        credentials = indexes.read(self._project, self._needed, self._folder, made.manager.value)
        if made.command is not None:
            findings.settle("install_command", text, made.command)
            manifests = (*made.manifests, *credentials.manifests)
            if manifests:
                findings.settle("manifests", words, Fact(manifests, made.manager.evidence))
        self._settle_server()
        self._settle_own(made)
        indexes.settle(findings, self._needed, credentials)
        for warning in made.warnings:
            findings.warn(warning)
        if self._folder:
            self._settle_sources(made)

    def _manager_version(self, made: Installation) -> Fact[str] | None:
        """The manager's version; Poetry 1 is not to be had on newer lines of Python."""
        python = str(self._findings.facts["language_version"].value)
        old = made.version is not None and made.version.value.startswith("1.")
        if made.manager.value != "poetry" or not old or release.is_before(python, "3.13"):
            return made.version
        return managers.newest("poetry")

    def _warn_of_cuda(self, needed: Dependencies) -> None:
        """Say what torch weighs, unless an index or a version says that it is the CPU's."""
        torch = needed.first("torch")
        if torch is None or "cpu" in torch.version:
            return
        files = (torch.evidence.file, *(needed.listing.files if needed.listing else ()))
        texts = [self._project.readable(one) for one in files if one]
        if any(one is not None and CPU_INDEX in one.text for one in texts):
            return
        place = f"{torch.evidence.file}:{torch.evidence.line}"
        self._findings.warn(
            f"{place} installs torch for CUDA, some 7 GB: run the image with --gpus all, or take "
            f"torch from https://{CPU_INDEX} where there is no GPU"
        )

    def _settle_sources(self, made: Installation) -> None:
        """Of a workspace, the application and the members that it uses, and no other."""
        folders = dict.fromkeys((self._folder, *(one for one in made.local if one != ".")))
        evidence = self._findings.facts["workspace"].evidence
        found = tuple(f"{one}/" for one in folders)
        self._findings.settle("sources", words, Fact(found, evidence))
        if "kept_files" not in self._findings.facts:
            kept = Fact(found[:1], evidence)
            self._findings.settle("kept_files", words, kept)

    def _warn_of_unlisted(self) -> None:
        import sys

        known = sys.stdlib_module_names
        for name, place in self._application.sources.imported.items():
            top = name.split(".")[0]
            if top not in known and not self._application.sources.has_module(self._folder, top):
                self._findings.warn(
                    f"{place.file}:{place.line} imports {top}, and nothing lists the packages: "
                    "write them into requirements.txt"
                )
                return

    def _settle_server(self) -> None:
        start = self._start
        if start is not None and start.adds:
            why = default("no server is among the packages")
            self._findings.settle("server_package", text, Fact(start.adds, why))

    def _settle_own(self, made: Installation) -> None:
        """The projects of the repository that are installed beside the packages."""
        start, needed = self._start, self._needed
        local = [one for one in made.local if one != "."]
        installed = start is not None and start.installed
        own = needed.pyproject if needed is not None else None
        if installed or (own is not None and own.is_package and self._reads_itself()):
            local.append(self._folder or ".")
        if not local:
            return
        evidence = start.evidence if start is not None and installed else made.manager.evidence
        self._findings.settle("project_packages", words, Fact(tuple(local), evidence))
        self._settle_backends(local)
        if own is not None and own.version_from_history:
            self._findings.settle(
                "version_from_history", flag, Fact(value=True, evidence=own.toml.evidence("tool"))
            )
        if installed and (self._folder or ".") in local:
            self._settle_data()

    def _settle_backends(self, local: list[str]) -> None:
        """What builds the local projects, which is installed before their sources come.

        https://packaging.python.org/en/latest/specifications/pyproject-toml/#declaring-build-system-dependencies-the-build-system-table
        """
        found: dict[str, None] = {}
        evidence: Evidence | None = None
        for folder in local:
            own = pyproject.read(self._project, "" if folder == "." else folder)
            said = own.toml.value("build-system", "requires") if own is not None else None
            if own is not None and isinstance(said, list):
                evidence = evidence or own.toml.evidence("build-system", "requires")
                found |= dict.fromkeys(str(one) for one in said)
            else:
                found["setuptools"] = None
        place = evidence or default("the default build backend")
        listed = tuple(managers.with_version(one) for one in found)
        self._findings.settle("build_requirements", words, Fact(listed, place))

    def _reads_itself(self) -> bool:
        own = self._needed.pyproject if self._needed is not None else None
        if own is None or own.name is None:
            return False
        if own.has_entry_points:
            return True
        named = own.name.value
        return any(
            f'version("{named}")' in one.text
            or "version(__package__" in one.text
            or f"version('{named}')" in one.text
            for one in self._application.sources.modules()
        )

    def _settle_data(self) -> None:
        """What an installed program reads beside its package, and no other source."""
        inside = f"{self._folder}/" if self._folder else ""
        tops = {
            path.removeprefix(inside).split("/")[0]
            for path in self._project.files
            if path.startswith(inside)
        }
        kept = sorted(tops & DATA)
        paths = tuple(
            f"{inside}{one}/" if self._project.has_folder(f"{inside}{one}") else f"{inside}{one}"
            for one in kept
        )
        evidence = default("what an installed program reads beside itself, by its usual name")
        self._findings.settle("kept_files", words, Fact(paths, evidence))

    def _settle_system_packages(self) -> None:
        if self._needed is None:
            return
        if self._needed.conda is not None:  # its packages bring their libraries along
            self._settle_environment(self._needed)
            return
        version = self._findings.facts["language_version"].value
        found = system_packages.needed(self._needed.packages, images.suite(str(version)))
        evidence = found.because[0].evidence if found.because else default("what is compiled")
        if found.build:
            self._findings.settle("build_packages", words, Fact(found.build, evidence))
        run = Fact(found.run, evidence) if found.run else None
        self._findings.settle_optional("system_packages", words, run)
        for note in found.notes:
            self._findings.warn(note)

    def _settle_environment(self, needed: Dependencies) -> None:
        evidence, made = needed.manager.evidence, needed.conda
        if made is not None and made.name:
            self._findings.settle("environment_name", text, Fact(made.name, evidence))
        if needed.first(*conda.GEOGRAPHY) is not None:
            self._findings.settle("geography", flag, Fact(value=True, evidence=evidence))

    def _settle_build(self) -> None:
        start = self._start
        project = None
        if start is not None and start.framework in PREPARED:
            prepared = Fact(PREPARED[start.framework], start.evidence)
            self._findings.settle("prepare_command", text, prepared)
        if start is not None and start.framework == "django":
            project = django.find(self._application.sources)
        command = django.collecting(project) if project is not None else None
        self._findings.settle_optional("build_command", text, command)
        if project is not None and project.database is not None:
            place = f"{project.database.file}:{project.database.line}"
            self._findings.warn(
                f"{place} keeps the database in a file of the image, which is read-only there and "
                "lost with the container: name another by a variable, or mount a volume"
            )
        if project is not None:
            self._settle_required(project)

    def _settle_required(self, project: Django) -> None:
        names = tuple(one.name for one in project.variables)
        if names:
            found = Fact(names, project.variables[0].evidence)
            self._findings.settle("required_variables", words, found)
            self._findings.warn(f"the settings need {', '.join(names)} at run time")

    def _settle_start(self) -> None:
        start, findings = self._start, self._findings
        command = Fact(start.command, start.evidence) if start is not None else None
        findings.settle("start_command", words, command)
        if start is None:
            findings.settle_optional("port", port, None)
            return
        if start.server:
            findings.settle("server", text, Fact(start.server, start.evidence))
        number = findings.settle_optional("port", port, start.port)
        if number is not None and number.value < FIRST_FREE_PORT:
            findings.warn(f"port {number.value} needs a privilege in some clusters")
        if start.told:
            listen = str(number.value) if number is not None else ""
            told = Variables((name, one.format(port=listen)) for name, one in start.told)
            where = start.port.evidence if start.port is not None else start.evidence
            findings.settle("environment", variables, Fact(told, where))
        self._settle_folders(start)
        findings.settle_optional("health_path", text, start.health)
        server = SERVERS.get(start.server)
        if start.interrupted or (server is not None and server.interrupted):
            why = default("Python as process 1 ignores SIGTERM and stops on SIGINT")
            findings.settle("stop_signal", text, Fact("SIGINT", why))
        self._settle_written(start)
        self._settle_processes()
        for note in start.notes:
            findings.warn(note)

    def _settle_written(self, start: Start) -> None:
        """What the application writes beside itself: folders are the user's, files are in /tmp."""
        findings, files = self._findings, list(start.temporary)
        working = findings.facts.get("working_folder")
        prefix = str(working.value) if working is not None else self._folder
        found = written.read(self._application.files()) if start.framework != "django" else {}
        placed = {posixpath.join(prefix, name): one for name, one in found.items()}
        folders = [name for name, one in placed.items() if one.is_folder]
        files += [n for n, one in placed.items() if not one.is_folder and not self._project.has(n)]
        if files:
            findings.settle("temporary_files", words, Fact(tuple(files), start.evidence))
        if folders:
            evidence = placed[folders[0]].evidence
            findings.settle("written_folders", words, Fact(tuple(folders), evidence))
        for one in list(found.values())[:1]:
            place = f"{one.evidence.file}:{one.evidence.line}"
            where = "; mount a volume there" if one.is_folder else ", in /tmp: name another place"
            findings.warn(f"{place} writes {one.path}, which goes with the container{where}")

    def _settle_processes(self) -> None:
        """The further processes of the Procfile, which the same image can start."""
        asked = self._findings.facts.get("process")
        chosen = str(asked.value) if asked is not None else "web"
        found = choosing.processes_of(self._application)
        others = [one for name, one in found.items() if name not in {chosen, *NOT_FURTHER}]
        if self._start is None or not others:
            return
        made = [(one, processes.start(self._application, one, None)) for one in others]
        named = Variables((one.name, shlex.join(start.command)) for one, start in made)
        self._findings.settle("processes", variables, Fact(named, others[0].evidence))

    def _settle_folders(self, start: Start) -> None:
        """Where the command is run, and where modules are looked for."""
        findings = self._findings
        root = start.root
        if start.on_path is not None:
            findings.settle("import_root", text, Fact(start.on_path or ".", start.evidence))
        elif posixpath.basename(root) == "src" and root != self._folder:
            findings.settle("import_root", text, Fact(root, start.evidence))
            root = self._folder
        if (root and "project_packages" not in findings.facts) or (root and not start.installed):
            findings.settle("working_folder", text, Fact(root, start.evidence))
