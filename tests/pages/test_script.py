"""What the script of the pages does: forms without a new page, links that carry the visit, paper."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from time import monotonic
from typing import Any
from urllib.parse import parse_qsl, urlencode
from zlib import compressobj, decompress

import pytest
from visitor import Visitor, plain

CASE = "{community: {name: Les Deux Rives}, contract: {signed_on: 2020-01-15}}"
_FORM = """([action, fields, how]) => {
  const form = document.createElement('form');
  form.method = 'post'; form.action = action; form.dataset.swap = how; form.id = 'sent';
  for (const [name, value] of Object.entries(fields)) {
    const field = document.createElement('input');
    field.name = field.id = name; field.value = value;
    form.append(field);
  }
  document.querySelector('main').append(form);
}"""


def _until(one: Visitor, holds: str) -> None:
    """Wait until an expression holds on a page; what playwright has for it the headers forbid."""
    given_up = monotonic() + 8
    while not one.page.evaluate(holds):
        assert monotonic() < given_up, holds
        one.page.wait_for_timeout(30)


def _send(one: Visitor, fields: dict[str, str], action: str = "", how: str = "") -> None:
    """Send a form of the page, as a button of it would."""
    one.page.evaluate(_FORM, [f"{one.home}/{one.language}/{action}", fields, how])
    one.page.evaluate("document.querySelector('#sent').requestSubmit()")


@pytest.fixture
def said(visitor: Callable[..., Visitor]) -> Visitor:
    """A visitor who has said something."""
    one = visitor("fr")
    one.open("")
    _send(one, {"case": CASE, "on": "2023-06-01"})
    _until(one, "location.hash.startsWith('#v=1&')")
    return one


def _carries(one: Visitor) -> bool:
    return "Les Deux Rives" in one.text() and one.page.evaluate(
        "document.querySelector('#visit').elements.on.value"
    ) == ("2023-06-01")


def test_a_form_is_answered_in_the_page(said: Visitor) -> None:
    assert _carries(said)
    assert said.focused() == plain(said.say("start.title"))
    documents = [each for each in said.requests if each.resource_type == "document"]
    assert len(documents) == 1
    assert (
        "Les Deux Rives" not in said.page.url
    )  # it is deflated; and nothing of it is before the #
    assert said.page.url.partition("#")[0] == f"{said.home}/fr/"


def test_a_link_opens_what_was_said(said: Visitor, visitor: Callable[..., Visitor]) -> None:
    other = visitor("en")
    other.page.goto(said.page.url)
    other.page.wait_for_selector("#visit[data-held]", state="attached")
    assert _carries(other)
    assert not other.page.locator(".callout.missing").count()
    sent = [each for each in other.requests if each.resource_type == "document"]
    assert all("#" not in each.url.replace(other.page.url, "") for each in sent)


@pytest.mark.parametrize(
    ("part", "says"), [("law", "link.law_changed"), ("engine", "link.engine_changed")]
)
def test_a_link_of_another_version_says_so(
    said: Visitor, visitor: Callable[..., Visitor], part: str, says: str
) -> None:
    current = said.page.locator("#said").get_attribute(f"data-{part}")
    other = visitor("fr")
    other.page.goto(said.page.url.replace(f"{part}={current}", f"{part}=other"))
    other.page.wait_for_selector("main .callout.missing")
    assert plain(other.say(says)) in other.text(".callout.missing")
    assert _carries(other)


@pytest.mark.parametrize(
    "link", ["#v=1&visit=%C3%A9", "#v=1", "#v=2&visit=q1Yy", "#v=1&visit=AAAA"]
)
def test_a_link_that_cannot_be_read_says_so(visitor: Callable[..., Visitor], link: str) -> None:
    one = visitor("fr")
    one.open(link)
    one.page.wait_for_selector("main .callout.finding")
    assert plain(one.say("link.unreadable")) in one.text(".callout.finding")
    assert one.page.get_by_role("link", name=one.say("link.start")).is_visible()


def test_back_and_forward(said: Visitor) -> None:
    said.page.go_back()
    said.page.wait_for_selector("#visit:not([data-held])", state="attached")
    assert "Les Deux Rives" not in said.text()
    said.page.go_forward()
    said.page.wait_for_selector("#visit[data-held]", state="attached")
    assert _carries(said)


def test_an_address_within_the_page_does_not_lose_the_visit(said: Visitor) -> None:
    before = said.page.url
    said.page.keyboard.press("Tab")
    said.page.evaluate("document.querySelector('.skip').click()")
    assert said.page.url == before
    assert said.page.evaluate("document.activeElement.id") == "main"


def test_the_language_changes_with_what_was_said(said: Visitor) -> None:
    said.button("shell.other_language").click()
    _until(said, "document.documentElement.lang === 'en'")
    _until(said, "location.hash.startsWith('#v=1&')")
    assert _carries(said)
    assert "/en/#v=1" in said.page.url
    assert [each["name"] for each in said.context.cookies()] == ["lang"]


def test_nothing_is_kept_in_the_browser(said: Visitor) -> None:
    kept = said.page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]")
    assert kept == [0, 0, ""]


# --- what does not go well ------------------------------------------------------------------------


def test_too_many_questions_are_told_and_asked_again(said: Visitor) -> None:
    said.refused = {503}
    busy = [True]

    def answer(route: Any) -> None:
        if busy:
            busy.clear()
            route.fulfill(status=503, headers={"Retry-After": "3"}, body="<main></main>")
        else:
            route.continue_()

    said.page.route("**/fr/", answer)
    _send(said, {"case": CASE.replace("Deux", "Trois"), "on": "2023-06-01"})
    said.page.wait_for_selector("#said button")
    assert plain(said.say("script.overloaded").replace("{}", "3")) in said.text("#said")
    assert said.page.input_value("#sent [name=case]")  # what was typed is still there
    said.page.locator("#said button").click()
    _until(said, "document.querySelector('main').innerText.includes('Trois')")


def test_a_server_that_is_gone_is_told(said: Visitor) -> None:
    said.page.route("**/fr/", lambda route: route.abort())
    _send(said, {"case": CASE})
    said.page.wait_for_selector("#said button")
    assert plain(said.say("script.failed")) in said.text("#said")
    said.faults.clear()


def test_what_is_overtaken_is_dropped(said: Visitor) -> None:
    held: list[Any] = []
    said.page.route("**/fr/", lambda route: route.continue_() if held else held.append(route))
    _send(said, {"case": CASE.replace("Deux", "Trois")})
    said.page.wait_for_selector("html.busy")
    assert said.page.locator("main").get_attribute("aria-busy") == "true"
    said.page.evaluate("document.querySelector('#sent').remove()")
    _send(said, {"case": CASE.replace("Deux", "Quatre")})
    _until(said, "document.querySelector('main').innerText.includes('Quatre')")
    said.page.unroute_all()
    assert not said.page.locator("html.busy").count()


# --- links, paper, fields -------------------------------------------------------------------------


def test_paper_shows_what_is_folded(visitor: Callable[..., Visitor]) -> None:
    one = visitor("fr")
    one.open("about")
    folded = "document.querySelectorAll('main details:not([open])').length"
    assert one.page.evaluate(folded) == 1
    one.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert one.page.evaluate(folded) == 0
    one.page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert one.page.evaluate(folded) == 1


def test_a_slider_is_sent_by_itself_and_keeps_the_focus(visitor: Callable[..., Visitor]) -> None:
    one = visitor("fr")
    one.open("")
    one.page.get_by_role("button", name="CPTS Exemple").click()
    _until(one, "location.pathname.endsWith('/answer/funding') && location.hash.length > 9")
    slider = one.page.locator("input[type=range]").first
    slider.focus()
    id_, length = slider.get_attribute("id"), one.page.evaluate("history.length")
    before, asked = slider.input_value(), len(one.requests)
    for _ in range(3):
        one.page.keyboard.press("ArrowLeft")
    assert one.text(f"output[for='{id_}']") == plain(slider.get_attribute("aria-valuetext") or "")
    link = one.page.url
    _until(one, f"location.href !== {link!r}")
    assert [each.method for each in one.requests[asked:] if "/static/" not in each.url] == ["POST"]
    assert one.page.evaluate("document.activeElement.id") == id_
    assert one.page.locator("input[type=range]").first.input_value() != before
    assert one.page.evaluate("history.length") == length


def test_a_link_that_says_something_else_now_shows_both(visitor: Callable[..., Visitor]) -> None:
    one = visitor("fr")
    one.open("")
    one.page.get_by_role("button", name="CPTS Exemple").click()
    _until(one, "location.pathname.endsWith('/answer/funding') && location.hash.length > 9")
    law = one.page.locator("#said").get_attribute("data-law")
    for says, link in (
        ("link.same", one.page.url),
        ("link.other", _linked(one, "link_said", "Rien n’est dû.")),
    ):
        other = visitor("fr")
        other.page.goto(link.replace(f"law={law}", "law=older"))
        other.page.wait_for_selector("main .callout.missing[role=status]")
        told = other.text(".callout.missing[role=status]")
        assert plain(other.say("link.law_changed")) in told
        assert plain(other.say(says)) in told
    assert "Rien n’est dû." in told


def _linked(one: Visitor, name: str, value: str) -> str:
    """Return the link of a page with something else in the visit that it carries."""
    place, _, carried = one.page.url.partition("&visit=")
    whole = decompress(urlsafe_b64decode(carried + "=" * (-len(carried) % 4)), -15)
    said = {**dict(parse_qsl(whole.decode())), name: value}
    packer = compressobj(wbits=-15)
    packed = packer.compress(urlencode(said).encode()) + packer.flush()
    return f"{place}&visit={urlsafe_b64encode(packed).decode().rstrip('=')}"


def test_one_stays_at_the_part_whose_button_is_gone(said: Visitor) -> None:
    _send(said, {"case": CASE, "on": "2023-06-01"}, "answer/funding")
    _until(said, "document.querySelector('section.answer') !== null")
    said.page.locator("[name=toggle][value=days]").press("Enter")
    _until(said, "document.activeElement.id === 'days-title'")
    # a fold reads nothing of the answer out; that it takes a while may be said
    heard = said.page.evaluate("document.querySelector('#heard').textContent")
    assert heard in ("", "Le calcul est en cours.")


def test_one_stays_at_the_reading_that_was_chosen(said: Visitor) -> None:
    _send(said, {"case": CASE, "on": "2023-06-01"}, "answer/funding")
    _until(said, "document.querySelector('section.answer') !== null")
    said.page.locator("details.reading summary").first.press("Enter")
    said.page.locator("details.reading[open] [name=choose]").first.press("Enter")
    _until(said, "document.activeElement.parentElement.matches('details.reading[open]')")
    assert said.page.locator(".answer .callout.note").count() == 1
