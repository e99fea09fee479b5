"""Growth: how the cost of a law grows with its size, one direction at a time.

    python benchmarks/growth.py [--only DIRECTION]… [--sizes N,N,…] [--json] [--limit SECONDS]

Each size of each direction (`growing.DIRECTIONS`) is written in a temporary folder and measured in
a process of its own, with a cache of its own: reading cold and from the store, `check`,
consolidation, the first answer and the next one, an answer with its whole trace as text, a warm
`accord text` as a command. Times are processor seconds; memory is the peak of the process less what
it held before the law was read, in MiB. What is answered is compared with what the law gives: a
wrong answer ends the run. An exponent is the slope of the times by the sizes, both as logarithms: 1
is linear; times below a hundredth of a second are left out of it. A size that takes longer than the
limit is left out, with all the greater ones.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from math import log
from pathlib import Path
from typing import Any, TypeVar

from growing import DIRECTIONS, Written, case, decades

from engine.cases.case_reader import Facts, read_case
from engine.checks import check_corpus
from engine.checks.states import EVERYTHING_KNOWN
from engine.language.model import Corpus
from engine.law.consolidation import Timeline
from engine.questions.funding import funding
from engine.questions.question import Question
from engine.render import render
from engine.source.cache import LOCATION, load_corpora
from engine.source.yaml_source import read_yaml

T = TypeVar("T")
DAY = date(2021, 1, 1)
LEAST = 0.01
"""Seconds under which a time says nothing of growth."""
MEASURES = {
    "read": "reading, cold",
    "warm": "reading, from the store",
    "check": "check",
    "consolidate": "consolidation",
    "first": "first answer",
    "next": "next answer",
    "told": "its trace, in text",
    "text": "warm `text` command",
    "memory": "memory, MiB",
}


def timed(work: Callable[[], T]) -> tuple[float, T]:
    """Return the processor seconds of some work, and what it gives."""
    start = time.process_time()
    found = work()
    return time.process_time() - start, found


def peak() -> float:
    """Return the most memory that this process has held, in MiB."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(
            line
            for line in status.read_text(encoding="ascii").splitlines()
            if line.startswith("VmHWM")
        )
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measured(written: Written, *, with_command: bool = True) -> dict[str, float]:
    """Return what a corpus costs: each measure, in processor seconds, and the memory."""
    before = peak()
    found: dict[str, float] = {}
    found["read"], corpus = timed(lambda: _read(written.folder))
    found["warm"], corpus = timed(lambda: _read(written.folder))
    found["check"], findings = timed(lambda: check_corpus(corpus))
    if findings:
        sys.exit(f"{written.folder.name}: {findings[0]}")
    found["consolidate"], _ = timed(lambda: Timeline(corpus, EVERYTHING_KNOWN, {}).laws)
    for name, month in (("first", 6), ("next", 7)):
        facts = _facts(month, corpus)
        found[name], answer = timed(
            partial(funding, corpus, facts, Question(DAY, DAY, traced=False))
        )
        rights = {row.line: float(row.amount) for row in answer.entitlements}
        if rights != written.rights:
            sys.exit(f"{written.folder.name}: {len(rights)} rights, not as the law gives them")
    found["told"], _ = timed(
        lambda: render(funding(corpus, facts, Question(DAY, DAY)), "text", trace="full")
    )
    found["memory"] = peak() - before
    if with_command:
        found["text"] = _text_command(written.folder)
    return found


def _read(folder: Path) -> Corpus:
    return load_corpora([folder], lambda _: ())["mini"]


def _facts(month: int, corpus: Corpus) -> Facts:
    document, _ = read_yaml("case", case(month))
    assert document is not None
    facts, findings = read_case(document, corpus.vocabulary)
    assert facts is not None, findings
    return facts


