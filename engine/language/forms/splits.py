"""One amount split between the periods of a grid: by days, by months or by quarters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from engine.diagnostics.bilingual import sentence
from engine.language import arithmetic, durations
from engine.language.arithmetic import CENT, NEAREST
from engine.language.durations import NOT_SPLIT, between
from engine.language.forms.constants import days_in_disorder, not_coming, not_in_order, outcomes
from engine.language.forms.operation import OfOperands, Operand
from engine.language.kinds import DATE, NUMBER
from engine.language.spellings import example, ref, written
from engine.language.temporal import NOT_YET
from engine.language.values import Compute, Fault, Lookup, Value, View, Wording

if TYPE_CHECKING:
    from engine.language.asked import ColumnWriter, File, Ground, T, Types, ValueSpeaker
    from engine.language.model import Word

_PERIOD = ("period.from", "period.until")
DAYS, MONTHS, QUARTERS = "days", "months", "quarters"
UNITS: Mapping[str, Wording] = {
    DAYS: ("en jours", "by days"),
    MONTHS: ("en mois", "by months"),
    QUARTERS: ("en trimestres", "by quarters"),
}
_REMARK = """\
`split` is the part of an amount that falls to the period of the occasion, of all the time between \
two days. It counts days, or complete months or quarters from the first day. What has elapsed is \
rounded to the cent, and not each part: so the parts of periods that follow one another add up to \
the amount. It is unknown where the days are not in order, or the last is `not_yet`."""


def elapsed(start: date, end: date, unit: str) -> int:
    """Return how many days, or complete months or quarters, lie between two days in order.

    A month from 31 January is complete on the last day of February, as it is for periods.
    """
    if unit == DAYS:
        return (end - start).days
    months = between(start, end, durations.MONTHS)
    return months if unit == MONTHS else months // 3


class Split(OfOperands, frozen=True):
    """The part of `value` that falls to the period of the occasion, between two days."""

    value: Value
    start: Value
    end: Value
    unit: str

    keys = ("split",)
    kind = NUMBER
    operands = (
        Operand("value", NUMBER, "`split`"),
        Operand("start", DATE, "`from`"),
        Operand("end", DATE, "`until`"),
    )
    schemas = (
        written(
            {
                "split": ref("value", "Le montant / The amount"),
                "from": ref("value", "Son premier jour / Its first day"),
                "until": ref("value", "Le lendemain du dernier / The day after its last"),
                "by": {
                    "enum": [*UNITS],
                    "description": "en jours, en mois ou en trimestres entiers / "
                    "by days, or by complete months or quarters",
                },
            },
        ),
    )
    page = (
        example(
            "{split: 1000, from: {fact: contract.signed_on}, until: {fact: contract.ends_on}, "
            "by: days}",
            "the part of the period; or months, quarters",
        ),
    )
    remarks = (_REMARK,)
    sketches = tuple(
        ("a number", {"split": "<a number>", "from": "<a date>", "until": "<a date>", "by": unit})
        for unit in UNITS
    )
    of_a_case = True

    @classmethod
    def read(cls, file: File, key: str, node: Mapping[str, Any], at: Any) -> Value:
        """Return `{split: amount, from: date, until: date, by: days}`."""
        parts = file.entries(node, at, ("split", "from", "until", "by"))
        unit = file.one_of(file.text_at(parts, at, "by"), UNITS, (*at, "by"))
        amount, start, end = (file.value_at(parts, at, name) for name in ("split", "from", "until"))
        return cls(amount, start, end, unit)

    def names(self) -> tuple[str, ...]:
        """It is unknown where there is no period."""
        return _PERIOD

    def lookup(self) -> Lookup:
        """Return that there may be no part: all is known, and no time lies between the days."""
        return Lookup(NOT_SPLIT, self.value, _PERIOD, beside=(self.start, self.end))

    def compiled(self, ground: Ground) -> Compute:
        """Return what has elapsed by the end of the period, less what had by its beginning."""
        parts = [part.compiled(ground) for part in self.children()]
        unit = self.unit

        def compute(view: View) -> Any:
            amount, start, end = (part(view) for part in parts)
            first: Any = view.get("period.from")
            last: Any = view.get("period.until")
            if None in (amount, start, end, first, last) or not start < end < NOT_YET:
                return None
            whole = elapsed(start, end, unit)
            if not whole:
                return None

            def by(day: date) -> Any:
                so_far = elapsed(start, min(max(day, start), end), unit)
                return arithmetic.rounded(
                    arithmetic.product([amount, Fraction(so_far, whole)]), CENT
                )

            return arithmetic.difference([by(last), by(first)])

        return compute

    def term(self, plan: ColumnWriter[T]) -> T | None:
        """Return what has elapsed by the end of the period, less what had by its beginning."""
        amount, start, end = (plan.term(part) for part in self.children())
        first, last = plan.fact("period.from"), plan.fact("period.until")
        if amount is None or start is None or end is None or first is None or last is None:
            return None
        whole = plan.elapsed(start, end, self.unit)
        so_far = []
        for day in (last, first):
            bounded = plan.extreme([plan.extreme([day, start], greatest=True), end], greatest=False)
            part = plan.product([amount, plan.elapsed(start, bounded, self.unit)])
            so_far.append(plan.rounded(plan.quotient(part, whole), CENT, NEAREST))
        return plan.total(so_far, [1, -1])

    def failures(self, types: Types) -> Iterator[Fault]:
        """The days that are written are not in order, or too near; or the last does not come."""
        if (NOT_YET,) in outcomes(self.end):
            yield not_coming("split", "until")
        elif days := days_in_disorder(self.start, self.end):
            yield not_in_order("split", "from", days[0], "until", days[1])
        elif any(
            None not in days and not elapsed(days[0], days[1], self.unit)
            for days in outcomes(self.start, self.end)
        ):
            message = sentence(
                "`split` by `{unit}`: not one lies whole between the two days.", unit=self.unit
            )
            yield Fault("ACC243", message, sentence("write `by: days`."), self.unit, ("by",))

    def said(self, speaker: ValueSpeaker, word: Word | None) -> str:
        """Return « la part de la période, en jours, de : 1 000, entre … et … »."""
        template = speaker.of(
            (
                "la part de la période, {unit}, de : {value} (entre {start} et {end})",
                "the part of the period, {unit}, of: {value} (between {start} and {end})",
            )
        )
        return template.format(
            unit=speaker.of(UNITS[self.unit]),
            value=speaker.value(self.value, word),
            start=speaker.value(self.start),
            end=speaker.value(self.end),
        )
