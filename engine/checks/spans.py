"""Conditions as spans of constants, fact by fact: rules that can
never hold together are told apart without comparing each with all.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, TypeAlias

from engine.language.comparison import EQUAL, LESS, MORE
from engine.language.forms.literal import Literally
from engine.language.nodes import All, Compare, Condition
from engine.language.operators import OPERATORS

Rank: TypeAlias = tuple[Any, ...]
"""A constant of a kind, in order; kinds do not mix, and the ends of all are beyond them."""
Span: TypeAlias = tuple[Rank, Rank]
"""From a constant to another, both included: wider than what is meant where one is not."""
Spans: TypeAlias = Mapping[str, tuple[Span, ...]]
"""For each fact that a condition holds within constants, the spans of which it must lie in one."""

_LEAST: Rank = (-1,)
_MOST: Rank = (9,)
_FEW = 8
_MANY = 4
"""One in so many must be held along a fact: what is told
apart along it, and what is not, is then divided soon.
"""


def spans_of(when: Condition | None) -> Spans:
    """Return the spans in which the facts of a condition
    must lie for it to hold, as far as its leaves alone tell.
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
    """Addresses with the spans of their conditions: those that may
    hold with another are found along the fact that tells most apart.

    Those that it does not concern are told apart along another fact, and so on.
    """

    def __init__(
        self, entries: Sequence[tuple[str, Spans]] = (), without: frozenset[str] = frozenset()
    ) -> None:
        self._entries = dict.fromkeys((address, tuple(spans.items())) for address, spans in entries)
        self._without = without

    def add(self, address: str, spans: Spans) -> None:
        """Add a rule; nothing is looked up before all are there."""
        self._entries[address, tuple(spans.items())] = None

    def beside(self, spans: Spans) -> Iterator[str]:
        """Yield the addresses, maybe more than once, of the rules
        whose condition may hold with one that has these spans.
        """
        for address, other in self.near(spans):
            if meet_in(spans, other):
                yield address

    def near(self, spans: Spans) -> Iterator[tuple[str, Spans]]:
        """Yield the rules not told apart along some facts;
        others of their facts may still do it.
        """
        if self._fact is None:
            yield from self._listed
        elif self._fact in spans:
            for span in spans[self._fact]:
                yield from self._along.meeting(span)
            yield from self._loose.near(spans)
        else:
            yield from self._held.near(spans)
            yield from self._loose.near(spans)

    @cached_property
    def _listed(self) -> list[tuple[str, Spans]]:
        return [(address, dict(spans)) for address, spans in self._entries]

    @cached_property
    def _fact(self) -> str | None:
        """The fact held within most different spans, of those
        that many hold; None where there is little to tell apart.
        """
        held: dict[str, list[tuple[Span, ...]]] = {}
        for _, spans in self._listed if len(self._entries) > _FEW else ():
            for fact in spans.keys() - self._without:
                held.setdefault(fact, []).append(spans[fact])
        different = {
            fact: len(set(spans))
            for fact, spans in held.items()
            if _MANY * len(spans) >= len(self._entries)
        }
        best = max(different, key=lambda fact: (different[fact], fact), default="")
        return best if best and different[best] > 1 else None

    @cached_property
    def _along(self) -> _Line:
        fact = self._fact or ""
        return _Line([(span, entry) for entry in self._listed for span in entry[1].get(fact, ())])

    @cached_property
    def _held(self) -> Apart:
        return Apart(
            [entry for entry in self._listed if self._fact in entry[1]],
            self._without | {self._fact or ""},
        )

    @cached_property
    def _loose(self) -> Apart:
        return Apart(
            [entry for entry in self._listed if self._fact not in entry[1]],
            self._without | {self._fact or ""},
        )


class _Line:
    """Spans along one fact, as a balanced tree of those that
    begin in order, each with the furthest end under it.
    """

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
        """Yield what has a span that meets one."""
        waiting = [(0, bisect_right(self._starts, span[1]), len(self._all))]
        while waiting:
            low, last, high = waiting.pop()
            middle = (low + high) // 2
            if low >= min(last, high) or self._furthest[middle] < span[0]:
                continue
            if middle < last:
                own, entry = self._all[middle]
                if own[1] >= span[0]:
                    yield entry
                waiting.append((middle + 1, last, high))
            waiting.append((low, last, middle))
