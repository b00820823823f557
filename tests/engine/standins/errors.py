"""The one exception of this package."""


class StandinError(Exception):
    """A stand-in cannot be had: no recipe, a missing tool, or a command that failed."""
