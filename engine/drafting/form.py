"""A case as a form: what each of its fields is called, and what is written in it.

A form is a mapping of names to texts, as a browser sends it. The form of a case holds all that the
vocabulary can say of one; what it has no field for (sums received, the corpus) stays in the case.

    town.population:since, town.population:value   a fact that varies: a day and a value a row
    town.opened_on, town.opened_on:not_yet         an act, and the box that it has not happened
    tasks:keys, tasks:none                         the elements there are; that there are none
    tasks.red.started_on                           a fact of one of them
    visits:rows, visits.2.by                       the numbers of the rows of a list; a fact of one

`engine.drafting.form_reading` reads it back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, TypeAlias

from msgspec import Struct

from engine.cases.editing import value_at
from engine.cases.settings import is_history
from engine.diagnostics.bilingual import Language
from engine.drafting.case_file import unit_of
from engine.language.model import Collection, Records, Vocabulary, Word
from engine.language.temporal import NOT_YET_WORDS
from engine.words.formats import ratio
from engine.words.labels import element_label, fact_label

Typed: TypeAlias = Mapping[str, Sequence[str]]
"""What the fields of a form hold, by their names."""

SINCE: Final = ":since"
VALUE: Final = ":value"
ACT_TO_COME: Final = ":not_yet"
KEYS: Final = ":keys"
NONE: Final = ":none"
ROWS: Final = ":rows"
TICKED: Final = "yes"


class Field(Struct, frozen=True):
    """A field: the fact that it gives, and what stands in it.

    `rows` are the days and values of a fact that varies; a value without a day holds always.
    """

    name: str
    word: Word
    label: str
    question: str
    unit: str
    typed: str = ""
    not_yet: bool = False
    rows: tuple[tuple[str, str], ...] = ()

    @property
    def is_given(self) -> bool:
        """Whether something stands in it."""
        return bool(self.typed or self.not_yet or any(since or value for since, value in self.rows))


class Element(Struct, frozen=True):
    """An element of a collection or a row of a list: `name` is the way to it, `key` its own part
    of that.
    """

    name: str
    key: str
    label: str
    is_given: bool
    blocks: tuple[Block, ...]


class Several(Struct, frozen=True):
    """A collection, or a list inside an element.

    `keyed`: its elements are all those that there can be, and one says which there are; else they
    are rows, added and taken away. `none`: it is said that there are none. `complete`: what is left
    out has not happened.
    """

    name: str
    label: str
    keyed: bool
    complete: bool
    none: bool
    elements: tuple[Element, ...]

    @property
    def is_given(self) -> bool:
        """Whether the case says anything of it."""
        return self.none or any(element.is_given for element in self.elements)


Block: TypeAlias = "Field | Several"


class Group(Struct, frozen=True):
    """Fields that the vocabulary names alike: what they have in common is called `label`, "" where
    it is nothing but that each stands alone.
    """

    name: str
    label: str
    blocks: tuple[Block, ...]

    @property
    def is_given(self) -> bool:
        """Whether something stands in one of its fields."""
        return any(block.is_given for block in self.blocks)


# --- what the form of a case holds ----------------------------------------------------------------


def typed_of(tree: Mapping[str, Any], vocabulary: Vocabulary, language: Language) -> Typed:
    """Return what the fields of the form of a case hold, as its reader writes it."""
    return _Shown(language).of_case(tree, vocabulary)


class _Shown:
    """Fills the fields of a form."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._typed: dict[str, list[str]] = {}

    def of_case(self, tree: Mapping[str, Any], vocabulary: Vocabulary) -> Typed:
        for name, word in vocabulary.facts.items():
            if not word.derived:
                self._fact(name, word, value_at(tree, name.split(".")))
        for collection in vocabulary.collections.values():
            self._collection(collection, value_at(tree, collection.name.split(".")))
        return self._typed

    def _fact(self, name: str, word: Word, held: Any) -> None:
        if word.varies:
            rows = held if is_history(held) else [] if held is None else [{"value": held}]
            self._typed[name + SINCE] = [str(row.get("from", "")) for row in rows]
            self._typed[name + VALUE] = [self._value(word, row["value"]) for row in rows]
            return
        to_come = word.type == "date" and held in NOT_YET_WORDS
        self._typed[name] = ["" if held is None or to_come else self._value(word, held)]
        self._typed[name + ACT_TO_COME] = [TICKED] if to_come else []

    def _value(self, word: Word, held: Any) -> str:
        if isinstance(held, bool):
            return str(held).lower()
        if word.type == "ratio" and isinstance(held, int | Decimal):
            return ratio(held, self._language)
        if isinstance(held, Decimal):
            plain = f"{held:f}"
            return plain.replace(".", ",") if self._language == "fr" else plain
        return str(held)

    def _collection(self, collection: Collection, held: Any) -> None:
        name = collection.name
        if not collection.keys:
            self._rows(name, held, collection.facts, collection.lists)
            return
        self._typed[name + KEYS] = [key for key in collection.keys if held and key in held]
        self._typed[name + NONE] = [TICKED] if held is not None and not held else []
        if not collection.keys_only:
            for key in collection.keys:
                own = (held or {}).get(key) or {}
                self._mapping(f"{name}.{key}.", own, collection.facts, collection.lists_of(key))

    def _rows(
        self, name: str, held: Any, words: Mapping[str, Word], lists: Mapping[str, Records]
    ) -> None:
        ranks = range(1, len(held or ()) + 1)
        self._typed[name + ROWS] = [str(rank) for rank in ranks]
        self._typed[name + NONE] = [TICKED] if held is not None and not held else []
        for rank in ranks:
            self._mapping(f"{name}.{rank}.", held[rank - 1], words, lists)

    def _mapping(
        self, prefix: str, held: Any, words: Mapping[str, Word], lists: Mapping[str, Records]
    ) -> None:
        for fact, word in words.items():
            self._fact(f"{prefix}{fact}", word, value_at(held, fact.split(".")))
        for name, records in lists.items():
            self._rows(f"{prefix}{name}", held.get(name), records.facts, records.lists)


