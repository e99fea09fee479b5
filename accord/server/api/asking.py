"""`POST /api/v1/{question}`: one answer."""

from __future__ import annotations

from functools import partial
from typing import Final

from litestar import Response, post
from litestar.handlers import HTTPRouteHandler

from accord.server.api.questions import answer_to, read_body, turn_of
from accord.server.api.replies import LAW_HEADER, json_body, json_reply, language_accepted
from accord.server.api.requests import REQUESTS
from accord.server.service import AnyRequest, service_of


def _route(question: str) -> HTTPRouteHandler:
    """Return what answers one question."""

    @post(f"/{question}", status_code=200, name=question)
    async def answer(request: AnyRequest) -> Response[bytes]:
        language = language_accepted(request)
        plain = read_body(await json_body(request), language)
        service = service_of(request)
        served = service.laws.current  # the law may change while the answer is worked out
        work = partial(answer_to, served.law, question, plain, language)
        answer = await service.answering.of(work, turn_of(question, plain))
        return json_reply(answer, {LAW_HEADER: served.digest})

    return answer


ROUTES: Final = tuple(_route(question) for question in REQUESTS)
