"""The scales of a contract as columns of a table: what each
indicator gives is bounded alike in the plan and in the inference.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from engine.library import load
from engine.questions.question import Question

from .comparison import answered, differences

SCALES: list[list[tuple[float, float]]] = [
    [(0.5, 1.4), (0.5, 0.8)],
    [(0.25, 1.0), (0.75, 1.2)],
    [(1.0, 0.35)],
    [(1.0, 2.0)],
    [],
]


def row(rank: int, scale: list[tuple[float, float]]) -> dict[str, Any]:
    start = {
        "case": f"c{rank}",
        "community.population": 55000,
        "contract.signed_on": date(2022, 10, 1),
        "contract.file_complete": True,
    }
    start |= {"missions.access.started_on": date(2022, 10, 1)}
    for place, (share, level) in enumerate(scale, 1):
        prefix = f"missions.access.achievement.1.indicators.{place}"
        start |= {f"{prefix}.share": share, f"{prefix}.level": level}
    return start


@pytest.mark.parametrize("bounded", ["capped_each", "capped_sum"])
@pytest.mark.parametrize("cap", ["capped", "uncapped"])
def test_indicators_above_their_target(bounded: str, cap: str, tmp_path: Path) -> None:
    corpus = load()["cpts"]
    table = pa.Table.from_pylist([row(rank, scale) for rank, scale in enumerate(SCALES)])
    question = Question(
        date(2023, 12, 1),
        date(2026, 11, 21),
        readings={"indicator_above_target": bounded, "achievement_cap": cap},
    )
    found = answered(tmp_path, table, corpus, question)
    assert differences(table, corpus, question, found) == []
    paid = {
        case: [
            float(one["amount"])
            for one in rows
            if one["line"] == "missions.access.variable" and one["kind"] == "entitlement"
        ]
        for case, rows in found.rows.items()
    }
    each = [0.9, 1.0, 0.35, 1.0]  # 0.5 x 1 + 0.5 x 0.8; 0.25 + 0.75; 0.35; 1
    summed = [1.1, 1.15, 0.35, 2.0]
    rates = (
        each
        if bounded == "capped_each"
        else [rate if cap == "uncapped" else min(rate, 1.0) for rate in summed]
    )
    assert [paid[f"c{rank}"] for rank in range(4)] == [[round(30000 * rate, 2)] for rate in rates]
    assert paid.get("c4", []) == []
