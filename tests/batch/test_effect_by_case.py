"""Texts that do not reach all cases on one day: the plan and the inference give the same rows."""

from __future__ import annotations

import random
import re
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


def test_a_benefit_hangs_on_the_day_that_tells_which_law_asks_for_what(tmp_path: Path) -> None:
    """25 square metres are enough for contracts signed before 2023 and not for those since; of a
    contract without a day nothing is known, and its day is asked.
    """
    signed = {"before": date(2022, 12, 31), "since": date(2023, 1, 1), "unknown": None}
    table = pa.table(
        {
            "case": [*signed],
            "lease.signed_on": pa.array([*signed.values()], pa.date32()),
            "lease.area": [25, 25, 25],
        }
    )
    question = Question(date(2023, 6, 1), date(2026, 1, 1))
    found = answered(tmp_path, table, corpus(), question, "eligibility")
    assert differences(table, corpus(), question, found, "eligibility") == []
    benefits = {
        case: (row["outcome"], row["missing"])
        for case, rows in found.rows.items()
        for row in rows
        if row["kind"] == "benefit"
    }
    assert benefits == {
        "before": ("eligible", None),
        "since": ("not_eligible", None),
        "unknown": ("undetermined", "lease.signed_on"),
    }


def test_both_average_a_history_over_each_period(tmp_path: Path) -> None:
    """Histories that begin before a period, in it, on its edges, and after the question."""
    table, draw = contracts(40), random.Random(11)
    days = [date(2020, 1, 1), date(2022, 12, 31), date(2023, 1, 1), date(2024, 2, 29)]
    days += [date(2021, 1, 1) + timedelta(days=draw.randrange(1500)) for _ in range(12)]
    plain = table.column("lease.workers").to_pylist()
    histories = {
        str(rank): {
            "lease.workers": [
                (day, draw.randrange(6)) for day in sorted(draw.sample(days, draw.randrange(1, 6)))
            ]
        }
        for rank in range(0, 40, 2)
    }
    plain = [None if str(rank) in histories else value for rank, value in enumerate(plain)]
    place = table.column_names.index("lease.workers")
    table = table.set_column(place, "lease.workers", pa.array(plain))
    dated = [
        {"case": case, "fact": "lease.workers", "from": day.isoformat(), "value": str(value)}
        for case, facts in histories.items()
        for day, value in facts["lease.workers"]
    ]
    question = Question(date(2025, 6, 1), date(2026, 1, 1))
    found = answered(tmp_path, table, corpus(), question, histories=pa.Table.from_pylist(dated))
    assert differences(table, corpus(), question, found, histories=histories) == []


CUT = (
    "the plan cannot express this: under `change_in_a_year=pro_rata` a period is cut on the day on "
    "which `leases_2` reaches the case, another day for each case."
)
CUT_FR = (
    "le plan ne sait pas exprimer ceci\u00a0: sous `change_in_a_year=pro_rata`, une période est "
    "coupée le jour où `leases_2` atteint le dossier, un autre jour pour chaque dossier."
)


def test_a_period_that_such_a_text_cuts_is_refused_before_any_row(tmp_path: Path) -> None:
    """Where the law cuts periods, the day of the cut would be another for each contract."""
    question = Question(date(2025, 6, 1), date(2026, 1, 1), "en", {"change_in_a_year": "pro_rata"})
    with pytest.raises(RefusedInput) as refused:
        answered(tmp_path, contracts(2), corpus(), question)
    (finding,) = refused.value.diagnostics
    assert str(finding.message) == CUT
    assert finding.message.in_language("fr") == CUT_FR
    assert str(finding.hint).endswith("or under another option of `change_in_a_year`.")
    assert finding.hint.in_language("fr").endswith("sous une autre option de `change_in_a_year`.")
    assert finding.location.path.endswith("occasions.yaml")
    assert not (tmp_path / "out.parquet").exists()


@pytest.mark.parametrize("on", ["2021-06-01", "2023-06-01"])
def test_both_leave_out_the_periods_before_an_element_is_brought(tmp_path: Path, on: str) -> None:
    """The SAS indicator exists from the year in which each contract is amended."""
    example = Path(__file__).parents[2] / "examples" / "health_centre" / "rulesets"
    loaded = load((example,)).values()
    law = next(corpus for corpus in loaded if "avenant_1_msp" in corpus.texts)
    amended = [date(2022, 10, 15), date(2023, 2, 1), NOT_YET, None]
    results = {
        f"indicators.{key}.results.{year}.met": [False] * 4
        for key in ("access", "coordination", "information_system")
        for year in range(1, 8)
    }
    table = pa.table(
        results
        | {
            "case": ["1", "2", "3", "4"],
            "contract.signed_on": pa.array([date(2021, 4, 1)] * 4, pa.date32()),
            "contract.amended_on": pa.array(amended, pa.date32()),
            "project.submitted_on": pa.array([date(2020, 2, 3)] * 4, pa.date32()),
        }
    )
    question = Question(date.fromisoformat(on), date(2026, 1, 1))
    found = answered(tmp_path, table, law, question)
    # Which facts of a record are missing is not named alike; in which periods is.
    for written in differences(table, law, question, found):
        sides = written.split("the plan alone")
        asked = [set(re.findall(r"'(indicators\.sas)', (\d+)", side)) for side in sides]
        assert asked[0] == asked[-1], written
