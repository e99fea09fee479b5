"""The answer about what is nearest to change an answer: the changes of the case that would, each
verified by asking again with it, and what it would bring in euros."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

from engine.language.model import Basis
from engine.questions.answers.answer import CaseAnswer
from engine.questions.answers.cited import ArticleCited
from engine.questions.answers.record import Placed, Record, Scalar


class FactChanged(Record, frozen=True, kw_only=True):
    """A fact of the case, and the value that is tried in the place of its own."""

    path: str
    """The path of the fact."""
    label: str
    """What it is called."""
    value: Scalar
    """The value tried, as a case writes it."""
    before: str
    """What the case says on the day of the question, in words."""
    after: str
    """The value tried, in words."""
    short_by: Decimal | None = None
    """Of a number, how much more it is than what the case says."""
    above_by: Decimal | None = None
    """Of a number, how much less it is than what the case says."""
    last_day: date | None = None
    """Of an act that has not happened: the last day on which it would still do, where the law sets
    one."""
    days_left: int | None = None
    """How many days after the day of the question that last day is."""
    set: str
    """The option of a command that tries the value."""


class LineBrought(Placed, frozen=True, kw_only=True):
    """A right whose amount would be another."""

    line: str
    """The line of money."""
    label: str
    """What it is called."""
    period: int | None
    """The rank of the period, from 1; null outside any."""
    period_of: str | None = None
    """The grid of the period."""
    period_label: str | None = None
    """What a period of this grid is called."""
    in_grid: int | None = None
    """The rank of the period again, under the name of its grid."""
    before: Decimal | None
    """The amount in the answer, in euros; null where there is no such right, or it is not known."""
    after: Decimal | None
    """The amount with the change; null likewise."""
    amount: Decimal
    """The difference, in euros."""
    basis: Basis | None = None
    """The weakest basis behind it."""
    citations: tuple[ArticleCited, ...]
    """The articles that give it; those that gave it, where the change takes it away."""


class BenefitReached(Record, frozen=True, kw_only=True):
    """A benefit whose outcome would be another."""

    benefit: str
    """The benefit."""
    label: str
    """What it is called."""
    before: str
    """The outcome in the answer: `eligible`, `not_eligible` or `undetermined`."""
    after: str
    """The outcome with the change."""
    citations: tuple[ArticleCited, ...]
    """The articles of the requirements whose outcome is another."""


class WouldBecome(Record, frozen=True, kw_only=True):
    """What rules derive from the change, such as a class of a table."""

    fact: str
    """The fact that is derived."""
    label: str
    """What it is called."""
    before: str
    """What it is in the answer, in words."""
    after: str
    """What it would be."""


class WholePeriod(Placed, frozen=True, kw_only=True):
    """The first whole period that a change affects, from the day of the question on."""

    period: int
    """The rank of the period, from 1."""
    period_of: str
    """The grid of the period."""
    period_label: str
    """What a period of this grid is called."""
    in_grid: int | None = None
    """The rank of the period again, under the name of its grid."""
    from_: date
    """Its first day."""
    until: date
    """The day after its last."""
    yearly: bool
    """Whether a period of this grid is a year, and each later one changes as much."""
    amount: Decimal
    """The difference in that period, in euros."""


class NearChange(Record, frozen=True, kw_only=True):
    """A change of the case that changes the answer: the smallest of its kind. It was verified by
    asking again with it.
    """

    kind: Literal["number", "act", "choice", "together"]
    """A number that reaches a threshold, an act that takes place, another choice, or several facts
    that do nothing alone."""
    brings: bool
    """Whether it brings something: money or, where there is none, a benefit. False where it
    loses."""
    facts: tuple[FactChanged, ...]
    """What changes: one fact, or two where one does not do."""
    distance: Decimal | None = None
    """Of a number, how far it is as a part of the value of the case; absent where that is zero, and
    of all else."""
    in_all: Decimal
    """The difference of all rights, in euros."""
    whole_period: WholePeriod | None = None
    """The first whole period that it affects; absent where it affects none."""
    lines: tuple[LineBrought, ...]
    """The rights whose amount would be another."""
    benefits: tuple[BenefitReached, ...]
    """The benefits whose outcome would be another."""
    becomes: tuple[WouldBecome, ...]
    """What rules derive from it."""
    citations: tuple[ArticleCited, ...]
    """The articles behind what changes, that of the greatest sum first."""


class UnknownFact(Record, frozen=True, kw_only=True):
    """A fact of which no other value was tried: what the case does not give is to be asked for."""

    name: str
    """Its name, as a case writes it; what is missing of a text or a table has another one."""
    label: str
    """What it is called."""


class NearestAnswer(CaseAnswer, frozen=True, kw_only=True):
    """What is nearest to change the answer: `accord nearest`."""

    target: str | None = None
    """The benefit or the line asked about; absent where all are."""
    target_label: str | None = None
    """What it is called."""
    changes: tuple[NearChange, ...]
    """The changes that can still be made: those that bring something first, the nearest first."""
    past: tuple[NearChange, ...]
    """The changes that no one can make any more: they need a day that is past."""
    unknown: tuple[UnknownFact, ...]
    """What the answer depends on and the case does not give."""
    not_varied: tuple[UnknownFact, ...]
    """What the case gives, the rules read, and of which no other value was tried: an act that is
    done, a text, a number on which no threshold bears."""
    tried: int
    """How many changes of one fact were verified."""
    tried_together: int
    """How many changes of two facts were verified."""
    stopped: bool
    """Whether the search ended before its end, for want of trials: another change may be nearer."""
