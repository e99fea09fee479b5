"""The findings, places and edits of the engine as the Language Server Protocol has them.

The protocol counts lines and characters from 0, and characters in the units of UTF-16.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Final

from lsprotocol import types
from pygls import uris

from engine.diagnostics.bilingual import Language
from engine.diagnostics.diagnostic import Diagnostic, Location
from engine.editor.edits import Edit
from engine.editor.mentions import Mention

SOURCE: Final = "accord"
Text = Callable[[str], str]
"""Gives the text of a file by its path."""
_ENDS_WORD: Final = " ,:{}[]'\"#"


def uri_of(path: str) -> str:
    """Return the address of a file."""
    return uris.from_fs_path(path) or Path(path).as_uri()


def is_file(uri: str) -> bool:
    """Whether an address is that of a file: an editor also has documents that are not saved yet,
    or that are in no folder.
    """
    return uri.startswith("file:")


def file_of(uri: str) -> Path:
    """Return the file of an address."""
    return Path(uris.to_fs_path(uri) or uri)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def position(lines: Sequence[str], line: int, column: int) -> types.Position:
    """Return a place of the protocol: `line` and `column` count from 1."""
    before = lines[line - 1][: column - 1] if 0 < line <= len(lines) else ""
    return types.Position(max(line - 1, 0), _units(before))


def place(lines: Sequence[str], at: types.Position) -> tuple[int, int]:
    """Return the line and the column, from 1, of a place of the protocol."""
    text = lines[at.line] if at.line < len(lines) else ""
    units = text.encode("utf-16-le")[: 2 * at.character]
    return at.line + 1, len(units.decode("utf-16-le", "ignore")) + 1


def span(lines: Sequence[str], line: int, column: int, length: int) -> types.Range:
    """Return what a number of characters cover, from a place on."""
    return types.Range(position(lines, line, column), position(lines, line, column + length))


def word_at(lines: Sequence[str], location: Location) -> types.Range:
    """Return the word at the place of a finding: within quotes, all that they hold."""
    line = lines[location.line - 1] if 0 < location.line <= len(lines) else ""
    start = max(location.column - 1, 0)
    quote = line[start : start + 1]
    if quote in ("'", '"') and quote:
        end = line.find(quote, start + 1)
        length = (end if end >= 0 else len(line)) - start + 1
    else:
        rest = line[start:]
        length = next((at for at, letter in enumerate(rest) if letter in _ENDS_WORD), len(rest))
    return span(lines, location.line, start + 1, max(length, 1))


def diagnostic(finding: Diagnostic, language: Language, text: Text) -> types.Diagnostic:
    """Return a finding; its remedy is on a line of its own."""
    lines = text(finding.location.path).splitlines()
    message = finding.message.in_language(language)
    if finding.hint:
        message += f"\n{finding.hint.in_language(language)}"
    related = [
        types.DiagnosticRelatedInformation(location(there, text), finding.code)
        for there in finding.related
    ]
    return types.Diagnostic(
        word_at(lines, finding.location),
        message,
        types.DiagnosticSeverity.Error,
        finding.code,
        source=SOURCE,
        related_information=related or None,
    )


def location(there: Location, text: Text) -> types.Location:
    """Return a place in a file."""
    return types.Location(uri_of(there.path), word_at(text(there.path).splitlines(), there))


def mention_location(mention: Mention, text: Text) -> types.Location:
    """Return the place of a name."""
    lines = text(mention.path).splitlines()
    return types.Location(
        uri_of(mention.path), span(lines, mention.line, mention.column, mention.length)
    )


def workspace_edit(edits: Iterable[Edit], text: Text) -> types.WorkspaceEdit:
    """Return edits, by file."""
    changes: dict[str, list[types.TextEdit]] = {}
    for edit in edits:
        lines = text(edit.path).splitlines()
        where = span(lines, edit.line, edit.column, edit.length)
        changes.setdefault(uri_of(edit.path), []).append(types.TextEdit(where, edit.text))
    return types.WorkspaceEdit(changes=changes)
