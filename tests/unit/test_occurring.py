"""Occasions that no case can have are found, each at the
word at fault; those that a case may have are not.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from small_law import LABEL, VOCABULARY, agreement, amount, read_law, said, text

from engine.checks import check_corpus
from engine.diagnostics.diagnostic import Diagnostic

SIGNED, TERM, NEXT = {"fact": "deal.signed_on"}, {"fact": "deal.term"}, {"fact": "deal.next"}
DATE = {"type": "date", "label": LABEL}
DERIVED = {**DATE, "derived": True}
YIELDS = {
    "indexed_by": "year",
    "label": LABEL,
    "facts": {"year": {"type": "integer", "required": True, "label": LABEL}, "told_on": DATE},
}
PLOTS = {
    "singular": "plot",
    "keys": {"north": LABEL, "south": LABEL},
    "label": LABEL,
    "facts": {"dug_on": DATE},
    "lists": {"yields": YIELDS},
}
WORDS = {
    "facts": {
        "deal.signed_on": DATE,
        "deal.ended_on": DATE,
        "deal.term": DERIVED,
        "deal.next": DERIVED,
        "plot.rented_on": DERIVED,
    },
    "collections": {
        "plots": PLOTS,
        "barns": {"singular": "barn", "label": LABEL, "facts": {"built_on": DATE}},
        "few": {"singular": "few_one", "keys_of": "plots", "only": [], "label": LABEL},
    },
    "lines": VOCABULARY["lines"],
    "parts": {"full": LABEL},
}
KINDS = {
    "signature": {"on": SIGNED, "label": LABEL},
    "of_plots": {"each": "plots", "on": {"fact": "plot.dug_on"}, "label": LABEL},
}


def year(**more: Any) -> dict[str, Any]:
    """Return one grid of periods."""
    return {"year": {"from": SIGNED, "every": "P1Y", "label": LABEL, **more}}


def later(value: Any, by: str) -> dict[str, Any]:
    """Return a date moved forwards."""
    return {"after": value, "by": by}


def sooner(value: Any, by: str) -> dict[str, Any]:
    """Return a date moved backwards."""
    return {"before": value, "by": by}


def findings(
    folder: Path, occasion: Any, periods: Any = None, derive: Any = (), others: Any = None
) -> list[Diagnostic]:
    """Return what is found of an agreement, facts that nothing derives or reads left out."""
    corpus = read_law(folder, _law(occasion, periods, derive, others or {}))
    return [one for one in check_corpus(corpus) if one.code not in {"ACC225", "ACC226"}]


def _law(occasion: Any, periods: Any, derive: Any, others: Any) -> dict[str, Any]:
    """Return an agreement whose rules work on the occasion
    `there`, beside those that derive facts.
    """
    paid = said(
        "paid",
        on="there",
        then={
            "pay": {"lines": ["base"], "parts": [{"part": "full", "due": {"fact": "occasion.on"}}]}
        },
    )
    rules = [amount("given", 100) | {"on": "there"}, paid]
    rules += [
        said(f"d{rank}", on=on, then={"derive": {"fact": fact, "value": value}})
        for rank, (on, fact, value) in enumerate(derive)
    ]
    kinds = {**KINDS, "there": {**occasion, "label": LABEL}, **others}
    law = text("m", {"event": "m.published"}, {"1": rules}, events=agreement()["text"]["events"])
    return law | {
        "vocabulary": WORDS,
        "occasions": {"occasions": kinds, **({"periods": periods} if periods else {})},
    }


YEARLY = {"each_period": "year"}
NEVER = {
    "a fact of the occasion": ({"on": {"fact": "occasion.on"}}, None, (), "occasion.on"),
    "a fact of elements that it does not occur for": (
        {"on": {"fact": "plot.dug_on"}},
        None,
        (),
        "plot.dug_on",
    ),
    "a fact of other elements": (
        {"each": "plots", "on": {"fact": "barn.built_on"}},
        None,
        (),
        "barn.built_on",
    ),
    "a fact of records": (
        {"each": "plots", "on": {"fact": "plot.yields.told_on"}},
        None,
        (),
        "plot.yields.told_on",
    ),
    "a day before its text": ({"on": "2019-12-30", "requires": "m"}, None, (), "2019-12-30"),
    "no key": ({"each": "few", "on": {"fact": "day"}}, None, (), "few"),
    "derived of each element": (
        {"on": TERM},
        None,
        [("of_plots", "deal.term", SIGNED)],
        "deal.term",
    ),
    "derived of each period": (
        {"on": later(TERM, "P1M")},
        year(),
        [("there_too", "deal.term", SIGNED)],
        "deal.term",
    ),
    "derived of the element": (
        {"each": "plots", "on": {"fact": "plot.rented_on"}},
        None,
        [("of_plots", "plot.rented_on", SIGNED)],
        "plot.rented_on",
    ),
    "derived on itself": ({"on": TERM}, None, [("there", "deal.term", SIGNED)], "deal.term"),
    "one of several": (
        {"on": {"latest": [SIGNED, {"fact": "plot.dug_on"}]}},
        None,
        (),
        "plot.dug_on",
    ),
    "each of several": (
        {"on": {"first_known": [{"fact": "plot.dug_on"}, {"fact": "barn.built_on"}]}},
        None,
        (),
        "plot.dug_on",
    ),
    "since": ({**YEARLY, "since": {"fact": "plot.dug_on"}}, year(), (), "plot.dug_on"),
    "since the end": (
        {**YEARLY, "since": later(SIGNED, "P1Y")},
        year(until=later(SIGNED, "P12M")),
        (),
        "since",
    ),
    "a period from an element": (
        YEARLY,
        year(**{"from": {"fact": "plot.dug_on"}}),
        (),
        "plot.dug_on",
    ),
    "a period until an element": (YEARLY, year(until={"fact": "plot.dug_on"}), (), "plot.dug_on"),
    "a period that ends as it begins": (YEARLY, year(until=SIGNED), (), "until"),
    "a period that ends before it begins": (YEARLY, year(until=sooner(SIGNED, "P1D")), (), "until"),
    "a period between days": (
        YEARLY,
        year(**{"from": "2022-01-01", "until": "2021-12-31"}),
        (),
        "until",
    ),
}


@pytest.mark.parametrize("name", NEVER)
def test_an_occasion_that_no_case_can_have_is_found_at_the_word_at_fault(
    name: str, tmp_path: Path
) -> None:
    occasion, periods, derive, word = NEVER[name]
    others = {"there_too": {**YEARLY, "label": LABEL}} if periods else {}
    (one,) = findings(tmp_path, occasion, periods, derive, others)
    assert (one.code, Path(one.location.path).name) == ("ACC230", "occasions.yaml"), one
    written = Path(one.location.path).read_text("utf-8")[one.location.column - 1 :]
    assert written.startswith(f'"{word}"'), written[:40]
    assert f"`{word}`" in str(one.message)
    assert len(one.related) == 2 + sum(on == "there" for on, *_ in derive)
    french = one.in_language("fr")
    assert "ne peut jamais" in french
    assert not {"the", "its", "occasion", "never"} & set(
        french.replace("occasion.on", "").partition("ACC230")[2].replace("`", " ").split()
    )


SOMETIMES = {
    "a fact of the case": ({"on": SIGNED}, None, ()),
    "a day from which its text is in force": ({"on": "2019-12-31", "requires": "m"}, None, ()),
    "the day": ({"on": {"fact": "day"}}, None, ()),
    "a text": ({"on": {"effect_of": "m"}}, None, ()),
    "an event": ({"on": {"event": "m.published"}}, None, ()),
    "a fact of the element": ({"each": "plots", "on": {"fact": "plot.dug_on"}}, None, ()),
    "a fact of one element": ({"on": {"fact": "plots.north.dug_on"}}, None, ()),
    "records": ({"each": "barns", "on": {"fact": "barn.built_on"}}, None, ()),
    "derived once": ({"on": TERM}, None, [("signature", "deal.term", SIGNED)]),
    "derived in turn": (
        {"on": NEXT},
        None,
        [("signature", "deal.term", SIGNED), ("middle", "deal.next", SIGNED)],
    ),
    "also derived elsewhere": (
        {"on": TERM},
        None,
        [(["of_plots", "signature"], "deal.term", SIGNED)],
    ),
    "the first known": ({"on": {"first_known": [{"fact": "plot.dug_on"}, SIGNED]}}, None, ()),
    "each period": (YEARLY, year(until=later(SIGNED, "P1D")), ()),
    "each period until a derived day": (
        YEARLY,
        year(until=TERM),
        [("signature", "deal.term", later(SIGNED, "P5Y"))],
    ),
    "a month that may be shorter": (
        {**YEARLY, "since": later(SIGNED, "P1M")},
        year(until=later(SIGNED, "P30D")),
        (),
    ),
    "since another day": (
        {**YEARLY, "since": {"fact": "deal.ended_on"}},
        year(until=later(SIGNED, "P1Y")),
        (),
    ),
    "days in order": (YEARLY, year(**{"from": "2021-12-31", "until": "2022-01-01"}), ()),
}


@pytest.mark.parametrize("name", SOMETIMES)
def test_an_occasion_that_a_case_may_have_is_not_found(name: str, tmp_path: Path) -> None:
    occasion, periods, derive = SOMETIMES[name]
    assert (
        findings(tmp_path, occasion, periods, derive, {"middle": {"on": TERM, "label": LABEL}})
        == []
    )


def test_what_follows_from_an_occasion_that_cannot_occur_is_not_found_beside_it(
    tmp_path: Path,
) -> None:
    derive = [("first", "deal.term", SIGNED)]
    first = {"on": {"fact": "plot.dug_on"}, "label": LABEL}
    (one,) = findings(tmp_path, {"on": TERM}, None, derive, {"first": first})
    assert "the occasion `first` can never occur" in str(one.message)


def test_occasions_that_wait_for_each_other_are_found(tmp_path: Path) -> None:
    derive = [("there", "deal.next", SIGNED), ("middle", "deal.term", SIGNED)]
    found = findings(tmp_path, {"on": TERM}, None, derive, {"middle": {"on": NEXT, "label": LABEL}})
    assert sorted(str(one.message).partition(":")[0] for one in found) == [
        "the occasion `middle` can never occur",
        "the occasion `there` can never occur",
    ]


def test_a_fact_that_no_rule_derives_is_found_once_with_what_it_dates(tmp_path: Path) -> None:
    assert findings(tmp_path, {"on": TERM}) == []
    law = check_corpus(read_law(tmp_path / "again", _law({"on": TERM}, None, (), {})))
    said_of = [
        str(one.message) for one in law if one.code == "ACC225" and "deal.term" in str(one.message)
    ]
    assert said_of == [
        "no rule derives `deal.term`, which dates `there`: it stays undefined in every case."
    ]


@pytest.mark.parametrize(
    ("when", "never"),
    [
        ({"occasion.kind": {"is": "signature"}}, 1),
        ({"occasion.kind": {"is": "there"}}, 0),
        ({"period.number": {"less_than": 1}}, 1),
        ({"period.number": {"at_most": 1}}, 0),
    ],
)
def test_a_condition_against_the_occasion_itself_never_holds(
    when: Any, never: int, tmp_path: Path
) -> None:
    law = _law(YEARLY, year(), (), {})
    law["articles"]["1"][0]["when"] = when
    found = [one for one in check_corpus(read_law(tmp_path, law)) if one.code == "ACC230"]
    assert ["the rule `given` never applies" in str(one.message) for one in found] == [True] * never
