"""Acts in their order: which act can only follow which other one,
as the vocabulary says, and what follows while one has not happened.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from engine.diagnostics.bilingual import Bilingual
from engine.language.kept import Same, kept
from engine.language.model import Collection, Corpus, Vocabulary, Word

Order: TypeAlias = Mapping[str, tuple[str, ...]]
"""By the name of an act, the acts that it can only follow, the nearest first."""


def bound_of(word: Word, singular: str = "", element: str = "") -> str:
    """Return the full name of the act whose day bounds that
    of another (`not_before`), "" when there is none.

    `singular` is what rules call an element of the word's collection, `element` the full name of
    the element (`plots.north`).
    """
    return full_name(word.not_before, singular, element)


def acts_before(vocabulary: Vocabulary, elements: Mapping[str, Iterable[str]]) -> Order:
    """Return, for each act of the vocabulary and of the elements
    named by collection, all the acts that it can only follow.

    A word says so with `after`, or with `not_before`, whose days are in order too. An act that has
    not happened has none after it.
    """
    named = {name: tuple(keys) for name, keys in elements.items()}
    return _acts_before(Same(vocabulary), tuple(sorted(named.items())))


@kept("orders of acts", 1024)
def _acts_before(
    vocabulary: Same[Vocabulary], elements: tuple[tuple[str, tuple[str, ...]], ...]
) -> Order:
    direct = {name: before for name, before in _direct(vocabulary.it, dict(elements)) if before}
    return {name: tuple(_all_before(name, direct)) for name in direct}


def followed(vocabulary: Vocabulary) -> Order:
    """Return the acts that each act of a vocabulary says it
    follows, those of elements by the name that rules give them.
    """
    elements = {
        f"{collection.name}.{key}": collection.singular
        for collection in vocabulary.collections.values()
        for key in collection.keys
    }

    def plain(name: str) -> str:
        element, _, fact = name.rpartition(".")
        return f"{elements[element]}.{fact}" if element in elements else name

    named = {name: _named(word, "", "") for name, word in vocabulary.facts.items()}
    for collection in vocabulary.collections.values():
        opened = (collection.after,) if collection.after else ()
        named |= {
            f"{collection.singular}.{name}": (*_named(word, "", ""), *opened)
            for name, word in collection.facts.items()
        }
    return {name: tuple(dict.fromkeys(map(plain, names))) for name, names in named.items()}


def _direct(
    vocabulary: Vocabulary, elements: Mapping[str, Iterable[str]]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    for name, word in vocabulary.facts.items():
        if not word.derived:
            yield name, _named(word, "", "")
    for collection in vocabulary.collections.values():
        for key in elements.get(collection.name, ()):
            for word in _words_of(collection, key):
                element = f"{collection.name}.{key}"
                yield f"{element}.{word.name}", _named(word, collection.singular, element)


def _words_of(collection: Collection, key: str) -> Iterator[Word]:
    return (word for word in collection.facts.values() if not word.only_for or key in word.only_for)


def _named(word: Word, singular: str, element: str) -> tuple[str, ...]:
    if word.type != "date":
        return ()
    return tuple(
        dict.fromkeys(
            full_name(name, singular, element) for name in (word.not_before, word.after) if name
        )
    )


def full_name(name: str, singular: str, element: str) -> str:
    """Return a fact as a case writes it: under its element,
    where rules name it by what they call one element.
    """
    prefix = f"{singular}."
    return (
        f"{element}.{name.removeprefix(prefix)}" if singular and name.startswith(prefix) else name
    )


def _all_before(name: str, direct: Order) -> Iterator[str]:
    """Yield what a name follows, then what these follow; a circle is gone round once."""
    seen, pending = {name}, list(direct[name])
    while pending:
        act = pending.pop(0)
        if act not in seen:
            seen.add(act)
            yield act
            pending += direct.get(act, ())


def brought_acts(corpus: Corpus) -> Iterator[tuple[str, str, Bilingual, Bilingual]]:
    """Yield each act of an element that a text brought: its
    name, the text, what the element and the act are called.
    """
    for collection in corpus.vocabulary.collections.values():
        for key, text in collection.since.items():
            for word in _words_of(collection, key):
                if word.type == "date":
                    yield (
                        f"{collection.name}.{key}.{word.name}",
                        text,
                        collection.keys[key],
                        word.label,
                    )
