"""Build the stand-ins that are missing, and hand them to podman."""

import contextlib
import fcntl
import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path

from . import debian, machine
from .errors import StandinError
from .run import need, run, try_run
from .table import Recipe, recipe_of, short_name

RECIPES = Path(__file__).parent / "recipes"
LABEL = "standin.made-of"
PROXIES = ("http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY")


def ensure(images: Iterable[str], *, podman: bool = False) -> None:
    """Make sure that docker has these images, building a stand-in for each that is missing.

    An image that docker has under that name and that is no stand-in is the real one, and stays.
    A stand-in is built again only when its recipe, its arguments, its parent or the machine's
    settings have changed.

    Args:
        images: names as in a FROM line; Docker Hub's host and `library/` may be there or not.
        podman: also load them into podman's store.

    Raises:
        StandinError: an image has no recipe, or a tool is missing, or a build failed.
    """
    wanted = [short_name(image) for image in images]
    levels = _levels(wanted)
    need("docker")
    with _one_at_a_time():
        for level in levels:
            with ThreadPoolExecutor(max_workers=2) as pool:
                list(pool.map(_ensure_one, level))
        if podman:
            _load_into_podman(wanted)


def made_of(image: str) -> str:
    """Return a hash of all that a stand-in is made of.

    Raises:
        StandinError: the image has no recipe.
    """
    recipe = recipe_of(image)
    digest = hashlib.sha256(repr(sorted(asdict(recipe).items())).encode())
    digest.update((RECIPES / f"{recipe.name}.Dockerfile").read_bytes())
    for path in _helper_files(recipe):
        digest.update(f"{path.name}:{path.stat().st_mode}".encode() + path.read_bytes())
    if recipe.parent is None:
        digest.update(Path(debian.__file__).read_bytes())
        digest.update(repr([machine.apt_mirrors(), sorted(machine.files().items())]).encode())
    else:
        digest.update(made_of(recipe.parent).encode())
    return digest.hexdigest()[:32]


def _levels(wanted: list[str]) -> list[list[str]]:
    """Return the images and their parents, each parent in an earlier level than its children."""
    depths: dict[str, int] = {}
    for image in wanted:
        chain = [image]
        while (parent := recipe_of(chain[-1]).parent) is not None:
            chain.append(parent)
        depths.update({name: depth for depth, name in enumerate(reversed(chain))})
    deepest = max(depths.values(), default=-1)
    return [
        [name for name, depth in depths.items() if depth == level] for level in range(deepest + 1)
    ]


def _ensure_one(image: str) -> None:
    found = _label("docker", image)
    made = made_of(image)
    if found is None or found not in ("", made):
        _build(image, recipe_of(image), made)


def _label(engine: str, image: str) -> str | None:
    """Return the hash on an image: empty when it is no stand-in, None when there is no image."""
    name = image if engine == "docker" else _full_name(image)
    template = f'{{{{index .Config.Labels "{LABEL}"}}}}'
    said = try_run(engine, "image", "inspect", "--format", template, name)
    return None if said is None else said.strip().removeprefix("<no value>")


def _build(image: str, recipe: Recipe, made: str) -> None:
    with tempfile.TemporaryDirectory(prefix="standin-") as folder:
        context = Path(folder)
        versions = _prepare(context, recipe)
        args = [*recipe.args, *versions]
        args += [(name, os.environ[name]) for name in PROXIES if name in os.environ]
        flags = [f"--build-arg={name}={value}" for name, value in args]
        flags += [f"--target={recipe.target}"] if recipe.target else []
        run("docker", "build", "--progress=plain", "--network=host",
            f"--file={RECIPES / recipe.name}.Dockerfile", f"--tag={image}",
            f"--label={LABEL}={made}", *flags, folder)  # fmt: skip


def _prepare(context: Path, recipe: Recipe) -> list[tuple[str, str]]:
    """Fill the build context; return the build arguments that tell the downloads' versions."""
    if recipe.parent is None:
        debian.prepare(context)
    if recipe.files:
        shutil.copytree(RECIPES / "files" / recipe.files, context / "files")
    downloads = context / "downloads"
    downloads.mkdir()
    versions = [(item.version_arg, item.download(downloads)) for item in recipe.downloads]
    return [(name, version) for name, version in versions if name]


def _helper_files(recipe: Recipe) -> list[Path]:
    if recipe.files is None:
        return []
    return sorted(path for path in (RECIPES / "files" / recipe.files).rglob("*") if path.is_file())


def _load_into_podman(images: list[str]) -> None:
    need("podman")
    missing = [image for image in images if _label("podman", image) != _label("docker", image)]
    if not missing:
        return
    with subprocess.Popen(["docker", "save", *missing], stdout=subprocess.PIPE) as saving:
        loading = subprocess.run(
            ["podman", "load", "--quiet"], stdin=saving.stdout, capture_output=True, check=False
        )
    if saving.returncode or loading.returncode:
        said = loading.stderr.decode(errors="replace")
        raise StandinError(f"podman did not load {' '.join(missing)}: {said}")
    for image in missing:
        # podman loads an image without a host in its name as its own: localhost/node:24-slim.
        if try_run("podman", "tag", f"localhost/{image}", _full_name(image)) is not None:
            run("podman", "untag", f"localhost/{image}", f"localhost/{image}")


def _full_name(image: str) -> str:
    host, slash, _ = image.partition("/")
    if slash and "." in host:
        return image
    return f"docker.io/{image}" if "/" in image else f"docker.io/library/{image}"


@contextlib.contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Keep two test processes from building the same image."""
    with (Path(tempfile.gettempdir()) / "standins.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
