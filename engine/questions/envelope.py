"""What every answer starts with: the day, the law, where it ends, the readings, what inferred."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from engine.language.model import Corpus
from engine.law.consolidation import Timeline
from engine.questions.answers.answer import InferredBy, Named, TextKnown
from engine.questions.answers.trace import TraceOccasion
from engine.questions.compact_trace import compacted
from engine.questions.law_and_readings import law_ends, law_known, readings_used, texts_known
from engine.questions.left_out import not_considered
from engine.questions.over import over
from engine.questions.presentation import Presenter
from engine.questions.question import Question
from engine.questions.remarks import remarks
from engine.questions.step_traces import StepTraces
from engine.questions.supposed import supposed_by
from engine.questions.taken import facts_taken
from engine.reasoning.evaluation import Evaluation
from engine.reasoning.networks import inference
from engine.reasoning.steps import OccasionSteps
from engine.words.citation import replaced, said_of_replaced


def envelope(
    query: str, question: Question, corpus: Corpus, presenter: Presenter, evaluation: Evaluation
) -> dict[str, Any]:
    """Return the fields that every answer about a case starts with. The readings named are those
    that mattered and those asked for.
    """
    chosen, details = readings_used(presenter, evaluation.mattered | question.readings.keys())
    texts, inferred = law_known(presenter, evaluation), inference()
    return heading(query, question, corpus, presenter, texts) | {
        "inference": InferredBy(engine=inferred.engine, version=inferred.version),
        "case": Named(name=_first_text(corpus, evaluation) or None),
        "supposed": supposed_by(evaluation, presenter),
        "remarks": tuple(remarks(evaluation, presenter)) or None,
        "taken": tuple(facts_taken(evaluation, presenter)) or None,
        "readings": chosen,
        "readings_detail": details,
        "over": tuple(over(evaluation, presenter)),
        "not_considered": tuple(not_considered(query, evaluation, presenter)),
    }


def heading(
    query: str, question: Question, corpus: Corpus, presenter: Presenter, texts: list[TextKnown]
) -> dict[str, Any]:
    """Return the fields that every answer starts with."""
    others = tuple(text for text in texts if text.status != "in_force")
    taken = replaced(corpus)
    notices = [presenter.say(said_of_replaced(*text)) for text in taken.items()]
    notices += [_notice(presenter, text) for text in others]
    return {
        "query": query,
        "corpus": corpus.id,
        "on": question.on,
        "known_on": question.known_on,
        "horizon": law_ends(presenter, question.known_on),
        "language": question.language,
        "law": tuple(text for text in texts if text.status == "in_force"),
        "read_from": taken or None,
        "other_texts": others,
        "notices": tuple(notices),
    }


def text_heading(
    query: str, question: Question, corpus: Corpus, presenter: Presenter, timeline: Timeline
) -> dict[str, Any]:
    """Return the fields that an answer about the texts starts with."""
    return heading(
        query, question, corpus, presenter, texts_known(presenter, timeline, question.on)
    )


def traced(
    occasions: Iterable[OccasionSteps], presenter: Presenter, question: Question
) -> tuple[TraceOccasion, ...]:
    """Return the trace of all the steps on each occasion, as far as it is asked for."""
    if not question.traced:
        return ()
    traces = StepTraces(presenter)
    return compacted(
        [
            traces.occasion(
                worked,
                [traces.step(step, worked) for step in worked.steps if question.shows(step)],
            )
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


def _notice(presenter: Presenter, text: TextKnown) -> str:
    short = text.short
    if text.status == "announced" and text.depends_on != "published":
        return presenter.either(
            f"{short} : non signé à la date de connaissance ; annoncé, non appliqué.",
            f"{short}: not signed by the day of knowledge; announced, not applied.",
        )
    if text.status == "announced":
        return presenter.either(
            f"{short} : signé mais non publié à la date de connaissance ; annoncé, non appliqué.",
            f"{short}: signed but not published by the day of knowledge; announced, not applied.",
        )
    if text.status == "not_yet":
        shown = presenter.value("day", text.in_force_from)
        return presenter.either(
            (
                f"{short} : pas encore en vigueur au jour de la question (entrée en vigueur : "
                f"{shown})."
            ),
            f"{short}: not yet in force on the day of the question (entry into force: {shown}).",
        )
    depends = text.depends_on_label or ""
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
