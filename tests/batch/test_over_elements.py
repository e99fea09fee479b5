"""What is counted, summed or picked over elements: a table of cases and single answers say the same."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pytest

from engine.questions.question import Question
from tests import depth
from tests.guild import corpus

from .comparison import answered, differences

QUESTION = Question(date(2022, 6, 1), date(2026, 1, 1))
INDICATORS = ("repairs", "apprentices", "open_days")


def member(random: Random, rank: int) -> dict[str, Any]:
    """Return the columns of a member, any of which may be unknown."""
    own = {
        "trade": random.choice(["baker", "baker", "cooper", "glazier", None]),
        "joined_on": random.choice([date(2020, 1, 1), date(2022, 1, 1), date(2022, 1, 2), None]),
        "left_on": random.choice([date(2022, 1, 1), date(2023, 1, 1), date(9999, 12, 31), None]),
        "share": random.choice([0.05, 0.1, 0.25, None]),
        "rank": random.choice(["apprentice", "journeyman", "journeyman", None]),
    }
    if own["joined_on"] is not None and own["left_on"] == date(2022, 1, 1):
        own["joined_on"] = date(2020, 1, 1)
    return {f"members.{rank}.{name}": value for name, value in own.items()}


def indicator(random: Random, key: str) -> dict[str, Any]:
    """Return the columns of an indicator and of its marks."""
    name = f"indicators.{key}"
    columns: dict[str, Any] = {
        f"{name}.reached": random.choice([True, True, False, None]),
        f"{name}.points": random.choice([0, 5, 10, None]),
    }
    for rank in range(1, random.randrange(3) + 1):
        columns[f"{name}.notes.{rank}.mark"] = random.choice([2, 3, 20, None])
        columns[f"{name}.notes.{rank}.given_on"] = random.choice(
            [date(2021, 1, 1), date(2022, 1, 1)]
        )
    for year in (1, 2):
        if random.random() < 0.8:
            columns[f"{name}.years.{year}.held"] = random.choice([True, True, False, None])
            columns[f"{name}.years.{year}.credits"] = random.choice([0, 7, None])
    return columns


def row(random: Random, rank: int) -> dict[str, Any]:
    """Return a workshop."""
    columns: dict[str, Any] = {
        "case": f"c{rank}",
        "workshop.joined_on": random.choice([date(2021, 3, 1), date(2021, 3, 1), None]),
        "workshop.leaves_on": date(2023, 3, 1),
        "workshop.own_trade": random.choice(["baker", "cooper", None]),
        "workshop.threshold": random.choice([5, 10, None]),
    }
    for place in range(1, random.choice([0, 1, 2, 3, 4]) + 1):
        columns |= member(random, place)
    for key in INDICATORS:
        if random.random() < 0.7:
            columns |= indicator(random, key)
    return columns


@pytest.mark.parametrize("family", ["funding", "eligibility", "calendar"])
@pytest.mark.parametrize("seed", range(depth.some(2, 20)))
def test_a_table_and_single_answers_say_the_same(family: str, seed: int, tmp_path: Path) -> None:
    random = Random(seed)
    table = pa.Table.from_pylist([row(random, rank) for rank in range(12)])
    found = answered(tmp_path, table, corpus(), QUESTION, family)
    assert differences(table, corpus(), QUESTION, found, family) == []
