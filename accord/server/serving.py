"""The processes of the server: one that watches over the others, and those that answer.

The first process listens, and answers nothing itself. One that dies or hangs is replaced; what was
asked of the others goes on, and who connects to it meanwhile waits in the queue of its socket. One
that wants to retire answers until another has taken its place.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

from msgspec.structs import replace

from accord.server.limits import Limits
from accord.server.service import Options, started
from engine.diagnostics.bilingual import sentence
from engine.diagnostics.diagnostic import Diagnostic, Location, RefusedInput

if TYPE_CHECKING:
    from litestar import Litestar

_BACKLOG: Final = 2048
_LOOK_EVERY: Final = 1.0
_PORTS_TRIED: Final = 50
_SPARE_FILES: Final = 256
_FIGURES: Final = "PROMETHEUS_MULTIPROC_DIR"


def listening(host: str, port: int, workers: int = 1) -> list[socket.socket]:
    """Return the sockets that listen, one for each process; raises RefusedInput where that cannot
    be.

    Of one socket for all, the first process that wakes takes all the connections that wait. Where
    the system shares connections out among sockets of one address, each process has its own.
    """
    try:
        alone = _listening(host, port)
        if workers == 1 or sys.platform != "linux":
            return [alone] * workers
        alone.close()  # nobody else listens there
        return [_listening(host, port, shared=True) for _ in range(workers)]
    except OSError as failed:
        reason = failed.strerror or str(failed)
    except UnicodeError:  # what cannot be the name of a machine
        reason = "Name or service not known"
    message = sentence(
        "nothing can listen at {host}:{port} ({reason}).", host=host, port=port, reason=reason
    )
    free = _free_port(host, port)
    hint = (
        sentence("choose another port, as --port {port}.", port=free)
        if free
        else sentence("give an address of this machine, as --host 127.0.0.1.")
    )
    raise RefusedInput([Diagnostic("ACC716", message, Location("--port"), hint)])


def _listening(host: str, port: int, *, shared: bool = False) -> socket.socket:
    family, kind, protocol, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if shared:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        listener.bind(address)
        listener.listen(_BACKLOG)
    except OSError:
        listener.close()
        raise
    listener.set_inheritable(True)
    return listener


def _free_port(host: str, port: int) -> int | None:
    """Return the next port on which one can listen."""
    first = max(port, 1024) + 1
    for other in range(first, min(first + _PORTS_TRIED, 65536)):
        with suppress(OSError, UnicodeError):
            _listening(host, other).close()
            return other
    return None


def serve(options: Options, listeners: Sequence[socket.socket], ready: Callable[[], None]) -> None:
    """Answer with a process for each socket, until it is told to stop. `ready` is called once
    connections are taken.
    """
    import uvicorn

    from accord.server.connections import BoundedConnection
    from accord.server.operation.log import write_to_stderr
    from accord.server.replacing import Processes

    write_to_stderr(requests=options.log)
    open_files_for(options.limits)
    with TemporaryDirectory(prefix="accord-") as home:
        for name in ("kept", "figures", "retiring"):
            (Path(home) / name).mkdir()
        retiring = Path(home) / "retiring"
        os.environ[_FIGURES] = f"{home}/figures"
        config = uvicorn.Config(
            partial(worker, os.getpid(), replace(options, kept=Path(home) / "kept"), retiring),
            factory=True,
            http=partial(BoundedConnection, options.limits),  # type: ignore[arg-type]  # it is called alone
            ws="none",
            workers=len(listeners),
            root_path=options.root_path,
            log_config=None,
            access_log=False,
            server_header=False,
            backlog=_BACKLOG,
            timeout_keep_alive=int(options.limits.idle_seconds),
            timeout_graceful_shutdown=int(options.limits.stop_seconds),
        )
        ready()
        Processes(config, listeners, retiring, options.limits.stop_seconds).run()


def open_files_for(limits: Limits) -> None:
    """Let the processes open as many connections as the limits say, as far as the system lets."""
    try:
        import resource
    except ImportError:  # not on Windows
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = limits.connections + _SPARE_FILES
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def worker(parent: int, options: Options, retiring: Path) -> Litestar:
    """Return the application of one process; where it cannot be made, end the process, and the
    server with it. `parent` is the first process, which may die meanwhile; `retiring` is the folder
    in which a process says that it wants to retire.
    """
    from uvicorn.config import STARTUP_FAILURE

    from accord.server.operation.log import note_fault, write_to_stderr

    write_to_stderr(requests=options.log)
    try:
        return _application(parent, options, retiring)
    except Exception as fault:  # it would fail again and again: the first process stops
        note_fault(fault)
        sys.exit(STARTUP_FAILURE)


def _application(parent: int, options: Options, retiring: Path) -> Litestar:
    from accord.server.api import described
    from accord.server.app import application

    service = started(options, on_overdue=partial(retire, retiring))
    made = application(service, lifespan=[partial(_running, parent=parent)])
    described.prepare(service)
    gc.collect()
    gc.freeze()  # the law lasts: it is not walked again each time
    return made


def retire(retiring: Path) -> None:
    """Ask the first process to put another in the place of this one, which answers until then.

    An answer that takes too long cannot be stopped safely, and slows the others down.
    """
    from accord.server.operation.log import note

    note("retired", logging.WARNING)
    (retiring / str(os.getpid())).touch()


@asynccontextmanager
async def _running(app: Litestar, parent: int) -> AsyncIterator[None]:
    """Keep the law current and the figures fresh while the process answers."""
    service = app.state.service
    service.laws.watch()
    task = asyncio.ensure_future(_look(app, parent))
    yield
    task.cancel()
    service.laws.close()
    service.answering.close()


async def _look(app: Any, parent: int) -> None:
    """Note every second how the process stands; end it where the first process has died."""
    while True:
        app.state.metrics.look_at(app.state.service)
        if os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.sleep(_LOOK_EVERY)
