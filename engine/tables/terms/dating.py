"""Days of the plan as expressions: moved by months and days, and counted, as
`engine.language.temporal` does for one case.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import ibis

from engine.language.temporal import NOT_YET, Duration, shifted
from engine.tables.terms import inference
from engine.tables.terms.terms import Term, constant


@ibis.udf.scalar.builtin(name="add_months", signature=(("date", "int32"), "timestamp"))  # type: ignore[untyped-decorator]  # DuckDB adds an interval, and gives the time too
def _add_months(day: Any, months: Any) -> Any: ...


def add_months(day: Any, months: Any) -> Any:
    """Return a day moved by whole months, the end of a
    month clamped; `months` is an integer or an expression.
    """
    return _add_months(
        day, ibis.literal(months, "int32") if isinstance(months, int) else months.cast("int32")
    ).cast("date")


def is_moved(node: Any) -> bool:
    """Whether the node of an expression is a day moved by months (`day`, `months`)."""
    return getattr(node, "__func_name__", "") == "add_months"


def moved(term: Term, by: Duration, times: int) -> Term:
    """Return a date moved by a duration; an act that has not happened stays so."""
    if isinstance(term.constant, date):
        return constant(shifted(term.constant, by, times))
    months, days = (by.years * 12 + by.months) * times, by.days * times
    expr = add_months(term.expr, months) if months else term.expr
    if days:
        # Not `ibis.interval`: the writer of SQL stumbles over one that stands inside another call.
        apart = ibis.literal(days, "int32").as_interval("D")
        expr = (expr + apart).cast("timestamp").cast("date")
    if term.high is None or term.high == NOT_YET:
        never = ibis.date(NOT_YET.isoformat())
        expr = ibis.ifelse(term.expr == never, never, expr)
    return Term("date", expr, **inference.of_moved(term, by, times).attributes())


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
