"""An empty case: every fact that the vocabulary has, as a comment to fill in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from engine.cases.receipts import RECEIVED, WORDS
from engine.diagnostics.bilingual import Bilingual, Language, Sentence, sentence
from engine.drafting.case_file import beside, case_modeline, unit_of
from engine.language.kinds import NUMBERS
from engine.language.model import Collection, Corpus, Records, Vocabulary, Word
from engine.words.fact_types import SAID


def empty_case(corpus: Corpus, language: Language, folder: Path | None) -> str:
    """Return a case in which nothing is known yet, for a file in `folder`: it is valid as it is,
    and each line of it that loses its `#` gives one fact.
    """
    lines = [*case_modeline(corpus, folder), *remarks(_HEAD, language), f"corpus: {corpus.id}"]
    return "\n".join([*lines, *_CommentedFacts(corpus.vocabulary, language).lines()]) + "\n"


def remarks(sentences: tuple[Sentence, ...], language: Language) -> list[str]:
    """Return sentences as lines of comment."""
    return [f"# {said.in_language(language)}" for said in sentences]


_HEAD = (
    sentence("Take the `#` away before what is known, and write the value there."),
    sentence("What keeps its `#` is not known; it is never zero and never no."),
    sentence("A fact of a group needs the line of its group, above it and without `#` as well."),
)


def how_written(word: Word) -> Sentence:
    """Return how the values of a fact are written in a case."""
    if word.values:
        return sentence("one of: {values}", values=", ".join(word.values))
    said = SAID[word.type].blank
    if word.type not in NUMBERS:
        return said
    if word.minimum is not None and word.maximum is not None:
        return sentence(
            "{said}, from {low} to {high}", said=said, low=word.minimum, high=word.maximum
        )
    return sentence("{said}, at least {low}", said=said, low=word.minimum) if word.minimum else said


class _CommentedFacts:
    """Writes the facts of a vocabulary as lines of comment, in its order."""

    def __init__(self, vocabulary: Vocabulary, language: Language) -> None:
        self._vocabulary = vocabulary
        self._language = language

    def lines(self) -> Iterator[str]:
        """Yield the lines of all the facts, of the collections, and of what was received."""
        vocabulary = self._vocabulary
        given = {name: word for name, word in vocabulary.facts.items() if not word.derived}
        tree = _nested({**given, **vocabulary.collections})
        if RECEIVED not in tree and vocabulary.lines:
            tree[RECEIVED] = Records(RECEIVED, _RECEIVED, WORDS)
        for key, part in tree.items():
            yield "#"
            yield from self._part(key, part, "")

    def _part(self, key: str, part: object, indent: str) -> Iterator[str]:
        match part:
            case Word():
                yield from self._fact(key, part, indent)
            case Collection():
                yield from self._collection(key, part, indent)
            case Records():
                yield from self._list(key, part.label, part.facts, part.lists, indent)
            case dict():
                yield f"#{indent}{key}:"
                for inner, held in part.items():
                    yield from self._part(inner, held, f"{indent}  ")

    def _fact(self, key: str, word: Word, indent: str) -> Iterator[str]:
        language = self._language
        asked = (word.question or word.label).in_language(language)
        unit = unit_of(word, self._vocabulary, language)
        written = how_written(word).in_language(language)
        in_what = "; ".join(part for part in (unit, written) if part)
        yield beside(f"#{indent}{key}:", f"{asked} ({in_what})")
        for value, label in word.values.items():
            yield beside(f"#{indent}", f"  {value}: {label.in_language(language)}")
        if word.varies:
            yield beside(f"#{indent}", f"  {_HISTORY.in_language(language)}")

    def _collection(self, key: str, collection: Collection, indent: str) -> Iterator[str]:
        language = self._language
        label = collection.label.in_language(language)
        if collection.keys_only:
            yield beside(f"#{indent}{key}: []", f"{label} ({_KEYS.in_language(language)})")
            for element, called in collection.keys.items():
                yield beside(f"#{indent}", f"  {element}: {called.in_language(language)}")
        elif not collection.keys:
            yield from self._list(key, collection.label, collection.facts, collection.lists, indent)
        else:
            yield beside(f"#{indent}{key}:", label)
            if collection.complete:
                yield beside(f"#{indent}", f"  {_COMPLETE.in_language(language)}")
            for element in collection.keys:
                yield from self._element(element, collection, f"{indent}  ")

    def _element(self, key: str, collection: Collection, indent: str) -> Iterator[str]:
        yield beside(f"#{indent}{key}:", collection.keys[key].in_language(self._language))
        facts = {
            name: word
            for name, word in collection.facts.items()
            if not word.derived and (not word.only_for or key in word.only_for)
        }
        for name, part in _nested({**facts, **collection.lists_of(key)}).items():
            yield from self._part(name, part, f"{indent}  ")

    def _list(
        self,
        key: str,
        label: Bilingual,
        facts: Mapping[str, Word],
        lists: Mapping[str, Records],
        indent: str,
    ) -> Iterator[str]:
        yield beside(f"#{indent}{key}:", label.in_language(self._language))
        given = {name: word for name, word in facts.items() if not word.derived}
        dash = "- "
        for name, part in _nested({**given, **lists}).items():
            for rank, line in enumerate(self._part(name, part, f"{indent}    ")):
                yield line.replace(f"#{indent}    ", f"#{indent}  {dash}", 1) if not rank else line
            dash = "  "


_RECEIVED = Bilingual("sommes reçues", "sums received")
_HISTORY = sentence("or by date: [{example}]", example='{from: "2020-01-15", value: …}')
_KEYS = sentence("several of:")
_COMPLETE = sentence("the elements that are left out have not begun")


def _nested(parts: Mapping[str, object]) -> dict[str, object]:
    """Return facts by the parts of their names."""
    tree: dict[str, object] = {}
    for name, part in parts.items():
        *groups, last = name.split(".")
        held = tree
        for group in groups:
            inner = held.setdefault(group, {})
            assert isinstance(inner, dict)  # a fact is no group
            held = inner
        held[last] = part
    return tree
