"""Operations that could not be applied: answers that they touch are refused, others are given."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.diagnostics.diagnostic import Diagnostic, RefusedInput, in_order
from engine.language.model import Provision, Rule
from engine.language.nodes import Derive, Meets, Require
from engine.language.tree import roots_of, tables_of, walk
from engine.law.enactment import Doubt, Law
from engine.reasoning.program import FAMILIES, Section


def refuse_doubts(law: Law, section: Section, kind: str, family: str) -> None:
    """Raise RefusedInput when a kind of occasion depends on an operation that did not apply."""
    findings = findings_of_doubts(law, section, kind, family)
    if findings:
        raise RefusedInput(findings)


def findings_of_doubts(
    law: Law, section: Section, kind: str, family: str
) -> tuple[Diagnostic, ...]:
    """Return the findings of operations that did not apply and that a kind of occasion needs."""
    if not law.doubts:
        return ()
    from engine.source.places import placed  # nothing else of an answer needs it

    touching = _touching(law, section, kind, family)
    return in_order(placed(finding for doubt in touching for finding in doubt.findings))


def _touching(law: Law, section: Section, kind: str, family: str) -> Iterator[Doubt]:
    articles = {
        (enacted.provision.text, enacted.provision.article) for enacted in section.provisions
    }
    rules = [
        rule.rule for stage in (*section.derivations, section.conclusions) for rule in stage.rules
    ]
    facts = {
        fact
        for stage in (*section.derivations, section.conclusions)
        for rule in stage.rules
        for fact in rule.facts
    }
    tables, benefits = set(_tables(rules)), set(_benefits(rules))
    for key, doubts in law.doubts.items():
        for doubt in doubts:
            brought = doubt.operation.provisions
            if key in articles or any(
                _matters(provision, kind, family, facts, tables, benefits) for provision in brought
            ):
                yield doubt


def _tables(rules: Iterable[Rule]) -> Iterator[str]:
    """The tables that rules read, those that are not in force included."""
    for rule in rules:
        yield from tables_of(node for root in roots_of(rule) for node in walk(root))


def _benefits(rules: Iterable[Rule]) -> Iterator[str]:
    for rule in rules:
        yield from (
            (node.benefit for node in walk(rule.when) if isinstance(node, Meets))
            if rule.when
            else ()
        )


def _matters(
    provision: Provision,
    kind: str,
    family: str,
    facts: set[str],
    tables: set[str],
    benefits: set[str],
) -> bool:
    """Whether a provision that an operation brings would have been at work."""
    rule = provision.rule
    if rule is None:
        return provision.address in tables
    here = not rule.on or kind in rule.on
    match rule.then:
        case Derive(fact, _):
            return here and fact in facts
        case Require(benefit, _):
            return benefit in benefits or (here and family == "eligibility")
    return here and isinstance(rule.then, FAMILIES[family])
