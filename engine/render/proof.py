"""What every answer shows beside its own tables: what is
missing, the readings, the notices, the law, the trace.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from engine.questions.answers.answer import (
    Answer,
    CaseAnswer,
    FactTaken,
    ReadingUsed,
    RemarkMade,
    TextKnown,
)
from engine.questions.answers.comparison import (
    ChangesUnderReading,
    OutcomeOfBenefit,
    RowChanged,
    StateOfDate,
    StateOfDuty,
)
from engine.questions.answers.missing import Missing
from engine.questions.answers.trace import (
    CellRead,
    FactRead,
    FailedCheck,
    SetAside,
    TraceOccasion,
    TraceStep,
)
from engine.render.page import (
    Block,
    Heading,
    Node,
    Paragraph,
    Tone,
    Tree,
    Verbatim,
    Writing,
    displays,
)
from engine.render.wording import word_or
from engine.words.formats import listed, long_date, upper_first, written

_TONES: Mapping[str, Tone] = {
    "applied": "good",
    "met": "good",
    "eligible": "good",
    "not_applied": "bad",
    "unmet": "bad",
    "not_eligible": "bad",
    "late": "bad",
    "set_aside": "plain",
    "due": "open",
    "past": "open",
    "later": "plain",
    "unknown": "open",
    "undetermined": "open",
    "conditional": "open",
}


def tone_of(outcome: object) -> Tone:
    """Return the tone in which an outcome or a status is shown."""
    return _TONES.get(str(outcome), "plain")


def missing_blocks(page: Writing, missing: Sequence[Missing]) -> Iterator[Block]:
    """Yield what is missing: each fact with its question,
    what depends on it, and what each possible value gives.
    """
    nodes = tuple(_missing(page, lack) for lack in missing if not lack.outside_window)
    if nodes:
        yield Heading(2, page.say("missing"))
        yield Tree("", nodes)
    beside = dict.fromkeys(page.prose(lack.label) for lack in missing if lack.outside_window)
    if beside:
        yield Paragraph(page.say("missing.outside_window", what=page.joined(beside)), "soft")


def _missing(page: Writing, lack: Missing) -> Node:
    lines = [page.prose(lack.question)]
    if lack.affects_labels:
        lines.append(page.say("affects", what=", ".join(lack.affects_labels)))
    for possible in lack.possible:
        value = written(possible.value, "", page.language)
        lines.append(page.say("if_value", value=value, leads_to=possible.leads_to or "—"))
    lines.append(_where_to_say(page, lack))
    lines += [page.say("write.example"), Verbatim(lack.write)] if lack.write else []
    lines += [page.prose(upper_first(lack.write_note))] if lack.write_note else []
    head = upper_first(page.prose(lack.label))
    return Node(head, tuple(line for line in lines if line), displays(lack.citations), "open")


def _where_to_say(page: Writing, lack: Missing) -> str:
    """Return under which name a case gives what is missing, or that no case does."""
    if lack.event or lack.table:
        return page.say(f"not_in_a_case.{'event' if lack.event else 'table'}")
    if not lack.fact:
        return page.say("not_in_a_case.value")
    if lack.else_:
        return page.say("write_in_case_or_else", fact=lack.fact, other=lack.else_)
    return page.say("write_in_case", fact=lack.fact)


def reading_blocks(page: Writing, readings: Sequence[ReadingUsed]) -> Iterator[Block]:
    """Yield the readings that mattered, in words: the question, the option used and its reason, the
    other options. Their ids, which a command takes, are shown with the `whole` trace.
    """
    if readings:
        yield Heading(2, page.say("readings"))
        yield Tree("", tuple(_reading(page, reading) for reading in readings))
        if not page.whole:
            yield Paragraph(page.say("reading_ids"), "soft")


def _reading(page: Writing, reading: ReadingUsed) -> Node:
    how = page.say("reading_default" if reading.default else "reading_chosen")
    lines = [f"{page.prose(reading.says)} ({how})"]
    lines += [page.say("reading_reason", reason=reading.reason)] if reading.reason else []
    lines += [page.say("reading_other", says=other.says) for other in reading.others]
    if page.whole:
        options = (reading.option, *(other.option for other in reading.others))
        lines += [Verbatim(f"--reading {reading.id}={option}") for option in options]
    return Node(page.prose(reading.question), tuple(lines))


def notice_blocks(page: Writing, answer: Answer) -> Iterator[Block]:
    """Yield the notices, and the law that the answer rests on, each text with the day from which
    it is in force.
    """
    made = answer.remarks if isinstance(answer, CaseAnswer) else None
    if made:
        yield Heading(2, page.say("remarks"))
        yield Tree("", tuple(_remark(page, remark) for remark in made))
    taken = answer.taken if isinstance(answer, CaseAnswer) else None
    if taken:
        yield Heading(2, page.say("taken"))
        yield Tree("", tuple(_taken(page, fact) for fact in taken))
    if answer.notices:
        yield Heading(2, page.say("notices"))
        yield Tree("", tuple(Node(page.prose(notice)) for notice in answer.notices))
    if answer.law:
        yield Heading(2, page.say("law"))
        yield Tree("", tuple(_law(page, text) for text in answer.law))


def _remark(page: Writing, remark: RemarkMade) -> Node:
    """Return a remark with its article, and the condition on which it holds if not known to."""
    where = (page.say("remarks.where", condition=remark.where),) if remark.where else ()
    return Node(page.prose(remark.says), (*where, *displays(remark.citations)))


def _taken(page: Writing, fact: FactTaken) -> Node:
    """Return a fact that the case leaves out: what it is taken to be, and why."""
    said = page.say("taken.fact", label=upper_first(fact.label), value=fact.display)
    because = f"{fact.because} ({word_or('basis', fact.basis, page.language)})"
    return Node(page.prose(said), (page.prose(because),))


def _law(page: Writing, text: TextKnown) -> Node:
    title = f" — {text.title}" if text.title else ""
    state = (
        page.say("law.in_force", on=long_date(text.in_force_from, page.language))
        if text.in_force_from
        else page.say("law.in_force_undated")
    )
    reaches = (page.prose(text.reaches_case),) if text.reaches_case else ()
    return Node(page.prose(f"{text.short}{title}"), (state, *reaches), (), "good")


def trace_blocks(page: Writing, occasions: Sequence[TraceOccasion]) -> Iterator[Block]:
    """Yield the trace as a tree. A step says all that it says in JSON where the trace is `whole`.

    Else it says what it concludes and why it does not hold. What the tables above say already is
    not repeated, and occasions on which the same was concluded are told together.
    """
    told = [
        (occasion, kept)
        for occasion in occasions
        if (kept := [step for step in occasion.children if page.whole or not _in_a_table(step)])
    ]
    if not told:
        return
    yield Heading(2, page.say("trace"))
    alike: dict[object, list[tuple[TraceOccasion, Node]]] = {}
    for rank, (occasion, steps) in enumerate(told):
        node = _occasion(page, occasion, steps)
        key = rank if page.whole else (occasion.says, occasion.subject, node.children)
        alike.setdefault(key, []).append((occasion, node))
    nodes = tuple(_told_together(page, group) for group in alike.values())
    yield Tree(page.say("trace"), nodes, folded=True)
    if not page.whole:
        yield Paragraph(page.say("trace.more"), "soft")


def _in_a_table(step: TraceStep) -> bool:
    """Whether a step says no more than its row of a table: it holds, rests on nothing else, and its
    sum is no product.
    """
    more = step.children or step.see or step.failed or step.set_aside_by or step.because
    return step.outcome in ("applied", "met") and not more and " = " not in step.conclusion


def _told_together(page: Writing, group: Sequence[tuple[TraceOccasion, Node]]) -> Node:
    """Return the branch of occasions on which the same was concluded, headed by all their days."""
    (first, node), *others = group
    if not others:
        return node
    days = [long_date(occasion.on, page.language) for occasion, _ in group]
    when = (listed(days, page.language), *((first.subject_label,) if first.subject_label else ()))
    return replace(node, head=_head(when, page.prose(first.says or ""), ()))


def _occasion(page: Writing, occasion: TraceOccasion, steps: Sequence[TraceStep]) -> Node:
    """Return the branch of an occasion; its own day is « ce jour-là » below its head, but in the
    whole trace.
    """
    day = long_date(occasion.on, page.language)
    when = (day, *((occasion.subject_label,) if occasion.subject_label else ()))
    says = page.prose(occasion.says or "")
    children = tuple(step_node(page, step, above=(*when, says)) for step in steps)
    if not page.whole:
        told: set[Node] = set()
        children = tuple(_told_once(_with_that_day(page, child, day), told) for child in children)
    return Node(_head(when, says, ()), (), (), "plain", children)


def _told_once(node: Node, told: set[Node]) -> Node:
    """Return a branch in which those that were `told` already on this occasion are only named."""
    if node in told:
        return Node(node.head, tone=node.tone)
    told.add(node)
    return replace(node, children=tuple(_told_once(child, told) for child in node.children))


def _with_that_day(page: Writing, node: Node, day: str) -> Node:
    """Return a branch in which a value that is the day of the occasion is « ce jour-là »."""
    value = f"{page.colon} {day}"
    same = node.head.endswith(value)
    return replace(
        node,
        head=node.head[: -len(day)] + page.say("that_day") if same else node.head,
        children=tuple(_with_that_day(page, child, day) for child in node.children),
    )


def _head(occasion: Sequence[str], conclusion: str, above: Sequence[str]) -> str:
    """Return a conclusion after what is said of its occasion that is not said `above` already."""
    said = [part for part in occasion if part not in above and part != conclusion]
    return f"{', '.join(said)} — {conclusion}" if said else conclusion


def step_node(page: Writing, step: TraceStep, *, above: tuple[str, ...]) -> Node:
    """Return the branch of a step; its occasion is said
    where it is not that of the step `above`.
    """
    when = long_date(step.on, page.language) if step.on else None
    occasion = tuple(part for part in (when, step.occasion_label, step.subject_label) if part)
    conclusion = page.prose(step.conclusion or step.says or step.rule or "")
    head = _head(occasion, conclusion, above)
    if step.outcome == "not_applied":
        head = f"{head.rstrip('.')} ({page.say('outcome.not_applied')})"
    lines = [_elsewhere(page, step)] if step.see else []
    lines += _read(page, step, conclusion) if page.whole else ()
    lines += [failed_in_words(page, failed) for failed in step.failed or ()]
    lines += set_aside_in_words(page, step.set_aside_by)
    lines += [page.say("already_given")] if step.because == "already_given" else []
    interval = page.span(step.version.from_, step.version.until) if step.version else ""
    lines += [page.say("trace.version", span=interval)] if page.whole and interval else []
    cited = displays((step.citation,) if step.citation else ())
    children = tuple(
        step_node(page, child, above=(*occasion, conclusion)) for child in step.children
    )
    return Node(head, tuple(lines), cited, tone_of(step.outcome), children)


def _read(page: Writing, step: TraceStep, conclusion: str) -> Iterator[str]:
    """Yield what the provision of a step says beside its conclusion, and the facts that it read."""
    says = page.prose(step.says)
    if step.says and step.conclusion and says not in conclusion:
        yield says
    if step.facts:
        yield page.say("trace.read", facts=page.joined(_fact(page, fact) for fact in step.facts))


def _elsewhere(page: Writing, step: TraceStep) -> str:
    """Return where a step is told in full, above or below."""
    subject = f" ({step.see_subject})" if step.see_subject else ""
    what = "" if step.benefit else "_proof"
    where = "_below" if step.see_below else ""
    day = long_date(step.see_on, page.language) if step.see_on else ""
    return page.say(f"trace.see{what}{where}", on=f"{day}{subject}")


def failed_in_words(page: Writing, failed: FailedCheck) -> str:
    """Return a condition that failed: what was needed, what was read, and where it came from."""
    return upper_first(_failed(page, failed))


def all_failed_in_words(page: Writing, checks: Iterable[FailedCheck]) -> str:
    """Return conditions that failed as one sentence."""
    return upper_first(page.joined(_failed(page, check) for check in checks))


def _failed(page: Writing, failed: FailedCheck) -> str:
    if failed.read is None:
        undefined = failed.from_ == "undefined"
        read = page.say("undefined_value" if undefined else "unknown_value")
    else:
        read = written(failed.read, "", page.language)
        if failed.from_ in {"case", "derived", "occasion"}:
            read += f" ({word_or('trace', f'from_{failed.from_}', page.language)})"
    return page.say("failed", label=failed.label, needed=failed.needed, read=read)


def set_aside_in_words(page: Writing, provisions: Sequence[SetAside] | None) -> tuple[str, ...]:
    """Return what sets a rule aside, one sentence for each provision, with its citation."""
    return tuple(
        upper_first(
            page.say(
                "set_aside_by",
                says=provision.says.rstrip("."),
                citation=", ".join(displays(provision.citations)),
            )
        )
        for provision in provisions or ()
    )


def _fact(page: Writing, fact: FactRead | CellRead) -> str:
    value = written(fact.display, "", page.language)
    return f"{fact.label} = {value} ({word_or('trace', f'from_{fact.from_}', page.language)})"


def compared_blocks(
    page: Writing, options: Sequence[ChangesUnderReading], readings: Sequence[ReadingUsed]
) -> Iterator[Block]:
    """Yield what each option of each reading would change in an answer that is not a sum."""
    questions = {reading.id: reading.question for reading in readings}
    if not options:
        return
    yield Heading(2, page.say("under_readings"))
    for option in options:
        if option.chosen:
            continue
        question = questions.get(option.reading) or option.reading
        yield Heading(3, page.prose(f"{question} — {option.says}"))
        if page.whole:
            yield Paragraph(f"`--reading {option.reading}={option.option}`", "soft")
        changes = tuple(
            Node(page.prose(change_in_words(page, change))) for change in option.changes
        )
        yield Tree("", changes or (Node(page.say("no_change")),))


def change_in_words(page: Writing, change: RowChanged) -> str:
    """Return a row that another option changes, as it is and as it would be."""
    before, after = _state(page, change.before), _state(page, change.after)
    return f"{change.label}{' : ' if page.language == 'fr' else ': '}{before} → {after}"


def _state(page: Writing, state: OutcomeOfBenefit | StateOfDate | StateOfDuty | None) -> str:
    match state:
        case None:
            return page.say("not_there")
        case OutcomeOfBenefit():
            return word_or("outcome", state.outcome, page.language)
        case StateOfDate():
            day = (page.day(state.on),) if state.on else ()
            return ", ".join((*day, word_or("status", state.status, page.language)))
        case StateOfDuty():
            parts = (word_or("status", state.status, page.language), state.says)
            return ", ".join(part for part in parts if part)
