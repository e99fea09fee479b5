"""The first page, in both languages."""

from __future__ import annotations

import pytest
from litestar import Litestar
from litestar.testing import TestClient

import accord
from accord.server.pages.visit import QUERIES
from accord.server.service import Service
from tests.server.pages_read import PageRead


@pytest.mark.parametrize(
    ("accepted", "language"), [("fr-FR,fr;q=0.9", "fr"), ("en-GB", "en"), ("de", "fr")]
)
def test_the_language_is_that_of_the_browser_or_french(
    server: TestClient[Litestar], accepted: str, language: str
) -> None:
    reply = server.get("/", headers={"accept-language": accepted}, follow_redirects=False)
    assert (reply.status_code, reply.headers["location"]) == (303, f"/{language}/")


def test_a_language_that_there_is_not_has_no_page(server: TestClient[Litestar]) -> None:
    assert server.get("/de/").status_code == 404


@pytest.mark.parametrize(
    ("accepted", "chosen", "language"),
    [
        ("de, en;q=0.3, fr;q=0.2", None, "en"),
        ("fr;q=0.1, en", None, "en"),
        ("*", None, "fr"),
        ("en;q=x, ;q=", None, "fr"),
        ("", None, "fr"),
        ("en", "fr", "fr"),
        ("fr", "en", "en"),
        ("fr", "xx", "fr"),
    ],
)
def test_the_language_chosen_before_is_kept(
    server: TestClient[Litestar], accepted: str, chosen: str | None, language: str
) -> None:
    headers = {"accept-language": accepted} | ({"cookie": f"lang={chosen}"} if chosen else {})
    reply = server.get("/", headers=headers, follow_redirects=False)
    assert reply.headers["location"] == f"/{language}/"


def test_four_questions_and_the_law_are_offered(server: TestClient[Litestar]) -> None:
    page = PageRead(server.get("/fr/").text)
    actions = [form["action"] for form, _ in page.forms]
    assert actions[:4] == [f"/fr/interview/{query}" for query in QUERIES]
    assert "/fr/law" in [tag["href"] for tag in page.all("a")]
    assert "Droit codé jusqu’à l’avenant 2" in page.words()


def test_the_examples_that_come_with_the_package_are_offered_whole(
    server: TestClient[Litestar], service: Service
) -> None:
    page = PageRead(server.get("/en/").text)
    offered = [dict(fields) for form, fields in page.forms if "/answer/" in form["action"]]
    law = service.laws.current.law
    assert [law.case_in(each["case"]).name for each in offered] == [
        "CPTS Exemple",
        "Projet de CPTS",
    ]
    assert [each["name"] for each in offered] == ["cpts_exemple.yaml", "projet_paris.yaml"]


def test_who_has_said_something_goes_on_or_starts_anew(server: TestClient[Litestar]) -> None:
    case = "community: {name: Les Deux Rives}\n"
    page = PageRead(server.post("/fr/", data={"case": case, "on": "2023-06-01"}).text)
    assert "Vos réponses pour Les Deux Rives sont dans cette page." in page.words()
    questions = [(form, fields) for form, fields in page.forms if "data-swap" in form.attributes]
    assert [form["action"] for form, _ in questions[:4]] == [
        f"/fr/answer/{each}" for each in QUERIES
    ]
    assert {("case", case), ("on", "2023-06-01")} <= set(questions[0][1])


def test_a_case_that_cannot_be_read_is_kept_all_the_same(server: TestClient[Litestar]) -> None:
    reply = server.post("/fr/", data={"case": "a: ["})
    assert reply.status_code == 200
    assert ("case", "a: [") in [
        field for _, fields in PageRead(reply.text).forms for field in fields
    ]


def test_what_is_typed_is_never_code(server: TestClient[Litestar]) -> None:
    typed = 'community: {name: "<script>alert(1)</script>"}\n'
    reply = server.post("/fr/", data={"case": typed, "name": '"><img src=x onerror=alert(1)>'})
    page = PageRead(reply.text)
    assert "<script>alert(1)</script>" in page.words()
    assert len(page.all("script")) == 1
    assert not page.all("img")


# --- another body of law --------------------------------------------------------------------------


def test_each_body_of_law_has_its_questions(with_another: TestClient[Litestar]) -> None:
    page = PageRead(with_another.get("/fr/").text)
    asked = [dict(fields) for form, fields in page.forms if "/interview/" in form["action"]]
    assert [each["case"].strip() for each in asked] == ["corpus: cpts"] * 4 + ["corpus: velo"] * 4
    assert {"ACI CPTS", "Convention vélo"} <= {tag.text for tag in page.all("h2")}


def test_what_it_is_about_names_every_text(with_another: TestClient[Litestar]) -> None:
    page = PageRead(with_another.get("/fr/about").text)
    led = [tag["href"] for tag in page.all("a")]
    assert {f"/fr/law/{text.id}" for text in accord.load().texts} <= set(led)
    assert "/fr/law/convention_velo" in led


def test_an_answer_of_nothing_said_is_the_first_page_with_its_question(
    server: TestClient[Litestar],
) -> None:
    page = PageRead(server.get("/fr/answer/duties").text)
    [focused] = [tag for tag in page.all("button") if "autofocus" in tag.attributes]
    assert focused.text.startswith("Que nous demande-t-on")
    assert server.get("/fr/answer/nothing").status_code == 404
