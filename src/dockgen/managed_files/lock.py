"""`.dockgen.lock`: what the last run found and wrote, for the next one to compare with.

It is made by dockgen and read by dockgen, and belongs into version control beside `.dockgen.yml`,
which people read: docs/decisions/0005-two-files.md says why there are two.
"""

from __future__ import annotations

import json
import os
import posixpath
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from dockgen import __version__
from dockgen.core.errors import UnusableInput
from dockgen.core.project import decode
from dockgen.core.safe_files import read_own
from dockgen.managed_files import outputs
from dockgen.managed_files.schemas import text_of as schema_text

LOCK = ".dockgen.lock"
SCHEMA = 2
OLD_SCHEMA = 1
"""It packed the two values of a pair into one text; docs/decisions/0131-typed-facts.md."""
LARGEST = 16 * 1024 * 1024
"""The size up to which a record is read: it holds every file of every Dockerfile."""

VARIABLES = ("build_arguments", "build_environment", "environment")
"""`NAME=VALUE`."""
PAIRS = ("built_parts", "deployed_clients", "member_builds", "member_outputs")
"""`FIRST:SECOND`."""
KEYS = ("released_packages", "removed_scripts")
"""`FOLDER:KEY`, or `KEY` alone for the project's own folder."""
SECTIONS = ("scripts.", "devDependencies.")
"""How a key begins; a script's name may hold a colon."""

DISTRIBUTION = "dockgen-cli"
LABELS = ("repository", "source", "source code")
"""The well-known labels for a repository:
https://packaging.python.org/en/latest/specifications/well-known-project-urls/."""


class Run(NamedTuple):
    """What one run found and wrote for one Dockerfile.

    Args:
        version: the version of dockgen that ran.
        detector: the chosen detector.
        shape: the shape of the image.
        stages: `single` or `multi`.
        base: the family of base images.
        facts: all that the files say, with the evidence for it, as `decisions.as_json` gives it.
        files: the text of each file, by path, as it was written.
    """

    version: str
    detector: str
    shape: str
    stages: str
    base: str
    facts: Mapping[str, object] = MappingProxyType({})
    files: Mapping[str, str] = MappingProxyType({})

    def says_the_same(self, other: Run) -> bool:
        """Whether both say the same, wherever it was read: a line that moved is no news."""
        return self._replace(facts=_values(self)) == other._replace(facts=_values(other))


def _values(run: Run) -> dict[str, object]:
    return {
        name: fact.get("value") if isinstance(fact, dict) else fact
        for name, fact in run.facts.items()
    }


class Origin(NamedTuple):
    """Where the templates of the last run came from, in copier's own terms.

    copier reads both from its answers file, which for dockgen is the lock file:
    https://copier.readthedocs.io/en/stable/configuring/#the-copier-answersyml-file.

    Args:
        src_path: the repository, as `_src_path` names it.
        commit: the tag or commit, as `_commit` names it.
    """

    src_path: str
    commit: str


def read(root: Path) -> dict[str, Run]:
    """The last run of each Dockerfile, by its path; empty where there was none.

    Raises:
        UnusableInput: the file is there but cannot be read, or is of another schema.
    """
    raw = _raw(root)
    return _runs(raw) if raw is not None else {}


def read_origin(root: Path) -> Origin | None:
    """Where the templates of the last run came from, where that is recorded.

    Raises:
        UnusableInput: as for `read`.
    """
    raw = _raw(root)
    if raw is None or not _runs(raw):
        return None
    data = json.loads(decode(raw, LOCK))
    source, commit = data.get("_src_path"), data.get("_commit")
    return Origin(str(source), str(commit)) if source and commit else None


def _raw(root: Path) -> bytes | None:
    found = read_own(root, LOCK, LARGEST)
    return found.raw if found else None


def _runs(raw: bytes) -> dict[str, Run]:
    try:
        data = json.loads(decode(raw, LOCK))
        schema = data["schema"]
        if schema in {OLD_SCHEMA, SCHEMA}:
            entries = data["dockerfiles"].items()
            runs = {path: _run(entry, schema) for path, entry in entries}
            for path, run in runs.items():
                _refuse_strange(path, run)
            return runs
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise UnusableInput(
            "was damaged", file=LOCK, hint="restore it from version control, or delete it"
        ) from None
    raise UnusableInput(
        f"has schema {schema}, but this dockgen reads schemas {OLD_SCHEMA} and {SCHEMA}",
        file=LOCK,
        hint="use the version of dockgen that wrote it, or a newer one",
    )


def _refuse_strange(dockerfile: str, run: Run) -> None:
    """Refuse a record that names a file which dockgen cannot have made.

    Raises:
        UnusableInput: it does.
    """
    path = outputs.strange(dockerfile, run.files, run.detector, run.facts)
    if path is not None:
        raise UnusableInput(
            f"lists {path!r}, which dockgen does not write",
            file=LOCK,
            hint="restore it from version control, or delete it",
        )


def _run(entry: dict[str, object], schema: int) -> Run:
    files = entry["files"]
    if not isinstance(files, dict):
        raise TypeError("files")
    texts = {path: "".join(lines) for path, lines in files.items()}
    known = {name: entry[name] for name in ("version", "detector", "shape", "stages", "base")}
    facts = entry["facts"]
    if not isinstance(facts, dict):
        raise TypeError("facts")
    if schema == OLD_SCHEMA:
        facts = of_schema_1(facts, str(entry["shape"]))
    return Run(**{name: str(value) for name, value in known.items()}, facts=facts, files=texts)


