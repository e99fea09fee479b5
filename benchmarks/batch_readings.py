"""Hold the plan and the inference equal under every option of
every reading, one changed at a time; print what was compared.

python benchmarks/batch_readings.py --cases 120 --seed 7 --corpus cpts
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from datetime import date
from pathlib import Path
from time import perf_counter

import pyarrow as pa

sys.path.insert(0, str(Path(__file__).parent.parent))

from engine.library import load, shipped
from engine.questions.question import Question
from engine.tables.generate.generator import generate, read_profile
from tests.batch.comparison import answered, differences


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cases", type=int, default=120)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--corpus", default="cpts")
    parser.add_argument("--on", type=date.fromisoformat, default=date(2023, 6, 1))
    asked = parser.parse_args()
    corpus = load()[asked.corpus]
    profile = read_profile(shipped("profiles") / f"{corpus.id}.yaml", corpus)
    table = pa.Table.from_batches(list(generate(profile, asked.cases, asked.seed)))
    failed = options = 0
    for id_, reading in corpus.readings.items():
        for option in reading.options:
            question = Question(asked.on, date(2026, 11, 21), readings={id_: option})
            start = perf_counter()
            with tempfile.TemporaryDirectory() as folder:
                found = answered(Path(folder), table, corpus, question)
            problems = differences(table, corpus, question, found)
            failed, options = failed + bool(problems), options + 1
            print(
                (
                    f"{id_}={option}: {table.num_rows} contracts, {len(problems)} differences, "
                    f"{perf_counter() - start:.0f} s"
                ),
                flush=True,
            )
            print(*problems[:1], sep="\n", end="\n" if problems else "")
    print(f"{options} options compared, {failed} with differences")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
