"""Which digests a Dockerfile is to name, and which of those it names are no longer their tags'."""

from __future__ import annotations

from typing import Literal, NamedTuple

from dockgen.tools.pin.references import Named, Reference, named_in, with_digests
from dockgen.tools.pin.registry import Found, Registry

State = Literal["pinned", "same", "moved", "not pinned", "variable"]


class Pin(NamedTuple):
    """What is known of one image that a Dockerfile names.

    Args:
        line: the line that it stands on.
        written: how it is written, without its digest.
        state: `pinned`: it gets a digest now; `same`: its digest is its tag's; `moved`: its tag
            names another image now; `not pinned`: it has no digest; `variable`: a variable stands
            in it, so that it is left alone.
        before: the digest that it has; empty for none.
        digest: the digest of its tag now; empty where nobody was asked.
        several: whether that is for several platforms.
    """

    line: int
    written: str
    state: State
    before: str = ""
    digest: str = ""
    several: bool = True


class Pins:
    """Asks registries, each image once however often it is named."""

    def __init__(self) -> None:
        self._registries: dict[str, Registry] = {}
        self._found: dict[Reference, Found] = {}

    def of(self, text: str, file: str, *, update: bool, check: bool) -> tuple[list[Pin], str]:
        """What becomes of a Dockerfile: its images, and its new text.

        Args:
            text: the Dockerfile.
            file: its path, for messages.
            update: whether digests that are there are renewed.
            check: whether nothing changes, and only what is pinned is asked for.

        Raises:
            UnusableInput: it cannot be parsed, or names an image that is not there.
            RegistryProblem: a registry gives no answer.
        """
        named = named_in(text, file)
        pins = [self._pin(one, file, update=update, check=check) for one in named]
        if check:
            return pins, text
        digests = {
            one.written: pin.digest
            for one, pin in zip(named, pins, strict=True)
            if pin.state == "pinned" or (pin.state == "moved" and update)
        }
        return pins, with_digests(text, digests, named)

    def _pin(self, one: Named, file: str, *, update: bool, check: bool) -> Pin:
        known = one.reference
        if known is None:
            return Pin(one.line, one.written, "variable")
        if check and not known.digest:
            return Pin(one.line, known.text, "not pinned")
        if known.digest and not (check or update):
            return Pin(one.line, known.text, "same", known.digest)
        try:
            found = self._ask(known.without_digest)
        except Exception as problem:
            if hasattr(problem, "file") and problem.file is None:
                problem.file = file
                problem.line = one.line  # type: ignore[attr-defined]
            raise
        state: State = "same" if found.digest == known.digest else "moved"
        state = state if known.digest else "pinned"
        return Pin(one.line, known.text, state, known.digest, found.digest, found.several)

    def _ask(self, wanted: Reference) -> Found:
        if wanted not in self._found:
            if wanted.host not in self._registries:
                self._registries[wanted.host] = Registry(wanted.host)
            self._found[wanted] = self._registries[wanted.host].find(wanted)
        return self._found[wanted]