def _text_command(folder: Path) -> float:
    """Return the processor seconds of a process that shows
    one article, when all that can be kept is kept.
    """
    command = [
        sys.executable,
        "-m",
        "engine",
        "text",
        "paying",
        "--rulesets",
        str(folder),
        "--corpus",
        "mini",
        "--on",
        DAY.isoformat(),
    ]
    for _ in range(2):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def built_and_measured(direction: str, size: int, place: Path) -> dict[str, float]:
    """Write the corpus of one size and return what it costs, with a cache of its own."""
    os.environ[LOCATION] = str(place / "cache")
    build, _ = DIRECTIONS[direction]
    return measured(build(place / f"{direction} {size}", size))


def in_a_process(direction: str, size: int, limit: float) -> dict[str, float] | None:
    """Return what one size costs in a process of its own,
    None when it takes longer than the limit.
    """
    with tempfile.TemporaryDirectory() as place:
        command = [sys.executable, __file__, "--one", direction, str(size), place]
        try:
            done = subprocess.run(command, stdout=subprocess.PIPE, timeout=limit, check=False)
        except subprocess.TimeoutExpired:
            return None
    if done.returncode:
        sys.exit(f"{direction} {size}: the process has failed.")
    return dict(json.loads(done.stdout))


def exponent(sizes: Sequence[float], values: Sequence[float], least: float = LEAST) -> float | None:
    """Return the slope of the values by the sizes, both as
    logarithms; what is too small to tell is left out.
    """
    points = [
        (log(size), log(value)) for size, value in zip(sizes, values, strict=True) if value >= least
    ]
    if len(points) < 2:
        return None
    middle_x, middle_y = (sum(one[axis] for one in points) / len(points) for axis in (0, 1))
    width = sum((x - middle_x) ** 2 for x, _ in points)
    return sum((x - middle_x) * (y - middle_y) for x, y in points) / width if width else None


def exponents(found: Mapping[int, Mapping[str, float]]) -> dict[str, float | None]:
    """Return the exponent of each measure over the sizes."""
    return {
        name: exponent(
            list(found), [found[size][name] for size in found], 1.0 if name == "memory" else LEAST
        )
        for name in MEASURES
        if all(name in one for one in found.values())
    }


def table(direction: str, found: Mapping[int, Mapping[str, float]]) -> str:
    """Return the measures of one direction as a table in
    Markdown: a row for each size, the exponents last.
    """
    names = [name for name in MEASURES if any(name in one for one in found.values())]
    rows = [
        [direction.replace("_", " "), *(MEASURES[name] for name in names)],
        ["---", *("---:" for _ in names)],
    ]
    for size, one in found.items():
        rows.append(
            [
                f"{size:,}",
                *(f"{one[name]:.1f}" if name == "memory" else f"{one[name]:.3f}" for name in names),
            ]
        )
    slopes = exponents(found)
    rows.append(
        [
            "exponent",
            *("" if (slope := slopes.get(name)) is None else f"{slope:.2f}" for name in names),
        ]
    )
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def main(given: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--only", action="append", choices=list(DIRECTIONS), help="a direction; repeatable"
    )
    parser.add_argument(
        "--sizes",
        type=lambda written: [int(one) for one in written.split(",")],
        help="sizes, separated by commas",
    )
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--limit", type=float, default=600.0, help="the most seconds of one size")
    parser.add_argument("--one", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args(given)
    if options.one:
        gc.disable()  # as the command does
        direction, size, place = options.one
        print(json.dumps(built_and_measured(direction, int(size), Path(place))))
        return
    everything: dict[str, Any] = {}
    for direction in options.only or DIRECTIONS:
        found: dict[int, dict[str, float]] = {}
        for size in decades(options.sizes or DIRECTIONS[direction][1]):
            one = in_a_process(direction, size, options.limit)
            if one is None:
                print(
                    f"{direction}: {size:,} took longer than {options.limit:.0f} s", file=sys.stderr
                )
                break
            found[size] = one
        everything[direction] = {"sizes": found, "exponents": exponents(found)}
        if not options.json and found:
            print(f"{table(direction, found)}\n", flush=True)
    if options.json:
        print(json.dumps(everything, indent=1))


if __name__ == "__main__":
    main()
