"""A process that wants to retire answers until another does. No process is started here."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest
from uvicorn.config import STARTUP_FAILURE

from accord.server import replacing
from accord.server.replacing import Processes, WatchedProcess


class Pretended(WatchedProcess):
    """A process of which the test says whether it lives and what it replies; it notes what is done
    to it.
    """

    made: ClassVar[list[Pretended]] = []

    def __init__(self, config: Any, sockets: list[Any]) -> None:
        super().__init__(config, sockets)
        self.sockets = sockets
        self.lives, self.done = True, list[str]()
        self.says: bool | None = False
        """Whether it answers visitors, as it replies; None while it replies nothing."""
        self.process: Any = SimpleNamespace(
            pid=len(self.made),
            exitcode=None,
            is_alive=lambda: self.lives,
            start=lambda: self.done.append("start"),
            kill=self.kill,
            join=lambda *_: self.done.append("join"),
        )
        self.parent_conn: Any = SimpleNamespace(
            send=lambda _: None, poll=lambda: self.says is not None, recv=lambda: self.says
        )
        self.made.append(self)

    def terminate(self) -> None:
        self.done.append("terminate")

    def kill(self) -> None:
        self.done.append("kill")
        self.lives = False

    def join(self) -> None:
        self.done.append("join")


class Clock:
    """The time, as far as the first process knows."""

    now = 1000.0


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    shown = Clock()
    monkeypatch.setattr(replacing, "monotonic", lambda: shown.now)
    return shown


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, clock: Clock) -> Processes:
    """Return the first process with one that starts."""
    import uvicorn.supervisors.multiprocess as of_uvicorn

    monkeypatch.setattr(of_uvicorn, "SIGNALS", {})
    monkeypatch.setattr(replacing, "WatchedProcess", Pretended)
    Pretended.made.clear()
    made = Processes(SimpleNamespace(workers=1), [Any], tmp_path, 10)  # type: ignore[arg-type, list-item]  # no process listens
    made.init_processes()
    made.keep_subprocess_alive()
    assert [each.done for each in Pretended.made] == [["start"]]
    return made


@pytest.fixture
def processes(started: Processes, tmp_path: Path) -> Processes:
    """Return the first process, with one that answers and wants to retire, and its successor."""
    Pretended.made[0].says = True
    (tmp_path / "0").touch()
    started.keep_subprocess_alive()
    return started


def answering(processes: Processes) -> list[Any]:
    return list(processes.processes)


def test_it_goes_on_until_another_answers(processes: Processes, tmp_path: Path) -> None:
    old, new = Pretended.made
    processes.keep_subprocess_alive()
    assert (old.done, new.done) == (["start"], ["start"])
    new.says = True
    processes.keep_subprocess_alive()
    assert (old.done, new.done) == (["start", "terminate"], ["start"])
    assert answering(processes) == [new]
    processes.keep_subprocess_alive()
    assert "kill" not in old.done
    assert not list(tmp_path.iterdir())


def test_one_that_does_not_stop_is_ended(processes: Processes, clock: Clock) -> None:
    old, new = Pretended.made
    new.says = True
    processes.keep_subprocess_alive()
    clock.now += 14
    processes.keep_subprocess_alive()
    assert old.done[-2:] == ["kill", "join"]
    assert new.lives


def test_it_stays_where_nothing_can_take_its_place(processes: Processes, tmp_path: Path) -> None:
    old, new = Pretended.made
    new.lives = False
    processes.keep_subprocess_alive()
    processes.keep_subprocess_alive()
    assert old.done == ["start"]
    assert answering(processes) == [old]
    assert len(Pretended.made) == 2
    assert not list(tmp_path.iterdir())


def test_one_that_dies_meanwhile_has_one_in_its_place(processes: Processes) -> None:
    old, successor = Pretended.made
    old.lives = False
    processes.keep_subprocess_alive()
    [third] = answering(processes)
    assert third is Pretended.made[2]
    assert "kill" in successor.done


def test_all_stop_with_it(processes: Processes) -> None:
    old, successor = Pretended.made
    processes.terminate_all()
    processes.join_all()
    assert [each.done for each in (old, successor)] == [["start", "terminate", "join"]] * 2


def seen_for(seconds: int, processes: Processes, clock: Clock) -> list[Any]:
    """Return the processes that answer once the first one looked at them all that time."""
    for _ in range(seconds):
        clock.now += 1
        processes.keep_subprocess_alive()
    return answering(processes)


def test_one_that_starts_slowly_goes_on_starting(started: Processes, clock: Clock) -> None:
    """On a busy machine it would start over and over, and nobody ever answer on its socket."""
    [slow] = Pretended.made
    slow.says = None
    assert seen_for(59, started, clock) == [slow]
    slow.says = False
    assert seen_for(200, started, clock) == [slow]
    slow.says = True
    assert seen_for(1, started, clock) == [slow]
    assert slow.done == ["start"]


def test_one_that_never_starts_is_replaced(started: Processes, clock: Clock) -> None:
    [silent] = Pretended.made
    silent.says = None
    [other] = seen_for(61, started, clock)
    assert other is Pretended.made[1]
    assert silent.done == ["start", "kill", "join"]


def test_one_that_answers_and_hangs_is_replaced(started: Processes, clock: Clock) -> None:
    [old] = Pretended.made
    old.says = True
    assert seen_for(1, started, clock) == [old]
    old.says = None
    assert seen_for(29, started, clock) == [old]
    [other] = seen_for(1, started, clock)
    assert other is Pretended.made[1]


def test_where_one_cannot_start_all_stop(started: Processes) -> None:
    [failed] = Pretended.made
    failed.lives, failed.process.exitcode = False, STARTUP_FAILURE
    started.keep_subprocess_alive()
    assert started.should_exit.is_set()
    assert answering(started) == [failed]


@pytest.mark.usefixtures("started")
def test_each_place_keeps_its_socket(tmp_path: Path) -> None:
    """A place whose socket nobody takes connections from would leave visitors without an answer."""
    Pretended.made.clear()
    config: Any = SimpleNamespace(workers=2)
    two: Any = ["first", "second"]
    both = Processes(config, two, tmp_path, 10)
    both.init_processes()
    Pretended.made[1].lives, Pretended.made[1].process.exitcode = False, 1
    both.keep_subprocess_alive()
    both.restart_all()
    both.keep_subprocess_alive()
    sockets = [each.sockets for each in Pretended.made]
    assert sockets == [["first"], ["second"], ["second"], ["first"], ["second"]]
