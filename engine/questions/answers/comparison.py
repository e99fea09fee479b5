"""An answer under each option of each reading that matters to it."""

from __future__ import annotations

from datetime import date

from engine.questions.answers.record import Record


class OutcomeOfBenefit(Record, frozen=True, kw_only=True):
    """What an answer says of a benefit."""

    outcome: str
    """`eligible`, `not_eligible` or `undetermined`."""


class StateOfDate(Record, frozen=True, kw_only=True):
    """What an answer says of a date."""

    on: date | None
    """Its day; null where it has none."""
    status: str
    """Its status."""


class StateOfDuty(Record, frozen=True, kw_only=True):
    """What an answer says of a duty."""

    says: str
    """What is demanded."""
    status: str
    """Its status on the day of the question."""


class RowChanged(Record, frozen=True, kw_only=True):
    """A row that another option changes."""

    id: str
    """The benefit, the entry or the duty."""
    label: str
    """What it is called."""
    before: OutcomeOfBenefit | StateOfDate | StateOfDuty | None
    """What the answer says of it; null where it is not there."""
    after: OutcomeOfBenefit | StateOfDate | StateOfDuty | None
    """What it would say; null where it would not be there."""


class ChangesUnderReading(Record, frozen=True, kw_only=True):
    """What an option of a reading changes in an answer about benefits, dates or duties."""

    reading: str
    """The reading, by id."""
    option: str
    """The option, by id."""
    says: str
    """What the option says."""
    chosen: bool
    """Whether it is the option of the answer."""
    changes: tuple[RowChanged, ...]
    """The rows that it changes; none for the option chosen."""
