"""What the tables of the law say: a cell of rows and columns, or the class of a bracket."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from math import ceil, floor
from typing import TYPE_CHECKING, Any

from engine.diagnostics.bilingual import all_of, sentence
from engine.language.bands import band_of
from engine.language.forms.literal import Literally
from engine.language.kinds import NUMBER, is_whole, kind_of
from engine.language.spellings import example, ref, written
from engine.language.templates import filled, placeholders
from engine.language.values import Compute, Fault, Lookup, Need, Scalar, Value, View

if TYPE_CHECKING:
    from engine.language.asked import (
        Calculation,
        ColumnWriter,
        File,
        Ground,
        NameChecker,
        T,
        Types,
        ValueSpeaker,
    )
    from engine.language.model import Word

TABLE = "table:"
"""How the name of what a table does not hold begins."""


def table_name(address: str) -> str:
    """Return the name of what is unknown where a table does not hold it."""
    return f"{TABLE}{address.replace(' ', '_')}"


class TableCell(Value, frozen=True):
    """A cell of a table of the law in force: `row` may hold `{fact}` placeholders."""

    table: str
    row: str
    column: Value
    by: Value | None = None
    """The value that names the row, in place of `row`."""

    keys = ("table",)
    schemas = (
        written(
            {
                "table": ref("address"),
                "row": {
                    "anyOf": [
                        {
                            "type": "string",
                            "description": "Nom de la ligne ; {fait} y est remplacé / "
                            "Name of the row; {fact} is replaced in it",
                        },
                        ref("value", "La valeur qui nomme la ligne / The value that names the row"),
                    ]
                },
                "column": ref("value"),
            },
            None,
            [{"table": "accord/8/amounts", "row": "operating", "column": {"fact": "club.size"}}],
        ),
    )
    page = (
        example(
            '{table: agreement/8/amounts, row: "tasks.{task}.fixed", column: {fact: town.size}}'
        ),
        example(
            "{table: agreement/8/grid, row: {fact: town.zone}, "
            "column: {bracket: {fact: club.members}, in: agreement/7.1/sizes}}",
            "the row named by a value",
        ),
    )
    sketches = (
        ("a number", {"table": "<table>", "row": "<row>", "column": "<column>"}),
        (
            "a number",
            {
                "table": "<grid>",
                "row": {"bracket": "<a number>", "in": "<brackets of words>"},
                "column": "<column>",
            },
        ),
        ("a number", {"table": "<grid>", "row": "<fact: a word>", "column": "<column>"}),
        ("a whole number", {"table": "<table>", "row": "base", "column": "<a whole number>"}),
    )
    of_a_case = True

    @classmethod
    def read(cls, file: File, key: str, node: Mapping[str, Any], at: Any) -> Value:
        """Return `{table: address, row: name, column: value}`."""
        parts = file.entries(node, at, ("table", "row", "column"))
        table, column = file.text_at(parts, at, "table"), file.value_at(parts, at, "column")
        if isinstance(parts.get("row"), dict):
            return TableCell(table, "", column, file.value_at(parts, at, "row"))
        return TableCell(table, file.text_at(parts, at, "row"), column)

    def children(self, ground: Ground | None = None) -> tuple[Value, ...]:
        """Return the column, and the value that names the row."""
        return (self.column,) if self.by is None else (self.by, self.column)

    def names(self) -> tuple[str, ...]:
        """Return the facts that name the row."""
        return placeholders(self.row)

    def templates(self) -> tuple[str, ...]:
        """Return the name of the row."""
        return (self.row,) if self.by is None else ()

    def tables(self) -> tuple[str, ...]:
        """Return the table."""
        return (self.table,)

    def lookup(self) -> Lookup | None:
        """The table may be without that row or that column."""
        facts = placeholders(self.row) if self.by is None else self.by.facts_read()
        return Lookup(table_name(self.table), self.column, facts)

    def row_in(self, view: View, ground: Ground) -> str:
        """Return the name of the row for the facts of an occasion."""
        return (
            filled(self.row, view)
            if self.by is None
            else _row_named(self.by.compiled(ground)(view))
        )

    def compiled(self, ground: Ground) -> Compute:
        """Return the cell of the row and the column."""
        table, row, column = ground.table(self.table), self.row, self.column.compiled(ground)
        if table is None:
            return lambda _: None
        rows = table.rows
        rank = {name: position for position, name in enumerate(table.columns)}
        named = None if self.by is None else self.by.compiled(ground)

        def look_up(view: View) -> Decimal | None:
            name = filled(row, view) if named is None else _row_named(named(view))
            cells, position = rows.get(name), rank.get(column(view))
            return None if cells is None or position is None else cells[position]

        return look_up

    def cell_read(self, ground: Ground) -> Callable[[View], str | None]:
        """Return the row and the column, `fixed, 2`, where the table has such a cell."""
        column, cell = self.column.compiled(ground), self.compiled(ground)
        by = None if self.by is None else self.by.compiled(ground)

        def named(view: View) -> str | None:
            if cell(view) is None:
                return None
            row = filled(self.row, view) if by is None else _row_named(by(view))
            return f"{row}, {column(view)}"

        return named

    def term(self, plan: ColumnWriter[T]) -> T | None:
        """Return the cell that each case picks."""
        column = plan.term(self.column)
        if self.by is None:
            return plan.cell(self.table, self.row, column)
        by = plan.term(self.by)
        return None if by is None else plan.cell_by(self.table, by, column)

    def kinds(self, types: Types) -> frozenset[str]:
        """Cells are numbers."""
        return frozenset({NUMBER})

    def is_whole(self, types: Types) -> bool:
        """Whether all the cells of the table are whole numbers."""
        return all(map(is_whole, types.cells(self.table)))

    def faults(self, types: Types) -> Iterator[Need | Fault]:
        """The column is of the kind of the columns of the table."""
        for kind in sorted(types.column_kinds(self.table))[:1]:
            yield Need(self.column, kind, sentence("a column of `{table}`", table=self.table))
        columns = frozenset(map(_row_named, types.columns(self.table)))
        given = frozenset() if isinstance(self.column, Literally) else _may_be(self.column, types)
        if columns and given and not columns & given:
            message = sentence(
                "no column of `{table}` is a value that may name it: {values}.",
                table=self.table,
                values=all_of(f"`{value}`" for value in sorted(given)),
            )
            hint = sentence(
                "its columns: {columns}.", columns=all_of(f"`{one}`" for one in sorted(columns))
            )
            yield Fault("ACC262", message, hint, self.token())
        if self.by is not None:
            yield from self._faults_of_row(self.by, types)

    def _faults_of_row(self, by: Value, types: Types) -> Iterator[Fault]:
        """What names the row gives one of the table, where all that it may be is known."""
        if by.kinds(types) == {NUMBER} and not by.is_whole(types):
            message = sentence(
                "the row of `{table}` is named by a number that may have decimals.",
                table=self.table,
            )
            hint = sentence("name rows with words, whole numbers or dates.")
            yield Fault("ACC262", message, hint, self.token())
            return
        rows, may_be = frozenset(types.rows(self.table)), _may_be(by, types)
        for name in sorted(may_be - rows) if rows else ():
            message = sentence(
                "no row `{row}` in `{table}`, which the value that names the row may be.",
                row=name,
                table=self.table,
            )
            hint = sentence("add that row to the table.")
            yield Fault("ACC262", message, hint, self.token())

    def token(self) -> str:
        """Return the table."""
        return self.table

    def takes_away(self) -> bool:
        """What a table gives adds to a sum."""
        return False

    def references(self, names: NameChecker[T]) -> Iterator[T]:
        """Yield what is wrong with its table, row or column."""
        # Which rows a value may name is for `faults`; here the table and the column are looked at.
        return names.cell(self.table, self.row if self.by is None else "{row}", self.column)

    def said(self, speaker: ValueSpeaker, word: Word | None) -> str:
        """Return « le montant … (barème, art. 8) selon la taille »."""
        written_out = isinstance(self.column, Literally)
        by = speaker.of(("colonne {}", "column {}") if written_out else ("selon {}", "by {}"))
        money = speaker.is_of_money(self.table)
        what = ("le montant {}", "the amount {}") if money else ("la valeur {}", "the value {}")
        template = speaker.of(what) + speaker.of((" (barème, {}) {}", " (table, {}) {}"))
        column = by.format(speaker.value(self.column))
        if self.by is not None:
            rows = speaker.of(("selon {}", "by {}")).format(speaker.value(self.by))
            joined = column.removeprefix(speaker.of(("selon ", "by ")))
            whole = f"{rows} {speaker.of(('et', 'and'))} {joined}"
            by_both = speaker.of(("{} du barème ({}) {}", "{} of the table ({}) {}"))
            plain = ("le montant", "the amount") if money else ("la valeur", "the value")
            return by_both.format(speaker.of(plain), speaker.article(self.table), whole)
        return template.format(speaker.row(self.row), speaker.article(self.table), column)

    def shown(self, value: Any, sums: Calculation) -> str:
        """Return the figure with the unit of its table."""
        table = sums.ground.table(self.table)
        return sums.number(value, table.unit if table else "")


def _row_named(value: Any) -> str:
    """Return the name of a row as a table writes it: `2` for the number 2."""
    return str(int(value)) if is_whole(value) else str(value)


def _may_be(value: Value, types: Types) -> frozenset[str]:
    """Return the names that a value may give to a row, none where they are not all known."""
    scalars = value.scalars(types)
    if scalars is None:
        return value.words(types)
    return frozenset(map(_row_named, scalars))


class Bracket(Value, frozen=True):
    """The class into which a value falls in a table of brackets."""

    value: Value
    table: str

    keys = ("bracket",)
    schemas = (
        written(
            {"bracket": ref("value"), "in": ref("address")},
            None,
            [{"bracket": {"fact": "club.members"}, "in": "accord/7.1/sizes"}],
        ),
    )
    page = ("{bracket: {fact: town.population}, in: agreement/7.1/sizes}",)
    sketches = (
        ("a number", {"bracket": "<a number>", "in": "<brackets>"}),
        ("a whole number", {"bracket": "<a whole number>", "in": "<brackets>"}),
        ("a word", {"bracket": "<a number>", "in": "<brackets of words>"}),
    )
    of_a_case = True

    @classmethod
    def read(cls, file: File, key: str, node: Mapping[str, Any], at: Any) -> Value:
        """Return `{bracket: value, in: address}`."""
        parts = file.entries(node, at, ("bracket", "in"))
        return Bracket(file.value_at(parts, at, "bracket"), file.text_at(parts, at, "in"))

    def children(self, ground: Ground | None = None) -> tuple[Value, ...]:
        """Return what is classified."""
        return (self.value,)

    def names(self) -> tuple[str, ...]:
        """It reads no fact by itself."""
        return ()

    def tables(self) -> tuple[str, ...]:
        """Return the table."""
        return (self.table,)

    def lookup(self) -> Lookup | None:
        """The table may not be in force; where it is, every number has its class."""
        return Lookup(table_name(self.table), self.value, total=True)

    def compiled(self, ground: Ground) -> Compute:
        """Return the first class whose limit lies beyond the value."""
        table, inner = ground.table(self.table), self.value.compiled(ground)

        def classify(view: View) -> Any:
            read = inner(view)
            if read is None or table is None:
                return None
            return band_of(read, table.brackets)

        return classify

    def cell_read(self, ground: Ground) -> Callable[[View], str | None]:
        """Return the class, where there is one."""
        classify = self.compiled(ground)

        def named(view: View) -> str | None:
            read = classify(view)
            return None if read is None else str(read)

        return named

    def term(self, plan: ColumnWriter[T]) -> T | None:
        """Return the class that each case falls into."""
        return plan.bracket(self.table, plan.term(self.value))

    def kinds(self, types: Types) -> frozenset[str]:
        """Return the kinds of the classes."""
        return frozenset(map(kind_of, types.classes(self.table)))

    def is_whole(self, types: Types) -> bool:
        """Whether all the classes are whole numbers."""
        return all(map(is_whole, types.classes(self.table)))

    def words(self, types: Types) -> frozenset[str]:
        """Return the classes that are words."""
        return frozenset(name for name in types.classes(self.table) if isinstance(name, str))

    def scalars(self, types: Types) -> frozenset[Scalar] | None:
        """Return the classes."""
        return frozenset(types.classes(self.table))

    def faults(self, types: Types) -> Iterator[Need | Fault]:
        """A number is classified."""
        yield Need(self.value, NUMBER, "`bracket`")

    def token(self) -> str:
        """It has no word of its own."""
        return ""

    def takes_away(self) -> bool:
        """What a table gives adds to a sum."""
        return False

    def references(self, names: NameChecker[T]) -> Iterator[T]:
        """Yield what is wrong with its table."""
        return names.brackets(self.table)

    def limits(self, name: str, ground: Ground) -> Iterable[int]:
        """Return the first whole number of each class but the first, of a fact classified."""
        if self.value.copy_of(ground) != name:
            return
        table = ground.table(self.table)
        for limit, included, _ in table.brackets if table else ():
            if limit is not None:
                yield floor(limit) + 1 if included else ceil(limit)

    def said(self, speaker: ValueSpeaker, word: Word | None) -> str:
        """Return « la classe du barème (art. 7.1) où se trouve la population »."""
        template = speaker.of(
            (
                "la classe du barème ({}) où se trouve {}",
                "the class of the table ({}) that holds {}",
            )
        )
        return template.format(speaker.article(self.table), speaker.value(self.value))
