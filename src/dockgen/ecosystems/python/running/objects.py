"""Applications that a server imports: ASGI and WSGI objects, factories, Django projects."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from dockgen.core.facts import Evidence, Fact, default
from dockgen.ecosystems.python.running import serving
from dockgen.ecosystems.python.running.servers import SERVERS
from dockgen.ecosystems.python.running.start import Application, Start
from dockgen.ecosystems.python.sources import applications, django, ports
from dockgen.ecosystems.python.sources.applications import Application as Found
from dockgen.ecosystems.python.sources.django import Django
from dockgen.ecosystems.python.sources.modules import Module

RUNS_AT_IMPORT = (
    "{place} runs the development server when it is imported, so the file itself is run"
)
GUNICORN = ("gunicorn.conf.py", "gunicorn_conf.py", "gunicorn_config.py")


def entry_point(application: Application) -> Start | None:
    """What `[tool.fastapi] entrypoint` names: https://fastapi.tiangolo.com/fastapi-cli/."""
    needed = application.needed
    own = needed.pyproject if needed is not None else None
    said = own.toml.text("tool", "fastapi", "entrypoint") if own is not None else None
    if said is None or not application.has("fastapi-cli"):
        return None
    port = serving.port_of("fastapi", None)
    return Start(
        ("fastapi", "run"),
        said.evidence,
        framework="fastapi",
        package="fastapi",
        server="fastapi",
        port=port,
        root=application.folder,
    )


def start(application: Application) -> Start | None:
    """The application that a server imports, Django's before others."""
    project = django.find(application.sources)
    if project is not None:
        return _django(application, project)
    found = applications.find(application.sources)
    if not found:
        return None
    named = _named_by_flask(application, found)
    made = _served(application, named or found[0])
    return made if named else made._replace(notes=(*made.notes, *_others(found)))


def _others(found: list[Found]) -> Iterator[str]:
    """What the user should know of other applications, which were not taken."""
    chosen = found[0]
    for one in found[1:]:
        is_another = one.module is not chosen.module and not one.factory and not chosen.factory
        if is_another and one.framework is chosen.framework:
            yield (
                f"{one.evidence.file}:{one.evidence.line} makes another application; "
                f"{chosen.evidence.file}:{chosen.evidence.line} has more routes, or the more usual "
                "place"
            )
            return


def _named_by_flask(application: Application, found: list[Found]) -> Found | None:
    """What `FLASK_APP` in `.flaskenv` names: https://flask.palletsprojects.com/en/stable/cli/."""
    path = posixpath.join(application.folder, ".flaskenv")
    if not application.project.has(path):
        return None
    for line in application.project.read(path).text.split("\n"):
        name, equals, value = line.partition("=")
        if name.strip().removeprefix("export ") == "FLASK_APP" and equals:
            module = value.strip().strip("\"'").partition(":")[0].removesuffix(".py")
            inside = module.replace(".", "/")
            wanted = {f"{inside}.py", f"{inside}/__init__.py"}
            top = f"{application.folder}/" if application.folder else ""
            return next((one for one in found if one.module.path.removeprefix(top) in wanted), None)
    return None


def _served(application: Application, found: Found) -> Start:
    sources = application.sources
    root = sources.import_root(found.module)
    module, name = applications.exported(sources, found, root)
    said = _port_said(application, found, module, sources.dotted(module, root))
    made = Start(
        (),
        found.evidence,
        framework=found.framework.name,
        package=found.framework.package,
        root=root,
        file=found.module.path,
        health=_health(found),
    )
    if found.framework.interface == "own" or _runs_at_import(found.module):
        return _run_as_file(application, made, found, said)
    if application.uses("flask_socketio") and found.framework.name == "flask":
        return _with_sockets(application, made, found, said)
    target = f"{sources.dotted(module, root)}:{name}"
    by_cli = _by_fastapi(application, made, found, said)
    if by_cli is not None:
        return by_cli
    if found.framework.name == "sanic" and application.has("sanic"):
        port = serving.port_of("sanic", said)
        words = [one.format(port=port.value) for one in SERVERS["sanic"].listening]
        return made._replace(command=("sanic", target, *words), server="sanic", port=port)
    interface = found.framework.interface
    if interface == "asgi" and _gunicorn_is_meant(application) and not found.factory:
        return _by_gunicorn(application, made, target, said)
    return _with_server(application, made, interface, target, said, factory=found.factory)


