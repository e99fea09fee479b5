"""An answer as a workbook, read by a program that is not ours; its formulas are worked out here."""

from __future__ import annotations

import re
import resource
from datetime import date
from decimal import Decimal
from fnmatch import fnmatchcase
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result
from openpyxl.utils import range_boundaries

import accord
from engine.commands.main import main
from engine.documents.workbook import workbook

pytestmark = pytest.mark.slow  # all together they take seconds

CASE = "examples/cpts_exemple.yaml"
OTHER = "examples/other_agreement"
ASKED: dict[str, Any] = {"on": "2023-06-01", "known_on": "2023-06-01"}
QUESTIONS = ("funding", "calendar", "eligibility", "duties")
SHEETS = {
    ("funding", "fr"): [
        "Résumé", "Droits par période", "Détail des droits", "Versements", "Ce qui manque",
        "Pourquoi", "Références", "Faits", "Lectures",
    ],
    ("funding", "en"): [
        "Summary", "Rights by period", "Rights in detail", "Payments", "What is missing", "Why",
        "Citations", "Facts", "Readings",
    ],
    ("calendar", "fr"): [
        "Résumé", "Calendrier", "Ce qui manque", "Pourquoi", "Références", "Faits", "Lectures",
    ],
    ("eligibility", "en"): [
        "Summary", "Requirements", "What is missing", "Why", "Citations", "Facts", "Readings",
    ],
    ("duties", "fr"): [
        "Résumé", "Obligations", "Recommandations", "Pourquoi", "Références", "Faits", "Lectures",
    ],
}  # fmt: skip


@cache
def law() -> accord.Law:
    return accord.load()


@cache
def answer(question: str, language: str) -> Any:
    return getattr(law(), question)(CASE, lang=language, **ASKED)


@cache
def content(question: str, language: str) -> bytes:
    return workbook(answer(question, language))


def read(made: bytes, *, worked_out: bool = False) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(made), data_only=worked_out)


def rows(sheet: Any) -> list[dict[str, Any]]:
    """The rows of a table whose headings are in the first row, without its total."""
    heads = [cell.value for cell in sheet[1]]
    first, last = re.findall(r"\d+", sheet.auto_filter.ref)
    assert first == "1"
    return [
        dict(zip(heads, row, strict=True))
        for row in sheet.iter_rows(min_row=2, max_row=int(last), values_only=True)
    ]


# --- formulas, worked out by ourselves ------------------------------------------------------------


def cells(book: openpyxl.Workbook, here: str, reference: str) -> list[Any]:
    """The values of a reference: `B2:B9`, `'A sheet'!$B$2`."""
    name, _, span = reference.rpartition("!")
    sheet = book[name.strip("'").replace("''", "'") if name else here]
    left, top, right, bottom = range_boundaries(span.replace("$", ""))
    return [
        value(book, sheet.title, sheet.cell(row, column).value)
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    ]


def value(book: openpyxl.Workbook, here: str, given: Any) -> Any:
    """What a cell gives: its formula worked out, else what stands there."""
    if not (isinstance(given, str) and given.startswith("=")):
        return Decimal(str(given)) if isinstance(given, int | float) else given
    formula = given[1:]
    if summed := re.fullmatch(r"SUM\(([^(),]+)\)", formula):
        numbers = cells(book, here, summed[1])
        return sum((each for each in numbers if isinstance(each, Decimal)), Decimal(0))
    if summed := re.fullmatch(r'SUMIFS\(([^,]+),([^,]+),"([^"]+)"\)', formula):
        pairs = zip(cells(book, here, summed[1]), cells(book, here, summed[2]), strict=True)
        return sum((each for each, status in pairs if fnmatchcase(status, summed[3])), Decimal(0))
    (only,) = cells(book, here, formula)
    return only


