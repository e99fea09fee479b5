"""Where an operation could not be applied, a table refuses the
cases that it touches and no other, as the single answer does.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from small_law import LABEL, agreement, amount, event, expected, operation, read_law, said, text

from engine.diagnostics.diagnostic import RefusedInput, visible
from engine.language.model import Corpus
from engine.questions.question import Question
from tests.answers import calendar, eligibility, funding

from .comparison import Answered, answered, case_of, differences, facts_of

ASK: Mapping[str, Callable[..., Any]] = {
    "funding": funding,
    "eligibility": eligibility,
    "calendar": calendar,
}
QUESTION = Question(date(2023, 1, 1), date(2026, 1, 1))
CHANGE = "2021-07-01"
WORD = {"label": LABEL, "question": LABEL}
VOCABULARY = {
    "facts": {
        **{
            f"deal.{name}": {"type": "date", **WORD}
            for name in ("signed_on", "ended_on", "visited_on")
        },
        "deal.people": {"type": "integer", **WORD},
        "deal.level": {"type": "integer", "derived": True, "label": LABEL},
    },
    "lines": {"base": LABEL, "extra": LABEL, "yearly": LABEL},
    "benefits": {"aid": LABEL},
    "entries": {"report": LABEL},
    "parts": {"full": LABEL},
}
YEAR = {
    "from": {"fact": "deal.signed_on"},
    "every": "P1Y",
    "until": {"fact": "deal.ended_on"},
    "label": LABEL,
}
KINDS = {
    "signature": {"on": {"fact": "deal.signed_on"}, "label": LABEL},
    "visit": {"on": {"fact": "deal.visited_on"}, "label": LABEL},
    "year": {
        "each_period": "year",
        "cut_at_changes": {"reading": "version", "option": "split"},
        "label": LABEL,
    },
}
VERSION = {
    "question": LABEL,
    "default": "split",
    "reason": LABEL,
    "options": {name: {"says": LABEL} for name in ("split", "first_day")},
}
YEARLY = {"multiply": [{"fact": "deal.level"}, 10, {"proportion": "days"}]}
PAID = {
    "pay": {
        "lines": ["base", "yearly"],
        "parts": [{"part": "full", "due": {"fact": "occasion.on"}}],
    }
}
ARTICLES = {
    "1": [amount("x", 100)],
    "2": [said("y", on="year", then={"entitle": {"line": "yearly", "amount": YEARLY}})],
    "3": [
        said(
            "r",
            on="signature",
            when={"deal.people": {"at_least": 10}},
            then={"require": {"benefit": "aid", "requirement": "enough"}},
        )
    ],
    "4": [
        said(
            "d",
            on="visit",
            then={
                "deadline": {"id": "report", "due": {"after": {"fact": "occasion.on"}, "by": "P1M"}}
            },
        )
    ],
    "5": [said("s", on="signature", then={"derive": {"fact": "deal.level", "value": 2}})],
    "6": [said("p", on=["signature", "year"], then=PAID)],
}
CASES: Mapping[str, tuple[str | None, str | None, str | None]] = {
    "over": ("2020-02-01", "2021-05-01", "2020-03-01"),
    "third year after": ("2020-02-01", "2022-06-01", "2021-06-30"),
    "one year before": ("2021-06-30", "2022-03-01", "2021-07-01"),
    "on the day": (CHANGE, "2022-03-01", "2021-07-02"),
    "after": ("2022-01-01", "2023-06-01", None),
    "no signature": (None, "2022-06-01", "2021-07-01"),
    "no end": ("2021-09-01", None, "2020-06-30"),
}
AFTER = {"on the day", "after", "no end"}


def table() -> pa.Table:
    columns = {
        name: [None if one is None else date.fromisoformat(one) for one in own]
        for name, own in zip(
            ("deal.signed_on", "deal.ended_on", "deal.visited_on"),
            zip(*CASES.values(), strict=True),
            strict=True,
        )
    }
    return pa.table(
        {
            "case": list(CASES),
            **{name: pa.array(own, pa.date32()) for name, own in columns.items()},
            "deal.people": [12] * 7,
        }
    )


def law(folder: Path, *texts: Mapping[str, Any]) -> Corpus:
    first = agreement(
        vocabulary=VOCABULARY,
        occasions={"periods": {"year": YEAR}, "occasions": KINDS},
        readings={"version": VERSION},
    )
    base = {**first, "articles": ARTICLES}
    for name in ("vocabulary", "occasions", "readings"):
        base[name] = base["text"].pop(name)
    return read_law(folder, base, *texts)


def failing(article: str) -> dict[str, Any]:
    """An amendment whose one operation does not find what it expects in an article."""
    (old,) = ARTICLES[article]
    changed = operation(
        "replace", f"m/{article}/{old['id']}", expect={"id": "another"}, **{"with": [old]}
    )
    return text(
        "k", CHANGE, {"1": changed}, amends=["m"], events={"published": event("2020-06-01")}
    )


def run(folder: Path, corpus: Corpus, family: str, question: Question = QUESTION) -> Answered:
    folder.mkdir(parents=True)
    found = answered(folder, table(), corpus, question, family)
    assert differences(table(), corpus, question, found, family) == []
    return found


@pytest.mark.parametrize("version", ["split", "first_day"])
@pytest.mark.parametrize(
    ("article", "touched"),
    [
        ("1", {"funding": AFTER, "calendar": AFTER}),
        # a contract year that begins under the law in doubt; the others' years begin before
        (
            "2",
            {name: {"third year after", "on the day", "after"} for name in ("funding", "calendar")},
        ),
        ("3", {"eligibility": AFTER}),
        ("4", {"calendar": {"one year before", "on the day", "no signature"}}),
        (
            "5",
            dict.fromkeys(ASK, AFTER),
        ),  # what is derived for good at the signature is a part of each question
        ("6", {name: AFTER | {"third year after"} for name in ("funding", "calendar")}),
    ],
)
def test_only_the_cases_that_a_doubt_touches_are_refused(
    article: str, touched: Mapping[str, set[str]], version: str, tmp_path: Path
) -> None:
    corpus = law(tmp_path, failing(article))
    question = Question(QUESTION.on, QUESTION.known_on, readings={"version": version})
    for family in ASK:
        found = run(tmp_path / family, corpus, family, question)
        assert found.rejected == {case: {"ACC202"} for case in touched.get(family, ())}, family


def test_the_finding_is_that_of_the_single_answer(tmp_path: Path) -> None:
    corpus = law(tmp_path, failing("1"))
    run(tmp_path / "funding", corpus, "funding")
    with (tmp_path / "funding" / "rejects.csv").open(encoding="utf-8", newline="") as lines:
        said_of = {row["case"]: row["hint"] for row in csv.DictReader(lines)}
    assert set(said_of) == AFTER
    for row in table().to_pylist():
        if row["case"] in said_of:
            with pytest.raises(RefusedInput) as refused:
                funding(corpus, facts_of(case_of(row, corpus), corpus), QUESTION)
            (one,) = refused.value.diagnostics
            said = (
                f"{one.location}\u00a0: {one.message.in_language('fr')} "
                f"{one.hint.in_language('fr')}"
            )
            assert said_of[row["case"]] == visible(said)


def test_a_table_laid_wide_refuses_the_same_cases(tmp_path: Path) -> None:
    from .test_wide import laid_wide

    corpus = law(tmp_path, failing("1"))
    found = run(tmp_path / "long", corpus, "funding")
    rows, _ = laid_wide(tmp_path / "long", corpus, QUESTION)
    totals = {
        (row["case"], row["period"]): row["total"]
        for row in rows.values()
        if row["total"] is not None
    }
    assert {case for case, _ in totals}.isdisjoint(found.rejected)
    assert totals["third year after", 3] == Decimal("6.58")  # 20 x 120/365


def test_what_was_in_doubt_before_a_text_was_known_gave_nothing(tmp_path: Path) -> None:
    """`k` expects the 120 that `l` writes, known a year later:
    until then nothing is said of the signatures since `k`.
    """
    k = text(
        "k",
        CHANGE,
        {"1": operation("replace", "m/1/x", expect=expected(120), **{"with": [amount("x", 150)]})},
        amends=["m"],
        events={"published": event("2021-06-01")},
    )
    late = text(
        "l",
        "2021-03-01",
        {"1": operation("replace", "m/1/x", expect=expected(100), **{"with": [amount("x", 120)]})},
        amends=["m"],
        events={"published": event("2022-06-01")},
    )
    found = run(tmp_path / "funding", law(tmp_path, k, late), "funding")
    assert not found.rejected
    paid = {
        (case, f"{row['due_on']}", row["part"]): row["amount"]
        for case, rows in found.rows.items()
        for row in rows
        if row["kind"] == "payment" and row["line"] == "base"
    }
    assert paid == {
        ("over", "2020-02-01", "full"): 100,
        ("third year after", "2020-02-01", "full"): 100,
        ("one year before", "2021-06-30", "full"): 100,
        ("one year before", "2022-06-01", "adjustment"): 20,
        **{(case, "2022-06-01", "adjustment"): 150 for case in AFTER},
    }
