"""Plans what an image has beside Java and the application: packages, variables, browsers.

The official images of Java are made of Ubuntu, which has no package of Chromium. Where one is
needed, the same Java is copied onto Debian: https://hub.docker.com/_/eclipse-temurin ("Using a
different base Image").
"""

from __future__ import annotations

from typing import NamedTuple

from dockgen.core import base_images
from dockgen.core.errors import UnusableInput
from dockgen.core.facts import SettledFacts
from dockgen.core.plan import Stages
from dockgen.core.quoting import Printable, shell_words, word
from dockgen.ecosystems.jvm.common import images, system_needs

NEEDS = "system_needs"

WITHOUT_CHROMIUM = "Ubuntu, which this image is made of, has no package of Chromium"

LIBRARIES = "/libraries"
"""Where the step that installs browsers sees the libraries; the template says so too."""


class Libraries(NamedTuple):
    """Where the build has the application's libraries.

    Args:
        folder: the folder that holds them, or holds the folder that does.
        class_path: the class path in the words of a shell, where the folder is `LIBRARIES`.
    """

    folder: str
    class_path: str = f"{LIBRARIES}/*"


def installed_below(folder: str) -> Libraries:
    """A folder whose only folder has them in `lib`."""
    return Libraries(folder, f"$(ls -d {LIBRARIES}/*/lib)/*")


class JavaImage(NamedTuple):
    """The image that runs an application.

    Args:
        facts: the facts.
        java: the release of Java.
        base: the family of base images.
        stages: whether the stage that builds is the one that runs.
        libraries: where the build has the libraries; None where they lie in another archive.
        fixed: whether it is an image with a server in it, which nothing else can stand for.
    """

    facts: SettledFacts
    java: str
    base: str
    stages: Stages
    libraries: Libraries | None = None
    fixed: bool = False

    @property
    def runtime(self) -> Printable:
        """What the application runs on where nothing but Java makes the choice.

        Raises:
            UnusableInput: there is no such image.
        """
        return base_images.debian() if self._is_copied else images.jre(self.java, self.base)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the user should know of what the image cannot have."""
        rows = system_needs.rows_of(self.facts.words(NEEDS) if self.fixed else ())
        found = [f"{row.name} is left out: {WITHOUT_CHROMIUM}" for row in rows if row.only_debian]
        if self._wants_browsers and (self.fixed or self.libraries is None):
            found.append(
                "the image has no browser for Playwright, because its library lies inside another"
                " archive: install one with an instruction of yours in .dockgen.yml"
            )
        return tuple(found)

    def values(self) -> dict[str, object]:
        """What the templates print of packages, variables and browsers.

        Raises:
            UnusableInput: the image cannot have what is needed.
        """
        bare = self._is_copied or self.facts.holds("jlink")
        found = system_needs.packages(self._names, self.base, bare=bare)
        environment = system_needs.environment(self._names, self.base)
        variables = [f"{name}={value}" for name, value in environment]
        printed = shell_words(found, NEEDS) if found else None
        return {
            "system_apt": printed if self.base != "alpine" else None,
            "system_apk": printed if self.base == "alpine" else None,
            "system_environment": shell_words(variables, NEEDS) if variables else None,
            "copied_java": images.jre(self.java, self.base) if self._is_copied else None,
            **self._browsers(),
        }

    @property
    def _names(self) -> tuple[str, ...]:
        rows = system_needs.rows_of(self.facts.words(NEEDS))
        return tuple(row.name for row in rows if not (self.fixed and row.only_debian))

    @property
    def _is_copied(self) -> bool:
        """Whether Java is copied onto Debian.

        Raises:
            UnusableInput: the stage that builds is the one that runs.
        """
        rows = system_needs.rows_of(self._names)
        named = next((row.name for row in rows if row.only_debian), "")
        if not named or self.base != "debian" or self.facts.holds("jlink"):
            return False
        if self.stages == "single":
            raise UnusableInput(
                f"a single stage is unavailable with {named}: {WITHOUT_CHROMIUM}",
                hint="leave out --stages single, or use --base alpine",
            )
        return True

    @property
    def _wants_browsers(self) -> bool:
        return "playwright" in self.facts.words(NEEDS) and bool(self.facts.words("browsers"))

    def _browsers(self) -> dict[str, object]:
        wanted = self._wants_browsers and not self.fixed
        if wanted and self.stages == "single":
            raise UnusableInput(
                "a single stage is unavailable with playwright: its browsers are installed before"
                " the application is built",
                hint="leave out --stages single",
            )
        if not wanted or self.libraries is None:
            return {"browsers": None, "browser_libraries": None, "browser_class_path": None}
        folder, class_path = self.libraries
        return {
            "browsers": shell_words(self.facts.words("browsers"), "browsers"),
            "browser_libraries": word(folder, "artifact"),
            "browser_class_path": Printable(f'"{class_path}"', ("artifact",)),
        }
