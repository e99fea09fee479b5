"""On the occasion of one element, a rule over all of them reads the records of each of its period.

The health centre of the examples: an indicator is paid where all the prerequisite ones are met.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from engine.library import load
from engine.questions.question import Question
from tests.batch.comparison import answered, differences

RULESETS = Path(__file__).parents[2] / "examples" / "health_centre" / "rulesets"
QUESTION = Question(date(2023, 6, 1), date(2026, 1, 1), "fr")
PREREQUISITES = ("access", "coordination", "information_system")


def row(name: str, met: tuple[bool | None, ...]) -> dict[str, Any]:
    """Return a centre under the law of 2017 in its first year, whose prerequisites are met or not,
    or have no record but of the second; protocols are met, for 100 points.
    """
    columns: dict[str, Any] = {
        "case": name,
        "structure.patients": 4000,
        "project.submitted_on": date(2020, 2, 3),
        "project.validated_on": date(2020, 6, 15),
        "contract.signed_on": date(2021, 4, 1),
        "contract.amended_on": date(9999, 12, 31),
    }
    for key, reached in zip((*PREREQUISITES, "protocols"), (*met, True), strict=True):
        columns[f"indicators.{key}.results.1.met"] = reached
        columns[f"indicators.{key}.results.1.fixed_points"] = None if reached is None else 100
        columns[f"indicators.{key}.results.1.variable_points"] = None if reached is None else 0
    second = {"met": True, "fixed_points": 100, "variable_points": 0}
    columns |= {
        f"indicators.{PREREQUISITES[-1]}.results.2.{fact}": own for fact, own in second.items()
    }
    return columns


def test_the_records_of_the_others_decide_and_are_named(tmp_path: Path) -> None:
    corpus = load((RULESETS,))["health_centre"]
    rows = [
        row("all", (True, True, True)),
        row("two", (True, True, False)),
        row("?", (True, True, None)),
    ]
    table = pa.Table.from_pylist(rows)
    found = answered(tmp_path, table, corpus, QUESTION)
    assert differences(table, corpus, QUESTION, found) == []
    protocols = {
        name: [
            (one["kind"], one["amount"] if one["amount"] is None else int(one["amount"]))
            for one in found.rows[name]
            if (one["line"], one["period"], one["kind"] == "payment")
            == ("indicators.protocols", 1, False)
        ]
        for name in ("all", "two", "?")
    }
    assert protocols == {"all": [("entitlement", 700)], "two": [], "?": [("missing", None)]}
    (lacking,) = (
        one["missing"].split()
        for one in found.rows["?"]
        if (one["line"], one["period"], one["kind"]) == ("indicators.protocols", 1, "missing")
    )
    assert lacking == ["indicators.information_system.results.1.met"]
    for one in found.rows["?"]:  # each name once
        names = (one["missing"] or "").split()
        assert len(names) == len(set(names))
