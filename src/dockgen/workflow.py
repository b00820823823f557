"""A GitHub Actions workflow that checks, builds and pushes, with a cache.

The syntax: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Sequence

from dockgen import __version__
from dockgen.build_secrets import BuildSecret
from dockgen.members import Member
from dockgen.quoting import Printable, plain, shell_words
from dockgen.rendering import DOCKERFILE, render_files

EXPRESSIONS = {
    "actor": Printable("${{ github.actor }}"),
    "token": Printable("${{ secrets.GITHUB_TOKEN }}"),
    "repository": Printable("${{ github.repository }}"),
    "pushes": Printable("${{ github.event_name != 'pull_request' }}"),
    "tags": Printable("${{ steps.meta.outputs.tags }}"),
    "labels": Printable("${{ steps.meta.outputs.labels }}"),
}
"""What GitHub puts in, in the braces that Jinja uses too."""

ONE = ".github/workflows/image.yml"
SEVERAL = ".github/workflows/images.yml"


def for_one(dockerfile: str, secrets: Sequence[BuildSecret] = ()) -> dict[str, str]:
    """The workflow for a repository that is one project, by its path.

    Args:
        dockerfile: the Dockerfile, relative to the repository.
        secrets: what its build takes as secrets.
    """
    values = {
        "github": EXPRESSIONS,
        "check": _check(Member(".", dockerfile)),
        "context": Printable("."),
        "file": _scalar(dockerfile),
        "secrets": [
            {
                "variable": one.variable,
                "value": _of_the_repository(one.variable),
                "given": plain(f"{one.identity}={one.variable}"),
            }
            for one in secrets
        ],
    }
    return {ONE: render_files({ONE: "files/image-workflow.yml.jinja"}, values)[ONE].text}


def for_several(members: Sequence[Member], secrets: Sequence[BuildSecret] = ()) -> dict[str, str]:
    """The workflow for a repository with a docker-bake.hcl, by its path.

    Args:
        members: its services.
        secrets: what their builds take as secrets, as docker-bake.hcl names them.
    """
    checks = [{"name": _scalar(f"Check {one.path}"), "command": _check(one)} for one in members]
    files = [one for one in dict.fromkeys(secrets) if one.path]
    of_files = dict.fromkeys(one.variable for one in files)
    of_builds = dict.fromkeys(one.variable for one in secrets if not one.path)
    values = {
        "github": EXPRESSIONS,
        "checks": checks,
        "secret_files": [
            {"path": shell_words([one.path]), "variable": one.variable} for one in files
        ],
        "file_variables": [{"name": one, "value": _of_the_repository(one)} for one in of_files],
        "variables": [{"name": one, "value": _of_the_repository(one)} for one in of_builds],
    }
    rendered = render_files({SEVERAL: "files/images-workflow.yml.jinja"}, values)
    return {SEVERAL: rendered[SEVERAL].text}


def _of_the_repository(name: Printable) -> Printable:
    """A secret of the repository, as GitHub puts it in."""
    return Printable(f"${{{{ secrets.{name} }}}}")


def _check(member: Member) -> Printable:
    """The command that checks one Dockerfile, with the version of dockgen that wrote it."""
    words = ["pipx", "run", "--spec", f"dockgen-cli=={__version__}", "dockgen", "check"]
    words += ["--format", "github"]
    if member.dockerfile != DOCKERFILE:
        words += ["-f", member.dockerfile]
    if member.context != ".":
        words.append(member.context)
    return _scalar(shlex.join(words))


def _scalar(text: str) -> Printable:
    """A text as a YAML scalar, in quotes where it could be read as something else."""
    harmless = all(one.isalnum() or one in " ._/=-" for one in text) and text[:1].isalnum()
    return plain(text if harmless or text == "." else json.dumps(text, ensure_ascii=False))
