"""`round`: to the nearest unit, up, down; exact, in words, in a plan of tables."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from engine.language.arithmetic import DOWN, NEAREST, UP
from engine.language.forms.arithmetic import Multiply
from engine.language.forms.facts import Fact
from engine.language.forms.literal import Literally
from engine.language.forms.rounding import Rounded
from engine.tables.terms import terms
from tests.one_value import hold_column, in_both

GROUND: Any = None
"""It stands on nothing but the number."""
CASES = [
    # number, unit, nearest, up, down
    ("15", "10", "20", "20", "10"),
    ("14.99", "10", "10", "20", "10"),
    ("20", "10", "20", "20", "20"),
    ("0", "10", "0", "0", "0"),
    ("-15", "10", "-20", "-20", "-10"),
    ("1.125", "0.05", "1.15", "1.15", "1.10"),
    ("123456789012345678901.5", "1", "123456789012345678902", "123456789012345678902", None),
]


@pytest.mark.parametrize(("number", "unit", "nearest", "up", "down"), CASES)
def test_a_number_is_rounded_exactly(
    number: str, unit: str, nearest: str, up: str, down: str | None
) -> None:
    for direction, expected in ((NEAREST, nearest), (UP, up), (DOWN, down)):
        value = Rounded(Fact("x"), Decimal(unit), direction).compiled(GROUND)
        read = value({"x": Decimal(number)})
        assert expected is None or read == Decimal(expected)
        assert isinstance(read, Decimal)


def test_a_fraction_is_rounded_exactly() -> None:
    third = Rounded(Fact("x"), Decimal("0.01")).compiled(GROUND)
    assert third({"x": Fraction(1, 3)}) == Decimal("0.33")
    assert third({"x": Fraction(2, 3)}) == Decimal("0.67")


def test_what_is_unknown_stays_unknown() -> None:
    assert Rounded(Fact("x"), Decimal(10)).compiled(GROUND)({}) is None


def test_a_unit_makes_it_whole() -> None:
    assert Rounded(Fact("x"), Decimal(10)).is_whole(GROUND)
    assert not Rounded(Fact("x"), Decimal("0.5")).is_whole(GROUND)
    (need,) = Rounded(Literally(1), Decimal(1)).faults(GROUND)
    assert need.kind == "a number"  # type: ignore[union-attr]
    assert len(list(Rounded(Literally(1), Decimal(0)).faults(GROUND))) == 2


@pytest.mark.parametrize(
    ("direction", "french", "english"),
    [
        (NEAREST, "(2 × 3), arrondi à 10 près", "(2 × 3), rounded to the nearest 10"),
        (
            UP,
            "(2 × 3), arrondi au multiple de 10 supérieur",
            "(2 × 3), rounded up to a multiple of 10",
        ),
        (
            DOWN,
            "(2 × 3), arrondi au multiple de 10 inférieur",
            "(2 × 3), rounded down to a multiple of 10",
        ),
    ],
)
def test_it_is_read_aloud(direction: str, french: str, english: str) -> None:
    value = Rounded(Multiply((Literally(2), Literally(3))), Decimal(10), direction)
    assert in_both(value) == [french, english]


class Sums:
    """Shows numbers as they are."""

    view: dict[str, Any]
    ground: Any = None

    def __init__(self, view: dict[str, Any], language: str) -> None:
        self.view = view
        self.language = language

    def of(self, wordings: tuple[str, str]) -> str:
        return wordings[self.language == "en"]

    def fact(self, name: str, value: Any) -> str:
        return f"{name} {value}"

    def number(self, value: Any, unit: str = "") -> str:
        return str(value)


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("fr", "3 × x 7, arrondi au multiple de 10 supérieur"),
        ("en", "3 × x 7, rounded up to a multiple of 10"),
    ],
)
def test_the_sum_says_how_it_was_rounded(language: str, shown: str) -> None:
    value = Rounded(Multiply((Literally(3), Fact("x"))), Decimal(10), UP)
    assert value.worked_out(Sums({"x": 7}, language)) == shown


class Column:
    """A plan of one column, of numbers in cents."""

    def __init__(self, table: Any) -> None:
        self.number = terms.number(table.x, 2, 10**6, signed=True)

    def term(self, value: Any) -> Any:
        return self.number

    def rounded(self, part: Any, unit: Decimal, direction: str) -> Any:
        return terms.rounded(part, unit, direction)


@pytest.mark.parametrize("direction", [NEAREST, UP, DOWN])
@pytest.mark.parametrize("unit", ["10", "1", "3", "0.25", "0.05", "0.01", "0.001"])
def test_a_column_is_rounded_as_a_number_is(unit: str, direction: str) -> None:
    cents = [*range(-2000, 2001, 25), *range(-7, 8), 99999, -99999]
    hold_column(Rounded(Fact("x"), Decimal(unit), direction), GROUND, Column, cents)
