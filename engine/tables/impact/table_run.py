"""The impact on a table of cases: each case answered by the plan under the law before and after
and, where its sums differ, under the law after without each cause in turn.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa

from engine.diagnostics.bilingual import Sentence, sentence
from engine.diagnostics.diagnostic import Diagnostic, Location, RefusedInput, nearest
from engine.tables.columns import CASE, TableShape
from engine.tables.compile.entitlements import ENTITLEMENT, MISSING
from engine.tables.compile.funding_columns import beside_column
from engine.tables.compile.late import sums
from engine.tables.compile.plan import Plan
from engine.tables.compile.rows import Projection
from engine.tables.impact.attributing import Attributing
from engine.tables.impact.causes import Signature
from engine.tables.impact.laws import Causes, Laws
from engine.tables.impact.request import RESULTS, Grouping, ImpactRequest, by_column
from engine.tables.intake import statistics
from engine.tables.intake.acts_in_order import quoted
from engine.tables.intake.rejects import REFUSED, rejected, said
from engine.tables.intake.sources import FileOptions, RowsFile, text_literal
from engine.tables.limits import NARROWEST_INTEGER, PlanLimit
from engine.tables.run.endings import stopped
from engine.tables.run.engines import DuckSession, compiled, connect
from engine.tables.run.plans import plan_of_rights
from engine.tables.run.request import Request
from engine.tables.run.whole_run import TableRun
from engine.tables.scratch import work_folder

Progress = Callable[[int, int], None]
SLICE: Final = 100_000
_READ: Final = ("kind", "line", "period", "from", "amount")
"""The columns of the rows of a plan that an impact reads."""


@dataclass(slots=True)
class TableReport:
    """What came of a table: cases read and rejected, the rows set apart, and the first of them as
    findings.
    """

    path: Path
    read: int = 0
    rejected: int = 0
    rejects: pa.Table | None = None
    said: list[Diagnostic] = field(default_factory=list)
    chosen: list[tuple[Path, Sentence]] = field(default_factory=list)
    plans: int = 0
    tried: int = 0


def run_table(
    request: ImpactRequest, table: Path, laws: Laws, folder: Path, name: str, progress: Progress
) -> TableReport:
    """Write what changes in the cases of a table to `NAME.impact.parquet`, the sums of all to
    `NAME.sums.parquet` and how many cases each group has to `NAME.groups.parquet`, in a folder.

    Raises RefusedInput for what stops a whole run. Bad rows never do.
    """
    with stopped(table, request.memory, request.threads):
        try:
            return _ImpactRun(request, table, laws, progress).write(folder, name)
        except PlanLimit as limit:
            raise limit.at(Location("accord impact")) from None


@dataclass(frozen=True, slots=True, eq=False)
class _Law:
    """A state of the law ready to run: its plan, the tables to compute, the rows to read."""

    plan: Plan
    stages: tuple[tuple[str, Any], ...]
    answer: Any
    sums: tuple[Any, ...]


class _ImpactRun(TableRun):
    """One run: `laws` are compiled once, for all slices of the cases."""

    def __init__(self, asked: ImpactRequest, table: Path, laws: Laws, progress: Progress) -> None:
        facts = tuple(grouping.name for grouping in asked.by if grouping.is_fact)
        request = Request(
            family="funding",
            cases=table,
            out=table,
            corpora={"after": asked.after},
            question=asked.question,
            histories=asked.histories,
            threads=asked.threads,
            memory=asked.memory,
            slice_size=asked.slice_size,
            encoding=asked.encoding,
            beside=facts,
        )
        super().__init__(request, progress)
        self._asked, self._laws = asked, laws
        self._ready: dict[Signature, _Law | None] = {}
        self._aside = tuple(grouping.name for grouping in asked.by if not grouping.is_fact)
        self._file: RowsFile | None = None
        self._tried = 0

    def write(self, folder: Path, name: str) -> TableReport:
        """Answer the table and write what an impact keeps of it."""
        asked = self._asked
        with ExitStack() as ending:
            home = ending.enter_context(work_folder(folder))
            connection = ending.enter_context(
                connect(threads=asked.threads, memory=asked.memory, folder=home)
            )
            shape, total = self._read(connection, FileOptions(home, asked.encoding))
            self._keep_aside(connection)
            session = DuckSession(connection.cursor())
            ending.callback(session.close)
            _make_results(session.connection, len(asked.by))
            size = min(asked.slice_size or SLICE, NARROWEST_INTEGER)
            for low in range(0, max(total, 1), size):
                self._part(connection, session, shape, (low, low + size))
                self.progress(min(low + size, total), total)
            self._leave(session.connection, folder, name)
            rejects = rejected(connection, self.request.cases, self.request.histories)
            self._count(connection)
        report = self.report
        return TableReport(
            self.request.cases,
            report.read,
            report.rejected,
            rejects,
            said(rejects, self.places),
            report.chosen,
            len(self._ready),
            self._tried,
        )

    def _leave(self, work: duckdb.DuckDBPyConnection, folder: Path, name: str) -> None:
        """Write the results where the answer is made of them."""
        file = f"{text_literal(str(self.request.cases))} AS file, "
        for results in RESULTS:
            place = text_literal(str(folder / f"{name}.{results}.parquet"))
            own = file if results == "impact" else ""
            work.execute(f"COPY (SELECT {own}* FROM {results}) TO {place} (FORMAT parquet)")

    # --- columns that are no facts ---

    def _source(self, connection: duckdb.DuckDBPyConnection, asked: FileOptions) -> RowsFile:
        """Return the file of the cases without the columns that only group them."""
        source = super()._source(connection, asked)
        names = [name for name, _ in source.types]
        for name in self._aside:
            if name not in names:
                raise RefusedInput([_no_column(name, names, source.path)])
        self._file = source
        kept = tuple((name, kind) for name, kind in source.types if name not in self._aside)
        return replace(source, types=kept)

    def _keep_aside(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Keep the columns that only group the cases, by the id of the case."""
        source = self._file
        assert source is not None  # it has just been read
        if not self._aside:
            connection.execute(f"CREATE TABLE aside AS SELECT NULL::VARCHAR AS {quoted(CASE)}")
            return
        columns = ", ".join(
            f"any_value(nullif(trim(CAST({quoted(name)} AS VARCHAR)), '')) AS {quoted(name)}"
            for name in self._aside
        )
        case = f"trim(CAST({quoted(CASE)} AS VARCHAR))"
        connection.execute(
            f"CREATE TABLE aside AS SELECT {case} AS {quoted(CASE)}, {columns} "
            f"FROM {source.passing or source.sql} GROUP BY 1"
        )

    # --- one slice ---

    def _part(
        self,
        connection: duckdb.DuckDBPyConnection,
        session: DuckSession,
        shape: TableShape,
        ranks: tuple[int, int],
    ) -> None:
        """Answer the cases between two ranks and add what changes to the results."""
        rows = statistics.stored_rows(*ranks)
        work = session.connection
        session.take("case_slice", rows, connection)
        if shape.histories:
            session.take("history_slice", statistics.stored_histories(*ranks), connection)
        laws = self._laws
        for table, made in (("before", frozenset()), ("after", laws.every)):
            self._answer_law(session, shape, table, made, must=True)
        self._set_aside_refused(work)
        work.execute(_CHANGED)

        def answer(causes: Causes) -> bool:
            return self._answer_law(session, shape, "made", causes)

        def only(table: str) -> None:
            self._only_cases(session, rows, table)

        self._tried += Attributing(laws, work, answer, only, self._asked.most_sets).run()
        work.execute(_keep_results(self._asked.by, self._keys_of_aside()))

    def _set_aside_refused(self, work: duckdb.DuckDBPyConnection) -> None:
        """Take out the cases that the law before or after refuses, and note them."""
        work.execute(
            "CREATE OR REPLACE TEMP TABLE refused_here AS SELECT DISTINCT * FROM "
            "(FROM refused_before UNION ALL FROM refused_after)"
        )
        work.execute(
            f"INSERT INTO {REFUSED} SELECT DISTINCT s.{quoted(CASE)}, r.code, r.said FROM "
            f"refused_here r JOIN {statistics.STORED} s ON s.rowid = r.{quoted(CASE)}"
        )
        for table in ("before", "after"):
            work.execute(
                f"DELETE FROM {table} WHERE {quoted(CASE)} IN "
                f"(SELECT {quoted(CASE)} FROM refused_here)"
            )

    def _answer_law(
        self,
        session: DuckSession,
        shape: TableShape,
        table: str,
        causes: Causes,
        *,
        must: bool = False,
    ) -> bool:
        """Put what the law with some causes made gives to the cases of the slice in a table; return
        whether it answers.
        """
        law = self._law(causes, shape, must=must)
        session.connection.execute(_empty(table, len(self._asked.by)))
        if law is None:
            return False
        for name, levels in law.stages:
            session.compute(name, levels)
        refused = law.plan.refused(self.request.question.language)
        rows = _NO_REFUSAL if refused is None else compiled(refused)
        session.connection.execute(f"CREATE OR REPLACE TEMP TABLE refused_{table} AS {rows}")
        answers = [compiled(law.answer)]
        for added in law.sums:
            session.compute(added.name, [(added.name, added.rows)])
            answers.append(compiled(added.answer))
        session.connection.execute(f"INSERT INTO {table} {_by_line(answers, self._asked.by)}")
        return True

    def _law(self, causes: Causes, shape: TableShape, *, must: bool) -> _Law | None:
        """Return a law ready to run, compiled once; None where it answers nothing."""
        said, corpus = self._laws.made(causes)
        if said not in self._ready:
            try:
                plan = plan_of_rights(self.request, shape, corpus, f"l{len(self._ready)}_")
            except RefusedInput:
                if must:
                    raise
                self._ready[said] = None
            else:
                self._ready[said] = _prepared_law(plan)
        return self._ready[said]

    def _only_cases(self, session: DuckSession, rows: str, table: str) -> None:
        """Let the plans read only the cases of a table."""
        session.connection.execute(
            f"CREATE OR REPLACE TEMP TABLE cases_asked AS SELECT DISTINCT {quoted(CASE)} "
            f"FROM {table}"
        )
        asked = f"SELECT * FROM ({rows}) SEMI JOIN cases_asked USING ({quoted(CASE)})"
        session.take("case_slice", asked, session.connection)

    def _keys_of_aside(self) -> Mapping[str, str]:
        """Return the SQL of each grouping that is no fact."""
        return {name: f"a.{quoted(name)}" for name in self._aside}


