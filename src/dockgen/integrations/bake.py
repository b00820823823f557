"""docker-bake.hcl: all images of a repository, built side by side with a cache in a registry.

The format: https://docs.docker.com/build/bake/reference/. A file that is there keeps all that it
says; targets that it lacks are added.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dockgen.core.build_secrets import secrets_of
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project
from dockgen.core.quoting import Printable, word
from dockgen.integrations.scalars import hcl_text, registry_prefix
from dockgen.managed_files import summary
from dockgen.managed_files.draft import Draft
from dockgen.managed_files.repository_services import Member
from dockgen.rendering.render import render_files

PATH = "docker-bake.hcl"

GROUP = lazy_regex(r'(group\s+"default"\s*\{[^}]*?targets\s*=\s*\[)([^\]]*?)(,?)(\s*\])', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Target:
    """An image to build.

    Args:
        name: the target's name.
        context: the folder that it is built from, relative to the repository.
        dockerfile: its Dockerfile, relative to the context.
        image: the image's name, without registry and tag.
        secrets: what the build takes as secrets.
    """

    name: Printable
    context: Printable
    dockerfile: Printable
    image: Printable
    secrets: tuple[Printable, ...] = ()


def targets_of(made: Sequence[tuple[Member, Draft]]) -> tuple[Target, ...]:
    """A target for each service, named after its folder; its image is named after the project.

    Where two projects are called the same, their images are named after their folders too.
    """
    names = [summary.image_name(draft.detection, None) for _, draft in made]
    targets: list[Target] = []
    for (member, draft), name in zip(made, names, strict=True):
        own = _unused(_slug(member.path) or name, [one.name for one in targets])
        image = name if names.count(name) == 1 else own
        taken = secrets_of(draft.plan.secrets, member.context)
        targets.append(
            Target(
                word(own),
                hcl_text(member.context),
                hcl_text(draft.dockerfile),
                word(image),
                tuple(hcl_text(one.option) for one in taken),
            )
        )
    return tuple(targets)


def _unused(wanted: str, taken: Sequence[str]) -> str:
    """The name that is wanted, with a number where another folder's is the same but for signs."""
    number, name = 2, wanted
    while name in taken:
        name, number = f"{wanted}-{number}", number + 1
    return name


def _slug(path: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", path.lower()).strip("-")


def text(project: Project, targets: Sequence[Target], registry: str = "") -> str:
    """The text of docker-bake.hcl.

    Args:
        project: the repository.
        targets: its images.
        registry: what stands before each image's name by default; it ends in a slash.

    Raises:
        UnusableInput: the file that is there cannot be read.
    """
    values = {"registry": hcl_text(registry_prefix(registry)), "targets": list(targets)}
    fresh = render_files({PATH: "files/docker-bake.hcl.jinja"}, values)[PATH].text
    if not project.exists(PATH):
        return fresh
    there = project.read(PATH).text
    known = set(re.findall(r'^[^\S\n]*target\s+"([^"]+)"', there, re.MULTILINE))
    missing = [target for target in targets if target.name not in known]
    if not missing:
        return there
    blocks = re.findall(r'^target "[^"]+" \{\n.*?^\}\n', fresh, re.DOTALL | re.MULTILINE)
    added = [block for block in blocks if any(f'"{one.name}" {{' in block for one in missing)]
    return _with_group(there, missing).rstrip("\n") + "\n\n" + "\n".join(added)


def _with_group(there: str, missing: Sequence[Target]) -> str:
    """The file with the missing targets in its default group, where it lists one."""

    def add(match: re.Match[str]) -> str:
        opening, listed, _, closing = match.groups()
        indent = re.match(r"\s*", listed)
        gap = indent[0] if indent and "\n" in indent[0] else " "
        names = "".join(f',{gap}"{one.name}"' for one in missing)
        body = listed.rstrip() + names if listed.strip() else names.removeprefix(",").lstrip(" ")
        comma = "," if match[3] else ""
        return f"{opening}{body}{comma}{closing}"

    return GROUP.sub(add, there, count=1)
