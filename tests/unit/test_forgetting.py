"""What is compiled of the law is forgotten: a process that asks
under hundreds of sets of readings does not grow with them.
"""

from __future__ import annotations

import gc
import random
from datetime import date
from typing import Any

import pytest
from depth import some

from engine.cases.case_reader import Facts, read_case
from engine.language.model import Corpus
from engine.law.consolidation import timeline_of
from engine.library import load
from engine.questions.question import Question
from engine.reasoning import compiled, program
from engine.reasoning.networks import loaded
from engine.source.yaml_source import read_yaml
from tests.answers import funding

NETWORK: Any = loaded()[1]
CASE = b"""
community: {population: 55000, members: 120, legal_form: association}
contract: {signed_on: "2020-01-15", file_complete: true}
missions: {access: {started_on: "2020-07-01"}, crisis: {started_on: "2022-10-01"}}
"""


def asked(corpus: Corpus, facts: Facts, readings: dict[str, str]) -> object:
    return funding(
        corpus, facts, Question(date(2023, 6, 1), date(2026, 1, 1), "fr", readings, traced=False)
    )


def networks() -> int:
    gc.collect()
    return sum(isinstance(one, NETWORK) for one in gc.get_objects())


@pytest.mark.slow
def test_compiled_laws_are_forgotten_and_answer_the_same_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(compiled, "MOST_COMPILED", 4)
    corpus = load()["cpts"]
    document, _ = read_yaml("case.yaml", CASE)
    assert document is not None
    facts, findings = read_case(document, corpus.vocabulary)
    assert facts is not None, findings
    drawing, many = random.Random(3), some(10, 24)
    sets = [
        {name: drawing.choice(list(one.options)) for name, one in corpus.readings.items()}
        for _ in range(many)
    ]
    answers, counts = [], []
    for readings in sets:
        answers.append(asked(corpus, facts, readings))
        assert len(compiled._KEPT) <= 4
        counts.append(networks())
    first, last = counts[4 : many // 2], counts[many // 2 :]
    assert max(last) <= 2 * max(first)  # as many under the last sets as under the first
    again = some(3, 6)
    assert [asked(corpus, facts, readings) for readings in sets[:again]] == answers[:again]
    for kept in compiled._KEPT.values():
        timeline = kept.timeline
        assert timeline is timeline_of(
            corpus, timeline.known_on, timeline.readings
        )  # the last made, of whatever day of knowledge
        assert len(kept.timeline.shared) < 200


@pytest.mark.slow
def test_networks_are_let_go_with_what_uses_them() -> None:
    before = networks()
    corpus = load()["cpts"]
    timeline = timeline_of(corpus, date(2026, 1, 1), {})
    made = program.Program(timeline, timeline.laws[-1], {}, "funding", {})
    sections = [made.section(kind) for kind in corpus.occasions]
    assert networks() >= before
    assert sections
    del made, sections
    assert networks() <= before
