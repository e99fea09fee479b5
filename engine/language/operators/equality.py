"""The same, or not the same: as one value, or as one of several."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from engine.language.comparison import (
    EQUAL,
    LESS,
    MORE,
    ColumnTerms,
    Compute,
    ConditionSpeaker,
    Operator,
    Truth,
    Wordings,
)
from engine.language.forms.literal import Literally
from engine.language.signed import Signed
from engine.language.temporal import NOT_YET

if TYPE_CHECKING:
    from engine.language.model import Word
    from engine.language.values import Value, View

_IS: Wordings = ("{}", "{}")
_IS_NOT: Wordings = ("autre que {}", "other than {}")


class _Same(Signed, frozen=True):
    """Equal, or not equal: whatever the kind of the value."""

    def needed(
        self, speaker: ConditionSpeaker, operands: Sequence[Value], word: Word | None
    ) -> str:
        """Return « 4 », « autre que 4 »; of a truth, the one that is left; of an act, « fixée »."""
        (operand,) = operands
        equal = EQUAL in self.signs
        if isinstance(operand, Literally):
            if isinstance(operand.value, bool):
                return speaker.yes_or_no(value=operand.value is equal)
            if operand.value == NOT_YET and not equal:
                return speaker.of(("fixée", "set"))
        return speaker.of(self.words).format(speaker.operand(operand, word, named=not equal))


class _Among(Struct, frozen=True):
    """One of several values, or none of them."""

    name: str
    opposite: str
    single: str
    any_operand: bool
    says: Wordings
    words: Wordings
    written: bool = True
    examples: tuple[Any, ...] = (("gift", "loan"),)
    compares: str = ""
    mirror: str = ""
    signs: frozenset[int] | None = None
    pattern: str | None = None
    changes_at: bool = True
    changes_past: bool = True
    colon: bool = True
    above_zero: bool = False
    also_called: tuple[str, ...] = ()

    def holds(self, value: Any, operands: Sequence[Any]) -> bool:
        """Return whether a value is one of the operands (or none of them)."""
        return (value in operands) is self.any_operand

    def truth(self, fact: str, operands: Sequence[Compute]) -> Callable[[View], Truth]:
        """Return its truth: an operand that is the value decides, even if others are unknown."""
        expected = self.any_operand

        def truth(view: View) -> Truth:
            read = view.get(fact)
            if read is None:
                return None
            needed = [operand(view) for operand in operands]
            return expected if read in needed else None if None in needed else not expected

        return truth

    def term(self, read: Any, needed: Sequence[Any], terms: ColumnTerms) -> Any:
        """Return its truth as a column."""
        among = terms.among(read, needed)
        return among if self.any_operand else terms.negation(among)

    def needed(
        self, speaker: ConditionSpeaker, operands: Sequence[Value], word: Word | None
    ) -> str:
        """Return « a, b ou c », « autre que a ou b »."""
        named = not self.any_operand
        phrases = [speaker.operand(operand, word, named=named) for operand in operands]
        return speaker.of(self.words).format(speaker.either(phrases))


OPERATORS: tuple[Operator, ...] = (
    _Same(
        "is",
        frozenset({EQUAL}),
        "is_not",
        "is",
        ("la valeur, exactement", "exactly the value"),
        (4, "loan", True),
        _IS,
        also_called=("est", "egal", "egale", "egal_a", "vaut", "equals", "eq", "=", "=="),
    ),
    _Same(
        "is_not",
        frozenset({LESS, MORE}),
        "is",
        "is_not",
        ("une autre valeur", "any other value"),
        ("gift",),
        _IS_NOT,
        also_called=("n_est_pas", "different", "different_de", "autre_que", "not_equal", "!="),
    ),
    _Among(
        "one_of",
        "none_of",
        "is",
        any_operand=True,
        says=("l'une de ces valeurs", "one of these values"),
        words=_IS,
        also_called=("parmi", "un_de", "une_de", "l_un_de", "l_une_de", "in"),
    ),
    _Among(
        "none_of",
        "one_of",
        "is_not",
        any_operand=False,
        says=("aucune de ces valeurs", "none of these values"),
        words=_IS_NOT,
        written=False,
    ),
)
