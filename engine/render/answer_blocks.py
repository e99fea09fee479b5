"""The short answer and the tables of the questions on a case:
eligibility, calendar, duties (funding has its own module).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from engine.render.page import (
    Block,
    Cell,
    Column,
    Heading,
    Paragraph,
    Row,
    Writing,
    cited_row,
    displays,
)
from engine.render.proof import failed_in_words, set_aside_in_words, tone_of
from engine.render.wording import word_or
from engine.words.formats import listed, long_date, money, span, typographic, upper_first, written

_OUTCOMES = ("eligible", "undetermined", "not_yet_eligible", "not_eligible")


def eligibility_blocks(page: Writing) -> Iterator[Block]:
    """Yield which benefits are open, each benefit's requirements, and the next steps."""
    benefits = page.many("benefits")
    yield from _unused_bounds(page)
    for outcome in _OUTCOMES:
        labels = [
            _label(benefit, "benefit") for benefit in benefits if _outcome(benefit) == outcome
        ]
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


def _unused_bounds(page: Writing) -> Iterator[Block]:
    """Yield, for an answer of one day, that the bounds asked for change nothing in it."""
    window = page.answer.get("window")
    if window:
        shown = span(window.get("from"), window.get("until"), page.language)
        yield Paragraph(page.say(f"window.{page.answer['query']}", span=shown), "soft")


def _outcome(benefit: Mapping[str, Any]) -> str:
    """The outcome of a benefit as it is shown: what only waits for acts to come is not open yet."""
    return "not_yet_eligible" if benefit.get("to_come") else str(benefit.get("outcome"))


def _benefit(page: Writing, benefit: Mapping[str, Any]) -> Iterator[Block]:
    outcome = _outcome(benefit)
    title = (
        f"{upper_first(_label(benefit, 'benefit'))} — {word_or('outcome', outcome, page.language)}"
    )
    yield Heading(2, page.prose(title), tone_of(benefit.get("outcome")))
    if benefit.get("reason"):
        yield Paragraph(page.prose(benefit["reason"]))
    rows = [_requirement(page, requirement) for requirement in benefit.get("requirements") or ()]
    if rows:
        columns = (Column(page.say("outcome"), "short"), Column(page.say("requirement")))
        yield page.references.table(page.prose(_label(benefit, "benefit")), columns, rows)
    labels = {
        str(fact.get("fact") or fact.get("name")): str(fact.get("label"))
        for fact in page.many("missing")
        if fact.get("label")
    }
    missing = [labels.get(str(fact), str(fact)) for fact in benefit.get("missing") or ()]
    if missing:
        yield Paragraph(page.say("lead.needed", what=page.joined(missing)))


def _requirement(page: Writing, requirement: Mapping[str, Any]) -> Row:
    outcome = str(requirement.get("outcome"))
    under = tuple(failed_in_words(page, failed) for failed in requirement.get("failed") or ())
    acts = [str(act.get("label") or act.get("fact")) for act in requirement.get("to_come") or ()]
    under += (page.say("lead.awaited", what=page.joined(acts)),) if acts else ()
    under += set_aside_in_words(page, requirement)
    status = Cell(word_or("outcome", outcome, page.language), (), tone_of(outcome))
    says = Cell(page.prose(requirement.get("says") or requirement.get("id")), under)
    return cited_row((status, says), requirement)


def _steps(page: Writing) -> Block:
    rows = []
    for step in page.many("next_steps"):
        done = step.get("done")
        status = Cell(
            page.say(f"step.{str(done).lower()}"),
            (),
            "good" if done else "open" if done is False else "plain",
        )
        helpers = listed([str(name) for name in step.get("helped_by") or ()], page.language)
        says = page.prose(step.get("says") or step.get("step"))
        rows.append(cited_row((status, Cell(says), Cell(helpers)), step))
    columns = (
        Column(page.say("status"), "short"),
        Column(page.say("step")),
        Column(page.say("helped_by")),
    )
    return page.references.table(page.say("next_steps"), columns, rows)


