"""What the rules of a corpus conclude on, in all their versions: those that could meet are found without comparing each with all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase

from engine.clauses import Deadline, Derive, Entitle, Pay
from engine.logic import placeholders
from engine.model import Provision, Rule

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


class Subjects:
    """The addresses of rules by the kind and the pattern of what they conclude on, in any version."""

    def __init__(self, provisions: Iterable[Provision]) -> None:
        self._addresses: dict[tuple[str, str], dict[str, None]] = {}
        self._by_head: dict[tuple[str, str], dict[str, None]] = {}
        for provision in provisions:
            if provision.rule:
                kind = type(provision.rule.then).__name__
                for pattern in patterns_of(provision.rule):
                    self._addresses.setdefault((kind, pattern), {})[provision.address] = None
                    self._by_head.setdefault((kind, _head(pattern)), {})[pattern] = None
        self._heads: dict[str, list[str]] = {}
        for kind, head in self._by_head:
            self._heads.setdefault(kind, []).append(head)

    def beside(self, rule: Rule) -> Iterator[str]:
        """Yield the addresses of the rules that may, in some version, conclude on what a rule does."""
        kind = type(rule.then).__name__
        for pattern in patterns_of(rule):
            head = _head(pattern)
            for near in self._heads.get(kind, ()) if head == _ANY else (head, _ANY):
                for other in self._by_head.get((kind, near), ()):
                    if meet(pattern, other):
                        yield from self._addresses[kind, other]


def _head(pattern: str) -> str:
    """Return the first part of a pattern, which must be that of all that it meets; nothing where it may be any."""
    head = pattern.partition(".")[0]
    return _ANY if "*" in head else head
