"""What a reading decides: a point that the texts leave open, with a value for each option."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from engine.language.spellings import example, ref, written
from engine.language.values import Compute, Fault, Need, Scalar, Value

if TYPE_CHECKING:
    from engine.language.asked import (
        Calculation,
        ColumnWriter,
        File,
        Ground,
        NameChecker,
        Types,
        ValueSpeaker,
    )
    from engine.language.model import Word

T = TypeVar("T")


class Choice(Value, Generic[T], frozen=True):
    """What a reading decides: one alternative for each of its options.

    The alternatives of a value are values, and all that is said here is said of them. Conditions
    and lists of lines are chosen in the same way, and whoever reads those takes `options`.
    """

    reading: str
    options: Mapping[str, T]

    keys = ("reading",)
    schemas = (
        written(
            {
                "reading": ref("id"),
                "options": {
                    "type": "object",
                    "minProperties": 1,
                    "additionalProperties": ref("value"),
                },
            }
        ),
    )
    page = (
        example(
            "{reading: prorata_unit, options: "
            "{days: {proportion: days}, months: {proportion: months}}}"
        ),
    )
    sketches = (
        ("a number", {"reading": "<reading>", "options": "<options: a number>"}),
        ("a date", {"reading": "<reading>", "options": "<options: a date>"}),
    )
    of_a_case = False
    alternative = True

    def __hash__(self) -> int:
        return hash((self.reading, tuple(self.options)))

    @classmethod
    def read(cls, file: File, key: str, node: Mapping[str, Any], at: Any) -> Value:
        """Return `{reading: name, options: {name: value}}`."""
        return file.choice(node, at, file.value)

    def chosen(self, ground: Ground) -> T:
        """Return what the option chosen gives."""
        return self.options[ground.option(self.reading)]

    def children(self, ground: Ground | None = None) -> tuple[Any, ...]:
        """Return what each option gives; with a ground, what the chosen one does."""
        return tuple(self.options.values()) if ground is None else (self.chosen(ground),)

    def names(self) -> tuple[str, ...]:
        """It reads no fact by itself."""
        return ()

    def compiled(self: Choice[Value], ground: Ground) -> Compute:
        """Return what the option chosen computes."""
        return self.chosen(ground).compiled(ground)

    def term(self, plan: ColumnWriter[Any]) -> Any:
        """Return the term of the option chosen."""
        chosen: Any = self.options[plan.option(self.reading)]
        return plan.term(chosen)

    def kinds(self: Choice[Value], types: Types) -> frozenset[str]:
        """Return the kinds of what the options give."""
        return frozenset[str]().union(*(part.kinds(types) for part in self.options.values()))

    def is_whole(self: Choice[Value], types: Types) -> bool:
        """Whether each option gives a whole number."""
        return all(part.is_whole(types) for part in self.options.values())

    def words(self: Choice[Value], types: Types) -> frozenset[str]:
        """Return the words that the options give."""
        return frozenset[str]().union(*(part.words(types) for part in self.options.values()))

    def scalars(self: Choice[Value], types: Types) -> frozenset[Scalar] | None:
        """Return all that the options give, if it is known of each."""
        every: set[Scalar] = set()
        for part in self.options.values():
            scalars = part.scalars(types)
            if scalars is None:
                return None
            every |= scalars
        return frozenset(every)

    def faults(self, types: Types) -> Iterator[Need | Fault]:
        """It needs nothing: each option is checked by itself."""
        return iter(())

    def token(self) -> str:
        """It has no word of its own."""
        return ""

    def takes_away(self) -> bool:
        """Its options say so, if they do."""
        return False

    def references(self, names: NameChecker[Any]) -> Iterator[Any]:
        """Yield what is wrong with the name of the reading or of its options."""
        return names.reading(self)

    def not_before_period(self: Choice[Value], ground: Ground) -> bool:
        """Whether the option chosen never comes before the period."""
        return self.chosen(ground).not_before_period(ground)

    def copy_of(self: Choice[Value], ground: Ground) -> str:
        """Return the fact that the option chosen is."""
        return self.chosen(ground).copy_of(ground)

    def said(self: Choice[Value], speaker: ValueSpeaker, word: Word | None) -> str:
        """Return the option chosen, or each with what it says."""
        options = {name: speaker.value(part, word) for name, part in self.options.items()}
        return speaker.choice(self.reading, options)

    def factors(self: Choice[Value], ground: Ground) -> tuple[Value, ...]:
        """Return the factors of the option chosen."""
        return self.chosen(ground).factors(ground)

    def worked_out(self: Choice[Value], sums: Calculation) -> str:
        """Return how the option chosen was worked out."""
        return self.chosen(sums.ground).worked_out(sums)
