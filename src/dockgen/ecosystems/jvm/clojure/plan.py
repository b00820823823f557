"""Plans the images of Clojure applications."""

from __future__ import annotations

import posixpath

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

WRITTEN = (
    *(".cpcache", ".lein-*", ".nrepl-port", ".nrepl-history", ".clj-kondo/.cache", ".lsp"),
    *(".calva", ".shadow-cljs", "profiles.clj", "checkouts", "*.iml"),
)


def plan(verdict: Verdict, choices: Choices) -> Plan:
    """Plan the image: a stage that builds and one that runs, or all in one where asked.

    Raises:
        UnusableInput: a value that cannot be printed safely.
    """
    facts = JvmFacts(verdict)
    stages: Stages = choices.stages or "multi"
    base = choices.base or "debian"
    java, _ = java_version.image_for(facts.text("language_version"))
    artifact = facts.text("artifact")
    built_on = base if stages == "single" else "debian"
    listen = facts.text("port")
    jar = f"./{java_launch.APPLICATION}"
    libraries = Libraries(posixpath.dirname(f"{WORKSPACE}/{artifact}"))
    image = JavaImage(facts, java, base, stages, libraries)
    return Plan(
        shape=verdict.shape,
        stages=stages,
        base=base,
        template=f"jvm/clojure/uberjar-{stages}-stage.Dockerfile.jinja",
        values={
            "build_image": images.clojure(java, facts.text("package_manager"), built_on),
            "runtime_image": image.runtime,
            **image.values(),
            "manifests": [copy_in_place(path, "manifests") for path in facts.words("manifests")],
            **_repository(facts).values(facts, stages),
            "install": shell_command(facts.text("install_command"), "install_command"),
            "sources": [copy_in_place(path, "sources") for path in facts.words("sources")],
            "build": jvm_planning.build_command(facts, stages),
            **jvm_planning.beside(facts, stages),
            "jar": copy_paths([f"{WORKSPACE}/{artifact}"], jar, "artifact", wildcards=True),
            "jar_in_place": artifact_in_shell(f"{WORKSPACE}/{artifact}"),
            "start": exec_form(facts.words("start_command"), "start_command"),
            "port": plain(listen, "port") if listen else None,
        },
        ignored=(
            IgnoreGroup(
                Printable("Files that Clojure tools and editors write"),
                tuple(Printable(one) for one in ("target", *WRITTEN)),
            ),
        ),
        port=int(listen) if listen else None,
        volumes=places("/app", facts.words("writable_folders")),
        warnings=image.warnings,
    )


def _repository(facts: JvmFacts) -> repository.Repository:
    tools_deps = facts.text("package_manager") == "tools-deps"
    return repository.TOOLS_DEPS if tools_deps else repository.LEININGEN
