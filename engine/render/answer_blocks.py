"""The short answer and the tables of the questions on a case:
eligibility, calendar, duties (funding has its own module).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Literal, Protocol

from engine.questions.answers import CalendarAnswer, DutiesAnswer, EligibilityAnswer
from engine.questions.answers.answer import (
    Ended,
    FactSupposed,
    GroupLeftOut,
    ReadingUsed,
    UnusedBounds,
)
from engine.questions.answers.calendar import DateEntry, PaymentEntry
from engine.questions.answers.cited import ArticleCited
from engine.questions.answers.duties import DutyLine
from engine.questions.answers.eligibility import AdvisedStep, BenefitLine, RequirementLine
from engine.questions.answers.funding import NotOpened, PaymentLine
from engine.render.page import (
    Block,
    Cell,
    Column,
    Heading,
    Paragraph,
    Row,
    Tone,
    Writing,
    bracketed,
    cited_row,
    stating,
)
from engine.render.proof import all_failed_in_words, failed_in_words, set_aside_in_words, tone_of
from engine.render.wording import word_or
from engine.words.formats import listed, long_date, quoted, typographic, upper_first, written

_OUTCOMES = ("eligible", "undetermined", "not_yet_eligible", "not_eligible")


def eligibility_blocks(page: Writing, answer: EligibilityAnswer) -> Iterator[Block]:
    """Yield which benefits are open, each benefit's requirements, and the next steps."""
    yield from _unused_bounds(page, answer.query, answer.window)
    for outcome in _OUTCOMES:
        labels = [benefit.label for benefit in answer.benefits if outcome_of(benefit) == outcome]
        if labels:
            cited = _deciding(answer.benefits) if len(answer.benefits) == 1 else ()
            said = page.say(f"lead.{outcome}", what=page.joined(labels)) + bracketed(cited)
            yield Paragraph(page.prose(said), "lead")
    if len(answer.benefits) == 1:
        failed = [check for line in answer.benefits[0].requirements for check in line.failed]
        reasons = all_failed_in_words(page, failed)
        yield from [Paragraph(page.prose(f"{reasons}."))] if reasons else ()
    else:
        yield from _remaining(page, answer.benefits)
    if answer.missing and not page.served:  # a page that is served leads to each question
        lacking = page.joined(lack.label for lack in answer.missing)
        yield Paragraph(page.say("lead.needed", what=lacking))
    if answer.to_come:
        awaited = page.joined(act.label for act in answer.to_come)
        yield Paragraph(page.say("lead.awaited", what=awaited))
    steps = [step for step in answer.next_steps if step.done is False]
    for step in steps[:1]:
        said = page.say("lead.next_step", what=step.says, cited=bracketed(step.citations))
        yield Paragraph(page.prose(said))
    names = {lack.fact or lack.name: lack.label for lack in answer.missing}
    for benefit in answer.benefits:
        yield from _benefit(page, benefit, [names.get(name, name) for name in benefit.missing])
    if answer.next_steps:
        yield Heading(2, page.say("next_steps"))
        yield _steps(page, answer.next_steps)


def _unused_bounds(page: Writing, query: str, bounds: UnusedBounds | None) -> Iterator[Block]:
    """Yield, for an answer of one day, that the bounds asked for change nothing in it."""
    if bounds:
        shown = page.span(bounds.from_, bounds.until)
        yield Paragraph(page.say(f"window.{query}", span=shown), "soft")


def _remaining(page: Writing, benefits: Iterable[BenefitLine]) -> Iterator[Block]:
    """Yield what the first benefit that is not open yet still lacks, with its articles: what is
    left to do before it.
    """
    for benefit in benefits:
        if outcome_of(benefit) != "not_yet_eligible":
            continue
        wanting = [line for line in benefit.requirements if line.failed]
        labels = page.joined(
            dict.fromkeys(check.label for line in wanting for check in line.failed)
        )
        said = page.say("lead.remaining", benefit=quoted(benefit.label, page.language), what=labels)
        cited = bracketed(article for line in wanting for article in stating(line))
        yield Paragraph(page.prose(said + cited), "lead")
        return


