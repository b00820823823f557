"""Every example's own Dockerfile, broken in many ways: each is found, and a fix ends it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dockgen.core.project import Project
from dockgen.tools.review.fixing import as_bytes, fixes
from dockgen.tools.review.reviewing import review
from dockgen.tools.review.rules.all_rules import chosen
from tests.examples import FOLDER, NAMES, files_of

Break = Callable[[str], str]

OLDER = {"node": "16", "python": "3.9", "golang": "1.20", "eclipse-temurin": "8"}


def older_base(text: str) -> str:
    names = "|".join(OLDER)
    return re.sub(
        rf"(?m)^(FROM (?:--platform=\S+ )?({names}):)\d[\d.]*",
        lambda match: f"{match[1]}{OLDER[match[2]]}",
        text,
    )


def other_port(text: str) -> str:
    return re.sub(r"(?m)^EXPOSE \d+", "EXPOSE 9797", text)


LOCKFILES = r"package-lock\.json|yarn\.lock|pnpm-lock\.yaml|Cargo\.lock|go\.sum"


def lockfile_not_copied(text: str) -> str:
    return re.sub(rf"(?m)^(COPY [^-\n]*?) (?:{LOCKFILES})(?= )", r"\1", text, count=1)


def forgotten_member(text: str) -> str:
    pattern = (
        r"(?m)^COPY (?:packages|libs|libraries|shared|crates)/\S*(?:package\.json|pom\.xml) .*\n"
    )
    return re.sub(pattern, "", text, count=1)


def renamed_jar(text: str) -> str:
    return re.sub(r"(target/)([\w.*-]+?)(\*?\.jar)(?=[ \\])", r"\1renamed-9.jar", text, count=1)


def misspelt_stage(text: str) -> str:
    return re.sub(r"(?m)^(COPY --from=)(build|dependencies)\b", r"\1\2x", text, count=1)


def other_manager(text: str) -> str:
    if "npm ci" in text:
        return re.sub(r"\bnpm ci\b", "yarn install --frozen-lockfile", text)
    return re.sub(r"yarn install --(?:frozen-lockfile|immutable)", "npm ci", text)


def other_output(text: str) -> str:
    return re.sub(
        r"(?m)^(COPY --from=build /app/)(?:dist|build|www|site)/ ", r"\1out/ ", text, count=1
    )


def missing_file(text: str) -> str:
    manifests = r"package\.json|pom\.xml|requirements\.txt|Cargo\.toml|go\.mod"
    return re.sub(rf"(?m)^COPY ({manifests}) ", r"COPY nothing.json \1 ", text, count=1)


def both_starts(text: str) -> str:
    return re.sub(r'(?m)^CMD (\["\w+", .*\])$', r"ENTRYPOINT \1\nCMD \1", text)


def health_on_another_port(text: str) -> str:
    check = r"EXPOSE \1\nHEALTHCHECK CMD wget -q http://localhost:9797/"
    return "" if "HEALTHCHECK" in text else re.sub(r"(?m)^EXPOSE (\d+)$", check, text)


def secret(text: str) -> str:
    return re.sub(r"(?m)^WORKDIR", "ENV API_TOKEN=8f7e6d5c4b3a2190\nWORKDIR", text, count=1)


def update_alone(text: str) -> str:
    update = "RUN apt-get update \\\n    && apt-get"
    return text.replace(update, "RUN apt-get update\nRUN apt-get", 1)


def sources_first(text: str) -> str:
    manifests = r"(?m)^COPY package\.json package-lock\.json \./\n"
    return re.sub(manifests, "COPY . .\n", text, count=1)


def in_a_shell(text: str) -> str:
    return re.sub(r'(?m)^CMD \["node", "([^"]+)"\]$', r"CMD node \1", text)


def misspelt_script(text: str) -> str:
    return (
        text
        if "WORKDIR /src" in text
        else text.replace("RUN npm run build\n", "RUN npm run biuld\n")
    )


BREAKS: dict[Break, set[str]] = {
    older_base: {"DG101", "DG301"},
    other_port: {"DG110"},
    lockfile_not_copied: {"DG106", "DG205"},
    forgotten_member: {"DG107"},
    renamed_jar: {"DG108"},
    misspelt_stage: {"DG203"},
    other_manager: {"DG103"},
    other_output: {"DG109"},
    missing_file: {"DG201"},
    both_starts: {"DG306"},
    health_on_another_port: {"DG312"},
    secret: {"DG401"},
    update_alone: {"DG502"},
    sources_first: {"DG501"},
    in_a_shell: {"DG307"},
    misspelt_script: {"DG208"},
}

UNSEEN = {
    # What is not sure is no finding: the lockfile of a tool that has others beside it, a port that
    # only the server's own image knows, a tool that writes manifests itself.
    "lockfile_not_copied": {"django-vite", "node-yarn", "yarn-zero-install"},
    "other_port": {"war-tomcat"},
    # Or the installation runs a script that needs the sources.
    "sources_first": {"nx", "sveltekit", "mkdocs-site", "nestjs-prisma"},
    "both_starts": {"console-script"},
    # No file names a version, or the one that builds is older on purpose.
    "older_base": {"clojure-leiningen", "clojure-tools-deps", "gradle-application"},
    # The front end has a manifest of its own in another folder.
    "other_manager": {"django-vite", "go-embed-vite"},
    "forgotten_member": {"rush-workspace"},
    "misspelt_script": {"django-vite"},
    "health_on_another_port": {"war-tomcat"},
}


def broken() -> Iterator[tuple[str, Break]]:
    for name in NAMES:
        text = files_of(name, "multi")["Dockerfile"].text
        for change in BREAKS:
            if change(text) not in ("", text) and name not in UNSEEN.get(change.__name__, ()):
                yield name, change


CASES = list(broken())


@pytest.mark.parametrize(("name", "change"), CASES, ids=lambda one: getattr(one, "__name__", one))
def test_a_break_is_found_and_a_fix_ends_it(tmp_path: Path, name: str, change: Break) -> None:
    folder = tmp_path / name
    shutil.copytree(FOLDER / name, folder, symlinks=True)
    files = files_of(name, "multi")
    for path, file in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(file.text, "utf-8")
    (folder / "Dockerfile").write_text(change(files["Dockerfile"].text), "utf-8")
    made = Project(folder)
    found = review(made).findings
    assert {one.rule.code for one in found} & BREAKS[change], found
    fixable = [one for one in found if one.problem.edits]
    for one in fixes(made, (), chosen()):
        (folder / one.path).write_bytes(as_bytes(made, one))
    left = {one.rule.code for one in review(Project(folder)).findings}
    assert not left & {one.rule.code for one in fixable}


def test_every_break_is_tried_often_enough() -> None:
    assert len(CASES) > 400
    assert {change for _, change in CASES} == set(BREAKS)