def _prepared_law(plan: Plan) -> _Law:
    """Return a plan with what an impact reads of it: rights, and what leaves one in doubt."""
    names = {name for name in plan.schema if name in _READ or name.endswith("!")}

    def stripped(part: Projection) -> Projection:
        kept = {name: value for name, value in part.columns.items() if name in names}
        return replace(part, columns=kept)

    def wanted(part: Projection) -> bool:
        kind = part.columns.get("kind")
        return kind == ENTITLEMENT or (kind == MISSING and part.in_doubt)

    bare = replace(plan, projections=[stripped(part) for part in plan.projections])
    chosen = [part for part in bare.projections if wanted(part)]
    return _Law(bare, tuple(bare.stages(chosen)), bare.answer(chosen), sums(bare, wanted))


def _no_column(name: str, names: Sequence[str], path: Path) -> Diagnostic:
    message = sentence("`{name}` is neither a fact nor a column of {file}.", name=name, file=path)
    return Diagnostic("ACC640", message, Location("--by"), nearest(name, names))


# --- the SQL --------------------------------------------------------------------------------------


def _make_results(work: duckdb.DuckDBPyConnection, groupings: int) -> None:
    """Make the tables of what is kept of all slices."""
    by = "".join(f", {by_column(rank)} VARCHAR" for rank in range(groupings))
    work.execute(
        f'CREATE TABLE impact ("case" VARCHAR, line VARCHAR, period BIGINT, "from" DATE, '
        f"before DECIMAL(18, 2), after DECIMAL(18, 2), unknown_before BOOLEAN, "
        f"unknown_after BOOLEAN, causes INTEGER[], how VARCHAR, smallest BOOLEAN{by})"
    )
    work.execute(
        f"CREATE TABLE sums (line VARCHAR, year BIGINT, before DECIMAL(38, 2), "
        f"after DECIMAL(38, 2){by})"
    )
    work.execute("CREATE TABLE groups (grouping INTEGER, value VARCHAR, cases BIGINT)")


