"""The engines that run the plan: DuckDB, embedded, or a Spark that
the user brings. The plan is the same; only the session differs.
"""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from pathlib import Path
from typing import Any, Protocol

import duckdb
import ibis
import ibis.expr.types as ir
import pyarrow as pa
from ibis.backends.sql.compilers import DuckDBCompiler
from ibis.expr import operations as ops

from engine.diagnostics.bilingual import sentence
from engine.diagnostics.diagnostic import Diagnostic, Location, RefusedInput
from engine.tables.intake.sources import text_literal
from engine.tables.scratch import SPILL, WORK, work_folder

ROWS_AT_ONCE = 100_000


_SPARK_SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.extraJavaOptions": "-Xss64m",
    # a level is wider than a method of the Java machine may be long
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.constraintPropagation.enabled": "false",
}


_EUROS = "CAST({cents} AS DECIMAL(16, 0)) * CAST(0.01 AS DECIMAL(2, 2))"
"""Whole cents in euros, exactly: no division, which would be in floating point."""


class Session(Protocol):
    """What the plan needs of an engine."""

    def take(self, name: str, query: str, connection: duckdb.DuckDBPyConnection) -> None:
        """Let the engine read, under a name, the rows that a query of DuckDB gives."""

    def compute(self, name: str, levels: Sequence[tuple[str, ir.Table]]) -> None:
        """Compute a table once, under a name, from its levels."""

    def rows(self, expr: ir.Table) -> Iterator[pa.RecordBatch]:
        """Yield the rows of an expression."""

    def close(self) -> None:
        """Let the engine go."""


def connect(*, threads: int | None, memory: str | None, folder: Path) -> duckdb.DuckDBPyConnection:
    """Return a DuckDB on disk, in a folder where it may also spill, with the bounds asked for."""
    connection = duckdb.connect(str(folder / WORK))
    connection.execute(f"SET temp_directory = {text_literal(str(folder / SPILL))}")
    connection.execute(
        "SET TimeZone = 'UTC'"
    )  # what is asked of a moment never hangs on the machine
    connection.execute("SET enable_progress_bar = false")
    connection.execute(f"CREATE OR REPLACE MACRO euros(cents) AS {_EUROS.format(cents='cents')}")
    if threads:
        connection.execute(f"SET threads = {threads}")
    if memory:
        connection.execute(f"SET memory_limit = '{memory}'")
    return connection


class DuckSession:
    """DuckDB: expressions are compiled to SQL and parsed
    once, and run again for each slice of the cases.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection
        connection.execute(
            "SET lambda_syntax = 'ENABLE_SINGLE_ARROW'"
        )  # ibis writes lambdas with an arrow; a cursor has settings of its own
        self._compiled: dict[Any, str] = {}
        self._parsed: dict[tuple[Any, ...], duckdb.Statement] = {}

    def _sql(self, expr: ir.Table) -> str:
        key = expr.op()
        if key not in self._compiled:
            self._compiled[key] = compiled(expr)
        return self._compiled[key]

    def take(
        self, name: str, query: str, connection: duckdb.DuckDBPyConnection
    ) -> None:  # the session reads the same database
        """Let the engine read, under a name, the rows that a query of DuckDB gives."""
        self.connection.execute(f'CREATE OR REPLACE TEMP VIEW "{name}" AS {query}')

    def compute(self, name: str, levels: Sequence[tuple[str, ir.Table]]) -> None:
        """Compute a table once, under a name, from its levels."""
        key = name, *(expr.op() for _, expr in levels)
        if key not in self._parsed:
            (self._parsed[key],) = self.connection.extract_statements(written(name, levels))
        self.connection.execute(self._parsed[key])

    def rows(self, expr: ir.Table) -> Iterator[pa.RecordBatch]:
        """Yield the rows of an expression."""
        yield from self.connection.sql(self._sql(expr)).to_arrow_reader(ROWS_AT_ONCE)

    def close(self) -> None:
        """Let the engine go."""
        self.connection.close()


def compiled(expr: ir.Table) -> str:
    """Return the DuckDB SQL of an expression; a union is compiled part by part."""
    operation = expr.op()
    if isinstance(operation, ops.Union) and not operation.distinct:
        return " UNION ALL ".join(
            compiled(part.to_expr()) for part in (operation.left, operation.right)
        )
    with nullcontext() if _is_choice(operation) else _unfused():
        return str(DuckDBCompiler().to_sqlglot(expr).sql("duckdb", copy=False))


def _is_choice(node: ops.Node) -> bool:
    """Whether a table only has columns of another one, under their own names."""
    return isinstance(node, ops.Project) and all(
        isinstance(part, ops.Field) and part.name == name for name, part in node.values.items()
    )


def written(name: str, levels: Sequence[tuple[str, ir.Table]]) -> str:
    """Return the DuckDB SQL that computes a table, under a name, from its levels."""
    return f'CREATE OR REPLACE TEMP TABLE "{name}" AS {stacked(levels)}'


def stacked(levels: Sequence[tuple[str, ir.Table]]) -> str:
    """Return the DuckDB SQL of the last of the levels, those before it written under their names;
    one read several times is computed once.
    """
    texts = _texts(levels)
    *below, (_, last) = texts
    written = []
    for rank, (name, text) in enumerate(below, 1):
        once = sum(above.count(_read(name)) for _, above in texts[rank:]) < 2
        written.append(f'"{name}" AS {"NOT " if once else ""}MATERIALIZED ({text})')
    return f"WITH {', '.join(written)} {last}" if written else last


def _read(name: str) -> str:
    """Return how the SQL of ibis reads a table, from it or joined to it."""
    return f' "{name}" AS "t'


def _texts(levels: Sequence[tuple[str, ir.Table]]) -> list[tuple[str, str]]:
    """Return the SQL of each level, without those that add nothing to the one before."""
    texts: list[tuple[str, str]] = []
    same: dict[str, str] = {}
    for rank, (name, expr) in enumerate(levels, 1):
        node = expr.op()
        if rank < len(levels) and _is_choice(node) and isinstance(node.parent, ops.UnboundTable):
            same[name] = same.get(node.parent.name, node.parent.name)
            continue
        text = compiled(expr)
        for other, own in same.items():
            text = text.replace(_read(other), _read(own))
        texts.append((name, text))
    return texts


class _unfused:  # noqa: N801  # reads as a word at its use
    """Keeps ibis from folding a select into the one before,
    which would write a column out again at each use.
    """

    def __enter__(self) -> None:
        self._before = ibis.options.sql.fuse_selects
        ibis.options.sql.fuse_selects = False

    def __exit__(self, *_: object) -> None:
        ibis.options.sql.fuse_selects = self._before


@contextmanager
def _of_spark() -> Iterator[None]:
    """Turn what Spark raises, when it cannot start or loses heart, into a finding."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        yield
    except (Py4JError, PySparkException, ConnectionError) as problem:
        said = next(
            (line for line in str(problem).splitlines() if "Exception" in line or "Error" in line),
            str(problem),
        ).strip(" :")[:200]
        hint = sentence(
            "see what Spark printed above; name a master that answers, give its driver more "
            "memory, or leave --engine out."
        )
        raise RefusedInput(
            [
                Diagnostic(
                    "ACC611",
                    sentence("Spark stopped: {said}.", said=said.rstrip(".")),
                    Location("--engine"),
                    hint,
                )
            ]
        ) from None


