"""What the peers have in common: the figures that each is given, the rows read from a file, the time measured, the answer written.

    python peers/PEER.py ROWS.parquet ANSWER.parquet TIMES

The figures are those of the agreement since avenant 2; `benchmarks/batch_speed.py` checks every answer against the engine.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any

import duckdb

Columns = dict[str, Any]
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
AMOUNTS = ("operating", *(f"{mission}_{part}" for mission in MISSIONS for part in ("fixed", "variable")), "majoration", "total")
"""The columns of an answer that are checked, in cents."""
RULES = ("9.1/full_at_signature", "9.1/yearly", "8/majoration", "7.3.1/fixed", "7.3.2/variable", "7.1/size")


def main(works: Mapping[str, Callable[[Columns], Columns]]) -> None:
    """Time each way of doing the work, check that they agree, write the answer and print the processor time of the best run of each."""
    source, out, times = sys.argv[1], sys.argv[2], int(sys.argv[3])
    rows = duckdb.sql(f"SELECT * FROM read_parquet('{source}')").fetchnumpy()
    seconds, found = {}, {}
    for name, work in works.items():
        taken = []
        for _ in range(times):
            start = time.process_time()
            found = work(rows)
            taken.append(time.process_time() - start)
        seconds[name] = min(taken)
    write({"case": rows["case"], "period": rows["period"]} | {name: found[name] for name in AMOUNTS}, out)
    print(json.dumps(seconds))


def write(columns: Columns, out: str) -> None:
    """Write an answer as Parquet."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.table(columns), out)
