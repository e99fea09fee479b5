"""A file that is written whole or not at all, and replaced only where that is asked for."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from engine.diagnostics.bilingual import sentence
from engine.diagnostics.diagnostic import Diagnostic, Location, RefusedInput

_PARTIAL = ".accord.new"
"""How the name ends of a file that is being written."""


def refuse_place(path: Path, *, force: bool) -> None:
    """Raise RefusedInput when no file can be written at a path, or when one is there that may not
    be replaced.
    """
    place = Location(str(path))
    if path.is_dir() or not path.parent.is_dir() or (path.exists() and not path.is_file()):
        hint = sentence("give the name of a file in a folder that exists.")
        message = sentence("no file can be written there.")
        raise RefusedInput([Diagnostic("ACC607", message, place, hint)])
    if (path.exists() or path.is_symlink()) and not force:
        hint = sentence("add --force to replace it, or give another name.")
        message = sentence("the file exists already.")
        raise RefusedInput([Diagnostic("ACC607", message, place, hint)])


def write_new(path: Path, content: bytes, *, force: bool) -> None:
    """Write a file, all of it at once; whatever fails, what was at `path` stays as it was.

    Raises RefusedInput as `refuse_place` does, and where it cannot be written.
    """
    refuse_place(path, force=force)
    with writing(path):
        descriptor, name = tempfile.mkstemp(_PARTIAL, f".{path.name}.", path.parent)
        partial = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(content)
            partial.chmod(0o666 & ~_mask())
            put_in_place(partial, path, force=force)
        finally:
            partial.unlink(missing_ok=True)


def put_in_place(partial: Path, path: Path, *, force: bool) -> None:
    """Give a file that is written its name; without `force`, what has come there since is not
    replaced. Raises OSError where the file system refuses.
    """
    if not force:
        try:
            path.hardlink_to(partial)
        except FileExistsError:
            refuse_place(path, force=False)
        except OSError:
            refuse_place(path, force=False)  # a file system without such links
        else:
            partial.unlink()
            return
    partial.replace(path)


def _mask() -> int:
    """Return the rights that this process takes away from new files; `mkstemp` takes away all."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn a failure to write a file into a finding."""
    try:
        yield
    except OSError as problem:
        raise not_written(path, problem) from None
    except Exception as problem:
        if (
            isinstance(problem.__context__, OSError) or type(problem).__name__ == "FileCreateError"
        ):  # as xlsxwriter wraps it
            raise not_written(path, problem) from None
        raise


def not_written(path: Path, problem: Exception) -> RefusedInput:
    """Return the finding for what cannot be written at a place."""
    said = getattr(problem, "strerror", None) or (
        str(problem).strip().splitlines() or [type(problem).__name__]
    )[0][:200].rstrip(".")
    message = sentence("it cannot be written ({said}).", said=said)
    hint = sentence("see that the disk has room and that the folder may be written.")
    return RefusedInput([Diagnostic("ACC614", message, Location(str(path)), hint)])
