"""What one process serves with: its law, the thread that answers, its limits."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Final, TypeAlias, cast

from litestar import Request
from msgspec import Struct

from accord.server.answering import Answering
from accord.server.limits import Limits
from accord.server.served_law import LawOnDisk

AnyRequest: TypeAlias = Request[Any, Any, Any]


class Options(Struct, frozen=True):
    """What the command was asked, for each of its processes."""

    rulesets: tuple[Path, ...] = ()
    """Folders of drafts, beside the shipped texts."""
    root_path: str = ""
    """The path under which a proxy serves it: `/accord`."""
    host: str = ""
    """The address that it listens on; empty where the processes are not ours."""
    allow_hosts: tuple[str, ...] = ()
    """The names under which it answers, beside those of this machine."""
    allow_origins: tuple[str, ...] = ()
    """The sites whose scripts may read answers."""
    allow_frames: tuple[str, ...] = ()
    """The sites that may put the page to embed into a frame."""
    kept: Path | None = None
    """The folder where the processes keep the last texts that were clean; None for one alone."""
    log: bool = False
    """Whether each request is logged, or what goes wrong alone."""
    limits: Limits = Limits()

    @property
    def for_oneself(self) -> bool:
        """Whether the pages are for who started the server: this machine alone reaches them, and
        no proxy is meant to.
        """
        return is_loopback(self.host) and not self.allow_hosts and not self.root_path


def is_loopback(host: str) -> bool:
    """Whether nobody but this machine can reach what listens on a host."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.casefold() == "localhost"


class Service(Struct, frozen=True, eq=False):
    """All that a request needs, at `request.app.state.service`."""

    laws: LawOnDisk
    answering: Answering
    options: Options

    @property
    def limits(self) -> Limits:
        """The limits of this process."""
        return self.options.limits


def service_of(request: AnyRequest) -> Service:
    """Return the service that answers a request."""
    return cast("Service", request.app.state.service)


LEFT: Final = "client left"
"""Under what name a connection puts what tells whether its client has left (`() -> bool`) into the
state of a request. A client is seen to leave only by what is read from it, or written to it; while
an answer is worked out nothing is.
"""


def has_left(request: AnyRequest) -> bool:
    """Whether the client of a request is known to have left."""
    left: Callable[[], bool] | None = request.scope.get("state", {}).get(LEFT)
    return left is not None and left()


def started(options: Options, on_overdue: Callable[[], None] | None = None) -> Service:
    """Return a service ready to answer; raises `accord.RefusedInput` for a law that is none.

    `on_overdue` is called when an answer takes too long.
    """
    laws = LawOnDisk(options.rulesets, options.kept)
    return Service(laws, Answering(options.limits, on_overdue), options)
