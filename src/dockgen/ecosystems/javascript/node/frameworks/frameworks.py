"""The shape of the tables of frameworks: what a row says, and on what conditions it holds."""

from __future__ import annotations

from typing import Literal, NamedTuple

Kind = Literal["library", "server", "bundle", "site", "refused"]
"""What comes of a project with the framework:

- `library`: a server that the project starts itself; the framework builds nothing.
- `server`: a build whose output needs the installed packages beside it.
- `bundle`: a build whose output carries all that it needs.
- `site`: files that a web server serves.
- `refused`: nothing that can run in a container; `note` says why and what to do.
"""

SCRIPT_ENDINGS = ("ts", "js", "mts", "mjs", "cts", "cjs")


class Setting(NamedTuple):
    """A key in a configuration file.

    Args:
        files: names of the file; one without an ending stands for every ending of a script.
        keys: the keys that lead to the value.
    """

    files: tuple[str, ...]
    keys: tuple[str, ...]

    @property
    def paths(self) -> tuple[str, ...]:
        """The names of the files that may hold it, in order."""
        return tuple(path for name in self.files for path in with_endings(name))


def with_endings(name: str) -> tuple[str, ...]:
    """A name as it is, where it has an ending; else with each ending of a script."""
    if name.endswith((".json", ".yml", *(f".{ending}" for ending in SCRIPT_ENDINGS))):
        return (name,)
    return tuple(f"{name}.{ending}" for ending in SCRIPT_ENDINGS)


class Is(NamedTuple):
    """The condition that a setting has this value."""

    setting: Setting
    value: str


class Uses(NamedTuple):
    """The condition that the project depends on one of these packages."""

    packages: tuple[str, ...]


class Builds(NamedTuple):
    """The condition that the build script holds a command, written as a regular expression."""

    pattern: str


class Script(NamedTuple):
    """The condition that a script holds a command, written as a regular expression."""

    name: str
    pattern: str


class Has(NamedTuple):
    """The condition that the package holds a folder."""

    folder: str


class Lacks(NamedTuple):
    """The condition that package.json has no script of this name."""

    script: str


class Asks(NamedTuple):
    """The condition that the project asks for a version of the package below this one."""

    below: int


class Presets(NamedTuple):
    """The condition that Nitro builds for one of these targets.

    Args:
        settings: where the target may be set; the command line and NITRO_PRESET go before.
        pattern: the targets, as a regular expression; `_` counts as `-`.
    """

    settings: tuple[Setting, ...]
    pattern: str


Condition = Presets | Is | Uses | Builds | Script | Has | Lacks | Asks


class Part(NamedTuple):
    """What of a build goes into the image.

    Args:
        source: the folder that the build writes; `{output}` is the output folder.
        to: where it goes, relative to the working directory.
        writable: whether the server writes there.
        optional: whether it is left out where the project has no such folder.
    """

    source: str
    to: str = ""
    writable: bool = False
    optional: bool = False


class Framework(NamedTuple):
    """One row: a framework, or one mode of it.

    Args:
        name: the framework's name, as the fact `framework` gives it.
        packages: the npm packages that carry it.
        kind: what comes of it.
        when: further conditions, all of which must hold.
        build: the command that builds, where no script does.
        build_environment: variables that the build needs where it runs in a container.
        builds: what a build looks like in a script, as a regular expression; where it is empty,
            any script named `build` counts.
        output: the folder that the build writes by default.
        output_set: where another output folder is set.
        output_flag: how the command line sets it, as a regular expression with one group.
        output_below: the folder in which an output folder lies that is set or named.
        among_pages: whether it may write into a folder of pages that the project has; that folder
            is then the site.
        folder: how the build script names the folder that holds the pages, as a regular expression
            with one group; the output folder lies below it.
        root_set: where the folder that holds the pages is set; the output lies below that one, too.
        base_set: where the path is set that the site is made for.
        base_flag: how the command line sets it, as a regular expression with one group.
        base_when: what the command line has to hold for that, as a regular expression.
        parts: what goes into the image, where that is not the output folder as a whole.
        kept: files and folders beside the output that the server reads.
        loads: configuration files, without their ending, that the server loads when it starts.
        start: the command that starts it, with `{output}` for the output folder.
        nested: whether in a workspace the output holds the application below its own folder.
        starts: what that command looks like in a script, as a regular expression; for a site, a
            script that starts a server which its build does not make.
        port: the port that it listens on by default.
        environment: variables that it needs in a container.
        writable: folders that it writes.
        caches: folders that only the next build would read.
        assets: folders of the site in which file names hold a hash of their content.
        fallback: the page that answers what is not there; `index.html` for a single-page app.
        fallback_when: conditions on which that holds.
        fallback_set: where the name of that page is set.
        needs_all: whether what it builds imports packages that its starter calls development ones.
        public_prefix: variables with this prefix are built in and seen by everybody.
        env_files: the files that the build takes them from; a later one comes first.
        stops: whether its server handles both SIGINT and SIGTERM.
        note: what the user should know; for `refused`, the reason.
        scripts: the names of the script that builds.
        source: the page that the row was read from.
    """

    name: str
    packages: tuple[str, ...]
    kind: Kind
    when: tuple[Condition, ...] = ()
    build: str = ""
    build_environment: tuple[tuple[str, str], ...] = ()
    builds: str = ""
    output: str = ""
    output_set: tuple[Setting, ...] = ()
    output_flag: str = ""
    output_below: str = ""
    among_pages: bool = False
    folder: str = ""
    root_set: tuple[Setting, ...] = ()
    base_set: tuple[Setting, ...] = ()
    base_flag: str = ""
    base_when: str = ""
    parts: tuple[Part, ...] = ()
    kept: tuple[str, ...] = ()
    loads: tuple[str, ...] = ()
    start: tuple[str, ...] = ()
    nested: bool = False
    starts: str = ""
    port: int | None = None
    environment: tuple[tuple[str, str], ...] = ()
    writable: tuple[str, ...] = ()
    caches: tuple[str, ...] = ()
    assets: tuple[str, ...] = ()
    fallback: str = ""
    fallback_when: tuple[Condition, ...] = ()
    fallback_set: tuple[Setting, ...] = ()
    needs_all: bool = False
    public_prefix: str = ""
    env_files: tuple[str, ...] = (".env", ".env.production")
    stops: bool = False
    note: str = ""
    scripts: tuple[str, ...] = ("build",)
    source: str = ""
