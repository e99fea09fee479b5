"""What is over on the day of the question: what has ended, since when, and what was not read of
what follows.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from engine.language.forms.facts import Fact
from engine.language.forms.operation import ValueOperation
from engine.language.temporal import NOT_YET
from engine.language.values import Value
from engine.questions.answers.answer import Ended, PlaceNotEncoded
from engine.questions.presentation import Presenter
from engine.reasoning.evaluation import Evaluation, law_of
from engine.reasoning.logic import Scope
from engine.reasoning.steps import APPLIED
from engine.words.citation import place_not_read


def over(evaluation: Evaluation, presenter: Presenter, *, ahead: bool = False) -> Iterator[Ended]:
    """Yield the ends of the grids of periods that have come by the day of the question; those that
    lie `ahead` instead, where they are asked for. Several that end together are named once.
    """
    listed: set[tuple[str, date]] = set()
    day = evaluation.case.day
    law = law_of(evaluation, day)
    view = evaluation.case.as_of(day)
    for period in presenter.corpus.periods.values():
        if law is not None and period.end is not None:
            scope = Scope(evaluation.timeline, law, evaluation.readings)
            start, end = (value.compiled(scope)(view) for value in (period.start, period.end))
            ended = _dating(period.end), end
            if start is None or end is None or end <= start or ended in listed:
                continue
            if NOT_YET not in (start, end) and (end > day) == ahead:
                listed.add(ended)
                yield ending(period.end, end, evaluation, presenter)


def ending(value: Value, on: date, evaluation: Evaluation, presenter: Presenter) -> Ended:
    """Return what has ended on a day: the fact that dates it, the articles that say so, and which
    of its consequences are not encoded.
    """
    fact = _dating(value)
    steps = [step for step in evaluation.lasting_steps.get(fact, ()) if step.outcome == APPLIED]
    unread = tuple(
        PlaceNotEncoded(
            text=text.id,
            place=place_not_read(place, presenter.language),
            why=place["why"][presenter.language],
        )
        for text in presenter.corpus.texts.values()
        for place in text.not_encoded
        if fact in place.get("facts", ())
    )
    return Ended(
        fact=fact,
        label=presenter.fact(fact) if fact else "",
        on=on,
        not_encoded=unread,
        citations=presenter.citations(step.rule.enacted for step in steps),
    )


def _dating(value: Value) -> str:
    """Return the fact that names an end. For the earliest of several days it is the first that a
    fact gives.
    """
    parts = value.parts if isinstance(value, ValueOperation) else (value,)
    return next((part.name for part in parts if isinstance(part, Fact)), "")
