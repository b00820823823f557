from __future__ import annotations

import html
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from dockgen.tools.layers.base import Base
from dockgen.tools.layers.page import MARK, page
from dockgen.tools.layers.report import report
from tests.tools.engine.images import FOLDER, Made
from tests.tools.layers.browser import look, title_of
from tests.tools.layers.reports import SHOP, shop_report, subject_of

HOSTILE = Made(
    [
        {
            "<script>document.title='run'<": FOLDER,
            "<script>document.title='run'</script>": 5000,
            "<img src=x onerror=\"document.title='run'\">": 5000,
            "\"><b class='x'>": 4000,
            "{{ 7 * 7 }}{% if x %}": 3000,
            "bad-\udcff-name": 2000,
            "\u202egnp.exe": 2000,
        },
        {".wh.<script>document.title='run'<": 0},
    ],
    history=[
        {"created_by": "RUN echo '</code></style><script>document.title=\"run\"</script>'"},
        {},
    ],
)


class Checker(HTMLParser):
    """Notes the elements of a page, and holds them to be closed in order."""

    EMPTY = frozenset({"meta", "link", "br", "img", "input"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        self.attributes += attrs
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def checked(text: str) -> Checker:
    made = Checker()
    made.feed(text)
    made.close()
    assert made.open == []
    return made


def hostile_page() -> str:
    subject = subject_of(HOSTILE, name="<script>document.title='run'</script>")
    base = Base("<b>", 1, "<script>document.title='run'</script>", "<i>")
    return page(report(subject, base, None, top=3))


def test_the_page_is_whole_and_asks_for_nothing() -> None:
    text = page(shop_report())
    made = checked(text)
    assert MARK in text
    assert not {"script", "img", "link", "iframe", "object"} & set(made.seen)
    assert not [name for name, _ in made.attributes if name.startswith("on") or name == "src"]
    links = [value or "" for name, value in made.attributes if name == "href"]
    assert links
    assert all(link.startswith("#") for link in links)
    assert "url(" not in text
    assert "default-src 'none'" in text


def test_the_page_reads_as_before(snapshot: SnapshotAssertion) -> None:
    text = page(shop_report())
    assert re.sub(r"<style>.*?</style>", "", text, flags=re.DOTALL) == snapshot


def test_no_name_leaves_its_place() -> None:
    text = hostile_page()
    made = checked(text)
    known = checked(page(shop_report()))
    assert set(made.seen) <= set(known.seen)
    assert {name for name, _ in made.attributes} <= {name for name, _ in known.attributes}
    assert ("class", "x") not in made.attributes
    assert "{{ 7 * 7 }}" in text
    assert text.encode("utf-8")


def test_an_image_without_layers_is_a_page_too() -> None:
    text = page(report(subject_of(Made([])), Base(None, 0, "nobody knows"), None, top=3))
    checked(text)
    assert "0 layers" in text
    assert "not known" in text


def test_the_stack_is_to_scale() -> None:
    text = page(shop_report())
    heights = [float(one) for one in re.findall(r'<li class="\w+" style="height:([\d.]+)%"', text)]
    sizes = [layer.size for layer in subject_of(SHOP).layers]
    for height, size in zip(heights, sizes, strict=True):
        assert height == pytest.approx(max(size / sum(sizes) * 100, 0.3), abs=0.001)


def test_the_cells_of_a_map_lie_inside_it() -> None:
    cells = re.findall(
        r"left:([\d.]+)%;top:([\d.]+)%;width:([\d.]+)%;height:([\d.]+)%", page(shop_report())
    )
    assert cells
    for left, top, width, height in (tuple(map(float, cell)) for cell in cells):
        assert left + width <= 100.01
        assert top + height <= 100.01


# In a browser


def test_a_browser_runs_nothing_whatever_is_in_the_page(tmp_path: Path) -> None:
    place = tmp_path / "page.html"
    script = "<script>document.title='run'</script></body>"
    place.write_text(hostile_page().replace("</body>", script), "utf-8")
    dom = look(place, "--dump-dom")
    assert title_of(dom).startswith("Layers of &lt;script&gt;")
    assert dom.count("<section") == 3  # two layers and the waste


ASK = """<script>
const colour = (one, what) => getComputedStyle(document.querySelector(one))[what];
const pairs = [["body", "body"], [".muted", "body"], [".map .new", ".map .new"],
  [".map .rewritten", ".map .rewritten"], [".map .wasted", ".map .wasted"], [".counts", ".layer"],
  [".alarm", ".layer"], [".yours a", ".yours"], [".badge.base", ".badge.base"], ["td a", ".card"]];
const width = document.documentElement.scrollWidth - innerWidth;
document.title = JSON.stringify({
  wider: width, pairs: pairs.map(([on, below]) =>
    [on, colour(on, "color"), colour(below, "backgroundColor")]) });
</script></body>"""


def asked(place: Path, scheme: str, width: int) -> dict[str, Any]:
    """What a browser makes of a page: its colours, and how much wider than the window it is."""
    number = {"light": 1, "dark": 0}[scheme]
    options = (f"--blink-settings=preferredColorScheme={number}", f"--window-size={width},800")
    told = title_of(look(place, *options, "--dump-dom"))
    found: dict[str, Any] = json.loads(html.unescape(told))
    return found


def luminance(colour: str) -> float:
    """The relative luminance: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance."""
    parts = [int(one) / 255 for one in re.findall(r"\d+", colour)[:3]]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(("scheme", "width"), [("light", 1200), ("dark", 500)])
def test_the_page_can_be_read_in_light_and_dark_on_wide_and_narrow_screens(
    tmp_path: Path, scheme: str, width: int
) -> None:
    place = tmp_path / "page.html"
    # the page's own policy would not let the question run
    text = re.sub(r"<meta http-equiv=.*?>", "", page(shop_report()))
    place.write_text(text.replace("</body>", ASK), "utf-8")
    told = asked(place, scheme, width)
    assert told["wider"] <= 0
    weak = [one for one in told["pairs"] if contrast(one[1], one[2]) < 4.5]
    assert weak == []
    assert (luminance(told["pairs"][0][2]) > 0.5) == (scheme == "light")
