"""Memory: the resident size of one process over 100 000 answers on cases that all differ.

python benchmarks/memory.py [answers]
"""

from __future__ import annotations

import json
import random
import resource
import sys
from datetime import date
from pathlib import Path

from warm_answers import FIVE, varied

from engine.cases.case_reader import read_case
from engine.library import load
from engine.questions.funding import ledger
from engine.questions.question import Question
from engine.source.yaml_source import read_file, read_yaml


def resident_of(pid: int | str = "self") -> float:
    """Return the resident size of a process in MiB; the peak of this one where the system does not
    tell the present one.
    """
    status = Path(f"/proc/{pid}/status")
    if status.exists():
        lines = status.read_text(encoding="ascii").splitlines()
        line = next((line for line in lines if line.startswith("VmRSS")), "VmRSS: 0 kB")
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    answers = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    corpus, rng = load()["cpts"], random.Random(2)
    tree, question = read_file(FIVE)[0].tree, Question(date(2023, 6, 1), date(2026, 1, 1))
    cases = []
    for _ in range(1000):
        document, _ = read_yaml("case", json.dumps(varied(tree, rng)).encode())
        cases.append(read_case(document, corpus.vocabulary)[0])
    for number in range(answers + 1):
        if number % (answers // 10) == 0:
            print(f"{number:7} answers: {resident_of():7.1f} MiB", flush=True)
        ledger(corpus, cases[number % 1000], question)


if __name__ == "__main__":
    main()
