"""What a build of Go needs besides Go: C, tools, private modules, pages, other modules."""

from __future__ import annotations

import json
import re

import pytest

from dockgen.core.errors import DockgenError
from dockgen.core.plan import Choices
from dockgen.ecosystems.planning import plan
from dockgen.rendering.render import render
from tests.conftest import MakeProject
from tests.ecosystems.go.test_detect import MOD, SERVER, SUMS, dockerfile, facts, found, warnings

PAGES = json.dumps(
    {"name": "web", "scripts": {"build": "vite build"}, "devDependencies": {"vite": "8.0.0"}}
)
LOCK = json.dumps({"name": "web", "lockfileVersion": 3, "packages": {"": {}}})
EMBEDS = 'package web\n\nimport "embed"\n\n//go:embed all:dist\nvar Files embed.FS\n'


def needing(module: str, package: str = "", version: str = "v1.0.0") -> dict[str, str]:
    """A server that imports a package of a module."""
    source = f'package main\n\nimport (\n\t"net/http"\n\t_ "{package or module}"\n)\n\n'
    return {
        "go.mod": f"{MOD}\nrequire {module} {version}\n",
        "go.sum": SUMS,
        "main.go": f'{source}func main() {{ http.ListenAndServe(":80", nil) }}\n',
    }


C = {
    "what carries its own C": (
        needing("github.com/mattn/go-sqlite3"),
        "gcr.io/distroless/base-debian13:nonroot",
        None,
    ),
    "what brings it along": (
        needing("gorm.io/driver/sqlite"),
        "gcr.io/distroless/base-debian13:nonroot",
        None,
    ),
    "what needs C++": (
        needing("github.com/marcboeker/go-duckdb", "github.com/marcboeker/go-duckdb"),
        "gcr.io/distroless/cc-debian13:nonroot",
        None,
    ),
    "a library of Debian's": (
        needing("github.com/davidbyttow/govips/v2", "github.com/davidbyttow/govips/v2/vips"),
        "debian:trixie-slim",
        "libvips-dev",
    ),
    "a package of a module": (
        needing("github.com/google/gopacket", "github.com/google/gopacket/pcap"),
        "debian:trixie-slim",
        "libpcap-dev",
    ),
}


@pytest.mark.parametrize(("files", "runtime", "installed"), C.values(), ids=C.keys())
def test_c_is_compiled_in_where_it_is_imported(
    project: MakeProject, files: dict[str, str], runtime: str, installed: str | None
) -> None:
    text = dockerfile(project, files)
    assert "\nFROM golang:1.27-trixie AS build\n" in text
    assert "\nENV CGO_ENABLED=1\n" in text
    assert f"\nFROM {runtime} AS runtime\n" in text
    assert "TARGETARCH" not in text
    assert "apt-get install" not in text.split("AS runtime")[0] if installed is None else True
    assert installed is None or f"--no-install-recommends {installed} " in text


def test_another_package_of_such_a_module_needs_no_c(project: MakeProject) -> None:
    files = needing("github.com/google/gopacket", "github.com/google/gopacket/layers")
    assert facts(project, files)["cgo"] is False


def test_a_pure_go_database_needs_no_c(project: MakeProject) -> None:
    assert "\nENV CGO_ENABLED=0\n" in dockerfile(project, needing("modernc.org/sqlite"))


def test_own_c_with_a_library_that_is_known(project: MakeProject) -> None:
    source = (
        "package main\n\n// #cgo pkg-config: vips\n// #cgo LDFLAGS: -lm -lunheard\n"
        '// #include <vips/vips.h>\nimport "C"\n\nimport "net/http"\n\n'
        'func main() { http.ListenAndServe(":80", nil) }\n'
    )
    files = {"go.mod": MOD, "main.go": source}
    assert "libvips42t64" in dockerfile(project, files)
    assert "main.go:4 links unheard: its Debian packages" in warnings(project, files)


@pytest.mark.parametrize(
    ("base", "message"),
    [("scratch", "needs a C library"), ("distroless", "libvips42t64, which distroless has not")],
)
def test_a_base_without_the_libraries_is_refused(
    project: MakeProject, base: str, message: str
) -> None:
    files = needing("github.com/davidbyttow/govips/v2", "github.com/davidbyttow/govips/v2/vips")
    with pytest.raises(DockgenError, match=message):
        dockerfile(project, files, Choices(base=base))


