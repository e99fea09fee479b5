"""Finds the rules whose conditions may hold together, without comparing each rule with all.

A condition such as `area: {at_least: 5}` keeps a fact within a span of constants. Rules whose
spans do not meet can never hold together.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, TypeAlias

from engine.language.comparison import EQUAL, LESS, MORE
from engine.language.durations import average_days
from engine.language.forms.literal import Literally
from engine.language.nodes import All, Compare, Condition
from engine.language.operators import OPERATORS
from engine.language.temporal import Duration

Rank: TypeAlias = tuple[Any, ...]
"""A constant of a kind, in order; kinds do not mix, and the ends of all are beyond them."""
Span: TypeAlias = tuple[Rank, Rank]
"""From a constant to another, both included: wider than what is meant where one is not."""
Spans: TypeAlias = Mapping[str, tuple[Span, ...]]
"""For each fact that a condition constrains, the spans: the fact must lie in one of them."""

_LEAST: Rank = (-1,)
_MOST: Rank = (9,)
_FEW = 8
"""So few rules are compared one by one: dividing them would cost more."""
_MANY = 4
"""A fact is worth dividing along if at least one rule in so many constrains it."""


def spans_of(when: Condition | None) -> Spans:
    """Return the spans in which facts must lie for a condition to hold.

    Only comparisons with constants that must all hold are read: the spans may be too wide.
    """
    by_fact: dict[str, tuple[Span, ...]] = {}
    for leaf in _leaves(when):
        spans = _of_leaf(leaf)
        if spans is not None:
            by_fact[leaf.fact] = _both(by_fact[leaf.fact], spans) if leaf.fact in by_fact else spans
    return by_fact


def _leaves(when: Condition | None) -> Iterator[Compare]:
    match when:
        case All(parts):
            for part in parts:
                yield from _leaves(part)
        case Compare():
            yield when


def _of_leaf(leaf: Compare) -> tuple[Span, ...] | None:
    ranks = [
        _rank(operand.value) if isinstance(operand, Literally) else None
        for operand in leaf.operands
    ]
    known = [rank for rank in ranks if rank is not None]
    if len(known) < len(ranks) or not known:
        return None
    operator = OPERATORS[leaf.operator]
    if operator.any_operand or operator.signs == frozenset({EQUAL}):
        return tuple((rank, rank) for rank in sorted(known))
    if operator.signs is None or {LESS, MORE} <= operator.signs:
        return None
    return ((known[0], _MOST),) if MORE in operator.signs else ((_LEAST, known[0]),)


def _rank(value: object) -> Rank | None:
    match value:
        case bool():
            return (2, value)
        case str():
            return (1, value)
        case date():
            return (0, value.toordinal())
        case int() | Decimal():
            return (0, value)
        case Duration():
            return (0, average_days(value))
    return None


def _both(some: Sequence[Span], others: Sequence[Span]) -> tuple[Span, ...]:
    met = (
        (max(first[0], second[0]), min(first[1], second[1])) for first in some for second in others
    )
    return tuple(span for span in met if span[0] <= span[1])


def meet_in(some: Spans, others: Spans) -> bool:
    """Whether two conditions may hold together, as far as their spans tell."""
    return all(fact not in others or _both(spans, others[fact]) for fact, spans in some.items())


class Apart:
    """Addresses of rules with the spans of their conditions.

    They are divided along the fact that separates most of them. The rules that do not constrain
    that fact are divided along another one, and so on.
    """

    def __init__(
        self, entries: Sequence[tuple[str, Spans]] = (), used: frozenset[str] = frozenset()
    ) -> None:
        self._entries = dict.fromkeys((address, tuple(spans.items())) for address, spans in entries)
        self._used = used

    def add(self, address: str, spans: Spans) -> None:
        """Add a rule; nothing is looked up before all are there."""
        self._entries[address, tuple(spans.items())] = None

    def beside(self, spans: Spans) -> Iterator[str]:
        """Yield the addresses of the rules whose condition may hold with one that has these spans.

        An address may come more than once.
        """
        for address, other in self.near(spans):
            if meet_in(spans, other):
                yield address

    def near(self, spans: Spans) -> Iterator[tuple[str, Spans]]:
        """Yield the rules that the division does not separate from these spans.

        Some of them may still be separate: `meet_in` looks at all their facts.
        """
        if self._fact is None:
            yield from self._listed
        elif self._fact in spans:
            for span in spans[self._fact]:
                yield from self._along.meeting(span)
            yield from self._free.near(spans)
        else:
            yield from self._constrained.near(spans)
            yield from self._free.near(spans)

    @cached_property
    def _listed(self) -> list[tuple[str, Spans]]:
        return [(address, dict(spans)) for address, spans in self._entries]

    @cached_property
    def _fact(self) -> str | None:
        """The fact along which to divide: of those often used, the one with most different spans.

        None where there is too little to divide.
        """
        spans_by_fact: dict[str, list[tuple[Span, ...]]] = {}
        for _, spans in self._listed if len(self._entries) > _FEW else ():
            for fact in spans.keys() - self._used:
                spans_by_fact.setdefault(fact, []).append(spans[fact])
        different = {
            fact: len(set(spans))
            for fact, spans in spans_by_fact.items()
            if _MANY * len(spans) >= len(self._entries)
        }
        best = max(different, key=lambda fact: (different[fact], fact), default="")
        return best if best and different[best] > 1 else None

    @cached_property
    def _along(self) -> _Line:
        fact = self._fact or ""
        return _Line([(span, entry) for entry in self._listed for span in entry[1].get(fact, ())])

    @cached_property
    def _constrained(self) -> Apart:
        return Apart(
            [entry for entry in self._listed if self._fact in entry[1]],
            self._used | {self._fact or ""},
        )

    @cached_property
    def _free(self) -> Apart:
        return Apart(
            [entry for entry in self._listed if self._fact not in entry[1]],
            self._used | {self._fact or ""},
        )


class _Line:
    """Spans along one fact: a balanced tree by start, with the furthest end below each node."""

    def __init__(self, entries: Sequence[tuple[Span, tuple[str, Spans]]]) -> None:
        self._all = sorted(entries, key=lambda entry: entry[0])
        self._starts = [span[0] for span, _ in self._all]
        self._furthest: list[Rank] = [_LEAST] * len(self._all)
        self._fill(0, len(self._all))

    def _fill(self, low: int, high: int) -> Rank:
        if low >= high:
            return _LEAST
        middle = (low + high) // 2
        furthest = max(
            self._all[middle][0][1], self._fill(low, middle), self._fill(middle + 1, high)
        )
        self._furthest[middle] = furthest
        return furthest

    def meeting(self, span: Span) -> Iterator[tuple[str, Spans]]:
        """Yield the entries whose span meets this one."""
        waiting = [(0, bisect_right(self._starts, span[1]), len(self._all))]
        while waiting:
            low, last, high = waiting.pop()
            middle = (low + high) // 2
            # Nothing here begins early enough, or all that is here has ended before.
            if low >= min(last, high) or self._furthest[middle] < span[0]:
                continue
            if middle < last:
                own, entry = self._all[middle]
                if own[1] >= span[0]:
                    yield entry
                waiting.append((middle + 1, last, high))
            waiting.append((low, last, middle))