def of_schema_1(facts: dict[str, object], shape: str) -> dict[str, object]:
    """The facts of one run, as the first schema wrote them, with their types.

    A fact of another form is left as it is. What was decided by where a fact had been read is
    added as a fact.
    """
    return {
        **{name: _converted(name, fact) for name, fact in facts.items()},
        **_by_evidence(facts, shape),
    }


def _by_evidence(facts: dict[str, object], shape: str) -> dict[str, object]:
    start, port = facts.get("start_command"), facts.get("port")
    found: dict[str, object] = {}
    if "runtime" in facts and isinstance(start, dict):  # a server of Node.js or Bun
        if _place(start)[0].split(".")[0] == "bin":
            found["entrypoint"] = {**start, "value": True}
        if isinstance(port, dict):
            key, file = _place(port)
            in_env_file = posixpath.basename(file).startswith(".env")
            if not file or key.startswith("set.") or in_env_file:
                found["set_port"] = {**port, "value": True}
    manager, version = facts.get("package_manager"), facts.get("package_manager_version")
    if isinstance(manager, dict) and manager.get("value") == "maven":
        wrapper = facts.get("wrapper")
        unused = isinstance(wrapper, dict) and wrapper.get("value") is False
        if isinstance(version, dict) and unused and _place(version)[0] == "distributionUrl":
            found["image_tag_from"] = {**version, "value": "language_version"}
        if isinstance(start, dict) and _place(start)[0] == "default":
            found["start_command_for"] = {**start, "value": shape}
    return found


def _place(fact: dict[str, object]) -> tuple[str, str]:
    """The key and the file that a fact was read from; empty texts where there are none."""
    place = fact.get("evidence")
    if not isinstance(place, dict):
        return "", ""
    return str(place.get("key") or ""), str(place.get("file") or "")


def _converted(name: str, fact: object) -> object:
    if not isinstance(fact, dict) or not isinstance(fact.get("value"), list):
        return fact
    words = [str(one) for one in fact["value"]]
    if name in VARIABLES:
        return {**fact, "value": dict(_parted(one, "=") for one in words)}
    if name in PAIRS:
        return {**fact, "value": [list(_parted(one, ":")) for one in words]}
    if name in KEYS:
        return {**fact, "value": [_key(one) for one in words]}
    return fact


def _parted(word: str, separator: str) -> tuple[str, str]:
    first, _, second = word.partition(separator)
    return first, second


def _key(word: str) -> list[str]:
    if word.startswith(SECTIONS):
        return [".", word]
    for section in SECTIONS:
        folder, there, key = word.partition(f":{section}")
        if there:
            return [folder or ".", section + key]
    return [".", word]


def text_of(runs: Mapping[str, Run], origin: Origin | None = None) -> str:
    """The lock file's text: JSON with one text line to a line, so that differences read well.

    Args:
        runs: the last run of each Dockerfile, by its path.
        origin: where the templates came from; None where that is not known.
    """
    entries = {
        path: {
            "version": run.version,
            "detector": run.detector,
            "shape": run.shape,
            "stages": run.stages,
            "base": run.base,
            "facts": dict(run.facts),
            "files": {name: text.splitlines(keepends=True) for name, text in run.files.items()},
        }
        for path, run in sorted(runs.items())
    }
    editors = json.loads(schema_text("config"))
    data = {
        "about": "Made by dockgen, for dockgen; commit it. Edit .dockgen.yml instead; its "
        "schema is at the end, where editors find it.",
        "schema": SCHEMA,
        **({"_src_path": origin.src_path, "_commit": origin.commit} if origin else {}),
        "dockerfiles": entries,
        # docs/decisions/0023-schema-in-the-lock.md
        **{key: editors[key] for key in ("$schema", "$ref", "definitions")},
    }
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"


def template_origin() -> Origin | None:
    """The repository and the version of the dockgen that runs; None where nothing says it.

    Only what the installation itself says is believed, so that `copier update` can find the
    templates again: the repository that pip installed from
    (https://packaging.python.org/en/latest/specifications/direct-url/), or else the one that the
    package's own metadata names, at the tag of the version that runs. A folder on this machine is
    neither, because it means nothing to the next person.
    """
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


def the_one_meant(folder: Path, dockerfile: str) -> str:
    """The Dockerfile that is meant by the usual name: that one, or the only one of the record.

    Args:
        folder: the project's folder.
        dockerfile: the name, as the user typed it or by default.

    Raises:
        UnusableInput: there is none of that name, and the record holds several others.
    """
    if os.path.lexists(folder / dockerfile):
        return dockerfile
    others = [name for name in read(folder) if os.path.lexists(folder / name)]
    if len(others) > 1:
        names = ", ".join(others)
        raise UnusableInput(
            "no such file", file=dockerfile, hint=f"-f chooses one of those here: {names}"
        )
    return others[0] if others else dockerfile


def recorded_above(folder: Path) -> tuple[Path, list[str]] | None:
    """The nearest folder above whose record holds Dockerfiles of this one, and their names."""
    here = folder.resolve()
    if (here / LOCK).is_file():
        return None
    for above in here.parents:
        if (above / LOCK).is_file():
            start = f"{here.relative_to(above).as_posix()}/"
            names = [name for name in read(above) if name.startswith(start)]
            return (above, names) if names else None
        if os.path.lexists(above / ".git"):
            return None
    return None
