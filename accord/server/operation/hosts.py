"""Under which names the server answers.

A page of another site may give its own name the address of this machine, and so have a browser ask
a server that listens on this machine alone. It then asks under that name: it is refused.
"""

from __future__ import annotations

from collections.abc import Sequence

from accord.server.service import is_loopback

_OF_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})


def hosts_served(listens_on: str, allowed: Sequence[str] = ()) -> frozenset[str] | None:
    """Return the names under which a server answers; None where it answers under any.

    Listening on this machine alone, those of this machine and the ones allowed; on others, the ones
    allowed, or any where none is.
    """
    if is_loopback(listens_on):
        return _OF_THIS_MACHINE | {listens_on.casefold()} | {name.casefold() for name in allowed}
    return frozenset(name.casefold() for name in allowed) | _OF_THIS_MACHINE if allowed else None


def is_served(header: bytes, served: frozenset[str] | None) -> bool:
    """Whether the server answers under the name of a `Host` header."""
    if served is None:
        return True
    name = header.decode("latin-1").strip().casefold()
    bracketed = name.startswith("[")  # an address of IPv6, which has colons of its own
    name = name[1:].partition("]")[0] if bracketed else name.partition(":")[0]
    return name.rstrip(".") in served
