"""Duties on the day: what binds, what will, what cannot be told;
and the calendar, where only a fact of the case meets a date.
"""

from __future__ import annotations

import copy
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pytest
from depth import spread

from engine.cases.case_reader import Facts, read_case
from engine.language.forms.facts import Fact
from engine.language.forms.literal import Literally
from engine.language.nodes import Deadline, Oblige
from engine.library import load
from engine.questions.question import Question
from engine.source.document import Document
from engine.source.yaml_source import read_yaml
from engine.words.rules_aloud import RulesAloud
from tests.answers import calendar, duties, funding, render

CORPUS = load()["cpts"]
KNOWN = date(2026, 1, 1)
OVER: dict[str, Any] = {
    "contract": {"signed_on": "2019-10-01"},
    "missions": {
        "access": {"started_on": "2019-12-01", "deployed_on": "2020-06-01"},
        "quality": {"started_on": "2021-02-01"},
    },
    "early_mission": {"signed_on": "not_yet"},
}
NONE: dict[str, Any] = {
    "contract": {"signed_on": "not_yet"},
    "missions": {},
    "early_mission": {"signed_on": "not_yet"},
}
EARLY: dict[str, Any] = {
    "contract": {"signed_on": "2022-12-20"},
    "early_mission": {
        "letter_of_intent_validated_on": "2022-04-15",
        "signed_on": "2022-05-01",
        "registered_on": "2022-05-10",
        "termination": {"by": "community", "received_on": "2022-08-10"},
    },
}
FUND: dict[str, Any] = {
    "contract": {"signed_on": "not_yet"},
    "early_mission": {
        "signed_on": "2022-05-01",
        "registered_on": "2022-05-10",
        "termination": {
            "by": "fund",
            "received_on": "2022-08-10",
            "appealed_on": "2022-08-20",
            "appeal_rejected_on": "2022-10-05",
        },
    },
}
WORDS = {"binding": "binding on the day", "later": "binding later", "undetermined": "undetermined"}
CASES = {"over": OVER, "none": NONE, "early": EARLY, "fund": FUND}
DAYS = (
    "2022-04-30",
    "2022-05-01",
    "2022-09-10",
    "2022-10-05",
    "2023-02-01",
    "2024-09-30",
    "2024-10-01",
    "2025-03-01",
)
READINGS: tuple[dict[str, str], ...] = ({}, {"early_nine_months_from": "registration"})


def facts_of(case: Mapping[str, Any]) -> Facts:
    document, _ = read_yaml("case.json", json.dumps(case).encode())
    assert isinstance(document, Document)
    facts, findings = read_case(document, CORPUS.vocabulary)
    assert facts is not None, findings
    return facts


def ask(
    query: Any,
    case: Mapping[str, Any],
    on: str,
    readings: Mapping[str, str] | None = None,
    language: Any = "en",
) -> dict[str, Any]:
    question = Question(
        date.fromisoformat(on), KNOWN, language, readings or {}, traced=False
    ).checked(CORPUS)
    answer: dict[str, Any] = query(CORPUS, facts_of(case), question)
    return answer


def standings(answer: Mapping[str, Any]) -> dict[tuple[str, str], str]:
    return {(duty["duty"], duty["subject"]): duty["status"] for duty in answer["duties"]}


