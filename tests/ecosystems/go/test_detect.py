"""Small shapes of Go projects: what they are taken for, and what is left alone."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

import pytest

from dockgen.core.errors import DockgenError, UnusableInput
from dockgen.core.facts import Evidence, Override
from dockgen.core.plan import Choices
from dockgen.ecosystems.planning import plan
from dockgen.ecosystems.registry import Detection, detect
from dockgen.rendering.render import render
from tests.conftest import MakeProject

MOD = "module example.com/shop\n\ngo 1.26\n"
LISTEN = 'import "net/http"\n\nfunc main() { http.ListenAndServe(":8080", nil) }\n'
SERVER = f"package main\n\n{LISTEN}"
TOOL = 'package main\n\nimport "flag"\n\nfunc main() { flag.Parse() }\n'
WORKER = 'package main\n\nimport "time"\n\nfunc main() { for range time.Tick(time.Second) {} }\n'
LIBRARY = "package shop\n\nfunc Price() int { return 1 }\n"
SUMS = "github.com/x/y v1.0.0 h1:abc=\n"


def overrides(**given: object) -> dict[str, Override]:
    return {name: Override(value, Evidence("--set")) for name, value in given.items()}


def found(make: MakeProject, files: dict[str, str], **given: object) -> Detection:
    return detect(make(files), overrides=overrides(**given))


def facts(make: MakeProject, files: dict[str, str], **given: object) -> dict[str, object]:
    detection = found(make, files, **given)
    assert detection.chosen == "go", detection.reason
    return {name: fact.value for name, fact in detection.facts.items()}


def dockerfile(
    make: MakeProject, files: dict[str, str], choices: Choices | None = None, **given: object
) -> str:
    return render(plan(found(make, files, **given), choices))["Dockerfile"].text


def warnings(make: MakeProject, files: dict[str, str]) -> str:
    return "\n".join(found(make, files).winner[1].findings.warnings)


@dataclass(frozen=True)
class Shape:
    """A project, and what must be found of it."""

    files: dict[str, str]
    expected: dict[str, object]
    shape: str = "server"
    given: dict[str, object] = field(default_factory=dict)


def serving(code: str, imports: str = "", package: str = "main") -> str:
    """A server whose main function holds this code."""
    header = f'package {package}\n\nimport (\n\t"net/http"\n\t"os"\n{imports})\n'
    return f"{header}\nfunc main() {{\n{code}\n}}\n"


GIN = "module example.com/shop\n\ngo 1.27\n\nrequire github.com/gin-gonic/gin v1.12.0\n"

SHAPES = {
    "one file at the top": Shape(
        {"go.mod": MOD, "main.go": SERVER},
        {"main": ".", "binary": "shop", "port": 8080, "language_version": "1.27", "cgo": False},
    ),
    "the only one in cmd": Shape(
        {"go.mod": MOD, "cmd/api/main.go": SERVER, "price.go": LIBRARY},
        {"main": "./cmd/api", "binary": "api"},
    ),
    "cmd itself": Shape(
        {"go.mod": MOD, "cmd/main.go": SERVER, "cmd/seed/main.go": TOOL},
        {"main": "./cmd", "binary": "cmd"},
    ),
    "the top before cmd": Shape(
        {"go.mod": MOD, "main.go": SERVER, "cmd/tool/main.go": TOOL}, {"main": "."}
    ),
    "a client beside the server loses": Shape(
        {"go.mod": MOD, "cmd/server/main.go": SERVER, "cmd/client/main.go": TOOL},
        {"main": "./cmd/server"},
    ),
    "the one named like the module": Shape(
        {"go.mod": MOD, "cmd/shop/main.go": SERVER, "cmd/other/main.go": SERVER},
        {"main": "./cmd/shop"},
    ),
    "the only one that listens": Shape(
        {"go.mod": MOD, "cmd/one/main.go": TOOL, "cmd/two/main.go": SERVER},
        {"main": "./cmd/two"},
    ),
    "what the Procfile starts": Shape(
        {
            "go.mod": MOD,
            "cmd/one/main.go": SERVER,
            "cmd/two/main.go": SERVER,
            "Procfile": "web: bin/two -addr=:$PORT\n",
        },
        {"main": "./cmd/two", "start_command": ("/usr/local/bin/two", "-addr=:8080")},
    ),
    "what GoReleaser builds": Shape(
        {
            "go.mod": MOD,
            "cmd/one/main.go": TOOL,
            "cmd/two/main.go": TOOL,
            ".goreleaser.yaml": "builds:\n  - main: ./cmd/two\n    tags: [netgo]\n"
            "    ldflags:\n      - -s -w -X main.build={{.Version}}\n",
        },
        {"main": "./cmd/two", "tags": ("netgo",), "version_variable": "main.build"},
        shape="cli",
    ),
    "asked for by the user": Shape(
        {"go.mod": MOD, "cmd/one/main.go": SERVER, "cmd/two/main.go": SERVER},
        {"main": "./cmd/one", "binary": "one"},
        given={"main": "cmd/one/"},
    ),
    "a major version is no name": Shape(
        {"go.mod": "module example.com/shop/v3\n\ngo 1.26\n", "main.go": SERVER},
        {"binary": "shop"},
    ),
    "other systems and tags do not count": Shape(
        {
            "go.mod": MOD,
            "main.go": SERVER,
            "gen.go": "//go:build ignore\n\npackage main\n\nfunc main() {}\n",
            "main_windows.go": "package main\n\nfunc main() {}\n",
            "cmd/wasm/main.go": "//go:build js && wasm\n\npackage main\n\nfunc main() {}\n",
        },
        {"main": "."},
    ),
    "examples and scripts do not count": Shape(
        {"go.mod": MOD, "examples/a/main.go": SERVER, "scripts/x.go": TOOL, "cmd/z/z.go": SERVER},
        {"main": "./cmd/z"},
    ),
    "nested modules are projects of their own": Shape(
        {"go.mod": MOD, "main.go": SERVER, "tools/go.mod": MOD, "tools/main.go": TOOL},
        {"main": "."},
    ),
    "a worker": Shape({"go.mod": MOD, "main.go": WORKER}, {"main": "."}, shape="worker"),
    "a tool": Shape({"go.mod": MOD, "main.go": TOOL}, {"main": "."}, shape="cli"),
    "no go.mod": Shape(
        {"hello.go": SERVER, "more.go": "package main\n\nvar x = 1\n"},
        {
            "binary": "app",
            "build_command": 'go build -trimpath -ldflags="-s -w" -o /out/app ./hello.go ./more.go',
        },
    ),
    "vendored": Shape(
        {
            "go.mod": f"{MOD}\nrequire github.com/x/y v1.0.0\n",
            "vendor/modules.txt": "# github.com/x/y v1.0.0\n",
            "main.go": SERVER,
        },
        {"vendored": True},
    ),
    "vendored before Go implied it": Shape(
        {
            "go.mod": "module a.example/b\n\ngo 1.13\n\nrequire github.com/x/y v1.0.0\n",
            "vendor/modules.txt": "# github.com/x/y v1.0.0\n",
            "main.go": SERVER,
        },
        {"build_command": 'go build -trimpath -mod=vendor -ldflags="-s -w" -o /out/b .'},
    ),
    "a framework": Shape(
        {
            "go.mod": GIN,
            "go.sum": SUMS,
            "main.go": 'package main\n\nimport "github.com/gin-gonic/gin"\n\n'
            "func main() { gin.Default().Run() }\n",
        },
        {
            "framework": "gin",
            "framework_version": "1.12.0",
            "install_command": "go mod download",
            "port": 8080,
        },
    ),
    "a version variable": Shape(
        {"go.mod": MOD, "main.go": f"{SERVER}\nvar (\n\tVersion string\n)\n"},
        {"version_variable": "main.Version"},
    ),
    "a subcommand that serves": Shape(
        {
            "go.mod": f"{MOD}\nrequire github.com/spf13/cobra v1.9.0\n",
            "go.sum": SUMS,
            "main.go": 'package main\n\nimport (\n"github.com/spf13/cobra"\n"net/http"\n)\n\n'
            'var c = &cobra.Command{Use: "serve [flags]"}\n\n'
            'func main() { http.ListenAndServe(":9000", nil) }\n',
        },
        {"start_command": ("/usr/local/bin/shop", "serve"), "port": 9000},
    ),
    "files that are read": Shape(
        {
            "go.mod": MOD,
            "main.go": serving(
                '\ttemplate.ParseGlob("templates/*.html")\n\thttp.Dir("./static")\n'
                '\tos.ReadFile("missing.txt")\n\thttp.ListenAndServe(":80", nil)',
                '\t"html/template"\n',
            ),
            "templates/a.html": "",
            "static/b.css": "",
        },
        {"runtime_files": ("templates/", "static/")},
    ),
    "files beside the program": Shape(
        {
            "go.mod": MOD,
            "cmd/api/main.go": serving('\thttp.Dir("static")\n\thttp.ListenAndServe(":80", nil)'),
            "cmd/api/static/b.css": "",
        },
        {"program_files": ("cmd/api/static/",)},
    ),
    "what is written": Shape(
        {
            "go.mod": MOD,
            "main.go": serving(
                '\tos.MkdirAll("data/uploads", 0o755)\n\thttp.ListenAndServe(":80", nil)'
            ),
        },
        {"writable_folders": ("data/uploads",)},
    ),
    "what is embedded": Shape(
        {
            "go.mod": MOD,
            "main.go": f"{SERVER}\n//go:embed all:web *.sql\nvar f int\n",
            "web/a": "",
            "b.sql": "",
        },
        {"embedded_files": ("web", "b.sql")},
    ),
}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())
def test_a_project_is_taken_for_what_it_is(project: MakeProject, shape: Shape) -> None:
    detection = found(project, shape.files, **shape.given)
    assert detection.chosen == "go"
    assert detection.winner[1].shape == shape.shape
    settled = {name: detection.facts[name].value for name in shape.expected}
    assert settled == shape.expected
    for stages in ("multi", "single"):
        assert "ENTRYPOINT" in render(plan(detection, Choices(stages=stages)))["Dockerfile"].text


LEFT_ALONE = {
    "a library": ({"go.mod": MOD, "shop.go": LIBRARY}, "of a library"),
    "only tools.go": (
        {"go.mod": MOD, "tools.go": "//go:build tools\n\npackage tools\n"},
        "of a library",
    ),
    "no Go at all": ({"go.mod": "module example.com/site\n\ngo 1.26\n"}, "no Go source"),
    "a Terraform provider": (
        {
            "go.mod": f"{MOD}\nrequire github.com/hashicorp/terraform-plugin-framework v1.0.0\n",
            "main.go": 'package main\n\nimport "github.com/hashicorp/terraform-plugin-framework/'
            'providerserver"\n\nfunc main() { providerserver.Serve() }\n',
        },
        "a Terraform provider",
    ),
    "a function of AWS Lambda": (
        {
            "go.mod": MOD,
            "main.go": 'package main\n\nimport "github.com/aws/aws-lambda-go/lambda"\n\n'
            "func main() { lambda.Start(f) }\n",
        },
        "AWS Lambda",
    ),
    "a desktop application": (
        {
            "go.mod": MOD,
            "main.go": 'package main\n\nimport "github.com/wailsapp/wails/v2"\n\n'
            "func main() { wails.Run() }\n",
        },
        "Wails",
    ),
    "a program for browsers": (
        {"go.mod": MOD, "main.go": 'package main\n\nimport "syscall/js"\n\nfunc main() {}\n'},
        "of a library",
    ),
    "a module below": ({"api/go.mod": MOD, "api/main.go": SERVER}, "no go.mod at the top"),
}


@pytest.mark.parametrize(("files", "reason"), LEFT_ALONE.values(), ids=LEFT_ALONE.keys())
def test_what_is_no_program_of_a_container_is_left_alone(
    project: MakeProject, files: dict[str, str], reason: str
) -> None:
    detection = found(project, files)
    assert detection.chosen is None
    verdict = next(verdict for one, verdict in detection.verdicts if one.name == "go")
    assert reason in verdict.reason


REFUSED = {
    "several programs": (
        {"go.mod": MOD, "cmd/one/main.go": SERVER, "cmd/two/main.go": SERVER},
        {},
        "2 applications could be meant, the likeliest first: ./cmd/one, ./cmd/two",
    ),
    "a folder that is no program": (
        {"go.mod": MOD, "main.go": SERVER, "price/p.go": LIBRARY},
        {"main": "price"},
        "no program is in ./price",
    ),
    "no go.sum": (
        {"go.mod": f"{MOD}\nrequire github.com/x/y v1.0.0\n", "main.go": SERVER},
        {},
        "go.mod:5: requires github.com/x/y, and there is no go.sum (run `go mod tidy`",
    ),
    "a module without go.mod": (
        {"main.go": 'package main\n\nimport "github.com/x/y"\n\nfunc main() { y.Z() }\n'},
        {},
        "main.go:3: imports github.com/x/y, and there is no go.mod (run `go mod init",
    ),
    "a Go that is not out yet": (
        {"go.mod": "module a.example/b\n\ngo 1.99\n", "main.go": SERVER},
        {},
        "go.mod:3: Go 1.99 is newer than what is known here",
    ),
    "a pinned Go that is too old": (
        {"go.mod": MOD, "main.go": SERVER, ".go-version": "1.25.3\n"},
        {},
        ".go-version:1: Go 1.25.3 is older than the least that go.mod asks for, 1.26",
    ),
    "a block without an end": (
        {"go.mod": f"{MOD}\nrequire (\n\tgithub.com/x/y v1.0.0\n", "main.go": SERVER},
        {},
        "go.mod:5: the block `require (` is not closed",
    ),
    "a replacement from outside": (
        {"go.mod": f"{MOD}\nreplace example.com/a => ../a\n", "main.go": SERVER},
        {},
        "go.mod:5: example.com/a is taken from ../a, outside of the project",
    ),
    "a go.mod without a module": (
        {"go.mod": "go 1.26\n", "main.go": SERVER},
        {},
        "names no module",
    ),
    "a workspace without one of its modules": (
        {"go.work": "go 1.26\n\nuse ./api\n", "main.go": SERVER},
        {},
        "go.work:3: api holds no go.mod",
    ),
}


@pytest.mark.parametrize(("files", "given", "message"), REFUSED.values(), ids=REFUSED.keys())
def test_what_could_not_be_built_is_refused_with_a_reason(
    project: MakeProject, files: dict[str, str], given: dict[str, object], message: str
) -> None:
    with pytest.raises(UnusableInput) as raised:
        found(project, files, **given)
    assert message in str(raised.value)


VERSIONS = {
    "the floor is a floor": ("go 1.21", {}, "1.27"),
    "toolchain names a supported line": ("go 1.25.0\n\ntoolchain go1.26.3", {}, "1.26"),
    "toolchain below the floor": ("go 1.27.1\n\ntoolchain go1.26.3", {}, "1.27"),
    "toolchain that is past": ("go 1.21\n\ntoolchain go1.22.3", {}, "1.27"),
    "no go line": ("", {}, "1.27"),
    "a pinned version": ("go 1.26.1", {".go-version": "1.26.4\n"}, "1.26.4"),
    "asdf": ("go 1.26.1", {".tool-versions": "golang 1.26.5\n"}, "1.26.5"),
    "mise before asdf": (
        "go 1.26.1",
        {"mise.toml": '[tools]\ngo = "1.27"\n', ".tool-versions": "golang 1.26.5\n"},
        "1.27",
    ),
}


@pytest.mark.parametrize(("lines", "files", "expected"), VERSIONS.values(), ids=VERSIONS.keys())
def test_which_go_compiles(
    project: MakeProject, lines: str, files: dict[str, str], expected: str
) -> None:
    mod = {"go.mod": f"module a.example/b\n\n{lines}\n", "main.go": SERVER}
    assert facts(project, {**mod, **files})["language_version"] == expected


@pytest.mark.parametrize(
    ("version", "base", "image"),
    [
        ("1.27", "debian", "golang:1.27-trixie"),
        ("1.24.3", "debian", "golang:1.24.3-bookworm"),
        ("1.18", "debian", "golang:1.18-bullseye"),
        ("1.27", "alpine", "golang:1.27-alpine3.23"),
    ],
)
def test_the_image_of_a_version(project: MakeProject, version: str, base: str, image: str) -> None:
    files = {"go.mod": "module a.example/b\n", "main.go": SERVER, ".go-version": f"{version}\n"}
    text = dockerfile(project, files, Choices(stages="single", base=base))
    assert f"\nFROM {image} AS runtime\n" in text


def test_an_old_version_is_kept_and_said(project: MakeProject) -> None:
    files = {"go.mod": "module a.example/b\n", "main.go": SERVER, ".go-version": "1.22.1\n"}
    assert "Go 1.22 is out of support since 2025-02-11" in warnings(project, files)


PORTS = {
    "a variable with a default": (
        'p := os.Getenv("PORT")\nif p == "" {\n\tp = "3000"\n}',
        3000,
        None,
    ),
    "a variable without one": (
        'http.ListenAndServe(":"+os.Getenv("PORT"), nil)',
        8080,
        "PORT=8080",
    ),
    "cmp.Or": ('p := cmp.Or(os.Getenv("PORT"), "4000")', 4000, None),
    "a helper of the project": ('p := getEnv("PORT", "5000")', 5000, None),
    "an address": ('a := os.Getenv("HTTP_ADDR")', 8080, "HTTP_ADDR=:8080"),
    "a flag": ('a := flag.String("addr", ":4001", "where")', 4001, None),
    "a number as a flag": ('a := flag.Int("port", 4002, "where")', 4002, None),
    "a flag with a longer name": (
        'flag.StringVar(&a, "web.listen-address", ":4011", "where")',
        4011,
        None,
    ),
    "kingpin": (
        'a := kingpin.Flag("listen-address", "where").Short(108).Default(":4012").String()',
        4012,
        None,
    ),
    "urfave": ('f := &cli.IntFlag{Name: "port", Usage: "where", Value: 4013}', 4013, None),
    "a default in a tag": (
        'type c struct {\n\tListen string `help:"x" default:":4014"`\n}',
        4014,
        None,
    ),
    "viper": ('viper.SetDefault("server.port", 4003)', 4003, None),
    "a constant": ('const where = ":4004"\nhttp.ListenAndServe(where, nil)', 4004, None),
    "a field": ('s := http.Server{Addr: "0.0.0.0:4005"}', 4005, None),
    "a formatted number": ('port := 4006\na := fmt.Sprintf(":%d", port)', 4006, None),
    "a tag": ('type c struct {\n\tPort int `env:"PORT" envDefault:"4007"`\n}', 4007, None),
    "an inner port does not count first": (
        'go http.ListenAndServe("localhost:6060", nil)\nhttp.ListenAndServe(":4008", nil)',
        4008,
        None,
    ),
    "a comment is no source": ('// http.ListenAndServe(":1", nil)\n', 8080, None),
}


@pytest.mark.parametrize(("code", "port", "variable"), PORTS.values(), ids=PORTS.keys())
def test_which_port_a_program_listens_on(
    project: MakeProject, code: str, port: int, variable: str | None
) -> None:
    source = serving(f'{code}\nnet.Listen("tcp", a)')
    text = dockerfile(project, {"go.mod": MOD, "main.go": source})
    assert f"\nEXPOSE {port}\n" in text
    assert (f"\nENV {variable}\n" in text) if variable else ("ENV PORT" not in text)


def test_a_port_of_the_users_reaches_the_variable(project: MakeProject) -> None:
    code = 'p := os.Getenv("PORT")\nif p == "" {\n\tp = "3000"\n}\nhttp.ListenAndServe(":"+p, nil)'
    text = dockerfile(project, {"go.mod": MOD, "main.go": serving(code)}, port=9000)
    assert "\nENV PORT=9000\n" in text
    assert "\nEXPOSE 9000\n" in text


def test_a_program_that_listens_to_itself_is_said(project: MakeProject) -> None:
    files = {"go.mod": MOD, "main.go": serving('http.ListenAndServe("127.0.0.1:80", nil)')}
    assert "main.go:9 listens on the loopback interface only" in warnings(project, files)


def test_the_cpu_limit_is_said_for_older_modules(project: MakeProject) -> None:
    old = {"go.mod": "module a.example/b\n\ngo 1.24\n", "main.go": SERVER}
    assert "go.mod:3 says go 1.24: from `go 1.25` on GOMAXPROCS" in warnings(project, old)


BESIDE = {
    "pages that a build makes": ({"build": "vite build"}, SERVER, "go"),
    "a server of its own": ({"start": "node server.js"}, SERVER, "node"),
    "pages that are embedded": (
        {"start": "node server.js"},
        f"{SERVER}\n//go:embed index.html\nvar page string\n",
        "go",
    ),
    "a tool of the project": ({"start": "node server.js"}, TOOL, "node"),
    "a hook for commits": ({"prepare": "husky"}, TOOL, "go"),
}


@pytest.mark.parametrize(("scripts", "source", "chosen"), BESIDE.values(), ids=BESIDE.keys())
def test_which_goes_first_beside_a_package_json(
    project: MakeProject, scripts: dict[str, str], source: str, chosen: str
) -> None:
    package = {"scripts": scripts, "dependencies": {"vite": "8", "express": "5"}}
    files = {"go.mod": MOD, "main.go": source, "package.json": json.dumps(package)}
    code = "require('express')().listen(3000)"
    assert found(project, {**files, "server.js": code, "index.html": ""}).chosen == chosen


@pytest.mark.parametrize("base", ["distroless", "scratch"])
def test_one_stage_has_no_base_without_a_shell(project: MakeProject, base: str) -> None:
    with pytest.raises(DockgenError, match="one stage has the compiler"):
        dockerfile(project, {"go.mod": MOD, "main.go": SERVER}, Choices("server", "single", base))


def test_the_user_chooses_a_process(project: MakeProject) -> None:
    files = {
        "go.mod": MOD,
        "cmd/api/main.go": SERVER,
        "cmd/jobs/main.go": SERVER,
        "Procfile": "web: bin/api\njobs: bin/jobs -v\n",
    }
    given = {"process": Override("jobs", Evidence("--process"))}
    found = detect(project(files), overrides=given)
    assert found.facts["main"].value == "./cmd/jobs"
    assert found.facts["start_command"].value == ("/usr/local/bin/jobs", "-v")
    with pytest.raises(DockgenError, match="job is no process of the Procfile"):
        detect(project(files), overrides={"process": Override("job", Evidence("--process"))})
