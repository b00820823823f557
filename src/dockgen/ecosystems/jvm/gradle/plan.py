"""Plans the images of applications that Gradle builds."""

from __future__ import annotations

import posixpath
from typing import NamedTuple

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Verdict
from dockgen.core.plan import Choices, IgnoreGroup, Plan, Stages, places
from dockgen.core.quoting import (
    Printable,
    artifact_in_shell,
    copy_paths,
    exec_form,
    ignore_pattern,
    plain,
    shell_words,
    word,
)
from dockgen.ecosystems.jvm.common import images, java_launch, secret_mounts
from dockgen.ecosystems.jvm.common import plan as jvm_planning
from dockgen.ecosystems.jvm.common.building import node, repository
from dockgen.ecosystems.jvm.common.plan import WORKSPACE, JvmFacts
from dockgen.ecosystems.jvm.common.running.java_image import JavaImage, Libraries, installed_below
from dockgen.ecosystems.jvm.gradle import java as gradle_java

HOME, HOME_IN_IMAGE = "/root", "/home/gradle"
"""Where Gradle's own folder lies; in its official image root's is a link to the second one's."""

JDK, JDKS = "/opt/java/openjdk/", "/usr/lib/jvm"
"""Where the JDK's image has it, and where Gradle looks for one that a build asks for:
https://docs.gradle.org/current/userguide/toolchains.html#sec:auto_detection."""

OWN = "/own"
"""Where the projects' own jars lie, apart from the libraries; the template says so too."""

EVERYTHING = "./"
"""What the sources are where a front end is built from files beside them."""

ROOT_SINCE = (5, 4)
"""The first line whose official image starts as root and has that link:
https://github.com/docker-library/official-images/pull/5857."""

WRITTEN = (".gradle", ".kotlin", "*.iml", ".settings", ".classpath", ".project", "gradlew.bat")


def plan(verdict: Verdict, choices: Choices) -> Plan:
    """Plan the image: a stage that builds and one that runs, or all in one where asked.

    Raises:
        UnusableInput: a shape that the scripts do not make, or a value that cannot be printed
            safely.
    """
    shape = choices.shape or verdict.shape
    if shape != verdict.shape:
        raise UnusableInput(f"the build makes the shape {verdict.shape}, not {shape}")
    facts = JvmFacts(verdict)
    stages: Stages = choices.stages or "multi"
    base = choices.base or "debian"
    if base == "distroless" and stages == "single":
        raise UnusableInput("a single stage needs a shell, but distroless has none")
    launch = facts.launch if shape == "spring-boot" else None
    kind = "spring-boot" if launch else "application"
    listen = facts.text("port")
    image = JavaImage(facts, facts.java, base, stages, _libraries(facts, shape))
    return Plan(
        shape=shape,
        stages=stages,
        base=base,
        template=f"jvm/gradle/{jvm_planning.template_name(facts, kind, stages)}",
        values={
            **_values_of_build(facts, base if stages == "single" else "debian"),
            **repository.gradle(_home(facts)).values(facts, stages),
            **node.values(facts, base if stages == "single" else "debian"),
            **_values_of_runtime(facts, shape, base, stages),
            **(
                jvm_planning.layers(facts, launch, base)
                if launch
                else _values_of_files(facts, shape, stages)
            ),
            **image.values(),
            "build": jvm_planning.build_command(facts, stages),
            **jvm_planning.beside(facts, stages),
            "start": exec_form(facts.words("start_command"), "start_command"),
            "port": plain(listen, "port") if listen else None,
        },
        ignored=(_ignored(facts),),
        port=int(listen) if listen else None,
        warnings=image.warnings,
        secrets=secret_mounts.needed((), facts.words("secret_variables")),
        volumes=places("/app", facts.words("writable_folders")),
    )


def _home(facts: JvmFacts) -> str:
    """Whose folder Gradle's own is."""
    old = gradle_java.line_of(facts.text("package_manager_version")) < ROOT_SINCE
    return HOME if facts.holds("wrapper") or old else HOME_IN_IMAGE


def _values_of_build(facts: JvmFacts, base: str) -> dict[str, object]:
    """What the templates print up to what is run."""
    wrapper, gradle = facts.holds("wrapper"), facts.text("package_manager_version")
    java = gradle_java.for_build(facts.java, gradle, facts.text("build_java"))
    old = not wrapper and gradle_java.line_of(gradle) < ROOT_SINCE
    return {
        "build_image": images.jdk(java, base) if wrapper else images.gradle(java, base, gradle),
        "toolchains": [_toolchain(one, base) for one in facts.words("toolchains")],
        "build_user": Printable("0:0", ("package_manager_version",)) if old else None,
        "wrapper": copy_paths(["gradlew"], "./", "wrapper") if wrapper else None,
        "windows_line_ends": jvm_planning.windows_line_ends(facts),
        "manifests": list(_by_folder(facts.words("manifests"), "manifests")),
        "mounts": secret_mounts.mounts((), facts.words("secret_variables")),
        "install": jvm_planning.command(facts, "install_command"),
        "folders": shell_words(facts.words("folders"), "folders")
        if facts.words("folders")
        else None,
        "sources": list(_by_folder(facts.words("sources"), "sources")),
    }


class Toolchain(NamedTuple):
    """A JDK beside the one that Gradle runs on, as the templates print it."""

    image: Printable
    stage: Printable
    copied: Printable


def _toolchain(release: str, base: str) -> Toolchain:
    made_from = "toolchains"
    return Toolchain(
        images.jdk(release, base),
        word(f"toolchain-{release}", made_from),
        copy_paths([JDK], f"{JDKS}/java-{release}/", made_from),
    )


