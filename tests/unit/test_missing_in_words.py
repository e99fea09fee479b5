"""What is missing is said in words: its label, what hangs on it, and how a collection is given."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from engine.library import load, load_case
from engine.questions.question import Question
from tests.answers import duties, funding

SIGNED = (
    'community: {population: 55000}\ncontract: {signed_on: "2022-10-01", file_complete: true}\n'
)
NEVER_PAID = SIGNED + 'missions: {pathways: {started_on: "2022-10-01"}}\n'


def asked(query: Any, folder: Path, case: str) -> dict[str, Any]:
    path = folder / "case.yaml"
    path.write_text(case, encoding="utf-8")
    corpus, facts = load_case(str(path), load())
    answer: dict[str, Any] = query(
        corpus, facts, Question(date(2023, 6, 1), date(2026, 1, 1), "fr", {}).checked(corpus)
    )
    return answer


def missing(query: Any, folder: Path, case: str) -> dict[str, dict[str, Any]]:
    return {fact["fact"]: fact for fact in asked(query, folder, case)["missing"]}


def test_a_line_that_no_sum_names_has_its_label_too(tmp_path: Path) -> None:
    found = missing(funding, tmp_path, NEVER_PAID)["missions.pathways.achievement.1.rate"]
    assert found["affects"] == ["missions.pathways.variable"]
    assert found["affects_labels"] == ["parcours pluriprofessionnels : part variable"]


def test_a_collection_left_out_is_asked_for_with_what_an_empty_one_is(tmp_path: Path) -> None:
    found = missing(funding, tmp_path, SIGNED)
    assert "{}" in found["missions"]["question"]
    assert "[]" in found["crises"]["question"]


def test_no_subject_of_a_duty_is_left_in_the_words_of_the_rules(tmp_path: Path) -> None:
    named = {
        duty["subject"]: duty["subject_label"]
        for duty in asked(duties, tmp_path, NEVER_PAID)["duties"]
    }
    assert named["contract"] == "le contrat"
    assert not [subject for subject, label in named.items() if label == subject.replace("_", " ")]