def _port_said(
    application: Application, found: Found, module: Module, dotted: str
) -> Fact[int] | None:
    """The port that the code names: beside the application, or where another file runs it."""
    own = ports.listening(found.module) or ports.listening(module)
    if own is not None:
        return Fact(own.port, own.evidence) if own.port else None
    if not dotted:
        return None
    for other in application.files():
        runs_it = f"{dotted}:{found.name}" in other.text or f"from {dotted} import" in other.text
        listening = ports.listening(other) if runs_it else None
        if listening is not None and listening.port:
            return Fact(listening.port, listening.evidence)
    return None


def _with_server(  # noqa: PLR0913  each is a decision of its own
    application: Application,
    made: Start,
    interface: str,
    target: str,
    said: Fact[int] | None,
    *,
    factory: bool = False,
) -> Start:
    """A start by the project's own server, or by one that is added."""
    served = serving.choose(
        application, interface, target, said.value if said else 0, factory=factory
    )
    server = served.server
    port = serving.port_of(server, _own(application, server) or said)
    return made._replace(
        command=serving.command(server, interface, target, port.value, factory=factory),
        server=server,
        port=port,
        adds=served.adds,
        notes=(*made.notes, *((served.why,) if served.adds else ())),
    )


def _by_gunicorn(
    application: Application, made: Start, target: str, said: Fact[int] | None
) -> Start:
    """An ASGI application below gunicorn, as the project's configuration of it means."""
    worker = ("--worker-class", "uvicorn.workers.UvicornWorker")
    port = serving.port_of("gunicorn", _own(application, "gunicorn") or said)
    command = ("gunicorn", *serving.TEMPORARY, *worker, target)
    return made._replace(command=command, server="gunicorn", port=port)


def _gunicorn_is_meant(application: Application) -> bool:
    """Whether a configuration of gunicorn's stands beside both servers."""
    both = application.has("gunicorn") and application.has("uvicorn")
    return both and application.project.first(*GUNICORN) is not None


def _own(application: Application, server: str) -> Fact[int] | None:
    """The port that gunicorn's configuration binds to, which goes before the variable."""
    path = application.project.first(posixpath.join(application.folder, GUNICORN[0]))
    module = application.sources.module(path) if server == "gunicorn" and path else None
    if module is None:
        return None
    for one in module.tree.body:
        said = ports.bound(one)
        if said:
            return Fact(said, module.evidence(one, "bind"))
    return None


def _health(found: Found) -> Fact[str] | None:
    said = applications.health_route(found)
    return Fact(*said) if said else None


def _by_fastapi(
    application: Application, made: Start, found: Found, said: Fact[int] | None
) -> Start | None:
    """FastAPI's own command, where it finds the module as its imports mean it."""
    if found.framework.name != "fastapi" or found.factory or not application.has("fastapi-cli"):
        return None
    module, root = found.module, made.root
    above = module.folder
    while above and application.project.has(f"{above}/__init__.py"):
        above = posixpath.dirname(above)
    if above != root or _gunicorn_is_meant(application):
        return None
    start = application.folder if posixpath.basename(root) == "src" else root
    path = module.path.removeprefix(f"{start}/" if start else "")
    named = () if found.name in {"app", "api"} else ("--app", found.name)
    return made._replace(
        command=("fastapi", "run", *named, path),
        server="fastapi",
        port=serving.port_of("fastapi", said),
    )


def _runs_at_import(module: Module) -> bool:
    """Whether importing the module starts a server."""
    return any(ports.serves(module, one) for one in module.statements())


def _run_as_file(
    application: Application, made: Start, found: Found, said: Fact[int] | None
) -> Start:
    from dockgen.ecosystems.python.running import files

    module = found.module
    if found.framework.name == "dash":
        server = _flask_of_dash(module)
        if server:
            target = f"{application.sources.dotted(module, made.root)}:{server}"
            return _with_server(application, made, "wsgi", target, said)
    run = files.run(application, module)
    notes: tuple[str, ...] = run.notes
    if _runs_at_import(module) and found.framework.interface != "own":
        place = f"{module.path}:{found.evidence.line}"
        notes = (RUNS_AT_IMPORT.format(place=place), *notes)
    server = "dash" if found.framework.name == "dash" and not run.server else run.server
    usual = serving.port_of("dash", None) if server == "dash" else None
    return made._replace(
        command=run.command,
        port=run.port or usual,
        server=server,
        interrupted=run.interrupted,
        notes=notes,
        told=run.told,
    )


