"""A proof as a tree that can be read: what stands under several steps is written once and referred
to, what stands too deep is written apart.

A proof is a graph: two facts may rest on the same ones, level after level, and a chain of
derivations may be of any length. It costs what the graph does. `see` of a step names the one
written in full, `see_on` its day; `see_below` says that it comes after and not before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from msgspec.structs import replace

from engine.questions.answers.trace import TraceOccasion, TraceStep

LARGEST_REPEATED: Final = 32
"""A proof of no more steps than that is written each time: it is read sooner than a reference is
followed.
"""
DEEPEST: Final = 12
"""How deep a step may stand: a narrow terminal still has room for it."""
_OF_THE_OCCASION = ("id", "on", "occasion", "occasion_label", "subject", "subject_label")
_OF_THE_RULE = tuple(
    name for name in TraceStep.__struct_fields__ if name not in (*_OF_THE_OCCASION, "children")
)


def compacted(occasions: Sequence[TraceOccasion]) -> tuple[TraceOccasion, ...]:
    """Return a trace in which the same requirements of a benefit, and any large proof, are written
    once and referred to after that.

    A short trace leaves out what stands under a rule that does not apply. So only other such rules
    refer to a step that is written there.
    """
    compaction = _Compaction(_sizes(step for occasion in occasions for step in occasion.children))
    return tuple(
        replace(occasion, children=compaction.steps(occasion.children)) for occasion in occasions
    )


class _Compaction:
    """What has been written so far and what is still to write. Steps that a short trace shows and
    steps that it hides are kept apart.
    """

    def __init__(self, sizes: dict[int, int]) -> None:
        self._sizes = sizes
        self._contents = _Contents()
        self._before: dict[bool, dict[object, TraceStep]] = {True: {}, False: {}}
        self._postponed: list[tuple[TraceStep, bool]] = []
        self._waiting: set[int] = set()

    def steps(
        self, nodes: Iterable[TraceStep], depth: int = 1, *, shown: bool = True
    ) -> tuple[TraceStep, ...]:
        """Return steps, each in full the first time. A step that would stand too deep is put after
        the step of the occasion that rests on it.
        """
        steps: list[TraceStep] = []
        for node in nodes:
            visible = shown and node.outcome != "not_applied"
            steps.append(self._met(node, depth, visible=visible))
            steps += self._put_off() if depth == 1 else ()
        return tuple(steps)

    def _met(self, node: TraceStep, depth: int, *, visible: bool) -> TraceStep:
        key = self._key(node)
        if key is not None:
            above = self._before[True].get(key) or (
                None if visible else self._before[False].get(key)
            )
            if above is not None:
                return self._reference(node, above)
            self._before[visible][key] = node
        if depth > DEEPEST and node.children:
            self._postponed.append((node, visible))
            self._waiting.add(id(node))
            return self._reference(node, node)
        return self._whole(node, depth, visible=visible)

    def _whole(self, node: TraceStep, depth: int, *, visible: bool) -> TraceStep:
        if not node.children:
            return node
        return replace(node, children=self.steps(node.children, depth + 1, shown=visible))

    def _put_off(self) -> Iterator[TraceStep]:
        """Yield the steps that were put off, each with what it rests on. One that a short trace
        hides says so.
        """
        while self._postponed:
            postponed, self._postponed = self._postponed, []
            for node, visible in postponed:
                self._waiting.discard(id(node))
                whole = self._whole(node, 1, visible=visible)
                yield whole if visible else replace(whole, apart="not_applied")

    def _key(self, node: TraceStep) -> object:
        """Return what identifies a step that is written once: its content for a benefit, the step
        itself for a large proof. None for any other step.
        """
        if node.benefit is not None:
            return self._contents.of(node)
        return (id(node),) if self._sizes[id(node)] > LARGEST_REPEATED else None

    def _reference(self, node: TraceStep, full: TraceStep) -> TraceStep:
        return replace(
            node,
            see=full.id,
            see_on=full.on,
            see_subject=full.subject_label or "",
            see_below=True if id(full) in self._waiting else None,
            children=(),
        )


def _sizes(nodes: Iterable[TraceStep]) -> dict[int, int]:
    """Return how many steps each node takes when it is written out, by identity. All those too
    large to repeat count alike.
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
    """What steps say, read, conclude and cite, whatever their occasion. Two steps that are alike
    have the same number.
    """

    def __init__(self) -> None:
        self._numbers: dict[tuple[tuple[object, ...], tuple[int, ...]], int] = {}
        self._of_node: dict[int, int] = {}

    def of(self, first: TraceStep) -> int:
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
                fields = tuple(getattr(node, name) for name in _OF_THE_RULE)
                content = fields, tuple(self._of_node[id(child)] for child in node.children)
                self._of_node[id(node)] = self._numbers.setdefault(content, len(self._numbers))
        return self._of_node[id(first)]
