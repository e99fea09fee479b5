"""Rights and payments: what conclusions are worth, to the cent, and how they are paid."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fnmatch import fnmatchcase
from fractions import Fraction
from itertools import islice, takewhile
from operator import itemgetter
from typing import Any, Generic, TypeAlias, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from engine.diagnostics.diagnostic import RefusedInput
from engine.language.forms.readings import Choice
from engine.language.kept import kept
from engine.language.nodes import Bound, Entitle, Increase, OfRights, Pay
from engine.language.templates import filled
from engine.reasoning.logic import Scope
from engine.reasoning.lowering import (
    PAYMENT_STATUS,
    BoundForm,
    IncreaseForm,
    PartForm,
    PayForm,
    RightForm,
    within_limit,
)
from engine.reasoning.occasions import Occasion, Span, full_name
from engine.reasoning.on_values import on_values
from engine.reasoning.steps import APPLIED, NOT_APPLIED, UNKNOWN, Step, conflict

T = TypeVar("T")
_SIGNS = re.compile(r"[*?\[]")
ADJUSTMENT = "adjustment"
"""The part of a right that corrects, on the day the law changes, what had been due before."""
Grant: TypeAlias = tuple[date, tuple[str, ...]]
"""A day on which a rule limited in time gave, with the facts that leave it in doubt.

