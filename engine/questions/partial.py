"""Increases, caps and floors that are known in part: a right on which one works is in doubt, or an
occasion on which it would work on one has no day.

What an increase gives is then the least that it may be. What a cap takes, or a floor adds, was
worked out on the rights that are known: with the others a cap takes more and a floor adds less, so
that the figure is the most that it may be.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from engine.language.nodes import Bound, Cap, Entitle, OfRights
from engine.language.templates import filled
from engine.questions.missing_law import outside_label
from engine.questions.presentation import Presenter
from engine.reasoning.evaluation import Evaluation, concluding
from engine.reasoning.explanation import is_outside
from engine.reasoning.occasions import Span, Undated, full_name, undated_facts
from engine.reasoning.rights import Right, any_increased, lines_increased, matches
from engine.reasoning.steps import OccasionSteps, Step

AT_LEAST: Final = "at_least"
AT_MOST: Final = "at_most"
PROVISIONAL: Final = ""
"""What a figure worked out on what is known is: the least, the most, or neither for sure."""


class Increased:
    """What is missing of the increases of an evaluation, by line and period, and by line for any
    period.
    """

    def __init__(self, evaluation: Evaluation) -> None:
        self._in_period: dict[tuple[str, Span | None], dict[str, None]] = {}
        self._in_any: dict[str, dict[str, None]] = {}
        self._sides: dict[str, set[str]] = {}
        """Between which bounds the figures of a line may lie, for each reason to doubt them."""
        corpus = evaluation.corpus
        for worked in evaluation.occasions:
            for step in worked.at_work:
                then = step.rule.rule.then
                if step.missing and isinstance(then, OfRights):
                    names = [full_name(name, step.occasion, corpus) for name in step.missing]
                    self._in_period.setdefault((then.line, step.occasion.span), {}).update(
                        dict.fromkeys(names)
                    )
                    self._sides.setdefault(then.line, set()).add(_side(step, then, worked))
        for undated in evaluation.undated:
            for line, side in _increased_there(evaluation, undated):
                self._sides.setdefault(line, set()).add(side)
                self._in_any.setdefault(line, {}).update(
                    dict.fromkeys(undated_facts(undated, corpus))
                )

    def missing_of(self, rights: Sequence[Right]) -> tuple[str, ...]:
        """Return what is missing of the rights that make one line of an answer; nothing where they
        are complete.
        """
        first = rights[0]
        if first.base is None:
            return ()
        return tuple(
            {
                **self._in_period.get((first.line, first.span), {}),
                **self._in_any.get(first.line, {}),
            }
        )

    def in_part(self, rights: Sequence[Right], presenter: Presenter) -> dict[str, Any]:
        """Return the fields that say that a line is known in part, whether its figure is the least
        or the most that it may be, and what the rest depends on; none where it is complete.
        """
        missing = self.missing_of(rights)
        if not missing:
            return {}
        sides = self._sides.get(rights[0].line, set())
        side = next(iter(sides)) if len(sides) == 1 else PROVISIONAL
        return _fields(missing, side, presenter)


def _side(step: Step, then: OfRights, worked: OccasionSteps) -> str:
    """Return between which bounds the figure of a line may lie, by one reason to doubt it."""
    if step.because != "partial":  # the whole of it is in doubt, and none of it is in the figure
        return _side_of_more(then)
    lines = lines_increased(then, step.rule.scope)
    for other in worked.at_work:
        doubted = other.rule.rule.then
        if other is step or not other.missing or not isinstance(doubted, Entitle | OfRights):
            continue
        if not matches(filled(doubted.line, other.view), lines):
            continue
        if isinstance(doubted, Entitle):
            scope = other.rule.scope
            if any(node.takes_away() for node in doubted.amount.walk(scope)):
                return PROVISIONAL
        elif not set(lines_increased(doubted, other.rule.scope)) <= set(lines):
            return PROVISIONAL  # what bounds the others may take away, and they are not all here
    return AT_MOST if isinstance(then, Bound) else AT_LEAST


def _side_of_more(then: OfRights) -> str:
    """Return the same where something that is not in the figure may come to it."""
    return AT_MOST if isinstance(then, Cap) else AT_LEAST


def _increased_there(evaluation: Evaluation, undated: Undated) -> Iterable[tuple[str, str]]:
    """Yield the lines of the increases that would increase something on an occasion without a
    day, each with the side on which its figure would change.
    """
    rules = [enacted.provision.rule for enacted in concluding(evaluation, undated.kind, "funding")]
    collection = evaluation.corpus.vocabulary.collections.get(undated.kind.each)
    view = {collection.singular: undated.element} if collection else {}
    given = [
        filled(rule.then.line, view) for rule in rules if rule and isinstance(rule.then, Entitle)
    ]
    return (
        (rule.then.line, _side_of_more(rule.then))
        for rule in rules
        if rule and isinstance(rule.then, OfRights) and any_increased(given, rule.then)
    )


def _fields(missing: Sequence[str], side: str, presenter: Presenter) -> dict[str, Any]:
    labels = ", ".join(
        outside_label(name, presenter) if is_outside(name) else presenter.fact(name)
        for name in missing
    )
    note = presenter.either(
        f"en partie : le reste dépend de ce qui manque ({labels})",
        f"in part: the rest hangs on what is missing ({labels})",
    )
    which = {} if side == PROVISIONAL else {side: True}
    return {"partial": True, "depends_on": tuple(missing), "note": note} | which
