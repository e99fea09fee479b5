"""What a visitor says stays in the page: no log of it, no cookie of it, no address of it before the
fragment; and a page that is printed holds the figures.
"""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from visitor import DESKTOP, TELEPHONE, Server, Visitor, plain

import accord
from engine.words.formats import money

Comes = Callable[..., Visitor]
EXAMPLE = Path(__file__).parents[2] / "examples" / "cpts_exemple.yaml"
NAME = "Communauté de la Pivoine"
CASE = f'community: {{name: "{NAME}", population: 84213}}\ncontract: {{signed_on: "2020-01-17"}}\n'
SAID = {"case": CASE, "on": "2023-06-01", "known_on": "2026-01-01"}
FACTS = ("Pivoine", "84213", "84 213", "2020-01-17")


@pytest.fixture
def told(visitor: Comes) -> Visitor:
    """A visitor who has said a case, and sees its answer."""
    one = visitor("fr", DESKTOP)
    one.open("about")
    one.send("answer/funding", SAID)
    one.until(lambda: "#v=1" in one.page.url)
    return one


def test_a_link_opens_elsewhere_and_pages_go_back_and_forth(told: Visitor, visitor: Comes) -> None:
    link = told.page.url
    assert link.startswith(f"{told.home}/fr/answer/funding#")
    assert not [fact for fact in FACTS if fact in link]
    whole = told.text("section.answer")
    other = visitor("en", TELEPHONE)
    other.page.goto(link)
    other.until(lambda: other.text("h1") == told.text("h1"))
    assert other.text("section.answer") == whole
    assert other.held("case") == told.held("case")

    told.page.get_by_role("button", name=told.say("answer.change_facts")).click()
    told.until(lambda: told.page.url.startswith(f"{told.home}/fr/facts/funding#"))
    told.page.go_back()
    told.until(lambda: told.page.locator("section.answer").count() == 1)
    assert told.text("section.answer") == whole
    told.page.go_forward()
    told.until(lambda: told.page.locator("form#facts").count() == 1)
    assert told.held("case") == other.held("case")


def test_no_fact_is_in_an_address_a_log_or_a_cookie(told: Visitor, server: Server) -> None:
    told.button("take.form.yaml").click()
    told.page.wait_for_timeout(300)
    told.page.locator("button.language").click()
    told.until(lambda: "/en/" in told.page.url)
    addresses = " ".join(request.url for request in told.requests)
    said = server.log.read_text("utf-8")
    for fact in FACTS:
        assert fact not in addresses
        assert fact not in said
    assert {cookie["name"] for cookie in told.context.cookies()} == {"lang"}
    kept = "() => [localStorage.length, sessionStorage.length, indexedDB.databases().length]"
    assert told.page.evaluate(kept)[:2] == [0, 0]


def test_a_page_that_is_printed_holds_the_figures(told: Visitor) -> None:
    example = EXAMPLE.read_text("utf-8")
    days = {"on": SAID["on"], "known_on": SAID["known_on"]}
    answer = accord.load().funding(EXAMPLE, **days)
    assert answer.total
    told.send("answer/funding", {"case": example, **days})
    pages = PdfReader(BytesIO(told.page.pdf(format="A4"))).pages
    text = plain(" ".join(" ".join(page.extract_text().split()) for page in pages))
    sums = [answer.total, *(total.amount for total in answer.totals)]
    for amount in sums:
        assert plain(money(amount, "fr")) in text
    assert told.say("take.form.pdf") not in text


def test_the_headers_of_a_page_are_strict(visitor: Comes) -> None:
    one = visitor()
    reply = one.page.goto(f"{one.home}/fr/")
    policy = reply.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy or "default-src 'self'" in policy
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert "set-cookie" not in reply.headers
