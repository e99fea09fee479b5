"""What is worked out once and kept for the next answer: words, citations, what a vocabulary says.

Each store holds so many results and no more, the last used ones; it may be shared by threads; how
much each holds can be asked for, so that a process which runs for months can be watched.

    @kept("labels", 4096)
    def label(name: str) -> str: ...
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import _lru_cache_wrapper, lru_cache
from typing import Any, Final, Generic, ParamSpec, TypeVar, cast

from msgspec import Struct

Given = ParamSpec("Given")
Worked = TypeVar("Worked")
Kind = TypeVar("Kind")

_STORES: Final[dict[str, _lru_cache_wrapper[Any]]] = {}


class Same(Struct, Generic[Kind], frozen=True, eq=False):
    """A thing known by its identity: what is kept of it is for it alone, whatever it is equal to.

    It is held as long as something is kept of it, so that no other can take its identity.
    """

    it: Kind

    def __hash__(self) -> int:
        return id(self.it)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and self.it is other.it


def kept(name: str, most: int) -> Callable[[Callable[Given, Worked]], Callable[Given, Worked]]:
    """Keep the last `most` results of a function in a store of this name.

    What is given tells its results apart with its types: 1 and True are two things.
    """

    def keeping(work: Callable[Given, Worked]) -> Callable[Given, Worked]:
        store = lru_cache(maxsize=most, typed=True)(work)
        _STORES[name] = store
        return cast("Callable[Given, Worked]", store)

    return keeping


def kept_now() -> Mapping[str, int]:
    """Return how many results each store holds at this moment, by its name."""
    return {name: store.cache_info().currsize for name, store in _STORES.items()}


def most_kept() -> Mapping[str, int]:
    """Return how many results each store may hold, by its name."""
    return {name: store.cache_info().maxsize or 0 for name, store in _STORES.items()}


def forget() -> None:
    """Empty every store: the next answers work everything out again."""
    for store in _STORES.values():
        store.cache_clear()
