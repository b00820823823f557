"""What a Spring Boot application is configured with by the files that it carries.

Which files are read, and which of two values wins:
https://docs.spring.io/spring-boot/reference/features/external-config.html.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Fact, default
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project, TextFile
from dockgen.ecosystems.jvm.common.running import imported_config
from dockgen.readers import properties, yaml

RESOURCES = "src/main/resources"
FOLDERS = ("config", "")
"""Where the files lie below the resources, what wins first."""

EXTENSIONS = ("properties", "yml", "yaml")
"""The files' extensions, what wins first."""

ON_PROFILE = ("spring.config.activate.on-profile", "spring.profiles")
FILTERED = lazy_regex(r"@([\w.-]+)@", re.ASCII)
"""What spring-boot-starter-parent lets Maven put in:
https://docs.spring.io/spring-boot/maven-plugin/using.html#using.parent-pom."""

PLACEHOLDER = lazy_regex(r"\$\{([^${}:]+)(?::([^${}]*))?\}")
MAX_PLACEHOLDERS = 20
MAX_IMPORTS = 10
DEFAULT_PORT = 8080

Document = Mapping[str, Fact[str]]


class SpringConfig:
    """The configuration that holds when nothing outside changes it.

    Args:
        project: the project.
        folder: the module's folder, empty at the top.
        maven_property: what Maven puts in for a name between `@`; None leaves the name.
        profiles: what is active whatever the files say: other frameworks name it elsewhere.
        outside: the folder whose files lie in the working folder at run time, and win; None for
            none.
        sources: the application's sources, for what they name with `@PropertySource` and the
            profiles that they turn on.

    Raises:
        UnusableInput: a file cannot be read or parsed.
    """

    def __init__(  # noqa: PLR0913  what it is read from, each given by name
        self,
        project: Project,
        folder: str,
        maven_property: Callable[[str], str | None],
        *,
        profiles: tuple[str, ...] = (),
        outside: str | None = None,
        sources: Iterable[TextFile] = (),
    ) -> None:
        self._outside = outside
        self._project = project
        self._module = folder
        self._folder = posixpath.join(folder, RESOURCES)
        self._maven_property = maven_property
        read = list(sources)
        default = list(self._documents("application"))
        added = imported_config.added_profiles(read)
        named = (*self._active_profiles(default), *profiles, *added)
        self._active = self._grouped(default, named)
        specific = [
            document
            for profile in reversed(self._active)
            for document in self._documents(f"application-{profile}")
        ]
        named_by_sources = [
            document
            for location in imported_config.property_sources(read)
            for document in self._imported(location, self._folder)
        ]
        everything = (*specific, *default, *reversed(named_by_sources))
        self._found = [one for one in everything if self._is_active(one)]

    def get(self, key: str) -> Fact[str] | None:
        """The value of a key, its placeholders put in where anything here explains them."""
        for document in self._found:
            if key in document:
                found = document[key]
                return Fact(self._fill_in(found.value), found.evidence)
        return None

    def values(self) -> Iterator[tuple[str, Fact[str]]]:
        """The keys with the values that hold, their placeholders put in."""
        seen: set[str] = set()
        for document in self._found:
            for key, found in document.items():
                if key not in seen:
                    seen.add(key)
                    yield key, Fact(self._fill_in(found.value), found.evidence)

    def unexplained(self) -> Iterator[Fact[str]]:
        """The names without a default that values refer to and nothing here sets, where they stand.

        Patterns of the log are left out: what they refer to is set by the logging system.
        """
        seen: set[str] = set()
        for document in self._found:
            for key, found in document.items():
                if key in seen or key.startswith("logging."):
                    continue
                seen.add(key)
                for match in PLACEHOLDER.finditer(self._fill_in(found.value)):
                    yield Fact(match[1], found.evidence)

    def _fill_in(self, value: str) -> str:
        """Put in what `${name:otherwise}` stands for, the innermost first."""

        def replace(match: re.Match[str]) -> str:
            values = (one[match[1]].value for one in self._found if match[1] in one)
            found = next(values, match[2])
            return match[0] if found is None else found

        for _ in range(MAX_PLACEHOLDERS):
            before, value = value, PLACEHOLDER.sub(replace, value)[:1000]
            if before == value:
                break
        return value.strip()

    def _documents(self, name: str) -> Iterator[Document]:
        """The documents of the files of this name, what wins first."""
        tops = (self._outside, self._folder) if self._outside is not None else (self._folder,)
        for folder in (posixpath.join(top, one) for top in tops for one in FOLDERS):
            for extension in EXTENSIONS:
                path = posixpath.join(folder, f"{name}.{extension}")
                if self._project.has(path):
                    yield from self._read(path)

    def _read(self, path: str, above: tuple[str, ...] = ()) -> Iterator[Document]:
        """The documents of a file, what wins first; what one imports goes before it."""
        file = self._project.read(path)
        read = properties.documents if path.endswith(".properties") else yaml.documents
        for document in reversed(list(read(TextFile(path, self._filter(file.text))))):
            for location in reversed(list(imported_config.imports(document))):
                yield from self._imported(location, posixpath.dirname(path), (*above, path))
            yield document

    def _imported(
        self, location: imported_config.Location, beside: str, above: tuple[str, ...] = ()
    ) -> Iterator[Document]:
        """The documents that a location means; none where it lies outside the project."""
        path = imported_config.place(location, self._module, beside)
        if path and location.kind == "configtree" and self._project.has_folder(path):
            yield imported_config.tree(self._project, path)
        elif self._can_be_read(path) and path not in above and len(above) < MAX_IMPORTS:
            yield from self._read(path, above)

    def _can_be_read(self, path: str) -> bool:
        return path.endswith(tuple(f".{one}" for one in EXTENSIONS)) and self._project.has(path)

    def _filter(self, text: str) -> str:
        return FILTERED.sub(lambda match: self._maven_property(match[1]) or match[1], text)

    def _active_profiles(self, documents: list[Document]) -> list[str]:
        """What is turned on; what is only so by default where nothing is."""
        found: list[str] = []
        for key in ("spring.profiles.active", "spring.profiles.default"):
            found = found or _names(documents, key)
        return [*_names(documents, "spring.profiles.include"), *found]

    def _grouped(self, documents: list[Document], names: Iterable[str]) -> list[str]:
        """The profiles with those of their groups, each once."""
        found: dict[str, None] = {}
        for name in names:
            found.setdefault(name)
            for member in _names(documents, f"spring.profiles.group.{name}"):
                found.setdefault(member)
        return list(found)

    def _is_active(self, document: Document) -> bool:
        """Whether a document holds without a profile, or for one that is active by itself."""
        for key in ON_PROFILE:
            named = _names([document], key)
            if named:
                return any(imported_config.holds(one, self._active) for one in named)
        return True


