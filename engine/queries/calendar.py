"""Calendar: every deadline, event and payment of a case, with its status on the day of the question and its article."""

from __future__ import annotations

from datetime import date

from engine.cases import Facts
from engine.clauses import Deadline, EffectDate, EventDate
from engine.evaluation import evaluate
from engine.logic import filled, walk
from engine.model import Corpus
from engine.presentation import Plain, Presenter, iso
from engine.program import conclusion_values
from engine.queries.funding import ledger, payments
from engine.queries.missing import MissingFacts, askable
from engine.queries.question import Question, envelope, traced
from engine.steps import APPLIED, UNKNOWN, OccasionSteps, Step
from engine.temporal import NOT_YET


def calendar(corpus: Corpus, facts: Facts, question: Question) -> Plain:
    """Return the calendar of a case: entries in order of date, those without a known date last."""
    on, known_on, until = question.on, question.known_on, question.end
    found = evaluate(corpus, facts, "calendar", on=on, known_on=known_on, readings=question.readings, until=until)
    money = ledger(corpus, facts, question)
    found.mattered |= money.evaluation.mattered
    presenter = Presenter(corpus, question.language, question.readings)
    answer = envelope("calendar", question, corpus, presenter, found)
    missing = MissingFacts(presenter, found.case.view)
    missing.undated(found.undated)
    entries = []
    for worked in found.occasions:
        for step in worked.steps:
            entry = _entry(step, worked, presenter, question)
            if entry and (entry["on"] is None or question.covers(date.fromisoformat(entry["on"]))):
                entries.append(entry)
                if step.outcome == UNKNOWN:
                    missing.add(step, worked, (entry["id"], entry["label"]), lambda *_: "")
    entries += [_payment(row) for row in payments(money, presenter, question)]
    answer["missing"] = missing.plain()
    answer["entries"] = sorted(entries, key=lambda entry: (entry["on"] or "9999", entry["id"]))
    answer["trace"] = traced(found.occasions, presenter) if question.traced else []
    return answer


def _entry(step: Step, worked: OccasionSteps, presenter: Presenter, question: Question) -> Plain | None:
    then = step.rule.rule.then
    if not isinstance(then, Deadline):
        return None
    events = _unknown_events(step) if step.because == "no_value" else []
    if step.outcome not in (APPLIED, UNKNOWN) and not events:
        return None
    name = filled(then.entry, step.view)
    due = step.values[0] if step.outcome == APPLIED else None
    if due == NOT_YET:
        return None
    entry: Plain = {"id": name, "label": presenter.entry(name), "kind": then.kind, "on": iso(due) if due else None}
    if step.occasion.span is not None:
        entry[step.occasion.span.name] = step.occasion.span.number
    if due is None:
        entry |= {"status": "conditional", "depends_on": _depends(step, events, presenter)}
    else:
        met_on = step.values[1] if then.met_by is not None else None
        judged = then.met_by is not None or then.kind == "deadline"  # what must be done and leaves no trace in a case is not said to be met
        status = _status(due, met_on, question.on, judged=judged)
        entry["status"] = "lapsed" if then.optional and status in ("late", "due") else status
        if met_on is not None and met_on != NOT_YET:
            entry["met_on"] = iso(met_on)
    entry["says"] = presenter.say(step.rule.enacted.provision.says)
    entry["citations"] = presenter.citations(presenter.provisions_behind(step, worked))
    return entry


def _status(due: date, met_on: date | None, day: date, *, judged: bool) -> str:
    """A deadline is met, late or not; when what meets it is not known it is never called late, only due."""
    if not judged:
        return "met" if due <= day else "not_yet"
    if met_on is not None and met_on <= day:
        return "met" if met_on <= due else "late"
    if due >= day:
        return "not_yet"
    return "due" if met_on is None else "late"


def _unknown_events(step: Step) -> list[EventDate | EffectDate]:
    timeline = step.rule.scope.timeline
    nodes = [node for value in conclusion_values(step.rule.rule.then) for node in walk(value, step.rule.scope)]
    return [node for node in nodes if isinstance(node, EventDate | EffectDate) and timeline.resolve(node) is None]


def _depends(step: Step, events: list[EventDate | EffectDate], presenter: Presenter) -> str:
    if events:
        names = []
        for node in events:
            text = presenter.corpus.texts[node.text]
            event = text.events.get(node.event) if isinstance(node, EventDate) else None
            note = presenter.say(event.note) if event and event.note else ""
            what = node.event if isinstance(node, EventDate) else presenter.either("entrée en vigueur", "entry into force")
            names.append(f"{presenter.say(text.short)}, {what}" + (f" ({note})" if note else ""))
        return presenter.either("dépend d'un événement non connu : ", "depends on an event not known: ") + "; ".join(dict.fromkeys(names))
    labels = [presenter.fact(presenter.full_name(name, step.occasion)) for name in askable(step, presenter.corpus)]
    return presenter.either("dépend d'un fait inconnu : ", "depends on an unknown fact: ") + ", ".join(labels)


def _payment(row: Plain) -> Plain:
    entry = {"id": f"payments.{row['line']}.{row['part']}", "label": f"{row['label']} ({row['part_label']})", "kind": "payment"}
    entry |= {"on": row["due_on"], "status": row["status"] if row["due_on"] else "conditional", "amount": row["amount"]}
    kept = {
        key: value
        for key, value in row.items()
        if key not in {"line", "label", "due_on", "amount", "part", "part_label", "status", "citations"}
    }
    return entry | kept | {"citations": row["citations"]}
