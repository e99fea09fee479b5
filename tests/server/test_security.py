"""What someone who means harm sends: names that are code elsewhere, addresses that lead out, bodies
that are too large, too deep or of another type, cases that cost. Each is answered as what it is, or
refused with what to do; never a fault of the server, and others are served meanwhile.
"""

from __future__ import annotations

import asyncio
import io
import json
import re
import time
import zipfile
from datetime import date, timedelta
from typing import Any

import httpx
import openpyxl
import pytest
from litestar import Litestar
from litestar.testing import TestClient
from pypdf import PdfReader

from accord.server.answering import Answering
from accord.server.app import application
from accord.server.limits import Limits
from accord.server.pages.impact_elsewhere import without_formulas
from accord.server.service import Options, Service
from tests.depth import some
from tests.server.pages_read import PageRead

Server = TestClient[Litestar]
ON = "2023-06-01"
SCRIPT = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{7*7}}${7*7}"
FORMULA = '=HYPERLINK("http://evil.test","x")'
ANSI = "a\x1b[31mred\x1b]0;title\x07b"
NAMES = [SCRIPT, FORMULA, "@SUM(A1)", "-1+1", "x" * 300]
FACTS = 'contract: {signed_on: "2020-01-15", file_complete: true}\n'
PAGES = ("interview", "facts", "answer")


def case_of(name: str) -> str:
    return f"community: {{name: {json.dumps(name)}, population: 55000}}\n{FACTS}"


def form(case: str, **fields: str) -> dict[str, str]:
    return {"case": case, "on": ON, "known_on": "2026-01-01", **fields}


def api(server: Server, question: str, **body: Any) -> httpx.Response:
    return server.post(f"/api/v1/{question}", json={"on": ON, **body})


def refused_page(reply: httpx.Response) -> PageRead:
    """Return a page that gives no answer, and says what is wrong with the case."""
    assert reply.status_code in (200, 422)
    read = PageRead(reply.text)
    assert "ACC" in read.words()
    assert not [tag for tag in read.tags if "data-sentence" in tag.attributes]
    return read


def taken(server: Server, kind: str, case: str, query: str = "funding") -> httpx.Response:
    reply = server.post(f"/en/take/{kind}/{query}", data=form(case))
    assert reply.status_code == 200, reply.text[:300]
    return reply


# --- names that are code elsewhere ----------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    "name", [SCRIPT, "</textarea><script>x</script>", "' autofocus onfocus='x"]
)
def test_a_name_is_no_markup_on_a_page(server: Server, page: str, name: str) -> None:
    reply = server.post(f"/fr/{page}/funding", data=form(case_of(name), name=name))
    assert reply.status_code == 200
    read = PageRead(reply.text)
    assert all(tag.get("src") for tag in read.all("script"))
    assert not read.all("img")
    assert not [
        attribute
        for tag in read.tags
        for attribute in tag.attributes
        if attribute.startswith("on") or attribute == "style"
    ]
    assert "49" not in re.findall(r"alert\(2\)>(\S+)", reply.text)


def test_a_name_is_no_markup_where_a_case_is_refused(server: Server) -> None:
    wrong = f"{SCRIPT}: 1\ncommunity: {{population: {json.dumps(SCRIPT)}}}\n"
    reply = server.post(
        "/en/answer/funding", data=form(wrong, reading=f"{SCRIPT}=a", set=f"{SCRIPT}=1")
    )
    read = refused_page(reply)
    assert all(tag.get("src") for tag in read.all("script"))
    assert not read.all("img")


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_a_name_stays_a_text_in_a_workbook(server: Server, name: str) -> None:
    content = taken(server, "xlsx", case_of(name)).content
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
    assert any(name[:80] in str(cell.value) for cell in cells)
    assert not [
        cell.value for cell in cells if cell.data_type == "f" and name[:5] in str(cell.value)
    ]
    held = zipfile.ZipFile(io.BytesIO(content))
    assert not [file for file in held.namelist() if "externalLink" in file]
    links = "".join(held.read(file).decode() for file in held.namelist() if file.endswith(".rels"))
    assert "evil.test" not in links


