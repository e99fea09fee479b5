"""Removing one fact from a case never turns an answer into a different
certain one: what was due is missing, unknown or conditional.

Contracts drawn from the profile and written by hand, each single fact removed in turn, all four
questions, readings drawn too; and the same cases as rows of one table.
"""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from random import Random
from typing import Any

import pytest
from depth import some, spread

from engine.diagnostics.diagnostic import RefusedInput
from engine.language.model import Corpus
from engine.library import load
from engine.questions.question import Question
from tests.answers import calendar, duties, eligibility, funding

from .comparison import answered, case_of, differences, facts_at_once
from .contracts import KNOWN_ON, drawn

DAYS = (date(2021, 6, 1), date(2022, 6, 20), date(2023, 6, 1), date(2024, 12, 1))
PRESUMED = {"community.statute_fits", "community.composition_fits"}
"""Facts whose silence the law takes as something: where the case does not say, being an
association, or a validated project, is enough.
"""
Path_ = tuple[str | int, ...]
Answer = dict[str, Any]
EARLY_MISSION: Answer = {
    "letter_of_intent_validated_on": "2022-05-02",
    "signed_on": "2022-06-15",
    "registered_on": "2022-06-16",
    "already_granted": False,
    "territory_already_funded": False,
}
EARLY: Answer = {
    "community": {"population": 61000, "legal_form": "association"},
    "contract": {"signed_on": "not_yet"},
    "missions": {},
    "crises": [],
    "covid_actions": False,
    "early_mission": {
        **EARLY_MISSION,
        "missions": ["access"],
        "termination": {
            "by": "fund",
            "reason": "not_deployed",
            "received_on": "2022-10-01",
            "appealed_on": "not_yet",
        },
    },
}
AFTER: Answer = {
    "community": {"population": 190000, "members": 150, "legal_form": "association"},
    "health_project": {
        "submitted_on": "2022-11-01",
        "ars_opposed": False,
        "validated_on": "2022-12-20",
    },
    "contract": {"signed_on": "2023-01-10", "file_complete": True},
    "missions": {
        "access": {
            "started_on": "2023-01-20",
            "deployed_on": "2023-05-01",
            "achievement": [{"contract_year": 1, "rate": 1}],
        }
    },
    "crises": [],
    "covid_actions": False,
    "early_mission": {**EARLY_MISSION, "missions": ["access", "prevention"]},
    "commission": {
        "held_on": "2023-03-01",
        "convened_on": "2023-02-10",
        "agenda_sent_on": "2023-02-12",
        "mode": "videoconference",
    },
}


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load()["cpts"]


# --- cases ----------------------------------------------------------------------------------------


def facts_in(node: Mapping[str, Any], corpus: Corpus, path: Path_ = ()) -> Iterator[Path_]:
    """Yield the place of each fact of a case, of each list of it, and of each collection."""
    for name, value in node.items():
        here = (*path, name)
        if isinstance(value, dict):
            yield from facts_in(value, corpus, here)
            if ".".join(map(str, here)) in corpus.vocabulary.collections:
                yield here
            continue
        yield here
        for rank, one in enumerate(value if isinstance(value, list) else ()):
            if isinstance(one, dict):
                yield from ((*here, rank, inner) for inner in one)


def without(case: Answer, path: Path_) -> Answer:
    """Return a case without one of its facts."""
    found = copy.deepcopy(case)
    node: Any = found
    for step in path[:-1]:
        node = node[step]
    del node[path[-1]]
    return found


def removable(case: Answer, corpus: Corpus) -> list[Path_]:
    """Return the facts that may be taken out of a case, those whose silence says something left."""
    return [
        path
        for path in facts_in(case, corpus)
        if ".".join(map(str, path)) not in PRESUMED and path != ("corpus",)
    ]


