"""What is worked out over elements leaves out those that a text brings later: the six verbs, alone,
in a table and in a proof.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from small_law import LABEL, SOURCED, text, write_law

import accord
from engine.checks import check_corpus
from engine.questions.question import Question
from engine.source.reader import read_corpora
from engine.tables.columns import CASE
from tests.answers import funding

from .comparison import answered, differences, facts_of

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tools"))
import check_proof as checker  # noqa: E402  # it stands beside the project, and is no part of it

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


RIDER = {"ordinary": {"from": {"fact": "deal.rider_on"}}}
"""The text that brings glass reaches each case by an act of its own."""


def law(folder: Path, *, complete: bool, **more: Any) -> Path:
    fact = {"label": LABEL, "question": LABEL}
    riders = ["deal.rider_on"] if more else []
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
        "facts": {name: {"type": "date", **fact} for name in ("deal.signed_on", *riders)},
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
    amendment = text("v", "2022-01-01", {}, amends=["m"], **more)
    amendment |= {"amended": {"vocabulary": brought}}
    return write_law(folder / "law", [base, amendment])


BEFORE = {"count": "2.00", "sum": "30.00", "least": "10.00", "greatest": "20.00", "every": "1.00"}
SINCE = {"count": "3.00", "sum": "100.00", "least": "10.00", "greatest": "70.00", "any": "1.00"}


def table_of(riders: Mapping[str, date | None], without: Collection[str] = ()) -> pa.Table:
    """Return a table of cases, by name with the day of their rider; some are `without` elements."""
    here, count = [name not in without for name in riders], len(riders)
    columns: dict[str, Any] = {
        CASE: list(riders),
        "deal.signed_on": pa.array([date(2020, 1, 1)] * count, pa.date32()),
    }
    if any(riders.values()):
        columns["deal.rider_on"] = pa.array(list(riders.values()), pa.date32())
    for name, facts in CASE_GIVEN["tasks"].items():
        points, day = facts["points"], date.fromisoformat(facts["done_on"])
        columns[f"tasks.{name}"] = here
        columns[f"tasks.{name}.points"] = pa.array(
            [points if there else None for there in here], pa.int64()
        )
        columns[f"tasks.{name}.done_on"] = pa.array(
            [day if there else None for there in here], pa.date32()
        )
    return pa.table(columns)


def years_of(answer: Mapping[str, Any]) -> dict[int, dict[str, str]]:
    """Return what an answer gives, by year and line."""
    years: dict[int, dict[str, str]] = {}
    for row in answer["entitlements"]:
        years.setdefault(row["period"], {})[row["line"]] = row["amount"]
    return years


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
    assert years_of(answer) == {1: BEFORE, 2: BEFORE, 3: SINCE, 4: SINCE}
    assert answer["missing"] == []

    table = table_of({"all": None, "none": None}, without=("none",))
    found = answered(tmp_path, table, corpus, question, "funding")
    assert differences(table, corpus, question, found, "funding") == []

    assert proved(tmp_path, folder, CASE_GIVEN, "2023-06-01") > 10


@pytest.mark.parametrize("collection", ["complete", "open"])
def test_an_element_counts_from_the_day_on_which_its_text_reaches_the_case(
    tmp_path: Path, collection: str
) -> None:
    """In force on 1 January 2022, the text reaches a case on the day of its rider: one of 2021
    counts from 2022 on, one of 1 March 2023 or of 1 January 2024 from the year that begins on
    1 January 2024. Without a rider, nothing is known since 2022.
    """
    folder = law(tmp_path, complete=collection == "complete", applies_to=RIDER)
    corpora, findings = read_corpora([folder])
    assert findings == []
    corpus = corpora["mini"]
    question = Question(date(2024, 6, 1), date(2026, 1, 1), "en").checked(corpus)
    early = {1: BEFORE, 2: BEFORE, 3: SINCE, 4: SINCE, 5: SINCE}
    late = {1: BEFORE, 2: BEFORE, 3: BEFORE, 4: BEFORE, 5: SINCE}
    expected: dict[str, tuple[date | None, Any, list[str]]] = {
        "early": (date(2021, 5, 5), early, []),
        "late": (date(2023, 3, 1), late, []),
        "on the day": (date(2024, 1, 1), late, []),
        "the day after": (date(2024, 1, 2), {**late, 5: BEFORE}, []),
        "unknown": (None, {1: BEFORE, 2: BEFORE}, ["deal.rider_on"]),
    }
    for name, (rider, years, missing) in expected.items():
        deal = CASE_GIVEN["deal"] | ({"rider_on": rider.isoformat()} if rider else {})
        given = CASE_GIVEN | {"deal": deal}
        answer: dict[str, Any] = funding(corpus, facts_of(given, corpus), question)
        assert years_of(answer) == years, name
        assert [row["fact"] for row in answer["missing"]] == missing, name
        assert proved(tmp_path, folder, given, "2024-06-01") > 10

    table = table_of({name: rider for name, (rider, *_) in expected.items()})
    found = answered(tmp_path, table, corpus, question, "funding")
    assert differences(table, corpus, question, found, "funding") == []


def proved(tmp_path: Path, folder: Path, given: Mapping[str, Any], on: str) -> int:
    """Return how many steps of the proof of an answer have been checked."""
    case = tmp_path / "case.json"
    case.write_text(json.dumps(given), encoding="utf-8")
    proof = json.loads(accord.load(folder).prove(str(case), "funding", on=on))
    steps, *_ = checker._checked(proof, argparse.Namespace(rulesets=[folder], case=None))
    return int(steps)
