"""The folder where a run works, and how a run ends: whatever
ends it, nothing of it stays, or the next run takes it away.
"""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

WORK, SPILL = "work.duckdb", "spill"
PARTIAL = ".accord.partial"
"""How the name ends of a result that is being written."""
_PREFIX, _LOCK, _TRIES = "accord-", "lock", 3
_ENDINGS = ("SIGTERM", "SIGHUP")


@contextmanager
def work_folder(parent: Path) -> Iterator[Path]:
    """Make a folder within another and take it away at the
    end, with those that runs now over have left there.
    """
    if "?" in str(
        parent.absolute()
    ):  # DuckDB would take what follows for the options of a database
        parent = Path(tempfile.gettempdir())
    forget_the_dead(parent)
    folder, lock = _locked_folder(parent)
    try:
        yield folder
    finally:
        os.close(lock)
        shutil.rmtree(folder, ignore_errors=True)


def _locked_folder(parent: Path) -> tuple[Path, int]:
    """Make a folder and lock it. Between the two, a run that looks for the dead may take it away:
    then another is made.
    """
    while True:
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=parent)).absolute()
        with suppress(FileNotFoundError):
            if (lock := hold(folder / _LOCK)) is not None:
                return folder, lock


def hold(path: Path, tries: int = _TRIES) -> int | None:
    """Lock a file, made if need be, as long as this process
    lives or until it is closed; None when another has the lock.
    """
    for rank in range(tries):
        if rank:
            time.sleep(0.02)
        lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            if _locked(lock) and os.fstat(lock).st_ino == path.stat().st_ino:
                return lock
        except FileNotFoundError:
            pass  # its holder has put it in place, or taken it away, in the meantime
        except OSError:
            return lock  # no locks on this file system
        os.close(lock)
    return None


def _locked(lock: int) -> bool:
    try:
        import fcntl
    except ImportError:  # no locks on this system
        return True
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def forget_the_dead(parent: Path) -> None:
    """Take away what runs that were ended by force have
    left in a folder; those under way hold what is theirs, and are not waited for.
    """
    with suppress(OSError):
        for folder in parent.glob(f"{_PREFIX}*"):
            if (folder / _LOCK).is_file() and (lock := hold(folder / _LOCK, 1)) is not None:
                shutil.rmtree(folder, ignore_errors=True)
                os.close(lock)
        for file in parent.glob(f".*{PARTIAL}"):
            if file.is_file() and (lock := hold(file, 1)) is not None:
                file.unlink(missing_ok=True)
                os.close(lock)


@contextmanager
def ends_in_order() -> Iterator[None]:
    """Let a run that is asked to end (by TERM, or HUP) end as
    an interrupted one does: what it has begun is taken away.
    """
    before: dict[int, Any] = {}
    if threading.current_thread() is threading.main_thread():
        for name in _ENDINGS:
            number = getattr(signal, name, None)
            if (
                number is not None and signal.getsignal(number) == signal.SIG_DFL
            ):  # one that is ignored (nohup) stays so
                before[number] = signal.signal(number, _end)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _end(number: int, _frame: object) -> None:
    signal.signal(number, signal.SIG_IGN)  # once is enough
    raise KeyboardInterrupt
