"""The relational plan and the inference give the same rows,
to the cent, the date and the citation, for drawn contracts.
"""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from depth import DEEP, deep, some

from engine.language.model import Corpus
from engine.questions.question import Question

from .comparison import (
    answered,
    case_of,
    differences,
    facts_at_once,
    facts_of,
    plan_rows,
    read_back,
)
from .contracts import KNOWN_ON, drawn, drawn_small, loaded

QUESTION = Question(date(2023, 6, 1), KNOWN_ON)
EVERY = int(os.environ.get("ACCORD_EVERY") or 4)
MANY = DEEP or "ACCORD_EVERY" in os.environ
AT_ONCE, CONTRACTS = (500, 20_000) if MANY else (20, 160)
"""How many contracts are drawn, how many are compared at once, and one group of them in how many:
ACCORD_EVERY=1 compares all of 20,000, in some minutes.
"""


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return loaded()


def sample(table: pa.Table, count: int) -> pa.Table:
    """Return rows taken evenly from a table."""
    return table.take(list(range(0, table.num_rows, max(1, table.num_rows // count)))[:count])


def test_thousands_of_contracts(corpus: Corpus, tmp_path: Path) -> None:
    table = drawn(corpus, CONTRACTS, seed=2022)
    answered(tmp_path, table, corpus, QUESTION, keep=["C00000001"])
    starts = range(0, table.num_rows, AT_ONCE * EVERY)
    if MANY:
        with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
            found = list(pool.map(partial(compared, tmp_path), starts))
    else:  # sooner done than two more processes are ready
        found = [compared(tmp_path, start) for start in starts]
    assert [one for _, differences in found for one in differences] == []
    assert sum(count for count, _ in found) == CONTRACTS // EVERY
    assert pq.ParquetFile(tmp_path / "out.parquet").metadata.num_rows > 50 * table.num_rows


def compared(folder: Path, start: int) -> tuple[int, list[str]]:
    """Return how many contracts of a run were compared with the inference, and how they differ."""
    corpus = loaded()
    table = pq.read_table(folder / "cases.parquet").slice(start, AT_ONCE)
    found = read_back(
        *(folder / name for name in ("out.parquet", "citations.parquet", "rejects.csv")),
        table["case"].to_pylist(),
    )
    return table.num_rows, differences(table, corpus, QUESTION, found, read=facts_at_once)


def test_facts_read_at_once_are_those_that_are_written(corpus: Corpus) -> None:
    for row in drawn(corpus, 20, seed=1).to_pylist():
        case = case_of(row, corpus)
        written, at_once = facts_of(case, corpus), facts_at_once(case, corpus)
        assert (written.values, written.records, written.elements) == (
            at_once.values,
            at_once.records,
            at_once.elements,
        )


@pytest.mark.parametrize("family", ["eligibility", "calendar"])
def test_the_other_questions(family: str, corpus: Corpus, tmp_path: Path) -> None:
    table = drawn(corpus, some(8, 100), seed=5)
    found = answered(tmp_path, table, corpus, QUESTION, family)
    assert differences(table, corpus, QUESTION, found, family) == []


def test_other_readings(corpus: Corpus, tmp_path: Path) -> None:
    # every option of every reading: benchmarks/batch_readings.py; periods that are cut:
    # test_generated_rulesets.py
    readings = {
        "avenant_2_effect": "deferred_six_months",
        "crisis_year": "calendar_year",
        "prorata_unit": "months",
    }
    table = drawn_small(corpus, some(20, 60), seed=7)
    question = Question(date(2022, 9, 3), KNOWN_ON, readings=readings)
    found = answered(tmp_path, table, corpus, question)
    assert differences(table, corpus, question, found) == []


def test_a_window_keeps_what_meets_it(corpus: Corpus, tmp_path: Path) -> None:
    start, end = date(2022, 1, 1), date(2023, 1, 1)
    question = Question(date(2023, 6, 1), KNOWN_ON, start=start, end=end)
    table = drawn_small(corpus, some(40, 60), seed=3)
    found = answered(tmp_path, table, corpus, question)
    rows = [row for own in found.rows.values() for row in own]
    rights, payments = (
        [row for row in rows if row["kind"] == kind] for kind in ("entitlement", "payment")
    )
    assert rights
    assert any(
        row["from"] < start and row["until"] <= start for row in payments
    )  # a year that is over, paid within the window
    met = [row["from"] < end and (row["until"] is None or row["until"] > start) for row in rights]
    assert not all(
        met
    )  # a period that the window meets is whole: a right of it may begin after the window
    assert all(one or row["period"] is not None for one, row in zip(met, rights, strict=True))
    assert all(row["due_on"] is None or start <= row["due_on"] < end for row in payments)
    assert differences(table, corpus, question, found) == []


@pytest.mark.parametrize(
    "signed",
    [
        pytest.param((date(2019, 8, 25), date(2021, 1, 1)), id="before"),
        pytest.param((date(2022, 10, 1), date(2025, 1, 1)), id="since", marks=deep),
    ],
)
def test_a_table_without_gaps(signed: tuple[date, date], corpus: Corpus, tmp_path: Path) -> None:
    # a plan leaves out what its table never lacks, and the law that none of its dates reaches
    table = drawn(corpus, some(240, 600), seed=8)
    full = [
        "community.population",
        "community.members",
        "contract.signed_on",
        "contract.file_complete",
        "missions",
        "crises",
    ]
    started = [name for name in table.column_names if name.endswith((".started_on", ".rate"))]
    table = table.select(["case", *full, *started])
    for name in full:
        table = table.filter(pc.is_valid(table[name]))
    within = pc.and_(
        pc.greater_equal(table["contract.signed_on"], signed[0]),
        pc.less(table["contract.signed_on"], signed[1]),
    )
    table = table.filter(pc.and_(within, pc.equal(table["crises"], 0))).slice(0, some(12, 50))
    assert table.num_rows > some(8, 40)
    found = answered(tmp_path, table, corpus, QUESTION)
    assert differences(table, corpus, QUESTION, found) == []


def test_a_case_is_answered_alike_alone_and_among_others(corpus: Corpus, tmp_path: Path) -> None:
    table = sample(drawn_small(corpus, 90, seed=12), some(2, 3))
    among = answered(tmp_path, table, corpus, QUESTION)
    for rank, case in enumerate(table["case"].to_pylist()[: some(1, 3)]):
        alone = answered(tmp_path, table.slice(rank, 1), corpus, QUESTION)
        assert plan_rows(case, alone) == plan_rows(case, among)
