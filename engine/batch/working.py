"""What the rules do on the branches of a sheet: derivations stage by stage, then the conclusions, with what each could not know."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from typing import Any

import ibis

from engine.batch import terms
from engine.batch.base import BaseFacts
from engine.batch.branches import Branch, collection_of
from engine.batch.limits import PlanLimit
from engine.batch.presence import unfolded
from engine.batch.reading import blocking_facts, keep_truths, term_of, truth_of
from engine.batch.sheet import Kept, Sheet
from engine.batch.terms import Term, Truth
from engine.clauses import Derive
from engine.consolidation import Enacted
from engine.labels import is_derived, word_of
from engine.program import CompiledRule, Stage, conclusion_values

_MOST_MISSING = 62


@dataclass(slots=True, eq=False)
class Worked:
    """One rule on one branch, as expressions on the present table: when it applies, what it computes, what is missing.

    `fires` is when it applies as far as its condition goes, whether or not its first value is known.
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

    def given(self, expr: Any) -> Any:
        """Return an expression made of the first value where the rule applies; where that value is unknown, it is null by itself."""
        return terms.only_where(self.fires, expr)


@dataclass(slots=True, eq=False)
class Derived:
    """The derivation of a fact by one rule: columns that say whether it applied, and what it misses."""

    rule: CompiledRule
    branch: Branch
    applied: Kept | Term
    missing: Mapping[str, Kept | Term]
    alone: bool = False


@dataclass(slots=True)
class Conflicts:
    """The columns that say where two rules conclude differently, or a text is not in force yet: they refuse the case."""

    found: list[tuple[Sheet, str, str]] = field(default_factory=list)

    def add(self, sheet: Sheet, code: str, truths: Iterable[Truth]) -> None:
        """Keep on a sheet the conditions under which a case is refused, with the code of the finding."""
        for truth in truths:
            sure = terms.certain(truth)
            if sure is not False:
                self.found.append((sheet, sheet.keep(terms.as_column(sure)), code))


def run_stage(stage: Stage, branch: Branch, base: BaseFacts, *, concluding: bool = True) -> list[Worked]:
    """Return what the rules of a stage do on a branch, on the present table.

    Conclusions are drawn where the branch is active, and may wait for earlier occasions. What is derived is only read there, and so
    derived alike for every branch.
    """
    raw = {rule.address: _alone(rule, branch, base) for rule in stage.rules}
    active = branch.read(branch.active).expr if isinstance(branch.active, Kept) else True
    found = []
    for one in raw.values():
        prevailing = [raw[other] for other in sorted(one.rule.overridden_by) if other in raw]
        step = _overridden(one, prevailing) if prevailing else one
        if concluding and branch.pending:
            step = _awaiting(step, branch)
        found.append(_where_active(step, active) if concluding else step)
    return found


def keep_leaves(stages: Iterable[tuple[Stage, Branch]], sheet: Sheet) -> None:
    """Keep the truth of the leaves of the conditions of stages in columns."""
    for stage, branch in stages:
        for rule in stage.rules:
            keep_truths(rule.condition, branch.view, rule.scope)
    sheet.settle()


def _where_active(step: Worked, active: Truth) -> Worked:
    applied, unknown = terms.all_of([active, step.applied]), terms.all_of([active, step.unknown])
    undecided, without = terms.all_of([active, step.undecided]), terms.all_of([active, step.without])
    fires = terms.all_of([active, step.fires])
    return replace(step, applied=applied, unknown=unknown, undecided=undecided, without=without, fires=fires)


def _alone(rule: CompiledRule, branch: Branch, base: BaseFacts) -> Worked:
    """Return what a rule does on a branch as if no other prevailed over it."""
    view, scope = branch.view, rule.scope
    try:
        truth = truth_of(rule.condition, view, scope)
        values = tuple(term_of(value, view, scope) for value in conclusion_values(rule.rule.then))
    except PlanLimit as limit:
        raise limit.at(rule.enacted.provision.location) from limit
    fires = terms.certain(truth)
    valued: Truth = True if not values else False if values[0] is None else values[0].known
    unsure = terms.is_unknown(truth)
    missing: dict[str, Truth] = {} if unsure is False else _unread(rule, branch, base, unsure)
    without = terms.all_of([fires, terms.negation(valued)])
    unknown = unsure
    if valued is not True:
        lacking = _followed(rule.value_facts, branch, base, dict.fromkeys(rule.value_facts, True))
        for one in rule.on_days:
            day, read = (term_of(node, view, scope) for node in (one.node.on, one.node))
            then: Truth = False if day is None else terms.negation(read.known) if read is not None else True
            lacking[one.node.name] = terms.any_of([lacking.get(one.node.name, False), then])
        for name, flag in lacking.items():
            missing[name] = terms.any_of([missing.get(name, False), terms.all_of([without, flag])])
        unknown = terms.any_of([unsure, terms.all_of([without, terms.any_of(list(lacking.values()))])])
        without = terms.all_of([without, terms.negation(terms.certain(terms.any_of(list(lacking.values()))))])
    return Worked(branch, rule, terms.all_of([fires, valued]), values, unknown, missing, unsure, without, fires)


