"""Conditions of the law as terms of the plan: the same trees as `engine.reasoning.logic` reads.

Null stands for the unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from ibis.expr import operations as ops

from engine.language.durations import NOT_COMPARED
from engine.language.elements import is_of
from engine.language.forms.gathered import NO_ELEMENT, Gathered
from engine.language.forms.readings import Choice
from engine.language.kinds import DURATION
from engine.language.negation import negated
from engine.language.nodes import All, AnyOf, Compare, Condition, Known, Not, Quantity, parts_of
from engine.language.operators import OPERATORS
from engine.language.tree import facts_read
from engine.language.values import Lookup, Value
from engine.reasoning.explanation import is_outside
from engine.reasoning.logic import Scope
from engine.reasoning.normal_form import leaves
from engine.tables.terms import terms
from engine.tables.terms.elements import Member
from engine.tables.terms.levels import View
from engine.tables.terms.terms import Truth
from engine.tables.terms.values import Columns, term_of, truth_of

_LARGE = 24


def may_be_undefined(condition: Condition, scope: Scope) -> bool:
    """Whether a condition may be unknown though nothing is: it compares
    with a derived fact, or reads a period that may not be there.
    """
    compared = [leaf for leaf in leaves(condition) if not isinstance(leaf, Known)]
    read = {
        name
        for leaf in compared
        for part in (*leaf.operands, *((leaf.value,) if isinstance(leaf, Quantity) else ()))
        for name in facts_read(part, scope)
    }
    facts = [leaf.fact for leaf in compared if isinstance(leaf, Compare)]
    return any(scope.derives(name) for name in read) or any(
        name.startswith("period.") for name in (*read, *facts)
    )


def keep_truths(condition: Condition, view: View, scope: Scope, height: int = 0) -> None:
    """Keep truths in columns of the next level: what is missing reads them many times over.

    Those of the leaves of a condition; above them, and one `height` after another, those of the
    groups of a large one.
    """
    for node in _at_height(condition, height):
        if not isinstance(node, Known) and node not in view.truths:
            truth = truth_of(node, view, scope)
            if truth is not None and not isinstance(truth, bool):
                negated = isinstance(truth.op(), ops.Not)
                view.truths[node] = (
                    view.sheet.keep(terms.negation(truth) if negated else truth),
                    negated,
                )


def height_of(condition: Condition) -> int:
    """Return how many levels of groups of a condition are worth a column: none of a small one."""
    return _height(condition) if sum(1 for _ in leaves(condition)) > _LARGE else 0


def _height(condition: Condition) -> int:
    return (
        1 + max(map(_height, condition.parts), default=0)
        if isinstance(condition, All | AnyOf)
        else 0
    )


def _at_height(condition: Condition, height: int) -> Iterator[Condition]:
    if not height:
        yield from leaves(condition)
    elif _height(condition) == height:
        yield condition
    elif isinstance(condition, All | AnyOf):
        for part in condition.parts:
            yield from _at_height(part, height)


# --- what is missing ------------------------------------------------------------------------------


def blocking_facts(
    condition: Condition, view: View, scope: Scope
) -> tuple[dict[str, Truth], dict[str, Truth]]:
    """Return where each fact of a condition leaves it unknown if
    the fact is, and what else leaves it unknown (event, table).

    They are those of the unknown leaves, reached through unknown parts alone.
    """
    facts: dict[str, list[Truth]] = {}
    absences: dict[str, list[Truth]] = {}

    def block(names: Iterable[str], values: Iterable[Value], here: Truth) -> None:
        for name in dict.fromkeys(names):
            facts.setdefault(name, []).append(here)
        for value in values:
            for name, absent in absent_lookups(value, view, scope).items():
                absences.setdefault(name, []).append(terms.all_of([here, absent]))

    def visit(node: Condition, reached: Truth) -> None:
        here = terms.all_of([reached, terms.is_unknown(truth_of(node, view, scope))])
        match node:
            case All(parts) | AnyOf(parts):
                for part in parts:
                    visit(part, here)
            case Not(part):
                visit(negated(part), reached)
            case Choice():
                visit(node.chosen(scope), reached)
            case Known() | Quantity() | Compare():
                values = [part for part in parts_of(node) if isinstance(part, Value)]
                block(facts_read(node, scope), values, here)
                if isinstance(node, Compare) and OPERATORS[node.operator].compares == DURATION:
                    unsure = terms.all_of([here, _both_known(node, view, scope)])
                    absences.setdefault(NOT_COMPARED, []).append(unsure)

    visit(condition, True)
    return {name: terms.any_of(conditions) for name, conditions in facts.items()}, {
        name: terms.any_of(conditions) for name, conditions in absences.items()
    }


def _both_known(leaf: Compare, view: View, scope: Scope) -> Truth:
    """Return where the fact of a comparison and all its operands are known."""
    read = [view.get(leaf.fact), *(term_of(operand, view, scope) for operand in leaf.operands)]
    return terms.all_of([False if term is None else terms.certain(term.known) for term in read])


def absent_lookups(value: Value, view: View, scope: Scope) -> dict[str, Truth]:
    """Return, for each thing that a value may lack beside facts, where it lacks it.

    An event without a day, a cell that is not there, a fact that has no value on its day, and what
    is unknown of elements, by its full name.
    """
    absences: dict[str, Truth] = {}
    for node in value.walk(scope):
        if isinstance(node, Gathered):
            for name, truth in _lacking(node, Columns(view, scope)):
                absent = terms.any_of([absences.get(name, False), terms.certain(truth)])
                absences[name] = absent
        lookup = node.lookup()
        absent = False if lookup is None else _is_absent(node, lookup, view, scope)
        if lookup is not None and absent is not False:
            absences[lookup.name] = terms.any_of([absences.get(lookup.name, False), absent])
    return absences


def _is_absent(node: Value, lookup: Lookup, view: View, scope: Scope) -> Truth:
    """Return where what is looked up is not there, though the place to look in is known."""
    term = term_of(node, view, scope)
    if lookup.place is None:
        return term is None
    places = [term_of(place, view, scope) for place in lookup.places]
    if None in places or (lookup.total and term is not None):
        return False
    read = (*places, *(view.get(name) for name in lookup.facts))
    known = [terms.certain(fact.known) if fact is not None else False for fact in read]
    return terms.all_of([*known, True if term is None else terms.negation(term.known)])


def _lacking(node: Gathered, columns: Columns) -> Iterator[tuple[str, Truth]]:
    whole = columns.gathered(node)
    unknown: Truth = True if whole is None else terms.negation(whole.known)
    members, none = columns.members(node), []
    sure = terms.certain(members.whole)
    for member in members.members:
        counts = columns.counting(node, replace(member, listed=True))
        listed = terms.certain(member.listed)
        may = terms.negation(terms.certain(terms.negation(terms.all_of([member.listed, counts]))))
        none.append(terms.negation(may))
        here = terms.all_of([unknown, sure, may])
        yield node.items, terms.all_of([here, terms.certain(counts), terms.negation(listed)])
        names = _lacking_in(node, member, columns.scope, counts, listed)
        for name, truth in names:
            if is_of(name, node.element):  # other facts are those that the value itself reads
                name_in_full = member.name + name[len(node.element) :]
                yield name_in_full, terms.all_of([here, truth])
            elif is_outside(name):
                yield name, terms.all_of([here, truth])
    if node.picks:
        yield f"{NO_ELEMENT}{node.items}", terms.all_of([unknown, sure, *none])


def _lacking_in(
    node: Gathered, member: Member, scope: Scope, counts: Truth, listed: Truth
) -> Iterator[tuple[str, Truth]]:
    """Yield what is unknown of one element, under its own name, and where."""
    undecided = terms.is_unknown(counts)
    for part in node.conditions():
        facts, absences = blocking_facts(part, member.view, scope)
        for name, truth in facts.items():
            yield name, terms.all_of([undecided, truth, _absent(name, member.view)])
        for name, truth in absences.items():
            yield name, terms.all_of([undecided, truth])
    if node.value is None:
        return
    here = terms.all_of([terms.certain(counts), listed])
    for name in facts_read(node.value, scope):
        yield name, terms.all_of([here, _absent(name, member.view)])
    for name, truth in absent_lookups(node.value, member.view, scope).items():
        yield name, terms.all_of([here, truth])


def _absent(name: str, view: View) -> Truth:
    read = view.get(name)
    return True if read is None else terms.negation(read.known)
