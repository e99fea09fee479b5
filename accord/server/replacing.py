"""The first process of the server: it keeps the others alive, and replaces those that want it."""

from __future__ import annotations

import logging
import socket
from collections.abc import Sequence
from pathlib import Path
from time import monotonic
from typing import Final

from msgspec import Struct
from uvicorn import Config
from uvicorn.supervisors.multiprocess import Multiprocess, Process

from accord.server.operation.log import note

_HARD_STOP_AFTER: Final = 3
_START_WITHIN: Final = 60.0
_ASKED: Final = b"ping"


class _Successor(Struct, frozen=True):
    """A process that is to take the place of another, and by when it must answer."""

    process: Process
    until: float


class Processes(Multiprocess):
    """The processes that answer. One that writes its number into the folder `retiring` goes on
    until another answers: it is told to stop only then, and is ended when it has not stopped a
    little after `stop_seconds`.
    """

    def __init__(
        self,
        config: Config,
        listeners: Sequence[socket.socket],
        retiring: Path,
        stop_seconds: float,
    ) -> None:
        super().__init__(config, list(listeners))
        self._retiring = retiring
        self._stop_within = stop_seconds + _HARD_STOP_AFTER
        self._successors: dict[int, _Successor] = {}
        self._leaving: list[tuple[Process, float]] = []

    @property
    def sockets(self) -> list[socket.socket]:
        """The socket of the place that is empty: uvicorn asks for it to start a process there."""
        ended = (at for at, process in enumerate(self.processes) if process.exitcode is not None)
        return [self._listeners[next(ended, len(self.processes) % len(self._listeners))]]

    @sockets.setter
    def sockets(self, listeners: list[socket.socket]) -> None:
        self._listeners = listeners

    def restart_all(self) -> None:
        """Let each process retire, on the signal HUP."""
        for process in self.processes:
            (self._retiring / str(process.pid)).touch()

    def handle_ttin(self) -> None:
        """Start no further process: there are as many as sockets."""

    def handle_ttou(self) -> None:
        """Stop no process: nobody would answer on its socket."""

    def keep_subprocess_alive(self) -> None:
        """Replace the processes that died, hang, or want to retire."""
        super().keep_subprocess_alive()
        self._end_those_that_leave()
        if not self.should_exit.is_set():
            for place, process in enumerate(self.processes):
                self._replace_if_it_retires(place, process)

    def terminate_all(self) -> None:
        """Tell all to stop: those that answer, those that start, those that leave already."""
        self.processes += [each.process for each in self._successors.values()]
        self._successors.clear()
        super().terminate_all()

    def join_all(self) -> None:
        """Wait until all have stopped."""
        super().join_all()
        while self._leaving:
            process, until = self._leaving.pop()
            process.process.join(max(0.0, until - monotonic()))
            self._end(process)

    def _replace_if_it_retires(self, place: int, process: Process) -> None:
        wish = self._retiring / str(process.pid)
        successor = self._successors.get(place)
        if successor is None:
            if wish.exists():
                self._successors[place] = self._started(place)
            return
        if not wish.exists():  # it died meanwhile, and has another in its place
            self._give_up(place)
        elif _answers(successor.process):
            wish.unlink()
            del self._successors[place]
            self.processes[place] = successor.process
            process.terminate()
            self._leaving.append((process, monotonic() + self._stop_within))
        elif not successor.process.process.is_alive() or monotonic() > successor.until:
            wish.unlink()  # nothing can take its place: it goes on
            self._give_up(place)
            note("not_replaced", logging.ERROR)

    def _started(self, place: int) -> _Successor:
        process = Process(self.config, [self._listeners[place]])
        process.start()
        process.parent_conn.send(_ASKED)
        return _Successor(process, monotonic() + _START_WITHIN)

    def _give_up(self, place: int) -> None:
        process = self._successors.pop(place).process
        process.kill()
        process.join()

    def _end_those_that_leave(self) -> None:
        """Forget those that have stopped; end those that should have."""
        left = [each for each in self._leaving if each[0].process.is_alive()]
        for process, until in left:
            if monotonic() > until:
                self._end(process)
        self._leaving = [each for each in left if monotonic() <= each[1]]

    @staticmethod
    def _end(process: Process) -> None:
        process.process.kill()
        process.process.join()


def _answers(process: Process) -> bool:
    """Whether a process answers visitors by now. It is asked again only once it has replied."""
    try:
        if not process.parent_conn.poll():
            return False
        if process.parent_conn.recv():
            return True
        process.parent_conn.send(_ASKED)
    except (OSError, EOFError):
        pass  # it has ended, which is seen elsewhere
    return False
