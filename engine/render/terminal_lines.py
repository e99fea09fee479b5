"""Lines of a terminal: wrapping that never breaks a sum, a
date or a reference, columns that share a width, ANSI styles.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final
from unicodedata import combining, east_asian_width

from engine.words.formats import NARROW, NO_BREAK

GAP = 3
"""Spaces between two columns."""
LEAST: Final = 12
"""The narrowest that a column of words is made."""
LEAST_CITED: Final = 8
"""The narrowest that a column of the numbers of references is made."""

_CODES = {
    "bold": "1",
    "dim": "2",
    "italic": "3",
    "underline": "4",
    "red": "31",
    "green": "32",
    "yellow": "33",
}
_DAY_AND_MONTH = re.compile(r"(\b\d{1,2}|\b1er) (?=[^\W\d]{3,9} \d{4}\b)")
_THOUSANDS = re.compile(r"(\d) (?=\d{3}\b)")
_NUMBERED = re.compile(r"(\bart\.|\bp\.|n°) (?=\S)")
_GLUE = "\ue000"
_UNUSUAL = re.compile("[^\u0000-\u02ff\u2000-\u22ff\u2500-\u25ff\u2713\u2717\ue000]")


def wrapped(text: str, width: int) -> list[str]:
    """Return the lines of a text in `width` columns. It
    breaks at plain spaces only; a word that is wider is cut.
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        lines += (
            [paragraph]
            if breadth(paragraph) <= width
            else _lines(_glued(paragraph).split(" "), width)
        )
    return [line.replace(_GLUE, " ") for line in lines]


def _lines(words: Sequence[str], width: int) -> list[str]:
    """Return the words in lines of `width` columns; a word that is wider is cut."""
    lines: list[str] = []
    line, taken = "", 0
    for word in words:
        room = breadth(word)
        if line and taken + 1 + room <= width:
            line, taken = f"{line} {word}", taken + 1 + room
            continue
        if line:
            lines.append(line)
        *full, line = [word] if room <= width else _cut(word, width)
        lines, taken = lines + full, breadth(line)
    return [*lines, line]


def breadth(text: str) -> int:
    """Return how many columns a text takes: two for a wide character, none for a combining one."""
    if not _UNUSUAL.search(text):
        return len(text)
    return sum(
        0 if combining(character) else 2 if east_asian_width(character) in "WF" else 1
        for character in text
    )


def filled(text: str, width: int, *, right: bool = False) -> str:
    """Return the text with spaces up to `width` columns, before it when it goes to the right."""
    space = " " * (width - breadth(text))
    return space + text if right else text + space


def shared(available: int, natural: Sequence[int], *, least: int = LEAST) -> list[int]:
    """Return the widths of columns that share `available`: their
    natural one for those that need little, equal parts for the others.
    """
    widths = list(natural)
    pending = list(range(len(natural)))
    room = available
    while pending:
        fair = max(room // len(pending), least)
        small = [place for place in pending if natural[place] <= fair]
        if not small:
            for place in pending:
                widths[place] = fair
            break
        room -= sum(natural[place] for place in small)
        pending = [place for place in pending if natural[place] > fair]
    return widths


def painted(text: str, style: str) -> str:
    """Return the text in an ANSI style, words such as `bold green` ("" leaves it as it is)."""
    codes = ";".join(_CODES[word] for word in style.split())
    return f"\x1b[{codes}m{text}\x1b[0m" if codes and text else text


def widest(lines: Iterable[str]) -> int:
    """Return the breadth of the widest line, 0 when there is none."""
    return max((breadth(line) for line in lines), default=0)


def _glued(text: str) -> str:
    """Return the text with a mark in place of the spaces at which a line may not break."""
    for pattern in (_DAY_AND_MONTH, _THOUSANDS, _NUMBERED):
        text = pattern.sub(rf"\1{_GLUE}", text)
    return text


def _cut(word: str, width: int) -> list[str]:
    """Return the pieces of a word that is too wide: between
    its parts if they hold, else anywhere.
    """
    pieces = re.split(f"[{_GLUE}{NO_BREAK}{NARROW}]", word)
    if len(pieces) > 1 and widest(pieces) <= width:
        return _lines(pieces, width)
    return [word[start : start + width] for start in range(0, len(word), width)]
