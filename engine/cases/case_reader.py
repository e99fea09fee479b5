"""Cases: from a document to typed facts, driven by the
vocabulary alone, with every fault found in one pass.

What a case leaves out is unknown: nothing is filled in but what the vocabulary says of facts left
out, and the acts that cannot have happened, because a complete collection leaves their element out,
or because they can only follow an act that has not happened.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from msgspec import Struct

from engine.cases import coherence
from engine.cases.case_schema import case_schema
from engine.cases.order_of_acts import acts_before
from engine.cases.receipts import RECEIVED, Receipt, ReceiptsReading
from engine.diagnostics.bilingual import Sentence, any_of, sentence
from engine.diagnostics.diagnostic import Diagnostic, Location, RefusedInput, in_order, nearest_name
from engine.language.kept import Same, kept
from engine.language.model import Collection, Corpus, Records, Vocabulary, Word
from engine.language.temporal import NOT_YET
from engine.language.values import Scalar
from engine.source.document import Document, Pointer
from engine.source.shapes import A_LIST, A_MAPPING, near, shown, type_name

if TYPE_CHECKING:
    from engine.cases.settings import Setting

__all__ = ["Facts", "History", "case_schema", "choose_corpus", "read_case"]

History: TypeAlias = tuple[tuple[date, Scalar], ...]
_FACTS: Final = sentence("a mapping of facts")
_AROUND: Final = frozenset({"corpus", "$schema", RECEIVED})
"""The keys of a case that are no facts."""


class Facts(Struct, frozen=True):
    """The facts of a case, by full name (`group.fact`, `collection.key.fact`, `collection.1.fact`).

    `values` holds facts given once: dates as dates, `not_yet` as NOT_YET, ratios and money as
    Decimal. `histories` holds facts given as dated values, sorted. `elements` names the elements of
    each collection that the case gives. `records` holds the lists inside elements. `pointers` says
    where each stands in `document`. `settings` are what was set in the case before it was read,
    `received` the sums that it was paid, in its order.
    """

    values: Mapping[str, Scalar]
    histories: Mapping[str, History]
    elements: Mapping[str, tuple[str, ...]]
    records: Mapping[str, tuple[Mapping[str, Any], ...]]
    document: Document
    pointers: Mapping[str, Pointer]
    settings: tuple[Setting, ...] = ()
    received: tuple[Receipt, ...] = ()
    unsaid: frozenset[str] = frozenset()
    """The facts that the case leaves out and whose value the vocabulary gives."""

    def locate(self, fact: str) -> Location:
        """Return the place of a fact in the case; of what
        lies nearest around it when the case does not give it.
        """
        name = fact
        while name not in self.pointers and "." in name:
            name = name.rpartition(".")[0]
        return self.document.locate(self.pointers.get(name, ()))


def read_case(document: Document, vocabulary: Vocabulary) -> tuple[Facts | None, list[Diagnostic]]:
    """Return the facts that a document gives in the words
    of a vocabulary, or all findings in order.
    """
    reading = _CaseReading(document, vocabulary)
    facts = reading.facts()
    return (None if reading.findings else facts), list(in_order(reading.findings))


def choose_corpus(document: Document, corpora: Mapping[str, Corpus]) -> Corpus:
    """Return the corpus that a case names, or else the one that knows most of its keys.

    Raises RefusedInput when the case names a corpus that is not there, when its keys do not tell
    which of several it is about, or when there is none.
    """
    tree = document.tree if isinstance(document.tree, dict) else {}
    if not corpora:
        message = sentence("there is no corpus to answer from")
        raise _no_corpus(message, document.locate(()), sentence("add one with `--rulesets`."))
    named = tree.get("corpus")
    if named is not None:
        if isinstance(named, str) and named in corpora:
            return corpora[named]
        message = sentence("there is no corpus {name}", name=shown(named))
        hint = near(str(named), corpora)
        raise _no_corpus(message, document.locate(("corpus",)), hint)
    keys = {name: _KnownKeys(corpus.vocabulary) for name, corpus in corpora.items()}
    keys_known = {name: known.among(tree) for name, known in keys.items()}
    most = max(keys_known.values())
    likely = [name for name, known in keys_known.items() if known == most]
    # What is no mapping says nothing of a corpus: whichever reads it says that it is no case.
    if len(likely) > 1 and isinstance(document.tree, dict):
        message = sentence(
            "several agreements are loaded, and the case does not tell which it is about: {listed}",
            listed=any_of(_titled(name, corpora[name]) for name in likely),
        )
        hint = sentence(
            "write {lines} at the head of the case.",
            lines=any_of(f"`corpus: {name}`" for name in likely),
        )
        key = _nearest_key(tree, [keys[name] for name in likely])
        if key:
            hint = sentence("{hint} {nearest}", hint=hint, nearest=key)
        raise _no_corpus(message, document.locate(()), hint)
    return corpora[likely[0]]


def _no_corpus(message: Sentence, place: Location, hint: Sentence) -> RefusedInput:
    return RefusedInput([Diagnostic("ACC318", message, place, hint)])


def _titled(name: str, corpus: Corpus) -> Sentence:
    """Return a corpus by its name and its main text: the one that the most others amend, an accord
    before any other.
    """
    texts = list(corpus.texts.values())
    amended = [name for text in texts for name in text.amends]
    main = max(texts, key=lambda text: (amended.count(text.id), text.kind == "accord"))
    return sentence("`{name}` ({title})", name=name, title=main.short)


class _KnownKeys:
    """The keys of the first two levels of a case that a vocabulary knows."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.firsts: set[str] = set()
        self.seconds: set[tuple[str, ...]] = set()
        for name in (*vocabulary.facts, *vocabulary.collections):
            parts = name.split(".")
            self.firsts.add(parts[0])
            self.seconds.add(tuple(parts[:2]))
        for name, collection in vocabulary.collections.items():
            self.seconds.update((name, key) for key in collection.keys)

    def among(self, tree: Mapping[str, Any]) -> int:
        """Return how many of the keys of a case the vocabulary knows."""
        known = sum(pair in self.seconds for pair in _second_level(tree))
        return sum(key in self.firsts for key in tree) + known


