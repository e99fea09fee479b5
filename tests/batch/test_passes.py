"""Each pass changes how a plan is computed and no row of its answer: before and after, and switched off alone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pytest
from depth import DEEP, deep, some, spread

from engine.language.model import Corpus
from engine.library import load, shipped
from engine.questions.question import Question
from engine.tables.columns import CASE, Bounds, TableShape, resolve
from engine.tables.compile.plan import compile_plan
from engine.tables.generate.generator import generate, read_profile
from engine.tables.intake.statistics import narrowed, storage_schema
from engine.tables.passes import ALL, PASSES
from engine.tables.passes.hoist import Hoisting
from engine.tables.passes.prune import lowered
from engine.tables.run.engines import compiled, connect
from engine.tables.terms import terms
from engine.tables.terms.levels import Sheet
from engine.tables.terms.terms import Term

from .comparison import answered
from .corpora import Drawn, drawn_corpus
from .typed_corpora import DrawnValues

NAMES = [one.name for one in PASSES]
QUESTION = Question(date(2023, 6, 1), date(2026, 1, 1))


# --- switched off alone ---------------------------------------------------------------------------


def rows_of(
    folder: Path, cases: pa.Table, corpus: Corpus, family: str, **options: Any
) -> Counter[Any]:
    """Return the rows of an answer, each as often as it is there, citations in words; and the rejects."""
    folder.mkdir()
    found = answered(folder, cases, corpus, QUESTION, family, **options)
    rows = Counter(
        tuple(
            found.displays(value) if name == "citation" and value is not None else value
            for name, value in row.items()
        )
        for own in found.rows.values()
        for row in own
    )
    return rows + Counter({(case, *sorted(codes)): 1 for case, codes in found.rejected.items()})


def same_without_each(
    folder: Path, cases: pa.Table, corpus: Corpus, family: str, names: Sequence[str]
) -> int:
    """Compare the rows of all the passes with those without each of some, and without any."""
    expected = rows_of(folder / "all", cases, corpus, family)
    for name in names:
        found = rows_of(folder / name, cases, corpus, family, passes=ALL.without(name))
        assert found == expected, name
    assert rows_of(folder / "none", cases, corpus, family, passes=ALL.without(*NAMES)) == expected
    return expected.total()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "seed", "family"),
    spread(
        [
            (Drawn, 3, "funding"),
            (Drawn, 113, "eligibility"),
            (DrawnValues, 7, "funding"),
            (DrawnValues, 5, "eligibility"),
            (Drawn, 21, "calendar"),
        ],
        3,
    ),
)
def test_without_a_pass_drawn_rulesets_give_the_same_rows(
    kind: Any, seed: int, family: str, tmp_path: Path
) -> None:
    drawn = kind(seed)
    corpus = drawn_corpus(drawn, tmp_path / "rules")
    # a run of funding costs most: by default it is made with all passes and with none
    names = NAMES if DEEP or family != "funding" else []
    assert same_without_each(tmp_path, drawn.cases(some(6, 30)), corpus, family, names) > 6


@deep
@pytest.mark.slow
def test_without_a_pass_contracts_give_the_same_rows(tmp_path: Path) -> None:
    corpus = load()["cpts"]
    drawn = generate(read_profile(shipped("profiles") / "cpts.yaml", corpus), some(12, 200), 4)
    columns = ("case", "community.", "contract.", "missions", "crises")
    table = pa.Table.from_batches(list(drawn))
    kept = [
        name for name in table.column_names if name.startswith(columns) and ".quality" not in name
    ]
    assert same_without_each(tmp_path, table.select(kept), corpus, "funding", NAMES) > 100


def test_a_pass_that_does_not_exist_is_not_switched_off() -> None:
    with pytest.raises(KeyError):
        ALL.without("faster")


# --- before and after -----------------------------------------------------------------------------

KINDS = {
    "given": "!boolean",
    "asked": "!boolean",
    "amount": "int32",
    "fee": "!int32",
    "day": "!date",
}
TABLE = ibis.table({CASE: "!int32", **KINDS}, name="cases")


def written(expr: Any) -> str:
    """Return the SQL of one expression, without the names of tables."""
    first = re.split(r' AS "| FROM |\nFROM', compiled(expr.as_table()))[0]
    plain = re.sub(r'"t\d+"\.|"|SELECT', "", re.sub(r"\s+", " ", first)).strip()
    return plain.replace("( ", "(").replace(" )", ")")


def kept(truth: Any, *off: str) -> str:
    """Return the SQL of the column that holds a condition, without some passes."""
    sheet = Sheet(TABLE, "c", "cases", ALL.without(*off).rewriter({}))
    node = sheet.decided(truth)
    return written(node) if isinstance(node, ir.Value) else str(node)


@pytest.mark.parametrize(
    ("truth", "before", "after"),
    [
        (
            terms.all_of([TABLE.given, terms.any_of([TABLE.given, TABLE.asked])]),
            "given AND (given OR asked)",
            "given",
        ),
        (
            terms.all_of([TABLE.given, terms.any_of([terms.negation(TABLE.given), TABLE.asked])]),
            "given AND (NOT (given) OR asked)",
            "given AND asked",
        ),
        (
            terms.all_of([TABLE.given, terms.negation(TABLE.given)]),
            "given AND NOT (given)",
            "False",
        ),
        (
            terms.present(terms.only_where(TABLE.given, TABLE.fee)),
            "CASE WHEN given THEN fee ELSE CAST(NULL AS INT) END IS NOT NULL",
            "given",
        ),
    ],
)
def test_simplify(truth: Any, before: str, after: str) -> None:
    assert (kept(truth, "simplify"), kept(truth)) == (before, after)


def test_fold() -> None:
    signed = Term("date", TABLE.day, low=date(2021, 1, 1), high=date(2022, 6, 30))
    unbounded = replace(signed, low=None, high=None)
    change = terms.constant(date(2023, 1, 1))
    assert written(terms.compared("before", unbounded, change)) == "day < MAKE_DATE(2023, 1, 1)"
    assert terms.compared("before", signed, change) is True  # every row has it before


def test_narrow(tmp_path: Path) -> None:
    vocabulary = load()["cpts"].vocabulary
    column = resolve("community.population", vocabulary)
    assert column is not None
    bounds = {column.name: Bounds(nullable=False, low=8_000, high=450_000)}
    shape = TableShape(vocabulary, {column.name: column}, bounds=bounds)
    assert storage_schema(shape)[column.name] == "!int64"
    narrow = narrowed(shape, connect(threads=1, memory=None, folder=tmp_path))
    assert storage_schema(narrow)[column.name] == "!int32"


def test_unroll() -> None:
    corpus = load()["cpts"]
    column = resolve("contract.signed_on", corpus.vocabulary)
    assert column is not None
    day = Bounds(nullable=False, low=date(2022, 1, 1), high=date(2022, 6, 30))
    shape = TableShape(corpus.vocabulary, {column.name: column}, bounds={column.name: day})
    table = ibis.table(storage_schema(shape), name="cases")

    def rows(*off: str) -> str:
        plan = compile_plan(table, shape, corpus, QUESTION, "funding", passes=ALL.without(*off))
        return " ".join(compiled(level) for _, levels in plan.stages() for _, level in levels)

    assert "UNNEST" in rows("unroll")
    assert "UNNEST" not in rows()
    assert rows().count('AS "p!number"') > 4  # one select a year of the contract


def test_hoist() -> None:
    sheet = Sheet(TABLE, "p", "cases_year", ALL.rewriter({}))
    sheet.remake(lambda rows: rows.mutate(year=ibis.range(1, 6).unnest()), ["day"])
    sheet.keep(ibis.ifelse(sheet.table.fee > 100, sheet.table.fee * sheet.table.year, 0))
    sheet.add_level()
    hoisting = Hoisting(TABLE)
    (_, level) = hoisting.lifted(sheet.levels)
    assert written(sheet.levels[1].added["p1"]) == "CASE WHEN fee > 100 THEN fee * year ELSE 0 END"
    assert written(level.added["p1"]) == "CASE WHEN h1 THEN fee * year ELSE 0 END"
    (once,) = hoisting.added_to("cases")  # on the row of the case
    assert written(once.added["h1"]) == "fee > 100"


def test_prune() -> None:
    sheet = Sheet(TABLE, "c", "cases", ALL.rewriter({}))
    sheet.keep(TABLE.fee + 1)
    sheet.keep(TABLE.amount + 1)
    sheet.add_level()
    ((_, before),), _ = lowered(TABLE, sheet.levels, ["c1"], pruned=False)
    ((_, after),), read = lowered(TABLE, sheet.levels, ["c1"])
    assert list(before.columns) == [CASE, *KINDS, "c1", "c2"]
    assert (list(after.columns), read) == (["c1"], ["fee"])
