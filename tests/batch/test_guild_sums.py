"""Scales, advances, increases and deductions of the guild: each case alone as in a table of cases,
and proved.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pytest

from engine.questions.question import Question
from tests.guild import corpus

from .comparison import answered, differences

DECIMAL = pa.decimal128(14, 4)
SCHEMA = pa.schema(
    [
        ("case", pa.string()),
        ("workshop.joined_on", pa.date32()),
        ("workshop.leaves_on", pa.date32()),
        ("workshop.visitors", pa.int64()),
        ("workshop.district", pa.string()),
        ("workshop.festival_grant", DECIMAL),
        ("workshop.last_season", DECIMAL),
        ("workshop.craftsmen", pa.int64()),
        ("workshop.tools_share", DECIMAL),
        ("workshop.roof", pa.bool_()),
        ("workshop.stalls", pa.int64()),
        ("workshop.streets", pa.int64()),
    ]
)
VISITORS = [0, 1, 499, 500, 501, 999, 1000, 7999, 8000, 8001, 16000, 16001, 250000, None]


def drawn(rank: int, random: Random) -> dict[str, Any]:
    """Return a case: facts at the limits of bands, and facts that are not known."""
    cents = Decimal(random.randrange(0, 3_000_000)) / 100
    return {
        "case": f"c{rank}",
        "workshop.joined_on": date(2021, 1, 1) if rank % 7 else date(2022, 2, 28),
        "workshop.leaves_on": random.choice([date(2023, 4, 1), date(2030, 1, 1), None]),
        "workshop.visitors": VISITORS[rank % len(VISITORS)],
        "workshop.district": random.choice(["harbour", "old_town", None]),
        "workshop.festival_grant": random.choice([cents, Decimal(0), None]),
        "workshop.last_season": random.choice([cents, Decimal("0.01"), None]),
        "workshop.craftsmen": random.choice([0, 1, 9, 10, 11, None]),
        "workshop.tools_share": random.choice([Decimal(0), Decimal("0.3333"), Decimal(1), None]),
        "workshop.roof": random.choice([True, True, False, None]),
        "workshop.stalls": random.choice([0, 1, 7143, 8001, 50000, None]),
        "workshop.streets": random.choice([0, 1, 2, 3, 40, 77, None]),
    }


@pytest.mark.slow  # a plan of the whole agreement takes seconds
def test_each_case_alone_is_as_in_a_table(tmp_path: Path) -> None:
    random = Random(4)
    table = pa.Table.from_pylist([drawn(rank, random) for rank in range(28)], schema=SCHEMA)
    question = Question(date(2022, 6, 1), date(2026, 1, 1))
    found = answered(tmp_path, table, corpus(), question)
    assert not found.rejected
    assert differences(table, corpus(), question, found) == []
