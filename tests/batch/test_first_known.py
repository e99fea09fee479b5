"""The first value known: what rules may still give is waited
for, what they do not give or a case leaves out is passed over.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Any

import pytest
from depth import some

from engine.language.model import Corpus

from .agreements import OCCASIONS, amounts, ask, asked, assert_the_plan_agrees, rule, said, sound

SIGNED = {"deal.signed_on": "2020-03-01"}
FLAG = rule("rate", {"derive": {"fact": "deal.rate", "value": 5}}, when={"deal.flag": {"is": True}})
RATE, PEOPLE, YEAR = ({"fact": name} for name in ("deal.rate", "deal.people", "deal.year"))
PAID = rule("right", {"entitle": {"line": "base", "amount": {"first_known": [RATE, PEOPLE]}}})
FLAGS: tuple[dict[str, Any], ...] = ({}, {"deal.flag": True}, {"deal.flag": False})


def whole(answer: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return the amounts of an answer, whether it is complete, and what it asks for."""
    return amounts(answer), answer["complete"], set(asked(answer))


def test_a_derived_fact_that_waits_is_waited_for(tmp_path: Path) -> None:
    corpus = sound(tmp_path / "rules", [FLAG, PAID])
    case = SIGNED | {"deal.people": 30}
    for language in ("fr", "en"):
        answer = ask(corpus, "funding", case, language=language)
        assert whole(answer) == ({}, False, {"deal.flag"})
        assert [one["affects"] for one in answer["missing"]] == [["base"]]
    assert whole(ask(corpus, "funding", case | {"deal.flag": True})) == (
        {"base": "5.00"},
        True,
        set(),
    )
    assert whole(ask(corpus, "funding", case | {"deal.flag": False})) == (
        {"base": "30.00"},
        True,
        set(),
    )
    assert whole(ask(corpus, "funding", SIGNED | {"deal.flag": False})) == (
        {},
        False,
        {"deal.people"},
    )
    assert_the_plan_agrees(
        tmp_path,
        corpus,
        [SIGNED | more | people for more in FLAGS for people in ({}, {"deal.people": 30})],
    )


def test_what_each_value_would_lead_to_is_told(tmp_path: Path) -> None:
    (one,) = ask(sound(tmp_path / "rules", [FLAG, PAID]), "funding", SIGNED | {"deal.people": 30})[
        "missing"
    ]
    assert {option["set"]: option["total"] for option in one["possible"]} == {
        True: "5.00",
        False: "30.00",
    }


def test_a_fact_that_a_case_leaves_out_is_passed_over(tmp_path: Path) -> None:
    first = {"first_known": [PEOPLE, YEAR, 7]}
    corpus = sound(
        tmp_path / "rules", [rule("right", {"entitle": {"line": "base", "amount": first}})]
    )
    assert whole(ask(corpus, "funding", SIGNED)) == ({"base": "7.00"}, True, set())
    assert whole(ask(corpus, "funding", SIGNED | {"deal.year": 2020})) == (
        {"base": "2020.00"},
        True,
        set(),
    )
    later = [
        {"from": "2021-01-01", "value": 30}
    ]  # it varies, and is not known yet on the day of the occasion
    assert amounts(ask(corpus, "funding", SIGNED | {"deal.people": later})) == {"base": "7.00"}
    assert_the_plan_agrees(
        tmp_path, corpus, [SIGNED, SIGNED | {"deal.year": 2020}, SIGNED | {"deal.people": 3}]
    )


def test_a_fact_that_no_rule_gives_is_passed_over(tmp_path: Path) -> None:
    """Undefined in this case, and so settled: no fact of the case could give it."""
    never = rule(
        "rate",
        {"derive": {"fact": "deal.rate", "value": 5}},
        when={"deal.people": {"at_least": 100}},
    )
    corpus = sound(tmp_path / "rules", [never, PAID])
    assert whole(ask(corpus, "funding", SIGNED | {"deal.people": 30})) == (
        {"base": "30.00"},
        True,
        set(),
    )
    assert whole(ask(corpus, "funding", SIGNED)) == ({}, False, {"deal.people"})
    assert_the_plan_agrees(
        tmp_path, corpus, [SIGNED, SIGNED | {"deal.people": 30}, SIGNED | {"deal.people": 100}]
    )


