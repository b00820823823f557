"""What the files beside a Go program and the program itself say of its build and its address."""

from __future__ import annotations

import pytest

from dockgen.ecosystems.planning import plan
from dockgen.ecosystems.registry import detect
from dockgen.integrations.compose.services_file import Application, texts
from dockgen.managed_files import draft
from dockgen.rendering.render import render
from tests.conftest import MakeProject

MOD = "module example.com/shop\n\ngo 1.25\n"
LISTEN = 'http.ListenAndServe(":8080", nil)'


def program(body: str, *, imports: str = "", requires: str = "") -> dict[str, str]:
    required = f"\nrequire {requires}\n" if requires else ""
    sums = {"go.sum": f"{requires} h1:x=\n"} if requires else {}
    source = f'package main\n\nimport (\n\t"net/http"\n{imports})\n\nfunc main() {{\n{body}\n}}\n'
    return {"go.mod": f"{MOD}{required}", "main.go": source, **sums}


def dockerfile(project: MakeProject, files: dict[str, str]) -> str:
    return render(plan(detect(project(files))))["Dockerfile"].text


TAGS = {
    "in quotes": ("Makefile", "build:\n\tgo build -tags 'netgo osusergo' .\n", "netgo,osusergo"),
    "by a variable": ("Makefile", "TAGS ?= netgo\nb:\n\tgo build -tags=$(TAGS) -o x .\n", "netgo"),
    "over two lines": ("Makefile", "b:\n\tgo build -trimpath \\\n\t\t--tags netgo .\n", "netgo"),
    "in a Taskfile": (
        "Taskfile.yml",
        "tasks:\n  b:\n    cmd: go build -tags=jsoniter .\n",
        "jsoniter",
    ),
    "in a justfile": ("justfile", "build:\n  go build -tags fts5 .\n", "fts5"),
}


@pytest.mark.parametrize("name", TAGS)
def test_build_tags(project: MakeProject, name: str) -> None:
    path, text, tags = TAGS[name]
    facts = detect(project({**program(LISTEN), path: text})).facts
    assert f"-tags={tags} " in str(facts["build_command"].value)


@pytest.mark.parametrize(
    "text",
    [
        "dev:\n\tgo build -tags dev .\n",
        "t:\n\tgo test -tags netgo ./...\n",
        "b:\n\tgo build -tags $(T) .\n",
    ],
    ids=("development", "tests", "computed"),
)
def test_tags_that_are_not_of_the_image(project: MakeProject, text: str) -> None:
    assert "tags" not in detect(project({**program(LISTEN), "Makefile": text})).facts


HEALTH = {
    "an argument": ('if os.Args[1] == "health" { os.Exit(0) }', "health"),
    "a flag": ('ask := flag.Bool("healthcheck", false, "ask")', "-healthcheck"),
    "a case": ('switch os.Args[1] {\ncase "healthz":\n}', "healthz"),
    "a subcommand of cobra": ('c := &cobra.Command{Use: "health"}', "health"),
}


@pytest.mark.parametrize("name", HEALTH)
def test_a_program_that_asks_itself(project: MakeProject, name: str) -> None:
    body, called = HEALTH[name]
    text = dockerfile(project, program(f"{body}\n{LISTEN}", imports='\t"flag"\n\t"os"\n'))
    assert f'HEALTHCHECK CMD ["/usr/local/bin/shop", "{called}"]\n' in text


def test_a_route_is_no_subcommand(project: MakeProject) -> None:
    body = f'switch kind {{\ncase "health":\n}}\nhttp.HandleFunc("/health", nil)\n{LISTEN}'
    assert "HEALTHCHECK" not in dockerfile(project, program(body))


FORMATTED = 'http.ListenAndServe(fmt.Sprintf("%s:%d", *h, *p), nil)'
ADDRESSES = {
    "a flag of the host": (
        'h, p := flag.String("host", "localhost", ""), flag.Int("port", 4000, "")\n' + FORMATTED,
        'CMD ["--host=0.0.0.0"]',
    ),
    "a flag of the address": (
        'a := flag.String("addr", "127.0.0.1:4000", "")\nhttp.ListenAndServe(*a, nil)',
        'CMD ["--addr=:4000"]',
    ),
    "a variable of the host": (
        'h := getEnv("HOST", "127.0.0.1")\nhttp.ListenAndServe(h+":8080", nil)',
        "ENV HOST=0.0.0.0",
    ),
    "a variable of the address": (
        'a := getEnv("ADDR", "localhost:9000")\nhttp.ListenAndServe(a, nil)',
        "ENV ADDR=:9000",
    ),
}


