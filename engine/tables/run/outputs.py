"""Where the rows go: Parquet, CSV or XLSX, written beside the
file asked for and put in its place only when all of it is there.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Protocol

import pyarrow as pa

from engine.diagnostics.bilingual import sentence
from engine.diagnostics.diagnostic import Diagnostic, Location, RefusedInput
from engine.documents.sheets import Book, Column, Kind, Sheet, width_of
from engine.language.temporal import NOT_YET
from engine.source.new_file import put_in_place, refuse_place, writing
from engine.tables.scratch import PARTIAL, forget_the_dead, hold

_XLSX_ROWS = 1_048_574
"""The rows that a sheet holds below its headings, of which there may be two."""
_ANY_DAY: Final = date(1980, 1, 1)
"""When a workbook of no day of its own is said to be made."""


class Writer(Protocol):
    """What writes rows to a file of one format."""

    def write(self, batch: pa.RecordBatch) -> None:
        """Write rows."""

    def close(self) -> None:
        """Finish the file."""


class Claim:
    """The place of a result, kept from its beginning for one run alone: what is written stands
    beside it until `settle` puts it in place.

    Used as a context. On any failure nothing stands at `path` that was not there before.
    """

    def __init__(self, path: Path, *, force: bool) -> None:
        refuse_existing(path, force=force)
        self.path = path
        self.partial = path.with_name(f".{path.name}{PARTIAL}")
        self._force = force
        self._lock: int | None = None
        self._settled = False

    def __enter__(self) -> Claim:
        with writing(self.path):
            forget_the_dead(self.path.parent)
            self._lock = hold(self.partial)
        if self._lock is None:
            raise RefusedInput(
                [
                    Diagnostic(
                        "ACC607",
                        sentence("another run is writing it."),
                        Location(str(self.path)),
                        sentence("give another name, or wait."),
                    )
                ]
            )
        try:
            refuse_existing(self.path, force=self._force)  # it may have been put in place since
        except RefusedInput:
            self.__exit__()
            raise
        return self

    def settle(self) -> None:
        """Put what has been written in place, all of it at once;
        without `force`, nothing that has come there since is replaced.
        """
        with writing(self.path):
            put_in_place(self.partial, self.path, force=self._force)
            self._settled = True

    def clear(self) -> None:
        """Leave nothing in place: there is nothing to write."""
        with writing(self.path):
            self.path.unlink(missing_ok=True)

    def __exit__(self, *_: object) -> None:
        if not self._settled:  # else another run may have begun there
            self.partial.unlink(missing_ok=True)
        if self._lock is not None:
            os.close(self._lock)


class Output:
    """Rows being written where a claim lets them. Used as a
    context; they are put in place by the claim.
    """

    def __init__(
        self,
        claim: Claim,
        schema: pa.Schema,
        workbook: Callable[[Path, pa.Schema], Writer] | None = None,
    ) -> None:
        """Begin rows of a schema; `workbook` is what writes XLSX, where it is no plain table."""
        self.path = claim.path
        self.rows = 0
        self.schema = schema
        self._partial = claim.partial
        self._workbook = workbook or _Xlsx
        self._writer: Writer | None = None

    def __enter__(self) -> Output:
        kinds: dict[str, Callable[[Path, pa.Schema], Writer]] = {
            ".parquet": _Parquet,
            ".csv": _Csv,
            ".xlsx": self._workbook,
        }
        with writing(self.path):
            self._writer = kinds[self.path.suffix.lower()](self._partial, self.schema)
        return self

    def write(self, batch: pa.RecordBatch) -> None:
        """Write rows of the schema given."""
        assert self._writer is not None  # inside the context
        if self.path.suffix.lower() == ".xlsx" and self.rows + batch.num_rows > _XLSX_ROWS:
            hint = sentence("write Parquet or CSV, or ask for fewer lines.")
            raise RefusedInput(
                [
                    Diagnostic(
                        "ACC608",
                        sentence("a sheet of XLSX ends at {count} rows.", count=_XLSX_ROWS + 1),
                        Location(str(self.path)),
                        hint,
                    )
                ]
            )
        self.rows += batch.num_rows
        with writing(self.path):
            self._writer.write(batch)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._writer is None:
            return
        if kind is None:
            with writing(self.path):
                self._writer.close()
        else:
            with suppress(Exception):  # what has failed already is what is to be said
                self._writer.close()


def refuse_existing(path: Path, *, force: bool) -> None:
    """Raise RefusedInput when an output exists already and
    may not be replaced, or cannot be written at all.
    """
    place = Location(str(path))
    if path.suffix.lower() not in (".parquet", ".csv", ".xlsx"):
        hint = sentence("give a name that ends in .parquet, .csv or .xlsx.")
        raise RefusedInput(
            [
                Diagnostic(
                    "ACC608",
                    sentence("`{suffix}` is not a format of results.", suffix=path.suffix),
                    place,
                    hint,
                )
            ]
        )
    refuse_place(path, force=force)


def refuse_shared(paths: Mapping[str, Path]) -> None:
    """Raise RefusedInput when two paths of a command, by their
    options, are one file, however they are spelled or linked.
    """
    given = list(paths.items())
    for rank, (option, path) in enumerate(given):
        for earlier, other in given[:rank]:
            if _same(path, other):
                hint = sentence("give each its own file.")
                raise RefusedInput(
                    [
                        Diagnostic(
                            "ACC615",
                            sentence(
                                "{earlier} and {option} are the same file.",
                                earlier=earlier,
                                option=option,
                            ),
                            Location(str(path)),
                            hint,
                        )
                    ]
                )


def _same(first: Path, second: Path) -> bool:
    try:
        if first.exists() and second.exists():
            return first.samefile(second)
        return os.path.normcase(first.resolve()) == os.path.normcase(second.resolve())
    except (OSError, RuntimeError, ValueError):
        return first.absolute() == second.absolute()


class _Parquet:
    def __init__(self, path: Path, schema: pa.Schema) -> None:
        import pyarrow.parquet as pq

        self._writer = pq.ParquetWriter(path, schema, compression="zstd", compression_level=1)

    def write(self, batch: pa.RecordBatch) -> None:
        self._writer.write_batch(batch)

    def close(self) -> None:
        self._writer.close()


class _Csv:
    def __init__(self, path: Path, schema: pa.Schema) -> None:
        from pyarrow import csv

        self._writer = csv.CSVWriter(
            path, schema, write_options=csv.WriteOptions(quoting_style="needed")
        )

    def write(self, batch: pa.RecordBatch) -> None:
        self._writer.write_batch(batch)

    def close(self) -> None:
        self._writer.close()


class _Xlsx:
    """A plain table: the names of its columns in the first row, as another run reads them."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self._book = Book("en", "accord", _ANY_DAY, path)
        self._sheet = self._book.sheet("accord")
        self._columns = [Column(field.name, kind_of(field.type)) for field in schema]
        self._sheet.headings(self._columns)
        self._sampled: list[tuple[Any, ...]] = []

    def write(self, batch: pa.RecordBatch) -> None:
        for values in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            if len(self._sampled) < SAMPLE:
                self._sampled.append(values)
            put_row(self._sheet, self._columns, values)

    def close(self) -> None:
        self._sheet.widths(
            *(width_of(column, rank, self._sampled) for rank, column in enumerate(self._columns))
        )
        self._sheet.sheet.autofilter(0, 0, max(self._sheet.row - 1, 1), len(self._columns) - 1)
        self._book.close()