def _second_level(tree: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [
        (key, inner) for key, value in tree.items() if isinstance(value, dict) for inner in value
    ]


def _nearest_key(tree: Mapping[str, Any], keys: Iterable[_KnownKeys]) -> Sentence | None:
    """Return what to write instead of a key that no vocabulary knows, None where none is near."""
    vocabularies = list(keys)
    firsts = sorted(set().union(*(known.firsts for known in vocabularies)))
    seconds = set().union(*(known.seconds for known in vocabularies))
    unknown = [(key, firsts) for key in tree if key not in firsts and key not in _AROUND]
    unknown += [
        (inner, sorted(pair[1] for pair in seconds if len(pair) > 1 and pair[0] == key))
        for key, inner in _second_level(tree)
        if key in firsts and (key, inner) not in seconds
    ]
    for key, valid in unknown:
        name = nearest_name(str(key)[:80], valid)
        if name:
            return sentence(
                "{key} is a key of none of them: did you mean `{name}`?", key=shown(key), name=name
            )
    return None


# --- the words as a tree --------------------------------------------------------------------------


_Tree: TypeAlias = dict[str, Any]


def _tree_of(words: Mapping[str, Word], collections: Mapping[str, Collection]) -> _Tree:
    """Return the words and collections by the parts of
    their names; groups of derived facts alone are left out.
    """
    tree: _Tree = {}
    for name, entry in (
        *((name, word) for name, word in words.items() if not word.derived),
        *collections.items(),
    ):
        _put(tree, name.split("."), entry)
    for name, word in words.items():
        parts = name.split(".")
        group: Any = tree
        for part in parts[:-1]:
            group = group.get(part) if isinstance(group, dict) else None
        if word.derived and isinstance(group, dict):
            group.setdefault(parts[-1], word)
    return tree


@kept("words of cases", 64)
def _tree_of_case(vocabulary: Same[Vocabulary]) -> _Tree:
    return _tree_of(vocabulary.it.facts, vocabulary.it.collections)


@kept("words of elements", 1024)
def _tree_of_element(vocabulary: Same[Vocabulary], collection: Same[Collection], key: str) -> _Tree:
    """Return the words of an element by the parts of their names; those of a list are all alike."""
    tree = _tree_of(collection.it.facts, {})
    tree.update(collection.it.lists_of(key))
    of_element = f"{collection.it.singular}."
    for fact, word in vocabulary.it.facts.items():
        if word.derived and fact.startswith(of_element):
            tree.setdefault(fact.removeprefix(of_element), word)
    return tree


@kept("words that may be left unsaid", 256)
def _unsaid(words: Same[Mapping[str, Word]]) -> tuple[tuple[Word, Scalar], ...]:
    """Return the words whose value the vocabulary gives where a case leaves them out, with it."""
    return tuple((word, word.unsaid.value) for word in words.it.values() if word.unsaid is not None)


def _put(tree: _Tree, parts: list[str], entry: object) -> None:
    for part in parts[:-1]:
        inner = tree.setdefault(part, {})
        if not isinstance(inner, dict):
            return
        tree = inner
    tree.setdefault(parts[-1], entry)


class _CaseReading(ReceiptsReading):
    """One case being read."""

    def __init__(self, document: Document, vocabulary: Vocabulary) -> None:
        super().__init__(document, [])
        self.vocabulary = vocabulary
        self.values: dict[str, Scalar] = {}
        self.histories: dict[str, History] = {}
        self.elements: dict[str, tuple[str, ...]] = {}
        self.records: dict[str, tuple[Mapping[str, Any], ...]] = {}
        self.pointers: dict[str, Pointer] = {}
        self.unsaid: set[str] = set()

    def facts(self) -> Facts:
        """Return the facts; they may be used only when nothing was found."""
        received: tuple[Receipt, ...] = ()
        if isinstance(self.document.tree, dict):
            self._group(self.document.tree, (), "", _tree_of_case(Same(self.vocabulary)), "")
            for clash in (
                *coherence.of_days(self.vocabulary, self.values, self.elements),
                *coherence.of_records(self.vocabulary, self.values, self.records),
                *coherence.of_values(self.vocabulary, self.values, self.elements),
            ):
                self._clash(clash)
            self._fill_unsaid()
            self._not_after()
            if self._lists_receipts():
                node = self.document.tree[RECEIVED]
                received = self.receipts(node, (RECEIVED,), self.vocabulary)
        else:
            hint = sentence("write the facts by their names, as in `group: {fact: value}`.")
            self.note(
                "ACC319",
                (),
                sentence(
                    "a case is a mapping of facts, not {given}", given=type_name(self.document.tree)
                ),
                hint,
            )
        return Facts(
            self.values,
            self.histories,
            self.elements,
            self.records,
            self.document,
            self.pointers,
            received=received,
            unsaid=frozenset(self.unsaid),
        )

    def _lists_receipts(self) -> bool:
        """Whether the case says what it was paid: not where the vocabulary has that word for a
        fact of its own.
        """
        own = (*self.vocabulary.facts, *self.vocabulary.collections)
        return RECEIVED in self.document.tree and not any(
            name.partition(".")[0] == RECEIVED for name in own
        )

    # --- groups and elements ---

    def _group(
        self, node: Mapping[str, Any], at: Pointer, prefix: str, tree: _Tree, element: str
    ) -> None:
        """Read the facts of a mapping; `element` is the key
        of the element that it belongs to, if any.
        """
        for key, value in node.items():
            here, entry = (*at, key), tree.get(key)
            if entry is None:
                if at or key not in _AROUND:
                    self._unknown(
                        key,
                        here,
                        (
                            name
                            for name, word in tree.items()
                            if not (isinstance(word, Word) and word.derived)
                        ),
                    )
            elif value is None:
                hint = sentence(
                    "leave it out, or write `not_yet` for an act that has not happened."
                )
                self.note(
                    "ACC314", here, sentence("{key} has no value", key=shown(key)), hint, key=True
                )
            elif isinstance(entry, Word):
                self._fact(entry, value, here, prefix + key, element)
            elif isinstance(entry, Collection):
                self._collection(entry, value, here)
            elif isinstance(entry, Records):
                self.records[prefix + key] = self._list(entry, value, here)
                self.pointers[prefix + key] = here
            elif isinstance(value, dict):
                self._group(value, here, f"{prefix}{key}.", entry, element)
            else:
                self.expected(
                    _FACTS, value, here, sentence("write `{key}:` and the facts below it.", key=key)
                )

    def _unknown(self, key: str, at: Pointer, names: Iterable[str]) -> None:
        self.note(
            "ACC301",
            at,
            sentence("{key} is not a fact that can be given here", key=shown(key)),
            near(key, names),
            key=True,
        )

    def _collection(self, collection: Collection, node: Any, at: Pointer) -> None:
        self.pointers[collection.name] = at
        if collection.keys_only:
            self._keys(collection, node, at)
        elif collection.keys:
            self._keyed(collection, node, at)
        else:
            listed = self.listed(node, at)
            self.elements[collection.name] = tuple(str(rank + 1) for rank in range(len(listed)))
            for rank, element in enumerate(listed):
                self._element(collection, str(rank + 1), element, (*at, rank))

    def _keys(self, collection: Collection, node: Any, at: Pointer) -> None:
        if not isinstance(node, list):
            some = ", ".join(list(collection.keys)[:2])
            self.expected(A_LIST, node, at, sentence("write `[{keys}]`, for example.", keys=some))
            return
        for rank, key in enumerate(node):
            if not isinstance(key, str) or key not in collection.keys:
                self.note(
                    "ACC316",
                    (*at, rank),
                    sentence("{key} cannot be listed here", key=shown(key)),
                    near(str(key), collection.keys),
                )
            elif key in node[:rank]:
                message, first = (
                    sentence("{key} is listed twice", key=shown(key)),
                    self.document.locate((*at, node.index(key))),
                )
                self.note("ACC317", (*at, rank), message, sentence("keep one."), first=first)
            else:
                self.pointers[f"{collection.name}.{key}"] = (*at, rank)
        self.elements[collection.name] = tuple(key for key in collection.keys if key in node)

    def _keyed(self, collection: Collection, node: Any, at: Pointer) -> None:
        if not isinstance(node, dict):
            self.expected(
                A_MAPPING,
                node,
                at,
                sentence("write `{key}: {…}` and so on.", key=next(iter(collection.keys))),
            )
            return
        for key, element in node.items():
            if key in collection.keys:
                self._element(collection, key, element, (*at, key))
            elif f"{collection.name}.{key}" in self.vocabulary.facts:
                self._derived(f"{collection.name}.{key}", (*at, key))
            else:
                message = sentence(
                    "{key} is not one of the `{collection}` of the vocabulary",
                    key=shown(key),
                    collection=collection.name,
                )
                self.note("ACC316", (*at, key), message, near(key, collection.keys), key=True)
        self.elements[collection.name] = tuple(key for key in collection.keys if key in node)
        if collection.complete:
            self._not_happened(collection, node)

    def _not_happened(self, collection: Collection, node: Mapping[str, Any]) -> None:
        """Give the acts of the elements that a complete
        collection does not list: they have not happened.
        """
        absent = [word for word in collection.facts.values() if word.absent]
        for key in collection.keys:
            if key not in node:
                for word in absent:
                    if not word.only_for or key in word.only_for:
                        self.values[f"{collection.name}.{key}.{word.name}"] = NOT_YET

    def _element(self, collection: Collection, key: str, node: Any, at: Pointer) -> None:
        name = f"{collection.name}.{key}"
        self.pointers[name] = at
        if not isinstance(node, dict):
            self.expected(
                _FACTS,
                node,
                at,
                sentence("write its facts below it, or `{}` when nothing is known."),
            )
            return
        known_key = key if collection.keys else ""
        tree = _tree_of_element(Same(self.vocabulary), Same(collection), known_key)
        self._group(node, at, f"{name}.", tree, key)
        self._check_required(collection.facts, node, at)

    def _check_required(
        self, words: Mapping[str, Word], node: Mapping[str, Any], at: Pointer
    ) -> None:
        for word in words.values():
            if word.required and word.name not in node:
                hint = sentence("add `{name}:` ({label}).", name=word.name, label=word.label)
                self.note("ACC315", at, sentence("`{name}` is missing", name=word.name), hint)

    # --- lists of records ---

    def _list(self, records: Records, node: Any, at: Pointer) -> tuple[Mapping[str, Any], ...]:
        read: list[Mapping[str, Any]] = []
        first: dict[Any, Pointer] = {}
        for rank, node_of_record in enumerate(self.listed(node, at)):
            here = (*at, rank)
            record = self._record(records, node_of_record, here)
            read.append(record)
            index = record.get(records.indexed_by)
            if index is not None and first.setdefault(index, here) is not here:
                message = sentence(
                    "`{name}: {index}` is given twice", name=records.indexed_by, index=index
                )
                place = self.document.locate(first[index])
                self.note(
                    "ACC311",
                    (*here, records.indexed_by),
                    message,
                    sentence("keep one entry for each."),
                    first=place,
                )
        for wrong in coherence.of_sums(records, read):
            self.note(
                "ACC322", at, wrong, sentence("correct them, or add the record that is missing.")
            )
        return tuple(read)

    def _record(self, records: Records, node: Any, at: Pointer) -> Mapping[str, Any]:
        if not isinstance(node, dict):
            written = "{" + ", ".join(f"{name}: …" for name in records.facts) + "}"
            self.expected(_FACTS, node, at, sentence("write `{written}`.", written=written))
            return {}
        record: dict[str, Any] = {}
        for key, value in node.items():
            here = (*at, key)
            if value is None and (key in records.facts or key in records.lists):
                self.note(
                    "ACC314",
                    here,
                    sentence("{key} has no value", key=shown(key)),
                    sentence("leave it out."),
                    key=True,
                )
            elif key in records.facts:
                scalar = self.scalar(records.facts[key], value, here)
                if scalar is not None:
                    record[key] = scalar
            elif key in records.lists:
                record[key] = self._list(records.lists[key], value, here)
            else:
                self._unknown(key, here, (*records.facts, *records.lists))
        self._check_required(records.facts, node, at)
        both = [name for name in records.one_of if name in node]
        if len(both) > 1:
            message = sentence("`{first}` and `{second}` together", first=both[0], second=both[1])
            self.note("ACC310", (*at, both[1]), message, sentence("give one of the two."), key=True)
        return record

    # --- facts ---

    def _derived(self, name: str, at: Pointer) -> None:
        message = sentence(
            "{name} follows from the other facts and is not given by hand", name=shown(name)
        )
        self.note("ACC313", at, message, sentence("leave it out: the law derives it."), key=True)

    def _fact(self, word: Word, node: Any, at: Pointer, name: str, element: str) -> None:
        self.pointers[name] = at
        if word.derived:
            self._derived(name, at)
        elif word.only_for and element and element not in word.only_for:
            message = sentence(
                "`{name}` has no meaning for `{element}`", name=word.name, element=element
            )
            hint = sentence(
                "it goes only with {elements}.",
                elements=any_of(shown(key) for key in word.only_for),
            )
            self.note("ACC312", at, message, hint, key=True)
        elif isinstance(node, list):
            self._history(word, node, at, name)
        else:
            scalar = self.scalar(word, node, at)
            if scalar is not None:
                self.values[name] = scalar

    def _history(self, word: Word, node: list[Any], at: Pointer, name: str) -> None:
        if not word.varies:
            self.note(
                "ACC309",
                at,
                sentence("`{name}` has one value, not a history", name=word.name),
                sentence("give the value alone."),
            )
            return
        if not node:
            self.note(
                "ACC308",
                at,
                sentence("an empty history"),
                sentence("give at least one `{from: …, value: …}`, or leave the fact out."),
            )
        by_day: dict[date, Scalar] = {}
        first: dict[date, Pointer] = {}
        for rank, entry in enumerate(self.listed(node, at)):
            here = (*at, rank)
            day, scalar = self._dated(word, entry, here)
            if day is None or scalar is None:
                continue
            if day in by_day:
                message = sentence("two values from {day}", day=day.isoformat())
                self.note(
                    "ACC307",
                    here,
                    message,
                    sentence("keep one value for each date."),
                    first=self.document.locate(first[day]),
                )
            by_day[day] = scalar
            first.setdefault(day, here)
        self.histories[name] = tuple(sorted(by_day.items()))

    def _dated(self, word: Word, entry: Any, at: Pointer) -> tuple[date | None, Scalar | None]:
        """Return one entry of a history."""
        if not isinstance(entry, dict):
            hint = sentence("give the day from which each value holds.")
            self.expected(sentence("an entry `{from: …, value: …}`"), entry, at, hint)
            return None, None
        for key in entry:
            if key not in ("from", "value"):
                message = sentence("{key} is not a key that can be given here", key=shown(key))
                self.note("ACC301", (*at, key), message, near(key, ("from", "value")), key=True)
        for key in ("from", "value"):
            if entry.get(key) is None:
                message = sentence("an entry of a history without `{key}`", key=key)
                self.note("ACC308", at, message, sentence("write `{from: 2021-06-30, value: …}`."))
        day = (
            self.day(entry["from"], (*at, "from"), acts=False)
            if entry.get("from") is not None
            else None
        )
        return day, self.scalar(word, entry["value"], (*at, "value")) if entry.get(
            "value"
        ) is not None else None

    # --- facts together ---

    def _clash(self, clash: coherence.Clash) -> None:
        self.note(
            clash.code,
            self._pointer(clash.fact),
            clash.message,
            clash.hint,
            first=self._place(clash.other),
        )

    def _pointer(self, fact: str) -> Pointer:
        """Return where a fact stands; one of a record, by its list and its rank."""
        if fact in self.pointers:
            return self.pointers[fact]
        records, rank, name = fact.rsplit(".", 2)
        return (*self.pointers[records], int(rank), name)

    def _not_after(self) -> None:
        """Give the acts that can only follow one that has not
        happened: neither have they. One that is dated contradicts it.
        """
        to_come = {name for name, value in self.values.items() if value == NOT_YET}
        order = acts_before(self.vocabulary, self.elements)
        for collection in self.vocabulary.collections.values():
            if collection.name not in self.pointers and not to_come.isdisjoint(
                (collection.after, *order.get(collection.after, ()))
            ):
                self.elements[collection.name] = ()
                self._not_happened(collection, {})
        for later, before in order.items():
            earlier = next((name for name in before if name in to_come), None)
            day = self.values.get(later)
            if earlier is not None and isinstance(day, date) and day != NOT_YET:
                message = sentence(
                    (
                        "`{later}` is on {day}, but `{earlier}`, which it can only follow, has "
                        "not happened yet"
                    ),
                    later=later, day=day, earlier=earlier,
                )  # fmt: skip
                hint = sentence(
                    "give the day of `{earlier}`, or write `not_yet` for `{later}`.",
                    earlier=earlier,
                    later=later,
                )
                self.note("ACC306", self.pointers[later], message, hint, first=self._place(earlier))
            elif earlier is not None and later not in self.pointers:
                self.values[later] = NOT_YET

    def _fill_unsaid(self) -> None:
        """Give the facts that the case leaves out the value that the vocabulary says, if any."""
        self._take_unsaid(_unsaid(Same(self.vocabulary.facts)), "", "")
        for collection in self.vocabulary.collections.values():
            words = _unsaid(Same(collection.facts))
            for key in self.elements.get(collection.name, ()) if words else ():
                self._take_unsaid(words, f"{collection.name}.{key}.", key)

    def _take_unsaid(self, words: Iterable[tuple[Word, Scalar]], prefix: str, key: str) -> None:
        for word, value in words:
            name = prefix + word.name
            applies = not (key and word.only_for) or key in word.only_for
            if applies and name not in self.pointers:
                self.values.setdefault(name, value)
                self.unsaid.add(name)

    def _place(self, fact: str) -> Location | None:
        return self.document.locate(self.pointers[fact]) if fact in self.pointers else None
