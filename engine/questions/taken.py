"""The facts that a case leaves out and that are taken to be what the vocabulary says."""

from __future__ import annotations

from collections.abc import Iterator

from engine.cases.case_reader import Facts
from engine.language.tree import facts_read
from engine.questions.answers.answer import FactTaken
from engine.questions.naming import iso
from engine.questions.presentation import Presenter
from engine.reasoning.evaluation import Evaluation
from engine.reasoning.program import with_exceptions
from engine.words.labels import word_of


def facts_taken(evaluation: Evaluation, presenter: Presenter) -> Iterator[FactTaken]:
    """Yield each such fact that something read: a rule, the day of an occasion or of a period."""
    facts = evaluation.case.facts
    if not facts.unsaid:
        return
    read = set(_read(evaluation, presenter))
    for name in sorted(facts.unsaid & read):
        word = word_of(name, presenter.corpus.vocabulary)
        if word is not None and word.unsaid is not None:
            yield FactTaken(
                fact=name,
                label=presenter.fact(name),
                value=_plain(facts, name),
                display=presenter.value(name, facts.values[name]),
                because=presenter.say(word.unsaid.because),
                basis=word.unsaid.basis,
            )


def _plain(facts: Facts, name: str) -> str | int | bool:
    value = facts.values[name]
    return value if isinstance(value, bool | int) else str(iso(value))


def _read(evaluation: Evaluation, presenter: Presenter) -> Iterator[str]:
    """Yield the facts that rules and days read, by the names that the case gives them."""
    corpus = evaluation.corpus
    for kind in corpus.occasions.values():
        for value in (kind.on, kind.since):
            yield from facts_read(value) if value is not None else ()
    for period in corpus.periods.values():
        for value in (period.start, period.end):
            yield from facts_read(value) if value is not None else ()
    for worked in evaluation.occasions:
        stages = (*worked.section.derivations, worked.section.conclusions)
        for rule in with_exceptions([rule for stage in stages for rule in stage.rules]):
            for name in rule.facts:
                yield presenter.full_name(name, worked.occasion)
