"""Rights, payments and their sums, as a proof writes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from engine.proofs.canonical import canonical
from engine.proofs.records import Record, money_shown, shown
from engine.reasoning.rights import ADJUSTMENT, Payment, Right, payment_status


def rights_written(rights: Iterable[Right]) -> list[Record]:
    """Return rights, in order of their ids."""
    records = [
        {
            "id": _id(right),
            "line": right.line,
            "amount": money_shown(right.amount),
            "from": shown(right.start),
            "until": shown(right.end),
            "period": [right.span.name, right.span.number] if right.span else None,
        }
        for right in rights
    ]
    return sorted(records, key=lambda record: str(record["id"]))


def payments_written(payments: Iterable[Payment], day: date) -> list[Record]:
    """Return payments with their status on a day, in a fixed order."""
    records = [{**_payment(pay), "status": payment_status(pay.due, day)} for pay in payments]
    return sorted(records, key=canonical)


def _payment(pay: Payment) -> Record:
    """Return a payment; an adjustment with what had been due, and what is."""
    record: Record = {
        "id": f"{pay.step.rule.address}:{pay.part}:{_id(pay.right)}",
        "line": pay.right.line,
        "due": shown(pay.due),
        "amount": money_shown(pay.amount),
    }
    if pay.part == ADJUSTMENT:
        for name, side in (("had", pay.had), ("owed", pay.owed)):
            record[name] = sorted((_payment(other) for other in side), key=canonical)
    return record


def _id(right: Right) -> str:
    """Return a stable id: the step, the line, and the right that is increased."""
    return f"{right.step.id}#{right.line}" + (f"<{_id(right.base)}" if right.base else "")


def sums_of(rights: Iterable[Right], payments: Iterable[Payment], day: date) -> Record:
    """Return sums in euros: rights by period and by line; payments by year and by status; what is
    left to be paid of each line in each period, where something is.
    """
    tables: dict[str, dict[str, Decimal]] = {
        name: {} for name in ("periods", "lines", "years", "statuses", "unpaid")
    }
    given = paid = Decimal(0)
    for right in rights:
        line = f"{right.line} {_period(right)}"
        given += right.amount
        for name, key in (("periods", _period(right)), ("lines", line), ("unpaid", line)):
            _add(tables[name], key, right.amount)
    for pay in payments:
        paid += pay.amount
        _add(tables["statuses"], payment_status(pay.due, day), pay.amount)
        _add(tables["years"], str(pay.due.year) if pay.due else "-", pay.amount)
        _add(tables["unpaid"], f"{pay.right.line} {_period(pay.right)}", -pay.amount)
    tables["unpaid"] = {line: rest for line, rest in tables["unpaid"].items() if rest}
    written = {name: _in_euros(table) for name, table in tables.items()}
    return {**written, "rights": money_shown(given), "payments": money_shown(paid)}


def _add(table: dict[str, Decimal], key: str, amount: Decimal) -> None:
    table[key] = table.get(key, Decimal(0)) + amount


def _in_euros(table: Mapping[str, Decimal]) -> dict[str, str]:
    return {name: money_shown(amount) for name, amount in sorted(table.items())}


def _period(right: Right) -> str:
    span = right.span
    return f"{span.name}.{span.number}" if span else f"{right.start}/{right.end or ''}"
