"""What the records of an answer are in JSON."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from engine.language.temporal import NOT_YET
from engine.questions.answers.record import Record


class Paid(Record, frozen=True):
    """A record like those of answers."""

    amount: Decimal
    due_on: date | None
    parts: tuple[Paid, ...] = ()
    name_: str = ""


def test_money_and_days_are_strings_and_what_has_a_default_is_left_out() -> None:
    paid = Paid(Decimal("75000.00"), date(2023, 6, 1))
    assert paid.as_json() == b'{"amount":"75000.00","due_on":"2023-06-01"}'


def test_an_act_that_has_not_happened_is_said_in_words_wherever_it_stands() -> None:
    paid = Paid(Decimal(1), NOT_YET, (Paid(Decimal(2), NOT_YET, name_="a"), Paid(Decimal(3), None)))
    assert paid.as_plain() == {
        "amount": "1",
        "due_on": "not_yet",
        "parts": [
            {"amount": "2", "due_on": "not_yet", "name": "a"},
            {"amount": "3", "due_on": None},
        ],
    }


def test_a_text_that_looks_like_the_last_day_stays_a_text() -> None:
    assert Paid(Decimal(1), None, name_="9999-12-31").as_plain()["name"] == "9999-12-31"
