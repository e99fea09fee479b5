"""`POST /api/v1/batch`: one request a line, one answer a line, in the same order.

    {"id": 7, "question": "funding", "case": {…}, "on": "2023-06-01"}
    {"id": 7, "answer": {…}}

A line is read once the one before it is answered and taken by the client: however long a batch is,
the server holds one line of it. What is wrong with a line is told in its place, and the next one is
read.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from functools import partial
from typing import Any, Final

from litestar import Request, asgi
from litestar.exceptions import MethodNotAllowedException
from litestar.types import Receive, Scope, Send
from msgspec import json

from accord.server.answering import Busy
from accord.server.api.questions import answer_to, language_of, read_body
from accord.server.api.replies import language_accepted, problem_of_exception, refuse_all_but_lines
from accord.server.api.requests import REQUESTS, as_json
from accord.server.problems import Problem, Refused, findings_of, pointer, problem, problem_of
from accord.server.service import AnyRequest, Service, has_left, service_of
from engine.diagnostics.bilingual import Language, sentence
from engine.diagnostics.diagnostic import Diagnostic, Location, nearest

_LOGGER: Final = logging.getLogger("accord.server")
LINES: Final = "application/x-ndjson"
_A_MOMENT: Final = 0.05
_NAME: Final = sentence("give a text or a whole number.")


@asgi("/batch", copy_scope=False)
async def batch(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one request a line."""
    request: AnyRequest = Request(scope, receive=receive, send=send)
    if request.method != "POST":
        raise MethodNotAllowedException(headers={"allow": "POST"})
    refuse_all_but_lines(request)
    headers = [(b"content-type", LINES.encode()), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    async for line in _answers(request, receive):
        await send({"type": "http.response.body", "body": line, "more_body": True})
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _answers(request: AnyRequest, receive: Receive) -> AsyncIterator[bytes]:
    service, language = service_of(request), language_accepted(request)
    longest = service.limits.line
    rank = 0
    async for line in lines_of(receive, longest):
        if has_left(request):  # what came at once may hold a thousand lines
            return
        rank += 1
        if line is None:
            message = sentence("A line may hold {longest} bytes.", longest=longest)
            yield _told(None, rank, problem("too-large", language, message))
        elif line.strip():
            yield await _answer(service, line, rank, language)


async def lines_of(receive: Receive, longest: int) -> AsyncIterator[bytes | None]:
    """Yield the lines of a body as it comes, without their ends; None for each that is longer than
    `longest` bytes. A body whose client leaves ends there, without its last line.
    """
    held = bytearray()
    skipping = False
    more = True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            return
        more = message.get("more_body", False)
        *whole, rest = message.get("body", b"").split(b"\n")
        for part in whole:
            held += part
            yield None if skipping or len(held) > longest else bytes(held)
            held.clear()
            skipping = False
        held += rest
        if len(held) > longest:
            held.clear()
            skipping = True
    if held or skipping:
        yield None if skipping else bytes(held)


async def _answer(service: Service, line: bytes, rank: int, language: Language) -> bytes:
    """Return the line that answers a line."""
    name = None
    try:
        plain = read_body(line, language)
        spoken = language_of(plain, language)
        name = _name_in(plain)
        question = _question_in(plain, spoken)
        work = partial(answer_to, service.laws.current.law, question, plain, spoken)
        while True:
            try:
                answer = await service.answering.of(work, "line")
            except Busy:
                await asyncio.sleep(_A_MOMENT)
            else:
                return b'{"id":%b,"answer":%b}\n' % (json.encode(name), answer.strip())
    except Exception as raised:  # a line that fails does not end those that follow
        told = problem_of_exception(raised, language)
        if told.status == 500:
            _LOGGER.exception("fault", extra={"parts": {"line": rank}})
        return _told(name, rank, told)


def _told(name: Any, rank: int, told: Problem) -> bytes:
    """Return the line of a problem."""
    return b'{"id":%b,"line":%d,"problem":%b}\n' % (json.encode(name), rank, told.as_json())


def _name_in(plain: Any) -> str | int | None:
    """Return the id of a line, as far as it has one."""
    name = plain.get("id") if isinstance(plain, dict) else None
    return name if isinstance(name, str | int) and not isinstance(name, bool) else None


def _question_in(plain: Any, language: Language) -> str:
    """Take the id and the question out of a line, and return the question. Raises `Refused`."""
    if not isinstance(plain, dict):
        return next(iter(REQUESTS))  # any question says that a request is an object
    findings = []
    question = plain.pop("question", None)
    if plain.get("id") != _name_in(plain):
        message = sentence("{given} is not what goes here.", given=as_json(plain["id"]))
        findings.append(Diagnostic("ACC702", message, Location(pointer("id")), _NAME))
    plain.pop("id", None)
    place = Location(pointer("question"))
    if question is None:
        message = sentence("the key `{key}` is missing", key="question")
        findings.append(Diagnostic("ACC703", message, place, nearest("", REQUESTS)))
    elif not isinstance(question, str) or question not in REQUESTS:
        message = sentence("{given} is not what goes here.", given=as_json(question))
        findings.append(Diagnostic("ACC702", message, place, nearest(str(question), REQUESTS)))
    if findings:
        told = findings_of(findings, language)
        raise Refused(problem_of(told, language, kind="request"))
    return str(question)


ROUTES: Final = (batch,)
