"""The first page, in both languages."""

from __future__ import annotations

import pytest
from litestar import Litestar
from litestar.testing import TestClient


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
