"""One connection: what it may send before its request is known, and how long it may idle.

Uvicorn bounds neither the head of a request, nor the time that it takes to come, nor the time that
a client takes to read its reply. Bodies are bounded further in, where it is known what they are
for.
"""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from accord.server.limits import Limits
from accord.server.service import LEFT

_HEAD_TOO_LARGE = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\n"
    b"content-length: 0\r\nconnection: close\r\n\r\n"
)


class BoundedConnection(HttpToolsProtocol):
    """A connection within limits."""

    def __init__(self, limits: Limits, **given: Any) -> None:
        super().__init__(**given)
        self._limits = limits
        self._head = 0
        self._in_head = True
        self._closing = False
        self._timer: asyncio.TimerHandle | None = None

    # --- from the network ---

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a request, where there is room for one connection more."""
        super().connection_made(transport)
        if len(self.connections) > self._limits.connections:
            self._closing = True
            transport.abort()
            return
        self._wait(self._limits.head_seconds)

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read a part of a request; its head counts byte by byte until it is whole."""
        if self._closing:
            return
        if self._in_head:
            self._head += len(data)
        super().data_received(data)
        if self._in_head and self._head > self._limits.head:
            self._refuse_head()
        elif self._is_idle() and self._timer is None:
            self._wait(self._limits.head_seconds)

    # --- from the parser ---

    def on_message_begin(self) -> None:
        """Begin a head."""
        self._in_head = True
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """End the head, and have the request answered if it was not too large."""
        self._in_head = False
        self._head = 0
        self._stop_waiting()
        size = len(self.url) + sum(len(name) + len(value) for name, value in self.headers)
        if size > self._limits.head:
            self._refuse_head()
            return
        self.scope["state"][LEFT] = self.transport.is_closing
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Take a part of a body, unless its request was refused."""
        if not self._closing:
            super().on_body(body)

    def on_message_complete(self) -> None:
        """End a request, unless it was refused."""
        if not self._closing:
            super().on_message_complete()

    # --- towards a client that does not read ---

    def pause_writing(self) -> None:
        """Give a client that does not read some time to do so."""
        super().pause_writing()
        self._wait(self._limits.idle_seconds, abort=True)

    def resume_writing(self) -> None:
        """Go on writing."""
        self._stop_waiting()
        super().resume_writing()

    def timeout_keep_alive_handler(self) -> None:
        """Close a connection that idles; at once where its last reply was never read."""
        self._close(abort=bool(self.transport.get_write_buffer_size()))

    # --- time ---

    def _is_idle(self) -> bool:
        return self.cycle is None or self.cycle.response_complete or self._in_head

    def _wait(self, seconds: float, *, abort: bool = False) -> None:
        self._stop_waiting()
        self._timer = self.loop.call_later(seconds, lambda: self._close(abort=abort))

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _refuse_head(self) -> None:
        self._closing = True
        self.transport.write(_HEAD_TOO_LARGE)
        self._close(abort=False)

    def _close(self, *, abort: bool) -> None:
        self._closing = True
        if abort:
            self.transport.abort()
        elif not self.transport.is_closing():
            self.transport.close()
