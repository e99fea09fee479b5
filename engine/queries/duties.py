"""Duties: what is demanded on the day, by whom, with the article that says so."""

from __future__ import annotations

from engine.cases import Facts
from engine.clauses import Oblige
from engine.evaluation import evaluate
from engine.formats import written
from engine.labels import name_label
from engine.logic import filled
from engine.model import Corpus
from engine.presentation import Plain, Presenter
from engine.queries.missing import MissingFacts
from engine.queries.question import Question, envelope, traced
from engine.steps import APPLIED, UNKNOWN, OccasionSteps, Step


def duties(corpus: Corpus, facts: Facts, question: Question) -> Plain:
    """Return the duties of a case on the day of the question, in the order of the articles."""
    found = evaluate(corpus, facts, "duties", on=question.on, known_on=question.known_on, readings=question.readings)
    presenter = Presenter(corpus, question.language, question.readings)
    answer = envelope("duties", question, corpus, presenter, found)
    missing = MissingFacts(presenter, found.case.view)
    missing.undated(found.undated)
    rows: dict[str, Plain] = {}
    for worked in found.occasions:
        for step in worked.steps:
            then = step.rule.rule.then
            if isinstance(then, Oblige) and step.outcome == APPLIED:
                row = _duty(step, worked, then, presenter)
                rows.setdefault(f"{row['duty']} {row['subject']}", row)
            elif step.outcome == UNKNOWN:
                missing.add(step, worked, (step.rule.address, presenter.say(step.rule.enacted.provision.says)), lambda *_: "")
    answer["missing"] = missing.plain()
    answer["duties"] = list(rows.values())
    answer["trace"] = traced(found.occasions, presenter) if question.traced else []
    return answer


def _duty(step: Step, worked: OccasionSteps, then: Oblige, presenter: Presenter) -> Plain:
    provision = step.rule.enacted.provision
    actors, vocabulary = presenter.corpus.vocabulary.actors, presenter.corpus.vocabulary
    subject = filled(then.subject, step.view)
    labels = [collection.keys[subject] for collection in vocabulary.collections.values() if subject in collection.keys]
    row: Plain = {"duty": filled(then.duty, step.view), "subject": subject, "category": then.category}
    row["subject_label"] = presenter.say(labels[0]) if labels else name_label(vocabulary.actors, subject, vocabulary, presenter.language)
    row["by"] = presenter.say(actors[then.by]) if then.by in actors else then.by
    row |= {"says": presenter.say(provision.says), "quote": provision.quote, "traits": dict(then.traits)}
    row["values"] = {name: written(value, "", presenter.language) for name, value in provision.values.items()}
    row["value_labels"] = presenter.value_names(provision.values)
    return row | {"citations": presenter.citations([step.rule.enacted])}
