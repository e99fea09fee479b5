"""What the peers have in common: the figures that each is given,
the rows read from a file, the time measured, the answer written.

    python peers/PEER.py ROWS.parquet ANSWER.parquet TIMES|single

TIMES is how many runs over all the rows are timed, to keep the best; `single` takes one row at a
time, and keeps the median of a row. The figures are those of the agreement since avenant 2;
`benchmarks/batch_speed.py` and `benchmarks/single_answers.py` check every answer against the
engine.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any

import duckdb
import numpy as np

Columns = dict[str, Any]
Row = dict[str, Any]
SINGLE, WARM = "single", 200
"""The word that asks for one row at a time, and how many
rows are answered before the first that is timed.
"""
SIZES = (40_000, 80_000, 175_000)
MEMBERS = 100
OPERATING = (50_000, 60_000, 75_000, 90_000)
MISSIONS = ("access", "pathways", "prevention", "quality", "support")
TABLE: Mapping[str, tuple[int, ...]] = {
    "access.fixed": (55_000, 70_000, 90_000, 110_000),
    "access.variable": (25_000, 30_000, 35_000, 45_000),
    "pathways.fixed": (25_000, 35_000, 45_000, 50_000),
    "pathways.variable": (25_000, 35_000, 45_000, 50_000),
    "prevention.fixed": (10_000, 15_000, 17_500, 20_000),
    "prevention.variable": (10_000, 15_000, 17_500, 20_000),
    "quality.fixed": (7_500, 10_000, 15_000, 20_000),
    "quality.variable": (7_500, 10_000, 15_000, 20_000),
    "support.fixed": (5_000, 7_500, 10_000, 15_000),
    "support.variable": (5_000, 7_500, 10_000, 15_000),
}
AMOUNTS = (
    "operating",
    *(f"{mission}_{part}" for mission in MISSIONS for part in ("fixed", "variable")),
    "majoration",
    "total",
)
"""The columns of an answer that are checked, in cents."""
RULES = (
    "9.1/full_at_signature",
    "9.1/yearly",
    "8/majoration",
    "7.3.1/fixed",
    "7.3.2/variable",
    "7.1/size",
)


def main(
    works: Mapping[str, Callable[[Columns], Columns]],
    singles: Mapping[str, Callable[[Row], Row]] | None = None,
) -> None:
    """Time each way of doing the work, check that they agree,
    write the answer and print the processor seconds of each.
    """
    source, out, times = sys.argv[1:4]
    rows = duckdb.sql(f"SELECT * FROM read_parquet('{source}')").fetchnumpy()
    if times == SINGLE:
        done = {name: median_row(work, rows) for name, work in (singles or {}).items()}
    else:
        done = {name: best_run(work, rows, int(times)) for name, work in works.items()}
    answers = [found for found, _ in done.values()]
    if any(
        not np.array_equal(found[name], answers[0][name]) for found in answers for name in AMOUNTS
    ):
        sys.exit("Error: its ways of working differ")
    write(
        {"case": rows["case"], "period": rows["period"]}
        | {name: answers[0][name] for name in AMOUNTS},
        out,
    )
    print(json.dumps({name: seconds for name, (_, seconds) in done.items()}))


def best_run(
    work: Callable[[Columns], Columns], rows: Columns, times: int
) -> tuple[Columns, float]:
    """Return the answer to all the rows together, and the processor seconds of the best run."""
    taken = []
    for _ in range(times):
        start = time.process_time()
        found = work(rows)
        taken.append(time.process_time() - start)
    return found, min(taken)


def median_row(work: Callable[[Row], Row], rows: Columns) -> tuple[Columns, float]:
    """Return the answers to the rows, each asked alone and
    once, and the median processor seconds of one.
    """
    answers, taken = [], []
    for row in listed(rows):
        start = time.process_time()
        answers.append(work(row))
        taken.append(time.process_time() - start)
    return {name: np.array([one[name] for one in answers]) for name in AMOUNTS}, statistics.median(
        taken[WARM:]
    )


def listed(rows: Columns) -> list[Row]:
    """Return the rows one by one, as plain values."""
    return [
        dict(zip(rows, values, strict=True))
        for values in zip(*(column.tolist() for column in rows.values()), strict=True)
    ]


def write(columns: Columns, out: str) -> None:
    """Write an answer as Parquet."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.table(columns), out)
