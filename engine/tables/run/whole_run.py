"""A whole run: cases read and checked, the plan computed slice
by slice, rows written with their citations, bad rows set apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from engine.diagnostics.bilingual import Bilingual, Sentence, sentence
from engine.diagnostics.chosen_language import LANGUAGES
from engine.diagnostics.diagnostic import Diagnostic, Location
from engine.tables.columns import CASE, TableShape
from engine.tables.compile.conditional import Compared
from engine.tables.compile.late import given, sums
from engine.tables.compile.plan import Plan
from engine.tables.compile.rows import (
    Projection,
    Sums,
    cited_together,
    columns_with_basis,
    with_basis,
)
from engine.tables.compile.wide import Wide, columns_of, lines_on, widened
from engine.tables.intake import statistics, typed_rows
from engine.tables.intake.acts_in_order import quoted
from engine.tables.intake.headings import named
from engine.tables.intake.histories import BAD, GIVEN, histories_of
from engine.tables.intake.rejects import REFUSED, REJECTS, rejected, said
from engine.tables.intake.sources import ROW, FileOptions, RowsFile, filled_from, source_of
from engine.tables.intake.typed_rows import PROBLEMS, READ
from engine.tables.intake.unspoken import unspoken
from engine.tables.limits import NARROWEST_INTEGER, PlanLimit
from engine.tables.run.citations import write_dictionary
from engine.tables.run.endings import stopped
from engine.tables.run.engines import DuckSession, Session, SparkSession, connect
from engine.tables.run.outputs import Claim, Output, arrow_schema, refuse_shared
from engine.tables.run.plans import plans_of
from engine.tables.run.request import Request
from engine.tables.run.result_sheet import ResultBook
from engine.tables.scratch import work_folder

Progress = Callable[[int, int], None]
SLICE = 250_000
SPARK_SLICE = 1_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """A plan ready to run: its stages and its answer (laid
    wide or not), made once for all the slices of the cases.
    """

    law: str
    reading: str
    plan: Plan
    stages: tuple[tuple[str, Any], ...]
    answers: tuple[Any, ...]
    columns: Mapping[str, str]
    wide: Wide | None = None
    sums: tuple[Sums, ...] = ()
    other: Prepared | None = None


@dataclass(slots=True)
class RunSummary:
    """What a run did: cases read, rejected among them, rows
    written; rows of histories read, and rejected among them.

    `incomplete` counts the cases answered of which something is missing; None where the rows that
    say so were not asked for.
    """

    read: int = 0
    rejected: int = 0
    histories: int = 0
    histories_rejected: int = 0
    written: int = 0
    incomplete: int | None = 0
    rejects: Path | None = None
    plans: int = 0
    codes: dict[str, int] = field(default_factory=dict)
    chosen: list[tuple[Path, Sentence]] = field(default_factory=list)
    said: list[Diagnostic] = field(default_factory=list)
    unspoken: dict[Sentence, int] = field(default_factory=dict)

    def remarks(self) -> Iterator[Sentence]:
        """Yield what a reader of the result must know: how many answers are not whole, and of
        which optional groups of facts the cases say nothing.
        """
        answered = self.read - self.rejected
        if self.incomplete is None:
            yield sentence("the rows `missing` are left out: what is due may be more")
        elif self.incomplete:
            yield sentence(
                (
                    "{incomplete} of {answered} cases are answered in part: `missing` names what "
                    "is not known of them"
                ),
                incomplete=self.incomplete,
                answered=answered,
            )
        if self.unspoken:
            silent = [
                sentence("{what}: {count} of {answered}", what=what, count=count, answered=answered)
                for what, count in self.unspoken.items()
            ]
            fr, en = ("; ".join(group.in_language(own) for group in silent) for own in LANGUAGES)
            yield sentence(
                "not asked about, for cases that say nothing of it: {listed}",
                listed=Bilingual(fr, en),
            )


def run(request: Request, progress: Progress = lambda done, total: None) -> RunSummary:
    """Answer a table of cases; raises RefusedInput for what stops
    a whole run. Bad rows never do: they go to the rejects file.
    """
    refuse_shared(request.paths)
    with stopped(request.out, request.memory, request.threads):
        try:
            return TableRun(request, progress).run()
        except PlanLimit as limit:
            raise limit.at(Location("accord batch")) from None
        except RecursionError:
            too_deep = sentence("derivations stand on one another in a chain too long for one plan")
            raise PlanLimit(
                too_deep,
                sentence("ask the cases one by one: a single answer follows chains of any length."),
            ).at(Location("accord batch")) from None


class TableRun:
    """One run on a table of cases: what it is asked, and what it has done so far."""

    def __init__(self, request: Request, progress: Progress) -> None:
        self.request = request
        self.progress = progress
        self.report = RunSummary()
        if request.only and "missing" not in request.only:
            self.report.incomplete = None
        self.places: dict[tuple[str, str], int] = {}
        self.first = next(iter(request.corpora.values()))

    def run(self) -> RunSummary:
        """Answer the table and write the rows."""
        request, force = self.request, self.request.force
        with ExitStack() as ending:
            out, rejects = (
                ending.enter_context(Claim(path, force=force))
                for path in (request.out, request.paths["--rejects"])
            )
            citations = (
                ending.enter_context(Claim(request.citations, force=force))
                if request.citations
                else None
            )
            folder = ending.enter_context(work_folder(request.out.parent))
            connection = ending.enter_context(
                connect(threads=request.threads, memory=request.memory, folder=folder)
            )
            shape, total = self._read(connection, FileOptions(folder, request.encoding))
            plans = list(plans_of(self.request, shape))
            self.report.plans = len(plans)
            self._answer(connection, shape, plans, total, out, citations)
            self._write_rejects(connection, rejects)
            for claim in (out, citations):
                if claim is not None:
                    claim.settle()
            if self.report.rejects is None:
                rejects.clear()
            else:
                rejects.settle()
        return self.report

    # --- reading ---

    def _read(
        self, connection: duckdb.DuckDBPyConnection, asked: FileOptions
    ) -> tuple[TableShape, int]:
        source = self._source(connection, asked)
        self.report.chosen += [(source.path, said) for said in source.said]
        self.places = {
            (str(source.path), name): rank for rank, (name, _) in enumerate(source.types, 1)
        }
        language = self.request.question.language
        shape = typed_rows.shape_of(source, self.first)
        ragged = filled_from(
            source, connection, READ, lambda own: typed_rows.select_rows(own, shape, language)
        )
        for ragged_row in ragged:
            typed_rows.set_apart(ragged_row, connection, language)
        repeated = sentence("several rows have this id: give each case one row.")
        repeated_id = typed_rows.problem(
            CASE, "ACC604", repeated, language, typed_rows.shown_in(quoted(CASE))
        )
        twice = (
            f"SELECT {quoted(CASE)} FROM {READ} WHERE {quoted(CASE)} IS NOT NULL GROUP BY 1 "
            "HAVING count(*) > 1"
        )
        connection.execute(
            f"UPDATE {READ} SET {quoted(PROBLEMS)} = "
            f"list_append({quoted(PROBLEMS)}, {repeated_id}) WHERE {quoted(CASE)} IN ({twice})"
        )
        if self.request.histories is not None:
            shape, chosen = histories_of(self.request.histories, connection, shape, asked, language)
            self.report.chosen += [(self.request.histories, said) for said in chosen]
        shape = statistics.bounded(shape, connection)
        if "narrow" in self.request.passes:
            shape = statistics.narrowed(shape, connection)
        ((self.report.read,),) = connection.execute(f"SELECT count(*) FROM {READ}").fetchall()
        connection.execute(
            f"CREATE TABLE {REFUSED} ({quoted(CASE)} VARCHAR, code VARCHAR, said VARCHAR)"
        )
        return shape, statistics.store(shape, connection)

    def _source(self, connection: duckdb.DuckDBPyConnection, asked: FileOptions) -> RowsFile:
        """Return the file of the cases, its columns called as their facts are."""
        return named(source_of(self.request.cases, connection, asked), self.first.vocabulary)

    # --- answering ---

    def _names(self, connection: duckdb.DuckDBPyConnection, shape: TableShape) -> Mapping[str, str]:
        """Return what the cases are called, by their ids, where a workbook says it: the first text
        that each gives of itself.
        """
        texts = [
            name for name in self.first.vocabulary.facts
            if name in shape.columns and shape.columns[name].word.type == "text"
        ]  # fmt: skip
        if self.request.out.suffix.lower() != ".xlsx" or not texts:
            return {}
        return dict(connection.execute(statistics.names(texts)).fetchall())

    def _session(self, connection: duckdb.DuckDBPyConnection) -> Session:
        if self.request.engine == "duckdb":
            return DuckSession(connection.cursor())
        return SparkSession(self.request.engine)

    def _answer(
        self,
        connection: duckdb.DuckDBPyConnection,
        shape: TableShape,
        plans: Sequence[tuple[str, str, Plan]],
        total: int,
        out: Claim,
        citations: Claim | None,
    ) -> None:
        prepared, columns = self._prepared(plans)
        several_laws = len(self.request.corpora) > 1
        schema = (
            {CASE: "string", **columns_with_basis(columns)}
            | ({"law": "string"} if several_laws else {})
            | {"reading": "string"}
        )
        size = min(self.request.slice_size, NARROWEST_INTEGER) or (
            SLICE if self.request.engine == "duckdb" else SPARK_SLICE
        )
        session = self._session(connection)
        book = ResultBook(self.request, self._names(connection, shape))
        try:
            with Output(out, arrow_schema(schema), book.begin) as output:
                for low in range(0, max(total, 1), size):
                    ranks = (low, low + size)
                    self._slice(connection, session, shape, prepared, (output, book), ranks)
                    self.progress(min(low + size, total), total)
                self.report.written = output.rows
        finally:
            if self.request.engine != "duckdb":
                session.close()
        if citations is not None:
            write_dictionary(
                citations,
                [(ready.law, ready.reading, ready.plan, ready.wide) for ready in prepared],
            )

    def _slice(
        self,
        connection: duckdb.DuckDBPyConnection,
        session: Session,
        shape: TableShape,
        prepared: Sequence[Prepared],
        outputs: tuple[Output, ResultBook],
        ranks: tuple[int, int],
    ) -> None:
        output, book = outputs
        session.take("case_slice", statistics.stored_rows(*ranks), connection)
        if shape.histories:
            session.take("history_slice", statistics.stored_histories(*ranks), connection)
        ids = connection.sql(statistics.ids_between(*ranks)).to_arrow_table()[CASE].combine_chunks()
        for first, group in _grouped(prepared):
            refused = self._refused(session, group)
            if first and refused.num_rows:
                noted = refused.set_column(0, CASE, _ids_of(refused[CASE], ids, ranks[0]))
                connection.register("found_refused", noted)
                connection.execute(f"INSERT INTO {REFUSED} SELECT DISTINCT * FROM found_refused")
                connection.unregister("found_refused")
            incomplete = []
            for part_answer in group:
                book.of_plan(part_answer.plan, part_answer.wide)
                beside = self._beside(connection, session, part_answer, output)
                for batch in _rows(session, part_answer):
                    kept = _without(batch, refused[CASE].combine_chunks())
                    kept = kept if beside is None else beside.marked(kept)
                    incomplete.append(_incomplete(kept))
                    self._emit(
                        output,
                        kept.set_column(0, CASE, _ids_of(kept.column(0), ids, ranks[0])),
                        part_answer.law,
                        part_answer.reading,
                    )
            if first and self.report.incomplete is not None:
                self.report.incomplete += len(pc.unique(pa.chunked_array(incomplete, pa.int32())))

    def _beside(
        self,
        connection: duckdb.DuckDBPyConnection,
        session: Session,
        prepared: Prepared,
        output: Output,
    ) -> Compared | None:
        """Return the rows with which those of a plan are compared,
        None where nothing hangs on a day that is not known.
        """
        otherwise = prepared.plan.otherwise
        if otherwise is None:
            return None
        schema = pa.schema(
            [(CASE, pa.int32()), *(output.schema.field(name) for name in prepared.columns)]
        )
        compared = Compared(
            connection,
            schema,
            otherwise.depends_on,
            lines_on(prepared.columns) if prepared.wide else (),
        )
        if prepared.other is not None:
            refused = self._refused(session, [prepared.other])[CASE].combine_chunks()
            compared.add(_without(batch, refused) for batch in _rows(session, prepared.other))
        return compared

    def _refused(self, session: Session, group: Sequence[Prepared]) -> pa.Table:
        """Compute the stages of plans; return the ranks of
        the cases that the law refuses, each with the reason.
        """
        schema = pa.schema([(CASE, pa.int32()), ("code", pa.string()), ("said", pa.string())])
        batches: list[pa.RecordBatch] = []
        for prepared in group:
            for name, levels in prepared.stages:
                session.compute(name, levels)
            refused = prepared.plan.refused(self.request.question.language)
            batches += [] if refused is None else session.rows(refused)
        return pa.Table.from_batches([batch.cast(schema) for batch in batches], schema=schema)

    def _prepared(
        self, plans: Sequence[tuple[str, str, Plan]]
    ) -> tuple[list[Prepared], Mapping[str, str]]:
        """Return the plans ready to run, and the columns of the rows that they give."""
        if self.request.wide:
            wides = [widened(plan) for _, _, plan in plans]
            columns = columns_of(wides)
            return [
                _laid_wide(law, reading, wide, columns)
                for (law, reading, _), wide in zip(plans, wides, strict=True)
            ], columns
        only = self.request.only

        def is_wanted(part: Projection) -> bool:
            return not only or part.columns.get("kind") in only

        def ready(law: str, reading: str, plan: Plan) -> Prepared:
            several = [
                (part, [each for each in part.projections if is_wanted(each)])
                for part in (plan, *plan.earlier)
            ]
            stages = tuple(stage for part, wanted in several for stage in part.stages(wanted))
            answers = tuple(given(part, part.answer(wanted), plan) for part, wanted in several)
            other_plan = plan.otherwise.plan if plan.otherwise else None
            other = None if other_plan is None else ready(law, reading, other_plan)
            return Prepared(
                law,
                reading,
                plan,
                stages,
                answers,
                plan.schema,
                sums=sums(plan, is_wanted),
                other=other,
            )

        return [ready(*part) for part in plans], plans[0][2].schema

    def _emit(self, output: Output, batch: pa.RecordBatch, law: str, reading: str) -> None:
        if not batch.num_rows:
            return
        count = batch.num_rows
        columns = list(batch.columns)
        if len(self.request.corpora) > 1:
            columns.append(pa.repeat(pa.scalar(law), count))
        columns.append(pa.repeat(pa.scalar(reading), count))
        schema = output.schema
        output.write(
            pa.RecordBatch.from_arrays(
                [column.cast(field.type) for column, field in zip(columns, schema, strict=True)],
                schema=schema,
            )
        )

    # --- rejects ---

    def _write_rejects(self, connection: duckdb.DuckDBPyConnection, claim: Claim) -> None:
        """Write the rows set apart, each with every reason; none is written when there is none."""
        table = rejected(connection, self.request.cases, self.request.histories)
        for code in table["code"].to_pylist():
            self.report.codes[code] = self.report.codes.get(code, 0) + 1
        self._count(connection)
        if not table.num_rows:
            return
        schema = arrow_schema(REJECTS)
        with Output(claim, schema) as output:
            for batch in table.cast(schema).to_batches():
                output.write(batch)
        self.report.rejects, self.report.said = claim.path, said(table, self.places)

    def _count(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Count the cases set apart, and the rows of histories."""
        refused = (
            f"len({quoted(PROBLEMS)}) > 0 OR {quoted(CASE)} IN (SELECT {quoted(CASE)} FROM "
            f"{REFUSED})"
        )
        ((self.report.rejected,),) = connection.execute(
            f"SELECT count(*) FROM {READ} WHERE {refused}"
        ).fetchall()
        asked = self.first, self.request.question, self.request.family
        with_histories = self.request.histories is not None
        self.report.unspoken = dict(unspoken(connection, *asked, refused, histories=with_histories))
        if with_histories:
            counts = (
                f"(SELECT count(*) FROM {GIVEN}), (SELECT count(DISTINCT {quoted(ROW)}) FROM {BAD})"
            )
            ((self.report.histories, self.report.histories_rejected),) = connection.execute(
                f"SELECT {counts}"
            ).fetchall()


