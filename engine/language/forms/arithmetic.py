"""Sums: values multiplied, added, subtracted, negated. Exact: divided once, at the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from engine.language import arithmetic
from engine.language.forms.operation import WHOLE, Complete, two_of
from engine.language.kinds import NUMBER
from engine.language.spellings import example, ref, several, written
from engine.language.values import Value

if TYPE_CHECKING:
    from engine.language.asked import Calculation, ColumnWriter, File, Ground, T, ValueSpeaker
    from engine.language.model import Word


class _Sum(Complete, frozen=True):
    """An operation on numbers that gives a number."""

    kind = NUMBER
    sign: ClassVar[str]

    def said(self, speaker: ValueSpeaker, word: Word | None) -> str:
        """Return its parts with the sign between them: `2 + 3`."""
        return self.sign.join(self.parts_said(speaker, word))


class _Terms(_Sum, frozen=True):
    """A sum that is shown with its terms."""

    def worked_out(self, sums: Calculation) -> str:
        """Return its terms, each as it was worked out: « 3 × 10 000 − 4 000 € »."""
        phrases = []
        for rank, part in enumerate(self.parts):
            phrase = part.worked_out(sums)
            if rank and phrase and isinstance(part, _Terms):
                phrase = f"({phrase})"
            phrases.append(phrase or part.shown(part.compiled(sums.ground)(sums.view), sums))
        return self.sign.join(phrases) if len(phrases) > 1 else ""


class Multiply(_Sum, frozen=True):
    """The product of numbers."""

    keys = ("multiply",)
    schemas = (written({"multiply": several("produit / product")}),)
    page = (example("{multiply: [2, 3]}", "divisions come last: nothing is rounded on the way"),)
    sketches = two_of("multiply", NUMBER, WHOLE)
    sign = " × "

    combine = staticmethod(arithmetic.product)

    def combined_terms(self, plan: ColumnWriter[T], terms: Sequence[T]) -> T:
        """Return the product."""
        return plan.product(terms)

    def said(self, speaker: ValueSpeaker, word: Word | None) -> str:
        """Return its factors: none of them is of the type of the fact that takes the product."""
        return self.sign.join(self.parts_said(speaker, None))

    def factors(self, ground: Ground) -> tuple[Value, ...]:
        """Return its factors, those of the products within it included."""
        return tuple(factor for part in self.parts for factor in part.factors(ground))


class Add(_Terms, frozen=True):
    """The sum of numbers."""

    keys = ("add",)
    schemas = (written({"add": several("somme / sum")}),)
    page = ("{add: [2, 3]}",)
    sketches = two_of("add", NUMBER, WHOLE)
    sign = " + "

    combine = staticmethod(arithmetic.total)

    def combined_terms(self, plan: ColumnWriter[T], terms: Sequence[T]) -> T:
        """Return the sum."""
        return plan.total(terms, [1] * len(terms))


class Subtract(_Terms, frozen=True):
    """The first of two numbers less the second."""

    keys = ("subtract",)
    schemas = (
        written(
            {"subtract": several("le premier moins le second / the first minus the second", 2, 2)}
        ),
    )
    page = (example("{subtract: [5, 2]}", "exactly two values"),)
    sketches = two_of("subtract", NUMBER, WHOLE)
    sign = " − "
    least, most = 2, 2

    combine = staticmethod(arithmetic.difference)

    def combined_terms(self, plan: ColumnWriter[T], terms: Sequence[T]) -> T:
        """Return the difference."""
        return plan.total(terms, [1] + [-1] * (len(terms) - 1))

    def takes_away(self) -> bool:
        """It may be below zero."""
        return True


class Negate(_Sum, frozen=True):
    """A number below zero instead of above: what is owed back."""

    keys = ("negate",)
    schemas = (written({"negate": ref("value")}),)
    page = (example("{negate: 5}", "for example a right that is owed back"),)
    sketches = (
        ("a number", {"negate": "<a number>"}),
        ("a whole number", {"negate": "<a whole number>"}),
    )
    sign = "−"

    @classmethod
    def read(cls, file: File, key: str, node: Mapping[str, Any], at: Any) -> Value:
        """Return `{negate: value}`: one value, not a list."""
        return cls((file.value(file.entries(node, at, (key,))[key], (*at, key)),))

    combine = staticmethod(arithmetic.opposite)

    def combined_terms(self, plan: ColumnWriter[T], terms: Sequence[T]) -> T:
        """Return the opposite."""
        return plan.total(terms, [-1])

    def takes_away(self) -> bool:
        """It is below zero."""
        return True

    def said(self, speaker: ValueSpeaker, word: Word | None) -> str:
        """Return « l'opposé de : 5 »."""
        template = speaker.of(("l'opposé de : {}", "minus: {}"))
        return template.format(self.parts_said(speaker, word)[0])
