"""Changes of text: some words of a file in the place of others. The rest of it stays as it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct


class Edit(Struct, frozen=True, order=True):
    """Some text in the place of what stands on a line, from a column on; both count from 1.

    `length` characters are replaced; none where the text is put in.
    """

    path: str
    line: int
    column: int
    length: int
    text: str

    def before(self, lines: Sequence[str]) -> str:
        """Return what it replaces."""
        line = lines[self.line - 1] if self.line <= len(lines) else ""
        return line[self.column - 1 : self.column - 1 + self.length]


def edited(text: str, edits: Iterable[Edit]) -> str:
    """Return a text after some edits of it, those that overlap another left out."""
    lines = text.splitlines(keepends=True)
    end: tuple[int, int] | None = None
    for edit in sorted(set(edits), reverse=True):
        if end is not None and (edit.line, edit.column + edit.length) > end:
            continue
        if edit.line > len(lines):
            lines.append("")
        line = lines[edit.line - 1]
        start = edit.column - 1
        lines[edit.line - 1] = line[:start] + edit.text + line[start + edit.length :]
        end = (edit.line, edit.column)
    return "".join(lines)
