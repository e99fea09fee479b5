"""One state of the law compiled for one family of questions.

For each kind of occasion: what to derive, in stages, and then what to conclude.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any, TypeVar

from msgspec import Struct, field

from engine.language.core import CoreTruth, Every, Negation, Slot
from engine.language.forms.facts import FactOn
from engine.language.forms.gathered import Gathered
from engine.language.forms.readings import Choice
from engine.language.forms.tables import TableCell
from engine.language.forms.texts import EffectDate
from engine.language.kinds import typed
from engine.language.model import OccasionKind, Rule
from engine.language.nodes import (
    Advise,
    Bound,
    Conclusion,
    Condition,
    Deadline,
    Derive,
    Entitle,
    Increase,
    Meets,
    Oblige,
    Pay,
    Require,
)
from engine.language.templates import placeholders
from engine.language.tree import (
    conclusion_names,
    conclusion_values,
    facts_read,
    needed_values,
    tables_of,
    walk,
)
from engine.language.values import Value, View
from engine.law.consolidation import Enacted, Law, Timeline, moving_readings, timeline_of
from engine.reasoning.explanation import Check, compiled_explanation, compiled_missing_lookups
from engine.reasoning.logic import ALWAYS, NEVER, Scope, Truth, compiled_condition
from engine.reasoning.lowering import Lowered, lowered, value_names
from engine.reasoning.networks import RuleNetwork, network_of
from engine.reasoning.normal_form import normal_form
from engine.words.labels import word_of

T = TypeVar("T")
COMPILING = threading.RLock()
"""Held while something is compiled or worked out once: by one thread, each thing once.