MORE = {"add": [RATE, 1]}
FORMS: dict[str, tuple[Any, tuple[str | None, str | None, str | None]]] = {
    "in a sum": ({"first_known": [MORE, PEOPLE]}, (None, "6.00", "30.00")),
    "after a fact left out": ({"first_known": [YEAR, RATE, PEOPLE]}, (None, "5.00", "30.00")),
    "after a fact given": ({"first_known": [PEOPLE, RATE]}, ("30.00", "30.00", "30.00")),
    "last": ({"first_known": [YEAR, RATE]}, (None, "5.00", None)),
    "in another": (
        {"first_known": [{"first_known": [RATE, YEAR]}, PEOPLE]},
        (None, "5.00", "30.00"),
    ),
    "in another that is known": (
        {"first_known": [{"first_known": [PEOPLE, RATE]}, 1]},
        ("30.00", "30.00", "30.00"),
    ),
    "before a constant": ({"multiply": [2, {"first_known": [RATE, 1]}]}, (None, "10.00", "2.00")),
    "as a row": ({"first_known": [{"least": [RATE, 3]}, 1]}, (None, "3.00", "1.00")),
}


@pytest.mark.parametrize("form", FORMS)
def test_wherever_it_stands(form: str, tmp_path: Path) -> None:
    """Unknown, 5, or given by no rule: the amount in each of the three cases."""
    value, expected = FORMS[form]
    corpus = sound(
        tmp_path / "rules", [FLAG, rule("right", {"entitle": {"line": "base", "amount": value}})]
    )
    cases = [SIGNED | {"deal.people": 30} | more for more in FLAGS]
    answers = [ask(corpus, "funding", case) for case in cases]
    assert tuple(amounts(answer).get("base") for answer in answers) == expected
    assert ("deal.flag" in asked(answers[0])) is (expected[0] is None)
    assert_the_plan_agrees(tmp_path, corpus, cases)


CONDITIONS: dict[str, dict[str, Any]] = {
    "compared": {"deal.year": {"at_least": {"first_known": [RATE, 2050]}}},
    "not compared": {"not": {"deal.year": {"less_than": {"first_known": [RATE, 2050]}}}},
    "among": {
        "deal.people": {"one_of": [{"first_known": [RATE, 7]}, 5]},
        "deal.year": {"at_least": {"first_known": [RATE, 2050]}},
    },
}


@pytest.mark.parametrize("form", CONDITIONS)
def test_in_a_condition(form: str, tmp_path: Path) -> None:
    met = rule(
        "met",
        {"require": {"benefit": "aid", "requirement": "met"}},
        "question",
        when=CONDITIONS[form],
    )
    due = rule(
        "due",
        {"deadline": {"id": "report", "due": {"fact": "period.until"}}},
        when=CONDITIONS[form],
    )
    corpus = sound(tmp_path / "rules", [FLAG | {"on": ["year", "question"]}, met, due])
    cases = [SIGNED | {"deal.year": 2020, "deal.people": 5} | more for more in FLAGS]
    benefits = [ask(corpus, "eligibility", case)["benefits"][0] for case in cases]
    assert [benefit["outcome"] for benefit in benefits] == [
        "undetermined",
        "eligible",
        "not_eligible",
    ]
    assert benefits[0]["missing"] == ["deal.flag"]
    entries = [ask(corpus, "calendar", case)["entries"] for case in cases]
    assert [{entry["status"] for entry in one} for one in entries] == [
        {"conditional"},
        {"not_yet"},
        set(),
    ]
    assert_the_plan_agrees(tmp_path, corpus, cases)


def test_what_depends_on_what_depends_on_it(tmp_path: Path) -> None:
    """The fact waits through another that is the first known of its own."""
    fit = rule(
        "fit",
        {"derive": {"fact": "deal.fit", "value": {"first_known": [{"fact": "deal.other"}, False]}}},
    )
    other = rule(
        "other",
        {"derive": {"fact": "deal.other", "value": True}},
        when={"deal.rate": {"known": True}},
    )
    right = rule(
        "right", {"entitle": {"line": "base", "amount": 1}}, when={"deal.fit": {"is": False}}
    )
    corpus = sound(tmp_path / "rules", [FLAG, other, fit, right])
    found = [whole(ask(corpus, "funding", SIGNED | more)) for more in FLAGS]
    assert found == [({}, False, {"deal.flag"}), ({}, True, set()), ({"base": "1.00"}, True, set())]
    assert_the_plan_agrees(tmp_path, corpus, [SIGNED | more for more in FLAGS])


# --- what is derived for good ---------------------------------------------------------------------

