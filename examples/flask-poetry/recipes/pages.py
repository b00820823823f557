from flask import Blueprint, abort, render_template

SEASONS = {
    "spring": ["wild garlic soup", "rhubarb crumble"],
    "autumn": ["pumpkin bread"],
}

pages = Blueprint("pages", __name__)


@pages.get("/")
def home() -> str:
    return render_template("home.html", seasons=SEASONS)


@pages.get("/seasons/<name>")
def season(name: str) -> dict[str, list[str]]:
    if name not in SEASONS:
        abort(404)
    return {"recipes": SEASONS[name]}
