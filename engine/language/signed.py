"""Operators that only compare: a value is below its operand, equal to it or above it.

All that readers ask of such an operator follows from its signs; a family adds what it is called.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from engine.language.comparison import (
    EQUAL,
    LESS,
    MORE,
    ColumnTerms,
    Compute,
    Truth,
    Wordings,
    one_operand,
)

if TYPE_CHECKING:
    from engine.language.values import View

_COMPARED: Mapping[frozenset[int], Callable[[Any, Any], bool]] = {
    frozenset({EQUAL}): operator.eq,
    frozenset({LESS, MORE}): operator.ne,
    frozenset({LESS}): operator.lt,
    frozenset({LESS, EQUAL}): operator.le,
    frozenset({MORE}): operator.gt,
    frozenset({EQUAL, MORE}): operator.ge,
}
_PATTERNS: Mapping[frozenset[int], str] = {
    frozenset({EQUAL}): "=",
    frozenset({LESS, MORE}): "$neq",
    frozenset({LESS}): "$lt",
    frozenset({LESS, EQUAL}): "$lte",
    frozenset({MORE}): "$gt",
    frozenset({EQUAL, MORE}): "$gte",
}


class Signed(Struct, frozen=True):
    """An operator that holds for some signs: whether the value is less, equal or more."""

    name: str
    signs: frozenset[int]
    opposite: str
    mirror: str
    says: Wordings
    examples: tuple[Any, ...]
    words: Wordings
    compares: str = ""
    written: bool = True
    single: str = ""
    any_operand: bool = False
    colon: bool = True
    above_zero: bool = False
    also_called: tuple[str, ...] = ()

    @property
    def pattern(self) -> str | None:
        """How durable-rules writes it against a constant."""
        return _PATTERNS[self.signs]

    @property
    def changes_at(self) -> bool:
        """Whether it tells a value equal to its operand from one below."""
        return (LESS in self.signs) is not (EQUAL in self.signs)

    @property
    def changes_past(self) -> bool:
        """Whether it tells a value above its operand from one equal to it."""
        return (EQUAL in self.signs) is not (MORE in self.signs)

    def holds(self, value: Any, operands: Sequence[Any]) -> bool:
        """Return whether a value compares so with its operand."""
        return _COMPARED[self.signs](value, operands[0])

    def truth(self, fact: str, operands: Sequence[Compute]) -> Callable[[View], Truth]:
        """Return the function that gives its truth for the facts of an occasion."""
        return one_operand(fact, _COMPARED[self.signs], operands[0])

    def term(self, read: Any, needed: Sequence[Any], terms: ColumnTerms) -> Any:
        """Return its truth as a column.

        It is made of equality, less, less or equal, or the negation of one of them: the plan then
        sees where two conditions contradict each other.
        """
        (other,) = needed
        if other is None:
            return None
        denied = MORE in self.signs
        signs = frozenset({LESS, EQUAL, MORE}) - self.signs if denied else self.signs
        if LESS in signs:
            truth = terms.less(read, other, or_equal=EQUAL in signs)
        else:
            truth = terms.equal(read, other)
        return terms.negation(truth) if denied else truth
