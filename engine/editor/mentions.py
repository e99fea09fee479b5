"""Where a file names a fact, a table, a reading…, and where it defines one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct

from engine.editor import roles
from engine.editor.roles import Named, Role, named
from engine.language.model import Vocabulary
from engine.source.document import Document, Pointer
from engine.words.labels import own_name, word_of

ADDRESS: Final = "address"
_FAMILIES: Final[Mapping[Role, str]] = {
    **dict.fromkeys(
        (
            roles.PROVISION,
            roles.TABLE,
            roles.BRACKETS,
            roles.TARGET,
            roles.PLACE,
            roles.VERSION,
        ),
        ADDRESS,
    ),
    roles.COLLECTION: roles.FACT,
    roles.ELEMENTS: roles.FACT,
}
_LABELS: Final[Mapping[str, Role]] = {
    "actors": roles.ACTOR,
    "benefits": roles.BENEFIT,
    "entries": roles.ENTRY,
    "lines": roles.LINE,
    "parts": roles.PART,
}
_DEFINED: Final[Mapping[str, Mapping[str, Role]]] = {
    "vocabulary": {"facts": roles.FACT, "collections": roles.COLLECTION, **_LABELS},
    "occasions": {"periods": roles.PERIOD, "occasions": roles.OCCASION},
    "readings": {"readings": roles.READING},
    "text": {"entry_into_force": roles.GROUP, "documents": roles.DOCUMENT, "events": roles.EVENT},
}
"""By schema and key: the mapping whose keys are defined there."""


class Mention(Struct, frozen=True):
    """A name in a file: what it names (a family of roles), and where. The first line and column
    are 1.
    """

    family: str
    name: str
    path: str
    line: int
    column: int
    length: int
    role: Role
    defines: bool = False

    def covers(self, line: int, column: int) -> bool:
        """Whether a place lies in the name, or just behind it."""
        return self.line == line and self.column <= column <= self.column + self.length


def family_of(role: Role) -> str:
    """Return what names of a role name, whatever is said of it: an address, a fact, a line."""
    return _FAMILIES.get(role, role)


def mentions(
    document: Document,
    schema: str,
    lines: Sequence[str],
    vocabulary: Vocabulary,
    text: str = "",
) -> list[Mention]:
    """Return the names in a document, those that it defines among them; `text` is the id of the
    text that it belongs to.
    """
    at_place = _Places(document, lines, vocabulary)
    if schema in ("case", "scenario"):
        return [at_place.mention(place) for place in _in_cases(document, schema, vocabulary)]
    defined = [at_place.mention(place, defines=True) for place in _defined(document, schema, text)]
    taken = {(each.line, each.column) for each in defined}
    used = (at_place.mention(place) for place in named(document, schema))
    return [*defined, *(each for each in used if (each.line, each.column) not in taken)]


class _Places:
    """The places of the names of one document."""

    def __init__(self, document: Document, lines: Sequence[str], vocabulary: Vocabulary) -> None:
        self.document = document
        self.lines = lines
        self.vocabulary = vocabulary

    def mention(self, place: Named, *, defines: bool = False) -> Mention:
        """Return a name at its place: within the quotes, or in the hole of a template."""
        at = self.document.locate(place.at, key=place.key)
        line = self.lines[at.line - 1] if 0 < at.line <= len(self.lines) else ""
        column = at.column
        written = self._written(place)
        if line[column - 1 : column] in ("'", '"'):
            column += 1
        if place.hole:
            column = line.find(f"{{{place.name}}}", column - 1) + 2
        family = family_of(place.role)
        name = own_name(place.name, self.vocabulary) if family == roles.FACT else place.name
        return Mention(family, name, at.path, at.line, column, len(written), place.role, defines)

    def _written(self, place: Named) -> str:
        """Return the name as the file writes it: `started_on` for `plot.started_on`, where it
        is a key within its element.
        """
        if place.key and place.at:
            return str(place.at[-1])
        node: Any = self.document.tree
        for step in place.at:
            node = node[step]
        return place.name if place.hole or not isinstance(node, str) else node


# --- what a file defines --------------------------------------------------------------------------


def _defined(document: Document, schema: str, text: str) -> Iterator[Named]:
    tree = document.tree
    if not isinstance(tree, Mapping):
        return
    if schema == "article":
        yield from _of_article(tree, text)
        return
    if schema == "text" and isinstance(tree.get("text"), str):
        yield Named(roles.TEXT, tree["text"], ("text",))
    for section, role in _DEFINED.get(schema, {}).items():
        for name in _mapping(tree.get(section)):
            whole = f"{tree.get('text')}.{name}" if role == roles.EVENT else name
            yield Named(role, whole, (section, name), key=True)
    if schema == "vocabulary":
        for name, collection in _mapping(tree.get("collections")).items():
            singular = _mapping(collection).get("singular")
            at: Pointer = ("collections", name, "facts")
            for fact in _mapping(_mapping(collection).get("facts")):
                yield Named(roles.FACT, f"{singular}.{fact}", (*at, fact), key=True)


def _of_article(tree: Mapping[str, Any], text: str) -> Iterator[Named]:
    number = tree.get("article")
    if not isinstance(number, str):
        return
    home = f"{text}/{number}"
    yield Named(roles.TARGET, home, ("article",))
    yield from _ids(tree.get("provisions"), ("provisions",), home)
    for rank, operation in enumerate(_list(tree.get("operations"))):
        at: Pointer = ("operations", rank)
        parts = _mapping(operation)
        if isinstance(parts.get("id"), str):
            yield Named(roles.VERSION, f"{home}/{parts['id']}", (*at, "id"))
        target = next(
            (
                parts[verb]
                for verb in ("replace", "insert", "complete", "repeal")
                if isinstance(parts.get(verb), str)
            ),
            "",
        )
        amended = "/".join(target.split("/")[:2])
        yield from _ids(parts.get("with"), (*at, "with"), amended)


def _ids(provisions: Any, at: Pointer, home: str) -> Iterator[Named]:
    for rank, provision in enumerate(_list(provisions)):
        name = _mapping(provision).get("id")
        if isinstance(name, str):
            yield Named(roles.PROVISION, f"{home}/{name}", (*at, rank, "id"))


# --- cases and scenarios --------------------------------------------------------------------------


def _in_cases(document: Document, schema: str, vocabulary: Vocabulary) -> Iterator[Named]:
    tree = document.tree
    if schema == "case" and _OF_PROFILES in _mapping(tree):
        yield from _in_profile(tree[_OF_PROFILES], (_OF_PROFILES,), vocabulary)
    if schema == "case":
        yield from _facts(tree, "", (), vocabulary)
        return
    for rank, scenario in enumerate(_list(_mapping(tree).get("scenarios"))):
        at: Pointer = ("scenarios", rank)
        parts = _mapping(scenario)
        yield from _facts(parts.get("case"), "", (*at, "case"), vocabulary)
        question = _mapping(parts.get("question"))
        if isinstance(question.get("benefit"), str):
            yield Named(roles.BENEFIT, question["benefit"], (*at, "question", "benefit"))
        for reading in _mapping(question.get("reading")):
            yield Named(roles.READING, reading, (*at, "question", "reading", reading), key=True)
        yield from _expected(parts.get("expect"), (*at, "expect"))


_EXPECTED: Final[Mapping[str, Role]] = {
    "line": roles.LINE,
    "benefit": roles.BENEFIT,
    "fact": roles.FACT,
    "rule": roles.PROVISION,
}
_OF_PROFILES: Final = "facts"
_DRAWN_FROM: Final = ("after", "before", "later_than", "only_with")
"""Where the profile of invented cases names the fact that another hangs on."""


def _expected(node: Any, at: Pointer) -> Iterator[Named]:
    if isinstance(node, list):
        for rank, part in enumerate(node):
            if isinstance(part, str) and at[-1] == "missing":
                yield Named(roles.FACT, part, (*at, rank))
            yield from _expected(part, (*at, rank))
    if not isinstance(node, Mapping):
        return
    text, article = node.get("text"), node.get("article")
    if isinstance(text, str) and isinstance(article, str):
        yield Named(roles.TARGET, f"{text}/{article}", (*at, "article"))
    for key, part in node.items():
        if key in _EXPECTED and isinstance(part, str):
            yield Named(_EXPECTED[key], part, (*at, key))
        yield from _expected(part, (*at, key))


def _in_profile(node: Any, at: Pointer, vocabulary: Vocabulary) -> Iterator[Named]:
    """Yield the facts that a profile draws, by their full names."""
    for name, drawn in _mapping(node).items():
        if word_of(name, vocabulary) is not None:
            yield Named(roles.FACT, name, (*at, name), key=True)
        for key in _DRAWN_FROM:
            source = _mapping(drawn).get(key)
            if isinstance(source, str):
                yield Named(roles.FACT, source, (*at, name, key))


def _facts(node: Any, before: str, at: Pointer, vocabulary: Vocabulary) -> Iterator[Named]:
    """Yield the facts that a case gives, by the names of the vocabulary."""
    for key, part in _mapping(node).items():
        name, place = f"{before}{key}", (*at, key)
        collection = vocabulary.collections.get(name)
        if name in vocabulary.facts:
            yield Named(roles.FACT, name, place, key=True)
        elif collection is not None:
            yield Named(roles.COLLECTION, name, place, key=True)
            keyed = isinstance(part, Mapping)
            elements = part.items() if keyed else enumerate(_list(part))
            for step, element in elements:
                singular = f"{collection.singular}."
                yield from _in_element(element, singular, (*place, step), collection.facts)
        else:
            yield from _facts(part, f"{name}.", place, vocabulary)


def _in_element(
    node: Any, before: str, at: Pointer, facts: Mapping[str, Any], within: str = ""
) -> Iterator[Named]:
    for key, part in _mapping(node).items():
        name = f"{within}{key}"
        if name in facts:
            yield Named(roles.FACT, f"{before}{name}", (*at, key), key=True)
        elif any(fact.startswith(f"{name}.") for fact in facts):
            yield from _in_element(part, before, (*at, key), facts, f"{name}.")


def _mapping(node: Any) -> Mapping[str, Any]:
    return node if isinstance(node, Mapping) else {}


def _list(node: Any) -> list[Any]:
    return node if isinstance(node, list) else []
