"""Two variants side by side: what each is answered, and the figures of one beside the other's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from msgspec import Struct

from accord.answers import Comparison
from accord.server.pages.answered.asked import Answered, Asked
from engine.documents.report.pen import Pen
from engine.questions.answers import (
    CalendarAnswer,
    DutiesAnswer,
    EligibilityAnswer,
    FundingAnswer,
)
from engine.questions.answers.calendar import DateEntry
from engine.questions.answers.funding import PeriodTotal
from engine.render.answer_blocks import least, outcome_of, status_shown
from engine.render.funding_blocks import period_heading
from engine.render.page import Bar, Bars, Block, Paragraph
from engine.render.pages import parts_of
from engine.render.wording import word_or
from engine.words.formats import apostrophes, upper_first

_NOTHING = "—"


class Figure(Struct, frozen=True):
    """A line of the table: what it is of, what each side has, and the difference of two sums; the
    last is "" where there is none.
    """

    label: str
    before: str
    after: str
    difference: str = ""
    total: bool = False

    @property
    def differs(self) -> bool:
        """Whether the two sides have not the same."""
        return self.before != self.after


def lead_of(pen: Pen, answer: Answered) -> tuple[str, ...]:
    """Return the first sentences of an answer, and the readings chosen that matter to it."""
    parts = parts_of(answer, pen)
    return (*_said(parts.body, "lead"), *_said(parts.asked, "plain"))


def _said(blocks: Iterable[Block], kind: str) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Paragraph) and block.kind == kind:
            yield block.text


def compared(asked: Asked, other: Asked | None) -> Comparison:
    """Return what changes from a case to another, or to itself with what is supposed."""
    names = ("on", "known_on", "readings") if other else ("on", "known_on", "readings", "settings")
    return asked.law.compare(asked.case, other.case if other else None, **asked.keywords(*names))


def figures(pen: Pen, before: Answered, after: Answered) -> tuple[Figure, ...]:
    """Return the figures of two answers to one question, line by line."""
    match before, after:
        case FundingAnswer(), FundingAnswer():
            return _sums(pen, before, after)
        case EligibilityAnswer(), EligibilityAnswer():
            sides = [{each.label: outcome_of(each) for each in side.benefits}
                     for side in (before, after)]  # fmt: skip
            return _words(pen, "outcome", *sides)
        case CalendarAnswer(), CalendarAnswer():
            return _beside(_dates(pen, before), _dates(pen, after))
        case DutiesAnswer(), DutiesAnswer():
            return _beside(_duties(pen, before), _duties(pen, after))
    return ()


def _beside(
    before: dict[Any, tuple[str, str]], after: dict[Any, tuple[str, str]]
) -> tuple[Figure, ...]:
    """Return what two sides have under the same names: each has a label, and what is said of it."""
    rows = []
    for name in dict.fromkeys((*before, *after)):
        label = (before.get(name) or after[name])[0]
        said = [
            apostrophes(side[name][1]) if name in side else _NOTHING for side in (before, after)
        ]
        rows.append(Figure(apostrophes(upper_first(label)), said[0], said[1]))
    return tuple(rows)


def _words(
    pen: Pen, group: str, before: dict[str, str], after: dict[str, str]
) -> tuple[Figure, ...]:
    sides = [
        {
            label: (pen.prose(label), word_or(group, said, pen.language))
            for label, said in side.items()
        }
        for side in (before, after)
    ]
    return _beside(*sides)


def _dates(pen: Pen, answer: CalendarAnswer) -> dict[Any, tuple[str, str]]:
    """Return the dates of a calendar by their names; one that comes back, by its rank too."""
    named: dict[Any, tuple[str, str]] = {}
    for entry in answer.entries:
        if isinstance(entry, DateEntry):
            rank = sum(1 for known in named if known[0] == entry.id)
            said = f"{pen.day(entry.on)}, {status_shown(pen, entry)}"
            named[entry.id, rank] = pen.prose(entry.label), said
    return named


def _duties(pen: Pen, answer: DutiesAnswer) -> dict[Any, tuple[str, str]]:
    """Return how many duties of each standing there are, for each who must act."""
    counts = Counter((duty.by, duty.status) for duty in answer.duties)
    return {
        (actor, status): (
            f"{pen.prose(actor)}, {word_or('status', status, pen.language)}",
            pen.number_of(count, "duty"),
        )
        for (actor, status), count in counts.items()
    }


# --- sums -----------------------------------------------------------------------------------------


def _sums(pen: Pen, before: FundingAnswer, after: FundingAnswer) -> tuple[Figure, ...]:
    rows = []
    for first, second in _pairs(before, after):
        sides = [least(pen, each.amount, each) if each else _NOTHING for each in (first, second)]
        gap = _amount(second) - _amount(first)
        gone = pen.difference(gap) if gap else ""
        rows.append(Figure(_heading(pen, first, second), sides[0], sides[1], gone))
    if before.total is None or after.total is None:
        return tuple(rows)
    totals = (least(pen, before.total, before), least(pen, after.total, after))
    gap = after.total - before.total
    return (*rows, Figure(pen.say("total"), totals[0], totals[1], pen.difference(gap), total=True))


def _pairs(
    before: FundingAnswer, after: FundingAnswer
) -> list[tuple[PeriodTotal | None, PeriodTotal | None]]:
    """Return the sums of each period on both sides, None where a side has none."""
    sides = [
        {(each.period_of, each.period): each for each in answer.totals}
        for answer in (before, after)
    ]
    places = dict.fromkeys((*sides[0], *sides[1]))
    return [(sides[0].get(place), sides[1].get(place)) for place in places]


def _amount(total: PeriodTotal | None) -> Decimal:
    return total.amount if total else Decimal(0)


def _heading(pen: Pen, first: PeriodTotal | None, second: PeriodTotal | None) -> str:
    """Return what a period is called; with its days where they are the same on both sides."""
    total = first or second
    if total is None:
        return ""
    same = not (first and second) or (first.from_, first.until) == (second.from_, second.until)
    return apostrophes(period_heading(pen, total, dated=same))


def both_by_period(
    pen: Pen, before: Answered, after: Answered, labels: tuple[str, str]
) -> tuple[Block, ...]:
    """Return the sums of each period on both sides as bars, the two of a period together."""
    if not (isinstance(before, FundingAnswer) and isinstance(after, FundingAnswer)):
        return ()
    bars = []
    for pair in _pairs(before, after):
        for label, total in zip(labels, pair, strict=True):
            said = least(pen, total.amount, total) if total else _NOTHING
            period = period_heading(pen, total or next(filter(None, pair)), dated=False)
            name = f"{apostrophes(period)} — {label}"
            bars.append(Bar(name, float(_amount(total)), said))
    return (Bars(pen.say("entitlements"), tuple(bars)),) if bars else ()
