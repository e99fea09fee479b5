"""The answer about eligibility: each benefit, each of its requirements, and the steps
that remain.
"""

from __future__ import annotations

from engine.language.model import Basis
from engine.questions.answers.answer import CaseAnswer, UnusedBounds
from engine.questions.answers.cited import ArticleCited
from engine.questions.answers.comparison import ChangesUnderReading
from engine.questions.answers.missing import Missing
from engine.questions.answers.record import Record
from engine.questions.answers.trace import FailedCheck, SetAside, TraceOccasion


class ActToCome(Record, frozen=True, kw_only=True):
    """An act that has not happened yet and that something waits for."""

    fact: str
    """The act, by the name that a case gives it."""
    label: str
    """What it is called."""


class RequirementLine(Record, frozen=True, kw_only=True):
    """A requirement of a benefit."""

    id: str
    """The requirement."""
    says: str
    """What it asks."""
    outcome: str
    """`met`, `unmet`, `unknown`, `set_aside` by another rule, or `not_applicable`."""
    failed: tuple[FailedCheck, ...]
    """What of it does not hold, or is not known to."""
    set_aside_by: tuple[SetAside, ...] | None = None
    """The provisions that set it aside."""
    basis: Basis | None = None
    """The weakest basis behind it."""
    citations: tuple[ArticleCited, ...]
    """The articles that ask it."""
    own_citations: int | None = None
    """How many of the citations, the first ones, state the line themselves; it applies by reason of
    the others. Absent where all state it."""
    to_come: tuple[ActToCome, ...]
    """The acts that it waits for."""


class BenefitLine(Record, frozen=True, kw_only=True):
    """A benefit, and whether it is open to the case."""

    benefit: str
    """The benefit."""
    label: str
    """What it is called."""
    outcome: str
    """`eligible`, `not_eligible` or `undetermined`."""
    reason: str | None = None
    """Why no provision grants it, where none does."""
    requirements: tuple[RequirementLine, ...]
    """Its requirements."""
    missing: tuple[str, ...]
    """What would decide it: facts, events of texts, tables."""
    to_come: tuple[ActToCome, ...]
    """The acts that it waits for, where it waits for nothing else."""


class AdvisedStep(Record, frozen=True, kw_only=True):
    """A step that is advised."""

    step: str
    """The step."""
    order: int
    """Its rank."""
    says: str
    """What to do."""
    done: bool | None
    """Whether it is done; null where the case does not say."""
    helped_by: tuple[str, ...]
    """Who helps."""
    basis: Basis | None = None
    """The weakest basis behind it."""
    citations: tuple[ArticleCited, ...]
    """Where it is advised."""


class EligibilityAnswer(CaseAnswer, frozen=True, kw_only=True):
    """Whether a case is eligible, benefit by benefit: `accord eligibility`."""

    window: UnusedBounds | None = None
    """The bounds asked for, which change nothing here."""
    benefits: tuple[BenefitLine, ...]
    """The benefits, or the one asked about."""
    to_come: tuple[ActToCome, ...]
    """The acts that benefits wait for, where they wait for nothing else."""
    missing: tuple[Missing, ...]
    """What is not known and bears on a benefit."""
    next_steps: tuple[AdvisedStep, ...]
    """The steps advised, in order."""
    trace: tuple[TraceOccasion, ...] | None = None
    """How each requirement was worked out; absent where no trace is asked for."""
    under_readings: tuple[ChangesUnderReading, ...] | None = None
    """What each option of each reading changes, where it was asked for."""
