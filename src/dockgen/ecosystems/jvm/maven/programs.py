"""The programs that a Maven build calls.

https://www.mojohaus.org/exec-maven-plugin/exec-mojo.html and
https://ant.apache.org/manual/Tasks/exec.html
"""

from __future__ import annotations

from collections.abc import Iterable

from dockgen.core.facts import Evidence
from dockgen.ecosystems.jvm.common.building import programs
from dockgen.ecosystems.jvm.common.poms.pom import Pom


def called(poms: Iterable[Pom]) -> dict[str, Evidence]:
    """The programs that are called and that the image of the build lacks, where each is first."""
    found: dict[str, Evidence] = {}
    for pom in poms:
        for plugin_name, goal in (("exec-maven-plugin", "exec"), ("maven-antrun-plugin", "run")):
            plugin = pom.plugin(plugin_name)
            if plugin is None or goal not in plugin.goals():
                continue
            for model, _, configuration in plugin.configurations():
                waiting = [configuration]
                while waiting:
                    element = waiting.pop()
                    waiting += element.children
                    text = element.text if element.name == "executable" else ""
                    name = programs.name_of(element.attributes.get("executable", text))
                    if name in programs.PACKAGES:
                        found.setdefault(name, Evidence("executable", model.file, element.line))
    return found
