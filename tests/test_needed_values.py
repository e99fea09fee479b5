"""What a right and its payment cannot be told without: each
is asked for, in the single answer and in the plan.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from batch.comparison import answered, differences, facts_of
from small_law import LABEL, VOCABULARY, event, read_law, said, text

from engine.language.model import Corpus
from engine.questions.question import Question
from tests.answers import funding

QUESTION = Question(date(2022, 6, 1), date(2026, 1, 1))
OPENED, DECREE = {"fact": "deal.opened_on"}, {"event": "m.decree"}
DATE = {"type": "date", "label": LABEL, "question": LABEL}


def gives(**bounds: Any) -> list[dict[str, Any]]:
    """Return a rule that gives 100 € with bounds."""
    return [said("r", on="signature", then={"entitle": {"line": "base", "amount": 100} | bounds})]


def pays(*days: Any) -> list[dict[str, Any]]:
    """Return a rule that gives 100 €, and one that pays it on two days."""
    parts = [{"part": "first", "share": "75 %", "due": days[0]}, {"part": "rest", "due": days[1]}]
    return [*gives(), said("p", on="signature", then={"pay": {"lines": ["base"], "parts": parts}})]


def law_of(folder: Path, rules: list[dict[str, Any]]) -> Corpus:
    """Return an agreement that holds some rules; its event `decree` has no day."""
    events = {"signed": event("2019-12-01"), "decree": {"basis": "inferred", "note": LABEL}}
    one = text("m", "2020-01-01", {"1": rules}, events=events)
    facts = VOCABULARY["facts"] | {"deal.opened_on": DATE}
    one["vocabulary"] = VOCABULARY | {"facts": facts, "parts": {"first": LABEL, "rest": LABEL}}
    return read_law(folder, one)


@pytest.mark.parametrize(
    ("rules", "asked", "due", "paid"),
    [
        (gives(**{"from": OPENED}), "deal.opened_on", 0, 0),
        (gives(until=OPENED), "deal.opened_on", 0, 0),
        (
            gives(**{"from": {"latest": [OPENED, "2020-01-01"]}, "until": "2030-01-01"}),
            "deal.opened_on",
            0,
            0,
        ),
        (gives(until=DECREE), "event:m.decree", 0, 0),
        (pays(OPENED, "2021-01-01"), "deal.opened_on", 1, 1),
        (pays("2021-01-01", OPENED), "deal.opened_on", 1, 1),
        (pays("2021-01-01", {"after": DECREE, "by": "P1M"}), "event:m.decree", 1, 1),
    ],
)
def test_a_day_that_a_right_or_its_payment_needs_is_asked_for(
    rules: Any, asked: str, due: int, paid: int, tmp_path: Path
) -> None:
    corpus = law_of(tmp_path, rules)
    case = {"deal": {"signed_on": "2020-03-01"}}
    answer = funding(corpus, facts_of(case, corpus), QUESTION)
    names = [one["fact"] if "fact" in one else f"event:{one['event']}" for one in answer["missing"]]
    assert (names, len(answer["entitlements"]), len(answer["payments"])) == ([asked], due, paid)

    rows = [{"case": "without", "deal.signed_on": date(2020, 3, 1), "deal.opened_on": None}]
    rows.append(rows[0] | {"case": "with", "deal.opened_on": date(2021, 2, 3)})
    table = pa.Table.from_pylist(rows)
    found = answered(tmp_path, table, corpus, QUESTION)
    assert differences(table, corpus, QUESTION, found) == []
    given = [row["kind"] for row in found.rows["with"]]
    whole = not asked.startswith("event:")
    assert (given.count("entitlement"), given.count("payment")) == (
        (1, 2 if len(rules) > 1 else 0) if whole else (due, paid)
    )


@pytest.mark.parametrize(
    ("people", "missing"),
    [
        (5, []),
        (10, ["deal.opened_on", "deal.opened_on"]),
        (None, ["deal.opened_on", "deal.opened_on", "deal.people"]),
    ],
    ids=["nothing to increase or to pay", "a right", "a right in doubt"],
)
def test_an_increase_or_a_payment_in_doubt_is_missing_where_it_has_something_to_work_on(
    people: int | None, missing: list[str], tmp_path: Path
) -> None:
    doubt = {"when": {"deal.opened_on": {"before": "2021-01-01"}}}
    parts = [{"part": "first", "due": {"fact": "occasion.on"}}]
    rules = [
        gives()[0] | {"when": {"deal.people": {"at_least": 10}}},
        said(
            "i",
            on="signature",
            then={"increase": {"line": "extra", "lines": ["base"], "by": "10 %"}},
            **doubt,
        ),
        said("p", on="signature", then={"pay": {"lines": ["base"], "parts": parts}}, **doubt),
    ]
    corpus = law_of(tmp_path, rules)
    table = pa.Table.from_pylist(
        [{"case": "one", "deal.signed_on": date(2020, 3, 1), "deal.people": people}]
    )
    found = answered(tmp_path, table, corpus, QUESTION)
    assert differences(table, corpus, QUESTION, found) == []
    assert (
        sorted(row["missing"] for row in found.rows.get("one", []) if row["kind"] == "missing")
        == missing
    )
