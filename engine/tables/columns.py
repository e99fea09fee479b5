"""The columns of a table of cases: one for each fact, by
its full name, as the vocabulary gives them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from engine.cases.scalars import MOST_IN_LIST
from engine.language.kinds import TYPES
from engine.language.model import Collection, Records, Vocabulary, Word
from engine.words.folding import folded

if TYPE_CHECKING:
    from engine.documents.sheets import Kind

CASE = "case"
_CASE_HEADINGS = frozenset({CASE, "dossier"})
_INTEGERS = (
    "TINYINT",
    "SMALLINT",
    "INTEGER",
    "BIGINT",
    "UTINYINT",
    "USMALLINT",
    "UINTEGER",
    "UBIGINT",
    "HUGEINT",
    "UHUGEINT",
)
_NUMBERS = (*_INTEGERS, "FLOAT", "DOUBLE", "DECIMAL", "VARCHAR")
_TIMES = ("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS")


@dataclass(frozen=True, slots=True)
class Held:
    """How tables hold a type of facts.

    `term` is the kind of its terms in a plan, `stored` the type in which it is held (of ibis; `sql`
    is that of DuckDB), `accepted` the types of DuckDB from which it is read, `history` the column
    of a table of histories. `sheet` is what it is in a workbook, `spare` how many of its decimals
    are left out where they are zero on every row.
    """

    term: str
    stored: str
    accepted: tuple[str, ...]
    history: str
    sheet: Kind = "short"
    spare: int = 0

    @property
    def sql(self) -> str:
        """The type of DuckDB in which it is held."""
        return _SQL[self.stored]


_SQL = {"int64": "BIGINT", "boolean": "BOOLEAN", "date": "DATE", "string": "VARCHAR"}
HELD: Mapping[str, Held] = {
    "text": Held("text", "string", (*_INTEGERS, "VARCHAR", "UUID"), "value"),
    "integer": Held("number", "int64", _NUMBERS, "number", "number"),
    "ratio": Held("number", "int64", _NUMBERS, "number", "ratio", spare=4),  # whole percents
    "money": Held("number", "int64", _NUMBERS, "number", "amount", spare=2),  # whole euros
    "decimal": Held("number", "int64", _NUMBERS, "number", "decimal", spare=6),
    "duration": Held("duration", "string", ("VARCHAR",), "value"),
    "boolean": Held("boolean", "boolean", ("BOOLEAN", "VARCHAR"), "flag"),
    "date": Held("date", "date", ("DATE", *_TIMES, "VARCHAR"), "day", "date"),
    "enumeration": Held("text", "string", ("VARCHAR", "ENUM"), "value"),
}
"""How each type of `engine.language.kinds.TYPES` is held: numbers as integers (ratios and decimals
in millionths, money in cents), durations as they are written, `P2M`.
"""


@dataclass(frozen=True, slots=True)
class CaseColumn:
    """One column: the word of its fact, and where it lies in a collection.

    `role` is fact, listing (the keys of a collection that the case lists, or how many elements) or
    element (a key is listed).
    """

    name: str
    word: Word
    role: str = "fact"
    collection: str = ""
    key: str = ""
    records: str = ""
    index: int = 0

    @property
    def scale(self) -> int:
        """The decimals kept of a number."""
        return TYPES[self.word.type].decimals

    @property
    def held(self) -> Held:
        """How its type is held."""
        return HELD[self.word.type]

    @property
    def most(self) -> int:
        """The greatest numerator that a case may give."""
        return most_of(self.word)


def is_case(heading: str) -> bool:
    """Whether a heading is that of the ids of the cases."""
    return folded(heading) in _CASE_HEADINGS


def most_of(word: Word) -> int:
    """Return the greatest absolute numerator of a number:
    from the bounds of its word, else a bound of the plan.
    """
    of_type = TYPES[word.type]
    factor: int = 10**of_type.decimals
    if word.minimum is None or word.maximum is None:
        return of_type.largest * factor
    return int(max(abs(word.minimum), abs(word.maximum)) * factor)


@dataclass(frozen=True, slots=True)
class Bounds:
    """What the rows of a table hold in one column: whether a value
    is ever null, the least and the greatest (as it is stored).

    `given_if_listed` tells, of an act of an element, that every case lists its elements and that
    those that list this one give it. `trailing_zeros` is how many of the last decimals are zero
    on every row: it is then computed without them. `fits_32_bits` tells of
    a number that it is stored so.
    """

    nullable: bool
    low: Any
    high: Any
    given_if_listed: bool = False
    trailing_zeros: int = 0
    fits_32_bits: bool = False

    @property
    def most(self) -> int:
        """The greatest numerator, as it is computed with."""
        return int(max(abs(self.low), abs(self.high)) // 10**self.trailing_zeros)


@dataclass(slots=True)
class TableShape:
    """The columns present in a table of cases, and the elements that they speak of.

    Where the rows have been looked at, `bounds` tells what they hold and `listed` which elements
    they list: True where every row does, else the column that tells; an element that it does not
    name is on no row.
    """

    vocabulary: Vocabulary
    columns: dict[str, CaseColumn] = field(default_factory=dict)
    histories: frozenset[str] = frozenset()
    bounds: Mapping[str, Bounds] = field(default_factory=dict)
    listed: Mapping[tuple[str, str], bool | str] = field(default_factory=dict)

    def elements(self, collection: Collection) -> tuple[str, ...]:
        """Return the keys that a collection may have in this table:
        those of the vocabulary, or the ranks of its columns.
        """
        if collection.keys:
            return tuple(collection.keys)
        ranks = {
            int(column.key)
            for column in self.columns.values()
            if column.collection == collection.name and column.key
        }
        return tuple(str(rank) for rank in range(1, max(ranks, default=0) + 1))

    def varying(self, name: str) -> Word:
        """Return the word of a fact that has a history."""
        column = varying(name, self.vocabulary)
        assert column is not None  # no other fact has one
        return column.word

    def of_element(self, collection: str, key: str) -> Iterator[CaseColumn]:
        """Yield the columns of one element."""
        return (
            column
            for column in self.columns.values()
            if column.collection == collection and column.key == key
        )


def resolve(name: str, vocabulary: Vocabulary) -> CaseColumn | None:
    """Return the column of a name, None when the vocabulary has none."""
    word = vocabulary.facts.get(name)
    if word is not None:
        return None if word.derived else CaseColumn(name, word)
    for collection in vocabulary.collections.values():
        if name == collection.name:
            if collection.keys:
                keys = Word(name, "text", collection.label, values=collection.keys)
                return CaseColumn(name, keys, "listing", collection.name)
            count = Word(
                name, "integer", collection.label, minimum=Decimal(0), maximum=Decimal(MOST_IN_LIST)
            )
            return CaseColumn(name, count, "listing", collection.name)
        if name.startswith(f"{collection.name}."):
            column = _of_collection(name, name[len(collection.name) + 1 :].split("."), collection)
            if column is not None:
                return column
    return None


def varying(name: str, vocabulary: Vocabulary) -> CaseColumn | None:
    """Return the column of a fact that varies over time, of
    the case or of an element; None when it is none.
    """
    column = resolve(name, vocabulary)
    return (
        column
        if column is not None
        and column.role == "fact"
        and not column.records
        and column.word.varies
        else None
    )


def _of_collection(name: str, parts: list[str], collection: Collection) -> CaseColumn | None:
    key, rest = parts[0], parts[1:]
    if (
        key not in collection.keys
        if collection.keys
        else not (_is_rank(key) and int(key) <= MOST_IN_LIST)
    ):
        return None
    if not rest:
        word = Word(name, "boolean", collection.label)
        return CaseColumn(name, word, "element", collection.name, key) if collection.keys else None
    fact = collection.facts.get(".".join(rest))
    if fact is not None:
        return (
            None
            if fact.derived or (fact.only_for and key not in fact.only_for)
            else CaseColumn(name, fact, "fact", collection.name, key)
        )
    return _of_records(name, rest, collection.lists_of(key), collection.name, key, "", 0)


def _of_records(
    name: str,
    parts: list[str],
    lists: Mapping[str, Records],
    collection: str,
    key: str,
    records: str,
    index: int,
) -> CaseColumn | None:
    if len(parts) < 3 or parts[0] not in lists or not _is_rank(parts[1]):  # list, rank, fact
        return None
    own = lists[parts[0]]
    place = f"{records}.{parts[0]}".lstrip(".")
    index = index or int(parts[1])
    word = own.facts.get(".".join(parts[2:]))
    if word is not None and word.name != own.indexed_by:
        return CaseColumn(name, word, "fact", collection, key, place, index)
    return _of_records(name, parts[2:], own.lists, collection, key, place, index)


def _is_rank(text: str) -> bool:
    return (
        text.isascii() and text.isdigit() and not text.startswith("0") and len(text) <= 3
    )  # 999 is plenty


def all_names(vocabulary: Vocabulary, *, ranks: int = 1) -> Iterable[str]:
    """Yield the names that columns may have, lists taken up to `ranks`."""
    yield from (name for name, word in vocabulary.facts.items() if not word.derived)
    for collection in vocabulary.collections.values():
        yield collection.name
        for key in collection.keys or [str(rank) for rank in range(1, ranks + 1)]:
            prefix = f"{collection.name}.{key}"
            if collection.keys:
                yield prefix
            yield from (
                f"{prefix}.{fact}"
                for fact, word in collection.facts.items()
                if not word.only_for or key in word.only_for
            )
            yield from _record_names(prefix, collection.lists_of(key), ranks)


def _record_names(prefix: str, lists: Mapping[str, Records], ranks: int) -> Iterator[str]:
    for name, records in lists.items():
        for rank in range(1, ranks + 1):
            inner = f"{prefix}.{name}.{rank}"
            yield from (f"{inner}.{fact}" for fact in records.facts if fact != records.indexed_by)
            yield from _record_names(inner, records.lists, ranks)
