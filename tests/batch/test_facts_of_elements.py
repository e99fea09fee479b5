"""Facts of the elements of a collection, worked out by hand: their
histories, their numbers, what is derived for each, what is asked.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from small_law import one_article

from engine.checks import contradictions
from engine.diagnostics.diagnostic import RefusedInput
from engine.language.model import Corpus
from engine.questions.question import Question
from tests.answers import eligibility, funding

from .comparison import Answered, answered, facts_of

SOURCE = {"document": "paper", "at": "p. 1"}
QUESTION = Question(date(2021, 1, 1), date(2026, 1, 1))


def said(text: str) -> dict[str, str]:
    return {"fr": text, "en": text}


def word(kind: str, **more: Any) -> dict[str, Any]:
    return {"type": kind, "label": said(kind)} | more


def corpus_of(rules: list[dict[str, Any]], folder: Path) -> Corpus:
    folder.mkdir()
    provision = {"says": said("x"), "source": SOURCE, "basis": "official_text", "on": "question"}
    listed = [provision | {"id": f"r{rank}"} | rule for rank, rule in enumerate(rules)]
    own = {
        "size": word("ratio", varies=True),
        "count": word("integer"),
        "since": word("date", absent="not_yet", after="begun_on"),
        "rank": word("text", required=True),
        "points": word("integer", derived=True),
    }
    marks = {
        "label": said("marks"),
        "indexed_by": "year",
        "facts": {"year": word("integer", required=True), "mark": word("ratio")},
    }
    plots = {
        "singular": "plot",
        "complete": True,
        "label": said("plots"),
        "keys": {"a": said("a"), "b": said("b")},
        "facts": own,
    }
    vocabulary = {
        "facts": {
            "area": word("integer"),
            "total": word("integer", derived=True),
            "begun_on": word("date"),
        },
        "collections": {"plots": plots | {"lists": {"marks": marks}}},
        "benefits": {"grant": said("grant")},
        "lines": {"base": said("base")},
    }
    kinds = {
        "question": {"on": {"fact": "day"}},
        "plot_day": {"each": "plots", "on": {"fact": "day"}},
    }
    occasions = {name: kind | {"label": said(name)} for name, kind in kinds.items()}
    year = {"from": {"fact": "begun_on"}, "every": "P1Y", "label": said("year")}
    return one_article(
        folder, vocabulary, {"periods": {"year": year}, "occasions": occasions}, listed
    )


def needs(id_: str, when: dict[str, Any], on: str = "question") -> dict[str, Any]:
    return {"on": on, "when": when, "then": {"require": {"benefit": "grant", "requirement": id_}}}


def alone(corpus: Corpus, case: dict[str, Any]) -> tuple[str, list[tuple[str, str]], list[str]]:
    """Return the outcome of the benefit, of its requirements in order, and what is missing."""
    (found,) = eligibility(corpus, facts_of(case, corpus), QUESTION)["benefits"]
    return (
        found["outcome"],
        sorted((one["id"], one["outcome"]) for one in found["requirements"]),
        sorted(found["missing"]),
    )


def in_a_table(case: str, found: Answered) -> tuple[str, list[tuple[str, str]], list[str]]:
    (benefit,) = [row for row in found.rows[case] if row["kind"] == "benefit"]
    required = sorted(
        (row["requirement"], row["outcome"])
        for row in found.rows[case]
        if row["kind"] == "requirement"
    )
    return benefit["outcome"], required, sorted((benefit["missing"] or "").split())


SIZES = [
    needs("each", {"plot.size": {"at_least": 1}}, "plot_day"),
    needs("by_name", {"plots.a.size": {"at_least": 1}}),
]


def test_a_history_is_read_under_each_and_by_name_alone_and_in_a_table(tmp_path: Path) -> None:
    corpus = corpus_of(SIZES, tmp_path / "law")
    assert contradictions(corpus) == ()
    histories = {
        "grown": [
            ("2020-01-01", 0.5),
            ("2021-01-01", 1),
        ],  # one on the day itself: a size of 1 is at least 1
        "shrunk": [("2020-01-01", 3), ("2020-12-31", 0.9)],
        "later": [("2021-01-02", 3)],  # nothing is known on the day
    }
    expected = {
        "grown": ("eligible", [("by_name", "met"), ("each", "met"), ("each", "met")], []),
        "shrunk": ("not_eligible", [("by_name", "unmet"), ("each", "met"), ("each", "unmet")], []),
        "later": (
            "undetermined",
            [("by_name", "unknown"), ("each", "met"), ("each", "unknown")],
            ["plots.a.size"],
        ),
    }
    cases = {
        name: {
            "begun_on": "2020-01-01",
            "plots": {
                "a": {"rank": "x", "size": [{"from": day, "value": size} for day, size in own]},
                "b": {"rank": "y", "size": 2},
            },
        }
        for name, own in histories.items()
    }
    assert {name: alone(corpus, case) for name, case in cases.items()} == expected
    rows = [
        {
            "case": name,
            "begun_on": "2020-01-01",
            "plots.a.rank": "x",
            "plots.b.rank": "y",
            "plots.b.size": "2",
        }
        for name in histories
    ]
    dated = [
        {"case": name, "fact": "plots.a.size", "from": day, "value": str(size)}
        for name, own in histories.items()
        for day, size in own
    ]
    found = answered(
        tmp_path,
        pa.Table.from_pylist(rows),
        corpus,
        QUESTION,
        "eligibility",
        histories=pa.Table.from_pylist(dated),
    )
    assert {name: in_a_table(name, found) for name in histories} == expected


def test_a_history_lists_its_element(tmp_path: Path) -> None:
    # the element is there by its history alone: what it requires is asked of it, and acts that
    # cannot have happened are filled in
    corpus = corpus_of(
        [
            needs("each", {"plot.size": {"at_least": 1}}, "plot_day"),
            needs("not_begun", {"plots.a.since": {"is": "not_yet"}}),
        ],
        tmp_path / "law",
    )
    rows = [
        {"case": "whole", "begun_on": "not_yet", "plots.a.rank": "x"},
        {"case": "lacking", "begun_on": "not_yet", "plots.a.rank": None},
    ]
    dated = [
        {"case": name, "fact": "plots.a.size", "from": "2020-01-01", "value": "2"}
        for name in ("whole", "lacking")
    ]
    found = answered(
        tmp_path,
        pa.Table.from_pylist(rows),
        corpus,
        QUESTION,
        "eligibility",
        histories=pa.Table.from_pylist(dated),
    )
    assert found.rejected == {"lacking": {"ACC315"}}
    case = {
        "begun_on": "not_yet",
        "plots": {"a": {"rank": "x", "size": [{"from": "2020-01-01", "value": 2}]}},
    }
    assert in_a_table("whole", found) == alone(corpus, case)
    assert ("not_begun", "met") in alone(corpus, case)[1]


def test_a_table_of_histories_names_facts_of_elements_that_vary(tmp_path: Path) -> None:
    corpus = corpus_of(SIZES, tmp_path / "law")
    rows = pa.Table.from_pylist([{"case": "A", "plots.a.rank": "x"}])
    for fact in ("plots.a.count", "plots.c.size", "plot.size", "plots.a.points"):
        dated = pa.Table.from_pylist(
            [{"case": "A", "fact": fact, "from": "2020-01-01", "value": "3"}]
        )
        with pytest.raises(RefusedInput) as refused:
            answered(tmp_path, rows, corpus, QUESTION, "eligibility", histories=dated)
        assert {one.code for one in refused.value.diagnostics} == {"ACC610"}


def test_whole_numbers_and_ratios_compare_whatever_computes_them(tmp_path: Path) -> None:
    double = {"derive": {"fact": "total", "value": {"multiply": [2, {"fact": "area"}]}}}
    rules = [
        {"then": double},
        needs("six", {"total": {"at_least": 6}}),
        needs("ratio", {"plots.a.size": {"at_least": 1}}),
    ]
    rules += [
        needs(
            "sum",
            {
                "plots.a.size": {
                    "is": {"subtract": [{"add": [{"fact": "total"}, {"fact": "plots.a.size"}]}, 6]}
                }
            },
        )
    ]
    rules += [
        {
            "when": {"plots.a.size": {"at_least": 1}},
            "then": {"entitle": {"line": "base", "amount": 100}},
        }
    ]
    corpus = corpus_of(rules, tmp_path / "law")
    assert contradictions(corpus) == ()
    case = {"area": 3, "begun_on": "2020-01-01", "plots": {"a": {"rank": "x", "size": 1}}}
    met = (
        "eligible",
        [("ratio", "met"), ("six", "met"), ("sum", "met")],
        [],
    )  # 2 × 3 is at least 6; 1 = 6 + 1 - 6
    assert alone(corpus, case) == met
    table = pa.Table.from_pylist(
        [
            {
                "case": "A",
                "area": "3",
                "begun_on": "2020-01-01",
                "plots.a.rank": "x",
                "plots.a.size": "1",
            }
        ]
    )
    assert in_a_table("A", answered(tmp_path, table, corpus, QUESTION, "eligibility")) == met
    (right,) = funding(corpus, facts_of(case, corpus), QUESTION)["entitlements"]
    assert (right["line"], right["amount"]) == ("base", "100.00")
    unmet = alone(corpus, case | {"area": 2})
    assert unmet[:2] == ("not_eligible", [("ratio", "met"), ("six", "unmet"), ("sum", "unmet")])


def test_what_is_derived_for_each_element_is_read_there_and_found_elsewhere(tmp_path: Path) -> None:
    points = {
        "on": "plot_day",
        "then": {
            "derive": {"fact": "plot.points", "value": {"multiply": [2, {"fact": "plot.count"}]}}
        },
    }
    own = corpus_of(
        [points, needs("two", {"plot.points": {"at_least": 2}}, "plot_day")], tmp_path / "own"
    )
    assert contradictions(own) == ()
    case = {"plots": {"a": {"rank": "x", "count": 1}, "b": {"rank": "y"}}}
    assert alone(own, case) == (
        "undetermined",
        [("two", "met"), ("two", "unknown")],
        ["plots.b.count"],
    )  # and not its points
    total = {
        "then": {
            "derive": {
                "fact": "total",
                "value": {"add": [{"fact": "plots.a.points"}, {"fact": "plots.b.points"}]},
            }
        }
    }
    elsewhere = corpus_of(
        [points, total, needs("six", {"total": {"at_least": 6}})], tmp_path / "elsewhere"
    )
    found = contradictions(elsewhere)
    assert [one.code for one in found] == ["ACC229", "ACC229"]
    assert "no rule derives `plots.a.points`" in str(found[0].message)
    assert "`plot.points`" in str(found[0].hint)
    by_name = [
        {
            "then": {
                "derive": {"fact": f"plots.{key}.points", "value": {"fact": f"plots.{key}.count"}}
            }
        }
        for key in "ab"
    ]
    readable = corpus_of(
        [*by_name, total, needs("six", {"total": {"at_least": 6}})], tmp_path / "readable"
    )
    assert contradictions(readable) == ()
    assert (
        alone(
            readable, {"plots": {"a": {"rank": "x", "count": 2}, "b": {"rank": "y", "count": 4}}}
        )[0]
        == "eligible"
    )


def test_without_a_period_its_dates_are_asked(tmp_path: Path) -> None:
    rules = [
        needs("mark", {"plot.marks.mark": {"at_least": 1}}, "plot_day"),
        needs("part", {"area": {"at_least": {"proportion": "days"}}}),
    ]
    corpus = corpus_of(rules, tmp_path / "law")
    case = {"area": 3, "plots": {"a": {"rank": "x"}}}
    table = pa.Table.from_pylist(
        [
            {"case": "undated", "area": "3", "plots.a.rank": "x", "begun_on": None},
            {"case": "dated", "area": "3", "plots.a.rank": "x", "begun_on": "2020-03-01"},
        ]
    )
    found = answered(tmp_path, table, corpus, QUESTION, "eligibility")
    undated = alone(corpus, case)
    assert undated[1:] == (
        [("mark", "unknown"), ("mark", "unknown"), ("part", "unknown")],
        ["begun_on"],
    )
    assert in_a_table("undated", found) == undated
    dated = alone(corpus, case | {"begun_on": "2020-03-01"})
    assert dated[1:] == (
        [("mark", "unknown"), ("mark", "unknown"), ("part", "met")],
        ["plots.a.marks.1.mark", "plots.b.marks.1.mark"],
    )
    assert in_a_table("dated", found) == dated
