"""What facts, lines, benefits and their values are called,
in French and English, as the vocabulary says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fnmatch import fnmatchcase
from fractions import Fraction

from engine.diagnostics.bilingual import Bilingual, Language
from engine.language.model import Collection, LegalText, Records, Vocabulary, Word
from engine.language.temporal import Duration
from engine.language.values import Scalar
from engine.words.formats import (
    duration,
    listed,
    long_date,
    money,
    number,
    one_line,
    quoted,
    ratio,
    written,
)

ENGINE_FACTS: Mapping[str, Word] = {
    "day": Word("day", "date", Bilingual("jour de la question", "day of the question")),
    "occasion.on": Word(
        "occasion.on", "date", Bilingual("jour du fait générateur", "day of the triggering event")
    ),
    "occasion.kind": Word(
        "occasion.kind", "text", Bilingual("fait générateur", "triggering event")
    ),
    "period.number": Word(
        "period.number", "integer", Bilingual("rang de la période", "number of the period")
    ),
    "period.from": Word(
        "period.from", "date", Bilingual("début de la période", "start of the period")
    ),
    "period.until": Word(
        "period.until", "date", Bilingual("fin de la période", "end of the period")
    ),
}
"""Facts that every corpus has: the engine gives them on each occasion."""

COMMON_EVENTS = {
    "signed": Bilingual("signature", "signature"),
    "approved": Bilingual("approbation", "approval"),
    "published": Bilingual("publication", "publication"),
}
"""What the events that every text may have are called."""
_PLACEHOLDER = re.compile(r"\{[^}]*\}")
_ARTICLES = {
    "le ": {
        "jour",
        "terme",
        "montant",
        "taux",
        "nombre",
        "rang",
        "début",
        "mode",
        "fait",
        "niveau",
    },
    "la ": {
        "date",
        "durée",
        "taille",
        "population",
        "part",
        "somme",
        "fin",
        "période",
        "région",
        "forme",
    },
    "l'": {"année", "indicateur", "auteur", "aide", "autorité"},
}
_NO_ARTICLE = {"how", "who", "what", "which", "when", "at", "another", "reason"}


def display(
    value: Scalar | Fraction | Duration, word: Word | None, language: Language, unit: str = ""
) -> str:
    """Return a value as it is read: in full for dates, with its
    sign for money and ratios, by its label for an enumeration.

    `word` gives the type; without it the Python type and `unit` (EUR, ratio) do. ISO durations are
    put into words.
    """
    kind = word.type if word else ""
    if isinstance(value, Fraction):
        value = round(Decimal(value.numerator) / value.denominator, 4)
    if isinstance(value, bool):
        return written(value, "", language)
    if isinstance(value, Duration):
        return duration(value, language)
    if isinstance(value, date):
        if type(value) is date:
            return long_date(value, language)
        from engine.language.watched_day import said

        return said(value, lambda day: long_date(day, language))
    if isinstance(value, int | Decimal):
        if kind == "money" or unit == "EUR":
            return money(value, language)
        if kind == "ratio" or unit == "ratio":
            return ratio(value, language)
        return _counted(value, word, language)
    if word and value in word.values:
        return word.values[value].in_language(language)
    if value == "calendar_year":
        return "année civile" if language == "fr" else "calendar year"
    return one_line(value) if kind == "text" else written(value, unit, language)


def _counted(value: int | Decimal, word: Word | None, language: Language) -> str:
    """Return a number with its unit, « 16,5 ans », where the vocabulary says what it is called.

    One has the form of `one`: in French that is every number below two, « 1,5 an ». A vocabulary
    that gives none has the number alone.
    """
    shown = number(value, language)
    if word is None or word.counted is None:
        return shown
    is_one = -2 < value < 2 if language == "fr" else value == 1
    unit = word.counted.one if is_one else word.counted.several
    return f"{shown}\N{NO-BREAK SPACE}{unit.in_language(language)}" if unit else shown


def word_of(name: str, vocabulary: Vocabulary) -> Word | None:
    """Return the word of a fact of the engine, of the
    vocabulary or of an element; None when there is none.

    An element's fact may be named by its collection's singular (`plot.started_on`) or in full
    (`plots.north.started_on`).
    """
    known = ENGINE_FACTS.get(name) or vocabulary.facts.get(name)
    if known:
        return known
    for collection, key, rest in _elements(name, vocabulary):
        if not rest:
            return Word(
                name,
                "enumeration" if collection.keys else "text",
                collection.label,
                values=collection.keys,
            )
        word = _within(rest.split("."), collection.facts, collection.lists)
        if isinstance(word, Word):
            return word
        if key and f"{collection.singular}.{rest}" in vocabulary.facts:
            return vocabulary.facts[f"{collection.singular}.{rest}"]
    return None


def is_whole_fact(name: str, vocabulary: Vocabulary) -> bool:
    """Whether the values of a fact are whole numbers."""
    word = word_of(name, vocabulary)
    return word is not None and word.type == "integer"


def is_derived(name: str, vocabulary: Vocabulary) -> bool:
    """Whether a fact is one that rules derive, of the case
    or of an element: it is never given, and so never asked.
    """
    word = word_of(name, vocabulary)
    return word is not None and word.derived


def fact_label(name: str, vocabulary: Vocabulary, language: Language) -> str:
    """Return the label of a fact; for the fact of one element,
    followed by the element's own label in parentheses.

    A name that the vocabulary does not have comes back with spaces for its signs.
    """
    known = ENGINE_FACTS.get(name) or vocabulary.facts.get(name)
    if known:
        return known.label.in_language(language)
    for collection, key, rest in _elements(name, vocabulary):
        word = (
            collection if not rest else _within(rest.split("."), collection.facts, collection.lists)
        )
        word = word or vocabulary.facts.get(f"{collection.singular}.{rest}")
        if word:
            label = word.label.in_language(language)
            which = [element_label(collection, key, language)] if key else []
            which += _indexes(rest.split("."), collection.lists, language)
            return f"{label} ({', '.join(which)})" if which else label
    collection_label = vocabulary.collections.get(name)
    return collection_label.label.in_language(language) if collection_label else _spaced(name)


def element_label(collection: Collection, key: str, language: Language) -> str:
    """Return what an element of a collection is called: its label, or its number in a list."""
    if key in collection.keys:
        return collection.keys[key].in_language(language)
    return f"n° {key}" if language == "fr" else f"no. {key}"


def name_label(
    labels: Mapping[str, Bilingual], name: str, vocabulary: Vocabulary, language: Language
) -> str:
    """Return the label of a line, a benefit or an entry: `labels` may hold `*` for an element, and
    its label `{element}` for the element's.

    A placeholder such as `{plot}` and a `*` in `name` itself stand for any element, and are read as
    the collection.
    """
    name = _PLACEHOLDER.sub("*", name)
    if name in labels:
        return (
            labels[name]
            .in_language(language)
            .replace("{element}", _any_element(name, vocabulary, language))
        )
    parts = name.split(".")
    for pattern, label in labels.items():
        pieces = pattern.split(".")
        if len(pieces) == len(parts) and all(
            piece in {"*", part} for piece, part in zip(pieces, parts, strict=True)
        ):
            place = pieces.index("*")
            element = _element_of(".".join(parts[:place]), parts[place], vocabulary, language)
            return label.in_language(language).replace("{element}", element)
    partly = any("*" in part and part != "*" for part in parts)
    together = [
        label.in_language(language)
        for known, label in labels.items()
        if partly and "*" not in known and fnmatchcase(known, name)
    ]
    return listed(together, language) if together else _unlisted(name, vocabulary, language)


def has_label(labels: Mapping[str, Bilingual], name: str, vocabulary: Vocabulary) -> bool:
    """Whether `name_label` finds more for a name than the name itself."""
    if (
        name in labels
        or name in vocabulary.collections
        or word_of(name, vocabulary)
        or class_labels([name], vocabulary, "fr")[0]
    ):
        return True
    return name_label(labels, name, vocabulary, "fr") != _spaced(name)


def _spaced(name: str) -> str:
    return name.replace("_", " ").replace(".", " ")


def event_label(text: LegalText, event: str, language: Language) -> str:
    """Return what an event of a text is called."""
    known = text.events.get(event)
    label = (known.label if known else None) or COMMON_EVENTS.get(event)
    return label.in_language(language) if label else event.replace("_", " ")


def group_label(text: LegalText, group: str, language: Language) -> str:
    """Return what a group of provisions that enter into
    force together is called, "" for the ordinary one.
    """
    if group == "ordinary":
        return ""
    label = text.groups.get(group)
    return label.in_language(language) if label else group.replace("_", " ")


def definite(label: str, language: Language) -> str:
    """Return the label as a noun phrase for the middle of a sentence:
    with its article when it is a common noun of the law, else quoted.
    """
    first = label.split(" ", 1)[0]
    if language == "en":
        return quoted(label, language) if first in _NO_ARTICLE else f"the {label}"
    for article, nouns in _ARTICLES.items():
        if first in nouns:
            return article + label
    return quoted(label, language)


def element_fact(name: str, vocabulary: Vocabulary) -> tuple[Collection, str, str] | None:
    """Return the collection, the key and the rest of the name
    of a fact of one named element; None for any other fact.
    """
    return next(
        (element for element in _elements(name, vocabulary) if element[1] and element[2]), None
    )


def own_name(name: str, vocabulary: Vocabulary) -> str:
    """Return the name of a fact, that of one named element under the singular of its collection."""
    element = element_fact(name, vocabulary)
    return name if element is None else f"{element[0].singular}.{element[2]}"


def _elements(name: str, vocabulary: Vocabulary) -> Iterator[tuple[Collection, str, str]]:
    """Yield the collections that `name` may belong to, with the
    element's key ("" for the current element) and the rest of the name.
    """
    for collection in vocabulary.collections.values():
        if name == collection.singular or name.startswith(f"{collection.singular}."):
            yield collection, "", name[len(collection.singular) + 1 :]
        elif name.startswith(f"{collection.name}."):
            key, _, rest = name[len(collection.name) + 1 :].partition(".")
            yield collection, key, rest


def index_of(items: str, vocabulary: Vocabulary) -> str:
    """Return the fact that numbers the records of a list, "" where their order does."""
    records = _records_named(items, vocabulary)
    return records.indexed_by if records else ""


def is_group(name: str, vocabulary: Vocabulary) -> bool:
    """Whether a name is that of a collection, or of a list of records."""
    return name in vocabulary.collections or _records_named(name, vocabulary) is not None


def in_its_place(name: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return the names of which a record holds one or another: a rate, or the list behind it."""
    record, _, own = name.rpartition(".")
    records = _records_named(record, vocabulary)
    if records is None or own not in records.one_of:
        return ()
    return tuple(f"{record}.{other}" for other in records.one_of if other != own)


