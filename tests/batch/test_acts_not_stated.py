"""What is not known of a date: the act that would meet it, and
the dates that hang on a fact, alike for one case and for a table.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from engine.questions.question import Question

from .agreements import ask, assert_the_plan_agrees, rule, sound
from .comparison import answered

SIGNED = {"deal.signed_on": "2020-06-01"}
REPORT = {"id": "report", "due": {"after": {"fact": "deal.signed_on"}, "by": "P6M"}}
ASKED = ["deal.reported_on"]


def report(answer: dict[str, Any]) -> tuple[Any, ...]:
    (entry,) = answer["entries"]
    return (
        entry["on"],
        entry["status"],
        entry.get("missing", []),
        [one["fact"] for one in answer["missing"]],
    )


@pytest.mark.parametrize("met_by", ["deal.reported_on", "deal.ends_on"], ids=["given", "derived"])
def test_a_date_lacks_the_act_that_would_meet_it(met_by: str, tmp_path: Path) -> None:
    rules = [
        rule("report", {"deadline": REPORT | {"met_by": {"fact": met_by}}}, on="signature"),
        rule(
            "end",
            {"derive": {"fact": "deal.ends_on", "value": {"fact": "deal.reported_on"}}},
            on="signature",
        ),
    ]
    corpus = sound(tmp_path / "rules", rules)
    never, done = (
        SIGNED | {"deal.reported_on": "not_yet"},
        SIGNED | {"deal.reported_on": "2020-11-02"},
    )
    ahead, past = date(2020, 10, 1), date(2020, 12, 2)
    assert report(ask(corpus, "calendar", SIGNED, ahead)) == ("2020-12-01", "not_yet", ASKED, ASKED)
    assert report(ask(corpus, "calendar", SIGNED, past)) == ("2020-12-01", "due", ASKED, ASKED)
    assert report(ask(corpus, "calendar", never, ahead)) == ("2020-12-01", "not_yet", [], [])
    assert report(ask(corpus, "calendar", never, past)) == ("2020-12-01", "late", [], [])
    assert report(ask(corpus, "calendar", done, past)) == ("2020-12-01", "met", [], [])
    for day in (ahead, past):
        assert_the_plan_agrees(tmp_path / day.isoformat(), corpus, [SIGNED, never, done, {}], day)


def test_a_derived_act_that_no_rule_gives_is_not_asked(tmp_path: Path) -> None:
    rules = [
        rule("report", {"deadline": REPORT | {"met_by": {"fact": "deal.ends_on"}}}, on="signature"),
        rule(
            "end",
            {"derive": {"fact": "deal.ends_on", "value": {"fact": "deal.reported_on"}}},
            on="signature",
            when={"deal.flag": {"is": True}},
        ),
    ]
    corpus = sound(tmp_path / "rules", rules)
    cases = [SIGNED, SIGNED | {"deal.flag": False}, SIGNED | {"deal.flag": True}]
    found = [report(ask(corpus, "calendar", case, date(2020, 10, 1)))[3] for case in cases]
    assert found == [["deal.flag"], [], ASKED]
    assert_the_plan_agrees(tmp_path, corpus, cases, date(2020, 10, 1))


def test_a_row_of_what_is_missing_names_the_dates_that_hang_on_it(tmp_path: Path) -> None:
    rules = [
        rule("report", {"deadline": REPORT}, on="signature"),
        rule("right", {"entitle": {"line": "base", "amount": 5}}, when={"deal.flag": {"is": True}}),
    ]
    corpus = sound(tmp_path / "rules", rules)
    (asked,) = [
        one for one in ask(corpus, "calendar", {})["missing"] if one["fact"] == "deal.signed_on"
    ]
    assert asked["affects"] == [
        "report",
        "year",
    ]  # the date of the calendar; of the rights, the occasion
    table = pa.table(
        {
            "case": ["unsigned", "undecided"],
            "deal.signed_on": [None, date(2020, 6, 1)],
            "deal.flag": [None, None],
        }
    )
    found = answered(
        tmp_path, table, corpus, Question(date(2021, 1, 1), date(2026, 1, 1)), "calendar"
    )
    rows = {
        case: {(row["entry"], row["missing"]) for row in rows if row["kind"] == "missing"}
        for case, rows in found.rows.items()
    }
    assert rows == {
        "unsigned": {("report", "deal.signed_on"), (None, "deal.signed_on")},
        "undecided": {("base", "deal.flag")},
    }