def _overridden(step: Worked, prevailing: Sequence[Worked]) -> Worked:
    """A rule yields to one that prevails over it and applies; while that is unknown, so is the rule."""
    over = terms.any_of([terms.certain(other.applied) for other in prevailing])
    stands = terms.all_of([terms.certain(step.applied), terms.negation(over)])
    doubt = terms.any_of([terms.certain(other.unknown) for other in prevailing])
    missing = dict(step.missing)
    for other in prevailing:
        for name, flag in other.missing.items():
            inherited = terms.all_of([stands, terms.certain(other.unknown), flag])
            missing[name] = terms.any_of([missing.get(name, False), inherited])
    unknown = terms.any_of([step.unknown, terms.all_of([stands, doubt])])
    applied = terms.all_of([stands, terms.negation(doubt)])
    return replace(step, applied=applied, unknown=unknown, missing=missing, fires=applied)


def _awaiting(step: Worked, branch: Branch) -> Worked:
    """Add, to what a rule lacks, what the derivation of a fact on an earlier occasion lacked."""
    waits = terms.any_of([step.unknown, step.without])
    added: dict[str, Truth] = {}
    for fact in step.rule.facts:
        read = branch.view.get(fact)
        absent: Truth = True if read is None else terms.negation(read.known)
        for name, reference in branch.pending.get(fact, {}).items():
            term = branch.read(reference)
            flag: Truth = bool(term.constant) if term.constant is not None else term.expr
            added[name] = terms.any_of([added.get(name, False), terms.all_of([waits, absent, flag])])
    missing = {name: terms.any_of([step.missing.get(name, False), added.get(name, False)]) for name in {**step.missing, **added}}
    unknown = terms.any_of([step.unknown, *(terms.certain(flag) for flag in added.values())])
    return replace(step, unknown=unknown, missing=missing)


def _unread(rule: CompiledRule, branch: Branch, base: BaseFacts, undecided: Truth) -> dict[str, Truth]:
    """Return which facts of the case leave the condition of a rule unknown."""
    blocking = blocking_facts(rule.condition, branch.view, rule.scope)
    some = terms.any_of(list(blocking.values()))
    wanted = {name: terms.any_of([blocking.get(name, False), terms.negation(terms.certain(some))]) for name in rule.condition_facts}
    found = _followed(rule.condition_facts, branch, base, wanted)
    return {name: terms.all_of([undecided, flag]) for name, flag in found.items()}


def _followed(names: Iterable[str], branch: Branch, base: BaseFacts, wanted: Mapping[str, Truth]) -> dict[str, Truth]:
    """Return which facts of the case are unknown among names, followed through what rules would have derived from them."""
    vocabulary = base.shape.vocabulary
    found: dict[str, Truth] = {}
    for name in names:
        read = branch.view.get(name)
        absent: Truth = True if read is None else terms.negation(read.known)
        flag = terms.all_of([terms.certain(wanted[name]), absent])
        if flag is False:
            continue
        if name in branch.derivations:
            for derived in branch.derivations[name]:
                for inner, kept in derived.missing.items():
                    term = branch.read(kept)
                    truth: Truth = bool(term.constant) if term.constant is not None else term.expr
                    found[inner] = terms.any_of([found.get(inner, False), terms.all_of([flag, truth])])
        elif not is_derived(name, vocabulary):
            found[name] = terms.any_of([found.get(name, False), flag])
    asked = [name for name in found if word_of(name, vocabulary)]
    none_asked = terms.negation(terms.any_of([terms.certain(found[name]) for name in asked]))
    return {name: flag if name in asked else terms.all_of([flag, none_asked]) for name, flag in found.items()}


