"""The provisions on which what a branch concludes rests:
they may depend on which rules derived what it reads.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, replace

import ibis
import ibis.expr.types as ir

from engine.diagnostics.bilingual import sentence
from engine.law.consolidation import Enacted
from engine.reasoning.program import CompiledRule
from engine.tables.compile.branches import Branch
from engine.tables.compile.rules import Derived
from engine.tables.limits import PlanLimit
from engine.tables.terms import terms
from engine.tables.terms.levels import Kept
from engine.tables.terms.terms import Term, Truth


@dataclass(slots=True, eq=False)
class Grounds:
    """The provisions on which a rule rests on a branch:
    they may depend on which rules derived what it reads.

    `choices` are what they depend on, one bit each: whether a derivation applied, or whether the
    earlier occasion that gave a fact for good took place; `always` those that hold whatever the
    case. `behind(code)` gives the provisions for the bits that are set.
    """

    branch: Branch
    rule: CompiledRule
    choices: Mapping[tuple[str, int], Kept | Term]
    always: frozenset[tuple[str, int]] = frozenset()

    def where(self, truth: Truth) -> Grounds:
        """Return the same provisions where a condition
        holds: what it decides is no longer a choice.
        """
        choices, always = dict(self.choices), set(self.always)
        excluded = self.branch.view.sheet.excluded
        for key, reference in self.choices.items():
            term = self.branch.read(reference)
            flag: Truth = bool(term.constant) if term.constant is not None else term.expr
            # What cannot hold together is looked for whether or not conditions are simplified: the
            # citations, and the bits of a wide ledger, hang on it.
            if excluded(terms.all_of([truth, flag])):
                del choices[key]
            elif excluded(terms.all_of([truth, terms.negation(flag)])):
                del choices[key]
                always.add(key)
        return replace(self, choices=choices, always=frozenset(always))

    def code(self) -> ir.IntegerValue:
        """Return the bits as an expression on the present table."""
        # The provisions behind a right differ from row to row. A row holds a number only: the lists
        # are worked out beforehand, one for each number (`behind`).
        bits: ir.IntegerValue | None = None
        for rank, reference in enumerate(self.choices.values()):
            term = self.branch.read(reference)
            flag = terms.as_column(bool(term.constant) if term.constant is not None else term.expr)
            bit = ibis.ifelse(flag, 1 << rank, 0)
            bits = bit if bits is None else bits + bit
        return ibis.literal(0, "int32") if bits is None else bits.cast("int32")

    def codes(self) -> range:
        """Return every code that may occur."""
        return range(1 << len(self.choices))

    def behind(self, code: int) -> tuple[Enacted, ...]:
        """Return the provisions in the order in which the engine cites them."""
        bits = self.always.union(key for rank, key in enumerate(self.choices) if code >> rank & 1)
        provisions: dict[Enacted, None] = {}
        seen: set[int] = set()
        waiting = [self.rule]
        while waiting:  # each rule once: several facts may rest on the same ones, level after level
            rule = waiting.pop()
            if id(rule) not in seen:
                seen.add(id(rule))
                provisions |= dict.fromkeys(rule.rests_on)
                waiting += reversed(self._below(rule, bits))
        return tuple(provisions)

    def _below(self, rule: CompiledRule, bits: Set[tuple[str, int]]) -> list[CompiledRule]:
        below: list[CompiledRule] = []
        for name in rule.facts:
            # A derivation that is alone has no bit, and no bit is set where none applied: then all
            # that may have given the fact are behind it.
            derived = [step for step in _derivations(self.branch, name) if step.rule is not rule]
            if name not in self.branch.derivations:
                derived = [step for step in derived if ("present", id(step.branch)) in bits]
            given = [step for step in derived if ("applied", id(step)) in bits]
            below += [step.rule for step in given or derived]
        return below


def _derivations(branch: Branch, name: str) -> list[Derived]:
    """Return the derivations of a fact on a branch, or else
    those that gave it for good on an earlier occasion.
    """
    derived: list[Derived] = branch.derivations.get(name) or list(
        branch.lasting_derivations.get(name, ())
    )
    return derived


def grounds(rule: CompiledRule, branch: Branch) -> Grounds:
    """Return the provisions on which a rule rests on a branch."""
    # Rules and branches are told apart by identity: one rule derives on several branches, each
    # with columns of its own.
    choices: dict[tuple[str, int], Kept | Term] = {}
    seen: set[int] = set()

    def visit(deriving: CompiledRule) -> None:
        if id(deriving) in seen:
            return
        seen.add(id(deriving))
        for name in deriving.facts:
            for other in _derivations(branch, name):
                if other.rule is deriving:
                    continue
                # A fact given for good comes from an earlier occasion: it was given there, or not,
                # as that occasion took place.
                if name not in branch.derivations:
                    choices["present", id(other.branch)] = other.branch.active
                # The only rule that derives a fact is behind it wherever the fact is read: that is
                # no choice. One that never applies is none either.
                if not other.alone and not (
                    isinstance(other.applied, Term) and other.applied.constant is False
                ):
                    choices["applied", id(other)] = other.applied
                visit(other.rule)

    visit(rule)
    if len(choices) > 12:  # 4096 combinations
        raise PlanLimit(
            sentence("more than twelve derivations may stand behind one rule"),
            sentence("split the rule."),
        ).at(rule.enacted.provision.location)
    return Grounds(branch, rule, choices)