def _deciding(benefits: Iterable[BenefitLine]) -> Iterator[ArticleCited]:
    """Yield the articles that decide of a benefit: those of the requirements that are not met, else
    those of all.
    """
    for benefit in benefits:
        wanting = [line for line in benefit.requirements if line.outcome in ("unmet", "unknown")]
        for line in wanting or benefit.requirements:
            yield from stating(line)


def outcome_of(benefit: BenefitLine) -> str:
    """The outcome of a benefit as it is shown: what only waits for acts to come is not open yet."""
    return "not_yet_eligible" if benefit.to_come else benefit.outcome


def _benefit(page: Writing, benefit: BenefitLine, lacking: Sequence[str]) -> Iterator[Block]:
    """Yield a benefit, its requirements, and what is `lacking` to decide it."""
    outcome = word_or("outcome", outcome_of(benefit), page.language)
    title = f"{upper_first(benefit.label)} — {outcome}"
    yield Heading(2, page.prose(title), tone_of(benefit.outcome))
    if benefit.reason:
        yield Paragraph(page.prose(benefit.reason))
    rows = [_requirement(page, requirement) for requirement in benefit.requirements]
    if rows:
        columns = (Column(page.say("outcome"), "short"), Column(page.say("requirement")))
        yield page.references.table(page.prose(benefit.label), columns, rows)
    if lacking:
        yield Paragraph(page.say("lead.needed", what=page.joined(lacking)))


def _requirement(page: Writing, requirement: RequirementLine) -> Row:
    under = [failed_in_words(page, failed) for failed in requirement.failed]
    if requirement.to_come:
        acts = page.joined(act.label for act in requirement.to_come)
        under.append(page.say("lead.awaited", what=acts))
    under += set_aside_in_words(page, requirement.set_aside_by)
    outcome = word_or("outcome", requirement.outcome, page.language)
    status = Cell(outcome, (), tone_of(requirement.outcome))
    return cited_row((status, Cell(page.prose(requirement.says), tuple(under))), requirement)


def _steps(page: Writing, steps: Iterable[AdvisedStep]) -> Block:
    rows = []
    for step in steps:
        tone: Tone = "good" if step.done else "open" if step.done is False else "plain"
        status = Cell(page.say(f"step.{str(step.done).lower()}"), (), tone)
        helpers = listed(step.helped_by, page.language)
        rows.append(cited_row((status, Cell(page.prose(step.says)), Cell(helpers)), step))
    columns = (
        Column(page.say("status"), "short"),
        Column(page.say("step")),
        Column(page.say("helped_by")),
    )
    return page.references.table(page.say("next_steps"), columns, rows)


class Sum(Protocol):
    """A sum of which a part may not be known."""

    @property
    def at_least(self) -> bool:
        """Whether no less than the sum is due, whatever is not known."""

    @property
    def complete(self) -> bool:
        """Whether all of it is known."""


def least(page: Writing, amount: Decimal, sum_: Sum) -> str:
    """Return an amount, at the least where a part of it is not known; as provisional where what is
    not known may also make it smaller.
    """
    shown = page.money(amount)
    if sum_.at_least:
        return page.say("at_least", amount=shown)
    return shown if sum_.complete else page.say("provisional", amount=shown)


class InPart(Protocol):
    """A figure worked out on what is known, where a part may not be known."""

    @property
    def amount(self) -> Decimal:
        """The figure, in euros."""

    @property
    def partial(self) -> Literal[True] | None:
        """Whether a part of it is not known."""

    @property
    def at_least(self) -> Literal[True] | None:
        """Whether it is no less than that."""

    @property
    def at_most(self) -> Literal[True] | None:
        """Whether it is no more than that."""


def figure(page: Writing, line: InPart) -> str:
    """Return the figure of a line: the least or the most that it may be, or provisional, where a
    part of it is not known.
    """
    shown = page.money(line.amount)
    if not line.partial:
        return shown
    side = "at_least" if line.at_least else "at_most" if line.at_most else "provisional"
    return page.say(side, amount=shown)


