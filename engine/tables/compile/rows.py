"""The rows of an answer: each is a projection of a sheet with a
filter, put together by a union, with its citation and its rule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import ibis
import ibis.expr.types as ir
import pyarrow as pa
from ibis.expr import operations as ops

from engine.language.model import Basis
from engine.language.values import Scalar
from engine.law.consolidation import Enacted
from engine.questions.authority import weakest
from engine.tables.columns import CASE
from engine.tables.terms.levels import Kept
from engine.tables.terms.terms import Term
from engine.words.labels import ENGINE_FACTS

CHOSEN = "chosen"
BASIS = "basis"


@dataclass(frozen=True, slots=True)
class Projection:
    """One kind of row of the answer.

    `columns` gives for each column of the answer a constant, a column of the sheet, or what is
    computed from some; `where` is the name of the column that must be known (and true when it is a
    boolean); `keep` filters further, on the columns that `reads` names. `cents` is the column of
    the amount of a right, 0 where it is not given, and `most` what it never exceeds. The rows
    `summed` are added up where nothing but their amounts and their grounds tells them apart, those
    `late` are left out where they cancel out. `span` names the columns of the period of a right
    with a day of its own, given or in doubt; `in_doubt` says of what is missing that a right lacks
    it, and not its payment alone.
    """

    sheet: str
    where: str
    columns: Mapping[str, Any]
    keep: Callable[[ir.Table], ir.BooleanValue] | None = None
    reads: tuple[str, ...] = ()
    cents: str = ""
    most: int = 0
    summed: bool = False
    late: bool = False
    span: tuple[str, str, str] | None = None
    in_doubt: bool = False

    def needs(self) -> Iterable[str]:
        """Yield the columns of the sheet that it reads by name."""
        yield self.where
        yield from self.reads
        for value in self.columns.values():
            if isinstance(value, From):
                yield value.name
            elif isinstance(value, Computed | MissingNames):
                yield from value.reads


@dataclass(frozen=True, slots=True)
class From:
    """A column of the sheet."""

    name: str


@dataclass(frozen=True, slots=True)
class Computed:
    """A value computed from columns of the sheet, which `reads`
    names; `ids` are all that it may be, where it is a citation.
    """

    compute: Callable[[ir.Table], ir.Value]
    reads: tuple[str, ...]
    ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class MissingNames:
    """The names of the facts whose bits are set in the column
    `mask`; `#` in a name is replaced by the number of the period.
    """

    mask: str
    names: tuple[str, ...]
    number: str | None

    @property
    def reads(self) -> tuple[str, ...]:
        """The columns of the sheet that it reads."""
        return (self.mask,) if self.number is None else (self.mask, self.number)

    def flags(self, table: ir.Table) -> list[tuple[str, ir.BooleanValue]]:
        """Return whether each fact that a case can give is missing."""
        bits: dict[str, int] = {}  # a fact of the element is also one of all the elements
        for rank, name in enumerate(self.names):
            if name not in ENGINE_FACTS:
                bits[name] = bits.get(name, 0) | (1 << rank)
        return [
            (name, ((table[self.mask] & own) != 0).fill_null(False)) for name, own in bits.items()
        ]

    @staticmethod
    def written(name: str, number: str | None, table: ir.Table) -> ir.StringValue:
        """Return a name after a space."""
        if "#" not in name or number is None:
            return ibis.literal(f" {name}")
        head, _, tail = name.partition(".#")
        return (
            ibis.literal(f" {head}")
            + ("." + table[number].cast("string")).fill_null("")
            + ibis.literal(tail)
        )

    def compute(self, table: ir.Table) -> ir.StringValue:
        """Return the names that are missing, separated by spaces; null where none is."""
        text: ir.StringValue = ibis.literal("")
        for name, flag in self.flags(table):
            text = text + ibis.ifelse(
                flag, self.written(name, self.number, table), ibis.literal("")
            )
        return text.strip().nullif("")


Source: TypeAlias = "Scalar | From | Computed | MissingNames | None"
"""Where a column of the answer finds its value: a constant, a column of the sheet, or what is
computed from some; None where it has none."""


@dataclass(slots=True)
class Citations:
    """The dictionary of citations: an id for each distinct list of provisions in their versions."""

    offsets: int = 0
    lists: dict[int, tuple[Enacted, ...]] = field(default_factory=dict)
    together: dict[tuple[int, ...], int] = field(default_factory=dict)
    bases: dict[int, Basis] = field(default_factory=dict)

    def block(self, lists: Sequence[tuple[Enacted, ...]]) -> int:
        """Return the id of the first of several lists, the others following."""
        first = self.offsets
        for rank, provisions in enumerate(lists):
            self.lists[first + rank] = provisions
        self.offsets += len(lists)
        return first

    def basis(self, id_: int) -> Basis:
        """Return the weakest basis of the provisions behind an id."""
        if id_ not in self.bases:
            self.bases[id_] = weakest(self.lists[id_])
        return self.bases[id_]

    def of_several(self, ids: str) -> int:
        """Return the id of all the provisions behind several ids, which a text gives."""
        distinct = tuple(sorted({int(id_) for id_ in ids.split()}))
        if len(distinct) == 1:
            return distinct[0]
        if distinct not in self.together:
            self.together[distinct] = self.block(
                [
                    tuple(
                        dict.fromkeys(
                            provision for id_ in distinct for provision in self.lists[id_]
                        )
                    )
                ]
            )
        return self.together[distinct]


@ibis.udf.scalar.builtin(name="euros", signature=(("int64",), "decimal(18, 2)"))  # type: ignore[untyped-decorator]  # the session defines it
def _euros(cents: Any) -> Any: ...


def amount_of(cents: ir.IntegerValue) -> ir.DecimalValue:
    """Return whole cents as an amount in euros, exactly."""
    return _euros(cents)


def on_table(table: ir.Table, reference: Kept | Term) -> ir.Value:
    """Return a value read from a table."""
    return table[reference.column] if isinstance(reference, Kept) else reference.expr


def reads_of(*references: Kept | Term | None) -> tuple[str, ...]:
    """Return the columns that values are read from."""
    return tuple(reference.column for reference in references if isinstance(reference, Kept))


def source(reference: Kept | Term | None) -> From | Scalar | None:
    """Return where a column of the answer finds a value: a column of the sheet, or a constant."""
    if reference is None:
        return None
    return From(reference.column) if isinstance(reference, Kept) else reference.constant


def first_of(*references: Kept | Term | None) -> Source:
    """Return where a column of the answer finds the first of two values that is known."""
    first, second = references
    if not isinstance(first, Kept):
        return source(second if first is None else first)
    return Computed(
        lambda table: (
            table[first.column]
            if second is None
            else ibis.coalesce(table[first.column], on_table(table, second))
        ),
        reads_of(first, second),
    )


def in_euros(column: str) -> Computed:
    """Return the amount in euros of a column in cents."""
    return Computed(lambda table: amount_of(table[column]), (column,))


def projected(table: ir.Table, projection: Projection, schema: Mapping[str, str]) -> ir.Table:
    """Return the rows of one projection of a sheet."""
    mark = table[projection.where]
    kept = table.filter(mark if mark.type().is_boolean() else mark.notnull())
    if projection.keep is not None:
        kept = kept.filter(projection.keep(kept))
    columns: dict[str, ir.Value] = {CASE: kept[CASE]}
    for name, kind in schema.items():
        given = projection.columns.get(name)
        columns[name] = read_in(kept, given, kind)
    values = {name: column.op() for name, column in columns.items()}
    return ops.Project(kept, values).to_expr()


_GROUNDS = ("occasion", "rule")


@dataclass(frozen=True, slots=True, eq=False)
class Sums:
    """Rows to be added up: the table that holds them, and
    the sums, each with the ids of its citations in a text.
    """

    name: str
    rows: ir.Table
    answer: ir.Table


def sums_of(
    name: str, parts: Sequence[ir.Table], schema: Mapping[str, str], *, late: bool = False
) -> Sums:
    """Return the sums of rows that only their amounts and their grounds tell apart; their occasion
    and rule are the first of them by name.
    """
    rows = union(parts)
    table = ibis.table(rows.schema(), name=name)
    keys = [CASE, *(column for column in schema if column not in ("amount", "citation", *_GROUNDS))]
    added = {
        "amount": table["amount"].sum().cast(schema["amount"]),
        "citation": table["citation"].cast("string").group_concat(" "),
    }
    added_up = table.group_by(keys).aggregate(
        **added, **{column: table[column].min() for column in _GROUNDS}
    )
    return Sums(
        name,
        rows,
        (added_up.filter(added_up["amount"] != 0) if late else added_up).select(CASE, *schema),
    )


def cited_together(batch: pa.RecordBatch, citations: Citations) -> pa.RecordBatch:
    """Return sums with the id of what their citations say together."""
    place = batch.schema.get_field_index("citation")
    texts = batch.column(place).dictionary_encode()
    ids = pa.array(
        [citations.of_several(text) for text in texts.dictionary.to_pylist()], pa.int64()
    )
    return batch.set_column(place, "citation", ids.take(texts.indices))


def columns_with_basis(schema: Mapping[str, str]) -> dict[str, str]:
    """Return the columns of an answer with that of the
    basis after that of the citation, where there is one.
    """
    columns: dict[str, str] = {}
    for name, kind in schema.items():
        columns |= {name: kind} | ({BASIS: "string"} if name == "citation" else {})
    return columns


def with_basis(batch: pa.RecordBatch, citations: Citations) -> pa.RecordBatch:
    """Return rows with the weakest basis behind what their citations name."""
    place = batch.schema.get_field_index("citation")
    if place < 0:
        return batch
    ids = batch.column(place).dictionary_encode()
    bases = pa.array([citations.basis(id_) for id_ in ids.dictionary.to_pylist()], pa.string())
    return batch.add_column(place + 1, BASIS, bases.take(ids.indices))


def read_in(table: ir.Table, given: Source, kind: str) -> ir.Value:
    """Return what a projection gives for a column of the answer, on its sheet."""
    if given is None:
        return ibis.null(kind)
    if isinstance(given, From):
        return table[given.name].cast(kind)
    if isinstance(given, Computed | MissingNames):
        return given.compute(table).cast(kind)
    return ibis.literal(given, kind)


def union(parts: Sequence[ir.Table]) -> ir.Table:
    """Return the union of tables of one schema, as a tree that is not deep."""
    if len(parts) == 1:
        return parts[0]
    return ibis.union(*parts, distinct=False)


def needed(projections: Iterable[Projection], sheet: str, extra: Iterable[str] = ()) -> list[str]:
    """Return the columns of a sheet that projections read."""
    return list(
        dict.fromkeys(
            [
                CASE,
                *extra,
                *(
                    name
                    for projection in projections
                    if projection.sheet == sheet
                    for name in projection.needs()
                ),
            ]
        )
    )
