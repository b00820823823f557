"""Paths that a development server hands to another server, and nginx on request."""

from __future__ import annotations

import json

import pytest

from dockgen.ecosystems.planning import plan
from dockgen.ecosystems.registry import detect
from dockgen.rendering.render import render
from tests.conftest import MakeProject
from tests.ecosystems.javascript.node.test_node import verdict_of

VITE = {
    "scripts": {"build": "vite build"},
    "dependencies": {"react": "19"},
    "devDependencies": {"vite": "6"},
}
CRA = {
    "scripts": {"build": "react-scripts build"},
    "dependencies": {"react-scripts": "5", "http-proxy-middleware": "^2.0.0"},
}
ANGULAR = {
    "scripts": {"build": "ng build", "start": "ng serve --proxy-config src/proxy.conf.js"},
    "dependencies": {"@angular/core": "20"},
}
API = [("/api", "/api")]
ONE = "{ '/api': 'http://a' }"


def vite(text: str) -> dict[str, str]:
    return {"vite.config.js": f"export default {{ server: {{ proxy: {text} }} }}"}


@pytest.mark.parametrize(
    ("package", "files", "expected"),
    [
        (VITE, vite("{ '/api': 'http://localhost:4000' }"), API),
        (VITE, vite("{ '/api/': { target: 'http://localhost:4000', ws: true } }"), API),
        (VITE, vite("{ [KEY]: 'http://a', '/api': { target: env.API ?? 'http://b' } }"), API),
        (
            VITE,
            vite("{ '/api': { target: 'http://a', rewrite: (p) => p.replace(/^\\/api/, '') } }"),
            [("/api", "")],
        ),
        (
            VITE,
            vite("{ '/api': { target: 'http://a', rewrite: (p) => p.replace(/^\\/api/, '/v1') } }"),
            [("/api", "/v1")],
        ),
        (VITE, vite("{ '/api': { target: 'http://a/base/' } }"), [("/api", "/base/api")]),
        (
            VITE,
            vite("{ '^/(api|graphql)/.*': { target: 'http://a' } }"),
            [("/api", "/api"), ("/graphql", "/graphql")],
        ),
        (VITE, vite("{ '^/x[a-z]+': 'http://a' }"), []),
        (VITE, vite("{ '/': 'http://a' }"), [("*", "")]),
        (VITE, vite("{}"), []),
        (
            VITE,
            {"vite.config.ts": f"const proxy = {ONE}\nexport default {{ server: {{ proxy }} }}"},
            API,
        ),
        (
            VITE,
            {"vite.config.ts": f"const p = {ONE}\nexport default {{ server: {{ proxy: p }} }}"},
            API,
        ),
        ({**CRA, "proxy": "http://localhost:5000"}, {}, [("*", "")]),
        ({**CRA, "proxy": {"/api": {"target": "http://a"}}}, {}, API),
        ({**VITE, "proxy": "http://localhost:5000"}, {}, []),
        (
            CRA,
            {"src/setupProxy.js": "app.use(\n'/api',\nproxy({ target: 'http://a' }))"},
            API,
        ),
        (
            CRA,
            {"src/setupProxy.js": "app.use(proxy(['/api', '/img/**'], { target: 'http://a' }))"},
            [("/api", "/api"), ("/img", "/img")],
        ),
        (
            {**CRA, "dependencies": {"react-scripts": "5", "http-proxy-middleware": "^3.0.0"}},
            {"src/setupProxy.js": "app.use('/api', createProxyMiddleware({ target: 'http://a' }))"},
            [("/api", "")],
        ),
        (
            CRA,
            {"src/setupProxy.js": "proxy({ target: 'http://a', pathFilter: '/api' })"},
            API,
        ),
        (
            ANGULAR,
            {"src/proxy.conf.js": "module.exports = [{ context: ['/api'], target: 'http://a' }]"},
            API,
        ),
        (
            ANGULAR,
            {"proxy.conf.json": '{"/api/*": {"target": "http://a", "pathRewrite": {"^/api": ""}}}'},
            [("/api", "")],
        ),
        (
            {
                "scripts": {"build": "vue-cli-service build"},
                "dependencies": {"@vue/cli-service": "5"},
            },
            {"vue.config.js": "module.exports = { devServer: { proxy: 'http://localhost:4000' } }"},
            [("*", "")],
        ),
        (
            VITE,
            {"webpack.config.js": "x = { devServer: { proxy: [{ context: '/api' }] } }"},
            API,
        ),
        (VITE, {".proxyrc": '{ "/api": { "target": "http://localhost:8000/" } }'}, API),
        (
            VITE,
            {"gatsby-config.js": "exports.x = { proxy: { prefix: '/api', url: 'http://a' } }"},
            API,
        ),
    ],
)
def test_paths_are_read_with_what_becomes_of_them(
    project: MakeProject,
    package: dict[str, object],
    files: dict[str, str],
    expected: list[tuple[str, str]],
) -> None:
    found = verdict_of(project, package, files).findings
    assert list(found.pairs("api_proxies")) == expected
    said = [one for one in found.warnings if "the development server sends" in one]
    assert len(said) == bool(expected)
    assert all("docker run -e API_UPSTREAM=http://HOST:PORT" in one for one in said)


