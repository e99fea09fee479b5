"""The ledger laid wide: one row for each period of a case, a column for each line, their total,
what adjustments bring, and the rules applied as bits.

A right with a day of its own, given or in doubt, is on the row of the period in which that day
lies, as in the ledger; what lies in no period is on a row of the case without a period. The bits
are read with a small dictionary.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import ibis
import ibis.expr.types as ir
from ibis.expr import operations as ops

from engine.law.consolidation import Enacted
from engine.reasoning.rights import ADJUSTMENT
from engine.tables.columns import CASE
from engine.tables.compile.adjusted import Adjusted, adjusted, adjusted_columns
from engine.tables.compile.conditional import CONDITIONAL
from engine.tables.compile.entitlements import ENTITLEMENT, MISSING
from engine.tables.compile.plan import BASE, Plan, PlannedTable
from engine.tables.compile.rows import Computed, MissingNames, Projection, amount_of, union
from engine.tables.passes.hoist import read_from
from engine.tables.terms import integers, terms
from engine.tables.terms.levels import Level, Sheet

TOTAL, COMPLETE, MISSING_NAMES, GIVEN = "total", "complete", "missing", "given!"
PERIOD: Mapping[str, str] = {"period": "int64", "from": "date", "until": "date"}
"""The columns of a period."""
Span: TypeAlias = tuple[str, ...]
_Given: TypeAlias = tuple[terms.Truth, ir.IntegerColumn]
"""Where a right is given, and its cents."""
_PREFIX, _DOUBT = "w!", "doubt!"
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
    """The wide ledger of a plan. `bits` is the dictionary of its columns of rules.

    On the sheets an amount is 0 where no rule gives it: the bits of the rules tell or, when they
    are not asked for, a bit for each line.
    """

    plan: Plan
    lines: tuple[str, ...]
    adjusted: Adjusted
    bits: list[Bit] = field(default_factory=list)
    sheets: dict[str, PlannedTable] = field(default_factory=dict)
    groups: dict[str, list[str]] = field(default_factory=dict)

    def stages(self, schema: Mapping[str, str]) -> Iterator[tuple[str, list[tuple[str, ir.Table]]]]:
        """Yield the tables to be computed in order for rows
        with these columns, as `Plan.stages` does.
        """
        names = (*schema, *self._marks(schema).get(TOTAL, ()), _DOUBT)
        wanted = {}
        for sheet, stage in self.sheets.items():
            asked = {_column_of(name, group) for name in names for group in self.groups[sheet]}
            wanted[sheet] = [
                CASE,
                *(
                    name
                    for name in stage.table.columns
                    if name in asked or not (name == CASE or name.startswith(_PREFIX))
                ),
            ]
        yield from self.plan.staged(self.sheets, wanted)
        yield from self.adjusted.stages()

    def answer(self, schema: Mapping[str, str]) -> ir.Table:
        """Return the rows with these columns, over the sheets once
        they are computed; a column that the plan has not is empty.

        There is a row where something is given or, when that is asked, where a fact is missing or a
        right in doubt; the rows of a case follow its periods.
        """
        marks = self._marks(schema)
        parts = [
            _rows_of(stage.table, group, schema, marks)
            for sheet, stage in self.sheets.items()
            for group in self.groups[sheet]
        ]
        if self.adjusted.parts:
            parts.append(self.adjusted.answer(schema))
        # Several sheets, or groups of one sheet, may each have a row for the same period of a
        # case; those of a single group are one a period as they are, and are not grouped again.
        several = len(self.sheets) > 1 or len(parts) > 1 or bool(self.adjusted.parts)
        rows = _of_each_period(union(parts), schema) if several else union(parts)
        return rows.order_by(
            [rows[name] for name in (CASE, "period") if name == CASE or name in schema]
        )

    def _marks(self, schema: Mapping[str, str]) -> dict[str, dict[str, int]]:
        """Return the bits of which one is set where a line is given, by
        the column that has them; those of the total are all of them.
        """
        # The bits of the rules tell it already; those of the lines are read in their place where
        # the answer leaves out one of the columns of rules.
        marks = [(bit.line, bit.column, bit.bit) for bit in self.bits]
        if any(column not in schema for _, column, _ in marks):
            marks = [(line, *_place(GIVEN, rank)) for rank, line in enumerate(self.lines)]
        bits_of: dict[str, dict[str, int]] = {}
        for line, column, bit in marks:
            for name in (line, TOTAL):
                own = bits_of.setdefault(name, {})
                own[column] = own.get(column, 0) | 1 << bit
        return bits_of


def _place(name: str, rank: int) -> tuple[str, int]:
    """Return the column that holds a bit, among those of that name, and its place there."""
    return f"{name}_{rank // _BITS + 1}" if rank >= _BITS else name, rank % _BITS


def _rows_of(
    table: ir.Table, group: str, schema: Mapping[str, str], marks: Mapping[str, Mapping[str, int]]
) -> ir.Table:
    """Return the rows of a group of columns of a sheet, in the columns of the answer."""

    def where(column: str, name: str) -> ir.Column | None:
        own = _column_of(name, group)
        return table[own] if column in schema and own in table.columns else None

    missing, doubted = where(MISSING_NAMES, MISSING_NAMES), where(COMPLETE, _DOUBT)
    shown = table.filter(
        terms.as_column(
            terms.any_of(
                [
                    _is_marked(table, marks.get(TOTAL, {}), group),
                    False if missing is None else missing.notnull(),
                    False if doubted is None else doubted,
                ]
            )
        )
    )
    columns = {
        name: _out(shown, name, kind, marks, group).cast(kind) for name, kind in schema.items()
    }
    return shown.select(**{CASE: shown[CASE]}, **columns)


def _of_each_period(rows: ir.Table, schema: Mapping[str, str]) -> ir.Table:
    """Return one row for each period of a case, with what several rows hold."""
    keys = [CASE, *(name for name in PERIOD if name in schema)]
    added: dict[str, ir.Value] = {}
    for name, kind in schema.items():
        if name == MISSING_NAMES:
            added[name] = _once_each(rows[name])
        elif name == CONDITIONAL:
            added[name] = rows[name].max()  # it is added to the rows once they are put together
        elif name == COMPLETE:
            added[name] = rows[name].all()
        elif name not in keys:
            added[name] = (
                rows[name].sum().cast(kind) if kind.startswith("decimal") else rows[name].bit_or()
            )
    return rows.group_by(keys).aggregate(**added).select(CASE, *schema)


def _once_each(names: ir.StringColumn) -> ir.StringValue:
    """Return the names that some rows hold, once each: as one row
    says them, in order of the alphabet where several say others.
    """
    several = names.group_concat(" ").split(" ").unique().sort()
    return ibis.ifelse(names.min() == names.max(), names.max(), several.join(" "))


def _is_marked(table: ir.Table, bits: Mapping[str, int], group: str) -> terms.Truth:
    """Return whether one of some bits is set on a row."""
    return terms.any_of(
        [
            (table[_column_of(name, group)] & mask) != 0
            for name, mask in bits.items()
            if _column_of(name, group) in table.columns
        ]
    )


def _out(
    table: ir.Table, name: str, kind: str, marks: Mapping[str, Mapping[str, int]], group: str
) -> ir.Value:
    """Return a column of the answer: amounts are cents on the sheet, and euros here, where they
    are given.
    """
    if _column_of(name, group) not in table.columns:
        return ibis.null(kind)
    column = table[_column_of(name, group)]
    return (
        amount_of(terms.only_where(_is_marked(table, marks[name], group), column))
        if kind.startswith("decimal")
        else column
    )


def columns_of(wides: Sequence[Wide]) -> dict[str, str]:
    """Return the columns of the rows of wide ledgers and their types, beside the id of the case."""
    lines = dict.fromkeys(line for wide in wides for line in wide.lines)
    rules = dict.fromkeys(["rules", *(bit.column for wide in wides for bit in wide.bits)])
    columns = (
        dict(PERIOD) | dict.fromkeys((*lines, TOTAL), "decimal(18, 2)") | {COMPLETE: "boolean"}
    )
    columns |= adjusted_columns([wide.adjusted for wide in wides])
    return (
        columns
        | dict.fromkeys((MISSING_NAMES, CONDITIONAL), "string")
        | dict.fromkeys(rules, "int64")
    )


def lines_on(columns: Mapping[str, str]) -> list[str]:
    """Return the columns of the lines among those of the rows of a wide ledger."""
    sums = (name for name, kind in columns.items() if kind.startswith("decimal") and name != TOTAL)
    return [name for name in sums if name != ADJUSTMENT and not name.startswith(f"{ADJUSTMENT}.")]


def _column_of(name: str, group: str = "") -> str:
    return f"{_PREFIX}{group}{name}"


def lines_of(plan: Plan) -> tuple[str, ...]:
    """Return the lines that a plan may give, those of the periods first."""
    rights = [right for right in plan.projections if right.columns.get("kind") == ENTITLEMENT]
    return tuple(
        dict.fromkeys(
            right.columns["line"] for right in sorted(rights, key=lambda right: right.sheet == BASE)
        )
    )


def widened(plan: Plan) -> Wide:
    """Return the wide ledger of a plan of funding."""
    wide = Wide(plan, lines_of(plan), adjusted(plan))
    for name, stage in plan.sheets.items():
        rows = [
            row
            for kind in (ENTITLEMENT, MISSING)
            for row in plan.projections
            if row.sheet == name and row.columns.get("kind") == kind
        ]
        refused = (refusal.column for refusal in plan.refusals.get(name, []))
        read = [*refused, *wide.adjusted.needs(name)]
        if rows or read:
            _widen(wide, name, stage, rows, read)
    return wide


def _widen(
    wide: Wide, name: str, stage: PlannedTable, rows: Sequence[Projection], read: Sequence[str]
) -> None:
    """Add to a wide ledger what a sheet of its plan gives and lacks."""
    plan = wide.plan
    sheet = Sheet(
        stage.last, "w", f"{stage.last.get_name()}_wide", plan.passes.rewriter(stage.definitions)
    )
    groups = _groups(rows) if name == BASE else {("p!number", "p!start", "p!until"): ("", [*rows])}
    undated = terms.any_of([_there(row, sheet.table) for row in _undated(plan)])
    kept_groups: list[tuple[Span, str, _Group]] = []
    for span, (group, own) in groups.items():
        kept = _group_on(own, sheet, wide)
        doubt = terms.certain(
            terms.any_of([_there(row, sheet.table) for row in own if row.in_doubt])
        )
        kept.doubts = sheet.keep(terms.as_column(doubt))
        # A sum may lack something wherever a right of the period is in doubt, but also on every
        # period of a case with an occasion without a day, which might lie in any of them; and
        # everywhere while the law itself hangs on an unknown day of effect.
        incomplete = terms.certain(terms.any_of([doubt, undated, plan.otherwise is not None]))
        kept.incomplete = sheet.keep(terms.as_column(incomplete))
        kept_groups.append((span, group, kept))
    sheet.add_level()
    columns = {
        f"{group}{column}": expr
        for span, group, kept in kept_groups
        for column, expr in _columns_on(sheet.table, span, kept).items()
    }
    wide.groups[name] = [group for group, _ in groups.values()]
    wide.sheets[name] = _stage(stage, sheet, columns, read)


def _undated(plan: Plan) -> list[Projection]:
    """Return what leaves an occasion without a day: any period may lack what is concluded there."""
    return [
        row
        for row in plan.projections
        if row.columns.get("kind") == MISSING and not row.columns.get("rule")
    ]


def _there(row: Projection, table: ir.Table) -> terms.Truth:
    """Return where a projection has a row."""
    mark = table[row.where]
    marked = mark if mark.type().is_boolean() else terms.present(mark)
    return terms.all_of([marked, True if row.keep is None else terms.certain(row.keep(table))])


def _groups(rows: Sequence[Projection]) -> dict[Span, tuple[str, list[Projection]]]:
    """Return what the rows of the cases give and lack by the columns of the period in which their
    day lies, under the mark of the group.
    """
    groups: dict[Span, tuple[str, list[Projection]]] = {(): ("", [])}
    for row in rows:
        groups.setdefault(row.span or (), (f"{len(groups)}!", []))[1].append(row)
    return groups


@dataclass(slots=True, eq=False)
class _Group:
    """The columns of the rights of one period: bits, sums with what they never exceed,
    what is missing ("" for nothing); where one of them is in doubt, and where their sum may not be
    all of it.
    """

    bits: Mapping[str, str]
    sums: Mapping[str, tuple[str, int]]
    missing: str
    doubts: str = ""
    incomplete: str = ""


def _group_on(rows: Sequence[Projection], sheet: Sheet, wide: Wide) -> _Group:
    rights = [row for row in rows if row.columns["kind"] == ENTITLEMENT]
    in_doubt = [row for row in rows if row.columns["kind"] == MISSING]
    given = [_given(right, sheet.table) for right in rights]
    flags = _rules(rights, given, sheet.table, wide) | _lines(rights, given, wide)
    bits = {column: sheet.keep(own) for column, own in flags.items()}
    missing = sheet.keep(_missing_names(in_doubt, sheet.table)) if in_doubt else ""
    return _Group(bits, _sums(rights, given, sheet), missing)


def _columns_on(table: ir.Table, span: Span, kept: _Group) -> dict[str, ir.Value]:
    columns: dict[str, ir.Value] = {
        own: table[column]
        for own, column in zip(PERIOD, span, strict=False)
        if column in table.columns
    }
    columns |= {line: table[column] for line, (column, _) in kept.sums.items()}
    if kept.sums:
        columns[TOTAL] = _sum(
            [columns[line] for line in kept.sums], sum(most for _, most in kept.sums.values())
        )
    columns |= {_DOUBT: table[kept.doubts], COMPLETE: ~table[kept.incomplete]}
    return (
        columns
        | {column: table[own] for column, own in kept.bits.items()}
        | ({MISSING_NAMES: table[kept.missing]} if kept.missing else {})
    )


def _stage(
    stage: PlannedTable, sheet: Sheet, columns: Mapping[str, ir.Value], read: Sequence[str]
) -> PlannedTable:
    """Return a stage that goes on to the columns of the wide
    ledger, beside those of the plan that are read as they are.
    """
    level = Level(
        f"{sheet.name}_out", sheet.table, {_column_of(name): expr for name, expr in columns.items()}
    )
    kinds = {name: sheet.table[name].type() for name in dict.fromkeys((CASE, *read))}
    kinds |= {name: expr.type() for name, expr in level.added.items()}
    table = ibis.table(kinds, name=stage.table.get_name())
    levels, made_of = (*stage.levels, *sheet.levels, level), sheet.rewriter.definitions
    return PlannedTable(stage.source, levels, sheet.table, table, made_of)


def _given(right: Projection, table: ir.Table) -> _Given:
    """Return where a right is given and falls within what is asked, and its cents, 0 elsewhere."""
    mark = table[right.where]
    given: terms.Truth = mark if mark.type().is_boolean() else True
    if right.keep is None:
        return given, table[right.cents]
    given = terms.all_of([given, terms.certain(right.keep(table))])
    return given, terms.or_nothing(given, table[right.cents])


def _sums(
    rights: Sequence[Projection],
    given: Sequence[_Given],
    sheet: Sheet,
) -> dict[str, tuple[str, int]]:
    """Keep the cents of each line, which several rules may give
    on one row; return their columns, and what they never exceed.
    """
    by_line: dict[str, list[tuple[ir.IntegerColumn, int]]] = {}
    for right, (_, cents) in zip(rights, given, strict=True):
        by_line.setdefault(right.columns["line"], []).append((cents, right.most))
    sums = {}
    for line, parts in by_line.items():
        most = sum(most for _, most in parts)
        sums[line] = (
            sheet.keep(_sum_together([cents for cents, _ in parts], most, sheet)),
            most,
        )
    return sums


def _sum_together(cents: Sequence[ir.IntegerColumn], most: int, sheet: Sheet) -> ir.IntegerValue:
    """Return the sum of amounts; those that are 0 but under one condition are summed under it."""
    # Each amount is "the cents where the rule applies, else 0". The lines of one occasion mostly
    # share that condition: it is asked once of their sum. What an amount is made of is looked up
    # one level below, and used where all its columns are still there.
    table, made_of = sheet.table, sheet.rewriter.definitions
    groups: dict[ops.Value, list[tuple[ir.IntegerColumn, ops.Value | None]]] = {}
    for part in cents:
        match made_of.get(part.get_name()):
            case ops.IfElse(where, amount, ops.Literal(0)) as node if all(
                field.name in table.columns for field in node.find(ops.Field)
            ):
                groups.setdefault(read_from(where, table).op(), []).append((part, amount))
            case _:
                groups.setdefault(part.op(), []).append((part, None))
    sums = []
    for where, own in groups.items():
        together = len(own) > 1 and all(amount is not None for _, amount in own)
        parts = [read_from(amount, table) if together else part for part, amount in own]
        sums.append(
            terms.or_nothing(where.to_expr(), _sum(parts, most)) if together else _sum(parts, most)
        )
    return _sum(sums, most)


def _lines(
    rights: Sequence[Projection], given: Sequence[_Given], wide: Wide
) -> dict[str, ir.IntegerValue]:
    """Return the columns of bits that tell which lines are given."""
    # The amounts of a sheet are 0 where nothing is given: that a line is given, of nothing perhaps,
    # is said by its bit.
    bits: dict[str, dict[ops.Value, int]] = {}
    for rank, line in enumerate(wide.lines):
        truths = [
            truth
            for right, (truth, _) in zip(rights, given, strict=True)
            if right.columns["line"] == line
        ]
        if truths:
            column, bit = _place(GIVEN, rank)
            _set(bits.setdefault(column, {}), terms.any_of(truths), bit)
    return {column: _flags(own) for column, own in bits.items()}


def _set(bits: dict[ops.Value, int], truth: terms.Truth, bit: int) -> None:
    """Set a bit where a condition is true, in one mask with the other bits of that condition."""
    node = terms.as_column(terms.certain(truth)).op()  # equal conditions are one node
    bits[node] = bits.get(node, 0) + (1 << bit)


def _flags(bits: Mapping[ops.Value, int]) -> ir.IntegerValue:
    """Return a column of bits, each group set under its condition."""
    return _sum(
        [terms.or_nothing(node.to_expr(), integers.literal(mask)) for node, mask in bits.items()],
        sum(bits.values()),
    )


def _sum(cents: Sequence[ir.IntegerValue], most: int) -> ir.IntegerValue:
    """Return the sum of whole numbers, which never exceeds `most`."""
    total: ir.IntegerValue = integers.within(cents[0], most) if cents else ibis.null("int64")
    for part in cents[1:]:
        total = integers.within(total + integers.within(part, most), most)
    return total


def _rules(
    rights: Sequence[Projection],
    given: Sequence[_Given],
    table: ir.Table,
    wide: Wide,
) -> dict[str, ir.IntegerValue]:
    """Return the columns of bits; those of one condition are set at once."""
    bits: dict[str, dict[ops.Value, int]] = {}
    for right, (truth, _) in zip(rights, given, strict=True):
        cited = right.columns["citation"]
        ids = cited.ids if isinstance(cited, Computed) else (cited,)
        # One bit for each list of provisions that the rule may rest on, whichever id it has.
        for provisions, own in _alike(ids, wide.plan).items():
            column, bit = _place("rules", len(wide.bits))
            wide.bits.append(
                Bit(column, bit, right.columns["line"], right.columns["rule"], provisions)
            )
            here = (
                truth
                if len(own) == len(ids)
                else terms.all_of([truth, _is_one(cited.compute(table), own)])
            )
            _set(bits.setdefault(column, {}), here, bit)
    return {column: _flags(own) for column, own in bits.items()}


def _is_one(ids: ir.Value, own: Sequence[int]) -> ir.BooleanValue:
    return ids == own[0] if len(own) == 1 else ids.isin(own)


def _alike(ids: Sequence[int], plan: Plan) -> dict[tuple[Enacted, ...], list[int]]:
    """Return the citations behind ids, each with its ids: the same provisions may have several."""
    alike: dict[tuple[Enacted, ...], list[int]] = {}
    for id_ in ids:
        alike.setdefault(plan.citations.lists[id_], []).append(id_)
    return alike


def _missing_names(projections: Iterable[Projection], table: ir.Table) -> ir.StringValue:
    """Return the names, once each, of the facts without which
    something of a row is undecided; null where there is none.
    """
    flags: dict[tuple[str, str | None], list[ir.BooleanValue]] = {}
    marks = []
    for row in projections:
        written = row.columns["missing"]
        assert isinstance(written, MissingNames)  # rows of this kind hold nothing else
        marks.append(table[written.mask])
        for name, flag in written.flags(table):
            flags.setdefault((name, written.number), []).append(flag)
    text: ir.StringValue | None = None
    for (name, number), own in flags.items():
        piece = ibis.ifelse(
            terms.as_column(terms.any_of(own)),
            MissingNames.written(name, number, table),
            ibis.literal(""),
        )
        text = piece if text is None else text + piece
    return (
        ibis.null("string")
        if text is None
        else terms.only_where(ibis.coalesce(*marks).notnull(), text.strip().nullif(""))
    )
