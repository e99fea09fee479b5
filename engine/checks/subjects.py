"""Indexes rules by what they conclude on, in all their versions.

So the rules that could contradict each other are found without comparing each with all.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from typing import Generic, TypeVar

from engine.checks.entangled import entangled
from engine.checks.holding import FactBounds
from engine.checks.spans import Apart, spans_of
from engine.language.model import Corpus, Rule, provisions_of, rules_of
from engine.language.nodes import Deadline, Derive, Entitle, Meets, Pay
from engine.language.templates import placeholders
from engine.language.tree import roots_of, tables_of, walk

T = TypeVar("T")


def patterns_of(rule: Rule) -> tuple[str, ...]:
    """Return what a rule concludes on, with `*` for what depends on the occasion.

    Nothing for a rule that no other rule can contradict.
    """
    then = rule.then
    match then:
        case Derive(fact, _):
            return (fact,)
        case Pay(lines, _):
            return lines
        case Entitle(line=name) | Deadline(entry=name):
            for fact in placeholders(name):
                name = name.replace(f"{{{fact}}}", "*")
            return (name,)
    return ()


def meet(pattern: str, other: str) -> bool:
    """Whether two patterns may name the same thing."""
    return pattern == other or fnmatchcase(pattern, other) or fnmatchcase(other, pattern)


class Patterns(Generic[T]):
    """Things indexed by a pattern: a plain name, or one with `*`."""

    def __init__(self) -> None:
        self._things: dict[str, dict[T, None]] = {}
        self._by_start: dict[str, list[str]] = {}
        self._sorted: list[str] = []
        self._starts: list[str] = []

    def add(self, pattern: str, thing: T) -> None:
        """Add a thing under a pattern."""
        if pattern not in self._things and "*" in pattern:
            self._by_start.setdefault(_start(pattern), []).append(pattern)
        self._things.setdefault(pattern, {})[thing] = None

    def meeting(self, pattern: str) -> Iterator[T]:
        """Yield the things whose pattern may name what this one does."""
        for other in self._near(pattern):
            if meet(pattern, other):
                yield from self._things[other]

    def _near(self, pattern: str) -> Iterator[str]:
        """Yield the patterns that may match this one.

        Of two that do, the longer begins with what the shorter says before its `*`.
        """
        start = _start(pattern)
        if "*" not in pattern:
            yield from (pattern,) if pattern in self._things else ()
        for size in range(len(start) + 1):
            yield from self._by_start.get(start[:size], ())
        if "*" in pattern:
            self._in_order()
            yield from _beginning(start, self._sorted)
            for longer in _beginning(start, self._starts):
                yield from self._by_start[longer] if longer != start else ()

    def _in_order(self) -> None:
        if len(self._sorted) + sum(map(len, self._by_start.values())) < len(self._things):
            self._sorted = sorted(name for name in self._things if "*" not in name)
        if len(self._starts) < len(self._by_start):
            self._starts = sorted(self._by_start)

    def __iter__(self) -> Iterator[str]:
        return iter(self._things)


class Subjects:
    """The addresses of rules, by what they conclude on and by the tables that they read.

    All versions count. `naming_benefits` are the rules that name benefits, `entangled` those that
    may depend on themselves, `bounds` the bounds of the facts that they read.
    """

    def __init__(self, corpus: Corpus) -> None:
        self.bounds = FactBounds(corpus)
        self._of_kind: dict[str, Patterns[Apart]] = {}
        self._apart: dict[tuple[str, str], Apart] = {}
        self._reading: dict[str, dict[str, None]] = {}
        self.naming_benefits: dict[str, None] = {}
        rules = list(rules_of(provisions_of(corpus.texts.values())))
        self.entangled = entangled(rules)
        for provision, rule in rules:
            self._add(provision.address, rule)

    def _add(self, address: str, rule: Rule) -> None:
        kind, spans = type(rule.then).__name__, spans_of(rule.when)
        for pattern in patterns_of(rule):
            if (kind, pattern) not in self._apart:
                self._apart[kind, pattern] = Apart()
                self._of_kind.setdefault(kind, Patterns()).add(pattern, self._apart[kind, pattern])
            self._apart[kind, pattern].add(address, spans)
        nodes = [node for root in roots_of(rule) for node in walk(root)]
        for table in tables_of(nodes):
            self._reading.setdefault(table, {})[address] = None
        if any(isinstance(node, Meets) for node in nodes):
            self.naming_benefits[address] = None

    def beside(self, rule: Rule) -> Iterator[str]:
        """Yield the addresses of the rules that may conclude on the same thing when one does."""
        patterns = self._of_kind.get(type(rule.then).__name__)
        spans = spans_of(rule.when) if patterns else {}
        for pattern in patterns_of(rule) if patterns else ():
            assert patterns is not None  # there are patterns
            for apart in patterns.meeting(pattern):
                yield from apart.beside(spans)

    def reading(self, table: str) -> Iterable[str]:
        """Return the addresses of the rules that read a table in some version."""
        return self._reading.get(table, ())


def _start(pattern: str) -> str:
    """Return what stands in a pattern before its first `*`."""
    return pattern.partition("*")[0]


def _beginning(start: str, names: Sequence[str]) -> Iterator[str]:
    """Yield the names, of some in order, that begin so."""
    for rank in range(bisect_left(names, start), len(names)):
        if not names[rank].startswith(start):
            return
        yield names[rank]
