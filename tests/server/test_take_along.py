"""Files to take along, opened by programs that had no part in making them."""

from __future__ import annotations

import json
import subprocess
import sys
from decimal import Decimal
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote

import pytest
from httpx import Response
from ical.calendar_stream import IcsCalendarStream
from litestar import Litestar
from litestar.testing import TestClient
from openpyxl import load_workbook
from pypdf import PdfReader

import accord
from accord.server.pages.take_along import disposition
from accord.server.service import Service
from tests.server.pages_read import PageRead

ROOT = Path(__file__).parents[2]
EXAMPLE = (ROOT / "examples" / "cpts_exemple.yaml").read_text("utf-8")
DAYS = {"on": "2023-06-01", "known_on": "2024-01-01"}
SET = "community.population=80000"


def taken(
    server: TestClient[Litestar],
    form: str,
    query: str = "funding",
    language: str = "fr",
    **said: object,
) -> Response:
    visit = {"case": EXAMPLE, **DAYS, **said}
    return server.post(f"/{language}/take/{form}/{query}", data=visit)


def name_of(reply: Response) -> str:
    return unquote(reply.headers["content-disposition"].rpartition("UTF-8''")[2])


@pytest.mark.slow
def test_a_document_opens_and_holds_the_sum_and_the_case(
    server: TestClient[Litestar], service: Service
) -> None:
    reply = taken(server, "pdf")
    assert reply.headers["content-type"] == "application/pdf"
    assert name_of(reply) == "CPTS Exemple - réponse.pdf"
    read = PdfReader(BytesIO(reply.content))
    text = "".join(page.extract_text() for page in read.pages).replace("\u202f", " ")
    answer = service.laws.current.law.funding(
        service.laws.current.law.case_in(EXAMPLE), on="2023-06-01", known_on="2024-01-01"
    )
    whole = f"{answer.total:,.2f}".replace(",", " ").replace(".", ",")
    assert whole in text.replace("\u00a0", " ")
    assert sha256(EXAMPLE.encode()).hexdigest() in "".join(text.split())
    enclosed = {name: json.loads(content) for name, [content] in read.attachments.items()}
    assert {"eligibility.json", "funding.json", "calendar.json"} == set(enclosed)
    assert (
        sum(Decimal(each["amount"]) for each in enclosed["funding.json"]["totals"]) == answer.total
    )


def test_a_workbook_opens_and_follows_what_is_set(server: TestClient[Litestar]) -> None:
    plain, larger = taken(server, "xlsx"), taken(server, "xlsx", set=SET)
    assert name_of(plain) == "CPTS Exemple - financement.xlsx"
    assert "Versements" in load_workbook(BytesIO(plain.content), read_only=True).sheetnames
    law = accord.load()
    case = law.case_in(EXAMPLE)
    asked = {"on": "2023-06-01", "known_on": "2024-01-01"}
    sums = [
        law.funding(case, **asked).total,
        law.funding(case, settings={"community.population": 80000}, **asked).total,
    ]
    assert sums[0] != sums[1]
    assert all(_holds(reply, amount) for reply, amount in zip((plain, larger), sums, strict=True))


def _holds(reply: Response, amount: Decimal) -> bool:
    book = load_workbook(BytesIO(reply.content), read_only=True, data_only=True)
    written = f"{amount:,.2f}".replace(",", "\u202f").replace(".", ",")
    return any(
        written in str(cell)
        for sheet in book
        for row in sheet.iter_rows(values_only=True)
        for cell in row
    )


def test_a_calendar_opens_with_the_days_of_the_answer(server: TestClient[Litestar]) -> None:
    reply = taken(server, "ics", "calendar", "en")
    assert (name_of(reply), reply.headers["content-type"]) == (
        "CPTS Exemple - diary.ics",
        "text/calendar; charset=utf-8",
    )
    read = IcsCalendarStream.calendar_from_ics(reply.text)
    answer = accord.load(lang="en").calendar(accord.load().case_in(EXAMPLE), **DAYS)
    days = {entry.on for entry in answer.entries if entry.on is not None}
    assert days
    assert {event.dtstart for event in read.events} == days


def test_a_case_comes_back_as_it_was_typed(server: TestClient[Litestar]) -> None:
    reply = taken(server, "yaml")
    assert reply.text == EXAMPLE
    assert name_of(reply) == "CPTS Exemple - dossier.yaml"


def test_a_case_holds_what_is_set_and_keeps_its_comments(server: TestClient[Litestar]) -> None:
    reply = taken(server, "yaml", set=[SET, "community.members=200"])
    law = accord.load()
    expected = law.case_in(
        EXAMPLE, settings={"community.population": 80000, "community.members": 200}
    )
    assert dict(law.case_in(reply.text).facts) == dict(expected.facts)
    assert "# An invented community" in reply.text


