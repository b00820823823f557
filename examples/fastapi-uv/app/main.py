from pathlib import Path

from fastapi import FastAPI, HTTPException
from fastapi.responses import FileResponse

from app.timetable import DEPARTURES

app = FastAPI(title="Ferry times")


@app.get("/health")
def health() -> dict[str, str]:
    return {"status": "ok"}


@app.get("/")
def home() -> FileResponse:
    return FileResponse(Path(__file__).with_name("home.html"))


@app.get("/departures/{harbour}")
def departures(harbour: str) -> list[str]:
    if harbour not in DEPARTURES:
        raise HTTPException(404, f"no ferry leaves from {harbour}")
    return DEPARTURES[harbour]
