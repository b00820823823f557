from dateutil.parser import isoparse

READINGS = {"harbour": {"at": "2026-05-02T06:00:00Z", "celsius": 11.5}}


def latest(name: str) -> dict[str, object] | None:
    found = READINGS.get(name)
    return {**found, "weekday": isoparse(str(found["at"])).strftime("%A")} if found else None
