"""The trace of an answer: on each occasion the rules that were looked at, what they read, what they
concluded, and what they rest on."""

from __future__ import annotations

from datetime import date
from typing import Literal, TypeAlias

from engine.questions.answers.cited import ArticleCited, VersionRead
from engine.questions.answers.record import Record, Scalar

Origin: TypeAlias = Literal["case", "derived", "occasion", "question", "unknown", "undefined"]
"""Where a value comes from: the case, a rule, the occasion or the question; or it is unknown, or
nothing defines it."""


class FailedCheck(Record, frozen=True, kw_only=True):
    """A part of a condition that does not hold, or is not known to."""

    fact: str
    """The fact, by the name that a case gives it."""
    label: str
    """What the fact is called."""
    needed: str
    """What it had to be, in words."""
    read: str | None
    """What it was, in words; null when it is not known."""
    from_: Origin
    """Where the value comes from."""


class SetAside(Record, frozen=True, kw_only=True):
    """A provision that sets a rule aside."""

    rule: str
    """Its address."""
    says: str
    """What it says."""
    citations: tuple[ArticleCited, ...]
    """Its citation."""


class FactRead(Record, frozen=True, kw_only=True):
    """A fact that a rule read."""

    fact: str
    """The fact, by the name that a case gives it."""
    label: str
    """What it is called."""
    value: Scalar
    """Its value as JSON holds it."""
    display: str
    """Its value in words."""
    from_: Origin
    """Where the value comes from."""


class CellRead(Record, frozen=True, kw_only=True):
    """A cell of a table of the law that a rule read."""

    fact: str
    """The address of the table."""
    label: str
    """What the row is called."""
    row: str
    """The row."""
    from_: Literal["law"]
    """That the value is written in the law."""
    display: str
    """The value in words."""
    citation: ArticleCited
    """The article of the table."""


class TraceStep(Record, frozen=True, kw_only=True):
    """A step of the reasoning: a rule, a benefit that it needs, a cell of a table, or a change of
    the law.

    What several steps rest on is written once: after that `see` names the step with it, and
    `children` is empty.
    """

    id: str
    """The step, by its rule and its occasion."""
    rule: str | None = None
    """The address of the rule, of the table or of the provision that changes; absent for a benefit.
    """
    benefit: str | None = None
    """The benefit that a rule needs."""
    says: str
    """What the provision says, or what the benefit is called."""
    occasion: str | None = None
    """The kind of occasion."""
    occasion_label: str | None = None
    """What the occasion is called."""
    on: date | None = None
    """The day of the occasion."""
    subject: str | None = None
    """The element that the occasion is of, where it is of one."""
    subject_label: str | None = None
    """What the element is called."""
    outcome: str
    """`applied`, `not_applied` or `unknown`; for a requirement `met`, `unmet`, `unknown` or
    `set_aside`."""
    conclusion: str
    """What the step concludes, in words."""
    citation: ArticleCited | None = None
    """The article of the rule."""
    version: VersionRead | None = None
    """The version of the rule that was applied."""
    facts: tuple[FactRead | CellRead, ...] | None = None
    """What the rule read."""
    failed: tuple[FailedCheck, ...] | None = None
    """The parts of its condition that do not hold, or are not known to."""
    because: str | None = None
    """Why a rule whose condition holds concludes nothing: `no_right`, `no_value`, `already_given`.
    """
    set_aside_by: tuple[SetAside, ...] | None = None
    """The provisions that set the rule aside."""
    missing: tuple[str, ...] | None = None
    """What is missing of the step: facts, events of texts, tables."""
    children: tuple[TraceStep, ...]
    """The steps that this one rests on."""
    see: str | None = None
    """The id of the step under which what this one rests on is written."""
    see_on: date | None = None
    """The day of that step."""
    see_subject: str | None = None
    """What the element of that step is called, "" where it is of none."""
    see_below: bool | None = None
    """True when that step comes after this one."""
    apart: str | None = None
    """`not_applied` for a step written apart that stands under rules that do not apply alone."""


class TracePeriod(Record, frozen=True, kw_only=True):
    """The period of an occasion."""

    id: str
    """The grid of periods."""
    number: int
    """The rank of the period in it, from 1."""


class TraceOccasion(Record, frozen=True, kw_only=True):
    """An occasion of the case, which heads the steps that were taken on it."""

    id: str
    """The occasion, by its kind and its day."""
    says: str
    """What it is called."""
    occasion: str
    """Its kind."""
    on: date
    """Its day."""
    children: tuple[TraceStep, ...]
    """The steps taken on it."""
    subject: str | None = None
    """The element that it is of, where it is of one."""
    subject_label: str | None = None
    """What the element is called."""
    period: TracePeriod | None = None
    """The period in which it lies, where there is one."""
