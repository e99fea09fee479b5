"""What the page of the vocabulary shows: each word that a case may use, and who reads it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from msgspec import Struct

from accord.server.pages.law_shown import LawView, Link
from accord.server.wording import say
from engine.diagnostics.bilingual import Bilingual
from engine.language.model import Records, Word
from engine.questions.consolidated import Key
from engine.questions.consulted import ArticlesOfNames
from engine.words.formats import as_printed, upper_first
from engine.words.traits import traits_of

_FEW: Final = 6
"""So many articles are named for a word; of the others, how many there are."""


class Named(Struct, frozen=True):
    """Articles that a word leads to, the first of them, and how many more there are."""

    links: list[Link]
    more: int = 0


class WordOnPage(Struct, frozen=True):
    """A fact, or a name of a line, a benefit, a date."""

    name: str
    label: str
    traits: str = ""
    question: str = ""
    values: list[str] = []
    given_by: Named | None = None
    read_by: Named | None = None


class Family(Struct, frozen=True):
    """Words of one kind, under one heading."""

    title: str
    words: list[WordOnPage]


class Vocabulary:
    """The words of one corpus."""

    def __init__(self, view: LawView) -> None:
        self._view = view
        self._language = view.language
        self._articles = ArticlesOfNames(view.corpus)

    def families(self) -> Iterator[Family]:
        """Yield all the words, by kind."""
        words = self._view.corpus.vocabulary
        yield Family(say("law.facts", self._language), [*self._facts(words.facts, "")])
        for collection in words.collections.values():
            prefix = f"{collection.singular}."
            own = [*self._facts(collection.facts, prefix)]
            for records in collection.lists.values():
                own += self._records(records, prefix)
            yield Family(self._said(collection.label), own)
        for kind in ("benefits", "lines", "parts", "entries", "actors", "values"):
            labels: Mapping[str, Bilingual] = getattr(words, kind)
            named = [
                WordOnPage(
                    name, self._said(label), given_by=self._named(self._articles.giving, name)
                )
                for name, label in labels.items()
            ]
            yield Family(say(f"law.{kind}", self._language), named)

    def _facts(self, facts: Mapping[str, Word], prefix: str) -> Iterator[WordOnPage]:
        for name, word in facts.items():
            whole = prefix + name
            yield WordOnPage(
                whole,
                self._said(word.label),
                traits_of(word, self._language),
                self._said(word.question) if word.question else "",
                [self._said(label) for label in word.values.values()],
                self._named(self._articles.giving, whole),
                self._named(self._articles.reading, whole),
            )

    def _records(self, records: Records, prefix: str) -> list[WordOnPage]:
        own = f"{prefix}{records.name}."
        words = [*self._facts(records.facts, own)]
        for inner in records.lists.values():
            words += self._records(inner, own)
        return words

    def _named(self, by: Mapping[str, Mapping[Key, None]], name: str) -> Named | None:
        keys = [*by.get(name, ())]
        if not keys:
            return None
        return Named([self._view.link(key) for key in keys[:_FEW]], max(0, len(keys) - _FEW))

    def _said(self, label: Bilingual) -> str:
        return as_printed(upper_first(label.in_language(self._language)), self._language)
