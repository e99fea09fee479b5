"""The proof of an answer: what is asked, the facts, the law read, each step, and the answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from msgspec.structs import replace

from engine import VERSION
from engine.cases.case_reader import Facts
from engine.diagnostics.bilingual import sentence
from engine.diagnostics.diagnostic import Diagnostic, Location, RefusedInput, nearest
from engine.language.model import Corpus
from engine.law.consolidation import Timeline, timeline_of
from engine.proofs.canonical import canonical, hash_of, plain
from engine.proofs.holidays import holidays_written
from engine.proofs.law import effects_of, files_of, versions_of
from engine.proofs.occasions import work_of
from engine.proofs.outcomes import benefits_written, dates_written, duties_written
from engine.proofs.records import Record, shown
from engine.proofs.sums import payments_written, rights_written, sums_of
from engine.questions.funding import ledger
from engine.questions.question import Question
from engine.reasoning.adjustments import late_days
from engine.reasoning.evaluation import Evaluation, evaluate

FORMAT: Final = "accord-proof/1"
ASKED: Final = ("eligibility", "calendar", "funding", "duties")
"""The questions whose answers can be proved."""


def prove(corpus: Corpus, facts: Facts, question: Question, asks: str) -> bytes:
    """Return the proof of the answer to a question on a case, as canonical JSON.

    `asks` is one of ASKED; the answer is the whole one, without bounds. Raises RefusedInput as the
    question does, for another question, and where an amendment does not apply to what it finds.
    """
    _refuse_unknown(asks)
    question = replace(question, start=None, end=None)
    evaluations = _evaluations(corpus, facts, question, asks)
    content: Record = {
        "format": FORMAT,
        "engine": VERSION,
        "question": _question(corpus, question, asks),
        "case": _case(facts),
        "facts": _facts(facts),
        "files": files_of(corpus),
        "effects": effects_of(next(iter(evaluations.values())).timeline),
        "versions": versions_of(evaluations.values()),
        "work": {name: work_of(evaluation) for name, evaluation in evaluations.items()},
        "answer": _answer(corpus, facts, question, asks, evaluations),
    }
    if holidays := holidays_written(corpus):
        content["holidays"] = holidays
    return canonical({**content, "sha256": hash_of(canonical(content))}) + b"\n"


def _refuse_unknown(asks: str) -> None:
    if asks not in ASKED:
        message = sentence("there is no proof of the question `{asked}`.", asked=asks)
        place = Location("QUESTION")
        raise RefusedInput([Diagnostic("ACC470", message, place, nearest(asks, ASKED))])


def _refuse_doubts(timeline: Timeline) -> None:
    """Raise RefusedInput when an amendment does not apply: the law then cannot be told again."""
    for doubt in timeline.doubts:
        operation = doubt.operation
        message = sentence(
            "the operation `{name}` does not apply to what it finds: nothing can be proved.",
            name=f"{operation.text}/{operation.article}/{operation.id}",
        )
        hint = sentence("correct it: `accord check` says what is wrong.")
        raise RefusedInput([Diagnostic("ACC471", message, operation.location, hint)])


# --- what is asked --------------------------------------------------------------------------------


def _question(corpus: Corpus, question: Question, asks: str) -> Record:
    readings = {
        id_: question.readings.get(id_) or reading.default
        for id_, reading in corpus.readings.items()
    }
    return {
        "asks": asks,
        "corpus": corpus.id,
        "on": shown(question.on),
        "known_on": shown(question.known_on),
        "readings": dict(sorted(readings.items())),
    }


def _case(facts: Facts) -> Record:
    """Return what identifies a case: the name and the hash of its file, else the hash of what was
    given. `set` are the facts that were set in it before it was read.
    """
    path = Path(facts.document.path)
    content = path.read_bytes() if path.is_file() else canonical(plain(facts.document.tree))
    name = path.name if path.is_file() else None
    settings = [f"{one.path}={plain(one.value)}" for one in facts.settings]
    return {"file": name, "sha256": hash_of(content), "set": settings}


def _facts(facts: Facts) -> Record:
    return {
        "values": {name: _fact(value) for name, value in sorted(facts.values.items())},
        "histories": {
            name: [[shown(day), _fact(value)] for day, value in history]
            for name, history in sorted(facts.histories.items())
        },
        "elements": {name: list(keys) for name, keys in sorted(facts.elements.items())},
        "records": {name: _fact(records) for name, records in sorted(facts.records.items())},
    }


def _fact(value: Any) -> Any:
    """Return a fact: a word as `{"text": …}`, so that no word is taken for a number or a day."""
    if isinstance(value, list | tuple):
        return [{name: _fact(part) for name, part in sorted(one.items())} for one in value]
    return {"text": value} if isinstance(value, str) else shown(value)


# --- what is worked out ---------------------------------------------------------------------------


def _evaluations(
    corpus: Corpus, facts: Facts, question: Question, asks: str
) -> dict[str, Evaluation]:
    """Return the evaluations behind an answer, by name.

    What was due before a text became known late is worked out under the knowledge of each day on
    which some law was known.
    """

    def evaluated(family: str, known_on: date) -> Evaluation:
        on, readings = question.on, question.readings
        return evaluate(corpus, facts, family, on=on, known_on=known_on, readings=readings)

    evaluations = {} if asks == "funding" else {asks: evaluated(asks, question.known_on)}
    if asks in ("funding", "calendar"):
        evaluations["funding"] = evaluated("funding", question.known_on)
        for day in late_days(evaluations["funding"].timeline):
            eve = day - timedelta(days=1)
            if timeline_of(corpus, eve, question.readings).laws:
                evaluations[f"funding known before {day}"] = evaluated("funding", eve)
    _refuse_doubts(next(iter(evaluations.values())).timeline)
    return evaluations


def _answer(
    corpus: Corpus,
    facts: Facts,
    question: Question,
    asks: str,
    evaluations: Mapping[str, Evaluation],
) -> Record:
    if asks == "eligibility":
        return benefits_written(evaluations[asks])
    if asks == "duties":
        return duties_written(evaluations[asks])
    money = ledger(corpus, facts, question)
    answer: Record = {
        "payments": payments_written(money.payments, question.on),
        "sums": sums_of(money.rights, money.payments, question.on),
    }
    if asks == "calendar":
        return {"dates": dates_written(evaluations[asks], question), **answer}
    return {"rights": rights_written(money.rights), **answer}
