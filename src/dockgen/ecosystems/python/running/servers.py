"""The servers and tools that start an application, as a table: where each listens, and how.

An address comes by a variable where the server reads one, so that the command keeps its exec
form and `docker run --env` can change the port.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

EVERYWHERE = "0.0.0.0"  # noqa: S104  a container is reached from outside
NOTHING: Mapping[str, str] = MappingProxyType({})


class Server(NamedTuple):
    """A server, or a framework's own command that serves.

    Args:
        name: its name, which is its command's too.
        port: the port that it listens on by itself.
        port_variable: the variable that it reads the port from; empty where it reads none.
        variables: what it is told beside.
        listening: arguments that make it listen on all addresses and on a port, `{port}` in them.
        package: the distribution that brings it.
        health: a path that says whether it is well.
        interrupted: whether it stops on SIGINT and not on SIGTERM as process 1.
    """

    name: str
    port: int
    port_variable: str = ""
    variables: Mapping[str, str] = NOTHING
    listening: tuple[str, ...] = ()
    package: str = ""
    health: str = ""
    interrupted: bool = False


SERVERS = {
    one.name: one
    for one in (
        # https://docs.gunicorn.org/en/stable/settings.html#bind
        Server("gunicorn", 8000, "PORT", package="gunicorn"),
        # https://uvicorn.dev/settings/
        Server("uvicorn", 8000, "UVICORN_PORT", {"UVICORN_HOST": EVERYWHERE}, package="uvicorn"),
        # https://fastapi.tiangolo.com/deployment/manually/
        Server("fastapi", 8000, "PORT", package="fastapi-cli"),
        Server("hypercorn", 8000, listening=("--bind", "0.0.0.0:{port}"), package="hypercorn"),
        Server("daphne", 8000, listening=("-b", EVERYWHERE, "-p", "{port}"), package="daphne"),
        # https://github.com/emmett-framework/granian#options
        Server("granian", 8000, "GRANIAN_PORT", {"GRANIAN_HOST": EVERYWHERE}, package="granian"),
        Server(
            "waitress", 8080, listening=("--listen=*:{port}",), package="waitress", interrupted=True
        ),
        Server("uwsgi", 8000, package="uwsgi"),
        # https://docs.streamlit.io/develop/api-reference/configuration/config.toml
        Server(
            "streamlit",
            8501,
            "STREAMLIT_SERVER_PORT",
            {
                "STREAMLIT_SERVER_ADDRESS": EVERYWHERE,
                "STREAMLIT_SERVER_HEADLESS": "true",
                "STREAMLIT_BROWSER_GATHER_USAGE_STATS": "false",
            },
            package="streamlit",
            health="/_stcore/health",
        ),
        # https://www.gradio.app/guides/environment-variables
        Server(
            "gradio",
            7860,
            "GRADIO_SERVER_PORT",
            {"GRADIO_SERVER_NAME": EVERYWHERE},
            package="gradio",
        ),
        # https://docs.chainlit.io/deploy/overview
        Server(
            "chainlit", 8000, "CHAINLIT_PORT", {"CHAINLIT_HOST": EVERYWHERE}, package="chainlit"
        ),
        Server(
            "panel",
            5006,
            listening=(
                "--address",
                EVERYWHERE,
                "--port",
                "{port}",
                "--allow-websocket-origin",
                "*",
            ),
            package="panel",
        ),
        # https://docs.bokeh.org/en/latest/docs/user_guide/server/deploy.html
        Server(
            "bokeh",
            5006,
            listening=("--address", EVERYWHERE, "--port", "{port}", "--allow-websocket-origin=*"),
            package="bokeh",
        ),
        # https://docs.marimo.io/guides/deploying/deploying_docker/
        Server(
            "marimo", 2718, listening=("--host", EVERYWHERE, "--port", "{port}"), package="marimo"
        ),
        # https://flet.dev/docs/publish/web/dynamic-website/
        Server(
            "flet",
            8550,
            "FLET_SERVER_PORT",
            {"FLET_SERVER_IP": EVERYWHERE, "FLET_FORCE_WEB_SERVER": "true"},
            package="flet",
        ),
        # https://docs.bentoml.com/en/latest/reference/bentoml/cli.html
        Server(
            "bentoml", 3000, listening=("--host", EVERYWHERE, "--port", "{port}"), package="bentoml"
        ),
        # https://voila.readthedocs.io/en/stable/deploy.html
        Server(
            "voila",
            8866,
            listening=("--no-browser", "--Voila.ip=0.0.0.0", "--port={port}"),
            package="voila",
        ),
        # https://jupyter-server.readthedocs.io/en/stable/operators/public-server.html
        Server(
            "jupyter",
            8888,
            listening=("--no-browser", "--ip=0.0.0.0", "--port={port}"),
            package="jupyterlab",
        ),
        Server(
            "shiny", 8000, listening=("--host", EVERYWHERE, "--port", "{port}"), package="shiny"
        ),
        Server(
            "solara", 8765, listening=("--host", EVERYWHERE, "--port", "{port}"), package="solara"
        ),
        Server("dash", 8050, "PORT", {"HOST": EVERYWHERE}, package="dash"),
        Server("functions-framework", 8080, "PORT", package="functions-framework"),
        # https://gofastmcp.com/deployment/http
        Server("fastmcp", 8000, "FASTMCP_PORT", {"FASTMCP_HOST": EVERYWHERE}, package="fastmcp"),
        Server(
            "adk", 8000, listening=("--host", EVERYWHERE, "--port", "{port}"), package="google-adk"
        ),
        Server("python", 8000, "PORT"),
        Server(
            "litestar", 8000, "LITESTAR_PORT", {"LITESTAR_HOST": EVERYWHERE}, package="litestar"
        ),
        Server(
            "sanic", 8000, listening=("--host", EVERYWHERE, "--port", "{port}"), package="sanic"
        ),
    )
}


def environment(name: str, port: str) -> dict[str, str]:
    """What a server is told by variables, by its name and the port."""
    server = SERVERS.get(name)
    if server is None or not port:
        return {}
    told = dict(server.variables)
    if server.port_variable:
        told[server.port_variable] = port
    return told
