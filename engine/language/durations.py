"""Durations as values: which of two is longer, whole ones of a unit, and the time between two days.

A month has 28 to 31 days, so that two durations may not compare: a month is longer than 27 days
and shorter than 32, whatever the day from which both run, but it may be shorter or longer than 30
days. What is not certain is unknown.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from operator import sub

from engine.language.comparison import EQUAL, LESS, MORE
from engine.language.kept import kept
from engine.language.temporal import Duration, shifted

YEARS, MONTHS, DAYS = "years", "months", "days"
UNITS = (YEARS, MONTHS, DAYS)
MOST_MONTHS = 600
"""Up to so many months, their least and most days are known exactly."""
MOST_DAYS = 1100
"""Up to so many days, the whole months that they hold are known exactly."""
UNSURE = "unsure:"
"""How the name of what no known day settles begins, among what is missing and no case gives."""
NOT_COMPARED = f"{UNSURE}durations"
"""Of two durations none is certainly the longest: the day from which they run would say."""
NOT_COME = f"{UNSURE}time"
"""The time runs to a day that has not come."""
NOT_SPLIT = f"{UNSURE}split"
"""An amount is split between two days that leave no time between them, or of which one never comes.
"""
NOT_WHOLE = f"{UNSURE}times"
"""A day is moved by a duration so many times, and they are no whole number."""
_MONTH = Decimal("30.436875")
_CYCLE = 4800
"""The months after which the calendar begins again: 400 years."""


@kept("first days of months", 1)
def _first_days() -> tuple[int, ...]:
    """Return the number of the first day of each month, over one cycle and the longest length."""
    count = _CYCLE + MOST_MONTHS
    return tuple(date(1 + rank // 12, rank % 12 + 1, 1).toordinal() for rank in range(count))


@kept("days of so many months", 2048)
def days_of(months: int) -> tuple[int, int]:
    """Return the least and the most days that a number of months may have, from any day."""
    if months > MOST_MONTHS:
        return 30 * months, 31 * months
    first = _first_days()
    spans = [*map(sub, first[months : months + _CYCLE], first)]
    return min(spans), max(spans)


def average_days(duration: Duration) -> Decimal:
    """Return how many days a duration has on average: of two, the longer one has more of them."""
    return duration.whole_months * _MONTH + duration.days


def standing(left: Duration, right: Duration) -> frozenset[int]:
    """Return how a duration may stand to another: LESS, EQUAL, MORE, as the day may be."""
    months, days = left.whole_months - right.whole_months, left.days - right.days
    least, most = days_of(abs(months))
    if months < 0:
        least, most = -most, -least
    least, most = least + days, most + days
    possible = {LESS: least < 0, EQUAL: least <= 0 <= most, MORE: most > 0}
    return frozenset(sign for sign, may_be in possible.items() if may_be)


def holds(signs: frozenset[int], left: Duration, right: Duration) -> bool | None:
    """Return whether a duration stands to another in one of some ways; None where the day says."""
    possible = standing(left, right)
    return True if possible <= signs else None if possible & signs else False


def extreme(durations: Sequence[Duration], *, greatest: bool) -> Duration | None:
    """Return the longest or the shortest of durations, None where none certainly is."""
    signs = frozenset({EQUAL, MORE if greatest else LESS})
    for one in durations:
        if all(standing(one, other) <= signs for other in durations):
            return one
    return None


def longer(duration: Duration) -> Duration:
    """Return the next duration beyond one: by a month, or by a day where it has days."""
    return _apart(duration, 1)


def shorter(duration: Duration) -> Duration | None:
    """Return one that is certainly shorter: by a month, or by a day where it has days.

    Of one month it is fifteen days; nothing is shorter than a day.
    """
    less = _apart(duration, -1)
    if less != Duration():
        return less
    return Duration(days=15) if duration.whole_months else None


def _apart(duration: Duration, count: int) -> Duration:
    months, days = duration.whole_months, duration.days
    if days:
        return Duration(0, months, days + count).plain()
    return Duration(0, months + count).plain()


@kept("months in days", 2)
def months_in_days() -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return, for each number of days, the whole months that it certainly and that it may hold."""
    certain, may_be = [], []
    spans = [days_of(months) for months in range(MOST_DAYS // 28 + 2)]
    for days in range(MOST_DAYS + 1):
        certain.append(sum(most <= days for _, most in spans[1:]))
        may_be.append(sum(least <= days for least, _ in spans[1:]))
    return tuple(certain), tuple(may_be)


def _months_in(days: int) -> tuple[int, int]:
    if days > MOST_DAYS:
        return days // 31, days // 28
    certain, may_be = months_in_days()
    return certain[days], may_be[days]


def rounded(duration: Duration, unit: Duration, *, up: bool) -> Duration | None:
    """Return a duration as whole units (of months) that it certainly holds, or that hold it.

    45 days are one whole month rounded down and two rounded up; 30 days may be a month or not, so
    that there is no answer.
    """
    months, days, step = duration.whole_months, duration.days, unit.whole_months
    if up and days:
        certain, may_be = _months_in(days - 1)
        low, high = (months + certain) // step + 1, -(-(months + may_be + 1) // step)
    elif up:
        low = high = -(-months // step)
    else:
        certain, may_be = _months_in(days)
        low, high = (months + certain) // step, (months + may_be) // step
    return unit.times(low).plain() if low == high else None


def between(start: date, end: date, unit: str, *, begun: bool = False, up: bool = False) -> int:
    """Return how many years, months or days there are from one day to another, 0 if it is before.

    Complete ones, or with `begun` those that have begun. With `up` a day that a month does not have
    is the first of the next one: who is born on 29 February is a year older on 1 March.
    """
    if end <= start:
        return 0
    if unit == DAYS:
        return (end - start).days
    step = Duration(months=12 if unit == YEARS else 1)
    return _counted(start, end, step, begun=begun, up=up)


def _counted(start: date, end: date, step: Duration, *, begun: bool, up: bool) -> int:
    from engine.language.watched_day import unnoted

    first, last = unnoted(start), unnoted(end)
    count = ((last.year - first.year) * 12 + last.month - first.month) // step.whole_months
    # each comparison notes until when the count stays the same
    while shifted(start, step, count, up=up) > end:
        count -= 1
    while shifted(start, step, count + 1, up=up) <= end:
        count += 1
    return count + int(begun and shifted(start, step, count, up=up) < end)
