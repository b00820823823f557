"""devcontainer.json: a container to develop in, from the facts that make the image.

The format: https://containers.dev/implementors/json_reference/.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.versions import product
from dockgen.dockerfile.parser import Stage, parse
from dockgen.managed_files import summary

if TYPE_CHECKING:
    from dockgen.managed_files.draft import Draft

PATH = ".devcontainer/devcontainer.json"

SMALL = lazy_regex(r"-(slim|alpine[\d.]*)(?=-|$)")
"""What official images without git and compilers have in their tags; without it they have both."""


def members_of(made: Draft) -> dict[str, object]:
    """The members of devcontainer.json, in the order in which they are written."""
    image = _image(made)
    members: dict[str, object] = {
        "name": summary.image_name(made.detection, None),
        "image": image,
        "init": True,
    }
    if made.plan.port is not None and not _is_served_by_nginx(made):
        members["forwardPorts"] = [made.plan.port]
    users = made.detection.winner[0].image_users
    user = users.get(image.partition(":")[0])
    command = _install(made, user)
    if command is not None:
        members["postCreateCommand"] = command
    if user is not None:
        members["remoteUser"] = user
    if "--prefix" in (command or ""):
        members["remoteEnv"] = {"PATH": f"/home/{user}/.local/bin:${{containerEnv:PATH}}"}
    return members


def _image(made: Draft) -> str:
    """What the first stage starts from, in the larger form that one can work in."""
    image = _first_built_on(made)
    if "nginx" in image or image.startswith("debian:"):
        return f"buildpack-deps:{product('debian').default}-scm"
    return SMALL.sub("", image)


def _first_built_on(made: Draft) -> str:
    """The image of the first stage that does something; one that is only copied from does not."""
    dockerfile = parse(made.files[made.dockerfile].text)
    busy = [one.stage for one in dockerfile.instructions if one.keyword != "FROM"]
    stages = [one for number, one in enumerate(dockerfile.stages) if number in busy]
    return (stages or list(dockerfile.stages))[0].image


def _is_served_by_nginx(made: Draft) -> bool:
    """Whether the port belongs to the image's nginx, which has no part in development."""
    last = _stages(made)[-1].image
    return "nginx" in last or "nginx.conf" in made.files


def _stages(made: Draft) -> tuple[Stage, ...]:
    return parse(made.files[made.dockerfile].text).stages


def _install(made: Draft, user: str | None) -> str | None:
    """What to run once: the package manager where the image lacks it, then the dependencies."""
    fact = made.detection.facts.get("install_command")
    if fact is None:
        return None
    manager = made.plan.values.get("manager_install")
    if not manager:
        return str(fact.value)
    # Without rights, what is global goes below the home folder.
    own = str(manager).replace("--global", "--global --prefix ~/.local") if user else str(manager)
    return f"{own} && PATH=~/.local/bin:$PATH {fact.value}"
