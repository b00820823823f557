"""Tools that a script calls by their file, or after options of Node.js."""

from __future__ import annotations

import time

import pytest

from dockgen.ecosystems.javascript.node.scripts.tool_names import plain


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("node --max_old_space_size=8192 ./node_modules/vite/bin/vite.js build", "vite build"),
        ("node --max-old-space-size 8192 node_modules/.bin/ng build", "ng build"),
        ("node node_modules/@angular/cli/bin/ng build --prod", "ng build --prod"),
        ("node ../../node_modules/next/dist/bin/next build", "next build"),
        ("node -r esm --inspect node_modules/parcel/lib/bin.js build a", "parcel build a"),
        ('node "node_modules/@vue/cli-service/bin/vue-cli-service.js" build', None),
        ("tsc && node --expose-gc node_modules/.bin/nest build", "tsc && nest build"),
        ("cross-env A=b node node_modules/webpack/bin/webpack.js", "cross-env A=b webpack"),
        ("A=b ./node_modules/.bin/rollup -c", "A=b rollup -c"),
        ("bun --bun ./node_modules/.bin/vite build", "vite build"),
        ("react-scripts --max_old_space_size=4096 start", "react-scripts start"),
        ("react-scripts --openssl-legacy-provider build", "react-scripts build"),
        ("ng --max-old-space-size 8192 build", "ng build"),
        ("node --max-old-space-size=512 server.js", "node server.js"),
        ("rm -rf node_modules/.cache && vite build", "rm -rf node_modules/.cache && vite build"),
        ("cp node_modules/a/b.js public", "cp node_modules/a/b.js public"),
        ("vite build --mode production", "vite build --mode production"),
    ],
)
def test_a_tool_goes_by_its_name(script: str, expected: str | None) -> None:
    assert plain(script) == (expected or "vue-cli-service build")


@pytest.mark.parametrize(
    "text",
    [
        "node_modules/" + "a/" * 20000 + " -x" * 20000,
        "node " + "-x " * 40000 + "node_modules/",
        "a/" * 40000 + "node_modules/",
        "a --max-x=1 " * 20000,
    ],
)
def test_a_long_script_takes_no_time(text: str) -> None:
    before = time.process_time()
    plain(text)
    assert time.process_time() - before < 2
