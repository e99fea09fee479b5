"""Texts that do not reach all cases on one day: the plan and the inference give the same rows."""

from __future__ import annotations

import random
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

import pyarrow as pa
import pytest

from batch.comparison import answered, differences
from engine.diagnostics.diagnostic import RefusedInput
from engine.language.model import Corpus
from engine.language.temporal import NOT_YET
from engine.library import load
from engine.questions.question import Question

FOLDER = Path(__file__).parent.parent / "corpora" / "leases"


@lru_cache
def corpus() -> Corpus:
    return load((FOLDER / "rulesets",))["leases"]


def contracts(count: int) -> pa.Table:
    """Draw contracts round the days on which the amendments take effect, with facts left out."""
    draw = random.Random(36)
    first = date(2021, 1, 1)
    edges = [date(2022, 12, 31), date(2023, 1, 1), date(2023, 5, 1), date(2024, 2, 29)]

    def day(more: tuple[date | None, ...] = ()) -> date | None:
        drawn = first + timedelta(days=draw.randrange(1500))
        return draw.choice([drawn, drawn, *edges, *more])

    signed = [day((None,)) for _ in range(count)]
    ends = [
        draw.choice([None, NOT_YET, (begun or first) + timedelta(days=draw.randrange(1, 1200))])
        for begun in signed
    ]
    return pa.table(
        {
            "case": [str(rank) for rank in range(count)],
            "lease.signed_on": pa.array(signed, pa.date32()),
            "lease.ends_on": pa.array(ends, pa.date32()),
            "lease.rider_signed_on": pa.array(
                [day((None, None, NOT_YET, NOT_YET)) for _ in range(count)], pa.date32()
            ),
            "lease.area": [draw.choice([None, 19, 20, 29, 30]) for _ in range(count)],
            "lease.workers": [draw.choice([None, 3, 4]) for _ in range(count)],
            "lease.prizes": [draw.choice([None, 2, 3]) for _ in range(count)],
            "lease.insured": [draw.choice([None, True, False]) for _ in range(count)],
            "lease.size": [draw.choice([None, "small", "large"]) for _ in range(count)],
        }
    )


@pytest.mark.parametrize("on", ["2022-12-31", "2023-06-01", "2025-06-01"])
def test_both_answer_by_the_law_that_has_reached_each_contract(tmp_path: Path, on: str) -> None:
    table, question = contracts(24), Question(date.fromisoformat(on), date(2026, 1, 1))
    found = answered(tmp_path, table, corpus(), question)
    assert differences(table, corpus(), question, found) == []


def test_a_period_that_such_a_text_cuts_is_refused_before_any_row(tmp_path: Path) -> None:
    """Where the law cuts periods, the day of the cut would be another for each contract."""
    question = Question(date(2025, 6, 1), date(2026, 1, 1), "en", {"change_in_a_year": "pro_rata"})
    with pytest.raises(RefusedInput) as refused:
        answered(tmp_path, contracts(2), corpus(), question)
    (finding,) = refused.value.diagnostics
    assert "cut where a text that applies case by case" in str(finding.message)
    assert finding.location.path.endswith("occasions.yaml")
    assert not (tmp_path / "out.parquet").exists()
