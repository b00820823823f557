"""Where a site lies, and what is settled alike for every generator."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from urllib.parse import urlsplit

from dockgen.core.facts import Evidence, Fact, Findings, default, text
from dockgen.core.project import Project


@dataclass(frozen=True, slots=True)
class Place:
    """A site inside a project.

    Args:
        project: the project.
        folder: the site's folder relative to the project; `.` for the project itself.
        config: the generator's configuration, relative to the project.
        findings: collects what is found out.
    """

    project: Project
    folder: str
    config: str
    findings: Findings

    def inside(self, path: str) -> str:
        """A path of the site, relative to the project."""
        return posixpath.normpath(posixpath.join(self.folder, path))

    def has(self, path: str) -> bool:
        """Whether the site holds this file."""
        return self.project.has(self.inside(path))

    def has_folder(self, path: str) -> bool:
        """Whether a file of the site lies below this folder."""
        return self.project.has_folder(self.inside(path))

    def nearest(self, *names: str) -> str | None:
        """The first of these files, in the site's folder before the project's, as a path."""
        return self.project.first(*map(self.inside, names), *names)


def folder(value: object) -> str:
    """A folder below the site's own, or, as the generators allow it, beside it."""
    return posixpath.normpath(text(value).strip().rstrip("/") or ".")


def page(value: object) -> str:
    """A page by its address below the root."""
    return "/" + text(value).strip("/")


def path_of(url: str) -> str:
    """The path below which a site is served: `/docs/` for `https://example.org/docs`."""
    try:
        path = urlsplit(url.strip()).path
    except ValueError:  # an address that is none, such as `http://[`
        path = ""
    return f"/{path.strip('/')}/" if path.strip("/") else "/"


def settle_base(
    place: Place, found: Fact[str] | None, *, absolute_links: bool = False
) -> str | None:
    """Settle where the site says that it is served.

    Args:
        place: the site.
        found: what its configuration says, an address or a path.
        absolute_links: whether the generator writes the whole address into links.

    Returns:
        The address that the user gave instead, for the build to be told; None where there is none.
    """
    settled = place.findings.settle_optional("base_url", text, found)
    if settled is None:
        return None
    below = path_of(settled.value)
    if below != "/":
        place.findings.settle("base_path", text, Fact(below, settled.evidence))
        place.findings.warn(
            f"the site is made for {below}, so it is served there and / leads to it; "
            "--set base_url=/ makes it for the top"
        )
    if settled is not found:
        return settled.value
    if absolute_links and "://" in settled.value:
        place.findings.warn(
            f"links on the pages lead to {settled.value}; --set base_url=/ makes them stay on the "
            "host that is asked"
        )
    return None


def settle_output(place: Place, found: Fact[str] | None, usual: str, why: str) -> None:
    """Settle where the site is written, relative to the site's folder.

    Args:
        place: the site.
        found: what its configuration says.
        usual: where the generator writes when nothing says otherwise.
        why: says that.
    """
    settled = Fact(folder(found.value), found.evidence) if found else Fact(usual, default(why))
    place.findings.settle("output_dir", folder, settled)


def settle_not_found_page(place: Place, address: str, evidence: Evidence) -> None:
    """Settle the page that answers for what is missing."""
    place.findings.settle_optional("not_found_page", page, Fact(address, evidence))
