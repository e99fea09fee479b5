"""Says why a condition does not hold, and what keeps a condition or a value unknown.

What is unknown and is no fact has a name of its own, without spaces: `event:text.event`,
`effect:text.group`, `table:text/article/id`, `none:members`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cache
from typing import Any, TypeAlias, cast

from msgspec import Struct

from engine.language.durations import NOT_COMPARED, UNSURE
from engine.language.elements import Element
from engine.language.forms.fractions import ZERO
from engine.language.forms.gathered import COUNT, NO_ELEMENT, Gathered
from engine.language.forms.readings import Choice
from engine.language.forms.tables import TABLE
from engine.language.forms.texts import EFFECT, EVENT
from engine.language.forms.working_days import HOLIDAYS
from engine.language.kept import Same, kept
from engine.language.model import Vocabulary
from engine.language.negation import negated
from engine.language.nodes import All, AnyOf, Compare, Condition, Known, Not, Quantity
from engine.language.tree import facts_read
from engine.language.values import Value, View
from engine.reasoning.logic import Scope, Truth, compiled_condition
from engine.words.labels import in_its_place, is_group, word_of


class Check(Struct, frozen=True):
    """One leaf of a condition on one occasion: the fact, what was needed, what was read, the truth.

    `needed` holds a value for each operand, None where it is unknown; `read` is None where the fact
    is. `unknown` names what keeps the leaf unknown, in the fact or in what it is compared with.
    `undefined`: no rule derives the fact.
    """

    fact: str
    operator: str
    needed: tuple[Any, ...]
    read: Any
    truth: Truth
    unknown: tuple[str, ...] = ()
    undefined: bool = False
    value: Value | None = None
    """What is compared where it is no fact, but worked out over elements."""
    between: tuple[int, int] | None = None
    """How many elements count at least and at most, where it is not known how many."""


Blocking: TypeAlias = Callable[[View, Truth], Iterable[Check]]
"""Gives the leaves that make a condition what it is: false, or unknown."""


def explained(condition: Condition, scope: Scope, view: View) -> tuple[Check, ...]:
    """Return the leaves that keep a condition in normal form from being true.

    The false ones if it is false, the unknown ones if it is unknown.
    """
    return compiled_explanation(condition, scope)(view)


def compiled_explanation(condition: Condition, scope: Scope) -> Callable[[View], tuple[Check, ...]]:
    """Return the function that explains a condition as `explained` does.

    It is compiled when it is first called: most are never called.
    """
    compiled = cache(lambda: _compiled_blocking(condition, scope))

    def explain(view: View) -> tuple[Check, ...]:
        truth, blocking = compiled()
        value = truth(view)
        return () if value else tuple(blocking(view, value))

    return explain


def _compiled_blocking(
    condition: Condition, scope: Scope
) -> tuple[Callable[[View], Truth], Blocking]:
    truth = compiled_condition(condition, scope)
    match condition:
        case All(parts) | AnyOf(parts):
            compiled = [_compiled_blocking(part, scope) for part in parts]
            return truth, lambda view, value: [
                check
                for part_truth, why in compiled
                if part_truth(view) is value
                for check in why(view, value)
            ]
        case Known(fact, expected):
            return truth, _compiled_knowledge(fact, scope, expected=expected)
        case Compare():
            return truth, _compiled_comparison(condition, scope)
        case Quantity():
            return truth, _compiled_quantity(condition, scope)
        case Not(part):  # of an element: what is held against it is in no normal form
            return _compiled_blocking(negated(part), scope)
        case Choice():
            return _compiled_blocking(condition.chosen(scope), scope)
    return truth, lambda view, value: ()


def _compiled_knowledge(fact: str, scope: Scope, *, expected: bool) -> Blocking:
    derived = scope.derives(fact)

    def blocking(view: View, truth: Truth) -> Iterable[Check]:
        undefined = truth is False and fact not in view and derived
        return [
            Check(
                fact,
                "known",
                (expected,),
                view.get(fact),
                truth,
                (fact,) if truth is None else (),
                undefined,
            )
        ]

    return blocking


def _compiled_comparison(leaf: Compare, scope: Scope) -> Blocking:
    fact, operands = leaf.fact, [operand.compiled(scope) for operand in leaf.operands]
    read = (fact, *(name for operand in leaf.operands for name in facts_read(operand, scope)))
    missing_lookups, derived = compiled_missing_lookups(leaf.operands, scope), scope.derives(fact)

    def blocking(view: View, truth: Truth) -> Iterable[Check]:
        unknown = (
            (*(name for name in read if name not in view), *missing_lookups(view))
            if truth is None
            else ()
        )
        undefined = truth is False and fact not in view and derived
        needed = tuple(operand(view) for operand in operands)
        if truth is None and not unknown and None not in needed:
            unknown = (NOT_COMPARED,)
        return [
            Check(
                fact,
                leaf.operator,
                needed,
                view.get(fact),
                truth,
                tuple(dict.fromkeys(unknown)),
                undefined,
            )
        ]

    return blocking


def _compiled_quantity(leaf: Quantity, scope: Scope) -> Blocking:
    value, needed = leaf.value.compiled(scope), leaf.operands[0].compiled(scope)
    lacking = compiled_lacking((leaf.value, *leaf.operands), scope)
    name = leaf.value.token()
    counted = isinstance(leaf.value, Gathered) and leaf.value.how == COUNT
    bounds = cast("Gathered", leaf.value).bounds(scope) if counted else lambda view: None

    def blocking(view: View, truth: Truth) -> Iterable[Check]:
        unknown = dict.fromkeys(lacking(view) if truth is None else ())
        read = value(view)
        return [
            Check(
                name,
                leaf.operator,
                (needed(view),),
                read,
                truth,
                tuple(unknown),
                value=leaf.value,
                between=bounds(view) if read is None else None,
            )
        ]

    return blocking


def compiled_lacking(values: Iterable[Value], scope: Scope) -> Callable[[View], tuple[str, ...]]:
    """Return the function that names what some values read and do not find."""
    listed = tuple(values)
    read = tuple(dict.fromkeys(name for value in listed for name in facts_read(value, scope)))
    lookups = compiled_missing_lookups(listed, scope)
    return lambda view: (*(name for name in read if name not in view), *lookups(view))


# --- over elements --------------------------------------------------------------------------------


def _lacking_in_elements(node: Gathered, scope: Scope) -> Callable[[View], Iterable[str]]:
    """Return the function that names what is unknown of the elements of a value that is unknown."""
    counts, elements = node.counting(scope), node.elements(scope)
    blocking = [_compiled_blocking(part, scope) for part in node.conditions()]
    of_value = None if node.value is None else compiled_lacking((node.value,), scope)

    def of_one(member: Element) -> Iterator[str]:
        truth = counts(member.facts)
        if truth is None:
            for part, why in blocking:
                if part(member.facts) is None:
                    yield from (name for check in why(member.facts, None) for name in check.unknown)
        elif truth and not member.listed:
            yield node.items
        elif truth and of_value is not None:
            yield from of_value(member.facts)

    def lacking(view: View) -> Iterator[str]:
        held = elements(view)
        if not held.whole:
            yield node.items
            return
        for member in held.members:
            yield from (member.called(name, node.element) for name in of_one(member))
        if node.picks and not any(counts(member.facts) is not False for member in held.members):
            yield f"{NO_ELEMENT}{node.items}"

    return lacking


# --- what is no fact ------------------------------------------------------------------------------


def is_outside(name: str) -> bool:
    """Whether a name is that of something of the law, an event or a table: no case can give it."""
    return name.startswith((EVENT, EFFECT, HOLIDAYS, TABLE, ZERO, UNSURE, NO_ELEMENT))


@kept("facts to ask for", 8192)
def to_ask_for(missing: tuple[str, ...], vocabulary: Same[Vocabulary]) -> tuple[str, ...]:
    """Return what is asked of what is missing, once each: all of it where none says by itself what
    it is.
    """
    words = vocabulary.it
    asked = dict.fromkeys(name for name in missing if is_askable(name, words))
    alone = (name for name in asked if not facts_asked_for(name, asked, words))
    return tuple(alone if asked else dict.fromkeys(missing))


def is_askable(name: str, vocabulary: Vocabulary) -> bool:
    """Whether a name says by itself what is missing: a fact, a collection, what no case gives."""
    return bool(is_outside(name) or word_of(name, vocabulary) or is_group(name, vocabulary))


def facts_asked_for(name: str, names: Collection[str], vocabulary: Vocabulary) -> list[str]:
    """Return the facts, among names that are missing, that are asked in place of a list of records.

    `one_of: [rate, indicators]`: whoever lacks both is asked for the rate.
    """
    if not is_group(name, vocabulary):
        return []
    others = in_its_place(name, vocabulary)
    return [other for other in others if other in names and not is_group(other, vocabulary)]


def compiled_missing_lookups(
    values: Iterable[Value], scope: Scope
) -> Callable[[View], tuple[str, ...]]:
    """Return the function that names what some values look up and do not find.

    Events, cells of tables, facts unknown on another day: all that is missing beside facts of the
    occasion.
    """
    listed = tuple(values)
    lookups = tuple(lookup for value in listed for lookup in _missing_lookups(value, scope))
    over = tuple(
        (node.compiled(scope), _lacking_in_elements(node, scope))
        for value in listed
        for node in value.walk(scope)
        if isinstance(node, Gathered)
    )
    if not (lookups or over):
        return lambda _: ()

    def missing(view: View) -> tuple[str, ...]:
        names = [name for name, here in lookups if here(view)]
        for value, lacking in over:
            names += lacking(view) if value(view) is None else ()
        return tuple(dict.fromkeys(names))

    return missing


def _missing_lookups(value: Value, scope: Scope) -> Iterator[tuple[str, Callable[[View], bool]]]:
    for part in value.children(scope):
        yield from _missing_lookups(part, scope)
    lookup = value.lookup()
    if lookup is None:
        return
    compute = value.compiled(scope)
    if lookup.place is not None:
        places = [place.compiled(scope) for place in lookup.places]
        yield lookup.name, _absent(compute, places, lookup.facts)
    elif compute({}) is None:  # a day of the texts: the same whatever the case
        yield lookup.name, lambda _: True


def _absent(
    look_up: Callable[[View], Any],
    places: Sequence[Callable[[View], Any]],
    names: tuple[str, ...],
) -> Callable[[View], bool]:
    """Whether what is looked up is not there, though the place to look in is known."""
    return lambda view: (
        look_up(view) is None
        and all(place(view) is not None for place in places)
        and all(name in view for name in names)
    )
