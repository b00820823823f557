"""`dockgen adopt` on real containers, held to a comparison of its own of both file systems."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import signal
import subprocess
import sys
import tarfile
import time
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from jsonschema import Draft202012Validator

from dockgen.cli.main import run as dockgen
from dockgen.tools.engine.client import Engine, find
from tests.engine import engines
from tests.engine.projects import DEBIAN, NODE, as_data, left_in, make

# They count what is left on the engine, so they run one after another.
pytestmark = [pytest.mark.engine, pytest.mark.xdist_group("whole engine")]

SCHEMA = Draft202012Validator(
    json.loads(files("dockgen").joinpath("managed_files/schemas/adopt.json").read_text("utf-8"))
)
both_engines = pytest.mark.parametrize("engine", ["docker", "podman"], indirect=True)

BY_HAND = """
set -e
groupadd --gid 1500 deploy
useradd --create-home --uid 1500 --gid 1500 --shell /bin/bash deploy
usermod --append --groups www-data deploy
mkdir -p /srv/app/data /srv/empty "/srv/with space" /var/log/app
echo hello >/srv/app/index.html
ln /srv/app/index.html /srv/app/hard.html
ln -s /srv/app /srv/current
echo data >/srv/app/data/x
echo odd >'/srv/with space/$odd [name]'
chown -R deploy:deploy /srv/app
chmod 2775 /srv/app/data && chmod 664 /srv/app/data/x
chown 33:33 /srv/empty && chmod 700 /srv/empty
chmod 750 /opt && chmod 600 /etc/issue
echo changed >>/etc/bash.bashrc
printf '#!/bin/sh\\necho hi\\n' >/usr/local/bin/tool && chmod 4755 /usr/local/bin/tool
rm -rf /usr/share/base-files /etc/debian_version
rm -rf /mnt && ln -s /srv /mnt
mkdir -p /root/.ssh && echo key >/root/.ssh/id_ed25519
echo A=1 >/srv/app/.env
echo line >/var/log/app/today.log
mkdir -p /root/.cache/pip && echo x >/root/.cache/pip/x
echo ls >/root/.bash_history
echo x >/tmp/scratch
mkfifo /srv/pipe
"""

INSTALLED = """
set -e
apt-get update -qq
apt-get install -qqy hello >/dev/null
mkdir -p /tmp/own/DEBIAN /tmp/own/opt/own
printf 'Package: own-tool\\nVersion: 1\\nArchitecture: all\\nMaintainer: me\\nDescription: x\\n' \
    >/tmp/own/DEBIAN/control
