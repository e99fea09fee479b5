"""Conditions of any size, in a whole answer, in a table and in the
check of the rules: the same outcomes, and no more than moments.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pytest
from depth import some
from small_law import one_article

from engine.checks import contradictions
from engine.language.model import Corpus
from engine.questions.question import Question
from tests.answers import eligibility

from .comparison import answered, case_of, differences, facts_of

SOURCE = {"document": "paper", "at": "p. 1"}
TOWNS = [f"t{rank}" for rank in range(500)]
FLAGS = [f"c.b{rank}" for rank in range(40)]
QUESTION = Question(date(2021, 1, 1), date(2026, 1, 1))


def said(text: str) -> dict[str, str]:
    return {"fr": text, "en": text}


def corpus_of(rules: dict[str, dict[str, Any]], folder: Path) -> Corpus:
    folder.mkdir()
    provision = {"says": said("x"), "source": SOURCE, "basis": "official_text", "on": "question"}
    listed = [provision | {"id": id_} | rule for id_, rule in rules.items()]
    facts: dict[str, Any] = {name: {"type": "boolean", "label": said(name)} for name in FLAGS}
    facts["c.town"] = {
        "type": "enumeration",
        "label": said("town"),
        "values": {one: said(one) for one in TOWNS},
    }
    facts["c.count"] = {"type": "integer", "label": said("count"), "minimum": 0, "maximum": 100000}
    facts["c.class"] = {"type": "integer", "label": said("class"), "derived": True}
    return one_article(
        folder,
        {"facts": facts, "benefits": {"grant": said("grant")}},
        {"occasions": {"question": {"on": {"fact": "day"}, "label": said("question")}}},
        listed,
    )


def required(id_: str, when: dict[str, Any]) -> dict[str, Any]:
    return {"when": when, "then": {"require": {"benefit": "grant", "requirement": id_}}}


def nested(random: Random, depth: int) -> dict[str, Any]:
    if not depth:
        return random.choice(
            [
                {random.choice(FLAGS): {"is": random.random() < 0.5}},
                {"c.town": {"one_of": random.sample(TOWNS, 30)}},
                {"c.count": {random.choice(["at_least", "less_than"]): random.randrange(500)}},
            ]
        )
    parts = [
        nested(random, random.choice([0, depth - 1])) for _ in range(random.choice([2, 3]))
    ] + [nested(random, depth - 1)]
    return random.choice([{"all": parts}, {"any": parts}, {"not": {"any": parts}}])


RULES = {
    "town": {"c.town": {"one_of": TOWNS[:499]}},
    "no_town": {"not": {"c.town": {"one_of": TOWNS[1:]}}},
    "counts": {"c.count": {"one_of": list(range(0, 1000, 2))}},
    "any_town": {"any": [{"c.town": {"is": one}} for one in TOWNS[:300]]},
    "any_flag": {"any": [{name: {"is": True}} for name in FLAGS]},
    "all_flags": {"all": [{name: {"is": True}} for name in FLAGS]},
    "any_count": {"any": [{"c.count": {"is": rank}} for rank in range(0, 400, 2)]},
    "all_counts": {"all": [{"c.count": {"is_not": rank}} for rank in range(0, 400, 2)]},
    **{f"nested{seed}": nested(Random(seed), some(5, 6)) for seed in range(2)},
}


def cases() -> list[dict[str, Any]]:
    random = Random(3)
    found = []
    for rank in range(some(8, 16)):
        flags = {
            name: random.choice([True, False, None] if rank % 2 else [True, True, True, False])
            for name in FLAGS
        }
        flags = dict.fromkeys(FLAGS, True) if rank == 0 else flags
        found.append(
            {
                "case": f"c{rank}",
                "c.town": random.choice([*TOWNS[:2], *TOWNS[-2:], None]),
                "c.count": random.choice([0, 7, 398, 999, None]),
            }
            | flags
        )
    return found


def test_large_conditions_alone_and_in_a_table(tmp_path: Path) -> None:
    corpus = corpus_of({id_: required(id_, when) for id_, when in RULES.items()}, tmp_path / "law")
    assert contradictions(corpus) == ()
    rows = cases()
    first = dict(rows[0]) | {"c.town": "t498", "c.count": 998}
    answer = eligibility(corpus, facts_of(case_of(first, corpus), corpus), QUESTION)
    outcomes = {one["id"]: one["outcome"] for one in answer["benefits"][0]["requirements"]}
    plain = {id_: outcome for id_, outcome in outcomes.items() if not id_.startswith("nested")}
    assert plain == {
        "town": "met",
        "no_town": "unmet",
        "counts": "met",
        "any_town": "unmet",
        "any_flag": "met",
        "all_flags": "met",
        "any_count": "unmet",
        "all_counts": "met",
    }
    kinds = [
        ("case", pa.string()),
        ("c.town", pa.string()),
        ("c.count", pa.int64()),
        *((name, pa.bool_()) for name in FLAGS),
    ]
    table = pa.Table.from_pylist(rows, schema=pa.schema(kinds))
    found = answered(tmp_path, table, corpus, QUESTION, "eligibility")
    assert found.rejected == {}
    assert differences(table, corpus, QUESTION, found, "eligibility") == []


@pytest.mark.parametrize("form", ["one_of", "any"])
def test_rules_apart_by_many_values_do_not_conflict(form: str, tmp_path: Path) -> None:

    def among(values: list[str]) -> dict[str, Any]:
        return (
            {"c.town": {"one_of": values}}
            if form == "one_of"
            else {"any": [{"c.town": {"is": one}} for one in values]}
        )

    def classed(rank: int, when: dict[str, Any]) -> dict[str, Any]:
        return {"when": when, "then": {"derive": {"fact": "c.class", "value": rank}}}

    apart = corpus_of(
        {"low": classed(1, among(TOWNS[:250])), "high": classed(2, among(TOWNS[250:]))},
        tmp_path / "apart",
    )
    assert contradictions(apart) == ()
    both = corpus_of(
        {"low": classed(1, among(TOWNS[:251])), "high": classed(2, among(TOWNS[250:]))},
        tmp_path / "both",
    )
    assert [finding.code for finding in contradictions(both)] == ["ACC204"]