ENDS = rule(
    "ends",
    {"derive": {"fact": "deal.ends_on", "value": {"fact": "deal.reported_on"}}},
    "signature",
    when={"deal.flag": {"is": True}},
)
FIRST_DAY = {"first_known": [{"fact": "deal.ends_on"}, "2020-06-01"]}
EACH = {"occasions": {"report": {"each_period": "other"}}}
DATED: dict[str, dict[str, Any]] = {
    "on": {"occasions": {"report": {"on": FIRST_DAY}}},
    "each": EACH | {"periods": {"other": {"from": FIRST_DAY, "every": "P1Y"}}},
    "since": {"occasions": {"report": {"each_period": "year", "since": FIRST_DAY}}},
    "until": EACH
    | {"periods": {"other": {"from": "2020-05-01", "until": FIRST_DAY, "every": "P1Y"}}},
    "each, by that alone": EACH
    | {"periods": {"other": {"from": {"fact": "deal.ends_on"}, "every": "P1Y"}}},
    "since that alone": {
        "occasions": {"report": {"each_period": "year", "since": {"fact": "deal.ends_on"}}}
    },
}


def dated(form: str) -> dict[str, Any]:
    """Return the occasions of an agreement with one more, dated by the first known of two days."""
    more = {
        name: {one: kind | {"label": said(one)} for one, kind in kinds.items()}
        for name, kinds in DATED[form].items()
    }
    return {name: kinds | more.get(name, {}) for name, kinds in OCCASIONS.items()}


@pytest.mark.parametrize("form", DATED)
def test_an_occasion_waits_for_its_day(form: str, tmp_path: Path) -> None:
    corpus = sound(
        tmp_path / "rules",
        [ENDS, rule("right", {"entitle": {"line": "base", "amount": 1}}, "report")],
        dated(form),
    )
    cases = [SIGNED | more | {"deal.reported_on": "2020-05-02"} for more in FLAGS] + [
        SIGNED | {"deal.flag": True}
    ]
    found = [ask(corpus, "funding", case) for case in cases]
    days = [[row["from"] for row in answer["entitlements"]][:1] for answer in found]
    first = "2020-05-01" if form == "until" else None
    assert days == [
        [],
        [first or "2020-05-02"],
        [] if "alone" in form else [first or "2020-06-01"],
        [],
    ]
    assert [set(asked(answer)) for answer in found] == [
        {"deal.flag"},
        set(),
        set(),
        {"deal.reported_on"},
    ]
    assert_the_plan_agrees(tmp_path, corpus, cases)


def test_what_is_derived_here_too_still_waits_for_an_earlier_occasion(tmp_path: Path) -> None:
    """A rule of each year that gives nothing leaves the
    fact unknown while the one of the signature may give it.
    """
    yearly = rule(
        "yearly", {"derive": {"fact": "deal.rate", "value": 5}}, when={"deal.rural": {"is": True}}
    )
    defined = rule(
        "defined", {"entitle": {"line": "extra", "amount": 1}}, when={"deal.rate": {"known": False}}
    )
    corpus = sound(tmp_path / "rules", [FLAG | {"on": "signature"}, yearly, PAID, defined])
    case = SIGNED | {"deal.people": 30, "deal.rural": False}
    cases = [case | more for more in FLAGS]
    found = [whole(ask(corpus, "funding", one)) for one in cases]
    assert found == [
        ({}, False, {"deal.flag"}),
        ({"base": "5.00"}, True, set()),
        ({"base": "30.00", "extra": "1.00"}, True, set()),
    ]
    rural = [
        SIGNED | more | {"deal.people": 30}
        for more in ({}, {"deal.rural": True}, {"deal.flag": False})
    ]
    assert [set(asked(ask(corpus, "funding", one))) for one in rural] == [
        {"deal.flag", "deal.rural"},
        set(),
        {"deal.rural"},
    ]
    assert_the_plan_agrees(tmp_path, corpus, [*cases, *rural])


def test_what_two_occasions_may_derive_for_good(tmp_path: Path) -> None:
    """The one that gives nothing does not settle what the other lacks, whichever comes first."""
    kinds = OCCASIONS["occasions"] | {
        "report": {"on": {"fact": "deal.reported_on"}, "label": said("report")}
    }
    rural = rule(
        "rural",
        {"derive": {"fact": "deal.rate", "value": 5}},
        "report",
        when={"deal.rural": {"is": True}},
    )
    corpus = sound(
        tmp_path / "rules",
        [FLAG | {"on": "signature"}, rural, PAID],
        OCCASIONS | {"occasions": kinds},
    )
    flags, rurals = (({}, {name: True}, {name: False}) for name in ("deal.flag", "deal.rural"))
    cases = [
        SIGNED | {"deal.people": 30, "deal.reported_on": "2020-02-01"} | one | other
        for one in flags
        for other in rurals
    ]
    found = [amounts(ask(corpus, "funding", case)).get("base") for case in cases]
    assert found == [None, "5.00", None, "5.00", "5.00", "5.00", None, "5.00", "30.00"]
    assert_the_plan_agrees(tmp_path, corpus, cases)


# --- one fact less --------------------------------------------------------------------------------


