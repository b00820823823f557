"""Plan to text, with the origin of every line."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from dockgen.core.errors import UnusableInput
from dockgen.core.plan import Companion, IgnoreGroup, Plan
from dockgen.core.quoting import Printable, plain
from dockgen.rendering.render import Origin, RenderedFile, ignore_file_of, render, templates_folder
from tests.conftest import write_files


def rendered(
    tmp_path: Path,
    template: str,
    values: Mapping[str, object] | None = None,
    extra: Mapping[str, str] | None = None,
) -> RenderedFile:
    write_files(tmp_path, {"own.jinja": template, **(extra or {})})
    plan = Plan("pages", "single", "debian", "own.jinja", values or {})
    return render(plan, house_templates=[tmp_path])["Dockerfile"]


def test_a_value_gives_its_line_its_facts(tmp_path: Path) -> None:
    made = rendered(tmp_path, "FROM x\nEXPOSE {{ port }}\n", {"port": plain(8080, "port")})
    assert made.text == "FROM x\nEXPOSE 8080\n"
    assert made.origins == (Origin(), Origin(("port",)))


def test_a_line_with_several_values_has_all_their_facts_once(tmp_path: Path) -> None:
    values = {"a": plain("1", "one", "both"), "b": plain("2", "two", "both")}
    made = rendered(tmp_path, "RUN {{ a }} {{ b }} {{ a }}\n", values)
    assert made.text == "RUN 1 2 1\n"
    assert made.origins[0].facts == ("one", "both", "two")


def test_a_why_tag_gives_the_line_below_its_reason_and_leaves_no_line(tmp_path: Path) -> None:
    made = rendered(tmp_path, 'FROM x\n{% why "a small one" %}\nRUN y\n')
    assert made.text == "FROM x\nRUN y\n"
    assert made.origins == (Origin(), Origin(why="a small one"))


def test_reasons_and_facts_meet_on_a_line(tmp_path: Path) -> None:
    template = '{% why "one" %}\n{% why "two" %}\nEXPOSE {{ port }}\n'
    made = rendered(tmp_path, template, {"port": plain(1, "port")})
    assert made.origins == (Origin(("port",), "one two"),)


def test_a_loop_and_an_include_keep_their_origins(tmp_path: Path) -> None:
    made = rendered(
        tmp_path,
        '{% for one in all %}\nCOPY {{ one }}\n{% endfor %}\n{% include "part.jinja" %}\n',
        {"all": [plain("a", "first"), plain("b", "second")]},
        {"part.jinja": '{% why "shared" %}\nUSER 1\n'},
    )
    assert made.text == "COPY a\nCOPY b\nUSER 1\n"
    assert made.origins == (Origin(("first",)), Origin(("second",)), Origin(why="shared"))


def test_a_missing_value_names_the_template_and_the_line(tmp_path: Path) -> None:
    with pytest.raises(UnusableInput) as caught:
        rendered(tmp_path, "FROM x\n\nEXPOSE {{ prot }}\n")
    assert str(caught.value) == f"{tmp_path}/own.jinja:3: template error: 'prot' is undefined"


def test_a_missing_value_in_an_include_names_the_include(tmp_path: Path) -> None:
    with pytest.raises(UnusableInput, match=r"part\.jinja:2: template error: 'nope' is undefined"):
        rendered(tmp_path, '{% include "part.jinja" %}\n', {}, {"part.jinja": "A\n{{ nope }}\n"})


def test_a_missing_value_in_a_condition_is_said_too(tmp_path: Path) -> None:
    with pytest.raises(UnusableInput, match=r"own\.jinja:1: template error: 'x' is undefined"):
        rendered(tmp_path, "{% if x %}\nA\n{% endif %}\n")


@pytest.mark.parametrize("broken", ["{% if %}\n", "{{ a", "{% why %}\n", "{% endif %}\n"])
def test_a_broken_template_names_the_template_and_the_line(tmp_path: Path, broken: str) -> None:
    with pytest.raises(UnusableInput, match=r"own\.jinja:2: template error"):
        rendered(tmp_path, f"FROM x\n{broken}")


def test_a_template_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnusableInput, match=r"gone\.jinja"):
        rendered(tmp_path, '{% include "gone.jinja" %}\n')


@pytest.mark.parametrize("value", ["raw text", 8080, None, True, ["a"]])
def test_a_value_that_was_not_made_printable_is_refused(tmp_path: Path, value: object) -> None:
    with pytest.raises(UnusableInput, match=r"own\.jinja:1: .*was not made printable"):
        rendered(tmp_path, "EXPOSE {{ port }}\n", {"port": value})


def test_a_template_that_is_not_utf_8_is_named(tmp_path: Path) -> None:
    (tmp_path / "part.jinja").write_bytes(b"caf\xe9\n")
    with pytest.raises(UnusableInput, match=r"own\.jinja:1: .* part\.jinja is not UTF-8"):
        rendered(tmp_path, '{% include "part.jinja" %}\n')


def test_a_house_template_goes_before_the_shipped_one(tmp_path: Path) -> None:
    write_files(tmp_path, {"files/dockerignore.jinja": "# the house's own\n"})
    assert (templates_folder() / "files/dockerignore.jinja").is_file()
    write_files(tmp_path, {"own.jinja": "FROM x\n"})
    files = render(Plan("p", "single", "debian", "own.jinja", {}), house_templates=[tmp_path])
    assert files[".dockerignore"].text == "# the house's own\n"


def test_the_ignore_file_holds_the_groups_and_both_docker_files(tmp_path: Path) -> None:
    write_files(tmp_path, {"own.jinja": "FROM x\n"})
    group = IgnoreGroup(Printable("Outputs"), (Printable("out"), plain("build", "output_dir")))
    plan = Plan("p", "single", "debian", "own.jinja", {}, ignored=(group,))
    files = render(plan, dockerfile="api.Dockerfile", house_templates=[tmp_path])
    assert list(files) == ["api.Dockerfile", "api.Dockerfile.dockerignore"]
    made = files["api.Dockerfile.dockerignore"]
    assert made.text.endswith("\n\n# Outputs\nout\nbuild\n")
    assert made.origins[-1] == Origin(("output_dir",))
    assert "\napi.Dockerfile\napi.Dockerfile.dockerignore\n" in made.text


def test_companions_are_rendered_with_the_same_values(tmp_path: Path) -> None:
    write_files(tmp_path, {"own.jinja": "FROM x\n", "conf.jinja": "listen {{ port }};\n"})
    values = {"port": plain(8080, "port")}
    plan = Plan("p", "single", "debian", "own.jinja", values, (Companion("a.conf", "conf.jinja"),))
    made = render(plan, house_templates=[tmp_path])["a.conf"]
    assert made == RenderedFile("listen 8080;\n", (Origin(("port",)),))


def test_the_header_names_the_frontend_and_the_version(tmp_path: Path) -> None:
    write_files(tmp_path, {"own.jinja": '{% include "_shared/header.jinja" %}\nFROM x\n'})
    plan = Plan("p", "single", "debian", "own.jinja", {})
    with_line = render(plan, house_templates=[tmp_path], version="1.2.3")["Dockerfile"].text
    without = render(plan, house_templates=[tmp_path], version="1.2.3", syntax_line=False)
    assert with_line.startswith("# syntax=docker/dockerfile:1\n")
    assert without["Dockerfile"].text == with_line.split("\n", 1)[1]
    assert " 1.2.3 " in without["Dockerfile"].text


def test_each_dockerfile_has_its_own_ignore_file() -> None:
    assert ignore_file_of("Dockerfile") == ".dockerignore"
    assert ignore_file_of("docker/api.Dockerfile") == "docker/api.Dockerfile.dockerignore"
