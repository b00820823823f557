"""compose.yaml: the application with the services that it needs.

The format: https://docs.docker.com/reference/compose-file/. A file that is there already keeps all
that it says; what is missing is added to it.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dockgen.core.build_secrets import BuildSecret, secrets_of
from dockgen.core.errors import UnusableInput
from dockgen.core.plan import Process
from dockgen.core.quoting import Printable, exec_form, plain, word
from dockgen.core.versions import product
from dockgen.integrations.compose.compose_file import ComposeFile
from dockgen.integrations.compose.service_dependencies import Address, Need, environment, needs_of
from dockgen.integrations.compose.services import USER
from dockgen.integrations.scalars import compose_image, compose_scalar, yaml_scalar
from dockgen.managed_files import summary
from dockgen.rendering.render import DOCKERFILE, render_files

if TYPE_CHECKING:
    from dockgen.core.project import Project
    from dockgen.managed_files.draft import Draft

NAMES = ("compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml")
"""In the order in which docker compose looks for them:
https://docs.docker.com/compose/intro/compose-application-model/#the-compose-file."""

UNSET = "change-me"
"""What holds for a secret of the application on a developer's machine until it is set."""
NAME_IN_ENV = r"^[^\S\n]*(?:export\s+)?([A-Za-z_]\w*)\s*="
ENV_EXAMPLE = ".env.example"


@dataclass(frozen=True, slots=True)
class Variable:
    """A line of an environment, ready to print."""

    name: Printable
    value: Printable


@dataclass(frozen=True, slots=True)
class Application:
    """One of the applications that are built and run.

    Args:
        draft: the draft of its image.
        context: the folder that it is built from, relative to where the compose file lies.
        name: its service's name, where the file that is there has none for it.
        image: its image's name; empty for the one that `dockgen init` takes.
    """

    draft: Draft
    context: str = "."
    name: str = "app"
    image: str = ""

    @property
    def needs(self) -> tuple[Need, ...]:
        """The services that its dependencies call for."""
        return needs_of(self.draft.detection)


class _Plan:
    """What the compose file is to hold, given what is there."""

    def __init__(self, project: Project, applications: Sequence[Application]) -> None:
        self.project = project
        self.applications = applications
        found = project.first(*NAMES)
        self.path = found or NAMES[0]
        self.existing = ComposeFile(project.read(found)) if found else None
        self.secret_names = _secret_names(applications)
        self.needs = {
            need.service.name: (need, self._address(need))
            for one in applications
            for need in one.needs
        }

    def _address(self, need: Need) -> Address:
        """Where a service is in the file that is there, or where it will be."""
        service = need.service
        fresh = {name: _defaulted(name, value) for name, value in service.credentials.items()}
        if self.existing is None:
            return Address(service.name, fresh)
        host = self.existing.service_of_image({service.image, *service.alike})
        if host is None:
            return Address(self.existing.free_name(service.name), fresh)
        usual = {name: f"${{{name}}}" for name in service.credentials}
        said = self.existing.environment(host)
        told = {
            credential: said[variable]
            for variable, credential in service.environment.items()
            if credential in usual and said.get(variable)
        }
        return Address(host, usual | told)

    def is_there(self, address: Address) -> bool:
        """Whether the file has that service already."""
        return self.existing is not None and address.host in self.existing.services

    def missing(self) -> list[tuple[Need, Address]]:
        """The services that the file lacks."""
        return [
            (need, address) for need, address in self.needs.values() if not self.is_there(address)
        ]

    def name_of(self, one: Application) -> str:
        """The name of the service that is this application."""
        if self.existing is None:
            return one.name
        return self.existing.application(one.draft.dockerfile, one.context) or (
            self.existing.free_name(one.name)
        )

    def condition(self, address: Address) -> str:
        """What to wait for: a service of the user's may have no healthcheck."""
        if self.existing is None or not self.is_there(address):
            return "service_healthy"
        healthy = self.existing.has_healthcheck(address.host)
        return "service_healthy" if healthy else "service_started"


def texts(project: Project, applications: Sequence[Application]) -> dict[str, str]:
    """The compose file and the example of its env file, by path.

    Args:
        project: the folder that the compose file belongs to.
        applications: what is built and run.

    Raises:
        UnusableInput: a compose file that is there, or a manifest, cannot be used.
    """
    plan = _Plan(project, applications)
    fresh = _fresh(plan)
    written = {plan.path: plan.existing.merged_with(fresh) if plan.existing else fresh}
    example = _env_example(plan)
    return {**written, ENV_EXAMPLE: example} if example else written


def needs_text(project: Project, applications: Sequence[Application]) -> str:
    """Which services are needed, and which dependency says so, for a person."""
    needs = [need for one in applications for need in one.needs]
    lines = [f"  compose: {one.service.name} for {one.package}  {one.evidence}" for one in needs]
    names = _credentials(applications)
    if names and not project.is_ignored(".env"):
        lines.append(
            "  note: .gitignore does not list .env; add it before you put a password there"
        )
    unset = [name for name in names if name not in _names_in(project, ".env")]
    if unset:
        lines.append(
            f"  note: development values hold until .env sets {', '.join(unset)}; {ENV_EXAMPLE} "
            "lists them"
        )
    return "\n".join(lines or ["  compose: no dependency needs another service"])


