"""Plans the images of sites that a generator makes."""

from __future__ import annotations

import posixpath
import shlex

from dockgen.core import base_images
from dockgen.core.errors import UnusableInput
from dockgen.core.facts import SettledFacts, Verdict
from dockgen.core.plan import Choices, Companion, IgnoreGroup, Plan, Stages
from dockgen.core.quoting import (
    Printable,
    copy_paths,
    exec_form,
    ignore_pattern,
    plain,
    shell_command,
    shell_words,
    word,
)
from dockgen.ecosystems.sites.common import images
from dockgen.ecosystems.sites.common.generators import GENERATORS, Generator
from dockgen.ecosystems.sites.generators.tool_version import at_least

SITE = "/site"
"""Where the build stage works; the templates say so too."""

PAGES = "/usr/share/nginx/html"

ZOLA_WITH_SHELL = "0.23"
"""The first Zola whose image comes on Alpine too, and whose other one is the program alone."""


def plan(verdict: Verdict, choices: Choices) -> Plan:
    """Plan a stage that makes the site and one that serves it, or all in one where asked.

    Raises:
        UnusableInput: the shape of another generator, a base that the single stage cannot have,
            or a value that cannot be printed safely.
    """
    if choices.shape not in (None, verdict.shape):
        raise UnusableInput(f"the site is made by {verdict.shape}, not by {choices.shape}")
    generator = next(one for one in GENERATORS if one.name == verdict.shape)
    stages: Stages = choices.stages or "multi"
    base = _base(generator, stages, choices.base)
    facts = _Facts(verdict, generator)
    return Plan(
        shape=generator.name,
        stages=stages,
        base=base,
        template=f"sites/generators/{generator.name}-{stages}-stage.Dockerfile.jinja",
        values={
            **facts.values_of_build(single=stages == "single"),
            **facts.values_of_serving(),
            "runtime_image": base_images.nginx(base),
        },
        companions=(Companion("nginx.conf", "files/nginx-pages.conf.jinja"),),
        ignored=(facts.ignored(),),
        port=int(facts.text("port")),
    )


def _base(generator: Generator, stages: Stages, asked: str | None) -> str:
    if stages == "multi":
        return asked or "debian"
    if asked not in (None, generator.single_base):
        raise UnusableInput(
            f"the single stage is built on {generator.name}'s own image, which is not on {asked}",
            hint="leave --base out, or take --stages multi",
        )
    return generator.single_base


