from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from stations import latest


async def station(request: Request) -> JSONResponse:
    found = latest(request.path_params["name"])
    if found is None:
        raise HTTPException(404, "no such station")
    return JSONResponse(found)


app = Starlette(routes=[Route("/stations/{name}", station)])
