"""A folder of files that is written whole or not at all."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from engine.diagnostics.bilingual import sentence
from engine.diagnostics.diagnostic import Diagnostic, Location, RefusedInput
from engine.source.new_file import writing


def write_folder(folder: Path, files: Mapping[str, str], *, force: bool) -> None:
    """Write a folder with files, all at once. Where it is there already and `force` says so, its
    files of these names are replaced, and the others stay.

    Raises RefusedInput where it may not be replaced, or cannot be written: nothing has changed.
    """
    refuse_folder(folder, force=force)
    with writing(folder):
        aside = Path(tempfile.mkdtemp(".accord.new", f".{folder.name}.", folder.parent))
        try:
            made = aside / "new"
            if folder.is_dir():
                shutil.copytree(folder, made, symlinks=True)
            made.mkdir(exist_ok=True)
            for name, content in files.items():
                (made / name).write_text(content, encoding="utf-8")
            _swap(made, folder, aside / "old")
        finally:
            shutil.rmtree(aside, ignore_errors=True)


def _swap(made: Path, folder: Path, old: Path) -> None:
    """Put a folder in the place of another, which comes back where that fails."""
    if not folder.exists():
        made.rename(folder)
        return
    folder.rename(old)
    try:
        made.rename(folder)
    except OSError:
        old.rename(folder)
        raise


def refuse_folder(folder: Path, *, force: bool) -> None:
    """Raise RefusedInput where something is at the place of a folder that may not be replaced."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        message = sentence("no folder can be written there.")
        hint = sentence("give another name.")
        raise RefusedInput([Diagnostic("ACC607", message, Location(str(folder)), hint)])
    if folder.exists() and not force:
        message = sentence("the folder exists already.")
        hint = sentence("add --force to replace its files, or give another name with --id.")
        raise RefusedInput([Diagnostic("ACC607", message, Location(str(folder)), hint)])
