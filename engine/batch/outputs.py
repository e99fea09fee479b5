"""Where the rows go: Parquet, CSV or XLSX, written beside the file asked for and put in its place only when all of it is there."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol

import pyarrow as pa

from engine.diagnostics import Diagnostic, Location, RefusedInput

_XLSX_ROWS = 1_048_575


class _Writer(Protocol):
    def write(self, batch: pa.RecordBatch) -> None: ...

    def close(self) -> None: ...


class Output:
    """A file of rows being written. Used as a context: on any failure nothing stands at `path` that was not there before."""

    def __init__(self, path: Path, schema: pa.Schema, *, force: bool) -> None:
        refuse_existing(path, force=force)
        self.path = path
        self.rows = 0
        self.schema = schema
        self._partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
        self._writer: _Writer | None = None

    def __enter__(self) -> Output:
        kinds: dict[str, Callable[[Path, pa.Schema], _Writer]] = {".parquet": _Parquet, ".csv": _Csv, ".xlsx": _Xlsx}
        self._writer = kinds[self.path.suffix.lower()](self._partial, self.schema)
        return self

    def write(self, batch: pa.RecordBatch) -> None:
        """Write rows of the schema given."""
        assert self._writer is not None  # inside the context
        if self.path.suffix.lower() == ".xlsx" and self.rows + batch.num_rows > _XLSX_ROWS:
            hint = "write Parquet or CSV, or ask for fewer lines."
            raise RefusedInput([Diagnostic("ACC608", f"a sheet of XLSX ends at {_XLSX_ROWS + 1} rows.", Location(str(self.path)), hint)])
        self.rows += batch.num_rows
        self._writer.write(batch)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        try:
            if self._writer is not None:
                self._writer.close()
            if kind is None:
                self._partial.replace(self.path)
        finally:
            self._partial.unlink(missing_ok=True)


def refuse_existing(path: Path, *, force: bool) -> None:
    """Raise RefusedInput when an output exists already and may not be replaced, or cannot be written at all."""
    place = Location(str(path))
    if path.suffix.lower() not in (".parquet", ".csv", ".xlsx"):
        hint = "give a name that ends in .parquet, .csv or .xlsx."
        raise RefusedInput([Diagnostic("ACC608", f"`{path.suffix}` is not a format of results.", place, hint)])
    if path.is_dir() or not path.parent.is_dir():
        raise RefusedInput(
            [Diagnostic("ACC607", "no file can be written there.", place, "give the name of a file in a folder that exists.")]
        )
    if path.exists() and not force:
        raise RefusedInput([Diagnostic("ACC607", "the file exists already.", place, "add --force to replace it, or give another name.")])


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

        self._writer = csv.CSVWriter(path, schema, write_options=csv.WriteOptions(quoting_style="needed"))

    def write(self, batch: pa.RecordBatch) -> None:
        self._writer.write_batch(batch)

    def close(self) -> None:
        self._writer.close()


class _Xlsx:
    def __init__(self, path: Path, schema: pa.Schema) -> None:
        import xlsxwriter

        self._book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "default_date_format": "yyyy-mm-dd"})
        self._sheet = self._book.add_worksheet("accord")
        self._money = self._book.add_format({"num_format": "#,##0.00"})
        self._rank = 1
        for rank, name in enumerate(schema.names):
            self._sheet.write_string(0, rank, name)

    def write(self, batch: pa.RecordBatch) -> None:
        columns = [column.to_pylist() for column in batch.columns]
        money = {rank for rank, field in enumerate(batch.schema) if pa.types.is_decimal(field.type)}
        for values in zip(*columns, strict=True):
            for rank, value in enumerate(values):
                if value is not None:
                    self._cell(rank, value, money=rank in money)
            self._rank += 1

    def _cell(self, rank: int, value: Any, *, money: bool) -> None:
        if money:
            self._sheet.write_number(self._rank, rank, float(value), self._money)
        elif isinstance(value, str):
            self._sheet.write_string(self._rank, rank, value)
        else:
            self._sheet.write(self._rank, rank, value)

    def close(self) -> None:
        self._book.close()


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
