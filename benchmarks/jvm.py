"""What the forms of a Spring Boot image cost: size, start-up, and a rebuild after an edit.

    python benchmarks/jvm.py [EXAMPLE ...]

Each example is built in one stage, in several, in several with a Java of its own modules
(`--set jlink=true`), and in several without a trained cache (`--set aot_cache=false`). Start-up is
the time from `docker run` to the first answer, as a ratio to the image without a cache: both are
started by turns, and the fastest start of each counts, since a busy machine only ever slows one
down. Then one source file is edited, by turns for dockgen's Dockerfile, for the one without a
cache, and for a naive one (`COPY . .`, then `mvn package`), and each is built again. It needs
docker and a network; DOCKGEN_STAND_INS=1 builds the base images here where no registry is
reachable.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from uuid import uuid4

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tests.engine import engines  # noqa: E402  the path has to be set first
from tests.examples import FOLDER, NAMES, detection_of, plan_of, run_of  # noqa: E402

STARTS, REBUILDS = 5, 2
FORMS = {
    "single": ("--stages", "single"),
    "multi": (),
    "jlink": ("--set", "jlink=true"),
    "plain": ("--set", "aot_cache=false"),
}
PREFIX = "dockgen-benchmark-jvm"


def main() -> None:
    """Measure the Spring examples that are named, or all of them, and print a table."""
    names = sys.argv[1:] or [name for name in NAMES if is_spring(name)]
    print(
        "| example | one stage | several | with jlink | start, cache | start, jlink and cache"
        " | rebuild | rebuild, no cache | naive rebuild |"
    )
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as place:
        for name in names:
            print(row(name, Path(place)), flush=True)


def is_spring(name: str) -> bool:
    """Whether it is a Spring Boot example that Maven builds."""
    detection = detection_of(name)
    framework = detection.facts.get("framework")
    return (
        detection.chosen == "maven" and framework is not None and framework.value == "spring-boot"
    )


def row(name: str, place: Path) -> str:
    """One line of the table."""
    tags, contexts = {}, {}
    for form, options in FORMS.items():
        contexts[form] = place / f"{name}-{form}"
        shutil.copytree(FOLDER / name, contexts[form])
        dockgen("init", "--yes", *options, str(contexts[form]))
        tags[form] = f"{PREFIX}-{name}-{form}"
        engines.build("docker", contexts[form], tags[form])
    sizes = {form: engines.image_size("docker", tag) / 1e6 for form, tag in tags.items()}
    starts = fastest_starts(name, tags)
    seconds = rebuilds(name, place, contexts)
    cells = [
        name,
        *(f"{sizes[form]:.0f} MB" for form in ("single", "multi", "jlink")),
        *(f"{starts[form] / starts['plain']:.2f}" for form in ("multi", "jlink")),
        *(f"{seconds[form]:.1f} s" for form in ("multi", "plain", "naive")),
    ]
    for tag in (*tags.values(), f"{PREFIX}-{name}-naive"):
        engines.run("docker", "rmi", "--force", tag)
    return f"| {' | '.join(cells)} |"


def dockgen(*arguments: str) -> None:
    """Run dockgen and say what it said where it fails."""
    engines.run(sys.executable, "-m", "dockgen", *arguments)


def fastest_starts(name: str, tags: dict[str, str]) -> dict[str, float]:
    """The seconds until the first answer, by form; all forms are started by turns."""
    found = {form: float("inf") for form in tags}
    for _ in range(STARTS):
        for form, tag in tags.items():
            found[form] = min(found[form], start(name, tag))
    return found


def start(name: str, tag: str) -> float:
    """Start a container, wait for its first answer, and remove it."""
    expected, container = run_of(name), f"{PREFIX}-{uuid4().hex[:8]}"
    publish = f"--publish=127.0.0.1::{expected.port}"
    tmpfs = [f"--tmpfs={folder}" for folder in expected.tmpfs]
    begin = time.monotonic()
    engines.run(
        "docker", "run", "--detach", "--name", container, "--read-only", *tmpfs, publish, tag
    )
    try:
        said = engines.run("docker", "port", container, f"{expected.port}/tcp")
        address = f"http://127.0.0.1:{said.split(':')[-1].strip()}{expected.http[0].path}"
        while time.monotonic() - begin < expected.seconds:
            try:
                with urllib.request.urlopen(address, timeout=5):
                    return time.monotonic() - begin
            except (ConnectionError, urllib.error.URLError, TimeoutError):
                time.sleep(0.01)
        raise AssertionError(f"{tag} does not answer")
    finally:
        subprocess.run(["docker", "rm", "--force", container], capture_output=True, check=False)


def rebuilds(name: str, place: Path, contexts: dict[str, Path]) -> dict[str, float]:
    """The seconds of a rebuild after an edit, by form: two of ours, and a naive one."""
    naive = place / f"{name}-naive"
    shutil.copytree(FOLDER / name, naive)
    (naive / "Dockerfile").write_text(naive_dockerfile(name), "utf-8")
    engines.build("docker", naive, f"{PREFIX}-{name}-naive")
    compared = {"multi": contexts["multi"], "plain": contexts["plain"], "naive": naive}
    found = dict.fromkeys(compared, float("inf"))
    path, addition = run_of(name).edit
    for _ in range(REBUILDS):
        for form, folder in compared.items():
            source = folder / path
            edited = source.read_text("utf-8") + addition.replace("edited", uuid4().hex)
            source.write_text(edited, "utf-8")
            seconds = engines.build("docker", folder, f"{PREFIX}-{name}-{form}").seconds
            found[form] = min(found[form], seconds)
    return found


def naive_dockerfile(name: str) -> str:
    """What stands in many a tutorial: everything is copied, then Maven does the rest."""
    facts = detection_of(name).facts
    java, artifact = facts["language_version"].value, facts["artifact"].value
    image = str(plan_of(name, "multi").values["build_image"])
    image = image if image.startswith("maven:") else f"maven:3.9-eclipse-temurin-{java}"
    return (
        f"FROM {image}\nWORKDIR /app\nCOPY . .\nRUN mvn --batch-mode package -DskipTests"
        f" && cp {artifact} /app.jar\n"
        'CMD ["java", "-jar", "/app.jar"]\n'
    )


if __name__ == "__main__":
    main()
