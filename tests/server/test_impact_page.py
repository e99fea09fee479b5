"""The impact of a text on a table that is dropped on the page: as the Python API says, and refused in words."""

from __future__ import annotations

import io
import re
from decimal import Decimal
from html import unescape
from pathlib import Path

import openpyxl
import pytest
from litestar import Litestar
from litestar.testing import TestClient

import accord
from accord.server.app import application
from accord.server.limits import Limits
from accord.server.pages import impact, impact_elsewhere
from accord.server.service import Options, Service, started
from engine.words.formats import difference, money
from tests.depth import deep
from tests.server.pages_read import PageRead

ROOT = Path(__file__).parents[2]
DRAFT = ROOT / "examples/avenant_3/rulesets"
VELO = ROOT / "examples/other_agreement/rulesets"
WITHOUT_VELO = "without:avenant_velo_1"
CASES = """case,agreement.signed_on,employer.in_town,employer.staff,actions.parking.started_on
A,2023-03-01,true,120,2023-03-01
B,2024-01-01,false,260,2024-02-01
C,2024-01-01,true,lots,2024-02-01
"""
IMPACT = "/fr/impact"


@pytest.fixture(scope="module")
def small(two_laws: Service) -> TestClient[Litestar]:
    """A server that takes small tables alone."""
    options = Options((VELO,), limits=Limits(table=2000, table_rows=5))
    service = Service(two_laws.laws, two_laws.answering, options)
    return TestClient(application(service), raise_server_exceptions=False)


