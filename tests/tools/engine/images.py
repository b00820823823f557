"""Small images, written in a test: layers as mappings, and the archives that hold them."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import tarfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from backports import zstd

from dockgen.tools.engine.saved_images import own_platform


@dataclass(frozen=True)
class Node:
    """What lies at a path of a layer.

    Args:
        size: the bytes of a file; None for a folder.
        link: where a symbolic link leads.
        same_as: the first name of a hard link.
        device: whether it is a device.
        uid, mode: as they are.
        fill: what the file is filled with.
    """

    size: int | None = None
    link: str = ""
    same_as: str = ""
    device: bool = False
    uid: int = 0
    mode: int = 0o644
    fill: bytes = b"x"


FOLDER = Node()
Content = Mapping[str, Node | int | str]
"""Paths with what lies there: a number is a file of so many bytes, a text a file with it."""


def tar(content: Content) -> bytes:
    """A layer's archive, unpacked."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for path, given in content.items():
            node = Node(given) if isinstance(given, int) else given
            raw = node.encode() if isinstance(node, str) else node.fill * (node.size or 0)
            archive.addfile(_member(path, node, len(raw)), io.BytesIO(raw))
    return out.getvalue()


def _member(path: str, node: Node | str, size: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(path)
    member.size, member.mtime = size, 1_700_000_000
    if isinstance(node, str):
        return member
    member.uid, member.mode = node.uid, node.mode
    if node.link:
        member.type, member.linkname = tarfile.SYMTYPE, node.link
    elif node.same_as:
        member.type, member.linkname = tarfile.LNKTYPE, node.same_as
    elif node.device:
        member.type = tarfile.CHRTYPE
    elif node.size is None:
        member.type, member.mode = tarfile.DIRTYPE, 0o755
    return member


def digest_of(raw: bytes) -> str:
    return f"sha256:{hashlib.sha256(raw).hexdigest()}"


def blob(raw: bytes) -> str:
    return f"blobs/sha256/{hashlib.sha256(raw).hexdigest()}"


def packed(raw: bytes, packing: str) -> bytes:
    if packing == "gzip":
        return gzip.compress(raw, mtime=0)
    return zstd.compress(raw) if packing == "zstd" else raw


@dataclass(frozen=True)
class Made:
    """An image.

    Args:
        layers: its layers.
        history: what made them; None for one RUN each.
        packing: how each layer is packed.
        platform: what it runs on; empty for this machine.
        labels: its labels.
        annotations: what its manifest notes.
        names: its names.
    """

    layers: Sequence[Content]
    history: Sequence[Mapping[str, Any]] | None = None
    packing: str = "none"
    platform: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    annotations: Mapping[str, str] = field(default_factory=dict)
    names: tuple[str, ...] = ()

    @property
    def tars(self) -> list[bytes]:
        return [tar(one) for one in self.layers]

    @property
    def diff_ids(self) -> list[str]:
        return [digest_of(one) for one in self.tars]

    @property
    def config(self) -> bytes:
        system, architecture, *variant = (self.platform or own_platform()).split("/")
        history = [{"created_by": f"RUN make {n}"} for n in range(1, len(self.layers) + 1)]
        config = {
            "os": system,
            "architecture": architecture,
            **({"variant": variant[0]} if variant else {}),
            "config": {"Labels": dict(self.labels)},
            "history": list(self.history) if self.history is not None else history,
            "rootfs": {"type": "layers", "diff_ids": self.diff_ids},
        }
        return json.dumps(config).encode()


def described(raw: bytes, **more: Any) -> dict[str, Any]:
    """A descriptor of a blob."""
    return {"digest": digest_of(raw), "size": len(raw), **more}


def oci_files(*images: Made, nested: bool = False) -> dict[str, bytes]:
    """The files of an OCI layout; `nested` puts the images into an index of their own."""
    files: dict[str, bytes] = {"oci-layout": b'{"imageLayoutVersion": "1.0.0"}'}
    descriptors = []
    for one in images:
        layers = [packed(raw, one.packing) for raw in one.tars]
        manifest = json.dumps(
            {
                "schemaVersion": 2,
                "config": described(one.config),
                "layers": [described(raw) for raw in layers],
                "annotations": dict(one.annotations),
            }
        ).encode()
        files |= {blob(raw): raw for raw in (*layers, one.config, manifest)}
        names = [{"org.opencontainers.image.ref.name": name} for name in one.names] or [{}]
        descriptors += [described(manifest, annotations=noted) for noted in names]
    index = json.dumps({"manifests": descriptors}).encode()
    if nested:
        files[blob(index)] = index
        index = json.dumps({"manifests": [described(index)]}).encode()
    return {**files, "index.json": index}


def docker_files(*images: Made) -> dict[str, bytes]:
    """The files of an archive as engines wrote it before there were OCI layouts."""
    files: dict[str, bytes] = {}
    manifest = []
    for one in images:
        names = [f"{digest[7:19]}/layer.tar" for digest in one.diff_ids]
        files |= dict(zip(names, (packed(raw, one.packing) for raw in one.tars), strict=True))
        name = f"{digest_of(one.config)[7:]}.json"
        files[name] = one.config
        manifest.append({"Config": name, "RepoTags": list(one.names) or None, "Layers": names})
    return {**files, "manifest.json": json.dumps(manifest).encode()}


def archive(files: Mapping[str, bytes], links: Mapping[str, str] | None = None) -> bytes:
    """An archive of files, and of symbolic links."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as made:
        for name, raw in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(raw)
            made.addfile(member, io.BytesIO(raw))
        for name, target in (links or {}).items():
            member = tarfile.TarInfo(name)
            member.type, member.linkname = tarfile.SYMTYPE, target
            made.addfile(member)
    return out.getvalue()


def write_layout(folder: Path, files: Mapping[str, bytes]) -> Path:
    """Write a layout's files below a folder."""
    for name, raw in files.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(raw)
    return folder
