"""Days of the plan as expressions: moved by months and days, and counted, as
`engine.language.temporal` does for one case.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import ibis

from engine.language import temporal
from engine.language.durations import DAYS, MONTHS
from engine.language.temporal import NOT_YET, Duration, shifted
from engine.tables.terms import inference, lengths
from engine.tables.terms.terms import Term, constant, number


@ibis.udf.scalar.builtin(name="add_months", signature=(("date", "int32"), "timestamp"))  # type: ignore[untyped-decorator]  # DuckDB adds an interval, and gives the time too
def _add_months(day: Any, months: Any) -> Any: ...


def add_months(day: Any, months: Any) -> Any:
    """Return a day moved by whole months, the end of a
    month clamped; `months` is an integer or an expression.
    """
    return _add_months(
        day, ibis.literal(months, "int32") if isinstance(months, int) else months.cast("int32")
    ).cast("date")


def moved_months(day: Any, months: Any, *, up: bool) -> Any:
    """Return a day moved by whole months; a day that the month lacks is its last, or with `up` the
    first of the next one.
    """
    clamped = add_months(day, months)
    if not up:
        return clamped
    past = ibis.ifelse(clamped.day() < day.day(), 1, 0).cast("int32").as_interval("D")
    return (clamped + past).cast("timestamp").cast("date")


def is_moved(node: Any) -> bool:
    """Whether the node of an expression is a day moved by months (`day`, `months`)."""
    return getattr(node, "__func_name__", "") == "add_months"


def _later(day: Any, months: int, days: int, *, up: bool = False) -> Any:
    """Return a day so many months later, and then so many days."""
    expr = moved_months(day, months, up=up) if months else day
    if days:
        # Not `ibis.interval`: the writer of SQL stumbles over one that stands inside another call.
        apart = ibis.literal(days, "int32").as_interval("D")
        expr = (expr + apart).cast("timestamp").cast("date")
    return expr


def _unless_never(term: Term, expr: Any) -> Any:
    """Return a date made of another one; an act that has not happened stays so."""
    if term.high is not None and term.high != NOT_YET:
        return expr
    never = ibis.date(NOT_YET.isoformat())
    return ibis.ifelse(term.expr == never, never, expr)


def moved(term: Term, by: Duration, times: int, *, up: bool = False) -> Term:
    """Return a date moved by a duration; an act that has not happened stays so."""
    if isinstance(term.constant, date):
        return constant(shifted(term.constant, by, times, up=up))
    months, days = (by.years * 12 + by.months) * times, by.days * times
    expr = _later(term.expr, months, days, up=up)
    expr = _unless_never(term, expr)
    return Term("date", expr, **inference.of_moved(term, by, times, up=up).attributes())


def moved_by(origin: Term, length: Term, times: int, *, up: bool) -> Term:
    """Return a date moved by a duration of each case, forwards or backwards."""
    if isinstance(length.constant, Duration):
        return moved(origin, length.constant, times, up=up)
    never = ibis.date(NOT_YET.isoformat())

    def later(start: Any, by: Any) -> Any:
        months, days = lengths.parts_of(by)
        apart = (days * times).cast("int32").as_interval("D")
        expr = moved_months(start, months * times, up=up) + apart
        known = ibis.ifelse(start == never, never, expr.cast("timestamp").cast("date"))
        return ibis.ifelse(by.notnull(), known, ibis.null("date"))

    return Term("date", lengths.once([origin.expr, length.expr], later))


def between(start: Term, end: Term, unit: str, *, begun: bool, up: bool) -> Term:
    """Return how many years, months or days there are from a date to another."""
    never = ibis.date(NOT_YET.isoformat())

    def counted(first: Any, last: Any) -> Any:
        if unit == DAYS:
            count = day_count(first, last)
        else:
            months = _whole_months(first, last, begun=begun, up=up)
            count = lengths.in_unit(months, unit, begun=begun)
        count = ibis.ifelse(last <= first, 0, count)
        ends = (last != never) | (first == never)
        return ibis.ifelse(ends, count, ibis.null("int64")).cast("int64")

    most = {DAYS: 4_000_000, MONTHS: 120_000}.get(unit, 10_000)
    return number(lengths.once([start.expr, end.expr], counted), 0, most)


def _whole_months(start: Any, end: Any, *, begun: bool, up: bool) -> Any:
    """Return the months, complete or begun, from one day to a later one."""
    apart = (end.year() - start.year()) * 12 + end.month() - start.month()
    reached = moved_months(start, apart, up=up)
    if begun:
        return ibis.ifelse(reached >= end, apart, apart + 1).cast("int64")
    return ibis.ifelse(reached <= end, apart, apart - 1).cast("int64")


_UNITS = {1: "M", 3: "Q", 12: "Y"}


def stretch_start(day: Any, stretch: int) -> Any:
    """Return the first day of the stretch of the calendar in which a day lies: of the month (1),
    the quarter (3), the half-year (6) or the year (12).
    """
    first = day.truncate(_UNITS.get(stretch, "Y")).cast("timestamp").cast("date")
    if stretch in _UNITS:
        return first
    months = (day.month().cast("int32") - 1) // stretch * stretch
    return add_months(first, months)


def calendar_day(term: Term, stretch: int, months: int, days: int) -> Term:
    """Return the start of the stretch of a date, moved by months and days; an act that has not
    happened stays so.
    """
    if isinstance(term.constant, date):
        return constant(temporal.calendar_day(term.constant, stretch, months, days))
    expr = _unless_never(term, _later(stretch_start(term.expr, stretch), months, days))
    extent = inference.of_calendar_day(term, stretch, months, days)
    return Term("date", expr, **extent.attributes())


def anniversary(origin: Term, day: Term) -> Term:
    """Return the first anniversary of a day that is not before another, as `forms.anniversaries`
    does for one case.
    """
    if isinstance(origin.constant, date) and isinstance(day.constant, date):
        return constant(temporal.anniversary(origin.constant, day.constant))
    apart = day.expr.year() - origin.expr.year()
    years = ibis.ifelse(apart > 1, apart, 1)
    first, next_one = (add_months(origin.expr, 12 * (years + more)) for more in (0, 1))
    never = ibis.date(NOT_YET.isoformat())
    comes = ibis.ifelse(first >= day.expr, first, next_one)
    to_come = (origin.expr == never) | (day.expr == never)
    known = origin.expr.notnull() & day.expr.notnull()
    expr = ibis.cases((~known, ibis.null("date")), (to_come, never), else_=comes)
    return Term("date", expr, low=day.low)


def not_yet_before(day: Term, since: Term) -> Term:
    """Return a day that is not before another; an act that has not happened in its place where it
    is, and null where one of the two is not known.
    """
    never = ibis.date(NOT_YET.isoformat())
    counts = ibis.cases((day.expr >= since.expr, day.expr), (day.expr < since.expr, never))
    return Term("date", counts, high=NOT_YET)


def year_start(term: Term) -> Term:
    """Return the first day of the calendar year of a date."""
    if isinstance(term.constant, date):
        return constant(date(term.constant.year, 1, 1))
    first = term.expr.truncate("Y").cast("timestamp").cast("date")
    return Term("date", first, **inference.of_year_start(term).attributes())


def day_count(start: Any, end: Any) -> Any:
    """Return the number of days from one day to another."""
    return end.delta(start, unit="day").cast("int64")


def months_started(start: Any, end: Any) -> Any:
    """Return how many months, counted from `start`, have
    begun before `end` (0 when it is not after).
    """
    apart = (end.year() - start.year()) * 12 + end.month() - start.month()
    count = ibis.ifelse(add_months(start, apart) >= end, apart, apart + 1)
    return ibis.ifelse(end <= start, 0, count).cast("int64")


_MOST_DAYS = 4_000_000
"""More days than lie between any two of the calendar."""


def elapsed(start: Term, end: Term, unit: str) -> Term:
    """Return how many days, or complete months or quarters, lie between two days.

    Unknown where they are not in order, or the second is `not_yet`.
    """
    first, last = start.expr, end.expr
    if unit == "days":
        count = day_count(first, last).cast("int64")
    else:
        count = _whole_months(first, last, begun=False, up=False)
        count = count if unit == "months" else (count / 3).floor().cast("int64")
    in_order = (first <= last) & (last < ibis.date(NOT_YET.isoformat()))
    return number(ibis.ifelse(in_order, count, ibis.null("int64")), 0, _MOST_DAYS)
