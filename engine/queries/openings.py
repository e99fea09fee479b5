"""Why nothing is due: the grids of periods that no act has opened yet, with the article that makes that act their origin."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from engine.evaluation import Evaluation
from engine.logic import facts_read
from engine.model import Period
from engine.presentation import Plain, Presenter
from engine.temporal import NOT_YET


def not_opened(evaluation: Evaluation, presenter: Presenter) -> Iterator[Plain]:
    """Yield, for each grid of periods whose origin is an act still to come, what it waits for, in words, with its article."""
    for period in presenter.corpus.periods.values():
        view = evaluation.case.as_of(evaluation.case.day)
        acts = [name for name in facts_read(period.start) if view.get(name) == NOT_YET]
        if acts:
            yield _reason(period, acts, evaluation, presenter)


def _reason(period: Period, acts: list[str], evaluation: Evaluation, presenter: Presenter) -> Plain:
    label, awaited = presenter.say(period.label), ", ".join(presenter.fact(name) for name in acts)
    says = presenter.either(
        f"Aucune période n'est ouverte ({label}) : elle se compte d'un acte qui n'a pas encore eu lieu ({awaited}).",
        f"No period is open ({label}): it is counted from an act that has not happened yet ({awaited}).",
    )
    law = evaluation.timeline.law_on(evaluation.case.day)
    enacted = law.provisions.get(period.opened_by) if law else None
    found: Plain = {"period": period.name, "facts": acts, "says": says, "see": "eligibility"}
    return found | {
        "because": presenter.say(enacted.provision.says) if enacted else "",
        "citations": presenter.citations([enacted] if enacted else []),
    }


def readings_that_matter(evaluation: Evaluation, gives: Callable[[str, str], bool]) -> set[str]:
    """Return the readings that matter to an answer that gives nothing: those of which an option gives something, as `gives` says."""
    readings = evaluation.corpus.readings
    return {id_ for id_ in evaluation.mattered if any(gives(id_, option) for option in readings[id_].options)}
