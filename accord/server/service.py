"""What one process serves with: its law, the thread that answers, its limits."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from msgspec import Struct

from accord.server.answering import Answering
from accord.server.limits import Limits
from accord.server.served_law import LawOnDisk

if TYPE_CHECKING:
    from litestar import Request


class Options(Struct, frozen=True):
    """What the command was asked, for each of its processes."""

    rulesets: tuple[Path, ...] = ()
    """Folders of drafts, beside the shipped texts."""
    root_path: str = ""
    """The path under which a proxy serves it: `/accord`."""
    limits: Limits = Limits()


class Service(Struct, frozen=True, eq=False):
    """All that a request needs, at `request.app.state.service`."""

    laws: LawOnDisk
    answering: Answering
    options: Options

    @property
    def limits(self) -> Limits:
        """The limits of this process."""
        return self.options.limits


def service_of(request: Request[Any, Any, Any]) -> Service:
    """Return the service that answers a request."""
    return cast("Service", request.app.state.service)


def started(options: Options) -> Service:
    """Return a service ready to answer; raises `accord.RefusedInput` for a law that is none."""
    return Service(LawOnDisk(options.rulesets), Answering(options.limits), options)
