"""What each pass of the plan buys: the processor seconds of DuckDB on one thread, with all of them and without each.

    python benchmarks/passes.py [--contracts 100000] [--rounds 3] [--drawn]

The rows are the contracts of `batch_speed.py` or, with `--drawn`, those that `accord cases generate` draws, with facts that are
missing and histories of missions that differ. Wide is the ledger with a row for each period, its dates and missing facts; rows are
those of each right. Every figure is the best of several runs, in rounds that each take every setting in turn.
"""

from __future__ import annotations

import argparse
import tempfile
from math import inf
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from batch_speed import LEDGER, WHOLE, PlanRun, contracts, write_cases

from engine.library import load, shipped
from engine.tables.generate.generator import generate, read_profile
from engine.tables.passes import ALL, PASSES


def write_drawn(count: int, path: Path) -> None:
    """Write random contracts as `accord cases generate` does."""
    profile = read_profile(shipped("profiles") / "cpts.yaml", load()["cpts"])
    pq.write_table(pa.Table.from_batches(list(generate(profile, count, 0))), path)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--contracts", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--drawn", action="store_true")
    options = parser.parse_args()
    names = [one.name for one in PASSES]
    settings = {"all": ALL} | {f"without {name}": ALL.without(name) for name in names}
    settings["without any"] = ALL.without(*names)
    with tempfile.TemporaryDirectory() as place:
        cases = Path(place) / "cases.parquet"
        if options.drawn:
            write_drawn(options.contracts, cases)
        else:
            write_cases(contracts(options.contracts), cases)
        runs = {}
        for name, passes in settings.items():
            folder = Path(place) / name.replace(" ", "_")
            folder.mkdir()
            runs[name] = PlanRun(cases, folder, passes)
        best: dict[tuple[str, str], float] = {}
        for _ in range(options.rounds):
            for name, run in runs.items():
                for form in (WHOLE, LEDGER):
                    best[name, form] = min(best.get((name, form), inf), run.timed(form))
        print(f"{'':20} {'compile':>9} {'wide':>9} {'rows':>9}")
        for name, run in runs.items():
            wide, rows = best[name, WHOLE], best[name, LEDGER]
            print(
                f"{name:20} {run.compiling:8.2f}s {wide:8.3f}s {rows:8.3f}s"
                f"   {wide / best['all', WHOLE] - 1:+.0%} {rows / best['all', LEDGER] - 1:+.0%}"
            )


if __name__ == "__main__":
    main()
