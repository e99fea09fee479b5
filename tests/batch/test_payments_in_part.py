"""A rule that pays in parts, the day or the amount of one of which
is not known: that part is held back, and the others are due.
"""

from __future__ import annotations

from html import unescape
from pathlib import Path
from typing import Any

import pytest

from engine.diagnostics.bilingual import Language
from engine.language.model import Corpus
from engine.language.temporal import parse_date
from engine.questions.question import Question
from tests.answers import calendar, funding, render

from .agreements import agreement, ask, assert_the_plan_agrees, rule
from .comparison import facts_of

SIGNED, REPORTED = {"fact": "deal.signed_on"}, {"fact": "deal.reported_on"}
ADVANCE, REST = (
    {"part": "advance", "share": "75 %", "due": SIGNED},
    {"part": "rest", "due": REPORTED},
)
BY_HEAD = {"part": "by_head", "share": "10 %", "times": {"fact": "deal.people"}, "due": SIGNED}
FIFTH = {"part": "fifth", "share": "20 %", "due": SIGNED}
CASE = {"deal.signed_on": "2020-06-01"}


def paying(folder: Path, parts: list[Any], **more: Any) -> Corpus:
    """Return an agreement that gives 100 € and an increase
    of 10 % at the signature, and pays them in parts.
    """
    rules = [
        rule("base", {"entitle": {"line": "base", "amount": 100}}, on="signature"),
        rule(
            "more", {"increase": {"line": "more", "lines": ["base"], "by": "10 %"}}, on="signature"
        ),
        rule("paid", {"pay": {"lines": ["base"], "parts": parts}}, on="signature", **more),
    ]
    corpus, _ = agreement(folder / "rules", rules)  # the parts have no label
    assert corpus is not None
    return corpus


def paid(answer: dict[str, Any]) -> list[tuple[str, str, str, str]]:
    """Return the payments of an answer."""
    return [(one["line"], one["part"], one["due_on"], one["amount"]) for one in answer["payments"]]


def test_the_part_without_a_day_is_held_back_and_the_other_is_due(tmp_path: Path) -> None:
    """75 % of 100 € on the day of the signature; the 25 that
    remain wait for the day of the report, which is asked.
    """
    corpus = paying(tmp_path, [ADVANCE, REST])
    day = "2020-06-01"
    in_part, whole = (
        ask(corpus, "funding", CASE),
        ask(corpus, "funding", CASE | {"deal.reported_on": "2021-03-01"}),
    )
    advance = [("base", "advance", day, "75.00"), ("more", "advance", day, "7.50")]
    assert paid(in_part) == advance
    assert paid(whole) == [
        *advance,
        ("base", "rest", "2021-03-01", "25.00"),
        ("more", "rest", "2021-03-01", "2.50"),
    ]
    (missing,) = in_part["missing"]
    assert (missing["fact"], missing["affects"]) == ("deal.reported_on", ["base"])
    assert (in_part["complete"], whole["complete"], in_part["totals"][0]["amount"]) == (
        True,
        True,
        "110.00",
    )
    sums = in_part["paid"]
    assert (sums["amount"], sums["complete"], sums["at_least"]) == ("82.50", False, True)
    assert [one["line"] for one in sums["missing_lines"]] == ["base", "more"]
    assert [
        (name, sums[name]["amount"], sums[name]["complete"]) for name in ("due", "to_come")
    ] == [
        ("due", "82.50", False),
        ("to_come", "0.00", False),
    ]
    (step,) = [one for one in every_step(in_part["trace"]) if one.get("rule") == "m/1/paid"]
    assert (step["outcome"], step["because"], step["missing"]) == (
        "applied",
        "partial",
        ["deal.reported_on"],
    )


