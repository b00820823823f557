"""What an adoption needs of the engine: file systems as data, and builds that leave nothing."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from dockgen.tools.adopt import accounts, packages
from dockgen.tools.adopt.finding import SCRATCH, created
from dockgen.tools.adopt.tree import Tree, read_tree
from dockgen.tools.engine.client import Engine
from dockgen.tools.engine.secret_patterns import may_be_secret
from dockgen.tools.verify.building import Builder, Failure, Recipe
from dockgen.tools.verify.owners import new_name
from dockgen.tools.verify.progress import Listener


@dataclass(frozen=True)
class Workshop:
    """The engine, and the names of what is made in it.

    Args:
        engine: the engine.
        leftovers: takes the removal of what is made; whoever closes it removes all.
        build_options: options for the builder.
        on_step: is given each step of a build.
        say: is given a sentence for each thing that takes a while.
        name: what the names of all that is made begin with.
    """

    engine: Engine
    leftovers: ExitStack
    build_options: tuple[str, ...] = ()
    on_step: Listener = lambda _: None
    say: Callable[[str], None] = lambda _: None
    name: str = field(default_factory=lambda: new_name("adopt"))

    def tree(self, container: str) -> Tree:
        """The file system of a container.

        Raises:
            EngineProblem: it cannot be exported.
        """
        with self.engine.stream("export", container) as stream:
            return read_tree(stream, text=_is_text_wanted, head=may_be_secret)

    def tree_of_image(self, image: str) -> Tree:
        """The file system of an image; an empty one of `scratch`."""
        if image == SCRATCH:
            return Tree()
        with created(self.engine, image, f"{self.name}-tree") as container:
            return self.tree(container)

    def build(self, folder: Path, tag: str) -> tuple[str, Failure | None]:
        """Build a folder's Dockerfile; the image is removed with the leftovers.

        Returns:
            The image's name, and why it was not built.
        """
        image = f"{self.name}:{tag}"
        self.leftovers.callback(self.engine.remove_image, image)
        recipe = Recipe(folder, "Dockerfile", self.build_options)
        return image, Builder(self.engine, self.on_step).build(recipe, image).failure


def _is_text_wanted(path: str) -> bool:
    return path in accounts.FILES or packages.is_wanted_text(path)
