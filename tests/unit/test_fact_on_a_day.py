"""A fact that varies, read on another day than that of the
occasion: what a rule computes, what it lacks, what the trace shows.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from engine.cases.case_reader import read_case
from engine.library import load
from engine.questions.question import Question
from engine.source.yaml_source import read_yaml
from tests.answers import eligibility, funding

GROWN = [{"from": "2020-01-15", "value": 39_999}, {"from": "2020-10-01", "value": 60_000}]
LATE = [{"from": "2020-10-01", "value": 60_000}]


def ask(
    population: Any, signed: str | None = "2020-01-15", option: str | None = None
) -> dict[str, Any]:
    """Ask what a mission that starts on 2020-11-15 brings, in the first contract year."""
    case: dict[str, Any] = {
        "community": {"population": population},
        "missions": {"pathways": {"started_on": "2020-11-15"}},
    }
    case["contract"] = {"file_complete": True} | ({"signed_on": signed} if signed else {})
    return answered(
        case,
        date(2020, 12, 1),
        readings={"size_day": option} if option else {},
        end=date(2021, 1, 15),
    )


def answered(
    case: dict[str, Any], on: date, query: Any = funding, **options: Any
) -> dict[str, Any]:
    corpus = load([])["cpts"]
    document, _ = read_yaml("case.json", json.dumps(case).encode())
    assert document is not None
    facts, findings = read_case(document, corpus.vocabulary)
    assert facts is not None, findings
    return query(corpus, facts, Question(on, date(2026, 1, 1), **options).checked(corpus))


def steps(answer: dict[str, Any]) -> list[dict[str, Any]]:
    found, pending = [], list(answer["trace"])
    while pending:
        one = pending.pop()
        found.append(one)
        pending += one["children"]
    return found


def amounts(answer: dict[str, Any]) -> dict[str, str]:
    return {row["line"]: row["amount"] for row in answer["entitlements"]}


def test_one_value_for_the_whole_period() -> None:
    # size 1 at the signature: 25 000 for 61 days of 366
    assert amounts(ask(GROWN)) == {"operating": "50000.00", "missions.pathways.fixed": "4166.67"}


def test_the_value_of_each_occasion() -> None:
    # size 2 when the mission starts: 35 000 for 61 days of 366
    assert amounts(ask(GROWN, option="day_of_event")) == {
        "operating": "50000.00",
        "missions.pathways.fixed": "5833.33",
    }


def test_a_history_that_begins_later_leaves_the_day_unknown_and_is_asked() -> None:
    answer = ask(LATE)
    assert answer["entitlements"] == []
    assert "community.population" in [one["fact"] for one in answer["missing"]]


def test_what_is_given_once_holds_on_any_day() -> None:
    assert amounts(ask(45_000)) == {"operating": "60000.00", "missions.pathways.fixed": "5833.33"}


def test_the_reading_is_named_where_it_changes_something_only() -> None:
    assert "size_day" in ask(GROWN)["readings"]
    assert "size_day" not in ask(45_000)["readings"]


@pytest.mark.parametrize("option", ["signature_and_anniversary", "day_of_event"])
def test_the_trace_shows_the_value_that_was_read(option: str) -> None:
    sized = [
        one
        for one in steps(ask(GROWN, option=option))
        if one.get("rule") == "aci_2019/7.1/size" and one["on"] == "2020-11-15"
    ]
    (read,) = {
        fact["value"]
        for one in sized
        for fact in one["facts"]
        if fact["fact"] == "community.population"
    }
    assert read == (39_999 if option == "signature_and_anniversary" else 60_000)


def test_each_side_of_every_threshold_is_offered_through_what_is_read_on_a_day() -> None:
    case = {
        "community": {},
        "contract": {"signed_on": "2022-05-02", "file_complete": True},
        "missions": {"pathways": {"started_on": "2022-08-01"}},
    }
    answer = answered(case | {"crises": [], "covid_actions": False}, date(2023, 6, 1))
    offered = {one["fact"]: [each["set"] for each in one["possible"]] for one in answer["missing"]}
    assert offered["community.population"] == [0, 40_000, 80_000, 175_000]
    assert offered["community.members"] == [0, 100]
    (members,) = (one for one in answer["missing"] if one["fact"] == "community.members")
    assert [each["leads_to"] for each in members["possible"]] == [
        "rien de plus n'est dû",
        "encore indéterminé (années de contrat 1 à 5)",
    ]


def test_what_each_value_leads_to_is_asked_of_the_day_on_which_the_fact_is_read() -> None:
    case: dict[str, Any] = {
        "community": {"population": [{"from": "2022-03-01", "value": 200_000}], "members": 120}
    }
    case |= {"contract": {"signed_on": "2020-12-31", "file_complete": True}}
    missing = answered(case, date(2022, 5, 1), query=eligibility)["missing"]
    (asked,) = (one for one in missing if one["fact"] == "community.population")
    outcomes = {one["set"]: one["benefits"]["size_4_majoration"] for one in asked["possible"]}
    # the size of the contract year under way is that of 31 December 2021, of which the history says
    # nothing; size 4 begins at 175 000
    assert {outcome for value, outcome in outcomes.items() if value < 175_000} == {"not_eligible"}
    assert {outcome for value, outcome in outcomes.items() if value >= 175_000} == {"eligible"}
