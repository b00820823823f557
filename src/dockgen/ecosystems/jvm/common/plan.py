"""What the plans of applications that Maven and Gradle build have in common."""

from __future__ import annotations

import posixpath
import shlex

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import SettledFacts
from dockgen.core.quoting import (
    Printable,
    artifact_in_shell,
    copy_paths,
    exec_form,
    shell_command,
    shell_steps,
    shell_words,
    word,
)
from dockgen.ecosystems.jvm.common import (
    images,
    java_launch,
    java_version,
    secret_mounts,
    spring_boot,
    system_needs,
)
from dockgen.ecosystems.jvm.common.java_launch import Launch
from dockgen.ecosystems.jvm.common.running.java_image import Libraries

SHELL = "/busybox"
"""Where distroless' debugging images have a shell and its tools; the template says so too."""

WRITABLE = "/writable"
"""Where the build stage makes the folders that the application may write; the template says so."""

WORKSPACE = "/workspace"
"""Where the build stage works; the templates say so too."""


class JvmFacts(SettledFacts):
    """The facts of an application, and what follows from them for the image."""

    @property
    def java(self) -> str:
        """The release whose image runs the application."""
        return java_version.image_for(self.text("language_version"))[0]

    @property
    def launch(self) -> Launch | None:
        """How Spring Boot's archive is taken apart; None where it stays whole."""
        version = spring_boot.line_of(self.text("framework_version"))
        launch = Launch(version, int(self.java), layered=self.holds("layered"))
        return launch if launch.mode else None


def command(facts: JvmFacts, name: str) -> Printable:
    """A command of the build, which gets its secrets as variables."""
    given = secret_mounts.assignments(facts.words("secret_variables"))
    return shell_steps([facts.text(name)], name, before=given)


def build_command(facts: JvmFacts, stages: str) -> Printable:
    """The command that builds, and what makes the folders that the application writes.

    Where the stage that builds is the one that runs, they are made beside the application instead.
    """
    build, folders = command(facts, "build_command"), facts.words("writable_folders")
    if not folders or stages == "single":
        return build
    apart = shell_words([posixpath.join(WRITABLE, one) for one in folders])
    return Printable(f"{build} && mkdir -p {apart}", (*build.facts, "writable_folders"))


def windows_line_ends(facts: JvmFacts) -> Printable | None:
    """The files that have to be rid of Windows line ends, as a shell takes them."""
    files = facts.words("windows_line_ends")
    return shell_words(files, "windows_line_ends") if files else None


def layers(facts: JvmFacts, launch: Launch, base: str) -> dict[str, object]:
    """What the templates of a Spring Boot application print that is taken apart.

    Args:
        facts: the facts.
        launch: how it is taken apart.
        base: the family of the image that runs it.
    """
    made_from = ("framework_version", "layered")
    return {
        "jarmode": word(launch.mode, *made_from),
        "archive": artifact_in_shell(facts.text("artifact")),
        "extraction": Printable(launch.extraction, made_from),
        "extraction_in_place": Printable(launch.extraction_in_place, made_from),
        "layers": [
            copy_paths([f"{WORKSPACE}/{java_launch.EXTRACTED}/{layer}/"], "./", "layered")
            for layer in java_launch.LAYERS
        ],
        **_training(launch, base, trained=is_trained(facts, launch)),
    }


def beside(facts: JvmFacts, stages: str) -> dict[str, object]:
    """What the templates print of files and folders beside the application.

    Folders that it writes are made where there is a shell, and copied with their owner.
    """
    folders, module = facts.words("writable_folders"), facts.text("workspace").strip("./")
    multi, home = stages == "multi", facts.text("home_folder")
    return {
        "home": word(posixpath.join("/app", home), "home_folder") if home else None,
        "runtime_files": [
            copy_paths([path], _beside(path, module), "runtime_files")
            for path in facts.words("runtime_files")
        ],
        "writable": shell_words(folders, "writable_folders") if folders and not multi else None,
        "writable_copied": copy_paths([f"{WRITABLE}/"], "./", "writable_folders")
        if folders and multi
        else None,
    }


