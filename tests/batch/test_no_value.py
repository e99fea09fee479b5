"""Where all is known and there is still no value, an answer says why: alone, and in a table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine.diagnostics.bilingual import Language

from .agreements import (
    amounts,
    ask,
    asked,
    assert_the_plan_agrees,
    rule,
    sound,
)

SIGNED, REPORTED = {"fact": "deal.signed_on"}, {"fact": "deal.reported_on"}
SPLIT = {"split": 100, "from": SIGNED, "until": REPORTED, "by": "months"}
HALVES = {"after": SIGNED, "by": "P1M", "times": {"divide": [{"fact": "deal.people"}, 2]}}
CASES: list[dict[str, Any]] = [
    {"deal.signed_on": "2020-02-01", "deal.reported_on": day, "deal.people": people}
    for day, people in [
        ("2020-06-01", 4),
        ("2020-02-01", 3),
        ("2020-01-31", 0),
        ("2020-02-28", 1),
        ("not_yet", 2),
    ]
]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "amount split between two days with no time between them"),
        ("fr", "montant réparti entre deux jours que rien ne sépare"),
    ],
)
def test_an_amount_split_between_days_out_of_order(
    tmp_path: Path, language: Language, said: str
) -> None:
    corpus = sound(tmp_path, [rule("base", {"entitle": {"line": "base", "amount": SPLIT}})])
    # four months of a year that holds them all: the whole amount
    assert amounts(ask(corpus, "funding", CASES[0])) == {"base": "100.00"}
    for case in CASES[1:]:
        answer = ask(corpus, "funding", case, language=language)
        assert amounts(answer) == {}
        assert [one["label"] for one in answer["missing"]] == [said]
        assert answer["complete"] is False
    assert_the_plan_agrees(tmp_path, corpus, CASES)


def test_a_duration_taken_a_number_of_times_that_is_not_whole(tmp_path: Path) -> None:
    """No table: the plan refuses such a rule (ACC609)."""
    then = {"deadline": {"id": "report", "due": HALVES}}
    corpus = sound(tmp_path, [rule("report", then, on="signature")])
    days = {
        case["deal.people"]: [one.get("on") for one in ask(corpus, "calendar", case)["entries"]]
        for case in CASES
    }
    assert days[4] == ["2020-04-01"]
    assert days[0] == ["2020-02-01"]
    assert days[2] == ["2020-03-01"]
    missing = asked(ask(corpus, "calendar", CASES[1]))
    assert {one["label"] for one in missing.values()} == {
        "duration taken a number of times that is not whole"
    }
