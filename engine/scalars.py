"""Single values of a case: typed, bounded and dated as the vocabulary says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from engine.clauses import Scalar
from engine.language import sentence, untranslated
from engine.model import Word
from engine.shapes import Shapes, near, ratio_of, shown, type_name
from engine.temporal import NOT_YET, NOT_YET_WORDS, parse_date
from engine.yaml_source import Pointer

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
"""The days that a case may name: beyond them a date is a slip of the pen, and calendar arithmetic would leave the calendar."""
LARGEST: Final[Mapping[str, int]] = {"integer": 10**12, "ratio": 10**3, "money": 10**12}
"""The largest numbers of each type, either way, where the vocabulary sets no bound: beyond them a figure is a slip of the pen."""
MOST_IN_LIST = 400
"""The most entries of a list or history: a monthly one holds thirty-three years. Beyond them a case is an export gone wrong."""

_FRENCH_DATE: Final = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\Z", re.ASCII)
_YES_NO: Final = {
    "oui": "true",
    "yes": "true",
    "vrai": "true",
    "on": "true",
    "non": "false",
    "no": "false",
    "faux": "false",
    "off": "false",
}
_EXPECTED: Final = {
    "text": ("a text", "put it in quotes."),
    "integer": ("a whole number", "write it without quotes, spaces or decimals, as in 55000."),
    "ratio": ("a ratio", "write 0.85 or 85 %."),
    "money": ("an amount in euros", "write 75000 or 75000.50."),
    "boolean": ("true or false", "write true or false."),
    "date": ("a date", "write year-month-day, as in 2022-03-31, or not_yet."),
    "enumeration": ("one of the words of the vocabulary", ""),
}


class Scalars(Shapes):
    """Reads single values; whatever is not as the vocabulary says is a finding."""

    def expected(self, expected: str, given: object, at: Pointer, hint: str) -> None:
        """Note that something else is expected at a place than what is given."""
        what = f"{shown(given)} ({type_name(given)})" if isinstance(given, str | int | Decimal) else type_name(given)
        self.note("ACC302", at, sentence("{expected} is needed, not {what}", expected=expected, what=what), untranslated(hint))

    def listed(self, node: object, at: Pointer) -> list[Any]:
        """Return the list at a place; an empty one, and a finding, when it is something else or holds too much."""
        if not isinstance(node, list):
            self.expected("a list", node, at, "write one `- …` entry for each.")
            return []
        if len(node) <= MOST_IN_LIST:
            return node
        self.note(
            "ACC304",
            at,
            sentence("{node} entries are out of bounds (at most {most_in_list})", node=len(node), most_in_list=MOST_IN_LIST),
            sentence("keep those that this case needs."),
        )
        return []

    def scalar(self, word: Word, node: Any, at: Pointer) -> Scalar | None:
        """Return a value of the word's type, None (and a finding) when it is not."""
        kind = word.type
        if kind == "date":
            return self.day(node, at)
        if kind == "enumeration" and isinstance(node, str):
            if node in word.values:
                return node
            self.note(
                "ACC305",
                at,
                sentence("{node} is not one of the words for {en}", node=shown(node), en=word.label.en),
                near(node, word.values),
            )
            return None
        if (kind == "boolean" and isinstance(node, bool)) or (kind == "text" and isinstance(node, str)):
            return node
        if kind in ("integer", "ratio", "money"):
            number = self._number(kind, node)
            if number is not None:
                return number if self._within(word, number, at) else None
        expected, hint = _EXPECTED[kind]
        if kind == "boolean" and isinstance(node, str):
            hint = f"write {_YES_NO.get(node.casefold(), 'true or false')}, without quotes."
        self.expected(expected, node, at, hint or f"write one of {', '.join(word.values)}.")
        return None

    def _number(self, kind: str, node: Any) -> int | Decimal | None:
        if isinstance(node, bool) or not isinstance(node, int | Decimal | str):
            return None
        if kind == "integer":
            return node if isinstance(node, int) else None
        if isinstance(node, int | Decimal):
            whole_cents = kind != "money" or node == round(Decimal(node), 2)
            return Decimal(node) if whole_cents else None
        if kind == "ratio":
            return ratio_of(node)
        return Decimal(node) if re.fullmatch(r"-?\d{1,15}(\.\d{1,2})?", node, re.ASCII) else None

    def _within(self, word: Word, number: int | Decimal, at: Pointer) -> bool:
        most = LARGEST[word.type]
        low = -most if word.minimum is None else word.minimum
        high = most if word.maximum is None else word.maximum
        if low <= number <= high:
            return True
        bound = f"at least {low}" if number < low else f"at most {high}"
        hint = sentence("write 0.85 for 85 %.") if word.type == "ratio" else sentence("check the figure.")
        self.note("ACC304", at, sentence("{en}: {number} is out of bounds ({bound})", en=word.label.en, number=number, bound=bound), hint)
        return False

    def day(self, node: Any, at: Pointer, *, acts: bool = True) -> date | None:
        """Return the day written at a place (`not_yet` too when `acts`), None and a finding when there is none."""
        if not isinstance(node, str):
            self.expected("a date", node, at, _EXPECTED["date"][1])
            return None
        if acts and node in NOT_YET_WORDS:
            return NOT_YET
        try:
            day = parse_date(node)
        except ValueError:
            self.note("ACC303", at, sentence("{node} is not a day of the calendar", node=shown(node)), untranslated(_date_hint(node)))
            return None
        if not FIRST_DAY <= day <= LAST_DAY:
            self.note(
                "ACC304",
                at,
                sentence("{node} is out of bounds ({year} to {year2})", node=node, year=FIRST_DAY.year, year2=LAST_DAY.year),
                sentence("check the year."),
            )
            return None
        return day


def _date_hint(given: str) -> str:
    """Return how to write a date, with the date itself when it can be guessed from the French order."""
    found = _FRENCH_DATE.match(given)
    if found:
        day, month, year = (int(part) for part in found.groups())
        try:
            return f"write {date(year, month, day).isoformat()} (year-month-day)."
        except ValueError:
            pass
    return _EXPECTED["date"][1]
