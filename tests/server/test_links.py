"""What a link carries, and the choice of a language: the visit goes along, and nowhere else."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from accord.server.service import Options, Service
from tests.server.pages_read import PageRead

ROOT = Path(__file__).parents[2]
EXAMPLE = (ROOT / "examples" / "cpts_exemple.yaml").read_text("utf-8")
SAID = {
    "case": EXAMPLE,
    "query": "funding",
    "on": "2023-06-01",
    "reading": ["a=b", "c=d"],
    "set": ["community.population=80000"],
    "unknown": ["community.members"],
}
PAGES = ("/", "/about")


def carried(page: PageRead) -> tuple[dict[str, list[str]], PageRead]:
    """What the form of the visit says, by name."""
    [fields] = [fields for form, fields in page.forms if form.get("id") == "visit"]
    said: dict[str, list[str]] = {}
    for name, value in fields:
        said.setdefault(name, []).append(value)
    return said, page


def test_a_page_that_answers_a_form_carries_all_that_was_said(server: TestClient[Litestar]) -> None:
    said, page = carried(PageRead(server.post("/fr/", data=SAID).text))
    expected = {name: [value] if isinstance(value, str) else value for name, value in SAID.items()}
    assert {name: said[name] for name in SAID} == expected
    [form] = [form for form, _ in page.forms if form.get("id") == "visit"]
    assert form["action"] == "/fr/"
    assert "data-held" in form.attributes


def test_a_page_without_a_form_carries_nothing(server: TestClient[Litestar]) -> None:
    said, page = carried(PageRead(server.get("/fr/").text))
    assert not set(said) & {"case", "on", "reading", "set", "unknown"}
    [form] = [form for form, _ in page.forms if form.get("id") == "visit"]
    assert "data-held" not in form.attributes


def test_a_page_says_which_law_answers_and_what_to_say_of_an_older_link(
    server: TestClient[Litestar], service: Service
) -> None:
    page = PageRead(server.get("/fr/").text)
    [said] = [tag for tag in page.tags if tag.get("id") == "said"]
    assert service.laws.current.digest.startswith(said["data-law"])
    templates = {tag["id"]: " ".join(tag.text.split()) for tag in page.all("template")}
    assert "Les textes ont changé depuis ce lien." in templates["link-older"]
    assert "Ce lien ne peut pas être lu." in templates["link-unreadable"]


# --- the choice of a language ---------------------------------------------------------------------


def test_a_language_is_changed_with_what_was_said(server: TestClient[Litestar]) -> None:
    said, _ = carried(PageRead(server.post("/fr/", data=SAID).text))
    reply = server.post("/fr/language", data={**said, "language": "en"}, follow_redirects=False)
    assert (reply.status_code, reply.headers["location"]) == (307, "/en/")
    again, page = carried(PageRead(server.post("/en/", data={**said, "language": "en"}).text))
    assert page.all("html")[0]["lang"] == "en"
    assert {name: again[name] for name in SAID} == {name: said[name] for name in SAID}


@pytest.mark.parametrize("path", PAGES)
def test_a_page_that_no_form_asked_for_is_asked_again_plainly(
    server: TestClient[Litestar], path: str
) -> None:
    said, page = carried(PageRead(server.get(f"/fr{path}").text))
    [button] = [tag for tag in page.all("button") if tag.get("name") == "language"]
    form = {**said, "language": button["value"]}
    reply = server.post(button["formaction"], data=form, follow_redirects=False)
    assert (reply.status_code, reply.headers["location"]) == (303, f"/en{path}")
    assert server.get(reply.headers["location"]).status_code == 200


def test_what_a_page_asks_stays_when_the_language_changes(server: TestClient[Litestar]) -> None:
    said, _ = carried(PageRead(server.get("/fr/about?on=2023-06-01&a=%C3%A9").text))
    reply = server.post("/fr/language", data={**said, "language": "en"}, follow_redirects=False)
    assert reply.headers["location"] == "/en/about?on=2023-06-01&a=%C3%A9"


@pytest.mark.parametrize(
    "here",
    [
        "//evil.example/x",
        "https://evil.example",
        "/\\evil.example",
        "@evil.example",
        "/x\r\nSet-Cookie: a=b",
        "/../../x",
        "?a=1\r\nX: y",
        "\u00e9/\u2028",
    ],
)
def test_a_language_leads_nowhere_else(server: TestClient[Litestar], here: str) -> None:
    form = {"here": here, "language": "en"}
    location = server.post("/fr/language", data=form, follow_redirects=False).headers["location"]
    parts = urlsplit(location)
    assert (parts.scheme, parts.netloc) == ("", "")
    assert location.startswith("/en/")
    assert location.isascii()
    assert location.isprintable()


def test_the_only_cookie_is_the_language(server: TestClient[Litestar]) -> None:
    form = {"here": "/", "language": "en", "held": ""}
    reply = server.post("/fr/language", data=form, follow_redirects=False)
    cookie = reply.headers["set-cookie"]
    assert cookie.startswith("lang=en;")
    assert all(part in cookie for part in ("HttpOnly", "Path=/", "SameSite=lax"))
    for path in ("/fr/", "/en/about"):
        assert "set-cookie" not in server.get(path).headers
    assert "set-cookie" not in server.post("/fr/", data=SAID).headers


def test_a_language_that_there_is_not_changes_nothing(server: TestClient[Litestar]) -> None:
    form = {"here": "/about", "language": "xx"}
    reply = server.post("/fr/language", data=form, follow_redirects=False)
    assert reply.headers["location"] == "/fr/about"
    assert reply.headers["set-cookie"].startswith("lang=fr;")


# --- under a proxy --------------------------------------------------------------------------------


def test_every_address_is_under_the_path_of_the_proxy(service: Service) -> None:
    from accord.server.app import application

    below = Service(service.laws, service.answering, Options(root_path="/accord"))
    with TestClient(application(below)) as client:
        page = PageRead(client.get("/fr/").text)
        addresses = [
            tag[name]
            for tag in page.tags
            for name in ("href", "src", "action", "formaction")
            if tag.get(name)
        ]
        assert addresses
        assert all(each.startswith(("/accord/", "#")) for each in addresses)
        form = {"here": "/about", "language": "en"}
        reply = client.post("/fr/language", data=form, follow_redirects=False)
        assert reply.headers["location"] == "/accord/en/about"
        assert "Path=/accord/" in reply.headers["set-cookie"]
