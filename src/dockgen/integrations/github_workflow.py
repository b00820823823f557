"""A GitHub Actions workflow that builds and pushes, and checks once dockgen is published.

The syntax: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dockgen import __version__
from dockgen.core.build_secrets import BuildSecret
from dockgen.core.quoting import Printable, plain
from dockgen.integrations.scalars import is_harmless_word, workflow_scalar
from dockgen.managed_files.repository_services import Member
from dockgen.rendering.render import DOCKERFILE, render_files

EXPRESSIONS = {
    "actor": Printable("${{ github.actor }}"),
    "token": Printable("${{ secrets.GITHUB_TOKEN }}"),
    "repository": Printable("${{ github.repository }}"),
    "pushes": Printable("${{ github.event_name != 'pull_request' }}"),
    "tags": Printable("${{ steps.meta.outputs.tags }}"),
    "labels": Printable("${{ steps.meta.outputs.labels }}"),
}
"""What GitHub puts in, in the braces that Jinja uses too."""

PUBLISHED = False
"""Whether PyPI has this package: a workflow must not rest on what is not there. The first release
sets it (docs/releasing.md)."""

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
        "checks": [_check(Member(".", dockerfile), "Check the Dockerfile")] if PUBLISHED else [],
        "context": Printable("."),
        "file": workflow_scalar(dockerfile),
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
    checks = [_check(one, f"Check {one.path}") for one in members if PUBLISHED]
    put = _Line()
    files = [one for one in dict.fromkeys(secrets) if one.path]
    of_files = dict.fromkeys(one.variable for one in files)
    of_builds = dict.fromkeys(one.variable for one in secrets if not one.path)
    values = {
        "github": EXPRESSIONS,
        "checks": checks,
        "secret_files": [
            {"path": put.word(f"SECRET_FILE_{number}", one.path), "variable": one.variable}
            for number, one in enumerate(files, start=1)
        ],
        "file_variables": [
            *put.variables,
            *({"name": one, "value": _of_the_repository(one)} for one in of_files),
        ],
        "variables": [{"name": one, "value": _of_the_repository(one)} for one in of_builds],
    }
    rendered = render_files({SEVERAL: "files/images-workflow.yml.jinja"}, values)
    return {SEVERAL: rendered[SEVERAL].text}


def _of_the_repository(name: Printable) -> Printable:
    """A secret of the repository, as GitHub puts it in."""
    return Printable(f"${{{{ secrets.{name} }}}}")


@dataclass(frozen=True, slots=True)
class Step:
    """A step that runs a line of a shell.

    Args:
        name: what the step is called.
        command: the line, as a scalar of YAML.
        variables: what the line takes from its environment.
    """

    name: Printable
    command: Printable
    variables: Sequence[Mapping[str, Printable]] = ()


@dataclass
class _Line:
    """Collects the words of a line; what is no harmless word reaches the shell as a variable.

    GitHub puts the values of expressions into a line before a shell reads it, so that quotes are
    no help there: https://docs.github.com/en/actions/concepts/security/script-injections.
    """

    variables: list[Mapping[str, Printable]] = field(default_factory=list)

    def word(self, name: str, text: str) -> Printable:
        """A word: itself, or the variable that holds it."""
        if is_harmless_word(text):
            return plain(text)
        self.variables.append({"name": Printable(name), "value": workflow_scalar(text)})
        return Printable(f'"${name}"')


def _check(member: Member, name: str) -> Step:
    """The command that checks one Dockerfile, with the version of dockgen that wrote it."""
    line = _Line()
    words = ["pipx", "run", "--spec", f"dockgen-cli=={__version__}", "dockgen", "check"]
    words += ["--format", "github"]
    if member.dockerfile != DOCKERFILE:
        file = line.word("CHECKED_FILE", member.dockerfile)
        words += ["-f", file] if file == member.dockerfile else [f"--file={file}"]
    if member.context != ".":
        folder = line.word("CHECKED_FOLDER", member.context)
        words += [folder] if folder == member.context else ["--", folder]
    return Step(workflow_scalar(name), workflow_scalar(" ".join(words)), line.variables)
