"""The names of a corpus by what they name, each with its label and the sentence it stands for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Final

from msgspec import Struct

from engine.checks.references import fact_names
from engine.diagnostics.bilingual import Bilingual, Language
from engine.editor import roles
from engine.language.model import Corpus, operations_of, provisions_of, rules_of
from engine.language.nodes import Conclusion, Deadline, Entitle, OfRights
from engine.words.labels import COMMON_EVENTS, fact_label, is_group, name_label, word_of


class Known(Struct, frozen=True):
    """What a name is called, and the sentence it stands for, empty where there is none."""

    label: str
    says: str = ""


Names = Mapping[str, Known]


def names_of(corpus: Corpus, language: Language) -> Mapping[roles.Role, Names]:
    """Return the names of a corpus by role, each with what it is called in a language."""
    names = {}
    for role, found in _FINDERS.items():
        listed = sorted(found(corpus, language), key=lambda each: each[0])
        names[role] = dict(listed)
    return names


Found = Iterator[tuple[str, Known]]


def _facts(corpus: Corpus, language: Language) -> Found:
    for name in fact_names(corpus):
        word = word_of(name, corpus.vocabulary)
        question = word.question if word is not None else None
        says = question.in_language(language) if question else ""
        yield name, Known(fact_label(name, corpus.vocabulary, language), says)


def _labels(kind: str, corpus: Corpus, language: Language) -> Found:
    labels: Mapping[str, Bilingual] = getattr(corpus.vocabulary, kind)
    for name, label in labels.items():
        yield name, Known(label.in_language(language))


def _lines(corpus: Corpus, language: Language) -> Found:
    yield from _labels("lines", corpus, language)
    yield from _written("lines", corpus, language, _lines_of)


def _entries(corpus: Corpus, language: Language) -> Found:
    yield from _labels("entries", corpus, language)
    yield from _written("entries", corpus, language, _entries_of)


def _lines_of(then: Conclusion) -> str:
    return then.line if isinstance(then, Entitle | OfRights) else ""


def _entries_of(then: Conclusion) -> str:
    return then.entry if isinstance(then, Deadline) else ""


def _written(
    kind: str, corpus: Corpus, language: Language, name_in: Callable[[Conclusion], str]
) -> Found:
    """Yield the names that rules conclude and that a label covers by its pattern alone."""
    vocabulary = corpus.vocabulary
    labels: Mapping[str, Bilingual] = getattr(vocabulary, kind)
    for _, rule in rules_of(provisions_of(corpus.texts.values())):
        name = name_in(rule.then)
        if name and name not in labels:
            yield name, Known(name_label(labels, name, vocabulary, language))


def _collections(corpus: Corpus, language: Language) -> Found:
    for name, collection in corpus.vocabulary.collections.items():
        yield name, Known(collection.label.in_language(language))


def _elements(corpus: Corpus, language: Language) -> Found:
    for name in fact_names(corpus):
        if is_group(name, corpus.vocabulary):
            yield name, Known(fact_label(name, corpus.vocabulary, language))


def _provisions(corpus: Corpus, language: Language) -> Found:
    for provision in provisions_of(corpus.texts.values()):
        yield provision.address, Known(_article(provision.address), _said(provision.says, language))


def _article(address: str) -> str:
    return f"art. {address.split('/')[1]}"


def _said(sentence: Bilingual, language: Language) -> str:
    return sentence.in_language(language)


def _tables(corpus: Corpus, language: Language, *, brackets: bool) -> Found:
    for provision in provisions_of(corpus.texts.values()):
        if provision.table is not None and bool(provision.table.brackets) == brackets:
            known = Known(_article(provision.address), _said(provision.says, language))
            yield provision.address, known


def _articles(corpus: Corpus, language: Language) -> Found:
    for text in corpus.texts.values():
        for article in text.articles:
            known = Known(f"art. {article.number}", _said(article.title, language))
            yield f"{text.id}/{article.number}", known
    for operation in operations_of(corpus.texts.values()):
        if operation.verb == "insert" and operation.target.count("/") == 1 and operation.title:
            yield (
                operation.target,
                Known(_article(operation.target), _said(operation.title, language)),
            )


def _targets(corpus: Corpus, language: Language) -> Found:
    yield from _articles(corpus, language)
    yield from _provisions(corpus, language)


def _events(corpus: Corpus, language: Language) -> Found:
    for text in corpus.texts.values():
        for name, event in text.events.items():
            label = event.label or COMMON_EVENTS.get(name)
            called = label.in_language(language) if label else name
            day = event.on.isoformat() if event.on else "?"
            yield f"{text.id}.{name}", Known(called, f"{_said(text.short, language)}: {day}")


def _texts(corpus: Corpus, language: Language) -> Found:
    for text in corpus.texts.values():
        yield text.id, Known(_said(text.short, language), _said(text.title, language))


def _groups(corpus: Corpus, language: Language) -> Found:
    for text in corpus.texts.values():
        for name in text.entry_into_force:
            label = text.groups.get(name)
            yield name, Known(label.in_language(language) if label else name)


def _documents(corpus: Corpus, language: Language) -> Found:
    for text in corpus.texts.values():
        for name, document in text.documents.items():
            title = document.get("title")
            said = title.get(language, "") if isinstance(title, Mapping) else ""
            yield name, Known(str(said) or name)


def _readings(corpus: Corpus, language: Language) -> Found:
    for name, reading in corpus.readings.items():
        options = "\n".join(
            f"- `{option}`: {said.in_language(language)}"
            for option, said in reading.options.items()
        )
        yield name, Known(reading.question.in_language(language), options)


def _options(corpus: Corpus, language: Language) -> Found:
    for reading in corpus.readings.values():
        for option, said in reading.options.items():
            yield option, Known(said.in_language(language), reading.question.in_language(language))


def _occasions(corpus: Corpus, language: Language) -> Found:
    for name, kind in corpus.occasions.items():
        yield name, Known(kind.label.in_language(language))


def _periods(corpus: Corpus, language: Language) -> Found:
    for name, period in corpus.periods.items():
        yield name, Known(period.label.in_language(language))


def _units(corpus: Corpus, _: Language) -> Found:
    for word in corpus.vocabulary.facts.values():
        if word.unit:
            yield word.unit, Known(word.unit)
    for provision in provisions_of(corpus.texts.values()):
        if provision.table is not None and provision.table.unit:
            yield provision.table.unit, Known(provision.table.unit)


def _versions(corpus: Corpus, language: Language) -> Found:
    yield from _texts(corpus, language)
    for each in operations_of(corpus.texts.values()):
        known = Known(f"art. {each.article}", _said(each.says, language))
        yield f"{each.text}/{each.article}/{each.id}", known


_FINDERS: Final[Mapping[roles.Role, Callable[[Corpus, Language], Found]]] = {
    roles.ACTOR: partial(_labels, "actors"),
    roles.BENEFIT: partial(_labels, "benefits"),
    roles.BRACKETS: partial(_tables, brackets=True),
    roles.COLLECTION: _collections,
    roles.DOCUMENT: _documents,
    roles.ELEMENTS: _elements,
    roles.ENTRY: _entries,
    roles.EVENT: _events,
    roles.FACT: _facts,
    roles.GROUP: _groups,
    roles.LINE: _lines,
    roles.OCCASION: _occasions,
    roles.OPTION: _options,
    roles.PART: partial(_labels, "parts"),
    roles.PERIOD: _periods,
    roles.PLACE: _articles,
    roles.PROVISION: _provisions,
    roles.READING: _readings,
    roles.TABLE: partial(_tables, brackets=False),
    roles.TARGET: _targets,
    roles.TEXT: _texts,
    roles.UNIT: _units,
    roles.VERSION: _versions,
}
