"""The ledger laid wide says what the ledger says: amounts, totals, rules and their provisions, and what is missing."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from engine.batch.columns import CASE
from engine.batch.run import Request, run
from engine.library import load
from engine.model import Corpus
from engine.queries.funding import funding
from engine.queries.question import Question

from .comparison import Answered, answered, case_of, facts_of, increased_lines
from .corpora import Drawn, drawn_corpus
from .test_equality import KNOWN_ON, drawn

DAY = date(2023, 6, 1)
Row = tuple[str, int | None]


def laid_wide(folder: Path, corpus: Corpus, question: Question, **options: Any) -> tuple[dict[Row, dict[str, Any]], list[dict[str, Any]]]:
    """Return the wide rows of the cases of a folder, by case and period, and their dictionary."""
    out, bits = folder / "wide.parquet", folder / "bits.parquet"
    given = {"corpora": {"": corpus}, "question": question, "citations": bits, "rejects": folder / "wide.rejects.csv"}
    run(Request(**{"family": "funding", "cases": folder / "cases.parquet", "out": out, "wide": True, **given, **options}))
    rows = pq.read_table(out).to_pylist()
    found = {(row[CASE], row["period"]): row for row in rows}
    assert len(found) == len(rows)
    periods: dict[str, list[int | None]] = {}
    for case, period in found:
        periods.setdefault(case, []).append(period)
    assert all(own == sorted(own, key=lambda one: (one is None, one or 0)) for own in periods.values())
    return found, pq.read_table(bits).to_pylist()


def of_ledger(found: Answered, corpus: Corpus) -> tuple[dict[Row, Counter[str]], dict[Row, set[tuple[str, str, Any]]], dict[str, set[str]]]:
    """Return, of a ledger, the amounts of each line, the rules with their provisions, and the missing facts, on the rows of a wide one."""
    amounts: dict[Row, Counter[str]] = {}
    rules: dict[Row, set[tuple[str, str, Any]]] = {}
    missing: dict[str, set[str]] = {}
    for case, rows in found.rows.items():
        for row in rows:
            place = case, row["period"]
            if row["kind"] == "missing":
                missing.setdefault(case, set()).update(row["missing"].split())
            elif row["kind"] == "entitlement":
                amounts.setdefault(place, Counter())[row["line"]] += row["amount"]
                rules.setdefault(place, set()).add((row["line"], row["rule"], tuple(found.versions(row["citation"]))))
    return amounts, rules, missing


def agree(table: pa.Table, corpus: Corpus, question: Question, folder: Path, **options: Any) -> int:
    """Hold a wide ledger to the ledger of the same cases; return how many amounts were compared."""
    found = answered(folder, table, corpus, question, **options)
    rows, bits = laid_wide(folder, corpus, question, **options)
    amounts, rules, missing = of_ledger(found, corpus)
    provisions: dict[tuple[str, int], list[dict[str, Any]]] = {}
    for one in sorted(bits, key=lambda one: one["rank"]):
        provisions.setdefault((one["column"], one["bit"]), []).append(one)
    lines = [name for name, kind in zip(*_columns(folder), strict=True) if pa.types.is_decimal(kind) and name != "total"]
    lacking: dict[str, set[str]] = {}
    compared, increased = 0, increased_lines(corpus)
    for place, row in rows.items():
        given = {line: row[line] for line in lines if row[line] is not None}
        compared += len(given)
        assert given == dict(amounts.pop(place, {}))
        assert row["total"] == (sum(given.values(), Decimal(0)) if given else None)
        said = set()
        for (column, bit), cited in provisions.items():
            if (row[column] or 0) >> bit & 1:
                said.add((cited[0]["line"], cited[0]["rule"], tuple(f"{one['provision']}@{one['in_force_from']}" for one in cited)))
        assert _by_line(said, increased) == _by_line(rules.get(place, set()), increased)
        if row["missing"]:
            lacking.setdefault(row[CASE], set()).update(row["missing"].split())
    assert not amounts
    assert lacking == missing
    return compared


def _by_line(said: set[tuple[str, str, Any]], increased: frozenset[str]) -> set[tuple[str, str, Any]]:
    """Return the rules of each line with their provisions, those of an increase together: a bit speaks of one right that it increases."""
    found = {one for one in said if one[0] not in increased}
    for line, rule, _ in said - found:
        found.add((line, rule, frozenset(one for other in said if other[:2] == (line, rule) for one in other[2])))
    return found


def _columns(folder: Path) -> tuple[list[str], list[pa.DataType]]:
    schema = pq.read_schema(folder / "wide.parquet")
    return schema.names, schema.types


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load()["cpts"]


def test_a_wide_ledger_says_what_the_ledger_says(corpus: Corpus, tmp_path: Path) -> None:
    assert agree(drawn(corpus, 120, seed=9), corpus, Question(DAY, KNOWN_ON), tmp_path) > 1000


@pytest.mark.parametrize("version", ["event", "prorata"])
def test_the_three_ledgers_have_the_same_totals(version: str, corpus: Corpus, tmp_path: Path) -> None:
    table = drawn(corpus, 50, seed=41)
    question = Question(DAY, KNOWN_ON, readings={"governing_version": version})
    found = answered(tmp_path, table, corpus, question)
    rows, _ = laid_wide(tmp_path, corpus, question)
    wide = {(case, period): row["total"] for (case, period), row in rows.items() if row["total"] is not None}
    ledger: Counter[Row] = Counter()
    for case, own in found.rows.items():
        ledger.update({(case, row["period"]): 0 for row in own if row["kind"] == "entitlement"})
        for row in own:
            if row["kind"] == "entitlement":
                ledger[case, row["period"]] += row["amount"]
    single = {
        (row[CASE], total["period"]): Decimal(total["amount"])
        for row in table.to_pylist()
        for total in funding(corpus, facts_of(case_of(row, corpus), corpus), question)["totals"]
        if row[CASE] not in found.rejected
    }
    assert single == wide == dict(ledger)
    assert len(wide) > 100


def test_within_a_window(corpus: Corpus, tmp_path: Path) -> None:
    question = Question(DAY, KNOWN_ON, start=date(2022, 1, 1), end=date(2023, 1, 1))
    assert agree(drawn(corpus, 60, seed=4), corpus, question, tmp_path) > 100


@pytest.mark.parametrize("seed", [3, 29])
def test_on_generated_rulesets(seed: int, tmp_path: Path) -> None:
    one = Drawn(seed)
    own = drawn_corpus(one, tmp_path / "rules")
    agree(one.cases(40), own, Question(DAY, date(2026, 1, 1)), tmp_path)
