"""The values of a fact at which what the law says on an occasion changes.

In: the rules at work on an occasion, and a fact. Out: one value on each side of every threshold,
for a fact that is not known; the thresholds themselves, for one that is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from math import ceil, floor
from typing import Any, Final

from engine.language.durations import average_days, longer, shorter
from engine.language.forms.facts import Fact
from engine.language.forms.gathered import SUM, Gathered
from engine.language.forms.literal import Literally
from engine.language.kinds import TYPES
from engine.language.model import Corpus, Word
from engine.language.nodes import Compare, Deadline, Derive, Oblige, Quantity
from engine.language.operators import OPERATORS
from engine.language.temporal import NOT_YET, Duration
from engine.language.tree import Node, conclusion_values, facts_read, walk
from engine.language.values import Value, View
from engine.reasoning.binding import begun, ended
from engine.reasoning.logic import Scope
from engine.reasoning.program import CompiledRule
from engine.reasoning.steps import OccasionSteps, Step
from engine.words.labels import word_of


def candidates(corpus: Corpus, step: Step, worked: OccasionSteps, name: str) -> list[Any]:
    """Return values of a fact that stand for all its values: one on each side of every threshold
    that the law sets on that occasion.
    """
    word = word_of(name, corpus.vocabulary)
    if word is None:
        return []
    if word.type == "boolean":
        return [True, False]
    if word.type == "enumeration":
        return list(word.values)
    if word.type == "ratio":
        return [Decimal(0), Decimal(1)]
    limits = {*_thresholds(step, worked, name), *_days_met(step, name)}
    if word.type == "duration":
        return _lengths_around(limit for limit in limits if isinstance(limit, Duration))
    return _around(word, sorted(limits))


def _lengths_around(limits: Iterable[Duration]) -> list[Any]:
    """Return durations, one on each side of every limit, the shortest first."""
    first = sorted(limits, key=average_days)
    below = [length for limit in first[:1] if (length := shorter(limit)) is not None]
    return [*below, *first]


def _around(word: Word, thresholds: list[Any]) -> list[Any]:
    if word.type == "date":
        sides = [
            side for day in thresholds if day != NOT_YET for side in (day - timedelta(days=1), day)
        ]
        return sorted({*sides, NOT_YET}) if sides else []
    if word.type == "integer":
        lowest = int(word.minimum) if word.minimum is not None else min(thresholds, default=0) - 1
        highest = word.maximum if word.maximum is not None else max(thresholds, default=0)
        return (
            sorted({lowest, *(limit for limit in thresholds if lowest <= limit <= highest)})
            if thresholds
            else []
        )
    return []


def _thresholds(step: Step, worked: OccasionSteps, name: str) -> Iterable[Any]:
    """Return the constants with which the rules at work compare a fact, or another fact that is a
    copy of it.
    """
    rules = [step.rule, *_deriving(worked)]
    return (
        limit
        for rule, node, known_as in _nodes(rules, name)
        for limit in _limits(rule, node, known_as, step.view)
    )


def _deriving(worked: OccasionSteps) -> Iterator[CompiledRule]:
    return (step.rule for group in worked.derived.values() for step in group)


def _nodes(rules: Sequence[CompiledRule], name: str) -> Iterator[tuple[CompiledRule, Node, str]]:
    """Yield the nodes of rules, once for each name under which they may know a fact: its own, and
    those of the facts that are copies of it.
    """
    copies = [
        rule.rule.then.fact
        for rule in rules
        if isinstance(rule.rule.then, Derive) and rule.rule.then.value.copy_of(rule.scope) == name
    ]
    for known_as in dict.fromkeys((name, *copies)):
        for rule in rules:
            for root in (rule.condition, *_values(rule)):
                yield from ((rule, *part) for part in _parts(root, rule.scope, known_as))


def _parts(root: Any, scope: Scope, name: str) -> Iterator[tuple[Node, str]]:
    """Yield the nodes of a value or of a condition with the name under which they know a fact:
    what is asked of each element knows `members.2.joined_on` as `member.joined_on`.
    """
    for node in walk(root, scope):
        yield node, name
        if isinstance(node, Gathered) and name.startswith(f"{node.items}."):
            own = name[len(node.items) + 1 :].partition(".")[2]
            plain = ".".join(part for part in own.split(".") if not part.isdigit())
            for known_as in dict.fromkeys((own, plain)):
                for inner in node.roots():
                    yield from _parts(inner, scope, f"{node.element}.{known_as}")


def _limits(rule: CompiledRule, node: Node, name: str, view: View) -> Iterable[Any]:
    match node:
        case Compare(fact, operator, operands) if fact == name and all(
            isinstance(written, Literally) for written in operands
        ):
            for written in operands:
                yield from sides(operator, written.value)  # type: ignore[attr-defined]  # all written out
        case Compare(fact, operator, (Fact(other),)) if fact == name and isinstance(
            day := view.get(other), date
        ):
            yield _day_from(operator, day)
        case Compare(other, operator, (operand,)) if (
            (mirror := OPERATORS[operator].mirror)
            and isinstance(view.get(other), date)
            and (back := operand.reached_from(name))
        ):
            yield _day_from(mirror, back(view[other]))
        case Value():
            yield from node.limits(name, rule.scope)


def thresholds(worked: OccasionSteps, name: str, word: Word) -> set[Any]:
    """Return the values at which what the law says on an occasion changes with a fact that is
    known: the first value of each stretch but the first. Days, durations, or numbers.

    Beside the constants of the law, they are the numbers that it works out from other facts of the
    occasion and compares with it.
    """
    steps = {step.rule: step for step in worked.steps}
    rules = [*steps, *_deriving(worked)]
    view = worked.steps[0].view if worked.steps else {}
    limits: set[Any] = set()
    for rule, node, known_as in _nodes(rules, name):
        limits |= {*_limits(rule, node, known_as, view), *_worked_out(rule, node, known_as, view)}
        limits |= {*_over_elements(rule, node, known_as, view)}
        if least_step(word) < 1:
            limits |= {*_fine(node, known_as)}
    kind = _OF_TYPE.get(word.type, (int, Decimal))
    return {limit for limit in limits if isinstance(limit, kind) and limit != NOT_YET}


_OF_TYPE: Final[Mapping[str, Any]] = {"date": date, "duration": Duration}


def _over_elements(rule: CompiledRule, node: Node, name: str, view: View) -> Iterator[Any]:
    """Yield where a comparison with a sum over elements, or with the least or the greatest of them,
    changes with the fact of one of them: what the sum needs beside the others.
    """
    if not isinstance(node, Quantity) or not isinstance(node.value, Gathered):
        return
    over = node.value
    own = name.removeprefix(f"{over.items}.").partition(".")[2]
    if over.value is None or over.value.copy_of(rule.scope) != f"{over.element}.{own}":
        return
    whole, held = over.compiled(rule.scope)(view), view.get(name)
    needed = node.operands[0].compiled(rule.scope)(view)
    numbers = (int, Decimal)
    if isinstance(needed, date):
        yield from sides(node.operator, needed)
    elif isinstance(needed, numbers) and isinstance(whole, numbers) and isinstance(held, numbers):
        yield from sides(node.operator, needed - (whole - held if over.how == SUM else 0))


def least_step(word: Word) -> Decimal | int:
    """Return the least difference between two values of a number: one, or a hundredth."""
    return TYPES[word.type].step


def _fine(node: Node, name: str) -> Iterator[Decimal]:
    """Yield the numbers at which a comparison changes, of a fact that is not a whole number."""
    if isinstance(node, Compare) and node.fact == name:
        for operand in node.operands:
            if isinstance(operand, Literally) and isinstance(operand.value, int | Decimal):
                limit, operator = Decimal(operand.value), OPERATORS[node.operator]
                if operator.changes_at:
                    yield limit
                if operator.changes_past:
                    yield limit + Decimal("0.01")


def _worked_out(rule: CompiledRule, node: Node, name: str, view: View) -> Iterator[Any]:
    """Yield where a comparison with what other facts give changes."""
    match node:
        case Compare(fact, operator, operands) if fact == name:
            for operand in operands:
                if not isinstance(operand, Literally) and name not in facts_read(operand):
                    limit = operand.compiled(rule.scope)(view)
                    if isinstance(limit, int | Decimal | date) and limit != NOT_YET:
                        yield from sides(operator, limit)


def _days_met(step: Step, name: str) -> Iterable[date]:
    """Yield the day from which the act that meets a date is too late. Where the date lies ahead, it
    is the day from which the act is still to come.
    """
    then, due = step.rule.rule.then, step.values[0] if step.values else None
    if (
        isinstance(then, Deadline)
        and then.met_by is not None
        and isinstance(due, date)
        and then.met_by.copy_of(step.rule.scope) == name
    ):
        yield min(due, step.view["day"]) + timedelta(days=1)


def sides(operator: str, limit: Any) -> Iterable[Any]:
    """Yield the whole numbers, days or durations at which the truth of a comparison changes."""
    changes = OPERATORS[operator]
    if isinstance(limit, date):
        yield _day_from(operator, limit)
    elif isinstance(limit, Duration):
        if changes.changes_at:
            yield limit
        if changes.changes_past:
            yield longer(limit)
    elif isinstance(limit, int | Decimal):
        if changes.changes_at:
            yield ceil(limit)
        if changes.changes_past:
            yield floor(limit) + 1


def _day_from(operator: str, day: date) -> date:
    """Return the day from which the truth of a comparison with a day changes."""
    return day if day == NOT_YET or OPERATORS[operator].changes_at else day + timedelta(days=1)


def _values(rule: Any) -> Iterable[Any]:
    then = rule.rule.then
    return (begun(then), ended(then)) if isinstance(then, Oblige) else conclusion_values(then)
