"""What is asked: the day, the day of knowledge, the readings, the bounds.

All of it is checked before anything is evaluated.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Literal

from msgspec import Struct

from engine.cases.scalars import LAST_DAY
from engine.diagnostics.bilingual import Language, sentence
from engine.diagnostics.diagnostic import Diagnostic, Location, RefusedInput, nearest
from engine.language.model import Corpus
from engine.language.nodes import EMPTY
from engine.language.temporal import default_day
from engine.questions.answers.answer import UnusedBounds
from engine.reasoning.lowering import meeting, within
from engine.reasoning.on_values import on_values
from engine.reasoning.steps import NOT_APPLIED, Step


class Question(Struct, frozen=True):
    """A question asked on `on`, knowing what was published by `known_on`; `start` (included) and
    `end` (excluded) bound the answer.

    `traced` says whether the trace is put together: it costs more than the answer. `short` leaves
    out the rules that do not apply, which are most of it, wherever it can. `weighed` says
    whether the question is asked again with each value of what is missing.
    """

    on: date
    known_on: date
    language: Language = "fr"
    readings: Mapping[str, str] = EMPTY
    start: date | None = None
    end: date | None = None
    traced: bool | Literal["short"] = True
    weighed: bool = True

    @classmethod
    def asked(cls, on: date | None, known_on: date | None, **rest: Any) -> Question:
        """Return a question in which a day that is not given is today, in universal time.

        `rest` are its other fields, by name.
        """
        today = default_day()
        return cls(on or today, known_on or today, **rest)

    @property
    def bounded(self) -> bool:
        """Whether bounds are asked for."""
        return self.start is not None or self.end is not None

    def unused_bounds(self) -> UnusedBounds | None:
        """Return, for an answer of one day, that the bounds asked for change nothing in it; None
        where there are none.
        """
        return UnusedBounds(from_=self.start, until=self.end, used=False) if self.bounded else None

    def shows(self, step: Step) -> bool:
        """Whether the trace shows a conclusion: a short one, only what applies or may."""
        return self.traced is True or step.outcome != NOT_APPLIED

    def covers(self, day: date) -> bool:
        """Whether a day lies within the bounds asked for."""
        return not self.bounded or on_values(within(self.start, self.end))({"day": day}) is True

    def meets(self, start: date, end: date | None) -> bool:
        """Whether a span of time meets the bounds asked for."""
        meets = on_values(meeting(self.start, self.end)) if self.bounded else None
        return meets is None or meets({"start": start, "end": end}) is True

    def checked(self, corpus: Corpus) -> Question:
        """Return the question itself; raise RefusedInput for unknown readings or options, days
        beyond all cases, bounds out of order.
        """
        findings = [
            *self._readings_at_fault(corpus),
            *self._days_at_fault(),
            *self._bounds_at_fault(),
        ]
        if findings:
            raise RefusedInput(findings)
        return self

    def _readings_at_fault(self, corpus: Corpus) -> Iterator[Diagnostic]:
        place = Location("--reading")
        for id_, option in self.readings.items():
            reading = corpus.readings.get(id_)
            if reading is None:
                message = sentence("there is no reading `{id}`.", id=id_)
                yield Diagnostic("ACC403", message, place, nearest(id_, corpus.readings))
            elif option not in reading.options:
                message = sentence(
                    "reading `{id}` has no option `{option}`.", id=id_, option=option
                )
                yield Diagnostic("ACC403", message, place, nearest(option, reading.options))

    def _days_at_fault(self) -> Iterator[Diagnostic]:
        for option, day in (("--on", self.on), ("--known-on", self.known_on)):
            if day > LAST_DAY:
                message = sentence(
                    "{day} is beyond {last_day}, the last day that can be asked about.",
                    day=day,
                    last_day=LAST_DAY,
                )
                yield Diagnostic("ACC406", message, Location(option), sentence("check the year."))

    def _bounds_at_fault(self) -> Iterator[Diagnostic]:
        if self.start and self.end and self.end <= self.start:
            message = sentence(
                "--until {end} is not after --from {start}.", end=self.end, start=self.start
            )
            hint = sentence("the first day is included, the last is not.")
            yield Diagnostic("ACC406", message, Location("--until"), hint)
