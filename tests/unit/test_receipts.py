"""What was received, held against what had fallen due."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from depth import some
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.cases.receipts import Receipt
from engine.commands.main import main
from engine.library import load
from engine.questions.answers.funding import PaymentLine, Reconciliation
from engine.questions.presentation import Presenter
from engine.questions.receipts import reconciliation

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "cpts_exemple.yaml"
PRESENTER = Presenter(next(iter(load().values())), "en", {})
START = date(2021, 1, 15)
ON = date(2023, 6, 1)


def due(day: int, amount: str, line: str = "operating", status: str = "due") -> PaymentLine:
    return PaymentLine(
        line=line,
        label=line,
        due_on=START + timedelta(days=day),
        amount=Decimal(amount),
        part="advance",
        part_label="advance",
        period=None,
        status=status,
        citations=(),
    )


def got(day: int, amount: str, line: str = "") -> Receipt:
    return Receipt(START + timedelta(days=day), Decimal(amount), line)


def held(payments: Sequence[PaymentLine], received: Sequence[Receipt]) -> Reconciliation:
    return reconciliation(payments, received, ON, PRESENTER, complete=True)


def states(answer: Reconciliation) -> list[tuple[str, str, tuple[int, ...]]]:
    return [(row.state, f"{row.rest:.0f}", row.receipts) for row in answer.payments]


def test_a_sum_pays_first_a_payment_of_that_amount() -> None:
    payments = [due(0, "60000"), due(10, "45000"), due(20, "45000")]
    answer = held(payments, [got(12, "45000")])
    assert states(answer) == [("late", "60000", ()), ("paid", "0", (1,)), ("late", "45000", ())]
    assert (answer.late_since, answer.rest, answer.matched) == (START, 105_000, 45_000)
    # before any of them fell due, it pays the next to come
    assert states(held(payments, [got(-5, "45000")]))[1][0] == "paid"


def test_a_sum_pays_all_that_fell_due_on_one_day() -> None:
    payments = [due(0, "100"), due(5, "30", "extra"), due(5, "20")]
    answer = held(payments, [got(6, "50")])
    assert states(answer) == [("late", "100", ()), ("paid", "0", (1,)), ("paid", "0", (1,))]


def test_a_sum_of_no_exact_match_pays_the_oldest() -> None:
    payments = [due(0, "100"), due(5, "30"), due(9, "80")]
    answer = held(payments, [got(10, "110"), got(11, "20")])
    assert states(answer) == [("paid", "0", (1,)), ("paid", "0", (1, 2)), ("late", "80", ())]
    assert [row.paid_on for row in answer.payments] == [
        START + timedelta(days=10),
        START + timedelta(days=11),
        None,
    ]


def test_a_line_that_is_named_is_paid_alone_and_its_excess_is_overpaid() -> None:
    payments = [due(0, "100"), due(1, "30", "missions.access.fixed")]
    answer = held(payments, [got(2, "50", "missions.access.fixed")])
    assert states(answer) == [("late", "100", ()), ("paid", "0", (1,))]
    (receipt,) = answer.receipts
    assert (receipt.matched, receipt.overpaid, receipt.unexplained) == (30, 20, 0)
    assert receipt.label == "access to care: fixed part"


def test_what_nothing_explains_and_what_came_later() -> None:
    answer = held([due(0, "100")], [got(1, "130"), Receipt(ON + timedelta(days=1), Decimal(5))])
    assert (answer.received, answer.matched, answer.unexplained) == (130, 100, 30)
    assert [(one.rank, one.amount, one.matched) for one in answer.later] == [(2, 5, 0)]
    assert answer.late_since is None


def test_what_is_to_be_given_back_is_paid_by_what_was_given_back() -> None:
    payments = [due(0, "100"), due(5, "-40")]
    answer = held(payments, [got(1, "100"), got(6, "-40")])
    assert states(answer) == [("paid", "0", (1,)), ("paid", "0", (2,))]
    assert (answer.due, answer.rest) == (60, 0)


SUMS = st.integers(-30, 30).map(lambda cents: str(Decimal(cents) / 4))
LINES = st.sampled_from(["operating", "missions.access.fixed"])


@settings(max_examples=some(60, 600), deadline=None)
@given(
    st.lists(st.builds(due, st.integers(0, 6), SUMS, LINES), max_size=6),
    st.lists(st.builds(got, st.integers(-3, 9), SUMS, LINES | st.just("")), max_size=6),
)
def test_no_euro_is_lost_or_made(payments: list[PaymentLine], received: list[Receipt]) -> None:
    answer = held(payments, received)
    assert answer.due == sum(payment.amount for payment in payments)
    assert answer.received == answer.matched + answer.overpaid + answer.unexplained
    assert answer.rest == answer.due - answer.matched
    for row in answer.payments:
        assert row.paid + row.rest == row.amount
        assert 0 <= abs(row.paid) <= abs(row.amount)
        assert row.paid * row.amount >= 0
        assert (row.state == "paid") == (not row.rest)
    for receipt in answer.receipts:
        assert receipt.matched + receipt.overpaid + receipt.unexplained == receipt.amount


# --- the shipped agreement, by hand -----------------------------------------------------------------


def asked(*arguments: str, case: str = str(EXAMPLE)) -> Any:
    words = ["funding", case, "--on", "2023-06-01", "--trace", "none", "--format", "json"]
    done = CliRunner().invoke(main, [*words, *arguments])
    assert done.exit_code == 0, done.stderr
    return json.loads(done.stdout)


RECEIVED = ("--received", "2021-01-20=45000", "--received", "2021-01-20=13125")


def test_two_sums_were_received_and_nothing_since() -> None:
    answer = asked(*RECEIVED)["reconciliation"]
    # 45,000 is the advance of the second year for operating (75 % of 60,000), 13,125 that of the
    # fixed part of access (75 % of 17,500); the 60,000 of the signature never came
    paid = [
        (row["line"], row["contract_year"], row["due_on"], row["paid_on"])
        for row in answer["payments"]
        if row["state"] == "paid"
    ]
    assert paid == [
        ("operating", 2, "2021-01-15", "2021-01-20"),
        ("missions.access.fixed", 2, "2021-01-15", "2021-01-20"),
    ]
    assert (answer["due"], answer["received"]) == ("648139.78", "58125.00")
    assert (answer["rest"], answer["late_since"]) == ("590014.78", "2020-01-15")
    assert answer["complete"] is False
    assert all(row["citations"] for row in answer["payments"])


def test_a_case_lists_what_it_received_and_bounds_change_nothing(tmp_path: Path) -> None:
    case = tmp_path / "case.yaml"
    listed = 'received:\n  - {on: "2021-01-20", amount: 45000, line: operating}\n'
    case.write_text(EXAMPLE.read_text("utf-8").partition("\n")[2] + listed, "utf-8")
    whole = asked(case=str(case))["reconciliation"]
    bounded = asked("--from", "2023-01-01", "--until", "2023-02-01", case=str(case))
    assert bounded["reconciliation"] == whole
    assert "reconciliation" not in asked()


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", "Reste dû au 1er juin 2023 : au moins 590 014,78 €, en retard depuis le 15 janvier"),
        ("en", "Still owed by 1 June 2023: at least €590,014.78, late since 15 January 2020"),
    ],
)
def test_the_page_says_first_what_is_owed(language: str, said: str) -> None:
    words = ["funding", str(EXAMPLE), "--on", "2023-06-01", "--lang", language, *RECEIVED]
    shown = CliRunner().invoke(main, words).stdout
    lead = " ".join(shown.split("\n\n")[1].replace("\u202f", " ").replace("\u00a0", " ").split())
    assert lead.startswith(said)
    assert "art. 9.1" in lead


@pytest.mark.parametrize(
    ("given", "code", "said"),
    [
        ("45000", "ACC302", "is no day and sum"),
        ("2021-01-20=", "ACC302", "is no day and sum"),
        ("2021-01-20=4,5", "ACC302", "write 75000 or 75000.50"),
        ("2021-02-30=45", "ACC303", "2021-02-30"),
        ("not_yet=45", "ACC303", "as in 2022-03-31.\n"),
        ("2021-01-20=45:operatin", "ACC305", "did you mean `operating`?"),
    ],
)
def test_a_receipt_typed_in_another_way_is_refused(given: str, code: str, said: str) -> None:
    words = ["funding", str(EXAMPLE), "--lang", "en", "--received", given]
    done = CliRunner().invoke(main, words)
    assert (done.exit_code, done.stdout) == (1, "")
    assert code in done.stderr
    assert said in done.stderr


def test_a_case_with_receipts_at_fault_says_where(tmp_path: Path) -> None:
    case = tmp_path / "case.yaml"
    case.write_text(
        'community: {population: 55000}\nreceived:\n  - {on: "2021-01-20", lin: x}\n  - 45\n',
        "utf-8",
    )
    done = CliRunner().invoke(main, ["funding", str(case), "--lang", "en"])
    assert done.exit_code == 1
    places = [line.removeprefix(f"{case}:") for line in done.stderr.splitlines() if "ACC" in line]
    assert [" ".join(place.split()[:2]) for place in places] == [
        "3:5: ACC315",
        "3:24: ACC301",
        "4:5: ACC302",
    ]
