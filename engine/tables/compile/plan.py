"""The plan: one consolidated law compiled, for one family
of questions, to ibis expressions over a table of cases.

The plan is a few sheets (one row per case, one row per period of a case) whose columns are what the
rules compute, and a union of projections of them: the rows of the answer. Nothing of it depends on
the engine that runs it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial

import ibis
import ibis.expr.types as ir
from ibis.expr import operations as ops

from engine.cases.order_of_acts import brought_acts
from engine.diagnostics.bilingual import Language, sentence
from engine.diagnostics.diagnostic import Diagnostic, Location, RefusedInput, visible
from engine.language.model import Corpus, OccasionKind
from engine.language.temporal import NOT_YET
from engine.law.consolidation import Timeline, timeline_of
from engine.questions.question import Question
from engine.reasoning.agenda import concluding_kinds, kinds_in_order, lasting_facts
from engine.reasoning.evaluation import require_day
from engine.reasoning.occasions import name_in
from engine.reasoning.program import is_lasting
from engine.tables.columns import CASE, TableShape
from engine.tables.compile import dates, entitlements, outcomes
from engine.tables.compile.asked import Asked, Awaited
from engine.tables.compile.branches import Branch, KindLayout, Refusal, before_their_text, truth_at
from engine.tables.compile.dates import CalendarSheet
from engine.tables.compile.entitlements import FundingSheet
from engine.tables.compile.facts import BaseFacts
from engine.tables.compile.funding_columns import beside_column
from engine.tables.compile.layout import Layout
from engine.tables.compile.outcomes import EligibilitySheet
from engine.tables.compile.rows import (
    Citations,
    MissingNames,
    Projection,
    Source,
    needed,
    projected,
    union,
)
from engine.tables.compile.rules import Conflicts, derive, kept_truth, mask_of
from engine.tables.passes import ALL, Passes
from engine.tables.passes.hoist import Hoisting
from engine.tables.passes.prune import lowered
from engine.tables.terms import terms
from engine.tables.terms.levels import Kept, Level, Sheet
from engine.tables.terms.terms import Term
from engine.tables.terms.values import term_of, undefined_name

SCHEMAS: Mapping[str, Mapping[str, str]] = {
    "funding": entitlements.SCHEMA,
    "eligibility": outcomes.SCHEMA,
    "calendar": dates.SCHEMA,
}
"""The columns of the answers, by family, beside the id of the case."""
BASE, FACTS = "cases", "facts"


@dataclass(frozen=True, slots=True, eq=False)
class PlannedTable:
    """A table of the plan: its levels over its source, the name under which the
    last of them is read, and the table once it is computed.
    """

    source: ir.Table
    levels: tuple[Level, ...]
    last: ir.Table
    table: ir.Table
    definitions: Mapping[str, ops.Value]


@dataclass(slots=True, eq=False)
class Plan:
    """A law compiled for a family of questions.

    `facts` is the first stage, over the table of cases; `sheets` are built on it, with the columns
    that `projections` read. `refusals` gives, for each sheet, the columns that refuse a case.
    `citations` is the dictionary of the ids that the answer holds, `timeline` its law. `earlier`
    are the plans of what was known before, where that makes payments due, `otherwise` the one to
    tell what is conditional.
    """

    family: str
    schema: Mapping[str, str]
    prefix: str
    facts: PlannedTable
    sheets: dict[str, PlannedTable]
    projections: list[Projection]
    refusals: dict[str, list[Refusal]]
    citations: Citations
    timeline: Timeline
    passes: Passes
    earlier: tuple[Plan, ...] = ()
    otherwise: Otherwise | None = None

    def stages(
        self, projections: Sequence[Projection] | None = None
    ) -> Iterator[tuple[str, list[tuple[str, ir.Table]]]]:
        """Yield the tables to be computed in order, each as its levels
        over those before it, with the columns that projections read.
        """
        chosen = self.projections if projections is None else projections
        refused = {
            name: [refusal.column for refusal in self.refusals.get(name, [])]
            for name in self.sheets
        }
        return self.staged(
            self.sheets, {name: needed(chosen, name, refused[name]) for name in self.sheets}
        )

    def staged(
        self, sheets: Mapping[str, PlannedTable], wanted: Mapping[str, Sequence[str]]
    ) -> Iterator[tuple[str, list[tuple[str, ir.Table]]]]:
        """Yield the tables to be computed in order, the
        last ones with the columns wanted of each sheet.
        """
        hoisting, pruned = Hoisting(self.facts.table), "prune" in self.passes
        stages, read = [], {CASE: None}
        for name, stage in sheets.items():
            # Expressions of the case alone are lifted out of the rows of its periods: worked out
            # once a case instead of once a period.
            of_periods = any(level.rows is not None for level in stage.levels)
            hoisted = of_periods and "hoist" in self.passes
            levels, below = lowered(
                stage.source,
                hoisting.lifted(stage.levels) if hoisted else stage.levels,
                wanted[name],
                pruned=pruned,
            )
            stages.append((f"{self.prefix}{name}", levels))
            read |= dict.fromkeys(below)
        last = self.facts.levels[-1].name if self.facts.levels else self.facts.source.get_name()
        own = (*self.facts.levels, *hoisting.added_to(last))
        facts, levels = (
            f"{self.prefix}{FACTS}",
            lowered(self.facts.source, own, read, pruned=pruned)[0],
        )
        if len(stages) == 1:  # nobody else reads them: no table is written
            ((name, above),) = stages
            yield name, [*levels[:-1], (facts, levels[-1][1]), *above]
            return
        yield facts, levels
        yield from stages

    def answer(self, projections: Sequence[Projection] | None = None) -> ir.Table:
        """Return the rows of the answer, each with the rank of its case, over the sheets once they
        are computed; without those that are sums.
        """
        chosen = self.projections if projections is None else projections
        parts = [self.projected(projection) for projection in chosen if not projection.summed]
        if not parts:
            first = self.sheets[BASE].table
            return first.filter(ibis.literal(False)).select(
                **{CASE: first[CASE]},
                **{name: ibis.null(kind) for name, kind in self.schema.items()},
            )
        return union(parts)

    def projected(self, projection: Projection) -> ir.Table:
        """Return the rows of a projection over its sheet."""
        table = self.sheets[projection.sheet].table
        schema = table.schema()
        own = {name: schema[name] for name in dict.fromkeys((CASE, *projection.needs()))}
        return projected(ibis.table(own, name=table.get_name()), projection, self.schema)

    def refused(self, language: Language = "en") -> ir.Table | None:
        """Return the cases that the law refuses, with the code of the
        reason and what is said of it; None when it can refuse none.
        """
        parts = []
        for name, refusals in self.refusals.items():
            for refusal in refusals:
                table = self.sheets[name].table.select(CASE, refusal.column)
                reason = {
                    "code": ibis.literal(refusal.code),
                    "said": ibis.literal(visible(refusal.said.in_language(language))),
                }
                parts.append(
                    table.filter(table[refusal.column]).select(**{CASE: table[CASE]}, **reason)
                )
        return union(parts).distinct() if parts else None

    def accepted(self, rows: ir.Table) -> ir.Table:
        """Return rows without the cases that the law refuses."""
        refused = self.refused()
        return rows if refused is None else rows.filter(rows[CASE].notin(refused[CASE]))


@dataclass(frozen=True, slots=True, eq=False)
class Otherwise:
    """What the sums hang on, and the plan of the law as if it
    took effect at once; None when that law answers nothing.
    """

    depends_on: str
    plan: Plan | None


@dataclass(slots=True, eq=False)
class Compilation(Asked):
    """A plan being compiled."""

    conflicts: Conflicts = field(default_factory=Conflicts)
    projections: list[Projection] = field(default_factory=list)
    names: dict[str, Sheet] = field(default_factory=dict)
    facts: PlannedTable | None = None
    prefix: str = ""

    def lay_out(self) -> dict[str, list[Branch]]:
        """Lay out every kind of occasion that the family needs; return the branches by sheet."""
        # The order matters: what occurs once may give facts for good, which date the periods, on
        # which later occasions then depend. Each step reads the columns of those before it.
        branches: dict[str, list[Branch]] = {BASE: []}
        self.layout.keep_effects(self.base.sheet)
        kinds = kinds_in_order(self.layout.timeline, self.family)
        lasting = [kind for kind in kinds if self._is_lasting(kind)]
        for kind in lasting:
            branches[BASE] += self._on_case_rows([kind])
        self._require_elements()
        self.layout.anchor(self.base.sheet)
        self.layout.unroll(self.base.sheet)
        for kind in (kind for kind in kinds if kind.each_period):
            self._undated(self.layout.undated_periods(kind, self.base.sheet))
        for name in dict.fromkeys(kind.each_period for kind in kinds if kind.each_period):
            self.conflicts.add(
                self.base.sheet,
                "ACC408",
                [self.layout.too_many(self.corpus.periods[name], self.base.sheet)],
            )
        branches[BASE] += self._on_case_rows(
            [kind for kind in kinds if not kind.each_period and kind not in lasting]
        )
        self.checkpoint()
        for kind in (kind for kind in kinds if kind.each_period):
            self._periodic(
                kind, [other for other in kinds if other.each_period == kind.each_period], branches
            )
        return branches

    def checkpoint(self) -> None:
        """End the first stage: what follows reads its
        columns from a table that has been computed.
        """
        sheet = self.base.sheet
        sheet.add_level()
        source = sheet.source
        levels = sheet.cut(f"{self.prefix}{FACTS}")
        self.facts = PlannedTable(
            source, levels, sheet.table, sheet.table, sheet.rewriter.definitions
        )

    def _is_lasting(self, kind: OccasionKind) -> bool:
        return is_lasting(kind) and any(
            variant.section.lasting for variant in self.layout.variants(kind)
        )

    def _on_case_rows(self, kinds: Sequence[OccasionKind]) -> list[Branch]:
        """Lay out kinds of occasion that have their own day, and derive what they give for good."""
        by_kind: dict[str, list[Branch]] = {}
        undated: dict[str, dict[str, Kept | Term]] = {}
        self.layout.anchor(self.base.sheet)
        self.layout.rank_days(kinds, self.base.sheet)
        for kind in kinds:
            layout, own = self.layout.on_case_rows(kind, self.base.sheet)
            self._require_text(kind, layout)
            self._undated(layout)
            undated[kind.name] = self._missing_to_date(layout)
            by_kind[kind.name] = own
        self.base.sheet.add_level()
        branches = [branch for own in by_kind.values() for branch in own]
        derive(branches, self.base.sheet, self.base, self.conflicts)
        for kind in kinds:
            self._keep_lasting(kind, by_kind[kind.name], undated[kind.name])
        return [branch for branch in branches if branch.variant.section.conclusions.rules]

    def _periodic(
        self, kind: OccasionKind, kinds: Sequence[OccasionKind], branches: dict[str, list[Branch]]
    ) -> None:
        period = self.corpus.periods[kind.each_period]
        sheet = self.layout.period_rows(period, kinds)
        if sheet is None:
            return
        self.names[period.name] = sheet
        own = self.layout.on_period_rows(kind, sheet)
        if kind.requires:
            days = [branch.on for branch in own]
            truths = before_their_text(
                self.layout.timeline,
                kind,
                [True] * len(own),
                [day.on(sheet.table) for day in days if isinstance(day, Kept)],
            )
            self.conflicts.add(sheet, "ACC402", [truths])
        branches.setdefault(period.name, []).extend(
            branch for branch in own if branch.variant.section.conclusions.rules
        )

    def _require_text(self, kind: OccasionKind, layout: KindLayout) -> None:
        if not kind.requires:
            return
        view = self.layout.view_of_day(self.base.sheet)
        on = term_of(kind.on, view, self.layout.scope) if kind.on is not None else None
        if on is not None and not kind.each:
            truth = before_their_text(
                self.layout.timeline, kind, layout.exists, [on for _ in layout.exists]
            )
            if on.constant is not None and terms.certain(truth) is not False:
                start = self.layout.timeline.effect_date(kind.requires)
                day = on.constant if isinstance(on.constant, date) else NOT_YET
                if start is None or day < start:
                    raise RefusedInput([_before_the_law(kind, day, start)])
            elif on.constant is None:
                self.conflicts.add(self.base.sheet, "ACC402", [truth])

    def _require_elements(self) -> None:
        """Refuse the cases in which an act of an element comes before the text that brought it."""
        view, starts = self.layout.view_of_day(self.base.sheet), self.layout.timeline.effect_date
        truths = []
        for name, text, *_ in brought_acts(self.corpus):
            read, start = view.get(name), starts(text)
            if read is not None and start is not None:
                truths.append(terms.compared("before", read, terms.constant(start)))
        self.conflicts.add(self.base.sheet, "ACC402", truths)

    def _missing_to_date(self, layout: KindLayout) -> dict[str, Kept | Term]:
        """Keep what an occasion that cannot be dated lacks:
        what it would derive for good lacks it too.
        """
        missing: dict[str, terms.Truth] = {}
        for undated in layout.undated if is_lasting(layout.kind) else ():
            for name, flag in undated.missing.items():
                missing[name] = terms.any_of(
                    [
                        missing.get(name, False),
                        terms.all_of([terms.certain(undated.when), terms.certain(flag)]),
                    ]
                )
        return {name: kept_truth(flag, self.base.sheet) for name, flag in missing.items()}

    def _keep_lasting(
        self, kind: OccasionKind, own: Sequence[Branch], undated: Mapping[str, Kept | Term]
    ) -> None:
        """Keep what is derived for good on an occasion that
        occurs once: later occasions and periods read it.
        """
        if not is_lasting(kind):
            return
        sheet = self.base.sheet
        facts = sorted(lasting_facts(self.layout.timeline, kind))
        kept: dict[str, Kept | Term] = {}
        for fact in facts:
            options: list[Term] = []
            for branch in own:
                value = branch.view.get(fact) if fact in branch.variant.section.lasting else None
                if value is not None:
                    expr = terms.only_where(branch.truth(branch.active), value.expr)
                    options.append(replace(value, expr=expr, constant=None, simple=None))
            earlier = self.layout.view_of_day(sheet).get(fact)
            if earlier is not None:
                options.append(earlier)
            value = terms.first_known(options) if options else None
            if value is not None:
                kept[fact] = sheet.keep_term(value)
            # A fact is undefined, rather than unknown, where no rule gave it and none lacks
            # anything to do so: there is nothing to ask for.
            lacks = self._keep_lasting_grounds(fact, own, value, undated)
            absent: terms.Truth = True if value is None else terms.negation(value.known)
            kept[undefined_name(fact)] = kept_truth(
                terms.all_of([absent, terms.negation(terms.certain(lacks))]), sheet
            )
        sheet.add_level()
        self.layout.lasting = {**self.layout.lasting, **kept}

    def _keep_lasting_grounds(
        self,
        fact: str,
        own: Sequence[Branch],
        value: Term | None,
        undated: Mapping[str, Kept | Term],
    ) -> terms.Truth:
        """Keep which rules gave a fact for good, and what they lacked
        where they gave none; return where they lacked something.
        """
        speaking = [branch for branch in own if fact in branch.variant.section.lasting]
        self.layout.lasting_derivations[fact] = [
            derived for branch in speaking for derived in branch.derivations.get(fact, ())
        ]
        absent: terms.Truth = True if value is None else terms.negation(value.known)
        pending: dict[str, terms.Truth] = {}

        def note(name: str, here: terms.Truth, reference: Kept | Term) -> None:
            flag = truth_at(reference, self.base.sheet)
            pending[name] = terms.any_of(
                [pending.get(name, False), terms.all_of([absent, here, flag])]
            )

        for branch in speaking:
            present = branch.truth(branch.active)
            for derived in branch.derivations.get(fact, ()):
                for name, reference in derived.missing.items():
                    note(name, present, reference)
        for name, reference in (*undated.items(), *self.layout.pending.get(fact, {}).items()):
            note(name, True, reference)
        kept = {
            name: kept_truth(flag, self.base.sheet)
            for name, flag in pending.items()
            if terms.certain(flag) is not False
        }
        if kept:
            self.layout.pending[fact] = kept
        return terms.any_of(list(pending.values()))

    def _undated(self, layout: KindLayout) -> None:
        """Add the rows that name the facts without which a kind of occasion cannot be dated."""
        if layout.kind.name not in concluding_kinds(self.layout.timeline, self.family):
            return
        collection = self.corpus.vocabulary.collections.get(layout.kind.each)
        for undated in layout.undated:
            when = terms.all_of([terms.certain(undated.when), terms.certain(undated.asked)])
            names, mask = mask_of(undated.missing)
            if when is False:
                continue
            kept = self.base.sheet.keep(terms.only_where(when, mask))
            written = MissingNames(
                kept,
                tuple(name_in(name, collection, undated.element) for name in names),
                None,
            )
            if undated.law:
                truth = kept_truth(when, self.base.sheet)
                self.awaiting.append(Awaited(layout.kind, truth, written))
            if not names:
                continue
            columns: dict[str, Source] = {
                "kind": entitlements.MISSING,
                "occasion": layout.kind.name,
                "missing": written,
            }
            columns["entry"] = dates.entries_touched(self, layout.kind, undated.element)
            some = partial(_positive, kept)
            self.projections.append(Projection(BASE, kept, columns, some))


def _positive(column: str, table: ir.Table) -> ir.BooleanValue:
    """Return whether a column of a table is above zero."""
    return table[column] > 0


def _before_the_law(kind: OccasionKind, on: date, start: date | None) -> Diagnostic:
    since = (
        sentence("in force from {day}", day=start)
        if start
        else sentence("not in force as far as is known on that day of knowledge")
    )
    message = sentence(
        "{occasion}: {on} comes before the law it needs ({text}, {since}).",
        occasion=kind.label,
        on=on,
        text=kind.requires,
        since=since,
    )
    return Diagnostic(
        "ACC401", message, Location("--on"), sentence("give a later date, or check it.")
    )


def compile_plan(
    table: ir.Table,
    shape: TableShape,
    corpus: Corpus,
    question: Question,
    family: str,
    histories: ir.Table | None = None,
    prefix: str = "",
    citations: Citations | None = None,
    passes: Passes = ALL,
    beside: tuple[str, ...] = (),
    *,
    paid: bool = True,
) -> Plan:
    """Return the plan that answers a family of questions
    (funding, eligibility, calendar) for a table of cases.

    `table` has one row per case, its columns named by the full names of the facts and typed as
    `columns.HELD` says. Raises RefusedInput when no law is known, or when the law holds
    something that the plan cannot express. `passes` says which passes work on it; `beside` names
    the facts to be shown with each right, in a column of their own (`beside_column`). Without
    `paid`, the plan gives the rights alone, not how they are paid.
    """
    timeline = _law_known(corpus, question)
    base = BaseFacts(table, shape, histories, question.on, passes)
    compilation = Compilation(
        corpus,
        question,
        family,
        base,
        Layout(base, timeline, question.readings, family, question.end),
        prefix=prefix,
        citations=citations or Citations(),
        beside=beside,
        paid=paid,
    )
    branches = compilation.lay_out()
    compilation.names[BASE] = base.sheet
    return _finished(compilation, _conclude(compilation, branches))


def _law_known(corpus: Corpus, question: Question) -> Timeline:
    """Return the law as it is known for a question; raise RefusedInput where none answers it."""
    timeline = timeline_of(corpus, question.known_on, question.readings)
    if not timeline.laws:
        message = sentence(
            "no text of the corpus is in force as far as is known on that day of knowledge."
        )
        raise RefusedInput(
            [Diagnostic("ACC401", message, Location("--known-on"), sentence("give a later date."))]
        )
    require_day(corpus, timeline, question.on)
    return timeline


def _conclude(compilation: Compilation, branches: Mapping[str, list[Branch]]) -> Mapping[str, str]:
    """Add the rows that the rules conclude on the branches; return the columns of the answer."""
    for name, own in branches.items():
        sheet = compilation.names[name]
        if name != BASE:
            sheet.add_level()
            derive(own, sheet, compilation.base, compilation.conflicts)
        match compilation.family:
            case "eligibility":
                compilation.projections += EligibilitySheet(name, sheet, own, compilation).build(
                    compilation.citations
                )
            case "calendar":
                compilation.projections += CalendarSheet(name, sheet, own, compilation).build(
                    compilation.citations
                )
            case _:
                compilation.projections += FundingSheet(name, sheet, own, compilation).build(
                    compilation.conflicts
                )
    shown = dict.fromkeys(map(beside_column, compilation.beside), "string")
    return {**SCHEMAS[compilation.family], **shown}


def _finished(compilation: Compilation, schema: Mapping[str, str]) -> Plan:
    refusals: dict[str, list[Refusal]] = {}
    for name, sheet in compilation.names.items():
        sheet.add_level()
        own = [
            refusal
            for refusal in (*compilation.conflicts.refusals, *compilation.layout.refusals)
            if refusal.sheet is sheet
        ]
        if own:
            refusals[name] = own
    assert compilation.facts is not None  # laid out before
    sheets = {}
    for name, sheet in compilation.names.items():
        table = ibis.table(sheet.table.schema(), name=f"{compilation.prefix}{name}")
        made_of = sheet.rewriter.definitions
        sheets[name] = PlannedTable(sheet.source, tuple(sheet.levels), sheet.table, table, made_of)
    law, rows = compilation.layout.timeline, compilation.projections
    return Plan(
        compilation.family,
        schema,
        compilation.prefix,
        compilation.facts,
        sheets,
        rows,
        refusals,
        compilation.citations,
        law,
        compilation.base.passes,
    )
