"""The YAML of docs/language.md: what has a file name makes an
agreement that is read, checked and asked; the rest is read one by one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docpages.language import language_files

from engine.checks import check_corpus
from engine.diagnostics.diagnostic import Diagnostic
from engine.language.forms import BY_KEY
from engine.language.model import REPEALED
from engine.language.operators import WRITTEN
from engine.law.consolidation import timeline_of
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
PARTS = "parts"
READ: dict[str, Callable[[Articles, Any, tuple[int, ...]], Any]] = {
    "values": Expressions.value,
    "conditions": Expressions.condition,
    "conclusions": Expressions.conclusion,
    "tables": Articles.table,
}


def test_every_block_says_what_it_is() -> None:
    assert len(SNIPPETS) > 12
    assert set(FRAGMENTS) == {*READ, EXPECTATIONS, PARTS}


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


def test_the_parts_of_the_page_are_changed_in_its_agreement(folder: Path) -> None:
    """One text amends all the parts that the page names, of the agreement of the page."""
    document, problems = read_yaml("parts.yaml", FRAGMENTS[PARTS].encode())
    assert document is not None, problems
    home = folder / "of_parts"
    home.mkdir()
    said = {"says": {"fr": "x", "en": "x"}, "source": {"document": "printed", "at": "p"}}
    operations = [
        {"id": f"o{rank}", "basis": "inferred", **said, **node}
        for rank, node in enumerate(document.tree)
    ]
    title = {"fr": "x", "en": "x"}
    head = {"text": "of_parts", "kind": "avenant", "title": title, "amends": ["garden"]}
    files = {
        "text.yaml": {**head, "entry_into_force": {"ordinary": "2023-01-01"}},
        "art_1.yaml": {"article": "1", "title": title, "operations": operations},
    }
    for name, content in files.items():
        (home / name).write_text(json.dumps(content), encoding="utf-8")
    corpora, findings = read_corpora([folder / "garden", home])
    assert [str(finding) for finding in findings] == []
    timeline = timeline_of(corpora["gardens"], date.max, {})
    assert [str(one) for doubt in timeline.doubts for one in doubt.findings] == []
    law = timeline.law_on(date(2023, 1, 1))
    assert law is not None
    classes, amounts = law.provision("garden/2/classes"), law.provision("garden/3/amounts")
    assert classes is not None
    assert amounts is not None
    assert classes.provision.written["table"]["brackets"][0] == {"below": 400, "is": "small"}
    assert amounts.provision.written["table"]["rows"]["base"] == [300, 550, 900]


@pytest.mark.parametrize("word", sorted(WORDS))
def test_every_word_of_the_language_is_on_the_page(word: str) -> None:
    assert re.search(rf"\b{word}\b", PAGE)


@pytest.mark.parametrize("path", sorted(map(str, language_files(ROOT))))
def test_what_is_generated_of_the_language_is_current(path: str) -> None:
    written = (ROOT / path).read_text(encoding="utf-8")
    assert written == language_files(ROOT)[Path(path)], "run `python docs/regenerate.py`"
