"""Finds the scripts of a Gradle build, and which of them, or which part, speaks for a project."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping

from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project, once_per_project
from dockgen.ecosystems.jvm.common import script_text as gradle_text
from dockgen.ecosystems.jvm.common.script_text import STRING, Script, Span
from dockgen.ecosystems.jvm.gradle import SCRIPTS, SETTINGS, above
from dockgen.ecosystems.jvm.gradle import catalog as gradle_catalog
from dockgen.ecosystems.jvm.gradle.build import ALIASED, APPLIED, OLD, Build, Module
from dockgen.ecosystems.jvm.gradle.catalog import Catalog
from dockgen.ecosystems.jvm.gradle.variables import QUOTED
from dockgen.readers import properties

BUILD_LOGIC = "buildSrc"

SHARED = r"\b(?:configure\s*\(\s*)?(?P<whom>subprojects|allprojects)\s*\)?"
ONE = rf"\bproject\s*\(\s*(?:path\s*[:=]\s*)?{STRING}\s*\)"
FROM = r"\bapply\s*\(?\s*from\s*[:=]\s*[^\"'\n]*[\"']([^\"'\n]+)[\"']"
"""https://docs.gradle.org/current/userguide/writing_build_scripts.html,
https://docs.gradle.org/current/userguide/sharing_build_logic_between_subprojects.html."""

CLASS = rf"\bid\s*=\s*{STRING}[^{{}}]*?\bimplementationClass\s*=\s*{STRING}"

COMPUTED = r"\binclude\b\s*\(?\s*(?:[\"'][^\"'\n]*\$|[A-Za-z_])"
"""An `include` whose projects only the program knows."""

BUILD_FILE = (
    rf"(?:\bproject\s*\(\s*[\"'](?P<path>[^\"'\n]+)[\"']\s*\)\s*\.\s*|(?P<root>\brootProject\s*\.\s*))?"
    rf"\bbuildFileName\s*=\s*"
    rf"(?:(?P<text>{QUOTED})|[\w.]*\bname\s*\+\s*[\"'](?P<suffix>[^\"'$\n]+)[\"'])"
)
PROJECT_NAME = lazy_regex(r"\$\{(?:\w+\.)*name\}|\$name\b")
"""Scripts that are called after their projects, and the name in them."""

TOP = r"^\$\{?(?:rootDir|rootProject\.\w+|project\.rootDir|projectDir|project\.projectDir)\}?/"


@once_per_project
def read(project: Project) -> Build:
    """Read the build at the project's top.

    Raises:
        UnusableInput: a script, the catalog or `gradle.properties` cannot be read, or the settings
            name a project or a build outside the folder.
    """
    catalog = gradle_catalog.read(project)
    path = project.first(*SETTINGS)
    settings = gradle_text.read(project, path) if path else None
    if settings:
        above.refuse_outside(settings)
    included = _builds(project, settings)
    folders = {":": "", **(_included(settings) if settings else {})}
    if settings and any(settings.find(COMPUTED)):
        folders |= {one: at for one, at in _by_scripts(project, included) if one not in folders}
    has_properties = project.has("gradle.properties")
    others = [
        gradle_text.read(project, one)
        for one in project.starting(*(f"{folder}/" for folder in included))
        if posixpath.basename(one) in SCRIPTS
    ]
    named = _named_scripts(settings, folders) if settings else {}
    return Build(
        project,
        _modules(project, folders, named, catalog, _classes(project, others)),
        catalog,
        project.parsed("gradle.properties", properties.parse) if has_properties else {},
        included,
        (*((settings,) if settings else ()), *others),
    )


def _builds(project: Project, settings: Script | None) -> tuple[str, ...]:
    """The folders of the builds whose plugins this one uses."""
    calls = settings.find(rf"\bincludeBuild\s*\(?\s*{STRING}") if settings else ()
    named = [BUILD_LOGIC, *(match[1].removeprefix("./").strip("/") for match in calls)]
    return tuple(dict.fromkeys(folder for folder in named if project.has_folder(folder)))


def _included(settings: Script) -> dict[str, str]:
    """The projects that the settings include, with their folders."""
    found: dict[str, str] = {}
    for match in settings.find(above.NAMES):
        for name in re.findall(STRING, match[1]):
            parts = name.strip(":").split(":")
            for end in range(1, len(parts) + 1):
                found.setdefault(f":{':'.join(parts[:end])}", "/".join(parts[:end]))
    for match in settings.find(above.MOVED):
        path = f":{match[1].strip(':')}"
        if path in found:
            found[path] = posixpath.normpath(match[2])
    return found


