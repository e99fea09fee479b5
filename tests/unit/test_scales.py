"""`scale` and the table addressed by two values: by hand, in words, in a plan of tables."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.language.bands import Band, pieces
from engine.language.forms.facts import Fact
from engine.language.forms.literal import Literally
from engine.language.forms.scales import ON_THE_WHOLE, Scale
from engine.language.forms.tables import TableCell
from engine.language.model import LawTable
from engine.tables.terms import lookups, terms
from tests.one_value import hold_column, phrases

BANDS: tuple[Band, ...] = (
    (Decimal(8000), True, Decimal(1)),
    (Decimal(16000), True, Decimal("0.6")),
    (None, False, Decimal("0.2")),
)
RENTS = LawTable(
    "EUR",
    ("harbour", "old_town"),
    {"1": (Decimal(300), Decimal("450.5")), "2": (Decimal(600), Decimal(900))},
)


class Tables:
    """The tables of the law that the values read."""

    def table(self, address: str) -> LawTable | None:
        return {"g/1/bands": LawTable("people", brackets=BANDS), "g/1/rents": RENTS}.get(address)


GROUND: Any = Tables()
CASES = [
    # number, by band, on the whole
    ("0", "0", "0"),
    ("-5", "0", "0"),
    ("0.5", "0.5", "0.5"),
    ("8000", "8000", "8000"),
    ("8001", "8000.6", "4800.6"),
    ("10000", "9200", "6000"),
    ("16000", "12800", "9600"),
    ("16001", "12800.2", "3200.2"),
    ("20000", "13600", "4000"),
]


@pytest.mark.parametrize(("number", "banded", "whole"), CASES)
def test_a_number_is_taken_at_the_rates_of_its_bands(number: str, banded: str, whole: str) -> None:
    view = {"x": Decimal(number)}
    assert Scale(Fact("x"), bands=BANDS).compiled(GROUND)(view) == Decimal(banded)
    assert Scale(Fact("x"), "g/1/bands").compiled(GROUND)(view) == Decimal(banded)
    taken = Scale(Fact("x"), bands=BANDS, applied=ON_THE_WHOLE).compiled(GROUND)(view)
    assert taken == Decimal(whole)


def test_a_limit_that_its_band_leaves_out_counts_with_the_next() -> None:
    bands: tuple[Band, ...] = ((Decimal(10), False, Decimal(2)), (None, False, Decimal(1)))
    compute = Scale(Fact("x"), bands=bands, applied=ON_THE_WHOLE).compiled(GROUND)
    assert [compute({"x": number}) for number in (9, 10, 11)] == [18, 10, 11]


def test_a_fraction_is_cut_exactly() -> None:
    taken = Scale(Fact("x"), bands=BANDS).compiled(GROUND)({"x": 8000 + Fraction(1, 3)})
    assert taken == Decimal("8000.2")


def test_what_is_unknown_stays_unknown() -> None:
    assert Scale(Fact("x"), bands=BANDS).compiled(GROUND)({}) is None
    assert Scale(Fact("x"), "g/1/none").compiled(GROUND)({"x": 1}) is None


@given(
    st.decimals(0, 30000, places=2),
    st.lists(st.integers(1, 20000), min_size=1, max_size=5, unique=True),
)
def test_the_pieces_add_up_to_the_number(number: Decimal, limits: list[int]) -> None:
    bands = [(Decimal(limit), True, Decimal("0.5")) for limit in sorted(limits)]
    cut = pieces(number, [*bands, (None, False, Decimal("0.1"))])
    assert sum((part for part, _ in cut), Decimal(0)) == number
    assert all(part > 0 for part, _ in cut)


def test_it_is_read_aloud() -> None:
    value = Scale(Literally(5), bands=BANDS)
    assert phrases("fr").value(value) == (
        "5, tranche par tranche "
        "(100\N{NO-BREAK SPACE}% jusqu'à 8\N{NARROW NO-BREAK SPACE}000, "
        "60\N{NO-BREAK SPACE}% jusqu'à 16\N{NARROW NO-BREAK SPACE}000, "
        "20\N{NO-BREAK SPACE}% au-delà)"
    )
    assert phrases("en").value(value) == (
        "5, band by band (100% up to 8,000, 60% up to 16,000, 20% beyond)"
    )
    whole = Scale(Literally(5), "g/1/bands", applied=ON_THE_WHOLE)
    assert phrases("en").value(whole).startswith("5, all of it at the rate of its band (table, ")


class Sums:
    """Shows numbers as they are."""

    ground: Any = GROUND

    def __init__(self, number: Any) -> None:
        self.view = {"x": number}

    def of(self, wordings: tuple[str, str]) -> str:
        return wordings[1]

    def fact(self, name: str, value: Any) -> str:
        return str(value)

    def number(self, value: Any, unit: str = "") -> str:
        return f"{value}{unit}"

    def ratio(self, value: Decimal) -> str:
        return f"{value * 100:f}%"


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (10000, "8000 × 100% + 2000 × 60.0%"),
        (20000, "8000 × 100% + 8000 × 60.0% + 4000 × 20.0%"),
        (5, "5 × 100%"),
        (0, ""),
    ],
)
def test_the_sum_is_shown_with_its_terms(number: int, shown: str) -> None:
    assert Scale(Fact("x"), "g/1/bands").worked_out(Sums(number)) == shown
    assert Scale(Fact("x"), bands=BANDS).worked_out(Sums(number)) == shown


def test_rates_are_percentages_only_where_all_of_them_can_be() -> None:
    euros = ((Decimal(1000), True, Decimal(2)), (None, False, Decimal("0.5")))
    assert Scale(Fact("x"), bands=euros).worked_out(Sums(1200)) == "1000 × 2 + 200 × 0.5"


def test_inside_a_product_the_terms_are_in_parentheses() -> None:
    assert Scale(Fact("x"), bands=BANDS).shown(9200, Sums(10000)) == "(8000 × 100% + 2000 × 60.0%)"
    assert Scale(Fact("x"), bands=BANDS).shown(5, Sums(5)) == "5 × 100%"


class Plan:
    """A plan of one column, of numbers in cents."""

    constant = staticmethod(terms.constant)
    product = staticmethod(terms.product)
    total = staticmethod(terms.total)
    banded = staticmethod(lookups.banded)

    def __init__(self, table: Any) -> None:
        self.number = terms.number(table.x, 2, 10**8, signed=True)

    def term(self, value: Any) -> Any:
        return self.number

    def brackets(self, table: str) -> Any:
        return BANDS

    def extreme(self, parts: Any, *, greatest: bool) -> Any:
        return terms.chosen_extreme(parts, greatest=greatest)


@pytest.mark.parametrize("applied", ["band", "whole"])
@pytest.mark.parametrize("source", ["table", "rule"])
def test_a_column_is_taken_as_a_number_is(applied: str, source: str) -> None:
    numbers = [*range(-300, 2_500_000, 77_777), 800_000, 800_001, 799_999, 1_600_000, 1_600_001]
    own = {"table": "g/1/bands"} if source == "table" else {"bands": BANDS}
    value = Scale(Fact("x"), applied=applied, **own)  # type: ignore[arg-type]
    hold_column(value, GROUND, Plan, numbers)


@pytest.mark.parametrize(
    ("row", "column", "cell"),
    [(1, "harbour", "300"), (2, "old_town", "900"), (3, "harbour", None), (1, "hill", None)],
)
def test_a_cell_is_found_by_two_values(row: int, column: str, cell: str | None) -> None:
    value = TableCell("g/1/rents", "", Fact("c"), Fact("r"))
    found = value.compiled(GROUND)({"r": row, "c": column})
    assert found == (None if cell is None else Decimal(cell))
    assert value.compiled(GROUND)({"c": column}) is None
    assert value.facts_read() == ("r", "c")
    read = value.cell_read(GROUND)({"r": row, "c": column})
    assert read == (None if cell is None else f"{row}, {column}")


def test_the_cell_of_two_values_is_read_aloud() -> None:
    value = TableCell("g/1/rents", "", Literally(5), Literally(2))
    assert phrases("fr").value(value).endswith("selon 2 et colonne 5")