def test_c_on_alpine_is_compiled_there(project: MakeProject) -> None:
    text = dockerfile(project, needing("github.com/mattn/go-sqlite3"), Choices(base="alpine"))
    assert "\nFROM golang:1.27-alpine3.23 AS build\n" in text
    assert "\nRUN apk add --no-cache build-base\n" in text


def test_the_modules_are_a_layer_that_no_source_is_in(project: MakeProject) -> None:
    text = dockerfile(project, needing("github.com/x/y"))
    assert "\nCOPY go.mod go.sum ./\nRUN go mod download\n" in text
    assert text.index("RUN go mod download") < text.index("COPY . .")
    assert "target=/go/pkg/mod" not in text  # a mount is in no exported cache


WORK = {
    "go.work": "go 1.26\n\nuse (\n\t./services/api\n\t./services/mail\n\t./lib/money\n)\n",
    "services/api/go.mod": "module example.com/api\n\ngo 1.26\n",
    "services/api/cmd/api/main.go": 'package main\n\nimport (\n\t"net/http"\n'
    '\t"example.com/money"\n)\n\nfunc main() { http.ListenAndServe(":80", money.Handler) }\n',
    "services/mail/go.mod": "module example.com/mail\n\ngo 1.26\n",
    "services/mail/main.go": SERVER,
    "lib/money/go.mod": "module example.com/money\n\ngo 1.26\n",
    "lib/money/money.go": "package money\n",
}


def test_a_workspace_copies_what_the_program_reaches(project: MakeProject) -> None:
    given = facts(project, WORK, workspace="services/api")
    assert given["sources"] == ("lib/money/", "services/api/")
    assert given["main"] == "./services/api/cmd/api"
    text = dockerfile(project, WORK, workspace="services/api")
    assert "\nCOPY services/mail/go.mod services/mail/\n" in text  # go.work names it
    assert "\nCOPY services/mail/ " not in text
    assert "-o /out/api ./services/api/cmd/api\n" in text


def test_modules_without_a_workspace_are_built_in_their_folder(project: MakeProject) -> None:
    files = {
        "api/go.mod": f"{MOD}\nrequire example.com/lib v0.0.0\n\n"
        "replace example.com/lib => ../lib\n",
        "api/main.go": SERVER.replace("import", 'import _ "example.com/lib"\nimport'),
        "lib/go.mod": "module example.com/lib\n\ngo 1.26\n",
        "lib/lib.go": "package lib\n",
    }
    text = dockerfile(project, files, workspace="api")
    assert "\nWORKDIR /src/api\n" in text
    assert "\nCOPY lib/ /src/lib/\n" in text
    assert "-o /out/shop .\n" in text


def test_several_programs_of_one_module_are_several_images(project: MakeProject) -> None:
    from dockgen.ecosystems.go import ECOSYSTEM

    files = {"go.mod": MOD, "cmd/one/main.go": SERVER, "cmd/two/main.go": SERVER}
    assert ECOSYSTEM.workspaces(project(files)) == ("cmd/one", "cmd/two")
    assert facts(project, files, workspace="cmd/two")["main"] == "./cmd/two"


def test_a_replacement_by_a_folder_is_a_module_of_the_build(project: MakeProject) -> None:
    files = {
        "go.mod": f"{MOD}\nrequire example.com/lib v0.0.0\n\nreplace example.com/lib => ./lib\n",
        "main.go": SERVER.replace("import", 'import _ "example.com/lib"\nimport'),
        "lib/go.mod": "module example.com/lib\n\ngo 1.27\n",
        "lib/lib.go": "package lib\n",
    }
    given = facts(project, files)
    assert "install_command" not in given  # nothing is downloaded
    assert given["manifests"] == ("go.mod", "lib/go.mod")


PRIVATE = {
    "env": {".env.example": "GOPRIVATE=github.com/acme/*\n"},
    "make": {"Makefile": "export GOPRIVATE := github.com/acme\n"},
    "ci": {".github/workflows/ci.yml": "env:\n  GOPRIVATE: github.com/acme/*\n"},
}