@pytest.mark.parametrize("name", ADDRESSES)
def test_a_program_is_reached_from_outside(project: MakeProject, name: str) -> None:
    body, line = ADDRESSES[name]
    files = program(body, imports='\t"flag"\n\t"fmt"\n')
    assert f"{line}\n" in dockerfile(project, files)
    warnings = detect(project(files)).winner[1].findings.warnings
    assert not any("loopback" in one for one in warnings)


def test_the_constant_stands_in_for_a_variable(project: MakeProject) -> None:
    read = 'if v, err := strconv.Atoi(os.Getenv("APP_PORT")); err == nil {'
    body = f"p := defaultPort\n{read}\n\tp = v\n}}"
    files = program(f"{body}\nhttp.ListenAndServe(f(p), nil)")
    files["ports.go"] = "package main\n\nconst defaultPort = 7000\n"
    assert detect(project(files)).facts["port"].value == 7000


def test_a_controller_waits(project: MakeProject) -> None:
    body = "flag.Parse()\nm.Start(ctrl.SetupSignalHandler())"
    files = program(body, imports='\t"flag"\n')
    assert detect(project(files)).winner[1].shape == "worker"


REWRITTEN = {
    "a command": (
        "Makefile",
        'x:\n\tgit config --global url."git@{host}:".insteadOf "https://{host}/"\n',
    ),
    "with a scheme": (
        "README.md",
        "git config --global url.ssh://git@{host}/.insteadOf https://{host}/\n",
    ),
    "a file of Git's": (".gitconfig", '[url "ssh://git@{host}/"]\n\tinsteadOf = https://{host}/\n'),
    "a workflow": (
        ".github/workflows/ci.yml",
        "run: git config --global url.'ssh://git@{host}/'.insteadOf 'https://{host}/'\n",
    ),
}


@pytest.mark.parametrize("name", REWRITTEN)
def test_private_modules_over_ssh(project: MakeProject, name: str) -> None:
    path, text = REWRITTEN[name]
    files = program(LISTEN, requires="git.corp.example/lib/x v1.0.0")
    files[path] = text.format(host="git.corp.example")
    made = dockerfile(project, files)
    assert "ENV GOPRIVATE=git.corp.example\n" in made
    assert (
        "RUN --mount=type=ssh \\\n"
        "    git config --global url.ssh://git@git.corp.example/.insteadOf "
        "https://git.corp.example/ \\\n    && GIT_SSH_COMMAND=" in made
    )
    assert "NETRC" not in made


def test_a_host_that_no_module_comes_from(project: MakeProject) -> None:
    path, text = REWRITTEN["a command"]
    files = program(LISTEN, requires="github.com/go-chi/chi v1.5.5")
    files[path] = text.format(host="git.corp.example")
    assert "ssh" not in dockerfile(project, files)


LOGIN = "${POSTGRES_USER:-app}:${POSTGRES_PASSWORD:-change-me}"
MYSQL = "${MYSQL_USER:-app}:${MYSQL_PASSWORD:-change-me}@tcp(mysql:3306)/${MYSQL_DATABASE:-app}"
DATABASES = {
    "github.com/go-sql-driver/mysql v1.8.1": (
        "MYSQL_DSN",
        f"{MYSQL}?parseTime=true",
    ),
    "gorm.io/driver/mysql v1.5.0": (
        "DATABASE_URL",
        f"{MYSQL}?parseTime=true",
    ),
    "github.com/lib/pq v1.10.0": (
        "DB_DSN",
        f"postgresql://{LOGIN}@postgres:5432/${{POSTGRES_DB:-app}}?sslmode=disable",
    ),
}


@pytest.mark.parametrize("driver", DATABASES)
def test_a_driver_gets_the_address_that_it_takes(project: MakeProject, driver: str) -> None:
    variable, value = DATABASES[driver]
    module = driver.split(maxsplit=1)[0]
    body = f'sql.Open("x", os.Getenv("{variable}"))\n{LISTEN}'
    here = project(program(body, imports=f'\t_ "{module}"\n\t"os"\n', requires=driver))
    text = texts(here, [Application(draft.draft(str(here.root), "Dockerfile", {}))])["compose.yaml"]
    assert f"      {variable}: {value}\n" in text
