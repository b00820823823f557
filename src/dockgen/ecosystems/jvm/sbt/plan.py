"""Plans the images of applications that sbt builds."""

from __future__ import annotations

import posixpath

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Verdict
from dockgen.core.plan import Choices, IgnoreGroup, Plan, Stages, places
from dockgen.core.quoting import (
    Printable,
    artifact_in_shell,
    copy_in_place,
    copy_paths,
    exec_form,
    plain,
    shell_command,
)
from dockgen.ecosystems.jvm.common import images, java_launch, java_version
from dockgen.ecosystems.jvm.common import plan as jvm_planning
from dockgen.ecosystems.jvm.common.building import repository
from dockgen.ecosystems.jvm.common.plan import WORKSPACE, JvmFacts
from dockgen.ecosystems.jvm.common.running.java_image import JavaImage, Libraries
from dockgen.ecosystems.jvm.sbt import scala_java

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
    facts = JvmFacts(verdict)
    stages: Stages = choices.stages or "multi"
    base = choices.base or "debian"
    java = max(int(java_version.image_for(facts.text("language_version"))[0]), scala_java.OLDEST)
    copied = _copied(facts.text("artifact"), shape)
    commands = (
        f"cp -r {artifact_in_shell(one.rstrip('/'))} {to.rstrip('/')}" for one, to in copied
    )
    listen = facts.text("port")
    folder = posixpath.dirname(facts.text("artifact"))
    if shape != "assembly":
        folder = posixpath.join(facts.text("artifact"), java_launch.LIBRARIES)
    libraries = Libraries(f"{WORKSPACE}/{folder}") if "*" not in folder else None
    image = JavaImage(facts, str(java), base, stages, libraries)
    return Plan(
        shape=shape,
        stages=stages,
        base=base,
        template=f"jvm/sbt/application-{stages}-stage.Dockerfile.jinja",
        values={
            "build_image": images.sbt(
                java,
                base if stages == "single" else "debian",
                facts.text("package_manager_version"),
            ),
            "runtime_image": image.runtime,
            **image.values(),
            "manifests": [copy_in_place(path, "manifests") for path in facts.words("manifests")],
            **repository.SBT.values(facts, stages),
            "install": shell_command(facts.text("install_command"), "install_command"),
            "sources": [copy_in_place(path, "sources") for path in facts.words("sources")],
            "build": jvm_planning.build_command(facts, stages),
            **jvm_planning.beside(facts, stages),
            "copies": [copy_paths([one], to, "artifact", wildcards=True) for one, to in copied],
            "copy_commands": Printable(" && ".join(commands), ("artifact",)),
            "start": exec_form(facts.words("start_command"), "start_command"),
            "port": plain(listen, "port") if listen else None,
        },
        ignored=(
            IgnoreGroup(
                Printable("Files that sbt and editors write"),
                tuple(Printable(one) for one in WRITTEN),
            ),
        ),
        port=int(listen) if listen else None,
        volumes=places("/app", facts.words("writable_folders")),
        warnings=image.warnings,
    )


def _copied(artifact: str, shape: str) -> list[tuple[str, str]]:
    """What is copied into the image and where to, libraries first."""
    path = f"{WORKSPACE}/{artifact}"
    if shape == "assembly":
        return [(path, f"./{java_launch.APPLICATION}")]
    folders = [java_launch.LIBRARIES, *(["conf"] if shape == "play" else [])]
    return [(f"{path}/{one}/", f"{one}/") for one in folders]
