"""When the answer to a question changes: the short answer, and a line for each stretch of days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Final

from engine.questions.answers.timeline import ChangeCause, Stretch, TimelineAnswer
from engine.render.answer_blocks import unsaid_blocks
from engine.render.page import (
    Block,
    Cell,
    Column,
    Paragraph,
    Row,
    Writing,
    displays,
)
from engine.render.wording import word_or
from engine.words.formats import long_date, upper_first

_MOST_NAMED: Final = 4
"""Of more payments or duties that change on one day, a page names no more; JSON names all."""
_COUNTED: Final[Mapping[str, str]] = {"payment": "fallen_due", "duty": "duty"}


def timeline_blocks(page: Writing, answer: TimelineAnswer) -> Iterator[Block]:
    """Yield what the answer is on the day of the question and until when, then all the days."""
    yield from _lead(page, answer)
    yield from unsaid_blocks(page, answer.not_considered)
    query = word_or("query", answer.of, page.language)
    rows = [_row(page, stretch) for stretch in answer.stretches]
    columns = (
        Column(page.say("timeline.days"), "date"),
        Column(page.say("timeline.answer")),
        Column(page.say("timeline.why")),
    )
    yield page.references.table(page.say("timeline.of", query=query), columns, rows)
    yield Paragraph(page.say("timeline.same"), "soft")
    if answer.goes_on and answer.until:
        last = page.day(answer.until - timedelta(days=1))
        yield Paragraph(page.say("timeline.goes_on", last=last))


def _lead(page: Writing, answer: TimelineAnswer) -> Iterator[Block]:
    here = next((rank for rank, one in enumerate(answer.stretches) if one.asked), None)
    if here is None:
        yield Paragraph(page.say("timeline.outside", on=page.day(answer.on)), "lead")
        return
    stretch = answer.stretches[here]
    says = page.say("timeline.now", on=page.day(answer.on), says=stretch.says)
    yield Paragraph(page.prose(says), "lead")
    if stretch.until is None:
        yield Paragraph(page.say("timeline.stays"), "lead")
        return
    last = page.day(stretch.until - timedelta(days=1))
    if here + 1 == len(answer.stretches):
        yield Paragraph(page.say("timeline.bounded", last=last), "lead")
        return
    following = answer.stretches[here + 1]
    what = page.joined(_in_words(page, following.causes))
    on = page.day(following.from_)
    yield Paragraph(page.prose(page.say("timeline.next", last=last, on=on, what=what)), "lead")


def _row(page: Writing, stretch: Stretch) -> Row:
    until = stretch.until
    last = page.day(until - timedelta(days=1)) if until else page.say("timeline.open")
    here = (page.say("timeline.here"),) if stretch.asked else ()
    days = Cell(page.day(stretch.from_), (page.say("timeline.last", last=last), *here))
    refused = (page.prose(stretch.refused),) if stretch.refused else ()
    says = Cell(
        page.prose(upper_first(stretch.says)), refused, "good" if stretch.asked else "plain"
    )
    first, *others = [*_in_words(page, stretch.causes)] or [""]
    why = Cell(upper_first(first), tuple(map(upper_first, others)))
    cited = displays(citation for cause in stretch.causes for citation in cause.citations)
    return Row((days, says, why), "row", cited)


def _in_words(page: Writing, causes: Sequence[ChangeCause]) -> Iterator[str]:
    """Yield what changes an answer, in words: many payments or duties together."""
    kinds: dict[str, list[ChangeCause]] = {}
    for cause in causes:
        kinds.setdefault(cause.kind, []).append(cause)
    for kind, alike in kinds.items():
        if kind in _COUNTED and len(alike) > 1:
            yield page.prose(_together(page, kind, alike))
        else:
            yield from (page.prose(_one(page, cause)) for cause in alike)


def _together(page: Writing, kind: str, causes: Sequence[ChangeCause]) -> str:
    labels = list(dict.fromkeys(_first_sentence(cause.label) for cause in causes))
    most = _MOST_NAMED if kind == "payment" else _MOST_NAMED // 2
    named = page.joined([*labels[:most], *(["…"] if len(labels) > most else [])])
    count = page.number_of(len(causes), _COUNTED[kind])
    if kind != "payment":
        return page.say("cause.many", count=count, what=named)
    total = sum((cause.amount for cause in causes if cause.amount is not None), Decimal(0))
    return page.say("cause.payments", count=count, amount=page.money(total), what=named)


def _one(page: Writing, cause: ChangeCause) -> str:
    what = _first_sentence(cause.label)
    amount = page.money(cause.amount) if cause.amount is not None else ""
    if cause.kind == "right":
        gone = cause.amount is not None and cause.amount < 0
        return page.say("cause.right_gone" if gone else "cause.right", what=what, amount=amount)
    if cause.kind == "payment":
        return page.say("cause.payment", what=", ".join(filter(None, (what, amount))))
    if cause.since is not None:
        return page.say("cause.fact_since", what=f"{what}, {long_date(cause.since, page.language)}")
    if cause.is_ is not None:
        key = "cause.came" if cause.was is None else "cause.changed"
        return page.say(key, what=what, was=cause.was or "", is_=cause.is_)
    if cause.was is not None:
        return page.say("cause.went", what=what)
    return page.say(f"cause.{cause.kind}", what=what)


def _first_sentence(text: str) -> str:
    """Return the first sentence of what is said, without its full stop: the article says more."""
    return text.split(". ", maxsplit=1)[0].rstrip(".")