def _empty(table: str, groupings: int) -> str:
    by = "".join(f", {by_column(rank)} VARCHAR" for rank in range(groupings))
    return (
        f'CREATE OR REPLACE TEMP TABLE {table} ("case" INTEGER, line VARCHAR, period BIGINT, '
        f'"from" DATE, amount DECIMAL(18, 2), unknown BOOLEAN{by})'
    )


def _by_line(answers: Sequence[str], by: Sequence[Grouping]) -> str:
    """Return the SQL of what the rows of a plan give to each line of each period of a case."""
    shown = "".join(
        f", max({quoted(beside_column(grouping.name))})" if grouping.is_fact else ", NULL"
        for grouping in by
    )
    rows = " UNION ALL ".join(f"SELECT * FROM ({answer})" for answer in answers)
    return (
        f'SELECT "case", line, coalesce(period, 0), min("from"), coalesce(sum(amount), 0), '
        f"bool_or(kind = '{MISSING}'){shown} FROM ({rows}) WHERE line IS NOT NULL GROUP BY ALL"
    ).replace("GROUP BY ALL", 'GROUP BY "case", line, coalesce(period, 0)')


_NO_REFUSAL: Final = """SELECT NULL::INTEGER AS "case", NULL::VARCHAR AS code,
  NULL::VARCHAR AS said WHERE FALSE"""

