"""What is known about a project, and how it is known."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Generic, NamedTuple, TypeVar, cast

from dockgen.core.credentials import credentials_in, without_credentials, words_without_credentials
from dockgen.core.errors import UnusableInput
from dockgen.core.fact_values import (
    FactValue,
    Pairs,
    Variables,
    as_json,
    flag,
    pairs,
    port,
    text,
    texts_of,
    variables,
    words,
    words_of,
)
from dockgen.core.lazy_regex import lazy_regex

__all__ = [
    "Evidence",
    "Fact",
    "FactValue",
    "Findings",
    "Override",
    "Pairs",
    "SettledFacts",
    "Variables",
    "Verdict",
    "default",
    "flag",
    "no",
    "pairs",
    "port",
    "text",
    "texts_of",
    "variables",
    "words",
    "words_of",
]

T_co = TypeVar("T_co", bound=FactValue, covariant=True)
T = TypeVar("T", bound=FactValue)

HALF_CHARACTER = lazy_regex("[\ud800-\udfff]")


class Evidence(NamedTuple):
    """Where a fact comes from.

    Args:
        key: the key that was read (`project/properties/java.version`), `default` for an
            assumption, or the option or setting that the user gave.
        file: the file it was read from, relative to the project; None for an assumption.
        line: the line in that file, counted from 1; None where a file as a whole speaks.
        reason: for an assumption or a conclusion, why it is so.
    """

    key: str
    file: str | None = None
    line: int | None = None
    reason: str = ""

    @property
    def is_default(self) -> bool:
        """Whether the fact was assumed, not read."""
        return self.key == "default"

    def __str__(self) -> str:
        if self.is_default:
            return f"assumed: {self.reason}"
        if self.file is None:
            return self.key
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}  {self.key}" if self.key != "file" else place

    def as_json(self) -> dict[str, str | int | None]:
        """The evidence as plain data; `reason` is left out where there is none."""
        plain: dict[str, str | int | None] = {
            "file": self.file,
            "line": self.line,
            "key": self.key,
        }
        if self.reason:
            plain["reason"] = self.reason
        return plain


def default(reason: str) -> Evidence:
    """Evidence for a value that was assumed, with the reason for the assumption."""
    return Evidence("default", reason=reason)


class Fact(NamedTuple, Generic[T_co]):
    """A value together with the evidence for it."""

    value: T_co
    evidence: Evidence

    def as_json(self) -> dict[str, object]:
        """The fact as plain data, as `dockgen detect --json` prints it."""
        return {"value": as_json(self.value), "evidence": self.evidence.as_json()}


class Override(NamedTuple):
    """A value that the user gave for a fact, before it is read as that fact's kind."""

    value: object
    evidence: Evidence


def _refuse_half_characters(name: str, fact: Fact[T]) -> None:
    """A value that is no text cannot be printed, recorded or written.

    JSON can spell half of a UTF-16 pair, and a file name or an argument can hold bytes that are
    not UTF-8, which Python keeps as such halves.
    """
    if any(HALF_CHARACTER.search(part) for part in texts_of(fact.value)):
        raise UnusableInput(
            f"{name} is not text: {fact.value!r}",
            file=fact.evidence.file or fact.evidence.key,
            line=fact.evidence.line,
        )


def _without_credentials(value: FactValue) -> FactValue:
    if isinstance(value, Variables):
        words_ = zip(value, words_of(value), strict=True)
        return Variables(
            kept
            for (name, content), word in words_
            if words_without_credentials((word,))  # a variable with a secret is left out
            for kept in [(name, _cleaned(content))]
        )
    if isinstance(value, str):
        return without_credentials(value)
    if not isinstance(value, tuple):
        return value
    lists = [part for part in value if not isinstance(part, str)]
    if lists:
        return tuple((first, _cleaned(second)) for first, second in lists)
    return words_without_credentials([part for part in value if isinstance(part, str)])


def _cleaned(word: str) -> str:
    return " ".join(words_without_credentials((word,))) if word else word


SHAPE = "shape"
"""Among what the user sets: the kind of image, which a detector may want to know."""


