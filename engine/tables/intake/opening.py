"""How a file of separated values opens: its encoding, what separates
its cells, its line of names; and a plain copy where it needs one.

What Excel in French writes is read: semicolons, a first line `sep=;`, and cp1252 where nothing but
French words can be meant.
"""

from __future__ import annotations

import csv
import io
import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE, getincrementaldecoder
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from engine.diagnostics.bilingual import Sentence, sentence
from engine.tables.columns import is_case
from engine.tables.needed import CP1252, UTF_8

SEPARATORS = ",;\t|"
_AT_ONCE = 1 << 20
_LONGEST_HEADER = 4_000_000
_DECLARED = re.compile(r"sep=([,;\t|])\r?(?:\n|\Z)", re.IGNORECASE)
_FRENCH = frozenset("àâäæçéèêëîïôöœùûüÿÀÂÄÆÇÉÈÊËÎÏÔÖŒÙÛÜŸ«»’‘“”–—…€°²³ºª§·\u00a0")
"""What French is written with beyond ASCII: with nothing
else in it, a file that is not UTF-8 is cp1252.
"""


@dataclass(frozen=True, slots=True)
class Opening:
    """How a file opens. `declared` says that its first line tells what separates the cells;
    `others` may separate the names as well.
    """

    encoding: str
    separator: str
    names: tuple[str, ...]
    declared: bool = False
    others: tuple[str, ...] = ()

    def said(self) -> Iterator[Sentence]:
        """Yield what was chosen where the file leaves it open."""
        if self.encoding != UTF_8:
            yield sentence(
                "the file is not in UTF-8: it is read as {encoding} (Windows, Excel in French).",
                encoding=self.encoding,
            )
        if self.others:
            others, own = (
                " ".join(f"`{_shown(separator)}`" for separator in self.others),
                f"`{_shown(self.separator)}`",
            )
            yield sentence(
                "the columns are separated by {own}; the names also hold {others}.",
                own=own,
                others=others,
            )


def _shown(separator: str) -> str:
    return "\\t" if separator == "\t" else separator


class OtherEncoding(Exception):
    """The file is neither in UTF-8 nor, for certain, in what
    it was asked to be read in: `name` says what it may be.
    """

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def opened(path: Path, encoding: str = "") -> Opening:
    """Return how a file opens; `encoding` is the one asked
    for. Raises OtherEncoding, or OSError.
    """
    encoding = encoding or _encoding_of(path)
    try:
        with path.open(
            encoding="utf-8-sig" if encoding == UTF_8 else encoding, newline=""
        ) as stream:
            start = stream.read(_LONGEST_HEADER)
    except UnicodeError:
        raise OtherEncoding("") from None
    declared = _DECLARED.match(start)
    if declared:
        names = first_record(start[declared.end() :], declared[1])
        return Opening(encoding, declared[1], tuple(names), declared=True)
    return replace(_separated(start), encoding=encoding)


def _separated(start: str) -> Opening:
    """Return what separates the names: what makes one of
    them `case`, else what makes the most of them.
    """
    lines = {separator: first_record(start, separator) for separator in SEPARATORS}
    chosen = max(
        SEPARATORS,
        key=lambda separator: (
            any(is_case(name) for name in lines[separator]),
            len(lines[separator]),
        ),
    )
    others = tuple(
        separator
        for separator in SEPARATORS
        if separator != chosen and any(separator in name for name in lines[chosen])
    )
    return Opening(UTF_8, chosen, tuple(lines[chosen]), others=others)


def first_record(text: str, separator: str) -> list[str]:
    """Return the cells of the first row of a text; none when this is not what separates them."""
    try:
        return next(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True), [])
    except csv.Error:
        return []


# --- encodings ------------------------------------------------------------------------------------


def _encoding_of(path: Path) -> str:
    with path.open("rb") as stream:
        start = stream.read(3)
    if start.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        raise OtherEncoding("UTF-16")
    if _decodes(path, UTF_8):
        return UTF_8
    if _decodes(path, CP1252, _FRENCH):
        return CP1252
    raise OtherEncoding(CP1252 if _decodes(path, CP1252) else "")


def _decodes(path: Path, encoding: str, among: frozenset[str] = frozenset()) -> bool:
    """Whether a file is a text in an encoding and, where they
    are given, has no other signs than those beyond ASCII.
    """
    try:
        return all(
            not among
            or text.isascii()
            or {character for character in text if not character.isascii()} <= among
            for text in _texts(path, encoding)
        )
    except UnicodeError:
        return False


def _texts(path: Path, encoding: str) -> Iterator[str]:
    decoder = getincrementaldecoder(encoding)()
    with path.open("rb") as stream:
        while chunk := stream.read(_AT_ONCE):
            yield decoder.decode(chunk)
    yield decoder.decode(b"", final=True)


def plain_copy(path: Path, how: Opening, folder: Path, name: str) -> Path:
    """Return the file itself, or a copy of it in a folder, in
    UTF-8 and without the line that tells what separates the cells.
    """
    if how.encoding == UTF_8 and not how.declared:
        return path
    copy = folder / f"{name}.utf-8.csv"
    texts = _texts(path, how.encoding)
    with copy.open("x", encoding=UTF_8, newline="") as stream:
        first = next(texts, "").removeprefix("\ufeff")
        stream.write(_DECLARED.sub("", first, count=1) if how.declared else first)
        stream.writelines(texts)
    return copy
