"""What an operator of comparison is: one record, which every reader of conditions asks.

`Operator` lists all that a reader may ask. The records stand in `engine.language.operators`, a
module for each family. What a record cannot import (the words of a corpus, the terms of a table) is
handed to it: `ConditionSpeaker` and `ColumnTerms` say what it may use of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from msgspec import Struct

if TYPE_CHECKING:
    from engine.diagnostics.bilingual import Language
    from engine.language.forms.readings import Choice
    from engine.language.model import Word
    from engine.language.values import Value, View

Truth: TypeAlias = bool | None
"""Three-valued truth: None is unknown."""
Wordings: TypeAlias = tuple[str, str]
"""The French and the English of a phrase; `{}` is where the operand stands."""
Compute: TypeAlias = "Callable[[View], Any]"
"""Gives the value of an operand for the facts of an occasion, None while it is unknown."""

EQUAL, LESS, MORE = 0, -1, 1
"""How a value stands to an operand: the signs of which `Operator.signs` is a set."""


class ConditionSpeaker(Protocol):
    """What says conditions aloud, in one language, with the words of a corpus."""

    @property
    def language(self) -> Language:
        """The language that is spoken."""

    def of(self, wordings: Wordings) -> str:
        """Return the wording in the language that is spoken."""

    def operand(self, value: Value, word: Word | None, *, named: bool = False) -> str:
        """Return an operand as a phrase; `word` is the fact compared, `named` quotes words."""

    def either(self, operands: Sequence[str]) -> str:
        """Return phrases as « a, b ou c »."""

    def yes_or_no(self, *, value: bool) -> str:
        """Return the word for a truth."""

    def decided(self, choice: Choice[Any], say: Callable[[Any], str]) -> str:
        """Return what `say` says of the option of a reading that holds, or of each option."""

    def contracted(self, preposition: str, phrase: str) -> str:
        """Return a French phrase after `à` or `de`; in English, the phrase alone."""


class ColumnTerms(Protocol):
    """What makes columns of a table of cases. A term is opaque here; None is an unknown truth."""

    def constant(self, value: Any) -> Any:
        """Return the term of a constant."""

    def equal(self, left: Any, right: Any) -> Any:
        """Return where two terms of one kind are equal."""

    def less(self, left: Any, right: Any, *, or_equal: bool = False) -> Any:
        """Return where the left term is less than the right one (or equal)."""

    def stands(self, left: Any, right: Any, signs: frozenset[int]) -> Any:
        """Return where a duration certainly stands to another in one of some ways, or in none."""

    def remainder(self, left: Any, right: Any) -> Any:
        """Return what is left of a number divided by another a whole number of times; null by 0."""

    def among(self, read: Any, needed: Sequence[Any]) -> Any:
        """Return where a term equals one of several, None standing for those that are unknown."""

    def negation(self, truth: Any) -> Any:
        """Return the negation of a truth."""

    def all_of(self, parts: Sequence[Any]) -> Any:
        """Return the conjunction of truths."""

    def any_of(self, parts: Sequence[Any]) -> Any:
        """Return the disjunction of truths."""


class Operator(Protocol):
    """One operator of comparison, as every reader of conditions sees it.

    `club.members: {at_least: 100}` compares the value of a fact with an operand. Where either
    is unknown, so is the comparison: an operator only says what known values make of it.
    """

    @property
    def name(self) -> str:
        """Its key in a condition, `at_least`."""

    @property
    def written(self) -> bool:
        """Whether a file may write it. If not, it only serves to deny another operator."""

    @property
    def says(self) -> Wordings:
        """When it is true, in a few words: for the schema and the page of the language."""

    @property
    def examples(self) -> tuple[Any, ...]:
        """Operands as a file writes them: for the schema and the page, and to try it in tests."""

    @property
    def also_called(self) -> tuple[str, ...]:
        """What a hand may write for it, in French or in signs: `au_moins`, `>=`.

        In small letters without accent, `_` between words. No file may: only a hint reads them.
        """

    @property
    def compares(self) -> str:
        """The kind of value of both sides; `""` for any kind, the same on both sides."""

    @property
    def opposite(self) -> str:
        """The operator that is true where it is false; `""` when none has a name of its own."""

    @property
    def mirror(self) -> str:
        """The operator that says the same with the two sides exchanged; `""` when none does."""

    @property
    def single(self) -> str:
        """The operator that an operator with a list applies to each operand, `""` if it has none.

        `one_of` applies `is`.
        """

    @property
    def any_operand(self) -> bool:
        """For an operator with a list: whether one operand is enough, or all must do."""

    @property
    def signs(self) -> frozenset[int] | None:
        """The signs for which it holds: `at_least` holds for `{EQUAL, MORE}`.

        None if the sign alone does not decide, as for `multiple_of`. From the signs, the checks
        know which comparisons exclude each other.
        """

    @property
    def changes_at(self) -> bool:
        """Whether a value equal to its operand may get another answer than one just below it."""

    @property
    def changes_past(self) -> bool:
        """Whether a value just above its operand may get another answer than one equal to it.

        With `changes_at`, it gives the values to try where a fact is missing.
        """

    @property
    def pattern(self) -> str | None:
        """How durable-rules compares with a constant (`=`, `$gte`).

        None if it cannot: then the engine works the truth out and hands it to durable-rules.
        """

    @property
    def colon(self) -> bool:
        """Whether a colon is read between the label of the fact and its words."""

    @property
    def above_zero(self) -> bool:
        """Whether a number written as its operand must be above zero, as a unit is."""

    def holds(self, value: Any, operands: Sequence[Any]) -> bool:
        """Return whether a value compares so with operands, all known."""

    def truth(self, fact: str, operands: Sequence[Compute]) -> Callable[[View], Truth]:
        """Return the function that gives its truth for the facts of an occasion."""

    def term(self, read: Any, needed: Sequence[Any], terms: ColumnTerms) -> Any:
        """Return its truth as a column: `read` the term of the fact, `needed` its operands'."""

    def needed(
        self, speaker: ConditionSpeaker, operands: Sequence[Value], word: Word | None
    ) -> str:
        """Return what the fact must be, in words: « au moins 100 ». `word` is the fact compared."""


