"""Unknown is neither no nor nothing: tables without the cell
asked for, events without a day, facts that no rule defines.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.answers import render

from .agreements import (
    DAY,
    agreement,
    amounts,
    ask,
    asked,
    assert_the_plan_agrees,
    rule,
    sound,
    table,
)

SIGNED = {"deal.signed_on": "2020-03-01"}
CEILING = table("ceiling", unit="EUR", columns=[2022, 2023], rows={"ceiling": [41136, 43992]})
DECREE = {"basis": "inferred", "note": {"fr": "pas paru", "en": "not out yet"}}
OUT = {"basis": "official_text", "source": {"document": "d", "at": "p. 1"}}
EVENTS = {"signed": OUT | {"on": "2019-12-01"}}


def words_of(answer: dict[str, Any], language: Any) -> str:
    """Return a page on one line, with plain spaces and apostrophes."""
    return " ".join(
        render(answer, "text", language).replace("\u00a0", " ").replace("’", "'").split()
    )


def cell(column: Any) -> dict[str, Any]:
    return {"table": "m/1/ceiling", "row": "ceiling", "column": column}


def test_a_table_without_the_column_asked_for(tmp_path: Path) -> None:
    rules = [
        CEILING,
        rule("right", {"entitle": {"line": "base", "amount": cell({"fact": "deal.year"})}}),
        rule(
            "due",
            {"deadline": {"id": "report", "due": {"fact": "period.until"}}},
            when={"deal.people": {"at_least": cell({"fact": "deal.year"})}},
        ),
    ]
    corpus = sound(tmp_path / "rules", rules)
    answer = ask(corpus, "funding", SIGNED | {"deal.year": 2024})
    assert answer["entitlements"] == []
    (one,) = answer["missing"]
    assert (one["table"], one["row"], one["column"], one["affects"]) == (
        "m/1/ceiling",
        "ceiling",
        2024,
        ["base"],
    )
    assert "the table has no column “2024”" in one["label"]
    assert (
        "n'a pas de colonne «\N{NO-BREAK SPACE}2024\N{NO-BREAK SPACE}»"
        in ask(corpus, "funding", SIGNED | {"deal.year": 2024}, language="fr")["missing"][0][
            "label"
        ]
    )
    for language, words in (("fr", "n'a pas de colonne «"), ("en", "has no column “2024”")):
        assert words in words_of(
            ask(corpus, "funding", SIGNED | {"deal.year": 2024}, language=language), language
        )
    assert amounts(ask(corpus, "funding", SIGNED | {"deal.year": 2023})) == {"base": "43992.00"}
    (entry,) = ask(corpus, "calendar", SIGNED | {"deal.year": 2024, "deal.people": 5})["entries"]
    assert entry["status"] == "conditional"
    assert "no column “2024”" in entry["depends_on"]
    cases = [
        SIGNED | more
        for more in (
            {},
            {"deal.year": 2024},
            {"deal.year": 2023},
            {"deal.year": 2024, "deal.people": 5},
        )
    ]
    assert_the_plan_agrees(tmp_path, corpus, cases)


def test_a_table_without_the_row_that_a_value_names(tmp_path: Path) -> None:
    table_ = table("ceiling", unit="EUR", columns=[2022], rows={"1": [1], "2": [2]})
    amount = {"table": "m/1/ceiling", "row": {"fact": "deal.people"}, "column": 2022}
    right = rule("right", {"entitle": {"line": "base", "amount": amount}})
    corpus = sound(tmp_path / "rules", [table_, right])
    (one,) = ask(corpus, "funding", SIGNED | {"deal.people": 3})["missing"]
    assert (one["row"], one["column"]) == ("3", 2022)
    assert one["label"].endswith("the table has no row “3”")


def test_a_table_without_the_row_asked_for(tmp_path: Path) -> None:
    table_ = table("ceiling", unit="EUR", columns=[2022], rows={"a.1": [1], "a.2": [2]})
    amount = {"table": "m/1/ceiling", "row": "a.{deal.people}", "column": 2022}
    corpus = sound(
        tmp_path / "rules", [table_, rule("right", {"entitle": {"line": "base", "amount": amount}})]
    )
    answer = ask(corpus, "funding", SIGNED | {"deal.people": 3})
    assert answer["entitlements"] == []
    assert "has no row" in asked(answer)["table:m/1/ceiling"]["label"]
    assert set(asked(ask(corpus, "funding", SIGNED))) == {"deal.people"}
    assert_the_plan_agrees(
        tmp_path, corpus, [SIGNED, SIGNED | {"deal.people": 3}, SIGNED | {"deal.people": 2}]
    )


def conditions_on_the_decree() -> list[dict[str, Any]]:
    when = {"deal.signed_on": {"before": {"event": "m.decree"}}}
    return [
        rule("right", {"entitle": {"line": "base", "amount": 100}}, when=when),
        rule("due", {"deadline": {"id": "report", "due": {"fact": "period.until"}}}, when=when),
        rule("met", {"require": {"benefit": "aid", "requirement": "met"}}, "question", when=when),
        rule(
            "duty",
            {
                "oblige": {
                    "duty": "report_in",
                    "category": "commitment",
                    "subject": "club",
                    "by": "club",
                }
            },
            "question",
            when=when,
        ),
    ]


def test_a_condition_on_an_event_without_a_day_is_conditional_in_all_four_questions(
    tmp_path: Path,
) -> None:
    corpus = sound(tmp_path / "rules", conditions_on_the_decree(), decree=DECREE, **EVENTS)
    for query, affected in (
        ("funding", "base"),
        ("calendar", "report"),
        ("eligibility", "aid"),
        ("duties", "report_in"),
    ):
        answer = ask(corpus, query, SIGNED)
        one = asked(answer)["event:m.decree"]
        assert one["event"] == "m.decree"
        assert affected in one["affects"]
        assert one["possible"] == []
        assert one["citations"]
        for language, words in (("fr", "pas paru"), ("en", "not out yet")):
            page = words_of(ask(corpus, query, SIGNED, language=language), language)
            assert words in page
            assert "event:" not in page
    assert ask(corpus, "funding", SIGNED)["entitlements"] == []
    assert [entry["status"] for entry in ask(corpus, "calendar", SIGNED)["entries"]] == [
        "conditional"
    ]
    assert ask(corpus, "eligibility", SIGNED)["benefits"][0]["outcome"] == "undetermined"
    assert ask(corpus, "eligibility", SIGNED)["benefits"][0]["missing"] == ["event:m.decree"]
    assert [duty["status"] for duty in ask(corpus, "duties", SIGNED)["duties"]] == ["undetermined"]
    assert_the_plan_agrees(tmp_path, corpus, [SIGNED, {"deal.flag": True}])


def test_an_event_with_its_day_decides(tmp_path: Path) -> None:
    for day, wanted in (("2020-03-02", {"base": "100.00"}), ("2020-03-01", {})):
        corpus = sound(
            tmp_path / day, conditions_on_the_decree(), decree=OUT | {"on": day}, **EVENTS
        )
        answer = ask(corpus, "funding", SIGNED)
        assert amounts(answer) == wanted
        assert answer["missing"] == []


def test_what_no_rule_derives_is_undefined_and_not_asked(tmp_path: Path) -> None:
    rules = [
        rule(
            "fit",
            {"derive": {"fact": "deal.fit", "value": True}},
            "question",
            when={"deal.people": {"at_least": 10}},
        ),
        rule(
            "needs",
            {"require": {"benefit": "aid", "requirement": "fit"}},
            "question",
            when={"deal.fit": {"is": True}},
        ),
        rule(
            "denied",
            {"require": {"benefit": "other", "requirement": "unfit"}},
            "question",
            when={"not": {"deal.fit": {"is": True}}},
        ),
        rule(
            "rate", {"derive": {"fact": "deal.rate", "value": 5}}, when={"deal.flag": {"is": True}}
        ),
        rule("right", {"entitle": {"line": "base", "amount": {"fact": "deal.rate"}}}),
    ]
    corpus = sound(tmp_path / "rules", rules)
    answer = ask(corpus, "eligibility", {"deal.people": 3})
    outcomes = {one["benefit"]: one["outcome"] for one in answer["benefits"]}
    assert outcomes == {"aid": "not_eligible", "other": "eligible"}
    assert answer["missing"] == []
    (failed,) = answer["benefits"][0]["requirements"][0]["failed"]
    assert (failed["fact"], failed["read"], failed["from"]) == ("deal.fit", None, "undefined")
    page = words_of(ask(corpus, "eligibility", {"deal.people": 3}, language="fr"), "fr")
    assert "non défini, aucune règle ne le donne" in page
    assert {
        one["benefit"]: one["outcome"] for one in ask(corpus, "eligibility", {})["benefits"]
    } == {
        "aid": "undetermined",
        "other": "undetermined",
    }
    undefined = ask(corpus, "funding", SIGNED | {"deal.flag": False})
    assert (undefined["entitlements"], undefined["missing"]) == ([], [])
    assert set(asked(ask(corpus, "funding", SIGNED))) == {"deal.flag"}
    cases = [
        {},
        {"deal.people": 3},
        {"deal.people": 30},
        SIGNED,
        SIGNED | {"deal.flag": False},
        SIGNED | {"deal.flag": True},
    ]
    assert_the_plan_agrees(tmp_path, corpus, cases)


@pytest.mark.parametrize(
    ("facts", "outcome"),
    [({}, "undetermined"), ({"deal.people": 3}, "not_eligible"), ({"deal.people": 10}, "eligible")],
)
def test_known_on_a_derived_fact_is_unknown_while_its_derivation_is(
    facts: dict[str, Any], outcome: str, tmp_path: Path
) -> None:
    rules = [
        rule(
            "fit",
            {"derive": {"fact": "deal.fit", "value": True}},
            "question",
            when={"deal.people": {"at_least": 10}},
        ),
        rule(
            "needs",
            {"require": {"benefit": "aid", "requirement": "fit"}},
            "question",
            when={"deal.fit": {"known": True}},
        ),
    ]
    corpus = sound(tmp_path / "rules", rules)
    answer = ask(corpus, "eligibility", facts)
    assert answer["benefits"][0]["outcome"] == outcome
    assert [one["fact"] for one in answer["missing"]] == (
        ["deal.people"] if outcome == "undetermined" else []
    )
    if outcome == "not_eligible":
        (failed,) = answer["benefits"][0]["requirements"][0]["failed"]
        assert (failed["fact"], failed["read"], failed["from"]) == ("deal.fit", None, "undefined")
        assert "undefined, no rule gives it" in words_of(answer, "en")
    assert_the_plan_agrees(tmp_path, corpus, [facts | {"deal.flag": True}])


@pytest.mark.parametrize(
    ("days", "standings"),
    [
        ({"until": {"fact": "deal.ends_on"}}, ("undetermined", "binding", "binding", "")),
        ({"from": {"fact": "deal.ends_on"}}, ("undetermined", "", "later", "binding")),
        (
            {"from": {"latest": [{"fact": "deal.ends_on"}, "2020-01-01"]}},
            ("undetermined", "", "later", "binding"),
        ),
        (
            {"until": {"earliest": [{"fact": "deal.ends_on"}, "2022-01-01"]}},
            ("undetermined", "binding", "binding", ""),
        ),
    ],
)
def test_a_day_of_a_duty_that_no_rule_gives_does_not_come(
    days: dict[str, Any], standings: tuple[str, ...], tmp_path: Path
) -> None:
    ends = {
        "derive": {
            "fact": "deal.ends_on",
            "value": {"after": {"fact": "deal.signed_on"}, "by": "P1Y"},
        }
    }
    duty = {
        "oblige": {"duty": "report", "category": "commitment", "subject": "club", "by": "club"}
        | days
    }
    corpus = sound(
        tmp_path,
        [
            rule("ends", ends, "signature", when={"deal.people": {"at_least": 10}}),
            rule("report", duty, "question"),
        ],
    )
    cases = [(SIGNED, DAY), (SIGNED | {"deal.people": 3}, DAY), (SIGNED | {"deal.people": 12}, DAY)]
    cases.append((SIGNED | {"deal.people": 12}, date(2021, 3, 1)))  # the day of the end itself
    for (facts, on), wanted in zip(cases, standings, strict=True):
        answer = ask(corpus, "duties", facts, on)
        assert [one["status"] for one in answer["duties"]] == [wanted] * bool(wanted)
        assert list(asked(answer)) == ["deal.people"] * (wanted == "undetermined")


def test_what_an_undated_occasion_would_derive_for_good_is_unknown(tmp_path: Path) -> None:
    rules = [
        rule(
            "ends",
            {
                "derive": {
                    "fact": "deal.ends_on",
                    "value": {"after": {"fact": "deal.signed_on"}, "by": "P1Y"},
                }
            },
            "signature",
        ),
        rule(
            "over",
            {"require": {"benefit": "aid", "requirement": "over"}},
            "question",
            when={"not": {"deal.ends_on": {"after": {"fact": "day"}}}},
        ),
    ]
    corpus = sound(tmp_path / "rules", rules)
    cases = [
        {"deal.flag": True},
        {"deal.signed_on": "not_yet"},
        {"deal.signed_on": "2020-03-01"},
        {"deal.signed_on": "2019-03-01"},
    ]
    outcomes = [ask(corpus, "eligibility", case)["benefits"][0]["outcome"] for case in cases]
    assert outcomes == [
        "undetermined",
        "eligible",
        "not_eligible",
        "eligible",
    ]  # what never began has no end to come
    assert set(asked(ask(corpus, "eligibility", cases[0]))) == {"deal.signed_on"}
    assert_the_plan_agrees(tmp_path, corpus, cases)


def test_an_increase_of_a_right_in_doubt_is_partial(tmp_path: Path) -> None:
    rules = [
        rule("base", {"entitle": {"line": "base", "amount": 100}}),
        rule(
            "extra",
            {"entitle": {"line": "extra", "amount": {"multiply": [45, {"fact": "deal.people"}]}}},
        ),
        rule("more", {"increase": {"line": "more", "lines": ["base", "extra"], "by": "10 %"}}),
    ]
    corpus = sound(tmp_path / "rules", rules)
    answer = ask(corpus, "funding", SIGNED, on=DAY.replace(year=2020, month=6))
    assert amounts(answer) == {"base": "100.00", "more": "10.00"}
    (more,) = [row for row in answer["entitlements"] if row["line"] == "more"]
    assert (more["partial"], more["depends_on"]) == (True, ["deal.people"])
    assert set(asked(answer)["deal.people"]["affects"]) == {"extra", "more"}
    (zero, *_) = [one for one in asked(answer)["deal.people"]["possible"] if one["set"] == 0] or [
        None
    ]
    whole = ask(corpus, "funding", SIGNED | {"deal.people": 2}, on=DAY.replace(year=2020, month=6))
    assert amounts(whole) == {"base": "100.00", "extra": "90.00", "more": "19.00"}
    assert zero is None or zero["difference"] == "0.00"
    assert_the_plan_agrees(tmp_path, corpus, [SIGNED, SIGNED | {"deal.people": 2}])


def test_what_each_value_leads_to_counts_every_rule(tmp_path: Path) -> None:
    rules = [
        rule("one", {"entitle": {"line": "base", "amount": 1}}, when={"deal.flag": {"is": True}}),
        rule("two", {"entitle": {"line": "base", "amount": 2}}, when={"deal.flag": {"is": False}}),
        rule("more", {"increase": {"line": "more", "lines": ["base"], "by": "50 %"}}),
    ]
    corpus, findings = agreement(tmp_path, rules)
    assert corpus is not None
    assert findings == []
    answer = ask(corpus, "funding", SIGNED, on=DAY.replace(year=2020, month=6))
    told = {one["set"]: one for one in asked(answer)["deal.flag"]["possible"]}
    assert {value: one["difference"] for value, one in told.items()} == {
        True: "1.50",
        False: "3.00",
    }
    assert "€3" in told[False]["leads_to"]
    for value, one in told.items():
        given = ask(
            corpus, "funding", SIGNED | {"deal.flag": value}, on=DAY.replace(year=2020, month=6)
        )
        assert sum(float(row["amount"]) for row in given["entitlements"]) == float(one["total"])


def test_what_is_told_in_a_period_is_undefined_outside_every_period(tmp_path: Path) -> None:
    counted = {"multiply": [{"fact": "period.number"}, 100]}
    first = {"period.number": {"at_least": 1}}
    rules = [
        rule("right", {"entitle": {"line": "base", "amount": counted}}, on="question"),
        rule("other", {"entitle": {"line": "extra", "amount": 5}}, on="question", when=first),
        rule(
            "unless", {"entitle": {"line": "more", "amount": 7}}, on="question", when={"not": first}
        ),
        rule(
            "need",
            {"require": {"benefit": "aid", "requirement": "running"}},
            on="question",
            when=first,
        ),
    ]
    corpus = sound(tmp_path / "rules", rules)
    inside, before, unknown = SIGNED, {"deal.signed_on": "2021-06-01"}, {"deal.flag": True}
    assert amounts(ask(corpus, "funding", inside)) == {"base": "100.00", "extra": "5.00"}
    outside = ask(corpus, "funding", before)
    assert (outside["entitlements"], outside["missing"]) == ([], [])
    assert list(asked(ask(corpus, "funding", unknown))) == ["deal.signed_on"]
    outcomes = [
        ask(corpus, "eligibility", case)["benefits"][0]["outcome"]
        for case in (inside, before, unknown)
    ]
    assert outcomes == ["eligible", "not_eligible", "undetermined"]
    assert_the_plan_agrees(tmp_path, corpus, [inside, before, unknown])
