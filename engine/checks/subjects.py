"""What the rules of a corpus conclude on, in all their versions: those that could meet are found without comparing each with all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from typing import Generic, TypeVar

from engine.clauses import Deadline, Derive, Entitle, Pay
from engine.logic import placeholders
from engine.model import Provision, Rule

T = TypeVar("T")
_ANY = ""


def patterns_of(rule: Rule) -> tuple[str, ...]:
    """Return what a rule concludes on, with `*` for what depends on the occasion; nothing for a rule that no other can contradict."""
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


def meet(one: str, other: str) -> bool:
    """Whether two patterns may name the same thing."""
    return one == other or fnmatchcase(one, other) or fnmatchcase(other, one)


class Patterns(Generic[T]):
    """Things by the pattern of what they speak of, each once for a pattern."""

    def __init__(self) -> None:
        self._things: dict[str, dict[T, None]] = {}
        self._by_head: dict[str, list[str]] = {}

    def add(self, pattern: str, thing: T) -> None:
        """Add a thing under a pattern."""
        if pattern not in self._things:
            self._by_head.setdefault(_head(pattern), []).append(pattern)
        self._things.setdefault(pattern, {})[thing] = None

    def meeting(self, pattern: str) -> Iterator[T]:
        """Yield the things whose pattern may name what this one does."""
        head = _head(pattern)
        for near in self._by_head if head == _ANY else (head, _ANY):
            for other in self._by_head.get(near, ()):
                if meet(pattern, other):
                    yield from self._things[other]

    def __iter__(self) -> Iterator[str]:
        return iter(self._things)


class Subjects:
    """The addresses of rules by the kind and the pattern of what they conclude on, in any version."""

    def __init__(self, provisions: Iterable[Provision]) -> None:
        self._of_kind: dict[str, Patterns[str]] = {}
        for provision in provisions:
            for pattern in patterns_of(provision.rule) if provision.rule else ():
                assert provision.rule is not None  # it has patterns
                self._of_kind.setdefault(type(provision.rule.then).__name__, Patterns()).add(pattern, provision.address)

    def beside(self, rule: Rule) -> Iterator[str]:
        """Yield the addresses of the rules that may, in some version, conclude on what a rule does."""
        found = self._of_kind.get(type(rule.then).__name__)
        for pattern in patterns_of(rule) if found else ():
            assert found is not None  # there are patterns
            yield from found.meeting(pattern)


def _head(pattern: str) -> str:
    """Return the first part of a pattern, which must be that of all that it meets; nothing where it may be any."""
    head = pattern.partition(".")[0]
    return _ANY if "*" in head else head