def calendar_blocks(page: Writing, answer: CalendarAnswer) -> Iterator[Block]:
    """Yield what is late and what comes next, then the dates in their
    order, those without a day at the end; those of others apart.
    """
    entries = sorted(answer.entries, key=lambda entry: (entry.on is None, str(entry.on or "")))
    mine = [entry for entry in entries if not _actor(entry)]
    acts = [entry for entry in mine if isinstance(entry, DateEntry)]
    yield from _dates_within(page, answer, mine)
    if acts:
        yield from _summary(page, answer, acts)
    elif mine:
        yield Paragraph(page.say("lead.payments_alone"), "lead")
    else:
        yield Paragraph(page.say(_without_dates(answer)), "lead")
        yield from reason_blocks(page, answer.reasons)
    for ended in answer.ends:
        words = {"what": upper_first(ended.label), "on": page.day(ended.on)}
        yield Paragraph(page.prose(page.say("lead.ends", **words) + bracketed(ended.citations)))
        yield from _not_encoded(page, ended)
    yield from unsaid_blocks(page, answer.not_considered)
    if acts:
        yield _dates(page, page.say("dates"), acts)
    for actor in dict.fromkeys(filter(None, map(_actor, entries))):
        title = page.say("theirs", what=actor)
        yield Heading(2, title)
        yield _dates(page, title, [entry for entry in entries if _actor(entry) == actor])
    yield from _payments(page, [entry for entry in mine if isinstance(entry, PaymentEntry)])


def _without_dates(answer: CalendarAnswer) -> str:
    """Return what is said where no date is to be kept: that none is known is not that there is
    none, and those of others stand below.
    """
    if any(lack.outside_window is not True for lack in answer.missing):
        return "lead.dates_unknown"
    return "lead.dates_of_others" if answer.entries else "lead.no_dates"


def _payments(page: Writing, entries: Sequence[PaymentEntry]) -> Iterator[Block]:
    """Yield how many payments there are, and the next one; then their table, which is folded where
    the reader has not asked for it.
    """
    if not entries:
        return
    title = page.say("payments")
    yield Heading(2, title)
    counts = Counter(payable(page, entry) for entry in entries)
    summary = ", ".join(f"{name}{page.colon} {count}" for name, count in counts.items())
    count = page.number_of(len(entries), "payment")
    yield Paragraph(page.say("lead.counts", count=count, what=summary))
    coming = [entry for entry in entries if entry.status == "not_yet"]
    if coming:
        first = coming[0].on
        same = [entry.amount for entry in coming if entry.on == first]
        amount = page.money(sum(same, Decimal(0)))
        yield Paragraph(page.say("lead.next_payment", on=page.day(first), amount=amount))
    folded = "" if page.payments else page.say("folded", count=count)
    yield _dates(page, title, entries, folded=folded)


def _actor(entry: DateEntry | PaymentEntry) -> str | None:
    """What is called who must act, where it is another than the one the case speaks of."""
    return (entry.by_label or entry.by) if isinstance(entry, DateEntry) else None


def _summary(
    page: Writing, answer: CalendarAnswer, entries: Sequence[DateEntry]
) -> Iterator[Block]:
    """Yield what is late, what comes next, and how many dates there are of each status."""
    late = [entry for entry in entries if entry.status == "late"]
    if late:
        labels = page.joined(entry.label for entry in late)
        yield Paragraph(page.say("lead.late", what=labels) + _stated_by(page, late), "lead")
    for entry in late:
        if entry.on_time is not None and entry.on_time.lines:
            words = {"what": quoted(entry.label, page.language), "on": page.day(entry.on)}
            said = page.say("lead.on_time", leads_to=entry.on_time.leads_to, **words)
            yield Paragraph(page.prose(said))
    behind = ("met", "past", "due")  # what falls due today is due: it is not to come
    coming = [
        entry
        for entry in entries
        if entry.on and entry.on >= answer.on and entry.status not in behind
    ]
    if coming:
        first, *_ = coming
        said = page.say("lead.next", what=first.label, on=page.day(first.on))
        yield Paragraph(said + _stated_by(page, [first]), "lead")
    counts = Counter(status_shown(page, entry) for entry in entries)
    summary = ", ".join(f"{name}{page.colon} {count}" for name, count in counts.items())
    said = page.say("lead.counts", count=page.number_of(len(entries), "date"), what=summary)
    yield Paragraph(said, "plain" if late or coming else "lead")