echo own >/tmp/own/opt/own/file
dpkg-deb --build /tmp/own /tmp/own.deb >/dev/null
dpkg --install /tmp/own.deb >/dev/null
"""


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """An engine that answers; the test fails where something is left in it."""
    found = find(request.getfixturevalue(getattr(request, "param", "docker")))
    before = left_in(found)
    yield found
    assert left_in(found) == before


@pytest.fixture
def container(engine: Engine) -> Iterator[str]:
    """A name for a container, and for an image that is made from it."""
    name = f"dockgen-test-adopt-{uuid4().hex[:8]}"
    yield name
    engine.remove(name)
    for image in (name, f"{name}-image"):
        engine.remove_image(image)


def start(engine: Engine, name: str, image: str, *options: str) -> None:
    engines.provide(f"FROM {image}\n", podman=engine.name == "podman")
    engine.run(image, f"--name={name}", "--network=host", *options, command=["sleep", "600"])


def by_hand(engine: Engine, name: str, script: str) -> None:
    done = engine.exec(name, "sh", "-c", script)
    assert done.ok, done


def adopt(
    capsys: pytest.CaptureFixture[str], engine: Engine, name: str, folder: Path, *options: str
) -> tuple[int, Any]:
    """Run `dockgen adopt --json`; its exit code and what it printed."""
    base = ["adopt", "--json", "--no-syntax", "--network=host", "--engine", engine.name]
    code = dockgen([*base, "-o", str(folder), name, *options])
    printed = capsys.readouterr()
    assert printed.out, printed.err
    data = as_data(printed.out)
    SCHEMA.validate(data)
    return code, data


Seen = dict[str, tuple[object, ...]]


def file_system(engine: Engine, container: str) -> Seen:
    """A container's files, by nothing but the engine's export: kind, mode, owners, content."""
    found: Seen = {}
    with (
        engine.stream("export", container) as stream,
        tarfile.open(fileobj=stream, mode="r|") as archive,
    ):
        for member in archive:
            path = member.name.removeprefix("./").strip("/")
            if member.isfile():
                file = archive.extractfile(member)
                content = hashlib.sha256(file.read() if file else b"").hexdigest()
                found[path] = ("file", member.mode & 0o7777, member.uid, member.gid, content)
            elif member.islnk():
                found[path] = found[member.linkname.removeprefix("./")]
            elif member.issym():
                found[path] = ("link", 0, member.uid, member.gid, member.linkname)
            else:
                kind = "folder" if member.isdir() else "other"
                found[path] = (kind, member.mode & 0o7777, member.uid, member.gid, "")
    return found


OF_THE_ENGINE = ("proc", "sys", "dev", "run", "etc/hosts", "etc/hostname", "etc/resolv.conf",
                 "etc/mtab", ".dockerenv")  # fmt: skip
OF_A_MANAGER = ("var/lib/dpkg", "var/lib/apt", "var/log", "var/cache", "tmp", "etc/shadow",
                "etc/gshadow", "etc/subuid", "etc/subgid")  # fmt: skip
"""Where two runs of the same commands differ: dates, logs, lists and sums of them."""


def difference(
    engine: Engine, old: str, folder: Path, data: dict[str, Any], tag: str
) -> dict[str, object]:
    """Build what was written, and compare both file systems, apart from what was named."""
    context = ["--network=host"] if engine.name == "podman" else []
    engines.run(engine.name, "build", *context, "-t", tag, folder)
    new_container = f"{tag}-new"
    try:
        engine.create(tag, f"--name={new_container}", "--entrypoint=", command=["/never"])
        new = file_system(engine, new_container)
    finally:
        engine.remove(new_container)
    named = {one["path"] for one in data["left_out"]}
    apart = (*OF_THE_ENGINE, *OF_A_MANAGER, *named)
    before = file_system(engine, old)
    # a folder that held nothing but what was left out is left out with it
    above = {parent for one in named for parent in map(str, Path(one).parents)}
    emptied = {path for path in above if path not in new and before.get(path, " ")[0] == "folder"}
    return {
        path: (before.get(path), new.get(path))
        for path in sorted({*before, *new})
        if before.get(path) != new.get(path)
        and path not in emptied
        and not any(path == one or path.startswith(f"{one}/") for one in apart)
    }


@both_engines
def test_a_container_changed_by_hand_becomes_a_dockerfile_that_makes_the_same(
    engine: Engine, container: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ('--env=MODE=a $b "c"', "--env=API_TOKEN=abcdef12", "--user=0", "--workdir=/srv")
    start(engine, container, DEBIAN, *options)
    by_hand(engine, container, BY_HAND)
    folder = tmp_path / "web"
    code, data = adopt(capsys, engine, container, folder)
    assert (code, data["check"]["differing"]) == (0, [])
    assert data["base"]["name"] == DEBIAN
    assert data["packages"]["install"] == []
    assert [command.split()[0] for command in data["accounts"]] == [
        "groupadd",
        "useradd",
        "usermod",
    ]
    assert data["deleted"] == ["etc/debian_version", "mnt", "usr/share/base-files"]
    left_out = {(one["path"], one["why"]) for one in data["left_out"]}
    assert left_out >= {
        ("root/.ssh/id_ed25519", "secret"),
        ("root/.bash_history", "secret"),
        ("srv/app/.env", "secret"),
        ("API_TOKEN", "secret"),
        ("var/log/app/today.log", "log"),
        ("root/.cache/pip/x", "cache"),
        ("tmp/scratch", "temporary"),
        ("srv/pipe", "device"),
    }
    text = (folder / "Dockerfile").read_text("utf-8")
    assert "abcdef12" not in text
    assert not any("id_ed25519" in str(path) or path.name == ".env" for path in folder.rglob("*"))
    assert difference(engine, container, folder, data, container) == {}
    config = (engine.image(container) or {})["Config"]
    assert 'MODE=a $b "c"' in config["Env"]
    assert (config["WorkingDir"], config["Cmd"]) == ("/srv", ["sleep", "600"])


def test_packages_are_installed_and_those_that_no_source_has_are_copied(
    engine: Engine, container: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    start(engine, container, DEBIAN)
    by_hand(engine, container, INSTALLED)
    folder = tmp_path / "tools"
    code, data = adopt(capsys, engine, container, folder)
    assert (code, data["check"]["differing"]) == (0, [])
    assert data["packages"]["install"] == ["hello"]
    assert data["packages"]["copied"] == ["own-tool"]
    assert "opt/own/file" in data["files"]
    assert "usr/bin/hello" not in data["files"]
    text = (folder / "Dockerfile").read_text("utf-8")
    assert text.count("apt-get install") == 1
    assert "        hello \\\n" in text
    assert difference(engine, container, folder, data, container) == {}
    told = engines.run(
        engine.name, "run", "--rm", container, "dpkg-query", "-W", "hello", "own-tool"
    )
    assert len(told.splitlines()) == 2


@pytest.mark.parametrize("engine", ["podman"], indirect=True)
def test_an_image_without_a_dockerfile_is_set_against_the_image_below_it(
    engine: Engine, container: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    start(engine, container, NODE)
    by_hand(engine, container, "mkdir -p /app && echo 'process.exit(0)' >/app/a.js"
                               " && chown -R node /app && rm -rf /opt/yarn*")  # fmt: skip
    changes = ["--change=USER node", "--change=EXPOSE 3000", '--change=CMD ["node", "/app/a.js"]']
    image = f"{container}-image"
    engines.run(engine.name, "commit", *changes, container, image)
    folder = tmp_path / "app"
    code, data = adopt(capsys, engine, image, folder)
    assert (code, data["source"]["kind"], data["base"]["name"]) == (0, "image", NODE)
    assert data["files"] == ["app/a.js"]
    text = (folder / "Dockerfile").read_text("utf-8")
    assert "USER 1000:1000\n" in text
    assert "EXPOSE 3000\n" in text
    assert 'CMD ["node", "/app/a.js"]\n' in text
    assert difference(engine, container, folder, data, container) == {}


BUSYBOX = f"""\
FROM {DEBIAN} AS tools
RUN apt-get update -qq && apt-get install -qqy --no-install-recommends busybox-static >/dev/null
FROM scratch
COPY --from=tools /bin/busybox /bin/busybox
RUN ["/bin/busybox", "--install", "-s", "/bin"]
RUN mkdir -p /etc/apk /lib/apk/db /usr/bin /tmp /root \\
 && echo 'root:x:0:0:root:/root:/bin/sh' >/etc/passwd && echo 'root:x:0:' >/etc/group \\
 && echo busybox >/etc/apk/world && printf 'P:busybox\\nV:1.37\\n\\n' >/lib/apk/db/installed
