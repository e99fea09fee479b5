"""Grids of periods as expressions: the same as `engine.occasions` lays out for one case."""

from __future__ import annotations

from datetime import date
from typing import Any

import ibis

from engine.batch import dating, terms
from engine.batch.limits import PlanLimit
from engine.model import Period
from engine.occasions import MOST_PERIODS
from engine.temporal import NOT_YET


def _step_of(period: Period) -> tuple[int, int]:
    """Return the length of the periods of a grid in months and in days, one of them 0; raises PlanLimit when it counts both."""
    months, days = period.every.years * 12 + period.every.months, period.every.days
    if months and days:
        raise PlanLimit(f"the period `{period.name}` counts months and days together", "count in months or in days.").at(period.location)
    return months, days


def _step_on(anchor: Any, period: Period, count: Any) -> Any:
    """Return the day `count` periods after the anchor of a grid."""
    months, days = _step_of(period)
    if months:
        return dating.add_months(anchor, count * months)
    return (anchor + (count * days).cast("int32").as_interval("D")).cast("timestamp").cast("date")


def _last_rank(table: Any, months: int, days: int, last: date | None, horizon: date) -> Any:
    """Return the last rank that a period may have, never too low: what lies beyond is taken away afterwards."""
    endless = table["p!end"] == ibis.date(NOT_YET.isoformat())
    end = ibis.ifelse(endless, ibis.date(horizon.isoformat()), table["p!end"])
    end = end if last is None else ibis.least(end, ibis.date(last.isoformat()))
    rank = ibis.least(dating.day_count(table["p!from"], end).cast("int64") / (28 * months or days) + 2, MOST_PERIODS)
    return ibis.ifelse(table["p!from"].notnull(), rank.floor().cast("int64"), ibis.null("int64"))


def _begun(start: Any, end: Any, horizon: date) -> Any:
    """Return whether a period counts: one of a grid that nothing ends must have begun by the horizon of the question."""
    return (end < ibis.date(NOT_YET.isoformat())) | (start <= ibis.date(horizon.isoformat()))


def period_rows(table: Any, period: Period, bounds: tuple[str, str | None], last: date | None, horizon: date) -> Any:
    """Return the table of cases with one row for each period that begins before `last`: its number, `p!start`, `p!until` and `p!next`.

    `bounds` names the columns of the day from which the periods are counted and of their end (None when they have none).
    """
    start, end = bounds
    months, days = _step_of(period)
    table = table.mutate(**{"p!from": table[start], "p!end": ibis.date(NOT_YET.isoformat()) if end is None else table[end]})
    table = table.mutate(**{"p!number": ibis.range(1, _last_rank(table, months, days, last, horizon) + 1).unnest()})
    rank = table["p!number"].cast("int64")
    starts, following = (_step_on(table["p!from"], period, count) for count in (rank - 1, rank))
    table = table.mutate(**{"p!number": rank, "p!start": starts, "p!next": following})
    table = table.filter((table["p!start"] < table["p!end"]) & (table["p!next"] < ibis.date(NOT_YET.isoformat())))
    table = table.filter(_begun(table["p!start"], table["p!end"], horizon))
    table = table.mutate(**{"p!until": ibis.least(table["p!next"], table["p!end"])}).drop("p!from", "p!end")
    return table if last is None else table.filter(table["p!start"] < ibis.date(last.isoformat()))


def covered_part(table: Any, on: Any, end: Any) -> dict[str, terms.Term]:
    """Return what an occasion from `on` to `end` covers of the whole period, in days and in months begun (all of it: one of one)."""
    whole = (on <= table["p!start"]) & (end >= table["p!next"])  # months are long to count, and most periods are whole
    months = dating.months_started(on, table["p!until"]) - dating.months_started(end, table["p!until"])
    all_months = ibis.ifelse(whole, 1, dating.months_started(table["p!start"], table["p!next"]))
    most, all_days = 12 * MOST_PERIODS, dating.day_count(table["p!start"], table["p!next"])
    return {
        "period.covered_days": terms.number(dating.day_count(on, end), 0, 40_000, per=all_days, most_per=40_000),
        "period.covered_months": terms.number(ibis.ifelse(whole, 1, months), 0, most, per=all_months, most_per=most),
    }


def goes_too_far(period: Period, bounds: tuple[Any, Any], horizon: date) -> terms.Truth:
    """Return whether a grid goes on beyond MOST_PERIODS periods."""
    start, end = bounds
    beyond = _step_on(start, period, ibis.literal(MOST_PERIODS, "int64"))
    last = ibis.date(NOT_YET.isoformat()) if end is None else end
    return terms.certain(terms.all_of([beyond < last, _begun(beyond, last, horizon)]))


def rank_of(period: Period, start: Any, on: Any) -> Any:
    """Return the rank, from 0 and before it, of the period of a grid without end in which a day lies."""
    months, days = _step_of(period)
    if not months:
        apart = dating.day_count(start, on)
        return ((apart - (apart % days + days) % days) / days).round().cast("int64")
    apart = (on.year() - start.year()) * 12 + on.month() - start.month()
    rank = ((apart - (apart % months + months) % months) / months).round().cast("int64")
    return ibis.ifelse(_step_on(start, period, rank) > on, rank - 1, rank)


def span_at(period: Period, start: Any, end: Any, on: Any, rank: Any) -> tuple[Any, Any, Any]:
    """Return the number and the bounds of the period in which a day lies, null when there is none; `rank` is what `rank_of` gives."""
    first, following = _step_on(start, period, rank), _step_on(start, period, rank + 1)
    until = following if end is None else ibis.least(following, end)
    inside = (rank >= 0) & (rank < MOST_PERIODS) & (on < until) & start.notnull()
    return tuple(terms.only_where(terms.certain(inside), expr) for expr in (rank + 1, first, until))