SAMPLE: Final = 2000
"""How many rows say how wide the columns of a workbook are."""


def kind_of(kind: pa.DataType) -> Kind:
    """Return what a column of a workbook holds."""
    if pa.types.is_decimal(kind):
        return "amount"
    if pa.types.is_date(kind):
        return "date"
    return "number" if pa.types.is_integer(kind) else "short"


def put_row(sheet: Sheet, columns: Sequence[Column], values: Sequence[Any]) -> None:
    """Write the next row of a sheet, its values as a run reads them: true and false as such, an act
    that has not happened as `not_yet`.
    """
    for rank, (column, value) in enumerate(zip(columns, values, strict=True)):
        if isinstance(value, bool):
            sheet.sheet.write_boolean(sheet.row, rank, value)
        elif value == NOT_YET:
            sheet.sheet.write_string(sheet.row, rank, "not_yet")
        elif value is not None:
            sheet.put(sheet.row, rank, value, column.kind)
    sheet.row += 1


_ARROW: Mapping[str, pa.DataType] = {
    "string": pa.string(),
    "int64": pa.int64(),
    "date": pa.date32(),
    "boolean": pa.bool_(),
    "decimal(18, 2)": pa.decimal128(18, 2),
}


def arrow_schema(schema: Mapping[str, str]) -> pa.Schema:
    """Return the Arrow schema of rows whose types are those of the plan."""
    return pa.schema([(name, _ARROW[kind]) for name, kind in schema.items()])
