"""Durations in order: longer, shorter, at least or at most as long.

A month has 28 to 31 days: what is not certain whatever the day is unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from engine.language.comparison import (
    EQUAL,
    LESS,
    MORE,
    ColumnTerms,
    Compute,
    ConditionSpeaker,
    Operator,
    Truth,
    one_operand,
)
from engine.language.durations import holds
from engine.language.kinds import DURATION
from engine.language.signed import Signed

if TYPE_CHECKING:
    from engine.language.model import Word
    from engine.language.values import Value, View


class _OfDurations(Signed, frozen=True):
    """Durations in order, as far as that is certain."""

    @property
    def pattern(self) -> str | None:
        """It has none: durable-rules is told its truth."""
        return None

    def holds(self, value: Any, operands: Sequence[Any]) -> bool:
        """Return whether a duration certainly stands so to its operand."""
        return holds(self.signs, value, operands[0]) is True

    def truth(self, fact: str, operands: Sequence[Compute]) -> Callable[[View], Truth]:
        """Return the function that gives its truth for the facts of an occasion."""
        signs = self.signs
        return one_operand(fact, lambda read, needed: holds(signs, read, needed), operands[0])

    def term(self, read: Any, needed: Sequence[Any], terms: ColumnTerms) -> Any:
        """Return its truth as a column."""
        (other,) = needed
        return None if other is None else terms.stands(read, other, self.signs)

    def needed(
        self, speaker: ConditionSpeaker, operands: Sequence[Value], word: Word | None
    ) -> str:
        """Return « au moins 2 mois »."""
        (operand,) = operands
        return speaker.of(self.words).format(speaker.operand(operand, word))


OPERATORS: tuple[Operator, ...] = (
    _OfDurations(
        "lasts_at_least",
        frozenset({EQUAL, MORE}),
        opposite="shorter_than",
        mirror="lasts_at_most",
        says=("cette durée ou plus", "the duration or longer"),
        examples=("P2M",),
        also_called=("dure_au_moins", "duree_minimum"),
        words=("au moins {}", "at least {}"),
        compares=DURATION,
    ),
    _OfDurations(
        "lasts_at_most",
        frozenset({LESS, EQUAL}),
        opposite="longer_than",
        mirror="lasts_at_least",
        says=("cette durée ou moins", "the duration or shorter"),
        examples=("P2M",),
        also_called=("dure_au_plus", "duree_maximum"),
        words=("au plus {}", "at most {}"),
        compares=DURATION,
    ),
    _OfDurations(
        "longer_than",
        frozenset({MORE}),
        opposite="lasts_at_most",
        mirror="shorter_than",
        says=("plus long que cette durée", "longer than the duration"),
        examples=("P1M",),
        also_called=("plus_long_que", "dure_plus_de"),
        words=("plus de {}", "more than {}"),
        compares=DURATION,
    ),
    _OfDurations(
        "shorter_than",
        frozenset({LESS}),
        opposite="lasts_at_least",
        mirror="longer_than",
        says=("plus court que cette durée", "shorter than the duration"),
        examples=("P1M",),
        also_called=("plus_court_que", "dure_moins_de"),
        words=("moins de {}", "less than {}"),
        compares=DURATION,
    ),
)