def _records_named(name: str, vocabulary: Vocabulary) -> Records | None:
    """Return the list of records of a name, None where there is none."""
    for collection, _, rest in _elements(name, vocabulary):
        records = _within(rest.split("."), collection.facts, collection.lists) if rest else None
        if isinstance(records, Records):
            return records
    return None


def _within(
    path: list[str], facts: Mapping[str, Word], lists: Mapping[str, Records]
) -> Word | Records | None:
    """Return the fact or the list of records at `path`, whose indexes are skipped."""
    name, rest = path[0], [step for step in path[1:] if not step.isdigit()]
    if name in facts and not rest:
        return facts[name]
    if name in lists:
        return _within(rest, lists[name].facts, lists[name].lists) if rest else lists[name]
    return None


def _indexes(path: list[str], lists: Mapping[str, Records], language: Language) -> list[str]:
    """Return what the indexes in a path of records stand for:
    `année de contrat 2`, or `n° 2` in a list that nothing indexes.
    """
    indexes: list[str] = []
    records: Records | None = None
    for step in path:
        if step.isdigit():
            word = records.facts.get(records.indexed_by) if records else None
            indexes.append(
                f"{word.label.in_language(language)} {step}"
                if word
                else f"{'n°' if language == 'fr' else 'no.'} {step}"
            )
        elif step in lists:
            records = lists[step]
            lists = records.lists
    return indexes


