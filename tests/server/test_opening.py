"""Opening a case: a file, a text, an example, a table; what cannot be read is shown with what is
wrong beside its lines, and nothing of it is lost.
"""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest
from told import Reply, Server, got, opened, sent

from accord.server.service import Service
from engine.language.temporal import default_day
from engine.tables.template import as_workbook, headings

ROOT = Path(__file__).parents[2]
EXAMPLE = (ROOT / "examples/cpts_exemple.yaml").read_text(encoding="utf-8")


def text_again(page: Reply) -> str:
    """Return the text of the case that the page lets one put right."""
    return dict(page.form("/open", having="text").fields)["text"].replace("\r\n", "\n")


def filled_in(content: bytes, names: list[str], row: dict[str, Any]) -> bytes:
    """Return a workbook whose columns are those of `names`, with a row filled in."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    for name, value in row.items():
        book.active.cell(2, names.index(name) + 1, value)
    return saved(book)


def workbook(*rows: dict[str, Any]) -> bytes:
    """Return a workbook of cases, its columns headed by the names of facts."""
    book = openpyxl.Workbook()
    names = list(dict.fromkeys(name for row in rows for name in row))
    book.active.append(names)
    for row in rows:
        book.active.append([row.get(name) for name in names])
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


ROW = {
    "case": "A",
    "community.name": "CPTS <b>A</b>",
    "community.population": "55 000",
    "contract.signed_on": "15/01/2020",
    "contract.file_complete": "oui",
    "missions": "access, crisis",
    "missions.access.started_on": "2020-07-15",
    "crises.1.identified_on": "2023-01-10",
    "crises.1.by": "l'ARS",
    "missions.access.achievement.1.rate": "85 %",
}
AS_CASE = {
    "community": {"name": "CPTS <b>A</b>", "population": 55000},
    "contract": {"signed_on": "2020-01-15", "file_complete": True},
    "crises": [{"identified_on": "2023-01-10", "by": "ars"}],
}


# --- what can be read -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["cpts.yaml", "CPTS.YML", "dossier", "C:\\dossiers\\cpts.yaml"])
def test_a_case_that_says_enough_is_answered_at_once(server: Server, name: str) -> None:
    page = opened(server, name, EXAMPLE.encode())
    assert (page.status, page.visit["here"]) == (200, "/answer/funding")
    assert page.visit["case"] == EXAMPLE
    assert page.visit["name"] == name.rpartition("\\")[2]
    assert page.visit["on"] == "2023-06-01"


def test_a_case_that_says_little_is_asked_about(server: Server) -> None:
    page = opened(server, "new.yaml", b"community: {name: A}\n", language="en")
    assert (page.status, page.visit["here"]) == (200, "/interview/funding")
    assert page.title == "When was the tripartite contract signed?"


def test_json_pasted_text_and_an_example(server: Server) -> None:
    tree = {"contract": {"signed_on": "2020-01-15"}, "community": {"population": 55000}}
    page = opened(server, "case.json", json.dumps(tree).encode())
    assert page.case == tree
    page = sent(server, "/fr/open", {"text": EXAMPLE, "query": "eligibility"})
    assert (page.visit["here"], page.visit["case"]) == ("/answer/eligibility", EXAMPLE)
    page = sent(server, "/fr/open", {"example": "cpts_exemple.yaml", "query": "calendar"})
    assert (page.visit["here"], page.visit["case"]) == ("/answer/calendar", EXAMPLE)


def test_a_file_with_the_marks_of_windows_is_read(server: Server) -> None:
    page = opened(server, "case.yaml", b"\xef\xbb\xbf" + EXAMPLE.replace("\n", "\r\n").encode())
    assert page.visit["here"] == "/answer/funding"
    assert page.case["contract"]["signed_on"] == "2020-01-15"


# --- tables ---------------------------------------------------------------------------------------


def assert_opened(page: Reply) -> None:
    assert (page.status, page.visit["here"]) == (200, "/answer/funding")
    case = page.case
    assert {name: case[name] for name in AS_CASE} == AS_CASE
    (achieved,) = case["missions"]["access"]["achievement"]
    assert (achieved["contract_year"], str(achieved["rate"])) == (1, "0.85")
    assert case["missions"]["crisis"] == {}
    assert "<b>A" not in page.text


def test_a_workbook_of_one_case_is_that_case(server: Server) -> None:
    assert_opened(opened(server, "cases.xlsx", workbook(ROW)))


@pytest.mark.slow
def test_the_workbook_that_the_command_makes_is_opened(server: Server, service: Service) -> None:
    corpus = service.laws.current.law._corpora["cpts"]
    names = [heading.name for heading in headings(corpus.vocabulary, "fr")]
    template = as_workbook(corpus, "fr", default_day())
    assert_opened(opened(server, "cases.xlsx", filled_in(template, names, ROW)))


def test_of_a_workbook_of_several_cases_one_is_chosen(server: Server) -> None:
    rows = ROW, {"case": "B", "community.population": "many"}, {"case": "C"}
    page = opened(server, "cases.xlsx", workbook(*rows), language="en")
    assert page.title == "Which case do you want to open?"
    forms = [form for form in page.page.forms if "text" in dict(form.fields)]
    assert len(forms) == 2, "the row that cannot be read is not offered"
    (wrong,) = [text for text in page.page.said("p") if text.startswith("community.population")]
    assert wrong == "community.population cannot be read: many. Write a whole number."
    chosen = sent(server, forms[0].action, forms[0].sent())
    assert chosen.visit["here"] == "/answer/funding"
    assert chosen.case["contract"]["signed_on"] == "2020-01-15"


def test_the_second_case_of_a_comparison_may_be_a_table(server: Server) -> None:
    def compared(content: bytes) -> str:
        sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        sent = {"case": EXAMPLE, "on": "2023-06-01", "query": "funding"}
        file = {"other_file": ("autre.xlsx", content, sheet)}
        reply = server.post("/en/compare", data=sent, files=file)
        assert reply.status_code == 200
        return reply.text

    beside = compared(workbook({**ROW, "missions.access.achievement.1.rate": "100 %"}))
    assert "The other case" in beside
    assert "The figures of both" in beside
    assert "contract.signed_on" not in beside.partition("<main")[2].partition("<form")[0]
    several = compared(workbook(ROW, {**ROW, "case": "B"}))
    assert "holds 2 cases, and one is compared" in several
    assert "The figures of both" not in several


def test_a_csv_file_of_one_case_in_french(server: Server) -> None:
    rows = "dossier;population du territoire;région\nA;55 000;autre région\n"
    page = opened(server, "dossiers.csv", rows.encode("cp1252"))
    assert page.status == 200
    assert page.case["community"] == {"population": 55000, "region": "other"}


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", b"case,contract.signed_no\nA,2020-01-15\n", "contract.signed_no"),
        ("a.csv", b"case,contract.signed_on\n", "Le tableau n’a aucun dossier."),
        ("a.csv", b"case,contract.signed_on\nA,hier\n", "hier"),
        ("a.csv", b"case,contract.signed_on\nA\n", "ACC613"),
        ("a.xlsx", b"PK\x03\x04 not a workbook", "Le classeur ne peut pas être lu"),
        ("a.xlsx", b"\x00\x01", "Le classeur ne peut pas être lu"),
    ],
)
def test_a_table_that_cannot_be_read_says_why(
    server: Server, name: str, content: bytes, said: str
) -> None:
    page = opened(server, name, content)
    assert page.status == 422
    assert page.title == "Il y a quelque chose à corriger"
    text = " ".join(page.errors)
    assert said in text or said.startswith("ACC")
    assert "/tmp" not in page.text


# --- what cannot be read --------------------------------------------------------------------------


def test_what_is_wrong_stands_beside_its_lines_and_is_put_right_there(server: Server) -> None:
    wrong = EXAMPLE.replace('2020-01-15"           #', '2020-02-31"           #').replace(
        "population: 55000", "populaton: 55000"
    )
    page = opened(server, "cpts.yaml", wrong.encode())
    assert page.status == 422
    assert page.errors == [
        "Ligne 5 : populaton n’est pas un fait qu’on peut donner ici. Vouliez-vous dire population ?",
        "Ligne 14 : 2020-02-31 n’est pas un jour du calendrier. Février 2020 a 29 jours.",
    ]  # fmt: skip
    assert {"L5", "L14"} <= set(page.page.ids)
    assert {"#L5", "#L14"} <= set(page.page.links)
    assert text_again(page) == wrong
    form = page.form("/open", having="text")
    again = sent(server, form.action, form.sent(("text", EXAMPLE.replace("\n", "\r\n"))))
    assert (again.status, again.visit["here"]) == (200, "/answer/funding")
    assert again.visit["case"] == EXAMPLE
    assert again.visit["on"] == "2023-06-01"


@pytest.mark.parametrize("query", ["interview/funding", "facts/calendar"])
def test_a_page_that_is_given_a_case_it_cannot_read_lets_it_be_put_right(
    server: Server, query: str
) -> None:
    page = sent(server, f"/en/{query}", {"case": "community: [a", "on": "2023-06-01"})
    assert page.status == 422
    assert text_again(page) == "community: [a"
    assert page.errors[0].startswith("Row 1: ")


@pytest.mark.parametrize("address", ["/fr/open", "/en/open"])
def test_it_can_be_asked_for_by_its_address(server: Server, address: str) -> None:
    page = got(server, address)
    assert page.status == 200
    assert page.form("/open", having="text")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.yaml", b""),
        ("empty.yaml", b" \n "),
        ("", b""),
        ("empty.xlsx", b""),
    ],
)
def test_nothing_to_open_is_asked_for_again(server: Server, name: str, content: bytes) -> None:
    page = opened(server, name, content)
    assert page.status == 422
    assert page.title == "Ouvrir un dossier"
    assert page.errors == ["Choisissez un fichier qui n’est pas vide, ou collez un texte."]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.yaml", b"\x00\x01\x02\xff\xfe" * 400),
        ("a.yaml", "é".encode("latin-1") * 10),
        ("a.yaml", b"- a\n- b\n"),
        ("a.yaml", b"42"),
        ("a.yaml", b"a: &x [*x]\n"),
        ("a.yaml", b"{" * 3000),
        ("a.yaml", b"!!python/object/apply:os.system [id]"),
        ("a.yaml", b"community: {name: '<script>alert(1)</script>', nothing: 1}"),
        ("<script>alert(1)</script>.yaml", b"community: {nothing: 1}"),
        ("../../etc/passwd", b"x: 1"),
        ("a.yaml", b"a: \x1b[31mred\n"),
        ("a.yaml", "a: \u202etxet\n".encode()),
        ("a.yaml", b"x" * 300_000),
        ("a.yaml", b"a: 1\n" * 60_000),
    ],
)
def test_what_is_hostile_is_refused_in_words(server: Server, name: str, content: bytes) -> None:
    page = opened(server, name, content)
    assert page.status == 422
    assert page.errors
    assert "<script>alert" not in page.text
    assert "Traceback" not in page.text
    assert "\x1b" not in " ".join(page.page.said("li"))


def far(content: bytes, cell: bytes) -> bytes:
    """Return a workbook whose last cell is elsewhere."""
    made = io.BytesIO()
    with ZipFile(io.BytesIO(content)) as parts, ZipFile(made, "w", ZIP_DEFLATED) as changed:
        for name in parts.namelist():
            end = b"</sheetData>"
            changed.writestr(name, parts.read(name).replace(end, cell + end))
    return made.getvalue()


@pytest.mark.parametrize(
    "cell",
    [
        b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        b"<row r='1048576'><c><v>1</v></c></row>" + b"<row><c/></row>" * 9 + b"<c/>" * 16_000,
        b"<row><c><v>" + b"1" * 9_000_000 + b"</v></c></row>",
    ],
    ids=["a cell far away", "cells without a place", "a text of millions"],
)
def test_a_workbook_far_larger_than_its_file_is_never_opened(server: Server, cell: bytes) -> None:
    content = far(workbook(ROW), cell)
    assert len(content) < 40_000
    page = opened(server, "cases.xlsx", content)
    assert page.status == 422
    assert "prend bien plus de place que ce qu’il contient" in page.text
    form = {"texts": "without:avenant_2"}
    reply = server.post("/fr/impact", data=form, files={"file": ("cases.xlsx", content)})
    assert reply.status_code == 422


def test_a_file_that_is_too_large_is_refused(server: Server) -> None:
    reply = server.post("/fr/open", files={"file": ("a.yaml", b"a" * 1_200_000)})
    assert reply.status_code == 413
