"""Files beside a program that a server reads or writes."""

from __future__ import annotations

import pytest

from dockgen.ecosystems.javascript.node.sources import touched_files
from tests.conftest import MakeProject


@pytest.mark.parametrize(
    ("source", "folders"),
    [
        ("multer({ dest: 'uploads/' })", ["uploads"]),
        ("multer({ dest: path.join(__dirname, 'up') })", ["lib/up"]),
        ("multer({ dest: path.join(process.cwd(), 'up', x) })", ["up"]),
        ("multer.diskStorage({ destination: './public/files' })", ["public/files"]),
        ("multer({ destination: (q, f, cb) => { cb(null, 'files') } })", ["files"]),
        ("trip = { destination: 'Paris', dest: 'Rome' }; cb(null, 'ok')", []),
        ("FileInterceptor('file', { dest: './files' })", ["files"]),
        ("winston.File({ dirname: 'logs' })", ["logs"]),
        ("fs.mkdirSync(path.resolve('cache/pages'))", ["cache/pages"]),
        ("new File({ filename: 'logs/error.log' })", ["logs"]),
        ("new Database('data/app.db')", ["data"]),
        ("storage: 'file:./data/app.sqlite'", ["data"]),
        ("new Database('app.db')", []),
        ("mkdirSync('/var/x'); mkdirSync('../x'); mkdirSync('/tmp/x')", []),
        ("mkdirSync('a.txt')", []),
        ("mkdirSync('src/made'); mkdirSync('uploads'); mkdirSync('./uploads/')", ["uploads"]),
    ],
)
def test_folders_that_a_source_writes_to(
    project: MakeProject, source: str, folders: list[str]
) -> None:
    made = project({"lib/a.js": source, "a.txt": ""})
    found = touched_files.written(made, [made.read("lib/a.js")], "", built=False)
    assert [one.value for one in found] == folders


def test_beside_a_source_that_is_compiled_nothing_is_written(project: MakeProject) -> None:
    made = project({"src/a.ts": "multer({ dest: join(__dirname, 'up') })"})
    assert touched_files.written(made, [made.read("src/a.ts")], "", built=True) == []


def test_a_folder_that_git_keeps_empty_is_to_be_written(project: MakeProject) -> None:
    kept = (
        "uploads/.gitkeep",
        "public/uploads/.gitignore",
        "types/.gitkeep",
        "a/b/data/.keep",
        ".yarn/cache/.gitignore",
    )
    made = project({f"apps/web/{path}": "" for path in kept} | {"logs/.gitkeep": ""})
    found = touched_files.written(made, [], "apps/web", built=True)
    assert [one.value for one in found] == ["public/uploads", "uploads"]
    assert found[1].evidence.file == "apps/web/uploads"


@pytest.mark.parametrize(
    ("source", "paths"),
    [
        ("readFileSync('./schema.graphql')", ["schema.graphql"]),
        ("readFileSync(join(__dirname, '../schema.graphql'))", ["schema.graphql"]),
        ("join(process.cwd(), 'src', 'mail', 'a.html')", ["src/mail/a.html"]),
        ("load('src/mail/a.html'); load('src/mail/a.html')", ["src/mail/a.html"]),
        ("import x from './schema.graphql'; require('./schema.graphql')", []),
        ("read('package.json'); read('.env'); read('key.pem'); read('src/b.ts')", []),
        ("read('.aws/config'); read('docker-compose.yml')", []),
        ("say('schema.graphql is missing'); read('../../gone.txt'); read('schema')", []),
    ],
)
def test_files_that_a_server_opens(project: MakeProject, source: str, paths: list[str]) -> None:
    files = ["schema.graphql", "src/mail/a.html", "package.json", ".env", "key.pem", "src/b.ts"]
    files += [".aws/config", "docker-compose.yml"]
    made = project({"api/src/a.ts": source, **{f"api/{path}": "" for path in files}})
    assert touched_files.read(made, [made.read("api/src/a.ts")], "api") == paths
