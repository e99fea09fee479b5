"""A date moved by a duration, forwards or backwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from engine.diagnostics.bilingual import sentence
from engine.language.forms.facts import Fact
from engine.language.kinds import DATE, NUMBER
from engine.language.temporal import Duration, shifted
from engine.language.values import (
    ColumnWriter,
    Compute,
    Fault,
    File,
    Ground,
    Need,
    T,
    Types,
    Value,
    ValueSpeaker,
    View,
    example,
    ref,
    written,
)

if TYPE_CHECKING:
    from engine.language.model import Word

_TIMES = {"times": ref("value", "combien de fois la durée / how many times the duration")}
_NOTICE = {
    "table": "pact/5/lengths",
    "row": "notice",
    "column": {"fact": "staff.category"},
}
_COUNTED = {"by": "P1M", "times": _NOTICE}


class Shift(Value, frozen=True):
    """A date moved by a duration: forwards (`times` 1) or backwards (-1).

    It is moved `count` times that, when it is given.
    """

    start: Value
    by: Duration
    times: int
    count: Value | None = None

    keys = ("after", "before")
    schemas = (
        written(
            {"after": ref("value"), "by": ref("duration")},
            _TIMES,
            [
                {"after": {"fact": "contract.signed_on"}, "by": "P6M"},
                {"after": {"fact": "staff.leaves_on"}, **_COUNTED},
            ],
        ),
        written(
            {"before": ref("value"), "by": ref("duration")},
            _TIMES,
            [
                {"before": {"fact": "meeting.held_on"}, "by": "P15D"},
                {"before": {"fact": "staff.leaves_on"}, **_COUNTED},
            ],
        ),
    )
    page = (
        "{after: {fact: contract.signed_on}, by: P6M}",
        "{before: {fact: commission.held_on}, by: P15D}",
        example(
            "{before: {fact: contract.ends_on}, by: P1M, times: "
            '{table: agreement/5/notice, row: "{contract.kind}", column: 1}}',
            "`times`: the duration is taken so many times, a whole number",
        ),
    )
    sketches = (
        ("a date", {"after": "<a date>", "by": "<duration>"}),
        ("a date", {"before": "<a date>", "by": "<duration>"}),
        ("a date", {"after": "<a date>", "by": "P1M", "times": "<count>"}),
        ("a date", {"before": "<a date>", "by": "P7D", "times": "<count>"}),
    )
    of_a_case = False

    @classmethod
    def read(cls, file: File, key: str, node: Mapping[str, Any], at: Any) -> Value:
        """Return `{after: date, by: duration}` or `{before: …}`, taken `times` when given."""
        name = "after" if "after" in node else "before"
        parts = file.entries(node, at, (name, "by"), ("times",))
        start = file.value(parts[name], (*at, name))
        by = file.duration(parts["by"], (*at, "by")) if "by" in parts else Duration()
        count = file.value(parts["times"], (*at, "times")) if "times" in parts else None
        return cls(start, by, 1 if name == "after" else -1, count)

    def children(self, ground: Ground | None = None) -> tuple[Value, ...]:
        """Return the date, and how many times it is moved."""
        return (self.start,) if self.count is None else (self.start, self.count)

    def names(self) -> tuple[str, ...]:
        """It reads no fact by itself."""
        return ()

    def figures(self) -> tuple[Duration, ...]:
        """Return the duration."""
        return (self.by,)

    def compiled(self, ground: Ground) -> Compute:
        """Return the date moved; unknown where it is taken a number of times that is not whole."""
        start, by, times = self.start.compiled(ground), self.by, self.times
        if self.count is None:
            return lambda view: None if (day := start(view)) is None else shifted(day, by, times)
        count = self.count.compiled(ground)

        def moved(view: View) -> Any:
            day, number = start(view), count(view)
            if day is None or number is None or number % 1:
                return None
            return shifted(day, by, times * int(number))

        return moved

    def term(self, plan: ColumnWriter[T]) -> T | None:
        """Return the date moved."""
        start = plan.term(self.start)
        if start is None or self.count is None:
            return None if start is None else plan.moved(start, self.by, self.times, None)
        count = plan.term(self.count)
        return None if count is None else plan.moved(start, self.by, self.times, count)

    def kinds(self, types: Types) -> frozenset[str]:
        """It is a date."""
        return frozenset({DATE})

    def is_whole(self, types: Types) -> bool:
        """It is no number."""
        return False

    def faults(self, types: Types) -> Iterator[Need | Fault]:
        """A date is moved, a number of times, and not by hours."""
        yield Need(self.start, DATE, sentence("a date is moved"))
        if self.count is not None:
            yield Need(self.count, NUMBER, "`times`")
        if self.by.hours:
            message = sentence("`{duration}` cannot be added to a date.", duration=self.by)
            hint = sentence("state hours in `values`; move dates by days or more.")
            yield Fault("ACC220", message, hint, str(self.by))

    def token(self) -> str:
        """Return the duration."""
        return str(self.by)

    def takes_away(self) -> bool:
        """It is no number."""
        return False

    def not_before_period(self, ground: Ground) -> bool:
        """Whether a date that is not is moved forwards."""
        by = self.by
        return (
            self.count is None
            and self.times >= 0
            and min(by.years, by.months, by.days) >= 0
            and self.start.not_before_period(ground)
        )

    def origin(self) -> tuple[Value, int, int] | None:
        """Return the date from which it is moved, and by how many months and days."""
        first = self.start.origin()
        if first is None or self.count is not None or self.by.hours:
            return None
        value, months, days = first
        months += (12 * self.by.years + self.by.months) * self.times
        return value, months, days + self.by.days * self.times

    def reached_from(self, name: str) -> Callable[[date], date] | None:
        """It is moved back, when it is moved from the fact itself."""
        if self.count is not None or self.start != Fact(name):
            return None
        by, times = self.by, self.times
        return lambda day: shifted(day, by, -times)

    def said(self, speaker: ValueSpeaker, word: Word | None) -> str:
        """Return « 6 mois après la date de signature »."""
        order = ("avant", "before") if self.times < 0 else ("après", "after")
        length = speaker.lasting(self.by.times(abs(self.times)))
        length = length if self.count is None else f"{speaker.value(self.count)} × {length}"
        return f"{length} {speaker.of(order)} {speaker.value(self.start)}"
