"""The answer about an impact: what texts bring to many cases and take from them, and by which
operation."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from engine.questions.answers.answer import Answer
from engine.questions.answers.record import Record


class CasesCounted(Record, frozen=True, kw_only=True):
    """How many cases there are. Those read are rejected or answered; those answered gain, lose, or
    keep the same sum in all."""

    read: int
    """The cases read."""
    rejected: int
    """Those among them that were set apart."""
    answered: int
    """The others."""
    gaining: int
    """Those that are due more in all."""
    losing: int
    """Those that are due less in all."""
    moved: int
    """Those of which sums change, while the sum of all does not."""
    undetermined: int
    """Those of which the difference of a sum is not known, whatever the others do."""


class CauseTotal(Record, frozen=True, kw_only=True):
    """What one cause brings and takes away, or several that act together. The totals of all causes
    add up to the difference."""

    causes: tuple[str, ...]
    """The operations (`text/article/operation`), articles (`text/article`) or texts, by id."""
    says: str
    """How they are cited."""
    how: Literal["alone", "each_needed", "together"]
    """`alone`: one cause makes the change, and without it there is none. `each_needed`: several
    make it, and without any one of them there is none. `together`: only without all of them there
    is none."""
    smallest: bool = True
    """False where the search for fewer causes ended before its end."""
    detail: str | None = None
    """What the operation says; absent where there are several."""
    cases: int
    """The cases of which it changes a sum."""
    lines: int
    """The sums that it changes: a line of one period of a case is one."""
    gain: Decimal
    """What it brings, in euros."""
    loss: Decimal
    """What it takes away, in euros, below zero."""
    difference: Decimal
    """Both together, in euros."""


class YearTotal(Record, frozen=True, kw_only=True):
    """The rights that begin in a calendar year."""

    year: int | None
    """The year; null where the day on which a right begins is not known."""
    before: Decimal
    """What is due without the texts, in euros."""
    after: Decimal
    """What is due with them, in euros."""
    difference: Decimal
    """How many euros more; below zero where it is less."""


class LineTotal(Record, frozen=True, kw_only=True):
    """A line of money, for all cases."""

    line: str
    """The line."""
    label: str
    """What it is called."""
    before: Decimal
    """What is due without the texts, in euros."""
    after: Decimal
    """What is due with them, in euros."""
    difference: Decimal
    """How many euros more; below zero where it is less."""


class GroupTotal(Record, frozen=True, kw_only=True):
    """The cases that share a value of what the totals are grouped by."""

    value: str | None
    """The value; null where it is not known."""
    label: str
    """The value in words."""
    cases: int
    """The cases that have it, on the day of one of their rights."""
    gaining: int
    """Those that are due more."""
    losing: int
    """Those that are due less."""
    before: Decimal
    """What is due without the texts, in euros."""
    after: Decimal
    """What is due with them, in euros."""
    difference: Decimal
    """How many euros more; below zero where it is less."""


class Grouped(Record, frozen=True, kw_only=True):
    """The totals by a fact, or by a column of the table."""

    by: str
    """The fact or the column."""
    label: str
    """What it is called."""
    groups: tuple[GroupTotal, ...]
    """The totals of each value, in order."""
    others: int = 0
    """How many more values there are, which are not listed."""


class CaseChange(Record, frozen=True, kw_only=True):
    """What changes for one case in all."""

    case: str
    """Its id in the table, or the name of its file."""
    file: str
    """The file that holds it."""
    before: Decimal
    """What it is due without the texts on the lines that change, in euros."""
    after: Decimal
    """What it is due with them on these lines, in euros."""
    difference: Decimal
    """How many euros more; below zero where it is less."""


class ImpactAnswer(Answer, frozen=True, kw_only=True):
    """What texts bring to many cases and take from them: `accord impact`.

    All sums are of lines whose difference is known. A line of which a part is not known counts by
    the part that is, as what is due at least; a line has no difference where a side knows nothing
    of it, or where what is not known after may make up for what is lost.
    """

    texts: tuple[str, ...]
    """The texts whose impact is asked, by id."""
    named: str
    """What they are called."""
    cases: CasesCounted
    """How many cases there are, and how they fare."""
    before: Decimal
    """What all are due without the texts, in euros."""
    after: Decimal
    """What all are due with them, in euros."""
    difference: Decimal
    """How many euros more; below zero where it is less."""
    unknown_lines: int
    """The lines of a period of a case whose difference is not certain: left out of the sums."""
    partly_known_lines: int = 0
    """The lines of a period of a case that change and of which a part is not known: they count by
    the part that is."""
    causes: tuple[CauseTotal, ...]
    """What each operation brings, the greatest first."""
    without_effect: tuple[str, ...]
    """The operations of the texts that change no sum of any case, as they are cited."""
    whole_year: int | None = None
    """The first calendar year all through which the texts are in force; null where none is known,
    or nothing changes that year."""
    years: tuple[YearTotal, ...]
    """The totals by the calendar year in which a right begins."""
    lines: tuple[LineTotal, ...]
    """The lines that change, the greatest difference first."""
    by: tuple[Grouped, ...]
    """The totals by what was asked for."""
    winners: tuple[CaseChange, ...]
    """The ten cases that gain the most."""
    losers: tuple[CaseChange, ...]
    """The ten cases that lose the most."""
