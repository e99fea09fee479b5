"""Acts that can only follow one that has not happened, row by row:
what `engine.cases.case_reader` fills in and refuses for one case.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from engine.cases.order_of_acts import acts_before
from engine.diagnostics.bilingual import Sentence, sentence
from engine.tables.columns import CaseColumn, TableShape, resolve
from engine.tables.limits import PlanLimit

NEVER = "DATE '9999-12-31'"


@dataclass(frozen=True, slots=True)
class Filled:
    """A column of the table, or one added to it, and the SQL
    of its value once what cannot have happened is filled in.
    """

    column: CaseColumn
    value: str


def quoted(name: str) -> str:
    """Return a name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def with_followers(shape: TableShape) -> TableShape:
    """Return the shape with the columns that may be filled in, beside those that the table has."""
    added = {brought.column.name: brought.column for brought in filled(shape)}
    return replace(
        shape,
        columns={
            **shape.columns,
            **{name: column for name, column in added.items() if name not in shape.columns},
        },
    )


def filled(shape: TableShape) -> Iterator[Filled]:
    """Yield the columns whose value follows where an act that comes before has not happened.

    Raises PlanLimit when an act follows one of an element of another kind.
    """
    order = _order(shape)
    for later, before in order.items():
        waiting = _waiting(before, shape)
        column = resolve(later, shape.vocabulary)
        if not waiting or column is None:
            continue
        own = quoted(later) if later in shape.columns else "NULL"
        here = f" AND ({given(shape, column.collection, column.key)})" if column.collection else ""
        yield Filled(
            column, f"CASE WHEN {own} IS NULL AND ({waiting}){here} THEN {NEVER} ELSE {own} END"
        )
    for collection in shape.vocabulary.collections.values():
        column = resolve(collection.name, shape.vocabulary)
        waiting = (
            _waiting((collection.after, *order.get(collection.after, ())), shape)
            if collection.after
            else ""
        )
        if not waiting or column is None:
            continue
        own = quoted(collection.name) if collection.name in shape.columns else "NULL"
        empty = "''" if collection.keys else "0"
        some = " OR ".join(
            [given(shape, collection.name, key) for key in shape.elements(collection)] or ["false"]
        )
        yield Filled(
            column,
            f"CASE WHEN {own} IS NULL AND NOT ({some}) AND ({waiting}) THEN {empty} ELSE {own} END",
        )


def contradictions(shape: TableShape) -> Iterator[tuple[str, str, Sentence]]:
    """Yield, for each act, the SQL of its day given while
    one that it can only follow has not happened, and a hint.
    """
    for later, before in _order(shape).items():
        waiting = _waiting(before, shape)
        if waiting and later in shape.columns:
            hint = sentence("give the day of `{earlier}`, or write `not_yet`.", earlier=before[0])
            yield later, f"{quoted(later)} <> {NEVER} AND ({waiting})", hint


def given(shape: TableShape, collection: str, key: str) -> str:
    """Return the SQL of whether a row lists an element, by its list or by one of its facts."""
    kind = shape.vocabulary.collections[collection]
    signs = [
        f"coalesce({quoted(column.name)}, false)"
        if column.role == "element"
        else f"{quoted(column.name)} IS NOT NULL"
        for column in shape.of_element(collection, key)
    ]
    if collection in shape.columns:
        listing = quoted(collection)
        named = (
            f"contains(' ' || {listing} || ' ', ' {key} ')"
            if kind.keys
            else f"{listing} >= {int(key)}"
        )
        signs.append(f"coalesce({named}, false)")
    return " OR ".join(signs) or "false"


def _order(shape: TableShape) -> Mapping[str, tuple[str, ...]]:
    elements = {
        collection.name: shape.elements(collection)
        for collection in shape.vocabulary.collections.values()
    }
    earlier = acts_before(shape.vocabulary, elements)
    for later, before in earlier.items():
        own = resolve(later, shape.vocabulary)
        for name in before:
            other = resolve(name, shape.vocabulary)
            if (
                own is not None
                and other is not None
                and other.collection
                and (own.collection, own.key) != (other.collection, other.key)
            ):
                message = sentence("`{later}` follows an act of another element", later=later)
                raise PlanLimit(message, sentence("let it follow an act of the case."))
    return earlier


def _waiting(before: tuple[str, ...], shape: TableShape) -> str:
    """Return the SQL of whether one of several acts has not
    happened, "" when the table has none of them.
    """
    return " OR ".join(
        f"coalesce({quoted(name)} = {NEVER}, false)" for name in before if name in shape.columns
    )
