"""A case with something in it changed: where a path leads in the words of a vocabulary, and the
tree of the case with another value there.

In: the tree of a case and a path. Out: another tree; the one given is not touched.

    contract.signed_on             a fact
    tasks.red.started_on            a fact of an element
    visits.2.by                     a fact of the second element of a list
    tasks.red.results.2021.rate     a fact of the record that the list indexes by 2021
    tasks.red, tasks, visits.2      a whole element, or a whole list
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any, Final, TypeAlias

from msgspec import Struct

from engine.language.model import Collection, Records, Vocabulary, Word
from engine.source.document import Pointer


class Rank(Struct, frozen=True):
    """A step into a list: the record of a rank, counted from 1; or, where something indexes the
    list, the record of that index.
    """

    number: int
    indexed_by: str = ""

    def place_in(self, listed: Sequence[Any]) -> int:
        """Return the rank, from 0, of the record in a list; the length of the list where it has
        none.
        """
        if not self.indexed_by:
            return self.number - 1
        indexes = [each.get(self.indexed_by) for each in listed if isinstance(each, Mapping)]
        return indexes.index(self.number) if self.number in indexes else len(listed)


Step: TypeAlias = "str | Rank"


class Way(Struct, frozen=True):
    """The way of a path into a case, and the word of the fact to which it leads: None for a whole
    element or list.
    """

    steps: tuple[Step, ...]
    word: Word | None = None


def way_to(path: str, vocabulary: Vocabulary) -> Way | None:
    """Return the way of a path, None where the vocabulary has nothing there."""
    word = vocabulary.facts.get(path)
    if word is not None:
        return Way(tuple(path.split(".")), word)
    for collection in vocabulary.collections.values():
        steps = tuple(collection.name.split("."))
        if path == collection.name:
            return Way(steps)
        if path.startswith(f"{collection.name}."):
            key, _, rest = path.removeprefix(f"{collection.name}.").partition(".")
            way = _way_in(collection, key, rest, vocabulary)
            if way is not None:
                return Way((*steps, *way.steps), way.word)
    return None


def _way_in(collection: Collection, key: str, rest: str, vocabulary: Vocabulary) -> Way | None:
    """Return the way from a collection to one of its elements, or to what the element holds."""
    if collection.keys_only or (collection.keys and key not in collection.keys):
        return None
    step: Step | None = key if collection.keys else _rank(key)
    if step is None:
        return None
    if not rest:
        return Way((step,))
    derived = vocabulary.facts.get(f"{collection.singular}.{rest}")
    way = (
        Way(tuple(rest.split(".")), derived)
        if derived is not None
        else _way_within(rest, collection.facts, collection.lists_of(key))
    )
    return None if way is None else Way((step, *way.steps), way.word)


def _way_within(rest: str, facts: Mapping[str, Word], lists: Mapping[str, Records]) -> Way | None:
    """Return the way to a fact, to a list, or to what a list holds."""
    if rest in facts:
        return Way(tuple(rest.split(".")), facts[rest])
    name, _, inner = rest.partition(".")
    records = lists.get(name)
    if records is None:
        return None
    if not inner:
        return Way((name,))
    index, _, within = inner.partition(".")
    rank = _rank(index, records.indexed_by)
    if rank is None:
        return None
    if not within:
        return Way((name, rank))
    way = _way_within(within, records.facts, records.lists)
    return None if way is None else Way((name, rank, *way.steps), way.word)


def _rank(number: str, indexed_by: str = "") -> Rank | None:
    whole = number.isascii() and number.isdecimal() and len(number) < 10
    return Rank(int(number), indexed_by) if whole and (indexed_by or int(number)) else None


ANY: Final = "#"
"""What stands for a number in the paths of a vocabulary."""


def paths_of(vocabulary: Vocabulary) -> Iterator[str]:
    """Yield the paths of all the facts that a case may give, and of the lists that it gives whole:
    numbers are written `#`.
    """
    yield from (name for name, word in vocabulary.facts.items() if not word.derived)
    for collection in vocabulary.collections.values():
        if collection.keys_only:
            yield collection.name
            continue
        for key in collection.keys or (ANY,):
            element = f"{collection.name}.{key}"
            for name, word in collection.facts.items():
                if not word.only_for or key in word.only_for:
                    yield f"{element}.{name}"
            yield from _of_lists(element, collection.lists_of(key))


def _of_lists(prefix: str, lists: Mapping[str, Records]) -> Iterator[str]:
    for name, records in lists.items():
        here = f"{prefix}.{name}.{ANY}"
        yield from (f"{here}.{fact}" for fact in records.facts if fact != records.indexed_by)
        yield from _of_lists(here, records.lists)


# --- the tree -------------------------------------------------------------------------------------


class Beyond(Exception):
    """A rank beyond the end of a list: `known` is how many records it has."""

    def __init__(self, known: int) -> None:
        super().__init__(known)
        self.known = known


def value_at(node: Any, steps: Sequence[Step]) -> Any:
    """Return what stands in a case where steps lead; None where nothing does."""
    for step in steps:
        if isinstance(step, str):
            node = node.get(step) if isinstance(node, Mapping) else None
        else:
            listed = node if isinstance(node, list) else []
            place = step.place_in(listed)
            node = listed[place] if place < len(listed) else None
    return node


def put(
    node: Any, steps: Sequence[Step], value: Any, at: Pointer = ()
) -> tuple[Any, tuple[Pointer, ...]]:
    """Return a tree with a value where steps lead, and the places that are new in it; what lies on
    the way is copied. `None` takes away what stands there.

    A record that a list does not have is added at its end. Raises Beyond for a rank that would
    leave a gap.
    """
    if not steps:
        return value, (at,)
    step, rest = steps[0], steps[1:]
    if isinstance(step, Rank):
        return _put_in_list(node, step, rest, value, at)
    mapping = dict(node) if isinstance(node, Mapping) else {}
    if value is None and step not in mapping:
        return node, ()
    if value is None and not rest:
        del mapping[step]
        return mapping, ()
    fresh = ((*at, step),) if step not in mapping else ()
    mapping[step], made = put(mapping.get(step), rest, value, (*at, step))
    return mapping, (*fresh, *made)


def _put_in_list(
    node: Any, step: Rank, rest: Sequence[Step], value: Any, at: Pointer
) -> tuple[Any, tuple[Pointer, ...]]:
    listed = list(node) if isinstance(node, list) else []
    place = step.place_in(listed)
    if place >= len(listed):
        if value is None:
            return node, ()
        if place > len(listed):
            raise Beyond(len(listed))
        listed.append({step.indexed_by: step.number} if step.indexed_by else {})
    elif value is None and not rest:
        del listed[place]
        return listed, ()
    fresh = ((*at, place),) if not isinstance(node, list) or place >= len(node) else ()
    listed[place], made = put(listed[place], rest, value, (*at, place))
    return listed, (*fresh, *made)


# --- two cases ------------------------------------------------------------------------------------


class Unlike(Struct, frozen=True):
    """A path at which two cases differ, and what each says there: None where it says nothing."""

    path: str
    before: Any
    after: Any


def differing(before: Any, after: Any, vocabulary: Vocabulary) -> Iterator[Unlike]:
    """Yield where two cases differ: fact by fact; whole, where only one of them has an element, a
    record or a list, as it is what is there that says what is not.
    """
    for name, word in vocabulary.facts.items():
        if not word.derived:
            steps = tuple(name.split("."))
            yield from _unlike(name, value_at(before, steps), value_at(after, steps))
    for collection in vocabulary.collections.values():
        steps = tuple(collection.name.split("."))
        sides = value_at(before, steps), value_at(after, steps)
        if collection.keys_only or None in sides:
            yield from _unlike(collection.name, *sides)
        elif collection.keys:
            for key in collection.keys:
                pair = sides[0].get(key), sides[1].get(key)
                yield from _in_element(f"{collection.name}.{key}", pair, collection, key)
        else:
            for rank, pair in enumerate(zip_longest(*sides), start=1):
                yield from _in_element(f"{collection.name}.{rank}", pair, collection, str(rank))


def _in_element(
    name: str, pair: tuple[Any, Any], collection: Collection, key: str
) -> Iterator[Unlike]:
    yield from _in_record(name, pair, collection.facts, collection.lists_of(key))


def _in_record(
    name: str, pair: tuple[Any, Any], facts: Mapping[str, Word], lists: Mapping[str, Records]
) -> Iterator[Unlike]:
    """Yield where two elements, or two records, differ."""
    if None in pair:
        yield from _unlike(name, *pair)
        return
    for fact in facts:
        steps = tuple(fact.split("."))
        yield from _unlike(f"{name}.{fact}", *(value_at(side, steps) for side in pair))
    for listed, records in lists.items():
        before, after = (side.get(listed) for side in pair)
        if before is None or after is None:
            yield from _unlike(f"{name}.{listed}", before, after)
            continue
        index = records.indexed_by
        ranks = (
            dict.fromkeys(each.get(index) for each in (*before, *after))
            if index
            else range(1, max(len(before), len(after)) + 1)
        )
        for rank in ranks:
            step = (Rank(rank, index),)
            inner = value_at(before, step), value_at(after, step)
            yield from _in_record(f"{name}.{listed}.{rank}", inner, records.facts, records.lists)


def _unlike(path: str, before: Any, after: Any) -> Iterator[Unlike]:
    if before != after or type(before) is not type(after):
        yield Unlike(path, before, after)
