"""What a place of a file names: a fact, a table, a reading… as the shipped schemas tell it.

The schemas say of each place how it is written; the definition that they refer to and the key
under which it stands say what it names. A new form of value that refers to the same definitions is
known here as soon as the schemas are generated again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final, TypeAlias

from msgspec import Struct

from engine.language.templates import placeholders
from engine.source.document import Document, Pointer
from engine.source.schema import read_schema

Role: TypeAlias = str
ACTOR: Final = "actor"
BENEFIT: Final = "benefit"
BRACKETS: Final = "brackets"
COLLECTION: Final = "collection"
DOCUMENT: Final = "document"
ELEMENTS: Final = "elements"
"""What is counted or summed: a collection, or a list of records."""
ENTRY: Final = "entry"
EVENT: Final = "event"
FACT: Final = "fact"
GROUP: Final = "group"
LINE: Final = "line"
OCCASION: Final = "occasion"
OPTION: Final = "option"
PART: Final = "part"
PERIOD: Final = "period"
PLACE: Final = "place"
"""Where something is inserted: an article that may not exist yet."""
PROVISION: Final = "provision"
READING: Final = "reading"
TABLE: Final = "table"
TARGET: Final = "target"
"""What is amended: a provision or a whole article."""
TEXT: Final = "text"
UNIT: Final = "unit"
VERSION: Final = "version"

_ANY: Final = ""
_ROLES: Final[Mapping[tuple[str, str], Role | None]] = {
    ("name", _ANY): FACT,
    ("name", "singular"): None,
    ("name", "each"): COLLECTION,
    ("name", "keys_of"): COLLECTION,
    **{("name", key): ELEMENTS for key in ("any", "every", "count", "over")},
    ("address", _ANY): TARGET,
    ("address", "table"): TABLE,
    ("address", "in"): BRACKETS,
    ("address", "insert"): PLACE,
    ("address", "operation"): VERSION,
    ("addresses", _ANY): PROVISION,
    ("template", "line"): LINE,
    ("template", "benefit"): BENEFIT,
    ("template", "entry"): ENTRY,
    ("lines", _ANY): LINE,
    ("names", "on"): OCCASION,
    ("names", "amends"): TEXT,
    ("names", "after"): TEXT,
    ("id", "reading"): READING,
    ("id", "option"): OPTION,
    ("id", "effect_of"): TEXT,
    ("id", "requires"): TEXT,
    ("id", "group"): GROUP,
    ("id", "effect"): GROUP,
    ("id", "document"): DOCUMENT,
    ("id", "part"): PART,
    ("id", "by"): ACTOR,
    ("id", "helped_by"): ACTOR,
    ("id", "period"): PERIOD,
    ("id", "each_period"): PERIOD,
    ("string", "event"): EVENT,
    ("string", "opened_by"): PROVISION,
    ("string", "table"): TABLE,
    ("string", "unit"): UNIT,
    ("keys", "agrees"): PROVISION,
    ("keys", "expect_by_version"): VERSION,
    ("string", "since"): TEXT,
}
"""By the definition that a place refers to (`string` for a plain text, `keys` for the keys of a
mapping) and the key above it: what it names.
"""
_EXPECTED: Final = {"$ref": "article.schema.json#/$defs/inserted"}
"""What an operation expects to find is a part of a provision: the schemas leave its shape open."""
_OF_FACTS: Final = "comparison"
"""The definition under the keys of a condition: those keys are facts."""


def role_of(definition: str, key: str) -> Role | None:
    """Return what a place names, None where it names nothing that is written elsewhere."""
    return _ROLES.get((definition, key), _ROLES.get((definition, _ANY)))


def definition_of(schema: Mapping[str, Any]) -> str:
    """Return the definition that a schema refers to, `string` for a plain text, else nothing."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    return "string" if schema.get("type") == "string" and "enum" not in schema else ""


class Named(Struct, frozen=True):
    """A place of a file that names something: its role, the name, and the way to it."""

    role: Role
    name: str
    at: Pointer
    key: bool = False
    hole: bool = False
    """Whether it is a hole in a name: `plot` in `plots.{plot}.grant`."""


@cache
def _schema(name: str) -> dict[str, Any]:
    return read_schema(name)


def named(document: Document, schema: str) -> Iterator[Named]:
    """Yield each place of a document that names something, by the shipped schema of that name."""
    yield from _Walk(schema).within(document.tree, _schema(schema), "", ())


def _texts(node: Any, at: Pointer, *, several: bool) -> Iterator[tuple[Pointer, str]]:
    """Yield the text that stands at a place, or those of a list where `several` may."""
    if isinstance(node, str):
        yield at, node
    elif several and isinstance(node, list):
        yield from (((*at, rank), part) for rank, part in enumerate(node) if isinstance(part, str))


