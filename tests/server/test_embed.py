"""The page in the frame of another site: the interview inside, nothing around, and the whole page one click away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from accord.server.app import application
from accord.server.service import Options, Service

CASE = (Path(__file__).parents[2] / "examples/cpts_exemple.yaml").read_text("utf-8")
QUERIES = ("eligibility", "calendar", "funding", "duties")


@pytest.fixture(scope="module")
def framed(service: Service) -> Iterator[TestClient[Litestar]]:
    options = Options(allow_frames=("https://sante.example",), root_path="")
    with TestClient(application(Service(service.laws, service.answering, options))) as client:
        yield client


def addresses(page: str) -> set[str]:
    return set(re.findall(r'(?:form)?action="([^"]*)"', page))


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_interview_is_inside_and_nothing_around(
    server: TestClient[Litestar], query: str, language: str
) -> None:
    page = server.get(f"/{language}/embed/{query}")
    assert page.status_code == 200
    assert "<nav" not in page.text
    assert "<h1" in page.text
    whole = f'formaction="/{language}/interview/{query}" formtarget="_blank"'
    assert whole in page.text
    own = f"/{language}/embed/{query}"
    assert own in addresses(page.text)
    outside = {each for each in addresses(page.text) if "/embed/" not in each}
    assert outside <= {f"/{language}/interview/{query}", *outside_of(page.text)}
    assert '<base target="_blank">' in page.text


def outside_of(page: str) -> set[str]:
    """Return what leads out of the frame, in a window of its own (`<base target>`)."""
    return {
        each
        for each in addresses(page)
        if "/take/" in each or "/compare" in each or "/open" in each
    }


def test_a_reply_and_the_answer_stay_inside(server: TestClient[Litestar]) -> None:
    said = {"case": CASE, "on": "2023-06-01"}
    step = server.post("/fr/embed/funding", data=said)
    assert step.status_code in (200, 201)
    assert "/fr/embed/funding/answer" in addresses(step.text)
    answer = server.post("/fr/embed/funding/answer", data=said)
    whole = server.post("/fr/answer/funding", data=said)
    assert answer.status_code == 200
    told = re.compile(r"data-sentence>([^<]*)<")
    assert told.findall(answer.text) == told.findall(whole.text) != []
    assert 'formaction="/fr/answer/funding" formtarget="_blank"' in answer.text
    assert "/fr/embed/funding/answer" in addresses(answer.text)


def test_another_site_may_frame_it_where_it_is_allowed(
    server: TestClient[Litestar], framed: TestClient[Litestar]
) -> None:
    def ancestors(client: TestClient[Litestar], path: str) -> str:
        policy = client.get(path).headers["content-security-policy"]
        return policy.partition("frame-ancestors ")[2]

    assert ancestors(framed, "/fr/embed/funding") == "https://sante.example"
    assert ancestors(framed, "/fr/interview/funding") == "'none'"
    assert ancestors(server, "/fr/embed/funding") == "'none'"


def test_a_question_that_there_is_not_has_no_page(server: TestClient[Litestar]) -> None:
    assert server.get("/fr/embed/nothing").status_code == 404
