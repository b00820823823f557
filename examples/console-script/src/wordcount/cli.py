import signal
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import click

from wordcount import __version__, count


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        words = self.path.strip("/").replace("%20", " ")
        answer = f"{count(words)} words by wordcount {__version__}".encode()
        self.send_response(200 if words else 404)
        self.end_headers()
        self.wfile.write(answer)


@click.command()
@click.option("--port", default=8000, envvar="PORT", show_default=True)
@click.argument("text", required=False)
def main(port: int, text: str | None) -> None:
    """Count the words of TEXT, or answer over HTTP."""
    if text is not None:
        click.echo(count(text))
        return
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    ThreadingHTTPServer(("0.0.0.0", port), Handler).serve_forever()