def _stated_by(page: Writing, entries: Sequence[DateEntry]) -> str:
    """Return the articles that state dates themselves, as they end a sentence."""
    return page.prose(bracketed(own for entry in entries for own in stating(entry)))


def _dates_within(
    page: Writing, answer: CalendarAnswer, entries: Sequence[DateEntry | PaymentEntry]
) -> Iterator[Block]:
    """Yield how many dates lie between the bounds asked for, and how much is paid there; how many
    payments, where nothing else does.
    """
    window = answer.window
    if not window:
        return
    shown = upper_first(page.span(window.from_, window.until))
    dated = [entry for entry in entries if entry.on is not None]
    acts = [entry for entry in dated if isinstance(entry, DateEntry)]
    if not dated and not window.missing_lines:
        yield Paragraph(page.say("lead.no_dates_within", span=shown), "lead")
        return
    paid = least(page, window.total, window)
    told = window.parts or window.missing_lines
    what = page.say("lead.paid_there", amount=paid) if told else ""
    thing = "date" if acts or not dated else "payment"
    count = page.number_of(len(acts or dated), thing)
    yield Paragraph(page.say("lead.dates_within", span=shown, count=count, what=what), "lead")


def _dates(
    page: Writing,
    caption: str,
    entries: Sequence[DateEntry | PaymentEntry],
    *,
    folded: str = "",
) -> Block:
    with_money = any(isinstance(entry, PaymentEntry) for entry in entries)
    columns = [
        Column(page.say("date"), "date"),
        Column(page.say("entry")),
        Column(page.say("status"), "short"),
    ]
    if with_money:
        columns.append(Column(page.say("amount"), "amount"))
    rows = [_entry(page, entry, money_shown=with_money) for entry in entries]
    return page.references.table(caption, columns, rows, folded=folded)


def _entry(page: Writing, entry: DateEntry | PaymentEntry, *, money_shown: bool) -> Row:
    paid = isinstance(entry, PaymentEntry)
    tone = "plain" if paid or entry.kind == "anniversary" else tone_of(entry.status)
    cells = [
        Cell(page.day(entry.on)),
        Cell(
            page.prose(upper_first(entry.label)),
            (page.prose(" · ".join(_under_entry(page, entry))),),
        ),
        Cell(status_shown(page, entry), (), tone),
    ]
    if money_shown:
        cells.append(Cell(figure(page, entry) if isinstance(entry, PaymentEntry) else ""))
    return cited_row(tuple(cells), entry)


def _under_entry(page: Writing, entry: DateEntry | PaymentEntry) -> Iterator[str]:
    """Yield what kind of date it is, when it was met, on what it hangs, what the case leaves
    unsaid of it.
    """
    kind = word_or("entry", entry.kind, page.language)
    if isinstance(entry, PaymentEntry) and entry.period is not None:
        kind += f", {entry.period_label or page.say('period')} {entry.period}"
    yield kind
    if isinstance(entry, DateEntry) and entry.met_on:
        yield page.say("status.met_on", on=long_date(entry.met_on, page.language))
    if entry.depends_on:
        yield page.say("depends_on", what=entry.depends_on)
    if isinstance(entry, DateEntry) and entry.on_time:
        yield page.say("status.on_time", leads_to=entry.on_time.leads_to)
    if isinstance(entry, DateEntry) and entry.not_stated:
        yield page.say("not_stated", what=entry.not_stated)


def payable(page: Writing, payment: PaymentLine | PaymentEntry) -> str:
    """Return what the status of a payment is called, in a ledger and in a calendar alike."""
    status = _OF_PAYMENTS.get(payment.status, payment.status)
    name = f"{status}_conditional" if payment.conditional else status
    return word_or("status", name, page.language)


