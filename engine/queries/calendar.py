"""Calendar: every deadline, event and payment of a case, with its status on the day of the question and its article."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from msgspec.structs import replace

from engine.cases import Facts
from engine.clauses import Deadline
from engine.evaluation import Evaluation, evaluate
from engine.explanation import compiled_lack, is_outside
from engine.logic import facts_read, filled
from engine.model import Corpus
from engine.occasions import Occasion
from engine.presentation import Plain, Presenter, iso
from engine.queries.funding import ledger, note_missing, payments
from engine.queries.lacking import outside
from engine.queries.missing import MissingFacts, askable
from engine.queries.openings import not_opened
from engine.queries.question import Question, envelope, traced
from engine.steps import APPLIED, UNKNOWN, OccasionSteps, Step, lacking
from engine.temporal import NOT_YET


def calendar(corpus: Corpus, facts: Facts, question: Question) -> Plain:
    """Return the calendar of a case: entries in order of date, those without a known date last."""
    on, known_on, until = question.on, question.known_on, question.end
    found = evaluate(corpus, facts, "calendar", on=on, known_on=known_on, readings=question.readings, until=until)
    money = ledger(corpus, facts, question)
    found.mattered |= money.evaluation.mattered
    presenter = Presenter(corpus, question.language, question.readings)
    answer = envelope("calendar", question, corpus, presenter, found)
    missing = MissingFacts(presenter, question.on)
    missing.undated(found, "calendar")
    entries = []
    for step, worked, entry in dated(found, presenter, question):
        entries.append(entry)
        if step.missing:
            missing.add(step, worked, (entry["id"], entry["label"]))
    note_missing(money, missing)
    entries += [_payment(row) for row in payments(money, presenter, question)]
    answer["missing"] = missing.plain()
    answer["reasons"] = [] if any(not entry.get("by") for entry in entries) else list(not_opened(found, presenter))
    answer["entries"] = sorted(entries, key=lambda entry: (entry["on"] or "9999", entry["id"]))
    answer["trace"] = traced(found.occasions, presenter) if question.traced else []
    return answer


def dated(found: Evaluation, presenter: Presenter, question: Question) -> Iterator[tuple[Step, OccasionSteps, Plain]]:
    """Yield the entries of an evaluated calendar that lie within the bounds asked for, each with the step that gives it.

    The step of a date whose act is not known lacks it: it has its day, and the act would say whether it is met.
    """
    for worked in found.occasions:
        for one in worked.steps:
            step = _lacking_its_act(one, worked, found)
            entry = _entry(step, worked, presenter, question)
            if entry and (entry["on"] is None or question.covers(date.fromisoformat(entry["on"]))):
                yield step, worked, entry


def _lacking_its_act(step: Step, worked: OccasionSteps, found: Evaluation) -> Step:
    then, scope = step.rule.rule.then, step.rule.scope
    if not isinstance(then, Deadline) or then.met_by is None or step.outcome != APPLIED or step.values[1] is not None:
        return step
    names = [name for name in facts_read(then.met_by, scope) if name not in step.view]
    names += compiled_lack((then.met_by,), scope)(step.view)
    return replace(step, missing=lacking(step.rule, step.view, worked.derived, found.pending, names))


def _entry(step: Step, worked: OccasionSteps, presenter: Presenter, question: Question) -> Plain | None:
    then = step.rule.rule.then
    if not isinstance(then, Deadline):
        return None
    if step.outcome not in (APPLIED, UNKNOWN) or _not_yet_theirs(then, step.occasion, question):
        return None
    name = filled(then.entry, step.view)
    due = step.values[0] if step.outcome == APPLIED else None
    if due == NOT_YET:
        return None
    entry: Plain = {"id": name, "label": presenter.entry(name), "kind": then.kind, "on": iso(due) if due else None}
    if then.by:
        actors = presenter.corpus.vocabulary.actors
        entry |= {"by": then.by, "by_label": presenter.say(actors[then.by]) if then.by in actors else then.by}
    if step.occasion.span is not None:
        entry[step.occasion.span.name] = step.occasion.span.number
    if due is None:
        entry |= {"status": "conditional", "depends_on": depends_on(step, worked, presenter)}
    else:
        met_on = step.values[1] if then.met_by is not None else None
        status = _status(then, due, met_on, question.on)
        entry["status"] = "lapsed" if then.optional and status in ("late", "due") else status
        if met_on is not None and met_on != NOT_YET:
            entry["met_on"] = iso(met_on)
        if step.missing:
            entry["not_stated"] = ", ".join(_lacks(step, worked, presenter))
    if step.missing:
        entry["missing"] = missing_names(step, presenter)
    entry["says"] = presenter.say(step.rule.enacted.provision.says)
    entry["citations"] = presenter.citations(presenter.provisions_behind(step, worked))
    return entry


def _not_yet_theirs(then: Deadline, occasion: Occasion, question: Question) -> bool:
    """What others than the one the case speaks of must do is no date of its calendar before the act that asks it of them."""
    return bool(then.by) and occasion.on > question.on


def _status(then: Deadline, due: date, met_on: date | None, day: date) -> str:
    """Only a fact of the case meets a date; when what meets it is not known it is never called late: due, or past when no one owes it."""
    if met_on is not None and met_on <= day:
        return "met" if met_on <= due else "late"
    if met_on is None and then.kind != "deadline":
        return "past" if due <= day else "not_yet"
    if due >= day:
        return "not_yet"
    return "due" if met_on is None else "late"


def missing_names(step: Step, presenter: Presenter) -> list[str]:
    """Return the names of what a step lacks: the facts as the case writes them, then the events of texts and the tables."""
    facts = [presenter.full_name(name, step.occasion) for name in askable(step, presenter.corpus)]
    return [*facts, *(name for name in step.missing if is_outside(name))]


def _lacks(step: Step, worked: OccasionSteps, presenter: Presenter) -> list[str]:
    """Return the labels of what a step lacks."""
    facts = [presenter.fact(name) for name in missing_names(step, presenter) if not is_outside(name)]
    return list(dict.fromkeys([*facts, *(words["label"] for _, words in outside(step, worked, presenter))]))


def depends_on(step: Step, worked: OccasionSteps, presenter: Presenter) -> str:
    """Say what a conclusion hangs on: the facts of the case that are not known, the events of texts and the tables that are not there."""
    facts = [presenter.fact(presenter.full_name(name, step.occasion)) for name in askable(step, presenter.corpus)]
    events = [words["label"] for _, words in outside(step, worked, presenter)]
    listed = [
        (facts, ("dépend d'un fait inconnu : ", "depends on an unknown fact: "), ", "),
        (events, ("dépend de ce qui n'est pas connu : ", "depends on what is not known: "), "; "),
    ]
    return "; ".join(presenter.either(*words) + between.join(dict.fromkeys(names)) for names, words, between in listed if names)


def _payment(row: Plain) -> Plain:
    entry = {"id": f"payments.{row['line']}.{row['part']}", "label": f"{row['label']} ({row['part_label']})", "kind": "payment"}
    entry |= {"on": row["due_on"], "status": row["status"] if row["due_on"] else "conditional", "amount": row["amount"]}
    kept = {
        key: value
        for key, value in row.items()
        if key not in {"line", "label", "due_on", "amount", "part", "part_label", "status", "citations"}
    }
    kept |= {"depends_on": row["note"]} if row.get("conditional") else {}
    return entry | kept | {"citations": row["citations"]}