# --- its fields -----------------------------------------------------------------------------------


def groups_of(typed: Typed, vocabulary: Vocabulary, language: Language) -> tuple[Group, ...]:
    """Return the fields of a form by the groups of the vocabulary, in its order."""
    return _Fields(typed, vocabulary, language).groups()


class _Fields:
    """Makes the fields of a form."""

    def __init__(self, typed: Typed, vocabulary: Vocabulary, language: Language) -> None:
        self._typed = typed
        self._vocabulary = vocabulary
        self._language = language

    def groups(self) -> tuple[Group, ...]:
        vocabulary = self._vocabulary
        blocks: dict[str, list[Block]] = {}
        for name, word in vocabulary.facts.items():
            if not word.derived:
                own = name.partition(".")[0] if "." in name else ""
                label = word.label.in_language(self._language)
                blocks.setdefault(own, []).append(self._field(name, word, label))
        for collection in vocabulary.collections.values():
            own = collection.name.partition(".")[0]
            blocks.setdefault(own, []).append(self._collection(collection))
        return tuple(
            Group(name, self._called(name, held), tuple(held)) for name, held in blocks.items()
        )

    def _called(self, name: str, blocks: Sequence[Block]) -> str:
        """Return what the facts of a group are about."""
        known = self._vocabulary.groups.get(name)
        label = known.label if known else self._vocabulary.actors.get(name)
        if label is not None:
            return label.in_language(self._language)
        return blocks[0].label if name else ""

    def _field(self, name: str, word: Word, label: str) -> Field:
        typed = self._typed
        rows = zip(typed.get(name + SINCE, ()), typed.get(name + VALUE, ()), strict=False)
        return Field(
            name=name,
            word=word,
            label=label,
            question=(word.question or word.label).in_language(self._language),
            unit=unit_of(word, self._vocabulary, self._language),
            typed="".join(typed.get(name, ())[:1]),
            not_yet=bool(typed.get(name + ACT_TO_COME)),
            rows=tuple(rows) if word.varies else (),
        )

    def _collection(self, collection: Collection) -> Several:
        name, label = collection.name, collection.label.in_language(self._language)
        if not collection.keys:
            return self._rows(name, label, collection.facts, collection.lists)
        listed = self._typed.get(name + KEYS, ())
        elements = tuple(
            Element(
                name=f"{name}.{key}",
                key=key,
                label=called.in_language(self._language),
                is_given=key in listed,
                blocks=()
                if collection.keys_only
                else self._blocks(
                    f"{name}.{key}.",
                    [
                        word
                        for word in collection.facts.values()
                        if not word.only_for or key in word.only_for
                    ],
                    collection.lists_of(key),
                ),
            )
            for key, called in collection.keys.items()
        )
        none = bool(self._typed.get(name + NONE))
        return Several(name, label, True, collection.complete, none, elements)  # noqa: FBT003  # keyed

    def _rows(
        self, name: str, label: str, words: Mapping[str, Word], lists: Mapping[str, Records]
    ) -> Several:
        elements = tuple(
            Element(
                name=f"{name}.{rank}",
                key=rank,
                label=self._numbered(place),
                is_given=True,
                blocks=self._blocks(f"{name}.{rank}.", words.values(), lists),
            )
            for place, rank in enumerate(rows_typed(self._typed, name), 1)
        )
        none = bool(self._typed.get(name + NONE))
        return Several(name, label, False, True, none, elements)  # noqa: FBT003  # not keyed

    def _numbered(self, place: int) -> str:
        return f"n°\u00a0{place}" if self._language == "fr" else f"no.\u00a0{place}"

    def _blocks(
        self, prefix: str, words: Iterable[Word], lists: Mapping[str, Records]
    ) -> tuple[Block, ...]:
        return tuple(self._within(prefix, words, lists))

    def _within(
        self, prefix: str, words: Iterable[Word], lists: Mapping[str, Records]
    ) -> Iterator[Block]:
        for word in words:
            if not word.derived:
                label = word.label.in_language(self._language)
                yield self._field(f"{prefix}{word.name}", word, label)
        for name, records in lists.items():
            label = records.label.in_language(self._language)
            yield self._rows(f"{prefix}{name}", label, records.facts, records.lists)


