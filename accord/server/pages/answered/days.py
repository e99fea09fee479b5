"""The two days of a question, each to be moved: the days between which it makes sense to, and those
at which the answer changes.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, Final

from msgspec import Struct

from accord.server.pages.answered.asked import Answered, Asked
from engine.language.temporal import NOT_YET
from engine.questions.answers.timeline import TimelineAnswer
from engine.words.formats import apostrophes

_MARGIN: Final = timedelta(days=92)
"""How far beyond the days that matter the day may be moved."""
_LONGEST: Final = timedelta(days=366 * 12)


class Stop(Struct, frozen=True):
    """A day at which the answer changes, or a text becomes known, and what it says from then on."""

    on: date
    step: int
    """How many days after the first of the slider it is."""
    says: str
    asked: bool = False


class Slider(Struct, frozen=True):
    """A day to be moved between two others; `place` is counted in days from `first`."""

    name: str
    first: date
    days: int
    place: int
    on: date
    stops: tuple[Stop, ...] = ()


def slider_of_question(asked: Asked, answer: Answered, timeline: TimelineAnswer | None) -> Slider:
    """Return the slider of the day of the question, with the days at which the answer changes where
    they were asked for.
    """
    stretches = timeline.stretches if timeline else ()
    days = [answer.on, *_days_in(answer), *(stretch.from_ for stretch in stretches)]
    first, last = _around(answer.on, days)
    pen = asked.pen()
    stops = tuple(
        Stop(
            each.from_,
            (each.from_ - first).days,
            apostrophes(pen.prose(each.says)),
            asked=each.asked is True,
        )
        for each in stretches
        if first <= each.from_ <= last
    )
    return _slider("on", first, last, answer.on, stops)


def slider_of_knowledge(asked: Asked, answer: Answered) -> Slider:
    """Return the slider of the day of knowledge, which stops where a text becomes known."""
    known: dict[date, list[str]] = {}
    pen = asked.pen()
    for text in asked.law.texts:
        published = text.events.get("published") or text.events.get("signed")
        if text.corpus == asked.corpus.id and published:
            short = asked.corpus.texts[text.id].short.in_language(pen.language)
            known.setdefault(published, []).append(apostrophes(pen.prose(short)))
    first, last = _around(answer.known_on, [answer.known_on, *known])
    stops = tuple(
        Stop(on, (on - first).days, ", ".join(known[on]), asked=on == answer.known_on)
        for on in sorted(known)
        if first <= on <= last
    )
    return _slider("known_on", first, last, answer.known_on, stops)


def _slider(name: str, first: date, last: date, on: date, stops: tuple[Stop, ...]) -> Slider:
    return Slider(name, first, (last - first).days, (on - first).days, on, stops)


def _around(on: date, days: Iterable[date]) -> tuple[date, date]:
    """Return the first and the last day of a slider: around the days that matter, not too far from
    the day that was asked.
    """
    near = [day for day in days if day != NOT_YET and abs(day - on) <= _LONGEST]
    return min(near) - _MARGIN, max(near) + _MARGIN


def _days_in(answer: Answered) -> Iterable[date]:
    """Yield the days that lines of an answer begin, end or fall on."""
    for field in ("totals", "payments", "entries", "duties"):
        for line in getattr(answer, field, ()):
            for name in ("from_", "until", "due_on", "on"):
                day: Any = getattr(line, name, None)
                if isinstance(day, date):
                    yield day


def day_moved(form_day: str, place: str, place_before: str, first: str) -> str:
    """Return the day that a form asks for: that of its slider where this was moved, else that of
    its field of a date, as it was typed.
    """
    if place == place_before or not (place.isdecimal() and len(place) < 7):
        return form_day
    try:
        return (date.fromisoformat(first) + timedelta(days=int(place))).isoformat()
    except (ValueError, OverflowError):
        return form_day
