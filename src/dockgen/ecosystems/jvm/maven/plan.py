"""Plans the images of applications that Maven builds."""

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
    ignore_pattern,
    plain,
    shell_words,
)
from dockgen.ecosystems.jvm.common import (
    images,
    java_launch,
    java_version,
    secret_mounts,
)
from dockgen.ecosystems.jvm.common import plan as jvm_planning
from dockgen.ecosystems.jvm.common.building import node, repository
from dockgen.ecosystems.jvm.common.plan import WORKSPACE, JvmFacts
from dockgen.ecosystems.jvm.common.running.java_image import JavaImage, Libraries
from dockgen.ecosystems.jvm.maven import native
from dockgen.ecosystems.jvm.maven.frameworks import quarkus
from dockgen.ecosystems.jvm.maven.sources import SETTINGS
from dockgen.ecosystems.jvm.maven.war import servlet_container, tomcat

EDITORS = ("*.iml", ".settings", ".classpath", ".project", ".factorypath", "mvnw.cmd")


def plan(verdict: Verdict, choices: Choices) -> Plan:
    """Plan the image: a stage that builds and one that runs, or all in one where asked.

    Raises:
        UnusableInput: a shape that the build does not make, or a value that cannot be printed
            safely.
    """
    shape = choices.shape or verdict.shape
    _refuse_what_is_not_built(shape, verdict)
    facts = _Facts(verdict)
    stages: Stages = choices.stages or "multi"
    base = choices.base or "debian"
    if base == "distroless" and stages == "single":
        raise UnusableInput("a single stage needs a shell, but distroless has none")
    kind = "executable-jar" if shape == "spring-boot" and not facts.launch else shape
    listen = facts.text("port")
    libraries = _libraries(facts, kind)
    image = JavaImage(facts, facts.java, base, stages, libraries, fixed=kind in OWN_JAVA)
    return Plan(
        shape=shape,
        stages=stages,
        base=base,
        template=f"jvm/maven/{jvm_planning.template_name(facts, kind, stages)}",
        values={
            **_values_of_build(facts, kind, base if stages == "single" else "debian"),
            **repository.MAVEN.values(facts, stages),
            **node.values(facts, base if stages == "single" else "debian"),
            **_values_of_runtime(facts, kind, base, stages),
            **_values_of_product(facts, kind, base),
            **image.values(),
            "build": jvm_planning.build_command(facts, stages),
            **jvm_planning.beside(facts, stages),
            "start": exec_form(facts.start(shape), "start_command"),
            "port": plain(listen, "port") if listen else None,
        },
        ignored=(_ignored(facts), *_secret_files(facts)),
        port=int(listen) if listen else None,
        warnings=image.warnings,
        secrets=secret_mounts.needed(facts.words("secret_files"), facts.words("secret_variables")),
        volumes=places("/app", facts.words("writable_folders")),
    )


MAKERS = {
    "spring-boot": "spring-boot-maven-plugin does not make this jar",
    "quarkus": "quarkus-maven-plugin does not make a fast jar of this",
    "tomcat": "the build makes no war that needs a servlet container",
    "native": "--set package_type=native makes a native executable, of Quarkus applications",
}
"""Why a shape that the user chose cannot be."""

ONLY = {
    "quarkus": "a fast jar is a folder, not one jar; --set package_type=uber-jar makes one",
    "tomcat": "java does not run this war: Tomcat serves it",
    "native": "a native executable is no jar; --set package_type=fast-jar makes one",
}
"""Why there is no other shape than the one that was seen."""


def _refuse_what_is_not_built(shape: str, verdict: Verdict) -> None:
    """Only a jar can be run in another way than the build means it."""
    if shape != verdict.shape and shape in MAKERS:
        raise UnusableInput(MAKERS[shape])
    if shape != verdict.shape and verdict.shape in ONLY:
        raise UnusableInput(ONLY[verdict.shape])


OWN_JAVA = {
    "tomcat": "Tomcat's image has its own Java",
    "native": "a native executable needs no Java",
}
"""Why no Java is made for a shape."""