def status_shown(page: Writing, entry: DateEntry | PaymentEntry) -> str:
    """Return what the status of a date of the calendar is called."""
    if isinstance(entry, PaymentEntry):
        return payable(page, entry)
    elapsed = (entry.kind, entry.status) == ("anniversary", "past")  # there is nothing to check
    return word_or("status", "elapsed" if elapsed else entry.status, page.language)


_OF_PAYMENTS: Mapping[str, str] = {"due": "payable", "conditional": "undated"}
"""What a status is called for a payment: it has fallen due, or its day is not known."""


def reason_blocks(page: Writing, reasons: Iterable[NotOpened]) -> Iterator[Paragraph]:
    """Yield why there is nothing yet: what is awaited, with
    the article that says so, and which answer says more.
    """
    for reason in reasons:
        said = " ".join(part for part in (reason.says, reason.because) if part)
        yield Paragraph(page.prose(said + bracketed(reason.citations)))
        yield Paragraph(page.say("see", query=word_or("query", reason.see, page.language)))


def supposed_blocks(page: Writing, supposed: Iterable[FactSupposed]) -> Iterator[Paragraph]:
    """Yield the facts that the question sets to another value than the case gives."""
    said = [
        page.say(
            "supposed.since" if fact.since else "supposed.fact",
            label=fact.label,
            value=fact.display,
            since=page.day(fact.since),
            was=fact.was,
        )
        for fact in supposed
    ]
    if said:
        yield Paragraph(page.prose(page.say("supposed", what=page.joined(said))), "lead")


def chosen_blocks(page: Writing, readings: Iterable[ReadingUsed]) -> Iterator[Paragraph]:
    """Yield the readings that matter to an answer and are not those taken by default."""
    for reading in readings:
        if not reading.default:
            words = {"question": page.prose(reading.question), "says": page.prose(reading.says)}
            yield Paragraph(page.say("chosen", **words))


def over_blocks(page: Writing, over: Iterable[Ended]) -> Iterator[Block]:
    """Yield what has ended by the day of the question, and what was not read of what follows."""
    for ended in over:
        words = {"what": upper_first(ended.label), "on": page.day(ended.on)}
        if ended.duties:
            count = page.number_of(ended.duties, "duty")
            said = page.say("lead.over_duties", count=count, **words)
        else:
            said = page.say("lead.over", **words)
        yield Paragraph(page.prose(said + bracketed(ended.citations)), "lead")
        yield from _not_encoded(page, ended)


def _not_encoded(page: Writing, ended: Ended) -> Iterator[Block]:
    """Yield what was not read of what follows an end."""
    for unread in ended.not_encoded:
        said = page.say("not_encoded", place=unread.place, why=unread.why)
        yield Paragraph(said, "soft")


def unsaid_blocks(page: Writing, groups: Iterable[GroupLeftOut]) -> Iterator[Paragraph]:
    """Yield, in one line, the optional groups of facts that the case leaves out whole."""
    named = []
    for group in groups:
        most = (
            page.say("up_to", amount=page.money(group.at_most)) if group.at_most is not None else ""
        )
        cited = bracketed(group.citations or ())
        key = "" if page.served else f" ({group.group})"
        named.append(f"{group.label}{most}{key}{cited}")
    if named:
        yield Paragraph(page.prose(page.say("lead.not_considered", what=page.joined(named))))


_STANDINGS = ("binding", "later", "undetermined")


def duties_blocks(page: Writing, answer: DutiesAnswer) -> Iterator[Block]:
    """Yield how many duties bind on the day, later, or for want
    of a fact are not known to; then each group, by subject.
    """
    yield from _unused_bounds(page, answer.query, answer.window)
    groups = {name: [duty for duty in answer.duties if duty.status == name] for name in _STANDINGS}
    yield from _binding(page, groups["binding"])
    for name, key in (("later", "lead.later"), ("undetermined", "lead.undetermined_duties")):
        if groups[name]:
            yield Paragraph(page.say(key, count=page.number_of(len(groups[name]), "duty")))
    recommended = answer.recommendations
    if recommended:
        count = page.number_of(len(recommended), "recommendation")
        yield Paragraph(page.say("lead.recommendations", count=count))
    for name, duties in groups.items():
        for actor, theirs in _by_actor(duties).items():
            title = f"{page.say(f'duties.{name}')}{page.colon} {page.prose(actor)}"
            yield Heading(2, title, tone_of(name))
            yield from _by_subject(page, theirs)
    if recommended:
        yield Heading(2, page.say("recommendations"), "soft")
        yield from _by_subject(page, recommended)


