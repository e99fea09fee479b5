"""Days that are not written as they must be: what is wrong with one, and which day was meant.

In: the text that stands where a day is needed. Out: a message and a hint.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import MAXYEAR, MINYEAR, date
from typing import Final

from engine.diagnostics.bilingual import Bilingual, Sentence, any_of, sentence
from engine.source.shapes import shown
from engine.words.formats import month_names

_IN_ORDER: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})\Z", re.ASCII)
_YEAR_FIRST: Final = re.compile(r"(\d{4})([/. -]?)(\d{1,2})\2(\d{1,2})\Z", re.ASCII)
_NO_YEAR: Final = re.compile(r"(\d{1,2})[/. -](\d{1,2})\Z", re.ASCII)
_YEAR_LAST: Final = re.compile(r"(\d{1,2})[/. -](\d{1,2})[/. -](\d{4})\Z", re.ASCII)


def not_a_day(given: str, otherwise: Sentence) -> tuple[Sentence, Sentence]:
    """Return what is wrong with a text that is no day, and the hint; `otherwise` where it is so far
    from one that no better hint is known.

    `15/01/2020` is a day written in another order, `2020-02-30` is on no calendar.
    """
    meant = day_meant(given)
    if meant is not None:
        return sentence("{given} is not written as a day is", given=shown(given)), meant
    message = sentence("{given} is not a day of the calendar", given=shown(given))
    return message, _out_of_calendar(given) or otherwise


def not_of_every_year(given: str) -> tuple[Sentence, Sentence]:
    """Return what is wrong with a text that is no day of any year, and the hint: the month comes
    first, and `30-06` is 30 June.
    """
    message = sentence("`{given}` is not a day of every year", given=given)
    found = _NO_YEAR.match(given)
    first, second = map(int, found.groups()) if found else (0, 0)
    for month, day in ((first, second), (second, first)):
        if 1 <= month <= 12 and 1 <= day <= monthrange(2023, month)[1]:
            meant = f"{month:02}-{day:02}"
            return message, sentence('write the month, then the day: `"{meant}"`.', meant=meant)
    hint = sentence('write the month and the day in quotes, as in `"06-30"`.')
    return message, hint


def day_meant(given: str) -> Sentence | None:
    """Return how to write the day that a text says in another order, both where it may be either of
    two; None where it says none.
    """
    days = any_of(f"`{day}`" for day in _days_said(given))
    return sentence("write {days} (year-month-day).", days=days) if days.parts else None


def _days_said(given: str) -> list[date]:
    if _IN_ORDER.match(given):
        return []
    first = _YEAR_FIRST.match(given)
    last = _YEAR_LAST.match(given)
    if first:
        orders = [(first[1], first[3], first[4])]
    elif last:  # the day first, as in French; or the month
        orders = [(last[3], last[2], last[1]), (last[3], last[1], last[2])]
    else:
        orders = []
    return list(dict.fromkeys(day for order in orders if (day := _day(*map(int, order)))))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _out_of_calendar(given: str) -> Sentence | None:
    """Return why a day written in order is on no calendar, None for any other text."""
    written = _IN_ORDER.match(given)
    if not written:
        return None
    year, month, _ = map(int, written.groups())
    if not MINYEAR <= year <= MAXYEAR:
        return None
    if not 1 <= month <= 12:
        return sentence("a year has 12 months.")
    french, english = month_names(month)
    return sentence(
        "{month} {year} has {days} days.",
        month=Bilingual(french, english),
        year=year,
        days=monthrange(year, month)[1],
    )
