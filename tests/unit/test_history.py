"""What changed between two days, operation by operation, and what has been repealed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from small_law import (
    LABEL,
    agreement,
    amount,
    day,
    event,
    expected,
    found,
    operation,
    read_law,
    said,
    text,
)

from engine.diagnostics.diagnostic import RefusedInput
from engine.language.model import Corpus
from engine.library import load
from engine.questions.question import Question
from tests.answers import diff, render
from tests.answers import text as read_text

ROOT = Path(__file__).parent.parent.parent
LAST = day("2030-01-01")
START, END = day("2020-01-15"), day("2023-01-01")


def amending(id_: str, on: str, verb: str, target: str, **more: Any) -> dict[str, Any]:
    return text(
        id_,
        {"event": f"{id_}.published"},
        {"1": operation(verb, target, **more)},
        amends=["m"],
        events={"published": event(on)},
    )


def changed(corpus: Corpus, start: date = START, end: date = END) -> list[dict[str, Any]]:
    operations: list[dict[str, Any]] = diff(corpus, Question(end, LAST, "en"), start, end)[
        "operations"
    ]
    return operations


def amounts(change: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(change[side]["in_words"] if change[side] else "" for side in ("before", "after"))


def test_two_operations_on_one_provision_have_each_their_own_before_and_after(
    tmp_path: Path,
) -> None:
    corpus = read_law(
        tmp_path,
        agreement(),
        amending(
            "k",
            "2021-06-01",
            "replace",
            "m/1/x",
            expect=expected(100),
            **{"with": [amount("x", 150)]},
        ),
        amending(
            "l",
            "2022-06-01",
            "replace",
            "m/1/x",
            expect=expected(150),
            **{"with": [amount("x", 200)]},
        ),
    )
    operations = changed(corpus)
    assert [(one["display"], one["on"], len(one["changes"])) for one in operations] == [
        ("k, art. 1, 1°", "2021-06-01", 1),
        ("l, art. 1, 1°", "2022-06-01", 1),
    ]
    shown = [amounts(one["changes"][0]) for one in operations]
    assert [("€100" in before, "€150" in after) for before, after in shown[:1]] == [(True, True)]
    assert [("€150" in before, "€200" in after) for before, after in shown[1:]] == [(True, True)]
    assert changed(corpus, day("2021-06-01"), day("2022-05-31")) == []
    assert [one["display"] for one in changed(corpus, day("2021-05-31"), day("2021-06-01"))] == [
        "k, art. 1, 1°"
    ]


def test_what_is_added_and_taken_away_between_two_days_is_listed(tmp_path: Path) -> None:
    corpus = read_law(
        tmp_path,
        agreement(),
        amending("k", "2021-06-01", "insert", "m/2", **{"with": [said("passing")]}),
        amending("l", "2022-06-01", "repeal", "m/2/passing", expect={"id": "passing"}),
    )
    assert [
        (one["verb"], [(change["address"], change["change"]) for change in one["changes"]])
        for one in changed(corpus)
    ] == [
        ("inserted", [("m/2/passing", "added")]),
        ("repealed", [("m/2/passing", "removed")]),
    ]


def test_a_condition_that_changes_shows(tmp_path: Path) -> None:
    rule = {"when": {"deal.people": {"at_least": 10}}}
    corpus = read_law(
        tmp_path,
        agreement(),
        amending(
            "k",
            "2021-06-01",
            "replace",
            "m/1/x",
            expect=expected(100),
            **{"with": [amount("x", 100, **rule)]},
        ),
    )
    ((operation_,),) = [changed(corpus)]
    before, after = amounts(operation_["changes"][0])
    assert "at least 10" in after
    assert "at least 10" not in before
    page = render(
        diff(corpus, Question(END, LAST, "en"), START, END), "text", "en", "short", width=100
    )
    assert "at least 10" in " ".join(page.split())


def test_a_target_that_is_completed_is_not_changed(tmp_path: Path) -> None:
    new = {"with": [said("more")]}
    corpus = read_law(
        tmp_path,
        agreement(),
        amending("k", "2021-06-01", "complete", "m/2/n", expect={"id": "n"}, **new),
        amending("l", "2022-06-01", "complete", "m/1", expect={"x": expected(100)}, **new),
    )
    assert [
        [(change["address"], change["change"]) for change in one["changes"]]
        for one in changed(corpus)
    ] == [
        [("m/2/more", "added")],
        [("m/1/more", "added")],
    ]


def test_two_operations_on_one_day_are_listed_in_the_order_in_which_they_apply(
    tmp_path: Path,
) -> None:
    first = said(
        "first", point="1°", replace="m/1/x", expect=expected(100), **{"with": [amount("x", 150)]}
    )
    second = said(
        "second", point="2°", replace="m/1/x", expect=expected(150), **{"with": [amount("x", 200)]}
    )
    amendment = text(
        "k",
        {"event": "k.published"},
        {"1": [first, second]},
        amends=["m"],
        events={"published": event("2021-06-01")},
    )
    operations = changed(read_law(tmp_path, agreement(), amendment))
    assert [one["operation"] for one in operations] == ["first", "second"]
    assert [
        "€150" in amounts(one["changes"][0])[side]
        for side, one in ((1, operations[0]), (0, operations[1]))
    ] == [True, True]


def test_amendment_3_does_not_get_what_amendment_2_did() -> None:
    corpus = load([ROOT / "examples" / "avenant_3" / "rulesets"])["cpts"]
    operations = diff(
        corpus,
        Question(day("2024-07-01"), day("2026-01-01"), "en"),
        day("2022-03-31"),
        day("2024-07-01"),
    )["operations"]
    by_text: dict[str, set[str]] = {}
    for one in operations:
        by_text.setdefault(one["display"].split(",")[0], set()).add(one["on"])
    alone = diff(
        corpus,
        Question(day("2024-07-01"), day("2026-01-01"), "en"),
        day("2024-06-30"),
        day("2024-07-01"),
    )["operations"]
    third = [one for one in operations if one["on"] == "2024-07-01"]
    assert [{**one, "order": 0} for one in third] == [{**one, "order": 0} for one in alone]
    assert third
    met: set[str] = (
        set()
    )  # of two operations on one provision, the second meets what the first left
    for one in third:
        for change in one["changes"]:
            if change["before"] and change["address"] not in met:
                met.add(change["address"])
                before = diff(
                    corpus,
                    Question(day("2024-06-30"), day("2026-01-01"), "en"),
                    day("2022-03-31"),
                    day("2024-06-30"),
                )
                same = [
                    c
                    for o in before["operations"]
                    for c in o["changes"]
                    if c["address"] == change["address"]
                ]
                assert not same or same[-1]["after"] == change["before"]


# --- what has been repealed -----------------------------------------------------------------------


@pytest.mark.parametrize("piecemeal", [False, True])
def test_a_repealed_article_is_named_with_its_operation_and_readable_before(
    tmp_path: Path, *, piecemeal: bool
) -> None:
    if piecemeal:
        ids = (("x", expected(100)), ("z", expected(1)))
        operations = [
            said(f"o{id_}", point=f"{n}°", repeal=f"m/1/{id_}", expect=old)
            for n, (id_, old) in enumerate(ids, 1)
        ]
        amendment = text(
            "k",
            {"event": "k.published"},
            {"1": operations},
            amends=["m"],
            events={"published": event("2021-06-01")},
        )
    else:
        amendment = amending(
            "k", "2021-06-01", "repeal", "m/1", expect={"x": expected(100), "z": expected(1)}
        )
    corpus = read_law(tmp_path, agreement(), amendment)
    for named in ("1", "m/1"):
        with pytest.raises(RefusedInput) as refused:
            read_text(corpus, Question(day("2021-12-01"), LAST, "en"), named)
        (finding,) = refused.value.diagnostics
        assert finding.code == "ACC409"
        assert f"repealed by k, art. 1, {'2°' if piecemeal else '1°'}, since 2021-06-01" in str(
            finding.message
        )
        assert "readable at an earlier day" in str(finding.hint)
        assert "2021-05-31" in str(finding.hint)
    whole = read_text(corpus, Question(day("2021-12-01"), LAST, "en"))
    assert [(one["number"], one["verb"], one["on"]) for one in whole["repealed"]] == [
        ("1", "repealed", "2021-06-01")
    ]
    assert "m, art. 1 — repealed by k" in " ".join(
        render(whole, "text", "en", "short", width=100).split()
    )
    (article,) = read_text(corpus, Question(day("2021-05-31"), LAST, "en"), "1")["articles"]
    assert [one["until"] for one in article["provisions"]] == ["2021-06-01", "2021-06-01"]
    with pytest.raises(RefusedInput) as refused:
        read_text(corpus, Question(day("2021-12-01"), LAST, "en"), "7")
    assert found(refused.value.diagnostics) == ["ACC405"]
    assert "`1`" not in str(refused.value.diagnostics[0].hint)


def test_a_provision_taken_from_an_article_is_named_there(tmp_path: Path) -> None:
    corpus = read_law(
        tmp_path, agreement(), amending("k", "2021-06-01", "repeal", "m/1/z", expect=expected(1))
    )
    (article,) = read_text(corpus, Question(day("2021-12-01"), LAST, "en"), "1")["articles"]
    assert [(one["id"], one["display"], one["on"]) for one in article["repealed"]] == [
        ("z", "k, art. 1, 1°", "2021-06-01")
    ]
    (before,) = read_text(corpus, Question(day("2021-05-31"), LAST, "en"), "1")["articles"]
    assert before["repealed"] == []
    page = render(
        read_text(corpus, Question(day("2021-12-01"), LAST, "en"), "1"),
        "text",
        "en",
        "short",
        width=100,
    )
    assert "repealed by k, art. 1, 1°" in " ".join(page.split())


def test_an_article_inserted_again_is_in_force_again(tmp_path: Path) -> None:
    corpus = read_law(
        tmp_path,
        agreement(),
        amending("k", "2021-06-01", "repeal", "m/1", expect={"x": expected(100)}),
        amending("l", "2022-06-01", "insert", "m/1", title=LABEL, **{"with": [said("again")]}),
    )
    (article,) = read_text(corpus, Question(day("2022-06-01"), LAST, "en"), "1")["articles"]
    assert [one["id"] for one in article["provisions"]] == ["again"]
