"""Says whether a condition can hold at all, and under which options of the readings.

The values that the vocabulary and the engine allow for its facts count: a fact of at least 1 cannot
be below 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice, product

from engine.checks.kinds_of_values import KnownTypes
from engine.checks.possible import may_hold
from engine.language.forms.gathered import COUNT, Gathered
from engine.language.forms.literal import Literally
from engine.language.forms.readings import Choice
from engine.language.model import Corpus
from engine.language.nodes import AnyOf, Compare, Condition, Derive, Known, Meets, Quantity
from engine.language.tree import facts_read, walk
from engine.language.values import Scalar
from engine.reasoning.logic import Scope
from engine.reasoning.normal_form import normal_form
from engine.words.labels import is_whole_fact, own_name, word_of

_MOST_CHOICES = 1024
"""So many combinations of options are tried."""


class FactBounds:
    """The bounds of the facts of a corpus, as conditions.

    The vocabulary says what a case may give; the rules say what a derived fact may be.
    """

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus

    def holding(
        self, on: Sequence[str], when: Condition, scope: Scope, also: Sequence[Condition] = ()
    ) -> Mapping[str, str] | None:
        """Return the options of readings under which a condition can hold with others.

        None if there are none. The options are as few as can be, and without the defaults: `{}`
        means that the defaults do. Those already chosen in `scope` are kept. `on` are the occasions
        on which it is asked.
        """
        for options in _choices(when, scope):
            normal = normal_form(
                when, Scope(scope.timeline, scope.law, {**scope.readings, **options})
            )
            if may_hold(normal, also, self._is_whole) and may_hold(
                normal, [*also, *self._of(normal, on)], self._is_whole
            ):
                return options
        return None

    def _is_whole(self, fact: str) -> bool:
        return is_whole_fact(fact, self._corpus.vocabulary)

    def _of(self, when: Condition, on: Sequence[str]) -> Iterator[Condition]:
        """Yield the bounds of the facts of a condition, and of what the engine itself gives.

        The engine gives the kind of an occasion, and the number of a period, counted from 1.
        """
        for name in facts_read(when):
            yield from self._of_fact(name)
        for node in walk(when):
            if isinstance(node, Gathered) and node.how == COUNT:
                yield from self._of_count(node)
        yield Compare(
            "occasion.kind",
            "one_of",
            tuple(Literally(name) for name in on or self._corpus.occasions),
        )
        yield Compare("period.number", "at_least", (Literally(1),))

    def _of_count(self, count: Gathered) -> Iterator[Condition]:
        """Yield the bounds of a count: as many elements as there are keys, at the most."""
        yield Quantity(count, "at_least", (Literally(0),))
        collection = self._corpus.vocabulary.collections.get(count.items)
        if collection is not None and collection.keys:
            yield Quantity(count, "at_most", (Literally(len(collection.keys)),))

    def _of_fact(self, name: str) -> Iterator[Condition]:
        """Yield the bounds of one fact, for where it is known.

        They are its limits, its words, what rules may give it, and the elements that alone have it.
        """
        vocabulary = self._corpus.vocabulary
        word = word_of(name, vocabulary)
        if word is None:
            return
        if not word.derived:
            limits = (("at_least", word.minimum), ("at_most", word.maximum))
            yield from (
                _where_known(name, Compare(name, operator, (Literally(limit),)))
                for operator, limit in limits
                if limit is not None
            )
        elif allowed := self._derived.get(own_name(name, vocabulary)):
            yield _where_known(name, _one_of(name, allowed))
        if word.values:
            yield _where_known(name, _one_of(name, word.values))
        element = name.rpartition(".")[0]
        if word.only_for and any(
            element == collection.singular for collection in vocabulary.collections.values()
        ):
            yield _where_known(name, _one_of(element, word.only_for))

    @cached_property
    def _derived(self) -> Mapping[str, frozenset[Scalar] | None]:
        """All the values that rules give to each derived fact; None where they depend on a case."""
        types, given_to = KnownTypes(self._corpus), dict[str, frozenset[Scalar] | None]()
        for provision in types.provisions:
            if provision.rule and isinstance(provision.rule.then, Derive):
                name, scalars = (
                    own_name(provision.rule.then.fact, self._corpus.vocabulary),
                    provision.rule.then.value.scalars(types),
                )
                others = given_to.get(name, frozenset())
                given_to[name] = None if scalars is None or others is None else scalars | others
        for name, given in given_to.items():
            word = word_of(name, self._corpus.vocabulary)
            if given is not None and word is not None and word.otherwise is not None:
                given_to[name] = given | {word.otherwise}
        return given_to


def _choices(when: Condition, scope: Scope) -> Iterator[dict[str, str]]:
    """Yield sets of options other than the defaults: the empty one first, then the smallest."""
    yield {}
    readings = sorted(_readings_of(when, scope) - scope.readings.keys())
    every = [(reading, [*scope.timeline.corpus.readings[reading].options]) for reading in readings]
    chosen = product(
        *(
            [
                (reading, option)
                for option in sorted(options, key=lambda name: name != scope.option(reading))
            ]
            for reading, options in every
        )
    )
    sets = (
        {reading: option for reading, option in pairs if option != scope.option(reading)}
        for pairs in islice(chosen, _MOST_CHOICES)
    )
    yield from sorted((chosen_set for chosen_set in sets if chosen_set), key=len)


def _readings_of(when: Condition, scope: Scope) -> set[str]:
    """Return the readings on which a condition depends.

    Those of the requirements of the benefits that it names are among them.
    """
    readings: set[str] = set()
    waiting, benefits = [when], set[str]()
    while waiting:
        for node in walk(waiting.pop()):
            if isinstance(node, Choice):
                readings.add(node.reading)
            elif isinstance(node, Meets) and node.benefit not in benefits:
                benefits.add(node.benefit)
                waiting += scope.conditions(node.benefit)
    return readings


def _where_known(name: str, bound: Compare) -> Condition:
    return AnyOf((Known(name, expected=False), bound))


def _one_of(name: str, values: Iterable[Scalar]) -> Compare:
    return Compare(name, "one_of", tuple(map(Literally, values)))
