"""The elements of a collection that a case has, or may have, each with its facts.

The facts of one element stand under its singular name (`member.trade`), those of a record under the
name of its list; every other fact is read as anywhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from engine.language.values import View

if TYPE_CHECKING:
    from engine.language.comparison import Truth
    from engine.language.model import Collection


EMPTY: Final[Mapping[str, Any]] = MappingProxyType({})
OCCASION_DAY: Final = "occasion.on"
"""The name, in a view, of the day of the occasion."""
_ABSENT: Final = object()
UNBOUNDED: Final = 1_000_000
"""How many elements there may be where a case does not give them."""


def reached_of(text: str) -> str:
    """Return the name, in a view, of the day from which a text that applies case by case reaches
    the case: no fact has it. A view has none for a text that reaches all cases on one day.
    """
    return f"{text}@reached"


class Bringing(Struct, frozen=True):
    """The text that brings an element, and the day of its entry into force."""

    text: str
    since: date


class ElementFacts(Mapping[str, Any]):
    """The facts of one element under its singular name, before all other facts.

    `name` is what the element is called in full: `members.2`. `indexed` gives, for its lists of
    which each period has one record, the fact that numbers them: their facts are then those of the
    record of the period of the occasion.
    """

    __slots__ = ("_begin", "_indexed", "_key", "_outer", "name")

    def __init__(
        self, outer: View, element: str, name: str, indexed: Mapping[str, str] = EMPTY
    ) -> None:
        self._outer, self.name, self._indexed = outer, name, indexed
        self._key, self._begin = element, f"{element}."

    def full_name(self, name: str) -> str:
        """Return the name of a fact as the case writes it; other facts keep theirs."""
        if not name.startswith(self._begin):
            return name
        own = name[len(self._begin) :]
        head, _, fact = own.partition(".")
        number = self._outer.get("period.number")
        numbered = fact.partition(".")[0].isdigit()  # of a list gone through record by record
        if fact and head in self._indexed and number is not None and not numbered:
            own = f"{head}.{number}.{fact}"
        return f"{self.name}.{own}"

    def get(self, name: str, default: Any = None) -> Any:
        """Return a fact, `default` where it is unknown."""
        if name == self._key:
            return self.name.rpartition(".")[2]
        if not name.startswith(self._begin):
            return self._outer.get(name, default)
        own = name[len(self._begin) :]
        head, _, fact = own.partition(".")
        if fact and head in self._indexed:
            return self._of_period(head).get(fact, default)
        return self._outer.get(f"{self.name}.{own}", default)

    def _of_period(self, items: str) -> Mapping[str, Any]:
        """Return the record of a list that belongs to the period of the occasion."""
        index, number = self._indexed[items], self._outer.get("period.number")
        records = self._outer.get(f"{self.name}.{items}") or ()
        own = (record for record in records if number is not None and record.get(index) == number)
        return next(own, EMPTY)

    def __getitem__(self, name: str) -> Any:
        read = self.get(name, _ABSENT)
        if read is _ABSENT:
            raise KeyError(name)
        return read

    def __contains__(self, name: object) -> bool:
        return self.get(str(name), _ABSENT) is not _ABSENT

    def __iter__(self) -> Iterator[str]:
        return iter(self._outer)

    def __len__(self) -> int:
        return len(self._outer)


class RecordFacts(Mapping[str, Any]):
    """The facts of one record under the name of its list, before all other facts."""

    __slots__ = ("_begin", "_outer", "_record", "name")

    def __init__(self, outer: View, items: str, record: Mapping[str, Any], number: int) -> None:
        self._outer, self._record = outer, record
        self._begin, self.name = f"{items}.", f"{items}.{number}"

    def get(self, name: str, default: Any = None) -> Any:
        """Return a fact, `default` where it is unknown."""
        if name.startswith(self._begin):
            return self._record.get(name[len(self._begin) :], default)
        return self._outer.get(name, default)

    def __getitem__(self, name: str) -> Any:
        if name.startswith(self._begin):
            return self._record[name[len(self._begin) :]]
        return self._outer[name]

    def __contains__(self, name: object) -> bool:
        text = str(name)
        if text.startswith(self._begin):
            return text[len(self._begin) :] in self._record
        return name in self._outer

    def __iter__(self) -> Iterator[str]:
        return iter(self._outer)

    def __len__(self) -> int:
        return len(self._outer)


class Element(Struct, frozen=True):
    """One element that a case has (`listed`) or may have, and its facts."""

    facts: ElementFacts | RecordFacts
    listed: bool = True

    def called(self, name: str, element: str) -> str:
        """Return the full name of a fact that stands under the name of the element."""
        if isinstance(self.facts, ElementFacts):
            return self.facts.full_name(name)
        return self.facts.name + name[len(element) :] if is_of(name, element) else name


class Elements(Struct, frozen=True):
    """The elements of a case; `whole`: it has no others."""

    members: tuple[Element, ...]
    whole: bool = True


def elements_of(
    items: str, element: str, collection: Collection, view: View, brought: Mapping[str, Bringing]
) -> Elements:
    """Return the elements of a collection for the facts of an occasion.

    `element` is what stands for one of them. An occasion before the day on which a text that has
    `brought` an element reaches the case is without it.
    """
    given: tuple[str, ...] | None = view.get(items)
    later = _later(brought, view) if brought else frozenset[str]()
    indexed = {name: own.indexed_by for name, own in collection.lists.items() if own.indexed_by}
    if given is not None and (collection.complete or collection.keys_only or not collection.keys):
        whole = (
            Element(ElementFacts(view, element, f"{items}.{key}", indexed))
            for key in given
            if key not in later
        )
        return Elements(tuple(whole))
    listed = frozenset(given or ())
    members = (
        Element(ElementFacts(view, element, f"{items}.{key}", indexed), key in listed)
        for key in collection.keys
        if key not in later
    )
    return Elements(tuple(members), whole=bool(collection.keys))


def _later(brought: Mapping[str, Bringing], view: View) -> frozenset[str]:
    """Return the elements of which the text has not reached the case on the day of an occasion."""
    on = view.get(OCCASION_DAY)
    if on is None:
        return frozenset()
    return frozenset(
        key for key, by in brought.items() if on < view.get(reached_of(by.text), by.since)
    )


def records_of(items: str, index: str, view: View) -> Elements:
    """Return the records of a list for the facts of an occasion; a fact `index` numbers them."""
    given = view.get(items)
    if given is None:
        return Elements((), whole=False)
    records = (
        RecordFacts(view, items, record, record.get(index, rank))
        for rank, record in enumerate(given, 1)
    )
    return Elements(tuple(map(Element, records)))


def is_of(name: str, element: str) -> bool:
    """Whether a name is that of an element, or of one of its facts."""
    return name == element or name.startswith(f"{element}.")


def among(low: int, high: int, needed: Any, holds: Callable[[int], bool], *, exact: bool) -> Truth:
    """Return whether a comparison holds for a number that lies between two: unknown where it holds
    for some of the numbers alone.

    `exact`: what holds in between cannot be told from the two ends and the number needed.
    """
    if low == high:
        return holds(low)
    if exact:
        return None
    tried = {low, high}
    if low <= needed <= high and needed == int(needed):
        tried.add(int(needed))
    truths = {holds(number) for number in tried}
    return truths.pop() if len(truths) == 1 else None
