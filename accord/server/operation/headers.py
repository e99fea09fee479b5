"""The headers of every reply: what a browser may do with a page, and who may read an answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias

Headers: TypeAlias = "list[tuple[bytes, bytes]]"

_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-src 'self'; frame-ancestors {ancestors}"
)
_OF_ALL: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
_FOR_EVER: Final = (b"cache-control", b"public, max-age=31536000, immutable")
_ASK_AGAIN: Final = (b"cache-control", b"private, no-cache")
_ALLOWED_METHODS: Final = b"GET, POST"
_ALLOWED_HEADERS: Final = b"content-type, x-request-id, accept, accept-language"
_DAY: Final = b"86400"


class ReplyHeaders:
    """The headers that every reply carries, by the path of its request.

    `origins` are the sites whose scripts may read answers, `frames` those that may put a page of
    `/embed/` into a frame.
    """

    def __init__(self, origins: Sequence[str] = (), frames: Sequence[str] = ()) -> None:
        self._origins = frozenset(origin.encode("latin-1") for origin in origins)
        alone = _POLICY.format(ancestors="'none'").encode()
        framed = _POLICY.format(ancestors=" ".join(frames) or "'none'").encode("latin-1")
        forbidden = (b"x-frame-options", b"DENY")
        self._page = [*_OF_ALL, (b"content-security-policy", alone), forbidden]
        self._embedded = [*_OF_ALL, (b"content-security-policy", framed)]
        if not frames:
            self._embedded.append(forbidden)

    def of(self, path: str, request: Mapping[bytes, bytes], reply: Headers, status: int) -> Headers:
        """Return what to add to the headers of a reply."""
        added = list(self._embedded if "/embed/" in path else self._page)
        own = {name for name, _ in reply}
        if b"cache-control" not in own:
            kept = path.startswith("/static/") and status < 400  # an error is not
            added.append(_FOR_EVER if kept else _ASK_AGAIN)
        if self._origins and path.startswith("/api/"):
            added.append((b"vary", b"origin"))
            origin = request.get(b"origin")
            if origin in self._origins:
                added.append((b"access-control-allow-origin", origin))
        return [header for header in added if header[0] not in own or header[0] == b"vary"]

    def before(self, method: str, path: str, request: Mapping[bytes, bytes]) -> Headers | None:
        """Return the reply to a browser that asks whether a script of another site may ask; None
        for any other request.
        """
        asks = method == "OPTIONS" and b"access-control-request-method" in request
        if not asks or not path.startswith("/api/") or request.get(b"origin") not in self._origins:
            return None
        return [
            (b"access-control-allow-methods", _ALLOWED_METHODS),
            (b"access-control-allow-headers", _ALLOWED_HEADERS),
            (b"access-control-max-age", _DAY),
        ]