@pytest.mark.parametrize("files", PRIVATE.values(), ids=PRIVATE.keys())
def test_private_modules_get_their_variable_and_a_secret(
    project: MakeProject, files: dict[str, str]
) -> None:
    planned = plan(found(project, {**needing("github.com/acme/secret"), **files}))
    text = render(planned)["Dockerfile"].text
    assert re.search(r"\nENV GOPRIVATE=\"?github.com/acme", text)
    mount = "--mount=type=secret,id=NETRC,target=/root/.netrc,required=true"
    assert f"\nRUN {mount} \\\n    go mod download\n" in text
    assert planned.secrets == ("id=NETRC,env=NETRC",)


def test_a_private_pattern_that_no_module_has_changes_nothing(project: MakeProject) -> None:
    files = {**needing("github.com/x/y"), "Makefile": "export GOPRIVATE := github.com/acme\n"}
    text = dockerfile(project, files)
    assert "GOPRIVATE" not in text
    assert "secret" not in text


def test_a_proxy_with_a_password_is_not_written_down(project: MakeProject) -> None:
    files = {".env.example": "GOPROXY=https://ann:s3cret@proxy.example\n"}
    assert "s3cret" not in dockerfile(project, {**needing("github.com/x/y"), **files})


def test_a_tool_of_the_module_writes_what_is_missing(project: MakeProject) -> None:
    mod = f"{MOD}\ntool github.com/a-h/templ/cmd/templ\n\nrequire github.com/a-h/templ v0.3.1\n"
    files = {"go.mod": mod, "go.sum": SUMS, "main.go": SERVER, "page.templ": ""}
    text = dockerfile(project, files)
    assert "    go tool templ generate\n" in text
    assert "go install" not in text


def test_a_tool_of_another_module_is_installed_at_its_version(project: MakeProject) -> None:
    files = {**needing("github.com/a-h/templ", version="v0.3.1"), "page.templ": ""}
    text = dockerfile(project, files)
    assert "go mod download && go install github.com/a-h/templ/cmd/templ@v0.3.1\n" in text
    assert "    templ generate\n" in text


def test_committed_code_is_not_generated_again(project: MakeProject) -> None:
    made = {"page.templ": "", "page_templ.go": "package main\n"}
    text = dockerfile(project, {**needing("github.com/a-h/templ"), **made})
    assert "templ generate" not in text


def test_missing_code_that_no_known_tool_writes_is_said(project: MakeProject) -> None:
    files = {
        "go.mod": MOD,
        "main.go": SERVER.replace("import", 'import _ "example.com/shop/pb"\nimport'),
    }
    assert "main.go:3 imports example.com/shop/pb, and pb holds no Go file" in warnings(
        project, files
    )
    assert "    go generate ./...\n" in dockerfile(project, files, generate=True)


def embedding(**more: str) -> dict[str, str]:
    main = SERVER.replace("import", 'import _ "example.com/shop/web"\nimport')
    return {
        "go.mod": MOD,
        "main.go": main,
        "web/web.go": EMBEDS,
        "web/package.json": PAGES,
        "web/package-lock.json": LOCK,
        "web/index.html": "",
        **more,
    }


def test_pages_that_are_compiled_in_are_built_first(project: MakeProject) -> None:
    detection = found(project, embedding())
    made = render(plan(detection))
    text = made["Dockerfile"].text
    assert detection.chosen == "go"
    assert text.index("AS frontend") < text.index("AS build") < text.index("AS runtime")
    assert "\nRUN npm run build\n" in text
    assert "\nCOPY --from=frontend /src/web/dist/ /src/web/dist/\n" in text
    assert "web/dist" in made[".dockerignore"].text.splitlines()  # an older one of this machine


def test_pages_that_git_keeps_are_not_built(project: MakeProject) -> None:
    kept = {"web/dist/index.html": "", ".gitignore": "!/web/dist/\n"}
    assert "frontend" not in dockerfile(project, embedding(**kept))


