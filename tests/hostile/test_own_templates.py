"""Templates of a checkout: read from a folder of it, sandboxed, limited in time and memory."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path

import pytest

from dockgen.core.errors import DONE, UNUSABLE, UnusableInput
from dockgen.rendering import limited
from dockgen.rendering.limited import Limits
from tests.conftest import write_files
from tests.hostile.conftest import Checkout
from tests.hostile.traced import run

HEADER = "_shared/header.jinja"


def with_header(checkout: Checkout, text: str) -> None:
    checkout.write(".dockgen.yml", "templates: tpl\n")
    checkout.write(f"tpl/{HEADER}", text)


@pytest.mark.parametrize(
    "folder",
    (
        ".. / ../outside public/../../outside .git .git/hooks linked linked/x . ~ /proc/self/root"
    ).split(),
)
@pytest.mark.parametrize("command", ["init", "detect", "update", "explain"])
def test_templates_lie_in_the_project(checkout: Checkout, folder: str, command: str) -> None:
    (checkout.outside / "_shared").mkdir()
    (checkout.outside / "_shared/header.jinja").write_text("# from beside\n")
    (checkout.root / "_shared").mkdir()
    checkout.link("linked", "../outside")
    checkout.start()
    checkout.write(".dockgen.yml", f'templates: "{folder}"\n')
    checkout.before = checkout.untouchable()
    done = run(command, checkout.root)
    checkout.assert_untouched(done)
    beside = (str(checkout.outside), str(checkout.root / ".git"))
    assert not [path for path in done.read if path.startswith(beside)]
    assert "from beside" not in done.out
    if command != "detect":
        assert done.code == UNUSABLE
        assert ".dockgen.yml:1: templates: " in done.err


def test_a_linked_template_is_not_read(checkout: Checkout) -> None:
    (checkout.outside / "header.jinja").write_text("# from beside\n")
    checkout.write(".dockgen.yml", "templates: tpl\n")
    checkout.link("tpl/_shared/header.jinja", "../../../outside/header.jinja")
    done = run("init", "--dry-run", checkout.root)
    assert done.code == UNUSABLE
    assert "_shared/header.jinja is a link that points outside its folder" in done.err


@pytest.mark.parametrize("kind", ["pipe", "zero", "sparse"])
def test_a_template_that_is_no_file_is_refused(checkout: Checkout, kind: str) -> None:
    with_header(checkout, "")
    place = checkout.root / "tpl/_shared/header.jinja"
    place.unlink()
    if kind == "pipe":
        os.mkfifo(place)
    elif kind == "zero":
        place.symlink_to("/dev/zero")
    else:
        with place.open("wb") as file:
            file.truncate(2**40)
    done = run("init", "--dry-run", checkout.root)
    assert done.code == UNUSABLE
    assert "template error: _shared/header.jinja is " in done.err


def test_a_folder_of_too_many_files_is_refused(checkout: Checkout) -> None:
    with_header(checkout, "")
    for number in range(1001):
        (checkout.root / f"tpl/{number}").touch()
    done = run("init", "--dry-run", checkout.root)
    assert done.code == UNUSABLE
    assert ".dockgen.yml:1: templates: " in done.err
    assert "contains more than 1000 files and folders" in done.err


DOUBLED = "{% set x = 'xxxxxxxxxxxxxxxx' %}" + "{% set x = x ~ x %}" * 40 + "{{ x|length }}"
SMALL = Limits(seconds=60, memory=256 * 2**20, characters=100_000)
SHORT = SMALL._replace(seconds=0.5)
TIME, MEMORY = "takes more than 0.5 seconds", "takes more( than 256 MiB of)? memory"
ITSELF, LONG = "it includes itself endlessly", "writes more than 100,000 characters"
GREEDY = {
    "a loop of loops": "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}"
    "{% endfor %}",
    "filters alone": "{% for a in range(99999) %}{% set b = range(99999)|map('string')|list %}"
    "{% endfor %}",
    "one large power": "{% set x = 10 ** (10 ** 10) %}",
    "two calls each": "{% macro m(n) %}{% if n < 60 %}{% set x = m(n + 1) ~ m(n + 1) %}{% endif %}"
    "{% endmacro %}"
    "{% set x = m(0) %}",
    "a text times a number": "{% set x = 'x' * 9000000000 %}",
    "a list times a number": "{% set x = [0] * 9000000000 %}",
    "a wide text": "{% set x = 'x'.center(9000000000) %}",
    "a wide filter": "{% set x = 'x'|center(9000000000) %}",
    "a wide format": "{% set x = '%09000000000d' % 1 %}",
    "a doubled text": DOUBLED,
    "a doubled block": "{% set x %}xxxxxxxxxxxxxxxx{% endset %}"
    "{% set x %}{% filter replace('x', 'xxxxxxxx') %}{% include 'y' ignore missing %}"
    "xxxxxxxx{% endfilter %}{% endset %}"
    + "{% set x = x|replace('x', 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx') %}"
    * 9,
    "much text": "{% for a in range(99999) %}" + "#" * 200 + "\n{% endfor %}",
    "itself": "{% include '_shared/header.jinja' %}",
    "itself twice": "{% include '_shared/header.jinja' %}" * 2,
}


REASONS = {
    "a loop of loops": TIME,
    "filters alone": TIME,
    "one large power": TIME,
    "two calls each": TIME,
    "much text": LONG,
    "itself": ITSELF,
    "itself twice": ITSELF,
}


@pytest.mark.parametrize("name", GREEDY)
def test_a_template_without_end_is_stopped(tmp_path: Path, name: str) -> None:
    write_files(tmp_path, {HEADER: GREEDY[name]})
    reason = REASONS.get(name, MEMORY)
    since = time.monotonic()
    with pytest.raises(UnusableInput) as caught:
        limited.render(HEADER, {}, [tmp_path], SHORT if reason == TIME else SMALL)
    assert time.monotonic() - since < 30
    assert re.match(rf"template error: .*{reason}", caught.value.message)


def test_every_command_has_those_limits(checkout: Checkout) -> None:
    with_header(checkout, GREEDY["a text times a number"])
    done = run("init", "--yes", checkout.root)
    checkout.assert_untouched(done)
    assert done.code == UNUSABLE
    assert "single-stage.Dockerfile.jinja takes more than 1024 MiB of memory" in done.err
    assert "internal error" not in done.err
    assert not (checkout.root / "Dockerfile").exists()


def test_a_process_that_was_stopped_is_started_again(tmp_path: Path) -> None:
    write_files(tmp_path, {HEADER: "{% set x = 'x' * 9000000000 %}", "ours.jinja": "# ours\n"})
    for _ in range(2):
        with pytest.raises(UnusableInput, match=MEMORY):
            limited.render(HEADER, {}, [tmp_path], SMALL)
        assert limited.render("ours.jinja", {}, [tmp_path], SMALL)["text"] == "# ours\n"


@pytest.mark.parametrize(
    "text",
    [
        "{{ ''.__class__.__mro__ }}",
        "{% set x = cycler.__init__.__globals__.os.system('touch evil') %}",
        "{% set x = lipsum.__globals__['os'].popen('touch evil').read() %}",
        "{% set x = note_why.__globals__ %}{{ x }}",
        "{% set x = '{0.__class__.__init__.__globals__}'.format(version) %}{{ x }}",
        "{% set x = ignored.append(1) %}",
        "{% include '../outside/victim' %}",
        "{% include '/etc/passwd' %}",
        "{% import '../../outside/victim' as x %}",
    ],
)
def test_a_template_stays_in_its_sandbox(checkout: Checkout, text: str) -> None:
    with_header(checkout, text)
    done = run("init", "--yes", checkout.root, cwd=checkout.root)
    checkout.assert_untouched(done)
    assert done.code == UNUSABLE
    assert "template error: " in done.err
    assert not (checkout.root / "evil").exists()


def test_a_module_of_the_checkout_is_not_imported(checkout: Checkout) -> None:
    with_header(checkout, "# ours\n")
    for name in ("jinja2", "json", "resource", "pickle", "sitecustomize"):
        checkout.write(f"{name}.py", "raise SystemExit('imported')")
    done = run("init", "--yes", checkout.root, cwd=checkout.root)
    assert done.code == DONE, done.err
    assert "# ours\n" in (checkout.root / "Dockerfile").read_text()


def test_own_templates_say_what_dockgens_say(checkout: Checkout) -> None:
    checkout.start()
    before = (checkout.root / "Dockerfile").read_text()
    checkout.write("tpl/unused.jinja", "")
    with (checkout.root / ".dockgen.yml").open("a") as file:
        file.write("templates: tpl\n")
    assert run("update", checkout.root).code == DONE
    assert (checkout.root / "Dockerfile").read_text() == before
    explained = run("explain", checkout.root / "Dockerfile")
    assert "facts" not in explained.err
    assert "public/" in explained.out
