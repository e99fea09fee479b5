"""Grids of periods as expressions: the same as
`engine.reasoning.occasions` lays out for one case.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

import ibis
from ibis.expr import operations as ops

from engine.diagnostics.bilingual import sentence
from engine.language.model import Period
from engine.language.temporal import NOT_YET
from engine.reasoning.occasions import MOST_PERIODS
from engine.tables.limits import PlanLimit
from engine.tables.terms import dating, terms
from engine.tables.terms.inference import never_null

COVERED = (
    "period.covered_days",
    "period.covered_months",
    "period.uncut_days",
    "period.uncut_months",
    "period.whole_days",
    "period.whole_months",
)
"""The facts that say what an occasion covers: of its
period, and of itself where no change of the law cuts it.
"""
BEGINS = "p!begins"
"""Where the month, the quarter or the year of the calendar begins, on a row of one."""
_MOST_UNROLLED = 12
"""The most periods that are written out one by one."""


def _step_of(period: Period) -> tuple[int, int]:
    """Return the length of the periods of a grid in months and
    in days, one of them 0; raises PlanLimit when it counts both.
    """
    months, days = period.every.years * 12 + period.every.months, period.every.days
    if months and days:
        raise PlanLimit(
            sentence("the period `{name}` counts months and days together", name=period.name),
            sentence("count in months or in days."),
        ).at(period.location)
    return months, days


def begins_on(anchor: Any, period: Period) -> Any:
    """Return the day from which the periods of a grid are counted, as `Period.begins` does."""
    return dating.stretch_start(anchor, period.every.months) if period.aligned else anchor


def _step_on(anchor: Any, period: Period, count: Any) -> Any:
    """Return the day `count` periods after the one from which a grid is counted."""
    months, days = _step_of(period)
    if months:
        return dating.add_months(anchor, count * months)
    return (anchor + (count * days).cast("int32").as_interval("D")).cast("timestamp").cast("date")


def _last_rank(table: Any, months: int, days: int, last: date | None, horizon: date) -> Any:
    """Return the last rank that a period may have, never
    too low: what lies beyond is taken away afterwards.
    """
    endless = table["p!end"] == ibis.date(NOT_YET.isoformat())
    end = ibis.ifelse(endless, ibis.date(horizon.isoformat()), table["p!end"])
    end = end if last is None else ibis.least(end, ibis.date(last.isoformat()))
    rank = ibis.least(
        dating.day_count(table["p!from"], end).cast("int64") / (28 * months or days) + 2,
        MOST_PERIODS,
    )
    return ibis.ifelse(table["p!from"].notnull(), rank.floor().cast("int64"), ibis.null("int64"))


def _begun(start: Any, end: Any, horizon: date) -> Any:
    """Return whether a period counts: one of a grid that
    nothing ends must have begun by the horizon of the question.
    """
    return (end < ibis.date(NOT_YET.isoformat())) | (start <= ibis.date(horizon.isoformat()))


def period_rows(
    table: Any, period: Period, bounds: tuple[str, str | None], last: date | None, horizon: date
) -> Any:
    """Return the table of cases with one row for each period that
    begins before `last`: its number, `p!start`, `p!until` and `p!next`.

    `bounds` names the columns of the day from which the periods are counted and of their end (None
    when they have none).
    """
    start, end = bounds
    months, days = _step_of(period)
    table = table.mutate(
        **{
            "p!from": table[start],
            "p!end": ibis.date(NOT_YET.isoformat()) if end is None else table[end],
        }
    )
    table = table.mutate(
        **{"p!number": ibis.range(1, _last_rank(table, months, days, last, horizon) + 1).unnest()}
    )
    rank = table["p!number"].cast("int64")
    origin = begins_on(table["p!from"], period)
    begins, following = (_step_on(origin, period, count) for count in (rank - 1, rank))
    starts = ibis.greatest(begins, table["p!from"]) if period.aligned else begins
    table = table.mutate(**{"p!number": rank, "p!start": starts, "p!next": following})
    if period.aligned:
        table = table.mutate(**{BEGINS: begins})
    table = table.filter(
        (table["p!start"] < table["p!end"]) & (table["p!next"] < ibis.date(NOT_YET.isoformat()))
    )
    table = table.filter(_begun(table["p!start"], table["p!end"], horizon))
    table = table.mutate(**{"p!until": ibis.least(table["p!next"], table["p!end"])}).drop(
        "p!from", "p!end"
    )
    return table if last is None else table.filter(table["p!start"] < ibis.date(last.isoformat()))


def unrolled_rows(
    table: Any,
    period: Period,
    columns: Sequence[str],
    end: str | None,
    last: date | None,
    horizon: date,
    picked: Mapping[str, Mapping[int, str]],
) -> Any:
    """Return the same rows from the days on which the periods of a case may begin, which stand in
    columns, one more than there are periods.

    `end` names the column of the end of the grid; None when every case has all these periods and no
    more. `picked` gives the columns of which a row takes the one of its rank, where the table has
    them.
    """
    alike = {name: own for name, own in picked.items() if _are_alike(table, own)}
    parts = []
    for rank, (start, following) in enumerate(pairwise(columns), 1):
        days = {
            "p!number": ibis.literal(rank, "int64"),
            "p!start": table[start],
            "p!next": table[following],
        }
        if period.aligned:
            days[BEGINS] = begins_on(table[start], period)
        days |= {name: _at_rank(table, own, rank) for name, own in alike.items()}
        if end is None:
            parts.append(table.mutate(**days, **{"p!until": table[following]}))
        else:
            rows = table.mutate(**days, **{"p!until": ibis.least(table[following], table[end])})
            parts.append(_kept(rows, end, horizon))
    periods = ibis.union(*parts) if len(parts) > 1 else parts[0]
    if last is None:
        return periods
    return periods.filter(periods["p!start"] < ibis.date(last.isoformat()))


def _are_alike(table: Any, columns: Mapping[int, str]) -> bool:
    """Whether a table has all these columns, of one type but for nulls."""
    if not all(column in table.columns for column in columns.values()):
        return False
    return len({table[column].type().copy(nullable=True) for column in columns.values()}) == 1


def _at_rank(table: Any, columns: Mapping[int, str], rank: int) -> Any:
    """Return the column of a rank, of the same type for all of them."""
    kind = table[next(iter(columns.values()))].type().copy(nullable=True)
    return table[columns[rank]].cast(kind) if rank in columns else ibis.null(kind)


def _kept(rows: Any, end: str, horizon: date) -> Any:
    """Return the periods that a case has."""
    rows = rows.filter(
        (rows["p!start"] < rows[end]) & (rows["p!next"] < ibis.date(NOT_YET.isoformat()))
    )
    return rows.filter(_begun(rows["p!start"], rows[end], horizon))


def days_of(period: Period, start: Any, count: int) -> list[Any]:
    """Return the days on which the first periods of a grid begin, and the one that follows them."""
    origin = begins_on(start, period)
    return [start, *(_step_on(origin, period, rank) for rank in range(1, count + 1))]


def periods_within(
    period: Period, start: Any, end: Any, made_of: Mapping[str, ops.Value]
) -> tuple[int, bool] | None:
    """Return how many periods a grid may have at most, and
    whether it always has them; None where its end does not tell.
    """
    months, _ = _step_of(period)
    lasts = _months_after(end.op(), _origin(start.op(), made_of), made_of) if months else None
    if lasts is None or lasts[0] <= 0 or lasts[0] > months * _MOST_UNROLLED:
        return None
    if period.aligned:  # the first may be cut: there is then one more
        return -(-lasts[0] // months) + 1, False
    return -(-lasts[0] // months), lasts[1] and not lasts[0] % months


def _origin(node: Any, made_of: Mapping[str, ops.Value]) -> Any:
    """Return the name of the column in which a day was first given."""
    match node:
        case ops.Field():
            definition = made_of.get(node.name)
            return node.name if definition is None else _origin(definition, made_of)
        case ops.IfElse(_, day, ops.Literal(None)):
            return _origin(day, made_of)
    return node


def _months_after(
    node: Any, origin: Any, made_of: Mapping[str, ops.Value]
) -> tuple[int, bool] | None:
    """Return how many months a day comes after another at most,
    and whether always so; None where that cannot be told.
    """
    match node:
        case ops.Field():
            definition = made_of.get(node.name)
            return None if definition is None else _months_after(definition, origin, made_of)
        case ops.Cast(ops.ScalarUDF() as moved) if (
            dating.is_moved(moved) and _origin(moved.day, made_of) == origin
        ):
            return (
                (int(moved.months.value), True) if isinstance(moved.months, ops.Literal) else None
            )
        case ops.Least():
            bounds = [_months_after(part, origin, made_of) for part in node.arg]
            known = [bound[0] for bound in bounds if bound is not None]
            return (min(known), False) if known else None
        case ops.IfElse(_, first, second):
            parts: list[Any] = [first, second]
        case ops.Coalesce():
            parts = list(node.arg)
        case _:
            return None
    each = [
        _months_after(part, origin, made_of)
        for part in parts
        if not (isinstance(part, ops.Literal) and part.value is None)
    ]
    return (
        None
        if None in each or not each
        else (max(bound[0] for bound in each if bound is not None), False)
    )


def covered_part(
    name: str, table: Any, on: Any, end: Any, whole: terms.Truth, since: Any
) -> terms.Term:
    """Return one of the facts `COVERED`: what an occasion from `on` to `end` covers, in days or in
    months begun, of the whole period (`covered`) or of the time from `since` to the end of the
    period (`uncut`); or what that time is of the whole period (`whole`).

    `whole` tells where it covers all of it: most periods are whole, and need no division. A row
    whose occasion begins after its period covers nothing, and divides by one. Nothing of such a row
    is read; but an engine may compute what it does not read, and an act that never comes would be
    millions of negative days, which no number of 32 bits made of them could hold.
    """
    until = table["p!until"]
    of, unit = name.removeprefix("period.").split("_")
    in_days = unit == "days"
    count, most = (
        (dating.day_count, 40_000) if in_days else (dating.months_started, 12 * MOST_PERIODS)
    )
    if of == "whole":
        part = count(since, until)
    elif in_days:
        part = count(on, end)
    else:
        part = count(on, until) - count(end, until)
    if of == "uncut":
        per = ibis.greatest(count(since, until), 1)
    else:
        begins = table[BEGINS if BEGINS in table.columns else "p!start"]
        per = count(begins, table["p!next"])
    covered = terms.number(_at_least_none(part), 0, most, per=per, most_per=most)
    if of == "uncut":
        return covered
    return replace(covered, simple=(whole, terms.constant(1), covered))


def _at_least_none(count: Any) -> Any:
    """Return a count that is not below zero, unknown where it is."""
    if never_null(count):  # GREATEST passes over a null, so it serves only where there is none
        return ibis.greatest(count, 0)
    return ibis.ifelse(count < 0, 0, count)


def goes_too_far(period: Period, bounds: tuple[Any, Any], horizon: date) -> terms.Truth:
    """Return whether a grid goes on beyond MOST_PERIODS periods."""
    start, end = bounds
    beyond = _step_on(begins_on(start, period), period, ibis.literal(MOST_PERIODS, "int64"))
    last = ibis.date(NOT_YET.isoformat()) if end is None else end
    return terms.certain(terms.all_of([beyond < last, _begun(beyond, last, horizon)]))


def rank_of(period: Period, start: Any, on: Any) -> Any:
    """Return the rank, from 0 and before it, of the period
    of a grid without end in which a day lies.
    """
    months, days = _step_of(period)
    start = begins_on(start, period)
    if not months:
        apart = dating.day_count(start, on)
        return ((apart - (apart % days + days) % days) / days).round().cast("int64")
    apart = (on.year() - start.year()) * 12 + on.month() - start.month()
    rank = ((apart - (apart % months + months) % months) / months).round().cast("int64")
    return ibis.ifelse(_step_on(start, period, rank) > on, rank - 1, rank)


def span_at(period: Period, start: Any, end: Any, on: Any, rank: Any) -> tuple[Any, Any, Any]:
    """Return the number and the bounds of the period in which a day
    lies, null when there is none; `rank` is what `rank_of` gives.
    """
    origin = begins_on(start, period)
    first, following = _step_on(origin, period, rank), _step_on(origin, period, rank + 1)
    until = following if end is None else ibis.least(following, end)
    inside = (rank >= 0) & (rank < MOST_PERIODS) & (on < until) & start.notnull()
    if period.aligned:
        first, inside = ibis.greatest(first, start), inside & (on >= start)
    return tuple(terms.only_where(terms.certain(inside), expr) for expr in (rank + 1, first, until))
