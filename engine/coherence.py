"""Facts of a case that cannot hold together, as the vocabulary says: days out of order, values that contradict each other, wrong sums."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from msgspec import Struct

from engine.acts import bound_of
from engine.clauses import Scalar
from engine.model import Records, Vocabulary, Word
from engine.shapes import shown
from engine.temporal import NOT_YET


class Clash(Struct, frozen=True):
    """Two facts that cannot hold together: the code of the finding, the fact at fault and the other one, and what is said of it."""

    code: str
    fact: str
    other: str
    message: str
    hint: str


def of_days(vocabulary: Vocabulary, values: Mapping[str, Scalar], elements: Mapping[str, Iterable[str]]) -> Iterator[Clash]:
    """Yield the acts that come before those that they may not precede (`not_before`)."""
    for name, word, earlier in _bounded(vocabulary, elements):
        day, bound = values.get(name), values.get(earlier)
        if isinstance(day, date) and isinstance(bound, date) and day < bound != NOT_YET:
            message = f"{word.label.en}: {day.isoformat()} is before `{earlier}`, which is on {bound.isoformat()}"
            yield Clash("ACC306", name, earlier, message, "check the two dates.")


def _bounded(vocabulary: Vocabulary, elements: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, Word, str]]:
    for word in vocabulary.facts.values():
        yield word.name, word, bound_of(word)
    for collection in vocabulary.collections.values():
        for key in elements.get(collection.name, ()):
            element = f"{collection.name}.{key}"
            for word in collection.facts.values():
                yield f"{element}.{word.name}", word, bound_of(word, collection.singular, element)


def of_values(vocabulary: Vocabulary, values: Mapping[str, Scalar]) -> Iterator[Clash]:
    """Yield the facts given beside a value of another one that they contradict (`not_with`)."""
    for name, word in vocabulary.facts.items():
        if values.get(name) in (None, NOT_YET):
            continue
        for other, value in word.not_with.items():
            if values.get(other) == value:
                yield Clash("ACC321", name, other, f"`{name}` is given, but `{other}` is {shown(value)}", "correct one of the two.")


def of_sums(records: Records, found: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield what is wrong with the values of a list that must add up to something (`adds_up_to`)."""
    for word in records.facts.values():
        given = [record[word.name] for record in found if word.name in record]
        if given and word.adds_up_to is not None and sum(given) != word.adds_up_to:
            yield f"the values of `{word.name}` add up to {sum(given)}, not {word.adds_up_to}"
