"""Where this dockgen came from, so that `copier update` can find its templates again.

Only what the installation itself says is believed: the repository that pip installed from
(https://packaging.python.org/en/latest/specifications/direct-url/), or else the repository that
the package's own metadata names, at the tag of the version that runs. A folder on this machine is
neither, because it means nothing to the next person.
"""

from __future__ import annotations

import json

from dockgen import __version__
from dockgen.managed_files.lock import Origin

DISTRIBUTION = "dockgen-cli"
LABELS = ("repository", "source", "source code")
"""The well-known labels for a repository:
https://packaging.python.org/en/latest/specifications/well-known-project-urls/."""


def template_origin() -> Origin | None:
    """The repository and the version of the dockgen that runs; None where nothing says it."""
    from importlib.metadata import PackageNotFoundError, distribution  # slow to import

    try:
        installed = distribution(DISTRIBUTION)
    except PackageNotFoundError:
        return None
    direct = installed.read_text("direct_url.json")
    if direct is not None:
        return _from_direct_url(direct)
    for entry in installed.metadata.get_all("Project-URL") or ():
        label, _, url = entry.partition(",")
        if label.strip().lower() in LABELS and url.strip():
            return Origin(_for_copier(url.strip()), f"v{__version__}")
    return None


def _from_direct_url(text: str) -> Origin | None:
    try:
        data = json.loads(text)
        info = data.get("vcs_info", {})
        if info.get("vcs") == "git":
            return Origin(_for_copier(str(data["url"])), str(info["commit_id"]))
    except (ValueError, KeyError, AttributeError):
        pass  # a broken record of pip's is as good as none
    return None


def _for_copier(url: str) -> str:
    """The URL with the mark by which copier knows a git repository."""
    return url if url.endswith(".git") else f"git+{url.removeprefix('git+')}"


def renewed(earlier: Origin | None, *, same_version: bool) -> Origin | None:
    """The origin to record after a run.

    Args:
        earlier: what is recorded.
        same_version: whether the version that ran last runs again.

    Returns:
        Where copier made the project, its repository stays; the commit moves to the tag of the
        running version when that is another one.
    """
    if earlier is None:
        return template_origin()
    return earlier if same_version else Origin(earlier.src_path, f"v{__version__}")
