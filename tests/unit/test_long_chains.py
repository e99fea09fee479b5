"""Derived facts that stand on one another in a long chain:
nothing of the engine counts on its being short.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from small_law import LABEL, VOCABULARY, amount, event, read_law, said, text

from engine.cases.case_reader import read_case
from engine.language.forms.arithmetic import Add
from engine.language.forms.facts import Fact
from engine.language.forms.literal import Literally
from engine.language.model import Corpus, Provision
from engine.language.nodes import Derive
from engine.questions.question import Question
from engine.reasoning.program import levels_of
from engine.source.yaml_source import read_yaml
from tests.answers import funding

LINKS = 3_000


def link(first: Provision, rank: int) -> Provision:
    """Return the rule that derives one more than the link
    before it gives, the first one more than the people.
    """
    read = Fact(f"chain.n{rank - 1}" if rank else "deal.people")
    assert first.rule is not None
    derives = replace(first.rule, then=Derive(f"chain.n{rank}", Add((read, Literally(1)))))
    return replace(first, address=f"m/1/n{rank}", rule=derives)


def chained(folder: Path) -> Corpus:
    """Return an agreement whose one right is worth the last
    of many links, the rules in an order of their own.
    """
    derives = said(
        "n0",
        on="signature",
        then={"derive": {"fact": "chain.n0", "value": {"fact": "deal.people"}}},
    )
    right = amount("x", 1) | {"then": {"entitle": {"line": "base", "amount": {"fact": "chain.n0"}}}}
    derived: dict[str, Any] = {"type": "integer", "derived": True, "label": LABEL}
    one = text("m", "2020-01-01", {"1": [derives, right]}, events={"signed": event("2019-12-01")})
    one["vocabulary"] = VOCABULARY | {"facts": VOCABULARY["facts"] | {"chain.n0": derived}}
    corpus = read_law(folder, one)
    legal = corpus.texts["m"]
    first, last = legal.articles[0].provisions
    assert last.rule is not None
    last = replace(
        last,
        rule=replace(last.rule, then=replace(last.rule.then, amount=Fact(f"chain.n{LINKS - 1}"))),
    )
    links = [
        link(first, rank) for rank in sorted(range(LINKS), key=lambda rank: rank * 7919 % LINKS)
    ]
    article = replace(legal.articles[0], provisions=(*links, last))
    word = corpus.vocabulary.facts["chain.n0"]
    words = corpus.vocabulary.facts | {
        f"chain.n{rank}": replace(word, name=f"chain.n{rank}") for rank in range(LINKS)
    }
    vocabulary = replace(corpus.vocabulary, facts=words)
    return replace(
        corpus,
        digest="chained",
        texts={"m": replace(legal, articles=(article,))},
        vocabulary=vocabulary,
    )


def test_a_right_stands_on_three_thousand_derivations(tmp_path: Path) -> None:
    corpus = chained(tmp_path)
    question = Question(date(2021, 1, 1), date(2021, 1, 1), traced=False)
    known, _ = read_yaml("case", b"corpus: mini\ndeal: {signed_on: 2020-06-01, people: 12}\n")
    unknown, _ = read_yaml("case", b"corpus: mini\ndeal: {signed_on: 2020-06-01}\n")
    assert known is not None
    assert unknown is not None
    facts, lacking = (read_case(document, corpus.vocabulary)[0] for document in (known, unknown))
    assert facts is not None
    assert lacking is not None
    answer = funding(corpus, facts, question)
    assert [Decimal(row["amount"]) for row in answer["entitlements"]] == [12 + LINKS]
    assert [one["fact"] for one in funding(corpus, lacking, question)["missing"]] == ["deal.people"]


@pytest.mark.parametrize(
    ("reads", "levels"),
    [
        ({"a": [], "b": []}, {"a": 1, "b": 1}),
        ({"a": ["b", "c"], "b": ["c"], "c": []}, {"a": 3, "b": 2, "c": 1}),
        ({"a": ["b", "c"], "b": [], "c": ["b", "d"], "d": ["b"]}, {"a": 4, "b": 1, "c": 3, "d": 2}),
        ({"b": ["a", "c"], "a": ["c"], "c": []}, {"a": 2, "b": 3, "c": 1}),
    ],
    ids=["apart", "a chain beside a shorter way", "two ways down", "the other order"],
)
def test_each_fact_stands_one_above_the_highest_that_it_reads(
    reads: dict[str, list[str]], levels: dict[str, int]
) -> None:
    assert levels_of(reads, reads.__getitem__) == levels
