"""The questions as their JSON answers them: what the tests of the contract read, key by key."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from msgspec.structs import replace

import engine.render
from engine.cases.case_reader import Facts
from engine.language.model import Corpus
from engine.questions import calendar as calendars
from engine.questions import comparison, knowledge, texts
from engine.questions import duties as demands
from engine.questions import eligibility as openings
from engine.questions import funding as sums
from engine.questions.answers import Answer
from engine.questions.question import Question


class PlainAnswer(dict[str, Any]):
    """An answer as its JSON holds it, with the record that it is made of."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.as_plain())
        self.answer = answer

    def changed(self, **fields: Any) -> PlainAnswer:
        """Return the answer with other fields."""
        return PlainAnswer(replace(self.answer, **fields))


def eligibility(
    corpus: Corpus, facts: Facts, question: Question, benefit: str | None = None
) -> PlainAnswer:
    return PlainAnswer(openings.eligibility(corpus, facts, question, benefit))


def calendar(corpus: Corpus, facts: Facts, question: Question) -> PlainAnswer:
    return PlainAnswer(calendars.calendar(corpus, facts, question))


def funding(corpus: Corpus, facts: Facts, question: Question) -> PlainAnswer:
    return PlainAnswer(sums.funding(corpus, facts, question))


def duties(corpus: Corpus, facts: Facts, question: Question) -> PlainAnswer:
    return PlainAnswer(demands.duties(corpus, facts, question))


def text(corpus: Corpus, question: Question, article: str | None = None) -> PlainAnswer:
    return PlainAnswer(texts.text(corpus, question, article))


def diff(corpus: Corpus, question: Question, start: date, end: date) -> PlainAnswer:
    return PlainAnswer(texts.diff(corpus, question, start, end))


def since(corpus: Corpus, facts: Facts, question: Question, known_since: date) -> PlainAnswer:
    """Return the funding answer with what has become known since a day."""
    answer = sums.funding(corpus, facts, question)
    return PlainAnswer(replace(answer, **knowledge.since(corpus, facts, question, known_since)))


def under_readings(corpus: Corpus, facts: Facts, question: Question) -> list[dict[str, Any]]:
    return [row.as_plain() for row in sums.under_readings(corpus, facts, question)]


def compared(
    ask: Callable[[Question], PlainAnswer], corpus: Corpus, question: Question, answer: PlainAnswer
) -> list[dict[str, Any]]:
    rows = comparison.compared(
        lambda asked: ask(asked).answer,  # type: ignore[arg-type, return-value]
        corpus,
        question,
        answer.answer,  # type: ignore[arg-type]
    )
    return [row.as_plain() for row in rows]


def render(answer: PlainAnswer, *args: Any, **options: Any) -> str:
    """Return an answer in a form, as `engine.render.render` does."""
    return engine.render.render(answer.answer, *args, **options)
