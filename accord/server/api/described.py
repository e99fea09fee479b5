"""`GET /api/v1/openapi.json`: the description of the API, for the law that is served."""

from __future__ import annotations

from typing import Final

from litestar import Response, get
from msgspec import json

from accord.server.api.law import answer_with_tag
from accord.server.api.openapi import Described, openapi
from accord.server.api.parameters import LawParameters, parameters_of
from accord.server.service import AnyRequest, Service, service_of

_KEPT: Final[dict[tuple[str, str], bytes]] = {}
"""The description that was made last: it takes a second to make, and changes with the law alone."""


async def description(service: Service) -> bytes:
    """Return the description of the API as JSON."""
    current, root = service.laws.current, service.options.root_path

    def made() -> bytes:
        described: Described = openapi(current.law, root, service.limits)
        return json.encode(described)

    key = current.digest, root
    if key not in _KEPT:
        content = await service.answering.of(made, "long")
        _KEPT.clear()
        _KEPT[key] = content
    return _KEPT[key]


@get("/openapi.json")
async def openapi_json(request: AnyRequest) -> Response[bytes]:
    """Show the description of the API."""
    _, language = parameters_of(LawParameters, request)
    content = await description(service_of(request))
    return await answer_with_tag(request, lambda: content, language)


ROUTES: Final = (openapi_json,)