def _by_scripts(project: Project, included: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """A project for each folder with a script, where the settings look for them by a program."""
    elsewhere = tuple(f"{folder}/" for folder in included)
    for path in sorted(path for name in SCRIPTS for path in project.named(name)):
        folder = posixpath.dirname(path)
        if folder and not path.startswith(elsewhere):
            yield f":{folder.replace('/', ':')}", folder


def _named_scripts(settings: Script, folders: Mapping[str, str]) -> dict[str, str]:
    """What the settings call the scripts of projects, by Gradle's path of each.

    https://docs.gradle.org/current/javadoc/org/gradle/api/initialization/ProjectDescriptor.html
    """
    found: dict[str, str] = {}
    for match in settings.find(BUILD_FILE):
        text = match["text"][1:-1] if match["text"] else f"${{name}}{match['suffix']}"
        one = f":{match['path'].strip(':')}" if match["path"] else ":" if match["root"] else ""
        whom = [one] if one else [path for path in folders if path != ":"]
        for path in whom:
            name = PROJECT_NAME.sub(path.rpartition(":")[2], text)
            if "$" not in name:
                found[path] = name
    return found


def _modules(
    project: Project,
    folders: Mapping[str, str],
    named: Mapping[str, str],
    catalog: Catalog,
    classes: Mapping[str, str],
) -> dict[str, Module]:
    own: dict[str, Script] = {}
    for path, folder in folders.items():
        names = (named[path],) if path in named else SCRIPTS
        found = project.first(*(posixpath.join(folder, name) for name in names))
        if found:
            own[path] = gradle_text.read(project, found)
    modules: dict[str, Module] = {}
    for path, folder in folders.items():
        parts = (_part(own[one], one, path) for one in _upwards(path) if one in own)
        scripts = [part for part in parts if part]
        modules[path] = Module(
            path, folder, tuple(_all(project, folder, scripts, catalog, classes))
        )
    return modules


def _upwards(path: str) -> Iterator[str]:
    """A project and those above it, the root last."""
    while path != ":":
        yield path
        path = path.rpartition(":")[0] or ":"
    yield ":"


def _part(script: Script, owner: str, path: str) -> Script | None:
    """What a project's script says for a project, itself or one below; None for nothing."""
    whom = [(match["whom"], span) for match, span in script.spans(SHARED)]
    ones = [(f":{match[1].strip(':')}", span) for match, span in script.spans(ONE)]
    if path == owner:
        for_others = [span for name, span in whom if name == "subprojects"]
        return script.without([*for_others, *(span for name, span in ones if name != path)])
    spans: list[Span] = [span for name, span in ones if name == path]
    spans += [span for _, span in whom]
    return script.only(spans) if spans else None


def _all(
    project: Project,
    folder: str,
    scripts: list[Script],
    catalog: Catalog,
    classes: Mapping[str, str],
) -> Iterator[Script]:
    """The scripts, those of their convention plugins, and those that they apply, each once."""
    waiting, seen = list(scripts), {script.file.path for script in scripts}
    while waiting:
        script = waiting.pop(0)
        yield script
        for path in _applied(project, folder, script, catalog, classes):
            if path not in seen:
                seen.add(path)
                waiting.append(gradle_text.read(project, path))


def _applied(
    project: Project, folder: str, script: Script, catalog: Catalog, classes: Mapping[str, str]
) -> Iterator[str]:
    """The files that a script applies: convention plugins by their id, scripts by their path."""
    found = [match[1] or match[2] for match in script.find(OLD)]
    found += [match[1] for match in script.find(APPLIED)]
    found += [catalog.plugins.get(match["alias"], "") for match in script.find(ALIASED)]
    for plugin in found:
        yield from _convention(project, plugin)
        if plugin in classes:
            yield classes[plugin]
    for match in script.find(FROM):
        path, at_top = re.subn(TOP, "", match[1])
        near = [] if at_top or "rootProject" in match[0] else [posixpath.join(folder, path)]
        file = project.first(*(posixpath.normpath(one) for one in (*near, path)))
        if file:
            yield file


def _convention(project: Project, plugin: str) -> list[str]:
    """The script of a precompiled plugin: https://docs.gradle.org/current/userguide/implementing_gradle_plugins_precompiled.html."""
    ends = tuple(
        f"/src/main/{language}/{plugin}.gradle{suffix}"
        for language, suffix in (("kotlin", ".kts"), ("groovy", ""))
    )
    return sorted(
        path for path in project.with_suffix(".kts", ".gradle") if plugin and path.endswith(ends)
    )


def _classes(project: Project, others: Iterable[Script]) -> dict[str, str]:
    """The source file of each plugin that is a class, by the plugin's id.

    https://docs.gradle.org/current/userguide/implementing_gradle_plugins_binary.html
    """
    found: dict[str, str] = {}
    for script in others:
        folder = posixpath.dirname(script.file.path)
        for match in script.find(CLASS):
            name = match[2].rpartition(".")[2]
            ends = tuple(f"/{name}.{language}" for language in ("kt", "java", "groovy"))
            inside = project.starting(f"{folder}/src/main/")
            file = next((one for one in inside if one.endswith(ends)), "")
            found |= {match[1]: file} if file else {}
    return found
