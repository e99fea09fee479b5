"""An increase is known in part while a right that it
increases is in doubt, or an occasion of one has no day.
"""

from __future__ import annotations

import copy
import json
from datetime import date
from typing import Any

from engine.cases.case_reader import read_case
from engine.library import load
from engine.questions.question import Question
from engine.source.yaml_source import read_yaml
from tests.answers import funding

CASE: dict[str, Any] = {
    "community": {
        "population": 200_000,
        "members": 150,
        "legal_form": "association",
        "region": "other",
    },
    "health_project": {
        "submitted_on": "2022-03-01",
        "ars_opposed": False,
        "validated_on": "2022-04-10",
    },
    "contract": {"signed_on": "2022-05-01", "file_complete": True},
    "missions": {"access": {"started_on": "2022-05-01"}, "pathways": {"started_on": "2022-05-01"}},
    "covid_actions": False,
    "crises": [],
}


def increase(case: dict[str, Any]) -> dict[str, Any]:
    """Return the 10 % of the first contract year."""
    corpus = load([])["cpts"]
    document, _ = read_yaml("case.json", json.dumps(case).encode())
    assert document is not None
    facts, findings = read_case(document, corpus.vocabulary)
    assert facts is not None, findings
    answer = funding(
        corpus, facts, Question(date(2022, 6, 1), date(2026, 1, 1), end=date(2023, 5, 1))
    )
    (found,) = (row for row in answer["entitlements"] if row["line"] == "majoration")
    return dict(found)


def test_an_increase_lacks_what_an_occasion_without_a_day_lacks() -> None:
    whole, case = increase(CASE), copy.deepcopy(CASE)
    del case["missions"]["pathways"]["started_on"]
    less = increase(case)
    assert float(less["amount"]) < float(whole["amount"])
    assert "missions.pathways.started_on" not in whole.get("depends_on", [])
    assert "missions.pathways.started_on" in less["depends_on"]
    assert less["partial"] is True


def test_an_increase_of_a_mission_that_has_not_started_lacks_nothing_of_it() -> None:
    case = copy.deepcopy(CASE)
    case["missions"]["pathways"]["started_on"] = "not_yet"
    assert not any("pathways" in name for name in increase(case).get("depends_on", []))
