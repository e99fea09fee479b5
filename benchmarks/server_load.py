"""The server under load: answers a second, how long they take, what happens beyond, and memory.

    python benchmarks/server_load.py [--workers 2] [--answers 5000] [--trace none] [--seconds 10]

It starts `accord serve` and asks it, from this process, for the funding of contracts of five years
that `accord cases generate` draws. Every answer is held against that of the Python package. It
prints:

- the first page: its time, and its bytes with all that it loads;
- saturation: as many answers a second as a few clients that wait for nothing else get;
- half of that load, at a fixed rate, whether or not the answers before have come;
- ten times that load: how many are answered, how soon, how many are told to come back (503), and
  how long it takes after that until an answer is as quick as before;
- memory: the resident size of each process as the answers go by, and its slope. `--answers 100000`
  is the long run.

The clients take their share of the processor: on two cores, two processes of the server do not have
them whole. `--address HOST:PORT` asks a server that is there already, and prints no memory.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import re
import resource
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import msgspec
from memory import resident_of

sys.path.insert(0, str(Path(__file__).parent.parent))

import accord
from engine.library import load, shipped
from engine.tables.generate.generator import generate, read_profile
from tests.batch.comparison import case_of

ON = "2026-01-01"
LAST_SIGNATURE = date(2021, 1, 1)
"""A contract signed by then has lived its five years on the day of the question."""
CLIENTS = 8
MOST_CONNECTIONS = 600
QUICK = 0.15
"""An answer that takes no longer is as quick as before the overload."""
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_LOADED = re.compile(rb"""<(?:link|script|img)[^>]*?\s(?:href|src)="([^"#]+)""")


# --- what is asked --------------------------------------------------------------------------------


def contracts(count: int) -> list[dict[str, Any]]:
    """Return so many drawn contracts that were signed five years ago, as an API takes them."""
    corpus = load()["cpts"]
    profile = read_profile(shipped("profiles") / "cpts.yaml", corpus)
    drawn: list[dict[str, Any]] = []
    for batch in generate(profile, count * 6, 12):
        for row in batch.to_pylist():
            signed = row.get("contract.signed_on")
            if len(drawn) < count and signed is not None and signed <= LAST_SIGNATURE:
                drawn.append(_exact(case_of(row, corpus)))
    return drawn


def _exact(value: Any) -> Any:
    """Return a part of a case with the decimals that were drawn, not their binary neighbours."""
    if isinstance(value, float):
        return Decimal(str(value))
    if isinstance(value, dict):
        return {key: _exact(inner) for key, inner in value.items()}
    return [_exact(inner) for inner in value] if isinstance(value, list) else value


class Asked:
    """The requests in turn, and whether what is answered is right."""

    def __init__(self, cases: list[dict[str, Any]], trace: Any) -> None:
        encoder = msgspec.json.Encoder(decimal_format="number")
        self._cases, self._trace = cases, trace
        self._law = accord.load()
        self._right: dict[int, bytes] = {}
        self.turn = 0
        self.requests = [
            _posted(encoder.encode({"case": case, "on": ON, "known_on": ON, "trace": trace}))
            for case in cases
        ]

    def next(self) -> int:
        """Return the rank of the next case, the first one again after the last."""
        self.turn += 1
        return self.turn % len(self.requests)

    def is_right(self, rank: int, body: bytes) -> bool:
        """Whether an answer is that of the Python package; each case is worked out here once."""
        digest = hashlib.blake2b(body, digest_size=16).digest()
        if rank not in self._right:
            answer = self._law.funding(
                self._cases[rank], on=ON, known_on=ON, trace=self._trace != "none", lang="fr"
            )
            expected = msgspec.json.decode(answer.to_json(self._trace))
            if msgspec.json.decode(body) != expected:
                return False
            self._right[rank] = digest
        return self._right[rank] == digest


