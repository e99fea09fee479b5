"""What holds on every kind of page: nothing for axe-core to say, no wider than the screen, nothing
moves by itself; the first one is small.

Over all, in both languages, on a telephone and on a desktop, in the light and in the dark.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from visitor import DESKTOP, TELEPHONE, Server, Visitor

from tests.depth import DEEP

ROOT = Path(__file__).parents[2]
MOST_BYTES = 60_000
MOST_REQUESTS = 6
DAYS = {"on": "2023-06-01", "known_on": "2026-01-01"}
CASE = {"case": (ROOT / "examples/cpts_exemple.yaml").read_text("utf-8"), **DAYS}
LITTLE = {"case": '{"contract": {"signed_on": "2020-01-15"}}', **DAYS}
WRONG = {"case": "community: {population: beaucoup}\ncontract: {signed_no: 1}\n", **DAYS}
TRIED = {**CASE, "set": "community.population=90000", "reading": "governing_version=date_of_event"}


class Kind(NamedTuple):
    """A kind of page: its address, and what the visitor has said, where it is sent a form."""

    path: str
    said: dict[str, str] | None = None
    status: int = 200


KINDS = {
    "start": Kind(""),
    "about": Kind("about"),
    "interview": Kind("interview/funding", DAYS),
    "interview under way": Kind("interview/funding", LITTLE),
    "facts": Kind("facts/funding", CASE),
    "funding": Kind("answer/funding", CASE),
    "funding known in part": Kind("answer/funding", LITTLE),
    "funding tried otherwise": Kind("answer/funding", TRIED),
    "eligibility": Kind("answer/eligibility", CASE),
    "calendar": Kind("answer/calendar", CASE),
    "duties": Kind("answer/duties", CASE),
    "a case refused": Kind("answer/funding", WRONG, 422),
    "the law": Kind("law"),
    "a text": Kind("law/aci_2019"),
    "an article": Kind("law/aci_2019/8"),
    "versions compared": Kind("law/aci_2019/8?from=2019-08-25&to=2022-06-01"),
    "two variants": Kind("compare", TRIED),
    "impact": Kind("impact"),
    "embedded": Kind("embed/funding"),
    "no such page": Kind("nothing", status=404),
}


@pytest.fixture(scope="session")
def axe() -> str:
    import axe_playwright_python

    folder = Path(axe_playwright_python.__file__).parent
    return (folder / "axe.min.js").read_text(encoding="utf-8")


SIZES = {"fr": (TELEPHONE, DESKTOP), "en": (DESKTOP, TELEPHONE)}
SCHEMES = ("light", "dark")


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_page_reads_well(
    visitor: Callable[..., Visitor], drafts: Server, axe: str, kind: str, language: str
) -> None:
    """In French on a telephone and in English on a desktop, one of them in the dark; when tests are
    deep, each of them on both, in both.
    """
    path, said, status = KINDS[kind]
    one = visitor(language, SIZES[language][0], to=drafts)
    one.refused.add(status)
    first = (list(KINDS).index(kind) + (language == "en")) % 2
    one.page.emulate_media(color_scheme=SCHEMES[first])
    one.open("about" if said is not None else path)
    if said is not None:
        one.send(path, said)
    wrong = [f"moves: {move}" for move in one.shifts()]
    for size in SIZES[language] if DEEP else SIZES[language][:1]:
        one.page.set_viewport_size(size)
        wrong += [f"{size['width']}: too wide: {part}" for part in one.too_wide()]
        for scheme in SCHEMES if DEEP else SCHEMES[first : first + 1]:
            one.page.emulate_media(color_scheme=scheme)
            wrong += [f"{size['width']}, {scheme}: {fault}" for fault in one.violations(axe)]
    assert wrong == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_first_page_is_small(visitor: Callable[..., Visitor], language: str) -> None:
    one = visitor(language, TELEPHONE)
    one.open("")
    one.settle()
    sizes = [request.sizes() for request in one.requests]
    assert len(sizes) <= MOST_REQUESTS
    sent = sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes)
    assert sent < MOST_BYTES
    assert one.shifts() == []
