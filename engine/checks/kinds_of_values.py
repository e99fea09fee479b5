"""What the checks of kinds know of a corpus: its words, and its tables in all their versions."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from engine.diagnostics.bilingual import Sentence, sentence
from engine.language.bands import Band
from engine.language.forms.readings import Choice
from engine.language.kinds import DATE, DURATION, NUMBER, TEXT, TRUTH, kind_of
from engine.language.model import Corpus, LawTable, Word, provisions_of
from engine.language.values import Scalar, Value
from engine.words.labels import word_of

_KINDS = {
    DATE: sentence("a date"),
    NUMBER: sentence("a number"),
    TRUTH: sentence("true or false"),
    TEXT: sentence("a word"),
    DURATION: sentence("a duration"),
}
_HINTS = {
    DATE: sentence(
        "write a date as `{date}`, or shift one: `{shift}`.",
        date='"2022-09-30"',
        shift="{after: {fact: …}, by: P6M}",
    ),
    NUMBER: sentence("write a number, or what computes one."),
    TRUTH: sentence("write `true` or `false`, without quotes."),
    DURATION: sentence("write a duration: `P2M`, `P15D` or `P1Y`."),
    TEXT: sentence("write one of the words of the vocabulary."),
}


class KnownTypes:
    """The words of a corpus and its tables: what the forms of values are asked with (`Types`)."""

    def __init__(self, corpus: Corpus) -> None:
        self.vocabulary = corpus.vocabulary
        self.provisions = tuple(provisions_of(corpus.texts.values()))
        self._tables: dict[str, list[LawTable]] = {}
        for provision in self.provisions:
            if provision.table:
                self._tables.setdefault(provision.address, []).append(provision.table)

    def word(self, name: str) -> Word | None:
        """Return the word of a fact, None when there is none."""
        return word_of(name, self.vocabulary)

    def classes(self, table: str) -> tuple[Scalar, ...]:
        """Return the classes of the brackets of a table."""
        return tuple(
            name for version in self._tables.get(table, ()) for _, _, name in version.brackets
        )

    def brackets(self, table: str) -> tuple[Band, ...]:
        """Return the brackets of a table, those of all its versions."""
        return tuple(band for version in self._tables.get(table, ()) for band in version.brackets)

    def rows(self, table: str) -> Iterator[str]:
        """Yield the names of the rows of a table, those of all its versions."""
        for version in self._tables.get(table, ()):
            yield from version.rows

    def columns(self, table: str) -> Iterator[Scalar]:
        """Yield the columns of a table, those of all its versions."""
        for version in self._tables.get(table, ()):
            yield from version.columns

    def column_kinds(self, table: str) -> frozenset[str]:
        """Return the kinds of the columns of a table."""
        tables = self._tables.get(table, ())
        return frozenset(kind_of(column) for version in tables for column in version.columns)

    def cells(self, table: str) -> Iterator[Decimal]:
        """Yield the cells of a table."""
        for version in self._tables.get(table, ()):
            for cells in version.rows.values():
                yield from cells

    def kind_named(self, kind: str) -> Sentence:
        """Return what a kind is called."""
        return _KINDS[kind]

    def remedy(self, kind: str) -> Sentence:
        """Return how a value of a kind is written."""
        return _HINTS[kind]


def alternatives(value: Value) -> tuple[Value, ...]:
    """Return the value itself or, when a reading decides, what each option gives."""
    if not isinstance(value, Choice):
        return (value,)
    return tuple(
        alternative for option in value.options.values() for alternative in alternatives(option)
    )
