"""Sites that are built once for each locale."""

from __future__ import annotations

import json

import pytest

from dockgen.ecosystems.planning import plan
from dockgen.ecosystems.registry import detect
from dockgen.rendering.render import render
from tests.conftest import MakeProject

I18N = {"sourceLocale": "en-US", "locales": {"de": "src/de.xlf", "fr": {"translation": "a.xlf"}}}


def made(
    make: MakeProject, build: str, i18n: object, options: object = None, configured: object = None
) -> tuple[tuple[str, ...], str, list[str]]:
    target = {
        "builder": "@angular/build:application",
        "options": options or {},
        "configurations": {"production": configured or {}},
        "defaultConfiguration": "production",
    }
    portal = {"projectType": "application", "i18n": i18n, "architect": {"build": target}}
    package = {
        "scripts": {"build": build, "start": "ng serve"},
        "dependencies": {"@angular/core": "20"},
    }
    files = {
        "package.json": json.dumps(package),
        "angular.json": json.dumps({"projects": {"portal": portal}}),
    }
    found = detect(make(files), detector="node")
    findings = found.winner[1].findings
    nginx = render(plan(found))["nginx.conf"].text
    return findings.words("locales"), nginx, list(findings.warnings)


@pytest.mark.parametrize(
    ("build", "i18n", "options", "configured", "expected"),
    [
        ("ng build --localize", I18N, {}, {}, ("en-US", "de", "fr")),
        ("ng build", I18N, {"localize": True}, {}, ("en-US", "de", "fr")),
        ("ng build", I18N, {}, {"localize": ["de", "en-US"]}, ("en-US", "de")),
        ("ng build", I18N, {"localize": True}, {"localize": ["fr"]}, ("fr",)),
        ("ng build", I18N, {}, {}, ()),
        ("ng build --localize=false", I18N, {}, {}, ()),
        ("ng build --localize", {"locales": {"de": "a"}}, {}, {}, ("en-US", "de")),
        (
            "ng build --localize",
            {
                "sourceLocale": {"code": "en", "subPath": "english"},
                "locales": {"de": {"translation": "a", "subPath": "deutsch"}},
            },
            {},
            {},
            ("english", "deutsch"),
        ),
    ],
)
def test_each_locale_falls_back_to_its_own_page(
    project: MakeProject,
    build: str,
    i18n: object,
    options: object,
    configured: object,
    expected: tuple[str, ...],
) -> None:
    locales, nginx, warnings = made(project, build, i18n, options, configured)
    assert locales == expected
    for one in expected:
        assert f"try_files $uri $uri.html $uri/index.html /{one}/index.html;" in nginx
    assert ("try_files $uri $uri.html $uri/index.html /index.html;" in nginx) is not bool(expected)
    if expected:
        assert f"return 302 /{expected[0]}/;" in nginx
        assert any(f"/ leads to /{expected[0]}/" in one for one in warnings)
