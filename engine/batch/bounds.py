"""What the accepted rows of a table hold: what is never lacking, between which bounds, with which decimals; and their slices, typed by it."""

from __future__ import annotations

from dataclasses import replace

import duckdb

from engine.batch.columns import CASE, STORAGE, Bounds, TableShape
from engine.batch.followers import given, quoted
from engine.batch.intake import ACCEPTED_ROWS
from engine.batch.limits import NARROWEST_INTEGER


def bounded(shape: TableShape, connection: duckdb.DuckDBPyConnection) -> TableShape:
    """Return the shape with the bounds of each column over the accepted rows, without the columns that these leave empty.

    What every row has need not be asked of each, and a law that no date reaches need not be computed.
    """
    if not shape.columns:
        return shape
    asked = ", ".join(f"count({one}), min({one}), max({one})" for one in map(quoted, shape.columns))
    ((rows, *found),) = connection.execute(f"SELECT count(*), {asked} {ACCEPTED_ROWS}").fetchall()
    bounds = {}
    for rank, name in enumerate(shape.columns):
        count, low, high = found[3 * rank : 3 * rank + 3]
        bounds[name] = Bounds(count < rows, low, high)
    keyless = {one.name for one in shape.vocabulary.collections.values() if not one.keys}
    columns = {
        name: column
        for name, column in shape.columns.items()
        if bounds[name].low is not None or column.role != "fact" or column.collection in keyless
    }
    return _listed(replace(shape, columns=columns, bounds=bounds), connection)


def _listed(shape: TableShape, connection: duckdb.DuckDBPyConnection) -> TableShape:
    """Return the shape with the elements that no case lists, and the acts that all those that list an element give."""
    asked: dict[tuple[str, str], str] = {}
    for collection in shape.vocabulary.collections.values():
        listing = collection.name if collection.name in shape.columns else ""
        for key in collection.keys:
            own = list(shape.of_element(collection.name, key))
            here = given(shape, collection.name, key)
            asked[collection.name, key] = f"count(*) FILTER ({here})"
            if collection.complete and listing and not shape.bounds[listing].lacking:
                acts = [one.name for one in own if one.role == "fact" and not one.records and one.word.absent]
                asked |= {("", name): f"count(*) FILTER ({quoted(name)} IS NULL AND ({here}))" for name in acts}
    if not asked:
        return shape
    (counts,) = connection.execute(f"SELECT {', '.join(asked.values())} {ACCEPTED_ROWS}").fetchall()
    none = [key for key, count in zip(asked, counts, strict=True) if not count]
    acts_given = {name: replace(shape.bounds[name], given_if_listed=True) for collection, name in none if not collection}
    return replace(shape, bounds={**shape.bounds, **acts_given}, unlisted=frozenset(key for key in none if key[0]))


_SPARE = {"ratio": 4, "money": 2}  # whole percents, whole euros


def narrowed(shape: TableShape, connection: duckdb.DuckDBPyConnection) -> TableShape:
    """Return the shape with the decimals that its numbers can spare: rates in whole percents, amounts in whole euros.

    The records of a list are held alike, empty or not; a number that has a history, or is weighed by others, is left as it is.
    """
    groups: dict[tuple[str, ...], list[str]] = {}
    for name, column in shape.columns.items():
        if column.scale and _stands_alone(shape, name):
            groups.setdefault((column.collection, column.key, column.records, column.word.name), []).append(name)
    if not groups:
        return shape
    spare = {own: _SPARE[shape.columns[names[0]].word.type] for own, names in groups.items()}
    asked = ", ".join(
        f"count(*) FILTER ({' OR '.join(f'{quoted(name)} % {10 ** spare[own]} <> 0' for name in names)})" for own, names in groups.items()
    )
    (counts,) = connection.execute(f"SELECT {asked} {ACCEPTED_ROWS}").fetchall()
    whole = [own for own, count in zip(groups, counts, strict=True) if not count]
    bounds = {name: replace(shape.bounds[name], spare=spare[own]) for own in whole for name in groups[own]}
    return replace(shape, bounds={**shape.bounds, **bounds})


def _stands_alone(shape: TableShape, name: str) -> bool:
    """Whether a column is read by itself: not beside a history, nor with the others of its record."""
    return name not in shape.histories and "." not in shape.columns[name].records


def stored_columns(shape: TableShape) -> str:
    """Return the SQL of the columns of a slice of the rows, as `storage_schema` types them."""
    found = [quoted(CASE)]
    kinds = storage_schema(shape)
    for name in shape.columns:
        bounds, expr = shape.bounds.get(name), quoted(name)
        if bounds is not None and bounds.spare:
            expr = f"{expr} // {10**bounds.spare}"
        narrow = kinds[name].endswith("int32")
        found.append(f"CAST({expr} AS INTEGER) AS {quoted(name)}" if narrow else f"{expr} AS {quoted(name)}")
    return ", ".join(found)


def storage_schema(shape: TableShape) -> dict[str, str]:
    """Return the types of the rows of a slice, by column, as ibis writes them; one that is never lacking is marked with `!`."""
    found = {CASE: "string"}
    for name, column in shape.columns.items():
        bounds = shape.bounds.get(name)
        kind = STORAGE[column.word.type]
        if kind == "int64" and bounds is not None and bounds.low is not None and _stands_alone(shape, name):
            kind = "int32" if bounds.most < NARROWEST_INTEGER else kind
        found[name] = ("" if bounds is None or bounds.lacking else "!") + kind
    return found
