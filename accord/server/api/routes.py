"""All that the API answers to."""

from __future__ import annotations

from typing import Final

from litestar import Router

from accord.server.api import asking, batch, described, law
from accord.server.api.replies import problem_for

ROUTES: Final = (
    Router(
        "/api/v1",
        route_handlers=[*asking.ROUTES, *batch.ROUTES, *law.ROUTES, *described.ROUTES],
        exception_handlers={Exception: problem_for},
    ),
)
