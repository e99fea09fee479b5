"""Sums that hang on an amendment whose day of effect is not
known: the same in a table as in single answers.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from depth import some
from small_law import LABEL, VOCABULARY, agreement, amount, event, expected, read_law, said, text

from engine.language.model import Corpus
from engine.language.nodes import Pay
from engine.library import load
from engine.questions.question import Question
from tests.answers import funding

from .agreements import ask, assert_the_plan_agrees
from .comparison import answered, case_of, differences, facts_at_once
from .contracts import drawn_small

KNOWN_ON = date(2026, 11, 26)
QUESTION = Question(date(2022, 12, 1), KNOWN_ON, readings={"avenant_2_effect": "approval"})
OF_2022 = {
    "case": ["of_2022"],
    "community.population": [55_000],
    "community.members": [60],
    "contract.signed_on": [date(2022, 6, 1)],
    "contract.file_complete": [True],
    "missions.access.started_on": [date(2022, 6, 1)],
    "crises": [0],
    "covid_actions": [False],
}


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load(())["cpts"]


def test_a_line_hangs_on_the_day_where_another_day_gives_another_sum(
    corpus: Corpus, tmp_path: Path
) -> None:
    # the operating funding of size 2 is 60,000 in both versions; the access mission goes from
    # 17,500 to 70,000, its two parts of 2019 end
    cases = pa.concat_tables(
        [pa.table(OF_2022), drawn_small(corpus, some(12, 25), seed=11)],
        promote_options="permissive",
    )
    found = answered(tmp_path, cases, corpus, QUESTION, slice_size=some(10, 20))
    first = {
        row["line"]: row["conditional"]
        for row in found.rows["of_2022"]
        if row["kind"] == "entitlement" and row["period"] == 1
    }
    assert first == {
        "operating": None,
        "missions.access.fixed": "avenant_2.effect",
        "missions.access.snp_compensation": "avenant_2.effect",
        "missions.access.snp_dedicated": "avenant_2.effect",
    }
    due = {
        row["line"]: row["conditional"]
        for row in found.rows["of_2022"]
        if row["due_on"] == date(2022, 6, 1)
    }
    assert (due["operating"], due["missions.access.fixed"]) == (None, "avenant_2.effect")
    assert not any(
        row["conditional"]
        for rows in found.rows.values()
        for row in rows
        if row["kind"] == "missing"
    )
    assert differences(cases, corpus, QUESTION, found) == []
    for row in cases.to_pylist():
        own = found.rows.get(row["case"], []) if row["case"] not in found.rejected else None
        assert own is None or told_in(own, corpus) == missing_lines(row, corpus), row["case"]


def told_in(rows: list[dict[str, Any]], corpus: Corpus) -> set[tuple[str, int | None]]:
    """The lines that a ledger says not to be known, with their periods,
    and "" for an occasion without a day; not how they are paid.
    """
    articles = [article for text in corpus.texts.values() for article in text.articles]
    provisions = [
        one
        for article in articles
        for one in (
            *article.provisions,
            *(two for op in article.operations for two in op.provisions),
        )
    ]
    paying = {one.address for one in provisions if one.rule and isinstance(one.rule.then, Pay)}
    return {
        (row["line"] or "", row["period"])
        for row in rows
        if row["kind"] == "missing" and row["rule"] not in paying
    }


def missing_lines(row: dict[str, Any], corpus: Corpus) -> set[tuple[str, int | None]]:
    """The lines that the single answer says not to be known, without
    the text whose day of effect is not: that is told line by line.
    """
    answer = funding(corpus, facts_at_once(case_of(row, corpus), corpus), QUESTION)
    told = [(one["line"], one["period"]) for one in answer["missing_lines"]]
    assert not answer["complete"]
    assert told[-1] == ("", None)
    return set(told[:-1])


def test_payments_of_a_calendar_hang_on_it_too(corpus: Corpus, tmp_path: Path) -> None:
    cases = pa.concat_tables(
        [pa.table(OF_2022), drawn_small(corpus, 5, seed=12)], promote_options="permissive"
    )
    found = answered(tmp_path, cases, corpus, QUESTION, "calendar")
    hanging = {row["entry"] for row in found.rows["of_2022"] if row["conditional"]}
    assert "payments.missions.access.fixed.advance" in hanging
    assert not any(entry.startswith("payments.operating.") for entry in hanging)
    assert differences(cases, corpus, QUESTION, found, "calendar") == []


def shifted_between_lines(folder: Path, extra: int) -> Corpus:
    """Base and extra give 100 and 100, and an increase adds 10 % of
    each; an amendment of unknown effect makes them 150 and `extra`.
    """
    increase = said(
        "i",
        on="signature",
        then={"increase": {"line": "more", "lines": ["base", "extra"], "by": "10 %"}},
    )
    paid = said(
        "p",
        on="signature",
        then={
            "pay": {"lines": ["*"], "parts": [{"part": "once", "due": {"fact": "deal.signed_on"}}]}
        },
    )
    first = agreement() | {
        "vocabulary": VOCABULARY
        | {"lines": {**VOCABULARY["lines"], "more": LABEL}, "parts": {"once": LABEL}}
    }
    first["articles"]["1"] = [amount("x", 100), amount("z", 100, "extra"), increase, paid]
    moved = [
        said(
            "one", point="1°", replace="m/1/x", expect=expected(100), **{"with": [amount("x", 150)]}
        ),
        said(
            "two",
            point="2°",
            replace="m/1/z",
            expect=expected(100),
            **{"with": [amount("z", extra, "extra")]},
        ),
    ]
    known = {"signed": event("2020-02-01"), "heard": {"basis": "inferred"}}
    return read_law(
        folder,
        first,
        text(
            "k",
            {"after": {"event": "k.heard"}, "by": "P1D"},
            {"1": moved},
            amends=["m"],
            events=known,
        ),
    )


@pytest.mark.parametrize(
    ("extra", "hangs"), [(50, {"base", "extra"}), (60, {"base", "extra", "more"})]
)
def test_an_increase_hangs_on_the_day_where_its_sum_does(
    extra: int, hangs: set[str], tmp_path: Path
) -> None:
    """10 % of 150 and 50 is 20, as of 100 and 100: its two parts hang on the day, and their sum,
    which is due, does not; of 60 it is 21.
    """
    corpus = shifted_between_lines(tmp_path, extra)
    answer = ask(corpus, "funding", {"deal.signed_on": "2020-06-01"})
    for name in ("entitlements", "payments"):
        assert {row["line"]: row["amount"] for row in answer[name]} == {
            "base": "100.00",
            "extra": "100.00",
            "more": "20.00",
        }
        assert {row["line"] for row in answer[name] if row.get("conditional")} == hangs
    (parts,) = (row["components"] for row in answer["entitlements"] if row["line"] == "more")
    assert [(one["line"], one["amount"], one.get("conditional")) for one in parts] == [
        ("base", "10.00", True),
        ("extra", "10.00", True),
    ]
    assert_the_plan_agrees(
        tmp_path, corpus, [{"deal.signed_on": "2020-06-01"}, {"deal.signed_on": "2020-01-15"}]
    )