def calendar_blocks(page: Writing) -> Iterator[Block]:
    """Yield what is late and what comes next, then the dates in their
    order, those without a day at the end; those of others apart.
    """
    entries = sorted(
        page.many("entries"),
        key=lambda entry: (entry.get("on") is None, str(entry.get("on") or "")),
    )
    mine = [entry for entry in entries if not entry.get("by")]
    yield from _dates_within(page, mine)
    if not mine:
        yield Paragraph(page.say("lead.no_dates"), "lead")
        yield from reason_blocks(page)
    late = [_label(entry, "id") for entry in mine if entry.get("status") == "late"]
    if late:
        yield Paragraph(page.say("lead.late", what=page.joined(late)), "lead")
    today = str(page.answer.get("on") or "")
    behind = ("met", "past", "due")  # what falls due today is due: it is not to come
    coming = [
        entry
        for entry in mine
        if entry.get("on") and str(entry["on"]) >= today and entry.get("status") not in behind
    ]
    if coming:
        first = coming[0]
        yield Paragraph(
            page.say("lead.next", what=_label(first, "id"), on=page.date(first["on"])), "lead"
        )
    if mine:
        counts = Counter(_status(page, entry) for entry in mine)
        summary = ", ".join(f"{name}{page.colon} {count}" for name, count in counts.items())
        said = page.say("lead.counts", count=page.number_of(len(mine), "date"), what=summary)
        yield Paragraph(said, "plain" if late or coming else "lead")
    yield from unsaid_blocks(page)
    if mine:
        yield _dates(page, page.say("query.calendar"), mine)
    for actor in dict.fromkeys(
        str(entry.get("by_label") or entry["by"]) for entry in entries if entry.get("by")
    ):
        title = page.say("theirs", what=actor)
        yield Heading(2, title)
        yield _dates(
            page, title, [one for one in entries if actor in (one.get("by_label"), one.get("by"))]
        )


def _dates_within(page: Writing, mine: Sequence[Mapping[str, Any]]) -> Iterator[Block]:
    """Yield how many dates lie between the bounds asked for, and how much is paid there."""
    window = page.answer.get("window")
    if not window:
        return
    shown, dated = (
        upper_first(span(window.get("from"), window.get("until"), page.language)),
        [one for one in mine if one.get("on")],
    )
    if not dated and not window["missing_lines"]:
        yield Paragraph(page.say("lead.no_dates_within", span=shown), "lead")
        return
    paid = money(window["total"], page.language)
    paid = page.say("at_least", amount=paid) if window.get("at_least") else paid
    what = (
        page.say("lead.paid_there", amount=paid)
        if window["parts"] or window["missing_lines"]
        else ""
    )
    yield Paragraph(
        page.say(
            "lead.dates_within", span=shown, count=page.number_of(len(dated), "date"), what=what
        ),
        "lead",
    )


def _dates(page: Writing, caption: str, entries: Sequence[Mapping[str, Any]]) -> Block:
    with_money = any(entry.get("amount") is not None for entry in entries)
    columns = [
        Column(page.say("date"), "date"),
        Column(page.say("entry")),
        Column(page.say("status"), "short"),
    ]
    if with_money:
        columns.append(Column(page.say("amount"), "amount"))
    return page.references.table(
        caption, columns, [_entry(page, entry, money_shown=with_money) for entry in entries]
    )


def _entry(page: Writing, entry: Mapping[str, Any], *, money_shown: bool) -> Row:
    under = [word_or("entry", entry.get("kind") or "event", page.language)]
    if entry.get("kind") == "payment" and entry.get("period") is not None:
        under[0] += f", {entry.get('period_label') or page.say('period')} {entry['period']}"
    if entry.get("met_on"):
        under.append(page.say("status.met_on", on=long_date(entry["met_on"], page.language)))
    if entry.get("depends_on"):
        under.append(page.say("depends_on", what=str(entry["depends_on"])))
    if entry.get("not_stated"):
        under.append(page.say("not_stated", what=str(entry["not_stated"])))
    cells = [
        Cell(page.date(entry.get("on"))),
        Cell(page.prose(upper_first(_label(entry, "id"))), (page.prose(" · ".join(under)),)),
        Cell(
            _status(page, entry),
            (),
            "plain"
            if entry.get("kind") in ("payment", "anniversary")
            else tone_of(entry.get("status")),
        ),
    ]
    if money_shown:
        cells.append(
            Cell(money(entry["amount"], page.language) if entry.get("amount") is not None else "")
        )
    return cited_row(tuple(cells), entry)