# --- derivations ------------------------------------------------------------------------------------------------------


def derive(branches: Sequence[Branch], sheet: Sheet, base: BaseFacts, conflicts: Conflicts) -> None:
    """Add to the sheet what is derived on each branch, stage by stage; the views of the branches then read it."""
    depth = max((len(branch.variant.section.derivations) for branch in branches), default=0)
    for level in range(depth):
        deep = [branch for branch in branches if level < len(branch.variant.section.derivations)]
        keep_leaves([(branch.variant.section.derivations[level], branch) for branch in deep], sheet)
        added: list[tuple[Branch, dict[str, Kept | Term]]] = []
        for branch in deep:
            added.append((branch, _derive_stage(branch.variant.section.derivations[level], branch, sheet, base, conflicts)))
        sheet.settle()
        for branch, facts in added:
            branch.view = branch.view.with_facts(facts)


def _derive_stage(stage: Stage, branch: Branch, sheet: Sheet, base: BaseFacts, conflicts: Conflicts) -> dict[str, Kept | Term]:
    groups: dict[str, list[Worked]] = {}
    for worked in run_stage(stage, branch, base, concluding=False):
        then = worked.rule.rule.then
        assert isinstance(then, Derive)  # derivations hold nothing else
        groups.setdefault(then.fact, []).append(worked)
    facts: dict[str, Kept | Term] = {}
    for fact, group in groups.items():
        branch.derivations[fact] = [_derived(worked, sheet) for worked in group]
        for derived in branch.derivations[fact]:
            derived.alone = len(group) == 1
        active = branch.read(branch.active)
        present: Truth = True if active.constant is True else active.expr
        conflicts.add(sheet, "ACC204", [terms.all_of([present, truth]) for truth in _disagreements(group)])
        concluded = [(worked, worked.values[0]) for worked in group if worked.values[0] is not None and worked.applied is not False]
        options = [
            replace(value, expr=worked.given(value.expr), constant=None, simple=None) for worked, value in concluded if value is not None
        ]
        earlier = branch.view.get(fact)
        if earlier is not None:
            options.append(earlier)
        if options:
            facts[fact] = sheet.keep_term(terms.first_known(options) if len(options) > 1 else options[0])
    return facts


def _derived(worked: Worked, sheet: Sheet) -> Derived:
    missing = {name: kept_truth(terms.all_of([terms.certain(worked.unknown), flag]), sheet) for name, flag in worked.missing.items()}
    return Derived(worked.rule, worked.branch, kept_truth(worked.applied, sheet), missing)


def kept_truth(truth: Truth, sheet: Sheet) -> Kept | Term:
    """Return where a truth will be found, the unknown counting as false."""
    truth = terms.certain(truth)
    return terms.constant(bool(truth)) if truth is None or isinstance(truth, bool) else Kept(sheet.keep(truth), Term("boolean", truth))


def beside(truth: Truth, known: Truth) -> Truth:
    """Return what a condition asks besides another, where that one holds."""
    if truth is None or isinstance(truth, bool) or known is None or isinstance(known, bool):
        return truth
    said = set(unfolded(known.op()))
    return terms.all_of([part.to_expr() for part in unfolded(truth.op()) if part not in said])


def _disagreements(group: Sequence[Worked]) -> list[Truth]:
    found = []
    for rank, worked in enumerate(group):
        for other in group[rank + 1 :]:
            if worked.values[0] is None or other.values[0] is None:
                continue
            differ = terms.compared("is_not", worked.values[0], other.values[0])
            both = terms.certain(terms.all_of([worked.applied, other.applied, differ]))
            if both is not False:
                found.append(both)
    return found


# --- citations --------------------------------------------------------------------------------------------------------