def test_a_case_in_json_comes_back_as_yaml(server: TestClient[Litestar]) -> None:
    given = '{"contract": {"signed_on": "2020-01-15"}, "community": {"population": 55000}}'
    reply = taken(server, "yaml", case=given, name="notre dossier.json")
    assert name_of(reply) == "notre dossier - dossier.yaml"
    assert not reply.text.lstrip().startswith("{")
    law = accord.load()
    assert dict(law.case_in(reply.text).facts) == dict(law.case_in(given).facts)


@pytest.mark.parametrize("query", ["eligibility", "calendar"])
def test_a_proof_is_checked_without_the_engine(
    server: TestClient[Litestar], tmp_path: Path, query: str
) -> None:
    proof = tmp_path / "proof.json"
    proof.write_bytes(taken(server, "proof", query, set=SET).content)
    checked = subprocess.run(
        [
            sys.executable,
            str(ROOT / "tools" / "check_proof.py"),
            str(proof),
            str(ROOT / "rulesets"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_a_reading_that_is_chosen_counts(server: TestClient[Litestar]) -> None:
    law = accord.load()
    readings = law.funding(law.case_in(EXAMPLE), **DAYS, readings="all").under_readings or ()
    other = next(
        each for each in readings if each.total != law.funding(law.case_in(EXAMPLE), **DAYS).total
    )
    reply = taken(server, "xlsx", reading=f"{other.reading}={other.option}")
    assert _holds(reply, other.total)


def test_what_cannot_be_made_says_why_and_keeps_what_was_typed(
    server: TestClient[Litestar],
) -> None:
    typed = "community: {population: many}\n"
    reply = taken(server, "pdf", case=typed)
    page = PageRead(reply.text)
    assert reply.status_code == 422
    assert "Ligne 1 du dossier" in page.words()
    assert "many" in [tag.text for tag in page.all("code")]
    back = next(fields for form, fields in page.forms if form["action"] == "/fr/answer/funding")
    assert ("case", typed) in back


def test_a_library_that_is_not_there_is_named(
    server: TestClient[Litestar], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.diagnostics.extras.find_spec", lambda _: None)
    page = PageRead(taken(server, "pdf").text)
    assert "n’est pas installé\u00a0: typst" in page.words()
    assert "pip install" in page.words()


@pytest.mark.parametrize(
    "path", ["/fr/take/exe/funding", "/fr/take/pdf/nothing", "/de/take/pdf/funding"]
)
def test_a_file_that_there_is_not(server: TestClient[Litestar], path: str) -> None:
    assert server.post(path, data={"case": EXAMPLE}).status_code == 404


@pytest.mark.parametrize(
    ("called", "file"),
    [
        ('a"b\\c/../d', "a b c .. d"),
        ("x\r\nSet-Cookie: a=b", "x Set-Cookie a=b"),
        ("..", "dossier"),
        ("Communauté « Été »", "Communauté « Été »"),
        ("=1+1|cmd", "=1+1 cmd"),
        ("n" * 300, "n" * 80),
    ],
)
def test_names_of_files_are_safe(server: TestClient[Litestar], called: str, file: str) -> None:
    case = json.dumps({"community": {"name": called}, "contract": {"signed_on": "2020-01-15"}})
    reply = taken(server, "yaml", case=case)
    assert reply.status_code == 200
    header = reply.headers["content-disposition"]
    assert name_of(reply) == f"{file} - dossier.yaml"
    assert header.isascii()
    assert header.count('"') == 2
    assert not {"\r", "\n"} & set(header)
    assert "set-cookie" not in reply.headers


def test_a_name_without_latin_letters_has_a_plain_one_beside_it() -> None:
    assert disposition("社区 - réponse.pdf") == (
        'attachment; filename="- reponse.pdf"; '
        "filename*=UTF-8''%E7%A4%BE%E5%8C%BA%20-%20r%C3%A9ponse.pdf"
    )


@pytest.mark.parametrize(("lang", "chosen"), [("fr", "Lecture choisie"), ("en", "By a reading")])
def test_a_calendar_says_the_reading_that_was_chosen(
    server: TestClient[Litestar], lang: str, chosen: str
) -> None:
    unfolded = [
        taken(server, "ics", "calendar", lang, **said).text.replace("\r\n ", "")
        for said in ({}, {"reading": "avenant_2_effect=signature"})
    ]
    assert [chosen in text for text in unfolded] == [False, True]


@pytest.mark.slow
def test_a_workbook_gives_no_least_where_the_sum_may_be_smaller(
    server: TestClient[Litestar],
) -> None:
    reply = taken(server, "xlsx", language="en", reading="avenant_2_effect=approval")
    cells = [
        str(cell)
        for sheet in load_workbook(BytesIO(reply.content))
        for row in sheet.iter_rows(values_only=True)
        for cell in row
    ]
    assert {"Total of the rights (provisional)", "Total (provisional)"} <= set(cells)
    assert not any("(at least)" in cell for cell in cells)
    assert any(cell.startswith("By a reading that was chosen") for cell in cells)