def test_each_server_has_its_own_variable(project: MakeProject) -> None:
    text = "{ '/api': 'http://a:1', '/socket.io': 'ws://a:1', '/auth/v2': { target: 'http://b' } }"
    found = verdict_of(project, VITE, vite(text)).findings
    assert dict(found.pairs("api_upstreams")) == {
        "/api": "API_UPSTREAM",
        "/socket.io": "API_UPSTREAM",
        "/auth/v2": "AUTH_V2_UPSTREAM",
    }
    said = [one for one in found.warnings if "the development server sends" in one]
    assert (
        "vite.config.js:1: the development server sends /api, /socket.io to http://a:1" in said[0]
    )
    assert "-e AUTH_V2_UPSTREAM=" in said[1]


def rendered(make: MakeProject, package: object, files: dict[str, str]) -> dict[str, str]:
    made = make({"package.json": json.dumps(package), **files})
    every = render(plan(detect(made)))
    return {name: file.text for name, file in every.items()}


def test_nginx_includes_what_the_script_writes(project: MakeProject) -> None:
    strip = "{ '/api': { target: 'http://a', rewrite: (p) => p.replace(/^\\/api/, '') } }"
    files = rendered(project, VITE, vite(strip))
    assert "include /tmp/upstreams.conf*;" in files["nginx.conf"]
    assert "@application" not in files["nginx.conf"]
    called = """path API_UPSTREAM "${API_UPSTREAM:-}" /api '^/api/?(.*)$ /$1' >>"$rules\""""
    assert called in files["api-upstream.sh"]
    assert "COPY --chmod=755 api-upstream.sh /docker-entrypoint.d/40-" in files["Dockerfile"]


def test_all_that_is_no_page_goes_on(project: MakeProject) -> None:
    files = rendered(project, {**CRA, "proxy": "http://localhost:5000"}, {})
    assert "try_files $uri $uri.html $uri/index.html @application;" in files["nginx.conf"]
    assert "include /tmp/upstream-rest.conf*;" in files["nginx.conf"]


def test_a_site_without_such_paths_has_no_script(project: MakeProject) -> None:
    files = rendered(project, VITE, {})
    assert "api-upstream.sh" not in files
    assert "upstream" not in files["nginx.conf"]


def test_the_user_names_paths(project: MakeProject) -> None:
    found = verdict_of(project, VITE, api_proxies="/api:/v1").findings
    assert found.pairs("api_upstreams") == (("/api", "API_UPSTREAM"),)
    assert not any("the development server" in one for one in found.warnings)


@pytest.mark.parametrize("value", ["/a b:/c", "/a;:/b", "api:/api", "/a:/b}"])
def test_a_path_that_could_leave_its_place_is_refused(project: MakeProject, value: str) -> None:
    with pytest.raises(Exception, match=r"paths such as /api:/api|of the form PATH:SENT_AS"):
        verdict_of(project, VITE, api_proxies=[value])