def is_asked(path: Path_, answer: Answer) -> bool:
    """Whether an answer asks for what has been removed, or
    for a fact of the same list or of what it dated.
    """
    name = ".".join(str(step) for step in path if not isinstance(step, int))
    asked = [one.get("fact") or one["name"] for one in answer["missing"]]
    plain = [".".join(part for part in fact.split(".") if not part.isdigit()) for fact in asked]
    return any(
        fact == name or fact.startswith(f"{name}.") or name.startswith(f"{fact}.") for fact in plain
    )


# --- what may not happen --------------------------------------------------------------------------


def _lines(answer: Answer) -> set[str]:
    return {
        line
        for one in answer["missing"]
        for affected in one["affects"]
        for line in affected.split(", ")
    }


def _doubted(line: str, answer: Answer) -> bool:
    return any(fnmatchcase(line, pattern) for pattern in _lines(answer))


def funding_problems(whole: Answer, less: Answer, path: Path_) -> Iterator[str]:
    def rights(answer: Answer) -> Counter[tuple[Any, ...]]:
        rows = answer["entitlements"]
        return Counter(
            (
                row["line"],
                row["period"],
                row["from"],
                row["until"],
                row["amount"],
                bool(row.get("partial")),
            )
            for row in rows
        )

    def payments(answer: Answer) -> Counter[tuple[Any, ...]]:
        return Counter(
            (row["line"], row["part"], row["due_on"], row["amount"]) for row in answer["payments"]
        )

    given, kept = rights(whole), rights(less)
    for row in kept - given:
        if not row[-1] and not _doubted(row[0], whole):
            yield f"another right: {row}"
    partial = {row["line"] for row in less["entitlements"] if row.get("partial")}
    for row in payments(less) - payments(whole):
        if row[0] not in partial and not _doubted(row[0], whole):
            yield f"another payment: {row}"
    if given - kept and not is_asked(path, less):
        yield f"rights are gone and nothing asks for it: {list(given - kept)[:2]}"
    if given - kept and less["complete"]:
        yield "rights are gone and the answer says that it is complete"


def eligibility_problems(whole: Answer, less: Answer, path: Path_) -> Iterator[str]:
    before = {row["benefit"]: row for row in whole["benefits"]}
    for row in less["benefits"]:
        name, was = row["benefit"], before[row["benefit"]]
        if (
            was["outcome"] not in ("undetermined", row["outcome"])
            and row["outcome"] != "undetermined"
        ):
            yield f"{name}: {was['outcome']}, then {row['outcome']}"
        if row["outcome"] == "undetermined" and not row["missing"]:
            yield f"{name} is undetermined and names nothing"
        if row["outcome"] == "undetermined" != was["outcome"] and not is_asked(path, less):
            yield f"{name} is undetermined and nothing asks for it"
        outcomes = {one["id"]: one["outcome"] for one in was["requirements"]}
        for one in row["requirements"]:
            if (
                one["outcome"] not in ("unknown", outcomes[one["id"]])
                and outcomes[one["id"]] != "unknown"
            ):
                yield f"{name}, {one['id']}: {outcomes[one['id']]}, then {one['outcome']}"


def calendar_problems(whole: Answer, less: Answer, path: Path_) -> Iterator[str]:
    def dated(answer: Answer) -> dict[tuple[Any, ...], str]:
        rows = [row for row in answer["entries"] if not row["id"].startswith("payments.majoration")]
        return {(row["id"], row["on"], row.get("amount")): row["status"] for row in rows}

    before, after = dated(whole), dated(less)
    doubted, conditional = (
        {key[0] for key, status in one.items() if status == "conditional"}
        for one in (before, after)
    )
    for key, status in after.items():
        was = before.get(key)
        to_come = (
            status == "not_yet" and was == "met" and key[1] >= whole["on"]
        )  # its day is to come, met or not
        if (
            was is None
            and status != "conditional"
            and key[0] not in doubted
            and not whole["missing"]
        ):
            yield f"another entry: {key} {status}"
        if (
            was is not None
            and was != status
            and "due" not in (was, status)
            and status != "conditional"
            and not to_come
        ):
            yield f"{key}: {was}, then {status}"
    gone = [
        key
        for key in before
        if key not in after and key[0] not in conditional and before[key] != "conditional"
    ]
    if gone and not is_asked(path, less):
        yield f"entries are gone and nothing asks for it: {gone[:2]}"


