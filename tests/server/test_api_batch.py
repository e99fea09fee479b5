"""Batches: one line in, one line out, in order; nothing that is wrong with a line ends the others;
the server reads no faster than it answers.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterable
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from accord.server.api.batch import lines_of
from accord.server.app import application
from accord.server.service import LEFT, Service

Server = TestClient[Litestar]
LINES = {"content-type": "application/x-ndjson", "accept-language": "en"}
ON = {"on": "2023-06-01", "known_on": "2026-01-01"}


def answered(server: Server, lines: Iterable[bytes | dict[str, Any]]) -> list[dict[str, Any]]:
    written = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
    reply = server.post("/api/v1/batch", content=b"\n".join(written), headers=LINES)
    assert (reply.status_code, reply.headers["content-type"]) == (200, "application/x-ndjson")
    return [json.loads(line) for line in reply.content.splitlines()]


def test_one_answer_a_line_in_order(server: Server) -> None:
    asked = [
        {"id": "a", "question": "duties", "case": {}, **ON},
        {"id": 2, "question": "prove", "query": "duties", "case": {}, **ON},
        {"question": "eligibility", "case": {"contract": {"signed_on": "2020-01-15"}}, **ON},
        {"id": "c", "question": "interview", "query": "funding", "case": {}, "lang": "en", **ON},
    ]
    answers = answered(server, asked)
    assert [answer["id"] for answer in answers] == ["a", 2, None, "c"]
    for request, answer in zip(asked, answers, strict=True):
        body = {key: value for key, value in request.items() if key not in ("id", "question")}
        alone = server.post(
            f"/api/v1/{request['question']}", json=body, headers={"accept-language": "en"}
        )
        assert answer["answer"] == alone.json()


def test_what_is_wrong_with_a_line_is_told_in_its_place(server: Server) -> None:
    good = {"id": 9, "question": "duties", "case": {}, **ON}
    lines: list[bytes | dict[str, Any]] = [
        b"{bad",
        b"",
        {"id": "x"},
        b"3",
        {"id": [], "question": "fundings"},
        {"id": 7, "question": "funding", "case": {"a": 1}},
        b'"' + b"x" * 300_000 + b'"',
        good,
        b'{"id": 1, "id": 2}',
        b"[" * 1000,
        b"\xff",
        {"id": True, "question": "duties", "case": {}},
    ]
    told = answered(server, lines)
    statuses = [(one.get("line"), one.get("problem", {}).get("status")) for one in told]
    assert statuses == [
        (1, 400),
        (3, 400),
        (4, 400),
        (5, 400),
        (6, 422),
        (7, 413),
        (None, None),
        (9, 400),
        (10, 400),
        (11, 400),
        (12, 400),
    ]
    assert [one["id"] for one in told] == [
        None,
        "x",
        None,
        None,
        7,
        None,
        9,
        None,
        None,
        None,
        None,
    ]
    places = {one["path"] for one in told[3]["problem"]["findings"]}
    assert places == {"/id", "/question"}
    assert told[3]["problem"]["findings"][1]["hint"] == "did you mean `funding`?"


@pytest.mark.parametrize("kind", ["application/json", "text/plain", ""])
def test_lines_say_what_they_are(server: Server, kind: str) -> None:
    reply = server.post("/api/v1/batch", content=b"{}", headers={"content-type": kind})
    assert reply.status_code == reply.json()["status"] == 415


def test_a_batch_is_posted(server: Server) -> None:
    reply = server.get("/api/v1/batch")
    assert (reply.status_code, reply.headers["allow"]) == (405, "POST")


def test_a_batch_is_larger_than_any_other_body(server: Server) -> None:
    line = b'{"id": 1}' + b" " * 200_000
    assert len(answered(server, [line] * 12)) == 12


def received(parts: Iterable[bytes]) -> Any:
    """Return what gives a body part after part."""
    messages = [{"type": "http.request", "body": part, "more_body": True} for part in parts]
    messages.append({"type": "http.request", "body": b"", "more_body": False})
    waiting = iter(messages)

    async def receive() -> Any:
        return next(waiting)

    return receive


async def collected(lines: AsyncIterator[bytes | None]) -> list[bytes | None]:
    return [line async for line in lines]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
def test_lines_are_the_same_however_they_come(size: int) -> None:
    body = b"one\n\ntwo\n" + b"x" * 12 + b"\nlast"
    parts = [body[start : start + size] for start in range(0, len(body), size)]
    lines = asyncio.run(collected(lines_of(received(parts), 10)))
    assert lines == [b"one", b"", b"two", None, b"last"]


def test_a_line_that_never_ends_is_held_no_longer_than_a_line() -> None:
    lines = asyncio.run(collected(lines_of(received([b"x" * 9] * 1000 + [b"\nnext"]), 10)))
    assert lines == [None, b"next"]


def posted(state: dict[str, Any]) -> Any:
    """Return what the server is told of a batch that is sent."""
    return {
        "type": "http",
        "method": "POST",
        "path": "/api/v1/batch",
        "raw_path": b"/api/v1/batch",
        "root_path": "",
        "query_string": b"",
        "headers": [(b"content-type", b"application/x-ndjson")],
        "http_version": "1.1",
        "scheme": "http",
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
        "state": state,
    }


def test_no_line_is_read_before_the_answer_to_the_last_is_taken(service: Service) -> None:
    """A client that takes nothing is read no further, however much it has sent."""
    read = 0
    line = json.dumps({"id": 1, "question": "duties", "case": {}, **ON}).encode() + b"\n"

    async def receive() -> Any:
        nonlocal read
        read += 1
        await asyncio.sleep(0)
        return {"type": "http.request", "body": line, "more_body": read < 50}

    async def run() -> int:
        taken = asyncio.Event()

        async def send(message: Any) -> None:
            if message["type"] == "http.response.body":
                taken.set()
                await asyncio.sleep(3600)

        scope = posted(state={})
        answering: Any = application(service)(scope, receive, send)
        task = asyncio.ensure_future(answering)
        await asyncio.wait_for(taken.wait(), 10)
        await asyncio.sleep(0.02)
        task.cancel()
        return read

    assert asyncio.run(run()) == 1


def test_the_lines_of_a_client_that_has_left_are_not_answered(service: Service) -> None:
    """A hundred lines come at once, and their client leaves once it has two answers."""
    line = json.dumps({"question": "duties", "case": {}, **ON}).encode() + b"\n"
    answers = 0

    async def send(message: Any) -> None:
        nonlocal answers
        answers += message["type"] == "http.response.body" and bool(message["body"])

    scope = posted(state={LEFT: lambda: answers >= 2})
    answering: Any = application(service)(scope, received([line * 100]), send)
    asyncio.run(answering)
    assert answers == 2
