"""The speed of the plan on DuckDB, and of peers that do the
same yearly funding work on the same rows, each checked first.

    python benchmarks/batch_speed.py [--rows 10000,100000,1000000] [--rounds 3] [--peers-python
    PYTHON] [--node-modules DIR] [--plot PLOT.svg]

A row is one contract year, under the agreement as amended: its size, operating funding, the fixed
and variable part of each of five missions that start with the contract, the 10 %, the total, and
the ids of the rules applied. The plan answers whole contracts of five years, so that a million rows
are 200 000 contracts; besides the same work it counts dates, prorates and knows both states of the
law. Rates are whole percents, so that peers that count in binary floating point also come out at
the cent. On 200 contracts the plan and each peer are compared with the inference to the cent; one
that differs is left out, and said to.

The answer of the plan stands in cents in a table, 0 where no rule gives an amount, like that of the
peers; a view reads it in euros. Every figure is processor time on one thread, the best of several
runs, in rounds that each take everyone in turn, so that a machine that slows down does so for all
(one run for the peers evaluated row by row, and from five million rows on). Reading the rows is not
counted for anyone nor, for the plan, compiling it, which is printed apart. Peers evaluated row by
row run on fewer rows. PYTHON is an interpreter with openfisca-core, zen-engine, numpy, duckdb and
pyarrow; DIR a `node_modules` with publicodes. A peer that is not installed is said to be left out.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from math import inf
from pathlib import Path
from types import MappingProxyType
from typing import Any

import duckdb
import ibis
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from engine.cases.case_reader import Facts, read_case
from engine.language.model import Corpus
from engine.library import load
from engine.questions.funding import ledger
from engine.questions.grounds import Ledger
from engine.questions.question import Question
from engine.source.yaml_source import read_yaml
from engine.tables.compile.plan import Plan, compile_plan
from engine.tables.compile.wide import columns_of, widened
from engine.tables.intake import statistics, typed_rows
from engine.tables.intake.acts_in_order import quoted
from engine.tables.intake.sources import FileOptions, source_of
from engine.tables.intake.typed_rows import READ
from engine.tables.passes import ALL, Passes
from engine.tables.run.citations import citation_rows
from engine.tables.run.engines import compiled, connect, written

PEERS = Path(__file__).parent / "peers"
sys.path.insert(0, str(PEERS))
from shared import AMOUNTS, MEMBERS, MISSIONS, OPERATING, SIZES, TABLE  # noqa: E402  # the peers' folder must be found first

YEARS, CHECKED, SLICE = 5, 200, 250_000
AT_ONCE, ONCE = 3, 5_000_000
"""Runs of each in a round, and the rows from which there is but one of both."""
DAY = date(2026, 1, 1)
WITHOUT, WITH = "the plan, without citations", "the plan, rules and citations as bits"
WHOLE = "the plan, with dates and missing facts too"
LEDGER, WRITTEN = (
    "the plan, a row for each right, with ids",
    "the plan, a row for each right, citations in words",
)
OWN = (WITHOUT, WITH, WHOLE, LEDGER, WRITTEN)
ROW_BY_ROW = {"zen": 10_000, "publicodes": 10_000}
NAMES = {
    "openfisca": "OpenFisca-core",
    "zen": "GoRules ZEN",
    "publicodes": "publicodes",
    "duckdb": "DuckDB by hand",
    "numpy": "NumPy by hand",
}


# --- the rows -------------------------------------------------------------------------------------


def contracts(count: int) -> dict[str, Any]:
    """Return random contracts as columns, populations on
    both sides of each threshold among them.
    """
    rng = np.random.default_rng(1)
    population = np.clip(
        rng.lognormal(np.log(80_000), 0.75, count).astype(np.int64), 8_000, 450_000
    )
    edges = np.array([39_999, 40_000, 79_999, 80_000, 174_999, 175_000])
    population = np.where(rng.random(count) < 0.05, rng.choice(edges, count), population)
    columns: dict[str, Any] = {
        "population": population,
        "members": np.maximum(8, rng.lognormal(np.log(90), 0.6, count).astype(np.int64)),
    }
    columns["signed_on"] = np.datetime64("2022-10-01", "D") + rng.integers(0, 750, count)
    for mission, share in zip(MISSIONS, (1, 0.85, 0.8, 0.35, 0.3), strict=True):
        columns[f"{mission}_engaged"] = rng.random(count) < share
        columns[f"{mission}_percent"] = rng.integers(0, 111, (count, YEARS))
    return columns


def write_cases(drawn: Mapping[str, Any], path: Path) -> None:
    """Write contracts as the table of cases that the plan reads."""
    count = len(drawn["population"])
    columns: dict[str, Any] = {"case": pa.array([f"C{rank}" for rank in range(count)])}
    columns["community.population"], columns["community.members"] = (
        drawn["population"],
        drawn["members"],
    )
    columns["contract.signed_on"] = pa.array(drawn["signed_on"])
    columns["contract.file_complete"] = pa.array(np.ones(count, bool))
    columns["crises"] = np.zeros(count, np.int64)
    listed = np.full(count, "", object)
    for mission in MISSIONS:
        engaged = drawn[f"{mission}_engaged"]
        listed = listed + np.where(engaged, f"{mission} ", "")
        columns[f"missions.{mission}.started_on"] = pa.array(drawn["signed_on"], mask=~engaged)
        for year in range(1, YEARS + 1):
            rates = pa.array(drawn[f"{mission}_percent"][:, year - 1] / 100, mask=~engaged)
            columns[f"missions.{mission}.achievement.{year}.rate"] = rates
    columns["missions"] = pa.array([one.strip() for one in listed])
    pq.write_table(pa.table(columns), path)


def write_rows(drawn: Mapping[str, Any], path: Path) -> None:
    """Write the same contracts with a row for each contract year, as the peers read them."""
    count = len(drawn["population"])
    columns: dict[str, Any] = {
        "case": np.repeat(np.arange(count), YEARS),
        "period": np.tile(np.arange(1, YEARS + 1), count),
    }
    columns |= {name: np.repeat(drawn[name], YEARS) for name in ("population", "members")}
    for mission in MISSIONS:
        columns[f"{mission}_engaged"] = np.repeat(drawn[f"{mission}_engaged"], YEARS)
        columns[f"{mission}_percent"] = drawn[f"{mission}_percent"].reshape(-1)
    pq.write_table(pa.table(columns), path)


# --- the plan -------------------------------------------------------------------------------------


@dataclass(slots=True)
class Statements:
    """The SQL of the plan for one kind of answer, that of its stages parsed."""

    stages: dict[str, duckdb.Statement]
    answer: str


def stages_of(
    stages: Iterable[tuple[str, Any]], connection: duckdb.DuckDBPyConnection
) -> dict[str, duckdb.Statement]:
    """Return the statements that compute the stages, by
    name, read once by DuckDB as `accord batch` has them.
    """
    return {
        name: connection.extract_statements(written(name, levels))[0] for name, levels in stages
    }


def ledger_statements(plan: Plan, connection: duckdb.DuckDBPyConnection) -> Statements:
    """Return the SQL that computes the rights, each in a row of its own with its rule and its
    citation: an increase for each line increased.
    """
    columns = ("period", "line", "amount", "rule", "citation")
    kept = [one for one in plan.projections if one.columns.get("kind") == "entitlement"]
    kept = [
        replace(
            one,
            columns={name: value for name, value in one.columns.items() if name in columns},
            summed=False,
        )
        for one in kept
    ]
    names = ", ".join(quoted(name) for name in ("case", *columns))
    return Statements(
        stages_of(plan.stages(kept), connection),
        f"SELECT {names} FROM ({compiled(plan.answer(kept))})",
    )


def wide_statements(
    plan: Plan, without: Sequence[str], connection: duckdb.DuckDBPyConnection
) -> Statements:
    """Return the SQL that computes the rights, a row for
    each contract year, without the columns named.
    """
    wide = widened(plan)
    columns = {name: kind for name, kind in columns_of([wide]).items() if name not in without}
    return Statements(stages_of(wide.stages(columns), connection), compiled(wide.answer(columns)))


class PlanRun:
    """The plan on one table of cases, already read."""

    def __init__(self, path: Path, folder: Path, passes: Passes = ALL) -> None:
        corpus = load()["cpts"]
        self.connection = connect(threads=1, memory=None, folder=folder)
        self.connection.execute("SET lambda_syntax = 'ENABLE_SINGLE_ARROW'")  # as ibis writes them
        source = source_of(path, self.connection, FileOptions(folder))
        shape = typed_rows.shape_of(source, corpus)
        rows = typed_rows.select_rows(source, shape, "en")
        self.connection.execute(f"CREATE TABLE {READ} AS {rows}")
        shape = statistics.bounded(shape, self.connection)
        if "narrow" in passes:
            shape = statistics.narrowed(shape, self.connection)
        self.count = statistics.store(shape, self.connection)
        start = time.process_time()
        table = ibis.table(statistics.storage_schema(shape), name="case_slice")
        plan = compile_plan(table, shape, corpus, Question(DAY, DAY), "funding", passes=passes)
        left_out = {
            WITHOUT: ("from", "until", "missing", "rules"),
            WITH: ("from", "until", "missing"),
            WHOLE: (),
        }
        self.statements = {
            name: wide_statements(plan, names, self.connection) for name, names in left_out.items()
        }
        self.statements[LEDGER] = self.statements[WRITTEN] = ledger_statements(
            plan, self.connection
        )
        self.compiling = time.process_time() - start
        texts: dict[int, list[str]] = {}
        for one in citation_rows(plan):
            texts.setdefault(one["citation"], []).append(one["fr"])
        dictionary = pa.table(
            {
                "citation": list(texts),
                "cited": ["; ".join(dict.fromkeys(one)) for one in texts.values()],
            }
        )
        self.connection.register("texts", dictionary)
        self.connection.execute("CREATE TEMP TABLE dictionary AS SELECT * FROM texts")

    def timed(self, name: str) -> float:
        """Return the processor seconds of one run, totals of each contract
        year included; the rows then stand under the name `rights`.
        """
        own = self.statements[name]
        lows = range(0, self.count, SLICE)
        self._forget()
        start = time.process_time()
        for low in lows:
            self._run(
                "CREATE OR REPLACE TEMP VIEW case_slice AS "
                f"{statistics.stored_rows(low, low + SLICE)}"
            )
            self._run(*own.stages.values())
            if name in (LEDGER, WRITTEN):
                self._run(
                    f"{'INSERT INTO ledger_rows' if low else 'CREATE TEMP TABLE ledger_rows AS'} "
                    f"{own.answer}"
                )
            else:
                self._run(
                    *(
                        f"ALTER TABLE {quoted(stage)} RENAME TO {quoted(f'{stage}@{low}')}"
                        for stage in own.stages
                    )
                )
        if name in (LEDGER, WRITTEN):
            self._run("CREATE TEMP VIEW rights AS FROM ledger_rows")
            totals = 'SELECT "case", period, sum(amount) AS total FROM rights GROUP BY ALL'
            self._run(f"CREATE OR REPLACE TEMP TABLE totals AS {totals}")
        else:
            parts = {
                stage: " UNION ALL ".join(f"FROM {quoted(f'{stage}@{low}')}" for low in lows)
                for stage in own.stages
            }
            held = ", ".join(f"{quoted(stage)} AS ({sql})" for stage, sql in parts.items())
            self._run(f"CREATE TEMP VIEW rights AS WITH {held} {own.answer}")
        if name == WRITTEN:
            self._run(
                "CREATE OR REPLACE TEMP TABLE cited AS SELECT * FROM rights JOIN dictionary "
                "USING (citation)"
            )
        return time.process_time() - start

    def _forget(self) -> None:
        """Drop what the run before left behind."""
        self._run("DROP VIEW IF EXISTS rights")
        found = (
            "SELECT table_name FROM duckdb_tables() WHERE temporary AND table_name <> 'dictionary'"
        )
        self._run(
            *(f"DROP TABLE {quoted(name)}" for (name,) in self.connection.execute(found).fetchall())
        )

    def _run(self, *statements: str | duckdb.Statement) -> None:
        for one in statements:
            self.connection.execute(one)

    def answer(self) -> dict[tuple[int, int], dict[str, int]]:
        """Return the cents of each line of each contract year."""
        found: dict[tuple[int, int], dict[str, int]] = {}
        query = 'SELECT "case", period, line, sum(amount) FROM rights GROUP BY ALL'
        for case, period, line, amount in self.connection.execute(query).fetchall():
            _add(found.setdefault((case, period), {}), line, amount)
        return {key: _whole(lines) for key, lines in found.items()}

    def wide_answer(self) -> dict[tuple[int, int], dict[str, int]]:
        """Return the cents of each line of each contract year,
        and their total as the plan gives it, of a wide ledger.
        """
        found = {}
        for row in self.connection.sql("SELECT * FROM rights").to_arrow_table().to_pylist():
            amounts = {
                name.removeprefix("missions.").replace(".", "_"): value
                for name, value in row.items()
                if isinstance(value, Decimal)
            }
            found[row["case"], row["period"]] = _whole(
                {name: _cents(value) for name, value in amounts.items()}
            )
        return found


def _cents(amount: Decimal | None) -> int:
    return 0 if amount is None else int(amount * 100)


def _add(lines: dict[str, int], line: str, amount: Decimal) -> None:
    name = line.removeprefix("missions.").replace(".", "_")
    for one in (name, "total"):
        lines[one] = lines.get(one, 0) + int(amount * 100)


def _whole(lines: Mapping[str, int]) -> dict[str, int]:
    return {name: lines.get(name, 0) for name in AMOUNTS} | {
        name: cents for name, cents in lines.items() if name not in AMOUNTS
    }


def inferred(path: Path) -> dict[tuple[int, int], dict[str, int]]:
    """Return what the inference answers on the same contracts, one at a time."""
    corpus = load()["cpts"]
    found: dict[tuple[int, int], dict[str, int]] = {}
    for rank, text in enumerate(case_texts(path)):
        found |= cents_by_year(rank, ledger(corpus, facts_of(text, corpus), Question(DAY, DAY)))
    return found


def case_texts(path: Path) -> list[bytes]:
    """Return the contracts of a table of cases, each as the text of a case."""
    texts = []
    for row in pq.read_table(path).to_pylist():
        missions: dict[str, Any] = {
            mission: {"started_on": str(row["contract.signed_on"]), "achievement": []}
            for mission in row["missions"].split()
        }
        for mission, record in missions.items():
            for year in range(1, YEARS + 1):
                record["achievement"].append(
                    {
                        "contract_year": year,
                        "rate": row[f"missions.{mission}.achievement.{year}.rate"],
                    }
                )
        case = {
            "community": {
                "population": row["community.population"],
                "members": row["community.members"],
            },
            "missions": missions,
        }
        case["contract"] = {"signed_on": str(row["contract.signed_on"]), "file_complete": True}
        texts.append(json.dumps(case).encode())
    return texts


def facts_of(text: bytes, corpus: Corpus) -> Facts:
    """Read the text of a case."""
    document, findings = read_yaml("case", text)
    assert document is not None, findings
    facts, findings = read_case(document, corpus.vocabulary)
    assert facts is not None, findings
    return facts


def cents_by_year(rank: int, answer: Ledger) -> dict[tuple[int, int], dict[str, int]]:
    """Return the cents of each line of each contract year of an answer."""
    found: dict[tuple[int, int], dict[str, int]] = {}
    for right in answer.rights:
        if right.amount is not None and right.span is not None:
            _add(found.setdefault((rank, right.span.number), {}), right.line, right.amount)
    return {key: _whole(lines) for key, lines in found.items()}


# --- the peers ------------------------------------------------------------------------------------


class Peer:
    """A peer, run in a process of its own."""

    def __init__(self, name: str, options: argparse.Namespace) -> None:
        self.name = name
        self.options = options

    def run(
        self, rows: Path, times: int | str, *, answer: bool = False
    ) -> tuple[dict[str, float], dict[tuple[int, int], dict[str, int]] | str]:
        """Return the processor seconds of each way of
        working and the answer, or why it could not run.

        The seconds are those of the best of several runs over all the rows or, one row at a time,
        the median of a row.
        """
        out = rows.with_name(
            f"answer_{self.name}{'.json' if self.name == 'publicodes' else '.parquet'}"
        )
        command = [
            self.options.peers_python,
            str(PEERS / f"{self.name}_peer.py"),
            str(rows),
            str(out),
            str(times),
        ]
        if self.name == "publicodes":
            if not self.options.node_modules:
                return {}, "no --node-modules was given"
            command = self._node(rows, out, times)
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=True)
        except FileNotFoundError as absent:
            return {}, f"not installed ({absent})"
        except subprocess.CalledProcessError as failed:
            lines = failed.stderr.strip().splitlines() or ["it stopped"]
            return {}, next((line for line in lines if "Error" in line), lines[-1])
        seconds = json.loads(done.stdout)
        if not answer:
            return seconds, {}
        found = (
            json.loads(out.read_text())
            if self.name == "publicodes"
            else pq.read_table(out).to_pylist()
        )
        return seconds, {
            (one["case"], one["period"]): {name: int(one[name]) for name in AMOUNTS}
            for one in found
        }

    def _node(self, rows: Path, out: Path, times: int | str) -> list[str]:
        given, figures = rows.with_suffix(".json"), rows.with_name("figures.json")
        given.write_text(json.dumps(pq.read_table(rows).to_pylist()))
        law = {
            "sizes": SIZES,
            "members": MEMBERS,
            "operating": OPERATING,
            "missions": MISSIONS,
            "table": dict(TABLE),
        }
        figures.write_text(json.dumps(law))
        script = str(PEERS / "publicodes_peer.mjs")
        return [
            "node",
            script,
            str(given),
            str(out),
            str(times),
            str(figures),
            str(Path(self.options.node_modules).resolve()),
        ]


# --- the run --------------------------------------------------------------------------------------


def checked(folder: Path, options: argparse.Namespace) -> list[Peer]:
    """Compare the plan and each peer with the inference on
    the same contracts; return the peers that agree.
    """
    drawn = contracts(CHECKED)
    write_cases(drawn, folder / "cases.parquet")
    write_rows(drawn, folder / "rows.parquet")
    expected = inferred(folder / "cases.parquet")
    own = PlanRun(folder / "cases.parquet", folder)
    found = []
    for name in (WITHOUT, WITH, WHOLE):
        own.timed(name)
        found.append(own.wide_answer())
    own.timed(LEDGER)
    if any(one != expected for one in (*found, own.answer())):
        sys.exit("the plan and the inference differ: nothing is measured.")
    print(
        f"{CHECKED} contracts, {len(expected)} contract years: the plan equals the inference "
        "to the cent, line by line."
    )
    own.connection.close()
    (folder / "work.duckdb").unlink()
    return [peer for peer, _ in agreeing(NAMES, folder / "rows.parquet", 1, expected, options)]


def agreeing(
    names: Mapping[str, str],
    rows: Path,
    times: int | str,
    expected: Mapping[Any, Any],
    options: argparse.Namespace,
) -> Iterator[tuple[Peer, dict[str, float]]]:
    """Compare each peer with the inference, say which
    differ, and yield the others with their seconds.
    """
    for name, label in names.items():
        peer = Peer(name, options)
        seconds, found = peer.run(rows, times, answer=True)
        if isinstance(found, str):
            print(f"  {label}: left out, {found}")
        elif found != expected:
            print(
                f"  {label}: left out, it differs on "
                f"{sum(found.get(key) != lines for key, lines in expected.items())} contract "
                "years"
            )
        else:
            print(f"  {label}: the same cents")
            yield peer, seconds


def measured(
    count: int, peers: list[Peer], folder: Path, options: argparse.Namespace
) -> dict[str, float]:
    """Return the processor seconds per way of working, on that many contract years; a peer row by
    row runs once, on no more than 10 000.
    """
    drawn = contracts(count // YEARS)
    cases, rows = folder / "cases.parquet", folder / "rows.parquet"
    write_cases(drawn, cases)
    write_rows(drawn, rows)
    del drawn
    found: dict[str, float] = {}
    own = PlanRun(cases, folder)
    print(
        f"\n{count} contract years (the plan compiled in {own.compiling:.1f} s, once, "
        "whatever the number of rows)"
    )
    for one in range(options.rounds if count < ONCE else 1):
        for name in (*OWN[one % len(OWN) :], *OWN[: one % len(OWN)]):
            found[name] = min(
                found.get(name, inf),
                *(own.timed(name) for _ in range(AT_ONCE if count < ONCE else 1)),
            )
        for peer in peers:
            slow = peer.name in ROW_BY_ROW
            if count > ROW_BY_ROW.get(peer.name, count) or (slow and one):
                continue
            seconds, reason = peer.run(rows, 1 if slow or count >= ONCE else AT_ONCE)
            if not seconds:
                print(f"  {NAMES[peer.name]}: {reason}")
            for way, taken in seconds.items():
                name = f"{NAMES[peer.name]}, {way}"
                found[name] = min(found.get(name, inf), taken)
    own.connection.close()
    (folder / "work.duckdb").unlink()
    for name, taken in found.items():
        shown(name, taken, count)
    return found


def shown(name: str, seconds: float, count: int) -> None:
    """Print one figure."""
    print(f"  {name:46} {seconds:9.3f} s   {count / seconds / 1e6:8.4f} million rows per second")


def ratios(found: Mapping[str, float]) -> None:
    """Print how many times as fast the plan is as each peer."""
    for peer, taken in found.items():
        if peer in OWN:
            continue
        print(
            f"  as fast as {peer}: {taken / found[WITH]:.3g} times with rules and citations, "
            f"{taken / found[WITHOUT]:.3g} without"
        )


FRENCH = {
    WITHOUT: "le plan, sans citations",
    WITH: "le plan, règles et citations en bits",
    WHOLE: "le plan, avec dates et faits manquants",
    LEDGER: "le plan, une ligne par droit, identifiants",
    WRITTEN: "le plan, une ligne par droit, en toutes lettres",
    "OpenFisca-core, without citations": "OpenFisca-core, sans citations",
    "GoRules ZEN, list of rules": "GoRules ZEN, liste des règles",
    "publicodes, list of rules": "publicodes, liste des règles",
    "DuckDB by hand, without rules": "DuckDB à la main, sans règles",
    "DuckDB by hand, list of rules as text": "DuckDB à la main, liste des règles en texte",
    "NumPy by hand, without rules": "NumPy à la main, sans règles",
    "NumPy by hand, bitmask of rules": "NumPy à la main, règles en masque de bits",
    "contract years": "années de contrat",
    "rows": "lignes",
    "for": "pour",
    ": ": " : ",
    "; ": " ; ",
    "Processor time against the number of contract years": (
        "Temps de processeur selon le nombre d'années de contrat"
    ),
}


def plot(
    series: Mapping[str, Mapping[int, float]],
    path: Path,
    words: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Draw the cost against the number of rows, both on
    logarithmic scales, as an SVG with a title and a description.

    `words` says the names and the titles in another language.
    """

    def said_in(text: str) -> str:
        return words.get(text, text)

    def whole(count: int) -> str:
        return f"{count:,}".replace(",", "\u202f") if words else f"{count:,}"

    def of_seconds(taken: float) -> str:
        return f"{float(f'{taken:.2g}'):g} s".replace(".", "," if words else ".")

    width, height, left, top = 690, 400, 70, 20
    counts = sorted({count for points in series.values() for count in points})
    seconds = [value for points in series.values() for value in points.values()]
    low, high = np.floor(np.log10(min(seconds))), np.ceil(np.log10(max(seconds)))

    def at(count: float, taken: float) -> tuple[float, float]:
        across = (np.log10(count) - np.log10(counts[0])) / max(
            np.log10(counts[-1] / counts[0]), 1e-9
        )
        return left + across * (width - left - 290), top + (high - np.log10(taken)) / (
            high - low
        ) * (height - top - 50)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" font-family="sans-serif" font-size="11">'
    ]
    said = said_in("; ").join(
        said_in(name)
        + said_in(": ")
        + ", ".join(
            f"{of_seconds(points[one])} {said_in('for')} {whole(one)} {said_in('rows')}"
            for one in sorted(points)
        )
        for name, points in series.items()
    )
    parts.append(
        f"<title>{said_in('Processor time against the number of contract years')}</title><desc>{said}.</desc>"
    )
    parts.append(f'<rect width="{width}" height="{height}" fill="#ffffff"/>')
    for power in range(int(low), int(high) + 1):
        _, y = at(counts[0], 10.0**power)
        parts.append(
            f'<path d="M{left} {y:.0f}H{width - 290}" stroke="#dddddd"/><text x="{left - 6}" y="{y + 4:.0f}" text-anchor="end">{of_seconds(10.0**power)}</text>'
        )
    for count in counts:
        x, _ = at(count, 10.0**low)
        parts.append(
            f'<text x="{x:.0f}" y="{height - 30}" text-anchor="middle">{whole(count)}</text>'
        )
    parts.append(f'<text x="{left}" y="{height - 10}">{said_in("contract years")}</text>')
    colours = (
        "#0b3d91",
        "#b3541e",
        "#1b7f4b",
        "#7a3e9d",
        "#8a6d00",
        "#444444",
        "#c2185b",
        "#00798c",
        "#5d4037",
        "#e65100",
        "#9e9d24",
        "#37474f",
    )
    ends = sorted(series, key=lambda name: at(1, series[name][max(series[name])])[1])
    label = top
    for rank, name in enumerate(ends):
        colour, points = colours[rank % len(colours)], series[name]
        places = [at(count, points[count]) for count in sorted(points)]
        parts.append(
            f'<polyline fill="none" stroke="{colour}" stroke-width="2" points="{" ".join(f"{x:.0f},{y:.0f}" for x, y in places)}"/>'
        )
        parts += [f'<circle cx="{x:.0f}" cy="{y:.0f}" r="3" fill="{colour}"/>' for x, y in places]
        label = max(label + 16, places[-1][1]) if len(points) == len(counts) else label + 16
        parts.append(
            f'<text x="{width - 280}" y="{label + 4:.0f}" fill="{colour}">{said_in(name)}</text>'
        )
    path.write_text("\n".join([*parts, "</svg>"]) + "\n", encoding="utf-8")


def parser_of(description: str | None) -> argparse.ArgumentParser:
    """Return a parser of the options that say where the peers are."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--peers-python", default=sys.executable)
    parser.add_argument("--node-modules", default="")
    return parser


def main() -> None:
    parser = parser_of(__doc__)
    parser.add_argument("--rows", default="10000,100000,1000000")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--plot", type=Path)
    options = parser.parse_args()
    series: dict[str, dict[int, float]] = {}
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        peers = checked(folder, options)
        for count in (int(one) for one in options.rows.split(",")):
            found = measured(count, peers, folder, options)
            ratios(found)
            for name, seconds in found.items():
                series.setdefault(name, {})[count] = seconds
    if options.plot:
        plot(series, options.plot)
        plot(series, options.plot.with_suffix(".fr.svg"), FRENCH)


if __name__ == "__main__":
    main()