class Deniable(Operator, Protocol):
    """An operator without an opposite of its own: it says how it is denied, in words alone."""

    def denied(
        self, speaker: ConditionSpeaker, operands: Sequence[Value], word: Word | None
    ) -> str:
        """Return what the fact must not be, in words: « pas un multiple de 5 »."""


def one_operand(
    fact: str, compare: Callable[[Any, Any], Truth], operand: Compute
) -> Callable[[View], Truth]:
    """Return the truth of a comparison with one operand: unknown while either side is."""

    def truth(view: View) -> Truth:
        read = view.get(fact)
        if read is None:
            return None
        needed = operand(view)
        return None if needed is None else compare(read, needed)

    return truth


class Denied(Struct, frozen=True):
    """What denies an operator that has no opposite of its own: true where that one is false.

    Its truth, its term and its thresholds are those of the operator, turned round. Its words are
    those that the operator gives as `denied`.
    """

    of: Deniable
    written: bool = False
    single: str = ""
    any_operand: bool = False
    mirror: str = ""
    signs: frozenset[int] | None = None
    pattern: str | None = None

    @property
    def name(self) -> str:
        """Its name, which no file can write as a key."""
        return f"not {self.of.name}"

    @property
    def says(self) -> Wordings:
        """When it is true."""
        french, english = self.of.says
        return f"non : {french}", f"not: {english}"

    @property
    def examples(self) -> tuple[Any, ...]:
        """Operands of the operator that it denies."""
        return self.of.examples

    @property
    def also_called(self) -> tuple[str, ...]:
        """No file can write it."""
        return ()

    @property
    def compares(self) -> str:
        """The kind that the operator compares."""
        return self.of.compares

    @property
    def opposite(self) -> str:
        """The operator that it denies."""
        return self.of.name

    @property
    def colon(self) -> bool:
        """As the operator has it."""
        return self.of.colon

    @property
    def above_zero(self) -> bool:
        """As the operator has it."""
        return self.of.above_zero

    @property
    def changes_at(self) -> bool:
        """It changes where the operator does."""
        return self.of.changes_at

    @property
    def changes_past(self) -> bool:
        """It changes where the operator does."""
        return self.of.changes_past

    def holds(self, value: Any, operands: Sequence[Any]) -> bool:
        """Return whether a value does not compare so with operands."""
        return not self.of.holds(value, operands)

    def truth(self, fact: str, operands: Sequence[Compute]) -> Callable[[View], Truth]:
        """Return the function that gives its truth, unknown where the operator's is."""
        inner = self.of.truth(fact, operands)
        return lambda view: None if (truth := inner(view)) is None else not truth

    def term(self, read: Any, needed: Sequence[Any], terms: ColumnTerms) -> Any:
        """Return its truth as a column."""
        return terms.negation(self.of.term(read, needed, terms))

    def needed(
        self, speaker: ConditionSpeaker, operands: Sequence[Value], word: Word | None
    ) -> str:
        """Return what the fact must not be."""
        return self.of.denied(speaker, operands, word)
