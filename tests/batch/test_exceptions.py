"""Exceptions to rules: what yields to what, in rights,
derivations and requirements, alone and in a table.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.answers import render

from .agreements import agreement, amounts, ask, asked, assert_the_plan_agrees, rule, sound

SIGNED = {"deal.signed_on": "2020-03-01"}
BASE = rule("base", {"entitle": {"line": "base", "amount": 10}})
NOTHING = rule(
    "nothing",
    {"entitle": {"line": "base", "amount": 0}},
    when={"deal.flag": {"is": True}},
    overrides=["m/1/base"],
)
STILL = rule(
    "still",
    {"entitle": {"line": "extra", "amount": 1}},
    when={"deal.people": {"is": 10}},
    overrides=["m/1/nothing"],
)
CASES = [
    SIGNED | more
    for more in (
        {},
        {"deal.flag": True},
        {"deal.flag": False},
        {"deal.people": 10},
        {"deal.flag": True, "deal.people": 10},
    )
]
CASES += [
    SIGNED | {"deal.flag": True, "deal.people": 3},
    SIGNED | {"deal.flag": False, "deal.people": 3},
]


def test_an_exception_to_an_exception_gives_the_rule_back(tmp_path: Path) -> None:
    corpus = sound(tmp_path, [BASE, NOTHING, STILL])
    assert amounts(ask(corpus, "funding", SIGNED | {"deal.flag": True, "deal.people": 10})) == {
        "base": "10.00",
        "extra": "1.00",
    }
    assert amounts(ask(corpus, "funding", SIGNED | {"deal.flag": True, "deal.people": 3})) == {
        "base": "0.00"
    }
    assert amounts(ask(corpus, "funding", SIGNED | {"deal.flag": False, "deal.people": 3})) == {
        "base": "10.00"
    }


def test_while_an_exception_may_apply_the_rule_is_unknown(tmp_path: Path) -> None:
    corpus = sound(tmp_path, [BASE, NOTHING, STILL])
    answer = ask(corpus, "funding", SIGNED | {"deal.people": 3})
    assert "base" not in amounts(answer)
    assert asked(answer)["deal.flag"]["affects"] == ["base"]
    # whatever the flag is, the exception yields: the rule stands
    assert amounts(ask(corpus, "funding", SIGNED | {"deal.people": 10})) == {
        "base": "10.00",
        "extra": "1.00",
    }


def test_the_plan_obeys_exceptions_alike(tmp_path: Path) -> None:
    corpus = sound(
        tmp_path / "rules",
        [
            BASE,
            NOTHING,
            STILL,
            rule("more", {"increase": {"line": "more", "lines": ["base"], "by": "10 %"}}),
        ],
    )
    assert_the_plan_agrees(tmp_path, corpus, CASES)


def test_a_circle_of_exceptions_is_a_finding_that_names_them_all(tmp_path: Path) -> None:
    two = [
        BASE | {"overrides": ["m/1/other"]},
        rule("other", {"entitle": {"line": "base", "amount": 2}}, overrides=["m/1/base"]),
    ]
    _, findings = agreement(tmp_path / "two", two)
    assert [one.code for one in findings] == ["ACC205"]
    assert "m/1/base → m/1/other → m/1/base" in str(findings[0].message)
    three = [
        rule(
            name,
            {"entitle": {"line": "extra", "amount": 1}},
            when={"deal.year": {"is": year}},
            overrides=[f"m/1/{next_}"],
        )
        for name, year, next_ in (("a", 2020, "b"), ("b", 2021, "c"), ("c", 2022, "a"))
    ]
    _, findings = agreement(tmp_path / "three", three)
    assert [one.code for one in findings] == ["ACC205"]
    assert all(f"m/1/{name}" in str(findings[0].message) for name in "abc")


def test_a_derivation_that_waits_for_its_own_exception_is_a_circle(tmp_path: Path) -> None:
    rules = [
        rule("rate", {"derive": {"fact": "deal.rate", "value": 10}}),
        rule(
            "not",
            {"derive": {"fact": "deal.other", "value": True}},
            when={"deal.rate": {"at_least": 5}},
            overrides=["m/1/rate"],
        ),
    ]
    _, findings = agreement(tmp_path, rules)
    assert [one.code for one in findings] == ["ACC205"]


def test_an_exception_works_whatever_it_concludes(tmp_path: Path) -> None:
    # a right that sets a derivation aside, in another stage and of another family
    rules = [
        rule("rate", {"derive": {"fact": "deal.rate", "value": 10}}),
        rule(
            "instead",
            {"entitle": {"line": "extra", "amount": 1}},
            when={"deal.flag": {"is": True}},
            overrides=["m/1/rate"],
        ),
        rule("right", {"entitle": {"line": "base", "amount": {"fact": "deal.rate"}}}),
        rule(
            "due",
            {"deadline": {"id": "report", "due": {"fact": "period.until"}}},
            when={"deal.rate": {"at_least": 1}},
        ),
    ]
    corpus = sound(tmp_path / "rules", rules)
    with_flag, without = SIGNED | {"deal.flag": True}, SIGNED | {"deal.flag": False}
    assert amounts(ask(corpus, "funding", with_flag)) == {"extra": "1.00"}
    assert ask(corpus, "funding", with_flag)["missing"] == []
    assert amounts(ask(corpus, "funding", without)) == {"base": "10.00"}
    answer = ask(corpus, "funding", SIGNED)
    assert amounts(answer) == {}
    assert set(asked(answer)["deal.flag"]["affects"]) == {"base", "extra"}
    assert [entry["id"] for entry in ask(corpus, "calendar", with_flag)["entries"]] == []
    assert [entry["id"] for entry in ask(corpus, "calendar", without)["entries"]] == ["report"]
    assert_the_plan_agrees(tmp_path, corpus, [SIGNED, with_flag, without])


def test_an_exception_that_never_meets_its_rule_is_a_finding(tmp_path: Path) -> None:
    _, findings = agreement(
        tmp_path,
        [BASE, NOTHING | {"on": "signature", "then": {"entitle": {"line": "extra", "amount": 1}}}],
    )
    assert [one.code for one in findings] == ["ACC232"]
    assert "m/1/base" in str(findings[0].message)


def test_two_exceptions_that_say_the_same_are_no_conflict(tmp_path: Path) -> None:
    again = NOTHING | {"id": "again", "when": {"deal.rural": {"is": True}}}
    corpus = sound(tmp_path / "rules", [BASE, NOTHING, again])
    both = SIGNED | {"deal.flag": True, "deal.rural": True}
    assert [row["amount"] for row in ask(corpus, "funding", both)["entitlements"]] == ["0.00"]
    one = ask(
        corpus, "funding", SIGNED | {"deal.flag": True}
    )  # that the other is unknown no longer matters
    assert [row["amount"] for row in one["entitlements"]] == ["0.00"]
    assert one["missing"] == []
    cases = [
        SIGNED
        | {
            name: value
            for name, value in (("deal.flag", flag), ("deal.rural", rural))
            if value is not None
        }
        for flag in (None, True, False)
        for rural in (None, True, False)
    ]
    assert_the_plan_agrees(tmp_path, corpus, cases)


# --- requirements ---------------------------------------------------------------------------------

TEN = rule(
    "ten",
    {"require": {"benefit": "aid", "requirement": "ten"}},
    "question",
    when={"deal.people": {"at_least": 10}},
)
RURAL = rule(
    "rural",
    {"derive": {"fact": "deal.other", "value": True}},
    "question",
    when={"deal.rural": {"is": True}},
    overrides=["m/1/ten"],
)
KNOWN = rule(
    "kept",
    {"require": {"benefit": "aid", "requirement": "kept"}},
    "question",
    when={"deal.flag": {"is": True}},
)
PAID = rule("paid", {"entitle": {"line": "base", "amount": 7}}, when={"benefit": "aid"})
UNPAID = rule(
    "unpaid", {"entitle": {"line": "extra", "amount": 3}}, when={"not": {"benefit": "aid"}}
)


def benefit(answer: dict[str, Any], name: str = "aid") -> tuple[str, dict[str, str]]:
    row = next(one for one in answer["benefits"] if one["benefit"] == name)
    return row["outcome"], {one["id"]: one["outcome"] for one in row["requirements"]}


@pytest.mark.parametrize(
    ("facts", "outcome", "ten"),
    [
        ({"deal.people": 12, "deal.rural": True}, "eligible", "set_aside"),
        ({"deal.people": 3, "deal.rural": True}, "eligible", "set_aside"),
        ({"deal.rural": True}, "eligible", "set_aside"),
        ({"deal.people": 12, "deal.rural": False}, "eligible", "met"),
        ({"deal.people": 3, "deal.rural": False}, "not_eligible", "unmet"),
        (
            {"deal.people": 12},
            "eligible",
            "unknown",
        ),  # met or set aside: it does not stand in the way
        ({"deal.people": 3}, "undetermined", "unknown"),
        ({}, "undetermined", "unknown"),
    ],
)
def test_a_requirement_is_dropped_where_its_exception_applies(
    facts: dict[str, Any], outcome: str, ten: str, tmp_path: Path
) -> None:
    corpus = sound(tmp_path, [TEN, RURAL, KNOWN, PAID, UNPAID])
    facts = SIGNED | facts | {"deal.flag": True}
    answer = ask(corpus, "eligibility", facts)
    assert benefit(answer) == (outcome, {"ten": ten, "kept": "met"})
    if outcome == "undetermined":
        assert "deal.rural" in asked(answer)
    # and where the benefit is a condition, what is set aside is set aside there too
    wanted = {"eligible": {"base": "7.00"}, "not_eligible": {"extra": "3.00"}, "undetermined": {}}[
        outcome
    ]
    assert amounts(ask(corpus, "funding", facts)) == wanted


def test_the_answer_says_what_sets_a_requirement_aside(tmp_path: Path) -> None:
    corpus = sound(tmp_path, [TEN, RURAL, KNOWN])
    facts = SIGNED | {"deal.people": 3, "deal.rural": True, "deal.flag": True}
    answer = ask(corpus, "eligibility", facts)
    (ten,) = [one for one in answer["benefits"][0]["requirements"] if one["id"] == "ten"]
    assert [(one["rule"], one["says"]) for one in ten["set_aside_by"]] == [
        ("m/1/rural", "says rural")
    ]
    assert ten["set_aside_by"][0]["citations"]
    for language, words in (("fr", "écartée par : says rural"), ("en", "set aside by: says rural")):
        page = render(ask(corpus, "eligibility", facts, language=language), "text", language)
        assert words.lower() in page.replace("\u00a0", " ").lower()


def test_the_plan_sets_requirements_aside_alike(tmp_path: Path) -> None:
    corpus = sound(tmp_path / "rules", [TEN, RURAL, KNOWN, PAID, UNPAID])
    values = [
        ("deal.people", (None, 3, 12)),
        ("deal.rural", (None, True, False)),
        ("deal.flag", (None, True)),
    ]
    cases: list[dict[str, Any]] = [dict(SIGNED)]
    for name, options in values:
        cases = [
            case | ({} if value is None else {name: value}) for case in cases for value in options
        ]
    assert_the_plan_agrees(tmp_path, corpus, cases)


def test_a_requirement_may_be_an_exception_itself(tmp_path: Path) -> None:
    other = rule(
        "country",
        {"require": {"benefit": "aid", "requirement": "country"}},
        "question",
        when={"deal.rural": {"is": True}},
        overrides=["m/1/ten"],
    )
    corpus = sound(tmp_path / "rules", [TEN, other, PAID, UNPAID])
    given = {
        (12, True): ("eligible", {"ten": "set_aside", "country": "met"}),
        (3, True): ("eligible", {"ten": "set_aside", "country": "met"}),
        (12, False): ("eligible", {"ten": "met", "country": "not_applicable"}),
        (3, False): ("not_eligible", {"ten": "unmet", "country": "not_applicable"}),
        (12, None): ("eligible", {"ten": "unknown", "country": "unknown"}),
        (3, None): ("undetermined", {"ten": "unknown", "country": "unknown"}),
    }
    wanted = {"eligible": {"base": "7.00"}, "not_eligible": {"extra": "3.00"}, "undetermined": {}}
    cases = []
    for (people, rural), (outcome, requirements) in given.items():
        cases.append(
            SIGNED | {"deal.people": people} | ({} if rural is None else {"deal.rural": rural})
        )
        answer = ask(corpus, "eligibility", cases[-1])
        assert benefit(answer) == (outcome, requirements)
        assert ("deal.rural" in asked(answer)) is (outcome == "undetermined")
        assert amounts(ask(corpus, "funding", cases[-1])) == wanted[outcome]
    assert_the_plan_agrees(tmp_path, corpus, cases)
