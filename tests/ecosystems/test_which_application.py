"""Which application of a repository is meant: what it deploys decides, alike in every ecosystem."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from dockgen.core.errors import SeveralApplications
from dockgen.ecosystems.registry import detect
from tests.conftest import MakeProject, RunCommand

EXPRESS = {"scripts": {"start": "node server.js"}, "dependencies": {"express": "5.1.0"}}
VITE = {"scripts": {"dev": "vite", "build": "vite build"}, "devDependencies": {"vite": "7.0.0"}}


def package(name: str, **more: object) -> str:
    return json.dumps({"name": name, **more})


def javascript(root: Mapping[str, object] = {}, **apps: Mapping[str, object]) -> dict[str, str]:
    """A workspace of npm with these applications, by the name of their folder in `apps`."""
    top = {"name": "root", "private": True, "workspaces": ["apps/*"], **root}
    files = {"package.json": json.dumps(top), "package-lock.json": "{}"}
    for name, said in apps.items():
        files[f"apps/{name}/package.json"] = package(f"@x/{name}", **said)
        files[f"apps/{name}/server.js"] = "app.listen(3000)"
    return files


MAVEN_APP = """<project><modelVersion>4.0.0</modelVersion>
<parent><groupId>g</groupId><artifactId>root</artifactId><version>1</version></parent>
<artifactId>{name}</artifactId>
<dependencies><dependency><groupId>org.springframework.boot</groupId>
<artifactId>{starter}</artifactId><version>4.0.0</version></dependency></dependencies>
<build><plugins><plugin><groupId>org.springframework.boot</groupId>
<artifactId>spring-boot-maven-plugin</artifactId><version>4.0.0</version>
<executions><execution><goals><goal>repackage</goal></goals></execution></executions>
</plugin></plugins></build></project>"""
WEB, BATCH = "spring-boot-starter-web", "spring-boot-starter-batch"


def maven(**apps: str) -> dict[str, str]:
    modules = "".join(f"<module>{one}</module>" for one in apps)
    files = {
        "pom.xml": "<project><modelVersion>4.0.0</modelVersion><groupId>g</groupId>"
        "<artifactId>root</artifactId><version>1</version><packaging>pom</packaging>"
        f"<properties><java.version>21</java.version></properties><modules>{modules}</modules>"
        "</project>"
    }
    for name, starter in apps.items():
        files[f"{name}/pom.xml"] = MAVEN_APP.format(name=name, starter=starter)
        files[f"{name}/src/main/java/A.java"] = "class A { public static void main(String[] a){} }"
    return files


def gradle(**apps: str) -> dict[str, str]:
    named = ", ".join(f'"{one}"' for one in apps)
    files = {"settings.gradle": f"include {named}"}
    for name, starter in apps.items():
        files[f"{name}/build.gradle"] = (
            "plugins { id 'java'; id 'org.springframework.boot' version '4.0.0' }\n"
            f"dependencies {{ implementation 'org.springframework.boot:{starter}' }}\n"
        )
        files[f"{name}/src/main/java/A.java"] = "class A { public static void main(String[] a){} }"
    return files


FASTAPI = "from fastapi import FastAPI\napp = FastAPI()\n"
LOOP = "import time\nif __name__ == '__main__':\n    while True:\n        time.sleep(1)\n"


def python(**apps: str) -> dict[str, str]:
    files = {
        "pyproject.toml": '[tool.uv.workspace]\nmembers = ["apps/*"]\n',
        "uv.lock": "version = 1\n",
    }
    for name, source in apps.items():
        needs = '"fastapi", "uvicorn"' if "fastapi" in source else ""
        files[f"apps/{name}/pyproject.toml"] = (
            f'[project]\nname = "{name}"\nversion = "1"\nrequires-python = ">=3.12"\n'
            f"dependencies = [{needs}]\n"
        )
        files[f"apps/{name}/main.py"] = source
    return files


LISTENS = 'package main\nimport "net/http"\nfunc main() { http.ListenAndServe(":8080", nil) }\n'
RUNS = 'package main\nimport "fmt"\nfunc main() { for { fmt.Println("x") } }\n'


def go(**apps: str) -> dict[str, str]:
    files = {"go.mod": "module example.org/shop\n\ngo 1.25\n"}
    return files | {f"cmd/{name}/main.go": source for name, source in apps.items()}


AXUM, PLAIN = 'axum = "0.8"', ""


def rust(**apps: str) -> dict[str, str]:
    files = {"Cargo.toml": '[workspace]\nmembers = ["apps/*"]\nresolver = "2"\n', "Cargo.lock": ""}
    for name, needs in apps.items():
        files[f"apps/{name}/Cargo.toml"] = (
            f'[package]\nname = "{name}"\nversion = "1.0.0"\nedition = "2021"\n'
            f"[dependencies]\n{needs}\n"
        )
        files[f"apps/{name}/src/main.rs"] = "fn main() {}"
    return files


TWO_SERVERS = {
    "javascript": (javascript(billing=EXPRESS, orders=EXPRESS), "workspace", "apps/orders"),
    "maven": (maven(billing=WEB, orders=WEB), "workspace", "orders"),
    "gradle": (gradle(billing=WEB, orders=WEB), "workspace", "orders"),
    "python": (python(billing=FASTAPI, orders=FASTAPI), "workspace", "apps/orders"),
    "go": (go(billing=LISTENS, orders=LISTENS), "main", "./cmd/orders"),
    "rust": (rust(billing=AXUM, orders=AXUM), "bin", "orders"),
}
two_servers = pytest.mark.parametrize(
    ("files", "fact", "orders"), TWO_SERVERS.values(), ids=list(TWO_SERVERS)
)


@two_servers
def test_what_is_not_plain_is_never_chosen(
    project: MakeProject, files: dict[str, str], fact: str, orders: str
) -> None:
    with pytest.raises(SeveralApplications) as caught:
        detect(project(files))
    problem = caught.value
    assert (problem.fact, len(problem.ranked)) == (fact, 2)
    assert {value for value, _ in problem.ranked} == {orders, orders.replace("orders", "billing")}
    assert all(reason.startswith("a server") for _, reason in problem.ranked)


DEPLOYMENTS = {
    "compose": lambda at: {"compose.yaml": f"services:\n  app:\n    build: ./{at}\n"},
    "a Dockerfile in its folder": lambda at: {f"{at}/Dockerfile": "FROM x\nCMD run\n"},
    "fly.toml in its folder": lambda at: {f"{at}/fly.toml": "app = 'x'\n"},
    "render.yaml": lambda at: {
        "render.yaml": f"services:\n  - type: web\n    name: x\n    rootDir: {at}\n"
        "  - type: worker\n    name: y\n    rootDir: apps/billing\n"
    },
    "railway.json": lambda at: {
        "railway.json": json.dumps({"build": {"dockerfilePath": f"{at}/Dockerfile"}})
    },
    "App Platform": lambda at: {".do/app.yaml": f"services:\n  - name: x\n    source_dir: /{at}\n"},
    "a Dockerfile at the top": lambda at: {
        "Dockerfile": f"FROM x AS b\nCOPY . .\nFROM y\nCOPY --from=b /app/{at}/out /app\nCMD a\n"
    },
}
FOLDERS = {"maven": "orders", "gradle": "orders", "go": "cmd/orders"}


@pytest.mark.parametrize("deployed", DEPLOYMENTS.values(), ids=list(DEPLOYMENTS))
@pytest.mark.parametrize("name", TWO_SERVERS)
def test_what_the_repository_deploys_is_meant(
    project: MakeProject, name: str, deployed: object
) -> None:
    files, fact, orders = TWO_SERVERS[name]
    said = deployed(FOLDERS.get(name, "apps/orders"))  # type: ignore[operator]
    detection = detect(project({**files, **said}))
    found = detection.facts[fact]
    assert found.value == orders
    assert found.evidence.file in said


SERVER_AND_MORE = {
    "javascript": (
        javascript(api=EXPRESS, jobs={"scripts": {"start": "node jobs.js"}}, web=VITE),
        "workspace",
        "apps/api",
    ),
    "maven": (maven(jobs=BATCH, orders=WEB), "workspace", "orders"),
    "gradle": (gradle(jobs=BATCH, orders=WEB), "workspace", "orders"),
    "python": (python(jobs=LOOP, orders=FASTAPI), "workspace", "apps/orders"),
    "go": (go(jobs=RUNS, orders=LISTENS), "main", "./cmd/orders"),
    "rust": (rust(jobs=PLAIN, orders=AXUM), "bin", "orders"),
}


@pytest.mark.parametrize(
    ("files", "fact", "expected"), SERVER_AND_MORE.values(), ids=list(SERVER_AND_MORE)
)
def test_a_server_goes_before_what_opens_no_port(
    project: MakeProject, files: dict[str, str], fact: str, expected: str
) -> None:
    assert detect(project(files)).facts[fact].value == expected


BESIDE = {
    "javascript": (javascript(examples=EXPRESS, shop=EXPRESS), "workspace", "apps/shop"),
    "maven": (maven(example=WEB, shop=WEB), "workspace", "shop"),
    "gradle": (gradle(demo=WEB, shop=WEB), "workspace", "shop"),
    "python": (python(e2e=FASTAPI, shop=FASTAPI), "workspace", "apps/shop"),
    "go": (go(example=LISTENS, thing=LISTENS), "main", "./cmd/thing"),
    "rust": (rust(playground=AXUM, shop=AXUM), "bin", "shop"),
}


@pytest.mark.parametrize(("files", "fact", "expected"), BESIDE.values(), ids=list(BESIDE))
def test_what_its_name_says_is_beside_the_application_is_not_meant(
    project: MakeProject, files: dict[str, str], fact: str, expected: str
) -> None:
    assert detect(project(files)).facts[fact].value == expected


EXPO = {"scripts": {"start": "expo start"}, "dependencies": {"expo": "54", "react-native-web": "1"}}
TAURI = VITE | {"dependencies": {"@tauri-apps/api": "2"}}
DOCUSAURUS = {
    "scripts": {"build": "docusaurus build"},
    "dependencies": {"@docusaurus/core": "3.9.0"},
}
LIBRARY = {"main": "index.ts", "dependencies": {"hono": "4.1.0"}}


@pytest.mark.parametrize(
    ("aside", "reason"),
    [
        (EXPO, "expo makes applications for phones"),
        (TAURI, "@tauri-apps/api makes applications for desktops"),
        (DOCUSAURUS, "it is documentation"),
        (LIBRARY, "a library: no script starts or builds it"),
    ],
)
def test_the_reason_why_another_is_not_meant_is_shown(
    project: MakeProject, aside: dict[str, object], reason: str
) -> None:
    detection = detect(project(javascript(a=aside, web=VITE)))
    fact = detection.facts["workspace"]
    assert fact.value == "apps/web"
    assert f"apps/a: {reason}" in str(fact.evidence)


@pytest.mark.parametrize(
    "scripts",
    [
        {"start": "npm start -w @x/orders"},
        {"start:prod": "npm run start --prefix apps/orders", "start": "turbo run start"},
        {"start": "npm run orders:start", "orders:start": "npm -w apps/orders start"},
        {"deploy": "cd apps/orders && npm start"},
        {"docker:build": "turbo build --filter=@x/orders", "start": "turbo start"},
        {"start": "yarn workspace @x/orders start", "dev": "yarn workspace @x/billing dev"},
    ],
)
def test_the_scripts_at_the_top_name_the_application(
    project: MakeProject, scripts: dict[str, str]
) -> None:
    files = javascript({"scripts": scripts}, billing=EXPRESS, orders=EXPRESS)
    fact = detect(project(files)).facts["workspace"]
    assert (fact.value, fact.evidence.file) == ("apps/orders", "package.json")


@pytest.mark.parametrize(
    "scripts",
    [
        {"orders:start": "npm -w @x/orders start", "billing:start": "npm -w @x/billing start"},
        {"start": "turbo run start --filter=@x/orders --filter=@x/billing"},
        {"dev": "npm -w @x/orders run dev"},
        {"test:e2e": "npm -w @x/orders start"},
    ],
)
def test_scripts_that_name_all_of_them_or_serve_developers_decide_nothing(
    project: MakeProject, scripts: dict[str, str]
) -> None:
    files = javascript({"scripts": scripts}, billing=EXPRESS, orders=EXPRESS)
    with pytest.raises(SeveralApplications):
        detect(project(files))


def test_a_site_that_a_server_depends_on_is_its_part(project: MakeProject) -> None:
    backend = EXPRESS | {"dependencies": {"express": "5", "@x/app": "*"}}
    fact = detect(project(javascript(app=VITE, backend=backend))).facts["workspace"]
    assert fact.value == "apps/backend"
    assert "apps/backend serves it" in str(fact.evidence)


def test_an_application_that_another_ecosystem_has_is_chosen_before_an_undecided_one(
    project: MakeProject,
) -> None:
    files = javascript(billing=EXPRESS, orders=EXPRESS) | {
        "go.mod": "module example.org/shop\n\ngo 1.25\n",
        "main.go": LISTENS,
    }
    assert detect(project(files)).chosen == "go"


@two_servers
def test_without_a_terminal_the_ranked_list_is_shown_and_nothing_is_written(
    project: MakeProject, dockgen: RunCommand, files: dict[str, str], fact: str, orders: str
) -> None:
    root = project(files).root
    done = dockgen("init", "--yes", str(root))
    assert done.code == 2
    assert "2 applications could be meant, the likeliest first: " in done.err
    assert "\n  " + orders in done.err
    option = "--app " if fact == "workspace" else f"--set {fact}="
    assert option in done.err
    assert not (root / "Dockerfile").exists()
