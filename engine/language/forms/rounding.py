"""A number rounded to a whole number of units: to 10, to the cent, to the half."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from engine.diagnostics.bilingual import sentence
from engine.language import durations
from engine.language.arithmetic import CENT, DOWN, NEAREST, UP, rounded
from engine.language.durations import NOT_COMPARED
from engine.language.forms.constants import fails, not_certain
from engine.language.forms.operation import NeedsAll, OfOperands, Operand
from engine.language.kinds import DURATION, NUMBER, is_whole
from engine.language.spellings import example, ref, written
from engine.language.temporal import Duration
from engine.language.values import Fault, Lookup, Need, Value, Wording

if TYPE_CHECKING:
    from engine.language.asked import Calculation, ColumnWriter, File, T, Types, ValueSpeaker
    from engine.language.model import Word

COINS: Mapping[str, Decimal] = {"cent": CENT, "euro": Decimal(1)}
"""The units that have a name."""
_COINS_SAID: Mapping[str, Wording] = {
    "cent": ("au centime", "to the cent"),
    "euro": ("à l'euro", "to the euro"),
}
_NEAREST_UNIT: Wording = ("à {unit} près", "to the nearest {unit}")
_MULTIPLE: Wording = ("au multiple de {unit}", "to a multiple of {unit}")
_TOWARDS: Mapping[str, Wording] = {
    NEAREST: ("arrondi {to}", "rounded {to}"),
    UP: ("arrondi {to} supérieur", "rounded up {to}"),
    DOWN: ("arrondi {to} inférieur", "rounded down {to}"),
}
_REMARK = """\
`round` rounds a number to the nearest unit, and a half goes up: to the nearest ten, 15 gives 20. \
`to` is the unit: a number above zero, `cent` or `euro`. `direction` makes it round `up` or `down` \
instead. A number below zero is rounded like its opposite: −15 to the nearest ten gives −20. \
Nothing else rounds on the way: an amount is rounded to the cent once, at the end."""


class Rounded(NeedsAll, OfOperands, frozen=True):
    """A number rounded to a whole number of units, `direction` one of those of `arithmetic`.

    `coin` is the name of the unit, where it was named.
    """

    value: Value
    unit: Decimal
    direction: str = NEAREST
    coin: str | None = None

    keys = ("round",)
    kind = NUMBER
    operands = (Operand("value", NUMBER, "`round`"),)
    schemas = (
        written(
            {
                "round": ref("value"),
                "to": {
                    "anyOf": [ref("number"), {"enum": [*COINS]}],
                    "description": "l'unité, au-dessus de zéro, ou son nom / the unit, above zero, "
                    "or its name",
                },
            },
            {
                "direction": {
                    "enum": [NEAREST, UP, DOWN],
                    "description": "au plus proche (la moitié monte), au-dessus, au-dessous / "
                    "to the nearest (a half goes up), up, down",
                    "default": NEAREST,
                }
            },
            [{"round": {"fact": "club.members"}, "to": 10, "direction": "down"}],
        ),
    )
    page = (
        example(
            "{round: {multiply: [0.3, {fact: club.members}]}, to: 10}",
            "to the nearest ten: 15 gives 20",
        ),
        example("{round: {divide: [{fact: club.gift}, 3]}, to: cent}", "or `euro`"),
        example(
            "{round: {fact: task.achievement.rate}, to: 0.5, direction: down}",
            "`direction` is up or down",
        ),
    )
    remarks = (_REMARK,)
    sketches = (
        ("a number", {"round": "<a number>", "to": 10}),
        ("a number", {"round": "<a number>", "to": "0.25", "direction": "up"}),
        ("a number", {"round": "<a number>", "to": "cent", "direction": "down"}),
        ("a number", {"round": "<a number>", "to": "euro"}),
        ("a whole number", {"round": "<a number>", "to": 5}),
    )

    @classmethod
    def read(cls, file: File, key: str, node: Mapping[str, Any], at: Any) -> Value:
        """Return `{round: number, to: unit}`, in a `direction` when given."""
        if isinstance(node.get("to"), str) and node["to"][:1] == "P":
            return RoundedDuration.read(file, key, node, at)
        parts = file.entries(node, at, ("round", "to"), ("direction",))
        named = file.text_at(parts, at, "direction", NEAREST)
        direction = file.one_of(named, (NEAREST, UP, DOWN), (*at, "direction"))
        value, unit = file.value_at(parts, at, "round"), parts.get("to", 1)
        if isinstance(unit, str) and unit in COINS:
            return cls(value, COINS[unit], direction, unit)
        return cls(value, file.number(unit, (*at, "to")), direction)

    def figures(self) -> tuple[Decimal, ...]:
        """Return the unit."""
        return (self.unit,)

    def combine(self, values: list[Any], /) -> Any:
        """Return the number rounded, exactly."""
        return rounded(values[0], self.unit, self.direction)

    def combined_terms(self, plan: ColumnWriter[T], terms: Sequence[T]) -> T:
        """Return the number rounded, exactly."""
        return plan.rounded(terms[0], self.unit, self.direction)

    def is_whole(self, types: Types) -> bool:
        """Whether the unit is whole."""
        return is_whole(self.unit)

    def faults(self, types: Types) -> Iterator[Need | Fault]:
        """A number is rounded, to a unit above zero."""
        yield from super().faults(types)
        if self.unit <= 0:
            message = sentence("`to` of `round` is {unit}: a unit is above zero.", unit=self.unit)
            yield Fault(
                "ACC220", message, sentence("write `10`, `0.5`, `cent` or `euro`."), self.token()
            )

    def said(self, speaker: ValueSpeaker, word: Word | None) -> str:
        """Return « 30 % × membres, arrondi à 10 près »."""
        phrase = speaker.value(self.value, word)
        phrase = f"({phrase})" if self.value.compound else phrase
        return self._phrased(phrase, speaker, speaker.number(self.unit))

    def worked_out(self, sums: Calculation) -> str:
        """Return how the number was worked out, and how it was rounded."""
        number = self.value.compiled(sums.ground)(sums.view)
        phrase = self.value.worked_out(sums) or self.value.shown(number, sums)
        return self._phrased(phrase, sums, sums.number(self.unit))

    def _phrased(self, phrase: str, speaker: ValueSpeaker | Calculation, unit: str) -> str:
        to = _COINS_SAID.get(self.coin or "") or (
            _NEAREST_UNIT if self.direction == NEAREST else _MULTIPLE
        )
        towards = speaker.of(_TOWARDS[self.direction]).format(to=speaker.of(to).format(unit=unit))
        return f"{phrase}, {towards}"


class RoundedDuration(NeedsAll, OfOperands, frozen=True):
    """A duration in whole units of months, rounded up or down."""

    value: Value
    unit: Duration
    direction: str

    keys = ("round",)
    kind = DURATION
    operands = (Operand("value", DURATION, "`round`"),)
    schemas = (
        written(
            {
                "round": ref("value"),
                "to": ref("duration", "une unité de mois / a unit of months"),
            },
            # its reader says that it is missing: as a rounded number it would be none
            {"direction": {"enum": ["up", "down"]}},
            examples=[{"round": {"fact": "contract.notice"}, "to": "P1M", "direction": "up"}],
        ),
    )
    page = (
        example(
            "{round: {fact: contract.notice}, to: P1M, direction: up}",
            "of a duration: whole months",
        ),
    )
    sketches = (
        (DURATION, {"round": "<a duration>", "to": "P1M", "direction": "up"}),
        (DURATION, {"round": "<a duration>", "to": "P3M", "direction": "down"}),
    )

    @classmethod
    def read(cls, file: File, key: str, node: Mapping[str, Any], at: Any) -> Value:
        """Return `{round: duration, to: P1M, direction: up}`."""
        parts = file.entries(node, at, ("round", "to", "direction"))
        named = file.text_at(parts, at, "direction", "down")
        direction = file.one_of(named, ("up", "down"), (*at, "direction"))
        unit = file.duration(parts["to"], (*at, "to")) if "to" in parts else Duration(months=1)
        if not unit.whole_months or unit.days or unit.hours:
            message = sentence("a duration is rounded to months or years, not to `{to}`", to=unit)
            file.note("ACC242", (*at, "to"), message, sentence("write `P1M`, `P3M` or `P1Y`."))
            unit = Duration(months=1)
        return cls(file.value_at(parts, at, "round"), unit, direction)

    def figures(self) -> tuple[Duration, ...]:
        """Return the unit."""
        return (self.unit,)

    def combine(self, values: list[Any], /) -> Any:
        """Return the duration rounded, where that is certain."""
        return durations.rounded(values[0], self.unit, up=self.direction == "up")

    def combined_terms(self, plan: ColumnWriter[T], terms: Sequence[T]) -> T:
        """Return the duration rounded."""
        return plan.rounded_duration(terms[0], self.unit, up=self.direction == "up")

    def lookup(self) -> Lookup:
        """Return that there may be none: 30 days may be a month, or not."""
        return Lookup(NOT_COMPARED, self.value)

    def failures(self, types: Types) -> Iterator[Fault]:
        """The duration is written, and may hold so many units or one more."""
        if fails(self):
            yield not_certain("round")

    def said(self, speaker: ValueSpeaker, word: Word | None) -> str:
        """Return « la durée du préavis, en unités entières de 1 mois, arrondie au-dessus »."""
        unit, up = speaker.lasting(self.unit), self.direction == "up"
        french = "arrondie au-dessus" if up else "arrondie au-dessous"
        english = "rounded up" if up else "rounded down"
        phrase = speaker.value(self.value, word)
        wording = (f"en multiples de {unit}, {french}", f"in multiples of {unit}, {english}")
        return f"{phrase}, {speaker.of(wording)}"
