"""Workers of queues and crawlers, which listen on no port."""

from __future__ import annotations

import ast
import posixpath
from collections.abc import Callable

from dockgen.core.facts import Evidence
from dockgen.ecosystems.python.running import files
from dockgen.ecosystems.python.running.start import Application, Start
from dockgen.ecosystems.python.sources.modules import Module

Finder = Callable[[Application], Start | None]


def start(application: Application) -> Start | None:
    """A worker of a queue, where no web application is beside it."""
    from dockgen.ecosystems.python.sources import applications, django

    if django.find(application.sources) or applications.find(application.sources):
        return None
    finders: tuple[Finder, ...] = (
        *(_celery, _arq, _dramatiq, _taskiq, _faststream, _rq, _huey, _scrapy),
    )
    return next((found for one in finders if (found := one(application)) is not None), None)


def _object(application: Application, *constructors: str) -> tuple[Module, str, Evidence] | None:
    """An object at the top of a module, by what makes it: the module, its name, the place."""
    for module in application.files():
        for one in module.statements():
            value = getattr(one, "value", None)
            targets = getattr(one, "targets", [])
            if isinstance(value, ast.Call) and targets and isinstance(targets[0], ast.Name):
                called = module.called(value.func)
                if called in constructors:
                    return (
                        module,
                        targets[0].id,
                        module.evidence(one, f"{targets[0].id} = {called}"),
                    )
    return None


def _of_object(
    application: Application,
    name: str,
    package: str,
    found: tuple[Module, str, Evidence],
    *words: str,
) -> Start:
    module, variable, evidence = found
    root = application.sources.import_root(module)
    dotted = application.sources.dotted(module, root)
    command = tuple(one.format(module=dotted, object=variable) for one in words)
    return Start(
        command, evidence, "worker", framework=name, package=package, root=root, file=module.path
    )


def _celery(application: Application) -> Start | None:
    found = _object(application, "celery.Celery", "celery.app.base.Celery")
    if found is None:
        return None
    return _of_object(
        application, "celery", "celery", found, "celery", "--app", "{module}:{object}", "worker"
    )


def _arq(application: Application) -> Start | None:
    if not application.uses("arq"):
        return None
    for module in application.files():
        for one in module.tree.body:
            if isinstance(one, ast.ClassDef) and one.name.endswith("WorkerSettings"):
                found = module, one.name, module.evidence(one, f"class {one.name}")
                return _of_object(application, "arq", "arq", found, "arq", "{module}.{object}")
    return None


def _dramatiq(application: Application) -> Start | None:
    users = [
        one for one in application.files() if "@dramatiq.actor" in one.text or "@actor" in one.text
    ]
    if not application.uses("dramatiq") or not users:
        return None
    module = users[0]
    found = module, "", Evidence("actor", module.path, module.line_of("dramatiq"))
    return _of_object(application, "dramatiq", "dramatiq", found, "dramatiq", "{module}")


def _taskiq(application: Application) -> Start | None:
    if not application.uses("taskiq"):
        return None
    for module in application.files():
        for one in module.statements():
            value, targets = getattr(one, "value", None), getattr(one, "targets", [])
            called = module.called(value.func) if isinstance(value, ast.Call) else ""
            if called.endswith("Broker") and targets and isinstance(targets[0], ast.Name):
                found = module, targets[0].id, module.evidence(one, called)
                return _of_object(
                    application, "taskiq", "taskiq", found, "taskiq", "worker", "{module}:{object}"
                )
    return None


def _faststream(application: Application) -> Start | None:
    """https://faststream.ag2.ai/latest/getting-started/cli/."""
    found = _object(application, "faststream.FastStream", "faststream.app.FastStream")
    if found is None:
        return None
    return _of_object(
        application, "faststream", "faststream", found, "faststream", "run", "{module}:{object}"
    )


def _rq(application: Application) -> Start | None:
    if not application.uses("rq"):
        return None
    evidence = next(
        place for name, place in application.sources.imported.items() if name.split(".")[0] == "rq"
    )
    started = files.file(application)
    if started is not None:
        return started._replace(framework="rq", package="rq", shape="worker")
    return Start(
        ("rq", "worker"), evidence, "worker", framework="rq", package="rq", root=application.folder
    )


def _huey(application: Application) -> Start | None:
    found = _object(application, "huey.RedisHuey", "huey.SqliteHuey", "huey.Huey")
    if found is None:
        return None
    return _of_object(application, "huey", "huey", found, "huey_consumer", "{module}.{object}")


def _scrapy(application: Application) -> Start | None:
    path = posixpath.join(application.folder, "scrapy.cfg")
    if not application.project.has(path):
        return None
    names = [
        str(one.value.value)
        for module in application.files()
        for node in module.tree.body
        if isinstance(node, ast.ClassDef)
        for one in node.body
        if isinstance(one, ast.Assign)
        and ast.unparse(one.targets[0]) == "name"
        and isinstance(one.value, ast.Constant)
    ]
    command = ("scrapy", "crawl", names[0]) if len(names) == 1 else ("scrapy",)
    shape = "worker" if len(names) == 1 else "cli"
    made = Start(
        command,
        Evidence("file", path),
        "worker",
        framework="scrapy",
        package="scrapy",
        root=application.folder,
    )
    return made if shape == "worker" else made._replace(shape="cli")