def _any_element(name: str, vocabulary: Vocabulary, language: Language) -> str:
    return _element_of(name.split(".*", 1)[0], "*", vocabulary, language)


def _element_of(prefix: str, key: str, vocabulary: Vocabulary, language: Language) -> str:
    """Return the label of the element `key` of the collection
    `prefix`, or of the first collection that has such a key.
    """
    collections = vocabulary.collections
    if key == "*":
        named = [
            c for c in collections.values() if c.name == prefix or c.name.startswith(f"{prefix}.")
        ]
        return (
            named[0].label.in_language(language)
            if named
            else ("chacun" if language == "fr" else "each")
        )
    if prefix in collections:
        return element_label(collections[prefix], key, language)
    holders = [collection for collection in collections.values() if key in collection.keys]
    return element_label(holders[0], key, language) if holders else key


def _unlisted(name: str, vocabulary: Vocabulary, language: Language) -> str:
    """Return words for a name without a label: every line when it
    is `*`, the collection for `plots.*`, else the name itself.
    """
    if name == "*":
        return "toutes les lignes" if language == "fr" else "every line"
    prefix, _, last = name.rpartition(".")
    if last == "*" and prefix in vocabulary.collections:
        return vocabulary.collections[prefix].label.in_language(language)
    if prefix in vocabulary.collections and last in vocabulary.collections[prefix].keys:
        return element_label(vocabulary.collections[prefix], last, language)
    if name == "all":
        return "total"
    return class_labels([name], vocabulary, language)[0] or fact_label(name, vocabulary, language)


def class_labels(names: Sequence[Scalar], vocabulary: Vocabulary, language: Language) -> list[str]:
    """Return what the classes of a table are called: the values of
    the enumeration that has them all, "" for each when none has.
    """
    holder = next(
        (
            word
            for word in vocabulary.facts.values()
            if names and all(name in word.values for name in names)
        ),
        None,
    )
    return [holder.values[str(name)].in_language(language) if holder else "" for name in names]
