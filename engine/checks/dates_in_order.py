"""Dates that are in order whatever the case: `signed + P2M` is never before `signed + P1M`."""

from __future__ import annotations

from datetime import date

from engine.language.forms.literal import Literally
from engine.language.values import Value

_SHORTEST, _LONGEST = 28, 31
"""How many days a month may have."""
_CUT = 3
"""How many days may be lost at the end of a short month: 31 January + 1 month is 28 February."""


def never_before(value: Value, other: Value) -> bool:
    """Whether a date is never before another, where both are known.

    That is certain of two dates moved from the same one, and of dates that are written out:
    `signed + P2M` is never before `signed + P1M`.
    """
    moved_from, other_moved_from = value.origin(), other.origin()
    if moved_from is None or other_moved_from is None:
        return False
    start, months, days = moved_from
    other_start, other_months, other_days = other_moved_from
    months, days = months - other_months, days - other_days
    match start, other_start:
        case Literally(date() as day), Literally(date() as other_day):
            days += (day - other_day).days
        case _ if start != other_start:
            return False
    at_least = months * (_SHORTEST if months > 0 else _LONGEST) + days
    return (months >= 0 and days >= 0) or at_least >= _CUT
