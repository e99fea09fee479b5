"""Pages where there is no answer say what happened, and keep what was typed."""

from __future__ import annotations

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from accord.server.answering import Busy, TooLong
from accord.server.service import Service
from tests.server.pages_read import PageRead

SAID = {"case": "contract: {signed_on: 2020-01-15}\n", "on": "2023-06-01", "extra": "é <b>"}


def test_a_page_that_there_is_not(server: TestClient[Litestar]) -> None:
    reply = server.get("/fr/nothing")
    page = PageRead(reply.text)
    assert (reply.status_code, page.all("h1")[0].text) == (404, "Cette page n’existe pas")
    assert "/fr/" in [tag["href"] for tag in page.all("a")]


@pytest.mark.parametrize(("accepted", "language"), [("en", "en"), ("fr", "fr"), ("", "fr")])
def test_an_address_without_a_language_answers_in_that_of_the_browser(
    server: TestClient[Litestar], accepted: str, language: str
) -> None:
    reply = server.get("/nothing/at/all", headers={"accept-language": accepted})
    assert reply.status_code == 404
    assert PageRead(reply.text).all("html")[0]["lang"] == language


def test_a_page_that_awaits_a_form(server: TestClient[Litestar]) -> None:
    reply = server.get("/en/take/pdf/funding")
    assert reply.status_code == 405
    assert PageRead(reply.text).all("h1")[0].text == "This page awaits your answers"


@pytest.mark.parametrize(
    ("raised", "status", "says"),
    [
        (Busy(1), 503, "Réessayez dans une seconde."),
        (Busy(7), 503, "Réessayez dans 7 secondes."),
        (TooLong(10), 504, "Cette réponse prend trop de temps"),
        (KeyError("of a program"), 500, "La page n’a pas pu répondre"),
    ],
)
def test_what_was_typed_is_sent_once_more(
    server: TestClient[Litestar],
    service: Service,
    monkeypatch: pytest.MonkeyPatch,
    raised: Exception,
    status: int,
    says: str,
) -> None:
    async def fail(*_: object) -> None:
        raise raised

    monkeypatch.setattr(type(service.answering), "of", fail)
    reply = server.post("/fr/take/pdf/funding", data=SAID)
    page = PageRead(reply.text)
    assert reply.status_code == status
    assert says in page.words()
    assert "of a program" not in reply.text
    [again] = [fields for form, fields in page.forms if form["action"] == "/fr/take/pdf/funding"]
    assert dict(again) == SAID
    assert reply.headers.get("retry-after") == (str(raised.seconds) if status == 503 else None)  # type: ignore[attr-defined]


def test_what_is_too_large_is_refused_in_words(
    server: TestClient[Litestar], service: Service
) -> None:
    reply = server.post("/fr/", data={"case": "x" * (service.limits.body + 1)})
    assert reply.status_code == 413
    assert "C’est trop grand" in PageRead(reply.text).words()
