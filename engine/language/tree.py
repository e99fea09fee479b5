"""The tree of a value, a condition or a rule: its parts, all its nodes, the facts that it reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, TypeAlias

from engine.language.forms.gathered import Gathered
from engine.language.forms.readings import Choice
from engine.language.model import Rule
from engine.language.nodes import (
    Advise,
    Bound,
    Compare,
    Conclusion,
    Condition,
    Deadline,
    Derive,
    Entitle,
    Increase,
    Known,
    Meets,
    Oblige,
    Pay,
    Require,
    parts_of,
)
from engine.language.values import Value

if TYPE_CHECKING:
    from engine.language.asked import ConditionGround


Node: TypeAlias = "Value | Condition"


def children(node: Node) -> tuple[Node, ...]:
    """Return the direct parts of a value or a condition (all the options of a reading)."""
    return node.children() if isinstance(node, Value) else parts_of(node)


def walk(node: Node, ground: ConditionGround | None = None) -> Iterator[Node]:
    """Yield a node and all its parts.

    With a ground, only the option chosen of each reading, and the conditions of each benefit.
    """
    if isinstance(node, Value) and not isinstance(node, Choice):
        yield from node.walk(ground)
        return
    yield node
    if ground is not None and isinstance(node, Choice):
        yield from walk(node.chosen(ground), ground)
        return
    if ground is not None and isinstance(node, Meets):
        for when in ground.conditions(node.benefit):
            yield from walk(when, ground)
        return
    for child in children(node):
        yield from walk(child, ground)


def walk_within(node: Node) -> Iterator[Node]:
    """Yield a node and all its parts, with what is worked out for each element of a collection."""
    yield node
    for part in node.roots() if isinstance(node, Gathered) else children(node):
        yield from walk_within(part)


def facts_read(node: Node, ground: ConditionGround | None = None) -> tuple[str, ...]:
    """Return the names of the facts that a value or a condition reads, in order, once each."""
    names: dict[str, None] = {}
    for part in walk(node, ground):
        match part:
            case Compare(name, _, _) | Known(name, _):
                names[name] = None
            case Value():
                names |= dict.fromkeys(part.names())
    return tuple(names)


def tables_of(nodes: Iterable[Node]) -> Iterator[str]:
    """Yield the addresses of the tables that nodes look up."""
    for node in nodes:
        if isinstance(node, Value):
            yield from node.tables()


# --- rules ----------------------------------------------------------------------------------------


def conclusion_values(conclusion: Conclusion) -> tuple[Value, ...]:
    """Return the values that a conclusion computes, in a fixed order."""
    parts: tuple[Value | None, ...] = ()
    match conclusion:
        case Derive(_, value):
            parts = (value,)
        case Entitle(_, amount, once_in, start, end):
            parts = (amount, once_in, start, end)
        case Pay():
            parts = tuple(value for _, value in conclusion.named_values())
        case Bound(at=at):
            parts = (at,)
        case Increase(by=by):
            parts = (by,) if isinstance(by, Value) else ()
        case Deadline(_, due, met_by):
            parts = (due, met_by)
        case Oblige():
            parts = (conclusion.start, conclusion.end)
    return tuple(part for part in parts if part is not None)


def needed_values(conclusion: Conclusion) -> tuple[Value, ...]:
    """Return the values without which a conclusion says nothing.

    For a right and its payment all of them, for the others the first.
    """
    values = conclusion_values(conclusion)
    return values if isinstance(conclusion, Entitle | Pay) else values[:1]


def conclusion_names(conclusion: Conclusion) -> tuple[str, ...]:
    """Return the names of a conclusion that may have holes: the facts in them are read."""
    match conclusion:
        case Entitle():
            return (conclusion.line,)
        case Deadline():
            return (conclusion.entry,)
        case Require():
            return (conclusion.benefit, conclusion.requirement)
        case Oblige():
            return (conclusion.duty, conclusion.subject, conclusion.entry)
    return ()


def roots_of(rule: Rule) -> tuple[Node, ...]:
    """Return the values of what a rule concludes, then its condition when it has one."""
    values = conclusion_values(rule.then)
    return values if rule.when is None else (*values, rule.when)


def worked_over(rules: Iterable[Rule]) -> frozenset[str]:
    """Return the collections and the lists over whose elements rules count, add or ask something,
    under any option of readings.
    """
    return frozenset(
        node.items
        for rule in rules
        for root in all_roots_of(rule)
        for node in walk_within(root)
        if isinstance(node, Gathered)
    )


def all_roots_of(rule: Rule) -> tuple[Node, ...]:
    """Return what `roots_of` does, and the condition under which an advised step is done."""
    done = rule.then.done_when if isinstance(rule.then, Advise) else None
    return roots_of(rule) if done is None else (*roots_of(rule), done)
