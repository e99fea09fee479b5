"""The rows of the answers to a case that are compared: rights, payments, dates, benefits, duties.

In: a state of the case, the law and the question. Out: each row under a name that it keeps on both
sides, with the value that is compared.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from engine.cases.case_reader import Facts
from engine.language.arithmetic import cents
from engine.language.model import Corpus
from engine.questions.comparison import Name, Row, identity, repeated_in, state_of
from engine.questions.completeness import Completeness
from engine.questions.funding import ledger
from engine.questions.presentation import presenter_of
from engine.questions.question import Question
from engine.reasoning.occasions import Span
from engine.whatif.differences import State

QUESTIONS: Final = ("funding", "calendar", "eligibility", "duties")
"""The questions whose answers are compared."""
RIGHT: Final = "right"
PAID: Final = "paid"
Key: TypeAlias = tuple[object, ...]
"""A row: `("right", line, period)`, `("paid", line, part, period)`, or the question and what makes
the row the same on both sides.
"""


class Sum(Struct, frozen=True):
    """The amount of a right, None where it is not there; `unknown` where it, or a part of it, is
    not known.
    """

    amount: Decimal | None
    unknown: bool = False


def difference_of(before: Sum, after: Sum) -> Decimal | None:
    """Return by how many euros a right changes, from what is known of it; None where that is not
    certain.

    A right of which a part is not known counts by its known part, as what is due at least: so a
    gain that it leaves is of at least so much, while a loss may be none. What both sides know in
    part is compared by these parts. What a side knows nothing of has no difference.

    `engine.tables.impact.summary.DIFFERENCE` says the same in SQL.
    """
    was, becomes = before.amount or Decimal("0.00"), after.amount or Decimal("0.00")
    if before.unknown and after.unknown:
        certain = bool(was and becomes)
    elif before.unknown or after.unknown:
        certain = becomes > was if after.unknown else becomes < was
    else:
        certain = True
    return becomes - was if certain else None


Paid: TypeAlias = tuple[tuple[date, Decimal], ...]
"""What is paid of a part of a right: days, in order, and amounts. A day that is not known is
`date.max`.
"""
Repeated: TypeAlias = Mapping[str, set[Name]]


class Evaluated:
    """A state, with the answers to the questions that are compared. Each is worked out once."""

    def __init__(self, state: State, asked: Collection[str]) -> None:
        """Answer the questions; raises RefusedInput as they do."""
        question = replace(state.question, traced=False, weighed=False)
        corpus, facts = state.corpus, state.facts
        self.state = state
        self.presenter = presenter_of(corpus, question.language, question.readings)
        self.money = ledger(corpus, facts, question) if "funding" in asked else None
        self.unknown = (
            Completeness(self.money, question, self.presenter).of_rights()["missing_lines"]
            if self.money
            else ()
        )
        self.rows: dict[str, Sequence[Row]] = {
            query: tuple(answering(corpus, facts, question))
            for query, answering in _ANSWERING.items()
            if query in asked
        }

    def values(self, repeated: Repeated) -> dict[Key, Any]:
        """Return the value of each row."""
        values: dict[Key, Any] = {}
        for query, rows in self.rows.items():
            for row in rows:
                values[query, *identity(row, repeated[query])] = state_of(row)
        return self._rights() | self._payments() | values

    def _rights(self) -> dict[Key, Any]:
        amounts: dict[Key, Decimal] = {}
        for right in self.money.rights if self.money else ():
            key = right_key(right.line, *_of(right.span))
            amounts[key] = amounts.get(key, Decimal(0)) + right.amount
        sums: dict[Key, Any] = {key: Sum(cents(amount)) for key, amount in amounts.items()}
        for lacking in self.unknown:
            key = right_key(lacking.line or lacking.label, lacking.period_of, lacking.period)
            sums[key] = Sum(sums[key].amount if key in sums else None, unknown=True)
        return sums

    def _payments(self) -> dict[Key, Any]:
        days: dict[Key, dict[date, Decimal]] = {}
        for pay in self.money.payments if self.money else ():
            paid = days.setdefault(paid_key(pay.right.line, pay.part, *_of(pay.right.span)), {})
            due = pay.due or date.max
            paid[due] = paid.get(due, Decimal(0)) + pay.amount
        return {
            key: tuple((day, cents(amount)) for day, amount in sorted(paid.items()))
            for key, paid in days.items()
        }


def right_key(line: str, grid: str | None, number: int | None) -> Key:
    """Return the name of the row of a right."""
    return RIGHT, line, grid, number


def paid_key(line: str, part: str, grid: str | None, number: int | None) -> Key:
    """Return the name of the row of a part of a right that is paid."""
    return PAID, line, part, grid, number


def repeated_by(*sides: Evaluated) -> Repeated:
    """Return, by question, the names that several rows of one side have."""
    return {query: repeated_in(*(side.rows[query] for side in sides)) for query in sides[0].rows}


def _of(span: Span | None) -> tuple[str | None, int | None]:
    return (span.name, span.number) if span else (None, None)


def _dates(corpus: Corpus, facts: Facts, question: Question) -> Sequence[Row]:
    from engine.questions.calendar import dates

    return tuple(dates(corpus, facts, question))


def _benefits(corpus: Corpus, facts: Facts, question: Question) -> Sequence[Row]:
    from engine.questions.eligibility import eligibility

    return eligibility(corpus, facts, question).benefits


def _duties(corpus: Corpus, facts: Facts, question: Question) -> Sequence[Row]:
    from engine.questions.duties import duties

    return duties(corpus, facts, question).duties


_ANSWERING: Final[Mapping[str, Callable[[Corpus, Facts, Question], Sequence[Row]]]] = {
    "calendar": _dates,
    "eligibility": _benefits,
    "duties": _duties,
}
