"""Files beside a program that a server reads or writes."""

from __future__ import annotations

import pytest

from dockgen.ecosystems.javascript.node.sources import touched_files, written_folders
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
    found = written_folders.read(made, [made.read("lib/a.js")], "", built=False).folders
    assert [one.value for one in found] == folders


def test_beside_a_source_that_is_compiled_nothing_is_written(project: MakeProject) -> None:
    made = project({"src/a.ts": "multer({ dest: join(__dirname, 'up') })"})
    assert written_folders.read(made, [made.read("src/a.ts")], "", built=True).folders == []


def test_a_folder_that_git_keeps_empty_is_to_be_written(project: MakeProject) -> None:
    kept = (
        "uploads/.gitkeep",
        "public/uploads/.gitignore",
        "types/.gitkeep",
        "a/b/data/.keep",
        ".yarn/cache/.gitignore",
    )
    made = project({f"apps/web/{path}": "" for path in kept} | {"logs/.gitkeep": ""})
    found = written_folders.read(made, [], "apps/web", built=True).folders
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


UPTIME = """
class Database {
    static templatePath = "./db/kuma.db";
    static dataDir;
    static init(args) {
        Database.dataDir = process.env.DATA_DIR || args["data-dir"] || "./data/";
        Database.sqlitePath = path.join(Database.dataDir, "kuma.db");
        if (!fs.existsSync(Database.dataDir)) fs.mkdirSync(Database.dataDir, { recursive: true });
        fs.copyFileSync(Database.templatePath, Database.sqlitePath);
    }
}
"""


@pytest.mark.parametrize(
    ("source", "folders"),
    [
        (UPTIME, ["data"]),
        ("const dir = process.env.UPLOADS ?? 'uploads'\nmkdirSync(dir)", ["uploads"]),
        ("const dir = process.env.D ? process.env.D : 'store'\nmkdirSync(dir)", ["store"]),
        ("const a = 'data'\nconst b = path.join(a, 'files')\nfs.mkdir(b, cb)", ["data/files"]),
        ("const a = 'data'\nawait fs.writeFile(`${a}/x/${id}.json`, text)", ["data/x"]),
        ("const a = 'data'\nawait fs.writeFile(`${a}/${id}.json`, text)", ["data"]),
        ("class A { private readonly dir = 'var2'; go() { mkdirSync(this.dir) } }", ["var2"]),
        ("function f({ dir = 'exports' }) { mkdirSync(dir) }", ["exports"]),
        (
            "const c = { root: path.resolve('media') }\nmkdirSync(path.join(c.root, 'x'))",
            ["media/x"],
        ),
        ("createWriteStream(path.join(process.cwd(), 'out2', name))", ["out2"]),
        ("fs.cp('template', './instances/a')", ["instances"]),
        ("mkdirSync(process.env.DATA || '/data')", ["/data"]),
        ("mkdirSync(path.join(os.homedir(), '.shop', 'x'))", ["~/.shop/x"]),
        ("mkdirSync(path.join(os.tmpdir(), 'shop'))", []),
        ("storage: path.join('data', 'app.sqlite')", ["data"]),
        ("new DatabaseSync(process.env.DB ?? './data/app.db')", ["data"]),
        ("import schema from './data/seed.db'", []),
        ("mkdirSync(unknown(x)); mkdirSync(process.env.X); mkdirSync(a ? b : c)", []),
        ("mkdirSync('/usr/x'); mkdirSync('/proc'); mkdirSync('/var/lib/a')", ["/var/lib/a"]),
    ],
)
def test_constants_fields_defaults_and_copies_are_followed(
    project: MakeProject, source: str, folders: list[str]
) -> None:
    made = project({"lib/a.js": source, "db/kuma.db": "", "template/a": ""})
    found = written_folders.read(made, [made.read("lib/a.js")], "", built=False)
    assert [one.value for one in found.folders] == folders
    assert found.beside == []


def test_a_constant_of_another_file_is_followed(project: MakeProject) -> None:
    config = "export const config = { uploads: process.env.UPLOADS || './uploads' }"
    made = project({"a.js": "fs.mkdirSync(config.uploads)", "config.js": config})
    files = [made.read("a.js"), made.read("config.js")]
    found = written_folders.read(made, files, "", built=False)
    assert [str(one.evidence) for one in found.folders] == ["a.js:1  written"]


def test_above_the_sources_that_are_compiled_something_is_written(project: MakeProject) -> None:
    made = project({"src/a.ts": "mkdirSync(join(__dirname, '../uploads'))"})
    found = written_folders.read(made, [made.read("src/a.ts")], "", built=True)
    assert [one.value for one in found.folders] == ["uploads"]


def test_a_file_beside_the_program_is_said(project: MakeProject) -> None:
    made = project({"a.js": "const file = 'db.json'\nfs.writeFileSync(file, '{}')"})
    found = written_folders.read(made, [made.read("a.js")], "", built=False)
    assert [(one.value, one.evidence.line) for one in found.beside] == [("db.json", 2)]


def test_many_assignments_are_read_in_no_time(project: MakeProject) -> None:
    text = "const a = a || b\nconst b = b ?? a\n" * 3000 + "mkdirSync(a)\n" * 300
    made = project({"a.js": text})
    assert written_folders.read(made, [made.read("a.js")], "", built=False).folders == []
