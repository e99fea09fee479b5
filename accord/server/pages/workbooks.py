"""Workbooks that strangers send: is one as large as its file, before anything opens it?

What reads a workbook makes room for every cell between the first and the last one. A file of a
thousand bytes may name a last cell so far away that no machine has the room.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Final

_SWELLS: Final = 40
"""How many times larger than its file a workbook may be once it is opened."""
_SMALL: Final = 100_000
"""What a file may always swell to so many times, in bytes."""
_MOST_CELLS: Final = 4_000_000
_LETTERS: Final = 26
_ROW: Final = re.compile(rb"<(?:\w+:)?row[\s/>]")
_CELL: Final = re.compile(rb"<(?:\w+:)?c[\s/>]")
_PLACE: Final = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{0,3})([0-9]{1,7})["']""")


def is_swollen(table: Path) -> bool:
    """Whether a workbook takes far more room than its file: so it is not to be opened. What is no
    workbook is not: what opens it says why.
    """
    try:
        parts = zipfile.ZipFile(table)
    except (OSError, ValueError, zipfile.BadZipFile):
        return False
    with parts:
        listed = parts.infolist()
        most = _SWELLS * max(table.stat().st_size, _SMALL)
        if sum(part.file_size for part in listed) > most:
            return True
        try:
            return any(_cells_in(parts.read(part)) > _MOST_CELLS for part in listed)
        except Exception:  # a part is not what the list says of it: it may be of any size
            return True


def _cells_in(sheet: bytes) -> int:
    """Return how many cells a sheet has between its first and its last one, at most: of those that
    say where they are, and of those that only follow one another.
    """
    rows, columns = 0, 0
    for place in _PLACE.finditer(sheet):
        rows = max(rows, int(place[2]))
        columns = max(columns, _rank(place[1]))
    starts = [row.start() for row in _ROW.finditer(sheet)]
    ends = [*starts[1:], len(sheet)]
    widest = max(
        (
            sum(1 for _ in _CELL.finditer(sheet, start, end))
            for start, end in zip(starts, ends, strict=False)
        ),
        default=0,
    )
    return max(rows, len(starts)) * max(columns, widest)


def _rank(letters: bytes) -> int:
    """Return the rank of a column: 1 for `A`, 27 for `AA`."""
    rank = 0
    for letter in letters.upper():
        rank = rank * _LETTERS + letter - ord("A") + 1
    return rank
