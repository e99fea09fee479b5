"""Circles among names that lead to one another, in graphs of any size."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

from engine.diagnostics.bilingual import Sentence, sentence
from engine.diagnostics.diagnostic import Diagnostic, Location

Name = TypeVar("Name", bound=str | tuple[str, ...])


def circles(links: Mapping[Name, Iterable[Name]]) -> Iterator[tuple[Name, ...]]:
    """Yield one circle for each group of names that all lead to one another.

    It is the shortest from the first name of the group, which comes back at the end: `(a, b, a)`.
    """
    for group in connected(links):
        yield _shortest(min(group), group, links)


def circle_findings(
    links: Mapping[str, Iterable[str]],
    places: Mapping[str, Location],
    message_of: Callable[[str, Sentence], Sentence],
    hint: Sentence,
) -> Iterator[Diagnostic]:
    """Yield one finding for each circle, at its first name, with the places of the others.

    `message_of` gives the message from that name and the circle in words.
    """
    for path in circles(links):
        related = tuple(dict.fromkeys(places[name] for name in path[1:-1] if name in places))
        yield Diagnostic("ACC205", message_of(path[0], shown(path)), places[path[0]], hint, related)


_SHOWN = 12
"""A longer circle is shown by its ends."""


def shown(path: tuple[str, ...]) -> Sentence:
    """Return a path in one line, the middle of a long one left out."""
    if len(path) <= _SHOWN:
        return sentence("{path}", path=" → ".join(path))
    first, last = " → ".join(path[: _SHOWN // 2]), " → ".join(path[-_SHOWN // 2 :])
    return sentence(
        "{first} → … ({count} more) … → {last}", first=first, count=len(path) - _SHOWN, last=last
    )


def _shortest(
    start: Name, group: set[Name], links: Mapping[Name, Iterable[Name]]
) -> tuple[Name, ...]:
    """The shortest path from a name back to itself within its group, which has one."""
    came_from: dict[Name, Name] = {}
    waiting = [start]
    for name in waiting:
        for following in sorted(links[name]):
            if following == start:
                path = [start, name]
                while path[-1] != start:
                    path.append(came_from[path[-1]])
                return tuple(reversed(path)) if name != start else (start, start)
            if following in group and following not in came_from:
                came_from[following] = name
                waiting.append(following)
    raise ValueError(start)


def connected(links: Mapping[Name, Iterable[Name]]) -> Iterator[set[Name]]:
    """Yield the groups of names that lead to one another, or of one name that leads to itself."""
    known = {
        name: [other for other in following if other in links] for name, following in links.items()
    }
    return (
        group
        for group in _groups(known)
        if len(group) > 1 or any(name in known[name] for name in group)
    )


def _groups(links: Mapping[Name, list[Name]]) -> Iterator[set[Name]]:
    """Yield the groups of names that lead to one another.

    These are Tarjan's strongly connected components, without recursion: a long chain of rules would
    be too deep for it.
    """
    rank: dict[Name, int] = {}
    low: dict[Name, int] = {}  # the lowest rank that a name leads back to
    open_names: list[Name] = []  # names whose group is not complete yet
    inside: set[Name] = set()
    for root in sorted(links):
        path = [(root, iter(links[root]))] if root not in rank else []
        while path:
            name, following = path[-1]
            if name not in rank:
                rank[name] = low[name] = len(rank)
                open_names.append(name)
                inside.add(name)
            step = next(following, None)
            if step is None:
                path.pop()
                if path:
                    low[path[-1][0]] = min(low[path[-1][0]], low[name])
                if low[name] == rank[name]:  # it leads to nothing before it: its group is complete
                    group = set()
                    while name not in group:
                        group.add(open_names.pop())
                    inside -= group
                    yield group
            elif step not in rank:
                path.append((step, iter(links[step])))
            elif step in inside:
                low[name] = min(low[name], rank[step])