class Drawn:
    """Rules drawn at random: three derived facts, each reading
    those before it, a right and a requirement that read them all.

    A fact of the case stands last among several, where it passes over nothing.
    """

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.derived: list[str] = []

    def rules(self) -> list[dict[str, Any]]:
        """Return the rules."""
        found = [self._derivation(fact) for fact in ("deal.rate", "deal.fit", "deal.other")]
        right = rule(
            "right",
            {"entitle": {"line": "base", "amount": self._number(2)}},
            when=self._condition(),
        )
        met = rule(
            "met",
            {"require": {"benefit": "aid", "requirement": "met"}},
            "question",
            when=self._condition(),
        )
        return [*found, right, met]

    def _derivation(self, fact: str) -> dict[str, Any]:
        value = self._number(2) if fact == "deal.rate" else self._truth(2)
        when = self._condition()
        self.derived.append(fact)
        return rule(
            fact.partition(".")[2],
            {"derive": {"fact": fact, "value": value}},
            ["year", "question"],
            when=when,
        )

    def _number(self, depth: int) -> Any:
        known: list[Any] = [{"fact": "deal.rate"}] if "deal.rate" in self.derived else []
        if not depth or not known:
            return self.random.choice(
                [{"fact": "deal.people"}, {"fact": "deal.year"}, 3, *known, *known]
            )
        first = self.random.choice(
            [
                *known,
                {"add": [*known, 1]},
                {"least": [*known, 3]},
                {"first_known": [*known, *known]},
            ]
        )
        return {
            self.random.choice(["first_known", "first_known", "least"]): [
                first,
                self._number(depth - 1),
            ]
        }

    def _truth(self, depth: int) -> Any:
        known = [{"fact": one} for one in self.derived if one != "deal.rate"]
        if not depth or not known:
            return self.random.choice(
                [{"fact": "deal.flag"}, {"fact": "deal.rural"}, True, False, *known]
            )
        return {"first_known": [self.random.choice(known), self._truth(depth - 1)]}

    def _condition(self) -> dict[str, Any]:
        parts: list[dict[str, Any]] = [
            {"deal.flag": {"is": self._truth(1)}},
            {"deal.rural": {"is": True}},
            {"deal.people": {self.random.choice(["at_least", "less_than"]): self._number(1)}},
            *({one: {"known": self.random.random() < 0.5}} for one in self.derived),
            *(
                {one: {"is": self._number(1) if one == "deal.rate" else self._truth(1)}}
                for one in self.derived
            ),
        ]
        chosen = self.random.sample(parts, 2)
        return self.random.choice([{"all": chosen}, {"any": chosen}, {"not": chosen[0]}])

    def case(self) -> dict[str, Any]:
        """Return the facts of a case."""
        flags, numbers = (True, False), (1, 3, 2010)
        facts = {
            "deal.flag": flags,
            "deal.rural": flags,
            "deal.people": numbers,
            "deal.year": (2010, 2020),
        }
        return SIGNED | {
            name: self.random.choice(values)
            for name, values in facts.items()
            if self.random.random() < 0.8
        }


def told(corpus: Corpus, case: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return the right and the outcome of a case, None for what is not known."""
    money, (aid, *_) = ask(corpus, "funding", case), ask(corpus, "eligibility", case)["benefits"]
    assert money["complete"] or money["missing"], "unknown, and nothing is asked"
    return amounts(money) if money["complete"] else None, aid["outcome"] if aid[
        "outcome"
    ] != "undetermined" else None


def smaller(case: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return a case without each of its facts in turn."""
    return [{name: value for name, value in case.items() if name != out} for out in case]


def test_one_fact_less_makes_no_other_answer_certain(tmp_path: Path) -> None:
    compared: Counter[bool] = Counter()
    for seed in range(some(10, 60)):
        drawn = Drawn(seed)
        corpus = sound(tmp_path / f"{seed}", drawn.rules())
        for case in (drawn.case() for _ in range(4)):
            whole = told(corpus, case)
            for less in smaller(case):
                for one, other in zip(whole, told(corpus, less), strict=True):
                    assert other is None or other == one, (seed, case, less)
                    compared[other is None] += one is not None
    assert min(compared[True], compared[False]) > some(50, 300), (
        compared
    )  # answers that become unknown, and answers that stay


@pytest.mark.parametrize("seed", range(100, some(102, 106)))
def test_the_plan_says_the_same_of_rules_drawn(seed: int, tmp_path: Path) -> None:
    drawn = Drawn(seed)
    corpus = sound(tmp_path / "rules", drawn.rules())
    cases = [drawn.case() for _ in range(4)]
    assert_the_plan_agrees(
        tmp_path, corpus, [*cases, *(less for case in cases for less in smaller(case))]
    )