def duties_problems(whole: Answer, less: Answer, path: Path_) -> Iterator[str]:
    before, after = (
        {(row["duty"], row["subject"]): row["status"] for row in answer["duties"]}
        for answer in (whole, less)
    )
    for key in before.keys() | after.keys():
        if before.get(key) != "undetermined" and after.get(key) not in (
            "undetermined",
            before.get(key),
        ):
            yield f"{key}: {before.get(key)}, then {after.get(key)} ({path})"
    yield from (
        f"{row['duty']} is undetermined and names nothing"
        for row in less["duties"]
        if row["status"] == "undetermined" != row["missing"] == []
    )


Problems = Callable[[Answer, Answer, Path_], Iterator[str]]
QUESTIONS: tuple[tuple[Any, Problems], ...] = (
    (funding, funding_problems),
    (eligibility, eligibility_problems),
    (calendar, calendar_problems),
    (duties, duties_problems),
)


def problems(case: Answer, corpus: Corpus, on: date, readings: Mapping[str, str]) -> list[str]:
    """Return what goes wrong in the answers to a case when each of its facts is removed in turn."""
    question = Question(on, KNOWN_ON, "en", readings, traced=False, weighed=False)
    found = []
    try:
        whole = [query(corpus, facts_at_once(case, corpus), question) for query, _ in QUESTIONS]
    except RefusedInput:
        return []
    for path in removable(case, corpus):
        try:
            facts = facts_at_once(without(case, path), corpus)
        except RefusedInput:
            continue  # what a case may not leave out
        for (query, check), answer in zip(QUESTIONS, whole, strict=True):
            found += [
                f"{query.__name__} on {on}, {dict(readings)}, without {path}: {one}"
                for one in check(answer, query(corpus, facts, question), path)
            ]
    return found


# --- tests ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("rank", range(some(2, 4)))
def test_contracts_drawn(rank: int, corpus: Corpus) -> None:
    random = Random(rank)
    case = case_of(drawn(corpus, 4, seed=31).to_pylist()[rank], corpus) | {"corpus": "cpts"}
    names = random.sample(sorted(corpus.readings), 3)
    readings = (
        {name: random.choice(list(corpus.readings[name].options)) for name in names}
        if rank % 2
        else {}
    )
    assert problems(case, corpus, DAYS[rank], readings) == []


@pytest.mark.parametrize(
    "readings",
    [{}, {"early_nine_months_from": "registration", "governing_version": "prorata"}],
    ids=["default", "other"],
)
@pytest.mark.parametrize("case", [EARLY, AFTER], ids=["early", "after"])
def test_early_missions(case: Answer, readings: dict[str, str], corpus: Corpus) -> None:
    assert [
        one
        for on in spread(DAYS[1:3], 2, bool(readings))
        for one in problems(case, corpus, on, readings)
    ] == []


@pytest.mark.parametrize("family", ["funding", "eligibility"])
def test_the_plan_misses_the_same(family: str, corpus: Corpus, tmp_path: Path) -> None:
    table = drawn(corpus, some(2, 3), seed=33)
    random, rows = Random(7), []
    for row in table.to_pylist():
        given = [name for name, value in row.items() if value is not None and name != "case"]
        rows += [
            row | {name: None, "case": f"{row['case']}-{rank}"}
            for rank, name in enumerate(random.sample(given, min(some(4, 12), len(given))))
        ]
    less = table.from_pylist(rows, schema=table.schema)
    question = Question(DAYS[2], KNOWN_ON)
    assert (
        differences(
            less, corpus, question, answered(tmp_path, less, corpus, question, family), family
        )
        == []
    )
