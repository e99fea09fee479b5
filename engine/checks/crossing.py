"""Finds a floor that lies above a cap on the same rights, in one state of the law.

In: the law of a state. Out: findings at the later of the two rules. Both amounts are written.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

from engine.checks.conflicts import compatible
from engine.checks.subjects import Subjects
from engine.diagnostics.bilingual import sentence
from engine.diagnostics.diagnostic import Diagnostic
from engine.language.forms.constants import outcomes
from engine.language.nodes import Bound, Cap, Floor
from engine.law.consolidation import Enacted, Law, Timeline
from engine.reasoning.logic import Scope, share_occasions
from engine.reasoning.rights import lines_increased


def crossing(timeline: Timeline, law: Law, subjects: Subjects) -> Iterator[Diagnostic]:
    """Yield a finding for each floor above a cap that holds for all of its rights, and more."""
    scope = Scope(timeline, law, timeline.readings)
    bounds = [enacted for enacted in law.provisions.values() if _is_bound(enacted)]
    for cap, floor in product(bounds, bounds):
        limits = _limits(cap, Cap), _limits(floor, Floor)
        if None in limits or limits[0] >= limits[1] or not _of_all(cap, floor, scope):
            continue
        if compatible(cap, floor, scope, subjects.bounds) is not None:
            yield _finding(cap, floor, *limits)


def _is_bound(enacted: Enacted) -> bool:
    rule = enacted.provision.rule
    return rule is not None and isinstance(rule.then, Bound)


def _bound_on(enacted: Enacted) -> tuple[Bound, tuple[str, ...]]:
    rule = enacted.provision.rule
    assert rule is not None
    assert isinstance(rule.then, Bound)  # no other rule is compared
    return rule.then, rule.on


def _limits(enacted: Enacted, kind: type[Bound]) -> Any:
    """Return the most that a cap leaves, or the least that a floor gives; None if not written."""
    bound, _ = _bound_on(enacted)
    if not isinstance(bound, kind):
        return None
    written = [number for (number,) in outcomes(bound.at)]
    if not written or None in written:
        return None
    return max(written) if kind is Cap else min(written)


def _of_all(cap: Enacted, floor: Enacted, scope: Scope) -> bool:
    """Whether a cap holds, on the same occasions, for all the rights of a floor."""
    (most, most_on), (least, least_on) = map(_bound_on, (cap, floor))
    own = {most.line, least.line}
    of_floor = {*lines_increased(least, scope)} - own
    return (
        bool(of_floor)
        and of_floor <= {*lines_increased(most, scope)}
        and share_occasions(most_on, least_on)
    )


def _finding(cap: Enacted, floor: Enacted, most: Any, least: Any) -> Diagnostic:
    message = sentence(
        "the floor `{floor}` ({least}) lies above the cap `{cap}` ({most}) on the same rights.",
        floor=floor.provision.address,
        least=least,
        cap=cap.provision.address,
        most=most,
    )
    hint = sentence("let the cap be above the floor, or make their conditions exclusive.")
    return Diagnostic(
        "ACC265",
        message,
        floor.provision.location,
        hint,
        (cap.provision.location,),
        word="floor",
        under=("then",),
    )
