"""What a file, a pipe or standard input holds, in bytes, or why it cannot be read."""

from __future__ import annotations

import errno
import os
import select
import stat
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from types import MappingProxyType
from typing import Final

from engine.diagnostics.bilingual import Sentence, sentence
from engine.diagnostics.diagnostic import Diagnostic, Location

LARGEST: Final = 2 * 1024 * 1024
"""The largest file that is read, in bytes."""
STANDARD_INPUT: Final = "-"

_PATIENCE: Final = 0.8
"""How long the first byte of a pipe is awaited that nobody writes to yet, in seconds."""


_TYPED: ContextVar[Mapping[str, bytes]] = ContextVar("typed", default=MappingProxyType({}))


@contextmanager
def as_typed(files: Mapping[str, bytes]) -> Iterator[None]:
    """Read, while it lasts, some files as they are typed in an editor, by their paths: what is on
    the disk does not count.
    """
    before = _TYPED.set(files)
    try:
        yield
    finally:
        _TYPED.reset(before)


def typed_in(folder: Path) -> list[str]:
    """Return the names of the files of a folder that are typed in an editor: the disk may not have
    them yet.
    """
    return [file.name for file in map(Path, _TYPED.get()) if file.parent == folder]


class _Unreadable(Exception):
    """A file that cannot be read, for a reason that the system does not give."""

    def __init__(self, reason: Sentence) -> None:
        super().__init__(str(reason))
        self.reason = reason


def read_bytes(
    path: str | Path, *, largest: int = LARGEST
) -> tuple[bytes | None, list[Diagnostic]]:
    """Return the content of a file (of standard input for `-`),
    or why it cannot be read; never more than `largest` bytes.
    """
    name = str(path)
    typed = _TYPED.get().get(name)
    if typed is not None:
        return typed, []
    try:
        content = (
            _standard_input(largest + 1)
            if name == STANDARD_INPUT
            else _content(Path(path), largest + 1)
        )
    except (OSError, ValueError, _Unreadable) as problem:
        return None, [_unreadable(name, problem)]
    return content, []


def _standard_input(most: int) -> bytes:
    if sys.stdin is None:
        raise _Unreadable(sentence("standard input is closed"))
    return sys.stdin.buffer.read(most)


def _content(path: Path, most: int) -> bytes:
    """Return so many bytes of a file at most; a pipe that nobody
    writes to is refused, where reading it would wait for ever.
    """
    if not stat.S_ISFIFO(path.stat().st_mode):
        with path.open("rb") as stream:
            return stream.read(most)
    pipe = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    start = b""
    if not select.select([pipe], [], [], _PATIENCE)[0]:
        try:
            start = os.read(pipe, 1)
        except BlockingIOError:  # someone writes, and takes the time
            pass
        else:
            if not start:
                os.close(pipe)
                raise _Unreadable(sentence("a pipe that nobody writes to"))
    os.set_blocking(pipe, True)
    with os.fdopen(pipe, "rb") as stream:
        return start + stream.read(most - len(start))


def _unreadable(name: str, problem: OSError | ValueError | _Unreadable) -> Diagnostic:
    place = Location(name)
    if isinstance(problem, FileNotFoundError):
        hint = sentence("check the path; it is read from the current folder.")
        return Diagnostic("ACC001", sentence("there is no such file"), place, hint)
    if isinstance(problem, IsADirectoryError):
        hint = sentence("name one file of it; folders of texts go with `--rulesets`.")
        return Diagnostic("ACC002", sentence("this is a folder, not a file"), place, hint)
    message = sentence("the file cannot be read ({reason})", reason=reason_of(problem))
    return Diagnostic(
        "ACC003", message, place, sentence("check that it is a file that you may read.")
    )


def reason_of(problem: Exception) -> Sentence:
    """Return why something cannot be read: in plain words where
    the reason is a common one, else as the system gives it.
    """
    if isinstance(problem, _Unreadable):
        return problem.reason
    if isinstance(problem, FileNotFoundError):
        return sentence("it does not exist")
    if isinstance(problem, PermissionError):
        return sentence("you may not read it")
    if isinstance(problem, NotADirectoryError):
        return sentence("it is not a folder")
    if isinstance(problem, OSError) and problem.errno == errno.ENOSPC:
        return sentence("no room is left on the disk")
    said = getattr(problem, "strerror", None) or str(problem)
    return sentence("the system says `{said}`", said=said)
