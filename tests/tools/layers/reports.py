"""A small shop's image and its report, for tests of what is shown."""

from __future__ import annotations

import io

from dockgen.tools.engine.archives import Archive
from dockgen.tools.engine.image_layers import Entry, Layer
from dockgen.tools.engine.saved_images import Wanted, read_image
from dockgen.tools.layers.base import Base
from dockgen.tools.layers.comparing import compare
from dockgen.tools.layers.finding import Subject
from dockgen.tools.layers.report import Report, report
from tests.tools.engine.images import FOLDER, Made, Node, archive, oci_files

SHOP = Made(
    [
        {
            **{f"usr/lib/lib{number}.so": 300_000 + number for number in range(20)},
            **{f"usr/share/doc/d{number}": 1000 for number in range(60)},
            "etc/passwd": 900,
            "var/lib/apt/lists/packages": 1_500_000,
        },
        {"app": FOLDER, "app/node_modules/a/index.js": 700_000, "app/main.js": 20_000},
        {"app/main.js": Node(20_000, uid=1000), "etc/passwd": 950, "var/lib/apt/.wh.lists": 0},
        {"app/tmp": FOLDER},
        {"app/logo.svg": 4000, "app/node_modules/a/index.js": 710_000},
    ],
    history=[
        {"created_by": "/bin/sh -c #(nop) ADD file:0123 in / "},
        {"created_by": '/bin/sh -c #(nop)  CMD ["bash"]', "empty_layer": True},
        {"created_by": "RUN /bin/sh -c npm ci # buildkit"},
        {"created_by": "RUN |1 TOKEN=abc /bin/sh -c chown -R 1000 /app # buildkit"},
        {"created_by": "WORKDIR /app/tmp"},
        {"created_by": "COPY . . # buildkit"},
        {"created_by": "USER 1000", "empty_layer": True},
        {"created_by": 'CMD ["node" "main.js"]', "empty_layer": True},
    ],
    platform="linux/amd64",
)
NEXT = Made([*SHOP.layers[:4], {"app/logo.svg": 4001}], platform="linux/amd64", packing="zstd")


def subject_of(made: Made, name: str = "shop", writable: Layer | None = None) -> Subject:
    blobs = Archive(io.BytesIO(archive(oci_files(made))), name)
    image = read_image(blobs, name, Wanted(made.platform or None))
    return Subject("image" if writable is None else "container", image, writable)


def shop_report(
    base: Base | None = None, *, writable: bool = False, other: Made | None = NEXT
) -> Report:
    own = None
    if writable:
        own = Layer((Entry("app/log.txt", "file", 3000),), ("app/logo.svg",), size=3000)
    subject = subject_of(SHOP, writable=own)
    comparison = None
    if other is not None:
        comparison = compare(subject.image, subject_of(other, "shop:2").image)
    known = base or Base("debian:trixie-slim", 1, "FROM in Dockerfile:1")
    return report(subject, known, comparison, top=3)
