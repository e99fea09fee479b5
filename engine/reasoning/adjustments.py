"""Back pay: what was due on a day stays due that day; a change is paid on the day it takes effect.

Where the law changes inside a period, each part of the period is worth what its own days give. What
fell due before the change is what the uncut period gave. The difference is a payment of its own, so
the payments of a right always add up to the right.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from msgspec.structs import replace

from engine.law.consolidation import Enacted, Law, Timeline, counting_event
from engine.reasoning.compiled import program_of
from engine.reasoning.effect_by_case import NO_EFFECT, Effects, not_reached
from engine.reasoning.lowering import within
from engine.reasoning.occasions import Occasion
from engine.reasoning.on_values import on_values
from engine.reasoning.rights import ADJUSTMENT, Payment, Right
from engine.words.citation import Chain

Identity = tuple[Any, ...]


def with_adjustments(
    occasion: Occasion, own: Sequence[Payment], uncut: Sequence[Payment]
) -> tuple[Payment, ...]:
    """Return the payments of an occasion of a period that a change of the law cuts.

    `own` are the payments of its rights. `uncut` are the same payments as they stood before the
    change that ends it (none when none does). What falls due before the occasion itself, which a
    change began, is paid on its first day.
    """
    change = occasion.end if occasion.uncut is not None else None
    before = _as_it_stood(own, uncut, change) if change else own
    # What fell due before a part that a change began is paid on its first day.
    first = occasion.on if occasion.resumed else date.min
    stood = [pay for pay in before if change is None or (pay.due is not None and pay.due < change)]
    paid = [pay for pay in stood if pay.due is None or pay.due >= first]
    paid += _adjusted((), [pay for pay in stood if pay.due is not None and pay.due < first], first)
    if change is not None:
        paid += [pay for pay in own if pay.due is None or pay.due >= change]
        paid += _adjusted(
            stood, [pay for pay in own if pay.due is not None and pay.due < change], change
        )
    return tuple(paid)


def _as_it_stood(own: Sequence[Payment], uncut: Sequence[Payment], change: date) -> list[Payment]:
    """Return the payments of the uncut occasion, as payments of the rights that the change left.

    A right may be there before the change alone: a cap takes something from a whole period, and
    nothing from a part of it. What it gave stands too, up to the change. One that is there after
    the change alone gave nothing before.
    """
    left = {_identity(pay): pay for pay in own}
    stood = []
    for other in uncut:
        pay = left.get(_identity(other))
        right = pay.right if pay else _ended(other.right, change)
        step = pay.step if pay else other.step
        stood.append(replace(other, right=right, step=step, uncut=other))
    return stood


def _ended(right: Right, change: date) -> Right:
    """Return a right of the uncut occasion as it ends with the change of the law."""
    base = None if right.base is None else _ended(right.base, change)
    end = change if right.end is None else min(right.end, change)
    return replace(right, end=end, base=base)


def _identity(pay: Payment) -> Identity:
    right: Right | None = pay.right
    named: list[str] = [pay.step.rule.address, pay.part]
    while right is not None:
        named += [right.step.rule.address, right.line]
        right = right.base
    return tuple(named)


def _adjusted(had: Iterable[Payment], owed: Iterable[Payment], day: date) -> Iterator[Payment]:
    """Yield one payment for each right: what is owed less what had been due, on a day.

    None where the two cancel out.
    """
    sides: dict[tuple[int, int], tuple[list[Payment], list[Payment]]] = {}
    for rank, payments in ((1, owed), (0, had)):
        for pay in payments:
            sides.setdefault((id(pay.step), id(pay.right)), ([], []))[rank].append(pay)
    for before, after in sides.values():
        first = (after or before)[0]
        amount = _total(after) - _total(before)
        if amount:
            yield Payment(
                first.right, ADJUSTMENT, day, amount, first.step, tuple(before), tuple(after)
            )


def _total(payments: Iterable[Payment]) -> Decimal:
    return sum((pay.amount for pay in payments), Decimal(0))


def late_days(timeline: Timeline) -> dict[date, tuple[date, ...]]:
    """Return the days on which a text became known after its law had begun.

    Each comes with the days on which that law began.
    """
    by_knowledge: dict[date, set[date]] = {}
    for text in timeline.corpus.texts.values():
        event = counting_event(text)
        known = timeline.event_date(text.id, event) if event else None
        days = [timeline.effect_date(text.id, group) for group in text.entry_into_force]
        early = {day for day in days if day is not None and known is not None and day < known}
        if known is not None and early:
            by_knowledge.setdefault(known, set()).update(early)
    return {known: tuple(sorted(days)) for known, days in sorted(by_knowledge.items())}


def as_known(states: Sequence[tuple[date, Sequence[Payment]]]) -> list[Payment]:
    """Return what was due under the knowledge of each day.

    `states` gives, in order, what was known to be due from each day on. Where a day of knowledge
    changes what was due before it, the difference is due on that day.
    """
    payments_due: list[Payment] = []
    for rank, (known, payments) in enumerate(states):
        last = rank == len(states) - 1
        lasts = on_values(within(known, None if last else states[rank + 1][0]))
        payments_due += [
            pay for pay in payments if (last if pay.due is None else lasts({"day": pay.due}))
        ]
        if rank:
            before, now = (_sums(listed, known) for listed in (states[rank - 1][1], payments))
            payments_due += _differences(before, now, known)
    return payments_due


def _sums(payments: Sequence[Payment], until: date) -> dict[Identity, list[Payment]]:
    """Return what was due before a day for each line of each period."""
    by_line: dict[Identity, list[Payment]] = {}
    for pay in payments:
        if pay.due is not None and pay.due < until:
            right = pay.right
            when = (right.span.name, right.span.number) if right.span else (right.start, right.end)
            by_line.setdefault((right.line, *when), []).append(pay)
    return by_line


def _differences(
    before: Mapping[Identity, list[Payment]], now: Mapping[Identity, list[Payment]], day: date
) -> Iterator[Payment]:
    for key in dict.fromkeys((*before, *now)):
        old, new = before.get(key, []), now.get(key, [])
        amount = _total(new) - _total(old)
        if amount:
            first = (new or old)[0]
            yield Payment(
                first.right, ADJUSTMENT, day, amount, first.step, tuple(old), tuple(new), late=True
            )


def changing(
    timeline: Timeline,
    readings: Mapping[str, str],
    kind: str,
    behind: Iterable[Enacted],
    day: date,
    effects: Effects = NO_EFFECT,
) -> list[Enacted]:
    """Return what the law that begins on a day made of the provisions behind a sum.

    Where it left them as they were, what it changed beside them on that kind of occasion. `effects`
    says from which day texts that apply case by case reach the case.
    """
    law = timeline.law_on(day, not_reached(effects, day))
    if law is None:
        return []
    beside = program_of(timeline, law, readings, "funding").section(kind).provisions
    return made_of(timeline, behind, day, effects) or [
        enacted for enacted in beside if enacted.since in _days_begun(timeline, day, effects)
    ]


def made_of(
    timeline: Timeline, behind: Iterable[Enacted], day: date, effects: Effects = NO_EFFECT
) -> list[Enacted]:
    """Return what the law that begins on a day made of provisions.

    Their new versions, or what ended them.
    """
    without = not_reached(effects, day)
    law = timeline.law_on(day, without)
    begun = _days_begun(timeline, day, effects)
    successors: list[Enacted] = []
    for enacted in behind if law else ():
        now = law.provision(enacted.provision.address) if law else None
        if now is None and law:
            laws = (timeline.law_on(since, without) for since in begun)
            successors += [ended for past in laws if past for ended in _taken_out(past, enacted)]
        elif now is not None and now is not enacted and now.since in begun:
            successors.append(now)
    return list(dict.fromkeys(successors))


def _days_begun(timeline: Timeline, day: date, effects: Effects) -> tuple[date, ...]:
    """Return the first days of the laws that begin for a case on a day: that day, and those of the
    texts that reach the case on it.
    """
    late = (timeline.effect_date(*group) for group, effect in effects.items() if effect == day)
    return tuple(dict.fromkeys((day, *(since for since in late if since is not None))))


def _taken_out(law: Law, enacted: Enacted) -> Iterator[Enacted]:
    """Yield a provision that a law ended, with the operation that ended it in its chain."""
    for act in law.acts:
        if any(
            change.address == enacted.provision.address and change.after is None
            for change in act.changes
        ):
            yield Enacted(
                enacted.provision,
                law.start,
                replace(enacted.citation, chain=Chain(act.link, enacted.citation.chain)),
            )
