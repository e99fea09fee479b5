"""Where the rows go: Parquet, CSV or XLSX, written beside the
file asked for and put in its place only when all of it is there.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol

import pyarrow as pa

from engine.diagnostics.bilingual import sentence
from engine.diagnostics.diagnostic import Diagnostic, Location, RefusedInput
from engine.language.temporal import NOT_YET
from engine.source.new_file import put_in_place, refuse_place, writing
from engine.tables.scratch import PARTIAL, forget_the_dead, hold

_XLSX_ROWS = 1_048_575


class _Writer(Protocol):
    def write(self, batch: pa.RecordBatch) -> None: ...

    def close(self) -> None: ...


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

    def __init__(self, claim: Claim, schema: pa.Schema) -> None:
        self.path = claim.path
        self.rows = 0
        self.schema = schema
        self._partial = claim.partial
        self._writer: _Writer | None = None

    def __enter__(self) -> Output:
        kinds: dict[str, Callable[[Path, pa.Schema], _Writer]] = {
            ".parquet": _Parquet,
            ".csv": _Csv,
            ".xlsx": _Xlsx,
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
    def __init__(self, path: Path, schema: pa.Schema) -> None:
        import xlsxwriter

        self._book = xlsxwriter.Workbook(
            str(path), {"constant_memory": True, "default_date_format": "yyyy-mm-dd"}
        )
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
        elif isinstance(value, str) or value == NOT_YET:
            self._sheet.write_string(
                self._rank, rank, value if isinstance(value, str) else "not_yet"
            )
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
