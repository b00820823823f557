"""What the user adds by way of `.dockgen.yml` is in every rendering, where it belongs."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Evidence, Fact
from dockgen.core.plan import Choices, Plan, Stages
from dockgen.dockerfile.parser import parse
from dockgen.dockerfile.stages import BuildStage, build_stages
from dockgen.rendering.additions import Additions
from dockgen.rendering.printed_additions import NO_PACKAGES
from dockgen.rendering.render import RenderedFile, render
from tests.command_line import NODE, PAGES, Dockgen
from tests.conftest import write_files
from tests.examples import FORMS, NAMES, detection_of, plan_of
from tests.managed_files.test_update import SITE, change, edit, started
from tests.test_examples import HADOLINT_EXCEPTIONS

PLACE = Evidence("x", ".dockgen.yml", 7)
FRAGMENTS = {
    "after_dependencies": ("# Made from the schema.", "RUN echo generate \\", "    --all"),
    "before_user": ("RUN mkdir /uploads && chown 1000:1000 /uploads",),
    "at_end": ('LABEL org.opencontainers.image.vendor="We, Inc."',),
}

TRAINED = {"application", "training"}
"""What the final stage goes on from; its own packages are installed there, before the training."""


def additions(*, packages: Mapping[str, tuple[str, ...]], fragments: bool = True) -> Additions:
    return Additions(
        {point: Fact(lines, PLACE) for point, lines in FRAGMENTS.items()} if fragments else {},
        {stage: Fact(names, PLACE) for stage, names in packages.items()},
    )


def rendered(plan: Plan, added: Additions) -> RenderedFile:
    return render(plan, additions=added)["Dockerfile"]


def everything(plan: Plan) -> RenderedFile:
    """The Dockerfile of a plan, with an addition at each place that it has."""
    stages = build_stages(render(plan)["Dockerfile"].text)
    names = {stage.name: ("curl", "git=1:2.*") for stage in able(stages)}
    return rendered(plan, additions(packages=names))


def able(stages: Sequence[BuildStage]) -> list[BuildStage]:
    """The stages that something can be installed in."""
    return [
        one for one in stages if one.name not in TRAINED and not NO_PACKAGES.search(str(one.image))
    ]


every_example = pytest.mark.parametrize("name", NAMES)
both_forms = pytest.mark.parametrize("stages", FORMS)


@every_example
@both_forms
def test_every_shape_has_a_place_for_each_addition(
    name: str, stages: Stages, tmp_path: Path
) -> None:
    file = everything(plan_of(name, stages))
    for lines in FRAGMENTS.values():
        assert "\n".join(lines) in file.text
    made = build_stages(file.text)
    assert file.text.count("curl 'git=1:2.*'") == len(able(made))
    runtime = made[-1].instruction.stage
    instructions = [one for one in parse(file.text).instructions if one.stage == runtime]
    users = [one.arguments for one in instructions if one.keyword == "USER"]
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", users[-1])
    keywords = [one.keyword for one in instructions]
    last_user = len(keywords) - 1 - keywords[::-1].index("USER")
    assert instructions[last_user - 1].arguments.startswith("mkdir /uploads")
    assert keywords[-1] == "LABEL"
    assert "\n\n\n" not in file.text
    assert not re.search(r"[ \t]\n", file.text)
    place = tmp_path / "Dockerfile"
    place.write_text(file.text)
    # A build stage whose image starts as another user stays root after the user's packages; and
    # the user's RUN is one that hadolint would join to the one before it (DL3059).
    own = {"hugo-site": ("DL3002", "DL3066")}
    rules = (*HADOLINT_EXCEPTIONS, "DL3059", *own.get(name, ()))
    ignored = [part for rule in rules for part in ("--ignore", rule)]
    linted = subprocess.run(
        [Path(sys.executable).with_name("hadolint"), *ignored, place],
        capture_output=True,
        text=True,
    )
    assert (linted.returncode, linted.stdout) == (0, "")


@pytest.mark.parametrize("name", ["spring-boot", "gradle-spring-boot"])
def test_what_the_application_needs_is_there_when_it_is_trained(name: str) -> None:
    stages = {one.name: one for one in build_stages(everything(plan_of(name, "multi")).text)}
    assert {"application", "training", "runtime"} <= set(stages)
    installed = {key for key, one in stages.items() for it in one.commands if "git=" in it.text}
    assert installed == {"build", "application"}
    for later in ("training", "runtime"):
        assert stages[later].instruction.arguments.startswith("application AS ")


@every_example
@both_forms
def test_the_sources_come_in_after_what_depends_on_the_dependencies(
    name: str, stages: Stages
) -> None:
    text = everything(plan_of(name, stages)).text
    after = text[text.index("RUN echo generate") :]
    assert re.search(r"^(COPY|ENV|FROM|RUN)", after.partition("\n")[2], re.MULTILINE)
    stage = text[: text.index("RUN echo generate")].rpartition("\nFROM ")[2]
    assert "COPY . ." not in stage


def test_an_addition_knows_where_it_comes_from() -> None:
    file = everything(plan_of("node-express", "single"))
    facts = {name for origin in file.origins for name in origin.facts}
    assert {*(f"fragments.{point}" for point in FRAGMENTS), "packages.runtime"} <= facts
    reasons = {origin.why for origin in file.origins if "fragments.at_end" in origin.facts}
    assert reasons == {"yours: an instruction from .dockgen.yml"}


def test_alpine_installs_with_apk() -> None:
    plan = _node_plan("alpine")
    text = rendered(plan, additions(packages={"runtime": ("curl",)}, fragments=False)).text
    assert "\nRUN apk add --no-cache curl\n" in text
    assert "apt-get" not in text


def _node_plan(base: str) -> Plan:
    import dockgen

    return dockgen.plan(detection_of("node-express"), Choices(stages="single", base=base))


def test_an_image_that_does_not_start_as_root_becomes_root_first_and_once() -> None:
    plan = plan_of("static-site", "single")
    only_fragments = rendered(plan, additions(packages={})).text
    assert only_fragments.count("USER 0:0\n") == 1
    assert "USER 0:0\nRUN mkdir /uploads" in only_fragments
    both = rendered(plan, additions(packages={"runtime": ("curl",)})).text
    assert both.count("USER 0:0\n") == 1
    assert "AS runtime\nUSER 0:0\nRUN apt-get update" in both
    assert both.index("USER 0:0") < both.index("USER 101:101")


def test_a_misspelt_stage_is_named_with_the_nearest_one() -> None:
    plan = plan_of("node-typescript", "multi")
    with pytest.raises(UnusableInput) as caught:
        rendered(plan, additions(packages={"biuld": ("git",)}))
    assert str(caught.value) == (
        ".dockgen.yml:7: packages.biuld: the Dockerfile has no stage with that name "
        "(did you mean build?)"
    )
    with pytest.raises(UnusableInput, match=r"it has base, tools, dependencies, build, runtime\)"):
        rendered(plan, additions(packages={"x": ("git",)}))


def house(tmp_path: Path, text: str, added: Additions) -> str:
    write_files(tmp_path, {"own.jinja": text})
    plan = Plan("pages", "single", "debian", "own.jinja", {})
    return render(plan, house_templates=[tmp_path], additions=added)["Dockerfile"].text


@pytest.mark.parametrize(
    "image",
    [
        "gcr.io/distroless/java21-debian12",
        "quay.io/quarkus/ubi9-quarkus-micro-image:2.0",
        "quay.io/quarkus/ubi9-quarkus-mandrel-builder-image:jdk-21",
    ],
)
def test_an_image_without_a_package_manager_is_named(tmp_path: Path, image: str) -> None:
    text = f'FROM {image} AS runtime\n{{% packages "runtime" %}}\n'
    with pytest.raises(UnusableInput, match=r"packages\.runtime: \S+ has neither apt nor apk"):
        house(tmp_path, text, additions(packages={"runtime": ("x",)}, fragments=False))


def test_an_addition_that_a_template_has_no_place_for_is_not_lost_in_silence(
    tmp_path: Path,
) -> None:
    with pytest.raises(UnusableInput) as caught:
        house(tmp_path, "FROM x AS runtime\n", additions(packages={}))
    assert str(caught.value) == (
        ".dockgen.yml:7: fragments.after_dependencies cannot be used in own.jinja (add "
        '{% fragment "after_dependencies" %} in a custom template)'
    )
    with pytest.raises(
        UnusableInput, match=r'packages\.runtime cannot be used in .*{% packages "runt'
    ):
        house(
            tmp_path,
            "FROM x AS runtime\n",
            additions(packages={"runtime": ("x",)}, fragments=False),
        )


def test_a_place_may_be_on_the_last_line(tmp_path: Path) -> None:
    lines = {"at_end": Fact(("LABEL a=b", "", "LABEL c=d"), PLACE)}
    made = house(tmp_path, 'FROM x AS y\n{% fragment "at_end" %}', Additions(lines))
    assert made == "FROM x AS y\nLABEL a=b\n\nLABEL c=d\n"


def test_what_looks_like_a_template_in_an_addition_is_only_text(tmp_path: Path) -> None:
    lines = {"at_end": Fact(("LABEL a={{ 7*7 }}{% if x %}{# y #}",), PLACE)}
    made = house(tmp_path, 'FROM x AS y\n{% fragment "at_end" %}\n', Additions(lines))
    assert made == "FROM x AS y\nLABEL a={{ 7*7 }}{% if x %}{# y #}\n"


CONFIG = """\
packages:
  runtime: [tini]
