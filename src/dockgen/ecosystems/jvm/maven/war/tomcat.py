"""Plans what Tomcat's image needs: the unpacked war, and a Tomcat that writes nothing but /tmp."""

from __future__ import annotations

from dockgen.core.errors import UnusableInput
from dockgen.core.quoting import Printable, copy_paths, path, plain
from dockgen.ecosystems.jvm.common import images
from dockgen.ecosystems.jvm.maven.war import servlet_container
from dockgen.ecosystems.jvm.maven.war.servlet_container import HOME

UNPACKED, LIBRARIES = "/unpacked", "/libraries"
"""Where the build stage takes the war apart; the template says so too."""


def values(java: str, line: str, context: str, port: str, base: str) -> dict[str, object]:
    """What the templates print of Tomcat.

    Args:
        java: the release that runs it.
        line: Tomcat's line.
        context: the path that the application is served at.
        port: the port to listen on.
        base: the family of base images.

    Raises:
        UnusableInput: there is no such image.
    """
    if base != "debian":
        raise UnusableInput(
            f"Tomcat's official image has no variant on {base}", hint="leave --base out"
        )
    image = images.tomcat(line, java)
    folder = f"webapps/{servlet_container.folder_of(context)}"
    usual = port == str(servlet_container.DEFAULT_PORT)
    return {
        "runtime_image": image,
        "tomcat": Printable(f"{image} {HOME}/ ./", image.facts),
        "libraries": copy_paths([f"{LIBRARIES}/"], f"{folder}/WEB-INF/lib/", "artifact"),
        "application": copy_paths([f"{UNPACKED}/"], f"{folder}/", "artifact", "context_path"),
        "application_folder": path(f"{HOME}/{folder}", "context_path"),
        "connector": None if usual else plain(port, "port"),
    }
