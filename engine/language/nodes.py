"""What a rule is made of beside values: its condition and its conclusion.

Both are trees of plain records. Values, which both contain, are in `values.py` and `forms/`.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from msgspec import Struct

from engine.language.values import Value

if TYPE_CHECKING:
    from engine.language.forms.readings import Choice

EMPTY: Mapping[str, Any] = MappingProxyType({})


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
    """A fact compared with operands: one, or the list that an operator such as `one_of` takes.

    `operator` is a name of `engine.language.operators.OPERATORS`.
    """

    fact: str
    operator: str
    operands: tuple[Value, ...]


class Quantity(Struct, frozen=True):
    """What is worked out over the elements of a collection, compared with an operand.

    `value` is a count, a sum… (`engine.language.forms.gathered`). Of a count it is enough to know
    between which numbers it lies.
    """

    value: Value
    operator: str
    operands: tuple[Value, ...]


class Known(Struct, frozen=True):
    """Whether a fact is known (`expected`) or not.

    For a derived fact the answer is itself unknown while its derivation is.
    """

    fact: str
    expected: bool


class Meets(Struct, frozen=True):
    """Whether all the requirements of a benefit that are in force on the occasion are met."""

    benefit: str


Condition: TypeAlias = "All | AnyOf | Not | Compare | Quantity | Known | Meets | Choice[Condition]"


def parts_of(condition: Any) -> tuple[Any, ...]:
    """Return the direct parts of a condition that is none of the options of a reading."""
    match condition:
        case Compare(_, _, operands):
            return operands
        case All(parts) | AnyOf(parts):
            return parts
        case Not(part):
            return (part,)
        case Quantity(value, _, operands):
            return (value, *operands)
    return ()


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
    """A right of `amount` euros on `line`.

    `once_in` limits how often: a duration, `calendar_year` or `period`.
    """

    line: str
    amount: Value
    once_in: Value | None = None
    start: Value | None = None
    end: Value | None = None


class PaymentPart(Struct, frozen=True):
    """A payment of a share of a right, or of an amount of its own, due on a date.

    The part without share or amount is the rest. `times` multiplies the share.
    """

    name: str
    share: Decimal | Value | None
    due: Value
    times: Value | None = None
    amount: Value | None = None

    @property
    def is_rest(self) -> bool:
        """Whether it is what the other parts leave."""
        return self.share is None and self.amount is None


class Pay(Struct, frozen=True):
    """How the rights on the lines that match one of `lines` are paid."""

    lines: tuple[str, ...]
    parts: tuple[PaymentPart, ...]

    def named_values(self) -> tuple[tuple[str, Value], ...]:
        """Return the values that it computes, each by its name: days first, then factors."""
        fields = (("due", "due"), ("times", "times"), ("ratio", "share"), ("amount", "amount"))
        return tuple(
            (f"{name}.{rank}", value)
            for name, field in fields
            for rank, part in enumerate(self.parts)
            if isinstance(value := getattr(part, field), Value)
        )


class OfRights(Struct, frozen=True):
    """What is worked out from the rights on the lines that match, on the line `line`."""

    line: str
    lines: Choice[tuple[str, ...]] | tuple[str, ...]


class Increase(OfRights, frozen=True):
    """A right of `by` (a ratio) of each right on the lines that match."""

    by: Decimal | Value


class Bound(OfRights, frozen=True):
    """A limit of `at` euros on the sum of the rights on the lines that match.

    What the sum has too much, or too little, is shared between them in proportion.
    """

    at: Value
    is_floor: ClassVar[bool]


class Cap(Bound, frozen=True):
    """The most that the sum may be."""

    is_floor = False


class Floor(Bound, frozen=True):
    """The least that the sum may be."""

    is_floor = True


class Deadline(Struct, frozen=True):
    """A date in the calendar; `met_by` is the fact, a date, that meets it.

    An `optional` act is never late: past its day, it has lapsed. `by` names who must act when it is
    not the one whose case it is.
    """

    entry: str
    due: Value
    met_by: Value | None
    kind: str
    optional: bool = False
    by: str = ""


class Oblige(Struct, frozen=True):
    """A duty; `traits` holds what else the text says of it (level, direction…).

    It binds from the day `start` (included) to the day `end` (excluded). `entry` is the entry of
    the calendar by which it must be done. If `force` is `recommended`, it binds nobody: the text
    only invites to it.
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


Conclusion: TypeAlias = (
    Derive | Require | Entitle | Pay | Increase | Cap | Floor | Deadline | Oblige | Advise
)
