"""The smallest edits that end what is found."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockgen.core.project import Project
from dockgen.dockerfile.parser import parse
from dockgen.tools.review.finding import Edit
from dockgen.tools.review.fixing import as_bytes, edited, fixes
from dockgen.tools.review.reviewing import review
from dockgen.tools.review.rules.all_rules import chosen
from tests.conftest import MakeProject, write_files
from tests.tools.review import NODE, with_dockerfile
from tests.tools.review.test_rules import CASES, Case


def fixed(made: Project) -> dict[str, str]:
    """The files that a fix changes, with their new text; they are written too."""
    changes = fixes(made, (), chosen())
    for change in changes:
        (made.root / change.path).write_bytes(as_bytes(made, change))
    return {change.path: change.text for change in changes}


WITH_FIX = [case for case in CASES if case.found]


@pytest.mark.parametrize("case", WITH_FIX, ids=lambda case: case.name)
def test_a_fix_ends_what_it_fixes_and_changes_nothing_else(
    project: MakeProject, case: Case
) -> None:
    made = project(with_dockerfile(case.text, case.files))
    before = review(made).findings
    lines = {
        edit.first + offset
        for one in before
        for edit in one.problem.edits
        for offset in range(max(edit.last - edit.first + 1, 0))
        if edit.file == "Dockerfile"
    }
    kept = [line for number, line in enumerate(case.text.split("\n"), 1) if number not in lines]
    fixed(made)
    again = Project(made.root)
    after = review(again).findings
    fixable = {one.rule.code for one in before if one.problem.edits}
    assert not fixable & {one.rule.code for one in after if one.problem.edits}
    text = (made.root / "Dockerfile").read_text("utf-8")
    parse(text)
    stays = [line for line in kept if line in text.split("\n")]
    assert len(stays) >= len(kept) - 2 * len(fixable)
    assert fixed(again) == {}


def test_line_ends_comments_and_marks_stay(tmp_path: Path) -> None:
    text = "\ufeff# one\r\nFROM node:26-slim\r\nWORKDIR /app\n\r\nCOPY . .\r\nEXPOSE 8080\r\n"
    text += 'CMD ["node", "server.js"]\r\n'
    write_files(tmp_path, NODE)
    (tmp_path / "Dockerfile").write_bytes(text.encode())
    fixed(Project(tmp_path))
    assert (tmp_path / "Dockerfile").read_bytes() == text.replace("8080", "3000").encode()


LINES = st.lists(st.text("ab#\\ ", max_size=5), max_size=8)


@given(LINES, st.integers(1, 8), st.integers(0, 3), LINES)
def test_an_edit_touches_its_own_lines_alone(
    before: Sequence[str], first: int, count: int, new: Sequence[str]
) -> None:
    first = min(first, len(before) + 1)
    last = min(first + count - 1, len(before))
    text = "".join(f"{line}\n" for line in before)
    after = edited(text, [Edit("Dockerfile", first, last, tuple(new))])
    wanted = [*before[: first - 1], *new, *before[max(last, first - 1) :]]
    assert after == "".join(f"{line}\n" for line in wanted) or not wanted


INSTRUCTIONS = st.sampled_from(
    [
        "FROM node:18-slim",
        "FROM node:26-slim AS build",
        "# a comment",
        "",
        "WORKDIR /app",
        "COPY package.json ./",
        "COPY package*.json ./",
        "COPY . .",
        "COPY yarn.lock ./",
        "COPY --from=biuld /app/dist dist",
        "RUN npm ci",
        "RUN npm install \\\n    --omit=dev",
        "RUN yarn install",
        "RUN apt-get update",
        "RUN apt-get install -y curl",
        "RUN npm run biuld",
        "EXPOSE 8080",
        "ENV PORT=8080",
        'CMD ["npm", "start"]',
        "CMD node server.js",
        'ENTRYPOINT ["node", "index.js"]',
        "HEALTHCHECK CMD curl -f http://localhost:9/",
        "RUN <<EOF\nnpm install\nEOF",
    ]
)


@given(st.lists(INSTRUCTIONS, max_size=14))
def test_fixing_twice_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, instructions: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("fix")
    text = "\n".join(["FROM node:26-slim", *instructions]) + "\n"
    made = Project(write_files(folder, with_dockerfile(text)))
    fixed(made)
    after = (folder / "Dockerfile").read_text("utf-8")
    parse(after)
    comments = [line for line in text.split("\n") if line.startswith("#")]
    assert [line for line in after.split("\n") if line.startswith("#")] == comments
    assert fixed(Project(folder)) == {}
