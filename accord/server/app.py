"""The application: every address, and what stands around it."""

from __future__ import annotations

from typing import Any, Final

from litestar import Litestar, Request, Response
from litestar.datastructures import State
from litestar.exceptions import HTTPException, NotFoundException
from litestar.static_files import create_static_files_router

from accord.server.answering import Busy, TooLong
from accord.server.api import routes as api
from accord.server.api.replies import unrouted
from accord.server.pages import (
    about,
    answer,
    facts,
    interview,
    language,
    law,
    opened,
    start,
    take_along,
)
from accord.server.pages.page import STATIC, assets
from accord.server.pages.unanswered import page_for
from accord.server.service import Service

_PAGES: Final = (start, about, interview, facts, opened, answer, language, law, take_along)


def application(service: Service) -> Litestar:
    """Return the application that a service answers through."""
    handlers = [*api.ROUTES, *(route for page in _PAGES for route in page.ROUTES)]
    static = create_static_files_router(f"/static/{assets()}", [STATIC], name="static")
    return Litestar(
        route_handlers=[*handlers, static],
        state=State({"service": service}),
        exception_handlers=dict.fromkeys((HTTPException, Busy, TooLong, Exception), _unanswered),
        openapi_config=None,
        request_max_body_size=service.limits.body,
        logging_config=None,
    )


def _unanswered(request: Request[Any, Any, Any], raised: Exception) -> Response[Any]:
    """Return what to say where no handler answers: a problem to a program, else a page."""
    if "\0" in request.scope["path"]:  # no file, and nothing else, has such a name
        raised = NotFoundException()
    return unrouted(request, raised) or page_for(request, raised)
