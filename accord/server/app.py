"""The application: every address, and what stands around it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, Final, TypeAlias

from litestar import Litestar, Request, Response
from litestar.datastructures import State
from litestar.exceptions import HTTPException, NotFoundException
from litestar.static_files import create_static_files_router

from accord.server.answering import Busy, TooLong
from accord.server.api import routes as api
from accord.server.api.replies import unrouted
from accord.server.operation import watched
from accord.server.operation.gate import Gate
from accord.server.operation.log import keep_fault
from accord.server.operation.metrics import Metrics
from accord.server.pages import (
    about,
    answer,
    compare,
    embed,
    facts,
    for_programs,
    impact,
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

Lifespan: TypeAlias = Callable[[Litestar], AbstractAsyncContextManager[None]]
_PAGES: Final = (
    start,
    about,
    for_programs,
    interview,
    facts,
    opened,
    answer,
    compare,
    language,
    law,
    impact,
    embed,
    take_along,
)


def application(service: Service, lifespan: Sequence[Lifespan] = ()) -> Litestar:
    """Return the application that a service answers through; `lifespan` is what runs beside it."""
    handlers = [*api.ROUTES, *watched.ROUTES, *(route for page in _PAGES for route in page.ROUTES)]
    static = create_static_files_router(f"/static/{assets()}", [STATIC], name="static")
    metrics = Metrics()
    made = Litestar(
        route_handlers=[*handlers, static],
        state=State({"service": service, "metrics": metrics}),
        exception_handlers=dict.fromkeys((HTTPException, Busy, TooLong, Exception), _unanswered),
        openapi_config=None,
        request_max_body_size=None,  # the gate bounds it, before anything is read
        logging_config=None,
        lifespan=list(lifespan),
        after_exception=[keep_fault],
    )
    start.prepare(service.laws.current)
    made.asgi_handler = Gate(made.asgi_handler, service, metrics, _page_of_status)
    return made


def _unanswered(request: Request[Any, Any, Any], raised: Exception) -> Response[Any]:
    """Return what to say where no handler answers: a problem to a program, else a page."""
    if "\0" in request.scope["path"]:  # no file, and nothing else, has such a name
        raised = NotFoundException()
    return unrouted(request, raised) or page_for(request, raised)


def _page_of_status(scope: Any, status: int) -> bytes:
    """Return the page of a request that no handler has seen, by its status."""
    return page_for(Request(scope), HTTPException(status_code=status)).content
