"""A sum over the records of a list: weight times value, record by record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from engine.diagnostics.bilingual import sentence
from engine.language.kinds import KINDS, NUMBER
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


class Weighted(Value, frozen=True):
    """The sum of weight times value over the records of a list; `at_most` bounds each value."""

    items: str
    weight: str
    value: str
    at_most: Decimal | None = None

    keys = ("weighted",)
    schemas = (
        written(
            {"weighted": ref("name"), "weight": ref("id"), "value": ref("id")},
            {
                "at_most": ref(
                    "ratio",
                    "borne de la valeur de chaque ligne / bound of the value of each record",
                )
            },
            [{"weighted": "workshop.results.marks", "weight": "share", "value": "level"}],
        ),
    )
    page = (
        example(
            "{weighted: task.achievement.indicators, weight: share, value: level}",
            "sum of weight × value over a list of records",
        ),
        example(
            "{weighted: task.achievement.indicators, weight: share, value: level, at_most: 100 %}",
            "each value counts up to a bound",
        ),
    )
    remarks = (
        "`weighted` reads only facts that each record has (`required: true`), like `share` here.",
    )
    sketches = (
        ("a number", {"weighted": "<records>", "weight": "<weight>", "value": "<level>"}),
        (
            "a number",
            {"weighted": "<records>", "weight": "<weight>", "value": "<level>", "at_most": 1},
        ),
    )
    of_a_case = True

    @classmethod
    def read(cls, file: File, key: str, node: Mapping[str, Any], at: Any) -> Value:
        """Return `{weighted: list, weight: fact, value: fact}`, up to `at_most` when given."""
        parts = file.entries(node, at, ("weighted", "weight", "value"), ("at_most",))
        at_most = file.number(parts["at_most"], (*at, "at_most")) if "at_most" in parts else None
        items, weight, value = (
            file.text_at(parts, at, name) for name in ("weighted", "weight", "value")
        )
        return cls(items, weight, value, at_most)

    def children(self, ground: Ground | None = None) -> tuple[Value, ...]:
        """It has no part."""
        return ()

    def names(self) -> tuple[str, ...]:
        """Return the list."""
        return (self.items,)

    def records(self) -> tuple[str, ...]:
        """Return the facts of its records."""
        return f"{self.items}.{self.weight}", f"{self.items}.{self.value}"

    def figures(self) -> tuple[Decimal, ...]:
        """Return the bound."""
        return () if self.at_most is None else (self.at_most,)

    def compiled(self, ground: Ground) -> Compute:
        """Return the sum, unknown when a record lacks its weight or its value."""
        items, weight, amount, at_most = self.items, self.weight, self.value, self.at_most

        def bounded(value: Decimal) -> Decimal:
            return value if at_most is None else min(value, at_most)

        def total(view: View) -> Decimal | None:
            records = view.get(items)
            if records is None or any(
                weight not in record or amount not in record for record in records
            ):
                return None
            return sum((record[weight] * bounded(record[amount]) for record in records), Decimal(0))

        return total

    def term(self, plan: ColumnWriter[T]) -> T | None:
        """Return the sum, which is worked out where the records are read."""
        return plan.records(self.items, self.weight, self.value, self.at_most)

    def kinds(self, types: Types) -> frozenset[str]:
        """It is a number."""
        return frozenset({NUMBER})

    def is_whole(self, types: Types) -> bool:
        """A share of a number may not be whole."""
        return False

    def faults(self, types: Types) -> Iterator[Need | Fault]:
        """Both facts are numbers that each record has."""
        for name in (self.weight, self.value):
            word = types.word(f"{self.items}.{name}")
            if word is None or KINDS[word.type] != NUMBER or not word.required:
                message = sentence(
                    "`{fact}` is not a number that each record of `{list}` has.",
                    fact=name,
                    list=self.items,
                )
                hint = sentence(
                    "name facts of the list that are `required: true`, "
                    "as in `weight: share, value: level`."
                )
                yield Fault("ACC209", message, hint, name)

    def token(self) -> str:
        """It has no word of its own."""
        return ""

    def takes_away(self) -> bool:
        """What a case gives adds to a sum."""
        return False

    def said(self, speaker: ValueSpeaker, word: Word | None) -> str:
        """Return « la somme, ligne à ligne, de part × niveau (résultats) »."""
        weight, value = (
            speaker.label(f"{self.items}.{name}") for name in (self.weight, self.value)
        )
        if self.at_most is not None:
            bounded = speaker.of(("{} ({} au plus)", "{} (at most {})"))
            value = bounded.format(value, speaker.ratio(self.at_most))
        template = speaker.of(
            ("la somme, ligne à ligne, de {} × {} ({})", "the sum, row by row, of {} × {} ({})")
        )
        return template.format(weight, value, speaker.label(self.items))