No facts: it is certain.
"""


def payment_status(due: date | None, on: date) -> str:
    """Return the status on a day of a payment due on another.

    It has fallen due, it is to come, or its day is not known.
    """
    status: str = on_values(PAYMENT_STATUS)({"due": due, "today": on})
    return status


class Right(Struct, frozen=True, eq=False):
    """A sum due on a line for a span of time. `base` is the right that an increase increases."""

    line: str
    amount: Decimal
    start: date
    end: date | None
    span: Span | None
    step: Step
    base: Right | None = None

    @property
    def paid_as(self) -> str:
        """The line as which it is paid: that of the right from which it was worked out."""
        return self.base.paid_as if self.base else self.line


class Payment(Struct, frozen=True, eq=False):
    """A part of a right, due on a day (None while that day is unknown).

    An adjustment is the sum of `owed` less the sum of what it `had` been; it is `late` when
    knowledge that came late brings it. `uncut`: for a right that a change of the law cuts, the
    payment as it stood before.
    """

    right: Right
    part: str
    due: date | None
    amount: Decimal
    step: Step
    had: tuple[Payment, ...] = ()
    owed: tuple[Payment, ...] = ()
    late: bool = False
    uncut: Payment | None = None

    @property
    def as_it_stood(self) -> Payment:
        """The payment of the right as it was before the law cut it, where it did."""
        return self.uncut or self


class Funded(Struct, frozen=True):
    """What the conclusions on one occasion give: steps as they turn out, rights and payments.

    `at_work` are the steps whose rules have something to work on, `mattered` the readings that
    made a difference.
    """

    steps: tuple[Step, ...]
    at_work: tuple[Step, ...]
    rights: tuple[Right, ...]
    payments: tuple[Payment, ...]
    mattered: frozenset[str]


def _entitled(
    occasion: Occasion, steps: list[Step], earlier: dict[str, list[Grant]]
) -> tuple[list[Step], list[Right]]:
    """Return the steps, those of rights limited in time looked at, and the rights given."""
    kept: list[Step] = []
    rights: list[Right] = []
    for step in steps:
        then = step.rule.rule.then
        if isinstance(then, Entitle):
            grants = earlier.setdefault(step.rule.address, []) if then.once_in else None
            limited = step if grants is None else _limited(step, occasion, grants)
            if limited.outcome == APPLIED:
                rights.append(_right(limited, then, occasion))
            kept.append(limited)
        else:
            kept.append(step)
    return kept, rights


def funded(occasion: Occasion, steps: list[Step], earlier: dict[str, list[Grant]]) -> Funded:
    """Turn the conclusions on one occasion into rights and payments.

    `earlier` holds, by rule, what was given before, and grows. A rule limited in time may turn out
    not to apply. Raises RefusedInput when two rules give the same line.
    """
    kept, rights = _entitled(occasion, steps, earlier)
    _refuse_doubles(rights)
    kept = _with_doubts(kept)
    applied = [step for step in kept if step.outcome == APPLIED]
    mattered = frozenset(reading for step in applied for reading in _matter(step, rights))
    rights_by_line = Lines((right.line, right) for right in rights)
    increases = {
        step: _increases(step, rights_by_line)
        for step in applied
        if isinstance(step.rule.rule.then, Increase)
    }
    rights += [right for increased in increases.values() for right in increased]
    unbounded = _bound_all(applied, rights)
    rights_by_line = Lines((right.paid_as, right) for right in rights)
    paid = {
        step: _payments(step, rights_by_line)
        for step in applied
        if isinstance(step.rule.rule.then, Pay)
    }
    idle = unbounded | {
        step for group in (increases, paid) for step, concluded in group.items() if not concluded
    }
    ended = tuple(_idle(step) if step in idle else step for step in kept)
    return Funded(
        ended,
        tuple(at_work(ended)),
        tuple(rights),
        tuple(payment for group in paid.values() for payment in group),
        mattered,
    )


def _bound_all(applied: Iterable[Step], rights: list[Right]) -> set[Step]:
    """Apply the caps and floors in their order, each to what those before it left.

    What they give is added to the rights. The steps that have no right to work on are returned.
    """
    without: set[Step] = set()
    bounds = [step for step in applied if isinstance(step.rule.rule.then, Bound)]
    if not bounds:
        return without
    by_line = Lines((right.line, right) for right in rights)
    for step in bounds:
        then = step.rule.rule.then
        assert isinstance(then, Bound)  # no other is among them
        bounded = by_line.matching(lines_increased(then, step.rule.scope))
        given = _bounded(step, bounded)
        rights += given
        by_line.add((right.line, right) for right in given)
        without |= set() if bounded else {step}
    return without


def _bounded(step: Step, rights: Sequence[Right]) -> list[Right]:
    """Return what a cap takes from each right, or a floor adds to it, in proportion.

    Where the rights are worth nothing, all weigh the same.
    """
    then, form, slots = step.rule.rule.then, step.rule.lowered, step.slots
    assert isinstance(then, Bound)  # its caller sees to it
    assert isinstance(form, BoundForm)  # what a Bound is lowered to
    total = sum((right.amount for right in rights), Decimal(0))
    slots["total"], slots["bound"] = total, on_values(form.bound)(slots)
    if not rights or on_values(form.beyond)(slots) is not True:
        return []
    slots["excess"] = slots["bound"] - total
    weights = [right.amount if total > 0 else Decimal(1) for right in rights]
    worth, whole = on_values(form.so_far), Fraction(sum(weights, Decimal(0)))
    weight, before, given = Decimal(0), Decimal(0), []
    for right, own in zip(rights, weights, strict=True):
        weight += own
        so_far = worth({**slots, "part": Fraction(weight) / whole})
        taken = so_far - before
        given.append(replace(right, line=then.line, amount=taken, step=step, base=right))
        before = so_far
    return given


def _with_doubts(steps: Sequence[Step]) -> list[Step]:
    """Return the steps; an increase or a bound is in doubt in part if what it works on is.

    Increases work on rights. Bounds work on rights, on increases, and on the bounds before them.
    """
    of_rights = [step for step in steps if isinstance(step.rule.rule.then, OfRights)]
    if not of_rights or not any(step.missing for step in steps):
        return [*steps]
    doubts = [
        (filled(then.line, step.view), step)
        for step in steps
        if step.outcome == UNKNOWN and isinstance(then := step.rule.rule.then, Entitle)
    ]
    on_rights, marked = Lines(doubts), dict[int, Step]()
    working = {id(step) for step in at_work(steps)}
    for step in sorted(of_rights, key=lambda step: isinstance(step.rule.rule.then, Bound)):
        then = step.rule.rule.then
        assert isinstance(then, OfRights)  # no other is sorted
        own = _partial(step, then, Lines(doubts) if isinstance(then, Bound) else on_rights)
        marked[id(step)] = own
        if own.missing and id(step) in working:
            doubts.append((then.line, own))
    return [marked.get(id(step), step) for step in steps]


def _partial(step: Step, then: OfRights, doubted: Lines[Step]) -> Step:
    """Return the step of an increase or a bound; if some of what it works on is in doubt, so is
    it.
    """
    if step.outcome != APPLIED:
        return step
    lines = lines_increased(then, step.rule.scope)
    names = (name for doubt in doubted.matching(lines) for name in doubt.missing)
    missing = tuple(dict.fromkeys(names))
    return (
        Step(step.rule, step.occasion, step.view, APPLIED, step.values, missing, "partial")
        if missing
        else step
    )


def _idle(step: Step) -> Step:
    """Return the step of a rule that has nothing to pay or to increase: none, or none yet."""
    if step.missing:
        return Step(step.rule, step.occasion, step.view, UNKNOWN, step.values, step.missing)
    return Step(step.rule, step.occasion, step.view, NOT_APPLIED, step.values, (), "no_right")


def at_work(steps: Iterable[Step]) -> list[Step]:
    """Return the steps of an occasion whose rules have something to work on.

    Rules that pay or increase need a right, given or in doubt; caps and floors a right or what is
    worked out from one.
    """
    kept = list(steps)
    entitled = (
        step
        for step in kept
        if step.outcome != NOT_APPLIED and isinstance(step.rule.rule.then, Entitle)
    )
    lines = [filled(step.rule.rule.then.line, step.view) for step in entitled]  # type: ignore[union-attr]  # an Entitle
    given = Lines((line, line) for line in lines)
    bounded = Lines((line, line) for line in (*lines, *_worked_out(kept, given)))
    return [
        step
        for step in kept
        if not isinstance(then := step.rule.rule.then, OfRights | Pay)
        or (bounded if isinstance(then, Bound) else given).matching(any_lines(then))
    ]


def _worked_out(steps: Iterable[Step], given: Lines[str]) -> list[str]:
    """Return the lines of what works on some rights: increases, then caps and floors in order."""
    found: list[str] = []
    of_rights = [step.rule.rule.then for step in steps if step.outcome != NOT_APPLIED]
    for kind in (Increase, Bound):
        for then in of_rights:
            if isinstance(then, kind) and (
                given.matching(any_lines(then)) or (kind is Bound and any_increased(found, then))
            ):
                found.append(then.line)
    return found


def any_increased(lines: Sequence[str], then: OfRights | Pay) -> bool:
    """Whether a rule increases or pays one of some lines, under any option."""
    return any(matches(line, any_lines(then)) for line in lines)


def any_lines(then: OfRights | Pay) -> tuple[str, ...]:
    """Return the lines that a rule increases or pays, under any option."""
    return (
        then.lines
        if isinstance(then.lines, tuple)
        else tuple(line for option in then.lines.options.values() for line in option)
    )


def _payments(step: Step, rights_by_line: Lines[Right]) -> list[Payment]:
    """Share each right that a rule pays among its parts, which add up to it.

    A part of which the day or the amount is not known is left out; the others are due.
    """
    then, form = step.rule.rule.then, step.rule.lowered
    assert isinstance(then, Pay)  # its callers see to it
    assert isinstance(form, PayForm)  # what a Pay is lowered to
    rights = rights_by_line.matching(then.lines)
    if not rights:
        return []
    slots = step.slots
    shares = [(share.name, on_values(amount)) for share, amount in form.shares]
    own = _known(form.parts, slots)
    beside = own if form.beside is form.parts else _known(form.beside, slots)
    payments = []
    for right in rights:
        slots["whole"] = right.amount
        slots.update([(name, share(slots)) for name, share in shares])
        parts = own if right.base is None else beside
        payments += [Payment(right, name, due, amount(slots), step) for name, due, amount in parts]
    return payments


def _known(
    parts: Iterable[PartForm], slots: Mapping[str, Any]
) -> list[tuple[str, Any, Callable[[Mapping[str, Any]], Any]]]:
    """Return the name, the day and the amount of the parts of which both are known."""
    return [
        (part.name, slots[part.due.name], on_values(part.amount))
        for part in parts
        if on_values(part.known)(slots)
    ]


def _right(step: Step, then: Entitle, occasion: Occasion) -> Right:
    form, span = step.rule.lowered, occasion.span
    assert isinstance(form, RightForm)  # what an Entitle is lowered to
    slots = step.slots
    slots["on"], slots["until"] = occasion.on, occasion.end
    if span is not None:
        slots["period.until"] = span.end
    amount, start = on_values(form.amount)(slots), on_values(form.start)(slots)
    end = on_values(form.end)(slots)
    return Right(filled(then.line, step.view), amount, start, end, span, step)


def _limited(step: Step, occasion: Occasion, earlier: list[Grant]) -> Step:
    """Apply the limit in time of a rule.

    While an earlier grant is in doubt, a later one within the limit is in doubt too.
    """
    if step.outcome == NOT_APPLIED:
        return step
    limit = step.rule.compute[1](step.view)  # `once_in` comes second in `conclusion_values`
    within = [missing for day, missing in earlier if _within(day, occasion, limit)]
    if () in within:  # an earlier grant that nothing leaves in doubt
        return Step(step.rule, occasion, step.view, NOT_APPLIED, step.values, (), "already_given")
    doubts = tuple(dict.fromkeys(fact for missing in within for fact in missing))
    if not step.rule.truth(step.view):
        corpus = step.rule.scope.timeline.corpus
        doubts = tuple(
            dict.fromkeys((*doubts, *(full_name(name, occasion, corpus) for name in step.missing)))
        )
    earlier.append((occasion.on, doubts))
    return (
        Step(step.rule, occasion, step.view, UNKNOWN, step.values, doubts)
        if doubts and step.outcome == APPLIED
        else step
    )


def _within(day: date, occasion: Occasion, limit: str) -> bool:
    slots = {"earlier": day, "on": occasion.on}
    if occasion.span is not None:
        slots["period.from"] = occasion.span.start
    return on_values(within_limit(limit))(slots) is True


def lines_increased(then: OfRights, scope: Scope, option: str = "") -> tuple[str, ...]:
    """Return the lines that a rule increases, under an option of its reading (the one chosen)."""
    if not isinstance(then.lines, Choice):
        return then.lines
    return then.lines.options[option or scope.option(then.lines.reading)]


def _matter(step: Step, rights: list[Right]) -> list[str]:
    """Return the reading that says what an increase applies to, if it makes a difference.

    It does if another of its options would choose other rights.
    """
    then = step.rule.rule.then
    if not (isinstance(then, OfRights) and isinstance(then.lines, Choice)):
        return []
    reading, scope = then.lines.reading, step.rule.scope
    chosen = lines_increased(then, scope)
    others = [lines_increased(then, scope, option) for option in then.lines.options]
    return (
        [reading]
        if any(
            matches(right.line, lines) != matches(right.line, chosen)
            for lines in others
            for right in rights
        )
        else []
    )


def _increases(step: Step, rights_by_line: Lines[Right]) -> list[Right]:
    then, form = step.rule.rule.then, step.rule.lowered
    assert isinstance(then, Increase)  # its caller sees to it
    assert isinstance(form, IncreaseForm)  # what an Increase is lowered to
    worth, slots = on_values(form.amount), step.slots
    lines = lines_increased(then, step.rule.scope)
    return [
        replace(
            right,
            line=then.line,
            amount=worth({**slots, "whole": right.amount}),
            step=step,
            base=right,
        )
        for right in rights_by_line.matching(lines)
    ]


class Lines(Generic[T]):
    """Things on lines, found by the names of the lines.

    A pattern is looked up, and not tried against each line.
    """

    def __init__(self, listed: Iterable[tuple[str, T]]) -> None:
        self._by_name: dict[str, list[tuple[int, T]]] = {}
        self._count = 0
        self._in_order: tuple[str, ...] = ()
        self.add(listed)

    def add(self, listed: Iterable[tuple[str, T]]) -> None:
        """Put more things on lines, after those that are there."""
        before = len(self._by_name)
        for line, thing in listed:
            self._by_name.setdefault(line, []).append((self._count, thing))
            self._count += 1
        if len(self._by_name) > before:
            self._in_order = tuple(sorted(self._by_name))

    def matching(self, patterns: tuple[str, ...]) -> list[T]:
        """Return what is on the lines that match one of the patterns, in the listed order."""
        if not self._by_name:
            return []
        ranked = [
            at_rank
            for name in _lines_named(self._in_order, patterns)
            for at_rank in self._by_name[name]
        ]
        if len(ranked) > 1:
            ranked.sort(key=itemgetter(0))
        return [thing for _, thing in ranked]


@kept("lines that patterns name", 4096)
def _lines_named(in_order: tuple[str, ...], patterns: tuple[str, ...]) -> tuple[str, ...]:
    """Return the lines, among some in the order of their names, that match one of the patterns."""
    return tuple(dict.fromkeys(line for pattern in patterns for line in _named(in_order, pattern)))


def _named(in_order: tuple[str, ...], pattern: str) -> Iterable[str]:
    prefix = _before_any_sign(pattern)
    near = islice(in_order, bisect_left(in_order, prefix), None)
    if prefix == pattern:
        return (line for line in islice(near, 1) if line == pattern)
    return (
        line
        for line in takewhile(lambda line: line.startswith(prefix), near)
        if fnmatchcase(line, pattern)
    )


@kept("beginnings of patterns", 4096)
def _before_any_sign(pattern: str) -> str:
    """Return what a pattern begins with, up to the first wildcard."""
    return _SIGNS.split(pattern, 1)[0]


@kept("lines that match", 4096)
def matches(line: str, patterns: tuple[str, ...]) -> bool:
    """Whether a line matches one of the patterns; `*` matches anything."""
    return any(fnmatchcase(line, pattern) for pattern in patterns)


def _refuse_doubles(rights: list[Right]) -> None:
    """Two rules may not give the same line on the same occasion."""
    seen: dict[str, Right] = {}
    for right in rights:
        other = seen.setdefault(right.line, right)
        if other is not right:
            raise RefusedInput([conflict(right.line, other.step, right.step)])
