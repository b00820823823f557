"""The web frameworks, as a table: what makes an application object, and how it is served."""

from __future__ import annotations

from typing import Literal, NamedTuple

Interface = Literal["asgi", "wsgi", "own"]


class Framework(NamedTuple):
    """A framework whose application is an object that a server imports.

    Args:
        name: its name, as the fact `framework` has it.
        constructors: what makes the object, by dotted name.
        interface: what a server talks to it by; `own` for one that brings its server along.
        package: the distribution that tells its version.
        wraps: whether the object is laid around another framework's.
    """

    name: str
    constructors: tuple[str, ...]
    interface: Interface
    package: str
    wraps: bool = False


# fmt: off
FRAMEWORKS = (
    Framework("fastapi", ("fastapi.FastAPI", "fastapi.applications.FastAPI"), "asgi", "fastapi"),
    Framework("starlette", ("starlette.applications.Starlette",), "asgi", "starlette"),
    Framework("litestar", ("litestar.Litestar", "litestar.app.Litestar"), "asgi", "litestar"),
    Framework("quart", ("quart.Quart",), "asgi", "quart"),
    Framework("sanic", ("sanic.Sanic",), "asgi", "sanic"),
    Framework("blacksheep", ("blacksheep.Application", "blacksheep.server.Application"), "asgi",
              "blacksheep"),
    Framework("falcon", ("falcon.asgi.App",), "asgi", "falcon"),
    Framework("connexion", ("connexion.AsyncApp", "connexion.FlaskApp"), "asgi", "connexion"),
    Framework("socketio", ("socketio.ASGIApp",), "asgi", "python-socketio", wraps=True),
    Framework("flask", ("flask.Flask", "flask.app.Flask"), "wsgi", "flask"),
    Framework("flask", ("apiflask.APIFlask", "flask_openapi3.OpenAPI", "eve.Eve"), "wsgi", "flask"),
    Framework("bottle", ("bottle.Bottle", "bottle.default_app", "bottle.app"), "wsgi", "bottle"),
    Framework("falcon", ("falcon.App", "falcon.API"), "wsgi", "falcon"),
    Framework("dash", ("dash.Dash",), "own", "dash"),
    Framework("aiohttp", ("aiohttp.web.Application",), "own", "aiohttp"),
)
# fmt: on

BY_CONSTRUCTOR = {made: one for one in FRAMEWORKS for made in one.constructors}

ROUTES = frozenset(
    (
        "get post put delete patch head options route api_route websocket websocket_route "
        "include_router mount register_blueprint add_url_rule add_route add_api_route include "
        "add_namespace blueprint add_websocket_route register add_routes"
    ).split()
)
"""What adds routes to an application."""
