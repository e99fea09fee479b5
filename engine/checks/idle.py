"""Finds words and rules that do nothing: facts never derived or never read, rules never applied."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from itertools import product

from engine.checks.holding import FactBounds
from engine.checks.states import EVERYTHING_KNOWN, histories, moved
from engine.checks.subjects import meet, patterns_of
from engine.diagnostics.bilingual import Sentence, sentence
from engine.diagnostics.diagnostic import Diagnostic, Location, backquoted
from engine.language.model import (
    Corpus,
    Provision,
    Records,
    Rule,
    Vocabulary,
    Word,
    provisions_of,
    rules_of,
)
from engine.language.nodes import All, Condition, Derive, Meets
from engine.language.templates import placeholders
from engine.language.tree import all_roots_of, conclusion_names, facts_read, walk
from engine.language.values import Value
from engine.law.compilation import Group, LawStates
from engine.law.consolidation import Enacted, Law, Timeline
from engine.law.enactment import State
from engine.reasoning.logic import Scope
from engine.words.labels import own_name


def idle(corpus: Corpus) -> Iterator[Diagnostic]:
    """Yield a finding for each word and each rule that makes no difference to any case.

    A derived fact that no rule concludes, a fact that nothing reads, a rule that can never apply.
    """
    yield from _facts(corpus)
    yield from _rules(corpus)


# --- facts ----------------------------------------------------------------------------------------


def _facts(corpus: Corpus) -> Iterator[Diagnostic]:
    vocabulary = corpus.vocabulary
    rules = [rule for _, rule in rules_of(provisions_of(corpus.texts.values()))]
    concluded = {
        own_name(rule.then.fact, vocabulary) for rule in rules if isinstance(rule.then, Derive)
    }
    read = {
        own_name(name, vocabulary) for name in (*_read_by_rules(rules), *_read_elsewhere(corpus))
    }
    for name, word, place in _words(vocabulary):
        if word.derived and name not in concluded:
            hint = sentence("derive it by a rule, or leave out `derived` if a case gives it.")
            yield Diagnostic("ACC225", _never_derived(name, corpus), place, hint, word=word.name)
        elif name not in read and word.type != "text":  # a text says who or what a case is about
            message = sentence(
                "nothing reads `{fact}`: the answers are the same whatever a case says of it.",
                fact=name,
            )
            yield Diagnostic(
                "ACC226",
                message,
                place,
                sentence("read it in a rule, or remove it."),
                word=word.name,
            )


def _never_derived(name: str, corpus: Corpus) -> Sentence:
    dated = [
        kind.name
        for kind in corpus.occasions.values()
        if any(name in facts_read(value) for value in (kind.on, kind.since) if value)
    ]
    periods = [
        period.name
        for period in corpus.periods.values()
        if any(name in facts_read(value) for value in (period.start, period.end) if value)
    ]
    if not (dated or periods):
        return sentence("no rule derives `{fact}`: it stays undefined in every case.", fact=name)
    return sentence(
        "no rule derives `{fact}`, which dates {occasions}: it stays undefined in every case.",
        fact=name,
        occasions=backquoted([*dated, *periods]),
    )


def _words(vocabulary: Vocabulary) -> Iterator[tuple[str, Word, Location]]:
    """Yield each fact with its name and the place where it is defined.

    The name of a fact of an element begins with the singular of its collection: `plot.area`.
    """
    yield from ((name, word, vocabulary.places[name]) for name, word in vocabulary.facts.items())
    for name, collection in vocabulary.collections.items():
        yield from (
            (f"{collection.singular}.{fact}", word, vocabulary.places[name])
            for fact, word in collection.facts.items()
        )
        yield from (
            (own, word, vocabulary.places[name])
            for own, word in _of_records(collection.singular, collection.lists)
        )


def _of_records(prefix: str, lists: Mapping[str, Records]) -> Iterator[tuple[str, Word]]:
    for name, records in lists.items():
        yield from (
            (f"{prefix}.{name}.{fact}", word)
            for fact, word in records.facts.items()
            if fact != records.indexed_by
        )
        yield from _of_records(f"{prefix}.{name}", records.lists)


def _read_by_rules(rules: Sequence[Rule]) -> Iterator[str]:
    for rule in rules:
        then = rule.then
        for root in all_roots_of(rule):
            yield from _read(root)
        yield from (name for template in conclusion_names(then) for name in placeholders(template))


def _read_elsewhere(corpus: Corpus) -> Iterator[str]:
    """Yield what occasions, periods, and the relations between words read."""
    values = [value for kind in corpus.occasions.values() for value in (kind.on, kind.since)]
    values += [value for period in corpus.periods.values() for value in (period.start, period.end)]
    yield from (name for value in values if value is not None for name in _read(value))
    applying = [each for text in corpus.texts.values() for each in text.applies_to.values()]
    roots = [root for each in applying for root in (each.when, each.start)]
    provisions = provisions_of(corpus.texts.values())
    roots += [remark.when for provision in provisions for remark in provision.notes]
    yield from (name for root in roots if root is not None for name in _read(root))
    collections = corpus.vocabulary.collections.values()
    yield from (collection.after for collection in collections)
    for name, word, _ in _words(corpus.vocabulary):
        yield from (word.not_before, word.after, *word.not_with)
        if word.not_with or word.adds_up_to is not None:
            yield name


def _read(root: Value | Condition) -> Iterator[str]:
    yield from facts_read(root)
    for node in walk(root):
        if isinstance(node, Value):
            yield from node.records()


# --- rules ----------------------------------------------------------------------------------------


def _rules(corpus: Corpus) -> Iterator[Diagnostic]:
    """Yield a finding for each rule that is never in force, and each that can never apply.

    All states of the law are looked at: with everything known, under each reading that moves a
    text, and as it was known on each day.
    """
    bounds = FactBounds(corpus)
    idle_rules = {
        id(written): (written, group) for written, group in _written(corpus) if written.rule
    }
    dated, in_force, exceptions = set[int](), set[int](), _Exceptions(corpus, bounds)
    for timeline, states in _known(corpus):
        dated |= {
            key
            for key, (_, group) in idle_rules.items()
            if timeline.effect_date(*group) is not None
        }
        for law in (Law(state, None) for state in states):
            for enacted in law.state.fresh:
                key = id(enacted.provision)
                in_force.add(key)
                if key in idle_rules and _may_apply(enacted, timeline, law, bounds):
                    del idle_rules[key]
                exceptions.look_at(enacted, timeline, law)
        # What waits for an event may still enter into force.
        if not idle_rules.keys() & (dated | in_force) and not exceptions.idle:
            return
    yield from exceptions.findings(idle_rules.keys())
    for key, (provision, _) in idle_rules.items():
        if key in in_force:
            yield _never_applies(provision)
        elif key in dated:
            yield _never_in_force(provision)


def _never_applies(provision: Provision) -> Diagnostic:
    message = sentence(
        "the rule `{rule}` never applies: its `when` contradicts itself, or the bounds of the "
        "facts that it reads.",
        rule=provision.id,
    )
    hint = sentence("read the condition again: no case can meet all of it.")
    return Diagnostic("ACC230", message, provision.location, hint, word="when")


def _never_in_force(provision: Provision) -> Diagnostic:
    message = sentence(
        "the rule `{rule}` is never in force: it is replaced or repealed on the day it would take "
        "effect.",
        rule=provision.id,
    )
    hint = sentence("correct its group of entry into force, or that of the act that ends it.")
    return Diagnostic("ACC227", message, provision.location, hint, word=provision.id, under=("id",))


def _written(corpus: Corpus) -> Iterator[tuple[Provision, Group]]:
    """Yield each provision that a text writes, with the group in which it enters into force."""
    for text in corpus.texts.values():
        for article in text.articles:
            yield from (
                (provision, (text.id, provision.effect)) for provision in article.provisions
            )
            yield from (
                (provision, (text.id, act.effect))
                for act in article.operations
                for provision in act.provisions
            )


def _known(corpus: Corpus) -> Iterator[tuple[Timeline, Sequence[State]]]:
    """Yield timelines, each with the states of the law to look at.

    Those with everything known come first: they are most often enough. Then each other option of a
    reading that moves a text, then what each day made known.
    """
    for readings in ({}, *moved(corpus)):
        timeline = Timeline(corpus, EVERYTHING_KNOWN, readings)
        several = (timeline.laws_without(without) for without in timeline.sets_by_case)
        yield timeline, [law.state for laws in several for law in laws]
    compilation = LawStates(corpus)
    for timeline, first in histories(compilation, {}):
        yield timeline, compilation.states[first:]


def _may_apply(enacted: Enacted, timeline: Timeline, law: Law, bounds: FactBounds) -> bool:
    """Whether the condition of a rule that enters into force can hold, under some readings."""
    rule = enacted.provision.rule
    return rule is None or _may_hold_on(
        rule.on, rule.when, Scope(timeline, law, timeline.readings), bounds
    )


def _may_hold_on(
    on: Sequence[str], when: Condition | None, scope: Scope, bounds: FactBounds
) -> bool:
    """Whether a condition can hold on some occasions.

    One that names a benefit always may: the requirements of that benefit may change.
    """
    if when is None or any(isinstance(node, Meets) for node in walk(when)):
        return True
    return bounds.holding(on, when, scope) is not None


class _Exceptions:
    """The exceptions that were never found to set aside the rule that they override.

    `idle` holds those that are left, by their own rule and the address of the other. Two rules that
    conclude on one thing are no exception: `overrides` only says which of them prevails.
    """

    def __init__(self, corpus: Corpus, bounds: FactBounds) -> None:
        self._bounds = bounds
        written = [
            (provision, provision.rule) for provision, _ in _written(corpus) if provision.rule
        ]
        versions: dict[str, list[Rule]] = {}
        for provision, rule in written:
            versions.setdefault(provision.address, []).append(rule)
        self.idle = {
            (id(provision), address): provision
            for provision, rule in written
            for address in rule.overrides
            if not all(_on_one_thing(rule, other) for other in versions.get(address, ()))
        }
        self._beside: dict[tuple[int, str], Provision] = {}
        self._overriding: dict[str, set[str]] = {}
        for provision, rule in written:
            for address in rule.overrides:
                self._overriding.setdefault(address, set()).add(provision.address)

    def look_at(self, enacted: Enacted, timeline: Timeline, law: Law) -> None:
        """Look at a rule that enters into force, as an exception and as what others set aside."""
        rule = enacted.provision.rule
        for address in rule.overrides if rule else ():
            self._compare(enacted, law.provision(address), timeline, law)
        for address in self._overriding.get(enacted.provision.address, ()):
            self._compare(law.provision(address), enacted, timeline, law)

    def _compare(
        self, exception: Enacted | None, other: Enacted | None, timeline: Timeline, law: Law
    ) -> None:
        rule, overridden = (
            (exception.provision.rule if exception else None),
            (other.provision.rule if other else None),
        )
        if exception is None or other is None or rule is None or overridden is None:
            return
        key = (id(exception.provision), other.provision.address)
        if key not in self.idle or _on_one_thing(rule, overridden):
            return
        self._beside[key] = other.provision
        both = All(tuple(when for when in (rule.when, overridden.when) if when is not None))
        on = tuple(name for name in rule.on if name in overridden.on) or rule.on or overridden.on
        if _may_hold_on(on, both, Scope(timeline, law, timeline.readings), self._bounds):
            del self.idle[key]

    def findings(self, idle_rules: Container[int]) -> Iterator[Diagnostic]:
        """Yield a finding for each exception that never holds together with the rule it overrides.

        Exceptions and rules that never apply (`idle_rules`) have a finding of their own.
        """
        for key, exception in self.idle.items():
            other = self._beside.get(key)
            if other is not None and key[0] not in idle_rules and id(other) not in idle_rules:
                message = sentence(
                    "the rule overrides `{name}`, and their conditions never hold together.",
                    name=key[1],
                )
                hint = sentence(
                    "correct one of the conditions, or leave out `overrides`: each rule works "
                    "without it."
                )
                yield Diagnostic(
                    "ACC232", message, exception.location, hint, (other.location,), key[1]
                )


def _on_one_thing(rule: Rule, other: Rule) -> bool:
    return any(meet(a, b) for a, b in product(patterns_of(rule), patterns_of(other)))
