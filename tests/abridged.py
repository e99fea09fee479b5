"""Answers cut down to what a schema can tell apart, so that those of every scenario are soon valid."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

_FORMS = (
    re.compile(r"\d{4}-\d\d-\d\d$"),
    re.compile(r"-?\d+(\.\d+)?$"),
    re.compile(r"[a-z]+(_[a-z]+)*$"),
)
Seen = set[tuple[object, object]]


def abridged(tree: Any, seen: Seen, place: object = None) -> tuple[Any, object]:
    """Return a tree whose lists hold one part of each shape, with its own shape.

    Parts of one shape have the same keys, and values that a schema cannot tell apart: to look at one
    of them is enough, and a hundred times quicker. A part that stood in this list of an answer
    before is left out too: `seen` holds the shapes, by the keys that lead to the list.
    """
    if isinstance(tree, dict):
        parts = {key: abridged(value, seen, (place, key)) for key, value in tree.items()}
        shape = tuple((key, own) for key, (_, own) in parts.items())
        return {key: part for key, (part, _) in parts.items()}, shape
    if isinstance(tree, list):
        kept: dict[object, Any] = {}
        for one in tree:
            part, shape = abridged(one, seen, place)
            kept.setdefault(shape, part)  # the first: of the others what it holds is left out
        new = [part for shape, part in kept.items() if (place, shape) not in seen]
        seen.update((place, shape) for shape in kept)
        return new, frozenset(kept)
    if isinstance(tree, str):
        return tree, _form(tree)
    return tree, type(tree)


@cache
def _form(text: str) -> object:
    """Return what a schema may tell of a text: a day, a number, a name, which is one of a few."""
    form = next((rank for rank, form in enumerate(_FORMS) if form.match(text)), "words")
    return text if form == 2 else form
