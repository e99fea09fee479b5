"""What has become known since a day brings: the payments due by the day of the question, as known then and as known now."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from msgspec.structs import replace

from engine.cases import Facts
from engine.diagnostics import Diagnostic, Location, RefusedInput
from engine.model import Corpus
from engine.presentation import Plain, Presenter
from engine.queries.funding import ledger, payments
from engine.queries.question import Question
from engine.rights import ADJUSTMENT


def since(corpus: Corpus, facts: Facts, question: Question, known_since: date) -> list[Plain]:
    """Return the adjustments that the knowledge gained from a day to the day of knowledge brings, in order of date.

    Each is the difference between what fell due on a day (by the day of the question) as known now and as known then, with both grounds.
    Raises RefusedInput when the first day comes after the day of knowledge, or as `ledger` does.
    """
    if known_since > question.known_on:
        message = f"{known_since} comes after the day of knowledge, {question.known_on}."
        raise RefusedInput([Diagnostic("ACC410", message, Location("--known-since"), "give a day before it, or a later --known-on.")])
    presenter = Presenter(corpus, question.language, question.readings)
    now = _due(payments(ledger(corpus, facts, question), presenter, question))
    then = replace(question, known_on=known_since)
    before = _due(payments(ledger(corpus, facts, then), presenter, then))
    found = [_difference(before.get(key, []), now.get(key, []), presenter) for key in dict.fromkeys((*before, *now))]
    return sorted((row for row in found if Decimal(row["amount"])), key=lambda row: (row["due_on"], row["line"], row["of"]))


def _due(rows: Iterable[Plain]) -> dict[tuple[Any, ...], list[Plain]]:
    """Return the payments that have fallen due by line, period, day and part."""
    found: dict[tuple[Any, ...], list[Plain]] = {}
    for row in rows:
        if row["status"] == "due":
            key = (row["line"], row.get("period_of"), row["period"], row["due_on"], row["part"])
            found.setdefault(key, []).append(row)
    return found


def _difference(before: list[Plain], now: list[Plain], presenter: Presenter) -> Plain:
    was, due = (sum((Decimal(row["amount"]) for row in rows), Decimal("0.00")) for rows in (before, now))
    first = (now or before)[0]
    kept = {key: value for key, value in first.items() if key not in ("amount", "citations")}
    kept |= {"of": first["part"], "of_label": first["part_label"], "part": ADJUSTMENT, "part_label": presenter.part(ADJUSTMENT)}
    cited = {str(one): one for row in (*before, *now) for one in row["citations"]}
    return kept | {"was": str(was), "is": str(due), "amount": str(due - was), "citations": list(cited.values())}
