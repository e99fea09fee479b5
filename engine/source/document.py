"""What a file holds, with the place of everything in it: plain data, and positions beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from msgspec import Struct, field

from engine.diagnostics.diagnostic import Location

Pointer: TypeAlias = tuple[str | int, ...]
"""The way to a value: keys of mappings and ranks in lists."""

FIELDS = 3
"""The numbers kept for each entry of a file: line, column,
and how many entries it takes, itself included.
"""
_MANY = 24
"""Children from which on their places are worked out once for all, and not by a walk to each."""


class Document(Struct, frozen=True, eq=False):
    """What a file holds: plain mappings, lists and scalars, the
    positions of all of it beside it, and the SHA-256 of its content.

    `positions` lists the nodes in the order of the file, three numbers each: line, column (from 1),
    and the entries that the node spans. A key of a mapping is an entry of its own before its value.
    """

    path: str
    tree: Any
    positions: Sequence[int]
    digest: str = ""
    starts: dict[int, Mapping[str | int, int]] = field(default_factory=dict)
    """For the entry of each long mapping and list asked about so far:
    the entry of each of its children (of its key, in a mapping).
    """

    def __reduce__(self) -> tuple[type[Document], tuple[str, Any, tuple[int, ...], str]]:
        """Pickle the positions as numbers: from the cache, they are a view of its file."""
        return Document, (self.path, self.tree, tuple(self.positions), self.digest)

    def locate(self, pointer: Sequence[str | int], *, key: bool = False) -> Location:
        """Return the place of the value at `pointer` (of its key when
        `key`); of the nearest thing around it when there is none.
        """
        node, entry, of_key = self.tree, 0, 0
        for step in pointer:
            inner = self._step(node, entry, step)
            if inner is None:
                return self._place(entry)
            node, entry, of_key = inner
        return self._place(of_key if key else entry)

    def part(self, pointer: Sequence[str | int]) -> Document:
        """Return what stands at `pointer` as a document of its own,
        with its places in the file; of nothing when nothing is there.
        """
        node, entry = self.tree, 0
        for step in pointer:
            inner = self._step(node, entry, step)
            if inner is None:
                return Document(self.path, None, ())
            node, entry, _ = inner
        end = entry + self.positions[entry * FIELDS + 2]
        return Document(self.path, node, self.positions[entry * FIELDS : end * FIELDS])

    def entries(self) -> Iterator[tuple[str, Location, int]]:
        """Yield all that is written, in the order of the file: its text (nothing for a mapping or a
        list), its place, the entries it spans.

        A key spans its value too.
        """
        waiting: list[tuple[bool, Any]] = [(False, self.tree)]
        entry = 0
        while waiting:
            is_key, node = waiting.pop()
            span = (
                self.positions[entry * FIELDS + 2]
                if not is_key
                else 1 + self.positions[(entry + 1) * FIELDS + 2]
            )
            grouped = isinstance(node, dict | list)
            yield "" if grouped else str(node), self._place(entry), span
            entry += 1
            if isinstance(node, dict):
                waiting += [
                    place
                    for key, child in reversed(node.items())
                    for place in ((False, child), (True, key))
                ]
            elif isinstance(node, list):
                waiting += [(False, child) for child in reversed(node)]

    def _step(self, node: Any, entry: int, step: str | int) -> tuple[Any, int, int] | None:
        """Return the child at `step`, its entry, and the entry of its key."""
        is_list = isinstance(node, list)
        if not (
            isinstance(step, int) and 0 <= step < len(node)
            if is_list
            else isinstance(node, dict) and step in node
        ):
            return None
        if len(node) < _MANY:
            here = next(here for name, here in self._children(node, entry) if name == step)
        else:
            if entry not in self.starts:
                self.starts[entry] = dict(self._children(node, entry))
            here = self.starts[entry][step]
        return node[step], here if is_list else here + 1, here

    def _children(self, node: Any, entry: int) -> Iterator[tuple[str | int, int]]:
        """Yield the name or rank of each child of a mapping or
        a list, and the entry of its key or, in a list, its own.
        """
        spans, here = self.positions, entry + 1
        if isinstance(node, dict):
            for name in node:
                yield name, here
                here += 1 + spans[(here + 1) * FIELDS + 2]
        else:
            for rank in range(len(node)):
                yield rank, here
                here += spans[here * FIELDS + 2]

    def _place(self, entry: int) -> Location:
        at = entry * FIELDS
        if at + 1 >= len(self.positions):
            return Location(self.path)
        return Location(self.path, self.positions[at], self.positions[at + 1])