def test_pages_that_only_this_machine_has_are_built(project: MakeProject) -> None:
    local = {"web/dist/index.html": "", ".gitignore": "dist\n"}
    assert "AS frontend" in dockerfile(project, embedding(**local))


def test_a_folder_that_git_keeps_empty_is_not_there(project: MakeProject) -> None:
    assert "AS frontend" in dockerfile(project, embedding(**{"web/dist/.gitkeep": ""}))


def test_what_is_embedded_or_read_is_in_the_context(project: MakeProject) -> None:
    source = SERVER + "\n//go:embed README.md testdata\nvar f embed.FS\n"
    files = {"go.mod": MOD, "main.go": source, "README.md": "", "testdata/a": ""}
    ignored = render(plan(found(project, files)))[".dockerignore"].text.splitlines()
    assert "!README.md" in ignored
    assert "!testdata" in ignored


HOSTILE = ("x\nRUN curl evil.example", "x <<EOF", "$(id)", "x' \"y", "a b", "--from=evil", "x\\")
KEYWORDS = {"FROM", "WORKDIR", "ENV", "COPY", "RUN", "ARG", "USER", "EXPOSE", "ENTRYPOINT", "CMD"}


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize("place", range(9))
def test_nothing_that_a_project_says_becomes_an_instruction(
    project: MakeProject, value: str, place: int
) -> None:
    from dockgen.dockerfile.parser import parse

    told = [value if number == place else "x" for number in range(9)]
    quoted = json.dumps(told[3])
    files = {
        "go.mod": f"module example.com/{told[0]}\n\ngo 1.26\n\nrequire github.com/x/y {told[1]}\n",
        "go.sum": SUMS,
        "Procfile": f"web: app {told[2]}\n",
        "main.go": f'package main\n\nimport "net/http"\n\nfunc main() {{ os.ReadFile({quoted})\n'
        f'os.MkdirAll({json.dumps(told[4])}, 0)\nhttp.ListenAndServe(":80", nil) }}\n',
        ".goreleaser.yaml": f"builds:\n  - tags: [{json.dumps(told[5])}]\n"
        f"    ldflags: [{json.dumps(f'-X {told[6]}={{{{.Version}}}}')}]\n",
        ".go-version": told[7],
        ".env.example": f"GOPRIVATE=github.com/x\nGOPROXY={told[8]}\n",
    }
    if "\n" not in told[3] and "/" not in told[3]:
        files[told[3]] = ""
    try:
        made = dockerfile(project, files)
    except DockgenError:
        return
    assert {one.keyword for one in parse(made).instructions} <= KEYWORDS
    assert "\nRUN curl" not in made


SERVICES = {
    "postgres": ("github.com/jackc/pgx/v5", "github.com/jackc/pgx/v5/pgxpool"),
    "mysql": ("gorm.io/driver/mysql", "gorm.io/driver/mysql"),
    "redis": ("github.com/redis/go-redis/v9", "github.com/redis/go-redis/v9"),
    "mongo": ("go.mongodb.org/mongo-driver/v2", "go.mongodb.org/mongo-driver/v2/mongo"),
    "rabbitmq": ("github.com/rabbitmq/amqp091-go", "github.com/rabbitmq/amqp091-go"),
}


@pytest.mark.parametrize(("service", "driver"), SERVICES.items(), ids=SERVICES.keys())
def test_a_driver_that_is_imported_calls_for_its_service(
    project: MakeProject, service: str, driver: tuple[str, str]
) -> None:
    from dockgen.integrations.compose.service_dependencies import needs_of

    needs = needs_of(found(project, needing(*driver)))
    assert [one.service.name for one in needs] == [service]
    assert needs[0].evidence.line == 5


def test_a_driver_that_only_another_program_imports_does_not(project: MakeProject) -> None:
    from dockgen.integrations.compose.service_dependencies import needs_of

    files = needing("github.com/lib/pq")
    files["cmd/seed/main.go"] = files["main.go"]
    files["main.go"] = SERVER
    assert needs_of(found(project, files)) == ()


