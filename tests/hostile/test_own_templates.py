"""Templates of a checkout: read from a folder of it, sandboxed, limited in time and memory."""

from __future__ import annotations

import os
import time

import pytest

from dockgen.core.errors import DONE, UNUSABLE
from tests.hostile.conftest import Checkout
from tests.hostile.traced import run


def with_header(checkout: Checkout, text: str) -> None:
    checkout.write(".dockgen.yml", "templates: tpl\n")
    checkout.write("tpl/_shared/header.jinja", text)


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
    assert run("init", "--yes", checkout.root).code == DONE
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
    assert "_shared/header.jinja is a link that leads out of its folder" in done.err


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
    assert "holds more than 1000 files and folders" in done.err


DOUBLED = "{% set x = 'xxxxxxxxxxxxxxxx' %}" + "{% set x = x ~ x %}" * 40 + "{{ x|length }}"
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


@pytest.mark.parametrize("text", GREEDY.values(), ids=list(GREEDY))
def test_a_template_without_end_is_stopped(checkout: Checkout, text: str) -> None:
    with_header(checkout, text)
    since = time.monotonic()
    done = run("init", "--yes", checkout.root)
    assert time.monotonic() - since < 40
    checkout.assert_untouched(done)
    assert done.code == UNUSABLE, done.err
    assert "template error: " in done.err
    assert "internal error" not in done.err
    assert not (checkout.root / "Dockerfile").exists()


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
    assert run("init", "--yes", checkout.root).code == DONE
    before = (checkout.root / "Dockerfile").read_text()
    checkout.write("tpl/unused.jinja", "")
    with (checkout.root / ".dockgen.yml").open("a") as file:
        file.write("templates: tpl\n")
    assert run("update", checkout.root).code == DONE
    assert (checkout.root / "Dockerfile").read_text() == before
    explained = run("explain", checkout.root / "Dockerfile")
    assert "facts" not in explained.err
    assert "public/" in explained.out
