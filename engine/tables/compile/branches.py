"""What a layout is made of: states of the law on a kind of
occasion, branches, and occasions that cannot be dated.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise
from typing import Any

import ibis
import ibis.expr.types as ir

from engine.diagnostics.bilingual import Sentence, sentence
from engine.diagnostics.diagnostic import Diagnostic, RefusedInput
from engine.language.model import Collection, OccasionKind, Vocabulary
from engine.language.nodes import EMPTY
from engine.language.temporal import NOT_YET
from engine.language.tree import facts_read
from engine.language.values import Value
from engine.law.compilation import Group
from engine.law.consolidation import Law, Timeline
from engine.reasoning.compiled import program_of
from engine.reasoning.doubts import findings_of_doubts
from engine.reasoning.effect_by_case import bearing_on
from engine.reasoning.logic import Scope
from engine.reasoning.occasions import MOST_PERIODS, dating
from engine.reasoning.program import Section
from engine.tables.compile.facts import BaseFacts
from engine.tables.terms import terms
from engine.tables.terms.levels import Kept, Sheet, View
from engine.tables.terms.terms import Term, Truth
from engine.tables.terms.values import term_of
from engine.words.labels import ENGINE_FACTS, is_derived


@dataclass(frozen=True, slots=True, eq=False)
class Variant:
    """What the law says on a kind of occasion between two days
    (`until` None: without end), or what keeps it in doubt.
    """

    since: date
    until: date | None
    section: Section
    law: Law
    doubts: tuple[Diagnostic, ...] = ()
    without: frozenset[Group] = frozenset()
    """The groups of provisions that apply case by case and have not reached the case."""

    def says_as(self, other: Variant) -> bool:
        """Whether the law says the same on the same occasions as in another state."""
        return (
            self.section.provisions == other.section.provisions
            and self.section.lasting == other.section.lasting
        )


@dataclass(slots=True, eq=False)
class Cut:
    """The place of a branch in a period that the law cuts: the change that it begins on, where
    `resumed` holds, and the one that ends it.

    `uncut` is the branch as it was before that last change, active where there is one; nothing
    but its amounts is read.
    """

    since: date | None
    until: date | None
    resumed: Kept | Term
    uncut: Branch | None = None


@dataclass(slots=True, eq=False)
class Branch:
    """One kind of occasion for one element under one state of the law: where its columns are."""

    kind: OccasionKind
    element: str
    variant: Variant
    scope: Scope
    view: View
    active: Kept | Term
    on: Kept | Term
    end: Kept | Term | None
    number: Kept | Term | None
    span_from: Kept | Term | None
    span_until: Kept | Term | None
    segment: int = 0
    derivations: dict[str, list[Any]] = field(default_factory=dict)
    lasting_derivations: Mapping[str, list[Any]] = field(default_factory=dict)
    pending: Mapping[str, Mapping[str, Kept | Term]] = field(default_factory=dict)
    cut: Cut | None = None
    shadow: bool = False

    def read(self, reference: Kept | Term) -> Term:
        """Return a term on the present table."""
        return reference.on(self.view.sheet.table) if isinstance(reference, Kept) else reference

    def truth(self, reference: Kept | Term) -> Truth:
        """Return a truth on the present table."""
        return truth_at(reference, self.view.sheet)


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """An occasion of each period, for one element and between two changes of the law (`segment`
    is the rank of that span of time among them): where its days are.

    `present` is the column that says on which periods there is one, None for all of them. `cut`
    is the span of time, None where it covers the whole period.
    """

    element: str
    view: View
    segment: int
    on: Kept
    end: Kept
    present: str | None
    cut: Cut | None


@dataclass(slots=True, eq=False)
class UndatedColumns:
    """Facts without which the occasions of a kind cannot be
    dated: `missing` tells which, on the rows where `when` holds.

    They are asked where `asked` holds: of an optional kind, where the case says something of their
    group.
    """

    kind: OccasionKind
    element: str
    when: Truth
    missing: Mapping[str, Truth]
    asked: Truth = True
    law: bool = False
    """Whether they are dated, and only the law that governs them is not known."""


@dataclass(slots=True, eq=False)
class KindLayout:
    """What the layout of one kind gives beside its branches:
    occasions without their law, and what cannot be dated.
    """

    kind: OccasionKind
    undated: list[UndatedColumns] = field(default_factory=list)
    exists: list[Truth] = field(default_factory=list)


def variants(
    timeline: Timeline, readings: Mapping[str, str], kind: str, family: str
) -> tuple[Variant, ...]:
    """Return what the law says on a kind of occasion, one entry for
    each time that it changes, or that what keeps it in doubt does.
    """
    bearing = bearing_on(timeline, readings, timeline.corpus.occasions[kind], family)
    sets = [frozenset[Group]()]
    for reach in bearing:
        sets += [others | {reach.group} for others in sets]
    return tuple(
        state for without in sets for state in _states(timeline, readings, kind, family, without)
    )


def _states(
    timeline: Timeline,
    readings: Mapping[str, str],
    kind: str,
    family: str,
    without: frozenset[Group],
) -> list[Variant]:
    """Return what the law says on a kind of occasion where some groups have not reached a case."""
    states: list[Variant] = []
    for law in timeline.laws_without(without):
        section = program_of(timeline, law, readings, family).section(kind)
        state = Variant(
            law.start,
            law.end,
            section,
            law,
            findings_of_doubts(law, section, kind, family),
            without,
        )
        # A new text mostly leaves a kind as it is: the states that say the same are one, with a
        # single branch instead of one for each text.
        if states and states[-1].says_as(state) and states[-1].doubts == state.doubts:
            states[-1] = replace(states[-1], until=law.end)
        else:
            states.append(state)
    return states


def cuts_of(several: Sequence[Variant]) -> list[tuple[date | None, date | None]]:
    """Return the spans of time between the days on which what the law says changes."""
    days = [state.since for before, state in pairwise(several) if not before.says_as(state)]
    return list(zip([None, *days], [*days, None], strict=True))


@dataclass(frozen=True, slots=True, eq=False)
class Refusal:
    """A column of a sheet that says where a case is refused,
    with the code of the finding and what is said of it.
    """

    sheet: Sheet
    column: str
    code: str
    said: Sentence


def in_doubt(variant: Variant, active: Truth, sheet: Sheet) -> list[Refusal]:
    """Refuse the cases that have an occasion under a state of
    the law that is in doubt; raise RefusedInput where all have.
    """
    if active is True:
        raise RefusedInput(variant.doubts)
    if active is None or active is False:
        return []
    column = sheet.keep(active)
    return [Refusal(sheet, column, finding.code, _in_one(finding)) for finding in variant.doubts]


def _in_one(finding: Diagnostic) -> Sentence:
    if not finding.hint:
        return sentence("{place}: {message}", place=finding.location, message=finding.message)
    return sentence(
        "{place}: {message} {hint}",
        place=finding.location,
        message=finding.message,
        hint=finding.hint,
    )


def collection_of(branch: Branch) -> Collection | None:
    """Return the collection whose element a branch speaks of."""
    return branch.scope.timeline.corpus.vocabulary.collections.get(branch.kind.each)


def undated_of(
    kind: OccasionKind,
    element: str,
    values: Sequence[Value | None],
    view: View,
    when: Truth,
    vocabulary: Vocabulary,
    pending: Mapping[str, Mapping[str, Kept | Term]] = EMPTY,
) -> UndatedColumns:
    """Return what values lack to date the occasions of a kind, on the rows where `when` holds;
    `pending`: what earlier occasions lacked.
    """
    missing: dict[str, Truth] = {}
    for name in (name for value in values if value is not None for name in facts_read(value)):
        if not is_derived(name, vocabulary):
            read = view.get(name)
            missing[name] = True if read is None else terms.negation(read.known)
        for inner, reference in pending.get(name, EMPTY).items():
            missing[inner] = terms.any_of(
                [missing.get(inner, False), truth_at(reference, view.sheet)]
            )
    return UndatedColumns(kind, element, terms.certain(when), missing)


def truth_at(reference: Kept | Term, sheet: Sheet) -> Truth:
    """Return a truth on the present table of a sheet."""
    term = reference.on(sheet.table) if isinstance(reference, Kept) else reference
    return bool(term.constant) if term.constant is not None else term.expr


def within(on: Term, variant: Variant) -> Truth:
    """Return whether a day lies under a state of the law; never where no row has it there."""
    # The bounds of the column say that no row has a day under most states of the law: no branch
    # is made for them.
    if (variant.until is not None and on.low is not None and on.low >= variant.until) or (
        on.high is not None and on.high < variant.since
    ):
        return False
    parts = [terms.compared("on_or_after", on, terms.constant(variant.since))]
    if variant.until is not None:
        parts.append(terms.compared("before", on, terms.constant(variant.until)))
    return terms.all_of(parts)


def begun_before(since: Term | None, start: Term, change: date | None, sheet: Sheet) -> Kept | Term:
    """Return where an occasion had begun in its period before a change of the law."""
    if change is None:
        return terms.constant(False)
    day = terms.constant(change)
    truths = [
        terms.compared("before", start, day),
        *([] if since is None else [terms.compared("before", since, day)]),
    ]
    begun = terms.certain(terms.all_of(truths))
    return (
        terms.constant(bool(begun))
        if begun is None or isinstance(begun, bool)
        else Kept(sheet.keep(begun), Term("boolean", begun))
    )


def before_their_text(
    timeline: Timeline, kind: OccasionKind, exists: Sequence[Truth], days: Sequence[Term]
) -> Truth:
    """Return whether an occasion of a case falls before the text that it needs."""
    start = timeline.effect_date(kind.requires)
    early = [
        True if start is None else terms.compared("before", day, terms.constant(start))
        for day in days
    ]
    return terms.certain(
        terms.any_of(
            [terms.all_of([here, before]) for here, before in zip(exists, early, strict=True)]
        )
    )


def kept_first(
    sheet: Sheet, rank: int, spans: Sequence[tuple[ir.Value, ir.Value, ir.Value]]
) -> Kept:
    """Return the number or a bound of a period, the first that is known among several grids."""
    expr = ibis.coalesce(*(span[rank] for span in spans)) if len(spans) > 1 else spans[0][rank]
    term = Term("date", expr) if rank else terms.number(expr, 0, MOST_PERIODS)
    return Kept(sheet.keep(expr), term)


def absent_from(name: str, branch: Branch) -> Truth:
    """Return whether a fact is unknown on a branch."""
    read = branch.view.get(name)
    return True if read is None else terms.negation(read.known)


def asked_for(name: str, branch: Branch, unknown: Truth) -> dict[str, Truth]:
    """Return what is asked for a fact where it is unknown: where it is
    a fact of a period and there is none, what would date the periods.
    """
    own = dating(name, branch.kind, branch.scope.timeline.corpus)
    none = absent_from("period.number", branch) if own else False
    dates_asked = {fact: terms.all_of([unknown, none, absent_from(fact, branch)]) for fact in own}
    if name in ENGINE_FACTS:  # outside every period the facts of a period are undefined
        return dates_asked
    return dates_asked | {
        name: terms.all_of([unknown, terms.negation(terms.any_of(list(dates_asked.values())))])
    }


def unlisted(
    kind: OccasionKind,
    collection: Collection,
    absent: Truth,
    view: View,
    scope: Scope,
    base: BaseFacts,
) -> list[UndatedColumns]:
    """Return what keeps the elements of a collection undated that a case does not give; nothing
    where their day is not to come, or undefined.
    """
    table = view.sheet.table
    asked = base.asks(kind, [collection.name], table)
    read = facts_read(kind.on) if kind.on is not None else ()
    if kind.on is None or any(name.startswith(f"{collection.singular}.") for name in read):
        return [UndatedColumns(kind, "", absent, {collection.name: True}, asked)]
    day, vocabulary = term_of(kind.on, view, scope), scope.timeline.corpus.vocabulary
    known: Truth = False if day is None else day.known
    comes = (
        True
        if day is None
        else terms.negation(terms.certain(terms.compared("is", day, terms.constant(NOT_YET))))
    )
    given = True if any(not is_derived(name, vocabulary) for name in read) else known
    undated = undated_of(
        kind, "", (kind.on,), view, terms.all_of([absent, terms.negation(known)]), vocabulary
    )
    return [
        UndatedColumns(
            kind, "", terms.all_of([absent, comes, given]), {collection.name: True}, asked
        ),
        replace(undated, asked=base.asks(kind, undated.missing, table)),
    ]
