"""compose.yaml: the application with the services that it needs.

The format: https://docs.docker.com/reference/compose-file/. A file that is there already keeps all
that it says; what is missing is added to it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dockgen import report
from dockgen.compose_file import ComposeFile
from dockgen.needs import Address, Need, environment, needs_of
from dockgen.quoting import Printable, exec_form, image, plain, word
from dockgen.rendering import DOCKERFILE, render_files
from dockgen.services import USER
from dockgen.versions import product

if TYPE_CHECKING:
    from dockgen.project import Project
    from dockgen.session import Draft

NAMES = ("compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml")
"""In the order in which docker compose looks for them:
https://docs.docker.com/compose/intro/compose-application-model/#the-compose-file."""

ENV_EXAMPLE = ".env.example"
APPLICATION = "app"


@dataclass(frozen=True, slots=True)
class Variable:
    """A line of an environment, ready to print."""

    name: Printable
    value: Printable


@dataclass(frozen=True, slots=True)
class Plan:
    """What the compose file is to hold.

    Args:
        path: its path in the project.
        existing: the file that is there, or None.
        needs: what the application needs, each with where it is or will be.
        application: the service that is the application.
    """

    path: str
    existing: ComposeFile | None
    needs: tuple[tuple[Need, Address], ...]
    application: str

    def is_there(self, address: Address) -> bool:
        """Whether the file has that service already."""
        return self.existing is not None and address.host in self.existing.services


def texts(made: Draft) -> dict[str, str]:
    """The compose file and the example of its env file, by path.

    Args:
        made: the draft of the application's image.

    Raises:
        UnusableInput: a compose file that is there, or a manifest, cannot be used.
    """
    plan = _plan(made)
    fresh = _fresh(made, plan)
    written = {plan.path: plan.existing.merged_with(fresh) if plan.existing else fresh}
    example = _env_example(made, plan)
    return {**written, ENV_EXAMPLE: example} if example else written


def needs_text(made: Draft) -> str:
    """Which services are needed, and which dependency says so, for a person."""
    needs = needs_of(made.detection)
    lines = [f"  compose: {one.service.name} for {one.package}  {one.evidence}" for one in needs]
    if needs and not _git_ignores_env(made.detection.project):
        lines.append("  note: .gitignore does not name .env; add it before a password stands there")
    return "\n".join(lines or ["  compose: no dependency calls for another service"])


def next_commands(made: Draft) -> tuple[tuple[str, str], ...]:
    """What to type next, each with its command."""
    up = ("up", "docker compose up --build")
    if made.detection.project.has(".env") or not needs_of(made.detection):
        return (up,)
    return (("env", f"cp {ENV_EXAMPLE} .env"), up)


def _git_ignores_env(project: Project) -> bool:
    """Whether `.gitignore` holds one of the usual patterns for `.env`."""
    if not project.has(".gitignore"):
        return False
    lines = project.read(".gitignore").text.splitlines()
    return any(line.strip() in {".env", "/.env", "*.env", ".env*", "**/.env"} for line in lines)


def _plan(made: Draft) -> Plan:
    project = made.detection.project
    path = project.first(*NAMES)
    existing = ComposeFile(project.read(path)) if path else None
    application = APPLICATION
    if existing is not None:
        application = existing.application(made.dockerfile) or existing.free_name(APPLICATION)
    needs = tuple((need, _address(need, existing)) for need in needs_of(made.detection))
    return Plan(path or NAMES[0], existing, needs, application)


def _address(need: Need, existing: ComposeFile | None) -> Address:
    """Where the service is in the file that is there, or where it will be."""
    service = need.service
    usual = {name: f"${{{name}}}" for name in service.credentials}
    if existing is None:
        return Address(service.name, usual)
    host = existing.service_of_image({service.image, *service.alike})
    if host is None:
        return Address(existing.free_name(service.name), usual)
    said = existing.environment(host)
    told = {
        credential: said[variable]
        for variable, credential in service.environment.items()
        if credential in usual and said.get(variable)
    }
    return Address(host, usual | told)


def _fresh(made: Draft, plan: Plan) -> str:
    """The whole file, as it would be without one that is there."""
    variables: dict[str, str] = {}
    for need, address in plan.needs:
        for name, value in environment(need, address, made.detection, variables).items():
            variables.setdefault(name, value)
    own = made.dockerfile if made.dockerfile != DOCKERFILE else None
    values = {
        "app": {
            "name": word(plan.application),
            "dockerfile": word(own) if own else None,
            "image": image(report.image_name(made.detection, made.settings.image)),
            "port": plain(made.plan.port) if made.plan.port else None,
            "environment": _variables(variables),
        },
        "needs": [
            {"name": word(address.host), "condition": Printable(_condition(plan, address))}
            for _, address in plan.needs
        ],
        "services": [
            _service(need, address) for need, address in plan.needs if not plan.is_there(address)
        ],
    }
    return render_files({plan.path: "files/compose.yaml.jinja"}, values)[plan.path].text


def _condition(plan: Plan, address: Address) -> str:
    """What to wait for: a service of the user's may have no healthcheck."""
    if plan.existing is None or not plan.is_there(address):
        return "service_healthy"
    healthy = plan.existing.has_healthcheck(address.host)
    return "service_healthy" if healthy else "service_started"


def _variables(values: Mapping[str, str]) -> list[Variable]:
    return [Variable(word(name), _scalar(value)) for name, value in values.items()]


def _scalar(value: str) -> Printable:
    """A text as YAML: plain where nothing in it has a meaning, else in double quotes."""
    simple = re.fullmatch(r"[A-Za-z$][\w$(){}./:@?=&-]*", value) and not value.endswith(":")
    truth = value.lower() in {"true", "false", "yes", "no", "on", "off", "null", "y", "n"}
    return plain(value if simple and not truth else json.dumps(value, ensure_ascii=False))


def _service(need: Need, address: Address) -> dict[str, object]:
    service = need.service
    told = {
        variable: f"${{{value}:?copy {ENV_EXAMPLE} to .env first}}"
        if value in service.credentials
        else value
        for variable, value in service.environment.items()
    }
    return {
        "why": plain(f"For {need.package}, which {need.evidence.file} names."),
        "name": word(address.host),
        "image": image(f"{service.image}:{product(service.name).default}"),
        "user": Printable(json.dumps(USER)),
        "command": exec_form(service.command) if service.command else None,
        "environment": _variables(told),
        "test": exec_form(("CMD-SHELL", service.health)),
        "volume": word(f"{address.host}-data"),
        "folder": word(service.volume),
        "memory": [word(folder) for folder in service.memory],
    }


def _env_example(made: Draft, plan: Plan) -> str | None:
    """The example of the env file, with what is missing in the one that is there."""
    variables = {
        name: value
        for need, address in plan.needs
        if not plan.is_there(address)
        for name, value in need.service.credentials.items()
    }
    if not variables:
        return None
    project = made.detection.project
    if not project.has(ENV_EXAMPLE):
        lines = [Variable(word(name), plain(value)) for name, value in variables.items()]
        rendered = render_files({ENV_EXAMPLE: "files/env-example.jinja"}, {"variables": lines})
        return rendered[ENV_EXAMPLE].text
    text = project.read(ENV_EXAMPLE).text
    known = set(re.findall(r"^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=", text, re.MULTILINE))
    missing = [f"{name}={value}\n" for name, value in variables.items() if name not in known]
    separator = "" if text.endswith("\n") or not text else "\n"
    return text + separator + "".join(missing) if missing else text
