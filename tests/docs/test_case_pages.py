"""The cases of docs/case.md and docs/case.fr.md are read
without a finding, say the same facts, and are answered.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from engine.cases.case_reader import Facts
from engine.library import load, load_case
from engine.questions.question import Question
from tests.answers import funding

DOCS = Path(__file__).parent.parent.parent / "docs"


def case(page: str, title: str, folder: Path) -> Facts:
    blocks = dict(
        re.findall(
            r'^```yaml title="([^"]*)"\n(.*?)^```$',
            (DOCS / page).read_text(encoding="utf-8"),
            re.MULTILINE | re.DOTALL,
        )
    )
    (folder / title).write_text(blocks[title], encoding="utf-8")
    return load_case(str(folder / title), load())[1]


@pytest.mark.parametrize("title", ["signed.yaml", "early.yaml"])
def test_both_pages_give_the_same_facts(title: str, tmp_path: Path) -> None:
    english, french = (case(page, title, tmp_path) for page in ("case.md", "case.fr.md"))
    assert english.values == french.values
    assert english.elements == french.elements


def test_the_aid_of_the_terminated_project_is_owed_back(tmp_path: Path) -> None:
    facts = case("case.md", "early.yaml", tmp_path)
    corpus = load()["cpts"]
    payments = funding(
        corpus, facts, Question(date(2023, 2, 1), date(2026, 1, 1), "en", {}).checked(corpus)
    )["payments"]
    assert [(row["due_on"], Decimal(row["amount"])) for row in payments] == [
        ("2022-06-15", Decimal(17500)),
        ("2023-03-01", Decimal(-17500)),
    ]