def _binding(page: Writing, duties: Sequence[DutyLine]) -> Iterator[Block]:
    """Yield how many duties bind on the day of the question, by who must act and by category."""
    if not duties:
        yield Paragraph(page.say("lead.no_duties"), "lead")
    for actor, theirs in _by_actor(duties).items():
        counts = Counter(word_or("category", duty.category, page.language) for duty in theirs)
        summary = ", ".join(f"{name}{page.colon} {count}" for name, count in counts.items())
        count = page.number_of(len(theirs), "duty")
        words = {"actor": upper_first(actor), "count": count, "what": summary}
        yield Paragraph(page.say("lead.duties", **words), "lead")


def _by_actor(duties: Iterable[DutyLine]) -> dict[str, list[DutyLine]]:
    """Return duties by who must act: who must the most first, others in the order of the law."""
    theirs: dict[str, list[DutyLine]] = {}
    for duty in duties:
        theirs.setdefault(duty.by, []).append(duty)
    return dict(sorted(theirs.items(), key=lambda group: -len(group[1])))


def _by_subject(page: Writing, duties: Iterable[DutyLine]) -> Iterator[Block]:
    columns = (Column(page.say("category"), "text"), Column(page.say("duty"), "text"))
    grouped: dict[str, list[DutyLine]] = {}
    for duty in duties:
        subject = duty.subject_label or duty.subject or page.say("general")
        grouped.setdefault(subject, []).append(duty)
    for subject, mine in grouped.items():
        yield Heading(3, page.prose(upper_first(subject)))
        dates = [tuple(_when(page, duty)) for duty in mine]
        shared = _shared(dates)
        if shared:
            said = page.joined(shared)
            said = said if len(set(dates)) == 1 else page.say("duty.unless", what=said)
            yield Paragraph(page.prose(said), "soft")
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


def _duty(page: Writing, duty: DutyLine, dates: Sequence[str]) -> Row:
    traits = ", ".join(word_or("trait", trait, page.language) for trait in duty.traits.values())
    under = [typographic(f"« {duty.quote} »", "fr")] if duty.quote else []
    under += [*values_in_words(page, duty.values, duty.value_labels), *dates]
    category = word_or("category", duty.category, page.language)
    kind = Cell(category, tuple(part for part in (traits, duty.by) if part))
    return cited_row((kind, Cell(page.prose(duty.says), tuple(under))), duty)


def _when(page: Writing, duty: DutyLine) -> Iterator[str]:
    """Yield from when to when a duty binds, what it waits
    for or hangs on, and its date in the calendar.
    """
    if duty.from_ and duty.until:
        yield page.span(duty.from_, duty.until)
    elif duty.until:
        yield page.say("duty.until", on=page.day(duty.until - timedelta(days=1)))
    elif duty.from_:
        yield page.say("duty.from", on=page.day(duty.from_))
    if duty.awaits:
        yield page.say("duty.awaits", what=page.joined(act.label for act in duty.awaits))
    if duty.depends_on:
        yield page.say("depends_on", what=duty.depends_on)
    if duty.deadline:
        entry = duty.deadline
        on, status = page.day(entry.on), status_shown(page, entry)
        yield page.say("duty.deadline", what=entry.label, on=on, status=status)
        if entry.not_stated:
            yield page.say("not_stated", what=entry.not_stated)


def values_in_words(
    page: Writing, values: Mapping[str, str], labels: Mapping[str, str]
) -> list[str]:
    """Return the named values of a provision or a duty,
    `délai : 48 heures`, one string for each.
    """
    return [
        page.prose(
            f"{labels.get(name) or word_or('value', name, page.language)}{page.colon} "
            f"{written(value, '', page.language)}"
        )
        for name, value in values.items()
    ]
