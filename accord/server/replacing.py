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
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors.multiprocess import Multiprocess, Process

from accord.server.operation.log import note

_HARD_STOP_AFTER: Final = 3
_START_WITHIN: Final = 60.0
_SILENT_WITHIN: Final = 30.0
"""How many seconds a process that answers visitors may leave unsaid that it lives: a busy machine
gives it no turn for a few.
"""
_ASKED: Final = b"ping"


class WatchedProcess(Process):
    """A process that answers, whose silence is measured without waiting for it.

    Reading the law takes seconds, on a busy machine many: until it answers visitors, it has the
    time of a start. Ended before, it would start over and over, and its socket wait for ever.
    """

    def __init__(self, config: Config, sockets: list[socket.socket]) -> None:
        super().__init__(config, sockets)
        self.answers = False
        """Whether it has said that it answers visitors."""
        self._until = monotonic() + _START_WITHIN

    def start(self) -> None:
        """Start it, and ask it a first time whether it answers."""
        super().start()
        self.parent_conn.send(_ASKED)

    def target(self, sockets: list[socket.socket] | None = None) -> None:
        """Answer visitors, and whether it does.

        Uvicorn makes the server when it is first asked for, which two threads could do at once:
        the one that replies would then speak for ever of a server that never started.
        """
        self._server = self.server
        super().target(sockets)

    def is_alive(self, timeout: float = _SILENT_WITHIN) -> bool:
        """Whether it runs, and is silent for no more than `timeout` seconds; while it starts, for
        no more than a start may take.
        """
        if not self.process.is_alive():
            return False
        try:
            if self.parent_conn.poll():
                self.answers = self.parent_conn.recv()
                self._until = monotonic() + (timeout if self.answers else _START_WITHIN)
                self.parent_conn.send(_ASKED)
        except (OSError, EOFError):
            return False
        return monotonic() < self._until


class _Successor(Struct, frozen=True):
    """A process that is to take the place of another, and by when it must answer."""

    process: WatchedProcess
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
        self.processes: list[WatchedProcess] = []  # type: ignore[assignment]  # uvicorn adds none
        self._retiring = retiring
        self._stop_within = stop_seconds + _HARD_STOP_AFTER
        self._successors: dict[int, _Successor] = {}
        self._leaving: list[tuple[WatchedProcess, float]] = []

    def init_processes(self) -> None:
        """Start a process for each socket."""
        self.processes += [self._started(place) for place in range(len(self.sockets))]

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
        self._end_those_that_leave()
        for place, process in enumerate(self.processes):
            if not process.is_alive():
                self._replace(place, process)
            if self.should_exit.is_set():
                return
            self._replace_if_it_retires(place, self.processes[place])

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

    def _replace(self, place: int, process: WatchedProcess) -> None:
        """Start another in the place of a process that died or hangs; where it could not start,
        neither can another: then all stop.
        """
        process.kill()
        process.join()
        if process.exitcode == STARTUP_FAILURE:
            self.should_exit.set()
            return
        note("replaced", logging.WARNING)
        self.processes[place] = self._started(place)

    def _replace_if_it_retires(self, place: int, process: WatchedProcess) -> None:
        wish = self._retiring / str(process.pid)
        successor = self._successors.get(place)
        if successor is None:
            if wish.exists():
                until = monotonic() + _START_WITHIN
                self._successors[place] = _Successor(self._started(place), until)
            return
        alive = successor.process.is_alive()
        if not wish.exists():  # it died meanwhile, and has another in its place
            self._give_up(place)
        elif alive and successor.process.answers:
            wish.unlink()
            del self._successors[place]
            self.processes[place] = successor.process
            process.terminate()
            self._leaving.append((process, monotonic() + self._stop_within))
        elif not alive or monotonic() > successor.until:
            wish.unlink()  # nothing can take its place: it goes on
            self._give_up(place)
            note("not_replaced", logging.ERROR)

    def _started(self, place: int) -> WatchedProcess:
        process = WatchedProcess(self.config, [self.sockets[place]])
        process.start()
        return process

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
    def _end(process: WatchedProcess) -> None:
        process.process.kill()
        process.process.join()