def _by_folder(paths: tuple[str, ...], fact: str) -> list[Printable]:
    """One copy for the files of each folder, and one for each whole folder, to where they lie."""
    if EVERYTHING in paths:
        return [copy_paths(["."], ".", fact)]
    files: dict[str, list[str]] = {}
    for path in paths:
        to = path if path.endswith("/") else posixpath.join(posixpath.dirname(path) or ".", "")
        files.setdefault(to, []).append(path)
    return [copy_paths(sources, to, fact) for to, sources in files.items()]


def _values_of_runtime(facts: JvmFacts, shape: str, base: str, stages: Stages) -> dict[str, object]:
    """What the templates print of the Java that runs the application.

    Raises:
        UnusableInput: one cannot be made for it.
    """
    if not facts.holds("jlink"):
        single = stages == "single"  # the stage that builds is the one that runs
        return {
            "jlink": None,
            "runtime_image": None if single else JavaImage(facts, facts.java, base, stages).runtime,
        }
    if stages == "single":
        raise UnusableInput("jlink is unavailable: one stage has the JDK")
    gradle = facts.text("package_manager_version")
    builds = gradle_java.for_build(facts.java, gradle, facts.text("build_java"))
    if int(builds) < int(facts.java):
        raise UnusableInput(
            f"jlink is unavailable: Gradle {gradle} builds on Java {builds}, whose jdeps does not "
            f"support Java {facts.java}",
            hint="use a Gradle version that runs on the Java of the image",
        )
    return jvm_planning.own_java(facts, base, _looked_at(facts, shape))


def _looked_at(facts: JvmFacts, shape: str) -> tuple[str, str]:
    """Where jdeps finds the application's own classes, and the class path of its libraries.

    Raises:
        UnusableInput: they lie in an archive within an archive.
    """
    artifact = facts.text("artifact")
    if shape == "quarkus":
        return jvm_planning.looked_at_in_fast_jar(artifact)
    if shape == "distribution":
        # jdeps takes a folder's jars by itself, but only the shell knows the folder's name.
        libraries = f'"$(ls -d {artifact_in_shell(f"{artifact}/*/lib")})/*:{OWN}/*"'
        own = posixpath.join(posixpath.dirname(artifact), "libs/*.jar")
        return str(artifact_in_shell(own)), libraries
    if shape == "executable-jar":
        folder = facts.text("libraries")
        return str(artifact_in_shell(artifact)), str(shell_words([f"{folder}/*"]) if folder else "")
    return jvm_planning.looked_at_in_layers(facts.launch)


def _libraries(facts: JvmFacts, shape: str) -> Libraries | None:
    """Where the build has the libraries, one by one or in the application's own jar."""
    artifact = f"{WORKSPACE}/{facts.text('artifact')}"
    if shape == "spring-boot":
        return jvm_planning.libraries_in_layers(facts.launch) if facts.launch else None
    if shape == "distribution":
        return installed_below(artifact)
    if shape == "quarkus":
        return Libraries(f"{artifact}/lib/main")
    if facts.text("libraries"):
        return Libraries(f"{WORKSPACE}/{facts.text('libraries')}")
    return Libraries(posixpath.dirname(artifact))


def _copied(facts: JvmFacts, shape: str, stages: Stages) -> list[tuple[str, str]]:
    """What is copied into the image and where to, from what changes least to what changes most."""
    artifact = f"{WORKSPACE}/{facts.text('artifact')}"
    if shape == "quarkus":
        rest = [(f"{artifact}/{name}/", f"{name}/") for name in ("app", "quarkus")]
        return [(f"{artifact}/lib/", "lib/"), (f"{artifact}/*.jar", "./"), *rest]
    if shape == "distribution":
        libraries = f"{java_launch.LIBRARIES}/"
        own = [(f"{OWN}/", libraries)] if stages == "multi" else []
        return [(f"{artifact}/*/lib/", libraries), *own]
    name = java_launch.archive_in_image(facts.text("packaging"))
    folder = facts.text("libraries")
    beside = [(f"{WORKSPACE}/{folder}/", f"{java_launch.LIBRARIES}/")] if folder else []
    return [*beside, (artifact, f"./{name}")]


def _separation(facts: JvmFacts) -> Printable:
    """The command that takes the projects' own jars out of what installDist has put together."""
    jars = " ".join(artifact_in_shell(one) for one in facts.words("project_jars"))
    lib = artifact_in_shell(f"{facts.text('artifact')}/*/lib")
    command = f'for jar in {jars}; do mv {lib}/"${{jar##*/}}" {OWN}/; done'
    return Printable(command, ("artifact", "project_jars"))


def _values_of_files(facts: JvmFacts, shape: str, stages: Stages) -> dict[str, object]:
    """What the templates print that copy what was built as it is."""
    copied = _copied(facts, shape, stages)
    commands = (
        f"cp -r {artifact_in_shell(one.rstrip('/'))} {to.rstrip('/')}" for one, to in copied
    )
    return {
        "separation": _separation(facts) if shape == "distribution" else None,
        "copies": [copy_paths([one], to, "artifact", wildcards=True) for one, to in copied],
        "copy_commands": Printable(" && ".join(commands), ("artifact",)),
    }


def _ignored(facts: JvmFacts) -> IgnoreGroup:
    """What the builder need not see: what Gradle, editors and a front end's build write."""
    scripts = [path for path in facts.words("manifests") if path.endswith((".gradle", ".kts"))]
    folders = dict.fromkeys((*map(posixpath.dirname, scripts), *facts.words("folders")))
    outputs = [ignore_pattern(posixpath.join(folder, "build")) for folder in folders]
    modules = [Printable("node_modules")] if EVERYTHING in facts.words("sources") else []
    return IgnoreGroup(
        Printable("Files that Gradle and editors write"),
        (*outputs, *modules, *(Printable(one) for one in WRITTEN)),
    )
