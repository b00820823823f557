"""Plain expressions in configuration files."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockgen.core.project import TextFile
from dockgen.ecosystems.javascript.node.sources.source import Literals


def literals(text: str) -> Literals:
    return Literals(TextFile("next.config.mjs", text))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('const out = "www"; export default { dir: out }', "www"),
        ('const out: string = "www"; export default { dir: out }', "www"),
        ('const dir = "www"; export default { dir }', "www"),
        ('const dir = "www"; export default { a: 1, dir, b: 2 }', "www"),
        ("export default { dir: process.env.OUT ?? 'www' }", "www"),
        ("export default { dir: process.env.OUT || 'www' }", "www"),
        ("export default { dir: process.env['OUT'] || `www` }", "www"),
        ("x = { dir: process.env.NODE_ENV === 'production' ? 'www' : 'dev' }", "www"),
        ("x = { dir: process.env.NODE_ENV !== 'production' ? undefined : 'www' }", "www"),
        ("const p = process.env.NODE_ENV === 'production'; x = { dir: p ? 'www' : f() }", "www"),
        ("x = defineConfig(({ mode }) => ({ dir: mode === 'production' ? 'www' : 'd' }))", "www"),
        ("x = defineConfig(({ command }) => ({ dir: command === 'build' ? 'www' : 'd' }))", "www"),
        ("x = { dir: process.env.VERCEL ? undefined : 'www' }", "www"),
        ("x = { dir: process.env.CI === 'true' ? f({ a: 1 }, 2) : 'www' }", "www"),
        ("x = { dir: !process.env.LOCAL && 'www' }", "www"),
        ("const base = 'w'; x = { dir: base + 'ww' }", "www"),
        ("const name = 'ww'; x = { dir: `w${name}` }", "www"),
        ("x = { dir: path.join('a', 'www') }", "a/www"),
        (
            "const h = dirname(fileURLToPath(import.meta.url)); x = { dir: resolve(h, '../www') }",
            "../www",
        ),
        ("const root = import.meta.dirname; x = { dir: join(root, 'www') }", "www"),
        ("x = { dir: (process.env.A ?? ('www')) as const }", "www"),
        ("x = { dir: process.env.A ? true : false }", "false"),
    ],
)
def test_what_is_plain_is_worked_out(text: str, value: str) -> None:
    found = literals(text).get("dir")
    assert found is not None
    assert found.value == value


@pytest.mark.parametrize(
    "text",
    [
        "x = { dir: process.env.OUT }",
        "x = { dir: undefined }",
        "x = { dir: process.env.A ? 'www' : undefined }",
        "x = { dir: { a: 1 } }",
        "x = { dir: () => 'www' }",
        "x = { dir: ['www'] }",
        "x = { dir() { return 'www' } }",
    ],
)
def test_what_is_not_set_is_absent_and_nothing_to_say(text: str) -> None:
    file = literals(text)
    assert file.get("dir") is None
    assert file.computed == {}


@pytest.mark.parametrize(
    "text",
    [
        "x = {\n dir: find() }",
        "x = {\n dir: settings.dir }",
        "import dir from './dir'; x = {\n dir }",
        "x = {\n dir: process.env.A ? 'www' : pick() }",
        "x = {\n dir: `${find()}/www` }",
        "const dir = dir; x = {\n dir: dir }",
    ],
)
def test_what_is_computed_has_a_place(text: str) -> None:
    file = literals(text)
    assert file.get("dir") is None
    assert file.computed == {("dir",): 2}


@pytest.mark.parametrize(
    ("text", "here"),
    [
        ("x = { dir: path.resolve(__dirname, 'www') }", True),
        ("x = { dir: path.resolve('www') }", True),
        ("x = { dir: fileURLToPath(new URL('./www', import.meta.url)) }", True),
        ("x = { dir: 'www' }", False),
        ("x = { dir: path.join('www') }", False),
        ("x = {}", False),
    ],
)
def test_a_path_may_begin_at_the_files_folder(text: str, here: bool) -> None:
    assert literals(text).begins_here("dir") == here


@given(st.text(alphabet="abc'\"`${}()[]:,?|&+=!<>/*. \n", max_size=80))
def test_no_text_stops_the_reader(text: str) -> None:
    literals(f"const a = {text}; x = {{ dir: a, b: {text} }}").get("dir")
