"""One warm answer at a time: accord, and peers that do the same
yearly funding work for one contract year, each checked first.

    python benchmarks/single_answers.py [--rounds 3] [--peers-python PYTHON] [--node-modules DIR]

A peer answers a contract year: its size, operating funding, the fixed and variable part of each of
five missions that start with the contract, the 10 %, the total, and the rules applied. It is warm
(its law is read, two hundred rows have been answered) and each row is asked alone, once: 200
contracts of five years. What it answers is compared with the inference to the cent; a peer that
differs, or is not installed, is left out, and said to.

accord answers a contract. No case has a contract of one year, for the law makes it last five; the
year is asked for by --from and --until. Of the first year nothing else is worked; of a later one
the years before it are, for their balances fall due in it. So the peers are set against two
figures: the first contract year, and a fifth of the five-year answer, which is what a contract year
costs in it and not how long anyone waits. accord also has more to do than the peers: it counts
dates and prorates, knows both states of the law, dates the payments, and its trace holds every step
with its facts, its outcome and its citations.

Every figure is the median processor time of an answer, in milliseconds, the least of several rounds
that each take everyone in turn, with the reading of the row or the case not counted, except where
it says so: a peer's inputs are given to it as plain values, which is counted. PYTHON is an
interpreter with openfisca-core, zen-engine, clingo, numpy, duckdb and pyarrow; DIR a `node_modules`
with publicodes.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import batch_speed as batch
from batch_speed import DAY, YEARS, case_texts, cents_by_year, facts_of

from engine.cases.case_reader import Facts
from engine.language.model import Corpus
from engine.language.temporal import Duration, shifted
from engine.library import load
from engine.questions.funding import funding, ledger
from engine.questions.grounds import Ledger
from engine.questions.question import Question

PEERS = {name: batch.NAMES[name] for name in ("openfisca", "zen", "publicodes")} | {
    "clingo": "clingo"
}
FIRST, ONE = (
    "the first contract year, by --from and --until",
    "any contract year, by --from and --until",
)
FIVE, EACH = "the five contract years", "a fifth of the five contract years"
READ, WORDS = ", the case read too", ", in words with its trace"
WARM = 20
Work = Callable[[Corpus, Any, Question], Any]


def read_and_answered(corpus: Corpus, text: bytes, question: Question) -> Ledger:
    """Answer a case given as text."""
    return ledger(corpus, facts_of(text, corpus), question)


def year_of(text: bytes, number: int) -> Question:
    """Return the question of one contract year."""
    signed = date.fromisoformat(json.loads(text)["contract"]["signed_on"])
    return Question(
        DAY,
        DAY,
        start=shifted(signed, Duration(years=number - 1)),
        end=shifted(signed, Duration(years=number)),
    )


def timed(
    corpus: Corpus,
    work: Work,
    asked: Iterable[tuple[Any, Question]],
    kept: Callable[[int, Any], None] | None = None,
) -> float:
    """Return the median processor seconds of an answer; no
    answer is held on to, for what a process holds costs it time.
    """
    taken = []
    for rank, (case, question) in enumerate(asked):
        start = time.process_time()
        answer = work(corpus, case, question)
        taken.append(time.process_time() - start)
        if kept:
            kept(rank, answer)
    return statistics.median(taken[WARM:])


def own(
    corpus: Corpus, cases: Path, expected: Mapping[tuple[int, int], dict[str, int]]
) -> dict[str, float]:
    """Return the seconds of each kind of answer, those of
    one contract year checked against the whole contract's.
    """
    texts = case_texts(cases)
    first = [year_of(text, 1) for text in texts]
    whole = [Question(DAY, DAY)] * len(texts)
    years: dict[tuple[int, int], dict[str, int]] = {}

    cases_read = [facts_of(text, corpus) for text in texts]  # as the peers have their rows

    def read(questions: list[Question]) -> list[tuple[Facts, Question]]:
        return list(zip(cases_read, questions, strict=True))

    asked = [
        (facts, year_of(text, number))
        for facts, text in zip(cases_read, texts, strict=True)
        for number in range(1, YEARS + 1)
    ]
    seconds = {
        ONE: timed(
            corpus, ledger, asked, lambda rank, one: years.update(cents_by_year(rank // YEARS, one))
        )
    }
    if years != expected:
        sys.exit(
            "one contract year and the same year of the whole contract differ: nothing is measured."
        )
    seconds[FIRST] = timed(corpus, ledger, read(first))
    seconds[FIVE] = timed(corpus, ledger, read(whole))
    seconds[EACH] = seconds[FIVE] / YEARS
    seconds[FIRST + READ] = timed(corpus, read_and_answered, zip(texts, first, strict=True))
    seconds[FIRST + WORDS] = timed(corpus, funding, read(first))
    seconds[FIVE + WORDS] = timed(corpus, funding, read(whole))
    return seconds


def kept_least(held: dict[Any, float], found: Mapping[Any, float]) -> None:
    """Keep the least time of each."""
    held |= {name: min(taken, held.get(name, taken)) for name, taken in found.items()}


def main() -> None:
    parser = batch.parser_of(__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    corpus = load()["cpts"]
    with tempfile.TemporaryDirectory() as place:
        cases, rows = Path(place) / "cases.parquet", Path(place) / "rows.parquet"
        drawn = batch.contracts(batch.CHECKED)
        batch.write_cases(drawn, cases)
        batch.write_rows(drawn, rows)
        expected = batch.inferred(cases)
        print(f"{batch.CHECKED} contracts, {len(expected)} contract years")
        peers = [peer for peer, _ in batch.agreeing(PEERS, rows, "single", expected, options)]
        seconds: dict[str, float] = {}
        others: dict[tuple[str, str], float] = {}
        for _ in range(options.rounds):
            kept_least(seconds, own(corpus, cases, expected))
            for peer in peers:
                ways, reason = peer.run(rows, "single")
                if not ways:
                    print(f"  {PEERS[peer.name]}: {reason}")
                kept_least(others, {(peer.name, way): taken for way, taken in ways.items()})
    print("\naccord, the answer and its trace as objects: milliseconds")
    for name, taken in seconds.items():
        print(f"  {name:66} {taken * 1000:6.2f}")
    print(
        "\npeers, one contract year: milliseconds; how many times as long as the first year "
        "of accord; as a fifth of the five"
    )
    for (name, way), taken in others.items():
        print(
            f"  {f'{PEERS[name]}, {way}':66} {taken * 1000:6.2f} "
            f"{taken / seconds[FIRST]:6.2f} {taken / seconds[EACH]:6.2f}"
        )


if __name__ == "__main__":
    main()