def payable(page: Writing, payment: Mapping[str, Any]) -> str:
    """Return what the status of a payment is called, in a ledger and in a calendar alike."""
    return _status(page, {**payment, "kind": "payment"})


def _status(page: Writing, entry: Mapping[str, Any]) -> str:
    status = str(entry.get("status") or "not_yet")
    status = _OF_KINDS.get((entry.get("kind"), status), status)
    return word_or(
        "status", f"{status}_conditional" if entry.get("conditional") else status, page.language
    )


_OF_KINDS: Mapping[tuple[object, str], str] = {
    ("payment", "due"): "payable",
    ("payment", "conditional"): "undated",
    ("anniversary", "past"): "elapsed",
}
"""What a status is called for a kind of date: a payment has fallen
due, and of an anniversary that is past there is nothing to check.
"""


def reason_blocks(page: Writing) -> Iterator[Block]:
    """Yield why there is nothing yet: what is awaited, with
    the article that says so, and which answer says more.
    """
    for reason in page.many("reasons"):
        cited = "".join(f" [{citation}]" for citation in displays(reason.get("citations")))
        yield Paragraph(
            page.prose(
                " ".join(part for part in (reason.get("says"), reason.get("because")) if part)
                + cited
            )
        )
        yield Paragraph(page.say("see", query=word_or("query", reason.get("see"), page.language)))


def over_blocks(page: Writing) -> Iterator[Block]:
    """Yield what has ended by the day of the question, and what was not read of what follows."""
    for one in page.many("over"):
        what, on = upper_first(_label(one, "fact")), page.date(one.get("on"))
        if one.get("duties"):
            said = page.say(
                "lead.over_duties",
                what=what,
                on=on,
                count=page.number_of(int(one["duties"]), "duty"),
            )
        else:
            said = page.say("lead.over", what=what, on=on)
        cited = "".join(f" [{citation}]" for citation in displays(one.get("citations")))
        yield Paragraph(page.prose(said + cited), "lead")
        for unread in one.get("not_encoded") or ():
            yield Paragraph(
                page.say("not_encoded", place=str(unread.get("place")), why=str(unread.get("why"))),
                "soft",
            )


def unsaid_blocks(page: Writing) -> Iterator[Block]:
    """Yield, in one line, the optional groups of facts that the case leaves out whole."""
    named = []
    for one in page.many("not_considered"):
        most = (
            page.say("up_to", amount=money(one["at_most"], page.language))
            if one.get("at_most")
            else ""
        )
        cited = "".join(f" [{citation}]" for citation in displays(one.get("citations")))
        named.append(f"{_label(one, 'group')}{most} ({one['group']}){cited}")
    if named:
        yield Paragraph(
            page.prose(
                page.say(
                    "lead.not_considered",
                    what=" ; ".join(named) if page.language == "fr" else "; ".join(named),
                )
            )
        )


_STANDINGS = ("binding", "later", "undetermined")


def duties_blocks(page: Writing) -> Iterator[Block]:
    """Yield how many duties bind on the day, later, or for want
    of a fact are not known to; then each group, by subject.
    """
    yield from _unused_bounds(page)
    groups = {
        name: [duty for duty in page.many("duties") if duty.get("status", "binding") == name]
        for name in _STANDINGS
    }
    binding = groups["binding"]
    counts = Counter(_category(page, duty) for duty in binding)
    summary = ", ".join(f"{name}{page.colon} {count}" for name, count in counts.items())
    if binding:
        count = page.number_of(len(binding), "duty")
        yield Paragraph(page.say("lead.duties", count=count, what=f" ({summary})"), "lead")
    else:
        yield Paragraph(page.say("lead.no_duties"), "lead")
    for name, key in (("later", "lead.later"), ("undetermined", "lead.undetermined_duties")):
        if groups[name]:
            yield Paragraph(page.say(key, count=page.number_of(len(groups[name]), "duty")))
    recommended = page.many("recommendations")
    if recommended:
        yield Paragraph(
            page.say(
                "lead.recommendations", count=page.number_of(len(recommended), "recommendation")
            )
        )
    for name, duties in groups.items():
        if duties:
            yield Heading(2, page.say(f"duties.{name}"), tone_of(name))
            yield from _by_subject(page, duties)
    if recommended:
        yield Heading(2, page.say("recommendations"), "soft")
        yield from _by_subject(page, recommended)


