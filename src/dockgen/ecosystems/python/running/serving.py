"""How an application object is served: the project's own server, or one that is added."""

from __future__ import annotations

from typing import NamedTuple

from dockgen.core.facts import Fact, default
from dockgen.core.versions import product
from dockgen.ecosystems.python.running.servers import SERVERS
from dockgen.ecosystems.python.running.start import Application

ASGI = ("uvicorn", "hypercorn", "granian", "daphne")
WSGI = ("gunicorn", "granian", "waitress", "uwsgi")
"""The servers of an interface in the order in which one that the project brings is taken."""

TEMPORARY = ("--worker-tmp-dir", "/dev/shm")  # noqa: S108
"""gunicorn's workers write there that they are alive:
https://docs.gunicorn.org/en/stable/faq.html#blocking-os-fchmod."""

GUNICORN_CONFIG = "gunicorn.conf.py"


class Served(NamedTuple):
    """A server with the command that starts it.

    Args:
        server: its name.
        command: the command.
        adds: the requirement to install for it; empty where the project brings it.
        why: what the user should know of the choice.
    """

    server: str
    command: tuple[str, ...]
    adds: str = ""
    why: str = ""


def choose(
    application: Application, interface: str, target: str, port: int, *, factory: bool
) -> Served:
    """Choose the server of an application object.

    Args:
        application: the application.
        interface: `asgi` or `wsgi`.
        target: the object, as `module:name`.
        port: the port.
        factory: whether the object is a function that makes the application.
    """
    known = ASGI if interface == "asgi" else WSGI
    own = next((one for one in known if application.has(SERVERS[one].package)), None)
    name = own or known[0]
    adds = "" if own else requirement(name)
    why = "" if own else f"no server is among the packages, so {adds} is installed beside them"
    return Served(name, command(name, interface, target, port, factory=factory), adds, why)


def requirement(name: str) -> str:
    """A server by the version that is installed where the project brings none."""
    return f"{SERVERS[name].package}=={product(name).default}"


def command(name: str, interface: str, target: str, port: int, *, factory: bool) -> tuple[str, ...]:
    """The command of a server for an object; see `choose`."""
    listening = tuple(one.format(port=port) for one in SERVERS[name].listening)
    called = f"{target}()" if factory else target
    if name == "gunicorn":
        return ("gunicorn", *TEMPORARY, called)
    if name == "uvicorn":
        return ("uvicorn", *(("--factory",) if factory else ()), target)
    if name == "granian":
        made = ("--factory",) if factory else ()
        return ("granian", "--interface", interface, *made, target)
    if name == "waitress":
        return ("waitress-serve", *listening, *(("--call",) if factory else ()), target)
    if name == "uwsgi":
        module = ("--module", called)
        return ("uwsgi", "--http", f"0.0.0.0:{port}", *module, "--master", "--die-on-term")
    return (name, *listening, called)


def port_of(server: str, said: Fact[int] | None) -> Fact[int]:
    """The port that the code names, else the server's own."""
    if said is not None:
        return said
    return Fact(SERVERS[server].port, default(f"{server} listens there"))
