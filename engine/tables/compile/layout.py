"""Occasions as rows and columns: each kind of occasion, for
each element and each state of the law, is a branch of a sheet.

An occasion that occurs once in a case, or once for an element, is on the row of the case. Those
of each period are on one row for each period of the case. The same definitions as
`engine.reasoning.occasions` lays out for one case.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import Any, TypeAlias

import ibis
import ibis.expr.types as ir

from engine.diagnostics.bilingual import sentence
from engine.language.elements import reached_of
from engine.language.model import (
    Collection,
    Corpus,
    OccasionKind,
    Period,
    provisions_of,
    rules_of,
)
from engine.language.temporal import NOT_YET, shifted
from engine.language.tree import facts_read, worked_over
from engine.law.compilation import Group
from engine.law.consolidation import Timeline
from engine.reasoning.compiled import program_of
from engine.reasoning.effect_by_case import Reach, bearing_on, reaches
from engine.reasoning.logic import Scope
from engine.reasoning.occasions import MOST_PERIODS
from engine.reasoning.reach import reaches_back
from engine.tables.compile import branches
from engine.tables.compile.branches import (
    Branch,
    Cut,
    KindLayout,
    Place,
    UndatedColumns,
    Variant,
    begun_before,
    kept_first,
    undated_of,
    variants,
    within,
)
from engine.tables.compile.effect_by_case import Reached, awaited, governs, reached
from engine.tables.compile.facts import BaseFacts, whole_period
from engine.tables.limits import PlanLimit
from engine.tables.terms import terms
from engine.tables.terms.grids import (
    BEGINS,
    COVERED,
    covered_part,
    days_of,
    goes_too_far,
    period_rows,
    periods_within,
    rank_of,
    span_at,
    unrolled_rows,
)
from engine.tables.terms.levels import Kept, Reference, Sheet, View
from engine.tables.terms.terms import Term, Truth
from engine.tables.terms.values import term_of

Origins = dict[str, Reference]
Span: TypeAlias = tuple[Kept, Kept, Kept]
"""The number, the start and the end of the period in which an occasion lies."""


@dataclass(frozen=True, slots=True, eq=False)
class Timing:
    """When an occasion occurs: its day, and the period in which that lies.

    One that lasts has the day of its `end`, and what it has `covered` of the period (None: the
    whole of it). `segment` is its rank among those into which the law cuts the period.
    """

    on: Kept | Term
    span: Span | None
    end: Kept | None = None
    covered: Mapping[str, Reference] | None = None
    segment: int = 0


class Layout:
    """Lays the occasions of one law out on sheets, for one
    family of questions under chosen readings.
    """

    def __init__(
        self,
        base: BaseFacts,
        timeline: Timeline,
        readings: Mapping[str, str],
        family: str,
        until: date | None = None,
    ) -> None:
        self.base = base
        self.timeline = timeline
        self.corpus = timeline.corpus
        self.readings = readings
        self.family = family
        self.scope = Scope(timeline, timeline.laws[-1], readings)
        self.lasting: Origins = {}
        self.lasting_derivations: dict[str, list[Any]] = {}
        self.pending: dict[str, dict[str, Kept | Term]] = {}
        self.rows: dict[str, Sheet] = {}
        self.refusals: list[branches.Refusal] = []
        self.indexed: dict[tuple[str, str], dict[str, Reference]] = {}
        self._effects: Mapping[Group, Reached] = {}
        self._anchors: dict[str, tuple[Kept, Kept | None]] = {}
        self._unrolled: dict[str, tuple[list[str], bool]] = {}
        self._ranks: dict[tuple[str, str], list[tuple[Period, str]]] = {}
        self._worked_over = _worked_over(self.corpus)
        self.until = until
        self.horizon = until - timedelta(days=1) if until and until > base.day else base.day

    def variants(self, kind: OccasionKind) -> tuple[Variant, ...]:
        """Return the states of the law on a kind of occasion."""
        return variants(self.timeline, self.readings, kind.name, self.family)

    def bearing(self, kind: OccasionKind) -> tuple[Reach, ...]:
        """Return the groups that apply case by case and bear on a kind of occasion."""
        return bearing_on(self.timeline, self.readings, kind, self.family)

    def keep_effects(self, sheet: Sheet) -> None:
        """Keep in columns the day from which each text that applies case by case reaches a case."""
        several = reaches(self.timeline, self.readings)
        if several:
            self._effects = reached(several, self.view_of_day(sheet), self.scope)
            sheet.add_level()

    def _governed(self, kind: OccasionKind, variant: Variant, on: Term, sheet: Sheet) -> Truth:
        """Return whether a law governs an occasion of a kind that has its day there."""
        bearing = self.bearing(kind)
        by_case = governs(variant, on, self._effects, bearing, sheet) if bearing else True
        return terms.all_of([within(on, variant), by_case])

    def _awaited(
        self, kind: OccasionKind, element: str, on: Term, exists: Truth, view: View
    ) -> list[UndatedColumns]:
        """Return what is asked where the law that governs an occasion is not known."""
        days = [self._effects[reach.group] for reach in self.bearing(kind)]
        return awaited(kind, element, on, exists, days, view)

    # --- views ---

    def view_of_day(self, sheet: Sheet) -> View:
        """Return the facts of the case on the day of the question."""
        return View(sheet, self.base.as_of(terms.constant(self.base.day)) | self.lasting)

    def _candidates(
        self, kind: OccasionKind, sheet: Sheet, layout: KindLayout
    ) -> Iterator[tuple[str, View, Truth]]:
        """Yield each element that may have the occasion, its facts, and whether the case has it."""
        view = self.view_of_day(sheet)
        if not kind.each:
            yield "", view, True
            return
        collection = self.corpus.vocabulary.collections[kind.each]
        dated = any(
            name.startswith(f"{collection.singular}.")
            for value in (kind.on, kind.since)
            if value
            for name in facts_read(value)
        )
        # Whether a case lists an element matters where the day of the occasion is a day of that
        # element; an element of a closed list otherwise has the occasion in every case.
        needs_list = dated or collection.keys_only or not collection.keys
        if needs_list:
            absent = terms.negation(self._truth(self.base.given[collection.name], sheet))
            layout.undated += branches.unlisted(
                kind, collection, absent, view, self.scope, self.base
            )
        for key in self.base.shape.elements(collection):
            listed = (
                self._truth(self.base.listed[collection.name, key], sheet) if needs_list else True
            )
            if listed is not False:
                yield (
                    key,
                    view.with_facts(self.base.element(collection, key, view.references)),
                    listed,
                )

    def _truth(self, reference: Reference, sheet: Sheet) -> Truth:
        term = View(sheet, {"it": reference}).get("it")
        if term is None:
            return None
        return bool(term.constant) if term.constant is not None else term.expr

    # --- occasions that have a day of their own ---

    def on_case_rows(self, kind: OccasionKind, sheet: Sheet) -> tuple[KindLayout, list[Branch]]:
        """Lay out a kind of occasion that has its own day;
        the columns are kept, without a level yet.
        """
        layout, branches = KindLayout(kind), []
        assert kind.on is not None  # the others are laid out on the rows of their period
        vocabulary = self.corpus.vocabulary
        for element, view, listed in self._candidates(kind, sheet, layout):
            on = term_of(kind.on, view, self.scope)
            unknown = terms.all_of([listed, on is None or terms.negation(on.known)])
            undated = undated_of(kind, element, (kind.on,), view, unknown, vocabulary)
            layout.undated.append(
                replace(undated, asked=self.base.asks(kind, undated.missing, sheet.table))
            )
            if on is None:
                continue
            never = terms.compared("is_not", on, terms.constant(NOT_YET))
            exists = terms.all_of([listed, terms.certain(never)])
            layout.exists.append(exists)
            layout.undated += self._awaited(kind, element, on, exists, view)
            timing = Timing(sheet.keep_term(on), self._span_on(kind, element, on, sheet))
            for variant in self.variants(kind):
                active = terms.all_of([exists, self._governed(kind, variant, on, sheet)])
                branches.append(self._branch(kind, element, variant, sheet, active, timing))
        layout.undated += self._pending_dates(kind, layout, sheet)
        return layout, [branch for branch in branches if branch is not None]

    def _pending_dates(
        self, kind: OccasionKind, layout: KindLayout, sheet: Sheet
    ) -> list[UndatedColumns]:
        """Return what keeps a kind undated when its date is
        derived on an earlier occasion by rules that lack facts.
        """
        assert kind.on is not None  # the caller sees to it
        names: dict[str, Truth] = {}
        for fact in facts_read(kind.on):
            for name, reference in self.pending.get(fact, {}).items():
                names[name] = terms.any_of([names.get(name, False), self._truth(reference, sheet)])
        none = terms.negation(terms.certain(terms.any_of(layout.exists)))
        return (
            [UndatedColumns(kind, "", none, names, self.base.asks(kind, names, sheet.table))]
            if names
            else []
        )

    def _branch(
        self,
        kind: OccasionKind,
        element: str,
        variant: Variant,
        sheet: Sheet,
        active: Truth,
        timing: Timing,
    ) -> Branch | None:
        """Return a branch with all the facts that its rules may read; None when it can never be."""
        active = sheet.decided(terms.certain(active))
        if variant.doubts:
            self.refusals += branches.in_doubt(variant, active, sheet)
            return None
        if active is False or not (variant.section.conclusions.rules or variant.section.lasting):
            return None
        kept = (
            terms.constant(True)
            if active is True
            else Kept(sheet.keep(active), Term("boolean", active))
        )
        number, start, until = timing.span or (None, None, None)
        return Branch(
            kind,
            element,
            variant,
            program_of(self.timeline, variant.law, self.readings, self.family).scope,
            View(sheet, self._facts_on(kind, element, timing)),
            kept,
            timing.on,
            timing.end,
            number,
            start,
            until,
            timing.segment,
            lasting_derivations=dict(self.lasting_derivations),
            pending=dict(self.pending),
        )

    def _facts_on(self, kind: OccasionKind, element: str, timing: Timing) -> dict[str, Reference]:
        """Return what the rules may read on an occasion: the facts of the case on its day, its
        period, and what it covers of that, its element.
        """
        on, span = timing.on, timing.span
        facts: dict[str, Reference] = self.base.as_of(on) | self.lasting  # type: ignore[arg-type]  # read when the columns are there
        facts |= {"occasion.on": on, "occasion.kind": terms.constant(kind.name)}
        facts |= {
            reached_of(text): own.not_before
            for (text, group), own in self._effects.items()
            if group == "ordinary"
        }
        number = None if span is None else span[0]
        if span is not None:
            facts |= dict(zip(("period.number", "period.from", "period.until"), span, strict=True))
            facts |= timing.covered or dict.fromkeys(COVERED, partial(whole_period, number=number))
        if element:
            collection = self.corpus.vocabulary.collections[kind.each]
            facts |= self.base.element(collection, element, facts)
            # The records of the period of a row are worked out once for all the branches of the
            # element (`_indexed`): each would make the same choice among the indices again.
            if (kind.name, element) in self.indexed:
                facts |= self.indexed[kind.name, element]
            elif number is not None:
                facts |= self.base.indexed(collection, element, number)
        if number is not None:
            facts |= self._of_period(number)
        return facts

    def _of_period(self, number: Kept) -> dict[str, Reference]:
        """Return the facts of the records of a period, of the elements of collections over which
        rules work: `members.cook.courses.passed`. Rules work over them on an occasion of an element
        too, and then read those of the others.
        """
        return {
            f"{collection.name}.{key}.{name.partition('.')[2]}": reference
            for collection in self._worked_over
            for key in self.base.shape.elements(collection)
            for name, reference in self.base.indexed(collection, key, number).items()
        }

    # --- grids ---

    def anchor(self, sheet: Sheet) -> None:
        """Keep the bounds of every grid in columns, as the
        facts derived for good by now give them.
        """
        # Cleared first: `_period_bounds` answers from these columns where they are, and the bounds
        # are to be worked out again from the facts given for good since then.
        self._anchors.clear()
        anchors: dict[str, tuple[Kept, Kept | None]] = {}
        for period in self.corpus.periods.values():
            bounds = self._period_bounds(period, sheet)
            if bounds is not None:
                start, end = bounds
                kept_end = None if end is None else Kept(sheet.keep(end), Term("date", end))
                anchors[period.name] = Kept(sheet.keep(start), Term("date", start)), kept_end
        sheet.add_level()
        self._anchors = anchors

    def unroll(self, sheet: Sheet) -> None:
        """Keep the days on which the periods of a grid begin, on the
        row of the case, where its end tells how many there may be.
        """
        for name, (start, end) in self._anchors.items() if "unroll" in self.base.passes else ():
            period, first = self.corpus.periods[name], sheet.table[start.column]
            rows = (
                None
                if end is None
                else periods_within(
                    period, first, sheet.table[end.column], sheet.rewriter.definitions
                )
            )
            if rows is not None:
                count, ends = rows
                origin = term_of(period.start, self.view_of_day(sheet), self.scope)
                latest = (
                    NOT_YET
                    if origin is None or origin.known is not True or origin.high is None
                    else origin.high
                )
                # Each case has begun, and its last period ends before the end of time.
                always = ends and latest.year < NOT_YET.year - 1000
                days = [sheet.keep(day) for day in days_of(period, first, count)]
                self._unrolled[name] = days, always

    def _written_out(self, period: str) -> tuple[list[str], bool]:
        """Return the columns of the days of a grid that is written out (none, when it is not), and
        whether every case has all its periods.
        """
        return self._unrolled.get(period, ([], False))

    def rank_days(self, kinds: Iterable[OccasionKind], sheet: Sheet) -> None:
        """Keep, for each occasion that has its own day, the
        rank of the period in which that day lies.
        """
        for kind in kinds:
            assert kind.on is not None  # the others are laid out on the rows of their period
            grids = (
                [self.corpus.periods[kind.period]]
                if kind.period
                else list(self.corpus.periods.values())
            )
            for element, view, _ in self._candidates(kind, sheet, KindLayout(kind)):
                on = term_of(kind.on, view, self.scope)
                known = [(period, self._period_bounds(period, sheet)) for period in grids]
                if on is not None:
                    ranks = [
                        (period, sheet.keep(rank_of(period, bounds[0], on.expr)))
                        for period, bounds in known
                        if bounds is not None
                    ]
                    self._ranks[kind.name, element] = ranks
        sheet.add_level()

    def _span_on(self, kind: OccasionKind, element: str, on: Term, sheet: Sheet) -> Span | None:
        """Return the period in which the day of an occasion lies, among
        the grids that its kind may lie in; None when there is none.
        """
        spans = []
        for period, rank in self._ranks.get((kind.name, element), ()):
            bounds = self._period_bounds(period, sheet)
            if bounds is not None:
                spans.append(span_at(period, bounds[0], bounds[1], on.expr, sheet.table[rank]))
        return (
            (kept_first(sheet, 0, spans), kept_first(sheet, 1, spans), kept_first(sheet, 2, spans))
            if spans
            else None
        )

    def _period_bounds(
        self, period: Period, sheet: Sheet
    ) -> tuple[ir.DateValue, ir.DateValue | None] | None:
        """Return the anchor of a period and its end (None when it
        has none), as expressions; None when it can never be known.
        """
        if self._anchors:
            kept = self._anchors.get(period.name)
            return (
                None
                if kept is None
                else (
                    sheet.table[kept[0].column],
                    None if kept[1] is None else sheet.table[kept[1].column],
                )
            )
        view = self.view_of_day(sheet)
        start = term_of(period.start, view, self.scope)
        end = term_of(period.end, view, self.scope) if period.end is not None else None
        if start is None or (period.end is not None and end is None):
            return None
        # "Not yet" is a day far off, no null: a grid that has not begun gets an unknown start, so
        # that no period is counted from it.
        anchored = terms.certain(terms.compared("is_not", start, terms.constant(NOT_YET)))
        if end is not None:
            anchored = terms.all_of([anchored, end.known])
        return terms.only_where(anchored, start.expr), None if end is None else end.expr

    # --- occasions of each period ---

    def bound_of(self, kind: OccasionKind) -> date | None:
        """Return the day from which the periods of a kind of
        occasion are left out; None when all of them may be read.
        """
        return (
            None
            if self.until is None or reaches_back(self.timeline, kind, self.readings, self.family)
            else self.until
        )

    def period_rows(self, period: Period, kinds: Iterable[OccasionKind]) -> Sheet | None:
        """Return the sheet with one row for each period of each case
        that kinds of occasion may read; None when no case can have one.
        """
        if period.name in self.rows:
            return self.rows[period.name]
        anchors = self._anchors.get(period.name)
        if anchors is None:
            return None
        start, end = anchors[0].column, None if anchors[1] is None else anchors[1].column
        # The kinds of one grid share its rows: they end early only where all of them may.
        bounds = [self.bound_of(kind) for kind in kinds]
        last = None if None in bounds else self.until
        days, always = self._written_out(period.name)
        sheet = self.rows[period.name] = Sheet(
            self.base.sheet.table,
            "p",
            f"{self.base.sheet.name}_{period.name}",
            self.base.passes.rewriter(self.base.sheet.rewriter.definitions),
        )
        own_end = [] if end is None or always else [end]
        if days:
            picked = self.base.by_index()
            own = {name: frozenset(columns.values()) for name, columns in picked.items()}
            ends = None if always else end
            sheet.remake(
                lambda table: unrolled_rows(table, period, days, ends, last, self.horizon, picked),
                [*days, *own_end],
                own,
            )
        else:
            sheet.remake(
                lambda table: period_rows(table, period, (start, end), last, self.horizon),
                [start, *own_end],
            )
        return sheet

    def on_period_rows(self, kind: OccasionKind, sheet: Sheet) -> list[Branch]:
        """Lay out a kind of occasion of each period on the rows
        of that period; the columns are kept, without a level yet.
        """
        table = sheet.table
        number = Kept("p!number", terms.number(table["p!number"], 0, MOST_PERIODS))
        start, until = self._bounds_on(kind, table)
        places = list(self._places(kind, sheet, start, until))
        indexed = {
            place.element: self._indexed(kind, place.element, number, sheet)
            for place in places
            if place.element
        }
        sheet.add_level()  # what follows reads these columns many times over
        self.indexed.update({(kind.name, element): kept for element, kept in indexed.items()})
        span = number, Kept("p!start", start), Kept("p!until", until)
        return [branch for place in places for branch in self._on_place(kind, sheet, span, place)]

    def _places(
        self, kind: OccasionKind, sheet: Sheet, start: Term, until: Term
    ) -> Iterator[Place]:
        """Yield the places of a kind of occasion within the periods of the rows, which begin and
        end on these days.
        """
        # Where the law cuts periods, each span of time between two changes is a place of its own,
        # of which each state of the law then makes a branch. Most of them never meet: the bounds
        # of the dates say so (`low`, and `within`), and no column is made for them.
        cuts = self._cuts(kind)
        for element, view, listed in self._candidates(kind, sheet, KindLayout(kind)):
            since = term_of(kind.since, view, self.scope) if kind.since is not None else None
            if kind.since is not None and since is None:
                continue
            exists = terms.all_of(
                [
                    self._exists_before(kind, sheet.table, listed, since, until),
                    self._brought_before(kind, element, sheet, until),
                ]
            )
            for segment, cut in enumerate(cuts):
                on, end, whole = self._days_on(kind, view, sheet.table, cut)
                present = exists if len(cuts) == 1 else terms.all_of([exists, on < end])
                low = max(filter(None, (start.low, cut[0])), default=None)
                days = (
                    Kept(sheet.keep(on), Term("date", on, low=low)),
                    Kept(sheet.keep(end), Term("date", end)),
                )
                here = sheet.decided(terms.certain(present))
                if here is False:
                    continue
                kept = None if isinstance(here, bool) or here is None else sheet.keep(here)
                begun = begun_before(since, start, cut[0], sheet)
                yield Place(
                    element, view, segment, *days, kept, None if whole is True else Cut(*cut, begun)
                )

    def _exists_before(
        self, kind: OccasionKind, table: ir.Table, listed: Truth, since: Term | None, until: Term
    ) -> Truth:
        """Return whether an element has the occasion in the period of a row: it is listed, has
        begun before the period ends, and the period begins before the question ends.
        """
        exists = (
            listed
            if since is None
            else terms.all_of([listed, terms.compared("before", since, until)])
        )
        last = self.bound_of(kind)
        return (
            exists
            if last is None
            else terms.all_of([exists, table["p!start"] < ibis.date(last.isoformat())])
        )

    def _brought_before(self, kind: OccasionKind, element: str, sheet: Sheet, until: Term) -> Truth:
        """Return whether an element that a text brought exists before the period of a row ends;
        where it is not known from which day it does, it may.
        """
        collection = self.corpus.vocabulary.collections.get(kind.each)
        text = None if collection is None else collection.since.get(element)
        if text is None:
            return True
        reached = self._effects.get((text, "ordinary"))
        if reached is not None:
            own = reached.day
            day = own.on(sheet.table) if isinstance(own, Kept) else own
            later = terms.compared("on_or_after", day, until)
            return terms.negation(terms.certain(later))
        effect = self.timeline.effect_date(text)
        if effect is None:
            return True
        return terms.certain(terms.compared("before", terms.constant(effect), until))

    def _bounds_on(self, kind: OccasionKind, table: ir.Table) -> tuple[Term, Term]:
        """Return the start and the end of the period of a
        row, within what the table tells of them.
        """
        period = self.corpus.periods[kind.each_period]
        origin = term_of(period.start, self.view_of_day(self.base.sheet), self.scope)
        low, high = (None, None) if origin is None else (origin.low, origin.high)
        days, _ = self._written_out(period.name)
        latest = (
            None
            if not days or high is None or high == NOT_YET
            else shifted(high, period.every, len(days))
        )
        start, until = (
            Term("date", table[name], low=low, high=latest) for name in ("p!start", "p!until")
        )
        return start, until

    def _days_on(
        self, kind: OccasionKind, view: View, table: ir.Table, cut: tuple[date | None, date | None]
    ) -> tuple[ir.DateValue, ir.DateValue, Truth]:
        """Return the days on which an occasion begins and ends within the period of a row and a
        span of time, and whether it covers it whole.
        """
        start, until = self._bounds_on(kind, table)
        on, end = start.expr, until.expr
        whole: list[Truth] = []
        if (
            self.corpus.periods[kind.each_period].end is not None
            and not self._written_out(kind.each_period)[1]
        ):
            # The last period of a grid may end before the next one would begin: it is short, and
            # what lasts to its end has not covered a whole one.
            whole.append(terms.negation(end < table["p!next"]))
        if self.corpus.periods[kind.each_period].aligned:
            whole.append(terms.negation(table[BEGINS] < on))  # the first one may be cut
        if kind.since is not None:
            since = term_of(kind.since, view, self.scope)
            assert since is not None  # seen to by those that call
            on = ibis.greatest(since.expr, on)
            whole.append(terms.compared("on_or_before", since, start))
        low, high = (None if day is None else terms.constant(day) for day in cut)
        if low is not None:
            on = ibis.greatest(on, low.expr)
            whole.append(terms.compared("on_or_after", start, low))
        if high is not None:
            end = ibis.least(end, high.expr)
            whole.append(terms.compared("on_or_before", until, high))
        return on, end, terms.certain(terms.all_of(whole))

    def _covered(
        self,
        name: str,
        kind: OccasionKind,
        view: View,
        cut: tuple[date | None, date | None],
        table: ir.Table,
    ) -> Term:
        """Return what an occasion covers of the period of a row."""
        on, end, whole = self._days_on(kind, view, table, cut)
        since, _, _ = self._days_on(kind, view, table, (None, None))
        return covered_part(name, table, on, end, whole, since)

    def _indexed(
        self, kind: OccasionKind, element: str, number: Kept, sheet: Sheet
    ) -> dict[str, Reference]:
        """Keep the facts of the records of an element that belong to the period of a row."""
        collection = self.corpus.vocabulary.collections[kind.each]
        read = View(sheet, self.base.indexed(collection, element, number))
        terms_read = {name: read.get(name) for name in read.references}
        return {
            name: sheet.keep_term(term) for name, term in terms_read.items() if term is not None
        }

    def _on_place(self, kind: OccasionKind, sheet: Sheet, span: Span, place: Place) -> list[Branch]:
        """Return the branches of a place, one for each state of the law; where the law cuts its
        period, the uncut occasion has one too.
        """
        cut = place.cut
        covered = None if cut is None else self._covering(kind, place.view, cut.since, cut.until)
        timing = Timing(place.on, span, place.end, covered, place.segment)
        present: Truth = True if place.present is None else sheet.table[place.present]
        laid_out: list[Branch] = []
        for variant in self.variants(kind):
            governed = self._governed(kind, variant, place.on.on(sheet.table), sheet)
            active = terms.all_of([present, governed])
            branch = self._branch(kind, place.element, variant, sheet, active, timing)
            if branch is None:
                continue
            laid_out.append(branch)
            if cut is not None and (cut.since or cut.until) and self.family == "funding":
                branch.cut = replace(cut)
                uncut = self._uncut(kind, sheet, span, place, branch, active)
                if uncut is not None:
                    uncut.shadow, branch.cut.uncut = True, uncut
                    laid_out.append(uncut)
        return laid_out

    def _uncut(
        self,
        kind: OccasionKind,
        sheet: Sheet,
        span: Span,
        place: Place,
        branch: Branch,
        active: Truth,
    ) -> Branch | None:
        """Return the branch of an occasion as if the law did not change within its period; None
        where no change ends it.
        """
        # A payment due before the change was paid on the whole period, as the law then was: its
        # amount, and what the change corrects of it, are worked out on this branch. Nothing else
        # of it is an answer.
        cut = place.cut
        if cut is None or cut.until is None:
            return None
        after = terms.compared("after", span[2].on(sheet.table), terms.constant(cut.until))
        covered = self._covering(kind, place.view, cut.since, None)
        timing = Timing(place.on, span, span[2], covered, place.segment)
        active = terms.all_of([active, after])
        return self._branch(kind, place.element, branch.variant, sheet, active, timing)

    def _covering(
        self, kind: OccasionKind, view: View, since: date | None, until: date | None
    ) -> dict[str, Reference]:
        """Return what an occasion between two days covers of its period, by the name of each
        measure of it.
        """
        return {name: partial(self._covered, name, kind, view, (since, until)) for name in COVERED}

    def _cuts(self, kind: OccasionKind) -> list[tuple[date | None, date | None]]:
        """Return the spans of time between the days on which what
        the law says on a kind changes, where its periods are cut.
        """
        if not kind.cut_reading or self.scope.option(kind.cut_reading) != kind.cut_option:
            return [(None, None)]
        if bearing := self.bearing(kind):
            raise PlanLimit(
                sentence(
                    "under `{reading}={option}` a period is cut on the day on which `{text}` "
                    "reaches the case, another day for each case",
                    reading=kind.cut_reading,
                    option=kind.cut_option,
                    text=bearing[0].group[0],
                ),
                sentence(
                    "ask about one case at a time, or under another option of `{reading}`.",
                    reading=kind.cut_reading,
                ),
            ).at(kind.location)
        return branches.cuts_of(self.variants(kind))

    def too_many(self, period: Period, sheet: Sheet) -> Truth:
        """Return whether the dates of a case stretch a grid beyond MOST_PERIODS periods."""
        bounds = None if period.name in self._unrolled else self._period_bounds(period, sheet)
        return False if bounds is None else goes_too_far(period, bounds, self.horizon)

    def undated_periods(self, kind: OccasionKind, sheet: Sheet) -> KindLayout:
        """Return what cannot be laid out of a kind of
        occasion of each period, on the rows of the cases.
        """
        layout = KindLayout(kind)
        period = self.corpus.periods[kind.each_period]
        bounds = self._period_bounds(period, sheet)
        start, last = bounds or (None, None)
        anchored: Truth = (
            False
            if bounds is None
            else terms.certain(terms.present(start) if last is None else start < last)
        )
        vocabulary = self.corpus.vocabulary
        origin = term_of(period.start, self.view_of_day(sheet), self.scope)
        passed = (
            None if origin is None else terms.compared("is_not", origin, terms.constant(NOT_YET))
        )
        # Nothing is missing where the grid has begun, nor where it is known not to have: only
        # where its start, or its end, is unknown.
        never = True if origin is None else terms.any_of([passed, terms.negation(origin.known)])
        for element, view, listed in self._candidates(kind, sheet, layout):
            if self.bearing(kind) and bounds is not None:
                layout.undated += self._awaited_in(kind, element, view, listed, bounds)
            here = terms.all_of([listed, never, terms.negation(anchored)])
            layout.undated.append(
                undated_of(
                    kind, element, (period.start, period.end), view, here, vocabulary, self.pending
                )
            )
            if kind.since is not None:
                since = term_of(kind.since, view, self.scope)
                here = terms.all_of(
                    [listed, anchored, True if since is None else terms.negation(since.known)]
                )
                layout.undated.append(
                    undated_of(kind, element, (kind.since,), view, here, vocabulary, self.pending)
                )
        return layout

    def _awaited_in(
        self,
        kind: OccasionKind,
        element: str,
        view: View,
        listed: Truth,
        bounds: tuple[ir.DateValue, ir.DateValue | None],
    ) -> list[UndatedColumns]:
        """Return what is asked where the law that governs the last period of a case is not known;
        that of an earlier one is not known either only where this one's is not.
        """
        period, (start, end) = self.corpus.periods[kind.each_period], bounds
        last = ibis.date(self.horizon.isoformat())
        if end is not None:
            never, before = ibis.date(NOT_YET.isoformat()), ibis.literal(-1, "int32")
            day_before = (end + before.as_interval("D")).cast("timestamp").cast("date")
            last = ibis.ifelse(end == never, last, day_before)
        bound = self.bound_of(kind)
        if bound is not None:
            last = ibis.least(last, ibis.date((bound - timedelta(days=1)).isoformat()))
        _, first, until = span_at(period, start, end, last, rank_of(period, start, last))
        since = term_of(kind.since, view, self.scope) if kind.since is not None else None
        on = first if since is None else ibis.greatest(first, since.expr)
        exists = terms.all_of([listed, terms.present(first), terms.certain(on < until)])
        return self._awaited(kind, element, Term("date", on), exists, view)


def _worked_over(corpus: Corpus) -> tuple[Collection, ...]:
    """Return the collections over which rules work whose elements have a record a period."""
    names = worked_over(rule for _, rule in rules_of(provisions_of(corpus.texts.values())))
    return tuple(
        collection
        for collection in corpus.vocabulary.collections.values()
        if collection.name in names
        and any(records.indexed_by for records in collection.lists.values())
    )
