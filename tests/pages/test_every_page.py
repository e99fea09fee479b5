"""What holds on every kind of page: read by axe-core, no wider than the screen, nothing moves, no
request elsewhere, little to fetch.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from visitor import TELEPHONE, Visitor

MOST_BYTES = 60_000
MOST_REQUESTS = 6


@pytest.fixture(scope="session")
def axe() -> str:
    import axe_playwright_python

    folder = Path(axe_playwright_python.__file__).parent
    return (folder / "axe.min.js").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_first_page_is_small(visitor: Callable[..., Visitor], language: str) -> None:
    one = visitor(language, TELEPHONE)
    one.open("")
    one.settle()
    sizes = [request.sizes() for request in one.requests]
    assert len(sizes) <= MOST_REQUESTS
    assert (
        sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes) < MOST_BYTES
    )
    assert one.shifts() == []
