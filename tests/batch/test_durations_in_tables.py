"""Durations that vary and divisions by zero: a table of cases says what one case says."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from engine.language.model import Corpus
from engine.questions.question import Question
from tests.answers import eligibility
from tests.small_law import LABEL, agreement, read_law, said

from .comparison import answered, differences, facts_of

QUESTION = Question(date(2023, 6, 1), date(2026, 1, 1))


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    facts = {
        "deal.signed_on": {"type": "date"},
        "deal.notice": {"type": "duration", "varies": True},
        "deal.people": {"type": "integer", "minimum": 0, "maximum": 100},
        "deal.share": {"type": "decimal", "derived": True, "minimum": 0, "maximum": 100},
    }
    law = agreement()
    law["vocabulary"] = {
        "facts": {name: {**fact, "label": LABEL, "question": LABEL} for name, fact in facts.items()}
        | {"deal.people": {**facts["deal.people"], "label": {"fr": "membres", "en": "members"}}},
        "lines": {"base": LABEL, "extra": LABEL},
        "benefits": {"aid": LABEL, "gift": LABEL},
    }
    share = {"derive": {"fact": "deal.share", "value": {"divide": [10, {"fact": "deal.people"}]}}}

    def require(benefit: str) -> dict[str, Any]:
        return {"require": {"benefit": benefit, "requirement": "r"}}

    law["articles"]["3"] = [
        said("share", on="question", then=share),
        said(
            "notice",
            on="question",
            when={"deal.notice": {"lasts_at_least": {"longest": ["P2M", "P45D"]}}},
            then=require("aid"),
        ),
        said("enough", on="question", when={"deal.share": {"at_least": 3}}, then=require("gift")),
    ]
    return read_law(tmp_path_factory.mktemp("law"), law)


@pytest.mark.slow
def test_histories_of_durations_are_read_on_their_days(corpus: Corpus, tmp_path: Path) -> None:
    cases = pa.table({"case": ["c0", "c1", "c2", "c3"], "deal.people": [1, 2, 5, None]})
    entries: dict[str, dict[str, list[tuple[date, object]]]] = {
        "c0": {"deal.notice": [(date(2020, 1, 1), "P1M"), (date(2023, 1, 1), "P2M")]},
        "c1": {"deal.notice": [(date(2020, 1, 1), "P3M"), (date(2023, 6, 1), "P30D")]},
        "c2": {"deal.notice": [(date(2024, 1, 1), "P3M")]},
    }
    rows = [
        {"case": case, "fact": fact, "from": day.isoformat(), "value": str(value)}
        for case, facts in entries.items()
        for fact, dated in facts.items()
        for day, value in dated
    ]
    found = answered(
        tmp_path, cases, corpus, QUESTION, "eligibility", histories=pa.Table.from_pylist(rows)
    )
    assert differences(cases, corpus, QUESTION, found, "eligibility", histories=entries) == []


@pytest.mark.slow
def test_a_division_by_zero_is_undetermined_alone_and_in_a_table(
    corpus: Corpus, tmp_path: Path
) -> None:
    cases = pa.table(
        {
            "case": ["zero", "three", "twenty", "unknown"],
            "deal.people": [0, 3, 20, None],
            "deal.notice": ["P2M", "P60D", "P9W", None],
        }
    )
    found = answered(tmp_path, cases, corpus, QUESTION, "eligibility")
    assert not found.rejected
    assert differences(cases, corpus, QUESTION, found, "eligibility") == []
    for language, label in (
        ("fr", "division par zéro : « membres »"),
        ("en", "division by zero: the members"),
    ):
        question = Question(QUESTION.on, QUESTION.known_on, language)
        answer = eligibility(corpus, facts_of({"deal": {"people": 0}}, corpus), question)
        assert label in [str(one["label"]).replace("\u00a0", " ") for one in answer["missing"]]
    assert {row["missing"] for row in found.rows["zero"]} == {None, "zero:divide"}
