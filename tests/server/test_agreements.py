"""Which agreement a page is about is said where several are loaded, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from accord.server.app import application
from accord.server.service import Options, started
from tests.server.pages_read import PageRead

CPTS = Path("examples/cpts_exemple.yaml").read_text("utf-8")
VELO = Path("examples/other_agreement/atelier.yaml").read_text("utf-8")
PAGES = ("answer/funding", "facts/funding", "interview/funding")


@pytest.mark.parametrize("path", PAGES)
def test_the_agreement_is_named_with_the_way_to_another(
    with_another: TestClient[Litestar], path: str
) -> None:
    for case, name in ((CPTS, "ACI CPTS"), (VELO, "Convention vélo")):
        page = PageRead(with_another.post(f"/fr/{path}", data={"case": case}).text)
        assert f"{name} · une autre convention" in page.words()


@pytest.mark.parametrize("path", PAGES)
def test_the_only_agreement_is_not_named(server: TestClient[Litestar], path: str) -> None:
    page = PageRead(server.post(f"/fr/{path}", data={"case": CPTS}).text)
    assert "une autre convention" not in page.words()


def test_an_example_is_under_the_name_of_its_agreement(
    with_another: TestClient[Litestar],
) -> None:
    named = [tag.text for tag in PageRead(with_another.get("/fr/").text).all("h3")]
    assert named == ["ACI CPTS"]  # the other comes without one


def test_the_texts_whose_impact_is_asked_are_told_apart(
    with_another: TestClient[Litestar],
) -> None:
    page = PageRead(with_another.get("/fr/impact").text).words()
    assert "Avenant 2 (ACI CPTS)" in page
    assert "Avenant 1 (Convention vélo)" in page


def test_the_page_of_a_draft_leads_to_its_impact_with_the_text_chosen() -> None:
    service = started(Options((Path("examples/avenant_3/rulesets"),)))
    with TestClient(application(service)) as client:
        draft = PageRead(client.get("/fr/law/avenant_3_fictif").text)
        (way,) = [tag["href"] for tag in draft.all("a") if "/impact" in tag["href"]]
        asked = PageRead(client.get(way).text)
    chosen = [tag["value"] for tag in asked.all("input") if "checked" in tag.attributes]
    assert chosen == ["drafts:cpts"]
