"""Files are put right where one thing alone is to be done: comments and layout stay as they are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from msgspec import Struct

from engine.diagnostics.bilingual import Sentence, sentence
from engine.diagnostics.diagnostic import Diagnostic, Location
from engine.editor.edits import Edit, edited
from engine.editor.remedies import remedies
from engine.source.file_content import as_typed, read_bytes
from engine.source.new_file import write_new
from engine.testing.check_files import Report

_MOST_ROUNDS: Final = 20
"""What is put right may show what was hidden behind it: so many times at most."""
_MARK: Final = "\ufeff"


class Change(Struct, frozen=True):
    """What was written in the place of what."""

    location: Location
    before: str
    after: str

    def said(self) -> Sentence:
        """Return the change in a line."""
        return sentence(
            "{place}: `{before}` is now `{after}`",
            place=self.location,
            before=self.before,
            after=self.after,
        )


def fixed(check: Callable[[], Report], paths: Sequence[Path]) -> tuple[Report, list[Change]]:
    """Put right what has one certain remedy in the files of some paths; return what is found after
    that, and what was changed.

    A remedy is tried before anything is written: where the finding is still there, the file stays.
    """
    changes: list[Change] = []
    report = check()
    for _ in range(_MOST_ROUNDS):
        edits = _holding(_certain(report.findings, paths), check)
        if not edits:
            break
        for path, content in _after(edits).items():
            write_new(Path(path), content, force=True)
        changes += edits.values()
        report = check()
    return report, sorted(changes, key=lambda change: change.location)


Edits = Mapping[Edit, Change]


def _certain(findings: Iterable[Diagnostic], paths: Sequence[Path]) -> dict[Edit, Change]:
    """Return the edits that put findings right for certain, each with what it says."""
    places = [path.resolve() for path in paths]
    edits: dict[Edit, Change] = {}
    for finding in findings:
        file = Path(finding.location.path).resolve()
        if not any(file == place or file.is_relative_to(place) for place in places):
            continue
        for remedy in remedies(finding, _text):
            if remedy.certain:
                edits |= {edit: _change(edit) for edit in remedy.edits}
                break
    return edits


def _change(edit: Edit) -> Change:
    lines = _text(edit.path).splitlines()
    return Change(Location(edit.path, edit.line, edit.column), edit.before(lines), edit.text)


def _holding(edits: Edits, check: Callable[[], Report]) -> Edits:
    """Return the edits after which nothing is found any more where they are."""
    while edits:
        with as_typed(_after(edits)):
            left = [finding.location for finding in check().findings]
        kept = {
            edit: change
            for edit, change in edits.items()
            if not any(_is_in(place, edit) for place in left)
        }
        if len(kept) == len(edits):
            break
        edits = kept
    return edits


def _is_in(place: Location, edit: Edit) -> bool:
    """Whether a place lies in what an edit writes."""
    same_line = (place.path, place.line) == (edit.path, edit.line)
    return same_line and edit.column - 1 <= place.column <= edit.column + len(edit.text)


def _after(edits: Iterable[Edit]) -> dict[str, bytes]:
    """Return the files that edits change, as they are then."""
    by_file: dict[str, list[Edit]] = {}
    for edit in edits:
        by_file.setdefault(edit.path, []).append(edit)
    return {path: _written(path, listed) for path, listed in by_file.items()}


def _written(path: str, edits: Iterable[Edit]) -> bytes:
    content = (read_bytes(path)[0] or b"").decode("utf-8")
    mark = _MARK if content.startswith(_MARK) else ""
    return (mark + edited(content.removeprefix(_MARK), edits)).encode()


def _text(path: str) -> str:
    content, _ = read_bytes(path)
    return (content or b"").decode("utf-8", "replace").removeprefix(_MARK)