def _runtime_image(facts: _Facts, kind: str, base: str, stages: Stages) -> Printable | None:
    """What the application runs on; None where that is the stage that builds, or Tomcat's own.

    Raises:
        UnusableInput: there is no such image.
    """
    if kind == "native":
        image = native.runtime_image(base)
        return image if stages == "multi" else None
    if kind == "tomcat" or stages == "single":
        return None
    return JavaImage(facts, facts.java, base, stages).runtime


def _libraries(facts: _Facts, kind: str) -> Libraries | None:
    """Where the build has the libraries, one by one or in the application's own jar."""
    artifact, folder = f"{WORKSPACE}/{facts.text('artifact')}", facts.text("libraries")
    if folder:
        return Libraries(f"{WORKSPACE}/{folder}")
    if kind == "spring-boot" and facts.launch:
        return jvm_planning.libraries_in_layers(facts.launch)
    if kind == "quarkus":
        return Libraries(f"{artifact}/lib/main")
    if facts.text("framework") == "spring-boot" or kind in OWN_JAVA:
        return None
    return Libraries(posixpath.dirname(artifact))


def _values_of_runtime(facts: _Facts, kind: str, base: str, stages: Stages) -> dict[str, object]:
    """What the templates print of a Java run time that is made for the application."""
    if not facts.holds("jlink"):
        return {"jlink": None, "runtime_image": _runtime_image(facts, kind, base, stages)}
    if stages == "single" or kind in OWN_JAVA:
        raise UnusableInput(f"jlink is unavailable: {OWN_JAVA.get(kind, 'one stage has the JDK')}")
    return jvm_planning.own_java(facts, base, _looked_at(facts, kind))


def _looked_at(facts: _Facts, kind: str) -> tuple[str, str]:
    """Where jdeps finds the application's own classes, and the class path of its libraries.

    Raises:
        UnusableInput: they lie in an archive within an archive.
    """
    artifact, libraries = facts.text("artifact"), facts.text("libraries")
    if kind == "quarkus":
        return jvm_planning.looked_at_in_fast_jar(artifact)
    if kind == "spring-boot" or (facts.text("framework") == "spring-boot" and not libraries):
        return jvm_planning.looked_at_in_layers(facts.launch if kind == "spring-boot" else None)
    class_path = str(shell_words([f"{libraries}/*"])) if libraries else ""
    return artifact_in_shell(artifact), class_path


def _values_of_product(facts: _Facts, kind: str, base: str) -> dict[str, object]:
    """What the templates print of what was built."""
    if kind == "spring-boot" and facts.launch:
        return jvm_planning.layers(facts, facts.launch, base)
    if kind == "tomcat":
        archive = artifact_in_shell(f"{WORKSPACE}/{facts.text('artifact')}")
        return {"archive": archive, **_values_of_tomcat(facts, base)}
    if kind == "native":
        return native.product(f"{WORKSPACE}/{facts.text('artifact')}")
    return _values_of_fast_jar(facts) if kind == "quarkus" else _values_of_jar(facts)


class _Facts(JvmFacts):
    """The facts, and what follows from them for the image."""

    @property
    def java(self) -> str:
        """The release whose image is used: for a war one that Tomcat's image has."""
        java, line = self.text("language_version"), self.text("tomcat_version")
        found = servlet_container.java_for(java, line) if line else None
        return found or java_version.image_for(java)[0]

    @property
    def maven(self) -> str:
        """Maven's version as its image has it: a wrapper's own may have none with this Java."""
        by_java = self.text("image_tag_from") == "language_version"
        return "" if by_java else self.text("package_manager_version")

    def start(self, shape: str) -> tuple[str, ...]:
        """The start command, which a shape that the user chose changes, unless it is the user's."""
        if self.text("start_command_for") not in {"", shape}:
            return java_launch.of_archive(self.text("packaging"))
        return self.words("start_command")


