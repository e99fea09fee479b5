"""What is missing from an answer: the facts, the events and the tables that are not known, and
what each value of a fact would lead to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Literal, TypeAlias

from msgspec import UNSET, UnsetType

from engine.questions.answers.cited import ArticleCited
from engine.questions.answers.record import HoldsMappings, Record, Scalar


class Possible(Record, frozen=True, kw_only=True):
    """A value that the case may give to a fact, and what the answer would be."""

    value: str
    """The value in words."""
    set: Scalar
    """The value as a case writes it."""
    leads_to: str
    """What the answer would be, in words."""


class PossibleOutcomes(HoldsMappings, Possible, frozen=True, kw_only=True):
    """A value, and the outcome of each benefit with it."""

    benefits: Mapping[str, str]
    """The outcome, `eligible`, `not_eligible` or `undetermined`, by benefit."""


class LineDifference(Record, frozen=True, kw_only=True):
    """How much more or less a line would give."""

    line: str
    """The line of money."""
    difference: Decimal
    """Euros more; less where it is negative."""


class PossibleSums(Possible, frozen=True, kw_only=True):
    """A value, and the sums with it."""

    total: Decimal
    """The sum of all rights in euros; between bounds, of what is paid there."""
    difference: Decimal
    """How many euros more that is than in the answer."""
    lines: tuple[LineDifference, ...]
    """The lines that would give more or less."""
    undetermined: str
    """What would still not be known, in words; "" where all would be."""


class DateChanged(Record, frozen=True, kw_only=True):
    """A date of the calendar as it would be."""

    id: str
    """The entry of the calendar."""
    on: date | None
    """Its day; null where it would have none."""
    status: str | None
    """Its status; null where it would be no date of the case."""


class PossibleDates(PossibleSums, frozen=True, kw_only=True):
    """A value, the dates and the sums with it."""

    entries: tuple[DateChanged, ...]
    """The dates that would change."""


class CountOfDuties(Record, frozen=True, kw_only=True):
    """How many duties of each status there would be."""

    binding: int
    """Those that bind on the day of the question."""
    later: int
    """Those that bind later."""
    undetermined: int
    """Those of which it is not known."""


class PossibleDuties(Possible, frozen=True, kw_only=True):
    """A value, and the duties with it."""

    duties: CountOfDuties
    """How many duties of each status there would be."""
    recommendations: int
    """How many recommendations would be current."""


AnyPossible: TypeAlias = PossibleOutcomes | PossibleSums | PossibleDates | PossibleDuties
"""A value that the case may give to a fact, as the answer to each question tells it."""


class Missing(Record, frozen=True, kw_only=True):
    """Something that is missing: `fact`, or `name` and what else it has, says which."""

    fact: str | None = None
    """The fact, by the name that a case gives it."""
    name: str | None = None
    """What is no fact of a case: `event:…`, `effect:…`, `table:…` or `none:…`."""
    event: str | None = None
    """The event, `text.event`; of an entry into force, `text.group`."""
    effect: Literal[True] | None = None
    """True for an entry into force."""
    table: str | None = None
    """The address of the table."""
    collection: str | None = None
    """The collection, or the list, that has no element to take a value of."""
    row: str | None = None
    """The row that the table was read at."""
    column: Scalar | UnsetType = UNSET
    """The column that the table was read at."""
    label: str
    """What it is called."""
    question: str
    """The question to ask whoever knows; "" for what no case gives."""
    else_: str | None = None
    """`not_yet` for an act: what to write where it has not happened."""
    write: str | None = None
    """The lines to write in the case, with a value that the question takes."""
    write_note: str | None = None
    """What these lines also say of others."""
    affects: tuple[str, ...]
    """What depends on it, by id."""
    affects_labels: tuple[str, ...]
    """What these are called."""
    citations: tuple[ArticleCited, ...]
    """The articles that make it matter."""
    possible: tuple[AnyPossible, ...]
    """What the values that the law tells apart would lead to."""
    since: date | None = None
    """The day from which the value is needed, where the case gives the fact as dated values."""
    outside_window: Literal[True] | None = None
    """True for what bears on nothing between the bounds asked for."""
