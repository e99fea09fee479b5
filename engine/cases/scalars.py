"""Single values of a case: typed, bounded and dated as the vocabulary says."""

from __future__ import annotations

import re
from datetime import date
from decimal import Context, Decimal
from typing import Any, Final

from engine.diagnostics.bilingual import Sentence, sentence
from engine.language.kinds import NUMBERS, TYPES
from engine.language.model import Word
from engine.language.temporal import NOT_YET, NOT_YET_WORDS, Duration, parse_date, parse_duration
from engine.language.values import Scalar
from engine.source.document import Pointer
from engine.source.shapes import (
    A_DATE,
    A_LIST,
    Shapes,
    near,
    ratio_of,
    shown,
    type_name,
)
from engine.words.fact_types import SAID

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
"""The days that a case may name: beyond them a date is a slip
of the pen, and calendar arithmetic would leave the calendar.
"""
MOST_YEARS = 100
"""The longest duration that a case may give, in years."""
LENGTHS: Final = r"(\d{1,4}Y)?(\d{1,5}M)?(\d{1,5}W)?(\d{1,6}D)?"
"""What follows the `P` of a duration that a case may give: one length at least."""
LASTING: Final = rf"P(?=\d){LENGTHS}"
MOST_IN_LIST = 400
"""The most entries of a list or history: a monthly one holds
thirty-three years. Beyond them a case is an export gone wrong.
"""

_CENT: Final = Decimal("0.01")
_WIDE: Final = Context(prec=64)
"""Numbers of any size that a case may write, to the cent."""
_GROUPED: Final = re.compile(r"\d{1,3}(?:[ \u00a0\u202f_'\u2019]?\d{3})*(?:\s?€)?\Z", re.ASCII)
"""A whole number as people write it: `12 000`, `300 €`."""
_PLAIN: Final = re.compile(r"-?\d{1,15}(\.\d{1,12})?\Z", re.ASCII)
_YES_NO: Final = {
    **dict.fromkeys(("oui", "yes", "vrai", "on"), "true"),
    **dict.fromkeys(("non", "no", "faux", "off"), "false"),
}
_A_DAY: Final = SAID["date"].write
ONE_DAY: Final = sentence("write year-month-day, as in 2022-03-31.")


def is_duration(text: str) -> bool:
    """Whether a text is a duration as a case writes it, `P2M`: no hours, and not beyond measure."""
    return re.fullmatch(LASTING, text, re.ASCII) is not None


