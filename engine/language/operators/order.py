"""More, less, before, after: numbers in order, and days in order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from engine.language.comparison import EQUAL, LESS, MORE, ConditionSpeaker, Operator, Wordings
from engine.language.forms.dates import Shift
from engine.language.forms.literal import Literally
from engine.language.forms.readings import Choice
from engine.language.kinds import DATE, NUMBER
from engine.language.signed import Signed

if TYPE_CHECKING:
    from engine.language.model import Word
    from engine.language.values import Value

_CIVIL_YEAR = Literally("calendar_year")


class _OfNumbers(Signed, frozen=True):
    """Numbers in order."""

    def needed(
        self, speaker: ConditionSpeaker, operands: Sequence[Value], word: Word | None
    ) -> str:
        """Return « au moins 100 »."""
        (operand,) = operands
        return speaker.of(self.words).format(speaker.operand(operand, word))


class _OfDays(Signed, frozen=True):
    """Days in order. `shifted` are its words where the operand is a day moved by a duration.

    `after_day` and `after_other` are the French prepositions of its words, before a day written out
    and before any other: « à partir du 1er mars », « au plus tard au jour de la question ».
    """

    shifted: Wordings = ("", "")
    after_day: str = ""
    after_other: str = ""

    def needed(
        self, speaker: ConditionSpeaker, operands: Sequence[Value], word: Word | None
    ) -> str:
        """Return « avant le 30 septembre 2022 », « au plus tard 6 mois après la signature »."""
        (operand,) = operands
        if isinstance(operand, Choice):
            return speaker.decided(operand, lambda part: self.needed(speaker, (part,), word))
        if operand == _CIVIL_YEAR:
            return speaker.of(("dans l'année civile", "within the calendar year"))
        phrase = speaker.operand(operand, None)
        if isinstance(operand, Shift):
            return speaker.of(self.shifted).format(phrase)
        preposition = self.after_day if isinstance(operand, Literally) else self.after_other
        return speaker.of(self.words).format(speaker.contracted(preposition, phrase))


OPERATORS: tuple[Operator, ...] = (
    _OfNumbers(
        "at_least",
        frozenset({EQUAL, MORE}),
        opposite="less_than",
        mirror="at_most",
        says=("ce nombre ou plus", "the number or more"),
        examples=(100,),
        also_called=("au_moins", "minimum", "au_minimum", "superieur_ou_egal", "min", "gte", ">="),
        words=("au moins {}", "at least {}"),
        compares=NUMBER,
    ),
    _OfNumbers(
        "at_most",
        frozenset({LESS, EQUAL}),
        opposite="more_than",
        mirror="at_least",
        says=("ce nombre ou moins", "the number or less"),
        examples=("50 %",),
        also_called=("au_plus", "maximum", "au_maximum", "inferieur_ou_egal", "max", "lte", "<="),
        words=("au plus {}", "at most {}"),
        compares=NUMBER,
    ),
    _OfNumbers(
        "more_than",
        frozenset({MORE}),
        opposite="at_most",
        mirror="less_than",
        says=("plus que ce nombre", "more than the number"),
        examples=(0,),
        also_called=("plus_de", "plus_que", "superieur", "superieur_a", "above", "gt", ">"),
        words=("plus de {}", "more than {}"),
        compares=NUMBER,
    ),
    _OfNumbers(
        "less_than",
        frozenset({LESS}),
        opposite="at_least",
        mirror="more_than",
        says=("moins que ce nombre", "less than the number"),
        examples=(50,),
        also_called=("moins_de", "moins_que", "inferieur", "inferieur_a", "below", "lt", "<"),
        words=("moins de {}", "less than {}"),
        compares=NUMBER,
    ),
    _OfDays(
        "before",
        frozenset({LESS}),
        opposite="on_or_after",
        mirror="after",
        says=("avant ce jour", "before the day"),
        examples=("2021-06-30",),
        also_called=("avant", "avant_le"),
        words=("avant {}", "before {}"),
        compares=DATE,
        colon=False,
        shifted=("avant l'échéance de {}", "before the end of {}"),
    ),
    _OfDays(
        "after",
        frozenset({MORE}),
        opposite="on_or_before",
        mirror="before",
        says=("après ce jour", "after the day"),
        examples=("2021-06-30",),
        also_called=("apres", "apres_le"),
        words=("après {}", "after {}"),
        compares=DATE,
        colon=False,
        shifted=("après l'échéance de {}", "after the end of {}"),
    ),
    _OfDays(
        "on_or_before",
        frozenset({LESS, EQUAL}),
        opposite="after",
        mirror="on_or_after",
        says=("ce jour ou avant", "on the day or before"),
        examples=({"fact": "occasion.on"},),
        also_called=("au_plus_tard", "au_plus_tard_le", "jusqu_au", "until", "no_later_than"),
        words=("au plus tard {}", "on or before {}"),
        compares=DATE,
        colon=False,
        shifted=("au plus tard {}", "no later than {}"),
        after_other="à",
    ),
    _OfDays(
        "on_or_after",
        frozenset({EQUAL, MORE}),
        opposite="before",
        mirror="on_or_before",
        says=("ce jour ou après", "on the day or after"),
        examples=({"after": {"fact": "contract.signed_on"}, "by": "P6M"},),
        also_called=(
            "a_partir_de",
            "a_partir_du",
            "au_plus_tot",
            "depuis",
            "since",
            "no_earlier_than",
        ),
        words=("à partir {}", "on or after {}"),
        compares=DATE,
        colon=False,
        shifted=("au plus tôt {}", "no earlier than {}"),
        after_day="de",
        after_other="de",
    ),
)
