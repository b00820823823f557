"""Gemfile and Gemfile.lock: which gems, and which Ruby.

https://bundler.io/man/gemfile.5.html; the lockfile's sections are headed by words in capitals.
"""

from __future__ import annotations

import re

from dockgen.core.facts import Evidence, Fact, default
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import TextFile
from dockgen.core.versions import product
from dockgen.ecosystems.sites.generators.place import Place
from dockgen.ecosystems.sites.generators.tool_version import at_least

NAME, LOCK = "Gemfile", "Gemfile.lock"
RUBY = lazy_regex(r"^[^\S\n]*ruby[\s(]+(?P<rest>[^#\n]*)", re.MULTILINE)
REQUIREMENT = lazy_regex(r"[\"'](?P<operator>~>|>=|=)?\s*(?P<version>\d+(?:\.\d+){0,2})")
LOCKED_RUBY = lazy_regex(r"^RUBY VERSION\n\s+ruby (?P<version>\d+\.\d+\.\d+)", re.MULTILINE)
PLATFORMS = lazy_regex(r"^PLATFORMS\n(?P<names>(?: .*\n?)+)", re.MULTILINE)
FROM_GIT = lazy_regex(r"^[^\S\n]*gem\b[^#\n]*\b(git|github|gist)(:|\s*=>)", re.MULTILINE)

MODERN_JEKYLL = "4.4"
"""The first Jekyll that names the gems that Ruby 3.4 no longer brings (csv, base64 and others):
https://jekyllrb.com/news/2025/01/29/jekyll-4-4-1-released/."""

RUBY_BEFORE = "3.3"


class Gems:
    """What a site's Gemfile and its lockfile say; both may be missing.

    Args:
        place: the site.

    Raises:
        UnusableInput: one of them cannot be read.
    """

    def __init__(self, place: Place) -> None:
        self._place = place
        self.gemfile = self._read(NAME)
        self.lock = self._read(LOCK)

    def _read(self, name: str) -> TextFile | None:
        path = self._place.inside(name)
        return self._place.project.read(path) if self._place.project.has(path) else None

    @property
    def reads_git(self) -> bool:
        """Whether a gem comes from a Git repository."""
        return self.gemfile is not None and FROM_GIT.search(self.gemfile.text) is not None

    def locked(self, gem: str) -> Fact[str] | None:
        """The version of a gem in the lockfile."""
        if self.lock is None:
            return None
        pattern = rf"^    {re.escape(gem)} \((\d+(?:\.\w+)+)\)"
        match = re.search(pattern, self.lock.text, re.MULTILINE)
        return match and _fact(self.lock, match, match[1], gem)

    def foreign_platforms(self) -> tuple[str, ...]:
        """The lockfile's platforms where none of them is Linux: a frozen installation refuses."""
        match = PLATFORMS.search(self.lock.text) if self.lock else None
        names = tuple(match["names"].split()) if match else ()
        return () if any(name == "ruby" or "linux" in name for name in names) else names

    def ruby(self) -> Fact[str]:
        """The version of Ruby, at the precision in which the project gives it."""
        return (
            self._ruby_file()
            or self._ruby_of_gemfile()
            or self._locked_ruby()
            or self._ruby_for_jekyll()
            or Fact(product("ruby").default, default("a line of Ruby that all gems know"))
        )

    def _ruby_file(self) -> Fact[str] | None:
        path = self._place.nearest(".ruby-version")
        if path is None:
            return None
        file = self._place.project.read(path)
        match = re.search(r"^[^\S\n]*(?:ruby-)?(\d+\.\d+(?:\.\d+)?)", file.text, re.MULTILINE)
        return match and _fact(file, match, match[1], "file")

    def _ruby_of_gemfile(self) -> Fact[str] | None:
        """An exact version stays; of a range, our default line if it is in it, else its start."""
        line = RUBY.search(self.gemfile.text) if self.gemfile else None
        match = REQUIREMENT.search(line["rest"]) if line else None
        if self.gemfile is None or line is None or match is None:
            return None
        version, newest = match["version"], product("ruby").default
        if match["operator"] == ">=" and at_least(newest, version):
            version = newest
        elif match["operator"] == "~>":
            below = version.rpartition(".")[0]
            version = newest if f"{newest}.".startswith(f"{below}.") else below
        return _fact(self.gemfile, line, version, "ruby")

    def _locked_ruby(self) -> Fact[str] | None:
        match = LOCKED_RUBY.search(self.lock.text) if self.lock else None
        return _fact(self.lock, match, match["version"], "ruby") if self.lock and match else None

    def _ruby_for_jekyll(self) -> Fact[str] | None:
        locked = self.locked("jekyll")
        if locked is None or at_least(locked.value, MODERN_JEKYLL):
            return None
        place, reason = locked.evidence, "newer ones lack gems that this Jekyll does not name"
        return Fact(RUBY_BEFORE, Evidence(place.key, place.file, place.line, reason))


def _fact(file: TextFile, match: re.Match[str], value: str, key: str) -> Fact[str]:
    return Fact(value, Evidence(key, file.path, file.line_of(match.start())))