@pytest.mark.parametrize("question", ["funding", "calendar"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_formulas_give_what_is_written_beside_them(question: str, language: str) -> None:
    formulas, written = (
        read(content(question, language)),
        read(content(question, language), worked_out=True),
    )
    count = 0
    for sheet in formulas:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    count += 1
                    beside = Decimal(str(written[sheet.title][cell.coordinate].value))
                    assert value(formulas, sheet.title, cell.value) == beside, cell
    assert count == {"funding": 20, "calendar": 1}[question]


# --- what stands in it ----------------------------------------------------------------------------


@pytest.mark.parametrize(("question", "language"), SHEETS)
def test_the_sheets_of_each_question(question: str, language: str) -> None:
    book = read(content(question, language))
    assert book.sheetnames == SHEETS[question, language]
    assert book.custom_doc_props["Language"].value == language
    assert book.properties.title == book.worksheets[0]["A1"].value
    for sheet in book.worksheets[1:]:
        assert sheet.freeze_panes in ("B2", "C2"), sheet.title
        assert sheet.auto_filter.ref.startswith("A1:"), sheet.title
        assert sheet.print_title_rows == "$1:$1"
    for sheet in book:
        assert sheet.page_setup.orientation == "landscape"
        widths = {name: each.width for name, each in sheet.column_dimensions.items()}
        assert min(widths.values()) >= 9, widths


@pytest.mark.parametrize("language", ["fr", "en"])
def test_totals_are_those_of_the_answer(language: str) -> None:
    asked = answer("funding", language)
    book = read(content("funding", language), worked_out=True)
    rights, ledger = book.worksheets[1], book.worksheets[3]
    sums = [cell.value for cell in rights[rights.auto_filter.ref and 10]][1:]
    assert [Decimal(str(each)) for each in sums] == [
        *(total.amount for total in asked.totals),
        asked.total,
    ]
    total = Decimal(str(ledger.cell(ledger.max_row, 6).value))
    assert total == asked.paid.amount
    figures = {row[0].value: row[1].value for row in book.worksheets[0].iter_rows() if row[0].value}
    named = {
        "fr": ("Total des droits (au moins)", "dont échus au 1er juin 2023", "dont à venir"),
        "en": (
            "Total of the rights (at least)",
            "of which fallen due by 1 June 2023",
            "of which to come",
        ),
    }[language]
    assert [Decimal(str(figures[name])) for name in named] == [
        asked.total,
        asked.paid.due.amount,
        asked.paid.to_come.amount,
    ]


def test_the_ledger_has_the_payments_of_the_answer() -> None:
    asked = answer("funding", "fr")
    sheet = read(content("funding", "fr"))["Versements"]
    table = rows(sheet)
    payments = sorted(asked.payments, key=lambda each: each.due_on or date.max)
    assert [row["Date"].date() for row in table] == [each.due_on for each in payments]
    assert [Decimal(str(row["Montant"])) for row in table] == [each.amount for each in payments]
    assert sheet["A2"].number_format == "dd/mm/yyyy"
    assert sheet["F2"].number_format == '#,##0.00 "€"'
    for row, payment in zip(table, payments, strict=True):
        displays = [one.display for one in payment.citations]
        own = list(dict.fromkeys(displays[: payment.own_citations]))
        others = [one for one in dict.fromkeys(displays) if one not in own]
        assert row["Articles"].split(" ; ") == own
        assert (row["En raison de"] or "").split(" ; ") == (others or [""])


def test_what_is_not_known_is_a_word_and_never_zero() -> None:
    table = rows(read(content("funding", "fr"))["Droits par période"])
    variable = next(row for row in table if str(row["Ligne"]).endswith("part variable"))
    amounts = list(variable.values())[1:-1]
    assert amounts == [8047.13, "inconnu", "inconnu", "inconnu", "inconnu"]


def test_the_chart_shows_the_total_of_each_period() -> None:
    sheet = openpyxl.load_workbook(BytesIO(content("funding", "en")))["Rights by period"]
    (chart,) = sheet._charts
    series = chart.series[0]
    assert series.val.numRef.f == "'Rights by period'!$B$10:$F$10"
    assert series.cat.strRef.f == "'Rights by period'!$B$1:$F$1"
    assert sheet["A10"].value == "Total (at least)"


def test_the_calendar_has_the_entries_of_the_answer() -> None:
    asked = answer("calendar", "en")
    table = rows(read(content("calendar", "en"))["Calendar"])
    days = [row["Date"].date() if row["Date"] else None for row in table]
    assert days == [entry.on for entry in asked.entries]
    late = [row["Entry"] for row in table if row["Status"] == "late"]
    assert late[:2] == ["Care pathways: start", "Prevention: start"]
    assert {row["Who acts"] for row in table} == {
        None,
        "CPTS Exemple",
        "the parties to the agreement",
    }


def test_the_reasoning_is_folded_under_what_it_serves() -> None:
    sheet = read(content("funding", "en"))["Why"]
    levels = [sheet.row_dimensions[row].outlineLevel for row in range(2, sheet.max_row + 1)]
    assert levels[:5] == [0, 1, 2, 2, 3]
    assert sheet["B3"].value == "Operating: €60,000"
    assert sheet["E3"].value == "CPTS agreement, art. 9.1"
    assert sheet["B6"].alignment.indent == 3
    assert not sheet.sheet_properties.outlinePr.summaryBelow


def test_facts_and_readings_are_those_that_the_answer_read() -> None:
    asked = answer("funding", "en")
    book = read(content("funding", "en"))
    facts = {row["In the case"]: row for row in rows(book["Facts"])}
    assert facts["community.population"]["Value"] == 55000
    assert facts["contract.signed_on"]["Value"].date() == date(2020, 1, 15)
    assert facts["missions.prevention.started_on"]["Value"] == "not yet"
    assert facts["contract.file_complete"]["Value"] == "yes"
    assert [row["Id"].split(" = ")[0] for row in rows(book["Readings"])] == [
        reading.id for reading in asked.readings_detail
    ]
    cited = {row["Article"] for row in rows(book["Citations"])}
    assert {one.display for line in asked.payments for one in line.citations} <= cited


def test_what_was_received_stands_beside_what_was_due() -> None:
    sums = [("2021-01-20", "45000"), ("2021-01-20", "13125")]
    words = [word for day, amount in sums for word in ("--received", f"{day}={amount}")]
    done = asked_of("funding", "--trace", "none", "--format", "xlsx", *words)
    assert done.exit_code == 0, done.stderr
    formulas, written = read(done.stdout_bytes), read(done.stdout_bytes, worked_out=True)
    sheet = written["Due and received"]
    table = rows(sheet)
    assert sum(Decimal(str(row["Received"])) for row in table) == 58125
    assert sum(Decimal(str(row["Due"])) for row in table) == Decimal("648139.78")
    assert {row["Status"] for row in table} == {"paid", "late"}
    last = [sheet.cell(sheet.max_row, column).value for column in (6, 7, 8)]
    assert last == [648139.78, 58125, 590014.78]
    for column in (6, 7, 8):
        given = formulas["Due and received"].cell(sheet.max_row, column).value
        assert value(formulas, "Due and received", given) == Decimal(
            str(sheet.cell(sheet.max_row, column).value)
        )
    assert [row["Amount"] for row in rows(written["Sums received"])] == [45000, 13125]


def test_each_reading_has_its_total_where_that_is_asked() -> None:
    asked = law().funding(CASE, readings="all", lang="en", trace=False, **ASKED)
    table = rows(read(workbook(asked))["Under each reading"])
    assert [Decimal(str(row["Total"])) for row in table] == [
        option.total for option in asked.under_readings
    ]
    dates = law().calendar(CASE, readings="all", lang="en", trace=False, **ASKED)
    told = rows(read(workbook(dates))["Under each reading"])
    assert len({row["What is decided"] for row in told}) == sum(
        not option.chosen for option in dates.under_readings
    )


def test_without_a_trace_there_is_no_reasoning() -> None:
    assert "Why" not in read(workbook(answer("duties", "en"), "none")).sheetnames
    short, full = (
        len(read(workbook(answer("duties", "en"), how))["Why"]["A"]) for how in ("short", "full")
    )
    assert full > short > 50


def test_the_same_answer_gives_the_same_bytes() -> None:
    assert workbook(answer("duties", "fr")) == content("duties", "fr")


def test_a_supposed_fact_is_said_first_and_among_the_facts() -> None:
    asked = law().funding(CASE, settings={"community.population": 80000}, lang="fr", **ASKED)
    book = read(workbook(asked))
    column = [row[0].value for row in book["Résumé"].iter_rows(max_row=3)]
    assert column[1].startswith("Supposé\u00a0: population du territoire")
    assert rows(book["Faits"])[0]["Origine"] == "supposé"
    assert rows(book["Faits"])[0]["Valeur"] == 80000


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "-1", "@SUM(A1)"])
def test_a_name_that_looks_like_a_formula_is_a_text(name: str, tmp_path: Path) -> None:
    case = {"corpus": "cpts", "community": {"name": name, "population": 55000}}
    for question in ("funding", "duties"):
        made = read(workbook(getattr(law(), question)(case, trace=False, **ASKED)))
        for sheet in made:
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.data_type == "f":
                        assert re.match(r"=(SUMIFS?\(|'[^']+'!\$)", cell.value)
                        assert name not in cell.value