class Findings:
    """Collects the facts of one project while a detector reads it.

    What the user set goes before what the project says, at the moment a fact is settled, so
    that every later conclusion is drawn from the value that holds.

    Args:
        overrides: what the user set, by the fact's name; the shape that is among them is no fact.
    """

    def __init__(self, overrides: Mapping[str, Override] | None = None) -> None:
        self._overrides = {key: one for key, one in (overrides or {}).items() if key != SHAPE}
        self._decided = set[str]()
        self._facts: dict[str, Fact[FactValue]] = {}
        self._warnings: list[str] = []
        self._questions: list[str] = []

    def settle(
        self, name: str, kind: Callable[[object], T], found: Fact[T] | None, *, ask: bool = False
    ) -> Fact[T]:
        """Note the fact `name`: the user's value if there is one, otherwise `found`.

        With `ask`, an assumed value is worth a question when somebody can be asked.

        Raises:
            UnusableInput: the user's value is not of this kind.
            LookupError: neither the user nor the project gives a value.
        """
        fact = self.settle_optional(name, kind, found)
        if fact is None:
            raise LookupError(name)
        if ask and fact.evidence.is_default:
            self.ask(name)
        return fact

    def settle_optional(
        self, name: str, kind: Callable[[object], T], found: Fact[T] | None
    ) -> Fact[T] | None:
        """Like `settle`, but a fact that nobody gives is left out and None is returned."""
        fact = found
        if name in self._overrides:
            override = self._overrides.pop(name)
            self._decided.add(name)
            try:
                fact = Fact(kind(override.value), override.evidence)
            except ValueError as problem:
                raise UnusableInput(
                    f"{name} must be {problem}, not {override.value!r}",
                    file=override.evidence.file or override.evidence.key,
                    line=override.evidence.line,
                ) from None
        if fact is not None:
            _refuse_half_characters(name, fact)
            fact = self._without_credentials(name, fact)
            if fact.value != () or found == fact:
                self._facts[name] = fact
        return fact

    def _without_credentials(self, name: str, fact: Fact[T]) -> Fact[T]:
        """The fact without what looks like a credential, and a word to the user about it."""
        value = _without_credentials(fact.value)
        if value == fact.value:
            return fact
        parts = words_of(fact.value)
        what = ", ".join(dict.fromkeys(one.what for part in parts for one in credentials_in(part)))
        place = str(fact.evidence).partition("  ")[0]
        self.warn(
            f"{place}: {name} holds what looks like a credential ({what or 'an option'}), which is "
            "left out: take it from the project, and pass it as a variable at run time, or to the "
            "build as a secret"
        )
        return fact._replace(value=cast("T", value))

    def is_decided(self, name: str) -> bool:
        """Whether the user gave the value of a fact that is settled."""
        return name in self._decided

    def ask(self, name: str) -> None:
        """Note that the fact is worth a question when somebody can be asked."""
        self._questions.append(name)

    def warn(self, sentence: str) -> None:
        """Note something the user should know; shown once, after the facts."""
        self._warnings.append(sentence)

    @property
    def facts(self) -> dict[str, Fact[FactValue]]:
        """The facts settled so far, in the order they were settled."""
        return dict(self._facts)

    def words(self, name: str) -> tuple[str, ...]:
        """The words of a fact that is a list; none where it is not settled."""
        fact = self._facts.get(name)
        return words_of(fact.value) if fact is not None and isinstance(fact.value, tuple) else ()

    def pairs(self, name: str) -> Pairs:
        """The pairs of a fact that is a list of them; none where it is not settled."""
        fact = self._facts.get(name)
        found = fact.value if fact is not None and isinstance(fact.value, tuple) else ()
        return tuple(part for part in found if not isinstance(part, str))

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the user should know."""
        return tuple(self._warnings)

    @property
    def questions(self) -> tuple[str, ...]:
        """The facts that were assumed and are worth asking for."""
        return tuple(self._questions)

    @property
    def unused(self) -> dict[str, Override]:
        """What the user set and no fact took: a misspelt name, or another detector's."""
        return dict(self._overrides)


class Verdict:
    """What one detector says of a project. There is none without a reason.

    Args:
        matched: whether the detector can plan an image for this project.
        reason: why, as a short clause: `found pom.xml`, `no package.json`.
        shape: the kind of image, for a match: `spring-boot`, `server`, `static-site` …
        findings: the facts, for a match.
        gives_way: for a match, why others that match go first all the same; empty otherwise.
    """

    def __init__(
        self,
        *,
        matched: bool,
        reason: str,
        shape: str = "",
        findings: Findings | None = None,
        gives_way: str = "",
    ) -> None:
        self.matched = matched
        self.reason = reason
        self.shape = shape
        self.findings = Findings() if findings is None else findings
        self.gives_way = gives_way
        self.rules_out: tuple[str, ...] = ()

    def facts(self) -> Iterator[tuple[str, Fact[FactValue]]]:
        """The facts by name, in the order they were settled."""
        return iter(self.findings.facts.items())


class SettledFacts:
    """The facts of a verdict by name, with the types that planning wants.

    Args:
        verdict: the verdict of a detector that matched.
    """

    def __init__(self, verdict: Verdict) -> None:
        self.facts = verdict.findings.facts

    def text(self, name: str) -> str:
        """A fact's value as text; empty where there is no such fact."""
        return str(self.facts[name].value) if name in self.facts else ""

    def words(self, name: str) -> tuple[str, ...]:
        """A fact's value as words; none where there is no such fact."""
        return words_of(self.facts[name].value) if name in self.facts else ()

    def pairs(self, name: str) -> Pairs:
        """A fact's value as pairs; none where there is no such fact.

        Raises:
            ValueError: the fact is no list of pairs.
        """
        value = self.facts[name].value if name in self.facts else ()
        found = value if isinstance(value, tuple) else (str(value),)
        pairs_ = tuple(part for part in found if not isinstance(part, str))
        if len(pairs_) != len(found):
            raise ValueError(f"{name} is no list of pairs")
        return pairs_

    def holds(self, name: str) -> bool:
        """Whether a fact is true; one that is not there is not."""
        return name in self.facts and self.facts[name].value is True


def no(reason: str, *, rules_out: tuple[str, ...] = ()) -> Verdict:
    """The verdict of a detector that does not match.

    Args:
        reason: why.
        rules_out: the detectors that would misread what this one has recognized.
    """
    verdict = Verdict(matched=False, reason=reason)
    verdict.rules_out = rules_out
    return verdict