def test_a_name_begins_no_event(server: Server) -> None:
    plain = taken(server, "ics", case_of("plain")).text
    for name in (SCRIPT, "a;b,c:d\nEND:VCALENDAR\nBEGIN:VEVENT"):
        given = taken(server, "ics", case_of(name)).text
        assert given.count("\nBEGIN:VEVENT") == plain.count("\nBEGIN:VEVENT") > 0
        assert given.count("\nEND:VCALENDAR") == 1


@pytest.mark.slow
def test_a_name_is_no_markup_in_a_document(server: Server) -> None:
    name = f'= Titre\n#eval("1") {SCRIPT} #import "/etc/passwd" $x$ *b* @ref'
    pages = PdfReader(io.BytesIO(taken(server, "pdf", case_of(name)).content)).pages
    text = re.sub(r"\s", "", "".join(page.extract_text() for page in pages))
    for part in ('=Titre#eval("1")', "<script>", '#import"/etc/passwd"$x$*b*@ref'):
        assert part in text


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("yaml", SCRIPT),
        ("yaml", ANSI),
        ("yaml", "a\r\nSet-Cookie: lang=x"),
        ("yaml", "../../../etc/passwd"),
        ("ics", "né\u202etxt.exe"),
    ],
)
def test_the_name_of_a_file_is_a_name(server: Server, kind: str, name: str) -> None:
    reply = server.post(f"/fr/take/{kind}/funding", data=form(FACTS, name=name))
    assert reply.status_code == 200
    assert "set-cookie" not in reply.headers
    plain = re.search(r'filename="([^"]*)"', reply.headers["content-disposition"])
    assert plain
    assert not re.search(r'[\x00-\x1f/\\<>"]|^\.', plain[1])
    whole = reply.headers["content-disposition"].partition("filename*=UTF-8''")[2]
    assert re.fullmatch(r"[\w.~%-]+", whole)
    assert not re.search("%(0[0-9A-F]|1[0-9A-F]|2F|5C)", whole, re.IGNORECASE)


def test_characters_of_control_reach_no_one(server: Server) -> None:
    """Neither a page, nor a problem, holds the character that begins a command to a terminal."""
    replies = [
        api(server, "funding", case={"community": {"name": ANSI}, ANSI: 1}),
        api(server, "funding", case={}, readings={ANSI: ANSI}),
        api(server, "funding", case={}, **{ANSI: 1}),
        server.get("/api/v1/law/%1b%5b31m/%1b"),
        server.get("/%1b%5b31m"),
    ]
    for reply in replies:
        assert 400 <= reply.status_code < 500
        assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f]", reply.text)
    page = refused_page(server.post("/fr/answer/funding", data=form(f"{ANSI}: 1")))
    assert "U+001B" in page.words()


def test_a_name_is_no_formula_in_rows_to_take_along() -> None:
    """A workbook says which cells are texts; a CSV cannot, so that a text is marked as one."""
    rows = 'case,sum\n=1+1,-5.00\n"@x,y",2\n-1+1,3\nA-1,-4\n'
    assert without_formulas(rows) == "case,sum\n'=1+1,-5.00\n\"'@x,y\",2\n'-1+1,3\nA-1,-4\n"


# --- addresses ------------------------------------------------------------------------------------

LED_OUT = [
    "/static/x/../../../etc/passwd",
    "/static/{digest}/../app.py",
    "/static/{digest}/..%2fapp.py",
    "/static/{digest}/%2e%2e/%2e%2e/pyproject.toml",
    "/static/{digest}/..\\app.py",
    "/static/{digest}//etc/passwd",
    "/static/{digest}/accord.css%00.html",
    "/api/v1/law/..%2f..%2fetc/passwd",
    "/api/v1/law/aci_2019/..%2f..%2f..%2fetc%2fpasswd",
    "/api/v1/schema/answer/..%2f..%2fpyproject",
    "/fr/law/..%2f..%2fetc/passwd",
    "/fr/law/aci_2019/%00",
    "/fr/take/..%2fpdf/funding",
    "/..%2f/fr/",
]


