"""The remarks on the provisions behind an answer, where their condition holds or may hold."""

from __future__ import annotations

from collections.abc import Iterator

from engine.language.model import Remark
from engine.language.nodes import Require
from engine.law.consolidation import Timeline
from engine.law.enactment import Enacted
from engine.questions.answers.answer import RemarkMade
from engine.questions.presentation import Presenter
from engine.reasoning.compiled import once
from engine.reasoning.evaluation import Evaluation
from engine.reasoning.logic import Truth, compiled_condition
from engine.reasoning.normal_form import normal_form
from engine.reasoning.steps import NOT_APPLIED, OccasionSteps, Step


def remarks(evaluation: Evaluation, presenter: Presenter) -> Iterator[RemarkMade]:
    """Yield each remark once, in the order of the occasions: as it stands where its condition holds
    on one of them, with its condition where that is only not known to fail. It cites each version
    of its provision that makes it.
    """
    if not _are_made(evaluation.timeline):
        return
    made: dict[tuple[Enacted, int], tuple[Remark, Truth]] = {}
    for worked in evaluation.occasions:
        for step in _concluding(worked):
            for enacted in step.rule.rests_on:
                for rank, remark in enumerate(enacted.provision.notes):
                    truth, key = _truth(remark, step), (enacted, rank)
                    if truth or (truth is None and key not in made):
                        made[key] = remark, truth
    cited: dict[tuple[str, str | None], list[Enacted]] = {}
    for (enacted, _), (remark, truth) in made.items():
        unknown = truth is None and remark.when is not None
        where = presenter.aloud.condition(remark.when) if unknown and remark.when else None
        cited.setdefault((presenter.say(remark.says), where), []).append(enacted)
    for (says, where), versions in cited.items():
        citations = tuple(dict.fromkeys(map(presenter.citation, versions)))
        yield RemarkMade(says=says, where=where, citations=citations)


def _are_made(timeline: Timeline) -> bool:
    """Whether any provision makes a remark."""
    return once(
        timeline, "remarks", lambda: any(enacted.provision.notes for enacted in timeline.versions)
    )


def _concluding(worked: OccasionSteps) -> Iterator[Step]:
    """Yield the steps of an occasion that an answer may cite: those that conclude, or may."""
    steps = (*(step for group in worked.derived.values() for step in group), *worked.steps)
    for step in steps:
        if step.outcome != NOT_APPLIED or isinstance(step.rule.rule.then, Require):
            yield step


def _truth(remark: Remark, step: Step) -> Truth:
    if remark.when is None:
        return True
    scope = step.rule.scope
    return compiled_condition(normal_form(remark.when, scope), scope)(step.view)