class SparkSession:
    """A Spark that the user brings: the same expressions, in the session that `master` names."""

    def __init__(self, master: str) -> None:
        warnings.filterwarnings(
            "ignore", category=FutureWarning, module="pyspark"
        )  # of its own dependencies
        try:
            from pyspark.sql import SparkSession as Builder
        except ImportError:
            hint = sentence(
                "install pyspark (it is not brought along), or leave --engine out to run on DuckDB."
            )
            raise RefusedInput(
                [
                    Diagnostic(
                        "ACC611", sentence("pyspark is not installed."), Location("--engine"), hint
                    )
                ]
            ) from None
        self._ending = ExitStack()
        self._folder = self._ending.enter_context(work_folder(Path(tempfile.gettempdir())))
        builder = Builder.builder.master(master).appName("accord")
        for name, value in {
            **_SPARK_SETTINGS,
            "spark.sql.warehouse.dir": f"{self._folder}/warehouse",
        }.items():
            builder = builder.config(name, value)
        with _of_spark():
            self.spark = builder.getOrCreate()
        self.spark.sparkContext.setLogLevel("ERROR")
        self.spark.sql(
            "CREATE OR REPLACE TEMPORARY FUNCTION divide(a BIGINT, b BIGINT) RETURNS BIGINT "
            "RETURN a DIV b"
        )  # as DuckDB has it
        euros = f"CAST({_EUROS.format(cents='cents')} AS DECIMAL(18, 2))"
        self.spark.sql(
            "CREATE OR REPLACE TEMPORARY FUNCTION euros(cents BIGINT) RETURNS DECIMAL(18, 2) "
            f"RETURN {euros}"
        )
        self.connection = ibis.pyspark.connect(self.spark)
        self._loaded = 0

    def take(self, name: str, query: str, connection: duckdb.DuckDBPyConnection) -> None:
        """Let the engine read, under a name, the rows that a query of DuckDB gives."""
        import pyarrow.parquet as pq

        self._loaded += 1
        path = self._folder / f"{name}{self._loaded}.parquet"
        pq.write_table(connection.sql(query).to_arrow_table(), path)
        self.spark.read.parquet(str(path)).createOrReplaceTempView(name)

    def compute(self, name: str, levels: Sequence[tuple[str, ir.Table]]) -> None:
        """Compute a table once, under a name, from its levels."""
        with _unfused(), _of_spark():
            for level, expr in levels:
                frame = self.spark.sql(
                    self.connection.compile(expr)
                ).localCheckpoint()  # planned level by level: all at once outgrows it
                frame.createOrReplaceTempView(level)
        frame.createOrReplaceTempView(name)

    def rows(self, expr: ir.Table) -> Iterator[pa.RecordBatch]:
        """Yield the rows of an expression."""
        with _unfused(), _of_spark():
            arrow_table = self.spark.sql(self.connection.compile(expr)).toArrow()
        yield from arrow_table.to_batches(ROWS_AT_ONCE)

    def close(self) -> None:
        """Let the engine go."""
        self.spark.stop()
        self._ending.close()
