"""The first payment prorated alone, in a contract year that an
amendment cuts: the plan and the inference give the same payments.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
from depth import DEEP, spread

from engine.library import load
from engine.questions.question import Question
from tests.answers import funding

from .comparison import answered, case_of, differences, facts_of
from .contracts import KNOWN_ON

CHANGE = date(2022, 4, 1)
STARTS = [
    date(2021, 6, 15),
    date(2021, 11, 1),
    *(CHANGE + timedelta(days=days) for days in (-1, 0, 1)),
    date(2022, 4, 30),
]


def contracts() -> pa.Table:
    columns = {
        "community.population": 55000,
        "contract.signed_on": date(2021, 5, 1),
        "contract.file_complete": True,
    }
    rows = [
        {
            "case": f"{start}",
            **columns,
            "missions.pathways.started_on": start,
            "missions.access.started_on": start,
        }
        for start in STARTS
    ]
    return pa.Table.from_pylist(rows)


@pytest.mark.parametrize("unit", spread(["days", "months"], 2))
def test_the_advance_of_a_year_that_is_cut(unit: str, tmp_path: Path) -> None:
    corpus, table, found = load()["cpts"], contracts(), {}
    for version in ("event", "prorata"):
        chosen = {
            "proration_scope": "first_payment",
            "governing_version": version,
            "prorata_unit": unit,
        }
        question = Question(date(2022, 12, 1), KNOWN_ON, readings=chosen)
        folder = tmp_path / version
        folder.mkdir()
        if version == "prorata" or DEEP:  # a year that is not cut is in tables of every test
            given = answered(folder, table, corpus, question)
            assert differences(table, corpus, question, given) == []
        for row in table.to_pylist():
            answer = funding(corpus, facts_of(case_of(row, corpus), corpus), question)
            paid = [
                one
                for one in answer["payments"]
                if one["line"] == "missions.pathways.fixed" and one["contract_year"] == 1
            ]
            early = sum(Decimal(one["amount"]) for one in paid if one["part"] != "balance")
            found[version, row["case"]] = early, sum(Decimal(one["amount"]) for one in paid)
    # the amendment leaves these amounts as they were: cut or not, as much is advanced, but for
    # cents
    for start in STARTS:
        (cut, cut_total), (uncut, total) = found["prorata", f"{start}"], found["event", f"{start}"]
        assert abs(cut - uncut) <= Decimal("0.01")
        assert cut_total == total == 35000
