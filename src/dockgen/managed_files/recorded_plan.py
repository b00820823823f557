"""Everything that a Dockerfile says, as facts: what the project says, and what was decided.

The record keeps them, so that a later run can make the same files again from what was known
then, with the templates of now. What differs between both comes from the project, and what
differs between that and the text of the last run comes from dockgen.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import cast

from dockgen.core.fact_values import from_json as value_from_json
from dockgen.core.facts import Evidence, Fact, FactValue, Findings, Verdict
from dockgen.core.plan import Choices, Plan, Stages
from dockgen.ecosystems.planning import plan_of
from dockgen.ecosystems.registry import Detection, find
from dockgen.managed_files.settings import CONFIG, Settings
from dockgen.rendering import template_overrides
from dockgen.rendering.additions import Additions
from dockgen.rendering.render import RenderedFile, render

Said = Mapping[str, Fact[FactValue]]

CHOICES = ("detector", "shape", "stages", "base", "syntax", "templates")
ADDITIONS = ("fragments.", "packages.")


def said_now(detection: Detection, settings: Settings, plan: Plan) -> Said:
    """What is said of a project now, by its own files, by the user, and by the detector."""
    verdict = detection.winner[1]
    concluded: dict[str, tuple[FactValue, str]] = {
        "detector": (str(detection.chosen), detection.reason),
        "shape": (plan.shape, verdict.reason),
        "stages": (plan.stages, "the default for this shape"),
        "base": (plan.base, "the detector's default"),
        "syntax": (settings.syntax, "the default"),
        "templates": (settings.templates or "", "the default"),
    }
    return {
        **detection.facts,
        **{
            name: Fact(value, settings.places.get(name, Evidence(name, reason=reason)))
            for name, (value, reason) in concluded.items()
        },
        **settings.additions.as_facts(),
    }


def as_json(said: Said) -> dict[str, object]:
    """What is said, as the record keeps it.

    It is the same whether the user said it in `.dockgen.yml` or on the command line, from where
    it goes there, so that a run that changes nothing changes no record.
    """
    return {name: _recorded(name, fact).as_json() for name, fact in said.items()}


def _recorded(name: str, fact: Fact[FactValue]) -> Fact[FactValue]:
    place = fact.evidence
    if name in CHOICES:
        place = Evidence(name)
    elif place.file is None and place.key.startswith("--"):
        place = Evidence(f"set.{name}", CONFIG)
    elif place.file == CONFIG:
        place = place._replace(line=None)
    return fact._replace(evidence=place)


def from_json(data: Mapping[str, object]) -> Said:
    """What was said, as the record kept it; an entry of another form is left out."""
    said: dict[str, Fact[FactValue]] = {}
    for name, entry in data.items():
        fact = _fact(entry)
        if fact is not None:
            said[name] = fact
    return said


def _fact(entry: object) -> Fact[FactValue] | None:
    if not isinstance(entry, dict) or not isinstance(entry.get("evidence"), dict):
        return None
    value, place = value_from_json(entry.get("value")), entry["evidence"]
    if value is None:
        return None
    file, line = place.get("file"), place.get("line")
    return Fact(
        value,
        Evidence(
            str(place.get("key", "")),
            file if isinstance(file, str) else None,
            line if isinstance(line, int) else None,
            str(place.get("reason", "")),
        ),
    )


def additions_of(said: Said) -> Additions:
    """The user's additions among what is said."""
    groups: dict[str, dict[str, Fact[tuple[str, ...]]]] = {name: {} for name in ADDITIONS}
    for name, fact in said.items():
        for group, found in groups.items():
            if name.startswith(group) and isinstance(fact.value, tuple):
                found[name.removeprefix(group)] = cast("Fact[tuple[str, ...]]", fact)
    return Additions(groups["fragments."], groups["packages."])


def rendered(said: Said, root: Path, dockerfile: str, version: str) -> dict[str, RenderedFile]:
    """The files that say this.

    Args:
        said: what they are to say.
        root: the project's folder.
        dockerfile: the Dockerfile's path, relative to it.
        version: the version that the header names.

    Raises:
        UnusableInput: the detector is gone, or a value cannot be printed.
        LookupError: the detector needs a fact that is not said.
        ValueError: the detector cannot make sense of a value.
    """
    findings = Findings()
    for name, fact in said.items():
        if name not in CHOICES and not name.startswith(ADDITIONS):
            findings.settle(name, _as_it_is, fact)
    shape = str(said["shape"].value)
    choices = Choices(shape, cast("Stages", str(said["stages"].value)), str(said["base"].value))
    verdict = Verdict(matched=True, reason="recorded", shape=shape, findings=findings)
    plan = plan_of(find(str(said["detector"].value)), verdict, choices)
    return rendered_plan(plan, said, root, dockerfile, version)


def rendered_plan(
    plan: Plan, said: Said, root: Path, dockerfile: str, version: str
) -> dict[str, RenderedFile]:
    """A plan as files, with what is said beside it; see `rendered`."""
    templates = said["templates"]
    return render(
        template_overrides.ignoring(plan, str(templates.value)),
        dockerfile=dockerfile,
        syntax_line=bool(said["syntax"].value),
        house_templates=template_overrides.folder_of(
            root, str(templates.value), templates.evidence
        ),
        additions=additions_of(said),
        version=version,
    )


def _as_it_is(value: object) -> FactValue:
    return cast("FactValue", value)
