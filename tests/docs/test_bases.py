"""What the rules say of their own basis: an inference is called one,
and the coverage page counts them as a reader of the files would.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from engine.source.yaml_source import read_yaml

ROOT = Path(__file__).parent.parent.parent
RULESETS = {path.name: path for path in sorted((ROOT / "rulesets").iterdir()) if path.is_dir()}
UNESTABLISHED = {"éditeur non lu", "divers"}
"""Publishers of documents whose authority is not
established: a note of unknown publisher, secondary pages.
"""
SAYS_INFERRED = re.compile(
    r"par déduction|est déduite?\b|\bdéduit\b|\binferred\b|by inference|dont l'éditeur est inconnu",
    re.IGNORECASE,
)
COUNTED = (
    "articles",
    "operations",
    "rule",
    "table",
    "norm",
    "official_text",
    "official_summary",
    "inferred",
    "not_encoded",
)


@cache
def read(path: Path) -> dict[str, Any]:
    document, findings = read_yaml(path, path.read_bytes())
    assert document is not None, findings
    tree: dict[str, Any] = document.tree
    return tree


def articles(text: str) -> list[dict[str, Any]]:
    return [
        found for found in map(read, sorted(RULESETS[text].glob("*.yaml"))) if "article" in found
    ]


def provisions(text: str) -> Iterator[dict[str, Any]]:
    """Every provision that a text writes, with the source and
    the basis that it takes from its operation when it has none.
    """
    for article in articles(text):
        yield from article.get("provisions", [])
        for operation in article.get("operations", []):
            yield from (
                {"source": operation["source"], "basis": operation["basis"]} | one
                for one in operation.get("with", [])
            )


def publishers() -> dict[str, str]:
    documents = [read(path / "text.yaml").get("documents", {}) for path in RULESETS.values()]
    return {name: one["publisher"] for found in documents for name, one in found.items()}


@pytest.mark.parametrize("text", RULESETS)
def test_a_provision_is_no_surer_than_its_words(text: str) -> None:
    published_by = publishers()
    for one in provisions(text):
        said = f"{one['says']['fr']} {one['says']['en']}"
        if published_by[one["source"]["document"]] in UNESTABLISHED or SAYS_INFERRED.search(said):
            assert one["basis"] == "inferred", (one["id"], said)


def test_a_note_of_unknown_publisher_is_no_official_summary() -> None:
    bases = {
        one["basis"]
        for text in RULESETS
        for one in provisions(text)
        if one["source"]["document"] == "note_2019"
    }
    assert bases == {"inferred"}


@pytest.mark.parametrize("text", RULESETS)
def test_the_coverage_page_counts_what_is_written(text: str) -> None:
    found = list(provisions(text))
    counted = Counter(one["basis"] for one in found)
    counted += Counter(
        "rule" if "then" in one else "table" if "table" in one else "norm" for one in found
    )
    counted["articles"] = len(articles(text))
    counted["operations"] = sum(len(article.get("operations", [])) for article in articles(text))
    counted["not_encoded"] = len(read(RULESETS[text] / "text.yaml").get("not_encoded", []))
    page = (ROOT / "docs" / "coverage-of-the-law.md").read_text(encoding="utf-8")
    (row,) = (line for line in page.splitlines() if f"](#{text})" in line)
    assert [int(cell) for cell in row.split("|")[2:-1]] == [counted[name] for name in COUNTED]
