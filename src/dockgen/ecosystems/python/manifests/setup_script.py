"""setup.py and setup.cfg, where setuptools is told what a project is: read, never run.

https://setuptools.pypa.io/en/latest/userguide/declarative_config.html
"""

from __future__ import annotations

import ast
import configparser
import posixpath
from typing import NamedTuple

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Evidence, Fact
from dockgen.core.project import Project
from dockgen.ecosystems.python.manifests import requirements
from dockgen.ecosystems.python.manifests.requirements import Requirement
from dockgen.ecosystems.python.sources.modules import keyword, literal, parse

SCRIPT, CONFIG = "setup.py", "setup.cfg"


class Setup(NamedTuple):
    """What setup.py and setup.cfg say.

    Args:
        path: the file that was found first.
        requirements: what the project needs; None where only running setup.py would tell.
        scripts: the programs that it makes, with what each calls.
        python: the versions of Python that it is for.
        name: the project's name.
        version_from_history: whether the version is read from Git's history.
    """

    path: str
    requirements: tuple[Requirement, ...] | None
    scripts: dict[str, Fact[str]]
    python: Fact[str] | None
    name: Fact[str] | None
    version_from_history: bool


def read(project: Project, folder: str = "") -> Setup | None:
    """What they say; None where neither is there or calls setuptools.

    Raises:
        UnusableInput: a file cannot be read.
    """
    script, config = posixpath.join(folder, SCRIPT), posixpath.join(folder, CONFIG)
    of_config = _of_config(project, config) if project.has(config) else None
    of_script = _of_script(project, script) if project.has(script) else None
    if of_script is None or of_config is None:
        return of_script or of_config
    return Setup(
        of_script.path,
        of_config.requirements or of_script.requirements,
        {**of_config.scripts, **of_script.scripts},
        of_script.python or of_config.python,
        of_script.name or of_config.name,
        of_script.version_from_history or of_config.version_from_history,
    )


def _of_script(project: Project, path: str) -> Setup | None:
    tree = parse(project.read(path).text)
    calls = (one for one in ast.walk(tree) if isinstance(one, ast.Call))
    call = next((one for one in calls if ast.unparse(one.func).endswith("setup")), None)
    if call is None:
        return None
    listed = keyword(call, "install_requires")
    texts = literal(listed)
    found: tuple[Requirement, ...] | None = ()
    if isinstance(texts, list | tuple):
        evidence = Evidence("install_requires", path, getattr(listed, "lineno", None))
        found = tuple(requirements.one(str(one), evidence) for one in texts)
    elif listed is not None:
        found = None
    points = literal(keyword(call, "entry_points"))
    scripts = points.get("console_scripts", ()) if isinstance(points, dict) else ()
    evidence = Evidence("console_scripts", path, call.lineno)
    return Setup(
        path,
        found,
        _scripts(
            [str(one) for one in scripts] if isinstance(scripts, list | tuple) else [], evidence
        ),
        _text(call, "python_requires", path),
        _text(call, "name", path),
        keyword(call, "use_scm_version") is not None,
    )


def _text(call: ast.Call, name: str, path: str) -> Fact[str] | None:
    said = keyword(call, name)
    value = literal(said)
    if said is None or not isinstance(value, str) or not value:
        return None
    return Fact(value, Evidence(name, path, said.lineno))


def _scripts(listed: list[str], evidence: Evidence) -> dict[str, Fact[str]]:
    parts = (one.partition("=") for one in listed)
    return {name.strip(): Fact(what.strip(), evidence) for name, equals, what in parts if equals}


def _of_config(project: Project, path: str) -> Setup | None:
    parser = configparser.RawConfigParser(strict=False)
    text = project.read(path).text
    try:
        parser.read_string(text)
    except configparser.Error as problem:
        raise UnusableInput(
            f"is not valid: {str(problem).splitlines()[0]}",
            file=path,
            line=getattr(problem, "lineno", None),
        ) from None
    if not parser.has_section("metadata") and not parser.has_section("options"):
        return None
    needed = parser.get("options", "install_requires", fallback="")
    console = parser.get("options.entry_points", "console_scripts", fallback="")
    python = parser.get("options", "python_requires", fallback="")
    name = parser.get("metadata", "name", fallback="")
    found = [
        requirements.one(line.strip(), Evidence(line.strip(), path, _line(text, line.strip())))
        for line in needed.replace(";\n", "\n").splitlines()
        if line.strip()
    ]
    return Setup(
        path,
        tuple(found),
        _scripts(
            console.splitlines(), Evidence("console_scripts", path, _line(text, "console_scripts"))
        ),
        Fact(python, Evidence("python_requires", path, _line(text, "python_requires")))
        if python
        else None,
        Fact(name, Evidence("name", path, _line(text, "name"))) if name else None,
        version_from_history=False,
    )


def _line(text: str, start: str) -> int | None:
    lines = enumerate(text.split("\n"), start=1)
    return next((number for number, line in lines if line.strip().startswith(start)), None)
