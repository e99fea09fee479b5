"""The ledger laid wide: one row for each period of a case, a column for each line, their total, and the rules applied as bits.

What falls on no period (a sum paid once) stands on a row of the case without a period. The bits are read with a small dictionary.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import ibis
import ibis.expr.types as ir

from engine.batch import terms
from engine.batch.certainty import sure
from engine.batch.columns import CASE
from engine.batch.funding import ENTITLEMENT, MISSING
from engine.batch.ledger import Computed, MissingNames, Projection, amount_of, union
from engine.batch.plan import BASE, Plan, Stage
from engine.batch.sheet import Level, Sheet
from engine.consolidation import Enacted

TOTAL, LACKING = "total", "missing"
PERIOD: Mapping[str, tuple[str, str]] = {"period": ("p!number", "int64"), "from": ("p!start", "date"), "until": ("p!until", "date")}
"""The columns of a period, with where a sheet has them and their types."""
_BITS = 50  # a sheet of XLSX holds whole numbers up to 2**53


@dataclass(frozen=True, slots=True)
class Bit:
    """What a bit of a column says: this rule gives this line, on these provisions."""

    column: str
    bit: int
    line: str
    rule: str
    provisions: tuple[Enacted, ...]


@dataclass(slots=True, eq=False)
class Wide:
    """The wide ledger of a plan. `bits` is the dictionary of its columns of rules."""

    plan: Plan
    lines: tuple[str, ...]
    bits: list[Bit] = field(default_factory=list)
    sheets: dict[str, Stage] = field(default_factory=dict)

    def stages(self, schema: Mapping[str, str]) -> Iterator[tuple[str, list[tuple[str, ir.Table]]]]:
        """Yield the tables to be computed in order for rows with these columns, as `Plan.stages` does."""
        asked = {_held(name) for name in (*schema, TOTAL, LACKING)}
        wanted = {}
        for name, stage in self.sheets.items():
            wanted[name] = [CASE, *(one for one in stage.table.columns if one != CASE and (one in asked or not one.startswith(_held(""))))]
        return self.plan.staged(self.sheets, wanted)

    def answer(self, schema: Mapping[str, str]) -> ir.Table:
        """Return the rows with these columns, over the sheets once they are computed; a column that the plan has not is empty."""
        parts = []
        for stage in self.sheets.values():
            table = stage.table
            held = table.filter(table[_held(TOTAL)].notnull() | table[_held(LACKING)].notnull())
            columns = {name: held[_held(name)] if _held(name) in table.columns else ibis.null(kind) for name, kind in schema.items()}
            parts.append(held.select(**{CASE: held[CASE]}, **{name: columns[name].cast(kind) for name, kind in schema.items()}))
        return union(parts)


def columns_of(wides: Sequence[Wide]) -> dict[str, str]:
    """Return the columns of the rows of wide ledgers and their types, beside the id of the case."""
    lines = dict.fromkeys(line for wide in wides for line in wide.lines)
    rules = dict.fromkeys(["rules", *(bit.column for wide in wides for bit in wide.bits)])
    columns = {name: kind for name, (_, kind) in PERIOD.items()} | dict.fromkeys((*lines, TOTAL), "decimal(18, 2)")
    return columns | {LACKING: "string"} | dict.fromkeys(rules, "int64")


def _held(name: str) -> str:
    return f"w!{name}"


def lines_of(plan: Plan) -> tuple[str, ...]:
    """Return the lines that a plan may give, those of the periods first."""
    rights = [one for one in plan.projections if one.columns.get("kind") == ENTITLEMENT]
    return tuple(dict.fromkeys(one.columns["line"] for one in sorted(rights, key=lambda one: one.sheet == BASE)))


def widened(plan: Plan) -> Wide:
    """Return the wide ledger of a plan of funding."""
    wide = Wide(plan, lines_of(plan))
    for name, stage in plan.sheets.items():
        rights = [one for one in plan.projections if one.sheet == name and one.columns.get("kind") == ENTITLEMENT]
        lacking = [one for one in plan.projections if one.sheet == name and one.columns.get("kind") == MISSING]
        if not rights and not lacking and name not in plan.refusals:
            continue
        sheet = Sheet(stage.last, "w", f"{stage.last.get_name()}_wide")
        given = [_given(one, sheet.table) for one in rights]
        rules = {column: sheet.keep(flags) for column, flags in _rules(rights, given, sheet.table, wide).items()}
        lacks = sheet.keep(_lacking(lacking, sheet.table))
        sums = _sums(rights, given, sheet)
        sheet.settle()
        cents = {line: sheet.table[column] for line, column in sums.items()}
        columns: dict[str, Any] = {own: sheet.table[column] for own, (column, _) in PERIOD.items() if column in sheet.table.columns}
        columns |= {line: amount_of(one) for line, one in cents.items()} | {TOTAL: amount_of(_sum(list(cents.values())))}
        columns |= {column: sheet.table[own] for column, own in rules.items()} | {LACKING: sheet.table[lacks]}
        wide.sheets[name] = _stage(stage, sheet, columns, [column for column, _ in plan.refusals.get(name, [])])
    return wide


def _stage(stage: Stage, sheet: Sheet, columns: Mapping[str, Any], refusals: Sequence[str]) -> Stage:
    """Return a stage that goes on to the columns of the wide ledger, beside those that refuse a case."""
    level = Level(f"{sheet.name}_out", sheet.table, {_held(name): expr for name, expr in columns.items()})
    kinds = {CASE: "string"} | {name: expr.type() for name, expr in level.added.items()} | dict.fromkeys(refusals, "boolean")
    table = ibis.table(kinds, name=stage.table.get_name())
    return Stage(stage.source, (*stage.levels, *sheet.levels, level), sheet.table, table)


def _given(one: Projection, table: ir.Table) -> Any:
    """Return the cents of a right on each row, null where it is not given or falls outside what is asked."""
    cents = table[one.where]
    return cents if one.keep is None else terms.only_where(terms.certain(one.keep(table)), cents)


def _sums(rights: Sequence[Projection], given: Sequence[Any], sheet: Sheet) -> dict[str, str]:
    """Keep the cents of each line, which several rules may give on one row; return their columns."""
    by_line: dict[str, list[Any]] = {}
    for one, cents in zip(rights, given, strict=True):
        by_line.setdefault(one.columns["line"], []).append(cents)
    return {line: sheet.keep(_sum(cents)) for line, cents in by_line.items()}


def _sum(cents: Sequence[Any]) -> Any:
    """Return the sum of what is given, null where nothing is."""
    if not cents:
        return ibis.null("int64")
    if len(cents) == 1:
        return cents[0]
    found: Any = None
    for one in cents:
        part = one if sure(one) else one.fill_null(0)
        found = part if found is None else found + part
    return found if any(sure(one) for one in cents) else terms.only_where(ibis.coalesce(*cents).notnull(), found)


def _rules(rights: Sequence[Projection], given: Sequence[Any], table: ir.Table, wide: Wide) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for one, cents in zip(rights, given, strict=True):
        cited = one.columns["citation"]
        ids = cited.ids if isinstance(cited, Computed) else (cited,)
        for provisions, own in _alike(ids, wide.plan).items():
            rank = len(wide.bits)
            column, bit = f"rules_{rank // _BITS + 1}" if rank >= _BITS else "rules", rank % _BITS
            wide.bits.append(Bit(column, bit, one.columns["line"], one.columns["rule"], provisions))
            here: Any = cents.notnull()
            if len(own) < len(ids):
                here = here & cited.compute(table).isin(own)
            flag = here.cast("int64") * (1 << bit)
            found[column] = flag if column not in found else found[column] + flag
    return found


def _alike(ids: Sequence[int], plan: Plan) -> dict[tuple[Enacted, ...], list[int]]:
    """Return the citations behind ids, each with the ids that stand for it."""
    found: dict[tuple[Enacted, ...], list[int]] = {}
    for id_ in ids:
        found.setdefault(plan.citations.lists[id_], []).append(id_)
    return found


def _lacking(projections: Iterable[Projection], table: ir.Table) -> Any:
    """Return the names, once each, of the facts without which something of a row is undecided; null where there is none."""
    flags: dict[tuple[str, str | None], list[Any]] = {}
    marks = []
    for one in projections:
        written = one.columns["missing"]
        assert isinstance(written, MissingNames)  # rows of this kind hold nothing else
        marks.append(table[written.mask])
        for name, flag in written.flags(table):
            flags.setdefault((name, written.number), []).append(flag)
    found: Any = None
    for (name, number), own in flags.items():
        piece = ibis.ifelse(terms.as_column(terms.any_of(own)), MissingNames.written(name, number, table), ibis.literal(""))
        found = piece if found is None else found + piece
    return ibis.null("string") if found is None else terms.only_where(ibis.coalesce(*marks).notnull(), found.strip().nullif(""))