class _Facts(SettledFacts):
    """The facts, and what is printed of them."""

    def __init__(self, verdict: Verdict, generator: Generator) -> None:
        super().__init__(verdict)
        self._generator = generator

    def _command(self, name: str) -> Printable | None:
        return shell_command(self.text(name), name) if name in self.facts else None

    @property
    def _inside(self) -> str:
        """The site's folder, empty where it is the project's own."""
        return self.text("source_dir")

    @property
    def _output(self) -> str:
        """Where the built site lies in the build stage."""
        return posixpath.normpath(posixpath.join(SITE, self._inside, self.text("output_dir")))

    def values_of_build(self, *, single: bool) -> dict[str, object]:
        """What the paragraphs that make the site print."""
        manager = self.text("package_manager")
        return {
            "build_image": self._build_image(single=single),
            "workdir": self._workdir(),
            "in_folder": bool(self._inside),
            "system_packages": self._system_packages(),
            "manifests": self._manifests(),
            "install": self._command("install_command"),
            "cache": word(CACHES.get(manager, "/root/.cache/pip"), "package_manager"),
            "cache_id": word(manager or "pip", "package_manager"),
            "without_history": self.text("git_info") == "False",
            "sources": copy_paths(["."], f"{SITE}/" if self._inside else "."),
            "build": self._command("build_command"),
            "zola": exec_form(
                self._zola_command(single=single), "build_command", "framework_version"
            ),
            **self._manager_values(manager),
        }

    def _manager_values(self, manager: str) -> dict[str, object]:
        """How the package manager itself gets into the image, and how it is set up."""
        version = self.text("package_manager_version")
        poetry = word(f"poetry=={version}", "package_manager_version")
        locked = len(self.words("manifests")) > 1 if "manifests" in self.facts else False
        return {
            "uv_image": images.uv(version) if manager == "uv" else None,
            "poetry": poetry if manager == "poetry" else None,
            "virtual_environment": manager in {"uv", "poetry"},
            "frozen": manager == "bundler" and locked,
        }

    def _system_packages(self) -> Printable | None:
        packages = self.words("system_packages")
        return shell_words(packages, "system_packages") if packages else None

    def _workdir(self) -> Printable:
        if not self._inside:
            return Printable(SITE)
        return word(posixpath.join(SITE, self._inside), "source_dir")

    def _build_image(self, *, single: bool) -> Printable:
        version = self.text("framework_version")
        match self._generator.name:
            case "hugo":
                return images.hugo(version)
            case "zola":
                if single and not at_least(version, ZOLA_WITH_SHELL):
                    raise UnusableInput(
                        f"Zola {version} has no image that nginx can be added to",
                        hint="take --stages multi",
                    )
                return images.zola(version, shell=single)
            case "mkdocs":
                return images.python(self.text("language_version"))
            case "jekyll":
                return images.ruby(self.text("language_version"))
            case _:
                return images.rust()

    def _zola_command(self, *, single: bool) -> list[str]:
        """The command with the program's place, which the path of the bare image leaves out."""
        command = self.text("build_command")
        try:
            arguments = shlex.split(command)
        except ValueError:
            raise UnusableInput(
                f"build_command is not a command whose quotes are closed: {command!r}"
            ) from None
        bare = not single and at_least(self.text("framework_version") or "0", ZOLA_WITH_SHELL)
        places = {"zola": "/zola" if bare else "/bin/zola"}
        return [
            places.get(one, one) if number == 0 else one for number, one in enumerate(arguments)
        ]

    def _manifests(self) -> list[Printable]:
        """The manifests by their folder, since a COPY flattens what it copies."""
        folders = dict.fromkeys(posixpath.dirname(path) for path in self.words("manifests"))
        relative = self._generator.name == "mkdocs"  # installs from the project's own folder
        return [
            copy_paths(
                [path for path in self.words("manifests") if posixpath.dirname(path) == one],
                f"{one}/" if relative and one else "./",
                "manifests",
            )
            for one in folders
        ]

    def values_of_serving(self) -> dict[str, object]:
        """What the paragraphs that serve the site print, and nginx.conf."""
        below = self.text("base_path") or "/"
        missing = self.text("not_found_page")
        return {
            "pages": copy_paths([f"{self._output}/"], f"{PAGES}{below}", "output_dir", "base_path"),
            "built": shell_words([f"{self._output}/."], "output_dir"),
            "served": shell_words([f"{PAGES}{below}"], "base_path"),
            "port": plain(self.text("port"), "port"),
            "base_path": word(below, "base_path") if below != "/" else None,
            "not_found_page": word(f"{below.rstrip('/')}{missing}", "not_found_page", "base_path")
            if missing
            else None,
            "config_is_among_pages": False,
        }

    def ignored(self) -> IgnoreGroup:
        """What the generator writes: the build makes its own."""
        output = posixpath.relpath(self._output, SITE)
        inside = [posixpath.join(self._inside, one) for one in self._generator.leftovers]
        patterns = [Printable(word(one, "source_dir")) for one in inside if "*" not in one]
        patterns += [Printable(one) for one in self._generator.leftovers if "*" in one]
        if not output.startswith(".."):
            patterns.insert(0, ignore_pattern(output, "output_dir"))
        return IgnoreGroup(
            Printable("Outputs and dependencies: the build creates its own"), tuple(patterns)
        )


CACHES = {
    "uv": "/root/.cache/uv",
    "poetry": "/root/.cache/pypoetry",
    "npm": "/var/hugo/.npm",
    "bundler": "/usr/local/bundle/cache",
    "cargo": "/usr/local/cargo/registry",
}
"""Where package managers keep what they downloaded; pip's is the default."""
