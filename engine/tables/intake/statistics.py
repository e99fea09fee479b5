"""What the accepted rows of a table hold: what is never null,
between which bounds, with which decimals; and the rows held by it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import duckdb

from engine.language.model import Collection
from engine.tables.columns import CASE, Bounds, TableShape
from engine.tables.intake.acts_in_order import given, quoted
from engine.tables.intake.typed_rows import ACCEPTED_ROWS
from engine.tables.limits import NARROWEST_INTEGER

STORED = "stored_cases"


def bounded(shape: TableShape, connection: duckdb.DuckDBPyConnection) -> TableShape:
    """Return the shape with the bounds of each column over the
    accepted rows, without the columns that these leave empty.

    What every row has need not be asked of each, and a law that no date reaches need not be
    computed.
    """
    if not shape.columns:
        return shape
    asked = ", ".join(
        f"count({column}), min({column}), max({column})" for column in map(quoted, shape.columns)
    )
    ((rows, *extremes),) = connection.execute(
        f"SELECT count(*), {asked} {ACCEPTED_ROWS}"
    ).fetchall()
    bounds = {}
    for rank, name in enumerate(shape.columns):
        count, low, high = extremes[3 * rank : 3 * rank + 3]
        bounds[name] = Bounds(count < rows, low, high)
    keyless = {
        collection.name
        for collection in shape.vocabulary.collections.values()
        if not collection.keys
    }
    columns = {
        name: column
        for name, column in shape.columns.items()
        if bounds[name].low is not None or column.role != "fact" or column.collection in keyless
    }
    return _listed(replace(shape, columns=columns, bounds=bounds), connection)


def _listed(shape: TableShape, connection: duckdb.DuckDBPyConnection) -> TableShape:
    """Return the shape with the elements that the rows list,
    and the acts that all those that list an element give.
    """
    asked = {("", ""): "count(*)"} | _counts_of_elements(shape)
    ((rows, *counts),) = connection.execute(
        f"SELECT {', '.join(asked.values())} {ACCEPTED_ROWS}"
    ).fetchall()
    count_by_name = dict(zip(list(asked)[1:], counts, strict=True))
    acts_given = {
        name: replace(shape.bounds[name], given_if_listed=True)
        for (own, name), count in count_by_name.items()
        if not own and not count
    }
    listed = {
        place: True if count == rows else _listed_column(*place)
        for place, count in count_by_name.items()
        if place[0] and count
    }
    return replace(shape, bounds={**shape.bounds, **acts_given}, listed=listed)


def _counts_of_elements(shape: TableShape) -> dict[tuple[str, str], str]:
    """Return, as SQL, how many rows list each element, by collection and key, and how many of them
    leave out each of its acts, by "" and the name of the column.
    """
    asked: dict[tuple[str, str], str] = {}
    for collection in shape.vocabulary.collections.values():
        for key in shape.elements(collection):
            here = given(shape, collection.name, key)
            asked[collection.name, key] = f"count(*) FILTER ({here})"
            if _always_listed(shape, collection):
                acts = [
                    column.name
                    for column in shape.of_element(collection.name, key)
                    if column.role == "fact" and not column.records and column.word.absent
                ]
                asked |= {
                    ("", name): f"count(*) FILTER ({quoted(name)} IS NULL AND ({here}))"
                    for name in acts
                }
    return asked


def _always_listed(shape: TableShape, collection: Collection) -> bool:
    """Whether every row says which elements of a collection it has, and has no others."""
    return bool(
        collection.complete
        and collection.keys
        and collection.name in shape.columns
        and not shape.bounds[collection.name].nullable
    )


def _listed_column(collection: str, key: str) -> str:
    """Return the name of the column that tells whether a row lists an element."""
    return f"{collection}.{key}?"


def narrowed(shape: TableShape, connection: duckdb.DuckDBPyConnection) -> TableShape:
    """Return the shape with its numbers as narrow as the rows allow (the pass `narrow`).

    Decimals that are zero on every row are not stored: rates in whole percents, amounts in whole
    euros. What is then below 2**31 is stored in 32 bits, and what the plan makes of it is too, as
    far as it goes. The records of a list are stored alike, empty or not; a number that has a
    history, or is weighed by others, is left as it is.
    """
    shape = _without_zeros(shape, connection)
    narrow = {
        name: replace(own, fits_32_bits=own.most < NARROWEST_INTEGER)
        for name, own in shape.bounds.items()
        if name in shape.columns
        and shape.columns[name].held.stored == "int64"
        and own.low is not None
        and _is_read_alone(shape, name)
    }
    return replace(shape, bounds={**shape.bounds, **narrow})


def _without_zeros(shape: TableShape, connection: duckdb.DuckDBPyConnection) -> TableShape:
    """Return the shape with how many trailing zeros the numbers of each column share."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for name, column in shape.columns.items():
        if column.scale and _is_read_alone(shape, name):
            groups.setdefault(
                (column.collection, column.key, column.records, column.word.name), []
            ).append(name)
    if not groups:
        return shape
    zeros = {own: shape.columns[names[0]].held.spare for own, names in groups.items()}
    asked = ", ".join(
        (
            "count(*) FILTER "
            f"({' OR '.join(f'{quoted(name)} % {10 ** zeros[own]} <> 0' for name in names)})"
        )
        for own, names in groups.items()
    )
    (counts,) = connection.execute(f"SELECT {asked} {ACCEPTED_ROWS}").fetchall()
    whole = [own for own, count in zip(groups, counts, strict=True) if not count]
    bounds = {
        name: replace(shape.bounds[name], trailing_zeros=zeros[own])
        for own in whole
        for name in groups[own]
    }
    return replace(shape, bounds={**shape.bounds, **bounds})


