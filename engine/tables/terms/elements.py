"""What is counted, summed or picked over the columns of the elements of a collection.

A table has a column for each fact of each element: what is worked out for one element is worked out
for each in turn, and put together. A truth is unknown where it is null, as everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import ibis

from engine.language.elements import OCCASION_DAY, UNBOUNDED, Bringing, reached_of
from engine.language.model import Collection
from engine.tables.terms import terms
from engine.tables.terms.levels import View
from engine.tables.terms.terms import Term, Truth


@dataclass(frozen=True, slots=True)
class Member:
    """One element: where a case has it (unknown where it may), its full name, its facts."""

    listed: Truth
    name: str
    view: View


@dataclass(frozen=True, slots=True)
class Members:
    """The elements that a table has columns for; `whole`: where a case has no others."""

    members: tuple[Member, ...]
    whole: Truth


def members_of(
    items: str, element: str, collection: Collection, view: View, brought: Mapping[str, Bringing]
) -> Members:
    """Return the elements of a collection; `element` is what stands for one of them.

    An occasion before the day on which a text that has `brought` an element reaches the case is
    without it.
    """
    given = is_given(items, view)
    ranks = re.compile(rf"{re.escape(items)}\.(\w+)\Z")
    keys = [match[1] for name in view.references if (match := ranks.match(name))]
    closed = collection.complete or collection.keys_only or not collection.keys
    members = []
    for key in keys:
        name = f"{items}.{key}"
        listed = _truth(view.get(name))
        if collection.keys and closed:
            listed = _only_where(given, listed)
        elif collection.keys:
            listed = _only_where(listed, True)
        on = view.get(OCCASION_DAY) if key in brought else None
        if on is not None:
            own = view.get(reached_of(brought[key].text))
            since = terms.constant(brought[key].since) if own is None else own
            listed = terms.all_of([listed, terms.compared("on_or_after", on, since)])
        members.append(Member(listed, name, view.within(name, element)))
    return Members(tuple(members), True if collection.keys else given)


def records_of(items: str, view: View) -> Members:
    """Return the records of a list. Those of a list of records are those of the period."""
    singular, *path = items.split(".")
    outer = r"(?:\.(\d+))?\.".join(map(re.escape, path))
    place = re.compile(rf"({re.escape(singular)}\.{outer}\.(\d+))\.")
    places: dict[str, tuple[tuple[str | None, ...], list[str]]] = {}
    for name in view.references:
        match = place.match(name)
        if match is not None:
            places.setdefault(match[1], (match.groups()[1:], []))[1].append(name)
    members = []
    for prefix, ((*periods, rank), names) in places.items():
        there = terms.any_of([_known(view.get(name)) for name in names])
        of_period = [_is_of_period(int(number), view) for number in periods if number]
        listed = terms.certain(terms.all_of([there, *of_period]))
        members.append(Member(listed, f"{items}.{rank}", view.within(prefix, items)))
    return Members(tuple(members), terms.any_of([member.listed for member in members]))


def is_given(items: str, view: View) -> Truth:
    """Return where a case gives a collection."""
    return terms.certain(_known(view.get(items)))


def _is_of_period(number: int, view: View) -> Truth:
    """Return where a record is that of the period of the occasion."""
    rank = view.get("period.number")
    return False if rank is None else terms.compared("is", rank, terms.constant(number))


def _known(term: Term | None) -> Truth:
    return False if term is None else term.known


def _truth(term: Term | None) -> Truth:
    if term is None:
        return False
    return bool(term.constant) if term.constant is not None else term.expr


def _only_where(truth: Truth, there: Truth) -> Truth:
    """Return a truth where another is true, unknown elsewhere."""
    if truth is True or there is None:
        return there
    if truth is None or truth is False:
        return None
    return ibis.ifelse(truth, terms.as_column(there), ibis.null("boolean"))


# --- put together ---------------------------------------------------------------------------------


def bounds(members: Members, truths: Sequence[Truth]) -> tuple[Term, Term]:
    """Return how many elements count at least, and at most, by the truth of each."""
    low = _sum([_one(terms.certain(truth)) for truth in truths])
    may = [terms.negation(terms.certain(terms.negation(truth))) for truth in truths]
    high = _sum([_one(truth) for truth in may])
    if members.whole is not True:
        other = terms.constant(UNBOUNDED)
        either = [high, other]
        high = terms.one_of(either, _where(members.whole, high.expr, other.expr))
    return low, high


def counted(low: Term, high: Term) -> Term:
    """Return the count, unknown where it lies between two numbers."""
    if low.constant is not None and low.constant == high.constant:
        return low
    same = terms.certain(terms.compared("is", low, high))
    return replace(low, expr=terms.only_where(same, low.expr), constant=None)


def summed(members: Members, parts: Sequence[tuple[Truth, Term | None]]) -> Term:
    """Return the sum of the values of the elements that count, unknown where one of them is."""
    shares = [_share(truth, value) for truth, value in parts if truth is not False]
    whole = _sum(shares)
    if members.whole is True:
        return whole
    sure = terms.certain(members.whole)
    return replace(whole, expr=terms.only_where(sure, whole.expr), constant=None, simple=None)


def picked(
    members: Members, parts: Sequence[tuple[Truth, Term | None]], *, greatest: bool
) -> Term | None:
    """Return the least or the greatest of the values of the elements that count.

    Unknown where one of them is, or where there is none.
    """
    settled = [
        terms.any_of([terms.negation(truth), terms.all_of([truth, _known(value)])])
        for truth, value in parts
    ]
    sure = terms.certain(terms.all_of([members.whole, *settled]))
    values = [
        replace(value, expr=terms.only_where(truth, value.expr), constant=None, simple=None)
        for truth, value in parts
        if value is not None and truth is not False and truth is not None
    ]
    if not values:
        return None
    aligned = terms.on_one_scale(values) if values[0].kind == "number" else values
    pick = ibis.greatest if greatest else ibis.least
    exprs = [value.expr for value in aligned]
    return terms.one_of(aligned, terms.only_where(sure, pick(*exprs) if exprs[1:] else exprs[0]))


def _share(truth: Truth, value: Term | None) -> Term:
    """Return the value of an element where it counts, 0 where it does not."""
    if truth is True and value is not None:
        return value
    no = terms.certain(terms.negation(truth))
    zero = terms.constant(0)
    if value is None or truth is None:
        expr = terms.only_where(no, zero.expr)
        return replace(zero, expr=expr, constant=None)
    none = ibis.literal(0, value.expr.type().copy(nullable=False))
    cases = ibis.cases(
        (terms.as_column(truth), value.expr),
        (terms.as_column(no), none),
        else_=terms.nothing(value.expr),
    )
    return replace(value, expr=cases, constant=None, simple=None, among=frozenset())


def _one(truth: Truth) -> Term:
    """Return 1 where a truth that is never unknown holds, 0 elsewhere."""
    if truth is None or isinstance(truth, bool):
        return terms.constant(int(bool(truth)))
    one, zero = ibis.literal(1, "int32"), ibis.literal(0, "int32")
    return terms.number(ibis.ifelse(truth, one, zero), 0, 1)


def _sum(parts: Sequence[Term]) -> Term:
    written = sum(int(part.constant) for part in parts if isinstance(part.constant, int))
    others = [part for part in parts if not isinstance(part.constant, int)]
    if not others:
        return terms.constant(written)
    listed = [*others, terms.constant(written)] if written else others
    return terms.total(listed, [1] * len(listed))


def _where(truth: Truth, there: Any, elsewhere: Any) -> Any:
    sure = terms.certain(truth)
    if isinstance(sure, bool) or sure is None:
        return there if sure else elsewhere
    return ibis.ifelse(sure, there, elsewhere)
