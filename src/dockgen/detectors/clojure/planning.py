"""Plans the images of Clojure applications."""

from __future__ import annotations

import posixpath

from dockgen import images
from dockgen.facts import Verdict
from dockgen.manifests import java_launch, java_version
from dockgen.planning import Choices, IgnoreGroup, Plan, Stages
from dockgen.quoting import Printable, copy_paths, exec_form, plain, shell_command, shell_words

WORKSPACE = "/workspace"
"""Where the build stage works; the templates say so too."""

WRITTEN = (
    *(".cpcache", ".lein-*", ".nrepl-port", ".nrepl-history", ".clj-kondo/.cache", ".lsp"),
    *(".calva", ".shadow-cljs", "profiles.clj", "checkouts", "*.iml"),
)


def plan(verdict: Verdict, choices: Choices) -> Plan:
    """Plan the image: a stage that builds and one that runs, or all in one where asked.

    Raises:
        UnusableInput: a value that cannot be printed safely.
    """
    facts = verdict.findings.facts

    def said(name: str) -> str:
        return str(facts[name].value) if name in facts else ""

    def words(name: str) -> tuple[str, ...]:
        value = facts[name].value
        return value if isinstance(value, tuple) else (str(value),)

    stages: Stages = choices.stages or "multi"
    base = choices.base or "debian"
    java, _ = java_version.image_for(said("language_version"))
    artifact = said("artifact")
    built_on = base if stages == "single" else "debian"
    listen = said("port")
    jar = f"./{java_launch.APPLICATION}"
    return Plan(
        shape=verdict.shape,
        stages=stages,
        base=base,
        template=f"clojure/uberjar-{stages}-stage.Dockerfile.jinja",
        values={
            "build_image": images.clojure(java, said("package_manager"), built_on),
            "runtime_image": images.jre(java, base),
            "manifests": [_in_place(path, "manifests") for path in words("manifests")],
            "install": shell_command(said("install_command"), "install_command"),
            "sources": [_in_place(path, "sources") for path in words("sources")],
            "build": shell_command(said("build_command"), "build_command"),
            "jar": copy_paths([f"{WORKSPACE}/{artifact}"], jar, "artifact", wildcards=True),
            "jar_in_place": _in_shell(f"{WORKSPACE}/{artifact}"),
            "gitlibs": Printable("gitlibs", ("package_manager",))
            if said("package_manager") == "tools-deps"
            else None,
            "start": exec_form(words("start_command"), "start_command"),
            "port": plain(listen, "port") if listen else None,
        },
        ignored=(
            IgnoreGroup(
                Printable("What Clojure's tools and editors write"),
                tuple(Printable(one) for one in ("target", *WRITTEN)),
            ),
        ),
        port=int(listen) if listen else None,
    )


def _in_place(path: str, fact: str) -> Printable:
    """The copy of a file or folder to where it lies in the project; a folder ends in a slash."""
    if path == "." or path.endswith("/"):
        return copy_paths([path], path, fact)
    return copy_paths([path], posixpath.join(posixpath.dirname(path) or ".", ""), fact)


def _in_shell(path: str) -> Printable:
    """A path for a shell; its `*` stands for what only the build knows."""
    parts = (shell_words([part]) if part else "" for part in path.split("*"))
    return Printable("*".join(parts), ("artifact",))
