"""A value written out in the text itself."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from engine.language.forms.operation import WrittenOut
from engine.language.kinds import is_whole, kind_of
from engine.language.spellings import example
from engine.language.values import Compute, Scalar

if TYPE_CHECKING:
    from engine.language.asked import ColumnWriter, Ground, T, Types, ValueSpeaker
    from engine.language.model import Word


class Literally(WrittenOut, frozen=True):
    """A value written in the text itself: `42`, `75 %`, `"2022-09-30"`, `some_word`."""

    value: Scalar

    page = (
        "42",
        "0.85",
        "75 %",
        '"2022-09-30"',
        "true",
        example("P2M", "a duration: `P1Y`, `P3M`, `P2W`, `P15D`"),
        "some_text",
        example("not_yet", "an act that has not happened: later than every date"),
    )
    sketches = (
        ("a number", "<figure>"),
        ("a whole number", "<whole figure>"),
        ("a date", "<day>"),
        ("a word", "<text>"),
        ("a duration", "<length>"),
        ("true or false", "<flag>"),
    )

    def figures(self) -> tuple[Scalar, ...]:
        """Return what is written."""
        return (self.value,)

    def compiled(self, ground: Ground) -> Compute:
        """Return the constant."""
        constant = self.value
        return lambda _: constant

    def term(self, plan: ColumnWriter[T]) -> T | None:
        """Return the constant."""
        return plan.constant(self.value)

    def kinds(self, types: Types) -> frozenset[str]:
        """Return the kind of what is written."""
        return frozenset({kind_of(self.value)})

    def is_whole(self, types: Types) -> bool:
        """Whether a whole number is written."""
        return is_whole(self.value)

    def words(self, types: Types) -> frozenset[str]:
        """Return the word that is written."""
        return frozenset({self.value} if isinstance(self.value, str) else ())

    def scalars(self, types: Types) -> frozenset[Scalar] | None:
        """Return what is written."""
        return frozenset({self.value})

    def token(self) -> str:
        """Return what is written."""
        return str(self.value)

    def takes_away(self) -> bool:
        """Whether the number is below zero."""
        value = self.value
        return isinstance(value, int | Decimal) and not isinstance(value, bool) and value < 0

    def said(self, speaker: ValueSpeaker, word: Word | None) -> str:
        """Return it as it is read: `le 30 septembre 2022`, `75 %`."""
        return speaker.scalar(self.value, word)
