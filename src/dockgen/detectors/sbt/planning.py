"""Plans the images of applications that sbt builds."""

from __future__ import annotations

import posixpath

from dockgen import images
from dockgen.errors import UnusableInput
from dockgen.facts import Verdict
from dockgen.manifests import java_launch, java_version, scala_java
from dockgen.planning import Choices, IgnoreGroup, Plan, Stages
from dockgen.quoting import Printable, copy_paths, exec_form, plain, shell_command, shell_words

WORKSPACE = "/workspace"
"""Where the build stage works; the templates say so too."""

WRITTEN = (
    *("**/target", "project/project", ".bsp", ".bloop", ".metals", ".scala-build"),
    *("*.iml", "RUNNING_PID", "logs"),
)


def plan(verdict: Verdict, choices: Choices) -> Plan:
    """Plan the image: a stage that builds and one that runs, or all in one where asked.

    Raises:
        UnusableInput: a shape that the build does not make, or a value that cannot be printed
            safely.
    """
    shape = choices.shape or verdict.shape
    if shape != verdict.shape:
        raise UnusableInput(f"the build makes the shape {verdict.shape}, not {shape}")
    facts = verdict.findings.facts

    def said(name: str) -> str:
        return str(facts[name].value) if name in facts else ""

    def words(name: str) -> tuple[str, ...]:
        value = facts[name].value
        return value if isinstance(value, tuple) else (str(value),)

    stages: Stages = choices.stages or "multi"
    base = choices.base or "debian"
    java = max(int(java_version.image_for(said("language_version"))[0]), scala_java.OLDEST)
    copied = _copied(said("artifact"), shape)
    commands = (f"cp -r {_in_shell(one.rstrip('/'))} {to.rstrip('/')}" for one, to in copied)
    listen = said("port")
    return Plan(
        shape=shape,
        stages=stages,
        base=base,
        template=f"sbt/application-{stages}-stage.Dockerfile.jinja",
        values={
            "build_image": images.sbt(
                java, base if stages == "single" else "debian", said("package_manager_version")
            ),
            "runtime_image": images.jre(str(java), base),
            "manifests": [_in_place(path, "manifests") for path in words("manifests")],
            "install": shell_command(said("install_command"), "install_command"),
            "sources": [_in_place(path, "sources") for path in words("sources")],
            "build": shell_command(said("build_command"), "build_command"),
            "copies": [copy_paths([one], to, "artifact", wildcards=True) for one, to in copied],
            "copy_commands": Printable(" && ".join(commands), ("artifact",)),
            "start": exec_form(words("start_command"), "start_command"),
            "port": plain(listen, "port") if listen else None,
        },
        ignored=(
            IgnoreGroup(
                Printable("What sbt and editors write"), tuple(Printable(one) for one in WRITTEN)
            ),
        ),
        port=int(listen) if listen else None,
    )


def _copied(artifact: str, shape: str) -> list[tuple[str, str]]:
    """What is copied into the image and where to, libraries first."""
    path = f"{WORKSPACE}/{artifact}"
    if shape == "assembly":
        return [(path, f"./{java_launch.APPLICATION}")]
    folders = [java_launch.LIBRARIES, *(["conf"] if shape == "play" else [])]
    return [(f"{path}/{one}/", f"{one}/") for one in folders]


def _in_place(path: str, fact: str) -> Printable:
    """The copy of a file or folder to where it lies in the project; a folder ends in a slash."""
    if path == "." or path.endswith("/"):
        return copy_paths([path], path, fact)
    return copy_paths([path], posixpath.join(posixpath.dirname(path) or ".", ""), fact)


def _in_shell(path: str) -> Printable:
    """A path for a shell; its `*` stands for what only the build knows."""
    parts = (shell_words([part]) if part else "" for part in path.split("*"))
    return Printable("*".join(parts), ("artifact",))