@pytest.fixture
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the other process works out, worked out in this one: the tests start few."""

    async def here(asked: impact_elsewhere.Asked, _: float) -> impact_elsewhere.Worked:
        return impact_elsewhere.worked(asked)

    monkeypatch.setattr(impact, "_elsewhere", here)


def words_of(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def printed(text: str) -> str:
    return " ".join(text.split())


def test_the_page_says_what_the_python_api_says(
    small: TestClient[Litestar], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    private = tmp_path / "private"
    private.mkdir()
    monkeypatch.setattr(impact, "_IN_MEMORY", private)
    table = tmp_path / "cases.csv"
    table.write_text(CASES, "utf-8")
    asked = {"without": ["avenant_velo_1"], "corpus": "velo", "on": "2025-06-01"}
    answer = accord.load(VELO, lang="fr").impact([table], **asked, known_on="2026-01-01")
    assert answer.difference
    sent = {"texts": WITHOUT_VELO, "on": "2025-06-01", "known_on": "2026-01-01"}
    page = small.post(IMPACT, data=sent, files={"file": ("mes cas.csv", CASES.encode())})
    assert page.status_code == 200
    words = words_of(page.text)
    for sum_ in (answer.before, answer.after):
        assert printed(money(sum_, "fr")) in words
    assert printed(difference(answer.difference, "fr")) in words
    for cause in answer.causes:
        assert printed(difference(cause.difference, "fr")) in words
    assert "1 ligne a été mise à part" in words
    assert "mes cas.csv" in words
    assert str(tmp_path) not in page.text
    assert [*private.iterdir()] == []  # nothing is left of the table


@pytest.mark.slow
@pytest.mark.usefixtures("in_this_process")
def test_the_rows_are_given_as_files(small: TestClient[Litestar]) -> None:
    sent = {"texts": WITHOUT_VELO, "on": "2025-06-01", "known_on": "2026-01-01"}
    files = {"file": ("cas.csv", CASES.encode())}
    rows = small.post(IMPACT, data=sent | {"form": "csv"}, files=files)
    assert rows.headers["content-disposition"].startswith("attachment")
    lines = rows.text.splitlines()
    head, first = lines[0].split(","), lines[1].split(",")
    assert head[0] == "case"
    assert first[0] in ("A", "B")
    total = sum(Decimal(line.split(",")[head.index("difference")] or 0) for line in lines[1:])
    book = small.post(IMPACT, data=sent | {"form": "xlsx"}, files=files)
    sheet = openpyxl.load_workbook(io.BytesIO(book.content)).worksheets[0]
    values = [cell for row in sheet.iter_rows(values_only=True) for cell in row]
    assert float(total) in values


def test_a_draft_is_added_to_the_law_that_is_without_it(tmp_path: Path) -> None:
    service = started(Options((VELO, DRAFT)))
    chosen = impact.Chosen(texts="drafts:cpts", file="cases.csv", content=b"case\nA\n")
    asked = impact._asked(chosen, service, "en", tmp_path, "csv")
    assert (asked.rulesets, asked.added) == ((str(VELO),), (str(DRAFT),))
    assert (asked.removed, asked.corpus) == ((), "cpts")
    assert Path(asked.table).read_bytes() == chosen.content


@deep
@pytest.mark.slow
def test_a_draft_does_to_a_case_what_the_python_api_says(tmp_path: Path) -> None:
    content = (
        "case,contract.signed_on,contract.file_complete,community.population,"
        "missions.prevention.started_on,missions.prevention.achievement.1.rate\n"
        "A,2024-09-01,true,55000,2024-10-01,0.8\n"
    )
    table = tmp_path / "cases.csv"
    table.write_text(content)
    answer = accord.load(lang="en").impact(
        [table], with_=[DRAFT], on="2026-01-01", known_on="2026-01-01"
    )
    assert answer.difference > 0
    with TestClient(application(started(Options((DRAFT,))))) as client:
        sent = {"texts": "drafts:cpts", "on": "2026-01-01", "known_on": "2026-01-01"}
        page = client.post("/en/impact", data=sent, files={"file": ("a.csv", content.encode())})
    assert printed(difference(answer.difference, "en")) in words_of(page.text)


@pytest.mark.usefixtures("in_this_process")
@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("", b"", "Choisissez un tableau"),
        ("cas.pdf", b"%PDF", "n’est pas un tableau"),
        ("cas.csv", b"  ", "est vide"),
        ("cas.csv", b"case,x\n" + b"A,1\n" * 600, "dépasse"),
        ("cas.csv", b"case,x\n" + b"A,1\n" * 9, "a plus de 5 lignes"),
        ("cas.xlsx", b"PK\x03\x04 no workbook", ""),
        ("cas.parquet", b"garbage", "ne peut pas être lu"),
        ("cas.csv", b"\x00\xff\xfe\x01", ""),
    ],
)
def test_what_is_no_table_is_refused_and_the_rest_is_kept(
    small: TestClient[Litestar], name: str, content: bytes, told: str
) -> None:
    sent = {"texts": WITHOUT_VELO, "by": "employer.in_town", "on": "2025-06-01"}
    page = small.post(IMPACT, data=sent, files={"file": (name, content)})
    assert page.status_code == 422
    assert 'role="alert"' in page.text
    assert told in words_of(page.text)
    assert 'value="without:avenant_velo_1" id="texts' in page.text
    assert "checked" in page.text.split('value="without:avenant_velo_1"')[1][:60]
    assert 'value="employer.in_town" selected' in page.text
    assert 'value="2025-06-01"' in page.text
    assert "/dev/shm" not in page.text


@pytest.mark.usefixtures("in_this_process")
def test_an_unknown_text_fact_or_day_is_refused(small: TestClient[Litestar]) -> None:
    files = {"file": ("cas.csv", CASES.encode())}
    for sent, told in (
        ({"texts": "without:../x"}, "Choisissez un texte"),
        ({"texts": WITHOUT_VELO, "by": "nobody"}, "Choisissez un fait"),
        ({"texts": WITHOUT_VELO, "on": "2023-02-31"}, "2023-02-31"),
    ):
        page = small.post(IMPACT, data=sent, files=files)
        assert page.status_code == 422
        assert told in words_of(page.text)


def test_what_takes_too_long_is_said(two_laws: Service) -> None:
    options = Options((VELO,), limits=Limits(impact_seconds=0.05))
    service = Service(two_laws.laws, two_laws.answering, options)
    with TestClient(application(service)) as client:
        page = client.post(
            IMPACT, data={"texts": WITHOUT_VELO}, files={"file": ("c.csv", CASES.encode())}
        )
    assert page.status_code == 504
    assert "n’a pas fini" in words_of(page.text)
    assert "accord impact" in words_of(page.text)


def test_a_process_that_ends_on_a_table_is_a_refusal(
    small: TestClient[Litestar], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(impact, "COMMAND", "import os; os.abort()")
    page = small.post(
        IMPACT, data={"texts": WITHOUT_VELO}, files={"file": ("c.csv", CASES.encode())}
    )
    assert page.status_code == 422
    assert "ne se lit pas jusqu’au bout" in words_of(page.text)


def test_a_form_that_is_none_is_asked_again(small: TestClient[Litestar]) -> None:
    page = small.post(
        IMPACT,
        content=b"--x\r\nrubbish",
        headers={"content-type": "multipart/form-data; boundary=x"},
    )
    assert page.status_code == 422
    assert small.post(IMPACT, data={"query": "funding"}).status_code == 200


def test_a_workbook_that_swells_is_not_opened(tmp_path: Path) -> None:
    import zipfile

    bomb = tmp_path / "table.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/worksheets/sheet1.xml", b" " * 30_000_000)
    assert impact_elsewhere.rows_in(bomb) > 10**9


def test_a_table_too_large_to_be_read_leaves_the_form(
    server: TestClient[Litestar], service: Service
) -> None:
    large = b"x" * (service.limits.table_form + 1)
    reply = server.post("/fr/impact", files={"file": ("large.csv", large)})
    page = PageRead(reply.text)
    assert reply.status_code == 413
    assert "Ce tableau dépasse 8 Mio" in page.words()
    [field] = [tag for tag in page.all("input") if tag.get("type") == "file"]
    assert field["data-most"] == str(service.limits.table)
