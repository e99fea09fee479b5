"""The body of a request: read whole before anyone works on it, within a size and a time; and who
asked, who may leave before the answer.
"""

from __future__ import annotations

import asyncio
from typing import Any, TypeAlias

from accord.server.limits import Limits

Receive: TypeAlias = Any
Send: TypeAlias = Any
Scope: TypeAlias = Any
App: TypeAlias = Any


class TooLarge(Exception):
    """A body larger than is taken."""


class TooSlow(Exception):
    """A body that did not come in time."""


class Left(Exception):
    """The client left before its body had come."""


async def whole_body(
    length: bytes | None, receive: Receive, limits: Limits, most: int | None = None
) -> bytes:
    """Return the body of a request, of so many bytes at `most`. Raises `TooLarge` (before anything
    is read, where its length says so), `TooSlow` or `Left`.
    """
    most = limits.body if most is None else most
    if length is not None and (not length.isdigit() or int(length) > most):
        raise TooLarge
    parts: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(limits.body_seconds):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise Left
                part = message.get("body", b"")
                size += len(part)
                if size > most:
                    raise TooLarge
                parts.append(part)
                if not message.get("more_body"):
                    return b"".join(parts)
    except TimeoutError:
        raise TooSlow from None


def parts_in_time(receive: Receive, limits: Limits) -> Receive:
    """Return how a body that streams is read: a client that sends nothing is as one that left."""

    async def next_part() -> Any:
        try:
            async with asyncio.timeout(limits.body_seconds):
                return await receive()
        except TimeoutError:
            return {"type": "http.disconnect"}

    return next_part


async def answered_unless_left(
    app: App, scope: Scope, body: bytes, receive: Receive, send: Send
) -> bool:
    """Give a request, its body whole, to the application; return whether the client stayed. The
    work for one that leaves is cancelled: what waits for its turn is never begun.
    """
    given = replied = left = False
    answering = asyncio.current_task()

    async def body_then_departure() -> Any:
        nonlocal given
        if not given:
            given = True
            return {"type": "http.request", "body": body, "more_body": False}
        return await asyncio.Future[Any]()  # the departure is watched below

    async def noted(message: Any) -> None:
        nonlocal replied
        replied = message["type"] == "http.response.body" and not message.get("more_body")
        await send(message)

    async def departure() -> None:
        nonlocal left
        while (await receive())["type"] != "http.disconnect":
            pass
        if not replied and answering is not None:
            left = True
            answering.cancel()

    watch = asyncio.ensure_future(departure())
    try:
        await app(scope, body_then_departure, noted)
    except asyncio.CancelledError:
        if not left or answering is None:
            raise
        answering.uncancel()
    finally:
        watch.cancel()
    return not left
