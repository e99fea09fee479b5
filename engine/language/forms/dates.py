"""A date moved by a duration, forwards or backwards: one that is written, or a value."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from engine.diagnostics.bilingual import sentence
from engine.language.durations import NOT_WHOLE
from engine.language.forms.constants import outcomes
from engine.language.forms.facts import Fact
from engine.language.forms.operation import OfOperands, Operand
from engine.language.kinds import DATE, DURATION, NUMBER
from engine.language.spellings import example, ref, written
from engine.language.temporal import Duration, shifted
from engine.language.values import Compute, Fault, Lookup, Need, Value, View, Wording

if TYPE_CHECKING:
    from engine.language.asked import ColumnWriter, File, Ground, T, Types, ValueSpeaker
    from engine.language.model import Word

_TIMES = {
    "times": ref("value", "combien de fois la durée / how many times the duration"),
    "end_of_month": {
        "enum": ["down", "up"],
        "description": "un jour que le mois n'a pas : le dernier du mois (down), ou le premier du "
        "suivant (up) / a day that the month lacks: its last (down), or the first of the next (up)",
        "default": "down",
    },
}
_BY = {"anyOf": [ref("duration"), {"type": "object", **ref("value")}]}
_UP_SAID: Wording = (
    " (au premier jour du mois suivant, si le mois n'a pas ce jour)",
    " (on the first day of the next month, if the month lacks that day)",
)
_NOTICE = {
    "table": "pact/5/lengths",
    "row": "notice",
    "column": {"fact": "staff.category"},
}
_COUNTED = {"by": "P1M", "times": _NOTICE}


_ENDS = """\
`end_of_month` says what becomes of a day that a month lacks. `down`, the default, takes its last \
day: a month after 31 January is 28 February. `up` takes the first day of the next month: 1 March. \
The text decides, or a reading. Going back is the same: a month before 31 March is 28 February, or \
1 March. In `time`, it says on which day a month or a year is complete: who is born on 29 February \
is a year older on 28 February, or on 1 March."""


class Shift(OfOperands, frozen=True):
    """A date moved by a duration: forwards (`times` 1) or backwards (-1).

    It is moved `count` times that, when it is given; or by `length`, where the duration is a value.
    With `up`, a day that a month does not have is the first of the next one, not the last.
    """

    start: Value
    by: Duration
    times: int
    count: Value | None = None
    length: Value | None = None
    up: bool = False

    keys = ("after", "before")
    kind = DATE
    operands = (
        Operand("start", DATE, sentence("a date is moved")),
        Operand("count", NUMBER, "`times`"),
        Operand("length", DURATION, "`by`"),
    )
    schemas = (
        written(
            {"after": ref("value"), "by": _BY},
            _TIMES,
            [
                {"after": {"fact": "contract.signed_on"}, "by": "P6M"},
                {"after": {"fact": "staff.leaves_on"}, **_COUNTED},
            ],
        ),
        written(
            {"before": ref("value"), "by": _BY},
            _TIMES,
            [
                {"before": {"fact": "meeting.held_on"}, "by": "P15D"},
                {"before": {"fact": "staff.leaves_on"}, **_COUNTED},
            ],
        ),
    )
    remarks = (_ENDS,)
    page = (
        "{after: {fact: contract.signed_on}, by: P6M}",
        "{before: {fact: meeting.held_on}, by: P15D}",
        example(
            "{before: {fact: contract.ends_on}, by: P1M, times: "
            '{table: agreement/5/notice, row: "{contract.kind}", column: 1}}',
            "`times`: the duration is taken so many times, a whole number",
        ),
        example(
            "{after: {fact: contract.signed_on}, by: {fact: contract.notice}}",
            "`by` may be a value of type duration",
        ),
        example(
            '{after: "2023-01-31", by: P1M, end_of_month: up}',
            "1 March, and not 28 February (`down`, by default)",
        ),
    )
    sketches = (
        ("a date", {"after": "<a date>", "by": "<duration>"}),
        ("a date", {"before": "<a date>", "by": "<duration>"}),
        ("a date", {"after": "<a date>", "by": "P1M", "times": "<count>"}),
        ("a date", {"before": "<a date>", "by": "P7D", "times": "<count>"}),
        ("a date", {"after": "<a date>", "by": "<a duration>"}),
        ("a date", {"after": "<a date>", "by": "<duration>", "end_of_month": "up"}),
        ("a date", {"before": "<a date>", "by": "P1M", "times": "<count>", "end_of_month": "up"}),
    )

    @classmethod
    def read(cls, file: File, key: str, node: Mapping[str, Any], at: Any) -> Value:
        """Return `{after: date, by: duration}` or `{before: …}`, taken `times` when given."""
        name = "after" if "after" in node else "before"
        parts = file.entries(node, at, (name, "by"), ("times", "end_of_month"))
        start, by, length = file.value(parts[name], (*at, name)), Duration(), None
        if isinstance(parts.get("by"), dict):
            length = file.value(parts["by"], (*at, "by"))
        elif "by" in parts:
            by = file.duration(parts["by"], (*at, "by"))
        count = file.value(parts["times"], (*at, "times")) if "times" in parts else None
        if length is not None and count is not None:
            message = sentence("`times` with a duration that is a value")
            hint = sentence("write the duration, as in `by: P1M`, or remove `times`.")
            file.note("ACC110", (*at, "times"), message, hint)
        up = read_end_of_month(file, parts, at)
        return cls(start, by, 1 if name == "after" else -1, count, length, up)

    def figures(self) -> tuple[Duration, ...]:
        """Return the duration."""
        return (self.by,)

    def compiled(self, ground: Ground) -> Compute:
        """Return the date moved; unknown where it is taken a number of times that is not whole."""
        start, by, times, up = self.start.compiled(ground), self.by, self.times, self.up
        if self.length is not None:
            return _moved_by(start, self.length.compiled(ground), times, up=up)
        if self.count is None:
            return lambda view: (
                None if (day := start(view)) is None else shifted(day, by, times, up=up)
            )
        count = self.count.compiled(ground)

        def moved(view: View) -> Any:
            day, number = start(view), count(view)
            if day is None or number is None or number % 1:
                return None
            return shifted(day, by, times * int(number), up=up)

        return moved

    def term(self, plan: ColumnWriter[T]) -> T | None:
        """Return the date moved."""
        start = plan.term(self.start)
        if start is None:
            return None
        if self.length is not None:
            length = plan.term(self.length)
            moved = plan.moved_by
            return None if length is None else moved(start, length, self.times, up=self.up)
        if self.count is None:
            return plan.moved(start, self.by, self.times, None, up=self.up)
        count = plan.term(self.count)
        return None if count is None else plan.moved(start, self.by, self.times, count, up=self.up)

    def faults(self, types: Types) -> Iterator[Need | Fault]:
        """A date is moved, a number of times, and not by hours."""
        yield from super().faults(types)
        if self.by.hours:
            message = sentence("`{duration}` cannot be added to a date.", duration=self.by)
            hint = sentence("state hours in `values`; move dates by days or more.")
            yield Fault("ACC220", message, hint, str(self.by))

    def failures(self, types: Types) -> Iterator[Fault]:
        """The number of times is written, and is not whole."""
        for (number,) in outcomes(self.count) if self.count is not None else ():
            if number is not None and number % 1:
                message = sentence("`times` is {number}: a whole number is needed.", number=number)
                hint = sentence("write a whole number, or a duration that is one: `by: P15D`.")
                yield Fault("ACC243", message, hint, "times")
                return

    def lookup(self) -> Lookup | None:
        """Return that there may be no day: it is moved a number of times that is not whole."""
        return None if self.count is None else Lookup(NOT_WHOLE, self.start, beside=(self.count,))

    def token(self) -> str:
        """Return the duration, or how the value begins."""
        return str(self.by) if self.length is None else self.length.token()

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
        fixed = self.count is None and self.length is None and not self.up
        if first is None or not fixed or self.by.hours:
            return None
        value, months, days = first
        months += (12 * self.by.years + self.by.months) * self.times
        return value, months, days + self.by.days * self.times

    def reached_from(self, name: str) -> Callable[[date], date] | None:
        """It is moved back, when it is moved from the fact itself."""
        fixed = self.count is None and self.length is None
        if not fixed or self.start != Fact(name):
            return None
        by, times = self.by, self.times
        return lambda day: shifted(day, by, -times)

    def said(self, speaker: ValueSpeaker, word: Word | None) -> str:
        """Return « 6 mois après la date de signature »."""
        order = ("avant", "before") if self.times < 0 else ("après", "after")
        length = speaker.lasting(self.by.times(abs(self.times)))
        length = length if self.count is None else f"{speaker.value(self.count)} × {length}"
        if self.length is not None:
            length = speaker.value(self.length)
            length = f"({length})" if self.length.compound else length
        phrase = f"{length} {speaker.of(order)} {speaker.value(self.start)}"
        return f"{phrase}{speaker.of(_UP_SAID)}" if self.up else phrase


def read_end_of_month(file: File, parts: Mapping[str, Any], at: Any) -> bool:
    """Return whether a day that a month does not have is the first of the next one (`up`)."""
    named = file.text_at(parts, at, "end_of_month", "down")
    return file.one_of(named, ("down", "up"), (*at, "end_of_month")) == "up"


def _moved_by(start: Compute, length: Compute, times: int, *, up: bool) -> Compute:
    """Return the function that moves a date by a duration that is a value."""

    def moved(view: View) -> Any:
        day, by = start(view), length(view)
        return None if day is None or by is None else shifted(day, by, times, up=up)

    return moved
