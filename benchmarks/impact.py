"""The time and the memory that `accord impact` takes on many contracts.

    python benchmarks/impact.py [--cases 10000,100000] [--without TEXT] [--memory 2GB] [--threads 1]

The contracts are drawn by the generator with a fixed seed; drawing them is not counted. Without
`--without`, the impact is that of the draft of `examples/avenant_3`. Each size runs in a process of
its own, so that the memory said is the most that it took.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

from engine.library import load, one_corpus, shipped
from engine.questions.question import Question
from engine.tables.generate.generator import draw_to, read_profile
from engine.tables.impact.asked import impact_request
from engine.tables.impact.whole_impact import worked_out

DRAFT = Path(__file__).parents[1] / "examples/avenant_3/rulesets"
DAY = date(2026, 1, 1)


def measured(table: Path, options: argparse.Namespace) -> dict[str, Any]:
    """Return what an impact on a table takes, and how many cases it changes."""
    since, worked = time.perf_counter(), time.process_time()
    request = impact_request(
        [table],
        question=Question(DAY, DAY),
        by=["community.size"],
        threads=options.threads,
        memory=options.memory,
        **({"removed": [options.without]} if options.without else {"added": [DRAFT]}),
    )
    with worked_out(request, table.parent) as impact:
        answer, (report,) = impact.answer, impact.reports
    return {
        "cases": answer.cases.read,
        "changed": answer.cases.gaining + answer.cases.losing + answer.cases.moved,
        "euros": str(answer.difference),
        "plans": report.plans,
        "seconds": round(time.perf_counter() - since, 1),
        "processor": round(time.process_time() - worked, 1),
        "memory_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def main() -> None:
    """Measure each size in a process of its own, and print a line for each."""
    reading = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    reading.add_argument("--cases", default="10000,100000")
    reading.add_argument("--without", metavar="TEXT")
    reading.add_argument("--memory")
    reading.add_argument("--threads", type=int)
    reading.add_argument("--table", type=Path, help=argparse.SUPPRESS)
    options = reading.parse_args()
    if options.table:
        print(json.dumps(measured(options.table, options)))
        return
    corpus = one_corpus(load(), None)
    profile = read_profile(shipped("profiles") / f"{corpus.id}.yaml", corpus)
    for count in map(int, options.cases.split(",")):
        with tempfile.TemporaryDirectory() as folder:
            table = Path(folder) / "cases.parquet"
            draw_to(table, profile, count, 1, force=False)
            again = [sys.executable, __file__, *sys.argv[1:], "--table", str(table)]
            subprocess.run(again, check=True)


if __name__ == "__main__":
    main()
