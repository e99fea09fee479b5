"""The short answer and the tables of the questions on a case: eligibility, calendar, duties (funding has its own module)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from engine.formats import listed, long_date, money, typographic, upper_first, written
from engine.render.page import Block, Cell, Column, Heading, Paragraph, Row, Writing, displays
from engine.render.proof import failed_in_words, tone_of
from engine.render.wording import word_or

_OUTCOMES = ("eligible", "undetermined", "not_yet_eligible", "not_eligible")


def eligibility_blocks(page: Writing) -> Iterator[Block]:
    """Yield which benefits are open, each benefit's requirements, and the next steps."""
    benefits = page.many("benefits")
    for outcome in _OUTCOMES:
        labels = [_label(benefit, "benefit") for benefit in benefits if _outcome(benefit) == outcome]
        if labels:
            yield Paragraph(page.say(f"lead.{outcome}", what=page.joined(labels)), "lead")
    missing = [str(fact.get("label") or fact.get("fact")) for fact in page.many("missing")]
    if missing:
        yield Paragraph(page.say("lead.needed", what=page.joined(missing)))
    awaited = [str(act.get("label") or act.get("fact")) for act in page.many("to_come")]
    if awaited:
        yield Paragraph(page.say("lead.awaited", what=page.joined(awaited)))
    for benefit in benefits:
        yield from _benefit(page, benefit)
    if page.many("next_steps"):
        yield Heading(2, page.say("next_steps"))
        yield _steps(page)


def _outcome(benefit: Mapping[str, Any]) -> str:
    """The outcome of a benefit as it is shown: what only waits for acts to come is not open yet."""
    return "not_yet_eligible" if benefit.get("to_come") else str(benefit.get("outcome"))


def _benefit(page: Writing, benefit: Mapping[str, Any]) -> Iterator[Block]:
    outcome = _outcome(benefit)
    title = f"{upper_first(_label(benefit, 'benefit'))} — {word_or('outcome', outcome, page.language)}"
    yield Heading(2, page.prose(title), tone_of(benefit.get("outcome")))
    if benefit.get("reason"):
        yield Paragraph(page.prose(benefit["reason"]))
    rows = [_requirement(page, requirement) for requirement in benefit.get("requirements") or ()]
    if rows:
        columns = (Column(page.say("outcome"), "short"), Column(page.say("requirement")))
        yield page.references.table(page.prose(_label(benefit, "benefit")), columns, rows)
    labels = {str(fact.get("fact")): str(fact.get("label")) for fact in page.many("missing") if fact.get("label")}
    missing = [labels.get(str(fact), str(fact)) for fact in benefit.get("missing") or ()]
    if missing:
        yield Paragraph(page.say("lead.needed", what=page.joined(missing)))
    changes = [_change(page, change) for change in benefit.get("nearest_change") or ()]
    if changes:
        yield Paragraph(page.say("nearest", what=page.joined(changes)))


def _change(page: Writing, change: Mapping[str, Any]) -> str:
    before = page.say("unknown_value") if change.get("from") is None else written(change["from"], "", page.language)
    after = written(change.get("to"), "", page.language)
    return page.say("nearest.one", label=_label(change, "fact"), before=before, after=after)


def _requirement(page: Writing, requirement: Mapping[str, Any]) -> Row:
    outcome = str(requirement.get("outcome"))
    under = tuple(failed_in_words(page, failed) for failed in requirement.get("failed") or ())
    acts = [str(act.get("label") or act.get("fact")) for act in requirement.get("to_come") or ()]
    under += (page.say("lead.awaited", what=page.joined(acts)),) if acts else ()
    status = Cell(word_or("outcome", outcome, page.language), (), tone_of(outcome))
    says = Cell(page.prose(requirement.get("says") or requirement.get("id")), under)
    return Row((status, says), "row", displays(requirement.get("citations")))


def _steps(page: Writing) -> Block:
    rows = []
    for step in page.many("next_steps"):
        done = step.get("done")
        status = Cell(page.say(f"step.{str(done).lower()}"), (), "good" if done else "open" if done is False else "plain")
        helpers = listed([str(name) for name in step.get("helped_by") or ()], page.language)
        says = page.prose(step.get("says") or step.get("step"))
        rows.append(Row((status, Cell(says), Cell(helpers)), "row", displays(step.get("citations"))))
    columns = (Column(page.say("status"), "short"), Column(page.say("step")), Column(page.say("helped_by")))
    return page.references.table(page.say("next_steps"), columns, rows)