def _values_of_build(facts: _Facts, kind: str, base: str) -> dict[str, object]:
    """What the templates print up to the archive.

    With a wrapper the project's own Maven builds, on the same JDK as Maven's image; the wrapper
    fetches it into the cache mount. Where it could not, the fact `wrapper` says so.
    """
    wrapper, manifests = facts.holds("wrapper"), facts.words("manifests")
    folder = f"{SETTINGS}/"
    settings = copy_paths([folder], folder, "manifests") if SETTINGS in manifests else None
    java = facts.text("build_java") or facts.java
    maven = None if wrapper else images.maven(java, base, facts.maven)
    made_native = native.build(java, maven) if kind == "native" else {}
    return {
        "build_image": maven or images.jdk(java, base),
        **made_native,
        "wrapper": copy_paths(["mvnw"], "./", "wrapper") if wrapper else None,
        "windows_line_ends": jvm_planning.windows_line_ends(facts),
        "wrapper_settings": copy_paths([folder], folder, "package_manager_version"),
        "settings": None if wrapper else settings,
        "manifests": [
            *(copy_in_place(path, "manifests") for path in manifests if path != SETTINGS),
            *(copy_in_place(path, "settings_file") for path in facts.words("settings_file")),
        ],
        "mounts": secret_mounts.mounts(
            facts.words("secret_files"), facts.words("secret_variables")
        ),
        "install": jvm_planning.command(facts, "install_command"),
        "sources": [copy_in_place(path, "sources") for path in facts.words("sources")],
    }


def _values_of_tomcat(facts: _Facts, base: str) -> dict[str, object]:
    line, context = facts.text("tomcat_version"), facts.text("context_path")
    return tomcat.values(facts.java, line, context, facts.text("port"), base)


def _values_of_fast_jar(facts: _Facts) -> dict[str, object]:
    """What the templates of Quarkus' folder print."""
    folder = f"{WORKSPACE}/{facts.text('artifact')}"
    layers = ((f"{folder}/{one}", one if one.endswith("/") else "./") for one in quarkus.LAYERS)
    return {
        "copies": [copy_paths([one], to, "artifact", wildcards=True) for one, to in layers],
        "copied_folder": shell_words([f"{folder}/.", "."], "artifact"),
    }


def _values_of_jar(facts: _Facts) -> dict[str, object]:
    """What the templates of a jar print that stays whole."""
    name = java_launch.archive_in_image(facts.text("packaging"))
    artifact, libraries = facts.text("artifact"), facts.text("libraries")
    folder, to = f"{WORKSPACE}/{libraries}", java_launch.LIBRARIES
    configuration = facts.text("configuration")
    return {
        "jar": _in_copy(f"{WORKSPACE}/{artifact}", f"./{name}"),
        "copied_jar": Printable(
            f"{artifact_in_shell(f'{WORKSPACE}/{artifact}')} {name}", ("artifact",)
        ),
        "libraries": copy_paths([f"{folder}/"], f"{to}/", "libraries") if libraries else None,
        "copied_libraries": shell_words([folder, to], "libraries") if libraries else None,
        "configuration": copy_paths([configuration], "./", "configuration")
        if configuration
        else None,
    }


def _in_copy(archive: str, to: str) -> Printable:
    """A path for a `COPY` between stages; its `*` stands for the version."""
    return copy_paths([archive], to, "artifact", wildcards=True)


def _ignored(facts: _Facts) -> IgnoreGroup:
    """What the builder need not see: what Maven and editors write."""
    poms = (path for path in facts.words("manifests") if path.endswith(".xml"))
    folders = [posixpath.dirname(path) for path in poms]
    outputs = [ignore_pattern(posixpath.join(folder, "target")) for folder in folders]
    return IgnoreGroup(
        Printable("Files that Maven and editors write"),
        (*outputs, *(Printable(one) for one in EDITORS)),
    )


def _secret_files(facts: _Facts) -> tuple[IgnoreGroup, ...]:
    """What the build gets as a secret, and the context must not hold."""
    patterns = tuple(ignore_pattern(path) for path in facts.words("secret_files"))
    why = Printable("Passed to the build as secrets")
    return (IgnoreGroup(why, patterns),) if patterns else ()
