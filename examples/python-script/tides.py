HIGH_WATER = {"home": "high water at 06:12", "north": "high water at 07:40"}


def high_water(harbour: str) -> str | None:
    return HIGH_WATER.get(harbour)
