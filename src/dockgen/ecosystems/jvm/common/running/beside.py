"""What an application reads and writes beside itself when it runs: its working folder.

A path counts where it is written down: in the configuration, in that of the log, or as a literal in
the sources. One that is put together at run time is not found.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator

from dockgen.core.facts import Evidence, Fact, Findings, text, words
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project, TextFile, once_per_project
from dockgen.ecosystems.jvm.common import java_sources
from dockgen.ecosystems.jvm.common.spring_config import SpringConfig

RESOURCES = "src/main/resources"

LITERALS = r'"(?P<path>[^"$\\\n]+)"(?P<more>(?:\s*,\s*"[^"$\\\n]+")*)'
OPENED = lazy_regex(
    rf"\b(?:Path\.of|Paths\.get|(?:new\s+)?(?:File|FileInputStream|FileReader))\s*\(\s*{LITERALS}\s*[),]"
)
"""https://docs.oracle.com/en/java/javase/25/docs/api/java.base/java/nio/file/Path.html"""

MADE = lazy_regex(
    rf"\b(?:createDirector(?:y|ies)|FileOutputStream|FileWriter|newBufferedWriter|newOutputStream"
    rf"|Files\.write(?:String)?)\s*\(\s*(?:(?:Path\.of|Paths\.get|(?:new\s+)?File)\s*\(\s*)?{LITERALS}"
    rf"|\bFile\s*\(\s*\"(?P<folder>[^\"$\\\n]+)\"\s*\)\s*\.\s*mkdirs?\b"
)
"""What makes a folder or fills a file."""

NEVER = lazy_regex(r"(^|/)(\.env[^/]*|[^/]*\.(pem|key|p12|jks|keystore))$|^(src|target|build|tmp)/")
"""What no image holds: secrets, sources, and what the build writes."""

LOG_SETTINGS = lazy_regex(r"(logback|log4j2)[\w-]*\.xml")
LOG_FILE = lazy_regex(
    r"<(?:file|File|fileNamePattern|FileNamePattern)>([^<]+)<|\bfileName=\"([^\"]+)\""
)
OTHERWISE = lazy_regex(r"\$\{[^{}:]*:-([^{}]*)\}")
"""`${LOG_PATH:-logs}`."""

DATABASES = lazy_regex(
    r"jdbc:(?:h2:(?:file:)?|sqlite:|hsqldb:file:|derby:)(?!mem:|tcp:|ssl:|zip:|:)(?P<path>[^;?~:]+)"
)
"""Databases in a file: https://www.h2database.com/html/features.html#database_url."""

LOOKED_FOR = {
    "spring-boot": lazy_regex(r"(config/)?application(-[\w.-]+)?\.(properties|ya?ml)"),
    "quarkus": lazy_regex(r"config/application(-[\w.-]+)?\.(properties|ya?ml)"),
    "vertx": lazy_regex(r"conf/config\.(json|ya?ml)"),
}
"""What frameworks read in their working folder:
https://docs.spring.io/spring-boot/reference/features/external-config.html#features.external-config.files,
https://quarkus.io/guides/config-reference#application-properties-file,
https://vertx.io/docs/vertx-config/java/."""

HOME = "home"
"""The home folder of the image's user, below the working folder; the user has no other."""

NAMES_HOME = lazy_regex(
    r"getProperty\(\s*\"user\.home\"|\bgetenv\(\s*\"HOME\"|\$\{user\.home\}|\$\{HOME\}|jdbc:h2:(?:file:)?~/"
)
"""What puts something into the home folder: in sources and in configuration."""

CONFIGURED = lazy_regex(
    r"(?:application|bootstrap|logback|log4j2)[\w.-]*\.(?:properties|ya?ml|xml|conf)"
)

FILE_KEYS = frozenset({"logging.file.name", "logging.file", "quarkus.log.file.path"})
FOLDER_KEYS = frozenset(
    {
        "logging.file.path",
        "logging.path",
        "server.tomcat.basedir",
        "spring.servlet.multipart.location",
    }
)
FOLDER_KEY = lazy_regex(r"(?:.*[.-])?(?:dir|directory|folder|path|location|storage|uploads?)")


def settle(
    project: Project, folder: str, framework: str, config: SpringConfig | None, findings: Findings
) -> None:
    """Settle what of the project is copied beside the application, and which folders it may write.

    Args:
        project: the project.
        folder: the module's folder.
        framework: its framework, or an empty name.
        config: its configuration; None where it cannot be read.
        findings: where the facts go.
    """
    sources = tuple(java_sources.files(project, folder))
    read = (*configuration(project, folder, framework), *opened(project, folder, sources))
    log = of_log(project, posixpath.join(folder, RESOURCES))
    home = home_named(project, posixpath.join(folder, RESOURCES), sources)
    if home is not None:
        findings.settle("home_folder", text, Fact(HOME, home))
    own = [(HOME, home)] if home else []
    settle_found(read, (*_of_configuration(config), *log, *made(sources), *own), findings)


def home_named(project: Project, top: str, sources: Iterable[TextFile]) -> Evidence | None:
    """Where an application names the home folder of its user, or None."""
    named = (one for one in project.inside(top) if CONFIGURED.fullmatch(posixpath.basename(one)))
    files = [file for path in named if (file := project.readable(path))]
    for file in (*files, *sources):
        match = NAMES_HOME.search(file.text)
        if match is not None:
            return Evidence("home", file.path, file.line_of(match.start()))
    return None