def rows_typed(typed: Typed, name: str) -> list[str]:
    """Return the numbers of the rows of a list, each once."""
    numbers = typed.get(name + ROWS, ())
    return [
        each
        for each in dict.fromkeys(numbers)
        if each.isascii() and each.isdigit() and len(each) < 5 and int(each) > 0
    ]


# --- rows added and taken away --------------------------------------------------------------------


def with_row(typed: Typed, name: str) -> dict[str, list[str]]:
    """Return a form with one more row in a list, or for a fact that varies."""
    changed = {field: list(texts) for field, texts in typed.items()}
    if name + VALUE in changed:
        changed.setdefault(name + SINCE, []).append("")
        changed[name + VALUE].append("")
    else:
        numbers = [int(each) for each in rows_typed(typed, name)]
        changed.setdefault(name + ROWS, []).append(str(max(numbers, default=0) + 1))
        changed.pop(name + NONE, None)
    return changed


def without_row(typed: Typed, name: str) -> dict[str, list[str]]:
    """Return a form without a row: `visits.2` of a list, `town.population:2` of a fact that varies,
    counted from 1.
    """
    changed = {field: list(texts) for field, texts in typed.items()}
    fact, colon, rank = name.rpartition(":")
    if colon:
        for part in (fact + SINCE, fact + VALUE):
            if rank.isdigit() and 0 < int(rank) <= len(changed.get(part, ())):
                del changed[part][int(rank) - 1]
        return changed
    listed, _, number = name.rpartition(".")
    changed[listed + ROWS] = [each for each in changed.get(listed + ROWS, ()) if each != number]
    return changed


def label_of(name: str, vocabulary: Vocabulary, language: Language) -> str:
    """Return what a field is called in a summary: the fact, and the element or the row."""
    fact = name.partition(":")[0]
    for collection in vocabulary.collections.values():
        if fact.rpartition(".")[0] == collection.name:
            return element_label(collection, fact.rpartition(".")[2], language)
    return fact_label(fact, vocabulary, language)
