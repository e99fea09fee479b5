"""Multiples of a number: « un multiple de 5 »."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from engine.language.comparison import (
    ColumnTerms,
    Compute,
    ConditionSpeaker,
    Deniable,
    Operator,
    Truth,
    Wordings,
    one_operand,
)
from engine.language.kinds import NUMBER

if TYPE_CHECKING:
    from engine.language.model import Word
    from engine.language.values import Value, View


def _is_multiple(value: Any, of: Any) -> bool:
    """Whether a number is another taken a whole number of times; of 0, only 0 is."""
    if not of:
        return not value
    if isinstance(value, int) and isinstance(of, int):
        return value % of == 0
    return (Fraction(value) / Fraction(of)).denominator == 1


class _MultipleOf(Struct, frozen=True):
    """A multiple of a number: of a whole number, of a sum (100 €), of a ratio (5 %)."""

    name: str = "multiple_of"
    written: bool = True
    says: Wordings = (
        "un multiple de ce nombre, au-dessus de zéro",
        "a multiple of the number, above zero",
    )
    examples: tuple[Any, ...] = (5, "2.5 %")
    compares: str = NUMBER
    opposite: str = ""
    mirror: str = ""
    single: str = ""
    any_operand: bool = False
    signs: frozenset[int] | None = None
    changes_at: bool = True
    changes_past: bool = True
    pattern: str | None = None
    colon: bool = True
    above_zero: bool = True
    also_called: tuple[str, ...] = ("multiple_de", "un_multiple_de")

    def holds(self, value: Any, operands: Sequence[Any]) -> bool:
        """Return whether a number is a multiple of another."""
        return _is_multiple(value, operands[0])

    def truth(self, fact: str, operands: Sequence[Compute]) -> Callable[[View], Truth]:
        """Return the function that gives its truth for the facts of an occasion."""
        return one_operand(fact, _is_multiple, operands[0])

    def term(self, read: Any, needed: Sequence[Any], terms: ColumnTerms) -> Any:
        """Return its truth as a column: nothing is left of the division, or both numbers are 0."""
        (other,) = needed
        if other is None:
            return None
        zero = terms.constant(0)
        by_zero, rest = terms.equal(other, zero), terms.remainder(read, other)
        divided = terms.any_of([by_zero, terms.equal(rest, zero)])
        return terms.all_of(
            [divided, terms.any_of([terms.negation(by_zero), terms.equal(read, zero)])]
        )

    def needed(
        self, speaker: ConditionSpeaker, operands: Sequence[Value], word: Word | None
    ) -> str:
        """Return « un multiple de 5 »."""
        words = ("un multiple de {}", "a multiple of {}")
        return speaker.of(words).format(speaker.operand(operands[0], word))

    def denied(
        self, speaker: ConditionSpeaker, operands: Sequence[Value], word: Word | None
    ) -> str:
        """Return « pas un multiple de 5 »."""
        words = ("pas un multiple de {}", "not a multiple of {}")
        return speaker.of(words).format(speaker.operand(operands[0], word))


_MULTIPLE_OF: Deniable = _MultipleOf()
OPERATORS: tuple[Operator, ...] = (_MULTIPLE_OF,)