def next_commands(
    project: Project, applications: Sequence[Application]
) -> tuple[tuple[str, str], ...]:
    """What to type next, each with its command."""
    up = ("up", "docker compose up --build")
    if project.exists(".env") or not _credentials(applications):
        return (up,)
    return (up, ("env", f"cp {ENV_EXAMPLE} .env"))


def _credentials(applications: Sequence[Application]) -> list[str]:
    """The variables that an env file is to set, each once."""
    needs = [need for one in applications for need in one.needs]
    names = [name for need in needs for name in need.service.credentials]
    names += [name for one in applications for name in one.draft.plan.required]
    return list(dict.fromkeys(names))


def _names_in(project: Project, path: str) -> set[str]:
    """The variables that an env file sets; its values are nobody's business."""
    if not project.exists(path):
        return set()
    try:
        text = project.read(path).text
    except UnusableInput:
        return set()
    return set(re.findall(NAME_IN_ENV, text, re.MULTILINE))


def _fresh(plan: _Plan) -> str:
    """The whole file, as it would be without one that is there."""
    applications = list(_applications(plan))
    services = [_service(need, address) for need, address in plan.missing()]
    values = {
        "several": len(plan.applications) > 1,
        "needs": bool(plan.needs) or any(one.draft.plan.required for one in plan.applications),
        "applications": applications,
        "services": services,
        "volumes": list(
            dict.fromkeys(
                [
                    *(volume["name"] for app in applications for volume in app["volumes"]),
                    *(service["volume"] for service in services),
                ]
            )
        ),
        "secrets": [
            {
                "name": name,
                "kind": Printable("file" if one.path else "environment"),
                "value": compose_scalar(f"./{one.path}") if one.path else one.variable,
            }
            for one, name in plan.secret_names.items()
        ],
    }
    return render_files({plan.path: "files/compose.yaml.jinja"}, values)[plan.path].text


def _applications(plan: _Plan) -> Iterator[dict[str, Any]]:
    taken: set[int] = set()
    for number, one in enumerate(plan.applications):
        made = one.draft
        own = made.dockerfile if made.dockerfile != DOCKERFILE else None
        needs = [plan.needs[need.service.name] for need in one.needs]
        published = _free_port(made.plan.port, taken)
        kept, memory = _folders(plan, one)
        needed = [
            {"name": yaml_scalar(address.host), "condition": Printable(plan.condition(address))}
            for _, address in needs
        ]
        service: dict[str, Any] = {
            "follows": number > 0,
            "name": yaml_scalar(plan.name_of(one)),
            "context": _folder(one.context),
            "dockerfile": compose_scalar(own) if own else None,
            "secrets": [
                {"source": plan.secret_names[secret], "target": yaml_scalar(secret.identity)}
                for secret in _secrets(one)
            ],
            "image": compose_image(
                one.image or summary.image_name(made.detection, made.settings.image)
            ),
            "command": None,
            "stop_signal": None,
            "target": None,
            "restart": Printable("unless-stopped"),
            "port": plain(made.plan.port) if made.plan.port else None,
            "published": plain(published),
            "environment": _variables(_environment(one, needs)),
            "volumes": [
                {"name": yaml_scalar(name), "mount": compose_scalar(f"{name}:{path}")}
                for name, path in kept
            ],
            # Memory has the mode of the folder that it covers, and root as its owner.
            "memory": [compose_scalar(f"{path}:mode=1777") for path in memory],
            "needs": [*needed, *_first(plan, one)],
        }
        yield service
        for process in made.plan.processes:
            yield {
                **service,
                "follows": True,
                "name": yaml_scalar(_process_name(plan, one, process.name)),
                "command": process.command,
                "stop_signal": word(process.stop_signal) if process.stop_signal else None,
                "port": None,
                "target": Printable(process.target) if process.target else None,
                "image": _image_of(one, process),
                "restart": Printable('"no"' if process.ends else "unless-stopped"),
                "needs": needed,
            }


def _first(plan: _Plan, one: Application) -> list[dict[str, Printable]]:
    """The processes that have to end before the application starts."""
    return [
        {
            "name": yaml_scalar(_process_name(plan, one, process.name)),
            "condition": Printable("service_completed_successfully"),
        }
        for process in one.draft.plan.processes
        if process.ends
    ]


def _image_of(one: Application, process: Process) -> Printable:
    """The image of a process: one of a stage of its own has a name of its own."""
    name = one.image or summary.image_name(one.draft.detection, one.draft.settings.image)
    if not process.target:
        return compose_image(name)
    repository, colon, tag = name.rpartition(":")
    if not colon or "/" in tag:
        repository, tag = name, ""
    return compose_image(f"{repository}-{process.name}{colon if tag else ''}{tag}")


def _process_name(plan: _Plan, one: Application, process: str) -> str:
    """The service's name of a further process; of several applications, each has its own."""
    return f"{one.name}-{process}" if len(plan.applications) > 1 else process