def _rows(session: Session, prepared: Prepared) -> Iterator[pa.RecordBatch]:
    """Yield the rows of an answer, then those that are sums."""
    citations = prepared.plan.citations
    for answer in prepared.answers:
        for batch in session.rows(answer):
            yield with_basis(batch, citations)
    for added in prepared.sums:
        session.compute(added.name, [(added.name, added.rows)])
        for batch in session.rows(added.answer):
            yield with_basis(cited_together(batch, citations), citations)


def _incomplete(rows: pa.RecordBatch) -> pa.Array:
    """Return the ranks of the cases of rows that something is missing from."""
    return rows.column(0).filter(pc.is_valid(rows.column("missing"))).cast(pa.int32())


def _ids_of(ranks: Any, ids: pa.Array, first: int) -> Any:
    """Return the ids of cases from their ranks, those of `ids` beginning at `first`."""
    return ids.take(pc.subtract(ranks, pa.scalar(first, ranks.type)))


def _without(batch: pa.RecordBatch, refused: pa.Array) -> pa.RecordBatch:
    """Return the rows of an answer without those of the cases that the law refuses."""
    return (
        batch.filter(pc.invert(pc.is_in(batch.column(0), value_set=refused)))
        if len(refused)
        else batch
    )


def _laid_wide(law: str, reading: str, wide: Wide, columns: Mapping[str, str]) -> Prepared:
    """Return a wide ledger ready to run, with the one that
    tells which of its rows hang on a day that is not known.
    """
    other_plan = wide.plan.otherwise.plan if wide.plan.otherwise else None
    other = None if other_plan is None else _laid_wide(law, reading, widened(other_plan), columns)
    return Prepared(
        law,
        reading,
        wide.plan,
        tuple(wide.stages(columns)),
        (wide.answer(columns),),
        columns,
        wide,
        other=other,
    )


def _grouped(prepared: Sequence[Prepared]) -> Iterator[tuple[bool, list[Prepared]]]:
    """Yield the plans that answer one question together, and whether they are the first."""
    groups: dict[tuple[str, str], list[Prepared]] = {}
    for answer in prepared:
        groups.setdefault((answer.law, answer.reading), []).append(answer)
    for rank, group in enumerate(groups.values()):
        yield rank == 0, group