def without_one(case: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the case without each of its facts, and without each of its groups."""

    def places(node: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        for name, value in node.items():
            yield (*path, name)
            if isinstance(value, dict):
                yield from places(value, (*path, name))

    for path in places(case, ()):
        if path[0] == "missions" and len(path) == 2:
            # a list of missions is whole: one that it leaves out has not started, which is said and
            # not unknown
            continue
        other = copy.deepcopy(dict(case))
        node = other
        for name in path[:-1]:
            node = node[name]
        del node[path[-1]]
        yield ".".join(path), other


@pytest.mark.slow
@pytest.mark.parametrize("readings", READINGS, ids=["default", "registration"])
@pytest.mark.parametrize("name", CASES)
def test_a_fact_taken_away_leaves_no_other_certainty(name: str, readings: dict[str, str]) -> None:
    # each case takes its share of the days, under one reading and the other: together every day
    for on in spread(DAYS, 2 * len(CASES), list(CASES).index(name) + 4 * bool(readings)):
        whole = standings(ask(duties, CASES[name], on, readings))
        for fact, case in without_one(CASES[name]):
            answer = ask(duties, case, on, readings)
            less = standings(answer)
            for duty in whole.keys() | less.keys():
                known, now = whole.get(duty), less.get(duty)
                if known == "undetermined":
                    continue  # what else is unknown may settle it: that is no other certainty
                assert now in (known, "undetermined"), (fact, on, duty, known, now)
            for row in answer["duties"]:
                assert row["status"] != "undetermined" or row["missing"], (fact, on, row["duty"])
            asked = {one["fact"] for one in answer["missing"]}
            assert all(set(row.get("missing", ())) <= asked for row in answer["duties"])


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_a_fact_taken_away_adds_no_date_and_makes_none_late(name: str) -> None:
    def statuses(case: Mapping[str, Any], on: str) -> dict[tuple[str, str | None], str]:
        entries = ask(calendar, case, on)["entries"]
        return {
            (one["id"], one["on"]): one["status"] for one in entries if one["kind"] != "payment"
        }

    days = ("2020-01-01", "2022-09-10", "2023-02-01", "2025-03-01")
    for on in spread(days, len(days), list(CASES).index(name)):
        whole = statuses(CASES[name], on)
        for fact, case in without_one(CASES[name]):
            for entry, now in statuses(case, on).items():
                known = whole.get(entry)
                dated = {
                    "met": ("met",),
                    "late": ("late",),
                    "past": ("past",),
                    "due": ("due", "late", "met"),
                }.get(now, (now, "met"))
                assert now == "conditional" or known in dated, (fact, on, entry, known, now)


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_a_fact_taken_away_changes_no_payment_of_the_calendar_without_being_asked(
    name: str,
) -> None:
    def paid(answer: Mapping[str, Any]) -> set[tuple[str, str | None, str]]:
        return {
            (one["id"], one["on"], one["amount"])
            for one in answer["entries"]
            if one["kind"] == "payment"
        }

    whole = ask(calendar, CASES[name], "2023-02-01")
    for fact, case in without_one(CASES[name]):
        answer = ask(calendar, case, "2023-02-01")
        asked = {one.get("fact") or one["name"] for one in answer["missing"]}
        lost = {id_ for id_, *_ in paid(whole) - paid(answer)}
        assert not lost or asked - {one.get("fact") or one["name"] for one in whole["missing"]}, (
            fact,
            lost,
        )


def test_a_mission_left_out_of_a_list_of_missions_has_not_started() -> None:
    case = {
        "contract": {"signed_on": "2019-10-01"},
        "missions": {"access": {"started_on": "2019-12-01"}},
    }
    found = standings(ask(duties, case, "2022-06-01"))
    assert found["missions.quality.practices", "quality"] == "later"
    assert found["missions.pathways.pathways", "pathways"] == "binding"


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_each_value_offered_gives_what_is_announced(name: str) -> None:
    offered, on = 0, "2022-09-10"
    for _, case in spread(list(without_one(CASES[name])), 2):
        for fact in ask(duties, case, on)["missing"]:
            for possible in fact["possible"]:
                given = copy.deepcopy(case)
                node = given
                for group in fact["fact"].split(".")[:-1]:
                    node = node.setdefault(group, {})
                node[fact["fact"].rpartition(".")[2]] = possible["set"]
                counts = Counter(WORDS[duty["status"]] for duty in ask(duties, given, on)["duties"])
                said = ", ".join(
                    f"{word}: {counts[word]}" for word in WORDS.values() if counts[word]
                )
                assert possible["leads_to"] == f"duties — {said}", (on, fact["fact"], possible)
                offered += 1
    assert offered


def test_the_day_of_the_question_the_morrow_and_not_yet_are_offered_for_the_signature() -> None:
    answer = ask(duties, {"missions": {}, "early_mission": {"signed_on": "not_yet"}}, "2022-06-01")
    (fact,) = [one for one in answer["missing"] if one["fact"] == "contract.signed_on"]
    leads = {one["value"]: one["leads_to"] for one in fact["possible"]}
    assert {"1 June 2022", "2 June 2022", "not yet"} <= leads.keys()
    assert leads["1 June 2022"] != leads["2 June 2022"]


@pytest.mark.parametrize(
    ("language", "headings"),
    [
        (
            "fr",
            [
                "Obligations qui lient au jour de la question",
                "Obligations qui lieront plus tard",
                "Obligations indéterminées",
            ],
        ),
        (
            "en",
            [
                "Duties binding on the day of the question",
                "Duties that will bind later",
                "Undetermined duties",
            ],
        ),
    ],
)
@pytest.mark.parametrize("format_", ["text", "markdown", "html"])
def test_each_rendering_shows_three_groups_in_order(
    format_: str, language: Any, headings: list[str]
) -> None:
    answer = ask(duties, {"contract": {"signed_on": "not_yet"}}, "2022-06-01", language=language)
    shown = render(answer, format_, language=language, trace="none")
    places = [shown.index(heading) for heading in headings]
    assert places == sorted(places)


@pytest.mark.parametrize("query", [duties, funding, calendar])
@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", "Terme du contrat : passé depuis le 1er octobre 2024"),
        ("en", "End of the contract: past, since 1 October 2024"),
    ],
)
def test_an_answer_says_first_that_the_contract_is_over(
    query: Any, language: Any, said: str
) -> None:
    shown = render(
        ask(query, OVER, "2025-03-01", language=language),
        "markdown",
        language=language,
        trace="none",
    )
    plain = shown.replace("\u00a0", " ").replace("\u202f", " ")
    first = [line for line in plain.splitlines() if line and not line.startswith("#")][1]
    assert said in first
    unread = {
        "fr": "Les règles de renouvellement du contrat n'ont pas été lues",
        "en": "The rules on renewing the contract have not been read",
    }[language]
    assert unread in plain.replace("’", "'")


def test_nothing_is_over_on_the_eve_of_the_term() -> None:
    assert ask(funding, OVER, "2024-09-30")["over"] == []
    assert [one["on"] for one in ask(funding, OVER, "2024-10-01")["over"]] == ["2024-10-01"]


def test_a_date_is_met_only_by_a_fact_of_the_case() -> None:
    for on in ("2021-01-01", "2022-04-01", "2025-03-01"):
        entries = [
            entry for entry in ask(calendar, OVER, on)["entries"] if entry["kind"] != "payment"
        ]
        assert all("met_on" in entry for entry in entries if entry["status"] == "met")
        assert all(entry["on"] <= on for entry in entries if entry["status"] == "past")
        assert not [
            entry
            for entry in entries
            if entry["kind"] in ("review", "term", "anniversary") and entry["status"] == "met"
        ]


def test_the_dates_of_others_stand_apart_from_the_day_of_their_text() -> None:
    before, since = (ask(calendar, NONE, on)["entries"] for on in ("2022-03-31", "2022-04-01"))
    assert not [entry for entry in before if entry["id"].startswith("avenant_2.")]
    theirs = {entry["id"]: entry["status"] for entry in since if entry.get("by") == "partners"}
    assert theirs == {
        "accord.review": "past",
        "accord.term": "not_yet",
        "avenant_2.care_team_proposals": "due",
        "avenant_2.review": "not_yet",
    }
    page = render(
        ask(calendar, NONE, "2022-04-01", language="fr"), "markdown", language="fr", trace="none"
    )
    assert (
        page.index(
            "Dates d’autres acteurs"
            if "Dates d’autres acteurs" in page
            else "Dates d'autres acteurs"
        )
        > 0
    )


def test_when_a_duty_binds_is_read_aloud() -> None:
    duty = Oblige(
        "d",
        "content",
        "access",
        "community",
        start=Fact("contract.signed_on"),
        end=Fact("contract.ends_on"),
        entry="missions.access.start",
    )
    review = Deadline("accord.review", Literally(date(2021, 8, 25)), None, "review", by="partners")
    aloud = RulesAloud(CORPUS.vocabulary, CORPUS.readings, "en")
    words = [aloud.conclusion(one) for one in (duty, review)]
    assert (
        "period: on or after the date the tripartite contract was signed, before the end of "
        "the contract"
    ) in words[0]
    assert words[0].endswith("by the date “access to care: start”")
    assert words[1].endswith("by the parties to the agreement")
