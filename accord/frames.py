"""Rows as a data frame, of the library that is there: pandas or polars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final

from engine.diagnostics.bilingual import any_of, sentence
from engine.diagnostics.diagnostic import Diagnostic, Location, RefusedInput, nearest

LIBRARIES: Final = ("pandas", "polars")


def library_for_frames(named: str | None = None) -> Any:
    """Return the library of data frames named, else the first that is installed.

    Raises RefusedInput where there is none, or when another one is named.
    """
    if named is not None and named not in LIBRARIES:
        message = sentence("`{name}` makes no data frames here.", name=str(named))
        raise RefusedInput(
            [Diagnostic("ACC411", message, Location("library"), nearest(str(named), LIBRARIES))]
        )
    for name in LIBRARIES if named is None else (named,):
        if find_spec(name) is not None:
            return import_module(name)
    hint = sentence("install the extra: {command}.", command="pip install 'accord[frames]'")
    absent = sentence(
        "data frames need {listed}, not installed.", listed=named or any_of(LIBRARIES)
    )
    raise RefusedInput([Diagnostic("ACC611", absent, Location("to_frame"), hint)])


def frame_of(rows: Sequence[Mapping[str, Any]], named: str | None = None) -> Any:
    """Return rows as a data frame, a column for each key; sums stay `Decimal` and days dates, where
    a row has none there is nothing.
    """
    library = library_for_frames(named)
    columns = {
        name: [row.get(name) for row in rows]
        for name in dict.fromkeys(name for row in rows for name in row)
    }
    if (
        library.__name__ == "polars"
    ):  # which wants to be told that a column may hold lists and texts
        return library.DataFrame(columns, strict=False)
    return library.DataFrame(columns)


def arrow_of(table: Any) -> Any:
    """Return a data frame of pandas or polars, or anything that gives its columns as Arrow does, as
    an Arrow table; None for another thing.

    A column that holds values of several types (dates and `not_yet`) is taken as texts.
    """
    import pyarrow as pa

    if isinstance(table, pa.Table):
        return table
    if type(table).__module__.partition(".")[0] == "pandas" and hasattr(table, "columns"):
        columns = [_column(table.iloc[:, rank]) for rank in range(len(table.columns))]
        return pa.table(columns, names=[str(name) for name in table.columns])
    if hasattr(table, "__arrow_c_stream__"):
        try:
            return pa.table(table)
        except pa.ArrowInvalid:  # one column alone is no table
            return None
    return None


def storable(table: Any) -> Any:
    """Return an Arrow table whose columns a file holds with their types.

    A duration would become a plain number in a file, and some types no file holds: such columns are
    made lists, which no fact is, so that the run refuses them by name.
    """
    import pyarrow as pa

    unfit = (pa.types.is_duration, pa.types.is_interval, pa.types.is_union)
    for rank, column in enumerate(table.schema):
        if any(is_one(column.type) for is_one in unfit):
            absent = table.column(rank).is_null().to_pylist()
            lists = pa.array(
                [None if is_absent else [] for is_absent in absent], pa.list_(pa.string())
            )
            table = table.set_column(rank, column.name, lists)
    return table


def _column(series: Any) -> Any:
    """Return a column of pandas as Arrow, as texts where its values are of several types."""
    import pyarrow as pa

    try:
        return pa.Array.from_pandas(series)
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError, OverflowError):
        texts = [
            None if absent else str(cell)
            for cell, absent in zip(series, series.isna(), strict=True)
        ]
        return pa.array(texts, pa.string())
