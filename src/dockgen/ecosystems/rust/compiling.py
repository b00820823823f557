"""Settles what the build of a program reads and needs: manifests, tools, variables, secrets."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import TYPE_CHECKING

from dockgen.core.facts import Evidence, Fact, Variables, default, flag, text, variables, words
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project
from dockgen.ecosystems.rust import front_end
from dockgen.ecosystems.rust.manifests import cargo_lock
from dockgen.ecosystems.rust.manifests.cargo_toml import Dependency, Manifest
from dockgen.ecosystems.rust.manifests.workspace import Workspace
from dockgen.ecosystems.rust.sources.run_time_files import EMBEDDED

if TYPE_CHECKING:
    from dockgen.ecosystems.rust.facts import FactsOf

CREDENTIALS = (".cargo/credentials.toml", ".cargo/credentials")
QUERY = lazy_regex(r"\bquery(?:_as|_scalar|_file|_file_as|_file_scalar)?(?:_unchecked)?!\s*\(")
READS_GIT = ("vergen", "vergen-git2", "vergen-gitcl", "vergen-gix", "built", "shadow-rs")
TRIPLES = (
    "x86_64-unknown-linux-gnu",
    "aarch64-unknown-linux-gnu",
    "x86_64-unknown-linux-musl",
    "aarch64-unknown-linux-musl",
)


def settle(facts: FactsOf) -> None:
    """Settle what the build reads and needs.

    Raises:
        UnusableInput: a value of the user's cannot be used.
    """
    _settle_manifests(facts)
    _settle_command(facts)
    _settle_environment(facts)
    _settle_secrets(facts)
    front_end.settle(facts)
    _say_what_is_missing(facts)


def _settle_manifests(facts: FactsOf) -> None:
    """Settle the files that decide the dependencies, and those whose presence Cargo insists on."""
    findings, packages = facts.findings, facts.workspace.packages.values()
    manifests = dict.fromkeys(("Cargo.toml", *(one.path for one in packages)))
    if facts.lock is not None:
        manifests[cargo_lock.NAME] = None
    else:
        findings.warn(
            "no Cargo.lock is in the project: builds may use different versions; "
            "`cargo generate-lockfile` makes it"
        )
    if facts.config.path:
        manifests[facts.config.path] = None
    evidence = Evidence("file", "Cargo.toml")
    findings.settle("manifests", words, Fact(tuple(manifests), evidence))
    stubs = facts.workspace.project.kept(_all_target_files)
    findings.settle("target_files", words, Fact(stubs, evidence))
    whole = tuple(dict.fromkeys(_whole_folders(facts)))
    if whole:
        findings.settle("dependency_folders", words, Fact(whole, evidence))


def _all_target_files(project: Project) -> tuple[str, ...]:
    packages = project.kept(Workspace).packages.values()
    return tuple(dict.fromkeys(path for one in packages for path in _target_files(one)))


def _target_files(manifest: Manifest) -> tuple[str, ...]:
    """The files of a package's targets; Cargo refuses a package that has none."""
    found = manifest.target_files
    if found:
        return found
    folders = tuple(manifest.inside(one) + "/" for one in ("examples", "tests", "benches"))
    others = (one for one in manifest.project.starting(*folders) if one.endswith(".rs"))
    return tuple(others)[:1] or (manifest.inside("src/lib.rs"),)


def _whole_folders(facts: FactsOf) -> Iterator[str]:
    """Folders that Cargo takes crates from and that are no members: vendored and patched ones."""
    vendor = facts.config.vendor_folder()
    if vendor is not None:
        yield posixpath.normpath(vendor)
    root = facts.workspace.root
    for source in root.toml.keys("patch"):
        for name in root.toml.keys("patch", source):
            path = root.toml.value("patch", source, name, "path")
            inside = posixpath.normpath(path) if isinstance(path, str) else ""
            if inside and not inside.startswith("..") and inside not in facts.workspace.packages:
                yield inside
    for manifest in facts.workspace.packages.values():
        for one in _local(manifest):
            known = one.path in facts.workspace.packages or one.path == "."
            if one.path is not None and not one.path.startswith("..") and not known:
                yield one.path


def _local(manifest: Manifest) -> Iterator[Dependency]:
    for table in (manifest.dependencies, manifest.build_dependencies):
        yield from (one for one in table.values() if one.path is not None)


def _settle_command(facts: FactsOf) -> None:
    findings = facts.findings
    why = Evidence("file", cargo_lock.NAME) if facts.lock else default("there is no Cargo.lock")
    findings.settle("build_command", text, Fact(facts.command(), why))
    target, folder = facts.config.target, facts.config.target_folder
    if target is not None:
        findings.settle("target", text, target)
    told = target or folder
    evidence = told.evidence if told else default("where Cargo puts it")
    findings.settle("artifact", text, Fact(facts.artifact(), evidence))