def _beside(path: str, module: str) -> str:
    """The folder of the image that a file is copied to: as it lies to the application's own."""
    below = path.removeprefix(f"{module}/") if module else path
    return posixpath.join(posixpath.dirname(below) or ".", "")


def template_name(facts: JvmFacts, kind: str, stages: str) -> str:
    """The template of an image; a training run has a stage of its own where there are several."""
    launch = facts.launch if kind == "spring-boot" else None
    trained = launch is not None and stages == "multi" and is_trained(facts, launch)
    return f"{kind}{'-trained' if trained else ''}-{stages}-stage.Dockerfile.jinja"


def is_trained(facts: JvmFacts, launch: Launch) -> bool:
    """Whether the application is started once while its image is built."""
    return launch.cache[1] in facts.words("start_command")


def _training(launch: Launch, base: str, *, trained: bool) -> dict[str, object]:
    """What the templates print of that start; without a shell of its own, an image borrows one."""
    if not trained:
        return {"training": None}
    made_from = ("aot_cache", "language_version")
    shellless = base == "distroless"
    otherwise = f"test -s {launch.cache_file} || {shlex.join(launch.untrained)}"
    script = f"{SHELL}/{shlex.join(launch.training)} || {otherwise}"
    return {
        "training": shell_words(launch.training, *made_from),
        "training_otherwise": shell_command(otherwise, *made_from),
        "training_in_shell": exec_form((f"{SHELL}/sh", "-c", script), *made_from),
        "trained_as": Printable("0:0", ("aot_cache",)) if shellless else None,
        "shell_image": images.busybox_for_distroless() if shellless else None,
        "trained_cache": copy_paths([f"{java_launch.HOME}/{launch.cache_file}"], "./", *made_from),
        "trained_cache_name": word(launch.cache_file, *made_from),
    }


def own_java(facts: JvmFacts, base: str, looked_at: tuple[str, str]) -> dict[str, object]:
    """What the templates print of a Java that is made for the application by jlink.

    Args:
        facts: the facts.
        base: the family of the image that runs it.
        looked_at: where jdeps finds its classes, and the class path of its libraries.
    """
    from dockgen.ecosystems.jvm.common import jlink  # only where it is asked for: a start is quick

    cached = java_launch.AOT[1] in facts.words("start_command")
    by_name = system_needs.modules(facts.words("system_needs"))
    added = tuple(dict.fromkeys((*facts.words("jlink_modules"), *by_name)))
    made = jlink.runtime(facts.java, base, looked_at, added, aot=cached)
    return {"jlink": made, "runtime_image": jlink.image(base)}


def looked_at_in_layers(launch: Launch | None) -> tuple[str, str]:
    """Where jdeps finds a Spring Boot application's classes, and the class path of its libraries.

    Args:
        launch: how its archive is taken apart; None where it stays whole.

    Raises:
        UnusableInput: they lie in an archive within an archive.
    """
    if launch:
        return launch.extracted_classes, str(shell_words([launch.extracted_libraries]))
    raise UnusableInput(
        "jlink is unavailable: jdeps cannot read nested jars",
        hint="use Spring Boot 2.3 or newer with a layered jar",
    )


def libraries_in_layers(launch: Launch) -> Libraries:
    """The libraries of a Spring Boot application that is taken apart, as browsers need them."""
    folder = launch.extracted_libraries.partition(":")[0].removesuffix("/*")
    return Libraries(f"{WORKSPACE}/{folder}")


def looked_at_in_fast_jar(artifact: str) -> tuple[str, str]:
    """The same of Quarkus' folder, in the words of a shell."""
    folders = (f"{artifact}/{folder}/*.jar" for folder in ("app", "quarkus"))
    libraries = shell_words([f"{artifact}/lib/main/*:{artifact}/lib/boot/*"])
    return " ".join(artifact_in_shell(one) for one in folders), str(libraries)
