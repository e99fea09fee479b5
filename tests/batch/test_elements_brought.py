"""What is worked out over elements leaves out those that a text brings later: the six verbs, alone,
in a table and in a proof.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from small_law import LABEL, SOURCED, text, write_law

import accord
from engine.checks import check_corpus
from engine.source.reader import read_corpora
from engine.tables.columns import CASE
from tests.answers import funding

from .comparison import answered, differences, facts_of

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tools"))
from datetime import date  # noqa: E402

import check_proof as checker  # noqa: E402  # it stands beside the project, and is no part of it

from engine.questions.question import Question  # noqa: E402  # after the path of the checker

EARLY = {"task.done_on": {"before": "2023-01-01"}}
POINTS = {"fact": "task.points"}
AMOUNTS: dict[str, Any] = {
    "count": {"count": "tasks"},
    "sum": {"sum": POINTS, "over": "tasks"},
    "least": {"least": POINTS, "over": "tasks"},
    "greatest": {"greatest": POINTS, "over": "tasks"},
}
CONDITIONS: dict[str, Any] = {
    "any": {"any": "tasks", "where": {"task.points": {"at_least": 50}}},
    "every": {"every": "tasks", "where": EARLY, "holds": {"task.points": {"at_most": 20}}},
}
CASE_GIVEN: dict[str, Any] = {
    "corpus": "mini",
    "deal": {"signed_on": "2020-01-01"},
    "tasks": {
        "wood": {"points": 10, "done_on": "2020-02-01"},
        "iron": {"points": 20, "done_on": "2020-03-01"},
        "glass": {"points": 70, "done_on": "2022-04-01"},
    },
}
"""Glass is brought on 1 January 2022. The years begin on 1 January from 2020 on."""


def law(folder: Path, *, complete: bool) -> Path:
    fact = {"label": LABEL, "question": LABEL}
    tasks = {
        "singular": "task",
        "label": LABEL,
        "keys": {"wood": LABEL, "iron": LABEL},
        "facts": {
            "points": {"type": "integer", **fact},
            "done_on": {"type": "date", **fact},
        },
    } | ({"complete": True} if complete else {})
    vocabulary = {
        "facts": {"deal.signed_on": {"type": "date", **fact}},
        "collections": {"tasks": tasks},
        "lines": dict.fromkeys((*AMOUNTS, *CONDITIONS), LABEL),
    }
    year = {"from": {"fact": "deal.signed_on"}, "every": "P1Y", "label": LABEL}
    occasions = {
        "periods": {"year": year},
        "occasions": {"year": {"each_period": "year", "label": LABEL}},
    }
    rules = [
        {"id": name, "says": LABEL, **SOURCED, "on": "year", **rest}
        for name, rest in [
            *(
                (name, {"then": {"entitle": {"line": name, "amount": amount}}})
                for name, amount in AMOUNTS.items()
            ),
            *(
                (name, {"when": when, "then": {"entitle": {"line": name, "amount": 1}}})
                for name, when in CONDITIONS.items()
            ),
        ]
    ]
    base = text("m", "2019-01-01", {"1": rules}) | {
        "vocabulary": vocabulary,
        "occasions": occasions,
    }
    brought = {"collections": {"tasks": {"keys": {"glass": LABEL}}}}
    amendment = text("v", "2022-01-01", {}, amends=["m"]) | {"amended": {"vocabulary": brought}}
    return write_law(folder / "law", [base, amendment])


BEFORE = {"count": "2.00", "sum": "30.00", "least": "10.00", "greatest": "20.00", "every": "1.00"}
SINCE = {"count": "3.00", "sum": "100.00", "least": "10.00", "greatest": "70.00", "any": "1.00"}


@pytest.mark.parametrize("collection", ["complete", "open"])
def test_an_element_counts_from_the_text_that_brings_it(tmp_path: Path, collection: str) -> None:
    """Before 2022: 10 and 20; since: 10, 20 and 70, of which one is 50 or more and not at most 20.

    All three are done before 2023.
    """
    folder = law(tmp_path, complete=collection == "complete")
    corpora, findings = read_corpora([folder])
    assert findings == []
    corpus = corpora["mini"]
    assert [found for found in check_corpus(corpus) if found.code != "ACC223"] == []
    question = Question(date(2023, 6, 1), date(2026, 1, 1), "en").checked(corpus)
    answer: dict[str, Any] = funding(corpus, facts_of(CASE_GIVEN, corpus), question)
    years: dict[int, dict[str, str]] = {}
    for row in answer["entitlements"]:
        years.setdefault(row["period"], {})[row["line"]] = row["amount"]
    assert years == {1: BEFORE, 2: BEFORE, 3: SINCE, 4: SINCE}
    assert answer["missing"] == []

    columns: dict[str, Any] = {
        CASE: ["all", "none"],
        "deal.signed_on": pa.array([date(2020, 1, 1)] * 2, pa.date32()),
    }
    for name, facts in CASE_GIVEN["tasks"].items():
        there = [True, False]
        points, day = facts["points"], date.fromisoformat(facts["done_on"])
        columns[f"tasks.{name}"] = there
        columns[f"tasks.{name}.points"] = pa.array([points, None], pa.int64())
        columns[f"tasks.{name}.done_on"] = pa.array([day, None], pa.date32())
    table = pa.table(columns)
    found = answered(tmp_path, table, corpus, question, "funding")
    assert differences(table, corpus, question, found, "funding") == []

    case = tmp_path / "case.json"
    case.write_text(json.dumps(CASE_GIVEN), encoding="utf-8")
    proof = json.loads(accord.load(folder).prove(str(case), "funding", on="2023-06-01"))
    steps, *_ = checker._checked(proof, argparse.Namespace(rulesets=[folder], case=None))
    assert steps > 10
