"""Download what a recipe unpacks, through the machine's own package clients."""

import json
import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from .errors import StandinError
from .run import run


@dataclass(frozen=True)
class Npm:
    """A package of the npm registry: the newest version in a range."""

    package: str
    versions: str
    version_arg: str | None = None  # the build argument that tells the recipe the version

    @property
    def filename(self) -> str:
        """The name under which the recipe finds it."""
        return self.package.rpartition("/")[2] + ".tgz"

    def download(self, folder: Path) -> str:
        """Download the package into a folder.

        Returns:
            The version that was chosen.

        Raises:
            StandinError: npm is missing, or the registry has no such version.
        """
        version = self._newest(folder)
        spec = f"{self.package}@{version}"
        packed = json.loads(run("npm", "pack", spec, "--json", "--silent", cwd=folder))
        (folder / _packed_name(packed)).rename(folder / self.filename)
        return version

    def _newest(self, folder: Path) -> str:
        spec = f"{self.package}@{self.versions}"
        said = run("npm", "view", spec, "version", "--json", cwd=folder)
        if not said.strip():
            raise StandinError(f"the npm registry has no {spec}")
        found = json.loads(said)
        versions = [found] if isinstance(found, str) else [str(version) for version in found]
        released = [version for version in versions if re.fullmatch(r"\d+\.\d+\.\d+", version)]
        return max(released or versions, key=_numbers)


@dataclass(frozen=True)
class Maven:
    """An archive of Maven Central: the newest version in a range."""

    group: str
    artifact: str
    versions: str
    classifier: str | None = None
    version_arg: str | None = None
    kind: str = "tar.gz"

    @property
    def filename(self) -> str:
        """The name under which the recipe finds it."""
        return f"{self.artifact}.{self.kind}"

    def download(self, folder: Path) -> str:
        """Download the archive into a folder.

        Returns:
            The version that was chosen.

        Raises:
            StandinError: mvn is missing, or the repository has no such version.
        """
        project = folder / "pom.xml"
        project.write_text(self._project())
        run("mvn", "--quiet", "--batch-mode", f"--file={project}",
            "dependency:copy-dependencies", f"-DoutputDirectory={folder}",
            "-DexcludeTransitive=true")  # fmt: skip
        project.unlink()
        found = next(folder.glob(f"{self.artifact}-*.{self.kind}"), None)
        if found is None:
            raise StandinError(f"no {self.group}:{self.artifact} in {self.versions} was copied")
        version = found.name.removeprefix(f"{self.artifact}-").removesuffix(f".{self.kind}")
        found.rename(folder / self.filename)
        return version.removesuffix(f"-{self.classifier}")

    def _project(self) -> str:
        classifier = f"<classifier>{self.classifier}</classifier>" if self.classifier else ""
        return (
            "<project><modelVersion>4.0.0</modelVersion>"
            "<groupId>standin</groupId><artifactId>standin</artifactId><version>1</version>"
            "<packaging>pom</packaging><dependencies><dependency>"
            f"<groupId>{self.group}</groupId><artifactId>{self.artifact}</artifactId>"
            f"<version>{self.versions}</version><type>{self.kind}</type>{classifier}"
            "<exclusions><exclusion><groupId>*</groupId><artifactId>*</artifactId></exclusion>"
            "</exclusions></dependency></dependencies></project>"
        )


@dataclass(frozen=True)
class Pip:
    """A wheel of the Python Package Index: one version of it, without what it depends on."""

    package: str
    versions: str
    version_arg: str | None = None

    @property
    def filename(self) -> str:
        """The name under which the recipe finds it."""
        return f"{self.package}.whl"

    def download(self, folder: Path) -> str:
        """Download the wheel into a folder.

        Returns:
            The version that was chosen.

        Raises:
            StandinError: the index has no wheel of such a version for this machine.
        """
        run(sys.executable, "-m", "pip", "--quiet", "download", "--no-deps", "--only-binary=:all:",
            f"--dest={folder}", f"{self.package}=={self.versions}")  # fmt: skip
        found = next(folder.glob(f"{self.package}-*.whl"), None)
        if found is None:
            raise StandinError(f"no wheel of {self.package} {self.versions} was downloaded")
        found.rename(folder / self.filename)
        return found.name.split("-")[1]


@dataclass(frozen=True)
class Toolchain:
    """A release of Go itself, as the Go module proxy has it: https://go.dev/ref/mod#toolchain."""

    version: str
    version_arg: str | None = None

    @property
    def filename(self) -> str:
        """The name under which the recipe finds it."""
        return "go.zip"

    def download(self, folder: Path) -> str:
        """Download the release into a folder.

        Returns:
            The version.

        Raises:
            StandinError: go is missing, or the proxy has no such release.
        """
        module = f"golang.org/toolchain@v0.0.1-go{self.version}.linux-amd64"
        said = json.loads(run("go", "mod", "download", "-json", module, cwd=folder))
        shutil.copyfile(said["Zip"], folder / self.filename)
        return self.version


Download = Npm | Maven | Pip | Toolchain


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version))


def _packed_name(packed: object) -> str:
    match packed:
        case [{"filename": str(name)}]:
            return name
        case _:
            raise StandinError(f"npm pack answered something unexpected: {packed}")
