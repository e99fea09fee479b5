"""What had fallen due held against what was received: paid, partly paid, late, overpaid,
unexplained.

A receipt pays, of the line that it names or else of any line: first a payment of exactly that sum,
then all that fell due on one day and adds up to it, then what is oldest.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Final, Literal

from msgspec import Struct, field
from msgspec.structs import replace

from engine.cases.receipts import Receipt
from engine.language.arithmetic import cents
from engine.questions.answers.funding import (
    PaymentLine,
    PaymentReceived,
    Reconciliation,
    SumReceived,
)
from engine.questions.answers.record import of_grid
from engine.questions.presentation import Presenter
from engine.reasoning.lowering import FALLEN_DUE

NOTHING: Final = Decimal("0.00")


class _Claim(Struct):
    """A payment that fell due, and what was received of it so far."""

    payment: PaymentLine
    rest: Decimal
    receipts: list[int] = field(default_factory=list)
    last: date = date.min

    def pay(self, sum_: Decimal, rank: int, on: date) -> None:
        """Take a sum of a receipt."""
        self.rest -= sum_
        self.last = max(self.last, on)
        self.receipts.append(rank)


def reconciliation(
    payments: Iterable[PaymentLine],
    received: Sequence[Receipt],
    on: date,
    presenter: Presenter,
    *,
    complete: bool,
) -> Reconciliation:
    """Return the payments that have fallen due by a day held against what was received by then.

    `complete` says whether all that has fallen due is known.
    """
    due = [payment for payment in payments if payment.status == FALLEN_DUE]
    claims = [_Claim(payment, payment.amount) for payment in due]
    sums = [replace(receipt, amount=cents(receipt.amount)) for receipt in received]
    left = {
        rank: _impute(claims, rank, receipt)
        for rank, receipt in sorted(enumerate(sums, 1), key=lambda ranked: ranked[1].on)
        if receipt.on <= on
    }
    rows = tuple(map(_payment, claims))
    told = [_received(rank, each, left.get(rank), presenter) for rank, each in enumerate(sums, 1)]
    by_then = [receipt for receipt in told if receipt.rank in left]
    return Reconciliation(
        due=_sum(payment.amount for payment in due),
        received=_sum(row.amount for row in by_then),
        matched=_sum(row.matched for row in by_then),
        rest=_sum(row.rest for row in rows),
        overpaid=_sum(row.overpaid for row in by_then),
        unexplained=_sum(row.unexplained for row in by_then),
        late_since=min((row.due_on for row in rows if row.rest), default=None),
        complete=complete,
        payments=rows,
        receipts=tuple(by_then),
        later=tuple(receipt for receipt in told if receipt.rank not in left),
    )


def _impute(claims: Sequence[_Claim], rank: int, receipt: Receipt) -> Decimal:
    """Pay what a receipt pays; return what is left of it."""
    sign = 1 if receipt.amount > 0 else -1
    mine = [
        claim
        for claim in claims
        if receipt.line in ("", claim.payment.line) and claim.rest * sign > 0
    ]
    left = receipt.amount
    for claim in _exactly(mine, receipt) or mine:
        part = min(left * sign, claim.rest * sign) * sign
        if part:
            claim.pay(part, rank, receipt.on)
            left -= part
    return left


def _exactly(claims: Sequence[_Claim], receipt: Receipt) -> list[_Claim]:
    """Return what a receipt pays to the cent: one payment, else all those of one day. Of several,
    the last that had fallen due when it came, else the first to come.
    """
    days: dict[date, list[_Claim]] = {}
    for claim in claims:
        days.setdefault(_due(claim), []).append(claim)
    alone = [[claim] for claim in claims if claim.rest == receipt.amount]
    together = [
        group for group in days.values() if sum(claim.rest for claim in group) == receipt.amount
    ]
    candidates = alone or together
    past = [group for group in candidates if _due(group[0]) <= receipt.on]
    if past:
        return max(past, key=lambda group: _due(group[0]))
    return min(candidates, key=lambda group: _due(group[0]), default=[])


def _due(claim: _Claim) -> date:
    day = claim.payment.due_on
    assert day is not None  # it has fallen due
    return day


def _payment(claim: _Claim) -> PaymentReceived:
    line = claim.payment
    kind = PaymentReceived if line.period_of is None else of_grid(PaymentReceived, line.period_of)
    state: Literal["paid", "partly_paid", "late"] = "paid"
    if claim.rest:
        state = "partly_paid" if claim.receipts else "late"
    return kind(
        line=line.line,
        label=line.label,
        part=line.part,
        part_label=line.part_label,
        due_on=_due(claim),
        period=line.period,
        period_of=line.period_of,
        period_label=line.period_label,
        in_grid=line.in_grid,
        amount=line.amount,
        paid=line.amount - claim.rest,
        rest=claim.rest,
        state=state,
        paid_on=None if claim.rest or not claim.receipts else claim.last,
        receipts=tuple(claim.receipts),
        basis=line.basis,
        citations=line.citations,
        own_citations=line.own_citations,
    )


def _received(
    rank: int, receipt: Receipt, left: Decimal | None, presenter: Presenter
) -> SumReceived:
    """Return a receipt of which a part is `left` that pays nothing; None where it came later."""
    named = bool(receipt.line)
    over = left or NOTHING
    return SumReceived(
        rank=rank,
        on=receipt.on,
        amount=receipt.amount,
        line=receipt.line,
        label=presenter.line(receipt.line) if named else "",
        matched=NOTHING if left is None else receipt.amount - over,
        overpaid=over if named else NOTHING,
        unexplained=NOTHING if named else over,
    )


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, NOTHING)