_CHANGED: Final = """CREATE OR REPLACE TEMP TABLE changed AS
SELECT "case", line, period, coalesce(b.amount, 0) AS before, coalesce(a.amount, 0) AS after,
  coalesce(b.unknown, FALSE) AS unknown_before, coalesce(a.unknown, FALSE) AS unknown_after,
  coalesce(a."from", b."from") AS "from"
FROM before b FULL JOIN after a USING ("case", line, period)
WHERE coalesce(b.amount, 0) <> coalesce(a.amount, 0)
  OR coalesce(b.unknown, FALSE) <> coalesce(a.unknown, FALSE)"""


def _keep_results(by: Sequence[Grouping], aside: Mapping[str, str]) -> str:
    """Return the SQL that adds a slice to what is kept."""
    both = [
        f"coalesce(x.{by_column(rank)}, y.{by_column(rank)})"
        if grouping.is_fact
        else aside[grouping.name]
        for rank, grouping in enumerate(by)
    ]
    shown_by = "".join(f", {value} AS {by_column(rank)}" for rank, value in enumerate(both))
    own = "".join(f", {by_column(rank)}" for rank in range(len(by)))
    shown = "".join(f", e.{by_column(rank)}" for rank in range(len(by)))
    ids = f'(SELECT rowid AS rank, "case" AS id FROM {statistics.STORED})'
    every = f"""CREATE OR REPLACE TEMP TABLE every_line AS
SELECT "case", i.id, line, period, coalesce(x."from", y."from") AS "from",
  coalesce(y.amount, 0) AS before, coalesce(x.amount, 0) AS after{shown_by}
FROM after x FULL JOIN before y USING ("case", line, period)
  JOIN {ids} i ON i.rank = "case" LEFT JOIN aside a ON a."case" = i.id"""
    sums = f"""INSERT INTO sums SELECT line, year("from"), sum(before), sum(after){own}
FROM every_line GROUP BY ALL"""
    impact = f"""INSERT INTO impact SELECT e.id, c.line, nullif(c.period, 0), c."from", c.before,
  c.after, c.unknown_before, c.unknown_after, u.causes, u.how, u.smallest{shown}
FROM changed c JOIN every_line e USING ("case", line, period)
  JOIN caused u USING ("case", line, period)"""
    groups = [
        f"""INSERT INTO groups SELECT {rank}, {by_column(rank)}, count(DISTINCT "case")
FROM every_line GROUP BY {by_column(rank)}"""
        for rank in range(len(by))
    ]
    total = """INSERT INTO groups SELECT -1, NULL, count(DISTINCT "case") FROM every_line"""
    return ";\n".join((every, sums, impact, *groups, total))
