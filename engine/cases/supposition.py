"""A case with one more fact, read as if its author had written
it: what follows from an act, and what cannot be, then hold alike.

What must be written to give that fact is a part of the same tree, as YAML.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from json import dumps
from typing import Any

from engine.cases.case_reader import Facts, read_case
from engine.diagnostics.diagnostic import Location
from engine.language.model import Collection, Vocabulary
from engine.language.temporal import NOT_YET
from engine.source.document import Document


class _Supposed(Document, frozen=True):
    """A case that nobody wrote: it has no places."""

    def locate(self, pointer: Sequence[str | int], *, key: bool = False) -> Location:
        """Return the file of the case that was asked about."""
        return Location(self.path)


def with_fact(
    facts: Facts, vocabulary: Vocabulary, name: str, value: Any, since: date
) -> Facts | None:
    """Return the facts of a case that gives one more fact,
    by its full name; None when no case can say that.

    To a fact that has a history the value is added from the day `since` on.
    """
    tree = _tree_with(facts, vocabulary, name, value, since)
    return (
        None if tree is None else read_case(_Supposed(facts.document.path, tree, ()), vocabulary)[0]
    )


def to_write(
    facts: Facts, vocabulary: Vocabulary, name: str, value: Any, since: date
) -> str | None:
    """Return what to write in a case to give one more fact,
    as YAML; None when no case can say that.

    It holds the keys that lead to the fact, and no others: each goes where the case has it already,
    a list in the place of the one there.
    """
    tree = _tree_with(facts, vocabulary, name, value, since)
    if tree is None or read_case(_Supposed(facts.document.path, tree, ()), vocabulary)[0] is None:
        return None
    first, *others = name.split(".")
    return f"{first}: {_yaml(_along(tree[first], others))}"


def _tree_with(
    facts: Facts, vocabulary: Vocabulary, name: str, value: Any, since: date
) -> dict[str, Any] | None:
    tree = dict(facts.document.tree) if isinstance(facts.document.tree, Mapping) else {}
    given: Any = written_value(value)
    if name in facts.histories:
        given = [
            {"from": day.isoformat(), "value": written_value(stored)}
            for day, stored in facts.histories[name]
        ]
        given.append({"from": since.isoformat(), "value": written_value(value)})
    return tree if _put(tree, name, given, vocabulary) else None


def _along(node: Any, names: Sequence[str]) -> Any:
    """Return a part of a case with what the names lead to alone; a list is whole."""
    if not names or not isinstance(node, Mapping):
        return node
    return {names[0]: _along(node[names[0]], names[1:])}


def _yaml(value: Any) -> str:
    """Return a part of a case on one line of YAML."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_yaml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_yaml, value))}]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, str) and not (_PLAIN.fullmatch(value) and value not in _NOT_TEXT):
        return dumps(value, ensure_ascii=False)
    return str(value)


_PLAIN = re.compile(r"[a-z_]+")
_NOT_TEXT = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
"""Words that YAML, or a reader of an older one, does not take for texts."""


def written_value(value: Any) -> Any:
    """Return a value as a case writes it."""
    if isinstance(value, date):
        return "not_yet" if value == NOT_YET else value.isoformat()
    return int(value) if isinstance(value, Decimal) and value == int(value) else value


def _put(tree: dict[str, Any], name: str, value: Any, vocabulary: Vocabulary) -> bool:
    collection = next(
        (among for among in vocabulary.collections.values() if name.startswith(f"{among.name}.")),
        None,
    )
    if name in vocabulary.facts or collection is None:
        *groups, last = name.split(".")
        _within(tree, groups)[last] = value
        return name in vocabulary.facts or name in vocabulary.collections
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


def _element(
    holder: dict[str, Any], name: str, key: str, collection: Collection
) -> dict[str, Any] | None:
    """Return the element of a collection, copied; None where the case has none by that key."""
    listed = holder.get(name)
    if collection.keys and not collection.keys_only:
        return _within(holder, [name, key])
    if not isinstance(listed, list) or not key.isdigit() or not 0 < int(key) <= len(listed):
        return None
    holder[name] = [dict(record) for record in listed]
    element: dict[str, Any] = holder[name][int(key) - 1]
    return element


def _put_in(element: dict[str, Any], rest: str, value: Any, collection: Collection) -> bool:
    parts = rest.split(".")
    if rest in collection.facts or len(parts) == 1:
        *groups, last = parts
        _within(element, groups)[last] = value
        return rest in collection.facts or rest in collection.lists
    records = collection.lists.get(parts[0])
    if (
        records is None
        or len(parts) != 3
        or not parts[1].isdigit()
        or parts[2] not in records.facts
    ):
        return False
    listed = [dict(each) for each in element.get(parts[0]) or ()]
    record = next((each for each in listed if each.get(records.indexed_by) == int(parts[1])), None)
    if record is None:
        record = {records.indexed_by: int(parts[1])}
        listed.append(record)
    record[parts[2]] = value
    element[parts[0]] = listed
    return True
