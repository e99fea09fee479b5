"""The application: every address, and what stands around it."""

from __future__ import annotations

from typing import Final

from litestar import Litestar
from litestar.datastructures import State
from litestar.static_files import create_static_files_router

from accord.server.pages import about, language, start, take_along
from accord.server.pages.page import STATIC, assets
from accord.server.service import Service

_PAGES: Final = (start, about, language, take_along)


def application(service: Service) -> Litestar:
    """Return the application that a service answers through."""
    handlers = [route for page in _PAGES for route in page.ROUTES]
    static = create_static_files_router(f"/static/{assets()}", [STATIC], name="static")
    return Litestar(
        route_handlers=[*handlers, static],
        state=State({"service": service}),
        openapi_config=None,
        request_max_body_size=service.limits.body,
        logging_config=None,
    )
