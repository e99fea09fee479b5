"""What the server counts: requests, seconds, what waits, what is kept, which law is served.

Each process counts for itself. With several, what they count lies in files that all can read (the
folder named by `PROMETHEUS_MULTIPROC_DIR`, set before this module is read), so that any of them
can tell the sum.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from accord.server.service import Service
from engine.language.kept import kept_now

FOLDER: Final = "PROMETHEUS_MULTIPROC_DIR"
MEDIA_TYPE: Final = "text/plain; version=0.0.4"
_SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10)
_PAGE_SIZE: Final = 4096
_DIGITS: Final = 16
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "OPTIONS"})


class Metrics:
    """The figures of one process."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self.requests = self._made(
            Counter, "accord_requests", "Requests answered.", ("method", "route", "status")
        )
        self.seconds = self._made(
            Histogram,
            "accord_request_seconds",
            "Seconds from the head of a request to the end of its reply.",
            ("route",),
            buckets=_SECONDS,
        )
        self.refused = self._made(
            Counter, "accord_refused", "Requests refused before they were looked at.", ("reason",)
        )
        self._waiting = self._gauge("accord_waiting", "Works that wait, by turn.", ("turn",))
        self._computing = self._gauge("accord_computing", "Works that are being done.")
        self._kept = self._gauge("accord_kept", "Entries of what the engine keeps.", ("cache",))
        self._memory = self._gauge(
            "accord_process_bytes", "Memory of a process in use.", mode="liveall"
        )
        self._law = self._gauge(
            "accord_law_info",
            "The law that is served: 1 beside its digest.",
            ("digest",),
            "livemax",
        )
        self._newer = self._gauge(
            "accord_law_refused_findings",
            "Findings of newer files that are not served.",
            (),
            "livemax",
        )
        self._digest = ""

    def _made(self, kind: Any, name: str, says: str, labels: tuple[str, ...], **more: Any) -> Any:
        return kind(name, says, labels, registry=self._registry, **more)

    def _gauge(
        self, name: str, says: str, labels: tuple[str, ...] = (), mode: str = "livesum"
    ) -> Any:
        return self._made(Gauge, name, says, labels, multiprocess_mode=mode)

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request that was answered."""
        named = method if method in _METHODS else "other"
        self.requests.labels(named, route, str(status)).inc()
        self.seconds.labels(route).observe(seconds)

    def look_at(self, service: Service) -> None:
        """Note how the process stands now."""
        answering, laws = service.answering, service.laws
        for turn in ("short", "line", "long"):
            self._waiting.labels(turn).set(answering.waiting(turn))
        self._computing.set(answering.computing())
        for cache, entries in kept_now().items():
            self._kept.labels(cache).set(entries)
        self._memory.set(_memory())
        digest = laws.current.digest[:_DIGITS]
        if self._digest not in ("", digest):
            self._law.labels(self._digest).set(0)
        self._law.labels(digest).set(1)
        self._digest = digest
        refused = laws.newer is not None and laws.newer.state == "refused"
        self._newer.set(len(laws.newer.findings) if laws.newer is not None and refused else 0)

    def written(self) -> bytes:
        """Return the figures of all the processes, as Prometheus reads them."""
        folder = os.environ.get(FOLDER)
        if not folder:
            return generate_latest(self._registry)
        _forget_the_dead(Path(folder))
        all_processes = CollectorRegistry()
        MultiProcessCollector(all_processes, folder)  # type: ignore[no-untyped-call]
        return generate_latest(all_processes)


def _memory() -> int:
    """Return the bytes of memory that this process uses; 0 where the system does not tell."""
    try:
        return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * _PAGE_SIZE
    except (OSError, ValueError, IndexError):
        return 0


def _forget_the_dead(folder: Path) -> None:
    """Leave out what processes that have ended said of themselves; what they counted stays."""
    for pid in {file.stem.rpartition("_")[2] for file in folder.glob("gauge_live*.db")}:
        with suppress(ValueError, OSError):
            if not _is_alive(int(pid)):
                mark_process_dead(int(pid), str(folder))  # type: ignore[no-untyped-call]


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