def _with_sockets(
    application: Application, made: Start, found: Found, said: Fact[int] | None
) -> Start:
    """Flask-SocketIO: its own server where eventlet or gevent is there, else threads.

    https://flask-socketio.readthedocs.io/en/latest/deployment.html
    """
    own = next((one for one in application.files() if "socketio.run(" in one.text), None)
    if own is not None and application.has("eventlet", "gevent"):
        from dockgen.ecosystems.python.running import files

        run = files.run(application, own)
        return made._replace(
            command=run.command,
            port=run.port or Fact(5000, default("Flask-SocketIO listens there")),
            server=run.server,
            interrupted=run.interrupted,
            notes=run.notes,
            told=run.told,
            root=run.root,
        )
    sources = application.sources
    target = f"{sources.dotted(found.module, made.root)}:{found.name}"
    served = _with_server(application, made, "wsgi", target, said, factory=found.factory)
    if served.server != "gunicorn":
        return served
    head, rest = served.command[:-1], served.command[-1:]
    return served._replace(command=(*head, "--threads", "100", *rest))


def _flask_of_dash(module: Module) -> str:
    """The name of `server = app.server`: https://dash.plotly.com/deployment."""
    for one in module.statements():
        text = getattr(one, "value", None)
        targets = getattr(one, "targets", [])
        if text is not None and targets and getattr(text, "attr", "") == "server":
            return getattr(targets[0], "id", "")
    return ""


def _django(application: Application, project: Django) -> Start:
    root = project.root
    interface = "asgi" if project.is_asgi else "wsgi"
    dotted = project.asgi if project.is_asgi else project.wsgi
    made = Start(
        (), project.evidence, framework="django", package="django", root=root, file=project.manage
    )
    made = made._replace(notes=tuple(_other_settings(application, project)))
    if not dotted:
        return made._replace(
            command=("python", "manage.py", "runserver", "0.0.0.0:8000"),
            port=Fact(8000, Evidence("runserver", project.manage)),
            interrupted=True,
            notes=(
                *made.notes,
                "neither a WSGI nor an ASGI module is found, so the development server runs",
            ),
        )
    target = f"{dotted}:application"
    served = _with_server(application, made, interface, target, None)
    if project.collects is None or project.whitenoise:
        return served
    if project.collected and (served.adds or served.server == "granian"):
        return _with_static_files(served, project, target, made.notes)
    note = (
        f"nothing serves {project.static_url}: add WhiteNoise, or serve "
        f"{project.collected or 'STATIC_ROOT'} from elsewhere"
    )
    return served._replace(notes=(*served.notes, note))


def _other_settings(application: Application, project: Django) -> Iterator[str]:
    """What the user should know of settings that are meant for development."""
    served = project.served_settings or project.settings
    package, _, name = served.rpartition(".")
    if name not in DEVELOPMENT or not package:
        return
    for one in PRODUCTION:
        if application.sources.resolve(f"{package}.{one}", project.root) is not None:
            yield (
                f"the application takes {served}, and {package}.{one} is there, too: "
                f"docker run --env {django.SETTINGS_VARIABLE}={package}.{one}"
            )
            return


DEVELOPMENT = frozenset({"dev", "development", "local", "base", "debug"})
PRODUCTION = ("production", "prod", "deploy")


def _with_static_files(
    served: Start, project: Django, target: str, notes: tuple[str, ...]
) -> Start:
    """granian, which serves static files, where nothing else is there to do it.

    https://github.com/emmett-framework/granian#static-files
    """
    interface = "asgi" if project.is_asgi else "wsgi"
    adds = served.adds and serving.requirement("granian")
    route = project.static_url.rstrip("/")
    where = ("--static-path-mount", project.collected, "--static-path-route", route)
    why = (
        f"no server and no WhiteNoise is among the packages, so {adds} is installed: "
        "it serves static files too"
    )
    return served._replace(
        command=("granian", "--interface", interface, *where, target),
        server="granian",
        port=serving.port_of("granian", None),
        adds=adds,
        notes=(*notes, *((why,) if adds else ())),
    )