@pytest.mark.parametrize("path", LED_OUT)
def test_no_address_leads_out(server: Server, path: str) -> None:
    from accord.server.pages.page import assets

    reply = server.get(path.format(digest=assets()))
    assert reply.status_code in (400, 404, 405)
    for secret in ("root:", "import ", "[project]"):
        assert secret not in reply.text


def test_no_line_of_a_header_comes_from_outside(server: Server) -> None:
    """What a visitor sends is in no header of the reply but as one value, on one line."""
    bad = "x\r\nx-evil: 1"
    for reply in (
        server.post(
            "/fr/language", data={"here": f"/{bad}", "language": bad}, follow_redirects=False
        ),
        server.post(
            "/fr/language", data={"here": "//evil.test/", "language": "en"}, follow_redirects=False
        ),
        server.get("/fr/law?on=2023-06-01%0d%0ax-evil:%201"),
        server.post("/fr/answer/funding", data=form(FACTS, name=bad)),
    ):
        assert "x-evil" not in reply.headers
        assert reply.headers.get("location", "/fr/").startswith(("/fr/", "/en/"))


# --- bodies ---------------------------------------------------------------------------------------

BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{name}: &{name} [{','.join([f'*{before}'] * 9)}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
DEEP = {
    "aliases": BOMB,
    "yaml lists": "a: " + "[" * 5000 + "]" * 5000,
    "yaml maps": "".join(f"{' ' * depth}a:\n" for depth in range(900)),
    "json": '{"a":' * 5000 + "1" + "}" * 5000,
    "one long line": "a: " + "x" * 900_000,
    "many keys": "".join(f"k{rank}: 1\n" for rank in range(41_000)),
    "a long number": "community: {population: " + "9" * 100_000 + "}",
    "a tag": "a: !!python/object/apply:os.system [id]\n",
    "two documents": "a: 1\n---\nb: 2\n",
}


@pytest.mark.parametrize("what", DEEP)
def test_a_case_that_is_a_trap_is_refused(server: Server, what: str) -> None:
    begun = time.process_time()
    said = api(server, "funding", case=DEEP[what])
    shown = server.post("/en/answer/funding", data=form(DEEP[what]))
    assert said.status_code == 422
    refused_page(shown)
    assert said.json()["type"] != "about:blank"
    assert time.process_time() - begun < 4


@pytest.mark.parametrize(
    "body",
    [
        b'{"case":' + b"[" * 100_000,
        b'{"case":' * 30_000,
        b"[" * 500_000,
        b'{"case": {}, "on": ' + b"9" * 90_000 + b"}",
    ],
    ids=["lists", "objects", "only lists", "a number"],
)
def test_a_body_that_is_a_trap_is_refused(server: Server, body: bytes) -> None:
    begun = time.process_time()
    reply = server.post(
        "/api/v1/funding", content=body, headers={"content-type": "application/json"}
    )
    assert reply.status_code in (400, 422)
    assert time.process_time() - begun < 1


def test_a_body_that_is_too_large_is_refused(server: Server, service: Service) -> None:
    large = b"x" * (service.limits.body + 1)
    types = {
        "/api/v1/funding": "application/json",
        "/fr/answer/funding": "application/x-www-form-urlencoded",
    }
    for path, kind in types.items():
        assert server.post(path, content=large, headers={"content-type": kind}).status_code == 413
    in_parts = server.post(
        "/api/v1/funding",
        content=iter([large[:1000]] * 1100),
        headers={"content-type": "application/json"},
    )
    assert in_parts.status_code == 413


def test_thousands_of_fields_are_answered_or_refused_at_once(server: Server) -> None:
    begun = time.process_time()
    fields = "&".join(f"set=community.population%3D{rank}" for rank in range(20_000))
    reply = server.post(
        "/fr/answer/funding",
        content=f"case=&{fields}",
        headers={"content-type": "application/x-www-form-urlencoded"},
    )
    assert reply.status_code < 500
    names = "&".join(f"f{rank}=1" for rank in range(60_000))
    reply = server.post(
        "/fr/answer/funding",
        content=names,
        headers={"content-type": "application/x-www-form-urlencoded"},
    )
    assert reply.status_code < 500
    assert time.process_time() - begun < 5


@pytest.mark.parametrize(
    "kind",
    [
        "text/plain",
        "application/xml",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "",
        "\xff",
    ],
)
def test_another_type_of_content_is_refused(server: Server, kind: str) -> None:
    reply = server.post(
        "/api/v1/funding", content=b'{"case": {}}', headers={"content-type": kind.encode("latin-1")}
    )
    assert reply.status_code == 415
    assert reply.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "kind",
    [
        "application/json",
        "text/plain",
        "multipart/form-data",
        "multipart/form-data; boundary=x",
        "application/x-msgpack",
    ],
)
@pytest.mark.parametrize(
    "body",
    [
        b"{}",
        b"\xff\xfe\x00",
        b'--x\r\nContent-Disposition: form-data; name="case"\r\n\r\n',
        b"%ff=%ff&case=%zz",
    ],
)
def test_a_form_of_another_type_is_no_fault(server: Server, kind: str, body: bytes) -> None:
    reply = server.post("/fr/answer/funding", content=body, headers={"content-type": kind})
    assert reply.status_code < 500


