"""Durations: the longest of several, one in whole months, and the time from a date to another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from engine.language import durations
from engine.language.durations import DAYS, MONTHS, NOT_COME, NOT_COMPARED, UNITS, YEARS
from engine.language.forms.constants import (
    days_in_disorder,
    fails,
    not_certain,
    not_coming,
    not_in_order,
    outcomes,
)
from engine.language.forms.dates import read_end_of_month
from engine.language.forms.literal import Literally
from engine.language.forms.operation import Complete, NeedsAll, OfOperands, Operand, two_of
from engine.language.kinds import DATE, DURATION, NUMBER
from engine.language.spellings import example, ref, several, written
from engine.language.temporal import NOT_YET, Duration
from engine.language.values import Fault, Lookup, Value, Wording

if TYPE_CHECKING:
    from engine.language.asked import ColumnWriter, File, Ground, T, Types, ValueSpeaker
    from engine.language.model import Word

_COMPARED = """\
A month has 28 to 31 days. So `longest` and `shortest` give a duration only where it certainly is \
the longest or the shortest, whatever the day from which all run: of `P1M` and `P32D` the second \
is the longest, of `P1M` and `P30D` none certainly is, and the value is unknown. `P12M` is `P1Y`, \
and `P1W` is `P7D`. The operators `longer_than`, `shorter_than`, `lasts_at_least` and \
`lasts_at_most` follow the same rule."""
_COUNTED = """\
`time` counts whole years, months or days from a date to another. `complete`, the default, counts \
those that have run whole: who was born on 15 June is a year older on 15 June. `begun` counts the \
one under way too. It is 0 where the second date is not after the first, and unknown where the \
second has not come (`not_yet`)."""


class _ExtremeDuration(Complete, frozen=True):
    """The longest or the shortest of its parts, where one certainly is."""

    kind = DURATION
    wording: ClassVar[Wording]
    greatest: ClassVar[bool]

    def combined_terms(self, plan: ColumnWriter[T], terms: Sequence[T]) -> T:
        """Return the longest or the shortest of them."""
        return plan.longest(terms, greatest=self.greatest)

    def lookup(self) -> Lookup:
        """Return that there may be none: all are known, and none is certainly the one."""
        return Lookup(NOT_COMPARED, self.parts[0], beside=self.parts[1:])

    def failures(self, types: Types) -> Iterator[Fault]:
        """None of the durations that are written is certainly the one."""
        if fails(self):
            yield not_certain(self.key)

    def limits(self, name: str, ground: Ground) -> Iterator[Duration]:
        """Return the first duration of a fact that takes the place of one that is written."""
        if any(part.copy_of(ground) == name for part in self.parts):
            for part in self.parts:
                if isinstance(part, Literally) and isinstance(part.value, Duration):
                    yield durations.longer(part.value) if self.greatest else part.value

    def said(self, speaker: ValueSpeaker, word: Word | None) -> str:
        """Return « la plus longue de ces durées : 1 mois et la durée du préavis »."""
        parts = speaker.listed(self.parts_said(speaker, word))
        return speaker.of(("{} : {}", "{}: {}")).format(speaker.of(self.wording), parts)


class Longest(_ExtremeDuration, frozen=True):
    """The longest of durations."""

    keys = ("longest",)
    schemas = (written({"longest": several("la plus longue / the longest")}),)
    page = (
        example(
            "{longest: [P2M, {fact: contract.notice}]}", "of durations: unknown if not certain"
        ),
    )
    remarks = (_COMPARED,)
    sketches = two_of("longest", DURATION)
    wording = ("la plus longue de ces durées", "the longest of")
    greatest = True

    @staticmethod
    def combine(values: list[Any], /) -> Any:
        """Return the longest."""
        return durations.extreme(values, greatest=True)


class Shortest(_ExtremeDuration, frozen=True):
    """The shortest of durations."""

    keys = ("shortest",)
    schemas = (written({"shortest": several("la plus courte / the shortest")}),)
    page = ("{shortest: [P2M, {fact: contract.notice}]}",)
    sketches = two_of("shortest", DURATION)
    wording = ("la plus courte de ces durées", "the shortest of")
    greatest = False

    @staticmethod
    def combine(values: list[Any], /) -> Any:
        """Return the shortest."""
        return durations.extreme(values, greatest=False)


COMPLETE, BEGUN = "complete", "begun"
_TIME: Mapping[tuple[str, str], Wording] = {
    (YEARS, COMPLETE): ("années complètes", "complete years"),
    (YEARS, BEGUN): ("années commencées", "years begun"),
    (MONTHS, COMPLETE): ("mois complets", "complete months"),
    (MONTHS, BEGUN): ("mois commencés", "months begun"),
    (DAYS, COMPLETE): ("jours", "days"),
    (DAYS, BEGUN): ("jours", "days"),
}


class TimeBetween(NeedsAll, OfOperands, frozen=True):
    """How many years, months or days there are from a date to another: a whole number."""

    start: Value
    end: Value
    unit: str
    counting: str = COMPLETE
    up: bool = False

    keys = ("time",)
    kind = NUMBER
    operands = (Operand("start", DATE, "`from`"), Operand("end", DATE, "`to`"))
    schemas = (
        written(
            {"time": {"enum": [*UNITS]}, "from": ref("value"), "to": ref("value")},
            {
                "counting": {
                    "enum": [COMPLETE, BEGUN],
                    "description": "révolus, ou commencés / complete ones, or those begun",
                    "default": COMPLETE,
                },
                "end_of_month": {"enum": ["down", "up"], "default": "down"},
            },
            [{"time": "years", "from": {"fact": "staff.hired_on"}, "to": {"fact": "day"}}],
        ),
    )
    page = (
        example(
            "{time: years, from: {fact: staff.hired_on}, to: {fact: occasion.on}}",
            "years, months or days: seniority, age",
        ),
        example(
            "{time: months, from: {fact: staff.hired_on}, to: {fact: day}, counting: begun}",
            "`complete` by default",
        ),
    )
    remarks = (_COUNTED,)
    sketches = (
        ("a whole number", {"time": "years", "from": "<a date>", "to": "<a date>"}),
        ("a number", {"time": "months", "from": "<a date>", "to": "<a date>"}),
        ("a number", {"time": "days", "from": "<a date>", "to": "<a date>"}),
        (
            "a whole number",
            {"time": "months", "from": "<a date>", "to": "<a date>", "counting": "begun"},
        ),
        (
            "a number",
            {"time": "years", "from": "<a date>", "to": "<a date>", "end_of_month": "up"},
        ),
    )

    @classmethod
    def read(cls, file: File, key: str, node: Mapping[str, Any], at: Any) -> Value:
        """Return `{time: unit, from: date, to: date}`, counted as said."""
        parts = file.entries(node, at, ("time", "from", "to"), ("counting", "end_of_month"))
        unit = file.one_of(file.text_at(parts, at, "time"), UNITS, (*at, "time"))
        named = file.text_at(parts, at, "counting", COMPLETE)
        counting = file.one_of(named, (COMPLETE, BEGUN), (*at, "counting"))
        start, end = (file.value_at(parts, at, name) for name in ("from", "to"))
        return cls(start, end, unit, counting, read_end_of_month(file, parts, at))

    def combine(self, values: list[Any], /) -> Any:
        """Return the number; unknown where the second date has not come."""
        first, last = values
        if last == NOT_YET:
            return 0 if first == NOT_YET else None
        return durations.between(first, last, self.unit, begun=self.counting == BEGUN, up=self.up)

    def combined_terms(self, plan: ColumnWriter[T], terms: Sequence[T]) -> T:
        """Return the number."""
        start, end = terms
        return plan.between(start, end, self.unit, begun=self.counting == BEGUN, up=self.up)

    def lookup(self) -> Lookup:
        """Return that there may be no number: both dates are known, and the second has not come."""
        return Lookup(NOT_COME, self.start, beside=(self.end,))

    def is_whole(self, types: Types) -> bool:
        """It is a whole number."""
        return True

    def failures(self, types: Types) -> Iterator[Fault]:
        """The second day has not come, or both are written and there is no time between them."""
        if (NOT_YET,) in outcomes(self.end):
            yield not_coming("time", "to")
        elif days := days_in_disorder(self.start, self.end):
            yield not_in_order("time", "from", days[0], "to", days[1])

    def said(self, speaker: ValueSpeaker, word: Word | None) -> str:
        """Return « le nombre d'années complètes entre A et B »."""
        counted = speaker.of(_TIME[self.unit, self.counting])
        start, end = speaker.value(self.start), speaker.value(self.end)
        elided = "d'" if counted[0] == "a" else "de "
        french = f"le nombre {elided}{counted} entre {start} et {end}"
        return speaker.of((french, f"the number of {counted} between {start} and {end}"))
