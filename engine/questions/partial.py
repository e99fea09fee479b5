"""Increases that are known in part: a right that one increases is in doubt, or an occasion on which
it would increase one has no day.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from engine.language.nodes import Entitle, OfRights
from engine.language.templates import filled
from engine.questions.missing_law import outside_label
from engine.questions.presentation import Presenter
from engine.reasoning.evaluation import Evaluation, concluding
from engine.reasoning.explanation import is_outside
from engine.reasoning.occasions import Span, Undated, full_name, undated_facts
from engine.reasoning.rights import Right, any_increased


class Increased:
    """What is missing of the increases of an evaluation, by line and period, and by line for any
    period.
    """

    def __init__(self, evaluation: Evaluation) -> None:
        self._in_period: dict[tuple[str, Span | None], dict[str, None]] = {}
        self._in_any: dict[str, dict[str, None]] = {}
        corpus = evaluation.corpus
        for worked in evaluation.occasions:
            for step in worked.at_work:
                then = step.rule.rule.then
                if step.missing and isinstance(then, OfRights):
                    names = [full_name(name, step.occasion, corpus) for name in step.missing]
                    self._in_period.setdefault((then.line, step.occasion.span), {}).update(
                        dict.fromkeys(names)
                    )
        for undated in evaluation.undated:
            for line in _increased_there(evaluation, undated):
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


def _increased_there(evaluation: Evaluation, undated: Undated) -> Iterable[str]:
    """Yield the lines of the increases that would increase something on an occasion without a
    day.
    """
    rules = [enacted.provision.rule for enacted in concluding(evaluation, undated.kind, "funding")]
    collection = evaluation.corpus.vocabulary.collections.get(undated.kind.each)
    view = {collection.singular: undated.element} if collection else {}
    given = [
        filled(rule.then.line, view) for rule in rules if rule and isinstance(rule.then, Entitle)
    ]
    return (
        rule.then.line
        for rule in rules
        if rule and isinstance(rule.then, OfRights) and any_increased(given, rule.then)
    )


def in_part(missing: Sequence[str], presenter: Presenter) -> dict[str, Any]:
    """Return the fields that say that a line is known in part and what the rest depends on; none
    where it is complete.
    """
    if not missing:
        return {}
    labels = ", ".join(
        outside_label(name, presenter) if is_outside(name) else presenter.fact(name)
        for name in missing
    )
    note = presenter.either(
        f"en partie : le reste dépend de ce qui manque ({labels})",
        f"in part: the rest hangs on what is missing ({labels})",
    )
    return {"partial": True, "depends_on": tuple(missing), "note": note}
