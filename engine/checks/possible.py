"""Whether a condition can hold at all, as far as comparing the constraints on each fact can tell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

from engine.clauses import All, AnyOf, Compare, Condition, Known, Literally, Value

Leaf: TypeAlias = "Compare | Known"
_MOST_TRIED = 50_000


def may_hold(condition: Condition, also: Sequence[Leaf] = ()) -> bool:
    """Return whether a condition in normal form and some leaves can hold together; true where that takes too long to tell."""
    return _may_hold([condition, *also], {}, _Tries())


class _Tries:
    """How many alternatives were looked at."""

    def __init__(self) -> None:
        self.count = 0

    def more(self, count: int) -> bool:
        self.count += count
        return self.count <= _MOST_TRIED


def _may_hold(parts: Iterable[Condition], chosen: Mapping[str, tuple[Leaf, ...]], tries: _Tries) -> bool:
    """Whether parts can hold together with the leaves chosen so far, by fact: the alternatives that they rule out are dropped first."""
    held, groups = dict(chosen), []
    for part in _flat(parts):
        if isinstance(part, AnyOf):
            groups.append(part.parts)
        elif not _joins(part, held):
            return False
    while True:
        left = [tuple(one for one in group if _fits(one, held)) for group in groups]
        if not all(left):
            return False
        single = [part for group in left if len(group) == 1 for part in _flat(group)]
        groups = [group for group in left if len(group) > 1]
        if not single:
            break
        groups += [part.parts for part in single if isinstance(part, AnyOf)]
        if not all(_joins(part, held) for part in single if not isinstance(part, AnyOf)):
            return False
    if not groups or not tries.more(sum(map(len, groups))):
        return True
    first, *others = sorted(groups, key=len)
    return any(_may_hold([one, *map(AnyOf, others)], held, tries) for one in first)


def _flat(parts: Iterable[Condition]) -> Iterator[Any]:
    for part in parts:
        if isinstance(part, All):
            yield from _flat(part.parts)
        else:
            yield part


def _joins(leaf: Leaf, held: dict[str, tuple[Leaf, ...]]) -> bool:
    """Add a leaf to those held; whether they can still hold together."""
    held[leaf.fact] = (*held.get(leaf.fact, ()), leaf)
    return _possible(held[leaf.fact])


def _fits(part: Condition, held: Mapping[str, tuple[Leaf, ...]]) -> bool:
    """Whether an alternative is not ruled out by the leaves held, each of its own looked at alone."""
    match part:
        case All(parts):
            return all(_fits(one, held) for one in parts)
        case AnyOf(parts):
            return any(_fits(one, held) for one in parts)
        case Compare(fact) | Known(fact):
            return _possible((*held.get(fact, ()), part))
    return True


# --- the constraints on one fact --------------------------------------------------------------------------------------


def _possible(leaves: Sequence[Leaf]) -> bool:
    """Whether the constraints on one fact can hold together: those with constants, and those with each operand alike."""
    constants: list[tuple[str, Any]] = []
    against: dict[Value, list[str]] = {}
    known = {leaf.expected if isinstance(leaf, Known) else True for leaf in leaves}
    if len(known) > 1:
        return False
    for leaf in leaves:
        if not isinstance(leaf, Compare):
            continue
        values = [operand.value for operand in leaf.operands if isinstance(operand, Literally)]
        if leaf.operator == "none_of":
            constants += [("is_not", value) for value in values]
        elif leaf.operator == "one_of":
            constants += [("one_of", values)] if len(values) == len(leaf.operands) else []
        else:
            against.setdefault(leaf.operands[0], []).append(leaf.operator)
            constants += [(leaf.operator, value) for value in values]
    return all(_order_possible(operators) for operators in against.values()) and (not constants or _range_possible(constants))


_SIGNS: Mapping[str, frozenset[int]] = {
    "is": frozenset({0}),
    "is_not": frozenset({-1, 1}),
    "at_least": frozenset({0, 1}),
    "on_or_after": frozenset({0, 1}),
    "more_than": frozenset({1}),
    "after": frozenset({1}),
    "at_most": frozenset({-1, 0}),
    "on_or_before": frozenset({-1, 0}),
    "less_than": frozenset({-1}),
    "before": frozenset({-1}),
}


def _order_possible(operators: list[str]) -> bool:
    signs = frozenset({-1, 0, 1})
    for operator in operators:
        signs &= _SIGNS[operator]
    return bool(signs)


def _range_possible(constraints: list[tuple[str, Any]]) -> bool:
    """Whether one value meets all constraints with constants: it is enough to try each constant and the gaps between them."""
    listed = [frozenset(map(_rank, values)) for operator, values in constraints if operator == "one_of"]
    compared = [(operator, _rank(value)) for operator, value in constraints if operator != "one_of"]
    if listed:
        tried: Iterable[Any] = frozenset.intersection(*listed)
    else:
        ranks = {rank for _, rank in compared}
        tried = [one for rank in ranks for one in _around(rank)]
    return any(all(_meets(value, operator, rank) for operator, rank in compared) for value in tried)


def _around(rank: Any) -> tuple[Any, ...]:
    match rank:
        case bool():
            return True, False
        case str():
            return rank, "\0 any other"
    return rank - Decimal("0.5"), rank, rank + Decimal("0.5")


def _meets(value: Any, operator: str, wanted: Any) -> bool:
    if isinstance(value, bool | str) or isinstance(wanted, bool | str):
        return (0 if value == wanted else 1) in _SIGNS[operator]
    return ((value > wanted) - (value < wanted)) in _SIGNS[operator]


def _rank(value: Any) -> Any:
    if isinstance(value, bool | str):
        return value
    return Decimal(value.toordinal()) if isinstance(value, date) else Decimal(value)
