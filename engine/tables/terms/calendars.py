"""Days that a calendar gives for other days, as expressions: a term carried over, days of work.

In: a date of each case, how a day is found from it (`Step`), and the territory. Out: a date. What
the step gives for each day of the years that the table may hold stands in the plan itself: a word a
year and a sign a day, how many days later or earlier it is. So one case and a table of cases are
answered by the same function.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

import ibis
import numpy as np

from engine.language.kept import kept
from engine.language.public_holidays import FIRST, LAST, TERRITORIES, Step, days_of_work
from engine.language.temporal import NOT_YET
from engine.tables.terms import terms
from engine.tables.terms.inference import Extent
from engine.tables.terms.terms import Term, constant

_ZERO: Final = ord("0")
"""The sign of a day that is found the least days later."""


# The slice of ibis counts from the end too, and would write the word out twice.
@ibis.udf.scalar.builtin(name="substring", signature=(("string", "int32", "int32"), "string"))  # type: ignore[untyped-decorator]  # the functions of ibis are untyped
def _sign(word: Any, place: Any, length: Any) -> Any: ...


def found_day_by_place(day: Term, step: Step, place: Term, named: Iterable[str]) -> Term:
    """Return the day found from a date by the calendar of the territory that each row names."""
    by_name = [(name, found_day(day, step, name)) for name in named if name in TERRITORIES]
    if not by_name:
        return terms.unknown("date")
    branches = [(place.expr == name, term.expr) for name, term in by_name]
    return Term("date", ibis.cases(*branches, else_=ibis.null("date")))


def found_day(day: Term, step: Step, territory: str) -> Term:
    """Return the day found from a date by the calendar of one territory.

    It is unknown out of the years known; an act that has not happened has not happened then.
    """
    if isinstance(day.constant, date):
        answer = step.found(day.constant, territory)
        return terms.unknown("date") if answer is None else constant(answer)
    low, high = max(day.low or FIRST, FIRST), min(day.high or LAST, LAST)
    if low > high:
        return _unless_never(day, ibis.null("date"), Extent())
    expr = _apart(day.expr, step, territory, range(low.year, high.year + 1))
    if day.low is None or day.low < FIRST or day.high is None or day.high > LAST:
        inside = (day.expr >= _day(FIRST)) & (day.expr <= _day(LAST))
        expr = ibis.ifelse(inside, expr, ibis.null("date"))
    first, last = (step.taken(bound, territory) for bound in (low, high))
    never = day.high is None or day.high == NOT_YET
    return _unless_never(day, expr, Extent(low=first, high=NOT_YET if never else last))


def _apart(day: Any, step: Step, territory: str, years: range) -> Any:
    """Return the day found: the sign of the day, in its year, says how much later it is."""
    later = [_later(step, territory, year) for year in years]
    least = min(map(min, later))
    words = ["".join(chr(_ZERO + count - least) for count in counts) for counts in later]
    rank = ibis.greatest(ibis.least(day.year() - years.start, len(words) - 1), 0)
    word = ibis.literal(words, type="array<string>")[rank.cast("int32")]
    sign = _sign(word, day.day_of_year().cast("int32"), ibis.literal(1, "int32")).ascii_str()
    apart = (sign.cast("int32") + ibis.literal(least - _ZERO, "int32")).as_interval("D")
    return (day + apart).cast("timestamp").cast("date")


@kept("days found in a year", 4096)
def _later(step: Step, territory: str, year: int) -> tuple[int, ...]:
    """Return how many days later the day found from each day of a year is.

    Days out of the years known are never read; the nearest known day stands in for them.
    """
    first, bounds = date(year, 1, 1).toordinal(), (FIRST.toordinal(), LAST.toordinal())
    days = np.arange(first, date(year + 1, 1, 1).toordinal()).clip(*bounds)
    work, (side, further) = _work(step.off, territory), step.place()
    return tuple((work[np.searchsorted(work, days, side) + further] - days).tolist())


@kept("days of work in tables", 64)
def _work(off: tuple[str, ...], territory: str) -> Any:
    return np.array(days_of_work(off, territory))


def _unless_never(day: Term, expr: Any, extent: Extent) -> Term:
    if day.high is None or day.high == NOT_YET:
        never = _day(NOT_YET)
        expr = ibis.ifelse(day.expr == never, never, expr)
    return Term("date", expr, **extent.attributes())


def _day(day: date) -> Any:
    return ibis.date(day.isoformat())