def every_step(nodes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return all the steps of a trace."""
    return [
        one
        for node in nodes
        for one in (
            node,
            *every_step(node.get("steps") or []),
            *every_step(node.get("children") or []),
        )
    ]


@pytest.mark.parametrize(
    ("people", "amounts"),
    [(None, {"fifth": "20.00"}), (3, {"by_head": "30.00", "fifth": "20.00", "rest": "50.00"})],
)
def test_an_amount_that_is_not_known_holds_back_its_part_and_the_rest(
    people: int | None, amounts: dict[str, str], tmp_path: Path
) -> None:
    """10 % of 100 € for each person, 20 %, and what remains: 100
    - 20 - 30 with three persons, not known without their number.
    """
    corpus = paying(tmp_path, [BY_HEAD, FIFTH, {"part": "rest", "due": SIGNED}])
    answer = ask(corpus, "funding", CASE | ({} if people is None else {"deal.people": people}))
    assert {part: amount for line, part, _, amount in paid(answer) if line == "base"} == amounts
    assert [one["fact"] for one in answer["missing"]] == ([] if people else ["deal.people"])
    assert answer["paid"]["complete"] is bool(people)


def test_the_days_of_the_known_parts_lack_nothing(tmp_path: Path) -> None:
    """The amount by head would be paid in March: June, when the fifth is paid, lacks nothing."""
    corpus = paying(
        tmp_path, [BY_HEAD | {"due": REPORTED}, FIFTH, {"part": "rest", "due": REPORTED}]
    )
    facts = facts_of(
        {"corpus": "mini", "deal": {"signed_on": "2020-06-01", "reported_on": "2021-03-01"}}, corpus
    )
    for start, end, total, complete in (
        ("2020-06-01", "2020-07-01", "22.00", True),
        ("2021-03-01", "2021-04-01", "0.00", False),
    ):
        bounds = parse_date(start), parse_date(end)
        for query in (funding, calendar):
            answer = query(
                corpus,
                facts,
                Question(parse_date("2021-01-01"), parse_date("2026-01-01"), "en", {}, *bounds),
            )
            assert (answer["window"]["total"], answer["window"]["complete"]) == (total, complete)
            assert [one.get("outside_window", False) for one in answer["missing"]] == [complete]


@pytest.mark.parametrize(
    "parts",
    [[ADVANCE, REST], [REST], [BY_HEAD, FIFTH, REST], [BY_HEAD | {"due": REPORTED}, FIFTH, REST]],
)
@pytest.mark.parametrize("when", [{}, {"when": {"deal.flag": {"is": True}}}])
def test_a_table_is_answered_alike(parts: list[Any], when: dict[str, Any], tmp_path: Path) -> None:
    corpus = paying(tmp_path, parts, **when)
    cases = [
        CASE | people | reported | flag
        for people in ({}, {"deal.people": 3})
        for reported in ({}, {"deal.reported_on": "2021-03-01"}, {"deal.reported_on": "not_yet"})
        for flag in ({}, {"deal.flag": True}, {"deal.flag": False})
    ]
    assert_the_plan_agrees(tmp_path, corpus, [*cases, {}, {"deal.reported_on": "2021-03-01"}])


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
@pytest.mark.parametrize(
    ("language", "said", "lacking"),
    [
        (
            "fr",
            "Versements échus au 1er janvier 2021 : au moins 82,50 € ; à venir : au moins 0 €.",
            "Non compté, faute d'un fait : base ; more.",
        ),
        (
            "en",
            "Payments fallen due by 1 January 2021: at least €82.50; still to come: at least €0.",
            "Not counted, for want of a fact: base; more.",
        ),
    ],
)
def test_the_page_says_at_least(
    form: Any, language: Language, said: str, lacking: str, tmp_path: Path
) -> None:
    answer = ask(paying(tmp_path, [ADVANCE, REST]), "funding", CASE, language=language)
    shown = (
        unescape(render(answer, form, language, "none", width=200))
        .replace("\u00a0", " ")
        .replace("\u202f", " ")
        .replace("\\", "")
        .replace("’", "'")
    )
    plain = " ".join(shown.split())
    assert said in plain
    assert lacking in plain