GENERATED = {
    "wire": (
        {
            **needing("github.com/google/wire", version="v0.7.0"),
            "wire.go": "//go:build wireinject\n\npackage main\n",
        },
        "wire ./...",
    ),
    "swag": (
        {
            **needing("github.com/swaggo/swag", "example.com/shop/docs", "v1.16.6"),
        },
        "swag init",
    ),
    "ent": (
        {
            **needing("entgo.io/ent", "example.com/shop/ent", "v0.14.5"),
            "ent/schema/user.go": "package schema\n",
        },
        "ent generate ./ent/schema",
    ),
    "sqlc": (
        {
            **needing("github.com/sqlc-dev/sqlc", "example.com/shop/db", "v1.30.0"),
            "sqlc.yaml": "version: 2\n",
        },
        "sqlc generate",
    ),
}


@pytest.mark.parametrize(("files", "command"), GENERATED.values(), ids=GENERATED.keys())
def test_what_git_does_not_keep_is_generated(
    project: MakeProject, files: dict[str, str], command: str
) -> None:
    given = facts(project, files)
    assert given["generate"] == command
    assert str(given["tools_command"]).startswith("go install ")


def test_a_configuration_that_is_read_says_the_port(project: MakeProject) -> None:
    source = (
        'package main\n\nimport (\n\t"net/http"\n\t"github.com/spf13/viper"\n)\n\n'
        'func main() {\n\tviper.SetConfigName("config")\n\tviper.AddConfigPath("./conf")\n'
        '\thttp.ListenAndServe(viper.GetString("listen"), nil)\n}\n'
    )
    files = {**needing("github.com/spf13/viper"), "main.go": source}
    given = facts(project, {**files, "conf/config.yaml": "server:\n  port: 7001\n"})
    assert given["runtime_files"] == ("conf/",)
    assert given["port"] == 7001


def test_beego_reads_its_folders(project: MakeProject) -> None:
    source = (
        'package main\n\nimport "github.com/beego/beego/v2/server/web"\n\n'
        "func main() { web.Run() }\n"
    )
    files = {**needing("github.com/beego/beego/v2"), "main.go": source}
    files |= {"conf/app.conf": "httpport = 7002\n", "views/a.tpl": "", "static/a.css": ""}
    given = facts(project, files)
    assert given["framework"] == "beego"
    assert given["port"] == 7002
    assert given["runtime_files"] == ("conf/", "views/", "static/")


def test_a_database_of_sqlite_lies_in_a_folder_of_the_user_s(project: MakeProject) -> None:
    source = (
        'package main\n\nimport (\n\t"database/sql"\n\t"net/http"\n\t_ "modernc.org/sqlite"\n)\n\n'
        'func main() {\n\tsql.Open("sqlite", "file:var/shop.db?_pragma=x")\n'
        '\thttp.ListenAndServe(":80", nil)\n}\n'
    )
    files = {**needing("modernc.org/sqlite"), "main.go": source}
    text = dockerfile(project, files)
    assert "\nRUN mkdir -p /writable/var\n" in text
    assert "\nCOPY --from=build --chown=65532:65532 /writable/ /app/\n" in text
    single = dockerfile(project, files, Choices(stages="single"))
    assert "install --directory --owner=10001 --group=10001 /app/var\n" in single


@pytest.mark.parametrize("name", ["a/b", ".."])
def test_the_program_s_name_is_the_name_of_a_file(project: MakeProject, name: str) -> None:
    with pytest.raises(DockgenError, match="binary must be the name of a file"):
        facts(project, {"go.mod": MOD, "main.go": SERVER}, binary=name)


@pytest.mark.parametrize("main", ["../other", "/srv"])
def test_a_program_lies_in_the_project(project: MakeProject, main: str) -> None:
    with pytest.raises(DockgenError, match="main must be a folder of the project"):
        facts(project, {"go.mod": MOD, "main.go": SERVER}, main=main)


@pytest.mark.parametrize(
    "code",
    ["type c struct {\n\tVersion string\n}\n", 'const version = "1"\n', "var version = read()\n"],
)
def test_only_a_variable_of_text_can_be_stamped(project: MakeProject, code: str) -> None:
    given = facts(project, {"go.mod": MOD, "main.go": f"{SERVER}\n{code}"})
    assert "version_variable" not in given
