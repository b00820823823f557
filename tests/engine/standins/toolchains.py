"""Toolchains that this machine has, packed for a recipe to unpack."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from .errors import StandinError
from .run import need, run

PARTS = ("bin/cargo", "bin/rustc", "bin/rustdoc", "lib")
"""What compiles: no documentation, no linters, no sources of the standard library."""


@dataclass(frozen=True)
class Rust:
    """The machine's own Rust, and its rustup."""

    version_arg: str | None = "RUST_VERSION"  # the build argument that tells the recipe the version

    def download(self, folder: Path) -> str:
        """Pack the toolchain into a folder.

        Returns:
            Its version.

        Raises:
            StandinError: Rust is missing, or has no rustup.
        """
        need("rustc")
        rustup = shutil.which("rustup")
        if rustup is None:
            raise StandinError("rustup is needed to build the stand-in of rust: https://rustup.rs")
        home = run("rustc", "--print", "sysroot", cwd=folder).strip()
        run("tar", "-C", home, "--exclude=lib/rustlib/src", "-cf", str(folder / "rust.tar"), *PARTS)
        shutil.copy(rustup, folder / "rustup")
        return run("rustc", "--version", cwd=folder).split()[1]