def calendar_blocks(page: Writing) -> Iterator[Block]:
    """Yield what is late and what comes next, then the dates in their order, those without a day at the end."""
    entries = sorted(page.many("entries"), key=lambda entry: (entry.get("on") is None, str(entry.get("on") or "")))
    if not entries:
        yield Paragraph(page.say("lead.no_dates"), "lead")
        return
    late = [_label(entry, "id") for entry in entries if entry.get("status") == "late"]
    if late:
        yield Paragraph(page.say("lead.late", what=page.joined(late)), "lead")
    today = str(page.answer.get("on") or "")
    coming = [entry for entry in entries if entry.get("on") and str(entry["on"]) >= today and entry.get("status") != "met"]
    if coming:
        first = coming[0]
        yield Paragraph(page.say("lead.next", what=_label(first, "id"), on=page.date(first["on"])), "lead")
    counts = Counter(_status(page, entry) for entry in entries)
    summary = ", ".join(f"{name}{page.colon} {count}" for name, count in counts.items())
    yield Paragraph(
        page.say("lead.counts", count=page.number_of(len(entries), "date"), what=summary), "plain" if late or coming else "lead"
    )
    with_money = any(entry.get("amount") is not None for entry in entries)
    columns = [Column(page.say("date"), "date"), Column(page.say("entry")), Column(page.say("status"), "short")]
    if with_money:
        columns.append(Column(page.say("amount"), "amount"))
    yield page.references.table(page.say("query.calendar"), columns, [_entry(page, entry, money_shown=with_money) for entry in entries])


def _entry(page: Writing, entry: Mapping[str, Any], *, money_shown: bool) -> Row:
    under = [word_or("entry", entry.get("kind") or "event", page.language)]
    if entry.get("met_on"):
        under.append(page.say("status.met_on", on=long_date(entry["met_on"], page.language)))
    if entry.get("depends_on"):
        under.append(page.say("depends_on", what=str(entry["depends_on"])))
    cells = [
        Cell(page.date(entry.get("on"))),
        Cell(page.prose(upper_first(_label(entry, "id"))), (page.prose(" · ".join(under)),)),
        Cell(_status(page, entry), (), "plain" if entry.get("kind") == "payment" else tone_of(entry.get("status"))),
    ]
    if money_shown:
        cells.append(Cell(money(entry["amount"], page.language) if entry.get("amount") is not None else ""))
    return Row(tuple(cells), "row", displays(entry.get("citations")))


def _status(page: Writing, entry: Mapping[str, Any]) -> str:
    status = str(entry.get("status") or "not_yet")
    payable = status == "due" and entry.get("kind") == "payment"
    return word_or("status", "payable" if payable else status, page.language)


def duties_blocks(page: Writing) -> Iterator[Block]:
    """Yield how many duties there are of each kind, then the duties by subject."""
    duties = page.many("duties")
    if not duties:
        yield Paragraph(page.say("lead.no_duties"), "lead")
        return
    counts = Counter(_category(page, duty) for duty in duties)
    summary = ", ".join(f"{name}{page.colon} {count}" for name, count in counts.items())
    yield Paragraph(page.say("lead.duties", count=page.number_of(len(duties), "duty"), what=summary), "lead")
    columns = (Column(page.say("category"), "text"), Column(page.say("duty"), "text"))
    subjects = dict.fromkeys(str(duty.get("subject_label") or duty.get("subject") or page.say("general")) for duty in duties)
    for subject in subjects:
        mine = [duty for duty in duties if str(duty.get("subject_label") or duty.get("subject") or page.say("general")) == subject]
        yield Heading(2, page.prose(upper_first(subject)))
        yield page.references.table(page.say("duties_of", subject=subject), columns, [_duty(page, duty) for duty in mine])


def _category(page: Writing, duty: Mapping[str, Any]) -> str:
    return word_or("category", duty.get("category") or "commitment", page.language)


def _duty(page: Writing, duty: Mapping[str, Any]) -> Row:
    traits = [word_or("trait", trait, page.language) for trait in (duty.get("traits") or {}).values()]
    under = [typographic(f"« {duty['quote']} »", "fr")] if duty.get("quote") else []
    under += values_in_words(page, duty)
    by = tuple(str(duty[name]) for name in ("by_label", "by") if duty.get(name))[:1]
    kind = Cell(_category(page, duty), tuple(x for x in (", ".join(traits), *by) if x))
    says = Cell(page.prose(duty.get("says") or duty.get("duty")), tuple(under))
    return Row((kind, says), "row", displays(duty.get("citations")))


def values_in_words(page: Writing, item: Mapping[str, Any]) -> Iterable[str]:
    """Return the named values of a provision or a duty, `délai : 48 heures`, one string for each."""
    labels = item.get("value_labels") or {}
    values = (item.get("values") or {}).items()
    return [page.prose(f"{_value_name(page, name, labels)}{page.colon} {_value(page, value, labels)}") for name, value in values]


def _value_name(page: Writing, name: str, labels: Mapping[str, str]) -> str:
    return labels.get(name) or word_or("value", name, page.language)


def _value(page: Writing, value: Any, labels: Mapping[str, str]) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{_value_name(page, name, labels)} {_value(page, part, labels)}" for name, part in value.items())
    return written(value, "", page.language)


def _label(item: Mapping[str, Any], name: str) -> str:
    return str(item.get("label") or item.get(name) or "")