def _is_read_alone(shape: TableShape, name: str) -> bool:
    """Whether a column is read by itself: not beside a
    history, nor with the others of its record.
    """
    return name not in shape.histories and "." not in shape.columns[name].records


def store(shape: TableShape, connection: duckdb.DuckDBPyConnection) -> int:
    """Write the accepted rows down as `storage_schema` types them,
    once for all that will be asked of them; return how many there are.

    The plan knows a case by its rank among them; its id, which may be any text, is looked up when
    its rows leave.
    """
    columns = [
        quoted(CASE),
        *(
            f"{given(shape, *place)} AS {quoted(listed_column)}"
            for place, listed_column in shape.listed.items()
            if isinstance(listed_column, str)
        ),
    ]
    kinds = storage_schema(shape)
    for name in shape.columns:
        bounds, expr = shape.bounds.get(name), quoted(name)
        if bounds is not None and bounds.trailing_zeros:
            expr = f"{expr} // {10**bounds.trailing_zeros}"
        narrow = kinds[name].endswith("int32")
        columns.append(
            f"CAST({expr} AS INTEGER) AS {quoted(name)}" if narrow else f"{expr} AS {quoted(name)}"
        )
    connection.execute(f"CREATE TABLE {STORED} AS SELECT {', '.join(columns)} {ACCEPTED_ROWS}")
    ((rows,),) = connection.execute(f"SELECT count(*) FROM {STORED}").fetchall()
    return int(rows)


def stored_rows(low: int, high: int) -> str:
    """Return the SQL of the rows held between two ranks,
    each with its rank for the id of its case.
    """
    return f"SELECT * REPLACE (CAST(rowid AS INTEGER) AS {quoted(CASE)}) {_between(low, high)}"


def stored_histories(low: int, high: int) -> str:
    """Return the SQL of the histories of the cases between two ranks."""
    ranks = f"SELECT {quoted(CASE)} AS id, CAST(rowid AS INTEGER) AS rank {_between(low, high)}"
    return (
        f"SELECT h.* REPLACE (rank AS {quoted(CASE)}) FROM histories h JOIN ({ranks}) ON "
        f"h.{quoted(CASE)} = id"
    )


def ids_between(low: int, high: int) -> str:
    """Return the SQL of the ids of the cases between two ranks, in order."""
    return f"SELECT {quoted(CASE)} {_between(low, high)} ORDER BY rowid"


def names(texts: Sequence[str]) -> str:
    """Return the SQL of the ids of all cases with the first of these columns that each gives."""
    first = f"coalesce({', '.join(map(quoted, texts))})"
    return f"SELECT {quoted(CASE)}, {first} FROM {STORED} WHERE {first} IS NOT NULL"


def _between(low: int, high: int) -> str:
    return f"FROM {STORED} WHERE rowid >= {low} AND rowid < {high}"


def storage_schema(shape: TableShape) -> dict[str, str]:
    """Return the types of the rows held, by column, as ibis
    writes them; one that is never null is marked with `!`.
    """
    types = {CASE: "!int32"} | {
        listed_column: "!boolean"
        for listed_column in shape.listed.values()
        if isinstance(listed_column, str)
    }
    for name, column in shape.columns.items():
        bounds = shape.bounds.get(name)
        kind = column.held.stored
        if kind == "int64" and bounds is not None and bounds.fits_32_bits:
            kind = "int32"
        types[name] = ("" if bounds is None or bounds.nullable else "!") + kind
    return types
