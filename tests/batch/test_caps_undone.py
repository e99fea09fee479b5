"""What a cap took before a change of the law undid it is given back, alone and in a table."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa

from engine.questions.question import Question
from engine.tables.columns import CASE
from tests.small_law import (
    LABEL,
    OCCASIONS,
    SOURCE,
    VOCABULARY,
    agreement,
    event,
    operation,
    read_law,
    said,
    text,
)

from .comparison import answered, differences

IN_LINES: dict[str, Any] = VOCABULARY | {
    "lines": {"base": LABEL, "extra": LABEL, "most": LABEL},
}
YEARS: dict[str, Any] = {
    "periods": {"year": {"from": {"fact": "deal.signed_on"}, "every": "P1Y", "label": LABEL}},
    "occasions": OCCASIONS["occasions"]
    | {
        "year": {
            "each_period": "year",
            "cut_at_changes": {"reading": "cut", "option": "each_version"},
            "label": LABEL,
        }
    },
}
CUT: dict[str, Any] = {
    "cut": {
        "question": LABEL,
        "default": "each_version",
        "options": {"each_version": {"says": LABEL}, "first_day": {"says": LABEL}},
        "reason": LABEL,
        **SOURCE,
    }
}


def of_days(euros: int) -> dict[str, Any]:
    """Return a sum a year, for the days of the year that a version governs."""
    return {"multiply": [euros, {"proportion": "days"}]}


def test_a_cap_that_a_change_of_the_law_undoes_is_given_back(tmp_path: Path) -> None:
    """Of 2021, 365 days at 10 € and 2 €, the cap of 3,780 € takes 500 € and 100 €; half is due on
    the first day: 1,825 € and 365 €, less 250 € and 50 €. Of the 181 days before the change it takes
    nothing: half of 1,810 € and of 362 € was due, and what it took is given back. Then come 184 days
    at 5 € and 2 €.
    """
    both = {"lines": ["base", "extra"]}
    halves = [
        {"part": "advance", "share": "50 %", "due": {"fact": "occasion.on"}},
        {"part": "balance", "due": {"fact": "period.until"}},
    ]
    rules = [
        *(
            said(line, on="year", then={"entitle": {"line": line, "amount": of_days(euros)}})
            for line, euros in (("base", 3650), ("extra", 730))
        ),
        said("most", on="year", then={"cap": {"line": "most", **both, "at": 3780}}),
        said("paid", on="year", then={"pay": {"lines": ["*"], "parts": halves}}),
    ]
    lower = said("base", on="year", then={"entitle": {"line": "base", "amount": of_days(1825)}})
    change = operation("replace", "m/1/base", expect={"on": "year"}, **{"with": [lower]})
    signed = {"signed": event("2021-06-01")}
    first = agreement()
    first["articles"]["1"] = rules
    first |= {"vocabulary": IN_LINES, "occasions": YEARS, "readings": CUT}
    corpus = read_law(
        tmp_path, first, text("a", "2021-07-01", {"1": change}, amends=["m"], events=signed)
    )
    days = {"cut": date(2021, 1, 1), "before": date(2020, 7, 1), "after": date(2021, 7, 1)}
    cases = pa.table({CASE: list(days), "deal.signed_on": list(days.values())})
    question = Question(date(2022, 6, 30), date(2026, 1, 1))
    for family in ("funding", "calendar"):
        found = answered(tmp_path, cases, corpus, question, family)
        assert differences(cases, corpus, question, found, family) == []
    paid = [row for row in found.rows["cut"] if row["kind"] == "payment" and row["period"] == 1]
    on_the_change = [(row["entry"], row["amount"]) for row in paid if row["on"] == date(2021, 7, 1)]
    assert sorted(on_the_change) == [
        ("payments.base.adjustment", Decimal("-920.00")),
        ("payments.base.advance", Decimal("460.00")),
        ("payments.extra.adjustment", Decimal("-184.00")),
        ("payments.extra.advance", Decimal("184.00")),
        ("payments.most.adjustment", Decimal("300.00")),
    ]
