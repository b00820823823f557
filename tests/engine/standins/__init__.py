"""Stand-in base images under the official names, for machines without an image registry.

`ensure(["node:24-slim"])` builds what is missing. See README.md.
"""

from .build import ensure
from .errors import StandinError

__all__ = ["StandinError", "ensure"]
