"""Vocabulary files: the words of the facts, the collections and
the labels, read from each text and put together for a corpus.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, TypeVar

from msgspec import Struct, field
from msgspec.structs import replace

from engine.diagnostics.bilingual import Bilingual, sentence
from engine.diagnostics.diagnostic import Diagnostic, Location
from engine.language.kinds import NUMBERS, TYPES
from engine.language.model import (
    BASES,
    Collection,
    Counted,
    FactGroup,
    Records,
    Unsaid,
    Vocabulary,
    Word,
)
from engine.language.nodes import EMPTY
from engine.language.temporal import NOT_YET, parse_duration
from engine.language.values import Scalar
from engine.source.document import Document, Pointer
from engine.source.shapes import Shapes, near, shown

if TYPE_CHECKING:
    from engine.source.amended_words import AmendedWords

T = TypeVar("T")
LABELS: Final = ("benefits", "lines", "parts", "entries", "actors", "values")
OF_ONE: Final = ".one"
"""What ends, in `values`, the name of a unit of which there is one."""
_WORD_OPTIONAL: Final = (
    "question",
    "unit",
    "minimum",
    "maximum",
    "values",
    "varies",
    "derived",
    "required",
    "not_before",
    "after",
    "absent",
    "only_for",
    "not_with",
    "adds_up_to",
    "otherwise",
)
_COLLECTION_OPTIONAL: Final = (
    "question",
    "complete",
    "after",
    "since",
    "keys",
    "keys_of",
    "only",
    "facts",
    "lists",
)
_NAME: Final = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*\Z", re.ASCII)


class _Elements(Struct, frozen=True):
    """A collection as one file gives it; the keys that it
    takes from another are not resolved yet.
    """

    collection: Collection
    keys_of: str
    only: tuple[str, ...] | None
    document: Document
    at: Pointer


class Words(Struct):
    """What the vocabulary files of a corpus give so far,
    each name with the place of its first definition.
    """

    facts: dict[str, Word] = field(default_factory=dict)
    collections: dict[str, _Elements] = field(default_factory=dict)
    labels: dict[str, dict[str, Bilingual]] = field(
        default_factory=lambda: {name: {} for name in LABELS}
    )
    places: dict[tuple[str, str], Location] = field(default_factory=dict)
    groups: dict[str, FactGroup] = field(default_factory=dict)
    amending: list[AmendedWords] = field(default_factory=list)


class VocabularyFile(Shapes):
    """Reads one vocabulary file into the words of its corpus."""

    def add_to(self, words: Words, text: str = "") -> None:
        """Add what the file of a text gives; a name that is already there is a finding with both
        places. What it amends of the words of others waits until all are there.
        """
        parts = self.entries(
            self.document.tree, (), (), ("facts", "collections", "groups", "amends", *LABELS)
        )
        if "amends" in parts:
            # few laws amend words: what does is imported where one does
            from engine.source.amended_words import AmendedWords

            words.amending.append(AmendedWords(self, text, words))
        for name, node in self.mapping(parts.get("facts", {}), ("facts",)).items():
            if self._is_new(words, "facts", name):
                words.facts[name] = self.word(name, node, ("facts", name))
        for name, node in self.mapping(parts.get("collections", {}), ("collections",)).items():
            if self._is_new(words, "collections", name):
                words.collections[name] = self._elements(name, node, ("collections", name))
        for name, node in self.mapping(parts.get("groups", {}), ("groups",)).items():
            if self._is_new(words, "groups", name):
                words.groups[name] = self._group(node, ("groups", name))
        for kind in LABELS:
            for name, node in self.mapping(parts.get(kind, {}), (kind,)).items():
                if self._is_new(words, kind, name):
                    words.labels[kind][name] = self.bilingual(node, (kind, name))

    def _group(self, node: Any, at: Pointer) -> FactGroup:
        parts = self.entries(node, at, ("label",), ("at_most",))
        most = (
            self.entries(parts["at_most"], (*at, "at_most"), ("table", "row"))
            if "at_most" in parts
            else {}
        )
        table, row = (
            self.text_at(most, (*at, "at_most"), name) if most else "" for name in ("table", "row")
        )
        return FactGroup(self.bilingual(parts.get("label", {}), (*at, "label")), table, row)

    def _is_new(self, words: Words, kind: str, name: str) -> bool:
        if kind in ("facts", "collections", "groups") and not _NAME.match(name):
            hint = sentence(
                "write small letters, digits and underscores, with dots between the parts."
            )
            self.note(
                "ACC106",
                (kind, name),
                sentence("{name} cannot name a fact", name=shown(name)),
                hint,
                key=True,
            )
            return False
        here = self.document.locate((kind, name), key=True)
        first = words.places.setdefault((kind, name), here)
        if first is not here:
            self.note_repeated(kind, name, first)
        return first is here

    def _type(self, parts: Mapping[str, Any], at: Pointer) -> str:
        kind = self.text_at(parts, at, "type")
        if kind and kind not in TYPES:
            message = sentence("{given} is not a type", given=shown(kind))
            self.note("ACC104", (*at, "type"), message, near(kind, TYPES))
        return kind

    def _values(self, parts: Mapping[str, Any], at: Pointer, kind: str) -> dict[str, Bilingual]:
        where = (*at, "values")
        values = {
            value: self.bilingual(label, (*where, value))
            for value, label in self.mapping(parts.get("values", {}), where).items()
        }
        if (kind == "enumeration") != bool(values):
            message = sentence("`values` without the type `enumeration`")
            if kind == "enumeration":
                message = sentence("an enumeration without `values`")
            hint = sentence("give `type: enumeration` and `values:` together.")
            self.note("ACC102", at, message, hint, key=True)
        return values

    def word(self, name: str, node: Any, at: Pointer) -> Word:
        """Return one word of the vocabulary."""
        parts = self.entries(node, at, ("type", "label"), _WORD_OPTIONAL)
        kind = self._type(parts, at)
        values = self._values(parts, at, kind)
        minimum, maximum = (self._limit(parts, at, key, kind) for key in ("minimum", "maximum"))
        if minimum is not None and maximum is not None and maximum < minimum:
            message = sentence("`maximum` is below `minimum`: no case can give this fact")
            self.note("ACC114", (*at, "maximum"), message, sentence("correct one of them."))
        return Word(
            name=name,
            type=kind,
            label=self.bilingual(parts.get("label", {}), (*at, "label")),
            question=self.bilingual(parts["question"], (*at, "question"))
            if "question" in parts
            else None,
            unit=self.text_at(parts, at, "unit"),
            minimum=minimum,
            maximum=maximum,
            values=values,
            varies=self._flag(parts, at, "varies"),
            derived=self._flag(parts, at, "derived"),
            required=self._flag(parts, at, "required"),
            not_before=self.text_at(parts, at, "not_before"),
            after=self.text_at(parts, at, "after"),
            absent=self._absent(parts, at, kind),
            unsaid=self._unsaid(parts, at, kind),
            otherwise=self._otherwise(parts, at, kind),
            only_for=self.texts(parts.get("only_for", []), (*at, "only_for")),
            not_with=self.mapping(parts.get("not_with", {}), (*at, "not_with")),
            adds_up_to=self._bound(parts, at, "adds_up_to"),
        )

    def _bound(self, parts: Mapping[str, Any], at: Pointer, name: str) -> Decimal | None:
        return self.number(parts[name], (*at, name)) if name in parts else None

    def _limit(self, parts: Mapping[str, Any], at: Pointer, name: str, kind: str) -> Decimal | None:
        """Return a bound of a fact: only a number has one."""
        if name in parts and kind in TYPES and kind not in NUMBERS:
            message = sentence("`{name}` of a fact of type `{type}`", name=name, type=kind)
            hint = sentence("remove it: only numbers have bounds. A rule may compare the others.")
            self.note("ACC102", (*at, name), message, hint, key=True)
            return None
        return self._bound(parts, at, name)

    def _flag(self, parts: Mapping[str, Any], at: Pointer, name: str) -> bool:
        return self.flag(parts[name], (*at, name)) if name in parts else False

    def _absent(self, parts: Mapping[str, Any], at: Pointer, kind: str) -> str:
        if isinstance(parts.get("absent"), dict):
            return ""
        absent = self.text_at(parts, at, "absent")
        if absent and (absent != "not_yet" or kind != "date"):
            message = sentence("`absent: {given}` has no meaning here", given=absent)
            self.note(
                "ACC104",
                (*at, "absent"),
                message,
                sentence("only dates may say `absent: not_yet`."),
            )
        return absent

    def _unsaid(self, parts: Mapping[str, Any], at: Pointer, kind: str) -> Unsaid | None:
        """Return what a fact is taken to be where a case leaves it out, None without any."""
        node, where = parts.get("absent"), (*at, "absent")
        if not isinstance(node, dict):
            return None
        own = self.entries(node, where, ("is", "because", "basis"))
        for key in ("varies", "derived", "required"):
            if self._flag(parts, at, key):
                message = sentence("`absent` of a fact that is `{key}`", key=key)
                hint = sentence("leave one of the two out.")
                self.note("ACC102", where, message, hint, key=True)
        value = self._value_unsaid(own.get("is"), (*where, "is"), kind, parts)
        because = self.bilingual(own.get("because", {}), (*where, "because"))
        basis = self.text_at(own, where, "basis")
        if basis and basis not in BASES:
            message = sentence("{given} is no basis", given=shown(basis))
            self.note("ACC104", (*where, "basis"), message, near(basis, BASES))
        if value is None or basis not in BASES:
            return None
        return Unsaid(value, because, basis)

    def _value_unsaid(
        self, node: Any, at: Pointer, kind: str, parts: Mapping[str, Any]
    ) -> Scalar | None:
        if node is None:
            return None
        if kind == "boolean":
            return self.flag(node, at)
        if kind == "duration" and isinstance(node, str):
            with suppress(ValueError):
                lasting = parse_duration(node)
                if not lasting.hours:
                    return lasting.plain()
        if kind in NUMBERS:
            number = self.number(node, at)
            low, high = (self._bound(parts, at[:-2], name) for name in ("minimum", "maximum"))
            whole = kind != "integer" or number == int(number)
            if whole and (low is None or low <= number) and (high is None or number <= high):
                return int(number) if kind == "integer" else number
        if kind == "date" and node == "not_yet":
            return NOT_YET
        if kind == "enumeration" and node in parts.get("values", {}):
            return str(node)
        message = sentence("{given} is no value of this fact", given=shown(node))
        hint = sentence("write what a case could: a date may only be `not_yet`.")
        self.note("ACC104", at, message, hint)
        return None

    def _otherwise(self, parts: Mapping[str, Any], at: Pointer, kind: str) -> bool | None:
        """Return what a derived fact is where its rules do not apply."""
        if "otherwise" not in parts:
            return None
        value = self.flag(parts["otherwise"], (*at, "otherwise"))
        if value or kind != "boolean" or not self._flag(parts, at, "derived"):
            message = sentence("`otherwise` of a fact that is no derived boolean, or not `false`")
            hint = sentence("write `otherwise: false` on a boolean that rules derive.")
            self.note("ACC102", (*at, "otherwise"), message, hint, key=True)
        return False

    def _words(self, node: Any, at: Pointer) -> dict[str, Word]:
        return {
            name: self.word(name, written, (*at, name))
            for name, written in self.mapping(node, at).items()
        }

    def _lists(self, node: Any, at: Pointer) -> dict[str, Records]:
        return {
            name: self.records(name, written, (*at, name))
            for name, written in self.mapping(node, at).items()
        }

    def records(self, name: str, node: Any, at: Pointer) -> Records:
        """Return a list of records of an element."""
        parts = self.entries(
            node, at, ("label", "facts"), ("indexed_by", "one_of", "lists", "only_for")
        )
        facts = self._words(parts.get("facts", {}), (*at, "facts"))
        lists = self._lists(parts.get("lists", {}), (*at, "lists"))
        index, one_of = (
            self.text_at(parts, at, "indexed_by"),
            self.texts(parts.get("one_of", []), (*at, "one_of")),
        )
        for rank, named in enumerate(one_of):
            if named not in facts and named not in lists:
                message = sentence("{name} is not in this list", name=shown(named))
                self.note("ACC114", (*at, "one_of", rank), message, near(named, (*facts, *lists)))
        if index and index not in facts:
            message = sentence("{name} is not a fact of this list", name=shown(index))
            self.note("ACC114", (*at, "indexed_by"), message, near(index, facts))
        only_for = self.texts(parts.get("only_for", []), (*at, "only_for"))
        return Records(
            name,
            self.bilingual(parts.get("label", {}), (*at, "label")),
            facts,
            lists,
            index,
            one_of,
            only_for,
        )

    def _elements(self, name: str, node: Any, at: Pointer) -> _Elements:
        parts = self.entries(node, at, ("singular", "label"), _COLLECTION_OPTIONAL)
        if "keys" in parts and "keys_of" in parts:
            self.note(
                "ACC101",
                (*at, "keys_of"),
                sentence("`keys` and `keys_of` together"),
                sentence("keep one of the two."),
                key=True,
            )
        keys_of = self.text_at(parts, at, "keys_of")
        if "only" in parts and not keys_of:
            hint = sentence("remove it, or name the collection whose keys are taken.")
            self.note("ACC101", (*at, "only"), sentence("`only` without `keys_of`"), hint, key=True)
        where = (*at, "keys")
        collection = Collection(
            name=name,
            singular=self.text_at(parts, at, "singular"),
            label=self.bilingual(parts.get("label", {}), (*at, "label")),
            keys={
                key: self.bilingual(label, (*where, key))
                for key, label in self.mapping(parts.get("keys", {}), where).items()
            },
            keys_only=bool(keys_of),
            complete=self._flag(parts, at, "complete"),
            facts=self._words(parts.get("facts", {}), (*at, "facts")),
            lists=self._lists(parts.get("lists", {}), (*at, "lists")),
            after=self.text_at(parts, at, "after"),
            since=self._since(parts, at),
            question=self.bilingual(parts["question"], (*at, "question"))
            if "question" in parts
            else None,
        )
        only = self.texts(parts["only"], (*at, "only")) if "only" in parts else None
        return _Elements(collection, keys_of, only, self.document, at)

    def _since(self, parts: Mapping[str, Any], at: Pointer) -> dict[str, str]:
        """Return, by key, the text that brought an element."""
        where, keys = (*at, "since"), self.mapping(parts.get("keys", {}), (*at, "keys"))
        given = self.mapping(parts.get("since", {}), where)
        for key in given:
            if key not in keys:
                message = sentence("{key} is not a key of this collection", key=shown(key))
                self.note("ACC114", (*where, key), message, near(key, keys), key=True)
        return {key: self.text(text, (*where, key)) for key, text in given.items()}


def vocabulary_of(words: Words, findings: list[Diagnostic]) -> Vocabulary:
    """Return the vocabulary that the files give together; keys
    that a collection takes from another are resolved here.
    """
    for file in words.amending:
        file.amend()
    collections = {}
    for name, given in words.collections.items():
        collections[name] = (
            _with_keys(given, words.collections, findings) if given.keys_of else given.collection
        )
    _refuse_prefixes(words, findings)
    _refuse_same_element(words, findings)
    benefits, lines, parts, entries, actors, values = (words.labels[kind] for kind in LABELS)
    places = _places(words, collections)
    return Vocabulary(
        _with_units(words.facts, values),
        {name: _in_units(collection, values) for name, collection in collections.items()},
        benefits,
        lines,
        parts,
        entries,
        actors,
        values,
        places,
        words.groups,
    )


_Holder = TypeVar("_Holder", Collection, Records)


def _in_units(holder: _Holder, values: Mapping[str, Bilingual]) -> _Holder:
    """Return a collection or a list whose facts know what their units are called."""
    lists = {name: _in_units(records, values) for name, records in holder.lists.items()}
    return replace(holder, facts=_with_units(holder.facts, values), lists=lists)


def _with_units(facts: Mapping[str, Word], values: Mapping[str, Bilingual]) -> dict[str, Word]:
    """Return facts that know what their units are called: `points`, and `points.one` of one."""
    return {
        name: replace(word, counted=Counted(values[word.unit], values.get(f"{word.unit}{OF_ONE}")))
        if word.unit in values
        else word
        for name, word in facts.items()
    }


def _places(words: Words, collections: Mapping[str, Collection]) -> dict[str, Location]:
    """Return where each fact, group and collection is
    defined, the facts of elements at their collection.
    """
    places = {
        name: place for (kind, name), place in words.places.items() if kind in ("facts", "groups")
    }
    for name, collection in collections.items():
        places[name] = words.places["collections", name]
        places |= {
            f"{collection.singular}.{fact}": words.places["collections", name]
            for fact in collection.facts
        }
    return places


def _with_keys(
    given: _Elements, others: Mapping[str, _Elements], findings: list[Diagnostic]
) -> Collection:
    own, source = given.collection, others.get(given.keys_of)
    keys: Mapping[str, Bilingual] = source.collection.keys if source else EMPTY
    if source is None or not keys:
        place = given.document.locate((*given.at, "keys_of"))
        hint = near(
            given.keys_of, (name for name, other in others.items() if other.collection.keys)
        )
        findings.append(
            Diagnostic(
                "ACC114",
                sentence("`{name}` is not a collection with keys", name=given.keys_of),
                place,
                hint,
            )
        )
    for rank, key in enumerate(given.only or ()):
        if keys and key not in keys:
            place = given.document.locate((*given.at, "only", rank))
            message = sentence(
                "{key} is not a key of `{collection}`", key=shown(key), collection=given.keys_of
            )
            findings.append(Diagnostic("ACC114", message, place, near(key, keys)))
    taken = {key: label for key, label in keys.items() if given.only is None or key in given.only}
    return Collection(
        own.name,
        own.singular,
        own.label,
        taken,
        own.keys_only,
        own.complete,
        own.facts,
        own.lists,
        own.after,
        own.since,
        own.question,
    )


def _refuse_prefixes(words: Words, findings: list[Diagnostic]) -> None:
    """Find the names that are both a fact and the beginning
    of another: a case could not give both.
    """
    for name in words.facts:
        for group in _beginnings(name):
            if group in words.facts:
                message = sentence(
                    "`{group}` is a fact and the beginning of {name}: a case cannot give both",
                    group=group,
                    name=shown(name),
                )
                here, first = words.places["facts", name], words.places["facts", group]
                findings.append(
                    Diagnostic("ACC114", message, here, sentence("rename one of them."), (first,))
                )


def _refuse_same_element(words: Words, findings: list[Diagnostic]) -> None:
    """Find the collections of which an element is called as one of another: a rule could not tell
    whose fact it reads.
    """
    first: dict[str, str] = {}
    for name, given in words.collections.items():
        other = first.setdefault(given.collection.singular, name)
        if other != name:
            message = sentence(
                "an element of `{name}` is called as one of `{other}`: {singular}",
                name=name,
                other=other,
                singular=shown(given.collection.singular),
            )
            here = given.document.locate((*given.at, "singular"))
            hint = sentence("rename one of them.")
            there = words.places["collections", other]
            findings.append(Diagnostic("ACC114", message, here, hint, (there,)))


def _beginnings(name: str) -> Iterable[str]:
    parts = name.split(".")
    return (".".join(parts[:count]) for count in range(1, len(parts)))
