"""Examples of requests in the words of the law that is served: they answer as they stand.

The case is made by an interview: its questions, each with a plain reply. So an example speaks of
whatever the law is about, and nothing of it is written here.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any, Final

import accord
from engine.diagnostics.bilingual import Language
from engine.questions.answers.interview import Interview, QuestionToAsk

_MOST_FACTS: Final = 3
_MOST_QUESTIONS: Final = 6
_YEAR: Final = timedelta(days=366)
_PLAIN: Final[dict[str, Any]] = {
    "boolean": True,
    "ratio": "80 %",
    "money": 1000,
    "decimal": 16.5,
    "duration": "P2M",
    "text": "A",
}
"""A reply to a question of each type that has no range and no choice."""


def day_of_examples(law: accord.Law) -> date:
    """Return a day on which all texts that have taken effect are in force: a year after the last
    one did.
    """
    return max(_days_in_force(law)) + _YEAR


def example_case(law: accord.Law, language: Language = "en") -> dict[str, Any]:
    """Return a small case that a law answers; empty where it asks for nothing plain."""
    case: dict[str, Any] = {"corpus": law.corpora[0]} if len(law.corpora) > 1 else {}
    not_known: list[str] = []
    day, given = day_of_examples(law), 0
    ask = partial(law.interview, query="funding", not_known=not_known, on=day, lang=language)
    step = ask(case)
    for _ in range(_MOST_QUESTIONS):
        if not step.questions or given == _MOST_FACTS:
            break
        question = step.questions[0]
        tried = _with(case, question.fact, _reply(question, law))
        answered = None if tried is None else _answered(ask, tried)
        if tried is not None and answered is not None:
            case, step, given = tried, answered, given + 1
        else:
            not_known.append(question.fact)
            step = ask(case)
    return case


def requests_of(law: accord.Law, case: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return an example of the request of each question."""
    asked = {"case": case, "on": day_of_examples(law).isoformat(), "lang": "en"}
    without = next(iter(_paths(case)), None)
    return {
        "eligibility": asked,
        "calendar": asked,
        "funding": asked,
        "duties": asked,
        "compare": {**asked, "set": {} if without is None else {without: None}},
        "nearest": asked,
        "timeline": {**asked, "query": "duties"},
        "interview": {**asked, "case": _start(case), "query": "funding"},
        "prove": {**asked, "query": "eligibility"},
    }


def _days_in_force(law: accord.Law) -> list[date]:
    """Return the days on which the texts of the corpus of the examples take effect."""
    of_corpus = (text for text in law.texts if text.corpus == law.corpora[0])
    days = [text.in_force_from for text in of_corpus if text.in_force_from]
    return days or [date.today()]  # noqa: DTZ011  # any day does where no text is in force


def _start(case: dict[str, Any]) -> dict[str, Any]:
    """Return what a case says before it gives a fact."""
    return {"corpus": case["corpus"]} if "corpus" in case else {}


def _reply(question: QuestionToAsk, law: accord.Law) -> Any:
    """Return a plain reply to a question; None where there is none."""
    match question.type:
        case "date":
            return (min(_days_in_force(law)) + _YEAR / 2).isoformat()
        case "enumeration":
            return question.values[0].value
        case "elements":
            return [question.values[0].value]
        case "integer":
            least, most = int(question.minimum or 0), int(question.maximum or 100_000)
            return min(max(least, 50_000), most)
        case kind:
            return _PLAIN.get(kind)


def _with(case: dict[str, Any], fact: str, value: Any) -> dict[str, Any] | None:
    """Return a case that also gives a fact; None where it cannot stand there plainly."""
    if value is None or "[" in fact:
        return None
    *groups, name = fact.split(".")
    made = inner = dict(case)
    for group in groups:
        held = inner.get(group, {})
        if not isinstance(held, dict):
            return None
        inner[group] = inner = dict(held)
    inner[name] = value
    return made


def _answered(
    ask: Callable[[dict[str, Any]], Interview], tried: dict[str, Any]
) -> Interview | None:
    """Return what an interview answers to a case; None where the law refuses it."""
    try:
        return ask(tried)
    except accord.RefusedInput:
        return None


def _paths(case: dict[str, Any]) -> list[str]:
    """Return the paths of the facts of groups, the last one given first."""
    groups = [(name, held) for name, held in case.items() if isinstance(held, dict)]
    return [
        f"{name}.{fact}"
        for name, held in reversed(groups)
        for fact, value in reversed(held.items())
        if not isinstance(value, dict | list)
    ]
