"""Funding before the act that opens the periods: why nothing
is due, and nothing named or asked that could not change it.
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
from tests.answers import calendar, funding, render


def ask(query: Any, case: dict[str, Any], **options: Any) -> dict[str, Any]:
    corpus = load([])["cpts"]
    document, _ = read_yaml("case.json", json.dumps(case).encode())
    assert document is not None
    facts, findings = read_case(document, corpus.vocabulary)
    assert facts is not None, findings
    answer: dict[str, Any] = query(
        corpus, facts, Question(date(2023, 6, 1), date(2026, 1, 1), **options).checked(corpus)
    )
    return answer


UNSIGNED = {"contract": {"signed_on": "not_yet"}}
UNSENT = {"health_project": {"submitted_on": "not_yet"}}


@pytest.mark.parametrize("case", [UNSIGNED, UNSENT], ids=["unsigned", "unsent"])
def test_nothing_is_due_without_a_contract_and_the_answer_says_why(case: dict[str, Any]) -> None:
    answer = ask(funding, case)
    assert answer["entitlements"] == []
    (reason,) = answer["reasons"]
    assert reason["facts"] == ["contract.signed_on"]
    assert [citation["display"] for citation in reason["citations"]] == ["ACI CPTS, vie du contrat"]
    assert reason["see"] == "eligibility"


@pytest.mark.parametrize("case", [UNSIGNED, UNSENT], ids=["unsigned", "unsent"])
def test_nothing_is_asked_or_named_that_could_not_change_it(case: dict[str, Any]) -> None:
    answer = ask(funding, case)
    assert answer["missing"] == []
    assert answer["readings"] == {}


def test_a_case_that_does_not_speak_of_the_contract_is_asked_for_it() -> None:
    answer = ask(funding, {})
    assert answer["reasons"] == []
    assert "contract.signed_on" in [one["fact"] for one in answer["missing"]]


def test_an_early_mission_is_paid_without_periods() -> None:
    early = {
        "signed_on": "2022-05-01",
        "letter_of_intent_validated_on": "2022-04-15",
        "missions": ["access"],
    }
    early |= {"already_granted": False, "territory_already_funded": False}
    answer = ask(
        funding,
        {
            **UNSIGNED,
            "community": {"population": 55000, "legal_form": "association"},
            "early_mission": early,
        },
    )
    assert [right["line"] for right in answer["entitlements"]] == ["early_mission.access"]
    assert answer["reasons"] == []


def test_the_calendar_names_no_reading_on_sums_that_cannot_be_due() -> None:
    assert set(ask(calendar, UNSIGNED)["readings"]) <= {"avenant_2_effect"}


def test_the_reason_is_shown_with_its_article_and_where_to_look_next() -> None:
    shown = render(ask(funding, UNSIGNED), "markdown", "fr", "none")
    assert "[ACI CPTS, vie du contrat]" in shown.replace("\\", "").replace("\u00a0", " ")
    assert "accord eligibility" in shown


EARLY = {
    "signed_on": "2022-06-15",
    "letter_of_intent_validated_on": "2022-05-02",
    "missions": ["access"],
    "already_granted": False,
}


@pytest.mark.parametrize(
    ("language", "said"),
    [("fr", "rien n'est dû au 15 juin 2022"), ("en", "nothing is due on 15 June 2022")],
)
def test_an_aid_that_an_act_does_not_give_is_said_to_be_refused_and_why(
    language: Any, said: str
) -> None:
    case = {
        **UNSIGNED,
        "community": {"population": 61000, "legal_form": "sisa"},
        "early_mission": {**EARLY, "territory_already_funded": True},
    }
    answer = ask(funding, case, language=language)
    (refused,) = answer["refused"]
    assert (refused["line"], refused["on"], refused["benefit"]) == (
        "early_mission.access",
        "2022-06-15",
        "early_mission_contract",
    )
    assert {check["fact"] for check in refused["failed"]} == {
        "community.legal_form",
        "early_mission.territory_already_funded",
    }
    assert [(one["article"], one["text"]) for one in refused["citations"]] == [
        ("annexe 6, 2.2", "aci_2019"),
        ("annexe 6, 1.2", "aci_2019"),
    ]
    assert said in render(answer, "text", language, "none").translate(
        {0xA0: " ", 0x2019: "'", 0x0A: " "}
    )


def test_what_is_given_or_only_waits_for_an_act_is_not_refused() -> None:
    given = {
        "community": {"population": 61000, "legal_form": "association"},
        "early_mission": {**EARLY, "territory_already_funded": False},
    }
    assert ask(funding, {**UNSIGNED, **given})["refused"] == []
    assert ask(funding, UNSIGNED)["refused"] == []


def test_a_line_that_a_case_never_has_says_which_benefit_it_lacks() -> None:
    # art. 7.2: signed before 30 September 2022; art. 8: members before 31 December 2021
    signed = {"file_complete": True, "signed_on": "2022-10-03"}
    case: dict[str, Any] = {"contract": signed, "missions": {}, "crises": []}
    refused = ask(funding, case)["refused"]
    assert [(row["benefit"], row["on"], row["failed"][0]["needed"]) for row in refused] == [
        ("additional_operating_funding", "2022-10-03", "avant le 30 septembre 2022"),
        ("covid_derogation", "2022-04-01", "avant le 31 décembre 2021"),
    ]
    # signed in time, it has the first and is not told so
    signed["signed_on"] = "2022-05-01"
    assert [row["benefit"] for row in ask(funding, case)["refused"]] == ["covid_derogation"]


def test_where_nothing_is_due_each_line_says_what_it_lacked() -> None:
    case = {
        "community": {"population": 50000},
        "contract": {"signed_on": "2022-05-01", "file_complete": False},
        "missions": {},
        "crises": [],
    }
    answer = ask(funding, case | {"covid_actions": False})
    assert answer["entitlements"] == answer["missing"] == []
    lacked = {
        one["line"]: (one["on"], [check["fact"] for check in one["failed"]])
        for one in answer["refused"]
    }
    assert lacked["operating"] == ("2022-05-01", ["contract.file_complete"])
    assert lacked["operating.additional"] == ("2022-05-01", ["contract.file_complete"])
    assert all(one["citations"] for one in answer["refused"])
    benefits = {one["line"]: one.get("benefit") for one in answer["refused"]}
    assert benefits == {
        "operating": None,
        "operating.additional": None,
        "missions.crisis.variable": "covid_derogation",
    }


def test_what_a_fact_could_still_give_is_not_refused() -> None:
    answer = ask(
        funding,
        {
            "community": {"population": 50000},
            "contract": {"signed_on": "2022-05-01"},
            "missions": {},
            "crises": [],
        },
    )
    assert answer["missing"]
    # whatever the file, it signed too late for the derogation
    assert [row["benefit"] for row in answer["refused"]] == ["covid_derogation"]


@pytest.mark.parametrize(
    ("second", "refused"), [("2023-06-10", ["2023-06-10"]), ("2024-01-10", [])]
)
def test_a_right_given_once_in_twelve_months_says_that_it_has_been_given(
    second: str, refused: list[str]
) -> None:
    case: dict[str, Any] = {
        "community": {"population": 50000},
        "contract": {"signed_on": "2022-05-01", "file_complete": True},
        "missions": {"crisis": {"started_on": "2022-10-01", "plan_written_on": "2022-12-15"}},
        "crises": [{"identified_on": day, "by": "ars"} for day in ("2023-01-10", second)],
        "covid_actions": False,
    }
    answer = ask(funding, case)
    assert [(one["on"], one["because"]) for one in answer["refused"]] == [
        (day, "already_given") for day in refused
    ]
    given = [one for one in answer["entitlements"] if one["line"] == "missions.crisis.variable"]
    assert len(given) == 2 - len(refused)
    for language, said in (
        ("fr", "ce droit a déjà été donné"),
        ("en", "this right has been given already"),
    ):
        shown = " ".join(
            render(ask(funding, case, language=language), "text", language, "full").split()
        )  # type: ignore[arg-type]  # both are
        assert shown.count(said) == len(refused)
        assert shown.count("Déjà donné" if language == "fr" else "Already given") == len(refused)
