"""A cap, a floor or an increase worked out while one of its terms is unknown: its figure is the
most or the least that it may be, and says so. Alone, in a table and in a proof.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import pytest

import accord
from engine.questions.funding import funding
from engine.questions.question import Question
from engine.render import render

from .agreements import DAY, agreement, ask, assert_the_plan_agrees, rule, sound
from .comparison import facts_of

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tools"))
import check_proof as checker  # noqa: E402  # it stands beside the project, and is no part of it

KNOWN = {"entitle": {"line": "base", "amount": {"fact": "deal.year"}}}
UNKNOWN = {"entitle": {"line": "extra", "amount": {"multiply": [10, {"fact": "deal.people"}]}}}
MAY_TAKE = {"entitle": {"line": "extra", "amount": {"subtract": [{"fact": "deal.people"}, 50]}}}
CASES: list[dict[str, Any]] = [
    {"deal.signed_on": "2020-02-01", "deal.year": 2010} | more
    for more in ({}, {"deal.people": 20}, {"deal.flag": True}, {"deal.flag": False})
]


def bound(kind: str, at: int, *lines: str) -> dict[str, Any]:
    return {kind: {"line": "more", "lines": list(lines or ("base", "extra")), "at": at}}


def line(answer: dict[str, Any], name: str) -> dict[str, Any]:
    (found,) = [one for one in answer["entitlements"] if one["line"] == name]
    return found


@pytest.mark.parametrize(
    ("right", "then", "amount", "side", "whole"),
    [
        # 2010 and 10 × 20: a cap of 1500 takes 510, then 710
        (UNKNOWN, bound("cap", 1500), "-510.00", "at_most", "-710.00"),
        # a floor of 3000 adds 990, then 790
        (UNKNOWN, bound("floor", 3000), "990.00", "at_most", "790.00"),
        # a tenth of 2010, then of 2210
        (
            UNKNOWN,
            {"increase": {"line": "more", "lines": ["base", "extra"], "by": "10 %"}},
            "201.00",
            "at_least",
            "221.00",
        ),
        # 20 − 50 is below zero: what is unknown may take away
        (MAY_TAKE, bound("floor", 3000), "990.00", None, "1020.00"),
    ],
)
def test_the_figure_says_on_which_side_it_lies(
    tmp_path: Path, right: Any, then: Any, amount: str, side: str | None, whole: str
) -> None:
    rules = [rule("base", KNOWN), rule("extra", right), rule("more", then)]
    corpus = sound(tmp_path, rules)
    found = line(ask(corpus, "funding", CASES[0]), "more")
    assert found["amount"] == amount
    assert found["partial"] is True
    assert found["depends_on"] == ["deal.people"]
    assert {name for name in ("at_least", "at_most") if name in found} == ({side} - {None})
    known = line(ask(corpus, "funding", CASES[1]), "more")
    assert known["amount"] == whole
    assert not {"partial", "at_least", "at_most"} & known.keys()
    assert_the_plan_agrees(tmp_path, corpus, CASES[:2])


def test_a_cap_on_an_increase_in_doubt_is_in_doubt(tmp_path: Path) -> None:
    """A half of 2010 more if flagged: 3015, of which a cap of 1500 takes 1515; else 510."""
    half = {"increase": {"line": "extra", "lines": ["base"], "by": "50 %"}}
    rules = [
        rule("base", KNOWN),
        rule("extra", half, when={"deal.flag": {"is": True}}),
        rule("more", bound("cap", 1500)),
    ]
    corpus = sound(tmp_path, rules)
    found = [line(ask(corpus, "funding", case), "more") for case in (CASES[0], *CASES[2:])]
    assert [one["amount"] for one in found] == ["-510.00", "-1515.00", "-510.00"]
    assert [one.get("at_most") for one in found] == [True, None, None]
    assert found[0]["depends_on"] == ["deal.flag"]
    assert_the_plan_agrees(tmp_path, corpus, [CASES[0], *CASES[2:]])
    case = tmp_path / "case.json"
    case.write_text(json.dumps({"deal": {"signed_on": "2020-02-01", "year": 2010}}))
    proof = json.loads(accord.load(tmp_path).prove(str(case), "funding", on="2021-01-01"))
    steps, *_ = checker._checked(proof, argparse.Namespace(rulesets=[tmp_path], case=None))
    assert steps > 1


def test_a_cap_on_every_line_does_not_wait_for_itself(tmp_path: Path) -> None:
    """Of 2010 and 10 × 20, a cap of 1500 takes 710 if flagged; where neither the flag nor the
    number is known, nothing says that it takes anything, and both are asked.
    """
    flagged = {"deal.flag": {"is": True}}
    rules = [
        rule("base", KNOWN),
        rule("extra", UNKNOWN),
        rule("more", bound("cap", 1500, "*"), when=flagged),
    ]
    corpus = sound(tmp_path, rules)
    case = CASES[2] | {"deal.people": 20}
    assert line(ask(corpus, "funding", case), "more")["amount"] == "-710.00"
    asked = {one["fact"] for one in ask(corpus, "funding", CASES[0])["missing"]}
    assert asked == {"deal.flag", "deal.people"}
    assert_the_plan_agrees(tmp_path, corpus, [case, *CASES])


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
@pytest.mark.parametrize(
    ("language", "said"), [("fr", "au plus 990\u202f€"), ("en", "at most €990")]
)
def test_every_form_says_so(tmp_path: Path, form: Any, language: Any, said: str) -> None:
    rules = [rule("base", KNOWN), rule("extra", UNKNOWN), rule("more", bound("floor", 3000))]
    corpus = sound(tmp_path, rules)
    case = {"corpus": "mini", "deal": {"signed_on": "2020-02-01", "year": 2010}}
    question = Question(DAY, DAY, language).checked(corpus)
    answer = funding(corpus, facts_of(case, corpus), question)
    assert said in render(answer, form, language).replace("\u00a0", "\u202f")


def test_a_cap_on_a_floor_of_which_the_amount_is_unknown_is_in_doubt(tmp_path: Path) -> None:
    """2010 are known. With 3000 people the floor adds 990, and a cap of 1500 takes 1500; without
    them it takes 510 or more.
    """
    floor = {"line": "extra", "lines": ["base"], "at": {"fact": "deal.people"}}
    corpus = sound(
        tmp_path,
        [
            rule("base", KNOWN),
            rule("extra", {"floor": floor}),
            rule("more", bound("cap", 1500)),
        ],
    )
    signed = {"deal.signed_on": "2020-02-01", "deal.year": 2010}
    cases: list[dict[str, Any]] = [signed, signed | {"deal.people": 3000}]
    totals = [
        sum(float(one["amount"]) for one in ask(corpus, "funding", case)["entitlements"])
        for case in cases
    ]
    assert totals == [1500, 1500]
    found = line(ask(corpus, "funding", cases[0]), "more")
    assert (found["amount"], found["partial"]) == ("-510.00", True)
    assert found["depends_on"] == ["deal.people"]
    assert line(ask(corpus, "funding", cases[1]), "more")["amount"] == "-1500.00"
    assert_the_plan_agrees(tmp_path, corpus, cases)


@pytest.mark.parametrize(
    ("then", "paid"),
    [
        # of 2010, a cap of 1500 takes 510: 500 in advance as before, 1510 − 510 at the end
        (bound("cap", 1500), [("base", "500.00"), ("base", "1510.00"), ("more", "-510.00")]),
        (bound("floor", 3000), [("base", "500.00"), ("base", "1510.00"), ("more", "990.00")]),
        (
            {"increase": {"line": "more", "lines": ["base"], "by": "10 %"}},
            [("base", "500.00"), ("base", "1510.00"), ("more", "201.00")],
        ),
    ],
)
def test_an_advance_with_an_amount_of_its_own_is_paid_once(
    tmp_path: Path, then: Any, paid: list[tuple[str, str]]
) -> None:
    """What is worked out from the right goes to its balance alone."""
    parts = [
        {"part": "advance", "amount": 500, "due": {"fact": "period.from"}},
        {"part": "balance", "due": {"fact": "period.until"}},
    ]
    rules = [
        rule("base", KNOWN),
        rule("more", then),
        rule("paid", {"pay": {"lines": ["base"], "parts": parts}}),
    ]
    corpus = sound(tmp_path, rules)
    first = ask(corpus, "funding", CASES[0])["payments"][:3]
    assert sorted((one["line"], one["amount"]) for one in first) == sorted(paid)
    assert [one["part"] for one in first if one["line"] == "more"] == ["balance"]
    assert_the_plan_agrees(tmp_path, corpus, CASES[:2])
    assert_the_proof_is_checked(tmp_path)


def test_shares_and_rates_are_fractions_too(tmp_path: Path) -> None:
    """Of 2010, two thirds are 1340 and the rest 670; a quarter more is 502.50: 335, and 167.50."""
    parts = [
        {"part": "advance", "share": "2/3", "due": {"fact": "period.from"}},
        {"part": "balance", "due": {"fact": "period.until"}},
    ]
    rules = [
        rule("base", KNOWN),
        rule("more", {"increase": {"line": "more", "lines": ["base"], "by": "1/4"}}),
        rule("paid", {"pay": {"lines": ["base"], "parts": parts}}),
    ]
    corpus = sound(tmp_path, rules)
    first = ask(corpus, "funding", CASES[0])["payments"][:4]
    assert {(one["line"], one["part"], one["amount"]) for one in first} == {
        ("base", "advance", "1340.00"),
        ("more", "advance", "335.00"),
        ("base", "balance", "670.00"),
        ("more", "balance", "167.50"),
    }
    assert_the_plan_agrees(tmp_path, corpus, CASES[:2])
    assert_the_proof_is_checked(tmp_path)


def test_a_share_divided_by_zero_is_a_finding(tmp_path: Path) -> None:
    parts = [
        {"part": "advance", "share": "2/0", "due": {"fact": "period.from"}},
        {"part": "balance", "due": {"fact": "period.until"}},
    ]
    paid = rule("paid", {"pay": {"lines": ["base"], "parts": parts}})
    _, findings = agreement(tmp_path, [rule("base", KNOWN), paid])
    assert [one.code for one in findings][:1] == ["ACC241"]


def assert_the_proof_is_checked(folder: Path) -> None:
    case = folder / "case.json"
    case.write_text(json.dumps({"deal": {"signed_on": "2020-02-01", "year": 2010}}))
    proof = json.loads(accord.load(folder).prove(str(case), "funding", on="2021-01-01"))
    steps, *_ = checker._checked(proof, argparse.Namespace(rulesets=[folder], case=None))
    assert steps > 1
