"""What those ask who watch over the server: is it alive, can it answer, what has it counted."""

from __future__ import annotations

import platform
from importlib.metadata import version
from pathlib import PurePath
from typing import Final, Literal

from litestar import Response, get
from msgspec import Struct

from accord.server.operation.metrics import MEDIA_TYPE
from accord.server.served_law import LawOnDisk
from accord.server.service import AnyRequest, service_of


class ServedTexts(Struct, frozen=True):
    """The law that answers."""

    digest: str
    """The same for the same texts and for no others."""
    texts: tuple[str, ...]
    drafts: tuple[str, ...]
    loaded_at: str
    """When, in universal time."""
    findings: int
    """How many things `accord check` finds in it, none of which stops it from answering."""


class NewerFiles(Struct, frozen=True):
    """Files on disk that are newer than the law that answers."""

    state: Literal["checking", "refused"]
    findings: int
    """How many faults they are refused for; `accord check` says which."""
    files: tuple[str, ...]
    """The names of the files at fault."""


class Ready(Struct, frozen=True):
    """By which law the server answers. It takes requests once its law is loaded and checked, so it
    is ready whenever it replies.
    """

    status: Literal["ready"]
    law: ServedTexts
    newer: NewerFiles | None
    versions: dict[str, str]


@get("/healthz", sync_to_thread=False)
def alive() -> Response[bytes]:
    """Say that the process runs."""
    return Response(b"ok\n", media_type="text/plain")


@get("/readyz", sync_to_thread=False)
def ready(request: AnyRequest) -> Response[Ready]:
    """Say by which law the server answers, and whether newer files wait or are refused."""
    service = service_of(request)
    told = Ready(
        "ready",
        _served(service.laws),
        _newer(service.laws),
        {"accord": version("accord"), "python": platform.python_version()},
    )
    return Response(told)


@get("/metrics", sync_to_thread=False)
def metrics(request: AnyRequest) -> Response[bytes]:
    """Give the figures of all the processes."""
    figures = request.app.state.metrics
    figures.look_at(service_of(request))
    return Response(figures.written(), media_type=MEDIA_TYPE)


ROUTES: Final = (alive, ready, metrics)


def _served(laws: LawOnDisk) -> ServedTexts:
    current = laws.current
    return ServedTexts(
        current.digest,
        tuple(text.id for text in current.law.texts),
        tuple(sorted(current.drafts)),
        laws.loaded_at.isoformat(timespec="seconds"),
        laws.findings,
    )


def _newer(laws: LawOnDisk) -> NewerFiles | None:
    newer = laws.newer
    if newer is None:
        return None
    files = {PurePath(finding.place).name for finding in newer.findings}
    return NewerFiles(newer.state, len(newer.findings), tuple(sorted(files)))
