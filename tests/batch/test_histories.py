"""Facts that vary: the plan and the inference read the same
value of a history, on the day of each occasion or on another.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from random import Random

import pyarrow as pa
import pytest

from engine.language.model import Corpus
from engine.library import load
from engine.questions.question import Question

from .comparison import answered, differences
from .contracts import KNOWN_ON, drawn

VARYING = {
    "community.population": (30000, 40000, 79999, 175000, 250000),
    "community.members": (40, 99, 100, 180),
}


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load()["cpts"]


def histories_of(
    table: pa.Table, random: Random
) -> dict[str, dict[str, list[tuple[date, object]]]]:
    """Draw, for two cases in three, the values of the facts that
    vary: round the signature and its anniversaries, and anywhere.
    """
    found: dict[str, dict[str, list[tuple[date, object]]]] = {}
    for row in table.to_pylist():
        signed = row["contract.signed_on"] or date(2022, 1, 1)
        anniversaries = [
            min(signed, date(2025, 1, 1)).replace(day=1)
            + timedelta(days=365 * rank + random.randint(-2, 32))
            for rank in range(4)
        ]
        if random.random() < 0.66:
            days = sorted(
                {
                    *random.sample(anniversaries, 2),
                    date(2019, 1, 1) + timedelta(days=random.randint(0, 1900)),
                }
            )
            own = {
                fact: [(day, random.choice(values)) for day in days]
                for fact, values in VARYING.items()
                if random.random() < 0.8
            }
            if own:
                found[row["case"]] = own
    return found


@pytest.mark.parametrize("option", ["signature_and_anniversary", "day_of_event"])
@pytest.mark.parametrize("family", ["funding", "eligibility"])
def test_sizes_and_members_that_change(
    option: str, family: str, corpus: Corpus, tmp_path: Path
) -> None:
    table = drawn(corpus, 80, seed=31)
    histories = histories_of(table, Random(7))
    columns = {
        fact: [
            None if fact in histories.get(case, ()) else value
            for case, value in zip(table["case"].to_pylist(), table[fact].to_pylist(), strict=True)
        ]
        for fact in VARYING
    }
    for fact, values in columns.items():
        table = table.set_column(
            table.column_names.index(fact), fact, pa.array(values, table.schema.field(fact).type)
        )
    rows = [
        {"case": case, "fact": fact, "from": day.isoformat(), "value": str(value)}
        for case, facts in histories.items()
        for fact, dated in facts.items()
        for day, value in dated
    ]
    assert len(rows) > 100
    question = Question(date(2023, 6, 1), KNOWN_ON, readings={"size_day": option})
    found = answered(
        tmp_path, table, corpus, question, family, histories=pa.Table.from_pylist(rows)
    )
    assert differences(table, corpus, question, found, family, histories=histories) == []