# Stand in for the real ones: apk knows two packages, and all keep the same books.
COPY --chmod=755 apk addgroup adduser /usr/bin/
CMD ["sh"]
"""
APK = """\
#!/bin/sh
test "$1" = add && shift || exit 1
for name in "$@"; do
    case $name in
    -*) continue ;;
    tool) printf 'P:tool\\nV:2\\nD:libtool2\\n\\nP:libtool2\\nV:2\\n\\n' >>/lib/apk/db/installed
          echo tool >/usr/bin/tool; echo lib >/lib/libtool2 ;;
    *) echo "ERROR: unable to select packages:"; echo "  $name (no such package):"; exit 1 ;;
    esac
    echo "$name" >>/etc/apk/world
done
"""


ADDGROUP = """\
#!/bin/sh
if test "$1" = -g; then echo "$3:x:$2:" >>/etc/group; exit; fi
sed -i "s/^\\($2:.*:\\)$/\\1$1/" /etc/group
"""
ADDUSER = """\
#!/bin/sh
home=/home/app shell=/bin/sh
while getopts DHu:G:g:h:s: option; do
    case $option in
    u) uid=$OPTARG ;; G) group=$OPTARG ;; h) home=$OPTARG ;; s) shell=$OPTARG ;;
    esac
done
shift $((OPTIND - 1))
gid=$(sed -n "s/^$group:x:\\([0-9]*\\):.*/\\1/p" /etc/group)
echo "$1:x:$uid:$gid::$home:$shell" >>/etc/passwd
"""


def test_apks_packages_and_busyboxs_users_have_words_of_their_own(
    engine: Engine, container: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    base = f"{container}-base"
    folder = make(
        tmp_path / "base",
        {"Dockerfile": BUSYBOX, "apk": APK, "addgroup": ADDGROUP, "adduser": ADDUSER},
    )
    engines.run(engine.name, "build", "-t", base, folder)
    try:
        engine.run(base, f"--name={container}", command=["sleep", "600"])
        script = (
            "apk add tool && addgroup -g 1500 app && adduser -D -u 1500 -G app app"
            " && mkdir /data && echo x >/data/x && chown -R app:app /data && chmod 750 /data"
        )
        by_hand(engine, container, script)
        code, data = adopt(capsys, engine, container, tmp_path / "out")
        assert (code, data["check"]["differing"]) == (0, [])
        assert (data["packages"]["manager"], data["packages"]["install"]) == ("apk", ["tool"])
        assert data["accounts"][0] == "addgroup -g 1500 app"
        assert data["accounts"][1].startswith("adduser -D -H -u 1500 -G app")
        assert data["files"] == ["data/x"]
        assert (
            "RUN apk add --no-cache \\\n        tool" in (tmp_path / "out/Dockerfile").read_text()
        )
    finally:
        engine.remove_image(base)


def test_an_image_of_one_program_and_no_shell_is_laid_out_by_another_image(
    engine: Engine, container: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {
        "Dockerfile": "FROM scratch\nCOPY --chown=7:7 --chmod=700 app /app\nCOPY d /d\n"
        'USER 7\nENTRYPOINT ["/app"]\n',
        "app": "x",
        "d/key": "y",
    }
    engines.run(engine.name, "build", "-t", container, make(tmp_path / "src", files))
    code, data = adopt(capsys, engine, container, tmp_path / "out", "--base", "scratch")
    assert (code, data["base"]["name"], data["check"]["differing"]) == (0, "scratch", [])
    text = (tmp_path / "out/Dockerfile").read_text("utf-8")
    assert f"FROM {DEBIAN} AS files\n" in text
    assert "FROM scratch AS runtime\n" in text
    engine.create(container, f"--name={container}")
    assert difference(engine, container, tmp_path / "out", data, f"{container}-out") == {}
    engine.remove_image(f"{container}-out")


def test_a_folder_that_is_there_is_not_replaced(
    engine: Engine, container: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "web").mkdir()
    (tmp_path / "web/mine").write_text("x", "utf-8")
    start(engine, container, DEBIAN)
    command = ["adopt", "--no-syntax", "--no-check", "-o", str(tmp_path / "web"), container]
    assert dockgen(command) == 3
    assert "already exists" in capsys.readouterr().err
    assert (tmp_path / "web/mine").read_text("utf-8") == "x"
    assert dockgen([*command, "--force"]) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["web"]
    shown = capsys.readouterr().out
    assert f"base      {DEBIAN} (the image that the container was started from)" in shown
    assert "Build it: docker build" in shown


def test_nothing_of_that_name_is_told(
    engine: Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = ["-o", str(tmp_path / "out"), "--engine", engine.name]
    assert dockgen(["adopt", *output, "nobody"]) == 2
    assert "docker has no container and no image named 'nobody'" in capsys.readouterr().err
    assert dockgen(["adopt", *output, "--base", "nothing:1", DEBIAN]) == 2
    assert "docker has no image 'nothing:1'" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_killed_adopt_leaves_nothing(engine: Engine, container: str, tmp_path: Path) -> None:
    start(engine, container, DEBIAN)
    by_hand(engine, container, "echo x >/srv/x")
    command = [sys.executable, "-m", "dockgen", "adopt", "-o", str(tmp_path / "out"), container]
    log = tmp_path / "log"
    with log.open("w") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, start_new_session=True)
    try:
        for _ in range(300):
            if "reading its base image" in log.read_text("utf-8"):
                break
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 130
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    assert "Traceback" not in log.read_text("utf-8")
    assert [path.name for path in tmp_path.iterdir()] == ["log"]
