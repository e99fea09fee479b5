"""A case with one more fact, read as if its author had written it: what follows from an act, and what cannot be, then hold alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from engine.cases import Facts, read_case
from engine.diagnostics import Location
from engine.document import Document
from engine.model import Collection, Vocabulary
from engine.temporal import NOT_YET


class _Supposed(Document, frozen=True):
    """A case that nobody wrote: it has no places."""

    def locate(self, pointer: Sequence[str | int], *, key: bool = False) -> Location:
        """Return the file of the case that was asked about."""
        return Location(self.path)


def with_fact(facts: Facts, vocabulary: Vocabulary, name: str, value: Any, since: date) -> Facts | None:
    """Return the facts of a case that gives one more fact, by its full name; None when no case can say that.

    To a fact that has a history the value is added from the day `since` on.
    """
    tree = dict(facts.document.tree) if isinstance(facts.document.tree, Mapping) else {}
    given: Any = written_value(value)
    if name in facts.histories:
        given = [{"from": day.isoformat(), "value": written_value(one)} for day, one in facts.histories[name]]
        given.append({"from": since.isoformat(), "value": written_value(value)})
    if not _put(tree, name, given, vocabulary):
        return None
    return read_case(_Supposed(facts.document.path, tree, ()), vocabulary)[0]


def written_value(value: Any) -> Any:
    """Return a value as a case writes it."""
    if isinstance(value, date):
        return "not_yet" if value == NOT_YET else value.isoformat()
    return int(value) if isinstance(value, Decimal) and value == int(value) else value


def _put(tree: dict[str, Any], name: str, value: Any, vocabulary: Vocabulary) -> bool:
    collection = next((one for one in vocabulary.collections.values() if name.startswith(f"{one.name}.")), None)
    if name in vocabulary.facts or collection is None:
        *groups, last = name.split(".")
        _within(tree, groups)[last] = value
        return name in vocabulary.facts
    key, _, rest = name.removeprefix(f"{collection.name}.").partition(".")
    *groups, last = collection.name.split(".")
    holder = _within(tree, groups)
    element = _element(holder, last, key, collection)
    return element is not None and _put_in(element, rest, value, collection)


def _within(tree: dict[str, Any], groups: Sequence[str]) -> dict[str, Any]:
    """Return the mapping that the names lead to, copied on the way."""
    for group in groups:
        inner = tree.get(group)
        tree[group] = dict(inner) if isinstance(inner, Mapping) else {}
        tree = tree[group]
    return tree


def _element(holder: dict[str, Any], name: str, key: str, collection: Collection) -> dict[str, Any] | None:
    """Return the element of a collection, copied; None where the case has none by that key."""
    found = holder.get(name)
    if collection.keys and not collection.keys_only:
        return _within(holder, [name, key])
    if not isinstance(found, list) or not key.isdigit() or not 0 < int(key) <= len(found):
        return None
    holder[name] = [dict(one) for one in found]
    element: dict[str, Any] = holder[name][int(key) - 1]
    return element


def _put_in(element: dict[str, Any], rest: str, value: Any, collection: Collection) -> bool:
    parts = rest.split(".")
    if len(parts) == 1:
        element[rest] = value
        return rest in collection.facts
    records = collection.lists.get(parts[0])
    if records is None or len(parts) != 3 or not parts[1].isdigit() or parts[2] not in records.facts:
        return False
    listed = [dict(one) for one in element.get(parts[0]) or ()]
    record = next((one for one in listed if one.get(records.indexed_by) == int(parts[1])), None)
    if record is None:
        record = {records.indexed_by: int(parts[1])}
        listed.append(record)
    record[parts[2]] = value
    element[parts[0]] = listed
    return True
