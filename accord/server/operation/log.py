"""The log: one line of JSON an event, on standard error. No fact of a case is ever in it.

What is written of a request is its id, its method, the template of its address (`/api/v1/{query}`),
its status and how long it took. Of a fault of the program: where in the code it was, and its kind;
not its message, which may quote what was asked.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final
from uuid import uuid4

from msgspec.json import encode

LOGGER: Final = logging.getLogger("accord.server")
_SANE: Final = re.compile(rb"[A-Za-z0-9._-]{1,64}")
_OF_UVICORN: Final = "uvicorn"
_RAISED: Final = "raised"
_FAULT: Final = 500


def request_id(headers: Mapping[bytes, bytes]) -> str:
    """Return the id of a request: the one a proxy gave it in `X-Request-ID`, else a new one."""
    given = headers.get(b"x-request-id", b"")
    return given.decode("ascii") if _SANE.fullmatch(given) else uuid4().hex


def note(event: str, /, level: int = logging.INFO, **parts: object) -> None:
    """Write an event of the server; `parts` are figures and names of ours, never what was asked."""
    LOGGER.log(level, event, extra={"parts": parts})


class JsonLines(logging.Formatter):
    """Records as lines of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return a record as a line."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": _event(record),
            **getattr(record, "parts", {}),
        }
        if record.exc_info and record.exc_info[1] is not None:
            line |= fault_of(record.exc_info[1])
        return encode(line).decode()


def _event(record: logging.LogRecord) -> str:
    """Return what a record says; of another program, the words that it always says, for what it
    puts into them may come from a request.
    """
    return str(record.msg) if record.name.startswith(_OF_UVICORN) else record.getMessage()


def fault_of(raised: BaseException) -> dict[str, Any]:
    """Return the kind of a fault and the places of the code that it went through."""
    frames = traceback.extract_tb(raised.__traceback__)
    places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    return {"fault": type(raised).__name__, "at": places[-12:]}


def write_to_stderr(*, requests: bool) -> None:
    """Write what is logged to standard error; requests too, or what goes wrong alone."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    for name in (LOGGER.name, _OF_UVICORN):
        logger = logging.getLogger(name)
        logger.handlers[:] = [handler]
        logger.propagate = False
        logger.setLevel(logging.WARNING)
    if requests:
        LOGGER.setLevel(logging.INFO)


def keep_fault(raised: BaseException, scope: Mapping[str, Any]) -> None:
    """Keep what was raised for a request until its status is known: what is told to who asked is no
    fault of the program.
    """
    scope["state"][_RAISED] = raised


def note_fault(raised: BaseException | None, request_id: str = "") -> None:
    """Write a fault of the program."""
    parts = {} if raised is None else fault_of(raised)
    note("fault", logging.ERROR, id=request_id, **parts)


def note_kept_fault(state: dict[str, Any], request_id: str, status: int) -> None:
    """Write the fault that was kept for a request, where its status says that it is one."""
    raised = state.pop(_RAISED, None)
    if status == _FAULT:
        note_fault(raised, request_id)
