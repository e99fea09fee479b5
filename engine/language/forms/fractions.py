"""A fraction written out, `1/3`, and one number divided by another. Exact to the end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from engine.diagnostics.bilingual import sentence
from engine.language.arithmetic import exact, quotient
from engine.language.forms.arithmetic import Subtract
from engine.language.forms.constants import outcomes
from engine.language.forms.operation import Complete, ValueOperation, WrittenOut
from engine.language.kinds import NUMBER
from engine.language.spellings import example, several, written
from engine.language.values import Compute, Fault, Lookup, Scalar

if TYPE_CHECKING:
    from engine.language.asked import Calculation, ColumnWriter, Ground, T, Types, ValueSpeaker
    from engine.language.model import Word

ZERO = "zero:"
"""How the name of a division by zero begins, among what is missing and no case gives."""
_BY_ZERO = f"{ZERO}divide"
_EXACT = """\
`1/3` is a third, exactly: a third of 100 euros three times is 100 euros, and not 99.99. A number \
divided by zero has no value. What depends on it is undetermined, and the answer says that the \
divisor is zero."""


class WrittenFraction(WrittenOut, frozen=True):
    """A fraction of whole numbers, as the text writes it: `1/3`."""

    part: int
    whole: int

    page = (example("1/3", "a third, exactly"),)
    sketches = (("a number", "<fraction>"),)

    @property
    def value(self) -> Decimal | Fraction:
        """The number that it is."""
        return exact(Fraction(self.part, self.whole))

    def figures(self) -> tuple[int, ...]:
        """Return its two numbers."""
        return (self.part, self.whole)

    def compiled(self, ground: Ground) -> Compute:
        """Return the number, exactly."""
        number = self.value
        return lambda _: number

    def term(self, plan: ColumnWriter[T]) -> T | None:
        """Return the number, exactly."""
        part = plan.constant(self.part)
        return part if self.whole == 1 else plan.quotient(part, plan.constant(self.whole))

    def kinds(self, types: Types) -> frozenset[str]:
        """It is a number."""
        return frozenset({NUMBER})

    def is_whole(self, types: Types) -> bool:
        """Whether it comes out even."""
        return self.part % self.whole == 0

    def scalars(self, types: Types) -> frozenset[Scalar] | None:
        """Return the number, where it has a decimal."""
        return frozenset({self.value}) if isinstance(self.value, Decimal) else None

    def token(self) -> str:
        """Return it as it is written."""
        return f"{self.part}/{self.whole}"

    def takes_away(self) -> bool:
        """Whether it is below zero."""
        return self.part < 0

    def said(self, speaker: ValueSpeaker, word: Word | None) -> str:
        """Return `1/3`."""
        return self.token()

    def shown(self, value: Any, sums: Calculation) -> str:
        """Return `1/3`."""
        return self.token()


class Divide(Complete, frozen=True):
    """The first of two numbers divided by the second; unknown where that is zero."""

    keys = ("divide",)
    kind = NUMBER
    schemas = (
        written(
            {"divide": several("le premier divisé par le second / the first over the second", 2, 2)}
        ),
    )
    page = (example("{divide: [{fact: staff.pay}, 12]}", "exactly; by zero there is no value"),)
    remarks = (_EXACT,)
    sketches = (
        (NUMBER, {"divide": ["<a number>", {"fact": "<fact: a number>"}]}),
        (NUMBER, {"divide": ["<a number>", "<count>"]}),
    )
    least, most = 2, 2

    combine = staticmethod(quotient)

    def combined_terms(self, plan: ColumnWriter[T], terms: Sequence[T]) -> T:
        """Return the first divided by the second."""
        return plan.quotient(*terms)

    def lookup(self) -> Lookup | None:
        """Return that there may be no quotient: both numbers are known, and the divisor is zero."""
        # their difference is known where both of them are
        return Lookup(_BY_ZERO, Subtract(self.parts)) if len(self.parts) == 2 else None

    def is_whole(self, types: Types) -> bool:
        """It may have decimals."""
        return False

    def failures(self, types: Types) -> Iterator[Fault]:
        """The second is zero: written so, or worked out from what is written."""
        for divisor in self.parts[1:2]:
            if 0 in (divisor.scalars(types) or ()) or (0,) in outcomes(divisor):
                message, word = sentence("`divide` by zero: there is no value."), "divide"
                hint = sentence("write a divisor that is not zero.")
                if isinstance(divisor, ValueOperation):
                    word = divisor.token()
                    message = sentence("`{word}` gives 0, by which to divide.", word=word)
                yield Fault("ACC241", message, hint, word, ("divide",))

    def said(self, speaker: ValueSpeaker, word: Word | None) -> str:
        """Return « salaire ÷ 12 »."""
        return " ÷ ".join(self.parts_said(speaker, None))

    def worked_out(self, sums: Calculation) -> str:
        """Return « 2 400 € ÷ 12 »."""
        shown = [
            part.worked_out(sums) or part.shown(part.compiled(sums.ground)(sums.view), sums)
            for part in self.parts
        ]
        return " ÷ ".join(
            f"({phrase})" if part.compound else phrase
            for part, phrase in zip(self.parts, shown, strict=True)
        )
