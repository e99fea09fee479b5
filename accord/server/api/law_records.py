"""What is told of the law itself: its texts, its words, its readings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal

from accord.law import LegalText
from accord.server.served_law import ServedLaw
from engine.diagnostics.bilingual import Bilingual, Language
from engine.language.model import Collection, Corpus, Reading, Records, Word
from engine.questions.answers.record import HoldsMappings, Record


class TextServed(HoldsMappings, frozen=True, kw_only=True):
    """A text of the law that is served."""

    corpus: str
    """The body of texts to which it belongs."""
    id: str
    """Its id."""
    short: str
    """How it is cited."""
    title: str
    """Its title."""
    events: Mapping[str, date]
    """The events that are dated: `signed`, `published`…"""
    status: str
    """Its status today: `in_force`, `not_yet`, `announced` (signed, not published) or
    `unknown_effect`; empty while nothing of it is dated.
    """
    in_force_from: date | None
    """The day from which it is in force; null where it is not known."""
    draft: bool
    """Whether it is a draft, which the server was given beside the law."""


class LawServed(Record, frozen=True, kw_only=True):
    """The law that is served."""

    digest: str
    """The same for the same texts and for no others."""
    corpora: tuple[str, ...]
    """The bodies of texts, by id: each answers the cases that are written in its words."""
    texts: tuple[TextServed, ...]
    """The texts, as they stand today."""


class Labelled(Record, frozen=True, kw_only=True):
    """A name of the vocabulary, and what it is called."""

    id: str
    """The name."""
    label: str
    """What it is called."""


class FactOfCase(Record, frozen=True, kw_only=True):
    """A fact that a case can give, or that a rule concludes."""

    name: str
    """Its name: `group.fact`; within a collection or a list, its own."""
    type: str
    """`text`, `integer`, `ratio`, `money`, `boolean`, `date` or `enumeration`."""
    label: str
    """What it is called."""
    question: str | None = None
    """The question to ask whoever knows."""
    unit: str | None = None
    """In what it is counted."""
    minimum: Decimal | None = None
    """The least that it may be."""
    maximum: Decimal | None = None
    """The most that it may be."""
    values: tuple[Labelled, ...] = ()
    """The values among which to choose."""
    varies: bool = False
    """Whether a case may give it as dated values."""
    derived: bool = False
    """Whether a rule concludes it: a case does not give it."""
    required: bool = False
    """Whether each element must have it."""
    only_for: tuple[str, ...] = ()
    """The elements that have it, where not all do."""


class ListOfRecords(Record, frozen=True, kw_only=True):
    """A list within an element of a collection."""

    name: str
    """Its name."""
    label: str
    """What it is called."""
    facts: tuple[FactOfCase, ...]
    """What each record of it may say."""
    lists: tuple[ListOfRecords, ...] = ()
    """The lists within a record."""
    only_for: tuple[str, ...] = ()
    """The elements that have it, where not all do."""


class CollectionOfCase(Record, frozen=True, kw_only=True):
    """Several elements of one kind."""

    name: str
    """Its name."""
    label: str
    """What it is called."""
    keys: tuple[Labelled, ...] = ()
    """The elements that there may be, where the law names them."""
    keys_only: bool = False
    """Whether a case gives it as a list of keys."""
    facts: tuple[FactOfCase, ...]
    """What each element may say."""
    lists: tuple[ListOfRecords, ...] = ()
    """The lists within an element."""


class WordsOfCorpus(Record, frozen=True, kw_only=True):
    """The words of one body of texts."""

    corpus: str
    """Its id."""
    facts: tuple[FactOfCase, ...]
    """The facts that are given once."""
    collections: tuple[CollectionOfCase, ...]
    """The collections."""
    benefits: tuple[Labelled, ...]
    """What a case may be eligible to."""
    lines: tuple[Labelled, ...]
    """The lines of money."""
    parts: tuple[Labelled, ...]
    """The parts of payments."""
    entries: tuple[Labelled, ...]
    """The dates of calendars."""
    actors: tuple[Labelled, ...]
    """Those who must act, or are paid."""


class VocabularyServed(Record, frozen=True, kw_only=True):
    """The only words that a case may use, and those of the answers."""

    corpora: tuple[WordsOfCorpus, ...]
    """The words of each body of texts."""


class ReadingServed(Record, frozen=True, kw_only=True):
    """A point that the texts leave open."""

    corpus: str
    """The body of texts to which it belongs."""
    id: str
    """Its id."""
    question: str
    """What it decides."""
    default: str
    """The option taken when none is asked for."""
    reason: str
    """Why it is the default."""
    options: tuple[Labelled, ...]
    """The options, and what each says."""


class ReadingsServed(Record, frozen=True, kw_only=True):
    """The points that the texts leave open."""

    readings: tuple[ReadingServed, ...]
    """Each of them, with its options."""


def law_served(served: ServedLaw, texts: Iterable[LegalText]) -> LawServed:
    """Return what is told of a law that is served; `texts` are told in the language asked."""
    return LawServed(
        digest=served.digest,
        corpora=served.law.corpora,
        texts=tuple(
            TextServed(
                corpus=text.corpus,
                id=text.id,
                short=text.short,
                title=text.title,
                events=dict(text.events),
                status=text.status,
                in_force_from=text.in_force_from,
                draft=text.id in served.drafts,
            )
            for text in texts
        ),
    )


def vocabulary_served(corpora: Iterable[Corpus], language: Language) -> VocabularyServed:
    """Return the words of some corpora, in a language."""
    return VocabularyServed(corpora=tuple(_words(corpus, language) for corpus in corpora))


def readings_served(corpora: Iterable[Corpus], language: Language) -> ReadingsServed:
    """Return the readings of some corpora, in a language."""
    return ReadingsServed(
        readings=tuple(
            _reading(corpus.id, reading, language)
            for corpus in corpora
            for reading in corpus.readings.values()
        )
    )


def _reading(corpus: str, reading: Reading, language: Language) -> ReadingServed:
    return ReadingServed(
        corpus=corpus,
        id=reading.id,
        question=reading.question.in_language(language),
        default=reading.default,
        reason=reading.reason.in_language(language),
        options=_labelled(reading.options, language),
    )


def _words(corpus: Corpus, language: Language) -> WordsOfCorpus:
    words = corpus.vocabulary
    return WordsOfCorpus(
        corpus=corpus.id,
        facts=tuple(_facts(words.facts, language)),
        collections=tuple(
            _collection(collection, language) for collection in words.collections.values()
        ),
        benefits=_labelled(words.benefits, language),
        lines=_labelled(words.lines, language),
        parts=_labelled(words.parts, language),
        entries=_labelled(words.entries, language),
        actors=_labelled(words.actors, language),
    )


def _facts(words: Mapping[str, Word], language: Language) -> Iterator[FactOfCase]:
    for name, word in words.items():
        yield FactOfCase(
            name=name,
            type=word.type,
            label=word.label.in_language(language),
            question=word.question.in_language(language) if word.question else None,
            unit=word.unit or None,
            minimum=word.minimum,
            maximum=word.maximum,
            values=_labelled(word.values, language),
            varies=word.varies,
            derived=word.derived,
            required=word.required,
            only_for=word.only_for,
        )


def _collection(collection: Collection, language: Language) -> CollectionOfCase:
    return CollectionOfCase(
        name=collection.name,
        label=collection.label.in_language(language),
        keys=_labelled(collection.keys, language),
        keys_only=collection.keys_only,
        facts=tuple(_facts(collection.facts, language)),
        lists=tuple(_lists(collection.lists, language)),
    )


def _lists(lists: Mapping[str, Records], language: Language) -> Iterator[ListOfRecords]:
    for name, records in lists.items():
        yield ListOfRecords(
            name=name,
            label=records.label.in_language(language),
            facts=tuple(_facts(records.facts, language)),
            lists=tuple(_lists(records.lists, language)),
            only_for=records.only_for,
        )


def _labelled(labels: Mapping[str, Bilingual], language: Language) -> tuple[Labelled, ...]:
    return tuple(
        Labelled(id=name, label=label.in_language(language)) for name, label in labels.items()
    )
