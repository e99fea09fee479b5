"""Says which kinds of occasion a family of questions needs, and in which order.

Each comes after those that derive, for good, a fact that it reads.
"""

from __future__ import annotations

from engine.language.model import Corpus, OccasionKind
from engine.language.nodes import Derive
from engine.language.tree import facts_read
from engine.law.consolidation import Timeline
from engine.reasoning.compiled import once
from engine.reasoning.program import FAMILIES, is_lasting


def kinds_in_order(timeline: Timeline, family: str) -> tuple[OccasionKind, ...]:
    """Return the kinds of occasion that a family of questions needs, in order.

    A kind comes after those whose lasting facts it reads.
    """
    if family not in timeline.kinds:
        timeline.kinds[family] = _kinds_in_order(timeline, family)
    return timeline.kinds[family]


def concluding_kinds(timeline: Timeline, family: str) -> frozenset[str]:
    """Return the kinds of occasion on which some rule of the family concludes.

    Any state of the law counts.
    """

    def kinds() -> frozenset[str]:
        doubted = (
            provision for doubt in timeline.doubts for provision in doubt.operation.provisions
        )
        provisions = (*(enacted.provision for enacted in timeline.versions), *doubted)
        rules = (rule for provision in provisions if (rule := provision.rule))
        return frozenset(
            kind for rule in rules if isinstance(rule.then, FAMILIES[family]) for kind in rule.on
        )

    return once(timeline, ("concluding", family), kinds)


def lasting_facts(timeline: Timeline, kind: OccasionKind) -> frozenset[str]:
    """Return the facts that a kind of occasion derives for good, in any state of the law."""

    def facts() -> frozenset[str]:
        rules = (rule for enacted in timeline.versions if (rule := enacted.provision.rule))
        return frozenset(
            rule.then.fact
            for rule in rules
            if isinstance(rule.then, Derive) and kind.name in rule.on
        )

    return once(timeline, ("lasting", kind.name), facts)


def _kinds_in_order(timeline: Timeline, family: str) -> tuple[OccasionKind, ...]:
    corpus = timeline.corpus
    sources: dict[str, set[str]] = {}
    for enacted in timeline.versions:
        rule = enacted.provision.rule
        if rule and isinstance(rule.then, Derive):
            for kind in rule.on:
                if is_lasting(corpus.occasions.get(kind)):
                    sources.setdefault(rule.then.fact, set()).add(kind)
    ordered: list[str] = []

    def visit(name: str, path: tuple[str, ...]) -> None:
        if name in ordered or name in path or name not in corpus.occasions:
            return
        for fact in _kind_facts(corpus, corpus.occasions[name]):
            for source in sorted(sources.get(fact, ())):
                visit(source, (*path, name))
        ordered.append(name)

    lasting_kinds = {kind for kinds in sources.values() for kind in kinds}
    for name in [*sorted(lasting_kinds), *sorted(concluding_kinds(timeline, family))]:
        visit(name, ())
    return tuple(corpus.occasions[name] for name in ordered)


def _kind_facts(corpus: Corpus, kind: OccasionKind) -> tuple[str, ...]:
    values = [kind.on, kind.since]
    periods = (
        [corpus.periods[kind.each_period]] if kind.each_period else list(corpus.periods.values())
    )
    values += [value for period in periods for value in (period.start, period.end)]
    return tuple(name for value in values if value is not None for name in facts_read(value))
