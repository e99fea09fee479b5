"""The types of facts, kinds of values (a number, a date…), and values in the type of their fact.

Whatever compares, adds or names asks here: the checks when rules are read, the rules when they are
compiled, the patterns of durable-rules.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from engine.language.temporal import Duration

if TYPE_CHECKING:
    from engine.language.model import Word

DATE, NUMBER, TRUTH, TEXT = "a date", "a number", "true or false", "a word"
DURATION = "a duration"


class FactType(Struct, frozen=True):
    """A type of the vocabulary: what is the same of all its facts.

    `kind` is that of its values. `names` says whether they may stand in the name of a row or a
    line: they are written in one way. Of a number, `largest` is the largest, either way, where the
    vocabulary sets no bound (beyond it a figure is a slip of the pen), `step` the least difference
    between two values worth telling apart, and `decimals` how many a table of cases keeps.
    """

    kind: str
    names: bool = False
    largest: int = 0
    step: Decimal | int = 1
    decimals: int = 0


_HUNDREDTH: Final = Decimal("0.01")
TYPES: Final[Mapping[str, FactType]] = {
    "text": FactType(TEXT, names=True),
    "integer": FactType(NUMBER, names=True, largest=10**12),
    "ratio": FactType(NUMBER, largest=10**3, step=_HUNDREDTH, decimals=6),
    "money": FactType(NUMBER, largest=10**12, step=_HUNDREDTH, decimals=2),
    "decimal": FactType(NUMBER, largest=10**12, step=_HUNDREDTH, decimals=6),
    "duration": FactType(DURATION),
    "boolean": FactType(TRUTH),
    "date": FactType(DATE, names=True),
    "enumeration": FactType(TEXT, names=True),
}
"""Every type. How each is said is in `engine.words.fact_types`, how tables hold it in
`engine.tables.columns`.
"""
KINDS: Final[Mapping[str, str]] = {name: each.kind for name, each in TYPES.items()}
"""The kind of each type: values of one kind compare, whatever their types."""
NUMBERS: Final = frozenset(name for name, kind in KINDS.items() if kind == NUMBER)
"""The types of numbers."""


def kind_of(value: object) -> str:
    """Return the kind of a value."""
    if isinstance(value, bool):
        return TRUTH
    return (
        DATE
        if isinstance(value, date)
        else DURATION
        if isinstance(value, Duration)
        else NUMBER
        if isinstance(value, int | Decimal | Fraction)
        else TEXT
    )


def is_whole(value: object) -> bool:
    """Whether a value is a whole number."""
    return (
        isinstance(value, int | Decimal | Fraction)
        and not isinstance(value, bool)
        and value % 1 == 0
    )


def has_form(word: Word | None) -> bool:
    """Whether the values of a fact are days, whole numbers or words.

    A number that may have decimals is none of these: durable-rules compares it by its sign alone.
    """
    return word is not None and (TYPES[word.type].names or KINDS[word.type] == TRUTH)


def as_type(word: Word | None, value: Any) -> Any:
    """Return a value in the type of its fact: a whole number as int, any other number exactly."""
    if word is None or value is None or KINDS[word.type] != NUMBER:
        return value
    if word.type == "integer":
        return int(value) if is_whole(value) else value
    return Decimal(value) if isinstance(value, int) else value


def typed(word: Word | None, compute: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return the function that computes a value for a fact, in the type of that fact."""
    if word is None or KINDS[word.type] != NUMBER:
        return compute
    return lambda view: as_type(word, compute(view))
