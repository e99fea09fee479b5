"""The part of a period that an occasion covers, in days or in months begun."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from engine.language.kinds import NUMBER
from engine.language.spellings import example, written
from engine.language.values import Compute, Fault, Need, Value, Wording

if TYPE_CHECKING:
    from engine.language.asked import ColumnWriter, File, Ground, T, Types, ValueSpeaker
    from engine.language.model import Word

UNITS = ("days", "months")
_NAMES = {
    "period": "period.covered_",
    "uncut": "period.uncut_",
    "as_if_uncut": "period.whole_",
}
_PART = {
    "enum": [*UNITS],
    "description": "La part de la période entière que couvre le fait générateur / "
    "The part of the whole period that the occasion covers",
}
_SAID: Mapping[tuple[str, str], Wording] = {
    ("period", "days"): (
        "la part de la période couverte, en jours",
        "the part of the period covered, in days",
    ),
    ("period", "months"): (
        "la part de la période couverte, en mois commencés",
        "the part of the period covered, in months begun",
    ),
    ("uncut", "days"): (
        "la part en jours de ce que la loi ne coupe pas",
        "the part in days of what the law does not cut",
    ),
    ("uncut", "months"): (
        "la part en mois commencés de ce que la loi ne coupe pas",
        "the part in months begun of what the law does not cut",
    ),
    ("as_if_uncut", "days"): (
        "la part de la période couverte, en jours, comme si la loi ne la coupait pas",
        "the part of the period covered, in days, as if the law did not cut it",
    ),
    ("as_if_uncut", "months"): (
        "la part de la période couverte, en mois commencés, comme si la loi ne la coupait pas",
        "the part of the period covered, in months begun, as if the law did not cut it",
    ),
}


class Proportion(Value, frozen=True):
    """The part that the occasion covers, in `days` or in `months` begun.

    Of the whole period, or of the occasion `uncut` by the law. `as_if_uncut`: the part of the whole
    period that it covers as if the law cut nothing.
    """

    unit: str
    whole: str = "period"

    keys = ("proportion",)
    schemas = (
        written(
            {"proportion": _PART},
            {
                "of": {
                    "enum": ["period", "uncut"],
                    "description": "de la période entière, ou de ce que la loi ne coupe pas / "
                    "of the whole period, or of what the law does not cut",
                }
            },
        ),
        written(
            {
                "proportion": _PART,
                "as_if": {
                    "const": "uncut",
                    "description": "comme si la loi ne coupait pas la période / "
                    "as if the law did not cut the period",
                },
            }
        ),
    )
    page = (
        example(
            "{proportion: days}",
            "the part of the whole period that the occasion covers; or months, those begun count",
        ),
        example(
            "{proportion: days, of: uncut}",
            "what is left of an occasion that a change of the law cuts: 1 where none does",
        ),
        example(
            "{proportion: days, as_if: uncut}",
            "the part of the whole period that the occasion would cover without the cut",
        ),
    )
    sketches = (
        ("a number", {"proportion": "<unit>"}),
        ("a number", {"proportion": "<unit>", "of": "uncut"}),
        ("a number", {"proportion": "<unit>", "as_if": "uncut"}),
    )
    of_a_case = True

    @property
    def name(self) -> str:
        """The name under which the facts of an occasion hold it."""
        return _NAMES[self.whole] + self.unit

    @classmethod
    def read(cls, file: File, key: str, node: Mapping[str, Any], at: Any) -> Value:
        """Return `{proportion: days}`, or of the occasion `{…, of: uncut}`, `{…, as_if: uncut}`."""
        supposed = "as_if" in node
        parts = file.entries(node, at, ("proportion",), ("as_if",) if supposed else ("of",))
        unit = file.one_of(file.text_at(parts, at, "proportion"), UNITS, (*at, "proportion"))
        if supposed:
            whole = file.one_of(file.text_at(parts, at, "as_if"), ("uncut",), (*at, "as_if"))
            return cls(unit, f"as_if_{whole}")
        of = file.text_at(parts, at, "of", "period")
        return cls(unit, file.one_of(of, ("period", "uncut"), (*at, "of")))

    def children(self, ground: Ground | None = None) -> tuple[Value, ...]:
        """It has no part."""
        return ()

    def names(self) -> tuple[str, ...]:
        """It is unknown where there is no period."""
        return ("period.from",)

    def compiled(self, ground: Ground) -> Compute:
        """Return what the occasion holds under its name."""
        name = self.name
        return lambda view: view.get(name)

    def term(self, plan: ColumnWriter[T]) -> T | None:
        """Return what the occasion holds under its name."""
        return plan.fact(self.name)

    def kinds(self, types: Types) -> frozenset[str]:
        """It is a number."""
        return frozenset({NUMBER})

    def is_whole(self, types: Types) -> bool:
        """It is a part of one."""
        return False

    def faults(self, types: Types) -> Iterator[Need | Fault]:
        """It has no part that may be wrong."""
        return iter(())

    def token(self) -> str:
        """It has no word of its own."""
        return ""

    def takes_away(self) -> bool:
        """It is never below zero."""
        return False

    def said(self, speaker: ValueSpeaker, word: Word | None) -> str:
        """Return « la part de la période couverte, en jours »."""
        return speaker.of(_SAID[self.whole, self.unit])
