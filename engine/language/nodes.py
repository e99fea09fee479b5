"""What a rule is made of: values, conditions, conclusions.
Trees of plain nodes that several readers read in their own way.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Generic, TypeAlias, TypeVar

from msgspec import Struct

from engine.language.temporal import Duration

Scalar: TypeAlias = bool | int | Decimal | date | str
T = TypeVar("T")
EMPTY: Mapping[str, Any] = MappingProxyType({})


# --- values ---------------------------------------------------------------------------------------


class Literally(Struct, frozen=True):
    """A value written in the text itself."""

    value: Scalar


class Fact(Struct, frozen=True):
    """The value of a fact on the occasion."""

    name: str


class FactOn(Struct, frozen=True):
    """The value that a fact of the case which varies had on
    a day, whatever the day of the occasion.
    """

    name: str
    on: Value


class Cell(Struct, frozen=True):
    """A cell of a table of the law in force: `row` may hold `{fact}` placeholders."""

    table: str
    row: str
    column: Value


class Bracket(Struct, frozen=True):
    """The class into which a value falls in a table of brackets."""

    value: Value
    table: str


class Combine(Struct, frozen=True):
    """Arithmetic or choice among values, `operation` in COMBINATIONS."""

    operation: str
    parts: tuple[Value, ...]


class Shift(Struct, frozen=True):
    """A date moved by a duration, forwards (`times` 1) or
    backwards (-1), taken `count` times when that is given.
    """

    start: Value
    by: Duration
    times: int
    count: Value | None = None


class EventDate(Struct, frozen=True):
    """The date of an event of a text (`signed`, `published`…), unknown before it is known."""

    text: str
    event: str


class EffectDate(Struct, frozen=True):
    """The date on which a group of provisions of a text enters into force."""

    text: str
    group: str


class Proportion(Struct, frozen=True):
    """The part that the occasion covers, in `days` or in `months`
    started: of the whole period, or of the occasion `uncut` by the law.

    `as_if_uncut`: the part of the whole period that it covers as if the law cut nothing.
    """

    unit: str
    whole: str = "period"

    @property
    def name(self) -> str:
        """The name under which the facts of an occasion hold it."""
        return {
            "period": "period.covered_",
            "uncut": "period.uncut_",
            "as_if_uncut": "period.whole_",
        }[self.whole] + self.unit


class Weighted(Struct, frozen=True):
    """The sum of weight times value over the records of a
    list fact; `at_most` bounds the value of each record.
    """

    items: str
    weight: str
    value: str
    at_most: Decimal | None = None


class Choice(Struct, Generic[T], frozen=True):
    """What a reading decides: one alternative for each of its options."""

    reading: str
    options: Mapping[str, T]

    def __hash__(self) -> int:
        return hash((self.reading, tuple(self.options)))


Value: TypeAlias = (
    "Literally | Fact | FactOn | Cell | Bracket | Combine | Shift | EventDate | EffectDate | "
    "Proportion | Weighted | Choice[Value]"
)

COMBINATIONS = (
    "multiply",
    "add",
    "subtract",
    "negate",
    "least",
    "greatest",
    "earliest",
    "latest",
    "first_known",
)


# --- conditions -----------------------------------------------------------------------------------


class All(Struct, frozen=True):
    """True when every part is."""

    parts: tuple[Condition, ...]


class AnyOf(Struct, frozen=True):
    """True when one part is."""

    parts: tuple[Condition, ...]


class Not(Struct, frozen=True):
    """True when its part is false."""

    part: Condition


class Compare(Struct, frozen=True):
    """A fact against operands: one, or the list that an operator such as `one_of` takes.

    `operator` is a name of `engine.language.operators.OPERATORS`.
    """

    fact: str
    operator: str
    operands: tuple[Value, ...]


class Known(Struct, frozen=True):
    """Whether a fact is known: unknown for one that rules derive, while its derivation is."""

    fact: str
    expected: bool


class Meets(Struct, frozen=True):
    """All the requirements of a benefit that are in force on the occasion."""

    benefit: str


Condition: TypeAlias = "All | AnyOf | Not | Compare | Known | Meets | Choice[Condition]"


# --- conclusions ----------------------------------------------------------------------------------


class Derive(Struct, frozen=True):
    """The fact takes the value."""

    fact: str
    value: Value


class Require(Struct, frozen=True):
    """A condition of eligibility for a benefit (which may hold `{fact}` placeholders)."""

    benefit: str
    requirement: str


class Entitle(Struct, frozen=True):
    """A right of `amount` euros on `line`; `once_in` a Duration
    value, `calendar_year` or `period` limits how often.
    """

    line: str
    amount: Value
    once_in: Value | None = None
    start: Value | None = None
    end: Value | None = None


class Part(Struct, frozen=True):
    """A payment of a share of a right, due on a date; the part without
    share is the rest. `times` is a further factor of the share.
    """

    name: str
    share: Decimal | None
    due: Value
    times: Value | None = None


class Pay(Struct, frozen=True):
    """How the rights on the lines that match one of `lines` are paid."""

    lines: tuple[str, ...]
    parts: tuple[Part, ...]


class Increase(Struct, frozen=True):
    """A right of `by` (a ratio) of each right on the lines that match, on the line `line`."""

    line: str
    lines: Choice[tuple[str, ...]] | tuple[str, ...]
    by: Decimal


class Deadline(Struct, frozen=True):
    """A date in the calendar; `met_by` is the date fact that meets
    it. An `optional` act is never late: past its day, it has lapsed.

    `by` names who must act when it is not the one the case speaks of.
    """

    entry: str
    due: Value
    met_by: Value | None
    kind: str
    optional: bool = False
    by: str = ""


class Oblige(Struct, frozen=True):
    """A duty; `traits` holds what else the text says of it (level, direction…).

    It binds from the day `start` (included) to the day `end` (excluded); `entry` is the date of the
    calendar by which it must be done. Of `force` recommended, it binds nobody: the text invites to
    it.
    """

    duty: str
    category: str
    subject: str
    by: str
    traits: Mapping[str, str] = EMPTY
    start: Value | None = None
    end: Value | None = None
    entry: str = ""
    force: str = "required"


class Advise(Struct, frozen=True):
    """A step to take, in order, with who helps, and the condition under which it is done."""

    step: str
    order: int
    helped_by: tuple[str, ...]
    done_when: Condition | None


Conclusion: TypeAlias = Derive | Require | Entitle | Pay | Increase | Deadline | Oblige | Advise
