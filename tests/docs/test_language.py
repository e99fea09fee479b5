"""The YAML of docs/language.md: what has a file name makes an
agreement that is read, checked and asked; the rest is read one by one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from docpages.language import language_files

from engine.checks import check_corpus
from engine.diagnostics.diagnostic import Diagnostic
from engine.language.forms import BY_KEY
from engine.language.model import REPEALED
from engine.language.operators import WRITTEN
from engine.source.articles import Articles
from engine.source.expressions import DEADLINES, DUTIES, Expressions
from engine.source.reader import KINDS, read_corpora
from engine.source.vocabulary_file import LABELS, TYPES
from engine.source.yaml_source import read_yaml
from engine.testing.scenario import read_scenarios, run

ROOT = Path(__file__).parent.parent.parent
PAGE = (ROOT / "docs" / "language.md").read_text(encoding="utf-8")
SNIPPETS = re.findall(
    r"^```yaml(?: title=\"([^\"]*)\")?\n(.*?)^```$", PAGE, flags=re.MULTILINE | re.DOTALL
)
FRAGMENTS = {title: content for title, content in SNIPPETS if not title.endswith(".yaml")}

WORDS = {
    *BY_KEY,
    *WRITTEN,
    *Expressions._CONCLUSIONS,
    *DEADLINES,
    *DUTIES,
    *KINDS,
    *TYPES,
    *LABELS,
    "known",
}
EXPECTATIONS = "expectations"
READ: dict[str, Callable[[Articles, Any, tuple[int, ...]], Any]] = {
    "values": Expressions.value,
    "conditions": Expressions.condition,
    "conclusions": Expressions.conclusion,
    "tables": Articles.table,
}


def test_every_block_says_what_it_is() -> None:
    assert len(SNIPPETS) > 12
    assert set(FRAGMENTS) == {*READ, EXPECTATIONS}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("language")
    for title, content in SNIPPETS:
        if title.endswith(".yaml"):
            file = root / title
            file.parent.mkdir(exist_ok=True)
            assert not file.exists(), title
            file.write_text(content, encoding="utf-8")
    return root


def test_the_agreement_of_the_page_is_read_and_checked(folder: Path) -> None:
    corpora, findings = read_corpora([folder / "garden", folder / "garden_amendment"])
    assert [str(finding) for finding in findings] == []
    assert [str(finding) for corpus in corpora.values() for finding in check_corpus(corpus)] == []
    assert set(corpora["gardens"].texts) == {"garden", "garden_amendment"}


def test_the_scenario_of_the_page_holds(folder: Path) -> None:
    scenarios, findings = read_scenarios(folder / "garden.scenario.yaml")
    assert [str(finding) for finding in findings] == []
    assert [str(difference) for scenario in scenarios for difference in run(scenario)] == []


@pytest.mark.parametrize("kind", READ)
def test_the_fragments_of_the_page_are_accepted(kind: str) -> None:
    document, problems = read_yaml(f"{kind}.yaml", FRAGMENTS[kind].encode())
    assert document is not None, problems
    findings: list[Diagnostic] = []
    reader = Articles(document, findings, "text")
    for rank, node in enumerate(document.tree):
        assert READ[kind](reader, node, (rank,)) is not None
    assert [str(finding) for finding in findings] == []


def test_the_expectations_of_the_page_are_accepted() -> None:
    document, problems = read_yaml("expectations.yaml", FRAGMENTS[EXPECTATIONS].encode())
    assert document is not None, problems
    findings: list[Diagnostic] = []
    said = {
        "says": {"fr": "x", "en": "x"},
        "source": {"document": "d", "at": "p"},
        "basis": "inferred",
    }
    for node in document.tree:
        new = {
            "id": "o",
            **said,
            **node,
            "with": [{"id": "amounts", "says": {"fr": "x", "en": "x"}}],
        }
        operation = Articles(document, findings, "text").operation(new, (0,))
        assert operation is not None
        assert set(operation.by_version) == set(node["expect_by_version"])
        assert operation.by_version["last_amendment"] == REPEALED
    assert [str(finding) for finding in findings] == []


@pytest.mark.parametrize("word", sorted(WORDS))
def test_every_word_of_the_language_is_on_the_page(word: str) -> None:
    assert re.search(rf"\b{word}\b", PAGE)


@pytest.mark.parametrize("path", sorted(map(str, language_files(ROOT))))
def test_what_is_generated_of_the_language_is_current(path: str) -> None:
    written = (ROOT / path).read_text(encoding="utf-8")
    assert written == language_files(ROOT)[Path(path)], "run `python docs/regenerate.py`"
