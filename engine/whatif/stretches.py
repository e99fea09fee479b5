"""The days of the question between which an answer stays the same.

The question is asked on a watched day (`engine.language.watched_day`): it leaves behind the days on
which all that it asked of its day would have come out the same. It is asked again on the day after
the last of them, and so on. Neighbours with the same answer are then put together. No change can be
missed: see docs/adr/0021-days-of-an-answer.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any, Final, TypeAlias

from msgspec import UNSET, Struct
from msgspec.structs import replace

from engine.cases.scalars import LAST_DAY
from engine.diagnostics.bilingual import sentence
from engine.diagnostics.diagnostic import Diagnostic, Location, RefusedInput
from engine.language.watched_day import Watch, plain
from engine.questions.answers import Answer
from engine.questions.answers.record import Record
from engine.questions.question import Question

MOST_STRETCHES: Final = 2000
"""So many stretches are given. A law whose answer is another every day has one for each day."""
OF_THE_QUESTION: Final = frozenset(
    {"Answer.on", "Missing.possible", "Missing.write", "Missing.write_note"}
)
"""Fields that are not compared, with `trace`: the day of the question itself, and what is proposed
for a missing fact, which is counted from it."""
Ask: TypeAlias = Callable[[Question], Answer]


class Days(Struct, frozen=True):
    """The days from `first` on, `until` excluded, on which a question has one answer.

    `until` is None for the last days that can be asked about. The answer is that of the first of
    the days, or what refused it.
    """

    first: date
    until: date | None
    answer: Answer | RefusedInput


def days_alike(ask: Ask, question: Question, first: date, last: date) -> Iterator[Days]:
    """Yield the days of the question from `first` to `last`, put together where the answer stays
    the same.

    Raises RefusedInput for more than MOST_STRETCHES.
    """
    before: Days | None = None
    given: Any = None
    count = 0
    for days, answer in _asked(ask, question, first, last):
        if before is not None and given == answer:
            before = replace(before, until=days.until)
            continue
        if before is not None:
            yield before
            count += 1
        if count == MOST_STRETCHES:
            raise RefusedInput([_too_many(first, days.first)])
        before, given = days, answer
    if before is not None:
        yield before


def _asked(ask: Ask, question: Question, first: date, last: date) -> Iterator[tuple[Days, Any]]:
    """Yield days that are answered alike, in order, with all that is compared of the answer."""
    asked = replace(question, traced=False, weighed=False, start=None, end=None)
    day = first
    while day <= last:
        watch = Watch(day)
        answer: Answer | RefusedInput
        try:
            answer = ask(replace(asked, on=watch.day))
            compared = _compared(answer)
        except RefusedInput as refusal:
            answer, compared = refusal, tuple((d.code, d.location) for d in refusal.diagnostics)
        until = watch.last + timedelta(days=1) if watch.last < LAST_DAY else None
        yield Days(day, until, answer), compared
        if until is None:
            return
        day = until


def _compared(value: Any) -> Any:
    """Return a part of an answer as it is compared with that of another day."""
    if isinstance(value, Record):
        left = {name.partition(".")[2] for name in _left_aside(type(value))}
        return tuple(
            (name, _compared(part))
            for name in value.__struct_fields__
            if name not in left and (part := getattr(value, name)) is not None
        )
    if isinstance(value, tuple):
        return tuple(map(_compared, value))
    if isinstance(value, dict):
        return tuple((key, _compared(part)) for key, part in value.items())
    if isinstance(value, date):
        return plain(value)
    return None if value is UNSET else value


def _left_aside(kind: type[Record]) -> Iterator[str]:
    for of in kind.__mro__:
        yield from (name for name in OF_THE_QUESTION if name.startswith(f"{of.__name__}."))


def _too_many(first: date, day: date) -> Diagnostic:
    return Diagnostic(
        "ACC430",
        sentence(
            "the answer changes {most} times between {first} and {day} alone.",
            most=MOST_STRETCHES,
            first=first,
            day=day,
        ),
        Location("--timeline"),
        sentence("ask about fewer days with --from and --until."),
    )
