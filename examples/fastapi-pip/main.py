import os

from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI(title="Book swap")


class Book(BaseModel):
    title: str
    shelf: int


BOOKS = [Book(title="The Tides", shelf=2), Book(title="Knots and Splices", shelf=1)]


@app.get("/healthz")
def healthz() -> dict[str, bool]:
    return {"ok": True}


@app.get("/books")
def books() -> list[Book]:
    return BOOKS


@app.get("/books/{number}")
def book(number: int) -> Book:
    return BOOKS[number]


if __name__ == "__main__":
    import uvicorn

    uvicorn.run(app, host="0.0.0.0", port=int(os.environ.get("PORT", 8080)))
