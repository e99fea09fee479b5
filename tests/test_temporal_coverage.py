"""Around every change of the law each question is answered, and
the versions of each provision tile time without gap or overlap.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from depth import spread

from engine.cases.case_reader import Facts
from engine.diagnostics.diagnostic import RefusedInput
from engine.language.model import Corpus, Provision
from engine.law.consolidation import Law, moving_readings, timeline_of
from engine.library import load, load_case
from engine.questions.question import Question
from tests.answers import calendar, diff, duties, eligibility, funding, text

KNOWN_ON = date(2026, 1, 1)
ONE_DAY = timedelta(days=1)
QUERIES: Mapping[str, Callable[[Corpus, Facts, Question], dict[str, Any]]] = {
    "eligibility": eligibility,
    "calendar": calendar,
    "funding": funding,
    "duties": duties,
}
CASES = {
    "empty": "community: {}\n",
    "project": """
community: {legal_form: association, population: 175000, region: ile_de_france}
health_project: {submitted_on: "2021-03-14", ars_opposed: false}
contract: {signed_on: not_yet}
early_mission:
  letter_of_intent_validated_on: "2021-10-25"
  signed_on: "2022-04-01"
  already_granted: false
  territory_already_funded: false
  missions: [access, crisis]
  termination: {by: fund, reason: not_deployed, received_on: "2022-08-10", appealed_on: not_yet}
""",
    "first_day": """
community: {legal_form: sisa, population: [{from: "2019-08-25", value: 39999}, {from: "2022-04-01", value: 175000}], members: 100}
contract: {signed_on: "2019-08-25", file_complete: true}
covid_actions: true
missions:
  access: {started_on: "2019-08-25", deployed_on: "2021-02-25", achievement: [{contract_year: 1, rate: 0.5}]}
  crisis: {started_on: "2022-04-01", plan_written_on: "2022-04-01"}
crises: [{identified_on: "2022-04-01", by: ars}, {identified_on: "2022-09-03", by: ars}]
commission: {held_on: "2022-04-01", mode: videoconference}
""",
    "eve_of_the_avenant": """
community: {legal_form: association, population: 80000, members: 60}
contract: {signed_on: "2022-03-31", file_complete: true}
missions: {pathways: {started_on: "2022-04-01"}, support: {started_on: "2022-04-02"}}
""",
}


def variants(corpus: Corpus) -> list[dict[str, str]]:
    """The default readings, and each option that moves an entry into force."""
    return [
        {},
        *(
            {reading: option}
            for reading in sorted(moving_readings(corpus))
            for option in corpus.readings[reading].options
        ),
    ]


def around_changes(corpus: Corpus, readings: Mapping[str, str]) -> Iterator[date]:
    """The eve, the day and the morrow of every change of the law."""
    laws = timeline_of(corpus, KNOWN_ON, readings).laws
    yield from sorted({law.start + offset * ONE_DAY for law in laws for offset in (-1, 0, 1)})


@pytest.fixture(scope="module")
def corpora() -> dict[str, Corpus]:
    return load()


@pytest.mark.parametrize("name", CASES)
def test_every_question_is_answered_around_every_change(
    name: str, corpora: dict[str, Corpus], tmp_path: Path
) -> None:
    path = tmp_path / f"{name}.yaml"
    path.write_text(CASES[name], encoding="utf-8")
    corpus, facts = load_case(str(path), corpora)
    asked = [
        (readings, day, query)
        for readings in variants(corpus)
        for day in around_changes(corpus, readings)
        for query in QUERIES
    ]
    # each case takes its share of the questions, not the same ones
    for readings, day, query in spread(asked, 2 * len(CASES) - 1, list(CASES).index(name)):
        first = timeline_of(corpus, KNOWN_ON, readings).effect_date("aci_2019")
        assert first is not None
        question = Question(day, KNOWN_ON, "fr", readings).checked(corpus)
        if day < first:
            with pytest.raises(RefusedInput, match="ACC401"):
                QUERIES[query](corpus, facts, question)
            continue
        answer = QUERIES[query](corpus, facts, question)
        assert answer["query"] == query
        assert uncited(answer) == [], f"{query} on {day} under {readings}"


def uncited(answer: Mapping[str, Any]) -> list[str]:
    """The lines of an answer that end in no article."""
    lists = ("entitlements", "payments", "entries", "duties", "next_steps")
    bare = [str(one) for name in lists for one in answer.get(name, ()) if not one["citations"]]
    requirements = [
        one for benefit in answer.get("benefits", ()) for one in benefit["requirements"]
    ]
    return bare + [str(one) for one in requirements if not one["citations"]]


def test_the_versions_of_every_provision_tile_time(corpora: dict[str, Corpus]) -> None:
    corpus = corpora["cpts"]
    for readings in variants(corpus):
        spans: dict[str, set[tuple[str, str | None]]] = defaultdict(set)
        laws = timeline_of(corpus, KNOWN_ON, readings).laws
        for law in laws:
            answer = text(corpus, Question(law.start, KNOWN_ON, "fr", readings).checked(corpus))
            for one in (one for article in answer["articles"] for one in article["provisions"]):
                assert one["citations"], f"{one['address']} has no citation on {law.start}"
                assert one["since"] <= law.start.isoformat(), one["address"]
                assert one["until"] is None or law.start.isoformat() < one["until"], one["address"]
                assert [link["on"] for link in one["chain"]] == sorted(
                    link["on"] for link in one["chain"]
                ), one["address"]
                spans[one["address"]].add((one["since"], one["until"]))
        for address, found in spans.items():
            ordered = sorted(found)
            assert all(until == start for (_, until), (start, _) in pairwise(ordered)), (
                f"{address}: {ordered}"
            )


def test_the_states_of_the_law_tile_time(corpora: dict[str, Corpus]) -> None:
    for corpus in corpora.values():
        for readings in variants(corpus):
            laws = timeline_of(corpus, KNOWN_ON, readings).laws
            assert [law.end for law in laws[:-1]] == [law.start for law in laws[1:]]
            assert laws[-1].end is None
            assert all(law.end is None or law.start < law.end for law in laws)


def provision_of(law: Law, address: str) -> Provision | None:
    enacted = law.provisions.get(address)
    return enacted.provision if enacted else None


def test_the_differences_of_every_change_lead_from_one_state_to_the_next(
    corpora: dict[str, Corpus],
) -> None:
    corpus = corpora["cpts"]
    for readings in variants(corpus):
        laws = timeline_of(corpus, KNOWN_ON, readings).laws
        for before, after in pairwise(laws):
            question = Question(after.start, KNOWN_ON, "fr", readings)
            answer = diff(corpus, question, after.start - ONE_DAY, after.start)
            shown = {
                one["address"]: one["change"]
                for operation in answer["operations"]
                for one in operation["changes"]
            }
            expected = {
                address: "added"
                if address not in before.provisions
                else "removed"
                if address not in after.provisions
                else "changed"
                for address in {*before.provisions, *after.provisions}
                if provision_of(before, address)
                is not provision_of(
                    after, address
                )  # one completed by another is not changed itself
            }
            assert shown == expected, f"on {after.start} under {readings}"
            assert all(
                one["citations"]
                for operation in answer["operations"]
                for one in operation["changes"]
            )
