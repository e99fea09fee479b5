"""A case given by a program, as a mapping: the same data as a file holds, each value having the way
to it for its place.

    {"contract": {"signed_on": date(2020, 1, 15)}, "visits": [{"by": "town"}]}

The values are those that Python has for them: dates, `Decimal`, whole numbers, texts, true and
false. `contract.signed_on` and `visits[0].by` are places. What cannot stand in a file of a case
cannot stand here either.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from operator import index
from typing import Any, Final

from msgspec.structs import replace

from engine.diagnostics.bilingual import NO_SENTENCE, Sentence, sentence
from engine.diagnostics.diagnostic import Diagnostic, Location
from engine.language.temporal import NOT_YET, NOT_YET_WORDS
from engine.source.document import Document, Pointer
from engine.source.yaml_source import DEEPEST, MOST_ENTRIES

WHOLE: Final = "case"
"""The place of a case as a whole."""
_LARGEST: Final = Decimal(10) ** 30
_SMALLEST_EXPONENT: Final = -20
_UNREADABLE: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
_DROPPED: Final = object()
"""What stands for a value that cannot be read: it is left out, its fault being noted."""
_A_DAY: Final = sentence("a date without an hour")


class MappingDocument(Document, frozen=True, eq=False):
    """A case that stands in no file: its places are the ways to its values."""

    def locate(self, pointer: Sequence[str | int], *, key: bool = False) -> Location:
        """Return the way to what is at `pointer`, as a place."""
        return Location(way(pointer) or self.path)


def way(pointer: Sequence[str | int]) -> str:
    """Return the way to a value: `tasks.red.started_on`, `visits[0].by`."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in pointer)
    return "".join(steps).removeprefix(".")


def written(value: object) -> str:
    """Return a value as Python writes it, in one line and cut short; its type where it cannot be
    written.
    """
    try:
        text = " ".join(repr(value).split())
    except Exception:  # what another program's value does when it is written is not known
        text = type(value).__name__
    return f"`{text if len(text) <= 80 else text[:79] + '…'}`"


def document_of(given: Mapping[Any, Any]) -> tuple[Document, list[Diagnostic]]:
    """Return a case given as a mapping as a document, and what cannot stand in one; the mapping
    itself is not kept.
    """
    reading = _Reading()
    tree = reading.plain(given, ())
    return MappingDocument(WHOLE, tree, ()), reading.findings


def plain_value(given: object, place: Location) -> tuple[Any, list[Diagnostic]]:
    """Return one value as a case writes it, and what cannot stand in one, all of it at a place."""
    reading = _Reading()
    value = reading.plain(given, ())
    return value, [replace(finding, location=place) for finding in reading.findings]


class _Reading:
    """One mapping being read into plain data: each fault is noted, and what is most likely meant is
    read on.
    """

    def __init__(self) -> None:
        self.findings: list[Diagnostic] = []
        self._entries = 0

    def note(self, code: str, at: Pointer, message: Sentence, hint: Sentence = NO_SENTENCE) -> None:
        """Add a finding at a place."""
        self.findings.append(Diagnostic(code, message, Location(way(at) or WHOLE), hint))

    def plain(self, value: Any, at: Pointer) -> Any:
        """Return a value as a file would give it."""
        self._entries += 1
        match value:
            case None | bool():
                return value
            case str():
                return self._text(str(value), at)
            case date():
                return self._day(value, at)
            case int() | Decimal() | float():
                return self._number(value, at)
            case Mapping() | list() | tuple():
                return self._several(value, at)
        try:  # a whole number of another library
            return self._number(index(value), at)
        except TypeError:
            kind = type(value).__name__
            hint = sentence(
                "give a text, a whole number, a `Decimal`, a `date`, `True` or `False`, a "
                "list or a mapping."
            )
            self.note(
                "ACC302",
                at,
                sentence("a value of type `{kind}` cannot be in a case", kind=kind),
                hint,
            )
            return _DROPPED

    def _several(self, value: Any, at: Pointer) -> Any:
        """Return a mapping or a list, each of its values as a file would give it."""
        if len(at) >= DEEPEST or self._entries > MOST_ENTRIES:
            deep = len(at) >= DEEPEST
            nested = sentence("more than {deepest} levels of mappings and lists", deepest=DEEPEST)
            many = sentence("a case of more than {most} keys and values", most=MOST_ENTRIES)
            self.note(
                "ACC007" if deep else "ACC006",
                at[:2],
                nested if deep else many,
                sentence("keep what this case needs."),
            )
            return {} if isinstance(value, Mapping) else []
        if not isinstance(value, Mapping):
            read = [self.plain(item, (*at, rank)) for rank, item in enumerate(value)]
            return [item for item in read if item is not _DROPPED]
        plain = {}
        for key, item in value.items():
            if isinstance(key, str):
                plain[str(key)] = self.plain(item, (*at, str(key)))
            else:
                message = sentence("the key {key} is not a text", key=written(key))
                self.note("ACC016", at, message, sentence("keys are texts: put it in quotes."))
        return {key: item for key, item in plain.items() if item is not _DROPPED}

    def _text(self, text: str, at: Pointer) -> str:
        if _UNREADABLE.search(text):
            self.note(
                "ACC015",
                at,
                sentence("a text with a character that cannot be read"),
                sentence("leave this character out."),
            )
            return _UNREADABLE.sub("", text)
        return text

    def _day(self, day: date, at: Pointer) -> str:
        if isinstance(day, datetime) and (day.tzinfo is not None or day.time() != time()):
            message = sentence("{kind} is needed, not {given}", kind=_A_DAY, given=written(day))
            self.note(
                "ACC302", at, message, sentence("write the day alone, as `.date()` gives it.")
            )
        if isinstance(day, datetime):
            day = day.date()
        return NOT_YET_WORDS[0] if day == NOT_YET else day.isoformat()

    def _number(self, number: Any, at: Pointer) -> Any:
        """Return a number, a whole one as an integer; one in binary, whose decimals are not those
        that are written, is a fault.
        """
        exact = Decimal(repr(float(number))) if isinstance(number, float) else number
        if isinstance(exact, Decimal):
            exponent = exact.as_tuple().exponent
            sized = (
                isinstance(exponent, int)
                and exponent >= _SMALLEST_EXPONENT
                and abs(exact) < _LARGEST
            )
        else:
            sized = abs(exact) < int(_LARGEST)
        if not sized:
            self.note(
                "ACC014", at, sentence("a number beyond all measure"), sentence("check the figure.")
            )
            return _DROPPED
        if isinstance(number, float):
            message = sentence("`{given}` is a binary number, which is not exact", given=exact)
            self.note("ACC302", at, message, sentence('write `Decimal("{given}")`.', given=exact))
        return int(exact) if exact == int(exact) else exact
