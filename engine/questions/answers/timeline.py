"""The answer about time: the days between which the answer to a question stays the same, and what
makes it change.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Literal

from engine.questions.answers.answer import CaseAnswer
from engine.questions.answers.cited import ArticleCited
from engine.questions.answers.missing import CountOfDuties
from engine.questions.answers.record import HoldsMappings, Record


class ChangeCause(Record, frozen=True, kw_only=True):
    """Something that changes an answer on a day."""

    kind: str
    """`law`, `fact`, `history`, `period`, `end`, `payment`, `unknown` (a sum not known that may
    have fallen due), `right`, `date`, `benefit`, `requirement`, `duty`, `reading`, or `other`."""
    id: str
    """The text, the fact, the line, the date, the benefit or the duty, by its name."""
    label: str
    """What it is called."""
    was: str | None = None
    """What it was until then, in words."""
    is_: str | None = None
    """What it is from then on, in words."""
    amount: Decimal | None = None
    """Of a payment or a right, its amount in euros; of a right that ends, below zero."""
    since: date | None = None
    """The day of the act, where the answer changes the day after it."""
    citations: tuple[ArticleCited, ...] = ()
    """The articles that make it count."""


class DateAhead(Record, frozen=True, kw_only=True):
    """The next date of a calendar."""

    id: str
    """The entry of the calendar."""
    label: str
    """What it is called."""
    on: date
    """Its day."""


class Stretch(HoldsMappings, frozen=True, kw_only=True):
    """Days of the question on which the answer is the same."""

    from_: date
    """The first of them."""
    until: date | None
    """The day after the last; null where nothing changes any more."""
    asked: Literal[True] | None = None
    """True where the day of the question is one of them."""
    says: str
    """The answer on these days, in a few words."""
    causes: tuple[ChangeCause, ...]
    """What makes the answer another than on the day before; empty for the first stretch."""
    refused: str | None = None
    """Why there is no answer on these days, where there is none."""
    due: Decimal | None = None
    """Of funding: what has fallen due, in euros."""
    to_come: Decimal | None = None
    """Of funding: what is still to come, in euros."""
    at_least: Literal[True] | None = None
    """True where more may be due or to come: something is not known."""
    benefits: Mapping[str, str] | None = None
    """Of eligibility: the outcome of each benefit, by its name."""
    late: tuple[str, ...] | None = None
    """Of a calendar: the dates that are late, by their names."""
    next: DateAhead | None = None
    """Of a calendar: the next date."""
    duties: CountOfDuties | None = None
    """Of duties: how many there are of each status."""


class TimelineAnswer(CaseAnswer, frozen=True, kw_only=True):
    """When the answer to a question changes, and why: `accord funding CASE --timeline`.

    Two answers are the same if they say the same of the case. Left aside are the day of the
    question, the trace, and what is proposed for a fact that is missing (`possible`, `write`).
    """

    of: str
    """The question: `eligibility`, `calendar`, `funding` or `duties`."""
    from_: date
    """The first day looked at."""
    until: date | None
    """The day after the last one looked at; null where nothing changes any more."""
    goes_on: bool
    """Whether the answer goes on changing after that day."""
    stretches: tuple[Stretch, ...]
    """The days, in order; each stretch begins where the one before it ends."""