fragments:
  before_user: |
    RUN mkdir /uploads
"""


def test_additions_survive_every_update(tmp_path: Path, dockgen: Dockgen) -> None:
    root = started(tmp_path, dockgen)
    with (root / ".dockgen.yml").open("a") as config:
        config.write(CONFIG)
    for files in ({".nvmrc": "24\n"}, {**SITE, "server.js": None}, NODE, {".nvmrc": "22\n"}):
        change(root, files)
        assert dockgen("update", root).code == 0
        text = (root / "Dockerfile").read_text()
        assert "install --yes --no-install-recommends tini" in text
        assert "RUN mkdir /uploads\nUSER" in text
        assert dockgen("check", root).code == 0
    edit(root, "RUN mkdir /uploads", "RUN mkdir /mine")
    assert dockgen("check", root).code == 0
    edit(root, "mkdir /uploads", "mkdir /uploads /more", ".dockgen.yml")
    assert dockgen("check", root).code == 1
    assert dockgen("update", root).code == 1  # both changed the same line


def test_explain_says_whose_they_are(tmp_path: Path, dockgen: Dockgen) -> None:
    root = write_files(tmp_path, {**NODE, ".dockgen.yml": CONFIG})
    assert dockgen("init", "--yes", root).code == 0
    said = dockgen("explain", root / "Dockerfile").out
    assert "^ yours: an instruction from .dockgen.yml\n" in said
    assert "^ packages.runtime tini  .dockgen.yml:2  packages.runtime\n" in said


HOUSE = {
    "docker-templates/_shared/header.jinja": "# Ours.\n{% include '_shared/legal.jinja' %}\n",
    "docker-templates/_shared/legal.jinja": "# All rights reserved.\n",
}


def test_a_folder_of_templates_goes_before_dockgens(tmp_path: Path, dockgen: Dockgen) -> None:
    root = write_files(
        tmp_path, {**PAGES, **HOUSE, ".dockgen.yml": "templates: ./docker-templates\n"}
    )
    assert dockgen("init", "--yes", root).code == 0
    assert (root / "Dockerfile").read_text().startswith("# Ours.\n# All rights reserved.\n\n# run")
    assert "\ndocker-templates\n" in (root / ".dockerignore").read_text()
    assert dockgen("check", root).code == 0

    edit(root, "# Ours.", "# Ours!", "docker-templates/_shared/header.jinja")
    done = dockgen("check", root)
    assert done.code == 0
    assert f"{root}/Dockerfile:1: note: the templates have changed since the last run" in done.out
    assert dockgen("update", root).code == 0
    assert (root / "Dockerfile").read_text().startswith("# Ours!\n")


def test_a_folder_of_templates_that_is_new_makes_the_file_stale(
    tmp_path: Path, dockgen: Dockgen
) -> None:
    root = started(tmp_path, dockgen, {**PAGES, **HOUSE})
    with (root / ".dockgen.yml").open("a") as config:
        config.write("templates: docker-templates\n")
    done = dockgen("check", root)
    assert done.code == 1
    assert "error: templates none -> docker-templates, .dockgen.yml:10" in done.out
    assert dockgen("update", root).code == 0
    assert dockgen("check", root).code == 0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("# a\n# {{ prot }}\n", ":2: template error: 'prot' is undefined"),
        ("{% include '_shared/legl.jinja' %}\n", ":1: template error: there is no template nam"),
        ("# a\n{% include '_shared/header.jinja' %}\n", ":2: template error: it includes itself"),
        ("# a\n{{ 5 }}\n", ":2: template error: it prints 5, which was not made printable"),
        ("{{ port / 0 }}\n", ":1: template error: unsupported operand"),
        ("{% for a in range(9999999) %}\n{% endfor %}\n", ":1: template error: Range too big"),
        ("{{ port.__class__.mro() }}\n", ":1: template error: access to attribute '__class__' "),
        ("{{ ''.__class__ }}\n", ":1: template error: access to attribute '__class__' of 'str'"),
        ("{% if x %}\n", ":1: template error: Unexpected end of template"),
    ],
)
def test_a_mistake_in_a_template_is_named_with_its_line(
    text: str, message: str, tmp_path: Path, dockgen: Dockgen, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = {".dockgen.yml": "templates: docker-templates\n"}
    root = write_files(tmp_path, {**PAGES, **HOUSE, **config})
    (root / "docker-templates/_shared/header.jinja").write_text(text)
    monkeypatch.chdir(root)
    done = dockgen("init", "--yes")
    assert done.code == 2
    assert f"docker-templates/_shared/header.jinja{message}" in done.err
    assert not (root / "Dockerfile").exists()


def test_a_template_is_not_read_through_a_link_that_leads_out(
    tmp_path: Path, dockgen: Dockgen
) -> None:
    write_files(tmp_path, {"secret": "# secret\n"})
    config = {".dockgen.yml": "templates: docker-templates\n"}
    root = write_files(tmp_path / "demo", {**PAGES, **HOUSE, **config})
    header = root / "docker-templates/_shared/header.jinja"
    header.unlink()
    header.symlink_to("../../../secret")
    done = dockgen("init", "--yes", root)
    assert done.code == 2
    assert "_shared/header.jinja is a link that points outside its folder" in done.err


def test_a_folder_of_templates_that_is_not_there_is_named(tmp_path: Path, dockgen: Dockgen) -> None:
    root = write_files(tmp_path, {**PAGES, ".dockgen.yml": "\ntemplates: nowhere\n"})
    done = dockgen("init", "--yes", root)
    assert done.code == 2
    assert ".dockgen.yml:2: templates: there is no folder nowhere" in done.err


def test_a_template_that_replaces_none_is_mentioned(tmp_path: Path, dockgen: Dockgen) -> None:
    config = {".dockgen.yml": "templates: house\n"}
    own = {"house/static/single-stag.Dockerfile.jinja": "x", "house/_shared/own.jinja": "x"}
    root = write_files(tmp_path, {**PAGES, **own, **config})
    done = dockgen("init", "--yes", root)
    assert (
        "note: "
        f"{root}/house/static/single-stag.Dockerfile.jinja does not replace a dockgen template; "
        "did you mean sites/static/single-stage.Dockerfile.jinja?"
    ) in done.err
    assert "own.jinja replaces" not in done.err
    assert "does not replace a dockgen template" in dockgen("update", root).err


@pytest.mark.parametrize(
    ("templates", "ignored"), [("a/b", "a/b"), ("./a//b/", "a/b"), ("./.b", ".b")]
)
def test_templates_inside_the_project_stay_out_of_the_image(
    templates: str, ignored: str, tmp_path: Path, dockgen: Dockgen
) -> None:
    root = write_files(tmp_path / "p", {**PAGES, ".dockgen.yml": f"templates: {templates}\n"})
    (root / templates).mkdir(parents=True, exist_ok=True)
    assert dockgen("init", "--yes", root).code == 0
    text = (root / ".dockerignore").read_text()
    assert f"Templates of this file and the Dockerfile\n{ignored}\n" in text


def test_the_folder_of_the_shipped_templates_is_told(dockgen: Dockgen) -> None:
    folder = Path(dockgen("list", "--templates").out.strip())
    assert (folder / "sites/static/single-stage.Dockerfile.jinja").is_file()


def test_schemas_are_printed_by_name(dockgen: Dockgen) -> None:
    assert {"check", "config", "detect"} <= set(dockgen("schema").out.split())
    assert '"after_dependencies"' in dockgen("schema", "config").out
    done = dockgen("schema", "confg")
    assert done.code == 2
    assert "there is no schema named 'confg' (did you mean config?)" in done.err
