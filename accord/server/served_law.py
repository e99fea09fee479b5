"""The law that is served, and how it stays the one on disk.

Someone may edit a text while the server runs. What is served is always a law that was read whole
and checked: the one of the start, until newer files are clean too. Then it changes at once and as a
whole; answers that are being worked out end with the law that they began with.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal

from msgspec import MsgspecError, Struct
from msgspec.json import Decoder

from accord.case import Case
from accord.findings import Finding, RefusedInput, found
from accord.law import Law, load
from engine.cases.case_reader import Facts
from engine.diagnostics.diagnostic import RefusedInput as Refused
from engine.language.kept import forget
from engine.language.model import Corpus
from engine.library import load as read
from engine.library import shipped
from engine.source.digest import digest_of

_LOOK_EVERY: Final = 1.0
_LONGEST_CHECK: Final = 120.0
_LOWER_PRIORITY: Final = 10
_READ_WHOLE: Final = "from accord.server.served_law import print_checked; print_checked()"


class ServedLaw(Struct, frozen=True, eq=False):
    """A law that is served: all texts (`law`), and those without the folders given (`base`)."""

    law: Law
    base: Law
    drafts: frozenset[str]
    """The texts that the folders given add to a corpus that comes with the package, or change in
    it. A folder with a corpus of its own holds no draft.
    """
    digest: str
    """The same for the same texts and for no others."""


def corpora_of(law: Law) -> Mapping[str, Corpus]:
    """Return the bodies of law, by id, as the engine reads them."""
    return law._corpora  # noqa: SLF001  # of this package; here alone, and so in `facts_of`


def facts_of(case: Case) -> Facts:
    """Return what a case says, as the engine reads it."""
    return case._facts  # noqa: SLF001  # likewise


class Newer(Struct, frozen=True):
    """Files newer than the law that is served: `checking`, or `refused` for `findings`."""

    state: Literal["checking", "refused"]
    findings: tuple[Finding, ...] = ()
    """In English."""
    in_french: tuple[Finding, ...] = ()
    """The same, in French; empty where they were found in English alone."""


class Checked(Struct, frozen=True):
    """All that is wrong with a law, in both languages."""

    findings: tuple[Finding, ...]
    in_french: tuple[Finding, ...]


def read_law(folders: Sequence[Path]) -> ServedLaw:
    """Return the law that comes with the package, and that of some folders. Raises `RefusedInput`
    with every fault for which they can answer nothing.
    """
    base = load()
    return served_law(load(*folders) if folders else base, base)


def served_law(law: Law, base: Law) -> ServedLaw:
    """Return a law with what tells it from that of the package alone."""
    corpora, shipped_corpora = corpora_of(law), corpora_of(base)
    drafts = {
        text.id
        for name, corpus in corpora.items()
        for text in corpus.texts.values()
        if name in shipped_corpora
        and (known := shipped_corpora[name].texts.get(text.id)) != text
        and (known is None or known.location.path != text.location.path)
    }
    written = "\n".join(f"{name} {corpora[name].digest}" for name in sorted(corpora))
    return ServedLaw(law, base, frozenset(drafts), digest_of(written.encode()))


class LawOnDisk:
    """The law of the shipped texts and of some folders, kept current.

    `current` is the law to answer with: take it once, and use that one for a whole answer.
    """

    def __init__(self, folders: Sequence[Path] = (), kept: Path | None = None) -> None:
        """Read the law. Raises `RefusedInput` where it can answer nothing.

        In `kept` stay the last texts of the folders that were served: a process that starts while
        those on disk are at fault takes them from there.
        """
        self._folders = tuple(folders)
        self._kept = kept
        self._seen = self._on_disk()
        self._settling = self._seen
        self._refused: Newer | None = None
        self._reported: frozenset[tuple[str, str, str]] = frozenset()
        self._stopped = threading.Event()
        self.newer: Newer | None = None
        self.current = self._first()
        self.loaded_at = datetime.now(UTC)
        self.findings = self._note(self.current.law.check().findings)

    def watch(self) -> None:
        """Look for newer files every second, in a thread, until `close`."""
        threading.Thread(target=self._keep_current, name="law on disk", daemon=True).start()

    def close(self) -> None:
        """Look for newer files no more."""
        self._stopped.set()

    def _keep_current(self) -> None:
        while not self._stopped.wait(_LOOK_EVERY):
            self.look()

    def look(self) -> bool:
        """Look for newer files once; return whether another law is served now.

        Files are taken once two looks in a row see the same ones: an editor, or a copy, may be half
        way through.
        """
        on_disk = self._on_disk()
        settled, self._settling = on_disk == self._settling, on_disk
        if on_disk == self._seen:
            self.newer = self._refused
            return False
        self.newer = Newer("checking")
        return settled and self._take(on_disk)

    def _take(self, on_disk: frozenset[tuple[str, int, int]]) -> bool:
        """Serve the newer files if nothing new is wrong with them."""
        checked = read_elsewhere(self._folders)
        if checked is None:  # the next look tries again
            return False
        self._seen = on_disk
        refused = self._refused_for(checked)
        if not refused:
            try:
                newer = read_law(self._folders)
            except RefusedInput as changed:  # once more since they were checked
                refused = Newer("refused", changed.findings)
        self.newer = self._refused = refused
        if refused:
            return False
        self.findings = self._note(checked.findings)
        if newer.digest == self.current.digest:
            return False
        self._keep(newer)
        self.current, self.loaded_at = newer, datetime.now(UTC)
        forget()  # what was kept of the law before goes with it
        return True

    def _refused_for(self, checked: Checked) -> Newer | None:
        """Return why newer files are refused: for what is wrong with them alone."""
        new = [
            both
            for both in zip(checked.findings, checked.in_french, strict=True)
            if _fault(both[0]) not in self._reported
        ]
        if not new:
            return None
        findings, in_french = zip(*new, strict=True)
        return Newer("refused", findings, in_french)

    def _note(self, findings: tuple[Finding, ...]) -> int:
        self._reported = frozenset(map(_fault, findings))
        return len(findings)

    def _first(self) -> ServedLaw:
        """Return the law to begin with: that of the disk, or the last one that was clean."""
        try:
            current = read_law(self._folders)
        except RefusedInput as refused:
            last = None if self._kept is None else kept_in(self._kept)
            if not last:
                raise
            self.newer = self._refused = Newer("refused", refused.findings)
            return read_law(last)
        self._keep(current)
        return current

    def _keep(self, served: ServedLaw) -> None:
        if self._kept is not None:
            keep_in(self._kept, served.digest, self._folders)

    def _on_disk(self) -> frozenset[tuple[str, int, int]]:
        """Return what tells the files of now from those of another moment."""
        return frozenset(
            state for folder in (shipped("rulesets"), *self._folders) for state in _files(folder)
        )


def _files(folder: Path | str, depth: int = 4) -> Iterable[tuple[str, int, int]]:
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                if entry.is_dir() and depth:
                    yield from _files(entry.path, depth - 1)
                elif entry.name.endswith(".yaml"):
                    status = entry.stat()
                    yield entry.path, status.st_size, status.st_mtime_ns
    except OSError:  # removed while it was looked at: the next look sees what is left
        return


def _fault(finding: Finding) -> tuple[str, str, str]:
    """Return what makes two findings the same, though the lines above have moved."""
    return finding.code, finding.place, finding.message


# --- the last texts that were clean ---------------------------------------------------------------


def keep_in(kept: Path, digest: str, folders: Sequence[Path]) -> None:
    """Keep the texts of some folders under the digest of their law, whole or not at all, and
    forget those kept before.
    """
    home, part = kept / digest, kept / f"{digest}.{os.getpid()}.part"
    if folders and not home.exists():
        for rank, folder in enumerate(folders):
            shutil.copytree(folder, part / f"{rank:03}")
        with suppress(OSError):  # another process has kept them meanwhile
            part.rename(home)
    for other in kept.iterdir() if folders else ():
        if other != home:
            shutil.rmtree(other, ignore_errors=True)


def kept_in(kept: Path) -> list[Path]:
    """Return the folders of the texts that were kept last; none where none were."""
    homes = [home for home in kept.iterdir() if home.suffix != ".part"]
    return sorted(max(homes, key=lambda home: home.stat().st_mtime).iterdir()) if homes else []


# --- reading beside the answers -------------------------------------------------------------------


def read_elsewhere(folders: Sequence[Path]) -> Checked | None:
    """Return what is wrong with the law of some folders, found by another process: the answers go
    on meanwhile. What it read and found clean is then kept, and read here in no time. None where
    that process did not end well.
    """
    try:
        done = subprocess.run(
            [sys.executable, "-c", _READ_WHOLE, *map(str, folders)],
            capture_output=True,
            check=True,
            timeout=_LONGEST_CHECK,
        )
        return Decoder(Checked).decode(done.stdout)
    except (OSError, subprocess.SubprocessError, MsgspecError):
        return None


def print_checked() -> None:
    """Print what is wrong with the law of the folders of the command line, as JSON: what
    `read_elsewhere` runs.
    """
    from msgspec.json import encode

    if hasattr(os, "nice"):  # not on Windows
        os.nice(_LOWER_PRIORITY)
    sys.stdout.buffer.write(encode(checked([Path(folder) for folder in sys.argv[1:]])))


def checked(folders: Sequence[Path]) -> Checked:
    """Return what is wrong with the law of some folders."""
    from engine.testing.check_files import check_paths

    try:
        read(folders)
        diagnostics = check_paths([], tuple(folders), None).findings
    except Refused as refused:
        diagnostics = refused.diagnostics
    return Checked(found(diagnostics, "en"), found(diagnostics, "fr"))
