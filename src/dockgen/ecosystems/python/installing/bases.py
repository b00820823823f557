"""What differs by the base image: an environment of conda, and distroless."""

from __future__ import annotations

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import SettledFacts
from dockgen.core.plan import Stages
from dockgen.core.quoting import Printable, assignment, copy_paths, word
from dockgen.ecosystems.python import images
from dockgen.ecosystems.python.installing.tables import ADD_USER, ENVIRONMENTS, GEOGRAPHY

HOME = "/app"
USER, NONROOT = "10001:10001", "65532:65532"
SYSTEM_PYTHON = "/usr/bin/python3"
"""Where Debian has its Python, and so distroless."""

LINES = f"python{images.DISTROLESS}"
SYSTEM_LINKS = Printable(
    f"ln --symbolic /usr/local/bin/python3 {SYSTEM_PYTHON} \\\n"
    f"    && ln --symbolic /usr/local/lib/{LINES} /usr/lib/{LINES}"
)
"""What makes the image that builds look the same to the environment, which keeps these paths."""


def environment(facts: SettledFacts) -> str:
    """Where the environment lies, in every stage."""
    manager = facts.text("package_manager")
    if manager == "pixi":
        return f"{HOME}/.pixi/envs/{facts.text('environment_name') or 'default'}"
    return "/opt/env" if manager == "conda" else f"{HOME}/.venv"


def of_conda(facts: SettledFacts) -> dict[str, object]:
    """What only the templates of conda's environments print."""
    manager, version = facts.text("package_manager"), facts.text("package_manager_version")
    if manager not in ENVIRONMENTS:
        return {}
    folder = environment(facts)
    made = images.pixi if manager == "pixi" else images.micromamba
    names = ("environment_name", "package_manager")
    variables = {"CONDA_PREFIX": folder, **(GEOGRAPHY if facts.holds("geography") else {})}
    told = [assignment(name, one.format(folder=folder), *names) for name, one in variables.items()]
    return {
        "environment_image": made(version),
        "as_root": manager == "conda",
        "environment_path": Printable(f"PATH={word(folder, *names)}/bin:$PATH", names),
        "environment_variables": Printable(" ".join(told), names),
        "environment_copied": copy_paths([f"{folder}/"], f"{folder}/", *names),
    }


def of_image(facts: SettledFacts, base: str, stages: Stages) -> dict[str, object]:
    """The image that runs the application, and its user.

    Raises:
        UnusableInput: the application needs what distroless has not.
    """
    if base != "distroless":
        return {
            "runtime_image": Printable("base"),
            "add_user": Printable(ADD_USER[base]),
            "user": Printable(USER),
            "system_python": None,
        }
    start = facts.words("start_command")
    lacks = ", ".join(facts.words("system_packages"))
    lacks = "shell, which the command needs" if start[:1] == ("sh",) else lacks
    lacks = "browsers" if facts.text("browser_command") else lacks
    lacks = "package manager, which one stage needs" if stages == "single" else lacks
    if lacks:
        raise UnusableInput(f"distroless has no {lacks}", hint="leave --base out")
    return {
        "runtime_image": images.distroless(facts.text("language_version")),
        "add_user": None,
        "user": Printable(NONROOT),
        "system_python": SYSTEM_LINKS,
    }
