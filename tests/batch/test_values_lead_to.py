"""What each value of a missing fact leads to is what the engine answers with that value, on
contracts and on rulesets drawn at random.
"""

from __future__ import annotations

import copy
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest
from depth import some

from engine.cases.case_reader import Facts
from engine.diagnostics.diagnostic import RefusedInput
from engine.language.model import Corpus
from engine.library import load
from engine.questions.question import Question
from tests.answers import calendar, duties, eligibility, funding

from .comparison import case_of, facts_at_once
from .contracts import drawn
from .corpora import Drawn, drawn_corpus

Answer = dict[str, Any]


def written(case: Answer, name: str, value: Any, corpus: Corpus) -> Answer:
    """Return the case with one more fact, as its author would write it."""
    found: Any = copy.deepcopy(case)
    node, parts = found, name.split(".")
    collection = next(
        (
            one
            for one in corpus.vocabulary.collections.values()
            if name.startswith(f"{one.name}.") and name not in corpus.vocabulary.facts
        ),
        None,
    )
    while len(parts) > 1:
        head = parts.pop(0)
        if isinstance(node, list):
            node = node[int(head) - 1]
            continue
        records = collection.lists.get(head) if collection else None
        if records is not None and records.indexed_by:
            listed = node.setdefault(head, [])
            index = int(parts.pop(0))
            node = next((one for one in listed if one[records.indexed_by] == index), None)
            if node is None:
                node = {records.indexed_by: index}
                listed.append(node)
            continue
        node = node.setdefault(head, {})
    node[parts[0]] = value
    return found


def compared(case: Answer, corpus: Corpus, question: Question) -> int:
    """Ask again with each value offered; return how many were."""
    count = 0
    for query in (funding, eligibility, duties, calendar):
        answer = query(corpus, facts_of(case, corpus), question)
        for one in answer["missing"]:
            for possible in one["possible"]:
                given = query(
                    corpus,
                    facts_of(written(case, one["fact"], possible["set"], corpus), corpus),
                    question,
                )
                place = (query.__name__, one["fact"], possible)
                if query is funding:
                    total = sum(
                        (Decimal(row["amount"]) for row in given["entitlements"]), Decimal(0)
                    )
                    before = sum(
                        (Decimal(row["amount"]) for row in answer["entitlements"]), Decimal(0)
                    )
                    assert (Decimal(possible["total"]), Decimal(possible["difference"])) == (
                        total,
                        total - before,
                    ), place
                elif query is eligibility:
                    outcomes = {row["benefit"]: row["outcome"] for row in given["benefits"]}
                    assert possible["benefits"] == {
                        name: outcomes[name] for name in possible["benefits"]
                    }, place
                    assert set(possible["benefits"]) == set(one["affects"]) & set(outcomes), place
                elif query is calendar:
                    new = dates_of(given) - dates_of(answer)
                    assert Counter(
                        astuple(row) for row in possible["entries"] if row["status"]
                    ) == Counter(new.keys()), place
                    gone = {row["id"] for row in possible["entries"] if not row["status"]}
                    assert gone == {id_ for id_, *_ in dates_of(answer) - dates_of(given)} - {
                        id_ for id_, *_ in new
                    }, place
                else:
                    found = [row["status"] for row in given["duties"]]
                    assert possible["duties"] == {
                        name: found.count(name) for name in possible["duties"]
                    }, place
                count += 1
    return count


def dates_of(answer: Answer) -> Counter[tuple[Any, ...]]:
    """Return the dates of a calendar, without its payments."""
    return Counter(astuple(entry) for entry in answer["entries"] if entry["kind"] != "payment")


def astuple(entry: Answer) -> tuple[Any, ...]:
    return entry["id"], entry["on"], entry["status"]


def facts_of(case: Answer, corpus: Corpus) -> Facts:
    return facts_at_once(case, corpus)


@pytest.mark.parametrize("seed", range(some(2, 4)))
def test_contracts_drawn(seed: int) -> None:
    corpus, random = load()["cpts"], Random(seed)
    row = drawn(corpus, 4, seed=41).to_pylist()[seed]
    given = [name for name, value in row.items() if value is not None and name != "case"]
    for name in ("community.population", "contract.file_complete", *random.sample(given, 2)):
        row[name] = None
    names = random.sample(sorted(corpus.readings), 3)
    readings = (
        {name: random.choice(list(corpus.readings[name].options)) for name in names}
        if seed % 2
        else {}
    )
    question = Question(date(2023, 6, 1), date(2026, 11, 21), "en", readings, traced=False)
    assert compared(case_of(row, corpus), corpus, question) > 3


def test_rulesets_drawn(tmp_path: Path) -> None:
    count = 0
    for seed in range(some(2, 8)):
        made = Drawn(seed)
        corpus = drawn_corpus(made, tmp_path / f"rules{seed}")
        for row in made.cases(4).to_pylist():
            case = case_of(row, corpus) | {"corpus": "drawn"}
            try:
                count += compared(
                    case, corpus, Question(date(2022, 6, 30), date(2026, 1, 1), "en", traced=False)
                )
            except RefusedInput:  # rules that contradict each other on this case
                continue
    assert count > some(12, 50)
