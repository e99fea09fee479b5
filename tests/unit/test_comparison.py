"""Answers under each option of each reading."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from engine.cases.case_reader import Facts, read_case
from engine.language.model import Corpus
from engine.library import load, load_case
from engine.questions.comparison import compared as compare
from engine.questions.funding import under_readings as totals_of
from engine.questions.question import Question
from engine.source.yaml_source import read_yaml
from tests.answers import calendar, compared, eligibility, funding, render, under_readings

CASE = b"""
community: {population: 55000, members: 120, legal_form: association}
contract: {signed_on: "2022-09-30", file_complete: true}
missions: {access: {started_on: "2022-12-01"}, crisis: {started_on: "2022-12-01", plan_written_on: "2022-12-20"}}
"""


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load()["cpts"]


@pytest.fixture(scope="module")
def facts(corpus: Corpus) -> Facts:
    document, _ = read_yaml("case.yaml", CASE)
    assert document is not None
    found, findings = read_case(document, corpus.vocabulary)
    assert found is not None, findings
    return found


QUESTION = Question(date(2023, 6, 1), date(2026, 1, 1))


def _changed(rows: list[dict[str, Any]], reading: str, option: str) -> list[dict[str, Any]]:
    return next(
        row["changes"] for row in rows if (row["reading"], row["option"]) == (reading, option)
    )


def test_a_reading_that_flips_a_benefit(corpus: Corpus, facts: Facts) -> None:
    answer = eligibility(corpus, facts, QUESTION)
    rows = compared(lambda asked: eligibility(corpus, facts, asked), corpus, QUESTION, answer)
    changes = _changed(rows, "before_30_september_2022", "inclusive")
    flipped = {
        change["id"]: (change["before"]["outcome"], change["after"]["outcome"])
        for change in changes
    }
    assert flipped == {"additional_operating_funding": ("not_eligible", "eligible")}
    assert _changed(rows, "before_30_september_2022", "strict") == []


def test_a_reading_that_moves_a_deadline(corpus: Corpus, facts: Facts) -> None:
    answer = calendar(corpus, facts, QUESTION)
    rows = compared(lambda asked: calendar(corpus, facts, asked), corpus, QUESTION, answer)
    changes = _changed(rows, "crisis_template_day", "last_of_month")
    moved = {change["id"]: (change["before"]["on"], change["after"]["on"]) for change in changes}
    assert moved == {
        "missions.crisis.start": ("2023-06-01", "2023-06-30"),
        "missions.crisis.deployment": ("2024-06-01", "2024-06-30"),
    }
    told = compare(
        lambda asked: calendar(corpus, facts, asked).answer, corpus, QUESTION, answer.answer
    )
    compared_answer = answer.changed(under_readings=told)
    for form in ("text", "markdown", "html"):
        page = render(compared_answer, form, "fr", "none")
        assert "crisis_template_day" not in page.replace("\\", "")
        whole = render(compared_answer, form, "fr", "full").replace("\\", "")
        assert "--reading crisis_template_day=last_of_month" in whole
        assert "30\u00a0juin 2023" in page or "30 juin 2023" in page


def test_sums_under_each_reading(corpus: Corpus, facts: Facts) -> None:
    answer = funding(corpus, facts, QUESTION)
    rows = under_readings(corpus, facts, QUESTION)
    assert {row["reading"] for row in rows} == set(answer["readings"])
    chosen = [row for row in rows if row["chosen"]]
    assert {row["difference"] for row in chosen} == {"0.00"}
    inclusive = next(
        row
        for row in rows
        if row["option"] == "inclusive" and row["reading"] == "before_30_september_2022"
    )
    assert inclusive["difference"] == "45000.00"


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
@pytest.mark.parametrize(("language", "said"), [("fr", "au moins"), ("en", "at least")])
def test_a_sum_under_a_reading_says_when_a_part_of_it_is_not_known(
    form: Any, language: Any, said: str
) -> None:
    """The rates of four years are not known; where the amendment
    has no day of effect, it may take away from the sums: no least.
    """
    corpus, facts = load_case(str(Path(__file__).parents[2] / "examples/cpts_exemple.yaml"), load())
    question = Question(date(2023, 6, 1), date(2026, 1, 1), language)
    rows = under_readings(corpus, facts, question)
    assert not any(row["complete"] for row in rows)
    effect = "jour d'effet" if language == "fr" else "day of effect"
    known = [row for row in rows if not any(effect in one["label"] for one in row["missing_lines"])]
    assert known
    assert [row["at_least"] for row in rows] == [row in known for row in rows]
    assert all(
        not total["complete"] for row in known for total in row["totals"] if total["period"] != 1
    )
    shown = render(
        funding(corpus, facts, question).changed(
            entitlements=(), payments=(), under_readings=totals_of(corpus, facts, question)
        ),
        form,
        language,
        "none",
    )
    options = re.sub(r"[\u00a0\u202f]", " ", shown).split(
        "Sous chaque lecture" if language == "fr" else "Under each reading", 1
    )[1]
    assert options.count(said) >= len(known)
