"""What ends a run before its time, in one line: memory, the
disk, an interruption, whatever the embedded engine says.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from engine.diagnostics.bilingual import sentence
from engine.diagnostics.diagnostic import Diagnostic, Location, RefusedInput
from engine.source.new_file import not_written

_MEGABYTES = {
    "KB": 1e-3,
    "KIB": 2**10 / 1e6,
    "MB": 1.0,
    "MIB": 2**20 / 1e6,
    "GB": 1e3,
    "GIB": 2**30 / 1e6,
    "TB": 1e6,
    "TIB": 2**40 / 1e6,
}
_FOR_A_WORKER = 125
"""What DuckDB asks to be given for each of its workers, in megabytes."""
_DISK = re.compile(
    r"No space left|File too large|Disk quota|Could not write|failed to offload|"
    r"Read-only file system",
    re.IGNORECASE,
)


@contextmanager
def stopped(place: Path, memory: str | None, threads: int | None) -> Iterator[None]:
    """Turn what stops a run that writes at a place into a
    finding, and what DuckDB says of an interruption into one.
    """
    try:
        yield
    except duckdb.OutOfMemoryException:
        raise more_memory(memory, threads) from None
    except duckdb.InterruptException:
        raise KeyboardInterrupt from None
    except OSError as problem:
        raise not_written(place, problem) from None
    except duckdb.Error as problem:
        if _DISK.search(str(problem)):
            raise not_written(place, problem) from None
        said = (str(problem).strip().splitlines() or [type(problem).__name__])[0][:200].rstrip(".")
        hint = sentence(
            "this is no fault of the table: try again with fewer --threads or a smaller "
            "--slice, and report it if it stays."
        )
        raise RefusedInput(
            [
                Diagnostic(
                    "ACC619",
                    sentence("the embedded engine stopped ({said}).", said=said),
                    Location("accord batch"),
                    hint,
                )
            ]
        ) from None
    except RuntimeError as problem:
        if "interrupted" in str(problem).lower():  # so DuckDB says it in the midst of a query
            raise KeyboardInterrupt from None
        raise


def more_memory(memory: str | None, threads: int | None) -> RefusedInput:
    """Return the finding for a run that has not memory enough, and how much it needs."""
    workers = threads or os.cpu_count() or 1
    least = _FOR_A_WORKER * workers
    given = megabytes(memory) if memory else 0
    needed = least if given < least else round(2 * given)
    said = (
        sentence("--memory {given} is not enough", given=memory)
        if memory
        else sentence("the memory of this machine is not enough")
    )
    message = sentence("{said}: the run needs {needed}MB or more.", said=said, needed=needed)
    if needed == least:
        message = sentence(
            "{said}: the run needs {needed}MB ({each}MB for each of {workers} workers) or more.",
            said=said, needed=needed, each=_FOR_A_WORKER, workers=workers,
        )  # fmt: skip
    hint = sentence(
        "give --memory {needed}MB or more, fewer --threads, or a smaller --slice.", needed=needed
    )
    return RefusedInput([Diagnostic("ACC617", message, Location("--memory"), hint)])


def megabytes(size: str) -> float:
    """Return a size, such as 3GB, in megabytes."""
    number, unit = re.fullmatch(r"([\d.]+)\s?([A-Z]+)", size.upper()).groups()  # type: ignore[union-attr]  # checked when the option is read
    return float(number) * _MEGABYTES[unit]