@dataclass(slots=True, eq=False)
class Grounds:
    """The provisions on which a rule rests on a branch: they may depend on which rules derived what it reads.

    `choices` are what they depend on, one bit each: whether a derivation applied, or whether the earlier occasion that gave a fact for good
    took place; `settled` those that hold whatever the case. `behind(code)` gives the provisions for the bits that are set.
    """

    branch: Branch
    rule: CompiledRule
    choices: Mapping[tuple[str, int], Kept | Term]
    settled: frozenset[tuple[str, int]] = frozenset()

    def where(self, truth: Truth) -> Grounds:
        """Return the same provisions where a condition holds: what it settles is no longer a choice."""
        choices, settled = dict(self.choices), set(self.settled)
        for key, reference in self.choices.items():
            term = self.branch.read(reference)
            flag: Truth = bool(term.constant) if term.constant is not None else term.expr
            if terms.all_of([truth, flag]) is False:
                del choices[key]
            elif terms.all_of([truth, terms.negation(flag)]) is False:
                del choices[key]
                settled.add(key)
        return replace(self, choices=choices, settled=frozenset(settled))

    def code(self) -> Any:
        """Return the bits as an expression on the present table."""
        found: Any = None
        for rank, reference in enumerate(self.choices.values()):
            term = self.branch.read(reference)
            flag = terms.as_column(bool(term.constant) if term.constant is not None else term.expr)
            bit = ibis.ifelse(flag, 1 << rank, 0)
            found = bit if found is None else found + bit
        return ibis.literal(0, "int32") if found is None else found.cast("int32")

    def codes(self) -> range:
        """Return every code that may occur."""
        return range(1 << len(self.choices))

    def behind(self, code: int) -> tuple[Enacted, ...]:
        """Return the provisions in the order in which the engine cites them."""
        bits = self.settled.union(key for rank, key in enumerate(self.choices) if code >> rank & 1)
        return tuple(dict.fromkeys(self._behind(self.rule, bits)))

    def _behind(self, rule: CompiledRule, bits: Set[tuple[str, int]]) -> list[Enacted]:
        found = list(rule.rests_on)
        for name in rule.facts:
            derived = [one for one in _derivations(self.branch, name) if one.rule is not rule]
            if name not in self.branch.derivations:
                derived = [one for one in derived if ("present", id(one.branch)) in bits]
            given = [one for one in derived if ("applied", id(one)) in bits]
            for one in given or derived:
                found += self._behind(one.rule, bits)
        return found


def _derivations(branch: Branch, name: str) -> list[Derived]:
    """Return the derivations of a fact on a branch, or else those that gave it for good on an earlier occasion."""
    found: list[Derived] = branch.derivations.get(name) or list(branch.settled.get(name, ()))
    return found


def grounds(rule: CompiledRule, branch: Branch) -> Grounds:
    """Return the provisions on which a rule rests on a branch."""
    choices: dict[tuple[str, int], Kept | Term] = {}

    def visit(one: CompiledRule) -> None:
        for name in one.facts:
            for other in _derivations(branch, name):
                if other.rule is one:
                    continue
                if name not in branch.derivations:
                    choices["present", id(other.branch)] = other.branch.active
                if not other.alone and not (isinstance(other.applied, Term) and other.applied.constant is False):
                    choices["applied", id(other)] = other.applied
                visit(other.rule)

    visit(rule)
    if len(choices) > 12:  # 4096 combinations
        raise PlanLimit("more than twelve derivations may stand behind one rule", "split the rule.").at(rule.enacted.provision.location)
    return Grounds(branch, rule, choices)


# --- names of missing facts -------------------------------------------------------------------------------------------


def full_name(name: str, branch: Branch) -> str:
    """Return the name of a fact as a case gives it; `#` stands for the number of the period."""
    collection = collection_of(branch)
    return name_in(name, collection, branch.element, indexed=branch.number is not None)


def name_in(name: str, collection: Any, element: str, *, indexed: bool) -> str:
    """Return the full name of a fact of an element."""
    if collection is None or not element or not name.startswith(f"{collection.singular}."):
        return name
    rest = name[len(collection.singular) + 1 :]
    head, _, tail = rest.partition(".")
    if head in collection.lists and indexed:
        rest = ".".join(part for part in (head, "#", tail) if part)
    return f"{collection.name}.{element}.{rest}"


def mask_of(missing: Mapping[str, Truth]) -> tuple[tuple[str, ...], Any]:
    """Return the names of the facts that may be missing, and the expression of the bits of those that are."""
    names = tuple(name for name, flag in missing.items() if flag is not False)
    if len(names) > _MOST_MISSING:
        raise PlanLimit("one rule hangs on more than 62 facts", "split the rule.")
    found: Any = ibis.literal(0, "int64")
    for rank, name in enumerate(names):
        flag = terms.certain(missing[name])
        bit = (
            ibis.literal(1 << rank, "int64")
            if flag is True
            else ibis.ifelse(flag, ibis.literal(1 << rank, "int64"), ibis.literal(0, "int64"))
        )
        found = found + bit
    return names, found
