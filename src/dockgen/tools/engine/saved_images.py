"""An image out of an archive or a layout: the one that is wanted, with its layers in order."""

from __future__ import annotations

import platform as machine
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dockgen.core.errors import UnusableInput
from dockgen.tools.engine.archives import Blobs, bare_name, blob_name
from dockgen.tools.engine.image_layers import Layer
from dockgen.tools.engine.local_images import shortened

ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64", "armv7l": "arm", "i686": "386"}
"""Machines under the names that images use: https://go.dev/doc/install/source#environment."""
NAMES = ("io.containerd.image.name", "org.opencontainers.image.ref.name")
"""Annotations that name an image of an index, the fuller name first."""
INDEX = "index.json"
MANIFEST = "manifest.json"
MAX_DEPTH = 4


@dataclass(frozen=True, slots=True)
class Image:
    """An image.

    Args:
        name: what the user called it.
        platform: what it runs on, as `linux/arm64/v8`.
        config: its configuration, as https://github.com/opencontainers/image-spec/blob/main/config.md.
        layers: its layers, oldest first.
        annotations: what its manifest notes, and its labels.
        config_size: the bytes of its configuration.
    """

    name: str
    platform: str
    config: Mapping[str, Any]
    layers: tuple[Layer, ...]
    annotations: Mapping[str, str] = field(default_factory=dict)
    config_size: int = 0

    @property
    def diff_ids(self) -> tuple[str, ...]:
        """The digests of its layers, unpacked, which tell whether two layers are the same."""
        return tuple(layer.diff_id for layer in self.layers)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which of several images is wanted.

    Args:
        platform: what it is to run on; None takes this machine's.
        name: its name or digest, where an archive holds several; None takes the only one.
    """

    platform: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class _Candidate:
    """An image that an archive holds.

    Args:
        names: its names.
        platform: what it runs on.
        config: its configuration.
        config_size: the bytes of it.
        layers: the names of its layers.
        digest: what tells it apart.
        annotations: what its manifest notes.
    """

    names: tuple[str, ...]
    platform: str
    config: Mapping[str, Any]
    config_size: int
    layers: tuple[str, ...]
    digest: str
    annotations: Mapping[str, str] = field(default_factory=dict)


def read_image(blobs: Blobs, name: str, wanted: Wanted) -> Image:
    """Read an image.

    Args:
        blobs: where it lies.
        name: what the user calls it.
        wanted: which of several.

    Raises:
        UnusableInput: there is none, it cannot be told which, or something is missing or damaged.
    """
    if blobs.has(INDEX):
        found = list(_of_index(blobs, blobs.document(INDEX)))
    elif blobs.has(MANIFEST):
        found = list(_of_manifests(blobs, blobs.document(MANIFEST)))
    else:
        what = "contains no image" if blobs.whole else "is truncated"
        raise UnusableInput(f"{what}: it has neither {INDEX} nor {MANIFEST}", file=blobs.name)
    chosen = _chosen(found, wanted, blobs.name)
    layers = tuple(blobs.layer(one) for one in chosen.layers)
    _check(layers, chosen.config, blobs.name)
    labels = (chosen.config.get("config") or {}).get("Labels") or {}
    return Image(
        name,
        chosen.platform,
        chosen.config,
        layers,
        {**labels, **chosen.annotations},
        chosen.config_size,
    )


def _list(blobs: Blobs, value: Any) -> list[Mapping[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise UnusableInput("contains an image list that cannot be read", file=blobs.name)
    return value


def _of_manifests(blobs: Blobs, document: Any) -> Iterator[_Candidate]:
    """The images of `manifest.json`: the engines' list of images, or the one that a folder holds.

    Such a folder is what `skopeo copy` and `podman save --format docker-dir` write:
    https://github.com/containers/image/blob/main/docs/containers-transports.5.md.
    """
    if isinstance(document, dict) and "layers" in document:
        yield _of_manifest(blobs, document, (), MANIFEST, bare_name)
        return
    for one in _list(blobs, document):
        yield _of_docker(blobs, one)


def _of_docker(blobs: Blobs, one: Mapping[str, Any]) -> _Candidate:
    """An image of the list that `docker save` writes."""
    name = str(one.get("Config"))
    config = _mapping(blobs, name)
    layers = tuple(str(layer) for layer in one.get("Layers") or ())
    names = tuple(one.get("RepoTags") or ())
    return _Candidate(names, _platform_of(config), config, blobs.size(name), layers, name)


def _of_index(
    blobs: Blobs, index: Any, names: tuple[str, ...] = (), depth: int = 0
) -> Iterator[_Candidate]:
    """The images of an index, and of the indexes in it."""
    if not isinstance(index, dict) or depth > MAX_DEPTH:
        raise UnusableInput("contains an index that cannot be read", file=blobs.name)
    descriptors = [one for one in _list(blobs, index.get("manifests")) if not _is_beside(one)]
    here = [one for one in descriptors if blobs.has(blob_name(one.get("digest"), blobs.name))]
    for descriptor in here or descriptors:  # an engine saves only the platforms that it has
        noted = descriptor.get("annotations") or {}
        own = tuple(dict.fromkeys(noted[key] for key in NAMES if key in noted)) or names
        digest = str(descriptor.get("digest"))
        document = _mapping(blobs, blob_name(digest, blobs.name))
        if "manifests" in document:
            yield from _of_index(blobs, document, own, depth + 1)
        elif "layers" in document:
            yield _of_manifest(blobs, document, own, digest)


def _of_manifest(
    blobs: Blobs,
    manifest: Mapping[str, Any],
    names: tuple[str, ...],
    digest: str,
    name_of: Callable[[object, str], str] = blob_name,
) -> _Candidate:
    config_name = name_of((manifest.get("config") or {}).get("digest"), blobs.name)
    config = _mapping(blobs, config_name)
    layers = _list(blobs, manifest.get("layers"))
    return _Candidate(
        names,
        _platform_of(config),
        config,
        blobs.size(config_name),
        tuple(name_of(layer.get("digest"), blobs.name) for layer in layers),
        digest,
        manifest.get("annotations") or {},
    )


def _mapping(blobs: Blobs, name: str) -> Mapping[str, Any]:
    document = blobs.document(name)
    if not isinstance(document, dict):
        raise UnusableInput(f"{name} does not match its descriptor", file=blobs.name)
    return document


def _is_beside(descriptor: Mapping[str, Any]) -> bool:
    """Whether it is no image but something about one: BuildKit puts attestations beside images.

    https://docs.docker.com/build/metadata/attestations/attestation-storage/
    """
    noted = descriptor.get("annotations") or {}
    platform = descriptor.get("platform") or {}
    return "vnd.docker.reference.type" in noted or platform.get("os") == "unknown"


def _platform_of(config: Mapping[str, Any]) -> str:
    parts = (config.get("os"), config.get("architecture"), config.get("variant"))
    return "/".join(str(part) for part in parts if part)


def own_platform() -> str:
    """What images for this machine run on."""
    return f"linux/{ARCHITECTURES.get(machine.machine(), machine.machine())}"


def _fits(platform: str, wanted: str) -> bool:
    return platform == wanted or platform.startswith(f"{wanted}/")


def _chosen(found: Sequence[_Candidate], wanted: Wanted, where: str) -> _Candidate:
    """The image that is wanted.

    Raises:
        UnusableInput: there is none, or there are several.
    """
    if not found:
        raise UnusableInput("contains no image", file=where)
    named = [one for one in found if _is_called(one, wanted.name)]
    if not named:
        raise UnusableInput(
            f"contains no image named {wanted.name!r}",
            file=where,
            hint=f"it contains {_names(found)}",
        )
    platforms = list(dict.fromkeys(one.platform for one in named))
    asked = wanted.platform or own_platform()
    if wanted.platform is None and len(platforms) == 1:
        asked = platforms[0]
    fitting: dict[str, _Candidate] = {}
    for one in named:
        if _fits(one.platform, asked):
            fitting.setdefault(one.digest, one)  # an image of two names comes twice
    if not fitting:
        raise UnusableInput(
            f"contains no image for {asked}",
            file=where,
            hint=f"choose --platform from {', '.join(platforms)}",
        )
    if len(fitting) > 1:
        raise UnusableInput(
            f"contains {len(fitting)} images",
            file=where,
            hint=f"choose --image from {_names(list(fitting.values()))}",
        )
    return next(iter(fitting.values()))


def _is_called(one: _Candidate, name: str | None) -> bool:
    if name is None:
        return True
    names = [form for each in one.names for form in (each, shortened(each))]
    return name in names or shortened(name) in names or one.digest == name


def _names(found: Sequence[_Candidate]) -> str:
    return ", ".join(dict.fromkeys(shortened((*one.names, one.digest)[0]) for one in found))


def _check(layers: Sequence[Layer], config: Mapping[str, Any], where: str) -> None:
    """Hold the layers to what the configuration says of them.

    Raises:
        UnusableInput: they are others.
    """
    said = (config.get("rootfs") or {}).get("diff_ids") or []
    if len(said) != len(layers):
        raise UnusableInput(
            f"contains {len(layers)} layers, but the configuration lists {len(said)}", file=where
        )
    for number, (layer, diff_id) in enumerate(zip(layers, said, strict=True), start=1):
        if layer.diff_id.partition(":")[0] == str(diff_id).partition(":")[0] != "" and (
            layer.diff_id != diff_id
        ):
            raise UnusableInput(
                f"layer {number} does not match the configuration: its digest is "
                f"{layer.diff_id}, not {diff_id}",
                file=where,
                hint="the file is damaged; create the archive again",
            )
