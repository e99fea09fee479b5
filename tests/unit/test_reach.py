"""A question that ends leaves out the periods after it, and answers the same within its bounds."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from engine.cases.case_reader import Facts, read_case
from engine.language.model import Corpus
from engine.library import load
from engine.questions.funding import ledger
from engine.questions.grounds import Ledger
from engine.questions.question import Question
from engine.source.yaml_source import read_file
from tests.answers import calendar

CASE = Path(__file__).parents[2] / "examples" / "cpts_exemple.yaml"
ON, KNOWN_ON = date(2023, 6, 1), date(2026, 1, 1)
ENDS = [
    date(2020, 3, 1),
    date(2021, 1, 15),
    date(2022, 4, 1),
    date(2022, 9, 30),
    date(2024, 2, 29),
    date(2030, 1, 1),
]


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load()["cpts"]


@pytest.fixture(scope="module")
def facts(corpus: Corpus) -> Facts:
    document, _ = read_file(CASE)
    found, findings = read_case(document, corpus.vocabulary)
    assert found is not None, findings
    return found


def rows(found: Ledger, end: date) -> tuple[list[object], list[object]]:
    # the periods that begin before the end are whole
    begun = (
        right for right in found.rights if (right.span.start if right.span else right.start) < end
    )
    rights = [(right.line, right.start, right.end, right.amount) for right in begun]
    payments = [
        (pay.right.line, pay.part, pay.due, pay.amount)
        for pay in found.payments
        if pay.due is not None and pay.due < end
    ]
    return rights, payments


@pytest.mark.parametrize("end", ENDS)
def test_what_falls_before_the_end_is_the_same(end: date, corpus: Corpus, facts: Facts) -> None:
    whole, bounded = (
        ledger(corpus, facts, Question(ON, KNOWN_ON)),
        ledger(corpus, facts, Question(ON, KNOWN_ON, end=end)),
    )
    assert rows(bounded, end) == rows(whole, end)
    assert len(bounded.rights) == len(rows(whole, end)[0])


def test_the_periods_after_the_end_are_not_worked(corpus: Corpus, facts: Facts) -> None:
    whole = ledger(corpus, facts, Question(ON, KNOWN_ON)).evaluation.occasions
    first = min(steps.occasion.span.end for steps in whole if steps.occasion.span is not None)
    worked = ledger(corpus, facts, Question(ON, KNOWN_ON, end=first)).evaluation.occasions
    assert 0 < len(worked) < len(whole) / 2
    periodic = [
        steps.occasion for steps in worked if corpus.occasions[steps.occasion.kind].each_period
    ]
    assert periodic
    assert all(occasion.span is not None and occasion.span.start < first for occasion in periodic)


@pytest.mark.parametrize("end", ENDS)
def test_dates_before_the_end_are_the_same(end: date, corpus: Corpus, facts: Facts) -> None:
    whole, bounded = (
        calendar(corpus, facts, Question(ON, KNOWN_ON, end=last)) for last in (None, end)
    )
    expected = [
        one for one in whole["entries"] if one["on"] is not None and one["on"] < end.isoformat()
    ]
    assert [one for one in bounded["entries"] if one["on"] is not None] == expected
