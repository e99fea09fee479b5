"""The processes themselves, for what no test within one process can tell. One server for all."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

OTHER = Path("examples/other_agreement/rulesets")
CASE = Path("examples/cpts_exemple.yaml")
IDLE = 300
PATIENCE = 60.0
PATIENCE_TO_START = 240.0  # a busy machine reads the law slowly
PORTS_TRIED = 5


class Server:
    """A server of two processes."""

    def __init__(self, folder: Path, port: int) -> None:
        self.port, self.log = port, folder / "log"
        self._log = self.log.open("w")
        self.process = subprocess.Popen(
            [
                sys.executable, "-m", "accord", "serve", "--no-browser", "--workers", "2",
                "--port", str(port), "--rulesets", str(folder / "rulesets"),
            ],
            stderr=self._log,
        )  # fmt: skip

    def until(self, what: Callable[[], Any]) -> Any:
        """Return what is true at last, however long the machine takes, within reason; where it
        never is, say what the server logged.
        """
        end = time.monotonic() + PATIENCE_TO_START
        while time.monotonic() < end and self.process.poll() is None:
            if told := what():
                return told
            time.sleep(0.05)
        status = self.process.poll()
        ended = "still runs" if status is None else f"ended with {status}"
        never = f"{what} never was; the server {ended}:\n{self.logged()}"
        raise AssertionError(never)

    def logged(self) -> str:
        return self.log.read_text("utf-8")

    def is_refused_its_port(self) -> bool:
        """Whether another program took the port meanwhile."""
        return self.process.poll() is not None and "ACC716" in self.logged()

    def workers(self) -> set[int]:
        """Return the processes that answer."""
        told = self.ask("GET", "/metrics")[1]
        return {
            int(line.split('"')[1])
            for line in told.splitlines()
            if line.startswith("accord_process_bytes{")
        }

    def ask(self, method: str, path: str, body: str | None = None) -> tuple[int, str]:
        """Return the status and the content of a reply; 0 where nobody replied."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        headers = {"content-type": "application/json"} if body else {}
        try:
            connection.request(method, path, body, headers)
            reply = connection.getresponse()
            return reply.status, reply.read().decode()
        except OSError:
            return 0, ""
        finally:
            connection.close()

    def connection(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)

    def stop(self) -> int:
        """Stop, if it has not yet; return the exit status."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        self._log.close()
        return self.process.wait(PATIENCE)


def free_port() -> int:
    with socket.socket() as any_port:
        any_port.bind(("127.0.0.1", 0))
        return int(any_port.getsockname()[1])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import shutil

    folder = tmp_path_factory.mktemp("served")
    shutil.copytree(OTHER, folder / "rulesets")
    return folder


def started(folder: Path) -> Server:
    """Return a server that was started, on a port that is its own."""
    for _ in range(PORTS_TRIED):
        server = Server(folder, free_port())
        try:
            server.until(lambda: len(server.workers()) == 2)  # noqa: B023  # called here
        except BaseException:
            server.stop()
            if server.is_refused_its_port():
                continue
            raise
        return server
    raise AssertionError("each port was taken before the server took it")


@pytest.fixture(scope="module")
def processes(folder: Path) -> Iterator[Server]:
    server = started(folder)
    yield server
    server.stop()


def funding(processes: Server) -> tuple[int, str]:
    case = {"case": CASE.read_text("utf-8"), "on": "2023-06-01", "lang": "en"}
    return processes.ask("POST", "/api/v1/funding", json.dumps(case))


def test_idle_slow_and_half_sent_requests_hold_nobody_up(processes: Server) -> None:
    head = b"POST /api/v1/funding HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n"
    idle = [processes.connection() for _ in range(IDLE)]
    half_a_head, half_a_body = processes.connection(), processes.connection()
    half_a_head.sendall(head)
    half_a_body.sendall(head + b"content-length: 1000\r\n\r\n{")
    try:
        assert funding(processes)[0] == 200
    finally:
        for connection in (*idle, half_a_head, half_a_body):
            connection.close()


@pytest.mark.parametrize(
    "head",
    [b"x-long: " + b"a" * 40_000 + b"\r\n\r\n", b"x-endless: " + b"a" * 40_000],
    ids=["whole", "endless"],
)
def test_a_head_that_is_too_large_is_refused(processes: Server, head: bytes) -> None:
    with processes.connection() as connection:
        connection.sendall(b"GET /fr/ HTTP/1.1\r\nhost: localhost\r\n" + head)
        assert connection.recv(100).startswith(b"HTTP/1.1 431 ")


def test_what_is_no_request_is_refused(processes: Server) -> None:
    with processes.connection() as connection:
        connection.sendall(b"\x16\x03\x01 what is this\r\n\r\n")
        assert connection.recv(100).startswith(b"HTTP/1.1 400 ")


def digest(processes: Server) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(processes.ask("GET", "/readyz")[1])
    return told


def test_a_process_that_is_killed_while_files_are_at_fault_is_replaced_with_the_law_before(
    processes: Server, folder: Path
) -> None:
    answered, before = funding(processes), digest(processes)["law"]["digest"]
    assert answered[0] == 200
    file = next((folder / "rulesets").glob("*/text.yaml"))
    clean = file.read_text("utf-8")
    file.write_text(clean + "\nno_such_key: 1\n", "utf-8")
    processes.until(lambda: (digest(processes)["newer"] or {}).get("state") == "refused")
    workers = processes.workers()
    os.kill(min(workers), signal.SIGKILL)
    assert [funding(processes) for _ in range(5)] == [answered] * 5
    processes.until(
        lambda: len(processes.workers() - workers) == 1 and len(processes.workers()) == 2
    )
    told = [digest(processes) for _ in range(6)]
    assert {ready["law"]["digest"] for ready in told} == {before}
    file.write_text(clean + "\n# another text\n", "utf-8")
    processes.until(lambda: all(digest(processes)["law"]["digest"] != before for _ in range(6)))
    assert digest(processes)["newer"] is None


def test_a_port_that_is_taken_is_said_with_another_that_is_not(processes: Server) -> None:
    refused = subprocess.run(
        [sys.executable, "-m", "accord", "serve", "--no-browser", "--port", str(processes.port)],
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert refused.returncode == 1
    assert "ACC716" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_it_stops_when_it_is_told_and_what_is_asked_is_answered(processes: Server) -> None:
    name = "Secret-Name-75000"
    asked = {"case": CASE.read_text("utf-8").replace("name: ", f"name: {name} ", 1)}
    assert name in asked["case"]
    body = json.dumps(asked).encode()
    with processes.connection() as connection:
        head = f"host: localhost\r\ncontent-type: application/json\r\ncontent-length: {len(body)}"
        connection.sendall(f"POST /api/v1/funding HTTP/1.1\r\n{head}\r\n\r\n".encode() + body[:-1])
        processes.until(lambda: processes.ask("GET", "/healthz")[0] == 200)
        processes.process.send_signal(signal.SIGTERM)
        time.sleep(0.5)  # nothing tells from outside that it has begun to stop
        connection.sendall(body[-1:])
        assert connection.recv(100).startswith(b"HTTP/1.1 200 ")
    assert processes.stop() == 0
    logged = processes.logged()
    assert '"route":"/api/v1/funding","status":200' in logged
    assert name not in logged
