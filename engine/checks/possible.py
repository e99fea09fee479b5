"""Whether a condition can hold at all, as far as comparing
the constraints on each fact can tell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from itertools import pairwise
from typing import Any, TypeAlias

from engine.language.nodes import All, AnyOf, Compare, Condition, Fact, Known, Literally, Value

Leaf: TypeAlias = "Compare | Known"
_MOST_TRIED = 50_000


def may_hold(
    condition: Condition,
    also: Sequence[Condition] = (),
    whole: Callable[[str], bool] = lambda _: False,
) -> bool:
    """Return whether a condition in normal form and some others
    can hold together; true where that takes too long to tell.

    `whole` says of a fact that its numbers are whole: none lies between two that follow each other.
    """
    return _may_hold([condition, *also], {}, _Search(whole))


class _Search:
    """How many alternatives were looked at, and which facts are whole numbers."""

    def __init__(self, whole: Callable[[str], bool]) -> None:
        self.whole = whole
        self.count = 0

    def more(self, count: int) -> bool:
        """Count alternatives; whether there may be more."""
        self.count += count
        return self.count <= _MOST_TRIED


def _may_hold(
    parts: Iterable[Condition], chosen: Mapping[str, tuple[Leaf, ...]], search: _Search
) -> bool:
    """Whether parts can hold together with the leaves chosen so far,
    by fact: the alternatives that they rule out are dropped first.
    """
    held, groups = dict(chosen), []
    for part in _flat(parts):
        if isinstance(part, AnyOf):
            groups.append(part.parts)
        elif not _joins(part, held, search):
            return False
    while True:
        left = [tuple(one for one in group if _fits(one, held, search)) for group in groups]
        if not all(left):
            return False
        single = [part for group in left if len(group) == 1 for part in _flat(group)]
        groups = [group for group in left if len(group) > 1]
        if not single:
            break
        groups += [part.parts for part in single if isinstance(part, AnyOf)]
        if not all(_joins(part, held, search) for part in single if not isinstance(part, AnyOf)):
            return False
    if not groups or not search.more(sum(map(len, groups))):
        return True
    first, *others = sorted(groups, key=len)
    return any(_may_hold([one, *map(AnyOf, others)], held, search) for one in first)


def _flat(parts: Iterable[Condition]) -> Iterator[Any]:
    for part in parts:
        if isinstance(part, All):
            yield from _flat(part.parts)
        else:
            yield part


def _joins(leaf: Leaf, held: dict[str, tuple[Leaf, ...]], search: _Search) -> bool:
    """Add a leaf to those held, on both facts that it
    compares; whether they can still hold together.
    """
    sides = [leaf] if isinstance(leaf, Known) else [leaf, *_turned(leaf)]
    for one in sides:
        held[one.fact] = (*held.get(one.fact, ()), one)
    return all(_possible(held[one.fact], search) for one in sides)


def _turned(leaf: Compare) -> Iterator[Compare]:
    """Yield a comparison of a fact with another as one of that other with it."""
    operator = "is_not" if leaf.operator == "none_of" else leaf.operator
    for operand in leaf.operands:
        if operator in _TURNED and isinstance(operand, Fact) and operand.name != leaf.fact:
            yield Compare(operand.name, _TURNED[operator], (Fact(leaf.fact),))


def _fits(part: Condition, held: Mapping[str, tuple[Leaf, ...]], search: _Search) -> bool:
    """Whether an alternative is not ruled out by the leaves
    held, each of its own looked at alone.
    """
    match part:
        case All(parts):
            return all(_fits(one, held, search) for one in parts)
        case AnyOf(parts):
            return any(_fits(one, held, search) for one in parts)
        case Compare(fact) | Known(fact):
            return _possible((*held.get(fact, ()), part), search)
    return True


# --- the constraints on one fact ------------------------------------------------------------------


def _possible(leaves: Sequence[Leaf], search: _Search) -> bool:
    """Whether the constraints on one fact can hold together:
    those with constants, and those with each operand alike.
    """
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
            for operand in leaf.operands:
                against.setdefault(operand, []).append("is_not")
        elif leaf.operator == "one_of":
            constants += [("one_of", values)] if len(values) == len(leaf.operands) else []
        else:
            against.setdefault(leaf.operands[0], []).append(leaf.operator)
            constants += [(leaf.operator, value) for value in values]
    fact = leaves[0].fact
    ordered = all(
        _order_possible(operators, itself=operand == Fact(fact))
        for operand, operators in against.items()
    )
    return ordered and (not constants or _range_possible(constants, fact, search))


_TURNED: Mapping[str, str] = {
    "is": "is",
    "is_not": "is_not",
    "at_least": "at_most",
    "at_most": "at_least",
    "more_than": "less_than",
    "less_than": "more_than",
    "on_or_after": "on_or_before",
    "on_or_before": "on_or_after",
    "after": "before",
    "before": "after",
}
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


def _order_possible(operators: list[str], *, itself: bool) -> bool:
    signs = frozenset({0}) if itself else frozenset({-1, 0, 1})
    for operator in operators:
        signs &= _SIGNS[operator]
    return bool(signs)


def _range_possible(constraints: list[tuple[str, Any]], fact: str, search: _Search) -> bool:
    """Whether one value meets all constraints with constants:
    it is enough to try each constant and the gaps between them.
    """
    listed = [
        frozenset(map(_rank, values)) for operator, values in constraints if operator == "one_of"
    ]
    compared = [(operator, _rank(value)) for operator, value in constraints if operator != "one_of"]
    if listed:
        tried: Iterable[Any] = frozenset.intersection(*listed)
    else:
        ranks = {rank for _, rank in compared}
        numbers = sorted(rank for rank in ranks if isinstance(rank, Decimal))
        whole = bool(numbers) and (
            any(isinstance(value, date) for _, value in constraints) or search.whole(fact)
        )
        tried = [
            *(one for rank in ranks - {*numbers} for one in _beside(rank)),
            *_among(numbers, whole=whole),
        ]
    return any(all(_meets(value, operator, rank) for operator, rank in compared) for value in tried)


def _beside(rank: Any) -> tuple[Any, ...]:
    """Return a word or a truth, and what differs from it."""
    return (True, False) if isinstance(rank, bool) else (rank, "\0 any other")


def _among(numbers: Sequence[Decimal], *, whole: bool) -> Iterator[Decimal]:
    """Yield numbers in order, one beyond each end and one
    in each gap; of whole numbers, those next to each.
    """
    if whole:
        yield from (
            number.to_integral_value(ROUND_FLOOR) + step
            for number in numbers
            for step in (-1, 0, 1, 2)
        )
    elif numbers:
        yield from (numbers[0] - 1, *numbers, numbers[-1] + 1)
        yield from ((one + other) / 2 for one, other in pairwise(numbers))


def _meets(value: Any, operator: str, wanted: Any) -> bool:
    if isinstance(value, bool | str) or isinstance(wanted, bool | str):
        return (0 if value == wanted else 1) in _SIGNS[operator]
    return ((value > wanted) - (value < wanted)) in _SIGNS[operator]


def _rank(value: Any) -> Any:
    if isinstance(value, bool | str):
        return value
    return Decimal(value.toordinal()) if isinstance(value, date) else Decimal(value)
