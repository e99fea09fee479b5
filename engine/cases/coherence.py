"""Facts of a case that cannot hold together, as the vocabulary says:
days out of order, values that contradict each other, wrong sums.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from msgspec import Struct

from engine.cases.order_of_acts import bound_of, full_name
from engine.diagnostics.bilingual import Sentence, sentence
from engine.language.kept import Same, kept
from engine.language.model import Records, Vocabulary, Word
from engine.language.temporal import NOT_YET
from engine.language.values import Scalar
from engine.source.shapes import shown


class Clash(Struct, frozen=True):
    """Two facts that cannot hold together: the code of the finding,
    the fact at fault and the other one, and what is said of it.
    """

    code: str
    fact: str
    other: str
    message: Sentence
    hint: Sentence


def of_days(
    vocabulary: Vocabulary, values: Mapping[str, Scalar], elements: Mapping[str, Iterable[str]]
) -> Iterator[Clash]:
    """Yield the acts that come before those that they may not precede (`not_before`)."""
    for name, word, full in _words(vocabulary, elements, _bounded):
        day, earlier = values.get(name), full(word.not_before)
        bound = values.get(earlier)
        if isinstance(day, date) and isinstance(bound, date) and day < bound != NOT_YET:
            yield _too_early(word, name, day, earlier, bound)


def of_records(
    vocabulary: Vocabulary,
    values: Mapping[str, Scalar],
    lists: Mapping[str, Sequence[Mapping[str, Any]]],
) -> Iterator[Clash]:
    """Yield the acts told in the lists of elements that come
    before those that they may not precede, or follow one to come.
    """
    for collection in vocabulary.collections.values():
        for name, records in lists.items():
            element, _, own = name.rpartition(".")
            if element.rpartition(".")[0] != collection.name or own not in collection.lists:
                continue
            for word in collection.lists[own].facts.values():
                earlier = bound_of(word, collection.singular, element)
                bound = values.get(earlier)
                for rank, record in enumerate(records):
                    day = record.get(word.name)
                    if isinstance(day, date) and isinstance(bound, date) and day < bound:
                        yield _too_early(word, f"{name}.{rank}.{word.name}", day, earlier, bound)


def _too_early(word: Word, name: str, day: date, earlier: str, bound: date) -> Clash:
    message = sentence(
        "{label}: {day} is before `{earlier}`, which is on {bound}",
        label=word.label,
        day=day,
        earlier=earlier,
        bound=bound,
    )
    if bound == NOT_YET:
        message = sentence(
            "{label}: {day} is before `{earlier}`, which has not happened yet",
            label=word.label,
            day=day,
            earlier=earlier,
        )
    return Clash("ACC306", name, earlier, message, sentence("check the two dates."))


def _words(
    vocabulary: Vocabulary,
    elements: Mapping[str, Iterable[str]],
    chosen: Callable[[Same[Mapping[str, Word]]], tuple[Word, ...]],
) -> Iterator[tuple[str, Word, Callable[[str], str]]]:
    """Yield each fact chosen that a case may give once, with its word
    and what writes in full the other facts that the word names.
    """
    for word in chosen(Same(vocabulary.facts)):
        yield word.name, word, str
    for collection in vocabulary.collections.values():
        words = chosen(Same(collection.facts))
        for key in elements.get(collection.name, ()) if words else ():
            element = f"{collection.name}.{key}"
            full = partial(full_name, singular=collection.singular, element=element)
            for word in words:
                yield f"{element}.{word.name}", word, full


@kept("words with an earlier act", 256)
def _bounded(words: Same[Mapping[str, Word]]) -> tuple[Word, ...]:
    return tuple(word for word in words.it.values() if word.not_before)


@kept("words with what they contradict", 256)
def _contradicted(words: Same[Mapping[str, Word]]) -> tuple[Word, ...]:
    return tuple(word for word in words.it.values() if word.not_with)


def of_values(
    vocabulary: Vocabulary, values: Mapping[str, Scalar], elements: Mapping[str, Iterable[str]]
) -> Iterator[Clash]:
    """Yield the facts given beside a value of another one that they
    contradict (`not_with`): an act that has happened, a yes, a value.
    """
    for name, word, full in _words(vocabulary, elements, _contradicted):
        given = values.get(name)
        if given in (None, NOT_YET) or given is False:
            continue
        for other, value in word.not_with.items():
            if values.get(full(other)) == value:
                message = sentence(
                    "`{name}` is {given}, but `{other}` is {value}",
                    name=name,
                    given=shown(given),
                    other=full(other),
                    value=shown(value),
                )
                if isinstance(given, date):
                    message = sentence(
                        "`{name}` is given, but `{other}` is {value}",
                        name=name,
                        other=full(other),
                        value=shown(value),
                    )
                yield Clash(
                    "ACC321", name, full(other), message, sentence("correct one of the two.")
                )


def of_sums(records: Records, given_records: Iterable[Mapping[str, Any]]) -> Iterator[Sentence]:
    """Yield what is wrong with the values of a list that
    must add up to something (`adds_up_to`).
    """
    for word in records.facts.values():
        given = [record[word.name] for record in given_records if word.name in record]
        if given and word.adds_up_to is not None and sum(given) != word.adds_up_to:
            yield sentence(
                "the values of `{name}` add up to {sum}, not {whole}",
                name=word.name,
                sum=sum(given),
                whole=word.adds_up_to,
            )
