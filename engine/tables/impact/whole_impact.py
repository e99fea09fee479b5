"""A whole impact: tables and files answered, their results added up, and what is asked for written:
rows, a workbook or a page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa

from engine.diagnostics.bilingual import Bilingual, Sentence
from engine.diagnostics.diagnostic import Diagnostic
from engine.questions.answers.impact import ImpactAnswer
from engine.tables.impact.case_files import run_files
from engine.tables.impact.laws import Laws
from engine.tables.impact.request import ImpactRequest, by_column
from engine.tables.impact.summary import Counted, open_results, summary
from engine.tables.impact.table_run import Progress, TableReport, run_table
from engine.tables.intake.acts_in_order import quoted
from engine.tables.intake.rejects import REJECTS
from engine.tables.intake.sources import text_literal
from engine.tables.run.endings import stopped
from engine.tables.run.engines import connect
from engine.tables.run.outputs import Claim, Output, arrow_schema
from engine.tables.scratch import work_folder

ROWS: Final = (".parquet", ".csv")
"""How the names end of the files that hold the rows themselves."""


@dataclass(frozen=True, slots=True, eq=False)
class Impact:
    """What came of an impact: the answer, and the results that it was made of, which `connection`
    reads as `engine.tables.impact.summary.open_results` names them.
    """

    answer: ImpactAnswer
    laws: Laws
    request: ImpactRequest
    connection: duckdb.DuckDBPyConnection
    reports: tuple[TableReport, ...]

    @property
    def said(self) -> list[Diagnostic]:
        """The first faults found in the cases."""
        return [finding for report in self.reports for finding in report.said]

    @property
    def chosen(self) -> list[tuple[Path, Sentence]]:
        """What was chosen where a file leaves it open, by file."""
        return [choice for report in self.reports for choice in report.chosen]


@contextmanager
def worked_out(
    request: ImpactRequest, parent: Path, progress: Progress = lambda done, total: None
) -> Iterator[Impact]:
    """Work an impact out, in a folder of its own within `parent` that goes when the context ends.

    Raises RefusedInput for what stops it. Bad rows and bad files never do: they are counted, and
    set apart.
    """
    question = request.question.checked(request.after)
    laws = Laws(request.before, request.after, request.causes, question)
    with stopped(parent, request.memory, request.threads), work_folder(parent) as folder:
        reports = [
            run_table(request, table, laws, folder, f"{rank}", progress)
            for rank, table in enumerate(request.tables)
        ]
        if request.files:
            reports.append(run_files(request, laws, folder, "files", progress))
        with connect(threads=request.threads, memory=request.memory, folder=folder) as connection:
            open_results(folder, connection, len(request.by))
            counted = Counted(
                sum(report.read for report in reports), sum(report.rejected for report in reports)
            )
            answer = summary(request, laws, connection, counted, tuple(_notices(laws)))
            yield Impact(answer, laws, request, connection, tuple(reports))


def _notices(laws: Laws) -> Iterator[Bilingual]:
    """Yield which operations fall with each other, which the reader could not guess."""
    by_id = {cause.id: cause for cause in laws.causes}
    for rank in laws.acting:
        fallen = [by_id[id_].cited for id_ in laws.fallen(rank) if id_ in by_id]
        if fallen:
            own = laws.causes[rank].cited
            fr, en = (
                ", ".join(sorted(cited.in_language(spoken) for cited in fallen))
                for spoken in ("fr", "en")
            )
            yield Bilingual(
                f"Sans {own.fr}, ces opérations ne peuvent pas être faites : {fr}.",
                f"Without {own.en}, these operations cannot be made: {en}.",
            )


# --- rows -----------------------------------------------------------------------------------------


def rows_query(impact: Impact) -> str:
    """Return the SQL of the rows: one for each line of a period of a case that changes."""
    several = len(impact.request.tables) + bool(impact.request.files) > 1
    spoken = impact.request.question.language
    operation, cited = (
        "[" + ", ".join(text_literal(name) for name in names) + "]"
        for names in (
            [cause.id for cause in impact.laws.causes],
            [cause.cited.in_language(spoken) for cause in impact.laws.causes],
        )
    )

    def joined(names: str) -> str:
        return f"list_aggregate([({names})[x + 1] FOR x IN causes], 'string_agg', ' + ')"

    by = "".join(
        f", {by_column(rank)} AS {quoted(grouping.name)}"
        for rank, grouping in enumerate(impact.request.by)
    )
    return (
        f'SELECT {"file, " if several else ""}"case", line, period, "from", year, before, after, '
        f"difference, unknown_before, unknown_after, {joined(operation)} AS operations, "
        f'{joined(cited)} AS cited, how{by} FROM impact ORDER BY file, "case", "from", line, period'
    )


def write_rows(impact: Impact, claim: Claim) -> int:
    """Write the rows where a claim lets them, in Parquet or CSV; return how many there are."""
    how = "FORMAT parquet, COMPRESSION zstd"
    if claim.path.suffix.lower() == ".csv":
        how = "FORMAT csv, HEADER true"
    place = text_literal(str(claim.partial))
    copied = impact.connection.execute(f"COPY ({rows_query(impact)}) TO {place} ({how})")
    ((count,),) = copied.fetchall()
    return int(count)


def rejects_table(reports: Sequence[TableReport]) -> pa.Table:
    """Return all that was set apart, with the reasons."""
    schema = arrow_schema(REJECTS)
    tables = [report.rejects.cast(schema) for report in reports if report.rejects is not None]
    return pa.concat_tables(tables) if tables else schema.empty_table()


def write_rejects(table: Any, claim: Claim) -> None:
    """Write what was set apart."""
    with Output(claim, table.schema) as output:
        for batch in table.to_batches():
            output.write(batch)