def _holds(node: Any, condition: Mapping[str, Any]) -> bool:
    """Whether what is written meets the `if` of a schema: which keys are there, their types."""
    if any(key not in node for key in condition.get("required", ())):
        return False
    for key, part in condition.get("properties", {}).items():
        if key in node and not _may_stand(node[key], part):
            return False
    branches = condition.get("anyOf", ())
    return not branches or any(_holds(node, branch) for branch in branches)


def _may_stand(node: Any, part: Any) -> bool:
    """Whether what is written under a key meets what an `if` says of it: nothing, text, no text."""
    if part is False:
        return False
    if "not" in part:
        return not _may_stand(node, part["not"])
    return part.get("type") != "string" or isinstance(node, str)


def _holes(name: str, definition: str, key: str, at: Pointer) -> Iterator[Named]:
    """Yield the facts that fill a name, where it may have holes."""
    if definition in ("template", "lines") or key == "row":
        for fact in placeholders(name):
            yield Named(FACT, fact, at, hole=True)


class _Walk:
    """A walk of a tree along a schema; of alternatives, along those that what is written fits."""

    def __init__(self, home: str) -> None:
        self.home = home

    def within(
        self, node: Any, schema: Mapping[str, Any], key: str, at: Pointer
    ) -> Iterator[Named]:
        """Yield the places of what stands at a place, under a key."""
        yield from dict.fromkeys(self._found(node, schema, key, at))

    def _found(
        self, node: Any, schema: Mapping[str, Any], key: str, at: Pointer
    ) -> Iterator[Named]:
        definition = definition_of(schema)
        role = role_of(definition, key)
        written = _texts(node, at, several="$ref" in schema and role is not None)
        for place, name in written:
            yield from _holes(name, definition, key, place)
            if role is not None:
                yield Named(role, name, place)
        if role is not None and isinstance(node, str | list):
            return
        if "$ref" in schema:
            home, self.home = self.home, self._file_of(schema["$ref"])
            yield from self._found(node, self._target(schema["$ref"]), key, at)
            self.home = home
        for branch in self._branches(node, schema):
            yield from self._found(node, branch, key, at)
        if isinstance(node, Mapping):
            yield from self._mapping(node, schema, key, at)
        elif isinstance(node, list) and isinstance(schema.get("items"), Mapping):
            for rank, part in enumerate(node):
                yield from self._found(part, schema["items"], key, (*at, rank))

    def _branches(self, node: Any, schema: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
        """Yield the alternatives of a schema that what is written fits."""
        if "if" in schema and isinstance(node, Mapping):
            chosen = schema.get("then" if _holds(node, schema["if"]) else "else")
            if isinstance(chosen, Mapping):
                yield chosen
        for word in ("anyOf", "oneOf", "allOf"):
            yield from (branch for branch in schema.get(word, ()) if self._may_be(node, branch))

    def _mapping(
        self, node: Mapping[str, Any], schema: Mapping[str, Any], key: str, at: Pointer
    ) -> Iterator[Named]:
        known = schema.get("properties", {})
        more = schema.get("additionalProperties")
        more = more if isinstance(more, Mapping) else {}
        role = FACT if definition_of(more) == _OF_FACTS else role_of("keys", key)
        options = key == "options"
        for name, part in node.items():
            inner = _EXPECTED if name == "expect" else known.get(name)
            if key == "expect_by_version":
                more = _EXPECTED
            if inner is None and role is not None and (more or role != FACT):
                yield Named(role, name, (*at, name), key=True)
            below = key if options or inner is None else name
            yield from self._found(part, inner if inner is not None else more, below, (*at, name))

    def _may_be(self, node: Any, branch: Mapping[str, Any]) -> bool:
        """Whether what is written may be meant as an alternative: of its type, with its key."""
        written = branch.get("type")
        if isinstance(node, Mapping):
            needed = [*branch.get("required", ())]
            return needed[:1] == [key for key in needed[:1] if key in node] and (
                written in (None, "object")
            )
        if isinstance(node, list):
            return written in (None, "array")
        return written not in ("object", "array")

    def _file_of(self, address: str) -> str:
        file = address.partition("#")[0]
        return file.removesuffix(".schema.json") if file else self.home

    def _target(self, address: str) -> Mapping[str, Any]:
        place = address.partition("#")[2]
        found: Any = _schema(self.home)
        for step in filter(None, place.split("/")):
            found = found[step]
        assert isinstance(found, Mapping)
        return found
