"""What the server takes, and for how long: beyond it, it refuses and says so."""

from __future__ import annotations

from msgspec import Struct


class Limits(Struct, frozen=True):
    """The limits of one process."""

    body: int = 1 << 20
    """The largest body of a request, in bytes."""
    line: int = 256 << 10
    """The longest line of a batch, in bytes."""
    seconds: float = 10.0
    """How long one answer may take."""
    waiting: int = 64
    """How many answers may wait for the one that is worked out."""
