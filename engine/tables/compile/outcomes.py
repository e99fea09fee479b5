"""Eligibility as a plan: each requirement met, unmet or unknown, and from them each benefit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from engine.diagnostics.bilingual import sentence
from engine.language.nodes import Require
from engine.reasoning.effect_by_case import benefits_awaiting
from engine.reasoning.lowering import BENEFIT_OUTCOME, requirement_form
from engine.tables.compile.asked import Asked, Awaited
from engine.tables.compile.branches import Branch, truth_at
from engine.tables.compile.on_columns import expr_on_columns, truth_on_columns
from engine.tables.compile.provenance import grounds
from engine.tables.compile.rows import Citations, Computed, From, MissingNames, Projection, Source
from engine.tables.compile.rules import RuleColumns, conclusions, full_name, mask_of
from engine.tables.limits import PlanLimit
from engine.tables.terms import terms
from engine.tables.terms.levels import Kept, Sheet
from engine.tables.terms.lookups import text_of
from engine.words.labels import ENGINE_FACTS

SCHEMA: Mapping[str, str] = {
    "kind": "string",
    "benefit": "string",
    "requirement": "string",
    "outcome": "string",
    "occasion": "string",
    "rule": "string",
    "citation": "int64",
    "missing": "string",
}
BENEFIT, REQUIREMENT = "benefit", "requirement"


@dataclass(slots=True, eq=False)
class _Required:
    """A requirement on a branch: the columns that say whether it
    is unmet or unknown where it is asked, and what it misses.
    """

    asked: str
    unmet: str
    unknown: str
    missing: MissingNames


class EligibilitySheet:
    """The requirements and benefits on the rows of the cases."""

    def __init__(self, name: str, sheet: Sheet, branches: Sequence[Branch], asked: Asked) -> None:
        self.name = name
        self.sheet = sheet
        self.branches = branches
        self.asked = asked
        self.projections: list[Projection] = []
        self._required: dict[str, list[_Required]] = {
            benefit: [] for benefit in asked.corpus.vocabulary.benefits
        }

    def build(self, citations: Citations) -> list[Projection]:
        """Add the columns of the requirements, then those
        of the benefits; return the rows that they give.
        """
        for _, concluded in conclusions(self.branches, self.sheet, self.asked.base):
            for worked in concluded:
                if isinstance(worked.rule.rule.then, Require):
                    self._require(worked, worked.rule.rule.then, citations)
        for awaited in self.asked.awaiting:
            self._await(awaited)
        self.sheet.add_level()
        for benefit, required in self._required.items():
            self._conclude(benefit, required)
        self.sheet.add_level()
        return self.projections

    def _require(self, worked: RuleColumns, then: Require, citations: Citations) -> None:
        branch, sheet = worked.branch, self.sheet
        benefit, requirement = _names_of(worked, then)
        asked = branch.truth(branch.active)
        met, unknown = terms.certain(worked.applied), terms.certain(worked.unknown)
        slots = {"asked": asked, "applied": met, "in_doubt": unknown, "set_aside": worked.aside}
        form = requirement_form(excuses=worked.rule.scope.excuses(worked.rule.rule))
        slots["holds"] = worked.holds
        outcome = expr_on_columns(form.outcome, slots)
        unmet, doubt = (truth_on_columns(truth, slots) for truth in (form.forbids, form.doubts))
        names, mask = mask_of(worked.missing)
        # Two columns of missing facts: those of the requirement, and those of them on which the
        # benefit hangs. One that holds does not stand in its way, whatever may set it aside.
        column = sheet.keep(terms.only_where(asked, outcome))
        full = tuple(full_name(name, branch) for name in names)
        masked = sheet.keep(terms.only_where(unknown, mask))
        kept = (
            sheet.keep(terms.as_column(asked)),
            sheet.keep(terms.as_column(unmet)),
            sheet.keep(terms.as_column(doubt)),
        )
        doubted = sheet.keep(terms.only_where(doubt, mask))
        number = branch.number.column if isinstance(branch.number, Kept) else None
        self._required.setdefault(benefit, []).append(
            _Required(*kept, MissingNames(doubted, full, number))
        )
        self._row(
            worked, benefit, requirement, column, MissingNames(masked, full, number), citations
        )

    def _await(self, awaited: Awaited) -> None:
        """Leave the benefits undetermined for which the law that governs a case may require
        something, where it is not known which law that is.
        """
        layout, sheet = self.asked.layout, self.sheet
        flag = sheet.keep(terms.as_column(truth_at(awaited.when, sheet)))
        nothing = sheet.keep(terms.as_column(False))
        for benefit in benefits_awaiting(layout.timeline, layout.readings, awaited.kind):
            own = _Required(flag, nothing, flag, awaited.missing)
            self._required.setdefault(benefit, []).append(own)

    def _row(
        self,
        worked: RuleColumns,
        benefit: str,
        requirement: str,
        column: str,
        missing: MissingNames,
        citations: Citations,
    ) -> None:
        own = grounds(worked.rule, worked.branch)
        base = citations.block([own.behind(code) for code in own.codes()])
        cited: Computed | int = base
        if own.choices:
            code = self.sheet.keep(own.code())
            cited = Computed(lambda table: table[code].cast("int64") + base, (code,))
        columns = {
            "kind": REQUIREMENT,
            "benefit": benefit,
            "requirement": requirement,
            "outcome": From(column),
            "citation": cited,
        }
        columns |= {"occasion": worked.branch.kind.name, "rule": worked.rule.address}
        if missing.names:
            columns["missing"] = missing
        self.projections.append(Projection(self.name, column, columns))

    def _conclude(self, benefit: str, required: Sequence[_Required]) -> None:
        table, sheet = self.sheet.table, self.sheet
        slots = {
            "asked": terms.any_of([table[own.asked] for own in required]),
            "forbidden": terms.any_of([table[own.unmet] for own in required]),
            "in_doubt": terms.any_of([table[own.unknown] for own in required]),
        }
        column = sheet.keep(expr_on_columns(BENEFIT_OUTCOME, slots))
        columns: dict[str, Source] = {"kind": BENEFIT, "benefit": benefit, "outcome": From(column)}
        missing = [own.missing for own in required if own.missing.names]
        if missing:
            columns["missing"] = _all_missing(missing, column)
        self.projections.append(Projection(self.name, column, columns))


def _names_of(worked: RuleColumns, then: Require) -> tuple[str, str]:
    """Return the benefit and the requirement that a rule names; raise PlanLimit where the case
    says which, or where it is asked of each period.
    """
    branch = worked.branch
    benefit, requirement = (
        text_of(then.benefit, branch.view),
        text_of(then.requirement, branch.view),
    )
    if branch.kind.each_period or not isinstance(benefit, str) or not isinstance(requirement, str):
        raise PlanLimit(
            sentence("a requirement of each period, or whose name depends on the case"),
            sentence("ask it on the day of the question."),
        ).at(worked.rule.enacted.provision.location)
    return benefit, requirement


def _all_missing(required: Sequence[MissingNames], outcome: str) -> Computed:
    """Return the column that names, once each, the facts on which an undetermined benefit hangs."""
    names = dict.fromkeys(
        (name, missing.number if "#" in name else None)
        for missing in required
        for name in missing.names
        if name not in ENGINE_FACTS
    )

    def write(table: ir.Table) -> ir.StringValue:
        flags = [dict(missing.flags(table)) for missing in required]
        text: ir.StringValue = ibis.literal("")
        for name, number in names:
            own = [
                flag[name]
                for flag, missing in zip(flags, required, strict=True)
                if name in flag and number in (None, missing.number)
            ]
            text = text + ibis.ifelse(
                terms.as_column(terms.any_of(own)), MissingNames.written(name, number, table), ""
            )
        return ibis.ifelse(table[outcome] == "undetermined", text.strip(), ibis.null("string"))

    return Computed(write, (outcome, *(column for missing in required for column in missing.reads)))
