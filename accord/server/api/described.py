"""`GET /api/v1/openapi.json`: the description of the API, for the law that is served."""

from __future__ import annotations

from typing import Final

from litestar import Response, get
from msgspec import json

from accord.server.api.law import answer_with_tag
from accord.server.api.openapi import openapi
from accord.server.api.parameters import LawParameters, parameters_of
from accord.server.service import AnyRequest, Service, service_of

_KEPT: Final[dict[tuple[str, str], bytes]] = {}
"""The description that was made last: it takes half a second to make, and changes with the law
alone.
"""


def prepare(service: Service) -> bytes:
    """Return the description of the API as JSON, made unless it is there already.

    A process makes it before it listens: the answers in it load what its first ones need.
    """
    current, root = service.laws.current, service.options.root_path
    key = current.digest, root
    if key not in _KEPT:
        content = json.encode(openapi(current.law, root, service.limits))
        _KEPT.clear()
        _KEPT[key] = content
        return content
    return _KEPT[key]


async def description(service: Service) -> bytes:
    """Return the description of the API as JSON."""
    kept = _KEPT.get((service.laws.current.digest, service.options.root_path))
    if kept is not None:
        return kept
    return await service.answering.of(lambda: prepare(service), "long")


@get("/openapi.json")
async def openapi_json(request: AnyRequest) -> Response[bytes]:
    """Show the description of the API."""
    _, language = parameters_of(LawParameters, request)
    content = await description(service_of(request))
    return await answer_with_tag(request, lambda: content, language)


ROUTES: Final = (openapi_json,)
