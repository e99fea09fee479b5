"""What each conclusion means, in the core form: written once, for one case and for tables of cases.

Comes in: a conclusion of the law (`Entitle`, `Pay`, `Increase`, `Deadline`, `Require`) as
`engine.language.nodes` has it. Goes out: forms of `engine.language.core` over slots. A reader fills
the slots in (`value_names` says which value of a rule goes in which) and works the forms out. For
example, a payment of 75 % of a right, due on a day, is `Cents(Product((Slot("whole"),
Const(Decimal("0.75")))))` where `Slot("due.0")` is known; the part without a share is the `Rest` of
them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from engine.language.core import (
    Cents,
    Comparison,
    Const,
    CoreTruth,
    CoreValue,
    DecisionTable,
    Every,
    IsTrue,
    MovedDay,
    Negation,
    Present,
    Product,
    Rest,
    Slot,
    Some,
    YearStart,
)
from engine.language.kept import kept
from engine.language.nodes import Bound, Conclusion, Deadline, Entitle, Increase, Pay, PaymentPart
from engine.language.temporal import NOT_YET, Duration, parse_duration
from engine.language.values import Value

CALENDAR_YEAR, PERIOD = "calendar_year", "period"
FALLEN_DUE, TO_COME, UNDATED = "due", "not_yet", "conditional"
"""The status of a payment on a day: its own day has come, lies ahead, or is not known."""
LATE = "late"
"""The status of a date whose day has passed without the act that it asks for."""

TODAY, ON, UNTIL = Slot("today"), Slot("on"), Slot("until")
"""The day of the question, the day of the occasion, and where the occasion ends."""
PERIOD_FROM, PERIOD_UNTIL = Slot("period.from"), Slot("period.until")
AMOUNT, START, END = Slot("amount"), Slot("start"), Slot("end")
DUE, MET, DAY, WHOLE, EARLIER = (
    Slot("due"),
    Slot("met"),
    Slot("day"),
    Slot("whole"),
    Slot("earlier"),
)
APPLIED, IN_DOUBT, SET_ASIDE = Slot("applied"), Slot("in_doubt"), Slot("set_aside")
HOLDS, ASKED, FORBIDDEN = Slot("holds"), Slot("asked"), Slot("forbidden")


def value_names(then: Conclusion) -> tuple[str, ...]:
    """Return the slots of the values of a conclusion, in the order of `conclusion_values`."""
    match then:
        case Entitle():
            named = (
                ("amount", then.amount),
                ("once_in", then.once_in),
                ("start", then.start),
                ("end", then.end),
            )
            return tuple(name for name, value in named if value is not None)
        case Pay():
            return tuple(name for name, _ in then.named_values())
        case Bound():
            return ("at",)
        case Increase(by=by):
            return ("by",) if isinstance(by, Value) else ()
        case Deadline():
            return ("due",) if then.met_by is None else ("due", "met")
    return ()


# --- rights ---


class RightForm(Struct, frozen=True, eq=False):
    """A right on a line: its amount in cents, its first day and its end.

    The end is unknown where nothing ends the right.
    """

    amount: CoreValue
    start: CoreValue
    end: CoreValue


def _right(then: Entitle) -> RightForm:
    """Return a right.

    Where the rule does not say, it lasts from the day of the occasion to its end, or to the end of
    the period it lies in. One that ends with `calendar_year` covers the year of the occasion.
    """
    start = ON if then.start is None else START
    if then.end is None:
        return RightForm(
            Cents(AMOUNT), start, DecisionTable(((Present(UNTIL), UNTIL),), PERIOD_UNTIL)
        )
    of_year = Comparison("is", END, Const(CALENDAR_YEAR))
    year = YearStart(ON)
    return RightForm(
        Cents(AMOUNT),
        DecisionTable(((of_year, year),), start),
        DecisionTable(((of_year, MovedDay(year, Duration(years=1))),), END),
    )


@kept("limits in time", 256)
def within_limit(limit: str) -> CoreTruth:
    """Return whether a grant on the day `on` is too near an `earlier` one, for a limit in time."""
    if limit == PERIOD:
        return IsTrue(Comparison("on_or_after", EARLIER, PERIOD_FROM))
    if limit == CALENDAR_YEAR:
        return Comparison("is", YearStart(EARLIER), YearStart(ON))
    return Comparison("before", ON, MovedDay(EARLIER, parse_duration(limit)))


class IncreaseForm(Struct, frozen=True, eq=False):
    """A right of a ratio of another: its amount in cents."""

    amount: CoreValue


TOTAL, BOUND = Slot("total"), Slot("bound")
"""The sum of the rights on some lines, and the bound on it."""


class BoundForm(Struct, frozen=True, eq=False):
    """A cap or a floor on a sum of rights: its amount in cents, and whether the sum is beyond it.

    Each right then takes a part of the `excess`. `so_far` is what the rights up to one take: the
    excess times the `part` that they are of the sum, to the cent. A right takes what is taken so
    far, less what was before it: so the parts add up to the excess.
    """

    bound: CoreValue
    beyond: CoreTruth
    so_far: CoreValue


@kept("forms of bounds", 2)
def _bound(*, is_floor: bool) -> BoundForm:
    return BoundForm(
        Cents(Slot("at")),
        Comparison("less_than" if is_floor else "more_than", TOTAL, BOUND),
        Cents(Product((Slot("excess"), Slot("part")))),
    )


# --- payments ---


class PartForm(Struct, frozen=True, eq=False):
    """A part of a payment: its day, its amount in cents, and where both are known."""

    name: str
    due: Slot
    amount: CoreValue
    known: CoreTruth


class PayForm(Struct, frozen=True, eq=False):
    """How a right is paid: its parts, which add up to the right.

    `shares` are worked out first, each then read in its own slot; `some` is where the rule pays one
    part at least. `beside` is how what is worked out from the right is paid, an increase or what a
    cap takes: a part with an amount of its own is paid once, on the right.
    """

    shares: tuple[tuple[Slot, CoreValue], ...]
    parts: tuple[PartForm, ...]
    some: CoreTruth
    beside: tuple[PartForm, ...]


def _payment(then: Pay) -> PayForm:
    """Return the parts of a right.

    The part without a share or an amount is the rest: it needs the amounts of all the others.
    """
    shares: list[tuple[Slot, CoreValue]] = []
    parts: list[PartForm] = []
    # What must be known for the amount of each part: its day aside.
    needs: dict[int, list[Slot]] = {rank: [] for rank in range(len(then.parts))}
    for name, _ in then.named_values():
        kind, _, number = name.partition(".")
        if kind != "due":
            needs[int(number)].append(Slot(name))
    every = [slot for slots in needs.values() for slot in slots]
    for rank, part in enumerate(then.parts):
        due, share = Slot(f"due.{rank}"), Slot(f"share.{rank}")
        if part.amount is not None:
            shares.append((share, Cents(Slot(f"amount.{rank}"))))
        elif part.share is not None:
            ratio = () if isinstance(part.share, Value) else (Const(part.share),)
            shares.append((share, Cents(Product((WHOLE, *ratio, *needs[rank])))))
        needed = (due, *(every if part.is_rest else needs[rank]))
        known = Every(tuple(Present(slot) for slot in needed))
        parts.append(PartForm(part.name, due, _rest(then.parts) if part.is_rest else share, known))
    some = Some(tuple(part.known for part in parts))
    return PayForm(tuple(shares), tuple(parts), some, _beside(then, tuple(parts)))


def _rest(parts: Sequence[PaymentPart], *, beside: bool = False) -> Rest:
    """Return what the other parts leave; `beside` a right, those with an amount are no parts."""
    others = [
        Slot(f"share.{rank}")
        for rank, part in enumerate(parts)
        if not (part.is_rest or (beside and part.amount is not None))
    ]
    return Rest(WHOLE, tuple(others))


def _beside(then: Pay, parts: tuple[PartForm, ...]) -> tuple[PartForm, ...]:
    if all(part.amount is None for part in then.parts):
        return parts
    rest = _rest(then.parts, beside=True)
    return tuple(
        replace(form, amount=rest) if part.is_rest else form
        for part, form in zip(then.parts, parts, strict=True)
        if part.amount is None
    )


PAYMENT_STATUS: CoreValue = DecisionTable(
    (
        (Negation(Present(DUE)), Const(UNDATED)),
        (Comparison("on_or_before", DUE, TODAY), Const(FALLEN_DUE)),
    ),
    Const(TO_COME),
)
"""The status of a payment `due` on a day: the one place that says what has fallen due."""


# --- dates ---


class DateForm(Struct, frozen=True, eq=False):
    """A date of the calendar: its status, and whether the case has it.

    It has if the date may have a day and is its own to meet.
    """

    status: CoreValue
    of_the_case: CoreTruth


def _date(then: Deadline) -> DateForm:
    """Return a date. What others must do is no date of the case before an act asks it of them."""
    may_be = Negation(IsTrue(Comparison("is", DUE, Const(NOT_YET))))
    theirs = (Comparison("on_or_before", ON, TODAY),) if then.by else ()
    return DateForm(
        _status(then.kind, optional=then.optional, met=then.met_by is not None),
        Every((may_be, *theirs)),
    )


@kept("statuses of dates", 64)
def _status(kind: str, *, optional: bool, met: bool) -> CoreValue:
    """Return the status of a date. Only a fact of the case meets it.

    While what meets it is not known, it is never late: it is due, or past when no one owes it. An
    optional act is never late either: past its day, it has lapsed.
    """
    late, due = (Const("lapsed"), Const("lapsed")) if optional else (Const(LATE), Const("due"))
    ahead, done = Comparison("on_or_after", DUE, TODAY), Comparison("on_or_before", MET, TODAY)
    rows: list[tuple[CoreTruth, CoreValue]] = [(Negation(Present(DUE)), Const(UNDATED))]
    if met:
        rows += [(Every((done, Comparison("on_or_before", MET, DUE))), Const("met")), (done, late)]
        rows += [(Every((Present(MET), ahead)), Const(TO_COME)), (Present(MET), late)]
    if kind == "deadline":
        return DecisionTable((*rows, (ahead, Const(TO_COME))), due)
    return DecisionTable(
        (*rows, (Comparison("on_or_before", DUE, TODAY), Const("past"))), Const(TO_COME)
    )


# --- requirements ---


class RequirementForm(Struct, frozen=True, eq=False):
    """A requirement of a benefit: its outcome, whether it forbids the benefit or leaves doubt."""

    outcome: CoreValue
    forbids: CoreTruth
    doubts: CoreTruth


@kept("forms of requirements", 2)
def requirement_form(*, excuses: bool) -> RequirementForm:
    """Return a requirement; one that `excuses` is an exception to another of its benefit.

    An exception that is not met asks nothing. A requirement that is met never stands in the way,
    even where another sets it aside.
    """
    rows = ((SET_ASIDE, Const("set_aside")), (APPLIED, Const("met")), (IN_DOUBT, Const("unknown")))
    outcome = DecisionTable(rows, Const("not_applicable" if excuses else "unmet"))
    if excuses:
        return RequirementForm(outcome, Some(), Some())
    neither = (Negation(IsTrue(slot)) for slot in (APPLIED, IN_DOUBT, SET_ASIDE))
    return RequirementForm(
        outcome, Every((ASKED, *neither)), Every((IsTrue(IN_DOUBT), Negation(IsTrue(HOLDS))))
    )


BENEFIT_OUTCOME: CoreValue = DecisionTable(
    (
        (Some((Negation(ASKED), FORBIDDEN)), Const("not_eligible")),
        (IN_DOUBT, Const("undetermined")),
    ),
    Const("eligible"),
)
"""The outcome of a benefit.

