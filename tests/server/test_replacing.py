"""A process that wants to retire answers until another does. No process is started here."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest

from accord.server import replacing
from accord.server.replacing import Processes


class Pretended:
    """A process of which the test says whether it lives and answers; what is done to it is noted."""

    made: ClassVar[list[Pretended]] = []

    def __init__(self, _: object, sockets: list[Any]) -> None:
        self.pid = len(self.made)
        self.sockets = sockets
        self.made.append(self)
        self.lives, self.ready, self.done = True, False, list[str]()
        self.exitcode = None
        self.process = SimpleNamespace(
            is_alive=lambda: self.lives, kill=self.kill, join=lambda *_: self.done.append("join")
        )
        self.parent_conn = SimpleNamespace(
            send=lambda _: None, poll=lambda: True, recv=lambda: self.ready
        )

    def is_alive(self, timeout: float) -> bool:
        return self.lives

    def start(self) -> None:
        self.done.append("start")

    def terminate(self) -> None:
        self.done.append("terminate")

    def kill(self) -> None:
        self.done.append("kill")
        self.lives = False

    def join(self) -> None:
        self.done.append("join")


@pytest.fixture
def processes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Processes:
    import uvicorn.supervisors.multiprocess as of_uvicorn

    monkeypatch.setattr(of_uvicorn, "SIGNALS", {})
    monkeypatch.setattr(of_uvicorn, "Process", Pretended)
    monkeypatch.setattr(replacing, "Process", Pretended)
    Pretended.made.clear()
    config: Any = SimpleNamespace(workers=1, timeout_worker_healthcheck=5)
    made = Processes(config, [Any], tmp_path, 10)  # type: ignore[list-item]  # no process listens
    made.init_processes()
    made.keep_subprocess_alive()
    assert [each.done for each in Pretended.made] == [["start"]]
    (tmp_path / "0").touch()
    made.keep_subprocess_alive()
    return made


def answering(processes: Processes) -> list[Any]:
    return list(processes.processes)


def test_it_goes_on_until_another_answers(processes: Processes, tmp_path: Path) -> None:
    old, new = Pretended.made
    processes.keep_subprocess_alive()
    assert (old.done, new.done) == (["start"], ["start"])
    new.ready = True
    processes.keep_subprocess_alive()
    assert (old.done, new.done) == (["start", "terminate"], ["start"])
    assert answering(processes) == [new]
    processes.keep_subprocess_alive()
    assert "kill" not in old.done
    assert not list(tmp_path.iterdir())


def test_one_that_does_not_stop_is_ended(
    processes: Processes, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = Pretended.made
    new.ready = True
    processes.keep_subprocess_alive()
    monkeypatch.setattr(replacing, "monotonic", lambda: 1e12)
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


def test_each_place_keeps_its_socket(processes: Processes, tmp_path: Path) -> None:
    """A place whose socket nobody takes connections from would leave visitors without an answer."""
    Pretended.made.clear()
    config: Any = SimpleNamespace(workers=2, timeout_worker_healthcheck=5)
    two: Any = ["first", "second"]
    both = Processes(config, two, tmp_path, 10)
    both.init_processes()
    both.processes[1].lives, both.processes[1].exitcode = False, 1  # type: ignore[attr-defined, misc]
    both.keep_subprocess_alive()
    both.restart_all()
    both.keep_subprocess_alive()
    sockets = [each.sockets for each in Pretended.made]
    assert sockets == [["first"], ["second"], ["second"], ["first"], ["second"]]
