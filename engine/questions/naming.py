"""What everything in an answer is called, in one language: facts, lines, parts, entries, benefits,
events, and their values.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from engine.diagnostics.bilingual import Bilingual, Language
from engine.language.kept import kept
from engine.language.model import Corpus, Word
from engine.language.temporal import Duration
from engine.language.watched_day import is_watched
from engine.reasoning.occasions import Occasion, full_name
from engine.reasoning.rights import ADJUSTMENT
from engine.words.labels import (
    display,
    element_label,
    event_label,
    fact_label,
    group_label,
    name_label,
    word_of,
)


def iso(value: Any) -> Any:
    """Return a value as JSON holds it: ISO dates, decimals, fractions and durations as strings,
    the rest as it is.
    """
    if isinstance(value, date):
        return "not_yet" if value == date.max else value.isoformat()
    return str(value) if isinstance(value, Decimal | Fraction | Duration) else value


class Names:
    """The names of a corpus in one language, each put together once for all answers."""

    def __init__(self, corpus: Corpus, language: Language) -> None:
        self.corpus = corpus
        self.language: Language = language

    def say(self, wording: Bilingual) -> str:
        """Return a wording in the language of the answer."""
        return wording.in_language(self.language)

    def either(self, french: str, english: str) -> str:
        """Return the wording of the language of the answer."""
        return french if self.language == "fr" else english

    def labelled(self, label: str, shown: object) -> str:
        """Return a label and what it has: `label: shown`."""
        return f"{label}{self.either(' : ', ': ')}{shown}"

    @kept("labels of lines", 4096)
    def line(self, name: str) -> str:
        """Return the label of a line."""
        return name_label(self.corpus.vocabulary.lines, name, self.corpus.vocabulary, self.language)

    def part(self, name: str) -> str:
        """Return the label of a part of a payment."""
        label = self.corpus.vocabulary.parts.get(name)
        if label is None and name == ADJUSTMENT:
            return self.either("régularisation", "adjustment")
        return self.say(label) if label else name

    @kept("labels of dates", 4096)
    def entry(self, name: str) -> str:
        """Return the label of a calendar entry."""
        return name_label(
            self.corpus.vocabulary.entries, name, self.corpus.vocabulary, self.language
        )

    def benefit(self, name: str) -> str:
        """Return the label of a benefit."""
        label = self.corpus.vocabulary.benefits.get(name)
        return self.say(label) if label else name

    @kept("labels of facts", 8192)
    def fact(self, name: str) -> str:
        """Return the label of a fact."""
        return fact_label(name, self.corpus.vocabulary, self.language)

    @kept("words of facts", 8192)
    def word(self, name: str) -> Word | None:
        """Return the word of a fact, None where there is none."""
        return word_of(name, self.corpus.vocabulary)

    def is_derived(self, name: str) -> bool:
        """Whether rules derive a fact: no case gives it."""
        word = self.word(name)
        return word is not None and word.derived

    def event(self, text: str, name: str) -> str:
        """Return what an event of a text is called."""
        return event_label(self.corpus.texts[text], name, self.language)

    def group(self, text: str, name: str) -> str:
        """Return what a group of provisions of a text is called, "" for the ordinary one."""
        return group_label(self.corpus.texts[text], name, self.language)

    def value_names(self, values: Mapping[str, Any]) -> dict[str, str]:
        """Return what the vocabulary calls the named values of a provision, and the parts of those
        that have parts.
        """
        labels = self.corpus.vocabulary.values
        names = {name: self.say(labels[name]) for name in values if name in labels}
        for inner in values.values():
            names |= self.value_names(inner) if isinstance(inner, Mapping) else {}
        return names

    def value(self, name: str, value: Any) -> str:
        """Return the value of a fact as it is read."""
        if isinstance(value, tuple):
            return self.either(f"{len(value)} élément(s)", f"{len(value)} item(s)")
        if name == "occasion.kind" and value in self.corpus.occasions:
            return self.say(self.corpus.occasions[value].label)
        return (self._said if self.is_passing(name, value) else self._value)(name, value)

    def is_passing(self, name: str, value: Any) -> bool:
        """Whether nothing may be kept of the value of a fact: a free text is its author's own, and
        a watched day notes what is asked of it.
        """
        if isinstance(value, str):
            word = self.word(name)
            return word is None or word.type == "text"
        return is_watched(value)

    def _said(self, name: str, value: Any) -> str:
        return display(value, self.word(name), self.language)

    _value = kept("values in words", 8192)(_said)

    @kept("figures in words", 8192)
    def figure(self, value: Any, unit: str = "") -> str:
        """Return a number as it is read, an amount in euros where the unit is EUR."""
        return display(value, None, self.language, unit)

    def full_name(self, name: str, occasion: Occasion) -> str:
        """Return the name of a fact as the case writes it: `plots.north.started_on`,
        `plots.north.yields.2.rate`.
        """
        return full_name(name, occasion, self.corpus)

    def subject(self, occasion: Occasion) -> str:
        """Return the label of the element of an occasion."""
        return self._element(occasion.kind, occasion.element)

    @kept("labels of elements", 4096)
    def _element(self, kind: str, element: str) -> str:
        collection = self.corpus.vocabulary.collections[self.corpus.occasions[kind].each]
        label = collection.keys.get(element)
        return (
            self.say(label)
            if label
            else (
                f"{self.say(collection.label)} {element_label(collection, element, self.language)}"
            )
        )
