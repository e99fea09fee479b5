"""The readings of the law that bear on an answer, as switches: what each option says, and what it
would change, before one chooses.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from msgspec import Struct

from accord.server.pages.answered.asked import Answered, Asked
from engine.documents.report.pen import Pen
from engine.questions.answers import FundingAnswer
from engine.questions.answers.comparison import ChangesUnderReading
from engine.questions.answers.funding import PeriodTotal, TotalUnderReading
from engine.render.answer_blocks import least
from engine.render.funding_blocks import period_heading
from engine.render.proof import change_in_words
from engine.words.formats import apostrophes

Under = TotalUnderReading | ChangesUnderReading


class Option(Struct, frozen=True):
    """An option of a reading. `changes` is what it would change, None until that is asked for."""

    id: str
    says: str
    chosen: bool
    default: bool
    changes: tuple[str, ...] | None = None


class Switch(Struct, frozen=True):
    """A reading that bears on the answer, and its options."""

    id: str
    question: str
    reason: str
    options: tuple[Option, ...]

    @property
    def chosen(self) -> Option:
        """The option that the answer takes."""
        return next(option for option in self.options if option.chosen)

    @property
    def stands_out(self) -> bool:
        """Whether a visitor chose it, or another option would change something."""
        return not self.chosen.default or any(option.changes for option in self.options)


def switches(asked: Asked, answer: Answered) -> tuple[Switch, ...]:
    """Return the readings that bear on an answer, with what each option changes where the answer
    tells it.
    """
    pen = asked.pen()
    under = {(each.reading, each.option): each for each in answer.under_readings or ()}
    shown: list[Switch] = []
    for reading in answer.readings_detail:
        law = asked.corpus.readings[reading.id]
        options = [
            Option(
                id_,
                apostrophes(pen.prose(says.in_language(pen.language))),
                id_ == reading.option,
                id_ == law.default,
                _changes(pen, answer, under.get((reading.id, id_))),
            )
            for id_, says in law.options.items()
        ]
        shown.append(
            Switch(
                reading.id,
                apostrophes(pen.prose(reading.question)),
                apostrophes(pen.prose(law.reason.in_language(pen.language))),
                tuple(options),
            )
        )
    return tuple(shown)


def under_each(asked: Asked) -> Answered:
    """Return the answer with what each option of each reading gives."""
    return asked.answer(readings=("all", asked.keywords("readings")["readings"]))


def _changes(pen: Pen, answer: Answered, under: Under | None) -> tuple[str, ...] | None:
    """Return what an option changes, a sentence each; () where it changes nothing."""
    if under is None:
        return None
    said = (
        _sums(pen, answer, under)
        if isinstance(under, TotalUnderReading)
        else (pen.prose(change_in_words(pen, change)) for change in under.changes)
    )
    return tuple(apostrophes(each) for each in said)


def _sums(pen: Pen, answer: Answered, under: TotalUnderReading) -> Iterator[str]:
    """Yield the sum in all and its difference, then each period whose sum is another."""
    assert isinstance(answer, FundingAnswer)  # sums are those of an answer about funding
    mine = {(total.period_of, total.period): total for total in answer.totals}
    changed = [
        total
        for total in under.totals
        if (known := mine.get((total.period_of, total.period))) is None
        or _known(known) != _known(total)
    ]
    if not changed and not under.difference and len(under.totals) == len(mine):
        return
    yield f"{pen.difference(under.difference)}{pen.colon} {least(pen, under.total, under)}"
    for total in changed:
        yield f"{period_heading(pen, total)}{pen.colon} {least(pen, total.amount, total)}"
    there = {(total.period_of, total.period) for total in under.totals}
    for place, total in mine.items():
        if place not in there:
            yield f"{period_heading(pen, total)}{pen.colon} {pen.say('not_there')}"


def _known(total: PeriodTotal) -> tuple[Decimal, bool, bool]:
    return total.amount, total.at_least, total.complete


def option_chosen(readings: Sequence[str], chosen: str) -> tuple[str, ...]:
    """Return the readings of a visit with another option, written `id=option`, of one of them."""
    id_ = chosen.partition("=")[0]
    return (*(each for each in readings if each.partition("=")[0] != id_), chosen)
