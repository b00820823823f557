"""What an expression of a script stands for: a text, a variable, a property, a version by name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dockgen.core.facts import Fact
from dockgen.core.lazy_regex import lazy_regex
from dockgen.ecosystems.jvm.common.script_text import STRING, Script
from dockgen.ecosystems.jvm.gradle.catalog import Catalog
from dockgen.readers.properties import Properties

QUOTED = r"""(?:"[^"\n]*"|'[^'\n]*')"""
EXPRESSION = rf"(?:{QUOTED}|[\w.]+(?:\(\s*{QUOTED}\s*\))?(?:\.get\(\))?)"
"""What stands where a version is expected, for the patterns of other modules."""

PLACEHOLDER = lazy_regex(r"\$(?:\{([^}]*)\}|(\w+))")
FROM_CATALOG = lazy_regex(r"libs\.versions\.([\w.]+)")
NUMBER = lazy_regex(r"(?:JavaVersion\.VERSION_)?(\d+(?:[._]\d+)*)")
CONVERSION = lazy_regex(r"(?:\.(?:get|toInt|toInteger|toString)(?:\(\))?)+$")
DEPTH = 4
"""How many variables may stand for one another."""


@dataclass(frozen=True, slots=True)
class Variables:
    """Where the variables of a project's scripts may be defined.

    Args:
        scripts: the scripts, the nearest first.
        properties: `gradle.properties`.
        catalog: the version catalog.
    """

    scripts: Sequence[Script]
    properties: Properties
    catalog: Catalog

    def value_of(self, fact: Fact[str], depth: int = DEPTH) -> Fact[str] | None:
        """What an expression stands for; None where that cannot be told.

        Args:
            fact: the expression as it stands in a script, and its place.
            depth: how many variables may be followed.
        """
        expression = fact.value.strip()
        if expression[:1] in {'"', "'"}:
            return self._in_text(expression[1:-1], fact, depth, single=expression[0] == "'")
        number = NUMBER.fullmatch(expression)
        if number:
            return Fact(number[1].replace("_", "."), fact.evidence)
        called = re.search(STRING, expression)
        name = called[1] if called else CONVERSION.sub("", expression)
        found = FROM_CATALOG.fullmatch(name)
        if found:
            return self.catalog.versions.get(found[1])
        return self._variable(name.rpartition(".")[2], depth)

    def _in_text(self, text: str, fact: Fact[str], depth: int, *, single: bool) -> Fact[str] | None:
        """A text with its placeholders filled in; between single quotes there are none."""
        if single or "$" not in text:
            return Fact(text, fact.evidence)
        last = fact.evidence
        for match in tuple(PLACEHOLDER.finditer(text)):
            value = self.value_of(Fact(match[1] or match[2], fact.evidence), depth)
            if value is None:
                return None
            last = value.evidence
            text = text.replace(match[0], value.value, 1)
        return Fact(text, last)

    def _variable(self, name: str, depth: int) -> Fact[str] | None:
        named = self.properties.get(name)
        if named:
            return Fact(named.value.strip(), named.evidence)
        for script in self.scripts if depth and re.fullmatch(r"\w+", name) else ():
            for pattern in definitions(name):
                for match in script.find(pattern):
                    found = Fact(match[1], script.evidence(match, name))
                    return self.value_of(found, depth - 1)
        return None


def definitions(name: str) -> Iterable[str]:
    """The forms in which scripts define a variable.

    https://docs.gradle.org/current/userguide/writing_build_scripts.html#sec:extra_properties
    """
    quoted = rf"[\"']{name}[\"']"
    value = rf"({QUOTED}|\d[\d.]*|[A-Za-z]\w*(?:\.\w+)*(?:\(\s*{QUOTED}\s*\))?(?:\.get\(\))?)"
    return (
        rf"\b{name}\s*(?::\s*String\s*)?=\s*{value}",
        rf"\bset\s*\(\s*{quoted}\s*,\s*{value}",
        rf"\b(?:ext|extra)\s*\[\s*{quoted}\s*\]\s*=\s*{value}",
        rf"\b{name}\s+by\s+extra\s*\(\s*{value}",
        rf"\b{name}\s*:\s*{value}",
    )
