"""What a text is known from, amendments on every day of
knowledge, and what is expected of each version that may be found.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from small_law import (
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

from engine.cases.case_reader import Facts, read_case
from engine.checks import contradictions, cross_checks
from engine.diagnostics.diagnostic import RefusedInput
from engine.language.model import Corpus
from engine.law.consolidation import Timeline
from engine.questions.question import Question
from engine.source.yaml_source import read_yaml
from tests.answers import diff, duties, funding
from tests.answers import text as read_text

LAST = day("2030-01-01")


def events(signed: str, published: str | None = None) -> dict[str, Any]:
    return {"signed": event(signed)} | ({"published": event(published)} if published else {})


def amending(
    id_: str,
    effect: Any,
    known: Mapping[str, Any],
    verb: str = "replace",
    target: str = "m/1/x",
    **more: Any,
) -> dict[str, Any]:
    return text(id_, effect, {"1": operation(verb, target, **more)}, amends=["m"], events=known)


def replaced(
    id_: str, effect: Any, known: Mapping[str, Any], euros: int, **more: Any
) -> dict[str, Any]:
    return amending(id_, effect, known, **{"with": [amount("x", euros)]}, **more)


def amounts(corpus: Corpus, on: str, known_on: date) -> dict[str, Any]:
    law = Timeline(corpus, known_on, {}).law_on(day(on))
    assert law is not None
    rules = {address: enacted.provision.rule for address, enacted in law.provisions.items()}
    return {address: rule.then.amount.value for address, rule in rules.items() if rule}  # type: ignore[union-attr]  # all give a sum


def case(corpus: Corpus, signed_on: str) -> Facts:
    document, _ = read_yaml(
        "case.yaml", f'corpus: mini\ndeal: {{signed_on: "{signed_on}", people: 10}}\n'.encode()
    )
    assert document is not None
    facts, findings = read_case(document, corpus.vocabulary)
    assert facts is not None, findings
    return facts


# --- from which day a text counts -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("known", "first"),
    [
        (events("2021-03-01"), "2021-03-01"),
        (events("2021-03-01", "2021-04-01"), "2021-04-01"),
        ({"approved": event("2021-05-01")}, "2021-05-01"),
        ({"approved": event("2021-05-01"), "signed": event("2021-06-01")}, "2021-06-01"),
        ({"approved": event("2021-05-01"), "signed": {"basis": "inferred"}}, "2021-05-01"),
        ({"approved": event("2021-05-01"), "heard": event("2021-02-01")}, "2021-02-01"),
        ({"signed": event("2021-03-01"), "published": {"basis": "inferred"}}, None),
        ({"signed": {"basis": "inferred"}}, None),
        ({}, "0001-01-01"),
    ],
)
def test_a_text_counts_from_its_publication_else_its_signature_else_its_first_event(
    tmp_path: Path, known: Mapping[str, Any], first: str | None
) -> None:
    corpus = read_law(
        tmp_path, agreement(), replaced("k", "2020-06-01", known, 150, expect=expected(100))
    )
    for known_on in map(
        day,
        (
            "2020-01-01",
            "2021-02-28",
            "2021-03-01",
            "2021-04-01",
            "2021-05-31",
            "2021-06-01",
            "2029-01-01",
        ),
    ):
        counts = first is not None and day(first) <= known_on
        assert amounts(corpus, "2020-07-01", known_on)["m/1/x"] == (150 if counts else 100), (
            known_on
        )


def test_a_retroactive_text_is_not_in_the_law_known_before_its_signature(tmp_path: Path) -> None:
    corpus = read_law(
        tmp_path,
        agreement(),
        replaced("k", "2020-02-01", events("2020-10-01"), 150, expect=expected(100)),
    )
    facts = case(corpus, "2020-03-01")
    for known_on, total in (("2020-09-30", "101.00"), ("2020-10-01", "151.00")):
        answer = funding(corpus, facts, Question(day("2020-12-01"), day(known_on)))
        assert answer["entitlements"][0]["amount"] == ("100.00" if total == "101.00" else "150.00")
        assert [one["text"] for one in answer["law"]] == (
            ["m"] if known_on == "2020-09-30" else ["m", "k"]
        )


# --- every day of knowledge -----------------------------------------------------------------------


def inverted(expect_k: Mapping[str, Any]) -> list[dict[str, Any]]:
    """`l` is published after `k`, and takes effect before
    it: what `k` finds hangs on the day of knowledge.
    """
    return [
        agreement(),
        replaced("k", "2023-01-01", events("2022-05-20", "2022-06-15"), 150, **expect_k),
        replaced("l", "2022-10-01", events("2022-08-20", "2022-09-01"), 120, expect=expected(100)),
    ]


@pytest.mark.parametrize(("euros", "known_on"), [(120, "2022-06-15"), (100, "2022-09-01")])
def test_the_check_tries_every_day_of_knowledge(tmp_path: Path, euros: int, known_on: str) -> None:
    corpus = read_law(tmp_path, *inverted({"expect": expected(euros)}))
    (finding,) = contradictions(corpus)
    assert (finding.code, Path(finding.location.path).parts[-2:]) == ("ACC202", ("k", "art_1.yaml"))
    assert ("as known on" in str(finding.message)) is (euros == 120)
    assert (known_on in str(finding.message)) is (euros == 120)
    assert "expect_by_version" in str(finding.hint)
    assert cross_checks(corpus) == ()


def test_what_is_expected_of_each_version_holds_on_every_day_of_knowledge(tmp_path: Path) -> None:
    corpus = read_law(
        tmp_path, *inverted({"expect_by_version": {"m": expected(100), "l": expected(120)}})
    )
    assert contradictions(corpus) == ()
    for known_on, autumn, spring in (
        ("2022-06-14", 100, 100),
        ("2022-06-15", 100, 150),
        ("2022-09-01", 120, 150),
    ):
        assert amounts(corpus, "2022-11-01", day(known_on))["m/1/x"] == autumn, known_on
        assert amounts(corpus, "2023-02-01", day(known_on))["m/1/x"] == spring, known_on


@pytest.mark.parametrize(
    ("versions", "code"),
    [
        ({"m": expected(100)}, "ACC202"),
        ({"m": expected(100), "l": expected(119)}, "ACC202"),
        ({"m": expected(100), "l": "repealed"}, "ACC202"),
        ({"m": expected(100), "l/1/op": expected(120)}, ""),
        ({"m": expected(100), "l": expected(1), "l/1/op": expected(120)}, ""),
        ({"m": expected(100), "l": expected(120), "z": expected(3)}, "ACC218"),
        ({"m": expected(100), "l": expected(120), "l/1/other": expected(3)}, "ACC201"),
    ],
)
def test_each_version_is_held_to_its_own_value(
    tmp_path: Path, versions: Mapping[str, Any], code: str
) -> None:
    corpus = read_law(tmp_path, *inverted({"expect_by_version": versions}))
    assert found(contradictions(corpus)) == ([code] if code else [])


@pytest.mark.parametrize("target", ["m/1/x", "m/1"])
def test_what_another_text_has_taken_away_is_left_when_the_operation_says_so(
    tmp_path: Path, target: str
) -> None:
    old = expected(100) if target == "m/1/x" else {"x": expected(100)}
    texts = [
        agreement(),
        amending(
            "k",
            "2023-01-01",
            events("2022-05-20", "2022-06-15"),
            target=target,
            **{"with": [amount("x", 150)]},
            expect_by_version={"m": old, "l": "repealed"},
        ),
        amending(
            "l", "2022-10-01", events("2022-08-20", "2022-09-01"), "repeal", target, expect=old
        ),
    ]
    corpus = read_law(tmp_path, *texts)
    assert contradictions(corpus) == ()
    assert amounts(corpus, "2023-02-01", day("2022-07-01"))["m/1/x"] == 150
    assert "m/1/x" not in amounts(corpus, "2023-02-01", day("2022-09-01"))


def test_an_operation_that_does_not_say_so_misses_its_target_and_names_what_took_it(
    tmp_path: Path,
) -> None:
    texts = [
        agreement(),
        replaced("k", "2023-01-01", events("2022-05-20", "2022-06-15"), 150, expect=expected(100)),
        amending(
            "l",
            "2022-10-01",
            events("2022-08-20", "2022-09-01"),
            "repeal",
            "m/1/x",
            expect=expected(100),
        ),
    ]
    (finding,) = contradictions(read_law(tmp_path, *texts))
    assert finding.code == "ACC201"
    assert "l, art. 1, 1° repealed it on 2022-10-01" in str(finding.message)
    assert "{l: repealed}" in str(finding.hint)


def test_many_inversions_are_checked_in_time_that_grows_with_the_texts(tmp_path: Path) -> None:
    """Sixty texts, each published after the one before and in
    force before it: sixty orders, one for each day of knowledge.
    """
    texts, versions = [agreement()], {"m": expected(100)}
    for rank in range(60):
        known = events(f"2021-{1 + rank // 28:02d}-{1 + rank % 28:02d}")
        found_there = {
            **versions,
            **{f"k{later}": expected(101 + later) for later in range(rank + 1, 60)},
        }
        effect = f"{2090 - rank}-01-01"
        texts.append(replaced(f"k{rank}", effect, known, 101 + rank, expect_by_version=found_there))
    corpus = read_law(tmp_path, *texts)
    assert contradictions(corpus) == ()
    assert amounts(corpus, "2089-06-01", LAST)["m/1/x"] == 102
    assert amounts(corpus, "2031-06-01", LAST)["m/1/x"] == 160


# --- a conflict in one article --------------------------------------------------------------------


@pytest.fixture
def disputed(tmp_path: Path) -> Corpus:
    """`r` repeals art. 1 from 2020 on, expecting what it is
    not; art. 2 has nothing to do with it.
    """
    amendment = amending(
        "r", "2020-06-01", events("2019-12-01"), "repeal", "m/1", expect={"x": expected(7)}
    )
    return read_law(tmp_path, agreement(), amendment)


def test_an_unrelated_article_stays_readable(disputed: Corpus) -> None:
    question = Question(day("2020-07-01"), day("2020-07-01"))
    assert [one["number"] for one in read_text(disputed, question, "2")["articles"]] == ["2"]
    for named in ("1", "m/1", None):
        with pytest.raises(RefusedInput) as refused:
            read_text(disputed, question, named)
        assert [
            (one.code, Path(one.location.path).parts[-2]) for one in refused.value.diagnostics
        ] == [("ACC202", "r")]


def test_the_article_is_readable_before_the_day_of_the_conflict(disputed: Corpus) -> None:
    before = Question(day("2020-05-31"), LAST)
    assert [one["number"] for one in read_text(disputed, before, "1")["articles"]] == ["1"]
    assert diff(disputed, before, day("2020-01-01"), day("2020-05-31"))["operations"] == []
    with pytest.raises(RefusedInput):
        diff(disputed, before, day("2020-01-01"), day("2020-06-01"))


def test_an_answer_that_touches_the_article_is_refused_and_the_others_are_given(
    disputed: Corpus,
) -> None:
    early, late = case(disputed, "2020-03-01"), case(disputed, "2020-07-01")
    question = Question(day("2020-12-01"), LAST)
    assert [one["amount"] for one in funding(disputed, early, question)["entitlements"]] == [
        "100.00",
        "1.00",
    ]
    with pytest.raises(RefusedInput) as refused:
        funding(disputed, late, question)
    assert found(refused.value.diagnostics) == ["ACC202"]
    assert duties(disputed, late, question)["query"] == "duties"


@pytest.mark.parametrize("new", ["rule", "table", "duty"])
def test_what_an_operation_in_doubt_would_have_brought_touches_the_answer(
    tmp_path: Path, new: str
) -> None:
    """The rule that is missing from the law is missing from the answer: nothing else says so."""
    brought = {
        "rule": amount("w", 5, "extra"),
        "table": said("w", table={"unit": "EUR", "columns": [1], "rows": {"base": [5]}}),
        "duty": said(
            "w",
            on="question",
            then={"oblige": {"duty": "w", "category": "commitment", "subject": "", "by": "w"}},
        ),
    }[new]
    amendment = amending(
        "r",
        "2020-02-01",
        events("2019-12-01"),
        "replace",
        "m/2/n",
        expect={"values": {"a": 1}},
        **{"with": [brought]},
    )
    corpus = read_law(tmp_path, agreement(), amendment)
    facts, question = case(corpus, "2020-03-01"), Question(day("2020-12-01"), LAST)
    if new == "rule":
        with pytest.raises(RefusedInput):
            funding(corpus, facts, question)
    else:
        assert [one["amount"] for one in funding(corpus, facts, question)["entitlements"]] == [
            "100.00",
            "1.00",
        ]


# --- readings -------------------------------------------------------------------------------------


def test_a_finding_under_another_option_alone_names_it(tmp_path: Path) -> None:
    """Amendment l expects what k leaves; under the other
    option k takes effect on no day that is known.
    """
    said_aloud = {"fr": "x", "en": "x"}
    readings = {
        "r": {
            "question": said_aloud,
            "default": "early",
            "reason": said_aloud,
            "options": {name: {"says": said_aloud} for name in ("early", "none")},
        }
    }
    effect = {"reading": "r", "options": {"early": "2020-06-01", "none": {"event": "k.waited"}}}
    known = events("2020-01-02") | {"waited": {"basis": "inferred"}}
    k = replaced("k", effect, known, 150, expect=expected(100))
    corpus = read_law(
        tmp_path,
        agreement() | {"readings": readings},
        k,
        replaced("l", "2021-06-01", events("2020-01-03"), 200, expect=expected(150)),
    )
    (finding,) = contradictions(corpus)
    assert finding.code == "ACC202"
    assert str(finding.message).endswith("(under the reading `r=none`).")
    careful = {"latest": ["2021-06-01", {"effect_of": "k"}]}
    assert not contradictions(
        read_law(
            tmp_path / "careful",
            agreement() | {"readings": readings},
            k,
            replaced("l", careful, events("2020-01-03"), 200, expect=expected(150)),
        )
    )
