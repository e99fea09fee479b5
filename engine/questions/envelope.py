"""What every answer starts with: the day, the law, where it ends, the readings, what inferred."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from msgspec import to_builtins

from engine.language.model import Corpus
from engine.law.consolidation import Timeline
from engine.questions.over import over
from engine.questions.presentation import Plain, Presenter
from engine.questions.question import Question
from engine.questions.retelling import told_once
from engine.questions.standing import law_ends, law_known, readings_used, texts_known
from engine.questions.unsaid import not_considered
from engine.reasoning.evaluation import Evaluation
from engine.reasoning.networks import inference
from engine.reasoning.steps import OccasionSteps
from engine.words.citation import replaced, said_of_replaced


def envelope(
    query: str, question: Question, corpus: Corpus, presenter: Presenter, evaluation: Evaluation
) -> Plain:
    """Return the keys that every answer about a case starts with;
    the readings named are those that mattered and those asked for.
    """
    chosen, details = readings_used(presenter, evaluation.mattered | question.readings.keys())
    texts = law_known(presenter, evaluation)
    name = _first_text(corpus, evaluation)
    found = heading(query, question, corpus, presenter, texts)
    found["inference"] = to_builtins(inference())
    found["case"] = {"name": name} if name else {}
    return (
        found
        | {
            "readings": chosen,
            "readings_detail": details,
            "over": list(over(evaluation, presenter)),
        }
        | {"not_considered": list(not_considered(query, evaluation, presenter))}
    )


def heading(
    query: str, question: Question, corpus: Corpus, presenter: Presenter, texts: list[Plain]
) -> Plain:
    """Return the keys that every answer starts with."""
    found: Plain = {
        "query": query,
        "corpus": corpus.id,
        "on": question.on.isoformat(),
        "known_on": question.known_on.isoformat(),
    }
    found["horizon"] = law_ends(presenter, question.known_on)
    found |= {
        "language": question.language,
        "law": [one for one in texts if one["status"] == "in_force"],
    }
    others = [one for one in texts if one["status"] != "in_force"]
    taken = replaced(corpus)
    notices = [presenter.say(said_of_replaced(*one)) for one in taken.items()] + [
        _notice(presenter, one) for one in others
    ]
    return (
        found
        | ({"read_from": taken} if taken else {})
        | {"other_texts": others, "notices": notices}
    )


def text_heading(
    query: str, question: Question, corpus: Corpus, presenter: Presenter, timeline: Timeline
) -> Plain:
    """Return the keys that an answer about the texts starts with."""
    return heading(
        query, question, corpus, presenter, texts_known(presenter, timeline, question.on)
    )


def traced(occasions: Iterable[OccasionSteps], presenter: Presenter) -> list[Plain]:
    """Return the trace of all the steps on each occasion."""
    return told_once(
        [
            presenter.occasion(worked, [presenter.step(step, worked) for step in worked.steps])
            for worked in occasions
        ]
    )


def _first_text(corpus: Corpus, evaluation: Evaluation) -> Any:
    names = [name for name, word in corpus.vocabulary.facts.items() if word.type == "text"]
    return next(
        (
            evaluation.case.facts.values[name]
            for name in names
            if name in evaluation.case.facts.values
        ),
        None,
    )


def _notice(presenter: Presenter, text: Plain) -> str:
    short, since = text["short"], text.get("in_force_from")
    if text["status"] == "announced" and text.get("depends_on") != "published":
        return presenter.either(
            f"{short} : non signé à la date de connaissance ; annoncé, non appliqué.",
            f"{short}: not signed by the day of knowledge; announced, not applied.",
        )
    if text["status"] == "announced":
        return presenter.either(
            f"{short} : signé mais non publié à la date de connaissance ; annoncé, non appliqué.",
            f"{short}: signed but not published by the day of knowledge; announced, not applied.",
        )
    if text["status"] == "not_yet":
        shown = presenter.value("day", date.fromisoformat(str(since)))
        return presenter.either(
            (
                f"{short} : pas encore en vigueur au jour de la question (entrée en vigueur : "
                f"{shown})."
            ),
            f"{short}: not yet in force on the day of the question (entry into force: {shown}).",
        )
    depends = text.get("depends_on_label", "")
    return presenter.either(
        (
            f"{short} : entrée en vigueur inconnue, elle dépend d'un événement dont le jour n'est "
            f"pas connu ({depends})."
        ),
        (
            f"{short}: entry into force unknown, it depends on an event whose day is not known "
            f"({depends})."
        ),
    )
