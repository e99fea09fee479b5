"""The rows of an answer: each is a projection of a sheet with a filter, put together by a union, with its citation and its rule."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import ibis
import ibis.expr.types as ir

from engine.batch.columns import CASE
from engine.batch.sheet import Sheet
from engine.consolidation import Enacted

CHOSEN = "chosen"


@dataclass(frozen=True, slots=True)
class Projection:
    """One kind of row of the answer.

    `columns` gives for each column of the answer a constant, a column of the sheet, or what is computed from some; `where` is the name of
    the column that must be known (and true when it is a boolean); `keep` filters further, on the columns that `reads` names.
    """

    sheet: str
    where: str
    columns: Mapping[str, Any]
    keep: Callable[[ir.Table], Any] | None = None
    reads: tuple[str, ...] = ()

    def needs(self) -> Iterable[str]:
        """Yield the columns of the sheet that it reads by name."""
        yield self.where
        yield from self.reads
        for value in self.columns.values():
            if isinstance(value, From):
                yield value.name
            elif isinstance(value, Computed):
                yield from value.reads


@dataclass(frozen=True, slots=True)
class From:
    """A column of the sheet."""

    name: str


@dataclass(frozen=True, slots=True)
class Computed:
    """A value computed from columns of the sheet, which `reads` names."""

    compute: Callable[[ir.Table], Any]
    reads: tuple[str, ...]


@dataclass(slots=True)
class Citations:
    """The dictionary of citations: an id for each distinct list of provisions in their versions."""

    offsets: int = 0
    lists: dict[int, tuple[Enacted, ...]] = field(default_factory=dict)

    def block(self, lists: Sequence[tuple[Enacted, ...]]) -> int:
        """Return the id of the first of several lists, the others following."""
        first = self.offsets
        for rank, one in enumerate(lists):
            self.lists[first + rank] = one
        self.offsets += len(lists)
        return first


def amount_of(cents: Any) -> Any:
    """Return whole cents as an amount in euros: exact, since the quotient is rounded back to two decimals."""
    return (cents / 100).cast("decimal(18, 2)")


def projected(table: ir.Table, projection: Projection, schema: Mapping[str, str]) -> ir.Table:
    """Return the rows of one projection of a sheet."""
    mark = table[projection.where]
    kept = table.filter(mark if mark.type().is_boolean() else mark.notnull())
    if projection.keep is not None:
        kept = kept.filter(projection.keep(kept))
    columns: dict[str, Any] = {CASE: kept[CASE]}
    for name, kind in schema.items():
        given = projection.columns.get(name)
        columns[name] = _column(kept, given, kind)
    return kept.select(**columns)


def _column(table: ir.Table, given: Any, kind: str) -> Any:
    if given is None:
        return ibis.null(kind)
    if isinstance(given, From):
        return table[given.name].cast(kind)
    if isinstance(given, Computed):
        return given.compute(table).cast(kind)
    return ibis.literal(given, kind)


def union(parts: Sequence[ir.Table]) -> ir.Table:
    """Return the union of tables of one schema, as a tree that is not deep."""
    if len(parts) == 1:
        return parts[0]
    return ibis.union(*parts, distinct=False)


def missing_names(mask: str, names: Sequence[str], number: str | None) -> Computed:
    """Return the column that writes the names of the facts whose bits are set, separated by spaces."""

    def write(table: ir.Table) -> Any:
        found: Any = None
        for rank, name in enumerate(names):
            written: Any = ibis.literal(f" {name}")
            if "#" in name and number is not None:
                written = ibis.literal(f" {name.partition('#')[0]}") + table[number].cast("string") + ibis.literal(name.partition("#")[2])
            piece = ibis.ifelse((table[mask] & (1 << rank)) > 0, written, ibis.literal(""))
            found = piece if found is None else found + piece
        return found.strip()

    return Computed(write, (mask,) if number is None else (mask, number))


def needed(projections: Iterable[Projection], sheet: str, extra: Iterable[str] = ()) -> list[str]:
    """Return the columns of a sheet that projections read."""
    return list(dict.fromkeys([CASE, *extra, *(name for one in projections if one.sheet == sheet for name in one.needs())]))


def sheet_columns(sheet: Sheet, names: Sequence[str]) -> ir.Table:
    """Return the sheet with these columns alone."""
    return sheet.table.select(*names)
