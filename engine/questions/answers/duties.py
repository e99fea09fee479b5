"""The answer about duties: what is demanded, by whom, with the article that says so."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from engine.language.model import Basis
from engine.questions.answers.answer import CaseAnswer, UnusedBounds
from engine.questions.answers.calendar import DateEntry
from engine.questions.answers.cited import ArticleCited
from engine.questions.answers.comparison import ChangesUnderReading
from engine.questions.answers.missing import Missing
from engine.questions.answers.record import HoldsMappings, Record, Scalar
from engine.questions.answers.trace import TraceOccasion


class ActAwaited(Record, frozen=True, kw_only=True):
    """An act yet to come that a duty waits for."""

    fact: str
    """The act, by the name that a case gives it; of several, the first."""
    label: str
    """What it is called; of several, what they are called, with « ou » between them."""
    any_of: tuple[str, ...] | None = None
    """The acts of which the first is enough, where there are several."""


class DutyLine(HoldsMappings, frozen=True, kw_only=True):
    """What is demanded, or recommended."""

    duty: str
    """The duty."""
    subject: str
    """What it is about."""
    category: str
    """Its category, as the law of the corpus names it."""
    force: str
    """How it binds: `required`, or `recommended`, which binds nobody."""
    subject_label: str
    """What the subject is called."""
    by: str
    """Who must act, in words."""
    says: str
    """What is demanded."""
    quote: str
    """The words of the source, in French; "" where none are quoted."""
    traits: Mapping[str, Scalar]
    """What else the rule says of the duty."""
    values: Mapping[str, str]
    """The figures that the provision names, in words."""
    value_labels: Mapping[str, str]
    """What these figures are called."""
    basis: Basis
    """The weakest basis behind it."""
    citations: tuple[ArticleCited, ...]
    """The article that demands it."""
    status: str
    """On the day of the question: `binding`, `later` or `undetermined`; `current` for a
    recommendation in force."""
    from_: date | None = None
    """The first day on which it binds, where it is known."""
    until: date | None = None
    """The first day on which it no longer does, where it is known."""
    awaits: tuple[ActAwaited, ...] | None = None
    """The acts that a later duty waits for."""
    missing: tuple[str, ...] | None = None
    """What is missing of an undetermined duty: facts, events of texts, tables."""
    depends_on: str | None = None
    """The same in words."""
    deadline: DateEntry | None = None
    """The date of the calendar that it names."""


class DutiesAnswer(CaseAnswer, frozen=True, kw_only=True):
    """What is demanded of a case: `accord duties`."""

    window: UnusedBounds | None = None
    """The bounds asked for, which change nothing here."""
    missing: tuple[Missing, ...]
    """What is not known and bears on a duty."""
    duties: tuple[DutyLine, ...]
    """The duties, in the order of the articles."""
    recommendations: tuple[DutyLine, ...]
    """What the texts only recommend."""
    trace: tuple[TraceOccasion, ...] | None = None
    """How each duty was worked out; absent where no trace is asked for."""
    under_readings: tuple[ChangesUnderReading, ...] | None = None
    """What each option of each reading changes, where it was asked for."""
