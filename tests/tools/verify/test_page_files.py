"""What a page names, and whether it is there."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from dockgen.tools.verify.page_files import missing

Answers = Mapping[str, tuple[int, str, str]]
"""By path: the status, the kind, and the body or the place of a redirect."""
Serve = Callable[[Answers], int]


@pytest.fixture
def serve() -> Iterator[Serve]:
    servers = []

    def start(answers: Answers) -> int:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                status, kind, body = answers.get(
                    self.path, answers.get("*", (404, "text/plain", ""))
                )
                self.send_response(status)
                self.send_header("Location" if 300 <= status < 400 else "Content-Type", kind)
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *_: object) -> None:
                """Print nothing."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return server.server_port

    yield start
    for one in servers:
        one.shutdown()
        one.server_close()


JS, CSS = (200, "text/javascript", "x"), (200, "text/css", "x")


def html(body: str) -> tuple[int, str, str]:
    return 200, "text/html; charset=utf-8", f"<!doctype html>{body}"


PAGE = html(
    '<link rel="stylesheet" href="/a.css"><script type="module" src="assets/app.js"></script>'
    '<img src="/logo.png"><script src="https://cdn.example.com/x.js"></script>'
    '<img src="data:image/png;base64,AA"><link rel="canonical" href="/nowhere">'
)


def test_what_is_missing_is_named(serve: Serve) -> None:
    port = serve({"/": PAGE, "/a.css": CSS})
    assert [str(one) for one in missing("127.0.0.1", port, "/")] == [
        "/assets/app.js returns 404",
        "/logo.png returns 404",
    ]


def test_a_page_with_all_its_files_is_whole(serve: Serve) -> None:
    files = {"/a.css": CSS, "/assets/app.js": JS, "/logo.png": (200, "image/png", "x")}
    assert missing("127.0.0.1", serve({"/": PAGE, **files}), "/") == ()


def test_a_page_in_the_place_of_a_script_is_no_script(serve: Serve) -> None:
    port = serve({"*": html('<script src="/app.js"></script>')})
    assert [str(one) for one in missing("127.0.0.1", port, "/")] == [
        "/app.js is answered with a page"
    ]


def test_a_site_below_a_path_is_followed_there(serve: Serve) -> None:
    page = html('<script src="app.js"></script><script src="../up.js"></script>')
    port = serve({"/": (302, "/docs/", ""), "/docs/": page, "/docs/app.js": JS, "/up.js": JS})
    assert missing("127.0.0.1", port, "/") == ()


def test_the_base_of_a_page_counts(serve: Serve) -> None:
    page = html('<base href="/docs/"><script src="app.js"></script>')
    assert missing("127.0.0.1", serve({"/": page, "/docs/app.js": JS}), "/") == ()


def test_names_that_need_quoting_are_quoted(serve: Serve) -> None:
    page = html('<img src="/my logo.png"><img src="/été.png?v=1"><img src="http://[bad">')
    files = {"/my%20logo.png": CSS, "/%C3%A9t%C3%A9.png?v=1": CSS}
    assert missing("127.0.0.1", serve({"/": page, **files}), "/") == ()


@pytest.mark.parametrize(
    "answer",
    [
        (200, "application/json", '{"src": "/a.js"}'),
        (404, "text/html", '<script src="/a.js"></script>'),
        (302, "/", ""),
        (302, "https://login.example.com/", ""),
    ],
)
def test_what_is_no_page_names_nothing(answer: tuple[int, str, str], serve: Serve) -> None:
    assert missing("127.0.0.1", serve({"/": answer}), "/") == ()
