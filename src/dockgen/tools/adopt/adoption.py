"""From a container or an image to a folder with a Dockerfile, and the proof that both are alike."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from dockgen.core.errors import EngineProblem
from dockgen.managed_files.writing import new_folder
from dockgen.tools.adopt import accounts, differences, finding, packages
from dockgen.tools.adopt.configuration import settings
from dockgen.tools.adopt.folder import with_folders, write
from dockgen.tools.adopt.installing import Trial, drift, install
from dockgen.tools.adopt.leaving_out import BOOKS, LeftOut, reason
from dockgen.tools.adopt.making import Adoption
from dockgen.tools.adopt.packages import PackageChange
from dockgen.tools.adopt.tree import Tree
from dockgen.tools.adopt.workshop import Workshop

SHELLS, TOOLS = ("bin/sh", "usr/bin/sh"), ("bin/chown", "usr/bin/chown", "bin/busybox")


@dataclass(frozen=True)
class Wishes:
    """What the user wants of an adoption.

    Args:
        output: the folder to write.
        base: the base image; None looks for it.
        packages: whether packages are installed; otherwise their files are copied.
        check: whether the result is built and compared.
        syntax: whether the Dockerfile names its frontend.
        force: whether a folder that is there is replaced.
    """

    output: Path
    base: str | None = None
    packages: bool = True
    check: bool = True
    syntax: bool = True
    force: bool = False


@dataclass(frozen=True)
class Result:
    """What came of an adoption.

    Args:
        source: what was adopted.
        base: the base image, with how it was found.
        made: what the new image is made of.
        left_out: what was not taken over.
        unknown_packages: the packages that no source has, and whose files were copied.
        checked: how many paths were compared; None where that was not wanted.
        differing: the paths in which the new image differs from the old one, apart from what
            was left out.
    """

    source: finding.Source
    base: finding.Base
    made: Adoption
    left_out: tuple[LeftOut, ...]
    unknown_packages: tuple[str, ...] = ()
    checked: int | None = None
    differing: tuple[differences.Difference, ...] = ()

    @property
    def copied(self) -> tuple[int, int]:
        """How many files were copied, and their bytes."""
        files = [one for one in self.made.entries.values() if one.kind != "folder"]
        return len(files), sum(one.size for one in files)


def adopt(shop: Workshop, name: str, wishes: Wishes) -> Result:
    """Turn a container or an image into a folder with a Dockerfile.

    Args:
        shop: the engine, and where progress goes.
        name: the container or the image.
        wishes: what the user wants.

    Raises:
        UnusableInput: there is no such container or image, or a value cannot be printed.
        RefusedToOverwrite: the folder is there already.
        EngineProblem: the engine refused something, or what was written does not build.
    """
    with new_folder(wishes.output, replace=wishes.force) as folder, ExitStack() as stack:
        source = finding.source(shop.engine, name)
        base = finding.base(shop.engine, source, wishes.base)
        container = stack.enter_context(
            finding.exported(shop.engine, source, f"{shop.name}-source")
        )
        shop.say(f"reading {name}")
        after = shop.tree(container)
        shop.say(f"reading its base image: {base.name}")
        before = shop.tree_of_image(base.name)
        made = _by_commands(source, base, before, after)
        if not wishes.packages:
            made = replace(made, packages=PackageChange())
        trial = install(shop, container, made, before, after)
        result = _by_files(Result(source, base, made, (), trial.unknown), trial, after)
        write(shop.engine, container, result.made, folder, syntax=wishes.syntax)
    return _compared(shop, result, wishes.output, after) if wishes.check else result


def _by_commands(source: finding.Source, base: finding.Base, before: Tree, after: Tree) -> Adoption:
    """What needs no files: the packages, and what the configuration says."""
    kind = "the container" if source.is_container else "the image"
    return Adoption(
        origin=f"{kind} {source.name}",
        base=base.name,
        base_user=accounts.numeric(base.user, before),
        shell=before.has(*SHELLS) and before.has(*TOOLS),
        packages=packages.change(packages.installed_in(before), packages.installed_in(after)),
        settings=settings(base.configuration, source.configuration, after),
    )


def _by_files(result: Result, trial: Trial, after: Tree) -> Result:
    """What is left to do once the packages are there: accounts, files, and what was deleted."""
    reached = trial.reached
    account = accounts.change(reached, after)
    here, there = packages.installed_in(reached), packages.installed_in(after)
    sorted_ = differences.sort(
        differences.between(reached, after),
        after,
        drifted=drift(reached, after),
        account_files=account.commands is None,
        books=here.packages.keys() != there.packages.keys(),
    )
    made = replace(
        trial.made,
        accounts=account.commands or (),
        deleted=sorted_.deleted if trial.made.shell else (),
        entries=with_folders(sorted_.files, after),
    )
    passwords = [
        LeftOut("etc/shadow", "secret", f"the password of {name}") for name in account.passwords
    ]
    undeleted = () if made.shell else sorted_.deleted
    stays = [LeftOut(path, "deletion", "no shell command could delete it") for path in undeleted]
    variables = [LeftOut(name, "secret", "a variable") for name in result.made.settings.secrets]
    left_out = (*sorted_.left_out, *passwords, *variables, *stays)
    return replace(result, made=made, left_out=left_out)


def _compared(shop: Workshop, result: Result, folder: Path, after: Tree) -> Result:
    """The same with what a comparison of both file systems says.

    Raises:
        EngineProblem: what was written does not build.
    """
    shop.say("building it to compare")
    image, failure = shop.build(folder, "adopted")
    if failure is not None:
        raise EngineProblem(
            f"the generated Dockerfile does not build: {failure.instruction}: {failure.message}",
            file=str(folder / "Dockerfile"),
            line=failure.line,
            hint=failure.hint,
        )
    new = shop.tree_of_image(image)
    named = {one.path for one in result.left_out}
    differing = tuple(
        one for one in differences.between(new, after) if not _is_named(one.path, named)
    )
    return replace(result, checked=len(after.entries), differing=differing)


def _is_named(path: str, named: set[str]) -> bool:
    """Whether a difference is one that was named, or lies in what nobody takes over."""
    if path in named or BOOKS.match(path) or reason(path, b"") or reason(f"{path}/", b""):
        return True
    if path.startswith("etc/") and path.endswith(("shadow", "subuid", "subgid")):
        return True
    return any(one.startswith(f"{path}/") or path.startswith(f"{one}/") for one in named)
