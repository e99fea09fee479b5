"""The thread that answers: turns, refusals, time limits, clients that leave."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from accord.server.answering import Answering, Busy, TooLong
from accord.server.limits import Limits

DEFAULT = Limits()


def run(
    story: Callable[[Answering], Awaitable[Any]], limits: Limits = DEFAULT, **given: Any
) -> Any:
    async def told() -> Any:
        answering = Answering(limits, **given)
        try:
            return await story(answering)
        finally:
            answering.close()

    return asyncio.run(told())


class Held:
    """A work that lasts until it is let go."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self.let_go = threading.Event()

    def __call__(self) -> str:
        self.begun.set()
        assert self.let_go.wait(20)
        return "held"

    async def started_in(self, answering: Answering, turn: Any = "short") -> asyncio.Task[str]:
        task = asyncio.ensure_future(answering.of(self, turn))
        await asyncio.sleep(0)
        await asyncio.to_thread(self.begun.wait, 20)
        return task


async def submitted(answering: Answering, work: Callable[[], Any], turn: Any = "short") -> Any:
    task = asyncio.ensure_future(answering.of(work, turn))
    await asyncio.sleep(0)
    return task


def test_what_a_work_returns_or_raises_is_told() -> None:
    async def story(answering: Answering) -> None:
        assert await answering.of(lambda: 7) == 7
        with pytest.raises(KeyError):
            await answering.of(lambda: {}["absent"])
        with pytest.raises(RuntimeError, match="StopIteration"):
            await answering.of(lambda: next(iter(())))
        assert await answering.of(lambda: 8) == 8

    run(story)


def test_short_answers_are_worked_out_one_at_a_time_in_their_order() -> None:
    done: list[int] = []

    async def story(answering: Answering) -> None:
        held = Held()
        first = await held.started_in(answering)
        others = [
            await submitted(answering, lambda rank=rank: done.append(rank)) for rank in range(5)
        ]
        assert (answering.waiting(), answering.computing(), done) == (5, 1, [])
        held.let_go.set()
        await asyncio.gather(first, *others)

    run(story)
    assert done == [0, 1, 2, 3, 4]


def test_one_more_than_may_wait_is_told_to_come_back() -> None:
    async def story(answering: Answering) -> int:
        held = Held()
        tasks = [await held.started_in(answering)]
        tasks += [await submitted(answering, lambda: None) for _ in range(3)]
        with pytest.raises(Busy) as busy:
            await answering.of(lambda: None)
        held.let_go.set()
        await asyncio.gather(*tasks)
        assert answering.busy_for() is None
        assert await answering.of(lambda: "again") == "again"
        return busy.value.seconds

    assert run(story, Limits(waiting=3)) >= 1


def test_what_would_wait_too_long_is_refused_before_the_queue_is_full() -> None:
    async def story(answering: Answering) -> None:
        held = Held()
        tasks = [await held.started_in(answering), await submitted(answering, lambda: None)]
        with pytest.raises(Busy):
            await answering.of(lambda: None)
        held.let_go.set()
        await asyncio.gather(*tasks)

    run(story, Limits(waiting_seconds=0.001))


def test_what_has_waited_too_long_is_refused_at_its_turn() -> None:
    async def story(answering: Answering) -> None:
        held, done = Held(), list[str]()
        first = await held.started_in(answering)
        late = await submitted(answering, lambda: done.append("late"))
        await asyncio.sleep(0.4)
        held.let_go.set()
        assert await first == "held"
        with pytest.raises(Busy):
            await late
        assert not done

    run(story, Limits(stale_seconds=0.3))


def test_the_work_of_a_client_that_left_is_never_begun() -> None:
    async def story(answering: Answering) -> None:
        held, done = Held(), list[str]()
        first = await held.started_in(answering)
        left = await submitted(answering, lambda: done.append("left"))
        stays = await submitted(answering, lambda: done.append("stays"))
        left.cancel()
        with pytest.raises(asyncio.CancelledError):
            await left
        assert answering.waiting() == 1
        held.let_go.set()
        await asyncio.gather(first, stays)
        assert done == ["stays"]

    run(story)


def test_a_line_of_a_batch_lets_short_answers_pass_but_has_its_turn() -> None:
    done: list[str] = []

    async def story(answering: Answering) -> None:
        held = Held()
        tasks = [await held.started_in(answering)]
        tasks += [
            await submitted(answering, lambda rank=rank: done.append(f"line {rank}"), "line")
            for rank in range(3)
        ]
        tasks += [await submitted(answering, lambda: done.append("short")) for _ in range(9)]
        held.let_go.set()
        await asyncio.gather(*tasks)

    run(story)
    assert done.count("short") == 9
    assert [rank for rank, name in enumerate(done) if name != "short"] == [3, 8, 11]


def test_a_long_work_holds_no_short_answer_up() -> None:
    async def story(answering: Answering) -> None:
        held = Held()
        long = await held.started_in(answering, "long")
        assert await answering.of(lambda: "short") == "short"
        assert not long.done()
        held.let_go.set()
        assert await long == "held"

    run(story)


def test_a_work_that_takes_too_long_is_given_up_and_the_next_ones_are_done() -> None:
    overdue: list[str] = []

    async def story(answering: Answering) -> None:
        held = Held()
        first = await held.started_in(answering)
        second = await submitted(answering, lambda: "second")
        with pytest.raises(TooLong):
            await first
        assert await second == "second"
        assert await answering.of(lambda: "third") == "third"
        held.let_go.set()

    run(story, Limits(answer_seconds=0.05), on_overdue=lambda: overdue.append("told"))
    assert overdue == ["told"]