def _posted(body: bytes) -> bytes:
    head = (
        "POST /api/v1/funding HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        f"Accept-Language: fr\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


# --- a client that costs little -------------------------------------------------------------------


class Connection(asyncio.Protocol):
    """One connection, which asks one thing at a time."""

    def __init__(self) -> None:
        self._came = bytearray()
        self._body_at, self._whole = 0, 0
        self._answered: asyncio.Future[tuple[int, bytes]] | None = None
        self._transport: Any = None
        self.open = True

    def connection_made(self, transport: Any) -> None:
        self._transport = transport

    def connection_lost(self, problem: Exception | None) -> None:
        self.open = False
        if self._answered and not self._answered.done():
            self._answered.set_exception(ConnectionResetError("the server closed the connection"))

    def data_received(self, data: bytes) -> None:
        self._came += data
        if not self._whole:
            self._body_at = self._came.find(b"\r\n\r\n") + 4
            if self._body_at < 4:
                return
            length = _LENGTH.search(self._came, 0, self._body_at)
            self._whole = self._body_at + (int(length[1]) if length else 0)
        if len(self._came) >= self._whole and self._answered:
            status, body = int(self._came[9:12]), bytes(self._came[self._body_at : self._whole])
            self._came, self._whole = bytearray(), 0
            if not self._answered.done():
                self._answered.set_result((status, body))

    async def ask(self, request: bytes) -> tuple[int, bytes]:
        """Return the status and the body of the answer to a request."""
        self._answered = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._answered

    def close(self) -> None:
        """End the connection."""
        self._transport.close()


class Clients:
    """Connections to one server: a free one is used again, another is opened where there is none."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port
        self._free: deque[Connection] = deque()
        self.opened = 0

    async def ask(self, request: bytes) -> tuple[int, bytes]:
        """Return the status and the body of an answer; status 0 where the connection was lost."""
        try:
            connection = await self._connection()
            answered = await connection.ask(request)
        except OSError:
            return 0, b""
        if connection.open:
            self._free.append(connection)
        return answered

    async def _connection(self) -> Connection:
        while self._free:
            connection = self._free.popleft()  # in turn: each process has its share of them
            if connection.open:
                return connection
        self.opened += 1
        loop = asyncio.get_running_loop()
        _, connection = await loop.create_connection(Connection, self._host, self._port)
        return connection

    def close(self) -> None:
        """End all connections that are free."""
        while self._free:
            self._free.popleft().close()


# --- loads ----------------------------------------------------------------------------------------


@dataclass
class Load:
    """What came of a load: how long the answers took, in seconds, and what else there was."""

    seconds: float = 0.0
    answered: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    wrong: int = 0
    refused: list[float] = field(default_factory=list)
    to_check: list[tuple[int, bytes]] = field(default_factory=list)

    def note(self, rank: int, status: int, body: bytes, took: float) -> None:
        """Note an answer, or a refusal."""
        self.statuses[status] += 1
        (self.answered if status == 200 else self.refused).append(took)
        if status == 200:
            self.to_check.append((rank, body))

    def check(self, asked: Asked) -> None:
        """Check what was answered; where the clock runs, this is done afterwards."""
        for rank, body in self.to_check:
            self.wrong += not asked.is_right(rank, body)
        self.to_check.clear()

    def at(self, share: float) -> float:
        """Return within how many milliseconds a share of the answers came."""
        ordered = sorted(self.answered) or [float("nan")]
        return 1000 * ordered[min(len(ordered) - 1, int(len(ordered) * share))]

    def __str__(self) -> str:
        answers = len(self.answered)
        others = ", ".join(
            f"{count} × {status or 'lost'}"
            for status, count in sorted(self.statuses.items())
            if status != 200
        )
        return (
            f"{answers / self.seconds:6.0f} answers a second   p50 {self.at(0.5):5.0f} ms   "
            f"p95 {self.at(0.95):5.0f}   p99 {self.at(0.99):5.0f}   wrong {self.wrong}"
            + (f"   {others}" if others else "")
        )


async def saturated(clients: Clients, asked: Asked, seconds: float) -> Load:
    """Let a few clients ask one thing after the other."""
    clients.close()  # the server may have ended those that asked nothing for a while
    load, end = Load(), time.perf_counter() + seconds
    begun = time.perf_counter()

    async def client() -> None:
        while time.perf_counter() < end:
            await _one(clients, asked, load, time.perf_counter())

    await asyncio.gather(*(client() for _ in range(CLIENTS)))
    load.seconds = time.perf_counter() - begun
    load.check(asked)
    return load


async def at_rate(
    clients: Clients, asked: Asked, rate: float, seconds: float, *, from_due: bool = True
) -> Load:
    """Ask so many things a second, whether or not the answers before have come. The time of an
    answer is counted from when it should have been asked; or, beyond what these clients can do,
    from when it was.
    """
    clients.close()  # the server may have ended those that asked nothing for a while
    load, begun = Load(), time.perf_counter()
    under_way: set[asyncio.Task[None]] = set()
    for number in range(int(rate * seconds)):
        due = begun + number / rate
        if (wait := due - time.perf_counter()) > 0:
            await asyncio.sleep(wait)
        elif number % 16 == 0:
            await asyncio.sleep(0)
        while len(under_way) >= MOST_CONNECTIONS:
            await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
        since = due if from_due else time.perf_counter()
        task = asyncio.create_task(_one(clients, asked, load, since))
        under_way.add(task)
        task.add_done_callback(under_way.discard)
    load.seconds = time.perf_counter() - begun
    if under_way:
        await asyncio.wait(under_way)
    load.check(asked)
    return load


async def _one(clients: Clients, asked: Asked, load: Load, since: float) -> None:
    rank = asked.next()
    status, body = await clients.ask(asked.requests[rank])
    load.note(rank, status, body, time.perf_counter() - since)


async def recovered(clients: Clients, asked: Asked) -> float:
    """Return how many seconds it takes until an answer is quick again."""
    begun = time.perf_counter()
    while time.perf_counter() - begun < 30:
        asking = time.perf_counter()
        status, _ = await clients.ask(asked.requests[asked.next()])
        if status == 200 and time.perf_counter() - asking <= QUICK:
            break
        await asyncio.sleep(0.02)
    return time.perf_counter() - begun


# --- the first page -------------------------------------------------------------------------------


async def first_page(clients: Clients) -> str:
    """Return how long the first page takes, and how much it loads."""
    times: list[float] = []
    for _ in range(20):
        begun = time.perf_counter()
        status, page = await clients.ask(_got("/fr/"))
        times.append(time.perf_counter() - begun)
    loaded = {urljoin("/fr/", path.decode()) for path in _LOADED.findall(page)}
    sizes = [len((await clients.ask(_got(path)))[1]) for path in sorted(loaded)]
    return (
        f"status {status}, first time {times[0] * 1000:.0f} ms, then {min(times) * 1000:.1f} ms; "
        f"{len(page) / 1000:.1f} kB, {(len(page) + sum(sizes)) / 1000:.1f} kB "
        f"with the {len(sizes)} files that it loads"
    )


def _got(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Language: fr\r\n\r\n".encode()


# --- memory ---------------------------------------------------------------------------------------


def processes_of(parent: int) -> list[int]:
    """Return the processes that answer: those that a process started and that hold the law."""
    waiting, found = deque([parent]), []
    while waiting:
        pid = waiting.popleft()
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
        waiting += map(int, children)
        if not children and resident_of(pid) > 40:
            found.append(pid)
    return found


async def remembered(clients: Clients, asked: Asked, answers: int, pids: list[int]) -> None:
    """Print the resident size of each process as answers go by, then the slope of each."""
    seen: list[tuple[int, list[float]]] = []
    for tenth in range(11):
        ranks = iter(range(answers // 10 if tenth else 0))
        await asyncio.gather(*(_some(clients, asked, ranks) for _ in range(CLIENTS)))
        seen.append((answers * tenth // 10, [resident_of(pid) for pid in pids]))
        sizes = "  ".join(f"{size:6.1f}" for size in seen[-1][1])
        print(f"  {seen[-1][0]:7} answers: {sizes} MiB", flush=True)
    first, last = seen[5], seen[-1]
    thousands = (last[0] - first[0]) / 1000 / len(pids)
    for rank, pid in enumerate(pids):
        slope = 1024 * (last[1][rank] - first[1][rank]) / thousands
        print(f"  process {pid}: {slope:+.0f} KiB for 1,000 answers of its own, at the end")


async def _some(clients: Clients, asked: Asked, ranks: Iterator[int]) -> None:
    for _ in ranks:
        await clients.ask(asked.requests[asked.next()])


# --- the run --------------------------------------------------------------------------------------


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port


async def until_ready(clients: Clients, process: subprocess.Popen[bytes] | None) -> float:
    """Return how many seconds the server takes until it answers."""
    begun = time.perf_counter()
    while time.perf_counter() - begun < 60:
        if process is not None and process.poll() is not None:
            sys.exit("the server ended before it answered")
        status, _ = await clients.ask(_got("/fr/"))
        if status == 200:
            return time.perf_counter() - begun
        await asyncio.sleep(0.05)
    sys.exit("the server does not answer")


async def measured(options: argparse.Namespace, process: subprocess.Popen[bytes] | None) -> None:
    host, port = options.address.rsplit(":", 1)
    clients = Clients(host, int(port))
    print(f"ready after {await until_ready(clients, process):.1f} s", flush=True)
    print(f"first page: {await first_page(clients)}", flush=True)
    asked = Asked(contracts(options.cases), options.trace)
    size = sum(map(len, asked.requests)) / len(asked.requests)
    print(f"{len(asked.requests)} contracts of five years, {size:.0f} bytes each", flush=True)
    warm = await saturated(clients, asked, options.seconds / 2)
    print(f"first answers: {warm}", flush=True)
    full = await saturated(clients, asked, options.seconds)
    print(f"saturation:    {full}", flush=True)
    rate = len(full.answered) / full.seconds
    half = await at_rate(clients, asked, rate / 2, options.seconds)
    print(f"half of it:    {half}", flush=True)
    beyond = await at_rate(clients, asked, rate * 10, options.seconds / 2, from_due=False)
    seconds = await recovered(clients, asked)
    print(f"ten times it:  {beyond}   refused within {_within(beyond.refused)}", flush=True)
    print(f"quick again after {seconds:.2f} s; {clients.opened} connections", flush=True)
    if process is not None:
        print("memory:")
        await remembered(clients, asked, options.answers, processes_of(process.pid))
    clients.close()
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(f"the clients took {used.ru_utime + used.ru_stime:.0f} s of processor time")


def _within(times: list[float]) -> str:
    return f"{1000 * sorted(times)[int(len(times) * 0.99)]:.0f} ms (p99)" if times else "no time"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--address", default="", help="HOST:PORT of a server that is there")
    parser.add_argument("--port", type=int, default=0, help="where to start it (a free port)")
    parser.add_argument("--seconds", type=float, default=10, help="how long each load lasts")
    parser.add_argument("--cases", type=int, default=400, help="how many contracts are drawn")
    parser.add_argument("--answers", type=int, default=5_000, help="how many for the memory")
    parser.add_argument("--trace", choices=("none", "short", "full"), default="none")
    options = parser.parse_args()
    if options.address:
        asyncio.run(measured(options, None))
        return
    port = options.port or free_port()
    options.address = f"127.0.0.1:{port}"
    command = [sys.executable, "-m", "accord", "serve", "--port", str(port)]
    command += ["--workers", str(options.workers)]
    with tempfile.TemporaryFile() as log:  # a line for each request
        process = subprocess.Popen(
            [*command, *_without_a_browser()], stdout=log, stderr=subprocess.STDOUT
        )
        try:
            asyncio.run(measured(options, process))
        finally:
            process.terminate()
            process.wait(20)


def _without_a_browser() -> list[str]:
    """Return the option that keeps the server from opening a page, where it has one."""
    command = [sys.executable, "-m", "accord", "serve", "--help"]
    told = subprocess.run(command, check=True, capture_output=True, text=True)
    return ["--no-browser"] if "--no-browser" in told.stdout else []


if __name__ == "__main__":
    main()
