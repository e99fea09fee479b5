"""A number rounded to a whole number of units: to 10, to the euro, to the half."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from engine.diagnostics.bilingual import sentence
from engine.language.arithmetic import DOWN, NEAREST, UP, rounded
from engine.language.kinds import NUMBER, is_whole
from engine.language.values import (
    Calculation,
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
    Wording,
    example,
    ref,
    written,
)

if TYPE_CHECKING:
    from engine.language.model import Word

_SAID: Mapping[str, Wording] = {
    NEAREST: ("l'arrondi à {unit} près de : {value}", "{value} rounded to the nearest {unit}"),
    UP: (
        "l'arrondi au multiple de {unit} supérieur de : {value}",
        "{value} rounded up to a multiple of {unit}",
    ),
    DOWN: (
        "l'arrondi au multiple de {unit} inférieur de : {value}",
        "{value} rounded down to a multiple of {unit}",
    ),
}
_SHOWN: Mapping[str, Wording] = {
    NEAREST: ("{value}, arrondi à {unit} près", "{value}, rounded to the nearest {unit}"),
    UP: (
        "{value}, arrondi au multiple de {unit} supérieur",
        "{value}, rounded up to a multiple of {unit}",
    ),
    DOWN: (
        "{value}, arrondi au multiple de {unit} inférieur",
        "{value}, rounded down to a multiple of {unit}",
    ),
}
_REMARK = """\
`rounded_to` rounds a number to the nearest unit, and a half goes up: to the nearest ten, 15 gives \
20. `direction` makes it round `up` or `down` instead. A number below zero is rounded like its \
opposite: −15 to the nearest ten gives −20."""


class Rounded(Value, frozen=True):
    """A number rounded to a whole number of units, `direction` one of those of `arithmetic`."""

    value: Value
    unit: Decimal
    direction: str = NEAREST

    keys = ("rounded_to",)
    schemas = (
        written(
            {
                "rounded_to": ref("number", "l'unité, au-dessus de zéro / the unit, above zero"),
                "value": ref("value"),
            },
            {
                "direction": {
                    "enum": [NEAREST, UP, DOWN],
                    "description": "au plus proche (la moitié monte), au-dessus, au-dessous / "
                    "to the nearest (a half goes up), up, down",
                    "default": NEAREST,
                }
            },
            [{"rounded_to": 10, "value": {"fact": "club.members"}, "direction": "down"}],
        ),
    )
    page = (
        example(
            "{rounded_to: 10, value: {multiply: [0.3, {fact: community.members}]}}",
            "to the nearest ten: 15 gives 20",
        ),
        example(
            "{rounded_to: 0.5, value: {fact: task.achievement.rate}, direction: down}",
            "`direction` is up or down",
        ),
    )
    remarks = (_REMARK,)
    sketches = (
        ("a number", {"rounded_to": 10, "value": "<a number>"}),
        ("a number", {"rounded_to": "0.25", "value": "<a number>", "direction": "up"}),
        ("a number", {"rounded_to": 1, "value": "<a number>", "direction": "down"}),
        ("a whole number", {"rounded_to": 5, "value": "<a number>"}),
    )
    of_a_case = False

    @classmethod
    def read(cls, file: File, key: str, node: Mapping[str, Any], at: Any) -> Value:
        """Return `{rounded_to: unit, value: number}`, in a `direction` when given."""
        parts = file.entries(node, at, ("rounded_to", "value"), ("direction",))
        named = file.text_at(parts, at, "direction", NEAREST)
        direction = file.one_of(named, (NEAREST, UP, DOWN), (*at, "direction"))
        unit = file.number(parts["rounded_to"], (*at, "rounded_to"))
        return cls(file.value_at(parts, at, "value"), unit, direction)

    def children(self, ground: Ground | None = None) -> tuple[Value, ...]:
        """Return the number."""
        return (self.value,)

    def names(self) -> tuple[str, ...]:
        """It reads no fact by itself."""
        return ()

    def figures(self) -> tuple[Decimal, ...]:
        """Return the unit."""
        return (self.unit,)

    def compiled(self, ground: Ground) -> Compute:
        """Return the number rounded, exactly."""
        inner, unit, direction = self.value.compiled(ground), self.unit, self.direction

        def compute(view: View) -> Decimal | None:
            number = inner(view)
            return None if number is None else rounded(number, unit, direction)

        return compute

    def term(self, plan: ColumnWriter[T]) -> T | None:
        """Return the number rounded, exactly."""
        number = plan.term(self.value)
        return None if number is None else plan.rounded(number, self.unit, self.direction)

    def kinds(self, types: Types) -> frozenset[str]:
        """It is a number."""
        return frozenset({NUMBER})

    def is_whole(self, types: Types) -> bool:
        """Whether the unit is whole."""
        return is_whole(self.unit)

    def faults(self, types: Types) -> Iterator[Need | Fault]:
        """A number is rounded, to a unit above zero."""
        yield Need(self.value, NUMBER, "`rounded_to`")
        if self.unit <= 0:
            message = sentence("`rounded_to` is {unit}: a unit is above zero.", unit=self.unit)
            yield Fault("ACC220", message, sentence("write `10`, `1` or `0.5`."), self.token())

    def token(self) -> str:
        """Return its key."""
        return "rounded_to"

    def takes_away(self) -> bool:
        """The number says so, if it does."""
        return False

    def said(self, speaker: ValueSpeaker, word: Word | None) -> str:
        """Return « l'arrondi à 10 près de : 30 % × membres »."""
        phrase = speaker.value(self.value, word)
        phrase = f"({phrase})" if self.value.compound else phrase
        unit = speaker.number(self.unit)
        return speaker.of(_SAID[self.direction]).format(value=phrase, unit=unit)

    def worked_out(self, sums: Calculation) -> str:
        """Return how the number was worked out, and how it was rounded."""
        number = self.value.compiled(sums.ground)(sums.view)
        phrase = self.value.worked_out(sums) or self.value.shown(number, sums)
        unit = sums.number(self.unit)
        return sums.of(_SHOWN[self.direction]).format(value=phrase, unit=unit)
