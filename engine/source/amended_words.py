"""The words of a corpus that an amendment adds to or widens: a key of a collection, a value of an
enumeration, a bound. What a case could say before, it can still say.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from msgspec.structs import replace

from engine.diagnostics.bilingual import Bilingual, Sentence, sentence
from engine.language.model import Collection, Records, Word
from engine.source.document import Pointer
from engine.source.shapes import near

if TYPE_CHECKING:
    from engine.source.vocabulary_file import VocabularyFile, Words

_OF_WORD: Final = ("values", "minimum", "maximum", "label", "question", "only_for")
_OF_COLLECTION: Final = ("keys", "only", "facts", "lists")
_OF_RECORDS: Final = ("facts", "lists", "only_for")
_FACT: Final = sentence("fact")
_COLLECTION: Final = sentence("collection")
_KEY: Final = sentence("key")
_VALUE: Final = sentence("value")


class AmendedWords:
    """Adds to the words of a corpus what the file of one text amends of them."""

    def __init__(self, file: VocabularyFile, text: str, words: Words) -> None:
        """Amend `words` by a file of `text`; what is wrong is added to the findings of the file."""
        self.file, self.text, self.words = file, text, words

    def amend(self) -> None:
        """Amend each word that the file names under `amends`."""
        at: Pointer = ("amends",)
        parts = self.file.entries(
            self.file.document.tree["amends"], at, (), ("facts", "collections")
        )
        for name, node in self._under(parts, at, "facts"):
            where = (*at, "facts", name)
            if word := self._known(_FACT, name, self.words.facts, where):
                self.words.facts[name] = self._word(word, node, where)
        for name, node in self._under(parts, at, "collections"):
            where = (*at, "collections", name)
            if elements := self._known(_COLLECTION, name, self.words.collections, where):
                given = self.file.entries(node, where, (), _OF_COLLECTION)
                only = elements.only
                if "only" in given:
                    added = self.file.texts(given["only"], (*where, "only"))
                    only = None if only is None else (*only, *added)
                self.words.collections[name] = replace(
                    elements,
                    collection=self._collection(elements.collection, given, where),
                    only=only,
                )

    def _under(self, parts: Mapping[str, Any], at: Pointer, name: str) -> list[tuple[str, Any]]:
        return list(self.file.mapping(parts.get(name, {}), (*at, name)).items())

    def _known(self, kind: Sentence, name: str, known: Mapping[str, Any], at: Pointer) -> Any:
        """Return the word of a name, None (and a finding) when no text has it."""
        if name in known:
            return known[name]
        message = sentence("there is no {kind} `{name}` to amend", kind=kind, name=name)
        self.file.note("ACC278", at, message, near(name, known), key=True)
        return None

    def _is_new(self, kind: Sentence, name: str, known: Mapping[str, Any], at: Pointer) -> bool:
        if name not in known:
            return True
        message = sentence("the {kind} `{name}` is there already", kind=kind, name=name)
        self.file.note(
            "ACC272", at, message, sentence("remove it: it need not be added."), key=True
        )
        return False

    # --- collections ---

    def _collection(
        self, collection: Collection, given: Mapping[str, Any], at: Pointer
    ) -> Collection:
        keys: dict[str, Bilingual] = dict(collection.keys)
        for key, label in self._under(given, at, "keys"):
            where = (*at, "keys", key)
            if self._is_new(_KEY, key, collection.keys, where):
                keys[key] = self.file.bilingual(label, where)
        brought = {key: self.text for key in keys if key not in collection.keys}
        return replace(
            collection,
            keys=keys,
            since={**collection.since, **brought},
            facts=self._facts(collection.facts, given, at),
            lists=self._lists(collection.lists, given, at),
        )

    def _facts(
        self, facts: Mapping[str, Word], given: Mapping[str, Any], at: Pointer
    ) -> dict[str, Word]:
        """Return facts with those that are new, and those that are amended."""
        return {
            **facts,
            **{
                name: self._word(facts[name], node, (*at, "facts", name))
                if name in facts
                else self.file.word(name, node, (*at, "facts", name))
                for name, node in self._under(given, at, "facts")
            },
        }

    def _lists(
        self, lists: Mapping[str, Records], given: Mapping[str, Any], at: Pointer
    ) -> dict[str, Records]:
        amended = dict(lists)
        for name, node in self._under(given, at, "lists"):
            where = (*at, "lists", name)
            if name not in lists:
                amended[name] = self.file.records(name, node, where)
                continue
            own = self.file.entries(node, where, (), _OF_RECORDS)
            amended[name] = replace(
                lists[name],
                facts=self._facts(lists[name].facts, own, where),
                lists=self._lists(lists[name].lists, own, where),
                only_for=self._for(lists[name].only_for, own, where),
            )
        return amended

    def _for(
        self, known: tuple[str, ...], given: Mapping[str, Any], at: Pointer
    ) -> tuple[str, ...]:
        """Return the elements that have a fact or a list, with those that are added; a word of all
        of them has nothing to add.
        """
        added = self.file.texts(given.get("only_for", []), (*at, "only_for"))
        if added and not known:
            hint = sentence("remove it: new elements have it too.")
            message = sentence("it is of every element already")
            self.file.note("ACC272", (*at, "only_for"), message, hint, key=True)
            return known
        return (*known, *(key for key in added if key not in known))

    # --- words ---

    def _word(self, word: Word, node: Any, at: Pointer) -> Word:
        given = self.file.entries(node, at, (), _OF_WORD)
        values = dict(word.values)
        for value, label in self._under(given, at, "values"):
            where = (*at, "values", value)
            if not word.values:
                message = sentence("`{name}` has no values to add to", name=word.name)
                hint = sentence("only a fact of type `enumeration` has values.")
                self.file.note("ACC278", (*at, "values"), message, hint, key=True)
                break
            if self._is_new(_VALUE, value, word.values, where):
                values[value] = self.file.bilingual(label, where)
        label, question = (
            self.file.bilingual(given[name], (*at, name)) if name in given else current
            for name, current in (("label", word.label), ("question", word.question))
        )
        return replace(
            word,
            values=values,
            label=label or word.label,
            question=question,
            minimum=self._bound(word, given, at, "minimum"),
            maximum=self._bound(word, given, at, "maximum"),
            only_for=self._for(word.only_for, given, at),
        )

    def _bound(
        self, word: Word, given: Mapping[str, Any], at: Pointer, name: str
    ) -> Decimal | None:
        """Return a bound, which is only ever widened: what a case said before stays valid."""
        known: Decimal | None = getattr(word, name)
        if name not in given:
            return known
        bound = self.file.number(given[name], (*at, name))
        wider = known is not None and (bound <= known if name == "minimum" else bound >= known)
        if not wider:
            message = sentence(
                "`{name}` of `{fact}` is made narrower: cases of before would be refused",
                name=name,
                fact=word.name,
            )
            hint = sentence("let a rule say from when on it is so, and leave the bound wide.")
            self.file.note("ACC279", (*at, name), message, hint, key=True)
            return known
        return bound
