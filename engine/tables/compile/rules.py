"""What the rules do on the branches of a sheet: derivations stage
by stage, then the conclusions, with what each could not know.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import ibis
import ibis.expr.types as ir
from msgspec.structs import replace as asked_otherwise

from engine.diagnostics.bilingual import Sentence, sentence
from engine.language.nodes import EMPTY, Derive, Pay, Require
from engine.language.tree import conclusion_values, facts_read, needed_values
from engine.language.values import Value
from engine.reasoning.explanation import facts_asked_for, is_askable
from engine.reasoning.lowering import PayForm
from engine.reasoning.occasions import name_in, record_in
from engine.reasoning.program import CompiledRule, Stage, same_effect, with_exceptions
from engine.tables.compile.branches import Branch, Refusal, absent_from, asked_for, collection_of
from engine.tables.compile.facts import BaseFacts
from engine.tables.compile.on_columns import truth_on_columns
from engine.tables.limits import PlanLimit
from engine.tables.terms import terms
from engine.tables.terms.conditions import (
    absent_lookups,
    blocking_facts,
    height_of,
    keep_truths,
    may_be_undefined,
)
from engine.tables.terms.levels import Kept, Sheet
from engine.tables.terms.terms import Term, Truth
from engine.tables.terms.values import term_of, truth_of, undefined_name
from engine.words.labels import is_derived

_MOST_MISSING = 62  # bits of a signed integer of 64, one a fact


@dataclass(slots=True, eq=False)
class RuleColumns:
    """One rule on one branch, as expressions on the present
    table: when it applies, what it computes, what is missing.

    `fires` is when it applies as far as its condition goes, whether or not its first value is
    known; `holds` is its condition alone, and `aside` where another rule sets it aside.
    """

    branch: Branch
    rule: CompiledRule
    applied: Truth
    values: tuple[Term | None, ...]
    unknown: Truth
    missing: Mapping[str, Truth]
    undecided: Truth = False
    without: Truth = False
    fires: Truth = True
    holds: Truth = True
    aside: Truth = False

    @property
    def slots(self) -> dict[str, Any]:
        """What the rule computes, by the slots of its form."""
        return dict(zip(self.rule.value_names, self.values, strict=True))

    def given(self, expr: ir.Value) -> ir.Value:
        """Return an expression made of the first value where the rule
        applies; where that value is unknown, it is null by itself.
        """
        return terms.only_where(self.fires, expr)


@dataclass(slots=True, eq=False)
class Derived:
    """The derivation of a fact by one rule: columns that
    say whether it applied, and what it misses.
    """

    rule: CompiledRule
    branch: Branch
    applied: Kept | Term
    missing: Mapping[str, Kept | Term]
    alone: bool = False


SAID: Mapping[str, Sentence] = {
    "ACC204": sentence("two rules of the law conclude differently on this case."),
    "ACC402": sentence("an occasion falls before the text that it needs: check the dates."),
    "ACC408": sentence("the dates make too many periods: check them."),
}
"""What is said of a case that the law refuses, by the code of the finding."""


@dataclass(slots=True)
class Conflicts:
    """The columns that say where two rules conclude differently,
    or a text is not in force yet: they refuse the case.
    """

    refusals: list[Refusal] = field(default_factory=list)

    def add(self, sheet: Sheet, code: str, truths: Iterable[Truth]) -> None:
        """Keep on a sheet the conditions under which a case
        is refused, with the code of the finding.
        """
        for truth in truths:
            where = sheet.decided(terms.certain(truth))
            if where is not False:
                self.refusals.append(
                    Refusal(sheet, sheet.keep(terms.as_column(where)), code, SAID[code])
                )


def run_stage(
    stage: Stage, branch: Branch, base: BaseFacts, *, concluding: bool = True
) -> list[RuleColumns]:
    """Return what the rules of a stage do on a branch, on the present table.

    Conclusions are drawn where the branch is active. Derivations need no such guard: only active
    branches read them.
    """
    active = branch.read(branch.active).expr if isinstance(branch.active, Kept) else True
    steps = []
    for rule in stage.rules:
        step, exceptions = _alone(rule, branch, base), rule.yields_to(branch.kind.name)
        steps.append(_overridden(step, exceptions, base) if exceptions else step)
    steps = _without_repeats(steps)
    return [_where_active(step, active) for step in steps] if concluding else steps


def conclusions(
    branches: Sequence[Branch], sheet: Sheet, base: BaseFacts, *, paid: bool = True
) -> Iterator[tuple[Branch, list[RuleColumns]]]:
    """Yield each branch with what its rules conclude, their leaves kept on the sheet first; without
    the rules that pay where nobody asks how rights are paid.
    """
    stages = [(branch.variant.section.conclusions, branch) for branch in branches]
    if not paid:
        stages = [(_unpaid(stage), branch) for stage, branch in stages]
    keep_leaves(stages, sheet)
    for stage, branch in stages:
        yield branch, run_stage(stage, branch, base)


def _unpaid(stage: Stage) -> Stage:
    rules = tuple(rule for rule in stage.rules if not isinstance(rule.rule.then, Pay))
    return asked_otherwise(stage, rules=rules)


def keep_leaves(stages: Iterable[tuple[Stage, Branch]], sheet: Sheet) -> None:
    """Keep the truth of the leaves of the conditions of
    stages in columns, and of the groups of large ones.
    """
    rules = [
        (rule, branch)
        for stage, branch in stages
        for rule in with_exceptions(stage.rules, branch.kind.name)
    ]
    # From the leaves up: a group is kept over the columns of what it is made of, one level higher.
    for height in range(1 + max((height_of(rule.condition) for rule, _ in rules), default=0)):
        for rule, branch in rules:
            if height <= height_of(rule.condition):
                keep_truths(rule.condition, branch.view, rule.scope, height)
        sheet.add_level()


def _where_active(step: RuleColumns, active: Truth) -> RuleColumns:
    applied, unknown = terms.all_of([active, step.applied]), terms.all_of([active, step.unknown])
    undecided, without = (
        terms.all_of([active, step.undecided]),
        terms.all_of([active, step.without]),
    )
    fires, aside = terms.all_of([active, step.fires]), terms.all_of([active, step.aside])
    return replace(
        step,
        applied=applied,
        unknown=unknown,
        undecided=undecided,
        without=without,
        fires=fires,
        aside=aside,
    )


def _alone(rule: CompiledRule, branch: Branch, base: BaseFacts) -> RuleColumns:
    """Return what a rule does on a branch as if no other prevailed over it."""
    view, scope = branch.view, rule.scope
    try:
        truth = truth_of(rule.condition, view, scope)
        values = tuple(term_of(value, view, scope) for value in conclusion_values(rule.rule.then))
    except PlanLimit as limit:
        raise limit.at(rule.enacted.provision.location) from limit
    fires = terms.certain(truth)
    valued = terms.all_of(
        [False if value is None else value.known for value in values[: rule.needs]]
    )
    # Three things keep a rule from applying where nothing excludes it: its condition is unknown
    # (`undecided`), a value that it needs is unknown for want of a fact (`unknown` too), or a value
    # is undefined, which nothing asked could change (`without`): that last one is no doubt.
    undecided = terms.is_unknown(truth)
    missing: dict[str, Truth] = {} if undecided is False else _unread(rule, branch, base, undecided)
    without = terms.all_of([fires, terms.negation(valued)])
    unknown = undecided
    # A condition may also be unknown because a fact is undefined. There is something to ask only
    # where a fact of the case is missing behind it.
    if may_be_undefined(rule.condition, scope):
        unknown = terms.all_of([undecided, terms.certain(terms.any_of(list(missing.values())))])
    if valued is not True:
        absences = _absent_lookups_of(rule, branch)
        absent = _followed(dict.fromkeys(rule.value_facts, True), branch, base, absences)
        for name, flag in absent.items():
            missing[name] = terms.any_of([missing.get(name, False), terms.all_of([without, flag])])
        unknown = terms.any_of(
            [unknown, terms.all_of([without, terms.any_of(list(absent.values()))])]
        )
        without = terms.all_of(
            [without, terms.negation(terms.certain(terms.any_of(list(absent.values()))))]
        )
    applied = terms.all_of([fires, _computed(rule, values, valued)])
    return RuleColumns(
        branch, rule, applied, values, unknown, missing, undecided, without, fires, fires
    )


def _computed(rule: CompiledRule, values: Sequence[Term | None], valued: Truth) -> Truth:
    """Return where enough of the values of a rule is known for it to conclude."""
    # A payment is due as soon as one of its parts can be worked out: a missing date of the second
    # part does not hold back the first.
    form = rule.lowered
    if valued is True or not isinstance(form, PayForm):
        return valued
    return truth_on_columns(form.some, dict(zip(rule.value_names, values, strict=False)))


def _absent_lookups_of(rule: CompiledRule, branch: Branch) -> dict[str, Truth]:
    """Return, for each thing that the values of a rule may
    lack beside facts, where one of them lacks it.
    """
    missing: dict[str, Truth] = {}
    for value in needed_values(rule.rule.then):
        for name, truth in absent_lookups(value, branch.view, rule.scope).items():
            missing[name] = terms.any_of([missing.get(name, False), truth])
    return missing


def _overridden(
    step: RuleColumns, exceptions: Sequence[CompiledRule], base: BaseFacts
) -> RuleColumns:
    """A rule yields to one that prevails, applies where none does, and
    is unknown while one may: an exception that yields itself is none.
    """
    branch = step.branch
    prevailing = [_prevails(rule, branch) for rule in exceptions]
    over = terms.certain(terms.any_of([terms.certain(truth) for truth in prevailing]))
    free = terms.negation(over)
    # Whether the exception prevails is asked only where the rule itself would, or might, apply; a
    # requirement always has an outcome, and always asks.
    concerned = (
        True
        if isinstance(step.rule.rule.then, Require)
        else terms.certain(terms.any_of([step.applied, step.unknown]))
    )
    missing = {name: terms.all_of([free, flag]) for name, flag in step.missing.items()}
    doubt: Truth = False
    for rule, truth in zip(exceptions, prevailing, strict=True):
        undecided = terms.is_unknown(truth)
        for other in with_exceptions([rule], branch.kind.name) if undecided is not False else ():
            own = terms.is_unknown(truth_of(other.condition, branch.view, other.scope))
            for name, flag in ({} if own is False else _unread(other, branch, base, own)).items():
                here = terms.certain(terms.all_of([free, concerned, undecided, flag]))
                missing[name] = terms.any_of([missing.get(name, False), here])
                doubt = terms.any_of([doubt, here])
    unknown = terms.any_of([terms.all_of([free, step.unknown]), doubt])
    applied = terms.all_of([terms.certain(step.applied), free, terms.negation(doubt)])
    return replace(
        step, applied=applied, unknown=unknown, missing=missing, fires=applied, aside=over
    )


def _prevails(rule: CompiledRule, branch: Branch) -> Truth:
    """Return whether a rule applies and yields to no other."""
    truths = {
        other.address: truth_of(other.condition, branch.view, other.scope)
        for other in with_exceptions([rule], branch.kind.name)
    }
    return truth_on_columns(rule.applicable(branch.kind.name), truths)


def _without_repeats(steps: list[RuleColumns]) -> list[RuleColumns]:
    """Of the exceptions to one rule that conclude the same,
    one is enough: the others do not conclude it again.
    """
    distinct = list(steps)
    for rank, step in enumerate(steps):
        same = [
            other for other in steps if other is not step and same_effect(step.rule, other.rule)
        ]
        if same:
            # The first that applies concludes; one that may apply is in doubt only where none of
            # the others applies for certain.
            before = [other.applied for other in steps[:rank] if other in same]
            no, nowhere = (
                terms.negation(terms.certain(terms.any_of(truths)))
                for truths in (before, [other.applied for other in same])
            )
            applied = terms.all_of([step.applied, no])
            unknown = terms.all_of(
                [step.unknown, terms.any_of([nowhere, applied])]
            )  # applied in part, it lacks something too
            distinct[rank] = replace(step, applied=applied, fires=applied, unknown=unknown)
    return distinct


def _unread(
    rule: CompiledRule, branch: Branch, base: BaseFacts, undecided: Truth
) -> dict[str, Truth]:
    """Return what leaves the condition of a rule unknown: facts of the case, events, tables."""
    blocking, absences = blocking_facts(rule.condition, branch.view, rule.scope)
    unknown = _followed(blocking, branch, base, absences)
    return {name: terms.all_of([undecided, flag]) for name, flag in unknown.items()}


def unread(value: Value, worked: RuleColumns, base: BaseFacts) -> dict[str, Truth]:
    """Return what keeps a value of a rule unknown, where it
    is: facts of the case, events, tables.
    """
    branch, scope = worked.branch, worked.rule.scope
    return _followed(
        dict.fromkeys(facts_read(value, scope), True),
        branch,
        base,
        absent_lookups(value, branch.view, scope),
    )


def _followed(
    wanted: Mapping[str, Truth],
    branch: Branch,
    base: BaseFacts,
    absences: Mapping[str, Truth] = EMPTY,
) -> dict[str, Truth]:
    """Return what is unknown among names, followed through what rules
    would have derived from facts of the case, and the `absences`.
    """
    vocabulary = base.shape.vocabulary
    missing: dict[str, Truth] = dict(absences)
    for name, truth in wanted.items():
        flag = terms.all_of([terms.certain(truth), absent_from(name, branch)])
        if flag is False:
            continue
        behind = [
            (inner, kept)
            for derived in branch.derivations.get(name, ())
            for inner, kept in derived.missing.items()
        ]
        behind += branch.pending.get(name, {}).items()
        for inner, kept in behind:
            term = branch.read(kept)
            lacks: Truth = bool(term.constant) if term.constant is not None else term.expr
            missing[inner] = terms.any_of([missing.get(inner, False), terms.all_of([flag, lacks])])
        if not is_derived(name, vocabulary):
            for inner, lacks in asked_for(name, branch, flag).items():
                missing[inner] = terms.any_of([missing.get(inner, False), lacks])
    # Where a fact that can be asked is missing, it is named alone: the derived ones in between say
    # nothing more. They are named where there is nothing to ask.
    asked = [name for name in missing if is_askable(name, vocabulary)]
    none_asked = _none(missing, asked)
    first = {name: _none(missing, facts_asked_for(name, asked, vocabulary)) for name in asked}
    return {
        name: terms.all_of([flag, first.get(name, none_asked)]) for name, flag in missing.items()
    }


def _none(missing: Mapping[str, Truth], names: Iterable[str]) -> Truth:
    """Whether none of some names is missing."""
    return terms.negation(terms.any_of([terms.certain(missing[name]) for name in names]))


# --- derivations ----------------------------------------------------------------------------------


def derive(branches: Sequence[Branch], sheet: Sheet, base: BaseFacts, conflicts: Conflicts) -> None:
    """Add to the sheet what is derived on each branch,
    stage by stage; the views of the branches then read it.
    """
    depth = max((len(branch.variant.section.derivations) for branch in branches), default=0)
    for level in range(depth):
        deep = [branch for branch in branches if level < len(branch.variant.section.derivations)]
        keep_leaves([(branch.variant.section.derivations[level], branch) for branch in deep], sheet)
        added: list[tuple[Branch, dict[str, Kept | Term]]] = []
        for branch in deep:
            added.append(
                (
                    branch,
                    _derive_stage(
                        branch.variant.section.derivations[level], branch, sheet, base, conflicts
                    ),
                )
            )
        sheet.add_level()
        for branch, facts in added:
            branch.view = branch.view.with_facts(facts)


def _derive_stage(
    stage: Stage, branch: Branch, sheet: Sheet, base: BaseFacts, conflicts: Conflicts
) -> dict[str, Kept | Term]:
    groups: dict[str, list[RuleColumns]] = {}
    for worked in run_stage(stage, branch, base, concluding=False):
        then = worked.rule.rule.then
        assert isinstance(then, Derive)  # derivations hold nothing else
        groups.setdefault(then.fact, []).append(worked)
    facts: dict[str, Kept | Term] = {}
    for fact, group in groups.items():
        branch.derivations[fact] = [_derived(worked, sheet) for worked in group]
        for derived in branch.derivations[fact]:
            derived.alone = len(group) == 1  # who reads the fact then rests on this rule
        present = branch.truth(branch.active)
        conflicts.add(
            sheet, "ACC204", [terms.all_of([present, truth]) for truth in _disagreements(group)]
        )
        options = _options(group)
        earlier = branch.view.get(fact)
        if earlier is not None:
            options.append(earlier)
        value = terms.first_known(options) if len(options) > 1 else options[0] if options else None
        # An earlier occasion that lacks something may still give the fact for good: the fact is
        # unknown then, and not undefined.
        waits = terms.any_of(
            [branch.truth(reference) for reference in branch.pending.get(fact, EMPTY).values()]
        )
        undefined = terms.all_of([_undefined(value, group), terms.negation(waits)])
        if fact in stage.otherwise:
            value, undefined = _false_where(undefined, value), False
        if value is not None:
            facts[fact] = sheet.keep_term(value)
        facts[undefined_name(fact)] = kept_truth(undefined, sheet)
    return facts


def _false_where(undefined: Truth, value: Term | None) -> Term | None:
    """Return a fact that is false where no rule gives it and none may."""
    where = terms.certain(undefined)
    if where is False:
        return value
    false = terms.constant(False)
    if where is not True:
        false = replace(false, expr=terms.only_where(where, false.expr), constant=None)
    return false if value is None else terms.first_known([value, false])


def _options(group: Sequence[RuleColumns]) -> list[Term]:
    """Return what the rules that derive a fact give it, each where it applies."""
    return [
        replace(value, expr=worked.given(value.expr), constant=None, simple=None)
        for worked in group
        if worked.applied is not False and (value := worked.values[0]) is not None
    ]


def _undefined(value: Term | None, group: Sequence[RuleColumns]) -> Truth:
    """Return where no rule gives a fact and none may: it is not unknown there."""
    plain = (
        step
        for step in group
        if step.rule.always and not step.rule.overridden_by and step.without is False
    )
    if any(True for _ in plain):
        return False
    absent: Truth = True if value is None else terms.negation(value.known)
    return terms.all_of([absent, *(terms.negation(terms.certain(step.unknown)) for step in group)])


def _derived(worked: RuleColumns, sheet: Sheet) -> Derived:
    missing = {
        name: kept_truth(terms.all_of([terms.certain(worked.unknown), flag]), sheet)
        for name, flag in worked.missing.items()
    }
    return Derived(worked.rule, worked.branch, kept_truth(worked.applied, sheet), missing)


def kept_truth(truth: Truth, sheet: Sheet) -> Kept | Term:
    """Return where a truth will be found, the unknown counting as false."""
    truth = sheet.decided(terms.certain(truth))
    return (
        terms.constant(bool(truth))
        if truth is None or isinstance(truth, bool)
        else Kept(sheet.keep(truth), Term("boolean", truth))
    )


def beside(truth: Truth, known: Truth, sheet: Sheet) -> Truth:
    """Return what a condition asks besides another, where that one holds."""
    truth, known = sheet.decided(truth), sheet.decided(known)
    if truth is None or isinstance(truth, bool) or known is None or isinstance(known, bool):
        return truth
    # The cents of a right are 0 where it is not given, so an increase of it is 0 there by itself:
    # the part of its condition that the right has asked already is left out.
    unfolded = sheet.rewriter.unfolded
    said = set(unfolded(known.op()))
    return terms.all_of([part.to_expr() for part in unfolded(truth.op()) if part not in said])


def _disagreements(group: Sequence[RuleColumns]) -> list[Truth]:
    differing = []
    for rank, worked in enumerate(group):
        for other in group[rank + 1 :]:
            if worked.values[0] is None or other.values[0] is None:
                continue
            differ = terms.compared("is_not", worked.values[0], other.values[0])
            both = terms.certain(terms.all_of([worked.applied, other.applied, differ]))
            if both is not False:
                differing.append(both)
    return differing


# --- names of missing facts -----------------------------------------------------------------------


def full_name(name: str, branch: Branch) -> str:
    """Return the name of a fact as a case gives it; `#` is replaced by the number of the period."""
    number = "" if branch.number is None else "#"
    if number:  # of any element: on the occasion of one, rules may work over all of them
        name = record_in(name, branch.scope.timeline.corpus.vocabulary, number)
    return name_in(name, collection_of(branch), branch.element, number)


def mask_of(missing: Mapping[str, Truth]) -> tuple[tuple[str, ...], ir.IntegerValue]:
    """Return the names of the facts that may be missing,
    and the expression of the bits of those that are.
    """
    names = tuple(name for name, flag in missing.items() if flag is not False)
    if len(names) > _MOST_MISSING:
        raise PlanLimit(
            sentence("one rule hangs on more than 62 facts"), sentence("split the rule.")
        )
    mask: ir.IntegerValue = ibis.literal(0, "int64")
    for rank, name in enumerate(names):
        flag = terms.certain(missing[name])
        bit = (
            ibis.literal(1 << rank, "int64")
            if flag is True
            else ibis.ifelse(flag, ibis.literal(1 << rank, "int64"), ibis.literal(0, "int64"))
        )
        mask = mask + bit
    return names, mask
