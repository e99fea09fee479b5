"""The first page: what do you want to know?"""

from __future__ import annotations

from typing import Final

from litestar import Response, get
from litestar.response import Redirect

from accord.server.pages.page import AnyRequest, address, visit_of, written
from accord.server.service import service_of


@get("/", sync_to_thread=False)
def in_a_language(request: AnyRequest) -> Redirect:
    """Choose the language of the pages: French, unless the browser asks for another."""
    accepted = request.headers.get("accept-language", "fr").lower()
    language = "en" if accepted.startswith("en") else "fr"
    return Redirect(address(service_of(request).options.root_path, language), status_code=303)


@get("/{language:str}/")
async def start(request: AnyRequest) -> Response[bytes]:
    """Ask what the visitor wants to know."""
    return written(request, "start.html", await visit_of(request))


ROUTES: Final = (in_a_language, start)
