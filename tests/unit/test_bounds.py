"""Caps and floors: what is taken from each right, or added to it, adds up to the cent."""

from __future__ import annotations

import argparse
import json
import re
import shutil
import sys
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import accord
from engine.cases.case_reader import Facts, read_case
from engine.questions.answers.funding import FundingAnswer
from engine.questions.funding import funding, ledger
from engine.questions.question import Question
from engine.source.yaml_source import read_yaml
from engine.words.rules_aloud import RulesAloud
from tests.depth import some
from tests.guild import FOLDER, corpus

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tools"))
import check_proof as checker  # noqa: E402  # it stands beside the project, and is no part of it

ASKED = Question(date(2021, 6, 1), date(2026, 1, 1))
CAPPED = ("fair", "street", "street_least")


def facts_of(**known: Any) -> Facts:
    case = {"workshop": {"joined_on": "2021-03-01", "leaves_on": "2022-03-01", **known}}
    document, _ = read_yaml("case.json", json.dumps(case).encode())
    assert document is not None
    facts, findings = read_case(document, corpus().vocabulary)
    assert facts is not None, findings
    return facts


def sums(**known: Any) -> dict[str, Decimal]:
    """Return the sum of each line."""
    totals: Counter[str] = Counter()
    for right in ledger(corpus(), facts_of(**known), ASKED).rights:
        totals[right.line] += right.amount  # type: ignore[assignment]  # of decimals
    return dict(totals)  # type: ignore[arg-type]  # of decimals


@settings(max_examples=some(40, 1000), deadline=None)
@given(stalls=st.integers(0, 100_000), streets=st.integers(0, 1000))
def test_nothing_is_lost_and_the_cap_is_kept(stalls: int, streets: int) -> None:
    money = ledger(corpus(), facts_of(stalls=stalls, streets=streets), ASKED)
    totals = sums(stalls=stalls, streets=streets)
    street = max(Decimal(1000 * streets), Decimal(2500)) if streets else Decimal(0)
    whole = 7 * stalls + street
    capped = [right for right in money.rights if right.line == "fair_limit"]
    assert sum((totals.get(line, Decimal(0)) for line in CAPPED), Decimal(0)) == whole
    assert sum((right.amount for right in capped), Decimal(0)) == min(50000 - whole, Decimal(0))
    for right in money.rights:
        paid = [pay.amount for pay in money.payments if pay.right is right]
        assert sum(paid, Decimal(0)) == right.amount
        assert not right.amount % Decimal("0.01")
    for right in capped:  # none gives more than it has
        assert right.base is not None
        assert 0 <= -right.amount <= right.base.amount


def test_a_floor_adds_what_is_wanting() -> None:
    assert sums(stalls=0, streets=1)["street_least"] == 1500


def answered(**known: Any) -> FundingAnswer:
    return funding(corpus(), facts_of(**known), ASKED)


def test_the_answer_says_what_is_capped_and_by_which_article() -> None:
    lines = {line.line: line for line in answered(stalls=8001, streets=1).entitlements}
    limit = lines["fair_limit"]
    assert limit.amount == -8507
    assert [cited.display for cited in limit.citations[:1]] == ["accord des ateliers, art. 43"]
    assert [cited.display for cited in lines["fair"].citations] == ["accord des ateliers, art. 43"]
    assert [(part.line, part.base, part.amount) for part in limit.components or ()] == [
        ("fair", Decimal(56007), Decimal("-8143.50")),
        ("street", Decimal(1000), Decimal("-145.40")),
        ("street_least", Decimal(1500), Decimal("-218.10")),
    ]


def test_what_is_capped_is_paid_with_less() -> None:
    paid = [
        (pay.part, pay.amount)
        for pay in answered(stalls=10000).payments
        if pay.line in ("fair", "fair_limit")
    ]
    assert sum(amount for _, amount in paid) == 50000
    assert dict(paid)  # each part has its line of the cap
    assert [part for part, _ in paid].count("advance") == 2


def test_a_right_in_doubt_leaves_the_cap_in_doubt() -> None:
    answer = answered(stalls=10000)
    limit = next(line for line in answer.entitlements if line.line == "fair_limit")
    assert limit.amount == -20000  # of what is known
    assert limit.partial
    assert limit.depends_on == ("workshop.streets",)


def test_a_bound_is_read_aloud() -> None:
    rules = {
        provision.id: provision.rule.then
        for text in corpus().texts.values()
        for article in text.articles
        if article.number == "43"
        for provision in article.provisions
        if provision.rule
    }
    french, english = (
        RulesAloud(corpus().vocabulary, corpus().readings, language, texts=corpus().texts)
        for language in ("fr", "en")
    )
    assert re.sub(r"\s", " ", french.conclusion(rules["least"])) == (
        "plancher pour « fête de rue » en tout : 2 500 €, sur la ligne « complément de la fête de "
        "rue »"
    )
    assert english.conclusion(rules["limit"]) == (
        "cap on “fair”, “street party” and “top-up of the street party” in all: 50,000 × the part "
        "of the period covered, in days, on the line “cap on the celebrations”"
    )


SHARED = ("text.yaml", "vocabulary.yaml", "occasions.yaml", "readings.yaml", "art_1.yaml")
SUMS = ("art_41.yaml", "art_42.yaml", "art_43.yaml", "art_44.yaml")
"""The articles of scales, shares, caps and sums split, and what they need."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rulesets = tmp_path_factory.mktemp("rulesets")
    (rulesets / "guild").mkdir()
    for name in (*SHARED, *SUMS):
        shutil.copy(FOLDER / "rulesets" / "guild" / name, rulesets / "guild" / name)
    return rulesets


@pytest.mark.parametrize("streets", [1, None])
def test_a_proof_of_it_is_verified(streets: int | None, folder: Path, tmp_path: Path) -> None:
    given: dict[str, Any] = {"joined_on": "2021-03-01", "leaves_on": "2023-03-01", "stalls": 8001}
    given |= {"visitors": 10000, "district": "harbour", "craftsmen": 12, "tools_share": 0.3}
    given |= {"festival_grant": 4000, "last_season": 20000, "roof": True}
    given |= {} if streets is None else {"streets": streets}
    case = tmp_path / "case.json"
    case.write_text(json.dumps({"workshop": given}), encoding="utf-8")
    proof = json.loads(accord.load(folder).prove(str(case), "funding", on="2022-06-01"))
    arguments = argparse.Namespace(rulesets=[folder], case=None)
    steps, *_ = checker._checked(proof, arguments)
    assert steps > 10
