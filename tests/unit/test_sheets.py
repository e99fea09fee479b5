"""The sheets of a workbook, read by a program that is not ours."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from engine.documents.sheets import Area, Book, Column, Formula, Value, letters, sheet_name

COLUMNS = (
    Column("Ligne", "text"),
    Column("Jour", "date"),
    Column("Montant", "amount"),
    Column("Rang", "number"),
)
ROWS: list[list[Value]] = [
    ["=1+1", date(2024, 1, 15), Decimal("1234.50"), 1],
    ["@SUM(A1)", date(9999, 12, 31), Decimal("-10.25"), 2],
    ["+33", None, None, None],
    ["-cmd|' /C calc'!A0", date(2024, 2, 29), Decimal(0), 3],
]


def written() -> tuple[bytes, Area]:
    book = Book("fr", "Essai", date(2024, 1, 1))
    sheet = book.sheet("Registre")
    sheet.line("Un titre", "title")
    total = Formula("SUM(C3:C6)", Decimal("1224.25"))
    area = sheet.table(COLUMNS, ROWS, total=["Total", None, total, None])
    return book.close(), area


def read(content: bytes, *, values: bool = False) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(content), data_only=values)


def test_the_same_rows_give_the_same_bytes() -> None:
    assert written()[0] == written()[0]


def test_a_number_is_a_number_a_day_a_day_and_a_text_a_text() -> None:
    sheet = read(written()[0])["Registre"]
    for row, given in enumerate(ROWS, 3):
        cells = [sheet.cell(row, column) for column in range(1, 5)]
        assert (cells[0].data_type, cells[0].value) == ("s", given[0])
        if isinstance(given[2], Decimal):
            assert Decimal(str(cells[2].value)) == given[2]
            assert cells[2].number_format == '#,##0.00 "€"'
    assert sheet["B3"].is_date
    assert sheet["B3"].number_format == "dd/mm/yyyy"
    assert sheet["B4"].value == "pas encore"
    assert sheet["B5"].value is None


def test_a_total_is_a_formula_beside_its_value() -> None:
    content, area = written()
    assert read(content)["Registre"]["C7"].value == "=SUM(C3:C6)"
    assert read(content, values=True)["Registre"]["C7"].value == 1224.25
    assert area == Area("Registre", 2, 5, 6)
    assert area.cells(2) == "'Registre'!$C$3:$C$6"
    assert area.sum_of(2) == "'Registre'!$C$7"


def test_headings_stay_in_sight_and_are_printed_again() -> None:
    sheet = read(written()[0])["Registre"]
    assert sheet.freeze_panes == "B3"
    assert sheet.auto_filter.ref == "A2:D6"
    assert sheet.print_title_rows == "$2:$2"
    assert sheet.print_area == "'Registre'!$A$1:$D$7"
    assert sheet.page_setup.orientation == "landscape"
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (None, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    widths = {name: column.width for name, column in sheet.column_dimensions.items()}
    assert all(9 <= width <= 61 for width in widths.values()), widths


def test_the_properties_of_the_file() -> None:
    book = read(written()[0])
    assert (book.properties.title, book.properties.creator) == ("Essai", "accord")
    assert book.properties.created.date() == date(2024, 1, 1)
    assert book.custom_doc_props["Language"].value == "fr"


def test_a_text_longer_than_a_cell_is_cut_and_not_lost(tmp_path: Path) -> None:
    file = tmp_path / "long.xlsx"
    book = Book("en", "Long", date(2024, 1, 1), file)
    book.sheet("A").table((Column("Text"),), [["x" * 40_000]])
    book.close()
    cell = openpyxl.load_workbook(file)["A"]["A2"].value
    assert (len(cell), cell[-1]) == (32_767, "…")


@pytest.mark.parametrize(
    ("column", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")]
)
def test_the_letters_of_a_column(column: int, name: str) -> None:
    assert letters(column) == name


def test_a_name_that_no_sheet_may_have_is_changed() -> None:
    assert sheet_name("[Q1] a/b: c*?") == "Q1 a b c"
    assert sheet_name("d" * 40) == "d" * 31


def test_rows_are_as_high_as_the_texts_that_wrap_in_them() -> None:
    book = Book("en", "Rows", date(2024, 1, 1))
    book.sheet("A").table((Column("Text", width=20),), [["short"], ["word " * 20], ["a\nb\nc"]])
    sheet = read(book.close())["A"]
    assert sheet.row_dimensions[2].height is None
    assert sheet.row_dimensions[3].height == 15 * 6
    assert sheet.row_dimensions[4].height == 15 * 3
