"""`POST /api/v1/{question}`: one answer."""

from __future__ import annotations

from functools import partial
from typing import Final

from litestar import Response, post
from litestar.handlers import HTTPRouteHandler

from accord.server.api.questions import answer_to, read_body, turn_of
from accord.server.api.replies import json_body, json_reply, language_accepted
from accord.server.api.requests import REQUESTS
from accord.server.service import AnyRequest, service_of


def _route(question: str) -> HTTPRouteHandler:
    """Return what answers one question."""

    @post(f"/{question}", status_code=200, name=question)
    async def answer(request: AnyRequest) -> Response[bytes]:
        language = language_accepted(request)
        plain = read_body(await json_body(request), language)
        service = service_of(request)
        work = partial(answer_to, service.laws.current.law, question, plain, language)
        return json_reply(await service.answering.of(work, turn_of(question, plain)))

    return answer


ROUTES: Final = tuple(_route(question) for question in REQUESTS)
