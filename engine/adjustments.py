"""Back pay: what was due on a day stays due that day; what a change of the law takes from it or adds to it is due on the day of the change.

Under a law that cuts its periods where it changes, a part of a period is worth what its own days give. What fell due before the change is
what the uncut part gave. The difference is a payment of its own, and the payments of a right still add up to the right.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from msgspec.structs import replace

from engine.compiled import program_of
from engine.consolidation import Enacted, Law, Timeline
from engine.occasions import Occasion
from engine.rights import ADJUSTMENT, Payment, Right

Identity = tuple[Any, ...]


def settled(occasion: Occasion, own: Sequence[Payment], uncut: Sequence[Payment]) -> tuple[Payment, ...]:
    """Return the payments of an occasion of a period that the law cuts.

    `own` are those of its rights, `uncut` those that they were until the change that ends it (none, when none does). What of them falls due
    before the occasion itself, which a change began, is paid on that day.
    """
    change = occasion.end if occasion.uncut is not None else None
    before = _as_it_stood(own, uncut) if change else own
    first = occasion.on if occasion.resumed else date.min
    stood = [pay for pay in before if change is None or (pay.due is not None and pay.due < change)]
    found = [pay for pay in stood if pay.due is None or pay.due >= first]
    found += _adjusted(((pay, pay.amount) for pay in stood if pay.due is not None and pay.due < first), first)
    if change is not None:
        found += [pay for pay in own if pay.due is None or pay.due >= change]
        given = [(pay, pay.amount) for pay in own if pay.due is not None and pay.due < change]
        found += _adjusted([*given, *((pay, -pay.amount) for pay in stood)], change)
    return tuple(found)


def _as_it_stood(own: Sequence[Payment], uncut: Sequence[Payment]) -> list[Payment]:
    """Return the payments of the uncut occasion, as payments of the rights that the change left."""
    if [_identity(pay) for pay in own] != [_identity(pay) for pay in uncut]:
        return list(own)
    return [replace(pay, due=other.due, amount=other.amount) for pay, other in zip(own, uncut, strict=True)]


def _identity(pay: Payment) -> Identity:
    right: Right | None = pay.right
    named: list[str] = [pay.step.rule.address, pay.part]
    while right is not None:
        named += [right.step.rule.address, right.line]
        right = right.base
    return tuple(named)


def _adjusted(paid: Iterable[tuple[Payment, Decimal]], day: date) -> Iterator[Payment]:
    """Yield, for each right, the sum of amounts as one payment on a day; none where they cancel out."""
    sums: dict[tuple[int, int], tuple[Payment, Decimal]] = {}
    for pay, amount in paid:
        key = id(pay.step), id(pay.right)
        first, before = sums.get(key, (pay, Decimal(0)))
        sums[key] = first, before + amount
    for pay, amount in sums.values():
        if amount:
            yield Payment(pay.right, ADJUSTMENT, day, amount, pay.step)


def changing(timeline: Timeline, readings: Mapping[str, str], kind: str, behind: Iterable[Enacted], day: date) -> list[Enacted]:
    """Return what the law that begins on a day made of the provisions behind a sum on a kind of occasion: their new versions, or what ended
    them. Where it left them as they were, what it changed beside them."""
    law = timeline.law_on(day)
    if law is None:
        return []
    found: list[Enacted] = []
    for enacted in behind:
        now = law.provisions.get(enacted.provision.address)
        if now is None:
            found += _ended(law, enacted)
        elif now is not enacted and now.since == day:
            found.append(now)
    beside = program_of(timeline, law, readings, "funding").section(kind).provisions
    return list(dict.fromkeys(found or (one for one in beside if one.since == day)))


def _ended(law: Law, enacted: Enacted) -> Iterator[Enacted]:
    """Yield a provision with the operation that ended it on the first day of a law in its chain."""
    for act in law.acts:
        if any(change.address == enacted.provision.address and change.after is None for change in act.changes):
            yield Enacted(enacted.provision, law.start, replace(enacted.citation, chain=(*enacted.citation.chain, act.link)))
