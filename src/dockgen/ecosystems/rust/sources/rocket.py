"""What Rocket.toml says: https://rocket.rs/guide/v0.5/configuration/."""

from __future__ import annotations

from dockgen.core.facts import Fact, default
from dockgen.core.project import Project
from dockgen.readers.toml import TomlFile

FILE = "Rocket.toml"
PROFILES = ("release", "default", "global")


def port(project: Project) -> Fact[int]:
    """The port of the profile that a release build takes.

    Raises:
        UnusableInput: Rocket.toml cannot be read or is not TOML.
    """
    if project.has(FILE):
        file = project.parsed(FILE, TomlFile)
        for profile in PROFILES:
            found = file.value(profile, "port")
            if isinstance(found, int) and 0 < found < 65536:
                return Fact(found, file.evidence(profile, "port"))
    return Fact(8000, default("what Rocket takes"))
