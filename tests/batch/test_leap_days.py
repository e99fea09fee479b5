"""Contracts signed on 29 February, and sizes that change on an
anniversary or its eve: figures by hand, alone and in a table.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from depth import spread

from engine.library import load
from engine.questions.question import Question
from tests.answers import funding

from .comparison import answered, case_of, differences, facts_of

CORPUS = load()["cpts"]
ON, KNOWN_ON = date(2026, 1, 1), date(2026, 11, 21)
CONTRACT = {
    "contract.signed_on": date(2020, 2, 29),
    "contract.file_complete": True,
    "community.members": 120,
    "crises": 0,
    "covid_actions": True,
    "missions": "access prevention",
    "missions.access.started_on": date(2020, 2, 29),
    "missions.prevention.started_on": date(
        2024, 2, 28
    ),  # the eve of the fourth anniversary, the 29th of February
    **{f"missions.access.achievement.{year}.rate": Decimal(1) for year in range(1, 6)},
    **{f"missions.prevention.achievement.{year}.rate": Decimal(1) for year in range(4, 6)},
}
# the second contract year begins on 28 February 2021: the size read that day is that of the year,
# and of the sum for 2021
CHANGES = {"eve": date(2021, 2, 27), "day": date(2021, 2, 28), "after": date(2021, 3, 1)}
TABLE = pa.Table.from_pylist([{"case": case, **CONTRACT} for case in CHANGES])
HISTORIES = {
    case: {"community.population": [(date(2015, 1, 1), 39_999), (day, 175_000)]}
    for case, day in CHANGES.items()
}


@pytest.mark.parametrize(
    ("case", "second", "covid"),
    [("eve", 90_000, 75_000), ("day", 90_000, 75_000), ("after", 50_000, 37_500)],
)
def test_the_years_of_a_contract_signed_on_a_leap_day(case: str, second: int, covid: int) -> None:
    row = {"case": case, **CONTRACT}
    answer: dict[str, Any] = funding(
        CORPUS, facts_of(case_of(row, CORPUS, HISTORIES[case]), CORPUS), Question(ON, KNOWN_ON)
    )
    rights = {(one["line"], one["contract_year"]): one for one in answer["entitlements"]}
    years = [
        (rights["operating", year]["from"], rights["operating", year]["until"])
        for year in range(1, 6)
    ]
    assert years[0] == ("2020-02-29", "2021-02-28")
    assert years[3:] == [("2023-02-28", "2024-02-29"), ("2024-02-29", "2025-02-28")]
    assert [Decimal(rights["operating", year]["amount"]) for year in (1, 2, 3)] == [
        50_000,
        second,
        90_000,
    ]
    assert Decimal(rights["missions.crisis.variable", 3]["amount"]) == covid
    # one day of the 366 of the fourth year: 20,000 / 366
    assert (
        rights["missions.prevention.fixed", 4]["from"],
        rights["missions.prevention.fixed", 4]["amount"],
    ) == ("2024-02-28", "54.64")
    assert answer["complete"] is True
    assert sum(Decimal(one["amount"]) for one in answer["payments"]) == sum(
        Decimal(one["amount"]) for one in answer["entitlements"]
    )


@pytest.mark.parametrize(
    "readings",
    spread([{"governing_version": "prorata", "size_day": "day_of_event"}, {}], 2),
)
def test_a_table_says_the_same(readings: dict[str, str], tmp_path: Path) -> None:
    rows = [
        {"case": case, "fact": fact, "from": day.isoformat(), "value": str(value)}
        for case, facts in HISTORIES.items()
        for fact, dated in facts.items()
        for day, value in dated
    ]
    question = Question(ON, KNOWN_ON, readings=readings)
    found = answered(tmp_path, TABLE, CORPUS, question, histories=pa.Table.from_pylist(rows))
    assert differences(TABLE, CORPUS, question, found, histories=HISTORIES) == []
    assert len(found.rows["day"]) > 40
