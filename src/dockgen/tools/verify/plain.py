"""A verification as plain data; `schemas/verify.json` describes it."""

from __future__ import annotations

from typing import Any

from dockgen.tools.verify.building import Attempt
from dockgen.tools.verify.contents import Unwanted
from dockgen.tools.verify.result import ImageFacts, Rebuild, Verification, is_clean
from dockgen.tools.verify.running import RunResult
from dockgen.tools.verify.stopping import StopResult


def as_json(made: Verification) -> dict[str, Any]:
    """The verification as plain data."""
    return {
        "dockerfile": made.dockerfile,
        "engine": made.engine,
        "verdict": made.verdict,
        "build": _build_json(made.build),
        "image": _image_json(made.image),
        "run": _run_json(made.run),
        "stop": _stop_json(made.stopped),
        "rebuild": _rebuild_json(made.rebuild),
        "unwanted": [_unwanted_json(one) for one in made.unwanted],
        "services": list(made.services),
        "kept": list(made.kept),
        "findings": [
            {"level": one.level, "what": one.what, "hint": one.hint} for one in made.findings
        ],
    }


def _build_json(build: Attempt) -> dict[str, Any]:
    failure = build.failure
    return {
        "ok": failure is None,
        "seconds": round(build.seconds, 3),
        "steps": len(build.steps),
        "cached": sum(step.cached for step in build.steps),
        "failure": None
        if failure is None
        else {
            "instruction": failure.instruction,
            "line": failure.line,
            "message": failure.message,
            "output": list(failure.output),
            "hint": failure.hint,
        },
    }


def _image_json(image: ImageFacts | None) -> dict[str, Any] | None:
    return (
        None
        if image is None
        else {
            "user": image.user,
            "size": image.size,
            "base": image.base or None,
            "over_base": image.over_base,
            "layers": image.layers,
            "own_layers": image.own_layers,
            "stages": image.stages,
        }
    )


def _run_json(run: RunResult | None) -> dict[str, Any] | None:
    return (
        None
        if run is None
        else {
            "port": run.port,
            "path": run.path,
            "status": run.answer.status if run.answer else None,
            "seconds": round(run.seconds, 3),
            "running": run.running,
            "exit_code": run.exit_code,
            "memory": run.memory,
            "restarts": run.restarts,
            "logs": list(run.logs),
            "hint": run.hint,
            "missing": [
                {"path": one.path, "status": one.status, "is_page": one.is_page}
                for one in run.missing
            ],
        }
    )


def _stop_json(stopped: StopResult | None) -> dict[str, Any] | None:
    return (
        None
        if stopped is None
        else {
            "signal": stopped.signal,
            "seconds": round(stopped.seconds, 3),
            "exit_code": stopped.exit_code,
            "clean": is_clean(stopped),
        }
    )


def _rebuild_json(rebuild: Rebuild | None) -> dict[str, Any] | None:
    return (
        None
        if rebuild is None
        else {
            "edited": rebuild.edited,
            "ok": rebuild.attempt.failure is None,
            "seconds": round(rebuild.attempt.seconds, 3),
            "ran": list(rebuild.attempt.ran),
            "installed": list(rebuild.installed),
        }
    )


def _unwanted_json(one: Unwanted) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "what": one.what,
        "path": one.path,
        "files": one.count,
        "bytes": one.size,
        "deleted": one.deleted,
    }
