"""What every request passes first and every reply last: names, sizes, times, headers, the log.

request -> served under this name? -> room for it? -> its body, whole -> the application
reply   <- headers, request id <- the log and the figures <-
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from time import perf_counter
from typing import Any, Final, TypeAlias

from accord.server.languages import language_of
from accord.server.operation.bodies import (
    App,
    Left,
    Receive,
    Scope,
    Send,
    TooLarge,
    TooSlow,
    answered_unless_left,
    parts_in_time,
    whole_body,
)
from accord.server.operation.headers import ReplyHeaders
from accord.server.operation.hosts import hosts_served, is_served
from accord.server.operation.log import note, note_kept_fault, request_id
from accord.server.operation.metrics import Metrics
from accord.server.operation.refusals import (
    Refusal,
    busy,
    other_host,
    too_large,
    too_slow,
)
from accord.server.problems import KINDS, MEDIA_TYPE
from accord.server.service import Service

STREAMED: Final = frozenset({"/api/v1/batch"})
"""Where a body is read part by part by the one who answers."""
TABLE: Final = "/impact"
"""How the address ends to which a form with a table is sent."""
WATCHING: Final = frozenset({"/healthz", "/readyz", "/metrics"})
"""What those ask who watch over the server: answered under any name, and not logged."""
LEFT: Final = 499
"""The status that the log gives to a request whose client left before its reply."""
_UNMATCHED: Final = "(none)"
_STATIC: Final = "/static/"

PageOf: TypeAlias = Callable[[Scope, int], bytes]
"""How the page of a request that was not looked at is written, by its status."""


class Gate:
    """The application, with what stands around it."""

    def __init__(self, app: App, service: Service, metrics: Metrics, page_of: PageOf) -> None:
        """Stand around an application; `page_of` writes the page of a refusal."""
        options = service.options
        self._app = app
        self._service = service
        self._metrics = metrics
        self._page_of = page_of
        self._root = options.root_path
        self._hosts = hosts_served(options.host, options.allow_hosts)
        self._headers = ReplyHeaders(options.allow_origins, options.allow_frames)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        passage = _Passage(_as_routed(scope, self._root), self._root, self._headers, send)
        passage.method = scope["method"]
        try:
            await self._pass(passage, receive)
        finally:
            self._end(passage)

    async def _pass(self, passage: _Passage, receive: Receive) -> None:
        headers = passage.headers
        if not is_served(headers.get(b"host", b""), self._hosts) and passage.path not in WATCHING:
            await self._refuse(passage, other_host())
            return
        allowed = self._headers.before(passage.method, passage.path, headers)
        if allowed is not None:
            await passage.reply(204, allowed, b"")
            return
        if passage.sends_much and (seconds := self._service.answering.busy_for()) is not None:
            await self._refuse(passage, busy(seconds))
            return
        await self._with_body(passage, receive)

    async def _with_body(self, passage: _Passage, receive: Receive) -> None:
        limits = self._service.limits
        if passage.path in STREAMED:
            await self._app(passage.scope, parts_in_time(receive, limits), passage.send)
            return
        if not passage.has_body:
            stayed = await answered_unless_left(
                self._app, passage.scope, b"", receive, passage.send
            )
            passage.left = not stayed
            return
        length = passage.headers.get(b"content-length")
        most = limits.table_form if passage.path.endswith(TABLE) else limits.body
        try:
            body = await whole_body(length, receive, limits, most)
        except TooLarge:
            await self._refuse(passage, too_large(limits))
        except TooSlow:
            await self._refuse(passage, too_slow(limits))
        except Left:
            passage.left = True
        else:
            stayed = await answered_unless_left(
                self._app, passage.scope, body, receive, passage.send
            )
            passage.left = not stayed

    async def _refuse(self, passage: _Passage, refusal: Refusal) -> None:
        """Say why a request is refused."""
        self._metrics.refused.labels(refusal.kind).inc()
        accepted = passage.headers.get(b"accept-language", b"").decode("latin-1")
        status, language = KINDS[refusal.kind].status, language_of(passage.path, accepted)
        if refusal.on_page and not passage.path.startswith("/api/"):
            media, content = b"text/html; charset=utf-8", self._page_of(passage.scope, status)
        else:
            media = MEDIA_TYPE.encode()
            content = refusal.told(language, passage.id).as_json()
        headers = [(b"content-type", media), (b"content-language", language.encode())]
        if refusal.retry_after is not None:
            headers.append((b"retry-after", str(refusal.retry_after).encode()))
        elif passage.has_body:  # what is left of it is not read
            headers.append((b"connection", b"close"))
        await passage.reply(status, headers, content)

    def _end(self, passage: _Passage) -> None:
        """Count a request that has ended, and log it."""
        seconds = perf_counter() - passage.started
        status = LEFT if passage.left else passage.status
        note_kept_fault(passage.scope["state"], passage.id, 0 if passage.left else passage.status)
        self._metrics.count(passage.method, passage.route, status, seconds)
        if passage.path not in WATCHING:
            note(
                "request",
                id=passage.id,
                method=passage.method if passage.method.isalpha() else "",
                route=passage.route,
                status=status,
                ms=round(seconds * 1000, 1),
            )


def _as_routed(scope: Scope, root: str) -> Scope:
    """Return a request as the application knows it.

    What is asked with HEAD is worked out as with GET; its body is not sent. Under the path of a
    proxy, it is the same whether the proxy takes its path off or leaves it, and where there is no
    proxy at all: the processes put that path before each.
    """
    routed = dict(scope)
    if scope["method"] == "HEAD":
        routed["method"] = "GET"
    if root and scope["path"].startswith(f"{root}{root}/"):
        routed["path"] = scope["path"].removeprefix(root)
        routed["raw_path"] = (scope.get("raw_path") or b"").removeprefix(root.encode())
    return routed


class _Passage:
    """One request on its way in and its reply on its way out."""

    def __init__(self, scope: Scope, root: str, reply_headers: ReplyHeaders, send: Send) -> None:
        self.started = perf_counter()
        self.scope = scope
        self.method: str = scope["method"]
        self.path: str = scope["path"].removeprefix(root) if root else scope["path"]
        self.headers: Mapping[bytes, bytes] = dict(scope["headers"])
        self.id = request_id(self.headers)
        self.status = 500
        self.left = False
        self._send = send
        self._reply_headers = reply_headers
        scope["state"]["request_id"] = self.id

    @property
    def has_body(self) -> bool:
        """Whether a body comes with the request."""
        length = self.headers.get(b"content-length", b"0")
        return length != b"0" or b"transfer-encoding" in self.headers

    @property
    def sends_much(self) -> bool:
        """Whether a program asks for an answer: a person gets a page, which says it better."""
        return self.method == "POST" and self.path.startswith("/api/") and self.path not in STREAMED

    @property
    def route(self) -> str:
        """The template of the address; never the address, which anyone may write."""
        if self.path.startswith(_STATIC):
            return _STATIC
        return self.scope.get("path_template") or _UNMATCHED

    async def send(self, message: Any) -> None:
        """Send a part of the reply, its headers with those that every reply has."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = list(message.get("headers", ()))
            added = self._reply_headers.of(self.path, self.headers, headers, self.status)
            headers += [*added, (b"x-request-id", self.id.encode())]
            message = {**message, "headers": headers}
        elif self.method == "HEAD":
            message = {**message, "body": b""}
        await self._send(message)

    async def reply(self, status: int, headers: list[tuple[bytes, bytes]], content: bytes) -> None:
        """Send a whole reply."""
        length = (b"content-length", str(len(content)).encode())
        await self.send(
            {"type": "http.response.start", "status": status, "headers": [*headers, length]}
        )
        body = b"" if self.method == "HEAD" else content
        await self.send({"type": "http.response.body", "body": body})
