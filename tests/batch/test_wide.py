"""The ledger laid wide says what the ledger says: amounts,
totals, rules and their provisions, and what is missing.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from depth import DEEP, deep, some, spread

from engine.language.model import Corpus
from engine.language.temporal import NOT_YET
from engine.library import load
from engine.questions.question import Question
from engine.reasoning.rights import ADJUSTMENT
from engine.tables.columns import CASE
from engine.tables.run.request import Request
from engine.tables.run.whole_run import run
from tests.answers import funding

from .comparison import Answered, answered, case_of, facts_of, increased_lines
from .contracts import KNOWN_ON, drawn, drawn_small
from .corpora import Drawn, drawn_corpus

DAY = date(2023, 6, 1)
Row = tuple[str, int | None]


def laid_wide(
    folder: Path, corpus: Corpus, question: Question, **options: Any
) -> tuple[dict[Row, dict[str, Any]], list[dict[str, Any]]]:
    """Return the wide rows of the cases of a folder, by case and period, and their dictionary."""
    out, bits = folder / "wide.parquet", folder / "bits.parquet"
    given = {
        "corpora": {"": corpus},
        "question": question,
        "citations": bits,
        "rejects": folder / "wide.rejects.csv",
    }
    run(
        Request(
            **{
                "family": "funding",
                "cases": folder / "cases.parquet",
                "out": out,
                "wide": True,
                **given,
                **options,
            }
        )
    )
    return read_wide(folder)


def read_wide(folder: Path) -> tuple[dict[Row, dict[str, Any]], list[dict[str, Any]]]:
    """Return the wide rows that a run left in a folder, by case and period, and their dictionary."""
    rows = pq.read_table(folder / "wide.parquet").to_pylist()
    found = {(row[CASE], row["period"]): row for row in rows}
    assert len(found) == len(rows)
    periods: dict[str, list[int | None]] = {}
    for case, period in found:
        periods.setdefault(case, []).append(period)
    assert all(
        own == sorted(own, key=lambda one: (one is None, one or 0)) for own in periods.values()
    )
    return found, pq.read_table(folder / "bits.parquet").to_pylist()


def adjusted_lines(row: dict[str, Any]) -> dict[str, Decimal]:
    """Return what adjustments bring to each line of a wide
    row, once their sum is seen to be that of its column.
    """
    found = {
        name.partition(".")[2]: value
        for name, value in row.items()
        if name.startswith(f"{ADJUSTMENT}.") and value is not None
    }
    assert row.get(ADJUSTMENT) == (sum(found.values(), Decimal(0)) or None if found else None)
    return found


def adjustments_of(found: Answered) -> dict[Row, Counter[str]]:
    """Return, of a ledger, what adjustments bring to each line, on the rows of a wide one."""
    brought: dict[Row, Counter[str]] = {}
    for case, rows in found.rows.items():
        for row in rows:
            if row["part"] == ADJUSTMENT:
                brought.setdefault((case, row["period"]), Counter())[row["line"]] += row["amount"]
    brought = {
        place: Counter({line: amount for line, amount in own.items() if amount})
        for place, own in brought.items()
    }
    return {place: own for place, own in brought.items() if own}


def of_ledger(
    found: Answered, corpus: Corpus
) -> tuple[dict[Row, Counter[str]], dict[Row, set[tuple[str, str, Any]]], dict[Row, set[str]]]:
    """Return, of a ledger, the amounts of each line, the rules with their provisions, and the
    missing facts, on the rows of a wide one.
    """
    amounts: dict[Row, Counter[str]] = {}
    rules: dict[Row, set[tuple[str, str, Any]]] = {}
    missing: dict[Row, set[str]] = {}
    for case, rows in found.rows.items():
        for row in rows:
            place = case, row["period"]
            if row["kind"] == "missing":
                missing.setdefault(place, set()).update(row["missing"].split())
            elif row["kind"] == "entitlement":
                amounts.setdefault(place, Counter())[row["line"]] += row["amount"]
                rules.setdefault(place, set()).add(
                    (row["line"], row["rule"], tuple(found.versions(row["citation"])))
                )
    return amounts, rules, missing


def agree(table: pa.Table, corpus: Corpus, question: Question, folder: Path, **options: Any) -> int:
    """Hold a wide ledger to the ledger of the same cases; return how many amounts were compared."""
    found = answered(folder, table, corpus, question, **options)
    rows, bits = laid_wide(folder, corpus, question, **options)
    amounts, rules, missing = of_ledger(found, corpus)
    provisions: dict[tuple[str, int], list[dict[str, Any]]] = {}
    for one in sorted(bits, key=lambda one: one["rank"]):
        provisions.setdefault((one["column"], one["bit"]), []).append(one)
    brought = adjustments_of(found)
    lines = [
        name for name, kind in zip(*_columns(folder), strict=True) if pa.types.is_decimal(kind)
    ]
    lines = [
        name
        for name in lines
        if name not in ("total", ADJUSTMENT) and not name.startswith(f"{ADJUSTMENT}.")
    ]
    lacking: dict[Row, set[str]] = {}
    compared, increased = 0, increased_lines(corpus)
    for place, row in rows.items():
        given = {line: row[line] for line in lines if row[line] is not None}
        compared += len(given)
        assert given == dict(amounts.pop(place, {}))
        assert row["total"] == (sum(given.values(), Decimal(0)) if given else None)
        assert adjusted_lines(row) == dict(brought.pop(place, {}))
        said = set()
        for (column, bit), cited in provisions.items():
            if (row[column] or 0) >> bit & 1:
                said.add(
                    (
                        cited[0]["line"],
                        cited[0]["rule"],
                        tuple(f"{one['provision']}@{one['in_force_from']}" for one in cited),
                    )
                )
        assert _by_line(said, increased) == _by_line(rules.get(place, set()), increased)
        if row["missing"]:
            lacking[place] = set(row["missing"].split())
            assert len(lacking[place]) == len(row["missing"].split())
    assert not amounts
    assert not brought
    assert lacking == missing
    return compared


def _by_line(
    said: set[tuple[str, str, Any]], increased: frozenset[str]
) -> set[tuple[str, str, Any]]:
    """Return the rules of each line with their provisions, those of an increase together: a bit
    speaks of one right that it increases.
    """
    found = {one for one in said if one[0] not in increased}
    for line, rule, _ in said - found:
        found.add(
            (
                line,
                rule,
                frozenset(one for other in said if other[:2] == (line, rule) for one in other[2]),
            )
        )
    return found


def _columns(folder: Path) -> tuple[list[str], list[pa.DataType]]:
    schema = pq.read_schema(folder / "wide.parquet")
    return schema.names, schema.types


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load()["cpts"]


def test_a_wide_ledger_says_what_the_ledger_says(corpus: Corpus, tmp_path: Path) -> None:
    table, least = drawn(corpus, some(8, 120), seed=9), some(50, 1000)
    assert agree(table, corpus, Question(DAY, KNOWN_ON), tmp_path) > least


def test_a_wide_ledger_of_a_window_holds_whole_periods(corpus: Corpus, tmp_path: Path) -> None:
    question = Question(DAY, KNOWN_ON, start=date(2023, 1, 1), end=date(2023, 2, 1))
    table = drawn_small(corpus, 30, seed=5)
    assert agree(table, corpus, question, tmp_path) > 25
    rows, _ = read_wide(tmp_path)
    compared = 0
    for one in table.to_pylist():
        for total in funding(corpus, facts_of(case_of(one, corpus), corpus), question)["totals"]:
            row = rows[one[CASE], total["period"]]
            assert (row["total"], row["complete"]) == (Decimal(total["amount"]), total["complete"])
            compared += 1
    assert compared > 10


def test_what_a_right_with_a_day_of_its_own_lacks_stands_on_its_period(
    corpus: Corpus, tmp_path: Path
) -> None:
    """The payment for the actions of the pandemic arises on 1 April 2022, and a crisis of 10
    January 2023: year 3 of a contract of 2020.
    """
    known = {
        "community.population": 55000,
        "contract.signed_on": date(2020, 1, 15),
        "contract.file_complete": True,
        "missions": "access",
    }
    known |= {
        "community.legal_form": "association",
        "community.members": 12,
        "missions.access.started_on": NOT_YET,
    }
    rows = [
        {CASE: "actions", **known, "covid_actions": None, "crises": 0},
        {CASE: "crises", **known, "covid_actions": False, "crises": None},
        {CASE: "all", **known, "covid_actions": False, "crises": 0},
    ]
    table = pa.Table.from_pylist(
        rows, schema=pa.schema({name: _KINDS.get(name, pa.string()) for name in rows[0]})
    )
    question = Question(DAY, KNOWN_ON)
    agree(table, corpus, question, tmp_path)
    wide, _ = read_wide(tmp_path)
    assert {place: row["missing"] for place, row in wide.items() if row["missing"]} == {
        ("actions", 3): "covid_actions",
        ("crises", None): "crises",
    }


_KINDS = {"community.population": pa.int64(), "community.members": pa.int64(), "crises": pa.int64()}
_KINDS |= {"contract.signed_on": pa.date32(), "missions.access.started_on": pa.date32()}
_KINDS |= {"contract.file_complete": pa.bool_(), "covid_actions": pa.bool_()}


def hanging(found: Answered) -> dict[Row, str]:
    """Return, of a ledger, the rows of a wide one on which a right
    hangs on a day of effect that is not known, with that day.
    """
    rows = [(case, row) for case, own in found.rows.items() for row in own]
    return {
        (case, row["period"]): row["conditional"]
        for case, row in rows
        if row["kind"] == "entitlement" and row["conditional"]
    }


def hold_totals(
    table: pa.Table, corpus: Corpus, question: Question, folder: Path
) -> tuple[int, int]:
    """Hold totals and adjustments of a wide ledger, a ledger and
    single answers together; return how many of each were compared.
    """
    found = answered(folder, table, corpus, question)
    rows, _ = laid_wide(folder, corpus, question, force=True)
    wide = {place: row["total"] for place, row in rows.items() if row["total"] is not None}
    brought = {place: own for place, row in rows.items() if (own := adjusted_lines(row))}
    complete = {place: row["complete"] for place, row in rows.items() if row["total"] is not None}
    ledger: Counter[Row] = Counter()
    for case, own in found.rows.items():
        ledger.update({(case, row["period"]): 0 for row in own if row["kind"] == "entitlement"})
        for row in own:
            if row["kind"] == "entitlement":
                ledger[case, row["period"]] += row["amount"]
    single: dict[Row, Decimal] = {}
    whole: dict[Row, bool] = {}
    paid: dict[Row, Counter[str]] = {}
    for row in table.to_pylist():
        if row[CASE] in found.rejected:
            continue
        answer = funding(corpus, facts_of(case_of(row, corpus), corpus), question)
        single |= {
            (row[CASE], total["period"]): Decimal(total["amount"]) for total in answer["totals"]
        }
        whole |= {(row[CASE], total["period"]): total["complete"] for total in answer["totals"]}
        for one in answer["payments"]:
            if one["part"] == ADJUSTMENT:
                paid.setdefault((row[CASE], one["period"]), Counter())[one["line"]] += Decimal(
                    one["amount"]
                )
    paid = {
        place: Counter({line: amount for line, amount in own.items() if amount})
        for place, own in paid.items()
    }
    assert single == wide == dict(ledger)
    assert whole == complete
    assert hanging(found) == {
        place: row["conditional"] for place, row in rows.items() if row["conditional"]
    }
    assert {place: own for place, own in paid.items() if own} == brought == adjustments_of(found)
    return len(wide), len(brought)


@deep  # the ledger of a text known late, a year that hangs: the same totals, on smaller plans
@pytest.mark.parametrize("version", ["prorata", "event"])
def test_the_three_ledgers_have_the_same_totals(
    version: str, corpus: Corpus, tmp_path: Path
) -> None:
    contracts = drawn_small(corpus, 600, seed=41)
    signed = contracts["contract.signed_on"]
    of_2021 = pc.and_(
        pc.greater_equal(signed, date(2021, 1, 1)), pc.less(signed, date(2022, 1, 1))
    )  # whose first years the amendment cuts
    totals, adjustments = hold_totals(
        contracts.filter(of_2021).slice(0, 50),
        corpus,
        Question(DAY, KNOWN_ON, readings={"governing_version": version}),
        tmp_path,
    )
    assert totals > 100
    assert adjustments > 20 if version == "prorata" else not adjustments


YEARS: dict[str, Any] = {
    "community.population": 55_000,
    "community.members": 60,
    "contract.signed_on": date(2020, 1, 15),
    "contract.file_complete": True,
    "missions.access.started_on": date(2020, 1, 15),
    "missions.access.achievement.1.rate": Decimal("0.500000"),
    "covid_actions": False,
}


def test_the_total_of_a_year_says_whether_it_is_all_of_it(corpus: Corpus, tmp_path: Path) -> None:
    """The rate of the first year alone is known; where
    crises are left out, one may fall in any year.
    """
    table = pa.Table.from_pylist(
        [
            {CASE: "no_crisis", "crises": 0, **YEARS},
            {CASE: "crises_unknown", "crises": None, **YEARS},
        ]
    )
    hold_totals(table, corpus, Question(date(2025, 6, 1), KNOWN_ON), tmp_path)
    rows, _ = read_wide(tmp_path)
    found = {
        case: [rows[case, year]["complete"] for year in range(1, 6)]
        for case in ("no_crisis", "crises_unknown")
    }
    assert found == {"no_crisis": [True, False, False, False, False], "crises_unknown": [False] * 5}
    assert not any(row["conditional"] for row in rows.values())


def test_a_year_hangs_on_a_day_of_effect_as_its_lines_do(corpus: Corpus, tmp_path: Path) -> None:
    """Of a contract of January 2020, years 3 to 5 would begin under
    the amendment if it took effect on its signature, in December 2021.
    """
    table = pa.Table.from_pylist([{CASE: "one", "crises": 0, **YEARS}])
    question = Question(date(2022, 12, 1), KNOWN_ON, readings={"avenant_2_effect": "approval"})
    if DEEP:  # the columns of contracts drawn make a larger plan
        more = drawn_small(corpus, 10, seed=17)
        table = pa.concat_tables([table, more], promote_options="permissive")
    hold_totals(table, corpus, question, tmp_path)
    rows, _ = read_wide(tmp_path)
    own = {
        year: (rows["one", year]["conditional"], rows["one", year]["complete"])
        for year in range(1, 6)
    }
    assert own == {year: ("avenant_2.effect" if year > 2 else None, False) for year in range(1, 6)}


@deep
@pytest.mark.parametrize("seed", [5, 6])
def test_under_drawn_readings(seed: int, corpus: Corpus, tmp_path: Path) -> None:
    draw = Random(seed)
    readings = {
        id_: draw.choice(list(reading.options)) for id_, reading in corpus.readings.items()
    } | {"governing_version": "prorata"}
    totals, _ = hold_totals(
        drawn_small(corpus, 12, seed=seed),
        corpus,
        Question(DAY, KNOWN_ON, readings=readings),
        tmp_path,
    )
    assert totals > 10


THEATRE = Path(__file__).parents[1] / "corpora" / "theatre"
JOINED = [
    "2021-01-01",
    "2020-12-31",
    "2021-02-15",
    "2021-04-01",
    "2021-06-30",
    "2021-07-01",
    "2022-02-28",
    "2020-04-01",
]


@pytest.mark.parametrize("known_on", spread(["2022-06-15", "2022-01-01"], 2))
def test_a_text_known_late_is_adjusted_on_the_row_of_its_period(
    known_on: str, tmp_path: Path
) -> None:
    corpus = load([THEATRE / "rulesets"])["theatre"]
    table = pa.Table.from_pylist(
        [{CASE: day, "company.joined_on": day, "company.leaves_on": "2023-02-01"} for day in JOINED]
    )
    question = Question(date(2023, 6, 1), date.fromisoformat(known_on))
    totals, adjustments = hold_totals(table, corpus, question, tmp_path)
    assert totals > len(JOINED)
    assert adjustments >= len(JOINED) - 2
    rows, _ = read_wide(tmp_path)
    # as worked out in test_back_pay: -2062.50 - 2760, -275 - 184, -825 + 1100 - 736 + 184, -206.25
    # - 276
    first = {"grant": "-4822.50", "rent": "-459.00", "fee": "-277.00", "bonus": "-482.25"}
    second = {"grant": "821.25", "bonus": "82.12"} if known_on == "2022-06-15" else {}
    for number, brought in ((1, first), (2, second)):
        assert adjusted_lines(rows["2021-01-01", number]) == {
            line: Decimal(amount) for line, amount in brought.items()
        }


@deep
def test_within_a_window(corpus: Corpus, tmp_path: Path) -> None:
    question = Question(DAY, KNOWN_ON, start=date(2022, 1, 1), end=date(2023, 1, 1))
    assert agree(drawn_small(corpus, some(20, 60), seed=4), corpus, question, tmp_path) > some(
        30, 100
    )


@deep  # the shipped law and that of a theatre are laid wide above
@pytest.mark.parametrize("seed", [3, 29])
def test_on_generated_rulesets(seed: int, tmp_path: Path) -> None:
    one = Drawn(seed)
    own = drawn_corpus(one, tmp_path / "rules")
    agree(one.cases(40), own, Question(DAY, date(2026, 1, 1)), tmp_path)
