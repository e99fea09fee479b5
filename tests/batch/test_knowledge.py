"""The plan and the inference under the law as known on each day:
same rows, and the same refusals where an amendment does not apply.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pytest
from small_law import agreement, amount, event, expected, operation, read_law, text

from batch.comparison import answered, differences
from engine.diagnostics.diagnostic import RefusedInput
from engine.language.model import Corpus
from engine.questions.question import Question

DAYS = ("2021-03-01", "2022-05-31", "2022-06-15", "2022-09-01", "2026-01-01")


def contracts() -> pa.Table:
    days = [date(2020, 1, 15) + timedelta(days=40 * rank) for rank in range(40)]
    return pa.table(
        {
            "case": [str(rank) for rank in range(len(days))],
            "deal.signed_on": days,
            "deal.people": [10] * len(days),
        }
    )


def law(tmp_path: Path, expect: dict[str, object]) -> Corpus:
    """`k` is published before `l` and takes effect after
    it, or on the first day known of its two events.
    """
    signed = {
        "signed": event("2022-05-20"),
        "published": event("2022-06-15"),
        "approved": {"basis": "inferred"},
    }
    effect = {
        "latest": ["2022-12-15", {"first_known": [{"event": "k.approved"}, {"event": "k.signed"}]}]
    }
    published = {"signed": event("2022-08-20"), "published": event("2022-09-01")}
    return read_law(
        tmp_path,
        agreement(),
        text(
            "k",
            effect,
            {"1": operation("replace", "m/1/x", **{"with": [amount("x", 150)]}, **expect)},
            amends=["m"],
            events=signed,
        ),
        text(
            "l",
            "2022-10-01",
            {
                "1": operation(
                    "replace", "m/1/x", expect=expected(100), **{"with": [amount("x", 120)]}
                )
            },
            amends=["m"],
            events=published,
        ),
    )


@pytest.mark.parametrize("known_on", DAYS)
def test_both_answer_by_the_law_known_on_the_day(tmp_path: Path, known_on: str) -> None:
    corpus, table = (
        law(tmp_path, {"expect_by_version": {"m": expected(100), "l": expected(120)}}),
        contracts(),
    )
    question = Question(date(2026, 1, 1), date.fromisoformat(known_on))
    found = answered(tmp_path, table, corpus, question)
    assert differences(table, corpus, question, found) == []
    amounts = {
        row["amount"] for rows in found.rows.values() for row in rows if row["line"] == "base"
    }
    assert amounts == {
        100,
        *([150] if known_on >= "2022-06-15" else []),
        *([120] if known_on >= "2022-09-01" else []),
    }


def test_both_refuse_what_an_amendment_in_doubt_touches(tmp_path: Path) -> None:
    corpus, table = law(tmp_path, {"expect": expected(120)}), contracts()
    for known_on, refused in (("2022-05-31", False), ("2022-06-15", True), ("2022-09-01", False)):
        question = Question(date(2026, 1, 1), date.fromisoformat(known_on))
        found = answered(tmp_path, table, corpus, question)
        assert differences(table, corpus, question, found) == []
        late = {
            row["case"] for row in table.to_pylist() if row["deal.signed_on"] >= date(2022, 12, 15)
        }
        assert found.rejected == ({case: {"ACC202"} for case in late} if refused else {})


def test_a_doubt_that_touches_every_case_refuses_the_table(tmp_path: Path) -> None:
    """A rule that works on the day of the question, in the law of that day, works in every case."""
    base = agreement()
    base["articles"]["1"][0]["on"] = "question"
    corpus = read_law(
        tmp_path,
        base,
        text(
            "k",
            "2021-01-01",
            {
                "1": operation(
                    "replace", "m/1/x", expect=expected(7), **{"with": [amount("x", 150)]}
                )
            },
            amends=["m"],
            events={"published": event("2020-06-01")},
        ),
    )
    with pytest.raises(RefusedInput) as found:
        answered(tmp_path, contracts(), corpus, Question(date(2021, 1, 1), date(2026, 1, 1)))
    assert [one.code for one in found.value.diagnostics] == ["ACC202"]
    before = Question(date(2020, 12, 31), date(2026, 1, 1))
    assert answered(tmp_path, contracts(), corpus, before).rows
