"""Every address on every kind of page leads somewhere: followed as a visitor would, from the first
page on.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from tests.server.pages_read import PageRead, Tag

ROOT = Path(__file__).parents[2]
CASE = {"case": (ROOT / "examples" / "cpts_exemple.yaml").read_text("utf-8"), "on": "2023-06-01"}
UNREAD = {"case": "a: ["}
"""What no page can read, and so costs nothing to refuse."""
READ = ("", "about", "law", "law/aci_2019", "law/aci_2019/8")
ASKED = ("", "interview/funding", "facts/funding", "answer/eligibility")


def _lost(server: TestClient[Litestar], page: PageRead) -> list[str]:
    """The addresses of a page that lead nowhere."""
    ids = {tag["id"] for tag in page.tags if tag.get("id")}
    led = {tag["href"] for tag in page.all("a") if tag.get("href")}
    lost = [each for each in led if each.startswith("#") and each[1:] not in ids]
    lost += [each for each in led if each.startswith("?")]
    followed = {each.partition("#")[0] for each in led if each.startswith("/")}
    kinds = {each.partition("?")[0].count("/"): each for each in sorted(followed)}
    lost += [each for each in kinds.values() if server.get(each).status_code != 200]
    sent = {form["action"] for form, _ in page.forms if form.get("action") and _sends(form)}
    sent |= {tag["formaction"] for tag in page.all("button") if tag.get("formaction")}
    lost += [each for each in sent if server.post(each, data=UNREAD).status_code in (404, 405)]
    return sorted(lost)


def _sends(form: Tag) -> bool:
    """Whether a form is sent: that of the visit is where the visitor has said something."""
    return form.get("method") == "post" and (
        form.get("id") != "visit" or "data-held" in form.attributes
    )


@pytest.mark.parametrize("path", READ)
def test_the_addresses_of_a_page_to_read(server: TestClient[Litestar], path: str) -> None:
    assert not _lost(server, PageRead(server.get(f"/fr/{path}").text))


@pytest.mark.parametrize("path", ASKED)
def test_the_addresses_of_a_page_that_answers(server: TestClient[Litestar], path: str) -> None:
    assert not _lost(server, PageRead(server.post(f"/en/{path}", data=CASE).text))