class Scalars(Shapes):
    """Reads single values; whatever is not as the vocabulary says is a finding."""

    def expected(self, kind: Sentence, given: object, at: Pointer, hint: Sentence) -> None:
        """Note that another kind of data is expected at a place than what is given."""
        said = type_name(given)
        if isinstance(given, str | int | Decimal):
            said = sentence("{given} ({kind})", given=shown(given), kind=said)
        self.note(
            "ACC302", at, sentence("{kind} is needed, not {given}", kind=kind, given=said), hint
        )

    def listed(self, node: object, at: Pointer) -> list[Any]:
        """Return the list at a place; an empty one, and a
        finding, when it is something else or holds too much.
        """
        if not isinstance(node, list):
            self.expected(A_LIST, node, at, sentence("write one `- …` entry for each."))
            return []
        if len(node) <= MOST_IN_LIST:
            return node
        message = sentence(
            "{count} entries are out of bounds (at most {most})", count=len(node), most=MOST_IN_LIST
        )
        self.note("ACC304", at, message, sentence("keep those that this case needs."))
        return []

    def scalar(self, word: Word, node: Any, at: Pointer) -> Scalar | None:
        """Return a value of the word's type, None (and a finding) when it is not."""
        kind = word.type
        if kind == "date":
            return self.day(node, at)
        if kind == "duration" and isinstance(node, str) and is_duration(node):
            return self._lasting(word, node, at)
        if kind == "enumeration" and isinstance(node, str):
            if node in word.values:
                return node
            message = sentence(
                "{given} is not one of the words for “{label}”", given=shown(node), label=word.label
            )
            self.note("ACC305", at, message, near(node, word.values))
            return None
        if (kind == "boolean" and isinstance(node, bool)) or (
            kind == "text" and isinstance(node, str)
        ):
            return node
        if kind in NUMBERS:
            number = self._number(kind, node)
            if number is not None:
                return number if self._within(word, number, at) else None
        expected, hint = SAID[kind].needed, SAID[kind].write
        if kind == "boolean" and isinstance(node, str) and node.casefold() in _YES_NO:
            hint = sentence("write `{word}`, without quotes.", word=_YES_NO[node.casefold()])
        if kind in ("integer", "money") and isinstance(node, str) and _GROUPED.match(node):
            digits = re.sub(r"\D", "", node).lstrip("0") or "0"
            hint = sentence("write `{number}`, without quotes.", number=digits)
        self.expected(expected, node, at, hint or near("", word.values))
        return None

    def _lasting(self, word: Word, node: str, at: Pointer) -> Duration | None:
        duration = parse_duration(node).plain()
        if duration.whole_months <= 12 * MOST_YEARS and duration.days <= 366 * MOST_YEARS:
            return duration
        message = sentence(
            "{label}: {number} is out of bounds (at most {bound})",
            label=word.label,
            number=node,
            bound=f"P{MOST_YEARS}Y",
        )
        self.note("ACC304", at, message, sentence("check the figure."))
        return None

    def _number(self, kind: str, node: Any) -> int | Decimal | None:
        if isinstance(node, bool) or not isinstance(node, int | Decimal | str):
            return None
        if kind == "integer":
            return node if isinstance(node, int) else None
        if isinstance(node, int | Decimal):
            number = Decimal(node)
            whole_cents = kind != "money" or number == number.quantize(_CENT, context=_WIDE)
            whole = abs(number) <= TYPES[kind].largest and number == number.to_integral_value()
            # `1.0` is 1, in a file as in what a program gives
            return (Decimal(int(number)) if whole else number) if whole_cents else None
        if kind == "ratio":
            return ratio_of(node)
        if kind == "decimal":
            return Decimal(node) if _PLAIN.match(node) else None
        return Decimal(node) if re.fullmatch(r"-?\d{1,15}(\.\d{1,2})?", node, re.ASCII) else None

    def _within(self, word: Word, number: int | Decimal, at: Pointer) -> bool:
        most = TYPES[word.type].largest
        low = -most if word.minimum is None else word.minimum
        high = most if word.maximum is None else word.maximum
        if low <= number <= high:
            return True
        message = sentence(
            "{label}: {number} is out of bounds (at most {bound})",
            label=word.label,
            number=number,
            bound=high,
        )
        if number < low:
            message = sentence(
                "{label}: {number} is out of bounds (at least {bound})",
                label=word.label,
                number=number,
                bound=low,
            )
        hint = (
            sentence("write 0.85 for 85 %.")
            if word.type == "ratio"
            else sentence("check the figure.")
        )
        self.note("ACC304", at, message, hint)
        return False

    def day(self, node: Any, at: Pointer, *, acts: bool = True) -> date | None:
        """Return the day written at a place (`not_yet` too
        when `acts`), None and a finding when there is none.
        """
        if not isinstance(node, str):
            self.expected(A_DATE, node, at, _A_DAY if acts else ONE_DAY)
            return None
        if acts and node in NOT_YET_WORDS:
            return NOT_YET
        try:
            day = parse_date(node)
        except ValueError:
            from engine.source.days import not_a_day  # a fault alone needs it

            self.note("ACC303", at, *not_a_day(node, _A_DAY if acts else ONE_DAY))
            return None
        if not FIRST_DAY <= day <= LAST_DAY:
            first, last = FIRST_DAY.year, LAST_DAY.year
            message = sentence(
                "{given} is out of bounds (from {first} to {last})",
                given=node,
                first=first,
                last=last,
            )
            self.note("ACC304", at, message, sentence("check the year."))
            return None
        return day
