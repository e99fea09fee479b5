"""The rows of a run as a workbook that a person opens, read by a program that is not ours."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result

import accord
from engine.commands.main import main

VELO = "examples/other_agreement/rulesets"
CASES = (
    "case,employer.name,employer.in_town,employer.staff,agreement.signed_on,"
    "actions.parking.started_on,actions.workshop.started_on\n"
    "A1,Atelier des Deux Rives,true,120,2023-03-01,2023-03-01,2024-09-01\n"
    "A2,=HYPERLINK(1),true,260,2023-05-01,2023-06-01,not_yet\n"
    "A3,,true,,2023-05-01,2023-06-01,not_yet\n"
)


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("cases") / "cases.csv"
    file.write_text(CASES, "utf-8")
    return file


def batch(question: str, cases: Path, out: Path, *more: str) -> Result:
    words = ["batch", question, cases, "-o", out, "--on", "2025-06-01", "--rulesets", VELO]
    asked = [*words, "--corpus", "velo", "--quiet", "--force", *more]
    done = CliRunner().invoke(main, [str(word) for word in asked])
    assert done.exit_code == 0, done.stderr
    return done


@pytest.fixture(scope="module")
def funding(cases: Path) -> Path:
    """The funding of the cases in French, as a workbook, and beside it as separated values."""
    out = cases.with_name("funding.xlsx")
    batch("funding", cases, out, "--lang", "fr")
    batch("funding", cases, out.with_suffix(".csv"), "--lang", "fr")
    return out


@cache
def opened(file: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(file)


def by_heading(sheet: Any) -> Iterator[dict[str, Any]]:
    """The rows of the results, by the headings in words."""
    heads = [cell.value for cell in sheet[2]]
    for row in sheet.iter_rows(min_row=3, values_only=True):
        yield dict(zip(heads, row, strict=True))


def by_name(sheet: Any) -> Iterator[dict[str, Any]]:
    """The rows of the results, by the names of their columns."""
    names = [cell.value for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=3, values_only=True):
        yield {name: value for name, value in zip(names, row, strict=True) if name}


def plain(value: Any) -> str:
    """A value of a workbook as separated values have it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value.date()) if hasattr(value, "date") else str(value)


def test_the_columns_are_those_of_the_other_formats(funding: Path) -> None:
    with funding.with_suffix(".csv").open(encoding="utf-8", newline="") as lines:
        expected = list(csv.DictReader(lines))
    own = list(by_name(opened(funding)["Résultats"]))
    assert len(own) == len(expected) > 20
    for row, other in zip(own, expected, strict=True):
        assert list(row) == list(other)
        assert Decimal(str(row.pop("amount") or 0)) == Decimal(other.pop("amount") or 0)
        assert {name: plain(value) for name, value in row.items()} == other


def test_headings_and_labels_are_words(funding: Path) -> None:
    sheet = opened(funding)["Résultats"]
    rows = list(by_heading(sheet))
    assert {row["Dossier"]: row["Nom"] for row in rows} == {
        "A1": "Atelier des Deux Rives",
        "A2": "=HYPERLINK(1)",
        "A3": None,
    }
    assert {row["Nature"] for row in rows} == {"droit", "versement", "manque"}
    payment = next(row for row in rows if row["Nature"] == "versement" and row["Dossier"] == "A1")
    assert payment["Ligne"] == "Atelier de réparation\u00a0: subvention"
    assert payment["Articles"].startswith("convention vélo, ")
    assert payment["Fondement le plus faible"] == "texte officiel"
    assert payment["Lecture"] == "retenue"
    lacking = [row for row in rows if row["Ce qui manque"]]
    assert {row["Dossier"] for row in lacking} == {"A3"}
    assert {row["Ce qui manque"] for row in lacking} == {"effectif"}
    assert opened(funding)["Résultats"]["B3"].data_type == "s"


def test_ids_are_folded_and_the_names_of_columns_hidden(funding: Path) -> None:
    sheet = opened(funding)["Résultats"]
    assert sheet.row_dimensions[1].hidden
    assert not sheet.row_dimensions[2].hidden
    names = {cell.value: cell.column_letter for cell in sheet[1] if cell.value}
    for name in ("kind", "line", "part", "occasion", "rule", "citation", "basis", "reading"):
        column = sheet.column_dimensions[names[name]]
        assert (column.hidden, column.outlineLevel) == (True, 1), name
    for name in ("case", "period", "from", "amount", "due_on"):
        assert not sheet.column_dimensions[names[name]].hidden, name
    assert sheet.freeze_panes == "C3"
    assert (
        sheet.auto_filter.ref
        == f"A2:{sheet.cell(1, sheet.max_column).column_letter}{sheet.max_row}"
    )
    assert sheet.print_title_rows == "$2:$2"


def test_a_number_is_a_number_and_a_day_a_day_wide_enough_to_be_read(funding: Path) -> None:
    sheet = opened(funding)["Résultats"]
    cells = {cell.value: sheet.cell(3, cell.column) for cell in sheet[2]}
    assert cells["Montant"].number_format == '#,##0.00 "€"'
    assert cells["Du"].is_date
    assert cells["Du"].number_format == "dd/mm/yyyy"
    for heading in ("Montant", "Du", "Dû le"):
        assert sheet.column_dimensions[cells[heading].column_letter].width >= 13