def test_the_steps_that_remain_are_a_sheet() -> None:
    asked = law().eligibility("examples/projet_paris.yaml", lang="fr", **ASKED)
    table = rows(read(workbook(asked))["Prochaines étapes"])
    assert [row["N°"] for row in table] == [step.order for step in asked.next_steps]
    assert {row["Fait"] for row in table} == {"fait", "à faire", "non renseigné"}


def test_another_agreement_by_the_month(tmp_path: Path) -> None:
    other = accord.load(f"{OTHER}/rulesets", lang="fr")
    for question in QUESTIONS:
        asked = getattr(other, question)(
            f"{OTHER}/atelier.yaml", on="2025-06-01", known_on="2025-06-01"
        )
        book = read(workbook(asked), worked_out=True)
        if question == "funding":
            sheet = book["Droits par période"]
            last = next(row for row in sheet.iter_rows() if str(row[0].value).startswith("Total"))
            assert Decimal(str(last[-1].value)) == asked.total > 0


@pytest.mark.parametrize(("question", "sheet"), [("text", "Provisions"), ("diff", "Changes")])
def test_the_questions_on_texts_have_a_workbook(question: str, sheet: str, tmp_path: Path) -> None:
    words = {"text": ["8"], "diff": ["2022-03-31", "2022-04-01"]}[question]
    out = tmp_path / "law.xlsx"
    assert command(question, *words, "-o", out).exit_code == 0
    book = openpyxl.load_workbook(out)
    assert book.sheetnames == ["Summary", sheet, "Citations"]
    assert len(rows(book[sheet])) > 10


