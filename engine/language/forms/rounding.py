"""A number rounded to a whole number of units: to 10, to the cent, to the half."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from engine.diagnostics.bilingual import sentence
from engine.language import durations
from engine.language.arithmetic import CENT, DOWN, NEAREST, UP, rounded
from engine.language.durations import NOT_COMPARED
from engine.language.forms.constants import fails, not_certain
from engine.language.kinds import DURATION, NUMBER, is_whole
from engine.language.temporal import Duration
from engine.language.values import (
    Calculation,
    ColumnWriter,
    Compute,
    Fault,
    File,
    Ground,
    Lookup,
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


class Rounded(Value, frozen=True):
    """A number rounded to a whole number of units, `direction` one of those of `arithmetic`.

    `coin` is the name of the unit, where it was named.
    """

    value: Value
    unit: Decimal
    direction: str = NEAREST
    coin: str | None = None

    keys = ("round",)
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
            "{round: {multiply: [0.3, {fact: community.members}]}, to: 10}",
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
        ("a whole number", {"round": "<a number>", "to": 5}),
    )
    of_a_case = False

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
        yield Need(self.value, NUMBER, "`round`")
        if self.unit <= 0:
            message = sentence("`to` of `round` is {unit}: a unit is above zero.", unit=self.unit)
            yield Fault(
                "ACC220", message, sentence("write `10`, `0.5`, `cent` or `euro`."), self.token()
            )

    def token(self) -> str:
        """Return its key."""
        return "round"

    def takes_away(self) -> bool:
        """The number says so, if it does."""
        return False

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


class RoundedDuration(Value, frozen=True):
    """A duration in whole units of months, rounded up or down."""

    value: Value
    unit: Duration
    direction: str

    keys = ("round",)
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
    of_a_case = False

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

    def children(self, ground: Ground | None = None) -> tuple[Value, ...]:
        """Return the duration."""
        return (self.value,)

    def names(self) -> tuple[str, ...]:
        """It reads no fact by itself."""
        return ()

    def figures(self) -> tuple[Duration, ...]:
        """Return the unit."""
        return (self.unit,)

    def compiled(self, ground: Ground) -> Compute:
        """Return the duration rounded, where that is certain."""
        inner, unit, up = self.value.compiled(ground), self.unit, self.direction == "up"

        def compute(view: View) -> Duration | None:
            duration = inner(view)
            return None if duration is None else durations.rounded(duration, unit, up=up)

        return compute

    def term(self, plan: ColumnWriter[T]) -> T | None:
        """Return the duration rounded."""
        part = plan.term(self.value)
        up = self.direction == "up"
        return None if part is None else plan.rounded_duration(part, self.unit, up=up)

    def lookup(self) -> Lookup:
        """Return that there may be none: 30 days may be a month, or not."""
        return Lookup(NOT_COMPARED, self.value)

    def kinds(self, types: Types) -> frozenset[str]:
        """It is a duration."""
        return frozenset({DURATION})

    def is_whole(self, types: Types) -> bool:
        """It is no number."""
        return False

    def faults(self, types: Types) -> Iterator[Need | Fault]:
        """A duration is rounded."""
        yield Need(self.value, DURATION, "`round`")

    def failures(self, types: Types) -> Iterator[Fault]:
        """The duration is written, and may hold so many units or one more."""
        if fails(self):
            yield not_certain("round")

    def token(self) -> str:
        """Return its key."""
        return "round"

    def takes_away(self) -> bool:
        """It is no number."""
        return False

    def said(self, speaker: ValueSpeaker, word: Word | None) -> str:
        """Return « la durée du préavis, en unités entières de 1 mois, arrondie au-dessus »."""
        unit, up = speaker.lasting(self.unit), self.direction == "up"
        french = "arrondie au-dessus" if up else "arrondie au-dessous"
        english = "rounded up" if up else "rounded down"
        phrase = speaker.value(self.value, word)
        wording = (f"en multiples de {unit}, {french}", f"in multiples of {unit}, {english}")
        return f"{phrase}, {speaker.of(wording)}"
