"""Django projects whose settings are laid out in ways of their own."""

from __future__ import annotations

import pytest

from dockgen.ecosystems.registry import detect
from tests.conftest import MakeProject
from tests.ecosystems.python.shapes import lists

WSGI = "from django.core.wsgi import get_wsgi_application\napplication = get_wsgi_application()\n"


def with_settings(settings: dict[str, str], *packages: str) -> dict[str, str]:
    return {
        **lists("django", "gunicorn", "whitenoise", *packages),
        "manage.py": "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'web.settings')\n",
        "web/__init__.py": "",
        "web/wsgi.py": WSGI,
        **{f"web/{name}": text for name, text in settings.items()},
    }


STATIC = (
    "INSTALLED_APPS = ['django.contrib.staticfiles']\nSTATIC_ROOT = 'collected'\n"
    "MIDDLEWARE = ['whitenoise.middleware.WhiteNoiseMiddleware']\n"
)
FROM_DECOUPLE = "from decouple import config\nSECRET_KEY = config('SECRET_KEY')\n"


@pytest.mark.parametrize(
    "settings",
    [
        {
            "settings/__init__.py": "from split_settings.tools import include, optional\n"
            "include('components/*.py', optional('local.py'))\n",
            "settings/components/common.py": FROM_DECOUPLE,
            "settings/components/static.py": STATIC,
        },
        {
            "settings/__init__.py": "import os\nfrom split_settings.tools import include\n"
            "ENV = os.environ.get('ENV', 'dev')\n"
            "include('base.py', f'environments/{ENV}.py')\n",
            "settings/base.py": STATIC,
            "settings/environments/production.py": FROM_DECOUPLE,
        },
        {
            "settings/__init__.py": "from .base import *\nfrom .secret import *\n",
            "settings/base.py": STATIC,
            "settings/secret.py": FROM_DECOUPLE,
        },
    ],
    ids=("split", "split-computed", "star"),
)
def test_settings_in_parts(project: MakeProject, settings: dict[str, str]) -> None:
    facts = detect(project(with_settings(settings))).facts
    command = "SECRET_KEY=placeholder python manage.py collectstatic --no-input"
    assert facts["build_command"].value == command


def test_an_extra_that_is_compiled(project: MakeProject) -> None:
    facts = detect(project(with_settings({"settings.py": STATIC}, "psycopg[c]"))).facts
    assert facts["build_packages"].value == ("gcc", "libc6-dev", "libpq-dev")
    assert facts["system_packages"].value == ("libpq5",)


@pytest.mark.parametrize("whitenoise", [True, False], ids=("whitenoise", "granian"))
def test_settings_for_development_are_named(project: MakeProject, whitenoise: bool) -> None:
    static = STATIC if whitenoise else STATIC.partition("MIDDLEWARE")[0]
    files = with_settings({"settings/dev.py": static, "settings/production.py": static})
    files |= {"manage.py": files["manage.py"].replace("web.settings", "web.settings.dev")}
    if not whitenoise:
        files |= lists("django")
    said = detect(project(files)).winner[1].findings.warnings
    assert any("--env DJANGO_SETTINGS_MODULE=web.settings.production" in one for one in said)
