"""The page that tries the API shows every request of its description, in both languages."""

from __future__ import annotations

import shlex
from html import unescape

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from accord.server.pages.for_programs import command_of, requests_in

Server = TestClient[Litestar]


def test_the_page_is_in_the_language_of_the_browser(server: Server) -> None:
    reply = server.get("/api", headers={"accept-language": "en"}, follow_redirects=False)
    assert (reply.status_code, reply.headers["location"]) == (303, "/en/api")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_request_has_its_page(server: Server, language: str) -> None:
    tried = requests_in(server.get("/api/v1/openapi.json").content)
    assert len(tried) == 20
    first = server.get(f"/{language}/api").text
    for each in tried:
        page = server.get(f"/{language}/api?ask={each.id}")
        assert page.status_code == 200, each.id
        text = unescape(page.text)
        assert f"<code>{each.method} {each.path}</code>" in text
        assert f"ask={each.id}" in first
        if each.body:
            assert each.body in text


def test_what_is_no_request_has_no_page(server: Server) -> None:
    assert server.get("/fr/api?ask=nothing").status_code == 404


def test_the_command_is_the_request(server: Server) -> None:
    """What the page shows for a terminal, taken apart as a shell does, is answered."""
    for each in requests_in(server.get("/api/v1/openapi.json").content):
        written = command_of(each, "http://testserver.local").replace("\\\n", " ")
        program, url, *options = shlex.split(written)
        assert program == "curl"
        if each.body:
            header, content = options[1], options[3]
            name, _, value = header.partition(": ")
            reply = server.post(url, content=content, headers={name: value})
        else:
            reply = server.get(url)
        assert reply.status_code == 200, each.id
