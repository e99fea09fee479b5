"""The parts of a provision that an amendment changes one at a time: a cell, a row, a bracket, a
named value, an item of a list, one figure of a condition.

In: the YAML of a provision, as plain data, and a part. Out: what stands there, and the same YAML
with that part changed, added or taken away. A part that is not there is `NotThere`.

Each kind of part is one class: how it is named in a file, where it stands, how it is called.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, Final

from msgspec import Struct

from engine.diagnostics.diagnostic import Location
from engine.language.expected import difference, plain
from engine.language.nodes import EMPTY
from engine.language.values import Scalar

ABSENT: Final = "absent"
"""What a part may expect of a version that does not have it: there is nothing to do."""
LISTED: Final = ("on", "overrides", "lines", "helped_by", "repeats", "grounds")
"""The keys under which one word alone is a list of one."""


class NotThere(Exception):
    """A part names what the provision does not have; `valid` are the names that are there."""

    def __init__(self, word: object, valid: Iterable[object]) -> None:
        super().__init__(word)
        self.word, self.valid = str(word), [str(name) for name in valid]


class AlreadyThere(Exception):
    """What a part adds is there already."""

    def __init__(self, word: object) -> None:
        super().__init__(word)
        self.word = str(word)


class Slot(Struct):
    """A place in a mapping or a list: the name looked for there, the names of all that stands
    there, in order, and the rank of the one looked for (None where there is none).
    """

    holder: Any
    name: Any
    names: list[Any]

    @property
    def rank(self) -> int | None:
        """The rank of the name, None when it is not there."""
        return next((rank for rank, name in enumerate(self.names) if _same(name, self.name)), None)

    def standing(self) -> Any:
        """Return what stands there. Raises NotThere."""
        rank = self.rank
        if rank is None:
            raise NotThere(self.name, self.names)
        return self.holder[self.names[rank]] if isinstance(self.holder, dict) else self.holder[rank]

    def put(self, value: Any) -> None:
        """Let another value stand there. Raises NotThere."""
        rank = self.rank
        if rank is None:
            raise NotThere(self.name, self.names)
        if isinstance(self.holder, dict):
            self.holder[self.names[rank]] = value
        else:
            self.holder[rank] = value

    def remove(self) -> None:
        """Take away what stands there. Raises NotThere."""
        rank = self.rank
        if rank is None:
            raise NotThere(self.name, self.names)
        del self.holder[self.names[rank] if isinstance(self.holder, dict) else rank]

    def add(self, value: Any, after: Any = None, before: Any = None) -> None:
        """Add a value: after or before another, else last. Raises NotThere, AlreadyThere."""
        if self.rank is not None:
            raise AlreadyThere(self.name)
        at = self._rank_of(after) + 1 if after is not None else len(self.names)
        at = self._rank_of(before) if before is not None else at
        if not isinstance(self.holder, dict):
            self.holder.insert(at, value)
            return
        entries = list(self.holder.items())
        entries.insert(at, (self.name, value))
        self.holder.clear()
        self.holder.update(entries)

    def _rank_of(self, anchor: Any) -> int:
        for rank, name in enumerate(self.names):
            if _same(name, anchor):
                return rank
        raise NotThere(anchor, self.names)


class Part(Struct, frozen=True, tag=True):
    """One part of a provision. A kind of part says how it is named and where it stands."""

    keys: ClassVar[tuple[str, ...]] = ()
    """The keys that name it in a file."""
    always_there: ClassVar[bool] = False
    """Whether it can only be changed, neither added nor taken away."""

    @property
    @abstractmethod
    def path(self) -> tuple[Any, ...]:
        """The way to it in the YAML of the provision, for a finding."""

    @abstractmethod
    def slot(self, content: Mapping[str, Any], expected: Any) -> Slot:
        """Return its place in the YAML of a provision; an item of a list is known by what is
        expected of it. Raises NotThere when what holds it is not there.
        """

    def standing(self, content: Mapping[str, Any], expected: Any = None) -> Any:
        """Return what stands there; the provision is left as it is. Raises NotThere."""
        # a place may be made ready to receive more: that is done to a copy
        return self.slot(copied(content), expected).standing()

    def put(self, content: Mapping[str, Any], value: Any, expected: Any) -> None:
        """Let another value stand there. Raises NotThere."""
        self.slot(content, expected).put(value)

    def remove(self, content: Mapping[str, Any], expected: Any) -> None:
        """Take it away. Raises NotThere."""
        self.slot(content, expected).remove()

    def add(self, content: Mapping[str, Any], value: Any, after: Any, before: Any) -> None:
        """Add it. Raises NotThere, AlreadyThere."""
        self.slot(content, value).add(value, after, before)


class Cell(Part, frozen=True):
    """A cell of a table: `{row: base, column: small}`."""

    row: str
    column: Scalar
    keys = ("row", "column")
    always_there = True

    @property
    def path(self) -> tuple[Any, ...]:
        """The row, then the column."""
        return ("table", "rows", self.row, self.column)

    def slot(self, content: Mapping[str, Any], expected: Any) -> Slot:
        """Return the place under the column."""
        table = _held(content, "table")
        return Slot(_held(table, "rows", self.row), self.column, list(_held(table, "columns")))


class TableRow(Part, frozen=True):
    """A row of a table, with all its cells: `{row: base}`."""

    row: str
    keys = ("row",)

    @property
    def path(self) -> tuple[Any, ...]:
        """The row."""
        return ("table", "rows", self.row)

    def slot(self, content: Mapping[str, Any], expected: Any) -> Slot:
        """Return the place among the rows."""
        rows = _held(content, "table", "rows")
        return Slot(rows, self.row, list(rows))


class TableColumn(Part, frozen=True):
    """A column of a table: `{column: large}`, its cells by row, those of printed totals too."""

    column: Scalar
    keys = ("column",)

    @property
    def path(self) -> tuple[Any, ...]:
        """The column."""
        return ("table", "columns", self.column)

    def slot(self, content: Mapping[str, Any], expected: Any) -> Slot:
        """Return the place among the columns."""
        columns = _held(content, "table", "columns")
        return Slot(columns, self.column, list(columns))

    def _rows(self, content: Mapping[str, Any]) -> dict[str, list[Any]]:
        table = _held(content, "table")
        totals = {name: total["values"] for name, total in table.get("totals", {}).items()}
        return {**totals, **_held(table, "rows")}

    def standing(self, content: Mapping[str, Any], expected: Any = None) -> dict[str, Any]:
        """Return the cells of the column by row. Raises NotThere."""
        slot = self.slot(content, expected)
        slot.standing()
        rank = slot.rank or 0
        return {name: cells[rank] for name, cells in self._rows(content).items()}

    def put(self, content: Mapping[str, Any], value: Any, expected: Any) -> None:
        """Change the cells of the rows named. Raises NotThere."""
        slot, rows = self.slot(content, expected), self._rows(content)
        slot.standing()
        for name, cell in _mapping(value).items():
            _held(rows, name)[slot.rank or 0] = cell

    def remove(self, content: Mapping[str, Any], expected: Any) -> None:
        """Take away the column and its cell in each row. Raises NotThere."""
        slot = self.slot(content, expected)
        slot.standing()
        for cells in (slot.holder, *self._rows(content).values()):
            del cells[slot.rank or 0]

    def add(self, content: Mapping[str, Any], value: Any, after: Any, before: Any) -> None:
        """Add the column, with a cell for each row. Raises NotThere, AlreadyThere."""
        rows, cells = self._rows(content), _mapping(value)
        for name in cells:
            _held(rows, name)
        for name in rows:
            _held(cells, name)
        slot = self.slot(content, None)
        slot.add(self.column, after, before)
        at = slot.holder.index(self.column)
        for name, held in rows.items():
            held.insert(at, cells[name])


class TotalCell(Part, frozen=True):
    """A cell of a printed total: `{total: all, column: small}`."""

    total: str
    column: Scalar
    keys = ("total", "column")
    always_there = True

    @property
    def path(self) -> tuple[Any, ...]:
        """The total, then the column."""
        return ("table", "totals", self.total, self.column)

    def slot(self, content: Mapping[str, Any], expected: Any) -> Slot:
        """Return the place under the column."""
        table = _held(content, "table")
        values = _held(table, "totals", self.total, "values")
        return Slot(values, self.column, list(_held(table, "columns")))


class TableTotal(Part, frozen=True):
    """A printed total, with its rows and its cells: `{total: all}`."""

    total: str
    keys = ("total",)

    @property
    def path(self) -> tuple[Any, ...]:
        """The total."""
        return ("table", "totals", self.total)

    def slot(self, content: Mapping[str, Any], expected: Any) -> Slot:
        """Return the place among the totals; a table without any may receive its first."""
        table = _held(content, "table")
        _held(table, "rows")
        totals = table.setdefault("totals", {})
        return Slot(totals, self.total, list(totals))

    def put(self, content: Mapping[str, Any], value: Any, expected: Any) -> None:
        """Change its cells, or the rows that it adds up, or both. Raises NotThere."""
        slot = self.slot(content, expected)
        slot.put({**slot.standing(), **value} if isinstance(value, Mapping) else value)


class TableBracket(Part, frozen=True):
    """A bracket of a table, by its class: `{bracket: small}`, with its limit."""

    bracket: Scalar
    keys = ("bracket",)

    @property
    def path(self) -> tuple[Any, ...]:
        """The class."""
        return ("table", "brackets", self.bracket)

    def slot(self, content: Mapping[str, Any], expected: Any) -> Slot:
        """Return the place among the brackets."""
        brackets = _held(content, "table", "brackets")
        return Slot(brackets, self.bracket, [bracket["is"] for bracket in brackets])

    def put(self, content: Mapping[str, Any], value: Any, expected: Any) -> None:
        """Change the limit; the class stays where no other is given. Raises NotThere."""
        Part.put(self, content, _classed(value, self.bracket), expected)

    def add(self, content: Mapping[str, Any], value: Any, after: Any, before: Any) -> None:
        """Add the bracket. Raises NotThere, AlreadyThere."""
        Part.add(self, content, _classed(value, self.bracket), after, before)


class NamedValue(Part, frozen=True):
    """A named value of a provision: `{value: term}`."""

    value: str
    keys = ("value",)

    @property
    def path(self) -> tuple[Any, ...]:
        """The name."""
        return ("values", self.value)

    def slot(self, content: Mapping[str, Any], expected: Any) -> Slot:
        """Return the place among the named values."""
        values = _held(content, "values")
        return Slot(values, self.value, list(values))


class Inside(Part, frozen=True):
    """What a path leads to: `{at: [when, garden.members, at_least]}`.

    A step in a list is the rank of an item, from 1, or a word: a key or a value of that item alone.
    """

    at: tuple[Any, ...]
    keys = ("at",)

    @property
    def path(self) -> tuple[Any, ...]:
        """The path itself."""
        return self.at

    def slot(self, content: Mapping[str, Any], expected: Any) -> Slot:
        """Return the place that the last step names."""
        holder: Any = content
        for step in self.at[:-1]:
            holder = _place(holder, step).standing()
        return _place(holder, self.at[-1])


class ListItem(Part, frozen=True):
    """An item of a list, known by what is expected of it: `{item_of: [when, plot, one_of]}`."""

    item_of: tuple[Any, ...]
    keys = ("item_of",)

    @property
    def path(self) -> tuple[Any, ...]:
        """The path to the list."""
        return self.item_of

    def slot(self, content: Mapping[str, Any], expected: Any) -> Slot:
        """Return the place of the item in its list. Raises NotThere where there is no list, or
        where several items are as expected.
        """
        within = Inside(self.item_of).slot(content, None)
        items = within.standing()
        if isinstance(items, str) and self.item_of[-1] in LISTED:
            items = [items]
            within.put(items)
        if not isinstance(items, list):
            raise NotThere(self.item_of[-1], [])
        alike = [item for item in items if difference(expected, item) is None]
        if len(alike) > 1:
            raise NotThere(plain(expected), [])
        return Slot(items, alike[0] if alike else expected, items[:])


KINDS: Final[tuple[type[Part], ...]] = (
    Cell,
    TableRow,
    TableColumn,
    TotalCell,
    TableTotal,
    TableBracket,
    NamedValue,
    Inside,
    ListItem,
)
"""Every kind of part; the one whose keys are all given, and no other, is meant."""


class PartChange(Struct, frozen=True, gc=False):
    """What an amendment does to one part: with `expect` and `value` it is changed, with `value`
    alone it is added (`after` or `before` another), with `expect` alone it is taken away.

    `by_version` gives what is expected by the text (or operation) that made the version.
    """

    part: Part
    expect: Any
    value: Any
    by_version: Mapping[str, Any] = EMPTY
    after: Any = None
    before: Any = None
    location: Location = Location("")

    @property
    def adds(self) -> bool:
        """Whether it adds what is not there yet."""
        return self.expect is None and not self.by_version

    def expected(self, text: str, operation: str) -> Any:
        """Return what is expected of the version that an act made: of the operation named in full
        else of its text. None where that version is left out.
        """
        if not self.by_version:
            return self.expect
        return self.by_version.get(operation, self.by_version.get(text))


def copied(node: Any) -> Any:
    """Return plain data of its own, which may be changed."""
    if isinstance(node, Mapping):
        return {key: copied(part) for key, part in node.items()}
    return [copied(part) for part in node] if isinstance(node, list | tuple) else node


def _same(name: Any, other: Any) -> bool:
    return name is other or (isinstance(name, bool) == isinstance(other, bool) and name == other)


def _mapping(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise NotThere(plain(value), [])
    return value


def _classed(value: Any, name: Scalar) -> Any:
    return {"is": name, **value} if isinstance(value, Mapping) else value


def _held(node: Any, *steps: Any) -> Any:
    """Return what keys lead to. Raises NotThere."""
    for step in steps:
        if not isinstance(node, Mapping) or step not in node:
            raise NotThere(step, node if isinstance(node, Mapping) else [])
        node = node[step]
    return node


def _place(holder: Any, step: Any) -> Slot:
    """Return the place that a step of a path names."""
    if isinstance(holder, dict):
        return Slot(holder, step, list(holder))
    if not isinstance(holder, list):
        raise NotThere(step, [])
    if isinstance(step, int):
        return Slot(holder, step, list(range(1, len(holder) + 1)))
    named = [_names(item) for item in holder]
    ranks = [rank for rank, names in enumerate(named) if step in names]
    if len(ranks) != 1:
        raise NotThere(step, [name for names in named for name in names] if not ranks else [])
    return Slot(holder, ranks[0], list(range(len(holder))))


def _names(item: Any) -> Sequence[Any]:
    """Return what an item of a list may be called: itself, or its keys and the words under them."""
    if not isinstance(item, dict):
        return [item]
    return [*item, *(value for value in item.values() if isinstance(value, str))]