# --- cases that cost ------------------------------------------------------------------------------


def days(count: int, since: date) -> list[str]:
    return [str(since + timedelta(days=3 * rank)) for rank in range(count)]


def costly(length: int) -> str:
    """Return a case with long histories and many events, of which much is missing."""
    population = [
        {"from": day, "value": 50_000 + 20_000 * (rank % 7)}
        for rank, day in enumerate(days(length, date(2020, 1, 16)))
    ]
    crises = [{"identified_on": day, "by": "ars"} for day in days(length, date(2022, 10, 2))]
    missions = {name: {"started_on": "2022-10-01"} for name in ("access", "crisis", "prevention")}
    return json.dumps(
        {
            "community": {"population": population},
            "contract": {"signed_on": "2020-01-15"},
            "crises": crises,
            "missions": missions,
        }
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("question", "more"),
    [
        ("funding", {"since": "0001-01-01", "until": "9999-12-31"}),
        ("calendar", {"until": "9999-12-31"}),
        ("interview", {"query": "funding"}),
        ("compare", {"set": {"community.population": 80_000}}),
        ("nearest", {}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_case_of_the_longest_histories_is_answered_in_time(
    server: Server, question: str, more: dict[str, Any]
) -> None:
    begun = time.process_time()
    reply = api(server, question, case=costly(some(100, 400)), **more)
    assert reply.status_code == 200
    assert time.process_time() - begun < 5


def test_an_answer_that_takes_too_long_is_given_up_and_others_are_served(service: Service) -> None:
    """Between which days an answer stays the same is the question that costs most."""
    limits = Limits(answer_seconds=1.5)
    given_up: list[bool] = []
    answering = Answering(limits, lambda: given_up.append(True))
    app = application(Service(service.laws, answering, Options(limits=limits)))
    slow = {"case": costly(90), "query": "funding", "on": ON}
    quick = {"case": {"contract": {"signed_on": "2020-01-15"}}, "on": ON}

    async def both() -> tuple[httpx.Response, list[httpx.Response]]:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            late = asyncio.create_task(client.post("/api/v1/timeline", json=slow))
            await asyncio.sleep(0.05)
            others = [await client.get("/api/v1/law/aci_2019/4")]
            reply = await late
            # the work that was given up still takes its half of the processor: here no process
            # takes the place of this one, and the machine may be busy
            end = time.monotonic() + 60
            answered = await client.post("/api/v1/eligibility", json=quick)
            while answered.status_code != 200 and time.monotonic() < end:
                answered = await client.post("/api/v1/eligibility", json=quick)
            others.append(answered)
            return reply, others

    reply, others = asyncio.run(both())
    assert reply.status_code == 504
    assert reply.json()["type"].endswith("too-long")
    assert given_up
    assert [other.status_code for other in others] == [200, 200]
    answering.close()
