"""dockgen: writes the Dockerfile that a senior engineer of your ecosystem would have written.

The three steps can be used from other programs::

    import dockgen

    detection = dockgen.detect("path/to/project")
    plan = dockgen.plan(detection)
    files = dockgen.render(plan)
    print(files["Dockerfile"].text)
"""

__version__ = "0.1.0"

# `python -m dockgen` runs this before `__main__` has taken the working folder from where modules
# are looked for; so nothing is imported here, not even `typing`.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dockgen.core.errors import DockgenError
    from dockgen.core.plan import Choices
    from dockgen.ecosystems.planning import plan
    from dockgen.ecosystems.registry import detect
    from dockgen.rendering.render import render

__all__ = ["Choices", "DockgenError", "__version__", "detect", "plan", "render"]

_HOMES = {
    "detect": "dockgen.ecosystems.registry",
    "plan": "dockgen.ecosystems.planning",
    "render": "dockgen.rendering.render",
    "Choices": "dockgen.core.plan",
    "DockgenError": "dockgen.core.errors",
}


def __getattr__(name: str) -> "Any":
    """Import a public name when it is first used, so that `import dockgen` costs nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module 'dockgen' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
