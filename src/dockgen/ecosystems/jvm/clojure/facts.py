"""The facts of a Clojure application, each settled from the project or by the user."""

from __future__ import annotations

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Fact, Findings, default, port, text, words
from dockgen.core.project import Project
from dockgen.ecosystems.jvm.clojure import beside, sources
from dockgen.ecosystems.jvm.clojure.uberjar import Uberjar, coordinates
from dockgen.ecosystems.jvm.common import java_launch, java_version
from dockgen.ecosystems.jvm.common.running import needs

FRAMEWORKS = {
    "io.pedestal/pedestal.": "pedestal",
    "luminus/": "luminus",
    "http-kit/http-kit": "http-kit",
    "http-kit": "http-kit",
    "aleph/aleph": "aleph",
    "aleph": "aleph",
    "ring/": "ring",
}
"""The framework by how its libraries' names begin; those first that bring others with them."""


def settle(project: Project, jar: Uberjar, findings: Findings) -> None:
    """Settle them all.

    Args:
        project: the project.
        jar: what its build makes.
        findings: where the facts go.

    Raises:
        UnusableInput: what the user set does not fit, or a path or a namespace cannot be read.
    """
    findings.settle_optional("name", text, jar.name)
    _language(project, jar, findings)
    findings.settle("package_manager", text, jar.tool)
    _framework(jar, findings)
    findings.settle("manifests", words, jar.manifests)
    findings.settle("sources", words, jar.sources)
    findings.settle("install_command", text, jar.install)
    findings.settle("build_command", text, jar.build)
    _needed(findings, "artifact", jar.artifact, "where the jar lies cannot be read here")
    _start(jar, findings)
    _port(project, jar, findings)
    read = tuple(sources.files(project, jar.source_paths, jar.main.value))
    beside.settle(project, read, findings)
    libraries = {coordinates(name): one.evidence for name, one in jar.dependencies.items()}
    needs.settle(libraries, read, findings)
    for sentence in jar.warnings:
        findings.warn(sentence)


def _language(project: Project, jar: Uberjar, findings: Findings) -> None:
    findings.settle("language", text, Fact("clojure", jar.tool.evidence))
    found = java_version.read_release(jar.java) if jar.java else None
    found = found or java_version.of_version_files(project) or java_version.newest_lts()
    java = findings.settle("language_version", java_version.release, found)
    _, warning = java_version.image_for(java.value)
    if warning:
        findings.warn(warning)


def _framework(jar: Uberjar, findings: Findings) -> None:
    for start, name in FRAMEWORKS.items():
        for library, version in jar.dependencies.items():
            if library == start or (start[-1] in "./" and library.startswith(start)):
                findings.settle("framework", text, Fact(name, version.evidence))
                return


EXAMPLES = {"artifact": "target/app.jar", "main_class": "my.app"}


def _needed(findings: Findings, name: str, found: Fact[str], problem: str) -> Fact[str]:
    """A fact that the project does not say plainly is the user's to give.

    Raises:
        UnusableInput: nobody gives it.
    """
    if not found.value and name not in findings.unused:
        raise UnusableInput(
            problem,
            file=found.evidence.file,
            line=found.evidence.line,
            hint=f"give it with --set {name}={EXAMPLES[name]}",
        )
    return findings.settle(name, text, found)


def _start(jar: Uberjar, findings: Findings) -> None:
    """Java starts the class of the manifest; Clojure loads what is not compiled, or chosen."""
    if jar.in_manifest and "main_class" not in findings.unused:
        if jar.main.value:
            findings.settle("main_class", text, jar.main)
        command = java_launch.of_archive("jar")
        reason = "java runs as PID 1 and receives the signals"
    else:
        problem = "the jar names no main class, and nothing says which namespace starts"
        main = _needed(findings, "main_class", jar.main, problem)
        java, heap, *_ = java_launch.of_archive("jar")
        start = ("-cp", java_launch.APPLICATION, "clojure.main", "-m", main.value)
        command = (java, heap, *start)
        reason = "the manifest does not name it, so clojure.main loads the namespace"
    findings.settle("start_command", words, Fact(command, default(reason)))


def _port(project: Project, jar: Uberjar, findings: Findings) -> None:
    found = jar.port
    if found is None and "port" not in findings.unused:
        found = sources.port_of(project, jar.source_paths, jar.main.value)
    findings.settle_optional("port", port, found)
