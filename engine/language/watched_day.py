"""A day that notes what is asked of it: until when another day would have been answered the same.

A question is asked on a day, and works with that day as with any other: it compares it with the
dates of the case, looks for the law in force, counts from it. Asked on a watched day instead, the
question leaves behind the days on which each of these would have come out the same. On all of them
the whole question has the same answer: nothing else of the day was ever looked at.

What cannot be noted exactly, such as the name of the day written out, is noted as true of that day
alone: the days found are then fewer than they might be, never more.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, Final, SupportsIndex, TypeAlias, overload

THE_DAY: Final = "\ue000"
"""Stands for the day watched in the sentences of an answer that name it: they are the same on
another day.
"""
Move: TypeAlias = Callable[[date], date]
"""Gives another day for each day: never an earlier one for a later day."""

_FIRST: Final = date.min.toordinal()
_LAST: Final = date.max.toordinal()


class Watch:
    """The days, from `first` to `last`, both included, on which all that was asked of one day would
    have been answered the same.
    """

    def __init__(self, day: date) -> None:
        """Watch a day of which nothing has been asked."""
        self._day = day.toordinal()
        self._first, self._last = _FIRST, _LAST
        self.day: date = _watched(day, self, None)
        """The day itself, to ask the question on."""

    @property
    def first(self) -> date:
        """The first of the days."""
        return date.fromordinal(self._first)

    @property
    def last(self) -> date:
        """The last of the days."""
        return date.fromordinal(self._last)

    def below(self, limit: int, move: Move | None) -> bool:
        """Return whether the day, moved, comes before a limit, and note the days for which this is
        so (or not). Days are counted as `date.toordinal` does.
        """
        if move is None:
            return self._before(limit)
        if move(date.fromordinal(self._day)).toordinal() < limit:
            return self._before(_first_from(limit, self._day, self._last + 1, move))
        return self._before(_first_from(limit, self._first, self._day, move))

    def _before(self, limit: int) -> bool:
        before = self._day < limit
        if before:
            self._last = min(self._last, limit - 1)
        else:
            self._first = max(self._first, limit)
        return before


def _first_from(limit: int, low: int, high: int, move: Move) -> int:
    """Return the first day from `low` on that is moved to a limit or past it; `high`, if none
    before it is.
    """
    while low < high:
        middle = (low + high) // 2
        if move(date.fromordinal(middle)).toordinal() < limit:
            low = middle + 1
        else:
            high = middle
    return low


class _WatchedDay(date):
    """A day that tells its watch what is asked of it; `_move` gives it from the day watched."""

    __slots__ = ("_move", "_plain", "_watch")
    _watch: Watch
    _move: Move | None
    _plain: date

    def _below(self, other: date, days: int = 0) -> bool:
        """Return whether it comes before another day, so many days later."""
        if isinstance(other, _WatchedDay):
            if other._same_as(self):  # noqa: SLF001  # of this module
                return days > 0
            other = plain(other)
        return self._watch.below(other.toordinal() + days, self._move)

    def _same_as(self, other: _WatchedDay) -> bool:
        return self._watch is other._watch and self._move is other._move

    def _alone(self) -> date:
        """Return the day itself, noting that another day would have been another."""
        ordinal = self._plain.toordinal()
        self._watch.below(ordinal, self._move)
        self._watch.below(ordinal + 1, self._move)
        return self._plain

    def __lt__(self, other: date) -> bool:
        return self._below(other) if isinstance(other, date) else NotImplemented

    def __le__(self, other: date) -> bool:
        return self._below(other, 1) if isinstance(other, date) else NotImplemented

    def __gt__(self, other: date) -> bool:
        return not self._below(other, 1) if isinstance(other, date) else NotImplemented

    def __ge__(self, other: date) -> bool:
        return not self._below(other) if isinstance(other, date) else NotImplemented

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, date):
            return False
        return not self._below(other) and self._below(other, 1)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(self._alone())

    def __add__(self, other: timedelta) -> date:  # type: ignore[override]  # a day, not its kind
        return moved(self, lambda day: _later(day, other))

    __radd__ = __add__  # type: ignore[assignment]  # likewise

    @overload  # type: ignore[override]  # a day, not its kind
    def __sub__(self, other: timedelta) -> date: ...
    @overload
    def __sub__(self, other: date) -> timedelta: ...
    def __sub__(self, other: Any) -> Any:
        if isinstance(other, timedelta):
            return moved(self, lambda day: _later(day, -other))
        return self._alone() - plain(other)

    def __rsub__(self, other: date) -> timedelta:
        return plain(other) - self._alone()

    @property
    def year(self) -> int:
        """Its year, which is that of other days too."""
        year = self._plain.year
        self._below(date(year, 1, 1))
        if year < date.max.year:
            self._below(date(year + 1, 1, 1))
        return year

    @property
    def month(self) -> int:
        """Its month, noted as true of that day alone."""
        return self._alone().month

    @property
    def day(self) -> int:
        """Its day of the month, noted as true of that day alone."""
        return self._alone().day

    def toordinal(self) -> int:
        """Return its number, noted as true of that day alone."""
        return self._alone().toordinal()

    def isoformat(self) -> str:
        """Return how it is written, noted as true of that day alone."""
        return self._alone().isoformat()

    __str__ = isoformat

    def __repr__(self) -> str:
        return repr(self._alone())

    def __format__(self, form: str) -> str:
        return format(self._alone(), form)

    def strftime(self, form: str) -> str:
        """Return how it is written in a form, noted as true of that day alone."""
        return self._alone().strftime(form)

    def replace(  # type: ignore[override]  # a day, not its kind
        self,
        year: SupportsIndex | None = None,
        month: SupportsIndex | None = None,
        day: SupportsIndex | None = None,
    ) -> date:
        """Return another day made from it, noted as true of that day alone."""
        own = self._alone()
        parts = (year or own.year, month or own.month, day or own.day)
        return date(*parts)

    def weekday(self) -> int:
        """Return its day of the week, noted as true of that day alone."""
        return self._alone().weekday()

    def isoweekday(self) -> int:
        """Return its day of the week, noted as true of that day alone."""
        return self._alone().isoweekday()

    def isocalendar(self) -> Any:
        """Return its week, noted as true of that day alone."""
        return self._alone().isocalendar()

    def timetuple(self) -> Any:
        """Return its parts, noted as true of that day alone."""
        return self._alone().timetuple()

    def ctime(self) -> str:
        """Return how it is written, noted as true of that day alone."""
        return self._alone().ctime()

    def __reduce__(self) -> Any:
        return self._alone().__reduce__()


def _later(day: date, by: timedelta) -> date:
    """Return a day so much later; the first or the last of the calendar for one beyond it."""
    ordinal = day.toordinal() + by.days
    return date.fromordinal(max(_FIRST, min(_LAST, ordinal)))


def _watched(day: date, watch: Watch, move: Move | None) -> date:
    watched = _WatchedDay(day.year, day.month, day.day)
    watched._watch, watched._move, watched._plain = watch, move, day  # noqa: SLF001  # of this module
    return watched


def moved(day: date, move: Move) -> date:
    """Return a day moved; a watched one stays watched."""
    if not isinstance(day, _WatchedDay):
        return move(day)
    before = day._move  # noqa: SLF001  # of this module
    both = move if before is None else lambda source: move(before(source))
    return _watched(move(day._plain), day._watch, both)  # noqa: SLF001  # of this module


def is_watched(day: object) -> bool:
    """Whether a day is watched."""
    return isinstance(day, _WatchedDay)


def said(day: date, say: Callable[[date], str]) -> str:
    """Return a day in words; for the watched day itself, the sign that stands for it."""
    if isinstance(day, _WatchedDay) and day._move is None:  # noqa: SLF001  # of this module
        return THE_DAY
    return say(plain(day))


def unnoted(day: date) -> date:
    """Return the day that a watched one is, without a note: for what no answer holds."""
    return day._plain if isinstance(day, _WatchedDay) else day  # noqa: SLF001  # of this module


def plain(day: date) -> date:
    """Return the day that a watched one is, noting that another day would have been another; any
    other day as it is.
    """
    return day._alone() if isinstance(day, _WatchedDay) else day  # noqa: SLF001  # of this module
