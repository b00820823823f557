"""Texts as values of YAML, compose, GitHub Actions and HCL: one function for each format.

Whatever a project is called, its name stays a text there: it becomes no number, no variable, no
expression and no second line.
"""

from __future__ import annotations

import json
import re

from dockgen.core.errors import UnusableInput
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.quoting import Printable, image, plain

PLAIN = lazy_regex(
    r"\.|(?:\./|[A-Za-z$/])[\w$(){}./:@?=&+~-]*|[A-Za-z][\w./=-]*(?: [\w./=-]+)*", re.ASCII
)
"""What a YAML reader takes for a text without quotes: it starts with a letter, or as a path does,
and holds nothing with a meaning of its own. What starts with a digit, a sign or a dot may be a
number, a date or a time (https://yaml.org/type/)."""

WORDS = frozenset(["null", "true", "false", "yes", "no", "on", "off", "y", "n"])
"""Words that are no texts in YAML 1.1 (https://yaml.org/type/bool.html) or 1.2."""

UNREADABLE = lazy_regex("[\ufeff\ufffe\uffff]")
"""What JSON may hold as it is, and readers of YAML refuse."""

EXPRESSION = "${{"
ESCAPED_EXPRESSION = "${{ '${{' }}"
"""An expression whose value is the opening of one:
https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#literals."""

HARMLESS_WORD = lazy_regex(r"[\w./@+:=][\w./@+:=-]*", re.ASCII)


def yaml_scalar(text: str, *facts: str) -> Printable:
    """A text as a YAML scalar on one line, in quotes wherever it could be read as something else.

    It holds in YAML 1.1 and 1.2, as a key and as a value.

    Raises:
        UnusableInput: it holds a control character.
    """
    if PLAIN.fullmatch(text) and text.lower() not in WORDS and not text.endswith(":"):
        return plain(text, *facts)
    quoted = json.dumps(plain(text, *facts), ensure_ascii=False)
    return Printable(UNREADABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", quoted), facts)


def compose_scalar(text: str, *facts: str) -> Printable:
    """A text as a YAML scalar of a compose file, where `$` would name a variable.

    https://docs.docker.com/reference/compose-file/interpolation/
    """
    return yaml_scalar(text.replace("$", "$$"), *facts)


def compose_image(reference: str) -> Printable:
    """An image reference as a YAML scalar; `null` is a good name of an image, and no text in YAML.

    Raises:
        UnusableInput: it is no image reference.
    """
    return yaml_scalar(image(reference))


def workflow_scalar(text: str, *facts: str) -> Printable:
    """A text as a YAML scalar of a workflow, where GitHub would evaluate `${{ … }}`.

    For a value that a shell is to see, see `is_harmless_word`: a workflow's expressions are
    replaced before the shell reads the line.
    """
    return yaml_scalar(text.replace(EXPRESSION, ESCAPED_EXPRESSION), *facts)


def is_harmless_word(text: str) -> bool:
    """Whether a text stands for itself in a line of a shell, and cannot be taken for an option."""
    return bool(HARMLESS_WORD.fullmatch(text))


def hcl_text(text: str, *facts: str) -> Printable:
    """A text for between the quotes of HCL.

    https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md#template-expressions
    """
    escaped = plain(text, *facts).replace("\\", "\\\\").replace('"', '\\"')
    return Printable(escaped.replace("${", "$${").replace("%{", "%%{"), facts)


def registry_prefix(text: str) -> str:
    """What stands before the names of all images, such as `registry.example/team/`.

    Raises:
        UnusableInput: no image reference can begin so.
    """
    if text:
        try:
            image(f"{text.rstrip('/')}/x")
        except UnusableInput:
            raise UnusableInput(
                f"{text!r} cannot be the start of an image name",
                hint="for example registry.example/team",
            ) from None
    return text
