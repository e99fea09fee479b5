"""A proof as a tree that can be read: what stands under several steps is told once and referred to,
what stands too deep is told apart.

A proof is a graph: two facts may rest on the same ones, level after level, and a chain of
derivations may be of any length. It costs what the graph does. `see` of a step names the one told
in full, `see_on` its day; `see_below` says that it comes after and not before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from msgspec.structs import replace

from engine.questions.answers.trace import OccasionTold, StepTold

LARGEST_REPEATED: Final = 32
"""A proof of no more steps than that is told each time: it is read sooner than a reference is
followed.
"""
DEEPEST: Final = 12
"""How deep a step may stand: a narrow terminal still has room for it."""
_OF_THE_OCCASION = ("id", "on", "occasion", "occasion_label", "subject", "subject_label")
_OF_THE_RULE = tuple(
    name for name in StepTold.__struct_fields__ if name not in (*_OF_THE_OCCASION, "children")
)


def compacted(occasions: Sequence[OccasionTold]) -> tuple[OccasionTold, ...]:
    """Return a trace in which the requirements of a benefit told alike, and any large proof, are
    told once and referred to after that.

    What stands under a rule that does not apply is referred to from such rules only: a short trace
    leaves them out.
    """
    telling = _Telling(_sizes(step for occasion in occasions for step in occasion.children))
    return tuple(
        replace(occasion, children=telling.told(occasion.children)) for occasion in occasions
    )


class _Telling:
    """What has been told so far, in steps that a short trace shows and in those that it hides, and
    what is still to tell.
    """

    def __init__(self, sizes: dict[int, int]) -> None:
        self._sizes = sizes
        self._contents = _Contents()
        self._before: dict[bool, dict[object, StepTold]] = {True: {}, False: {}}
        self._postponed: list[tuple[StepTold, bool]] = []
        self._waiting: set[int] = set()

    def told(
        self, nodes: Iterable[StepTold], depth: int = 1, *, shown: bool = True
    ) -> tuple[StepTold, ...]:
        """Return steps, the first time in full, those that stand too deep after the step of their
        occasion that rests on them.
        """
        told: list[StepTold] = []
        for node in nodes:
            visible = shown and node.outcome != "not_applied"
            told.append(self._met(node, depth, visible=visible))
            told += self._told_apart() if depth == 1 else ()
        return tuple(told)

    def _met(self, node: StepTold, depth: int, *, visible: bool) -> StepTold:
        key = self._key(node)
        if key is not None:
            above = self._before[True].get(key) or (
                None if visible else self._before[False].get(key)
            )
            if above is not None:
                return self._referred(node, above)
            self._before[visible][key] = node
        if depth > DEEPEST and node.children:
            self._postponed.append((node, visible))
            self._waiting.add(id(node))
            return self._referred(node, node)
        return self._whole(node, depth, visible=visible)

    def _whole(self, node: StepTold, depth: int, *, visible: bool) -> StepTold:
        if not node.children:
            return node
        return replace(node, children=self.told(node.children, depth + 1, shown=visible))

    def _told_apart(self) -> Iterator[StepTold]:
        """Yield what has been put off, each with what it rests on; what is hidden from a short
        trace says so.
        """
        while self._postponed:
            postponed, self._postponed = self._postponed, []
            for node, visible in postponed:
                self._waiting.discard(id(node))
                whole = self._whole(node, 1, visible=visible)
                yield whole if visible else replace(whole, apart="not_applied")

    def _key(self, node: StepTold) -> object:
        """Return what tells a step that is told once: its content for a benefit, itself for a large
        proof; None for any other.
        """
        if node.benefit is not None:
            return self._contents.of(node)
        return (id(node),) if self._sizes[id(node)] > LARGEST_REPEATED else None

    def _referred(self, node: StepTold, told: StepTold) -> StepTold:
        return replace(
            node,
            see=told.id,
            see_on=told.on,
            see_subject=told.subject_label or "",
            see_below=True if id(told) in self._waiting else None,
            children=(),
        )


def _sizes(nodes: Iterable[StepTold]) -> dict[int, int]:
    """Return how many steps each node of some proofs has when it is written out, by identity; those
    too large to repeat are all alike.
    """
    sizes: dict[int, int] = {}
    waiting = list(nodes)
    while waiting:  # no recursion: a chain may be of any length
        node = waiting[-1]
        children = node.children
        below = [child for child in children if id(child) not in sizes]
        if below and id(node) not in sizes:
            waiting += below
            continue
        waiting.pop()
        size = 1 + sum(sizes[id(child)] for child in children)
        sizes[id(node)] = min(size, LARGEST_REPEATED + 1)
    return sizes


class _Contents:
    """What nodes say, read, conclude and cite, whatever their occasion: alike nodes have one
    number.
    """

    def __init__(self) -> None:
        self._numbers: dict[tuple[tuple[object, ...], tuple[int, ...]], int] = {}
        self._of_node: dict[int, int] = {}

    def of(self, first: StepTold) -> int:
        """Return the number of what a node and all below it say."""
        waiting = [first]
        while waiting:
            node = waiting[-1]
            below = [child for child in node.children if id(child) not in self._of_node]
            if below and id(node) not in self._of_node:
                waiting += below
                continue
            waiting.pop()
            if id(node) not in self._of_node:
                own = tuple(getattr(node, name) for name in _OF_THE_RULE)
                content = own, tuple(self._of_node[id(child)] for child in node.children)
                self._of_node[id(node)] = self._numbers.setdefault(content, len(self._numbers))
        return self._of_node[id(first)]
