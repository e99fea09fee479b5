"""Funding: the rights by line and period, the ledger of payments, the totals; each governed by the
version of its own day.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fnmatch import fnmatchcase
from typing import Any

from msgspec.structs import replace

from engine.cases.case_reader import Facts
from engine.diagnostics.diagnostic import RefusedInput
from engine.language.arithmetic import cents
from engine.language.kept import kept
from engine.language.model import Corpus
from engine.language.nodes import Entitle, OfRights, Pay
from engine.language.templates import filled
from engine.law.consolidation import Timeline
from engine.questions.answers.funding import (
    EntitlementLine,
    FundingAnswer,
    PartOfIncrease,
    PaymentLine,
    PeriodTotal,
    Reconciliation,
    TotalUnderReading,
)
from engine.questions.answers.missing import LineDifference, PossibleSums
from engine.questions.completeness import Completeness, bears, in_doubt
from engine.questions.envelope import envelope
from engine.questions.funding_trace import funding_trace
from engine.questions.grounds import Ledger, behind_rights, grounds_of, stating
from engine.questions.missing import MissingFacts, Supposed
from engine.questions.openings import before_the_law, not_opened, readings_that_matter, refused
from engine.questions.partial import AT_LEAST, AT_MOST, Increased
from engine.questions.presentation import Presenter, presenter_of
from engine.questions.question import Question
from engine.questions.undecided import Undecided, in_force_at_once, undecided, without_day
from engine.reasoning.adjustments import as_known, late_days
from engine.reasoning.evaluation import Evaluation, evaluate
from engine.reasoning.occasions import Span
from engine.reasoning.recall import Recall
from engine.reasoning.rights import ADJUSTMENT, Payment, Right, payment_status
from engine.reasoning.steps import UNKNOWN, OccasionSteps, Step
from engine.words.formats import difference as in_euros
from engine.words.ranks import periods_in_words


def ledger(corpus: Corpus, facts: Facts, question: Question) -> Ledger:
    """Evaluate the funding of a case; raises RefusedInput as `evaluate` does."""
    recall = Recall() if question.weighed else None
    evaluation = _evaluated(corpus, facts, question, recall)
    behind = {step: worked for worked in evaluation.occasions for step in worked.steps}
    paid = _paid(corpus, facts, question, evaluation, behind)
    line_rank = _line_ranks(corpus)
    rights = _asked_about(evaluation, question)
    rights.sort(key=lambda right: (_rank(right.span), right.start, line_rank(right.line)))
    payments = [pay for pay in paid if pay.due is None or question.covers(pay.due)]
    payments.sort(key=lambda pay: (pay.due or date.max, line_rank(pay.right.line), pay.part))
    if not rights and not payments:
        evaluation.mattered = readings_that_matter(
            evaluation, lambda id_, option: _given(corpus, facts, question, id_, option)
        )
    return Ledger(
        evaluation,
        tuple(rights),
        tuple(payments),
        behind,
        _undecided(corpus, facts, question, evaluation.timeline),
        recall,
    )


def _undecided(corpus: Corpus, facts: Facts, question: Question, timeline: Timeline) -> Undecided:
    """Return what depends on amendments whose day of effect is not known. The question is asked
    again as if that day were the earliest possible.
    """
    texts = without_day(timeline)
    if not texts:
        return Undecided()
    try:
        other = ledger(in_force_at_once(corpus, timeline, texts), facts, question)
    except RefusedInput:  # nothing can be said of any sum
        return Undecided(texts)
    return undecided(texts, [*grouped_rights(other.rights), *grouped_payments(other.payments)])


def _evaluated(
    corpus: Corpus,
    facts: Facts,
    question: Question,
    recall: Recall | None = None,
    *,
    supposed: bool = False,
) -> Evaluation:
    """Evaluate a case; of one that is `supposed`, which readings mattered is not worked out."""
    on, known_on, until = question.on, question.known_on, question.end
    return evaluate(
        corpus,
        facts,
        "funding",
        on=on,
        known_on=known_on,
        readings=question.readings,
        until=until,
        recall=recall,
        weighs_readings=not supposed,
    )


def _asked_about(evaluation: Evaluation, question: Question) -> list[Right]:
    """Return the rights asked about: all those of each period that the bounds meet, and those
    outside any period that meet the bounds.
    """
    return [
        right
        for right in evaluation.rights
        if question.meets(
            *((right.span.start, right.span.end) if right.span else (right.start, right.end))
        )
    ]


def _paid(
    corpus: Corpus,
    facts: Facts,
    question: Question,
    evaluation: Evaluation,
    behind: dict[Step, OccasionSteps],
) -> Sequence[Payment]:
    """Return what is due.

    A text may become known after the law that it makes has begun. What was due before that is
    worked out under the knowledge of each day.
    """
    late = tuple(late_days(evaluation.timeline))
    if not late:
        return evaluation.payments
    states: list[tuple[date, Sequence[Payment]]] = []
    for since, until in zip((date.min, *late), late, strict=False):
        try:
            earlier = _evaluated(
                corpus, facts, replace(question, known_on=until - timedelta(days=1))
            )
        except RefusedInput:  # no law was known that answers: nothing was due
            states.append((since, ()))
            continue
        behind |= {step: worked for worked in earlier.occasions for step in worked.steps}
        states.append((since, earlier.payments))
    return as_known([*states, (late[-1], evaluation.payments)])


def _given(corpus: Corpus, facts: Facts, question: Question, reading: str, option: str) -> bool:
    """Whether an option of a reading leads to a right, or leaves one in doubt."""
    readings = {**question.readings, reading: option}
    evaluation = _evaluated(corpus, facts, replace(question, readings=readings))
    doubted = any(
        step.outcome == UNKNOWN for worked in evaluation.occasions for step in worked.at_work
    )
    return doubted or bool(evaluation.undated or evaluation.rights or evaluation.payments)


def funding(corpus: Corpus, facts: Facts, question: Question) -> FundingAnswer:
    """Return the funding answer of a case, in euros; raises RefusedInput as `evaluate` does."""
    money = ledger(corpus, facts, question)
    evaluation = money.evaluation
    presenter = presenter_of(corpus, question.language, question.readings)
    known = Completeness(money, question, presenter)
    missing = MissingFacts(presenter, question.on)
    beside = note_missing(money, missing, known)
    asked_again = answering(money, question, presenter) if question.weighed else None
    nothing = not (money.rights or money.payments)
    return FundingAnswer(
        **envelope("funding", question, corpus, presenter, evaluation),
        missing=(*missing.records(facts, asked_again), *missing.records_outside(beside, facts)),
        reasons=tuple(not_opened(evaluation, presenter)) if nothing else (),
        refused=(*refused(evaluation, presenter), *before_the_law(evaluation, presenter)),
        entitlements=entitlements(money, presenter),
        payments=payments(money, presenter, question),
        totals=totals(money.rights, presenter, known),
        **known.of_rights(),
        paid=known.of_payments(money.payments),
        window=known.of_window(money.payments) if question.bounded else None,
        trace=funding_trace(money, presenter, question) if question.traced else (),
        reconciliation=_reconciled(corpus, facts, question) if facts.received else None,
    )


def _reconciled(corpus: Corpus, facts: Facts, question: Question) -> Reconciliation:
    """Return what was received held against all that had fallen due, whatever the bounds asked
    for.
    """
    from engine.questions.receipts import reconciliation

    whole = replace(question, start=None, end=None)
    money = ledger(corpus, facts, whole)
    presenter = presenter_of(corpus, question.language, question.readings)
    due = Completeness(money, whole, presenter).of_payments(money.payments).due
    paid = payments(money, presenter, whole)
    return reconciliation(paid, facts.received, question.on, presenter, complete=due.complete)


def under_readings(
    corpus: Corpus, facts: Facts, question: Question
) -> tuple[TotalUnderReading, ...]:
    """Return the total under each option of each reading that matters to the case, one reading
    changed at a time.
    """
    presenter = presenter_of(corpus, question.language, question.readings)
    chosen = ledger(corpus, facts, question)
    base = _total(chosen.rights)
    compared = []
    for id_ in sorted(chosen.evaluation.mattered):
        for option, says in corpus.readings[id_].options.items():
            readings = {**question.readings, id_: option}
            other = ledger(corpus, facts, replace(question, readings=readings))
            total, known = _total(other.rights), Completeness(other, question, presenter)
            compared.append(
                TotalUnderReading(
                    reading=id_,
                    option=option,
                    says=presenter.say(says),
                    chosen=option == presenter.readings[id_],
                    totals=totals(other.rights, presenter, known),
                    total=total,
                    difference=total - base,
                    **known.of_rights(),
                )
            )
    return tuple(compared)


# --- the lists ------------------------------------------------------------------------------------


def entitlements(ledger: Ledger, presenter: Presenter) -> tuple[EntitlementLine, ...]:
    """Return the rights. The parts of an increase in one period are added up on one line."""
    line_rank = _line_ranks(presenter.corpus)
    groups = sorted(
        grouped_rights(ledger.rights),
        key=lambda rights: (_rank(rights[0].span), line_rank(rights[0].line)),
    )
    increased = Increased(ledger.evaluation)
    return tuple(_entitlement(rights, ledger, increased, presenter) for rights in groups)


def grouped_rights(rights: Iterable[Right]) -> list[list[Right]]:
    """Return the rights that make one line of an answer: all that an increase gives in one period
    or over the same days. Any other right is alone.
    """
    grouped: dict[tuple[object, ...], list[Right]] = {}
    for rank, right in enumerate(rights):
        grouped.setdefault((right.line, *_when(right)) if right.base else (rank,), []).append(right)
    return list(grouped.values())


def grouped_payments(payments: Iterable[Payment]) -> list[list[Payment]]:
    """Return the payments that make one line of an answer: those of one increase that fall due
    together. Any other payment is alone.
    """
    grouped: dict[tuple[object, ...], list[Payment]] = {}
    for rank, pay in enumerate(payments):
        key = (pay.right.line, pay.part, pay.due, *_when(pay.right)) if pay.right.base else (rank,)
        grouped.setdefault(key, []).append(pay)
    return list(grouped.values())


def _when(right: Right) -> tuple[object, ...]:
    return (right.span,) if right.span else (right.start, right.end)


def interval(right: Right) -> tuple[date, date | None]:
    """Return the days that a line of an answer covers. For an increase they are those of its whole
    period.
    """
    return (
        (right.span.start, right.span.end)
        if right.base and right.span
        else (right.start, right.end)
    )


def _entitlement(
    rights: list[Right], ledger: Ledger, increased: Increased, presenter: Presenter
) -> EntitlementLine:
    first, span = rights[0], rights[0].span
    start, end = interval(first)
    apart = span and (start < span.start or (end is not None and end > span.end))
    increases = first.base is not None
    return presenter.placed(
        EntitlementLine,
        span,
        line=first.line,
        label=presenter.line(first.line),
        from_=start,
        until=end,
        amount=_total(rights),
        arises_on=first.step.occasion.on if apart else None,
        calculation=None if increases else presenter.calculation(first.step) or None,
        **presenter.stated_by(
            (enacted for right in rights for enacted in presenter.stating(right.step)),
            behind_rights(rights, ledger, presenter),
        ),
        **_conditional(rights, ledger, presenter) | increased.in_part(rights, presenter),
        components=tuple(_component(right, ledger) for right in rights) if increases else None,
    )


def _component(right: Right, ledger: Ledger) -> PartOfIncrease:
    """Return what an increase adds to one right. It may be conditional where its sum is not."""
    base = right.base
    assert base is not None  # its caller sees to it
    return PartOfIncrease(
        line=base.line,
        base=base.amount,
        amount=right.amount,
        conditional=True if ledger.undecided.hangs_within(right) else None,
    )


def payments(ledger: Ledger, presenter: Presenter, question: Question) -> tuple[PaymentLine, ...]:
    """Return the payments; those of an increase that fall due together are added up."""
    grouped, increased = grouped_payments(ledger.payments), Increased(ledger.evaluation)
    return tuple(_payment(kept, ledger, increased, presenter, question) for kept in grouped)


def _payment(
    pays: list[Payment],
    ledger: Ledger,
    increased: Increased,
    presenter: Presenter,
    question: Question,
) -> PaymentLine:
    first = pays[0]
    in_part = increased.in_part([pay.right for pay in pays], presenter)
    adjusted = first.part == ADJUSTMENT
    return presenter.placed(
        PaymentLine,
        first.right.span,
        line=first.right.line,
        label=presenter.line(first.right.line),
        due_on=first.due,
        amount=paid_in_all(pays),
        part=first.part,
        was=paid_in_all(had for pay in pays for had in pay.had) if adjusted else None,
        is_=paid_in_all(owed for pay in pays for owed in pay.owed) if adjusted else None,
        part_label=presenter.part(first.part),
        status=payment_status(first.due, question.on),
        **presenter.stated_by(
            (enacted for pay in pays for enacted in stating(pay, presenter)),
            (enacted for pay in pays for enacted in grounds_of(pay, ledger, presenter)),
        ),
        **_conditional(pays, ledger, presenter) | _of_one_side(in_part, adjusted=adjusted),
    )


def _of_one_side(in_part: dict[str, Any], *, adjusted: bool) -> dict[str, Any]:
    """Return what is said of a line known in part; what a change corrects may be more or less."""
    sides = (AT_LEAST, AT_MOST) if adjusted else ()
    return {name: value for name, value in in_part.items() if name not in sides}


def _conditional(
    sums: Sequence[Right | Payment], ledger: Ledger, presenter: Presenter
) -> dict[str, Any]:
    return ledger.undecided.fields(presenter) if ledger.undecided.hangs(sums) else {}


def totals(
    rights: Iterable[Right], presenter: Presenter, known: Completeness
) -> tuple[PeriodTotal, ...]:
    """Return the sum of the rights of each period and of those outside any period, each with
    whether it is complete.
    """
    spans: dict[Span | None, list[Right]] = {}
    for right in rights:
        spans.setdefault(right.span, []).append(right)
    return tuple(
        presenter.placed(
            PeriodTotal,
            span,
            from_=span.start if span else None,
            until=span.end if span else None,
            amount=_total(spans[span]),
            **known.of_period(span),
        )
        for span in sorted(spans, key=_rank)
    )


def paid_in_all(payments: Iterable[Payment]) -> Decimal:
    """Return the sum of payments."""
    return cents(sum((pay.amount for pay in payments), Decimal(0)))


def _total(rights: Iterable[Right]) -> Decimal:
    return cents(sum((right.amount for right in rights), Decimal(0)))


def _rank(span: Span | None) -> tuple[date, date, str]:
    """Return the order in time: what lies outside any period, then the periods by their first day,
    whatever their grids.
    """
    return (span.start, span.end, span.name) if span else (date.min, date.min, "")


def _line_ranks(corpus: Corpus) -> Callable[[str], tuple[int, str]]:
    """Return the order of the lines in the vocabulary. Lines of elements follow the order of the
    elements.
    """
    patterns, keys = (
        tuple(corpus.vocabulary.lines),
        tuple(
            key for collection in corpus.vocabulary.collections.values() for key in collection.keys
        ),
    )
    return lambda line: _rank_of(line, patterns, keys)


@kept("ranks of lines", 4096)
def _rank_of(line: str, patterns: tuple[str, ...], keys: tuple[str, ...]) -> tuple[int, str]:
    place = (
        patterns.index(line)
        if line in patterns
        else next((i for i, p in enumerate(patterns) if fnmatchcase(line, p)), len(patterns))
    )
    element = next((rank for rank, key in enumerate(keys) if f".{key}" in line), -1)
    return (place if element < 0 else 100 + 10 * element, f"{place:03}")


# --- missing, trace -------------------------------------------------------------------------------


def note_missing(ledger: Ledger, missing: MissingFacts, known: Completeness) -> MissingFacts:
    """Note what the rights of a case depend on. What changes nothing that is paid between the
    bounds asked for is returned apart.
    """
    presenter, beside = missing.presenter, MissingFacts(missing.presenter, missing.day)
    missing.undated(ledger.evaluation, "funding")
    for worked in ledger.evaluation.occasions:
        for step in worked.at_work:
            then = step.rule.rule.then
            if step.missing and isinstance(then, Entitle | OfRights | Pay):
                lines = (
                    (filled(then.line, step.view),)
                    if isinstance(then, Entitle | OfRights)
                    else then.lines
                )
                affected = (
                    ", ".join(lines),
                    ", ".join(dict.fromkeys(presenter.line(line) for line in lines)),
                )
                (missing if known.bears(step, worked) else beside).add(step, worked, affected)
    return beside


def answering(
    ledger: Ledger, question: Question, presenter: Presenter
) -> Callable[[Facts, Collection[str], Supposed], PossibleSums]:
    """Return what says how much other facts would give: the difference from the answer line by
    line; between bounds, what is paid there.
    """
    corpus, recall = presenter.corpus, ledger.recall
    before = _by_line(ledger.rights, ledger.payments, question)

    def answer(facts: Facts, affects: Collection[str], supposed: Supposed) -> PossibleSums:
        other = _evaluated(corpus, facts, question, recall, supposed=True)
        paid = _paid(corpus, facts, question, other, {}) if question.bounded else ()
        after = _by_line(_asked_about(other, question), paid, question)
        changes = _differences(before, after, corpus)
        unknown = [
            step.occasion.span
            for worked in other.occasions
            for step, then in in_doubt(worked)
            if filled(then.line, step.view) in affects and bears(step, worked, other, question)
        ]
        doubted = _still_unknown(unknown, presenter) if unknown else ""
        total, difference = sum(after.values(), Decimal(0)), sum(changes.values(), Decimal(0))
        words = _leads_to(changes, difference, presenter, doubted=doubted)
        return PossibleSums(
            value=supposed.value,
            set=supposed.set,
            leads_to=words,
            total=cents(total),
            difference=cents(difference),
            lines=tuple(
                LineDifference(line=line, difference=amount) for line, amount in changes.items()
            ),
            undetermined=doubted,
        )

    return answer


def _differences(
    before: dict[str, Decimal], after: dict[str, Decimal], corpus: Corpus
) -> dict[str, Decimal]:
    """Return how much more or less each line gives, in order, without those that stay the same."""
    lines = sorted(dict.fromkeys((*before, *after)), key=_line_ranks(corpus))
    changes = {line: after.get(line, Decimal(0)) - before.get(line, Decimal(0)) for line in lines}
    return {line: change for line, change in changes.items() if change}


def _by_line(
    rights: Iterable[Right], payments: Iterable[Payment], question: Question
) -> dict[str, Decimal]:
    """Return the sum of the rights of each line; where there are bounds, of what is paid between
    them.
    """
    sums = [(right.line, right.amount) for right in rights]
    if question.bounded:
        sums = [
            (pay.right.line, pay.amount)
            for pay in payments
            if pay.due is not None and question.covers(pay.due)
        ]
    totals: dict[str, Decimal] = {}
    for line, amount in sums:
        totals[line] = totals.get(line, Decimal(0)) + amount
    return totals


def _still_unknown(spans: Sequence[Span | None], presenter: Presenter) -> str:
    """Say that something is still not known, and name the periods where it belongs to some."""
    words = presenter.either("encore indéterminé", "still undetermined")
    names = {span.name for span in spans if span}
    if None in spans or len(names) != 1:
        return words
    label = presenter.say(presenter.corpus.periods[names.pop()].label)
    ranks = (span.number for span in spans if span)
    return f"{words} ({periods_in_words(label, ranks, presenter.language)})"


def _leads_to(
    changes: dict[str, Decimal], difference: Decimal, presenter: Presenter, *, doubted: str
) -> str:
    """Say how much more or less each line gives, then all of them. `doubted` says what is still not
    known.
    """
    parts = [
        presenter.labelled(presenter.line(line), in_euros(cents(amount), presenter.language))
        for line, amount in changes.items()
    ]
    if len(parts) > 1:
        parts.append(
            presenter.either(
                f"en tout {in_euros(cents(difference), presenter.language)}",
                f"{in_euros(cents(difference), presenter.language)} in all",
            )
        )
    if doubted:
        parts.append(doubted)
    return presenter.either(" ; ", "; ").join(parts) or presenter.either(
        "rien de plus n'est dû", "nothing more is due"
    )
