"""Durations of the plan, as `engine.language.durations` has them for one case.

A duration is a whole number: its months times a million, and its days. Two are the same where the
numbers are. Which of two is longer is looked up in the least and the most days of so many months.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import ibis
import ibis.expr.types as ir

from engine.language.comparison import EQUAL, LESS, MORE
from engine.language.durations import (
    MOST_DAYS,
    MOST_MONTHS,
    YEARS,
    days_of,
    months_in_days,
)
from engine.language.temporal import Duration

MONTH = 10**6
"""A month, in the number that a duration is."""
Truth: TypeAlias = "bool | ir.BooleanValue | None"


def number_of(duration: Duration) -> int:
    """Return a duration as one number."""
    return duration.whole_months * MONTH + duration.days


def read(text: Any) -> Any:
    """Return the number of a duration that a column writes, `P2M`."""

    def count(unit: str) -> Any:
        digits = text.re_extract(f"([0-9]+){unit}", 1).nullif("")
        return digits.cast("int64").fill_null(0)

    months, days = count("Y") * 12 + count("M"), count("W") * 7 + count("D")
    return ibis.ifelse(text.notnull(), months * MONTH + days, ibis.null("int64"))


def once(parts: Sequence[Any], work: Callable[..., Any]) -> Any:
    """Return what a function makes of expressions, each of them written once.

    An expression that stands twice in another one is written twice, and what is made of that one
    four times: durations in durations would grow beyond all measure.
    """
    named = ibis.struct({f"p{rank}": part for rank, part in enumerate(parts)})
    held = ibis.array([named])
    return held.map(lambda one: work(*(one[f"p{rank}"] for rank in range(len(parts)))))[0]


def parts_of(expr: Any) -> tuple[Any, Any]:
    """Return the months and the days of a duration."""
    whole = expr.cast("int64")
    days = whole % MONTH
    return ((whole - days) / MONTH).cast("int64"), days


def _among(numbers: Sequence[int], rank: Any) -> Any:
    """Return the number of a list at a rank, its last one beyond.

    The list is one text of numbers of one width: a list of constants is copied by the writer of
    SQL, one by one, wherever it stands.
    """
    width = len(str(max(numbers)))
    listed = ibis.literal("".join(f"{number:0{width}d}" for number in numbers))
    place = ibis.least(rank, ibis.literal(len(numbers) - 1, "int64"))
    return listed.substr(place * width, width).cast("int64")


def _days_of(months: Any) -> tuple[Any, Any]:
    """Return the least and the most days of a number of months that is not negative."""
    spans = [days_of(count) for count in range(MOST_MONTHS + 1)]
    known = months <= MOST_MONTHS
    least, most = ([span[rank] for span in spans] for rank in (0, 1))
    return (
        ibis.ifelse(known, _among(least, months), months * 30),
        ibis.ifelse(known, _among(most, months), months * 31),
    )


def stands(left: Any, right: Any, signs: frozenset[int]) -> ir.BooleanValue:
    """Return where a duration stands to another in one of some ways; null where the day says."""
    truth: ir.BooleanValue = once([left, right], lambda one, other: _stands(one, other, signs))
    return truth


def longest(parts: Sequence[Any], *, greatest: bool) -> Any:
    """Return the longest or the shortest of durations, null where none certainly is."""
    signs = frozenset({EQUAL, MORE if greatest else LESS})

    def pick(*lengths: Any) -> Any:
        branches = []
        for rank, one in enumerate(lengths):
            others = [*lengths[:rank], *lengths[rank + 1 :]]
            beyond = [_stands(one, other, signs) for other in others]
            whole = one.notnull()
            for truth in beyond:
                whole = whole & truth
            branches.append((whole, one))
        return ibis.cases(*branches, else_=ibis.null("int64"))

    return once(parts, pick)


def _stands(left: Any, right: Any, signs: frozenset[int]) -> Any:
    (months, days), (others, other_days) = parts_of(left), parts_of(right)
    apart, rest = months - others, days - other_days
    low, high = _days_of(apart.abs())
    least = ibis.ifelse(apart < 0, -high, low) + rest
    most = ibis.ifelse(apart < 0, -low, high) + rest
    possible = {LESS: least < 0, EQUAL: (least <= 0) & (most >= 0), MORE: most > 0}
    inside = [truth for sign, truth in possible.items() if sign in signs]
    outside = [truth for sign, truth in possible.items() if sign not in signs]
    some, others_too = _any(inside), _any(outside)
    return ibis.cases(
        (~others_too, ibis.literal(True)),
        (~some, ibis.literal(False)),
        else_=ibis.null("boolean"),
    )


def _any(truths: Sequence[Any]) -> Any:
    whole = truths[0]
    for truth in truths[1:]:
        whole = whole | truth
    return whole


def rounded(expr: Any, unit: Duration, *, up: bool) -> Any:
    """Return a duration as whole units of months, null where that is not certain."""
    return once([expr], lambda one: _rounded(one, unit, up=up))


def _rounded(expr: Any, unit: Duration, *, up: bool) -> Any:
    months, days = parts_of(expr)
    step = unit.whole_months
    if up:
        certain, may_be = _months_in(ibis.greatest(days - 1, ibis.literal(0, "int64")))
        low = _whole(months + certain, step) + 1
        high = _whole(months + may_be + step, step)
        even = _whole(months + step - 1, step)
        low, high = (ibis.ifelse(days == 0, even, bound) for bound in (low, high))
    else:
        certain, may_be = _months_in(days)
        low, high = _whole(months + certain, step), _whole(months + may_be, step)
    return ibis.ifelse(low == high, low * (step * MONTH), ibis.null("int64"))


def _months_in(days: Any) -> tuple[Any, Any]:
    certain, may_be = months_in_days()
    known = days <= MOST_DAYS
    return (
        ibis.ifelse(known, _among(certain, days), _whole(days, 31)),
        ibis.ifelse(known, _among(may_be, days), _whole(days, 28)),
    )


def _whole(number: Any, divisor: int) -> Any:
    """Return how often a whole number that is not negative holds another."""
    return number if divisor == 1 else ((number - number % divisor) / divisor).cast("int64")


def in_unit(months: Any, unit: str, *, begun: bool) -> Any:
    """Return a number of months, complete or begun, in years where these are counted."""
    return _whole(months + (11 if begun else 0), 12) if unit == YEARS else months
