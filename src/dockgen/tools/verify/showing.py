"""A verification as a person reads it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from dockgen.core.formatting import size_text
from dockgen.tools.verify.building import Failure
from dockgen.tools.verify.result import Finding, Verification, is_clean
from dockgen.tools.verify.running import RunResult

MARKS = {"wrong": "✗", "note": "•"}
VERDICTS = {
    "ok": "it builds, runs, answers and stops",
    "wrong": "it builds, but there are problems",
    "failed": "it does not build",
}


def report(made: Verification, *, memory: str) -> str:
    """The whole report.

    Args:
        made: the verification.
        memory: the memory limit that it ran under.
    """
    if made.build.failure is not None:
        return failure_text(made.build.failure, made.dockerfile)
    rows = [(name, cell(made)) for name, cell in ROWS.items()]
    width = max(len(name) for name, _ in rows)
    lines = [f"{name:<{width}}  {text}" for name, text in rows if text]
    lines = [line.replace("{limit}", memory) for line in lines]
    findings = made.findings
    lines += ["", *(line for one in findings for line in finding_lines(one))]
    lines += log_lines(made.run)
    mark = "✓" if made.verdict == "ok" else "✗"
    verdict = VERDICTS[made.verdict]
    if made.verdict == "ok" and made.run is not None and made.run.port is None:
        verdict = "it builds and runs"  # nothing was asked, and a command ended by itself
    kept = [f"kept: image {made.kept[0]}, container {made.kept[1]}"] if made.kept else []
    return "\n".join([*lines, f"{mark} {verdict}", *kept])


def finding_lines(one: Finding) -> list[str]:
    """A finding, with what to do about it below."""
    lines = [f"{MARKS[one.level]} {one.what}"]
    return [*lines, f"    {one.hint}"] if one.hint else lines


def log_lines(run: RunResult | None) -> list[str]:
    """What the container printed, where that matters."""
    if run is None or not run.logs:
        return []
    return ["", "its last output:", *(f"  | {line}" for line in run.logs), ""]


def failure_text(failure: Failure, dockerfile: str) -> str:
    """Why a build failed: where, what, what it printed, and what to do."""
    place = f"{dockerfile}:{failure.line}" if failure.line else dockerfile
    head = f"✗ {place}: {failure.instruction}" if failure.instruction else f"✗ {place}"
    lines = [head, f"    {failure.message}", *(f"  | {line}" for line in failure.output)]
    return "\n".join([*lines, f"    {failure.hint}"] if failure.hint else lines)


def seconds(value: float) -> str:
    """A duration with a tenth of a second, or a hundredth below one second."""
    return f"{value:.2f} s" if value < 1 else f"{value:.1f} s"


def _build(made: Verification) -> str:
    steps = made.build.steps
    cached = sum(step.cached for step in steps)
    reused = f", {cached} of {len(steps)} steps from the cache" if cached else ""
    return f"{seconds(made.build.seconds)}{reused}"


def _rebuild(made: Verification) -> str:
    if made.rebuild is None:
        return "found no source file to edit; choose one with --edit"
    ran = made.rebuild.attempt.ran
    again = "; ".join(_brief(one) for one in ran) if ran else "nothing"
    took = seconds(made.rebuild.attempt.seconds)
    return f"{took} after an edit of {made.rebuild.edited}; steps run again: {again}"


def _brief(instruction: str) -> str:
    return instruction if len(instruction) <= 40 else f"{instruction[:39]}…"


def _size(made: Verification) -> str:
    image = made.image
    if image is None:
        return ""
    over = f", {size_text(image.over_base)} over {image.base}" if image.base else ""
    return f"{size_text(image.size)}{over}"


def _layers(made: Verification) -> str:
    image = made.image
    return f"{image.layers}, {image.own_layers} of them its own" if image else ""


def _user(made: Verification) -> str:
    return (made.image.user or "root") if made.image else ""


def _start(made: Verification) -> str:
    run = made.run
    if run is None or run.answer is None:
        return "no answer" if run and run.port else ""
    status = f"returns {run.answer.status}" if run.answer.status else "answers in another protocol"
    return f"{seconds(run.seconds)}; GET {run.path} on port {run.port} {status}"


def _services(made: Verification) -> str:
    return ", ".join(made.services)


def _memory(made: Verification) -> str:
    used = made.run.memory if made.run else None
    return f"{size_text(used)} of {{limit}}" if used is not None else ""


def _stop(made: Verification) -> str:
    stopped = made.stopped
    if stopped is None:
        return ""
    how = "" if is_clean(stopped) else ", killed" if stopped.killed else ", not cleanly"
    return f"{seconds(stopped.seconds)} on {stopped.signal}, exit code {stopped.exit_code}{how}"


def _inside(made: Verification) -> str:
    if made.image is None:
        return ""
    if made.unread:
        return "not checked: the image could not be read"
    if not made.unwanted:
        return "no compilers, caches, sources or secrets"
    kinds = dict.fromkeys(one.kind for one in made.unwanted)
    return ", ".join(kind if kind == "version-control" else f"{kind}s" for kind in kinds)


ROWS: Mapping[str, Callable[[Verification], str]] = {
    "build": _build,
    "rebuild": _rebuild,
    "size": _size,
    "layers": _layers,
    "user": _user,
    "services": _services,
    "start-up": _start,
    "memory": _memory,
    "stop": _stop,
    "inside": _inside,
}
"""The rows of the report, in order."""


def comparison(made: Mapping[str, Verification]) -> str:
    """Several verifications side by side, one column each."""
    table = [["", *made]]
    for name, cell in COMPARED.items():
        cells = [cell(one) for one in made.values()]
        if any(cells):
            table.append([name, *cells])
    widths = [max(len(row[column]) for row in table) for column in range(len(table[0]))]
    lines = [_aligned(row, widths) for row in table]
    for name, one in made.items():
        if one.build.failure:
            lines += ["", f"{name}:", failure_text(one.build.failure, one.dockerfile)]
            continue
        found = [line for finding in one.findings for line in finding_lines(finding)]
        lines += ["", f"{name}:", *found] if found else []
    return "\n".join(lines)


def _aligned(row: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()


COMPARED: Mapping[str, Callable[[Verification], str]] = {
    "verdict": lambda made: made.verdict,
    "size": lambda made: size_text(made.image.size) if made.image else "",
    "over base": lambda made: size_text(made.image.over_base) if made.image else "",
    "base": lambda made: made.image.base if made.image else "",
    "layers": lambda made: (
        f"{made.image.layers} ({made.image.own_layers} own)" if made.image else ""
    ),
    "build": lambda made: seconds(made.build.seconds),
    "rebuild": lambda made: seconds(made.rebuild.attempt.seconds) if made.rebuild else "",
    "start-up": lambda made: seconds(made.run.seconds) if made.run and made.run.answer else "",
    "memory": lambda made: size_text(made.run.memory) if made.run and made.run.memory else "",
    "user": _user,
    "stop": lambda made: seconds(made.stopped.seconds) if made.stopped else "",
    "inside": _inside,
}
"""The rows of a comparison: what can be set side by side."""
