"""Days of work and public holidays, by territory: which days count, and where a term is carried to.

The holidays are those of the library `holidays`, an extra (`pip install accord[holidays]`). It is
loaded when a rule first needs a day of them, and by nothing else. They are known for the years from
1950 to 2100: a day is counted from, or carried over, between `FIRST` and `LAST`, so that no count
leaves them.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from datetime import date
from importlib.util import find_spec
from typing import Final, Literal

from msgspec import Struct

from engine.diagnostics.bilingual import sentence
from engine.diagnostics.diagnostic import Diagnostic, Location, RefusedInput
from engine.language.kept import kept
from engine.language.temporal import NOT_YET
from engine.language.watched_day import moved

TERRITORIES: Final[Mapping[str, str]] = {
    "metropole": "",
    "alsace_moselle": "6AE",
    "guadeloupe": "971",
    "martinique": "972",
    "guyane": "973",
    "reunion": "974",
    "mayotte": "976",
    "saint_barthelemy": "BL",
    "saint_martin": "MF",
    "saint_pierre_et_miquelon": "PM",
    "nouvelle_caledonie": "NC",
    "polynesie_francaise": "PF",
    "wallis_et_futuna": "WF",
}
"""The territories whose public holidays are known, and what the library calls each."""
YEARS: Final = range(1950, 2101)
FIRST, LAST = date(1951, 1, 1), date(2099, 12, 31)
MOST_DAYS: Final = 200
"""The most days of work that may be counted: fewer than those of the first and last years known."""
DAY_OF_WEEK: Final[Mapping[str, int]] = {"saturday": 5, "sunday": 6}
HOLIDAY: Final = "holiday"
OFF: Final[Mapping[str, tuple[str, ...]]] = {
    "ouvrables": ("sunday", HOLIDAY),
    "ouvres": ("saturday", "sunday", HOLIDAY),
}
"""The days that do not count among days *ouvrables* (all that may be worked) and *ouvrés*."""


def are_installed() -> bool:
    """Whether the library of public holidays can be loaded; it is not loaded to know it."""
    return find_spec("holidays") is not None


@kept("public holidays", 16)
def holidays_of(territory: str) -> frozenset[date]:
    """Return the public holidays of a territory in all the years known.

    Raises RefusedInput where the library is not installed.
    """
    if not are_installed():
        message = sentence("the public holidays of `{name}` are needed here.", name=territory)
        hint = sentence("install them: `pip install accord[holidays]`.")
        raise RefusedInput([Diagnostic("ACC253", message, Location(""), hint)])
    from holidays import country_holidays

    subdivision = TERRITORIES[territory] or None
    return frozenset(country_holidays("FR", subdiv=subdivision, years=YEARS))


@kept("days of work", 64)
def days_of_work(off: tuple[str, ...], territory: str) -> tuple[int, ...]:
    """Return the days that are not off of all the years known, as `date.toordinal` numbers them."""
    holidays = holidays_of(territory) if HOLIDAY in off else frozenset[date]()
    closed = {number for name, number in DAY_OF_WEEK.items() if name in off}
    first, last = date(YEARS.start, 1, 1).toordinal(), date(YEARS.stop, 1, 1).toordinal()
    days = map(date.fromordinal, range(first, last))
    return tuple(
        day.toordinal() for day in days if day.weekday() not in closed and day not in holidays
    )


class Step(Struct, frozen=True):
    """How a day is found from another one, passing over the days off.

    It is the last of `count` days that are not off, before the other day where the count is below
    zero; the day from which one counts does not count. With a count of zero it is the day itself,
    or the first that is not off, `onwards` or backwards.
    """

    off: tuple[str, ...]
    count: int = 0
    onwards: bool = True

    def taken(self, day: date, territory: str) -> date:
        """Return the day found from one between FIRST and LAST.

        For example, 14 July 2024, a Sunday and a holiday, is carried over to Monday 15 July.
        """
        days, number = days_of_work(self.off, territory), day.toordinal()
        side, further = self.place()
        rank = (bisect_right if side == "right" else bisect_left)(days, number)
        return date.fromordinal(days[rank + further])

    def place(self) -> tuple[Literal["left", "right"], int]:
        """Return where the day found stands among the days of work, from where the other one would.

        That is left or right of an equal day, and so many places further.
        """
        if self.count > 0 or (not self.count and not self.onwards):
            return "right", self.count - 1
        return "left", self.count

    def found(self, day: date, territory: str) -> date | None:
        """Return the day found from any day, None out of the years known.

        An act that has not happened has not happened then either.
        """
        if day == NOT_YET:
            return NOT_YET
        if not FIRST <= day <= LAST:
            return None
        return moved(day, lambda other: self.taken(min(max(other, FIRST), LAST), territory))
