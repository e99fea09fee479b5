"""What conclusions mean is said in one form, and its two readers make the same of it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import ibis
import pytest

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
from engine.language.forms.literal import Literally
from engine.language.nodes import Deadline, Pay, PaymentPart
from engine.language.temporal import Duration
from engine.reasoning.lowering import (
    PAYMENT_STATUS,
    DateForm,
    PayForm,
    lowered,
    meeting,
    requirement_form,
    value_names,
    within,
    within_limit,
)
from engine.reasoning.on_values import on_values
from engine.tables.compile.on_columns import Slots, term_on_columns, truth_on_columns
from engine.tables.terms import terms
from engine.tables.terms.terms import Term

DAYS = ("due", "met", "today", "on")
TODAY = date(2023, 6, 1)
DAY = Literally(TODAY)


# --- the two readers ---


def truth(draw: random.Random, depth: int) -> CoreTruth:
    """Draw a truth over four days and a flag."""
    if depth == 0:
        return draw.choice([Slot("flag"), Present(day(draw, 1)), compared(draw)])
    match draw.randrange(5):
        case 0:
            return Every(tuple(truth(draw, depth - 1) for _ in range(draw.randrange(4))))
        case 1:
            return Some(tuple(truth(draw, depth - 1) for _ in range(draw.randrange(4))))
        case 2:
            return Negation(truth(draw, depth - 1))
        case 3:
            return IsTrue(truth(draw, depth - 1))
    return compared(draw)


def compared(draw: random.Random) -> CoreTruth:
    """Draw a comparison of two days."""
    operator = draw.choice(["is", "is_not", "before", "after", "on_or_before", "on_or_after"])
    return Comparison(operator, day(draw, 1), day(draw, 1))


def day(draw: random.Random, depth: int) -> CoreValue:
    """Draw a day."""
    match draw.randrange(6) if depth else 0:
        case 1:
            return Const(TODAY)
        case 2:
            return MovedDay(day(draw, depth - 1), Duration(months=draw.randrange(1, 14)))
        case 3:
            return YearStart(day(draw, depth - 1))
        case 4:
            return DecisionTable(((truth(draw, 0), day(draw, 0)),), day(draw, 0))
    return Slot(draw.choice(DAYS))


def rows_of(draw: random.Random, count: int) -> list[dict[str, Any]]:
    """Draw what the slots of some cases hold, known or not."""
    days = [None, *(TODAY + timedelta(days=apart) for apart in (-200, -31, -1, 0, 1, 31, 366))]
    rows = [{name: draw.choice(days) for name in DAYS} for _ in range(count)]
    return [
        row | {"flag": draw.choice([True, False, None]), "rank": n} for n, row in enumerate(rows)
    ]


def on_table(table: Any) -> Slots:
    """Return the slots as columns."""
    return {name: Term("date", table[name]) for name in DAYS} | {"flag": table["flag"]}


def test_the_two_readers_make_the_same_of_forms() -> None:
    """Eighty drawn forms on sixty drawn cases: each truth and each day is the same."""
    draw = random.Random(10)
    rows = rows_of(draw, 60)
    schema = {"rank": "int64", "flag": "boolean"} | dict.fromkeys(DAYS, "date")
    table = ibis.memtable(rows, schema=schema)
    truths = [truth(draw, 3) for _ in range(40)]
    days = [day(draw, 3) for _ in range(40)]
    slots, columns = on_table(table), {}
    for rank, form in enumerate(truths):
        columns[f"t{rank}"] = terms.as_column(truth_on_columns(form, slots))
    for rank, value in enumerate(days):
        term = term_on_columns(value, slots)
        columns[f"d{rank}"] = ibis.null("date") if term is None else term.expr.cast("date")
    found = table.select("rank", **columns).order_by("rank").to_pyarrow().to_pylist()
    for row, answers in zip(rows, found, strict=True):
        expected = {f"t{rank}": on_values(form)(row) for rank, form in enumerate(truths)}
        expected |= {f"d{rank}": on_values(form)(row) for rank, form in enumerate(days)}
        assert {name: value for name, value in answers.items() if name != "rank"} == expected


def test_the_two_readers_round_and_share_alike() -> None:
    """A right of some cents in thirds and eighths: each part to the cent, and the rest of them."""
    whole = Slot("whole")
    third = Cents(Product((whole, Const(Decimal("0.3333")))))
    eighth = Cents(Product((whole, Const(Decimal("0.125")))))
    forms: Sequence[CoreValue] = (third, eighth, Rest(whole, (third, eighth)))
    cents = [0, 1, 4, 12, 99, 100, 12345, 10_000_001]
    table = ibis.memtable([{"whole": one} for one in cents], schema={"whole": "int64"})
    slots = {"whole": terms.number(table["whole"], 2, 10_000_001)}
    read = [term_on_columns(form, slots) for form in forms]
    assert all(term is not None and term.scale == 2 for term in read)
    columns = {f"p{n}": term.expr.cast("int64") for n, term in enumerate(read) if term}
    found = table.select("whole", **columns).order_by("whole").to_pyarrow().to_pylist()
    for row in found:
        amount = {"whole": Decimal(row["whole"]).scaleb(-2)}
        parts = [on_values(form)(amount) for form in forms]
        assert [row[f"p{n}"] for n in range(3)] == [int(part * 100) for part in parts]
        assert sum(parts) == amount["whole"]


# --- what conclusions are lowered to ---


def status(form: CoreValue, **slots: date | None) -> Any:
    """Return a status on the first of June 2023."""
    return on_values(form)({"today": TODAY, **slots})


@pytest.mark.parametrize(
    ("kind", "optional", "met", "due", "expected"),
    [
        ("deadline", "", date(2023, 5, 1), date(2023, 5, 1), "met"),
        ("deadline", "", date(2023, 5, 2), date(2023, 5, 1), "late"),
        ("deadline", "optional", date(2023, 5, 2), date(2023, 5, 1), "lapsed"),
        ("deadline", "", None, date(2023, 5, 31), "due"),
        ("deadline", "optional", None, date(2023, 5, 31), "lapsed"),
        ("deadline", "", None, TODAY, "not_yet"),
        ("deadline", "", date(2023, 7, 1), date(2023, 5, 31), "late"),
        ("deadline", "", date(2023, 7, 1), date(2023, 6, 15), "not_yet"),
        ("event", "", None, TODAY, "past"),
        ("event", "optional", None, date(2023, 6, 2), "not_yet"),
        ("event", "", date(2023, 7, 1), date(2023, 5, 1), "late"),
        ("event", "", date(2023, 7, 1), None, "conditional"),
    ],
)
def test_the_status_of_a_date(
    kind: str, optional: str, met: date | None, due: date | None, expected: str
) -> None:
    form = lowered(Deadline("entry", DAY, DAY, kind, bool(optional)))
    assert isinstance(form, DateForm)
    assert status(form.status, met=met, due=due) == expected


def test_the_status_of_a_payment() -> None:
    days = (TODAY, TODAY + timedelta(days=1), None)
    assert [status(PAYMENT_STATUS, due=due) for due in days] == ["due", "not_yet", "conditional"]


def test_what_others_must_do_is_no_date_before_their_act() -> None:
    form = lowered(Deadline("entry", DAY, None, "deadline", by="agency"))
    assert isinstance(form, DateForm)
    of_the_case = on_values(form.of_the_case)
    later = TODAY + timedelta(days=1)
    assert of_the_case({"today": TODAY, "on": TODAY, "due": later})
    assert not of_the_case({"today": TODAY, "on": later, "due": later})
    assert not of_the_case({"today": TODAY, "on": TODAY, "due": date.max})


def test_the_rest_of_a_payment_needs_the_factors_of_the_others() -> None:
    """60 % by a rate that is not known, and the rest: neither is known; with a rate of a half, 30
    and 70 of 100.
    """
    then = Pay(
        ("line",), (PaymentPart("a", Decimal("0.6"), DAY, DAY), PaymentPart("rest", None, DAY))
    )
    form = lowered(then)
    assert isinstance(form, PayForm)
    assert value_names(then) == ("due.0", "due.1", "times.0")
    slots: dict[str, Any] = {"due.0": TODAY, "due.1": TODAY, "whole": Decimal("100.00")}
    assert [on_values(part.known)(slots) for part in form.parts] == [False, False]
    slots["times.0"] = Decimal("0.5")
    for share, amount in form.shares:
        slots[share.name] = on_values(amount)(slots)
    assert [on_values(part.known)(slots) for part in form.parts] == [True, True]
    assert [on_values(part.amount)(slots) for part in form.parts] == [30, 70]


def test_limits_in_time() -> None:
    earlier, on = date(2022, 12, 31), date(2023, 1, 30)
    slots = {"earlier": earlier, "on": on}
    assert on_values(within_limit("P1M"))(slots)
    assert not on_values(within_limit("P30D"))(slots)
    assert not on_values(within_limit("calendar_year"))(slots)
    assert on_values(within_limit("calendar_year"))(slots | {"earlier": date(2023, 1, 1)})
    assert not on_values(within_limit("period"))(slots)  # the occasion lies in none
    assert on_values(within_limit("period"))(slots | {"period.from": date(2022, 7, 1)})


def test_bounds_leave_out_their_last_day() -> None:
    first, last = date(2023, 1, 1), date(2024, 1, 1)
    held = [on_values(within(first, last))({"day": one}) for one in (first, TODAY, last)]
    assert held == [True, True, False]
    spans = [(date(2022, 1, 1), first), (date(2022, 1, 1), None), (last, None), (TODAY, last)]
    meets = on_values(meeting(first, last))
    assert [meets({"start": one, "end": end}) for one, end in spans] == [False, True, False, True]
    assert on_values(within(None, None))({"day": first})


def test_an_exception_to_a_requirement_asks_nothing() -> None:
    unmet = {"asked": True, "applied": False, "in_doubt": False, "set_aside": False, "holds": False}
    plain, excuse = requirement_form(excuses=False), requirement_form(excuses=True)
    assert on_values(plain.outcome)(unmet) == "unmet"
    assert on_values(plain.forbids)(unmet)
    assert on_values(excuse.outcome)(unmet) == "not_applicable"
    assert not on_values(excuse.forbids)(unmet)
    doubted = unmet | {"in_doubt": True, "holds": None}
    assert (on_values(plain.outcome)(doubted), on_values(plain.doubts)(doubted)) == (
        "unknown",
        True,
    )
