"""The answers: one record a question, with everything below it.

In: values that the questions have worked out. Out: frozen records, and their JSON. Read first:
`answer.py`, then the module of one question.

Money is `Decimal` in euros, days are `date`; in JSON both are strings, `"75000.00"` and
`"2023-06-01"`. The keys are those of `schemas/answer.<question>.schema.json`, and `"schema": 1` in
an answer says which version of them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from engine.questions.answers.answer import SCHEMA_VERSION, Answer, CaseAnswer
from engine.questions.answers.calendar import CalendarAnswer
from engine.questions.answers.duties import DutiesAnswer
from engine.questions.answers.eligibility import EligibilityAnswer
from engine.questions.answers.funding import FundingAnswer
from engine.questions.answers.texts import DiffAnswer, TextAnswer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.questions.answers.compare import CompareAnswer
    from engine.questions.answers.impact import ImpactAnswer
    from engine.questions.answers.nearest import NearestAnswer
    from engine.questions.answers.timeline import TimelineAnswer

__all__ = [
    "SCHEMA_VERSION",
    "Answer",
    "CalendarAnswer",
    "CaseAnswer",
    "CompareAnswer",
    "DiffAnswer",
    "DutiesAnswer",
    "EligibilityAnswer",
    "FundingAnswer",
    "ImpactAnswer",
    "NearestAnswer",
    "TextAnswer",
    "TimelineAnswer",
    "answer",
    "answer_types",
    "calendar",
    "cited",
    "compare",
    "comparison",
    "duties",
    "eligibility",
    "funding",
    "impact",
    "interview",
    "missing",
    "nearest",
    "record",
    "texts",
    "timeline",
    "trace",
]

_LATER: Final = {
    "CompareAnswer": "compare",
    "TimelineAnswer": "timeline",
    "ImpactAnswer": "impact",
    "NearestAnswer": "nearest",
}
"""The answers to questions that are asked of other answers, each with its module: they are read
when they are asked for, for the plain questions start without them.
"""


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)


def answer_types() -> Mapping[str, type[Answer]]:
    """Return the type of the answer to each question, by the name of the question."""
    plain: dict[str, type[Answer]] = {
        "eligibility": EligibilityAnswer,
        "calendar": CalendarAnswer,
        "funding": FundingAnswer,
        "duties": DutiesAnswer,
        "text": TextAnswer,
        "diff": DiffAnswer,
    }
    return plain | {query: __getattr__(name) for name, query in _LATER.items()}