SCRATCH = re.compile(r"(?:.*/)?(?:\.?cache|logs?|te?mp)(?:/.*)?")
"""Folders whose content nobody misses when the container is gone."""


def _folders(plan: _Plan, one: Application) -> tuple[list[tuple[str, str]], list[str]]:
    """The folders that an application writes to: those that volumes keep, and those in memory.

    A service of the user's that has volumes has those that it wants.
    """
    name = plan.name_of(one)
    existing = plan.existing.services.get(name, {}) if plan.existing else {}
    if "volumes" in existing:
        return [], []
    written = one.draft.plan.volumes
    top = [path for path in written if not any(path.startswith(f"{two}/") for two in written)]
    kept: dict[str, str] = {}
    for path in top:
        if not SCRATCH.fullmatch(path):
            last = re.sub(r"[^a-z0-9]+", "-", posixpath.basename(path).lower()).strip("-")
            stem = f"{name}-{last}"
            same = sum(re.sub(r"-\d+$", "", other) == stem for other in kept)
            kept[f"{stem}-{same + 1}" if same else stem] = path
    return list(kept.items()), [path for path in top if SCRATCH.fullmatch(path)]


def _secrets(one: Application) -> tuple[BuildSecret, ...]:
    """What the build of an application takes as secrets."""
    return secrets_of(one.draft.plan.secrets, one.context)


def _secret_names(applications: Sequence[Application]) -> dict[BuildSecret, Printable]:
    """The secrets' names in the file, where each file of several applications has its own."""
    names: dict[BuildSecret, str] = {}
    for secret in (one for application in applications for one in _secrets(application)):
        folder = re.sub(r"[^A-Za-z0-9]+", "-", posixpath.dirname(secret.path)).strip("-").lower()
        wanted = f"{folder}-{secret.identity}" if folder else secret.identity
        if secret not in names:
            alike = sum(re.sub(r"\.\d+$", "", name) == wanted for name in names.values())
            names[secret] = f"{wanted}.{alike + 1}" if alike else wanted
    return {secret: yaml_scalar(name) for secret, name in names.items()}


def _free_port(port: int | None, taken: set[int]) -> int | None:
    """The port on the host: the application's own, or the next one that no other one has."""
    while port in taken:
        port += 1
    if port is not None:
        taken.add(port)
    return port


def _environment(one: Application, needs: Sequence[tuple[Need, Address]]) -> dict[str, str]:
    variables: dict[str, str] = {}
    for need, address in needs:
        for name, value in environment(need, address, one.draft.detection, variables).items():
            variables.setdefault(name, value)
    for name in one.draft.plan.required:
        variables.setdefault(name, _defaulted(name, UNSET))
    return variables


def _variables(values: Mapping[str, str]) -> list[Variable]:
    return [Variable(yaml_scalar(word(name)), yaml_scalar(value)) for name, value in values.items()]


def _folder(path: str) -> Printable:
    """A folder beside the compose file, which nothing can take for an option or an address."""
    return compose_scalar(path if re.match(r"\.|\w[^:]*$", path) else f"./{path}")


def _defaulted(name: str, value: str) -> str:
    """A variable of the env file, with what holds where the file or the variable is missing."""
    return f"${{{name}:-{value}}}"


def _service(need: Need, address: Address) -> dict[str, object]:
    service = need.service
    told = {
        variable: _defaulted(value, service.credentials[value])
        if value in service.credentials
        else value
        for variable, value in service.environment.items()
    }
    return {
        "why": plain(f"For {need.package} in {need.evidence.file}."),
        "name": yaml_scalar(address.host),
        "image": compose_image(f"{service.image}:{product(service.name).default}"),
        "user": Printable(json.dumps(USER)),
        "command": exec_form(service.command) if service.command else None,
        "environment": _variables(told),
        "test": exec_form(("CMD-SHELL", service.health)),
        "volume": yaml_scalar(f"{address.host}-data"),
        "mount": yaml_scalar(f"{address.host}-data:{service.volume}"),
        "memory": [word(folder) for folder in service.memory],
    }


def _env_example(plan: _Plan) -> str | None:
    """The example of the env file, with what is missing in the one that is there."""
    variables = {
        name: value
        for need, _ in plan.missing()
        for name, value in need.service.credentials.items()
    }
    for one in plan.applications:
        told = _environment(one, [plan.needs[need.service.name] for need in one.needs])
        own = (name for name in one.draft.plan.required if f"${{{name}:" in told[name])
        variables |= dict.fromkeys(own, UNSET)
    if not variables:
        return None
    if not plan.project.exists(ENV_EXAMPLE):
        lines = [Variable(word(name), plain(value)) for name, value in variables.items()]
        rendered = render_files({ENV_EXAMPLE: "files/env-example.jinja"}, {"variables": lines})
        return rendered[ENV_EXAMPLE].text
    text = plan.project.read(ENV_EXAMPLE).text
    known = set(re.findall(NAME_IN_ENV, text, re.MULTILINE))
    missing = [f"{name}={value}\n" for name, value in variables.items() if name not in known]
    separator = "" if text.endswith("\n") or not text else "\n"
    return text + separator + "".join(missing) if missing else text
