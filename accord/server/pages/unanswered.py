"""The page where there is no answer: what happened, what to do, and what was typed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from litestar import Response
from litestar.exceptions import HTTPException

from accord.server.answering import Busy, TooLong
from accord.server.languages import language_of
from accord.server.pages.impact import too_large_page
from accord.server.pages.page import FORM, written
from accord.server.pages.visit import Visit
from accord.server.service import AnyRequest, service_of
from engine.diagnostics.bilingual import Language

_KNOWN: Final = (400, 404, 405, 413)
"""The statuses that have words of their own."""


def page_for(request: AnyRequest, raised: Exception) -> Response[bytes]:
    """Return the page for what a handler raises, or the framework where none answers."""
    language = _language_of(request)
    status, why, seconds = _told(raised)
    if status == 413 and str(request.scope["path"]).endswith("/impact"):
        return too_large_page(request, language)
    reply = written(
        request,
        "unanswered.html",
        Visit(),
        status=status,
        language=language,
        why=why,
        seconds=seconds,
        again=_sent(request) if status in (500, 503, 504) else (),
        address=request.scope["path"],
        here="/",
        held=False,
    )
    if seconds:
        reply.headers["Retry-After"] = str(seconds)
    return reply


def _language_of(request: AnyRequest) -> Language:
    """Return the language that an address begins with, else the one that the browser asks for."""
    path = str(request.scope["path"]).removeprefix(service_of(request).options.root_path)
    return language_of(path, request.headers.get("accept-language", ""))


def _told(raised: Exception) -> tuple[int, str, int]:
    """Return the status of a page, which words it has, and after how many seconds to ask again."""
    match raised:
        case Busy():
            return 503, "busy", raised.seconds
        case TooLong():
            return 504, "too_long", 0
        case HTTPException() if raised.status_code in _KNOWN:
            return raised.status_code, str(raised.status_code), 0
        case HTTPException() if raised.status_code < 500:  # of the visitor
            return raised.status_code, "400", 0
    return 500, "500", 0


def _sent(request: AnyRequest) -> Sequence[tuple[str, str]]:
    """Return the texts of the form that was sent, to be sent once more."""
    form = request.scope["state"].get(FORM)
    if form is None:
        return ()
    return [(name, text) for name, text in form.multi_items() if isinstance(text, str)]