`asked`: something is required for it. `forbidden`: a requirement is not met. `in_doubt`: one is
unknown.
"""


# --- bounds ---


@kept("bounds around days", 256)
def within(since: date | None, until: date | None) -> CoreTruth:
    """Return whether a `day` lies within bounds, the last excluded; None is no bound."""
    first = () if since is None else (Comparison("on_or_after", DAY, Const(since)),)
    last = () if until is None else (Comparison("before", DAY, Const(until)),)
    return Every((*first, *last))


@kept("bounds around spans", 256)
def meeting(since: date | None, until: date | None) -> CoreTruth:
    """Return whether a span of time (`start`, and `end` where it ends) meets bounds."""
    last = () if until is None else (Comparison("before", START, Const(until)),)
    first = (
        ()
        if since is None
        else (Some((Negation(Present(END)), Comparison("after", END, Const(since)))),)
    )
    return Every((*last, *first))


Lowered: TypeAlias = RightForm | PayForm | IncreaseForm | BoundForm | DateForm


def lowered(then: Conclusion) -> Lowered | None:
    """Return what a conclusion means; None for one that says nothing of sums or dates."""
    match then:
        case Entitle():
            return _right(then)
        case Pay():
            return _payment(then)
        case Increase():
            by = Slot("by") if isinstance(then.by, Value) else Const(then.by)
            return IncreaseForm(Cents(Product((WHOLE, by))))
        case Bound():
            return _bound(is_floor=then.is_floor)
        case Deadline():
            return _date(then)
    return None