def _by_subject(page: Writing, duties: Sequence[Mapping[str, Any]]) -> Iterator[Block]:
    columns = (Column(page.say("category"), "text"), Column(page.say("duty"), "text"))
    grouped: dict[str, list[Mapping[str, Any]]] = {}
    for duty in duties:
        grouped.setdefault(
            str(duty.get("subject_label") or duty.get("subject") or page.say("general")), []
        ).append(duty)
    for subject, mine in grouped.items():
        yield Heading(3, page.prose(upper_first(subject)))
        dates = [tuple(_when(page, duty)) for duty in mine]
        shared = _shared(dates)
        if shared:
            said = page.joined(shared)
            yield Paragraph(
                page.prose(said if len(set(dates)) == 1 else page.say("duty.unless", what=said)),
                "soft",
            )
        rows = [
            _duty(page, duty, () if own == shared else own)
            for duty, own in zip(mine, dates, strict=True)
        ]
        yield page.references.table(page.say("duties_of", subject=subject), columns, rows)


def _shared(dates: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """The dates that most duties of a group share, said once
    for all; () where they differ, or where one has none.
    """
    most, count = Counter(dates).most_common(1)[0]
    return (
        most
        if len(set(dates)) == 1 or (all(dates) and count > 1 and 2 * count > len(dates))
        else ()
    )


def _category(page: Writing, duty: Mapping[str, Any]) -> str:
    return word_or("category", duty.get("category") or "commitment", page.language)


def _duty(page: Writing, duty: Mapping[str, Any], dates: Sequence[str]) -> Row:
    traits = [
        word_or("trait", trait, page.language) for trait in (duty.get("traits") or {}).values()
    ]
    under = [typographic(f"« {duty['quote']} »", "fr")] if duty.get("quote") else []
    under += [*values_in_words(page, duty), *dates]
    by = tuple(str(duty[name]) for name in ("by_label", "by") if duty.get(name))[:1]
    kind = Cell(_category(page, duty), tuple(x for x in (", ".join(traits), *by) if x))
    says = Cell(page.prose(duty.get("says") or duty.get("duty")), tuple(under))
    return cited_row((kind, says), duty)


def _when(page: Writing, duty: Mapping[str, Any]) -> Iterator[str]:
    """Yield from when to when a duty binds, what it waits
    for or hangs on, and its date in the calendar.
    """
    start, until = duty.get("from"), duty.get("until")
    if start and until:
        yield span(start, until, page.language)
    elif start or until:
        last = (
            page.date((date.fromisoformat(until) - timedelta(days=1)).isoformat()) if until else ""
        )
        yield (
            page.say("duty.until", on=last) if until else page.say("duty.from", on=page.date(start))
        )
    if duty.get("awaits"):
        yield page.say(
            "duty.awaits", what=page.joined(_label(act, "fact") for act in duty["awaits"])
        )
    if duty.get("depends_on"):
        yield page.say("depends_on", what=str(duty["depends_on"]))
    if duty.get("deadline"):
        entry = duty["deadline"]
        what, on, status = _label(entry, "id"), page.date(entry.get("on")), _status(page, entry)
        yield page.say("duty.deadline", what=what, on=on, status=status)
        if entry.get("not_stated"):
            yield page.say("not_stated", what=str(entry["not_stated"]))


def values_in_words(page: Writing, item: Mapping[str, Any]) -> Iterable[str]:
    """Return the named values of a provision or a duty,
    `délai : 48 heures`, one string for each.
    """
    labels = item.get("value_labels") or {}
    values = (item.get("values") or {}).items()
    return [
        page.prose(f"{_value_name(page, name, labels)}{page.colon} {_value(page, value, labels)}")
        for name, value in values
    ]


def _value_name(page: Writing, name: str, labels: Mapping[str, str]) -> str:
    return labels.get(name) or word_or("value", name, page.language)


def _value(page: Writing, value: Any, labels: Mapping[str, str]) -> str:
    if isinstance(value, Mapping):
        return ", ".join(
            f"{_value_name(page, name, labels)} {_value(page, part, labels)}"
            for name, part in value.items()
        )
    return written(value, "", page.language)


def _label(item: Mapping[str, Any], name: str) -> str:
    return str(item.get("label") or item.get(name) or "")
