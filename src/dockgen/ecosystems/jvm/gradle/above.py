"""What of a Gradle build lies above the project's folder, where no build of an image sees it."""

from __future__ import annotations

import posixpath
import re

from dockgen.core.errors import ReachesAbove, UnusableInput
from dockgen.core.project import Project
from dockgen.ecosystems.jvm.common import script_text
from dockgen.ecosystems.jvm.common.script_text import STRING, Script
from dockgen.ecosystems.jvm.gradle import SCRIPTS, SETTINGS

HIGHEST = 8
"""How many folders above are looked at."""

INCLUDED_BUILD = rf"\bincludeBuild\s*\(?\s*(?:file\s*\(\s*)?{STRING}"
MOVED = rf"\bproject\s*\(\s*{STRING}\s*\)\s*\.\s*projectDir\s*=\s*[^\n]*?{STRING}\s*\)"
WHERE_THERE = r"\bif\s*\([^{}\n]*\)"
"""A block that holds only where something is there, such as a checkout beside this one."""

NAMES = rf"\binclude\b\s*\(?\s*({STRING}(?:\s*,\s*{STRING})*)"
"""https://docs.gradle.org/current/userguide/settings_file_basics.html"""


def refuse_outside(settings: Script) -> None:
    """Refuse settings that take projects or builds from above the folder.

    Raises:
        UnusableInput: there is one; the message names its line.
    """
    settings = settings.without([span for _, span in settings.spans(WHERE_THERE)])
    for pattern, group, what in ((MOVED, 2, "project"), (INCLUDED_BUILD, 1, "build")):
        for match in settings.find(pattern):
            if posixpath.normpath(match[group]).split("/")[0] not in {"..", ""}:
                continue
            place = settings.evidence(match, "settings")
            raise UnusableInput(
                f"the {what} in {match[group]} lies outside this folder, and a build of an image"
                " sees nothing outside",
                file=place.file,
                line=place.line,
                hint="have settings in a folder that holds both, and run dockgen init there",
            )


def refuse_part(project: Project) -> None:
    """Refuse a project whose settings lie above it and include it.

    Raises:
        ReachesAbove: it is so; the hint is the command that works from the top.
    """
    if project.first(*SETTINGS) is not None:
        return
    for steps in range(1, HIGHEST + 1):
        above = project.above(steps)
        name = next((one for one in SETTINGS if above.exists(one)), None)
        if name is None:
            continue
        app, up = project.folder_below(above), "/".join([".."] * steps)
        if _includes(above, name, app):
            raise ReachesAbove(
                f"it is a project of {up}/{name}, and a build here would not see the rest",
                top=up,
                app=app,
                file=project.first(*SCRIPTS) or name,
                line=None,
            )
        return


def _includes(above: Project, name: str, app: str) -> bool:
    try:
        settings = script_text.read(above, name)
    except UnusableInput:
        return False
    folders = {
        one.strip(":").replace(":", "/")
        for match in settings.find(NAMES)
        for one in re.findall(STRING, match[1])
    }
    return app in folders | {posixpath.normpath(match[2]) for match in settings.find(MOVED)}