def test_the_articles_are_a_sheet_that_the_numbers_join(funding: Path) -> None:
    book = opened(funding)
    assert book.sheetnames == ["Résultats", "Références", "À savoir"]
    head, *lines = book["Références"].iter_rows(values_only=True)
    assert head[:3] == ("Référence", "Rang", "Article")
    articles: dict[int, list[str]] = {}
    for number, _, article, *_ in lines:
        articles.setdefault(number, []).append(article)
    for row in by_heading(book["Résultats"]):
        if row["citation"] is not None:
            assert row["Articles"].split(" ; ") == list(dict.fromkeys(articles[row["citation"]]))


@pytest.mark.parametrize(
    ("question", "sheet", "headings"),
    [
        ("eligibility", "Results", ["Case", "Name", "Kind", "Benefit", "Requirement", "Outcome"]),
        ("calendar", "Results", ["Case", "Name", "Kind", "Entry", "Period", "Date", "Status"]),
    ],
)
def test_the_other_questions_in_english(
    cases: Path, question: str, sheet: str, headings: list[str]
) -> None:
    out = cases.with_name(f"{question}.xlsx")
    batch(question, cases, out, "--lang", "en")
    rows = list(by_heading(opened(out)[sheet]))
    assert [name for name in rows[0] if name in headings] == headings
    ids = {row[name] for row in rows for name in headings[2:4]}
    assert not any("_" in str(name) or "." in str(name) for name in ids), ids


def test_the_wide_ledger_names_its_lines_and_its_articles(cases: Path) -> None:
    out = cases.with_name("wide.xlsx")
    batch("funding", cases, out, "--wide", "--lang", "en")
    rows = list(by_heading(opened(out)["Results"]))
    first = next(row for row in rows if row["Case"] == "A1" and row["Total"])
    assert first["Basic grant"] > 0
    assert sum(first[name] or 0 for name in first if name.endswith("rant")) == first["Total"]
    assert first["Complete"] is True
    assert "art. " in first["Articles"]


def test_the_frame_of_a_run_has_the_columns_of_the_other_formats(
    cases: Path, tmp_path: Path
) -> None:
    pytest.importorskip("pandas")
    law = accord.load(VELO)
    asked: dict[str, Any] = {"on": "2025-06-01", "corpus": "velo", "lang": "fr"}
    frames = [
        law.batch("funding", cases, tmp_path / f"out{suffix}", **asked).to_frame("pandas")
        for suffix in (".xlsx", ".csv")
    ]
    assert list(frames[0].columns) == list(frames[1].columns)
    assert list(frames[0]["line"].fillna("")) == list(frames[1]["line"].fillna(""))
    assert sum(frames[0]["amount"].fillna(0).replace("", 0)) == pytest.approx(
        sum(frames[1]["amount"].fillna(0))
    )


def test_the_same_run_gives_the_same_bytes(cases: Path, funding: Path, tmp_path: Path) -> None:
    batch("funding", cases, tmp_path / "again.xlsx", "--lang", "fr")
    assert (tmp_path / "again.xlsx").read_bytes() == funding.read_bytes()


def test_a_plain_table_is_read_again_as_it_is(tmp_path: Path) -> None:
    """Cases and rejects keep their names in the first row, now with widths and formats."""
    out = tmp_path / "drawn.xlsx"
    done = CliRunner().invoke(main, ["cases", "generate", "3", "--seed", "2", "-o", str(out)])
    assert done.exit_code == 0
    sheet = openpyxl.load_workbook(out)["accord"]
    assert sheet["A1"].value == "case"
    assert sheet.freeze_panes == "B2"
    signed = next(cell for cell in sheet[1] if cell.value == "contract.signed_on")
    assert sheet.column_dimensions[signed.column_letter].width >= 13
    assert isinstance(sheet.cell(2, signed.column).value, date | str)


def test_what_no_case_gives_is_said_in_words(tmp_path: Path) -> None:
    """The time to a departure that has not come is no fact of a case."""
    cases = tmp_path / "cases.csv"
    cases.write_text("case,workshop.joined_on,workshop.leaves_on\nA,2021-03-01,not_yet\n", "utf-8")
    out = tmp_path / "out.xlsx"
    words = ["batch", "funding", cases, "-o", out, "--on", "2022-06-01", "--quiet", "--lang", "fr"]
    guild = Path(__file__).parents[1] / "corpora/guild/rulesets"
    done = CliRunner().invoke(
        main, [*map(str, words), "--rulesets", str(guild), "--corpus", "guild"]
    )
    assert done.exit_code == 0, done.stderr
    sheet = opened(out)["Résultats"]
    rows = zip(by_name(sheet), by_heading(sheet), strict=True)
    said = {one["line"]: told["Ce qui manque"] for one, told in rows if one["kind"] == "missing"}
    assert said["indemnity"] == "temps jusqu’à une date qui n’est pas venue"
    assert "tenu dans l’année (réparations, année de l’atelier 2)" in said["constancy"]
