"""Replies: JSON, or a problem, each in the language that was asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from litestar import Response
from litestar.exceptions import HTTPException
from msgspec.structs import replace

from accord.server.answering import Busy, TooLong
from accord.server.languages import language_wanted
from accord.server.problems import (
    GONE_WRONG,
    MEDIA_TYPE,
    Problem,
    Refused,
    problem,
    problem_of_status,
)
from accord.server.service import AnyRequest
from engine.diagnostics.bilingual import Language, sentence

PREFIX: Final = "/api"
JSON: Final = "application/json"
LAW_HEADER: Final = "X-Law-Digest"
"""Says which law gave an answer: the digest that `/api/v1/law` and `/readyz` give."""
_SEND_JSON: Final = sentence("Send JSON, with the header `Content-Type: application/json`.")
_SEND_LINES: Final = sentence(
    "Send one JSON object a line, with the header `Content-Type: application/x-ndjson`."
)


def language_accepted(request: AnyRequest) -> Language:
    """Return the language that the client wants, by its header `Accept-Language`."""
    return language_wanted(request.headers.get("accept-language", ""))


def json_reply(content: bytes, headers: Mapping[str, str] | None = None) -> Response[bytes]:
    """Return an answer."""
    return Response(content, media_type=JSON, status_code=200, headers=headers)


def problem_reply(
    told: Problem, request: AnyRequest, headers: Mapping[str, str] | None = None
) -> Response[bytes]:
    """Return a problem, with the id of the request."""
    instance = str(request.scope.get("state", {}).get("request_id", ""))
    content = replace(told, instance=instance).as_json()
    return Response(content, status_code=told.status, media_type=MEDIA_TYPE, headers=headers)


def problem_for(request: AnyRequest, raised: Exception) -> Response[bytes]:
    """Return the problem that an exception makes: what a handler raises, or what the framework does
    where no handler answers.
    """
    headers: dict[str, str] = {}
    match raised:
        case Busy():
            headers = {"Retry-After": str(raised.seconds)}
        case HTTPException():
            headers = {name: str(said) for name, said in (raised.headers or {}).items()}
    told = problem_of_exception(raised, language_accepted(request))
    return problem_reply(told, request, headers)


def problem_of_exception(raised: Exception, language: Language) -> Problem:
    """Return the problem that an exception makes."""
    match raised:
        case Refused():
            return raised.problem
        case Busy():
            again = sentence("Ask again in {seconds} s.", seconds=raised.seconds)
            return problem("busy", language, again)
        case TooLong():
            limit = sentence("An answer may take {seconds} s.", seconds=f"{raised.seconds:g}")
            return problem("too-long", language, limit)
        case HTTPException():
            return problem_of_status(raised.status_code, language)
    return problem("failed", language, GONE_WRONG)


def unrouted(request: AnyRequest, raised: Exception) -> Response[Any] | None:
    """Return the problem of an address under the API that no handler answers; None for another
    address, whose page is not a program's.
    """
    path: str = request.scope["path"]
    inside = path == PREFIX or path.startswith(f"{PREFIX}/")
    return problem_for(request, raised) if inside else None


async def json_body(request: AnyRequest) -> bytes:
    """Return the body of a request, which must say that it is JSON. Raises `Refused`."""
    if media_type(request) != JSON:
        raise Refused(problem("media-type", language_accepted(request), _SEND_JSON))
    return await request.body()


def refuse_all_but_lines(request: AnyRequest) -> None:
    """Raise `Refused` where the body does not say that it is one JSON object a line."""
    if media_type(request) not in ("application/x-ndjson", "application/ndjson"):
        raise Refused(problem("media-type", language_accepted(request), _SEND_LINES))


def media_type(request: AnyRequest) -> str:
    """Return the type that a body says it is of, without its parameters."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()
