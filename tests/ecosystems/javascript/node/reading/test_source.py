"""Literals in JavaScript configuration files."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockgen.core.project import TextFile
from dockgen.ecosystems.javascript.node.sources.source import Literals


def read(text: str) -> Literals:
    return Literals(TextFile("vite.config.ts", text))


@pytest.mark.parametrize(
    "text",
    [
        'export default { build: { outDir: "www" } }',
        "export default defineConfig({ build: { outDir: 'www' } })",
        "export default defineConfig(({ mode }) => ({ plugins: [x()], build: { outDir: `www` } }))",
        "export default defineConfig(() => { return { build: { 'outDir': 'www', x: 1 } } })",
        "const c: UserConfig = { build: { outDir: 'www' } }; export default c",
        "module.exports = wrap({ other: { outDir: 'no' }, build: { outDir: 'www' } }, 3)",
        "// build: { outDir: 'no' }\n/* { build: { outDir: 'no' } } */ x = {build:{outDir:'www'}}",
        "x = { build: { outDir: path.resolve(__dirname, './www') } }",
        "x = { build: { outDir: resolve(import.meta.dirname, 'www') } }",
        "x = { build: { outDir: join(process.cwd(), 'www') } }",
        "x = { a: cond ? 'p' : 'q', build: { minify: true, outDir: 'www' } }",
        "x = { a: [{ build: { b: 1 } }], build: { outDir: 'www' } }",
    ],
)
def test_a_literal_is_found_by_the_keys_that_lead_to_it(text: str) -> None:
    found = read(text).get("build", "outDir")
    assert found is not None
    assert found.value == "www"


@pytest.mark.parametrize(
    "text",
    [
        "x = { build: { outDir: process.env.OUT } }",
        "x = { build: { outDir } }",
        "x = { outDir: 'www' }",
        "x = { build: { outDir: isProd ? 'a' : 'b' } }",
        "x = { build: { outDir: `${dir}/www` } }",
        "x = { build: { outDir: other('www') } }",
        "// { build: { outDir: 'www' } }",
        "x = 'build: { outDir: \"www\" }'",
        "",
        "}}])(",
    ],
)
def test_what_is_not_plainly_there_is_not_read(text: str) -> None:
    assert read(text).get("build", "outDir") is None


def test_flags_and_numbers_are_read_as_text_with_their_line() -> None:
    file = read("export default {\n  ssr: false,\n  server: { port: 5000 },\n}")
    flag = file.get("ssr")
    port = file.get("server", "port")
    assert flag is not None
    assert port is not None
    assert (flag.value, flag.evidence.line) == ("false", 2)
    assert (port.value, str(port.evidence)) == ("5000", "vite.config.ts:3  server.port")


@given(st.text(alphabet=st.sampled_from("{}()[]:,'\"`/*\\\n ab1=>?;$")))
def test_any_text_is_read_without_complaint(text: str) -> None:
    read(text)


KEYS = st.from_regex(r"[a-z]{1,6}", fullmatch=True)


@given(
    st.recursive(
        st.from_regex(r"[a-z0-9./-]{1,8}", fullmatch=True),
        lambda inner: st.dictionaries(KEYS, inner, max_size=4),
        max_leaves=12,
    )
)
def test_every_literal_of_an_object_is_found(value: object) -> None:
    def written(part: object) -> str:
        if isinstance(part, dict):
            inner = ", ".join(f"{key}: {written(one)}" for key, one in part.items())
            return f"{{ {inner} }}"
        return f"'{part}'"

    def leaves(part: object, keys: tuple[str, ...] = ()) -> dict[tuple[str, ...], str]:
        if isinstance(part, dict):
            merged: dict[tuple[str, ...], str] = {}
            for key, one in part.items():
                merged |= leaves(one, (*keys, key))
            return merged
        return {keys: str(part)} if keys else {}

    file = read(f"export default wrap({written(value)})")
    for keys, leaf in leaves(value).items():
        found = file.get(*keys)
        assert found is not None
        assert found.value == leaf
