"""Warm answers: the funding of one contract year and of
five, in one process, on cases that all differ.

    python benchmarks/warm_answers.py [cases]

Prints the median, the mean and the 95th percentile in milliseconds of: the answer with its full
trace as objects (every step, its facts, its outcome, its citations), and the same put into words as
plain data, in French, as `--format json --trace full` prints it.
"""

from __future__ import annotations

import json
import random
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from engine.cases.case_reader import read_case
from engine.library import load
from engine.questions.funding import funding, ledger
from engine.questions.question import Question
from engine.source.yaml_source import read_file, read_yaml

FIVE = Path(__file__).parent / "five_years.yaml"


def varied(tree: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    """Return a case like another, of another size, with other dates and rates."""
    shift = timedelta(days=rng.randrange(-90, 90))
    case = json.loads(json.dumps(tree, default=float))
    case["community"]["population"] = rng.choice([12_000, 45_000, 90_000, 200_000]) + rng.randrange(
        30_000
    )
    case["community"]["members"] = rng.randrange(20, 200)
    for mission in case["missions"].values():
        mission["started_on"] = str(date.fromisoformat(mission["started_on"]) + shift)
        mission.pop("deployed_on", None)
        for record in mission.get("achievement", ()):
            record["rate"] = round(rng.random(), 2)
    return case


def timed(work: Callable[[Any], Any], cases: list[Any]) -> list[float]:
    """Return how long each case takes, in milliseconds."""
    times = []
    for facts in cases:
        start = time.perf_counter()
        work(facts)
        times.append((time.perf_counter() - start) * 1000)
    return times


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    corpus = load()["cpts"]
    rng = random.Random(1)
    tree = read_file(FIVE)[0].tree
    cases = []
    for _ in range(count):
        document, _ = read_yaml("case", json.dumps(varied(tree, rng)).encode())
        cases.append(read_case(document, corpus.vocabulary)[0])
    five = Question(date(2023, 6, 1), date(2026, 1, 1))
    one = Question(date(2023, 6, 1), date(2026, 1, 1), end=date(2021, 1, 15))
    works = {
        "first contract year, answer and trace": lambda facts: ledger(corpus, facts, one),
        "five contract years, answer and trace": lambda facts: ledger(corpus, facts, five),
        "first contract year, all in words": lambda facts: funding(corpus, facts, one),
        "five contract years, all in words": lambda facts: funding(corpus, facts, five),
    }
    for name, work in works.items():
        timed(work, cases[:20])
        times = sorted(timed(work, cases))
        print(
            f"{name:40} median {statistics.median(times):6.2f} ms   mean "
            f"{statistics.mean(times):6.2f}   95 % {times[int(len(times) * 0.95)]:6.2f}"
        )


if __name__ == "__main__":
    main()
