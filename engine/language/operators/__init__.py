"""The operators of comparison, a module for each family.

To add one, add a record to a module, or a module with its own `OPERATORS`: nothing else names it.
Its name is then read in a condition, written in the schema and on the page of the language, and
every reader of conditions finds here what it needs. What no operator denies by its own name is
denied all the same: `opposite` gives `not NAME`.

In: the modules of this folder. Out: `OPERATORS`, each by its name. Read first: `order.py`, then
`engine/language/comparison.py`, which says what an operator answers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import cast

from engine.language.comparison import Deniable, Denied, Operator
from engine.language.nodes import Compare

__all__ = ["OPERATORS", "WRITTEN", "meant_by", "opposite", "opposite_of"]


def _declared() -> Iterator[Operator]:
    """Yield the operators of each family, in the order of their modules."""
    files = Path(__file__).parent.iterdir()
    for name in sorted(file.stem for file in files if file.suffix == ".py" and file.stem[0] != "_"):
        yield from import_module(f"{__name__}.{name}").OPERATORS


def _with_denials() -> Iterator[tuple[str, Operator]]:
    """Yield each operator by its name, and what denies those that have no opposite."""
    for operator in _declared():
        yield operator.name, operator
        if not operator.opposite:
            denied = Denied(cast("Deniable", operator))
            yield denied.name, denied


OPERATORS: Mapping[str, Operator] = MappingProxyType(dict(_with_denials()))
"""All the operators by name, those that only deny another included."""
WRITTEN: tuple[str, ...] = tuple(name for name, operator in OPERATORS.items() if operator.written)
"""The names that a file may write."""


def meant_by(written: str) -> str | None:
    """Return the operator that a hand meant by a name that is none (`au moins`), None if unknown.

    Letters missed aside, it is what the record of an operator says that it is `also_called`. The
    names of operators count too, so that the nearest of all is given: `at_leest` is `at_least`.
    """
    from difflib import get_close_matches
    from unicodedata import combining, normalize

    letters = (c for c in normalize("NFKD", written.casefold()) if not combining(c))
    plain = re.sub(r"[\s'’_-]+", "_", "".join(letters)).strip("_")
    names = {other: name for name in WRITTEN for other in (name, *OPERATORS[name].also_called)}
    close = get_close_matches(plain, names, n=1, cutoff=0.75)
    return names[close[0]] if close else None


def opposite_of(name: str) -> str:
    """Return the name of the operator that is true where another is false."""
    return OPERATORS[name].opposite or f"not {name}"


def opposite(leaf: Compare) -> Compare:
    """Return the comparison that is true where another is false, and unknown where it is."""
    return Compare(leaf.fact, opposite_of(leaf.operator), leaf.operands)
