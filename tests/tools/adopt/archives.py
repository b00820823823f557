"""File systems as an engine exports them, written in a test as one mapping."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass

from dockgen.tools.adopt.accounts import FILES
from dockgen.tools.adopt.packages import is_wanted_text
from dockgen.tools.adopt.tree import Tree, read_tree
from dockgen.tools.engine.secret_patterns import may_be_secret


@dataclass(frozen=True)
class Node:
    """What lies at a path.

    Args:
        content: a file's content; None for a folder.
        mode, uid, gid: as they are.
        link: where a symbolic link leads.
        same_as: the first name of a hard link.
        device: whether it is a device.
        capability: whether it has capabilities.
    """

    content: str | None = None
    mode: int = 0
    uid: int = 0
    gid: int = 0
    link: str = ""
    same_as: str = ""
    device: bool = False
    capability: bool = False


Nodes = Mapping[str, Node | str]


def exported(nodes: Nodes) -> bytes:
    """The archive; the folders above each path are added, as root's and 755."""
    whole: dict[str, Node] = {}
    for path, given in nodes.items():
        parts = path.split("/")
        for count in range(1, len(parts)):
            whole.setdefault("/".join(parts[:count]), Node())
        whole[path] = Node(given) if isinstance(given, str) else given
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for path, node in whole.items():
            content = (node.content or "").encode()
            archive.addfile(_member(path, node, len(content)), io.BytesIO(content))
    return out.getvalue()


def _member(path: str, node: Node, size: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(path)
    member.uid, member.gid = node.uid, node.gid
    member.mode = node.mode or (0o644 if node.content is not None else 0o755)
    if node.link:
        member.type, member.linkname, member.mode = tarfile.SYMTYPE, node.link, 0o777
    elif node.same_as:
        member.type, member.linkname = tarfile.LNKTYPE, node.same_as
    elif node.device:
        member.type = tarfile.CHRTYPE
    elif node.content is None:
        member.type = tarfile.DIRTYPE
    else:
        member.size = size
    if node.capability:
        member.pax_headers = {"SCHILY.xattr.security.capability": "x"}
    return member


def tree(nodes: Nodes) -> Tree:
    """The file system, read as an adoption reads it."""
    return read_tree(
        io.BytesIO(exported(nodes)),
        text=lambda path: path in FILES or is_wanted_text(path),
        head=may_be_secret,
    )