# --- the command ----------------------------------------------------------------------------------


def command(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in [*words, "--lang", "en"]])


def asked_of(question: str, *words: object) -> Result:
    return command(question, CASE, "--on", "2023-06-01", "--known-on", "2023-06-01", *words)


def test_a_workbook_in_one_command(tmp_path: Path) -> None:
    out = tmp_path / "funding.xlsx"
    done = asked_of("funding", "-o", out)
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", f"{out}: written.\n")
    assert out.read_bytes() == content("funding", "en")
    refused = asked_of("funding", "-o", out)
    assert "ACC607" in refused.stderr
    assert out.read_bytes() == content("funding", "en")
    assert asked_of("funding", "--format", "xlsx").stdout_bytes == content("funding", "en")


def test_a_full_disk_leaves_what_was_there(tmp_path: Path) -> None:
    out = tmp_path / "funding.xlsx"
    out.write_text("mine")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, limits[1]))
    try:
        done = asked_of("funding", "-o", out, "--force")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert "ACC614" in done.stderr
    assert (out.read_text(), list(tmp_path.iterdir())) == ("mine", [out])


def test_a_library_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.diagnostics.extras.find_spec", lambda name: None)
    done = asked_of("duties", "--format", "xlsx")
    assert "ACC611" in done.stderr
    assert "pip install 'accord[workbook]'" in done.stderr


def test_from_python(tmp_path: Path) -> None:
    file = answer("duties", "fr").to_xlsx(tmp_path / "duties.xlsx")
    assert file.read_bytes() == content("duties", "fr")
    with pytest.raises(accord.RefusedInput, match="ACC607"):
        answer("duties", "fr").to_xlsx(file)
