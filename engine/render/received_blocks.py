"""What was received held against what had fallen due: the short answer, then each payment."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from engine.questions.answers.funding import PaymentReceived, Reconciliation, SumReceived
from engine.render.page import (
    Block,
    Cell,
    Column,
    Heading,
    Paragraph,
    Row,
    Tone,
    Writing,
    bracketed,
    stating,
)
from engine.words.formats import listed, upper_first

_TONES: dict[str, Tone] = {"paid": "good", "partly_paid": "open", "late": "bad"}


def received_in_short(page: Writing, held: Reconciliation, on: date) -> Paragraph:
    """Return whether all that had fallen due was received; else what is owed, and since when."""
    words = {
        "on": page.day(on),
        "received": page.money(held.received),
        "due": page.money(held.due),
        "rest": page.money(held.rest),
    }
    if not held.payments:
        return Paragraph(page.say("received.nothing_due", **words), "lead")
    if held.late_since is None:
        key = "received.all" if held.complete else "received.all_known"
        return Paragraph(page.say(key, **words), "lead")
    if not held.complete:
        words |= {sum_: page.say("at_least", amount=words[sum_]) for sum_ in ("rest", "due")}
    oldest = [row for row in held.payments if row.rest and row.due_on == held.late_since]
    cited = bracketed(own for row in oldest for own in stating(row))
    said = page.say("received.owed", since=page.day(held.late_since), **words)
    return Paragraph(page.prose(said + cited), "lead")


def reconciliation_blocks(page: Writing, held: Reconciliation) -> Iterator[Block]:
    """Yield the payments that fell due with what was received of each, then the sums received. The
    articles of these payments stand in the table of payments.
    """
    yield Heading(2, page.say("received"))
    if not held.complete:
        yield Paragraph(page.say("received.incomplete"), "soft")
    if held.payments:
        yield _payments(page, held)
    yield _receipts(page, held)
    parts = _parts(page, held)
    if len(parts) > 1:
        yield Paragraph(page.say("received.in_all", what=page.joined(parts)))
    yield Paragraph(page.say("received.how"), "soft")


def _payments(page: Writing, held: Reconciliation) -> Block:
    rows = [_payment(page, row) for row in held.payments]
    sums = (held.due, held.rest)
    total = (
        Cell(page.say("total")),
        Cell(""),
        Cell(""),
        *(Cell(page.money(sum_)) for sum_ in sums),
    )
    rows.append(Row(total, "total"))
    columns = (
        Column(page.say("date"), "date"),
        Column(page.say("line")),
        Column(page.say("status")),
        Column(page.say("received.due"), "amount"),
        Column(page.say("received.rest"), "amount"),
    )
    return page.references.table(page.say("received"), columns, rows)


def _payment(page: Writing, row: PaymentReceived) -> Row:
    period = (f"{row.period_label or page.say('period')} {row.period}",) if row.period else ()
    under = ", ".join((row.part_label, *period))
    told = [page.say("received.paid_on", on=page.day(row.paid_on))] if row.paid_on else []
    if row.state == "partly_paid":
        told.append(page.say("received.of", amount=page.money(row.paid)))
    if row.receipts:
        ranks = listed([str(rank) for rank in row.receipts], page.language)
        told.append(page.say("received.by", ranks=ranks))
    cells = (
        Cell(page.day(row.due_on)),
        Cell(page.prose(upper_first(row.label)), (page.prose(under),)),
        Cell(page.say(f"received.{row.state}"), tuple(told), _TONES[row.state]),
        *(Cell(page.money(sum_)) for sum_ in (row.amount, row.rest)),
    )
    return Row(cells)


def _receipts(page: Writing, held: Reconciliation) -> Block:
    """Return the sums received, and of each what it paid and what it leaves."""
    rows = [_receipt(page, receipt) for receipt in held.receipts]
    rows += [
        Row((*_named(page, receipt), Cell(page.say("received.later")))) for receipt in held.later
    ]
    columns = (
        Column("N°" if page.language == "fr" else "No.", "short"),
        Column(page.say("date"), "date"),
        Column(page.say("line")),
        Column(page.say("amount"), "amount"),
        Column(page.say("status")),
    )
    return page.references.table(page.say("received.sums"), columns, rows)


def _named(page: Writing, receipt: SumReceived) -> tuple[Cell, ...]:
    return (
        Cell(str(receipt.rank)),
        Cell(page.day(receipt.on)),
        Cell(page.prose(upper_first(receipt.label or page.say("received.no_line")))),
        Cell(page.money(receipt.amount)),
    )


def _parts(page: Writing, sums: SumReceived | Reconciliation) -> list[str]:
    """Return what a sum pays, and what of it is too much, in words."""
    said = {
        "received.matched": sums.matched,
        "received.overpaid": sums.overpaid,
        "received.unexplained": sums.unexplained,
    }
    return [page.say(key, amount=page.money(sum_)) for key, sum_ in said.items() if sum_]


def _receipt(page: Writing, receipt: SumReceived) -> Row:
    told = _parts(page, receipt)
    over = bool(receipt.overpaid or receipt.unexplained)
    state = Cell(page.joined(told) or "—", (), "open" if over else "good")
    return Row((*_named(page, receipt), state))