def tools(facts: FactsOf, *, alpine: bool) -> list[str]:
    """The packages that the build needs beside those of the crates: linkers, Git."""
    found = [*facts.config.linkers(TRIPLES)]
    target = facts.config.target
    if target is not None and target.value.endswith("musl") and not alpine:
        found.append("musl-tools")
    if _over_ssh(facts) is not None:
        found += ["git", "openssh-client"]
    return found


def _settle_environment(facts: FactsOf) -> None:
    """Settle the variables that the build is told."""
    found: dict[tuple[str, str], Evidence] = {}
    offline = facts.project.has_folder(".sqlx") or facts.project.has("sqlx-data.json")
    if "sqlx" in facts.crates and offline:
        place = ".sqlx" if facts.project.has_folder(".sqlx") else "sqlx-data.json"
        found["SQLX_OFFLINE", "true"] = Evidence("file", place)
    if any(one.startswith("vergen") for one in facts.crates):
        found["VERGEN_IDEMPOTENT", "1"] = default("Git is not available during an image build")
    if _over_ssh(facts) is not None:
        found["CARGO_NET_GIT_FETCH_WITH_CLI", "true"] = default("a crate comes over SSH")
    if found:
        evidence = next(iter(found.values()))
        facts.findings.settle("build_environment", variables, Fact(Variables(found), evidence))


def _settle_secrets(facts: FactsOf) -> None:
    """Settle what the build must be given that no image may hold."""
    findings = facts.findings
    used = {
        str(one.details["registry"]): one.evidence
        for manifest in facts.workspace.packages.values()
        for table in (manifest.dependencies, manifest.build_dependencies)
        for one in table.values()
        if "registry" in one.details
    }
    file = facts.project.first(*CREDENTIALS)
    if file is not None:
        secret: Fact[tuple[str, ...]] = Fact((file,), Evidence("file", file))
        findings.settle("secret_files", words, secret)
    elif used:
        # https://doc.rust-lang.org/cargo/reference/config.html#registriesnametoken
        names = tuple(f"CARGO_REGISTRIES_{_upper(one)}_TOKEN" for one in used)
        evidence = next(iter(used.values()))
        findings.settle("secret_variables", words, Fact(names, evidence))
    ssh = _over_ssh(facts)
    if ssh is not None:
        findings.settle("git_over_ssh", flag, Fact(value=True, evidence=ssh))
        findings.warn(
            f"{ssh.file}:{ssh.line} has a crate that Git fetches over SSH: "
            "docker build --ssh default hands your agent on"
        )


def _upper(name: str) -> str:
    return name.upper().replace("-", "_")


def _over_ssh(facts: FactsOf) -> Evidence | None:
    for manifest in facts.workspace.packages.values():
        for table in (manifest.dependencies, manifest.build_dependencies):
            for one in table.values():
                url = str(one.details.get("git", ""))
                if url.startswith(("ssh://", "git@", "git+ssh://")):
                    return one.evidence
    return None


def _say_what_is_missing(facts: FactsOf) -> None:
    findings = facts.findings
    for one in facts.workspace.outside:
        findings.warn(
            f"{one.evidence.file}:{one.evidence.line} takes {one.name} from {one.path}, outside of "
            "this folder: the builder cannot see it; run dockgen in the folder that holds both"
        )
    checked = facts.sources.first(QUERY) if "sqlx" in facts.crates else None
    if checked is not None and "build_environment" not in findings.facts:
        findings.warn(
            f"{checked.file}:{checked.line} checks a query against a database when it is compiled, "
            "and no database is there: `cargo sqlx prepare` writes .sqlx, which goes into Git"
        )
    for file, found in facts.sources.each(EMBEDDED):
        path = facts.package.inside(found["path"])
        built = facts.findings.facts.get("front_end_output")
        is_built = built is not None and f"{path}/".startswith(f"{built.value}/")
        if not is_built and not facts.project.has_folder(path) and not path.startswith(".."):
            findings.warn(
                f"{file.path}:{file.line_of(found.start())} embeds {path}, which is not in the "
                "project: it must be there before the image is built"
            )
    reader = next((one for one in READS_GIT if one in facts.crates), None)
    if reader is not None:
        findings.warn(
            f"{reader} runs Git for the commit, which is not available during an image build"
        )
    tuned = facts.config.tuned(TRIPLES)
    if tuned is not None:
        findings.warn(
            f"{tuned.file}:{tuned.line} compiles for the processor of the machine that builds "
            "(target-cpu=native): on an older one the program ends with an illegal instruction"
        )
    if facts.workspace.root.toml.value("profile", "release", "strip") is None:
        findings.warn(
            "[profile.release] of Cargo.toml has no strip = true, which leaves out the symbols, a "
            'fifth of a program; lto = "thin" makes it smaller again, and the build slower'
        )
