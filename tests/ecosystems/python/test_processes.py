"""The processes of a Procfile: which one starts, and what a compose file makes of the others."""

from __future__ import annotations

import pytest

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Evidence, Override
from dockgen.ecosystems.planning import plan
from dockgen.ecosystems.registry import detect
from dockgen.integrations.compose.services_file import Application, texts
from dockgen.managed_files import draft
from tests.conftest import MakeProject
from tests.ecosystems.python.shapes import FLASK, lists

PROCFILE = (
    "release: python manage.py migrate\nweb: gunicorn app:app\n"
    "worker: celery -A app worker -c 2\nbeat: celery -A app beat\n"
)
FILES = {**lists("flask", "gunicorn", "celery[redis]"), "app.py": FLASK, "Procfile": PROCFILE}
BEAT = "celery -A app beat --schedule /tmp/celerybeat-schedule"


def test_the_further_processes_are_facts(project: MakeProject) -> None:
    facts = detect(project(FILES)).facts
    assert facts["start_command"].value[:1] == ("gunicorn",)  # type: ignore[index]
    assert facts["processes"].value == (("worker", "celery -A app worker -c 2"), ("beat", BEAT))


def test_the_user_chooses_one(project: MakeProject) -> None:
    given = {"process": Override("worker", Evidence("--process"))}
    detection = detect(project(FILES), overrides=given)
    assert detection.facts["start_command"].value == ("celery", "-A", "app", "worker", "-c", "2")
    assert detection.winner[1].shape == "worker"
    assert detection.facts["processes"].value == (("beat", BEAT),)


def test_processes_that_a_shell_reads(project: MakeProject) -> None:
    files = {**FILES, "Procfile": "web: gunicorn app:app\nworker: python a.py && celery worker\n"}
    made = plan(detect(project(files)))
    assert [(one.name, str(one.command)) for one in made.processes] == [
        ("worker", '["sh", "-c", "python a.py && exec celery worker"]')
    ]


def test_compose_runs_each_from_the_same_image(project: MakeProject) -> None:
    here = project(FILES)
    text = texts(here, [Application(draft.draft(str(here.root), "Dockerfile", {}))])["compose.yaml"]
    for command in (
        '["celery", "-A", "app", "worker", "-c", "2"]',
        '["celery", "-A", "app", "beat", "--schedule", "/tmp/celerybeat-schedule"]',
    ):
        assert f"    command: {command}\n" in text
    assert text.count("    build:\n") == 3
    assert text.count("    ports:\n") == 1
    assert "  release:\n" not in text
    assert text.count("redis:\n        condition: service_healthy\n") == 3


def test_a_script_stops_on_the_signal_that_python_obeys(project: MakeProject) -> None:
    here = project({**FILES, "Procfile": "web: gunicorn app:app\nworker: python -u jobs.py\n"})
    text = texts(here, [Application(draft.draft(str(here.root), "Dockerfile", {}))])["compose.yaml"]
    assert '    command: ["python", "-u", "jobs.py"]\n    stop_signal: SIGINT\n' in text


def test_variables_that_the_settings_need_come_from_the_env_file(project: MakeProject) -> None:
    files = {
        **lists("django", "gunicorn", "psycopg[binary]"),
        "manage.py": "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'web.settings')\n",
        "web/__init__.py": "",
        "web/settings.py": "import os\nSECRET_KEY = os.environ['SECRET_KEY']\n"
        "DATABASE = os.environ['DATABASE_URL']\n",
        "web/wsgi.py": "from django.core.wsgi import get_wsgi_application\n"
        "application = get_wsgi_application()\n",
    }
    here = project(files)
    made = texts(here, [Application(draft.draft(str(here.root), "Dockerfile", {}))])
    asked = "SECRET_KEY: ${SECRET_KEY:-change-me}"
    assert f"      {asked}\n" in made["compose.yaml"]
    assert "SECRET_KEY=change-me\n" in made[".env.example"]
    assert "DATABASE_URL=" not in made[".env.example"]
    assert "      DATABASE_URL: postgresql://" in made["compose.yaml"]


@pytest.mark.parametrize(
    ("packages", "source", "service", "variable"),
    [
        (
            ("celery[redis]",),
            "os.environ['CELERY_BROKER_URL']",
            "redis",
            "CELERY_BROKER_URL: redis://",
        ),
        (
            ("celery",),
            "Celery('x', broker='redis://localhost:6379/0')",
            "redis",
            "REDIS_URL: redis://",
        ),
        (
            ("celery",),
            "Celery('x', broker=os.getenv('CELERY_BROKER_URL', 'amqp://guest@localhost//'))",
            "rabbitmq",
            "CELERY_BROKER_URL: amqp://",
        ),
        (("dramatiq[rabbitmq]",), "x = 1", "rabbitmq", "AMQP_URL: amqp://"),
        (("faststream[redis]",), "x = 1", "redis", "REDIS_URL: redis://"),
    ],
    ids=("extra", "redis", "amqp", "dramatiq", "faststream"),
)
def test_brokers(
    project: MakeProject, packages: tuple[str, ...], source: str, service: str, variable: str
) -> None:
    imports = "import os\nfrom celery import Celery\n"
    here = project({**lists(*packages), "worker.py": f"{imports}app = Celery('x')\n{source}\n"})
    text = texts(here, [Application(draft.draft(str(here.root), "Dockerfile", {}))])["compose.yaml"]
    assert f"\n  {service}:\n" in text
    assert f"      {variable}" in text


def test_a_process_that_is_not_there(project: MakeProject) -> None:
    given = {"process": Override("wroker", Evidence("--process"))}
    with pytest.raises(UnusableInput, match="wroker is no process of the Procfile"):
        detect(project(FILES), overrides=given)


PLATFORMS = {
    "App Engine": (
        {"app.yaml": "runtime: python312\nentrypoint: gunicorn -b :$PORT -w 2 main:create()\n"},
        "gunicorn --worker-tmp-dir /dev/shm -w 2 main:create()",
    ),
    "Render": (
        {
            "render.yaml": "services:\n  - type: web\n    runtime: python\n"
            "    startCommand: gunicorn --threads 4 main:create()\n"
        },
        "gunicorn --worker-tmp-dir /dev/shm --threads 4 main:create()",
    ),
    "Railway": (
        {
            "railway.json": '{"deploy": {"startCommand": '
            '"granian --interface wsgi --factory main:create"}}'
        },
        "granian --interface wsgi --factory main:create",
    ),
    "another program": ({"render.yaml": "services:\n  - startCommand: npm start\n"}, None),
    "a development server": (
        {"railway.toml": "[deploy]\nstartCommand = 'flask run --host 0.0.0.0'\n"},
        None,
    ),
}


@pytest.mark.parametrize("name", PLATFORMS)
def test_what_a_hosting_platform_starts(project: MakeProject, name: str) -> None:
    files, command = PLATFORMS[name]
    source = "from flask import Flask\ndef create():\n    return Flask(__name__)\n"
    detection = detect(
        project({**lists("flask", "gunicorn", "granian"), "main.py": source, **files})
    )
    shown = " ".join(detection.facts["start_command"].value)  # type: ignore[arg-type]
    assert shown == (command or "gunicorn --worker-tmp-dir /dev/shm main:create()")
    assert detection.facts["framework"].value == "flask"
