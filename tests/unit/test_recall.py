"""What is recalled of a case that differs in one fact is what would be worked out again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from engine.cases.case_reader import Facts, read_case
from engine.library import load
from engine.questions.question import Question
from engine.reasoning.occasions import Occasion
from engine.reasoning.program import Section
from engine.reasoning.recall import Concluded, Pending, Recall, Work
from engine.reasoning.rights import Grant
from engine.source.yaml_source import read_file, read_yaml
from tests.answers import funding

CASE = Path(__file__).parent.parent.parent / "examples" / "cpts_exemple.yaml"
QUESTION = Question(date(2026, 1, 1), date(2026, 1, 1))


class Counting(Recall):
    """Counts what is asked and what is worked out."""

    asked = worked = 0

    def concluded(
        self,
        section: Section,
        occasion: Occasion,
        pending: Pending,
        view: dict[str, Any],
        last: dict[str, list[Grant]],
        work: Work,
    ) -> Concluded:
        """Return what `Recall` does."""
        Counting.asked += 1

        def counted(view: dict[str, Any], last: dict[str, list[Grant]]) -> Concluded:
            Counting.worked += 1
            return work(view, last)

        return super().concluded(section, occasion, pending, view, last, counted)


class Forgetful(Recall):
    """Works all out again."""

    def concluded(
        self,
        section: Section,
        occasion: Occasion,
        pending: Pending,
        view: dict[str, Any],
        last: dict[str, list[Grant]],
        work: Work,
    ) -> Concluded:
        """Return what the work gives."""
        return work(view, last)


def without_each_fact(tree: Any, at: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield the place of each group and each fact of a case."""
    for key, value in tree.items():
        yield (*at, key)
        if isinstance(value, dict):
            yield from without_each_fact(value, (*at, key))


def case_without(places: list[tuple[str, ...]], vocabulary: Any) -> Facts | None:
    """Return the case without what stands at some places, None where that is no case."""
    document, _ = read_file(CASE)
    assert document is not None
    tree = json.loads(
        json.dumps(
            document.tree,
            default=lambda value: float(value) if isinstance(value, Decimal) else str(value),
        )
    )
    for *groups, last in places:
        group = tree
        for key in groups:
            group = group.get(key, {})
        group.pop(last, None)
    pruned, _ = read_yaml("case", json.dumps(tree).encode())
    assert pruned is not None
    return read_case(pruned, vocabulary)[0]


def test_recalled_or_worked_out_the_answer_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    corpus, tree = load()["cpts"], read_file(CASE)[0]
    assert tree is not None
    places = [place for place in without_each_fact(tree.tree) if place != ("corpus",)]
    weighed = 0
    for start in range(0, len(places), 4):
        facts = case_without(places[start::7], corpus.vocabulary)
        if facts is None:
            continue
        monkeypatch.setattr("engine.questions.funding.Recall", Counting)
        recalled = funding(corpus, facts, QUESTION)
        monkeypatch.setattr("engine.questions.funding.Recall", Forgetful)
        assert recalled == funding(corpus, facts, QUESTION)
        weighed += sum(len(one["possible"]) for one in recalled["missing"])
    assert weighed > 20
    assert Counting.worked < Counting.asked / 2
