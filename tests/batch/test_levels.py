"""Derivations that stand on one another, in a plan: two facts a
level cost what they are, too long a chain is refused in words.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import pytest

pytest.importorskip("ibis")
pytest.importorskip("duckdb")
import pyarrow.parquet as pq

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))
import growing

from engine.cases.case_reader import read_case
from engine.diagnostics.diagnostic import RefusedInput
from engine.language.model import Corpus
from engine.questions.question import Question
from engine.source.reader import read_corpora
from engine.source.yaml_source import read_yaml
from engine.tables.run.request import Request
from engine.tables.run.whole_run import run
from tests.answers import funding

DAY = date(2021, 1, 1)


def asked(folder: Path, direction: str, size: int) -> tuple[Corpus, Path, Path]:
    written = growing.DIRECTIONS[direction][0](folder / "law", size)
    corpora, findings = read_corpora([written.folder])
    assert findings == []
    cases = folder / "cases.csv"
    cases.write_text("case,deal.signed_on,deal.people\nA,2020-06-01,12\nB,2020-06-01,\n", "utf-8")
    return corpora["mini"], cases, folder / "ledger.parquet"


def test_two_facts_a_level_give_what_the_single_answer_does(tmp_path: Path) -> None:
    corpus, cases, out = asked(tmp_path, "levels", 22)
    run(Request("funding", cases, out, {"": corpus}, Question(DAY, DAY)))
    rows = pq.read_table(out).to_pylist()
    document, _ = read_yaml("case", growing.case())
    assert document is not None
    facts, _ = read_case(document, corpus.vocabulary)
    assert facts is not None
    single = funding(corpus, facts, Question(DAY, DAY))
    given = [
        (row["line"], row["amount"])
        for row in rows
        if row["case"] == "A" and row["kind"] == "entitlement"
    ]
    assert [(line, f"{amount:.2f}") for line, amount in given] == [
        (row["line"], row["amount"]) for row in single["entitlements"]
    ]
    assert {row["missing"] for row in rows if row["case"] == "B"} == {"deal.people"}


def test_a_chain_too_long_for_a_plan_is_refused_in_words(tmp_path: Path) -> None:
    corpus, cases, out = asked(tmp_path, "derivations", 500)
    with pytest.raises(RefusedInput) as refused:
        run(Request("funding", cases, out, {"": corpus}, Question(DAY, DAY)))
    (finding,) = refused.value.diagnostics
    assert finding.code == "ACC609"
    assert "chain too long" in finding.message.in_language("en")
    assert "s'enchaînent" in finding.message.in_language("fr")
    assert not out.exists()
