"""Where answers are worked out: beside the loop that talks to visitors, one after the other.

An answer takes the processor, and the interpreter runs one thread at a time: more threads would
make each answer later and none sooner. So a process has one thread for short answers and the lines
of batches, and one for long works, of which one at a time runs beside them. Whoever cannot be
answered soon is told at once to come back (`Busy`), so that those who are answered wait little.
"""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from math import ceil, inf
from time import monotonic
from typing import Any, Final, Generic, Literal, TypeAlias, TypeVar

from accord.server.limits import Limits

Answered = TypeVar("Answered")
Turn: TypeAlias = Literal["short", "line", "long"]
"""Whose turn a work waits for: a `short` answer is next; a `line` of a batch lets short answers
pass, but for one in five; a `long` work has a thread of its own.
"""

_LINE_AFTER: Final = 4
"""After how many short answers in a row a line that waits has its turn."""
_FIRST_GUESS: Final = 0.03
_WEIGHT_OF_LAST: Final = 0.1


class Busy(Exception):
    """What was asked cannot be answered soon: ask again after `seconds` (a whole number)."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class TooLong(Exception):
    """What was asked takes longer than the `seconds` that an answer may take."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class Answering:
    """The works of a process, and the threads that do them. Used from one event loop.

    `on_overdue` is called when a work takes too long. Nothing can stop a computation safely: it may
    be half way through what the engine keeps for the next one. Its thread is left to itself, a new
    one takes its place, and the server uses the call to replace the whole process.
    """

    def __init__(self, limits: Limits, on_overdue: Callable[[], None] | None = None) -> None:
        self._limits = limits
        self._on_overdue = on_overdue
        self._lanes = {
            "short": _Lane("short answers", limits.stale_seconds),
            "long": _Lane("long works"),
        }

    async def of(self, work: Callable[[], Answered], turn: Turn = "short") -> Answered:
        """Return what `work` returns, or raise what it raises. Raises `Busy` where too much waits
        already, and `TooLong` where it is not done in time.

        A work whose caller is cancelled (its client has left) before its turn is never begun.
        """
        if (seconds := self.busy_for(turn)) is not None:
            raise Busy(seconds)
        lane = self._lane(turn)
        loop = asyncio.get_running_loop()
        job = _Job(work, loop)
        watch = loop.call_later(self._limits.answer_seconds, self._look_at, job, lane)
        job.watch = watch
        lane.add(job, line=turn == "line")
        try:
            return await job.done
        except asyncio.CancelledError:
            lane.drop(job)
            raise
        finally:
            job.watch.cancel()

    def busy_for(self, turn: Turn = "short") -> int | None:
        """Return after how many seconds to ask again, None where a work would be taken now."""
        limits = self._limits
        lane, waiting = self._lane(turn), self.waiting(turn)
        if turn == "short":
            late = lane.seconds_for(waiting) > limits.waiting_seconds
            full = waiting >= limits.waiting or (waiting > 0 and late)
        elif turn == "line":
            full = waiting >= limits.lines_waiting
        else:
            full = waiting >= limits.long_waiting
        return max(1, ceil(lane.seconds_for(waiting + 1))) if full else None

    def waiting(self, turn: Turn = "short") -> int:
        """Return how many works wait for their turn."""
        lane = self._lane(turn)
        return len(lane.lines if turn == "line" else lane.first)

    def computing(self) -> int:
        """Return how many works are being done."""
        return sum(lane.running is not None for lane in self._lanes.values())

    def _lane(self, turn: Turn) -> _Lane:
        return self._lanes["long" if turn == "long" else "short"]

    def _look_at(self, job: _Job[Any], lane: _Lane) -> None:
        """Give a work up where its time is over; look again when it will be."""
        if job.done.done():
            return
        limit = self._limits.answer_seconds
        left = limit if job.begun is None else job.begun + limit - monotonic()
        if left > 0:
            job.watch = job.loop.call_later(left, self._look_at, job, lane)
            return
        if lane.leave(job):
            job.done.set_exception(TooLong(limit))
            if self._on_overdue is not None:
                self._on_overdue()

    def close(self) -> None:
        """Let the threads end once they have done what they are at."""
        for lane in self._lanes.values():
            lane.close()