def _names(documents: list[Document], key: str) -> list[str]:
    """The list behind a key, in one value or in several, of the first document that has it."""
    for one in documents:
        values = [
            fact.value for name, fact in one.items() if name == key or name.startswith(f"{key}[")
        ]
        if values:
            names = (name.strip() for value in values for name in value.split(","))
            return [name for name in names if re.fullmatch(r"[\w.&|!() -]+", name)]
    return []


def readable(read: Callable[[], SpringConfig]) -> SpringConfig | None:
    """A configuration, or None where it cannot be read: whoever needs it says so."""
    try:
        return read()
    except UnusableInput:
        return None


def listening_port(config: SpringConfig, *, serves: bool) -> tuple[Fact[int] | None, str]:
    """The port that an application listens on, and what the user should know about it.

    Args:
        config: its configuration.
        serves: whether a dependency brings an HTTP server.

    Returns:
        The port, or None where nothing is listened on or any port is taken.

    Raises:
        UnusableInput: `server.port` is not a port.
    """
    kind, found = config.get("spring.main.web-application-type"), config.get("server.port")
    if kind is not None and kind.value.lower() == "none":
        return None, ""
    if found is None or not found.value:
        reason = "Spring Boot's default port"
        return (Fact(DEFAULT_PORT, default(reason)) if serves else None), ""
    place = found.evidence
    if "${" in found.value:
        reason = f"server.port is {found.value}, which nothing here sets"
        return Fact(DEFAULT_PORT, default(reason)), f"{place.file}:{place.line}: {reason}"
    if not re.fullmatch(r"-?\d{1,9}", found.value) or int(found.value) > 65535:
        raise UnusableInput(
            f"server.port is not a port: {found.value!r}", file=place.file, line=place.line
        )
    number = int(found.value)
    if number == 0:
        return None, f"{place.file}:{place.line}: server.port 0 takes any free port"
    return (Fact(number, place) if number > 0 else None), ""
