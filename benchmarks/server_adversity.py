"""The server against those who ill-use it: is everybody else answered, and how soon?

    python benchmarks/server_adversity.py [--idle 10000] [--workers 2]

It starts `accord serve` and asks the funding of the example, one question after the other, while:

- nobody else asks;
- thousands of connections idle;
- hundreds send half a head, half a body, or read no reply;
- a process is killed (`kill -9`): what is lost, and when two answer again;
- a text is edited on disk: when the new law answers, and whether anyone waits for it.

For each it prints how many were answered, how many wrongly or not at all, and how long they took.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path

HERE = Path(__file__).parents[1]
CASE = (HERE / "examples/cpts_exemple.yaml").read_text("utf-8")
RULESETS = HERE / "examples/other_agreement/rulesets"
ASKED = json.dumps({"case": CASE, "on": "2023-06-01", "known_on": "2026-01-01", "trace": "none"})
HEAD = b"POST /api/v1/funding HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n"
HALVES = 300
SECONDS = 5.0
SPARE = 500


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--idle", type=int, default=10_000)
    options.add_argument("--workers", type=int, default=2)
    asked = options.parse_args()
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(asked.idle + 3 * HALVES + SPARE, hard), hard))
    with tempfile.TemporaryDirectory() as home:
        rulesets = Path(shutil.copytree(RULESETS, Path(home) / "rulesets"))
        with serving(rulesets, asked.workers) as port:
            asker = Asker(port)
            right = asker.until_warm()
            told("nobody else", asker.for_seconds(SECONDS, right))
            with idle(port, asked.idle) as opened:
                told(f"{opened:,} idle connections", asker.for_seconds(SECONDS, right))
            with halves(port):
                told(f"{3 * HALVES} halves and deaf", asker.for_seconds(SECONDS, right))
            killed(asker, right, asked.workers)
            edited(asker, right, rulesets)


class Asker:
    """Someone who asks the same question again and again, on a new connection each time."""

    def __init__(self, port: int) -> None:
        self.port = port

    def ask(self, path: str = "/api/v1/funding", body: str | None = ASKED) -> bytes | None:
        """Return an answer; None where there is none."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            method = "POST" if body else "GET"
            connection.request(method, path, body, {"content-type": "application/json"})
            reply = connection.getresponse()
            content = reply.read()
        except (OSError, HTTPException):
            return None
        else:
            return content if reply.status == 200 else None
        finally:
            connection.close()

    def until_warm(self) -> bytes:
        """Return the right answer, once the server has given it often enough to be quick."""
        for _ in range(600):
            if (right := self.ask()) is not None:
                break
            time.sleep(0.1)
        else:
            sys.exit("the server does not answer")
        for _ in range(40):
            self.ask()
        return right

    def for_seconds(self, seconds: float, right: bytes) -> tuple[list[float], int]:
        """Return how long each right answer took, and how many were wrong or absent."""
        took, wrong, end = list[float](), 0, time.monotonic() + seconds
        while time.monotonic() < end:
            begun = time.monotonic()
            if self.ask() == right:
                took.append(time.monotonic() - begun)
            else:
                wrong += 1
        return took, wrong

    def pids(self) -> set[int]:
        """Return the processes that answer."""
        figures = (self.ask("/metrics", None) or b"").decode().splitlines()
        lines = [line for line in figures if line.startswith("accord_process_bytes{")]
        return {int(line.split('"')[1]) for line in lines}


def told(what: str, measured: tuple[list[float], int]) -> None:
    took, wrong = measured
    ms = sorted(seconds * 1000 for seconds in took) or [float("nan")]
    print(
        f"{what:28} {len(took):5} answered, {wrong} wrong or lost, "
        f"p50 {statistics.median(ms):5.0f} ms, p99 {ms[int(len(ms) * 0.99)]:5.0f} ms"
    )


@contextmanager
def serving(rulesets: Path, workers: int) -> Iterator[int]:
    with socket.socket() as any_port:
        any_port.bind(("127.0.0.1", 0))
        port = int(any_port.getsockname()[1])
    command = [
        sys.executable, "-m", "accord", "serve", "--no-browser", "--no-log", "--port", str(port),
        "--workers", str(workers), "--rulesets", str(rulesets),
    ]  # fmt: skip
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            yield port
        finally:
            begun = time.monotonic()
            process.send_signal(signal.SIGTERM)
            process.wait(30)
            print(f"{'stopped':28} in {time.monotonic() - begun:.1f} s")


@contextmanager
def idle(port: int, count: int) -> Iterator[int]:
    """Open connections that ask nothing."""
    opened: list[socket.socket] = []
    for _ in range(count):
        with suppress(OSError):
            opened.append(socket.create_connection(("127.0.0.1", port), timeout=10))
    try:
        yield len(opened)
    finally:
        for connection in opened:
            connection.close()


@contextmanager
def halves(port: int) -> Iterator[None]:
    """Send half a head, half a body, and a whole question whose answer is never read."""
    opened: list[socket.socket] = []
    body = ASKED.encode()
    page = b"GET /fr/law HTTP/1.1\r\nhost: localhost\r\n\r\n" * 20
    for sent in (HEAD, HEAD + f"content-length: {len(body)}\r\n\r\n".encode() + body[:100], page):
        for _ in range(HALVES):
            connection = socket.create_connection(("127.0.0.1", port), timeout=10)
            if sent is page:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            connection.sendall(sent)
            opened.append(connection)
    try:
        yield
    finally:
        for connection in opened:
            connection.close()


def killed(asker: Asker, right: bytes, workers: int) -> None:
    before = asker.pids()
    begun = time.monotonic()
    os.kill(min(before), signal.SIGKILL)
    replaced = threading.Event()
    after: list[float] = []

    def watch() -> None:
        while not replaced.is_set():
            if len(asker.pids() - before) == 1 and len(asker.pids()) == workers:
                after.append(time.monotonic() - begun)
                return
            time.sleep(0.1)

    watching = threading.Thread(target=watch)
    watching.start()
    told("one of them killed", asker.for_seconds(SECONDS, right))
    watching.join(20)
    replaced.set()
    print(f"{'all there again':28} after {after[0] if after else float('nan'):.1f} s")


def edited(asker: Asker, right: bytes, rulesets: Path) -> None:
    def digest() -> str:
        ready = json.loads(asker.ask("/readyz", None) or b"{}")
        return str(ready.get("law", {}).get("digest"))

    before, begun = digest(), time.monotonic()
    text = next(rulesets.glob("*/text.yaml"))
    text.write_text(text.read_text("utf-8") + "\n# edited\n", "utf-8")
    told("a text edited", asker.for_seconds(SECONDS, right))
    while any(digest() == before for _ in range(8)):
        time.sleep(0.1)
    print(f"{'the new law answers':28} within {time.monotonic() - begun:.1f} s")


if __name__ == "__main__":
    main()