class _Job(Generic[Answered]):
    """A work, who waits for it, and when it was begun."""

    watch: asyncio.TimerHandle

    def __init__(self, work: Callable[[], Answered], loop: asyncio.AbstractEventLoop) -> None:
        self.work = work
        self.loop = loop
        self.done: asyncio.Future[Answered] = loop.create_future()
        self.added = monotonic()
        self.begun: float | None = None

    def tell(self, answered: Any, failure: BaseException | None) -> None:
        """Tell who waits; called in any thread."""
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            self.loop.call_soon_threadsafe(self._end, answered, failure)

    def _end(self, answered: Any, failure: BaseException | None) -> None:
        if self.done.done():
            return
        if failure is None:
            self.done.set_result(answered)
        else:
            self.done.set_exception(failure)


class _Lane:
    """Works that wait for the same thread. What changes, changes under the lock."""

    def __init__(self, name: str, stale_seconds: float = inf) -> None:
        self.first: deque[_Job[Any]] = deque()
        self.lines: deque[_Job[Any]] = deque()
        self.running: _Job[Any] | None = None
        self._name = name
        self._stale_seconds = stale_seconds
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._mean = _FIRST_GUESS
        self._in_a_row = 0

    def add(self, job: _Job[Any], *, line: bool) -> None:
        """Let a work wait for its turn."""
        with self._changed:
            (self.lines if line else self.first).append(job)
            if self._thread is None:
                self._begin()
            self._changed.notify()

    def drop(self, job: _Job[Any]) -> None:
        """Take a work out that waits; one that has begun goes on."""
        with self._changed:
            for queue in (self.first, self.lines):
                if job in queue:
                    queue.remove(job)

    def leave(self, job: _Job[Any]) -> bool:
        """Leave a work that is being done to its thread, and let another thread do the next.
        Return whether it was still being done.
        """
        with self._changed:
            if self.running is not job:
                return False
            self.running = None
            self._begin()
            return True

    def seconds_for(self, works: int) -> float:
        """Return how long so many works would take, going by how long the last ones took."""
        return works * self._mean

    def close(self) -> None:
        """Let the thread end."""
        with self._changed:
            self._thread = None
            self._changed.notify_all()

    def _begin(self) -> None:
        self._thread = threading.Thread(target=self._serve, name=self._name, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while (job := self._next()) is not None:
            answered, failure = None, None
            try:
                answered = job.work()
            except BaseException as raised:  # whatever it is, who waits is told
                failure = raised if _can_be_told(raised) else RuntimeError(type(raised).__name__)
            self._note(job)
            job.tell(answered, failure)
            del job, answered, failure  # nothing of an answer is held while the thread waits

    def _next(self) -> _Job[Any] | None:
        """Return the next work once there is one; None where this thread is no longer the one."""
        with self._changed:
            while self._thread is threading.current_thread():
                waits_long = bool(self.lines) and self._in_a_row >= _LINE_AFTER
                queue = self.lines if waits_long or not self.first else self.first
                if not queue:
                    self._changed.wait()
                    continue
                self._in_a_row = self._in_a_row + 1 if queue is self.first else 0
                job, now = queue.popleft(), monotonic()
                if queue is self.first and now - job.added > self._stale_seconds:
                    job.tell(None, Busy(max(1, ceil(self.seconds_for(len(queue))))))
                    continue
                self.running, job.begun = job, now
                return job
            return None

    def _note(self, job: _Job[Any]) -> None:
        """Note that a work is done, and how long it took."""
        with self._changed:
            if self.running is job:
                self.running = None
                took = monotonic() - (job.begun or monotonic())
                self._mean += _WEIGHT_OF_LAST * (took - self._mean)


def _can_be_told(raised: BaseException) -> bool:
    """Whether who waits can be given what was raised: what ends a program, or an iterator, would
    end the loop.
    """
    return isinstance(raised, Exception) and not isinstance(raised, StopIteration)
