"""How much of the trace of an answer is shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias, TypeVar

from msgspec.structs import replace

from engine.questions.answers import (
    Answer,
    CalendarAnswer,
    DutiesAnswer,
    EligibilityAnswer,
    FundingAnswer,
)
from engine.questions.answers.trace import TraceOccasion, TraceStep
from engine.render.page import Trace

Traced: TypeAlias = EligibilityAnswer | CalendarAnswer | FundingAnswer | DutiesAnswer
"""An answer that tells how it was worked out, and what it lacks."""
AnyAnswer = TypeVar("AnyAnswer", bound=Answer)


def shown_at(answer: AnyAnswer, trace: Trace) -> AnyAnswer:
    """Return the answer with the trace of a level: `none` drops it, `short` drops the steps that
    did not apply, with what they rest on.
    """
    if not isinstance(answer, Traced) or trace == "full":
        return answer
    if trace == "none":
        return replace(answer, trace=None)
    return replace(answer, trace=tuple(_kept_occasions(answer.trace or ())))


def _kept_occasions(occasions: Iterable[TraceOccasion]) -> Iterator[TraceOccasion]:
    """Yield the occasions on which something is left to show."""
    for occasion in occasions:
        children = tuple(_kept_steps(occasion.children))
        if children:
            yield replace(occasion, children=children)


def _kept_steps(steps: Iterable[TraceStep]) -> Iterator[TraceStep]:
    for step in steps:
        if "not_applied" not in (step.outcome, step.apart):
            yield replace(step, children=tuple(_kept_steps(step.children)))
