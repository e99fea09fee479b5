"""Eight threads that ask many questions of one law get the answers that one thread gets, from
the first question on.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from depth import some

import accord

ROOT = Path(__file__).parent.parent.parent
RATES = [{"contract_year": year, "rate": "85 %"} for year in range(1, 6)]
KNOWN = {
    "community": {"population": 55000, "members": 120},
    "health_project": {
        "submitted_on": "2019-09-01",
        "ars_opposed": False,
        "validated_on": "2019-11-04",
    },
    "contract": {"signed_on": "2020-01-15", "file_complete": True},
    "missions": {"access": {"started_on": "2020-07-01", "achievement": RATES}},
}
PROJECT = str(ROOT / "examples" / "projet_paris.yaml")
QUESTIONS: list[tuple[str, Any, dict[str, Any]]] = [
    (ask, case, {"on": f"{year}-06-01", "known_on": "2026-01-01", "readings": readings})
    for ask, case in (
        ("funding", KNOWN),
        ("duties", KNOWN),
        ("funding", PROJECT),
        ("calendar", PROJECT),
    )
    for year in (2021, 2023)
    for readings in ({}, {"prorata_unit": "months"}, {"avenant_2_effect": "deferred_six_months"})
]
PROGRAM = """
import hashlib, json, sys, threading
from concurrent.futures import ThreadPoolExecutor
import accord

sys.setswitchinterval(1e-5)
questions = json.loads(sys.argv[1])
law = accord.load()
gate = threading.Barrier(8)

def answered(rank):
    if rank < 8:
        gate.wait()  # the first eight come together to a law of which nothing is compiled
    ask, case, asked = questions[rank % len(questions)]
    answer = getattr(law, ask)(case, trace=False, **asked)
    return rank % len(questions), hashlib.sha256(answer.to_json().encode()).hexdigest()

with ThreadPoolExecutor(8) as pool:
    found = set(pool.map(answered, range(int(sys.argv[2]))))
print(json.dumps(sorted(found)))
"""


@pytest.mark.slow
def test_eight_threads_and_many_answers_give_one_result_a_question(law: accord.Law) -> None:
    command = [sys.executable, "-c", PROGRAM, json.dumps(QUESTIONS), str(some(200, 1000))]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    expected = []
    for rank, (ask, case, asked) in enumerate(QUESTIONS):
        answer = getattr(law, ask)(case, trace=False, **asked)
        expected.append([rank, hashlib.sha256(answer.to_json().encode()).hexdigest()])
    assert json.loads(ran.stdout) == expected


def test_what_is_compiled_is_compiled_once(law: accord.Law) -> None:
    from concurrent.futures import ThreadPoolExecutor
    from datetime import date

    from engine.law.consolidation import Timeline
    from engine.reasoning.compiled import program_of

    corpus = law._corpora["cpts"]
    timeline = Timeline(corpus, date(2026, 1, 1), {})
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as pool:
            sections = list(pool.map(lambda _: _section(timeline, program_of), range(8)))
    finally:
        sys.setswitchinterval(0.005)
    assert len({id(section) for section in sections}) == 1


def _section(timeline: object, program_of: object) -> object:
    law = timeline.laws[-1]  # type: ignore[attr-defined]
    kinds = list(timeline.corpus.occasions)  # type: ignore[attr-defined]
    return [program_of(timeline, law, {}, "funding").section(kind) for kind in kinds][-1]  # type: ignore[operator]


@pytest.mark.parametrize("attribute", ["_corpora", "language", "texts"])
def test_a_law_does_not_change(law: accord.Law, attribute: str) -> None:
    with pytest.raises(AttributeError):
        setattr(law, attribute, {})


def test_a_case_and_an_answer_do_not_change(law: accord.Law) -> None:
    case = law.case({"contract": {"signed_on": "2020-01-15"}})
    with pytest.raises(TypeError):
        case.facts["contract.signed_on"] = None  # type: ignore[index]
    answer = law.funding(case, on="2023-06-01")
    with pytest.raises(AttributeError):
        answer.complete = True  # type: ignore[misc]
    with pytest.raises(TypeError, match="an answer does not change"):
        answer.readings["prorata_unit"] = "days"  # type: ignore[index]
    with pytest.raises(TypeError, match="an answer does not change"):
        answer.readings.update(prorata_unit="days")  # type: ignore[attr-defined]


def test_a_mapping_that_changes_afterwards_changes_no_case(law: accord.Law) -> None:
    contract = {"signed_on": "2020-01-15"}
    case = law.case({"contract": contract})
    before = law.eligibility(case, on="2023-06-01").to_json()
    contract["signed_on"] = "2023-01-15"
    assert law.eligibility(case, on="2023-06-01").to_json() == before
