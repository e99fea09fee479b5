"""How much a visitor or a program may ask of the server, and for how long."""

from __future__ import annotations

from msgspec import Struct

_KIB = 1024
_MIB = 1024 * _KIB


class Limits(Struct, frozen=True):
    """What the server takes and how long it works for it. Sizes are in bytes, times in seconds."""

    body: int = _MIB
    """The body of a request; what streams (a batch) is bounded by line instead."""
    table: int = 8 * _MIB
    """A table whose impact is asked."""
    table_form: int = 8 * _MIB + 64 * _KIB
    """The form that carries it."""
    table_rows: int = 20_000
    """How many rows such a table may have."""
    impact_seconds: float = 180
    """How long an impact may be worked out, in a process of its own."""
    line: int = 256 * _KIB
    """A line of a batch."""
    head: int = 32 * _KIB
    """The first line of a request and its headers."""
    head_seconds: float = 10
    """How long the head of a request may take to arrive, from its first byte on."""
    body_seconds: float = 20
    """How long the whole body may take; in a stream, the time between two parts of it."""
    idle_seconds: float = 30
    """How long a connection that asks nothing is kept."""
    connections: int = 12_000
    """How many connections a process keeps open; one more is closed at once."""
    answer_seconds: float = 10
    """How long an answer may be worked out."""
    stop_seconds: float = 10
    """How long the answers in flight may take to end when the server stops."""
    waiting: int = 64
    """How many short answers may wait for the one that is worked out."""
    waiting_seconds: float = 0.3
    """How long what waits may take, as far as it can be told: one more is refused."""
    stale_seconds: float = 1
    """A short answer that has waited so long is refused: who asked has often left."""
    lines_waiting: int = 64
    """How many lines of batches may wait."""
    long_waiting: int = 4
    """How many long works (a file to print, an impact) may wait."""
