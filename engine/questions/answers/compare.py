"""The answer of a comparison: what changes between two sides, in euros, in dates and in outcomes,
and which difference causes each change."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

from engine.language.model import Basis
from engine.questions.answers.answer import CaseAnswer
from engine.questions.answers.cited import ArticleCited
from engine.questions.answers.comparison import RowChanged
from engine.questions.answers.record import Placed, Record


class DifferenceMade(Record, frozen=True, kw_only=True):
    """One thing that differs between the two sides."""

    id: str
    """Its name: the path of a fact, the id of a reading or of a text, `text/article/point` for a
    point of an amendment."""
    kind: Literal["fact", "reading", "operation", "text"]
    """A fact of the case, a reading, a point of an amendment, or a text."""
    label: str
    """What it is called; a point of an amendment as lawyers cite it."""
    before: str
    """What the first side has, in words."""
    after: str
    """What the second side has, in words."""
    changes: int
    """How many changes it causes, alone or with others."""
    alone: Decimal
    """The difference in euros of all that it causes alone."""


class Caused(Record, frozen=True, kw_only=True):
    """What causes a change: it comes with these differences alone, and goes without them."""

    differences: tuple[str, ...]
    """The differences, by id. Where there are several, they act together."""
    says: str
    """The same in words."""
    smallest: bool
    """Whether no smaller set of differences causes the change; false where the search ended before
    its end."""


class LineChanged(Placed, frozen=True, kw_only=True):
    """A right whose amount is another."""

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
    """The amount on the first side, in euros; null where there is no such right, or it is not
    known."""
    after: Decimal | None
    """The amount on the second side; null likewise."""
    amount: Decimal | None
    """The difference, in euros, of what is known of the right; null where it is not certain: where
    a side knows nothing of it, or what is not known after may make up for what is lost."""
    unknown_before: Literal[True] | None = None
    """True where the first side does not know it, or not all of it."""
    unknown_after: Literal[True] | None = None
    """True where the second side does not know it, or not all of it."""
    because: Caused
    """What causes the change."""
    basis: Basis | None = None
    """The weakest basis behind it."""
    citations: tuple[ArticleCited, ...]
    """The articles that give it, on the second side; on the first where the second has none."""


class SumDated(Record, frozen=True, kw_only=True):
    """What is paid on a day."""

    due_on: date | None
    """The day; null where it is not known."""
    amount: Decimal
    """The amount, in euros."""


class PaymentChanged(Placed, frozen=True, kw_only=True):
    """A part of a right that is paid otherwise: another amount, or on another day."""

    line: str
    """The line of money."""
    label: str
    """What it is called."""
    part: str
    """The part: an advance, a balance, an adjustment."""
    part_label: str
    """What it is called."""
    period: int | None
    """The rank of the period, from 1; null outside any."""
    period_of: str | None = None
    """The grid of the period."""
    period_label: str | None = None
    """What a period of this grid is called."""
    in_grid: int | None = None
    """The rank of the period again, under the name of its grid."""
    before: tuple[SumDated, ...]
    """What is paid on the first side, by day; nothing where it is empty."""
    after: tuple[SumDated, ...]
    """What is paid on the second side."""
    amount: Decimal
    """The difference, in euros."""
    because: Caused
    """What causes the change."""
    basis: Basis | None = None
    """The weakest basis behind it."""
    citations: tuple[ArticleCited, ...]
    """The articles that give it."""


class RowChangedBecause(RowChanged, frozen=True, kw_only=True):
    """A date, a benefit or a duty that is otherwise."""

    query: Literal["calendar", "eligibility", "duties"]
    """The question whose answer has the row."""
    because: Caused
    """What causes the change."""
    basis: Basis | None = None
    """The weakest basis behind it."""
    citations: tuple[ArticleCited, ...]
    """The articles that say so."""


class PeriodCompared(Placed, frozen=True, kw_only=True):
    """The sum of the rights of a period on both sides."""

    period: int | None
    """The rank of the period, from 1; null outside any."""
    period_of: str | None = None
    """The grid of the period."""
    period_label: str | None = None
    """What a period of this grid is called."""
    in_grid: int | None = None
    """The rank of the period again, under the name of its grid."""
    before: Decimal
    """The sum on the first side, in euros."""
    after: Decimal
    """The sum on the second side."""
    amount: Decimal
    """The difference."""


class TotalOfCause(Record, frozen=True, kw_only=True):
    """What one cause changes in all."""

    because: Caused
    """The cause."""
    amount: Decimal
    """The difference of the rights that it changes, in euros."""
    lines: tuple[str, ...]
    """What these rights are called."""
    dates: int
    """How many payments, dates, benefits and duties it changes."""
    citations: tuple[ArticleCited, ...]
    """The articles of the rights that it changes, the greatest first."""


class CompareAnswer(CaseAnswer, frozen=True, kw_only=True):
    """What changes between two sides, and why: `accord compare`."""

    asked: tuple[str, ...]
    """The questions that are compared."""
    before_says: str
    """What the first side is, in words."""
    after_says: str
    """What the second side is, in words."""
    differences: tuple[DifferenceMade, ...]
    """All that differs between the two sides, whether it changes anything or not."""
    amount: Decimal | None
    """The difference of the rights in all, in euros; null where sums are not compared."""
    before: Decimal | None
    """The sum of the rights on the first side, of those whose difference is known."""
    after: Decimal | None
    """The sum of the same rights on the second side."""
    unknown: bool
    """Whether a right is not known on one of the sides: the sums are those of what is known."""
    unknown_lines: int = 0
    """How many rights change by an amount that is not certain: left out of the sums."""
    causes: tuple[TotalOfCause, ...]
    """What each cause changes in all, the greatest difference first."""
    periods: tuple[PeriodCompared, ...]
    """The sums by period, of those whose sum changes."""
    entitlements: tuple[LineChanged, ...]
    """The rights whose amount changes. Their differences add up to `amount`."""
    payments: tuple[PaymentChanged, ...]
    """What is paid otherwise."""
    rows: tuple[RowChangedBecause, ...]
    """The dates, benefits and duties that are otherwise."""
