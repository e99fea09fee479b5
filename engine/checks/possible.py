"""Says whether a condition can hold at all, by comparing the constraints on each fact."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from itertools import pairwise, permutations
from typing import Any, TypeAlias

from engine.checks.dates_in_order import never_before
from engine.language.comparison import EQUAL, LESS, MORE, Operator
from engine.language.durations import average_days
from engine.language.forms.facts import Fact
from engine.language.forms.gathered import COUNT, Gathered
from engine.language.forms.literal import Literally
from engine.language.nodes import All, AnyOf, Compare, Condition, Known, Quantity
from engine.language.operators import OPERATORS, opposite_of
from engine.language.temporal import Duration
from engine.language.values import Value

Leaf: TypeAlias = "Compare | Known"
_MOST_TRIED = 50_000
"""Past so many alternatives a condition is assumed possible."""
_OVER, _COUNT = "over ", "count "
"""Begin the names that stand for what is worked out over elements: no fact has a space in it."""
_MOST_LISTED = 1_000
"""So many whole numbers are tried one by one."""


def may_hold(
    condition: Condition,
    also: Sequence[Condition] = (),
    whole: Callable[[str], bool] = lambda _: False,
) -> bool:
    """Return whether a condition in normal form can hold together with some others.

    True where that takes too long to tell. `whole` says whether a fact is a whole number: then
    nothing lies between two that follow each other, so `above 3` and `below 4` exclude each other.
    """
    return _may_hold([condition, *also], {}, _Search(whole))


class _Search:
    """How many alternatives were looked at, and which facts are whole numbers."""

    def __init__(self, whole: Callable[[str], bool]) -> None:
        self._whole = whole
        self.count = 0

    def whole(self, fact: str) -> bool:
        """Whether a fact, or what a name stands for, is a whole number."""
        return fact.startswith(_COUNT) or self._whole(fact)

    def more(self, count: int) -> bool:
        """Count alternatives; whether there may be more."""
        self.count += count
        return self.count <= _MOST_TRIED


def _may_hold(
    parts: Iterable[Condition], chosen: Mapping[str, tuple[Leaf, ...]], search: _Search
) -> bool:
    """Whether parts can hold together with the leaves chosen so far, which are kept by fact.

    Alternatives that the leaves rule out are dropped first; only then are those left tried in turn.
    """
    leaves, groups = dict(chosen), []
    for part in _flat(parts):
        if isinstance(part, AnyOf):
            groups.append(part.parts)
        elif not _joins(part, leaves, search):
            return False
    while True:  # an alternative that is left alone must hold, and may rule out others
        left = [
            tuple(alternative for alternative in group if _fits(alternative, leaves, search))
            for group in groups
        ]
        if not all(left):
            return False
        forced = [part for group in left if len(group) == 1 for part in _flat(group)]
        groups = [group for group in left if len(group) > 1]
        if not forced:
            break
        groups += [part.parts for part in forced if isinstance(part, AnyOf)]
        if not all(_joins(part, leaves, search) for part in forced if not isinstance(part, AnyOf)):
            return False
    # Where nothing is left to choose it can hold; where too much is, no finding is the safe answer.
    if not groups or not search.more(sum(map(len, groups))):
        return True
    first, *others = sorted(groups, key=len)
    return any(
        _may_hold([alternative, *map(AnyOf, others)], leaves, search) for alternative in first
    )


def _flat(parts: Iterable[Condition]) -> Iterator[Any]:
    for part in parts:
        if isinstance(part, All):
            yield from _flat(part.parts)
        else:
            yield _named(part) if isinstance(part, Quantity) else part


def _named(leaf: Quantity) -> Compare:
    """Return a comparison with what is worked out over elements, which a name stands for."""
    counted = isinstance(leaf.value, Gathered) and leaf.value.how == COUNT
    begin = _COUNT if counted else _OVER
    return Compare(f"{begin}{leaf.value!r}", leaf.operator, leaf.operands)


def _joins(leaf: Leaf, leaves: dict[str, tuple[Leaf, ...]], search: _Search) -> bool:
    """Add a leaf to those chosen, and return whether they can still hold together.

    A comparison of two facts counts for both.
    """
    sides = [leaf] if isinstance(leaf, Known) else [leaf, *_turned(leaf)]
    for side in sides:
        leaves[side.fact] = (*leaves.get(side.fact, ()), side)
    return all(_possible(leaves[side.fact], search) for side in sides)


def _turned(leaf: Compare) -> Iterator[Compare]:
    """Yield a comparison of a fact with another as one of that other with it."""
    operator = OPERATORS[leaf.operator]
    if operator.any_operand:
        return
    mirror = OPERATORS[operator.single or leaf.operator].mirror
    for operand in leaf.operands if mirror else ():
        if isinstance(operand, Fact) and operand.name != leaf.fact:
            yield Compare(operand.name, mirror, (Fact(leaf.fact),))


def _fits(part: Condition, leaves: Mapping[str, tuple[Leaf, ...]], search: _Search) -> bool:
    """Whether an alternative can hold beside the leaves chosen: its leaves are tried one by one."""
    match part:
        case All(parts):
            return all(_fits(alternative, leaves, search) for alternative in parts)
        case AnyOf(parts):
            return any(_fits(alternative, leaves, search) for alternative in parts)
        case Quantity():
            return _fits(_named(part), leaves, search)
        case Compare(fact) | Known(fact):
            return _possible((*leaves.get(fact, ()), part), search)
    return True


# --- the constraints on one fact ------------------------------------------------------------------


def _possible(leaves: Sequence[Leaf], search: _Search) -> bool:
    """Whether the constraints on one fact can hold together.

    Those with constants are looked at together, those with any other operand one operand at a time.
    """
    if len({leaf.expected if isinstance(leaf, Known) else True for leaf in leaves}) > 1:
        return False
    listed: list[list[Any]] = []
    constants: list[tuple[Operator, Any]] = []
    against: dict[Value, list[str]] = {}
    for leaf in leaves:
        if not isinstance(leaf, Compare):
            continue
        operator = OPERATORS[leaf.operator]
        values = [operand.value for operand in leaf.operands if isinstance(operand, Literally)]
        if operator.any_operand:
            listed += [values] if len(values) == len(leaf.operands) else []
            continue
        name = operator.single or leaf.operator
        constants += [(OPERATORS[name], value) for value in values]
        for operand in leaf.operands:
            against.setdefault(operand, []).append(name)
    fact = leaves[0].fact
    if not all(_agree(names, itself=operand == Fact(fact)) for operand, names in against.items()):
        return False
    if not _in_order(against):
        return False
    return _range_possible(listed, constants, lambda: search.whole(fact))


def _agree(names: Sequence[str], *, itself: bool) -> bool:
    """Whether comparisons of a fact with one and the same operand can hold together."""
    signs = frozenset({EQUAL}) if itself else frozenset({LESS, EQUAL, MORE})
    for name in names:
        known = OPERATORS[name].signs
        if known is not None:
            signs &= known
        elif opposite_of(name) in names:
            return False
    return bool(signs)


def _in_order(against: Mapping[Value, Sequence[str]]) -> bool:
    """Whether comparisons of a fact with days that are in order can hold together.

    Nothing is before `start + P3M` and on or after `start + P1Y`.
    """
    signs = {operand: _signs(names) for operand, names in against.items()}
    return not any(
        signs[later] <= {EQUAL, MORE}
        and signs[earlier] <= {LESS, EQUAL}
        and not (EQUAL in signs[later] and EQUAL in signs[earlier])
        and never_before(later, earlier)
        for later, earlier in permutations(against, 2)
    )


def _signs(names: Sequence[str]) -> frozenset[int]:
    """Return how a fact may stand to an operand with which it is compared."""
    signs = frozenset({LESS, EQUAL, MORE})
    for name in names:
        known = OPERATORS[name].signs
        signs &= signs if known is None else known
    return signs


def _range_possible(
    listed: Sequence[Sequence[Any]],
    constants: Sequence[tuple[Operator, Any]],
    whole: Callable[[], bool],
) -> bool:
    """Whether one value meets all constraints with constants.

    `listed` are the lists of values of which it must be one. For operators of order it is enough to
    try each constant and the gaps between them. Of another, such as `multiple_of`, only the truth
    of a value is known: it is tried where few values are left, and assumed possible elsewhere.
    """
    exact = [
        (operator.signs, _rank(value))
        for operator, value in constants
        if operator.signs is not None
    ]
    loose = [(operator, value) for operator, value in constants if operator.signs is None]
    if listed:
        ranks = frozenset.intersection(*(frozenset(map(_rank, values)) for values in listed))
        return any(_meets_all(rank, exact) and _holds_all(rank, loose) for rank in ranks)
    if not exact:
        return True
    dated = any(isinstance(value, date) for _, value in constants)
    numbers = sorted({rank for _, rank in exact if isinstance(rank, Decimal)})
    in_steps = bool(numbers) and (dated or whole())  # days and whole numbers: none lies between
    others = {rank for _, rank in exact if not isinstance(rank, Decimal)}
    tried = [
        *(number for rank in others for number in _beside(rank)),
        *_among(numbers, whole=in_steps),
    ]
    if not any(_meets_all(number, exact) for number in tried):
        return False
    left = _few_left(exact, numbers, whole=in_steps) if loose else None
    return left is None or any(_holds_all(number, loose) for number in left)


def _holds_all(value: Any, loose: Sequence[tuple[Operator, Any]]) -> bool:
    """Whether a number compares with other numbers as operators that are not of order say."""
    numbers = [
        (operator, operand) for operator, operand in loose if isinstance(operand, int | Decimal)
    ]
    return not isinstance(value, Decimal) or all(
        operator.holds(value, [operand]) for operator, operand in numbers
    )


def _few_left(
    exact: Sequence[tuple[frozenset[int], Any]], numbers: Sequence[Decimal], *, whole: bool
) -> list[Decimal] | None:
    """Return all the numbers that constraints of order leave; None where they are many."""
    fixed = [rank for signs, rank in exact if signs == frozenset({EQUAL})]
    if fixed or not numbers:
        return fixed[:1] or None
    low, high = int(numbers[0] // 1) - 1, int(numbers[-1] // 1) + 2
    if not whole or high - low > _MOST_LISTED:
        return None
    if _meets_all(Decimal(low), exact) or _meets_all(Decimal(high), exact):
        return None
    return [number for number in map(Decimal, range(low, high)) if _meets_all(number, exact)]


def _beside(rank: Any) -> tuple[Any, ...]:
    """Return a word or a truth, and what differs from it."""
    return (True, False) if isinstance(rank, bool) else (rank, "\0 any other")


def _among(numbers: Sequence[Decimal], *, whole: bool) -> Iterator[Decimal]:
    """Yield numbers to try: each number, one beyond each end, and one in each gap.

    Of whole numbers, those next to each.
    """
    if whole:
        yield from (
            number.to_integral_value(ROUND_FLOOR) + step
            for number in numbers
            for step in (-1, 0, 1, 2)
        )
    elif numbers:
        yield from (numbers[0] - 1, *numbers, numbers[-1] + 1)
        yield from ((number + following) / 2 for number, following in pairwise(numbers))


def _meets_all(value: Any, constraints: Sequence[tuple[frozenset[int], Any]]) -> bool:
    return all(_meets(value, signs, wanted) for signs, wanted in constraints)


def _meets(value: Any, signs: frozenset[int], wanted: Any) -> bool:
    if isinstance(value, bool | str) or isinstance(wanted, bool | str):
        return (EQUAL if value == wanted else MORE) in signs
    return ((value > wanted) - (value < wanted)) in signs


def _rank(value: Any) -> Any:
    if isinstance(value, bool | str):
        return value
    if isinstance(value, Duration):  # certainly longer on each day is longer on average
        return average_days(value)
    return Decimal(value.toordinal()) if isinstance(value, date) else Decimal(value)
