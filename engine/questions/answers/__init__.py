"""The answers: one record a question, with everything below it.

In: values that the questions have worked out. Out: frozen records, and their JSON. Read first:
`answer.py`, then the module of one question.

Money is `Decimal` in euros, days are `date`; in JSON both are strings, `"75000.00"` and
`"2023-06-01"`. The keys are those of `schemas/answer.<question>.schema.json`, and `"schema": 1` in
an answer says which version of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from engine.questions.answers.answer import SCHEMA_VERSION, Answer, CaseAnswer
from engine.questions.answers.calendar import CalendarAnswer
from engine.questions.answers.compare import CompareAnswer
from engine.questions.answers.duties import DutiesAnswer
from engine.questions.answers.eligibility import EligibilityAnswer
from engine.questions.answers.funding import FundingAnswer
from engine.questions.answers.impact import ImpactAnswer
from engine.questions.answers.nearest import NearestAnswer
from engine.questions.answers.texts import DiffAnswer, TextAnswer
from engine.questions.answers.timeline import TimelineAnswer

__all__ = [
    "ANSWERS",
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

ANSWERS: Final[Mapping[str, type[Answer]]] = {
    "eligibility": EligibilityAnswer,
    "calendar": CalendarAnswer,
    "funding": FundingAnswer,
    "duties": DutiesAnswer,
    "text": TextAnswer,
    "diff": DiffAnswer,
    "compare": CompareAnswer,
    "timeline": TimelineAnswer,
    "impact": ImpactAnswer,
    "nearest": NearestAnswer,
}
"""The answer to each question."""