def settle_found(
    read: Iterable[str], places: Iterable[tuple[str, Evidence]], findings: Findings
) -> None:
    """Settle what was found, in whichever language.

    Args:
        read: the files of the project that are read at run time.
        places: the folders that are written, each with its place.
        findings: where the facts go.
    """
    files = tuple(dict.fromkeys(read))
    if files:
        place = Evidence("file", files[0], reason="it is read at run time")
        findings.settle("runtime_files", words, Fact(files, place))
    found: dict[str, Evidence] = {}
    for path, place in places:
        found.setdefault(path, place)
    _settle_written(found, findings)


def _settle_written(found: dict[str, Evidence], findings: Findings) -> None:
    folders = tuple(one for one in found if one)
    if "" in found:
        place = found[""]
        findings.warn(
            f"{place.file}:{place.line}: a file is written into the working folder itself, which"
            " belongs to root: name one in a folder below it, or mount a volume"
        )
    written = findings.settle_optional(
        "writable_folders", words, Fact(folders, found[folders[0]]) if folders else None
    )
    if written is not None and folders:
        place = found[folders[0]]
        findings.warn(
            f"{place.file}:{place.line}: the application writes to {', '.join(written.value)},"
            " which is lost with the container: mount a volume to keep it"
        )


def configuration(project: Project, folder: str, framework: str) -> tuple[str, ...]:
    """The files that a framework looks for in its working folder, relative to the project.

    They lie in the module's own folder, or at the project's top: where the application is started.
    """
    named = LOOKED_FOR.get(framework)
    for base in dict.fromkeys((folder, "")) if named else ():
        prefix = f"{base}/" if base else ""
        found = _looked_for(project, prefix, framework)
        if found:
            return found
    return ()


@once_per_project
def _looked_for(project: Project, prefix: str, framework: str) -> tuple[str, ...]:
    named = LOOKED_FOR[framework]
    paths = project.starting(prefix)
    return tuple(path for path in paths if named.fullmatch(path.removeprefix(prefix)))


def base_of(project: Project, folder: str, framework: str) -> str | None:
    """The folder that stands for the working folder of such files; None where there are none."""
    found = configuration(project, folder, framework)
    if not found:
        return None
    return folder if folder and found[0].startswith(f"{folder}/") else ""


def opened(project: Project, folder: str, sources: Iterable[TextFile]) -> Iterator[str]:
    """The files of the project that the sources open by a literal."""
    for file in sources:
        for match in OPENED.finditer(file.text):
            yield from in_project(project, folder, _joined(match))


def in_project(project: Project, folder: str, text: str) -> Iterator[str]:
    """The file of the project that a relative path means at run time, if there is one."""
    path = relative(text)
    if path and not NEVER.search(path):
        places = (posixpath.join(base, path) for base in dict.fromkeys((folder, "")))
        yield from [place for place in places if project.has(place)][:1]


def _joined(match: re.Match[str]) -> str:
    return "/".join((match["path"], *re.findall(r'"([^"]+)"', match["more"] or "")))


def relative(text: str) -> str:
    """A path below the working folder; empty for all others."""
    path = posixpath.normpath(text.strip())
    outside = (
        path.startswith(("/", "..", "~")) or path == "." or re.search(r"[${}:*?\\]|^\w:", path)
    )
    return "" if outside else path


def _of_configuration(config: SpringConfig | None) -> Iterator[tuple[str, Evidence]]:
    for key, value in config.values() if config else ():
        database = DATABASES.match(value.value)
        if database:
            path, is_file = relative(database["path"]), True
        elif key in FILE_KEYS or key in FOLDER_KEYS:
            path, is_file = relative(value.value), key in FILE_KEYS
        elif value.value.startswith("./") and FOLDER_KEY.fullmatch(key):
            path, is_file = relative(value.value), False
        else:
            continue
        if path:
            yield (posixpath.dirname(path) if is_file else path), value.evidence


def of_addresses(files: Iterable[TextFile]) -> Iterator[tuple[str, Evidence]]:
    """The folders of databases that an address anywhere in a text names, each with its place."""
    for file in files:
        for match in DATABASES.finditer(file.text):
            path = relative(re.split(r"[\"'\s]", match["path"], maxsplit=1)[0])
            if path:
                yield (
                    posixpath.dirname(path),
                    Evidence("jdbc", file.path, file.line_of(match.start())),
                )


def of_log(project: Project, top: str) -> Iterator[tuple[str, Evidence]]:
    """The folders that the settings of the log in a folder name, each with its place."""
    for path in project.inside(top):
        if not LOG_SETTINGS.fullmatch(posixpath.basename(path)):
            continue
        file = project.readable(path)
        for match in LOG_FILE.finditer(file.text) if file else ():
            found = relative(OTHERWISE.sub(r"\1", match[1] or match[2]).partition("%d")[0])
            if found and file:
                place = Evidence("file", path, file.line_of(match.start()))
                yield posixpath.dirname(found), place


def made(sources: Iterable[TextFile]) -> Iterator[tuple[str, Evidence]]:
    """The folders that the sources make, or fill with files, each with its place."""
    for file in sources:
        for match in MADE.finditer(file.text):
            named = match["folder"] or _joined(match)
            path = relative(named)
            if not path:
                continue
            makes = match["folder"] or "irector" in match[0]
            place = Evidence("written", file.path, file.line_of(match.start()))
            yield (path if makes else posixpath.dirname(path)), place
