"""Days on a time line, their labels placed so that none covers another, nor a stalk.

A label begins at its day and stands above the axis; where it would run over the right edge, it ends
at its day and stands below. Above, days are placed from the last to the first: a label that runs
over later days stands above their labels, so that no stalk crosses a label. Below it is the same
from the first to the last.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from engine.documents.report.blocks import Band, Mark, Tick, TimeLine
from engine.documents.report.pen import Pen
from engine.questions.answers.funding import PeriodTotal
from engine.render.page import Tone
from engine.words.formats import long_date

_LETTER: Final = 0.0071
"""The width of a letter of a label, as a part of the width of the page: a little more than it is.
"""
_GAP: Final = 0.012
_LONGEST: Final = 34
"""How many letters a line of a label has at most."""
_MOST_BANDS: Final = 10
_MARGIN: Final = 0.03


class Day(Struct, frozen=True):
    """A day to show, what happens on it, and its tone."""

    on: date
    label: str
    tone: Tone


def time_line(
    pen: Pen, days: Sequence[Day], today: date, periods: Iterable[PeriodTotal]
) -> TimeLine:
    """Return the picture of some days around the day of the question; there is one at least."""
    named = {day.on: [other for other in days if other.on == day.on] for day in days}
    first = min((*named, today))
    last = max((*named, today))
    axis = _Axis(first, last)
    marks = _placed([_mark(pen, axis.at(on), same) for on, same in sorted(named.items())])
    said = [
        pen.sentence(f"{long_date(on, pen.language)}{pen.colon} {pen.joined(_names(same))}")
        for on, same in sorted(named.items())
    ]
    return TimeLine(
        pen.word("picture"),
        pen.word(
            "picture.alternative",
            first=long_date(first, pen.language),
            last=long_date(last, pen.language),
            what=" ".join(said),
        ),
        tuple(marks),
        tuple(axis.years()),
        tuple(_bands(axis, periods)),
        axis.at(today),
        pen.word("today"),
        max((mark.level + len(mark.lines) for mark in marks if mark.above), default=0.0),
        max((mark.level + len(mark.lines) for mark in marks if not mark.above), default=0.0),
    )


class _Axis:
    """Where days stand between the first and the last, from 0 to 1, with a margin on both sides."""

    def __init__(self, first: date, last: date) -> None:
        self._first = first
        self._last = last
        self._length = max((last - first).days, 1)

    def at(self, day: date) -> float:
        """Return where a day stands."""
        place = (day - self._first).days / self._length
        return round(_MARGIN + place * (1 - 2 * _MARGIN), 5)

    def years(self) -> Iterable[Tick]:
        """Yield the years that begin on the axis."""
        for year in range(self._first.year + 1, self._last.year + 1):
            yield Tick(self.at(date(year, 1, 1)), str(year))

    def within(self, start: date, end: date) -> tuple[float, float] | None:
        """Return where a span of days lies, None where it does not meet the axis."""
        if end < self._first or start > self._last:
            return None
        return self.at(max(start, self._first)), self.at(min(end, self._last))


def _bands(axis: _Axis, periods: Iterable[PeriodTotal]) -> Iterable[Band]:
    """Yield the periods of the case under the axis, where there are not too many."""
    spans = [
        (total, axis.within(total.from_, total.until - timedelta(days=1)))
        for total in periods
        if total.period is not None and total.from_ and total.until
    ]
    shown = [(total, span) for total, span in spans if span]
    if len(shown) > _MOST_BANDS:
        return
    for total, (start, end) in shown:
        name = f"{total.period_label or ''} {total.period}".strip()
        fits = (end - start) > len(name) * _LETTER
        short = (end - start) > len(str(total.period)) * _LETTER
        yield Band(start, end, name if fits else str(total.period) if short else "")


def _names(days: Iterable[Day]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(day.label for day in days))


def _mark(pen: Pen, at: float, days: Sequence[Day]) -> Mark:
    """Return a day with its label, not placed yet."""
    lines = (
        long_date(days[0].on, pen.language),
        *(part for name in _names(days) for part in _wrapped(name)),
    )
    width = max(map(len, lines)) * _LETTER + _GAP
    tones = [day.tone for day in days]
    tone = next((tone for tone in ("bad", "open") if tone in tones), tones[0])
    flows_over = at + width > 1
    left = at - width if flows_over else at
    return Mark(
        at, round(max(left, 0), 5), round(width, 5), 0, not flows_over, lines, tone, flows_over
    )


def _wrapped(name: str) -> tuple[str, ...]:
    """Return a name on lines that are short enough, two at most."""
    lines = [""]
    for word in name.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if len(longer) > _LONGEST and lines[-1]:
            lines.append(word)
        else:
            lines[-1] = longer
    return (lines[0], f"{lines[1]} …") if len(lines) > 2 else tuple(lines)


def _placed(marks: Sequence[Mark]) -> list[Mark]:
    """Return the days in order, each label high enough to cover no other."""
    above = _stacked([mark for mark in reversed(marks) if mark.above])
    below = _stacked([mark for mark in marks if not mark.above])
    return sorted((*above, *below), key=lambda mark: mark.at)


def _stacked(marks: Sequence[Mark]) -> list[Mark]:
    placed: list[Mark] = []
    for mark in marks:
        over = [
            other
            for other in placed
            if mark.left < other.left + other.width and other.left < mark.left + mark.width
        ]
        level = max((other.level + len(other.lines) + 0.5 for other in over), default=0.7)
        placed.append(replace(mark, level=level))
    return placed
