"""A form read back into its case: what was changed in it, and what is wrong, field by field.

A field in which nothing was changed leaves the case as it is written. What a form has no field for,
or was not sent, stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct

from engine.cases.case_reader import Facts, read_case
from engine.cases.editing import put, value_at
from engine.diagnostics.bilingual import Language, sentence
from engine.diagnostics.diagnostic import Diagnostic, Location, RefusedInput
from engine.drafting.form import (
    ACT_TO_COME,
    KEYS,
    NONE,
    ROWS,
    SINCE,
    VALUE,
    Typed,
    rows_typed,
    typed_of,
)
from engine.drafting.replies import readable, value_of
from engine.language.model import Collection, Corpus, Records, Word
from engine.language.temporal import NOT_YET_WORDS
from engine.source.document import Document, Pointer

_BOTH: Final = sentence("there is a day, and the box is ticked too")
_KEEP_ONE: Final = sentence("keep one of the two.")
_NONE_AND_SOME: Final = sentence("some are chosen, and that there are none too")


class Filled(Struct, frozen=True):
    """A form read: the case that it makes, its facts where nothing is wrong, and the findings, each
    at the name of its field.
    """

    tree: Mapping[str, Any]
    facts: Facts | None
    findings: tuple[Diagnostic, ...]


def filled(typed: Typed, tree: Mapping[str, Any], corpus: Corpus, language: Language) -> Filled:
    """Return the case with what a form says: `tree` is the case of which the form was made, and
    `language` that in which it was shown.
    """
    reading = _Reading(typed, typed_of(tree, corpus.vocabulary, language))
    made = reading.case(tree, corpus)
    document = _FormDocument("", made, (), ranks=reading.ranks)
    facts, findings = read_case(document, corpus.vocabulary)
    wrong = {finding.location for finding in reading.findings}
    own = [finding for finding in findings if finding.location not in wrong]
    return Filled(made, None if reading.findings else facts, (*reading.findings, *own))


class _FormDocument(Document, frozen=True, eq=False):
    """A case that was given in a form: its places are the names of the fields."""

    ranks: Mapping[str, Sequence[int]] = {}

    def locate(self, pointer: Sequence[str | int], *, key: bool = False) -> Location:
        """Return the name of the field of a value, as a place."""
        return Location(field_of(pointer, self.ranks))


def field_of(pointer: Pointer | Sequence[str | int], ranks: Mapping[str, Sequence[int]]) -> str:
    """Return the name of the field of a value; of a fact that varies, with the rank of the row."""
    name = ""
    for step in pointer:
        if isinstance(step, str):
            name = f"{name}.{step}".removeprefix(".")
        elif name in ranks:
            name = f"{name}.{ranks[name][step]}"
        else:
            return f"{name}:{ranks.get(name + VALUE, range(1, step + 2))[step]}"
    return name


class _Reading:
    """One form being read."""

    def __init__(self, typed: Typed, shown: Typed) -> None:
        self.typed = typed
        self.shown = shown
        self.findings: list[Diagnostic] = []
        self.ranks: dict[str, Sequence[int]] = {}
        """The number of the row of each record of a list, in the order of the case; of each value
        of a fact that varies, under the name of the field of its values.
        """

    def case(self, tree: Mapping[str, Any], corpus: Corpus) -> Mapping[str, Any]:
        vocabulary = corpus.vocabulary
        made: Any = dict(tree)
        for name, word in vocabulary.facts.items():
            if not word.derived:
                made = self._with_fact(made, name, word, "")
        for collection in vocabulary.collections.values():
            steps = collection.name.split(".")
            made = _put(made, steps, self._collection(collection, value_at(made, steps)))
        return made if isinstance(made, dict) else {}

    def _note(self, code: str, name: str, finding: Diagnostic) -> None:
        self.findings.append(Diagnostic(code, finding.message, Location(name), finding.hint))

    # --- facts ---

    def _with_fact(self, node: Any, fact: str, word: Word, prefix: str) -> Any:
        steps = fact.split(".")
        held = value_at(node, steps)
        read = self._history if word.varies else self._once
        value = read(f"{prefix}{fact}", word, held)
        return node if value is held else _put(node, steps, value)

    def _once(self, name: str, word: Word, held: Any) -> Any:
        if name not in self.typed:
            return held
        text, before = _first(self.typed, name), _first(self.shown, name)
        ticked, was_ticked = (
            bool(fields.get(name + ACT_TO_COME)) for fields in (self.typed, self.shown)
        )
        if (text, ticked) == (before, was_ticked):
            return held
        if ticked and text and text != before and not was_ticked:
            self.findings.append(Diagnostic("ACC310", _BOTH, Location(name), _KEEP_ONE))
            return held
        newly_dated = bool(text) and text != before
        if word.type == "date" and ticked and not newly_dated:
            return NOT_YET_WORDS[0]
        return self._value(name, word, text)

    def _value(self, name: str, word: Word, text: str) -> Any:
        """Return what a field says, as a case writes it; None where nothing stands in it."""
        if not text.strip():
            return None
        try:
            if word.type == "text":
                return readable(text if "\n" in text.strip() else " ".join(text.split()))
            return value_of(text, word.type, word.values)
        except RefusedInput as refusal:
            for finding in refusal.diagnostics:
                self._note(finding.code, name, finding)
            return None

    def _history(self, name: str, word: Word, held: Any) -> Any:
        if name + VALUE not in self.typed:
            return held
        rows = _dated(self.typed, name)
        if rows == _dated(self.shown, name):
            return held
        values = [
            (rank, since, self._value(f"{name}:{rank}", word, text)) for rank, since, text in rows
        ]
        self.ranks[name + VALUE] = [rank for rank, *_ in values]
        if not values:
            return None
        if len(values) == 1 and not values[0][1]:
            return values[0][2]
        return [{"from": since or None, "value": value} for _, since, value in values]

    # --- elements ---

    def _collection(self, collection: Collection, held: Any) -> Any:
        name = collection.name
        if not collection.keys:
            return self._rows(name, held, collection.facts, collection.lists)
        if name + KEYS not in self.typed:
            return held
        ticked = {key for key in self.typed[name + KEYS] if key in collection.keys}
        none = bool(self.typed.get(name + NONE))
        if none and ticked and not self.shown.get(name + NONE):
            self.findings.append(Diagnostic("ACC310", _NONE_AND_SOME, Location(name), _KEEP_ONE))
            return held
        if collection.keys_only:
            kept = [key for key in held or () if key in ticked]
            made: Any = kept + [key for key in collection.keys if key in ticked - set(kept)]
        else:
            made = self._elements(collection, held or {}, ticked)
        return made if made or none else None

    def _elements(
        self, collection: Collection, held: Mapping[str, Any], ticked: set[str]
    ) -> dict[str, Any]:
        """Return the elements that there are: those chosen, and those of which something is newly
        said.
        """
        before = set(self.shown.get(collection.name + KEYS, ()))
        made = {}
        for key in dict.fromkeys((*held, *collection.keys)):
            words = [
                word for word in collection.facts.values()
                if not word.only_for or key in word.only_for
            ]  # fmt: skip
            prefix = f"{collection.name}.{key}."
            own = self._mapping(prefix, held.get(key), words, collection.lists_of(key))
            if key in ticked or (own and key not in before):
                made[key] = own
        return made

    def _rows(
        self, name: str, held: Any, words: Mapping[str, Word], lists: Mapping[str, Records]
    ) -> Any:
        listed = held if isinstance(held, list) else []
        if name + ROWS not in self.typed:
            self.ranks[name] = range(1, len(listed) + 1)
            return held
        ranks = [int(number) for number in rows_typed(self.typed, name)]
        if self.typed.get(name + NONE) and all(
            self._is_blank(name, rank, listed) for rank in ranks
        ):
            ranks = []
        self.ranks[name] = ranks
        made = [
            self._mapping(
                f"{name}.{rank}.",
                listed[rank - 1] if rank <= len(listed) else {},
                words.values(),
                lists,
            )
            for rank in ranks
        ]
        return made if made or self.typed.get(name + NONE) else None

    def _is_blank(self, name: str, rank: int, listed: Sequence[Any]) -> bool:
        """Whether a row is new, and nothing stands in it."""
        row = f"{name}.{rank}."
        return rank > len(listed) and not any(
            text.strip()
            for field, texts in self.typed.items()
            if field.startswith(row)
            for text in texts
        )

    def _mapping(
        self, prefix: str, held: Any, words: Iterable[Word], lists: Mapping[str, Records]
    ) -> Any:
        node: Any = dict(held or {})
        for word in words:
            if not word.derived:
                node = self._with_fact(node, word.name, word, prefix)
        for name, records in lists.items():
            listed = self._rows(f"{prefix}{name}", node.get(name), records.facts, records.lists)
            node = _put(node, [name], listed)
        return node


def _put(node: Any, steps: Sequence[str], value: Any) -> Any:
    """Return a mapping with a value; without it, and without the groups that are then empty, for
    None.
    """
    held = value_at(node, steps)
    made, _ = put(node, steps, value)
    while value is None and held is not None and len(steps) > 1:
        steps = steps[:-1]
        if value_at(made, steps):
            break
        made, _ = put(made, steps, None)
    return made


def _first(typed: Typed, name: str) -> str:
    """Return what stands in a field; the ends of lines as a case has them."""
    return "".join(typed.get(name, ())[:1]).replace("\r\n", "\n")


def _dated(typed: Typed, name: str) -> list[tuple[int, str, str]]:
    """Return the rows of a fact that varies in which something stands: rank, day, value."""
    rows = zip(typed.get(name + SINCE, ()), typed.get(name + VALUE, ()), strict=False)
    return [
        (rank, since.strip(), text)
        for rank, (since, text) in enumerate(rows, 1)
        if since.strip() or text.strip()
    ]
