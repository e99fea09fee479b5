"""Whether a condition can hold at all: between two numbers
lies another, between two days or two whole numbers none.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from small_law import LABEL, VOCABULARY, agreement, amount, read_law, said

from engine.checks import check_corpus
from engine.language.model import Corpus

WORDS = {
    **VOCABULARY,
    "facts": {
        **VOCABULARY["facts"],
        "deal.ended_on": {"type": "date", "label": LABEL},
        "deal.hours": {"type": "integer", "label": LABEL},
        "deal.rate": {"type": "ratio", "minimum": 0, "maximum": 1, "label": LABEL},
        "deal.kind": {
            "type": "enumeration",
            "values": {"gift": LABEL, "loan": LABEL},
            "label": LABEL,
        },
    },
    "collections": {
        "plots": {
            "singular": "plot",
            "keys": {"north": LABEL, "south": LABEL},
            "label": LABEL,
            "facts": {
                "dug_on": {"type": "date", "label": LABEL},
                "pond_on": {"type": "date", "only_for": ["north"], "label": LABEL},
            },
        }
    },
    "parts": {"full": LABEL},
}
KINDS = {
    "signature": {"on": {"fact": "deal.signed_on"}, "label": LABEL},
    "of_plot": {"each": "plots", "on": {"fact": "plot.dug_on"}, "label": LABEL},
}


def law(
    folder: Path,
    *conditions: Any,
    on: str = "signature",
    overrides: Any = None,
    readings: Any = None,
) -> Corpus:
    """Read an agreement with a right to the same line for each condition."""
    rules = [
        amount(f"r{rank}", rank + 1) | {"on": on, "when": when}
        for rank, when in enumerate(conditions)
    ]
    for rank, names in (overrides or {}).items():
        rules[rank]["overrides"] = names
    paid = said(
        "paid",
        on=on,
        then={
            "pay": {"lines": ["base"], "parts": [{"part": "full", "due": {"fact": "occasion.on"}}]}
        },
    )
    one = {**agreement(), "vocabulary": WORDS, "occasions": {"occasions": KINDS}}
    said_of = {"readings": readings} if readings else {}
    return read_law(folder, one | said_of | {"articles": {"1": [*rules, paid]}})


def codes(corpus: Corpus) -> list[str]:
    """Return the codes found, facts that nothing reads left out."""
    return [one.code for one in check_corpus(corpus) if one.code != "ACC226"]


def both(fact: str, **limits: Any) -> dict[str, Any]:
    """Return a condition that holds a fact within limits."""
    return {"all": [{fact: {operator: limit}} for operator, limit in limits.items()]}


def other(name: str) -> dict[str, str]:
    """Return the value of a fact."""
    return {"fact": name}


def moved(by: str) -> dict[str, Any]:
    """Return the day of signature moved by a duration."""
    return {"after": other("deal.signed_on"), "by": by}


NEVER = {
    "two whole numbers": both("deal.people", more_than=2, less_than=3),
    "whole numbers round a half": both("deal.people", more_than=2.2, less_than=2.8),
    "two days": both("deal.ended_on", after="2021-01-01", before="2021-01-02"),
    "on or after a year and before three months": both(
        "deal.ended_on", on_or_after=moved("P1Y"), before=moved("P3M")
    ),
    "after a day and on it": both("deal.ended_on", after=moved("P30D"), on_or_before=moved("P30D")),
    "below the least": {"deal.rate": {"less_than": 0}},
    "no word left": {"all": [{"deal.kind": {"is_not": "gift"}}, {"deal.kind": {"is_not": "loan"}}]},
    "not one of all words": {"not": {"deal.kind": {"one_of": ["gift", "loan"]}}},
    "more than itself": {"deal.people": {"more_than": other("deal.people")}},
    "two facts each more": {
        "all": [
            {"deal.people": {"more_than": other("deal.hours")}},
            {"deal.hours": {"more_than": other("deal.people")}},
        ]
    },
    "equal to a fact and to neither it nor a constant": {
        "all": [
            {"deal.people": {"is_not": 3}},
            {"deal.people": {"is_not": other("deal.hours")}},
            {"deal.hours": {"is": other("deal.people")}},
        ]
    },
    "two facts equal and not": {
        "all": [
            {"deal.people": {"is": other("deal.hours")}},
            {"deal.hours": {"is_not": other("deal.people")}},
        ]
    },
}
SOMETIMES = {
    "a fact that is not known": {"deal.rate": {"known": False}},
    "an element without a fact": {"plots.south.dug_on": {"known": False}},
    "two numbers": both("deal.rate", more_than=0.2, less_than=0.3),
    "two close numbers": both("deal.rate", more_than=0.2, less_than=0.2001),
    "up to the greatest": both("deal.rate", more_than=0.9999),
    "one whole number": both("deal.people", more_than=2, less_than=4),
    "one day": both("deal.ended_on", after="2021-01-01", before="2021-01-03"),
    "on or after three months and before a year": both(
        "deal.ended_on", on_or_after=moved("P3M"), before=moved("P1Y")
    ),
    # signed on 30 January: a month is over on 28 February, 30 days on 1 March
    "on or after a month and before thirty days": both(
        "deal.ended_on", on_or_after=moved("P1M"), before=moved("P30D")
    ),
    "thirty days and a month at once": both(
        "deal.ended_on", on_or_after=moved("P1M"), on_or_before=moved("P30D")
    ),
    "one word left": {"deal.kind": {"is_not": "gift"}},
    "at least itself": {"deal.people": {"at_least": other("deal.people")}},
    "two facts equal": {
        "all": [
            {"deal.people": {"at_least": other("deal.hours")}},
            {"deal.hours": {"at_least": other("deal.people")}},
        ]
    },
}


@pytest.mark.parametrize("name", NEVER)
def test_a_condition_that_no_case_meets_is_found(name: str, tmp_path: Path) -> None:
    assert codes(law(tmp_path, NEVER[name])) == ["ACC230"]


@pytest.mark.parametrize("name", SOMETIMES)
def test_a_condition_that_a_case_may_meet_is_not_found(name: str, tmp_path: Path) -> None:
    assert codes(law(tmp_path, SOMETIMES[name])) == []


@pytest.mark.parametrize(("plot", "found"), [("north", []), ("south", ["ACC230"])])
def test_a_fact_of_some_elements_is_not_that_of_another(
    plot: str, found: list[str], tmp_path: Path
) -> None:
    when = {"all": [{"plot": {"is": plot}}, {"plot.pond_on": {"after": "2021-01-01"}}]}
    assert codes(law(tmp_path, when, on="of_plot")) == found


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        ({"deal.rate": {"more_than": 0.2}}, {"deal.rate": {"less_than": 0.3}}, ["ACC204"]),
        ({"deal.rate": {"more_than": 0.2}}, {"deal.rate": {"at_most": 0.2}}, []),
        ({"deal.people": {"more_than": 2}}, {"deal.people": {"less_than": 3}}, []),
        ({"deal.people": {"more_than": 2}}, {"deal.people": {"at_most": 3}}, ["ACC204"]),
        ({"deal.rate": {"at_least": 1}}, {"deal.rate": {"is_not": 1}}, []),
        ({"deal.rate": {"at_least": 0.9}}, {"deal.rate": {"is_not": 1}}, ["ACC204"]),
        ({"deal.kind": {"is_not": "gift"}}, {"deal.kind": {"is_not": "loan"}}, []),
        ({"deal.rate": {"known": False}}, {"deal.people": {"is": 1}}, ["ACC204"]),
    ],
)
def test_rules_conflict_where_one_number_meets_both(
    first: Any, second: Any, found: list[str], tmp_path: Path
) -> None:
    assert codes(law(tmp_path, first, second)) == found


def duty(id_: str, when: Any, **more: Any) -> dict[str, Any]:
    """Return a rule that demands something under a condition."""
    return said(
        id_,
        on="signature",
        when=when,
        then={"oblige": {"duty": "report", "category": "commitment", "by": "club"}},
        **more,
    )


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        ({"deal.people": {"at_least": 3}}, {"deal.people": {"less_than": 3}}, ["ACC232"]),
        ({"deal.people": {"at_least": 3}}, {"deal.people": {"less_than": 4}}, []),
        ({"deal.people": {"at_least": 3}}, {"deal.kind": {"is": "gift"}}, []),
    ],
)
def test_an_exception_whose_condition_excludes_that_of_its_rule_is_found(
    first: Any, second: Any, found: list[str], tmp_path: Path
) -> None:
    rules = [duty("rule", first), duty("exception", second, overrides=["m/1/rule"])]
    words = {**WORDS, "actors": {"club": LABEL}}
    one = {**agreement(), "vocabulary": words, "occasions": {"occasions": KINDS}}
    assert codes(read_law(tmp_path, one | {"articles": {"1": rules}})) == found


def test_which_of_two_rules_prevails_may_be_said_where_only_one_can_hold(tmp_path: Path) -> None:
    corpus = law(
        tmp_path,
        {"deal.people": {"at_least": 3}},
        {"deal.people": {"less_than": 3}},
        overrides={1: ["m/1/r0"]},
    )
    assert codes(corpus) == []


def derived(value: Any) -> dict[str, Any]:
    """Return an agreement that derives a number, declared
    between 0 and 5, and pays where it is at least 20.
    """
    points = {"type": "integer", "derived": True, "minimum": 0, "maximum": 5, "label": LABEL}
    words = {**WORDS, "facts": {**WORDS["facts"], "deal.points": points}}
    worked_out = said("points", then={"derive": {"fact": "deal.points", "value": value}})
    paid = said(
        "paid",
        on="signature",
        then={
            "pay": {"lines": ["base"], "parts": [{"part": "full", "due": {"fact": "occasion.on"}}]}
        },
    )
    right = amount("r0", 1, when={"deal.points": {"at_least": 20}})
    return {
        **agreement(),
        "vocabulary": words,
        "occasions": {"occasions": KINDS},
        "articles": {"1": [worked_out, right, paid]},
    }


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (
            {"multiply": [other("deal.people"), 10]},
            [],
        ),  # three people make 30 points: the bounds are of what a case gives
        (30, []),
        (5, ["ACC230"]),
    ],
)
def test_a_derived_number_is_bounded_by_what_rules_give_it(
    value: Any, found: list[str], tmp_path: Path
) -> None:
    assert codes(read_law(tmp_path, derived(value))) == found


LAW_READ = {
    "question": LABEL,
    "options": {"strict": {"says": LABEL}, "wide": {"says": LABEL}},
    "default": "strict",
    "reason": LABEL,
}


def test_rules_that_conflict_under_another_option_only(tmp_path: Path) -> None:
    choice = {
        "reading": "size",
        "options": {"strict": {"deal.people": {"is": 1}}, "wide": {"deal.people": {"at_least": 1}}},
    }
    apart = {
        "reading": "other",
        "options": {"strict": {"deal.hours": {"is": 1}}, "wide": {"deal.hours": {"is": 2}}},
    }
    corpus = law(
        tmp_path,
        choice,
        {"all": [{"deal.people": {"is": 2}}, apart]},
        readings={"size": LAW_READ, "other": LAW_READ},
    )
    (one,) = (one for one in check_corpus(corpus) if one.code == "ACC204")
    assert str(one.message) == (
        "`m/1/r0` and `m/1/r1` may both conclude on `base` on one occasion (under the reading "
        "`size=wide`)."
    )
    assert one.message.in_language("fr").endswith("(avec la lecture `size=wide`).")


def test_rules_that_exclude_each_other_under_every_option(tmp_path: Path) -> None:
    choice = {
        "reading": "size",
        "options": {"strict": {"deal.people": {"is": 1}}, "wide": {"deal.people": {"at_most": 1}}},
    }
    assert (
        codes(law(tmp_path, choice, {"deal.people": {"is": 2}}, readings={"size": LAW_READ})) == []
    )


def test_rules_that_conflict_under_an_option_of_what_a_benefit_requires(tmp_path: Path) -> None:
    choice = {
        "reading": "size",
        "options": {"strict": {"deal.people": {"is": 1}}, "wide": {"deal.people": {"at_least": 1}}},
    }
    required = said(
        "q",
        on="signature",
        when=choice,
        then={"require": {"benefit": "gift", "requirement": "people"}},
    )
    rights = [
        amount("r0", 1, when={"benefit": "gift"}),
        amount("r1", 2, when={"deal.people": {"is": 2}}),
    ]
    paid = said(
        "paid",
        on="signature",
        then={
            "pay": {"lines": ["base"], "parts": [{"part": "full", "due": {"fact": "occasion.on"}}]}
        },
    )
    words = {**WORDS, "benefits": {"gift": LABEL}}
    one = {
        **agreement(),
        "vocabulary": words,
        "occasions": {"occasions": KINDS},
        "readings": {"size": LAW_READ},
    }
    corpus = read_law(tmp_path, one | {"articles": {"1": [required, *rights, paid]}})
    (found,) = (one for one in check_corpus(corpus) if one.code == "ACC204")
    assert str(found.message).endswith("(under the reading `size=wide`).")
