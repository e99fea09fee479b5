"""Kinds of values (a number, a date, true or false, a word), and values in the type of their fact.

Whatever compares, adds or names asks here: the checks when rules are read, the rules when they are
compiled, the patterns of durable-rules.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from engine.language.temporal import Duration

if TYPE_CHECKING:
    from engine.language.model import Word

DATE, NUMBER, TRUTH, TEXT = "a date", "a number", "true or false", "a word"
DURATION = "a duration"
KINDS: Final[Mapping[str, str]] = {
    "date": DATE,
    "integer": NUMBER,
    "ratio": NUMBER,
    "money": NUMBER,
    "decimal": NUMBER,
    "duration": DURATION,
    "boolean": TRUTH,
    "text": TEXT,
    "enumeration": TEXT,
}
"""The kind of each type of the vocabulary: values of one kind compare, whatever their types."""
NAMING: Final = frozenset({"text", "enumeration", "integer", "date"})
"""The types that may stand in the name of a row or a line: their values are written in one way."""


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
    return word is not None and word.type not in {"ratio", "money", "decimal", "duration"}


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
