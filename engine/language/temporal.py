"""Dates and durations: ISO 8601, and exact calendar arithmetic.

Months are counted from the first date, never from one another: 31 January + 2 months is 31 March.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

from msgspec import Struct

from engine.language.kept import kept

NOT_YET = date.max
"""An act that has not happened: later than every date."""
NOT_YET_WORDS = ("not_yet", "not yet", "pas encore")
"""How a case writes it: the word of the language, or what an answer shows."""

_DURATION = re.compile(
    r"^P(?=\d|T\d)(?:(\d{1,4})Y)?(?:(\d{1,5})M)?(?:(\d{1,5})W)?(?:(\d{1,6})D)?(?:T(\d{1,5})H)?$",
    re.ASCII,
)
_DATE = re.compile(r"^\d{4}-\d{2}-\d{2}$", re.ASCII)


class Duration(Struct, frozen=True, order=True):
    """An ISO 8601 duration. `hours` may be stated by a text but never enters date arithmetic.

    The order of the class is that of its numbers, so that two durations are seen to be the same or
    not. Which of two is longer, `engine.language.durations` says.
    """

    years: int = 0
    months: int = 0
    days: int = 0
    hours: int = 0

    def __str__(self) -> str:
        whole = "".join(
            f"{n}{unit}"
            for n, unit in ((self.years, "Y"), (self.months, "M"), (self.days, "D"))
            if n
        )
        whole = whole if whole or self.hours else "0D"
        return f"P{whole}{f'T{self.hours}H' if self.hours else ''}"

    @property
    def whole_months(self) -> int:
        """Its years and months, in months."""
        return 12 * self.years + self.months

    def plain(self) -> Duration:
        """Return it with one spelling for one length: twelve months are a year, as weeks are days.

        Eighteen months stay eighteen months.
        """
        years, months = divmod(self.whole_months, 12)
        if months:
            years, months = 0, self.whole_months
        return Duration(years, months, self.days, self.hours)

    def times(self, count: int) -> Duration:
        """Return this duration taken `count` times (an integer), to be added once to an anchor."""
        return Duration(
            self.years * count, self.months * count, self.days * count, self.hours * count
        )


def parse_duration(text: str) -> Duration:
    """Return the duration written in ISO 8601 (`P6M`, `P15D`, `P2W`, `PT24H`).

    Raise ValueError for anything else.
    """
    match = _DURATION.match(text)
    if match is None:
        raise ValueError(text)
    years, months, weeks, days, hours = (int(group or 0) for group in match.groups())
    return Duration(years, months, days + 7 * weeks, hours)


def parse_date(text: str) -> date:
    """Return the date written `YYYY-MM-DD`; raise ValueError for another form or no day."""
    if not _DATE.match(text):
        raise ValueError(text)
    return date.fromisoformat(text)


def default_day(instant: datetime | None = None) -> date:
    """Return the day of a question that names none: the date now, in universal time.

    It is the same wherever the question is asked. `instant` stands for now.
    """
    return (instant or datetime.now(UTC)).astimezone(UTC).date()


def shifted(start: date, by: Duration, times: int = 1, *, up: bool = False) -> date:
    """Return `start` moved by `times` durations; a negative number moves back.

    A day that a month does not have becomes its last: 31 January + 1 month is 28 February. With
    `up`, it becomes the first day of the next month: 1 March. Days are added after that. NOT_YET
    stays NOT_YET. A day past the end of the calendar is NOT_YET too, one before its beginning its
    first day.
    """
    if type(start) is not date:
        from engine.language.watched_day import moved

        return moved(start, lambda day: _shifted(day, by, times, up=up))
    return _shifted(start, by, times, up=up)


@kept("days shifted", 65536)
def _shifted(start: date, by: Duration, times: int, *, up: bool) -> date:
    if start == NOT_YET:
        return start
    months = start.year * 12 + start.month - 1 + (by.years * 12 + by.months) * times
    year, month = months // 12, months % 12 + 1
    try:
        anchor = start.replace(year, month, min(start.day, _days_in(year, month)))
        past = int(up and anchor.day < start.day)
        return anchor + timedelta(by.days * times + past)
    except (OverflowError, ValueError):
        return NOT_YET if times > 0 else date.min


def calendar_day(day: date, stretch: int, months: int, days: int) -> date:
    """Return the start of the stretch of the calendar in which `day` lies, moved by months and then
    by days.

    Stretches last so many months: 1, 3 or 6, or 12 for a year. NOT_YET stays NOT_YET. The last day
    of the month of a day is `calendar_day(day, 1, 1, -1)`.
    """
    if type(day) is not date:
        from engine.language.watched_day import moved

        return moved(day, lambda plain: _calendar_day(plain, stretch, months, days))
    return _calendar_day(day, stretch, months, days)


def _calendar_day(day: date, stretch: int, months: int, days: int) -> date:
    if day == NOT_YET:
        return day
    rank = day.year * 12 + (day.month - 1) // stretch * stretch + months
    try:
        return date.fromordinal(date(rank // 12, rank % 12 + 1, 1).toordinal() + days)
    except (OverflowError, ValueError):
        # 31 December 9999 is the eve of a month that the calendar lacks: it stands for no day
        return NOT_YET if months > 0 else date.min


def neighbouring_day(day: date, stretch: int, months: int, days: int, side: str) -> date:
    """Return the nearest of the days that stand so in each stretch of the calendar, on one side of
    `day`: `after` or `before` it (the day itself is left out), `on_or_after` or `on_or_before`.

    `stretch`, `months` and `days` say which days they are, as for `calendar_day`. The next 30 June
    is `neighbouring_day(day, 12, 5, 29, "after")`. NOT_YET stays NOT_YET.
    """
    if type(day) is not date:
        from engine.language.watched_day import moved

        return moved(day, lambda plain: _neighbouring_day(plain, stretch, months, days, side))
    return _neighbouring_day(day, stretch, months, days, side)


def _neighbouring_day(day: date, stretch: int, months: int, days: int, side: str) -> date:
    own = _calendar_day(day, stretch, months, days)
    forwards = side in AFTERWARDS
    if own == day and (day == NOT_YET or side in ("on_or_after", "on_or_before")):
        return day
    if own != day and (own > day) == forwards:
        return own
    return _calendar_day(day, stretch, months + (stretch if forwards else -stretch), days)


AFTERWARDS = ("after", "on_or_after")
"""The sides of a day that lie in its future."""


def _days_in(year: int, month: int) -> int:
    """Return how many days a month has."""
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def whole_months_started(start: date, end: date) -> int:
    """Return how many months, counted from `start`, have begun before `end`.

    0 if `end <= start`.
    """
    if end <= start:
        return 0
    whole = (end.year - start.year) * 12 + end.month - start.month
    while shifted(start, Duration(months=1), whole) >= end:
        whole -= 1
    return whole + 1


_YEAR = Duration(years=1)


def anniversary(origin: date, day: date) -> date:
    """Return the first anniversary of `origin` on `day` or after it, a year after it at least.

    The anniversary of 29 February is on 28 February in most years. Where one of the two days has
    not come, neither has the anniversary.
    """
    if NOT_YET in (origin, day):
        return NOT_YET
    years = max(1, day.year - origin.year)
    first = shifted(origin, _YEAR, years)
    return first if first >= day else shifted(origin, _YEAR, years + 1)