There is one for the whole process, since what is compiled asks for more to be compiled: two threads
that each held a lock of their own could wait for each other. What is already there is read without
it.
"""
FAMILIES: Mapping[str, tuple[type, ...]] = {
    "eligibility": (Require, Advise),
    "calendar": (Deadline,),
    "funding": (Entitle, Pay, Increase, Bound),
    "duties": (Oblige,),
}


class Alternative(Struct, frozen=True):
    """The same rule under another option of one reading.

    `truth` is None where the truth is the same; `compute` holds the values that may differ, by
    rank.
    """

    reading: str
    option: str
    truth: Callable[[View], Truth] | None
    compute: tuple[tuple[int, Callable[[View], Any]], ...]


class OnDay(Struct, frozen=True, eq=False):
    """A fact that a rule reads on a day: what gives the day, and what gives the fact on it."""

    node: FactOn
    day: Callable[[View], Any]
    read: Callable[[View], Any]

    def unread(self, view: View) -> date | None:
        """Return the day on which the fact is not known.

        None if it is known, or if the day itself is not.
        """
        day: date | None = self.day(view)
        return day if self.read(view) is None else None


class CompiledRule(Struct, frozen=True, eq=False):
    """A rule of the law in force, ready to work.

    `explain` gives the leaves that keep its condition from being true. `compute` are the values of
    its conclusion, in the order of `conclusion_values`; the first `needs` of them must be known.
    `facts` are all the facts that it reads, in order, `gathered` what it works out over elements,
    `cells` the cells of tables that it looks up, `on_days` the facts that it reads on another day
    than that of the occasion. `missing_lookups`
    names what its values look up and do not find. `rests_on` are the tables it reads, itself, its
    grounds, the requirements of the benefits it needs and the exceptions to them. `overridden_by`
    are the exceptions to it; `applicable_on` keeps what `applicable` gives, by kind. `lowered` is
    what it concludes, and `value_names` are the slots of its values there.
    """

    enacted: Enacted
    rule: Rule
    condition: Condition
    scope: Scope
    truth: Callable[[View], Truth]
    explain: Callable[[View], tuple[Check, ...]]
    compute: tuple[Callable[[View], Any], ...]
    condition_facts: tuple[str, ...]
    value_facts: tuple[str, ...]
    facts: tuple[str, ...]
    gathered: tuple[Gathered, ...]
    cells: tuple[TableCell, ...]
    on_days: tuple[OnDay, ...]
    rests_on: tuple[Enacted, ...]
    alternatives: tuple[Alternative, ...]
    overridden_by: tuple[CompiledRule, ...]
    always: bool
    needs: int
    lowered: Lowered | None
    value_names: tuple[str, ...]
    missing_lookups: Callable[[View], tuple[str, ...]]
    applicable_on: dict[str, CoreTruth] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """The address of its provision."""
        return self.enacted.provision.address

    def works_on(self, kind: str) -> bool:
        """Whether it works on a kind of occasion."""
        return not self.rule.on or kind in self.rule.on

    def applicable(self, kind: str) -> CoreTruth:
        """Return the truth of "it applies, and no exception to it does", on a kind of occasion.

        An exception that itself yields to another does not count. The slots are the truths of the
        rules, by their addresses.
        """
        if kind not in self.applicable_on:
            others = (Negation(other.applicable(kind)) for other in self.yields_to(kind))
            self.applicable_on[kind] = Every((Slot(self.address), *others))
        return self.applicable_on[kind]

    def yields_to(self, kind: str) -> tuple[CompiledRule, ...]:
        """Return the rules that may set it aside on a kind of occasion."""
        return tuple(other for other in self.overridden_by if other.works_on(kind))


class Stage(Struct, frozen=True):
    """Rules that depend on none of their own stage; its network says which of them fire."""

    rules: tuple[CompiledRule, ...]
    always: frozenset[str]
    network: RuleNetwork | None
    otherwise: tuple[str, ...] = ()
    """The facts that it derives and that are false where none of its rules gives them."""

    def fired(self, view: View) -> frozenset[str]:
        """Return the addresses of the rules that fire, those without condition among them.

        On a watched day the truth of the conditions says so, as durable-rules would: it is given
        days as numbers, and what it asks of them cannot be noted.
        """
        if self.network is None:
            return self.always
        if type(view["day"]) is not date:
            tried = with_exceptions(self.rules, view["occasion.kind"])
            return frozenset(rule.address for rule in tried if rule.truth(view) is True)
        return self.always | self.network.fired(view)


class Section(Struct, frozen=True):
    """What a law says on one kind of occasion: derivations in stages, then conclusions.

    `derived` are the facts derived, `lasting` those among them that last.
    """

    derivations: tuple[Stage, ...]
    conclusions: Stage
    derived: frozenset[str]
    lasting: frozenset[str]

    @property
    def provisions(self) -> frozenset[Enacted]:
        """All the provisions at work: rules, tables that they read, requirements that they need."""
        rules = [rule for stage in (*self.derivations, self.conclusions) for rule in stage.rules]
        return frozenset(enacted for rule in with_exceptions(rules) for enacted in rule.rests_on)


def with_exceptions(rules: Iterable[CompiledRule], kind: str = "") -> tuple[CompiledRule, ...]:
    """Return rules and the exceptions to them, and to those in turn, one after the other.

    With a `kind`, only the exceptions that work on that kind of occasion.
    """
    listed: dict[CompiledRule, None] = {}
    waiting = list(rules)
    while waiting:
        rule = waiting.pop(0)
        if rule not in listed:
            listed[rule] = None
            waiting += rule.yields_to(kind) if kind else rule.overridden_by
    return tuple(listed)


def same_effect(rule: CompiledRule, other: CompiledRule) -> bool:
    """Whether two rules are exceptions to one rule and conclude the same.

    A fact that is derived, or a benefit that is required, may be concluded twice: it counts once.
    """
    first, second = rule.rule, other.rule
    return (
        first.then == second.then
        and bool(set(first.overrides) & set(second.overrides))
        and not isinstance(first.then, Derive | Require)
    )


def is_lasting(kind: OccasionKind | None) -> bool:
    """Whether facts derived on a kind of occasion last: it occurs once in a case."""
    return kind is not None and not kind.each and not kind.each_period


class Program:
    """A law compiled for one family of questions under chosen readings."""

    def __init__(
        self,
        timeline: Timeline,
        law: Law,
        readings: Mapping[str, str],
        family: str,
        shared: dict[Any, Any],
    ) -> None:
        self.scope = Scope(timeline, law, readings)
        self._shared = shared  # what the states of the law have in common under these readings
        self._family = FAMILIES[family]
        self._rules = [e for e in law.provisions.values() if e.provision.rule]
        self._overriders: dict[str, list[Enacted]] = {}
        for enacted in self._rules:
            for address in _rule(enacted).overrides:
                self._overriders.setdefault(address, []).append(enacted)
        self._compiled: dict[str, CompiledRule] = {}
        self._sections: dict[str, Section] = {}

    def section(self, kind: str) -> Section:
        """Return what the law says on a kind of occasion, compiled on first use."""
        section = self._sections.get(kind)
        if section is None:
            with COMPILING:
                section = self._sections.get(kind)  # another thread may have compiled it
                if section is None:
                    section = self._sections[kind] = self._section(kind)
        return section

    def rule(self, enacted: Enacted, path: tuple[str, ...] = ()) -> CompiledRule:
        """Return a rule of this law, compiled; `path` are the rules that it is an exception to."""
        address = enacted.provision.address
        if address not in self._compiled:
            # Rules that override one another in a circle are a finding; here they only must end.
            others = (
                other
                for other in self._overriders.get(address, ())
                if other.provision.address not in (*path, address)
            )
            overridden_by = tuple(self.rule(other, (*path, address)) for other in others)
            rests_on = _rests_on(enacted, self.scope)
            # What makes it another rule than in another state of the law.
            key = (enacted, rests_on, overridden_by)
            if key not in self._shared:
                self._shared[key] = _compiled(enacted, rests_on, self.scope, overridden_by)
            self._compiled[address] = self._shared[key]
        return self._compiled[address]

    def _section(self, kind: str) -> Section:
        conclusions = [
            self.rule(e)
            for e in self._rules
            if _works(e, kind) and isinstance(_rule(e).then, self._family)
        ]
        wanted = {
            fact for rule in conclusions for fact in (*rule.facts, *_of_exceptions(rule, kind))
        }
        lasting = set()
        if is_lasting(self.scope.timeline.corpus.occasions.get(kind)):
            lasting = {
                then.fact
                for enacted in self._rules
                if isinstance(then := _rule(enacted).then, Derive) and kind in _rule(enacted).on
            }
        stages = self._stages(kind, wanted | lasting)
        derivations = tuple(_stage(kind, rules, self.scope, self._shared) for rules in stages)
        derived = frozenset(
            rule.rule.then.fact
            for rules in stages
            for rule in rules
            if isinstance(rule.rule.then, Derive)
        )
        return Section(
            derivations,
            _stage(kind, conclusions, self.scope, self._shared),
            derived,
            frozenset(lasting),
        )

    def _stages(self, kind: str, wanted: set[str]) -> list[list[CompiledRule]]:
        """Return the derivations that some facts need, in stages.

        Each stage reads only facts of the stages before it.
        """
        deriving: dict[str, list[Enacted]] = {}
        for enacted in self._rules:
            then = _rule(enacted).then
            if isinstance(then, Derive) and (not _rule(enacted).on or kind in _rule(enacted).on):
                deriving.setdefault(then.fact, []).append(enacted)
        reads: dict[str, list[str]] = {}

        def read_by(fact: str) -> list[str]:
            if fact not in reads:
                rules = [self.rule(enacted) for enacted in deriving[fact]]
                named = dict.fromkeys(
                    read for rule in rules for read in (*rule.facts, *_of_exceptions(rule, kind))
                )
                reads[fact] = [read for read in named if read in deriving and read != fact]
            return reads[fact]

        stages: list[list[CompiledRule]] = []
        for fact, level in sorted(levels_of(wanted & deriving.keys(), read_by).items()):
            stages += [[] for _ in range(level - len(stages))]
            stages[level - 1] += [self.rule(enacted) for enacted in deriving[fact]]
        return stages


def levels_of(wanted: Iterable[str], read_by: Callable[[str], Iterable[str]]) -> dict[str, int]:
    """Return the level of each fact wanted and of all that they read.

    The level is one above the highest that the fact reads.
    """
    levels: dict[str, int] = {}
    for first in sorted(wanted):
        waiting = [first]
        while waiting:  # no recursion: each may read another, in a chain of any length
            fact = waiting[-1]
            below = [] if fact in levels else [read for read in read_by(fact) if read not in levels]
            if below:
                levels[fact] = 0
                waiting += below
            elif not levels.get(fact):
                levels[fact] = 1 + max((levels[read] for read in read_by(fact)), default=0)
            else:
                waiting.pop()
    return levels


def _rule(enacted: Enacted) -> Rule:
    rule = enacted.provision.rule
    assert rule is not None  # only rules are listed
    return rule


def _of_exceptions(rule: CompiledRule, kind: str) -> Iterable[str]:
    """The facts that tell whether a rule is set aside."""
    return (fact for other in with_exceptions([rule], kind)[1:] for fact in other.condition_facts)


def _works(enacted: Enacted, kind: str) -> bool:
    return kind in _rule(enacted).on


def _stage(kind: str, rules: Iterable[CompiledRule], scope: Scope, shared: dict[Any, Any]) -> Stage:
    """Return a stage; one that another state of the law has already is shared."""
    listed = tuple(rules)
    key = (kind, listed)
    if key not in shared:
        tried = with_exceptions(listed, kind)
        conditions = {
            rule.address: rule.condition for rule in tried if rule.condition not in (ALWAYS, NEVER)
        }
        always = frozenset(rule.address for rule in tried if rule.always)
        network = network_of(kind, conditions, scope) if conditions else None
        shared[key] = Stage(listed, always, network, _false_otherwise(listed, scope))
    stage: Stage = shared[key]
    return stage


def _false_otherwise(rules: Iterable[CompiledRule], scope: Scope) -> tuple[str, ...]:
    """Return the facts that rules derive and that are false where none of them gives them."""
    derived = (rule.rule.then.fact for rule in rules if isinstance(rule.rule.then, Derive))
    vocabulary = scope.timeline.corpus.vocabulary
    words = ((fact, word_of(fact, vocabulary)) for fact in dict.fromkeys(derived))
    return tuple(fact for fact, word in words if word is not None and word.otherwise is False)


def _facts_of_conclusion(rule: Rule, values: tuple[Value, ...], scope: Scope) -> tuple[str, ...]:
    """Return the facts that the values and the names of a conclusion read, once each."""
    read = [name for value in values for name in facts_read(value, scope)]
    templates = conclusion_names(rule.then)
    return tuple(
        dict.fromkeys([*read, *(name for text in templates for name in placeholders(text))])
    )


def _over_elements(nodes: Iterable[Value | Condition]) -> tuple[Gathered, ...]:
    """Return what a rule works out over elements, once each."""
    return tuple(dict.fromkeys(node for node in nodes if isinstance(node, Gathered)))


def _cells_in_force(nodes: Sequence[Value | Condition], scope: Scope) -> tuple[TableCell, ...]:
    """Return the cells that a conclusion looks up, of the tables in force."""
    cells = (node for node in nodes if isinstance(node, TableCell))
    return tuple(cell for cell in cells if cell.table in scope.law.provisions)


def _compiled(
    enacted: Enacted,
    rests_on: tuple[Enacted, ...],
    scope: Scope,
    overridden_by: tuple[CompiledRule, ...],
) -> CompiledRule:
    rule = _rule(enacted)
    condition = normal_form(rule.when, scope)
    values = conclusion_values(rule.then)
    condition_facts = facts_read(condition, scope)
    value_facts = _facts_of_conclusion(rule, values, scope)
    of_values = [node for value in values for node in walk(value, scope)]
    nodes = [*(() if rule.when is None else walk(rule.when, scope)), *of_values]
    on_days = dict.fromkeys(node for node in of_values if isinstance(node, FactOn))
    return CompiledRule(
        enacted,
        rule,
        condition,
        scope,
        compiled_condition(condition, scope),
        compiled_explanation(condition, scope),
        tuple(_computed(rule.then, value, scope) for value in values),
        condition_facts,
        value_facts,
        tuple(dict.fromkeys(condition_facts + value_facts)),
        _over_elements([*walk(condition, scope), *of_values]),
        _cells_in_force(of_values, scope),
        tuple(OnDay(node, node.on.compiled(scope), node.compiled(scope)) for node in on_days),
        rests_on,
        tuple(_alternatives(rule, values, nodes, scope)),
        overridden_by,
        condition == ALWAYS,
        len(needed_values(rule.then)),
        lowered(rule.then),
        value_names(rule.then),
        compiled_missing_lookups(needed_values(rule.then), scope),
    )


def _computed(conclusion: Conclusion, value: Value, scope: Scope) -> Callable[[View], Any]:
    """Return the function that computes a value of a conclusion.

    A fact derived gets its value in its own type.
    """
    compute = value.compiled(scope)
    return (
        typed(word_of(conclusion.fact, scope.timeline.corpus.vocabulary), compute)
        if isinstance(conclusion, Derive)
        else compute
    )


def _rests_on(enacted: Enacted, scope: Scope) -> tuple[Enacted, ...]:
    rule, provisions = _rule(enacted), scope.law.provisions
    nodes = [
        node
        for root in (rule.when, *conclusion_values(rule.then))
        if root is not None
        for node in walk(root, scope)
    ]
    tables = [provisions[address] for address in tables_of(nodes) if address in provisions]
    required = [
        other
        for node in nodes
        if isinstance(node, Meets)
        for other, _ in scope.requirements(node.benefit)
    ]
    for other in required:
        required += [
            exception for exception in scope.exceptions(other) if exception not in required
        ]
    grounds = [provisions[address] for address in rule.grounds if address in provisions]
    return tuple(dict.fromkeys((*tables, enacted, *grounds, *required)))


def _alternatives(
    rule: Rule, values: tuple[Value, ...], nodes: list[Any], scope: Scope
) -> Iterable[Alternative]:
    corpus = scope.timeline.corpus
    readings = {node.reading for node in nodes if isinstance(node, Choice)}
    if any(isinstance(node, EffectDate) for node in nodes):
        readings |= moving_readings(corpus)
    for reading in sorted(readings):
        for option in corpus.readings[reading].options:
            if option == scope.option(reading):
                continue
            other = scope.with_option(reading, option)
            if reading in moving_readings(corpus):  # other days of effect: another timeline
                other = Scope(
                    timeline_of(corpus, scope.timeline.known_on, other.readings),
                    scope.law,
                    other.readings,
                )
            hangs = partial(
                _hangs_on, reading=reading, moves=reading in moving_readings(corpus), scope=scope
            )
            truth = (
                compiled_condition(normal_form(rule.when, other), other)
                if rule.when is not None and hangs(rule.when)
                else None
            )
            differing = tuple(
                (rank, _computed(rule.then, value, other))
                for rank, value in enumerate(values)
                if hangs(value)
            )
            yield Alternative(reading, option, truth, differing)


def _hangs_on(root: Value | Condition, reading: str, scope: Scope, *, moves: bool) -> bool:
    """Whether a value or a condition may change under another option of a reading.

    `moves`: the reading moves texts in time.
    """
    return any(
        (isinstance(node, Choice) and node.reading == reading)
        or (moves and isinstance(node, EffectDate))
        for node in walk(root, scope)
    )
