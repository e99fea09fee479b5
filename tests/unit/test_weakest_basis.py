"""Each line of an answer shows the weakest basis behind it: of
its rule, of what it rests on, of the amendments that made them.
"""

from __future__ import annotations

import csv
import html
import json
import re
from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest
from click.testing import CliRunner
from small_law import (
    OCCASIONS,
    VOCABULARY,
    agreement,
    amount,
    event,
    operation,
    said,
    text,
    write_law,
)

from engine.cases.case_reader import Facts, read_case
from engine.commands.main import main
from engine.diagnostics.bilingual import Language
from engine.language.model import BASES, Corpus
from engine.library import load
from engine.questions.question import Question
from engine.render import FORMATS
from engine.source.yaml_source import read_yaml
from engine.words.citation import weakest_of
from tests.answers import calendar, duties, eligibility, funding, render

TODAY = date(2026, 1, 1)
OFFICIAL, SUMMARY, INFERRED = BASES
CASE = 'corpus: mini\ndeal: {signed_on: "2020-02-01", people: 10}\n'
LABELLED = {"fr": "x", "en": "x"}
LEGENDS = {
    "fr": "Fondement de chaque référence, et le plus faible derrière chaque ligne : {}.",
    "en": "Basis of each reference, and the weakest behind each line: {}.",
}
NAMED = {
    "fr": {OFFICIAL: "● texte officiel", SUMMARY: "◐ résumé officiel", INFERRED: "○ déduit"},
    "en": {OFFICIAL: "● official text", SUMMARY: "◐ official summary", INFERRED: "○ inferred"},
}


def weaker(entry: dict[str, Any], basis: str) -> dict[str, Any]:
    return entry | {"basis": basis}


def texts() -> list[dict[str, Any]]:
    """An agreement of official words; `extra` reads a table known
    by a summary, `third` a derived fact that is an inference.
    """
    first = agreement()
    values = {"unit": "EUR", "columns": [1], "rows": {"extra": [20]}}
    first["articles"]["1"] = [
        amount("x", 100),
        weaker(said("grid", table=values), SUMMARY),
        amount("z", 0, "extra")
        | {
            "then": {
                "entitle": {
                    "line": "extra",
                    "amount": {"table": "m/1/grid", "row": "extra", "column": 1},
                }
            }
        },
        weaker(
            said(
                "crowd",
                then={
                    "derive": {
                        "fact": "deal.crowd",
                        "value": {"multiply": [{"fact": "deal.people"}, 2]},
                    }
                },
            ),
            INFERRED,
        ),
        amount("third", 0, "third")
        | {"then": {"entitle": {"line": "third", "amount": {"fact": "deal.crowd"}}}},
        weaker(
            said(
                "paid",
                on="signature",
                then={
                    "pay": {
                        "lines": ["*"],
                        "parts": [{"part": "all", "due": {"fact": "occasion.on"}}],
                    }
                },
            ),
            SUMMARY,
        ),
    ]
    many = {"deal.crowd": {"at_least": 5}}
    first["articles"]["2"] = [
        said("plain", on="question", then={"require": {"benefit": "aid", "requirement": "plain"}}),
        said(
            "crowded",
            on="question",
            when=many,
            then={"require": {"benefit": "aid", "requirement": "crowded"}},
        ),
        said(
            "term",
            on="signature",
            then={
                "deadline": {
                    "id": "term",
                    "due": {"after": {"fact": "deal.signed_on"}, "by": "P1M"},
                }
            },
        ),
        said(
            "duty",
            on="question",
            then={
                "oblige": {
                    "duty": "plain",
                    "category": "commitment",
                    "subject": "club",
                    "by": "club",
                }
            },
        ),
        said(
            "later",
            on="question",
            when=many,
            then={
                "oblige": {
                    "duty": "crowded",
                    "category": "commitment",
                    "subject": "club",
                    "by": "club",
                }
            },
        ),
    ]
    crowd = {"type": "money", "derived": True, "label": LABELLED}
    facts = VOCABULARY["facts"] | {"deal.crowd": crowd}
    lines = VOCABULARY["lines"] | {"third": LABELLED}
    words = {
        "facts": facts,
        "lines": lines,
        "benefits": {"aid": LABELLED},
        "parts": {"all": LABELLED},
    }
    first |= {
        "vocabulary": words | {"entries": {"term": LABELLED}, "actors": {"club": LABELLED}},
        "occasions": OCCASIONS,
    }
    return [first]


def amended() -> list[dict[str, Any]]:
    """The same with an amendment of which only a summary was read,
    though the provision that it brings is said to be official.
    """
    change = operation(
        "replace",
        "m/1/x",
        expect={"then": {"entitle": {"amount": 100}}},
        **{"with": [amount("x", 300)]},
    )
    events = {"published": event("2020-01-15")}
    return [
        *texts(),
        text("k", "2020-01-16", {"1": [weaker(change[0], SUMMARY)]}, amends=["m"], events=events),
    ]


def asked(folder: Path, given: list[dict[str, Any]]) -> tuple[Corpus, Facts]:
    corpus = load([write_law(folder / "law", given)])["mini"]
    document, _ = read_yaml("case.yaml", CASE.encode())
    assert document is not None
    facts, findings = read_case(document, corpus.vocabulary)
    assert facts is not None, findings
    return corpus, facts


def bases(rows: list[dict[str, Any]], key: str) -> dict[str, str]:
    return {row[key]: row["basis"] for row in rows}


def test_the_weakest_of_several() -> None:
    assert [weakest_of(one) for one in ((), (OFFICIAL, SUMMARY), (INFERRED, OFFICIAL))] == [
        OFFICIAL,
        SUMMARY,
        INFERRED,
    ]


def test_sums_requirements_dates_and_duties_say_theirs(tmp_path: Path) -> None:
    corpus, facts = asked(tmp_path, texts())
    question = Question(TODAY, TODAY)
    money = funding(corpus, facts, question)
    assert bases(money["entitlements"], "line") == {
        "base": OFFICIAL,
        "extra": SUMMARY,
        "third": INFERRED,
    }
    assert bases(money["payments"], "line") == {
        "base": SUMMARY,
        "extra": SUMMARY,
        "third": INFERRED,
    }  # how they are paid is a summary
    (aid,) = eligibility(corpus, facts, question)["benefits"]
    assert bases(aid["requirements"], "id") == {"plain": OFFICIAL, "crowded": INFERRED}
    dates = bases(calendar(corpus, facts, question)["entries"], "id")
    assert dates == {
        "term": OFFICIAL,
        "payments.base.all": SUMMARY,
        "payments.extra.all": SUMMARY,
        "payments.third.all": INFERRED,
    }
    assert bases(duties(corpus, facts, question)["duties"], "duty") == {
        "plain": OFFICIAL,
        "crowded": INFERRED,
    }


def test_an_amendment_counts_by_how_its_own_words_were_read(tmp_path: Path) -> None:
    corpus, facts = asked(tmp_path, amended())
    money = funding(corpus, facts, Question(TODAY, TODAY))
    (base,) = (one for one in money["entitlements"] if one["line"] == "base")
    assert (base["amount"], base["basis"], base["citations"][0]["basis"]) == (
        "300.00",
        SUMMARY,
        OFFICIAL,
    )


def shown(answer: dict[str, Any], form: str, language: Language) -> str:
    page = render(answer, form, language, "none", width=140, payments=True)
    page = (
        html.unescape(re.sub(r"<[^>]*>", " ", page.partition("</style>")[2]))
        if form == "html"
        else page.replace("\\", "")
    )
    return re.sub(r"\s+", " ", page)


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "json"])
@pytest.mark.parametrize("language", get_args(Language))
def test_marks_and_a_legend_of_those_used(language: Language, form: str, tmp_path: Path) -> None:
    corpus, facts = asked(tmp_path, texts())
    question = Question(TODAY, TODAY, language)
    found = {"funding": funding(corpus, facts, question), "duties": duties(corpus, facts, question)}
    found |= {
        "eligibility": eligibility(corpus, facts, question),
        "calendar": calendar(corpus, facts, question),
    }
    used = {
        "funding": BASES,
        "duties": (OFFICIAL, INFERRED),
        "eligibility": (OFFICIAL, INFERRED),
        "calendar": BASES,
    }
    for query, answer in found.items():
        page = shown(answer, form, language)
        legend = LEGENDS[language].format(
            ", ".join(NAMED[language][basis] for basis in used[query])
        )
        assert page.count(legend) == 1, query
        rows = page.replace(legend, "")
        for basis in BASES:
            assert (NAMED[language][basis][0] in rows) == (basis in used[query]), (query, basis)
    marks = shown(found["funding"], form, language).count("○")
    assert marks == 5  # the right, its payment, the article that both tables cite, and the legend
    assert [
        one["basis"]
        for one in json.loads(render(found["duties"], "json", language, "none"))["duties"]
    ] == [OFFICIAL, INFERRED]


def test_an_html_mark_is_named_for_those_who_do_not_see_it(tmp_path: Path) -> None:
    corpus, facts = asked(tmp_path, texts())
    page = render(duties(corpus, facts, Question(TODAY, TODAY, "fr")), "html", "fr", "none")
    assert '<span class="basis" role="img" aria-label="déduit" title="déduit">○</span>' in page


@pytest.mark.parametrize("family", ["funding", "eligibility", "calendar"])
def test_a_table_says_the_same_of_each_row(family: str, tmp_path: Path) -> None:
    corpus, facts = asked(tmp_path, amended())
    table, out, cited = (tmp_path / name for name in ("cases.csv", "out.csv", "cited.csv"))
    table.write_text("case,deal.signed_on,deal.people\nA,2020-02-01,10\n", "utf-8")
    command = [
        "batch",
        family,
        str(table),
        "-o",
        str(out),
        "--on",
        "2026-01-01",
        "--known-on",
        "2026-01-01",
        "--corpus",
        "mini",
    ]
    result = CliRunner().invoke(
        main, [*command, "--citations", str(cited), "--rulesets", str(tmp_path / "law")]
    )
    assert result.exit_code == 0, result.output
    with out.open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["citation"]]
    question = Question(TODAY, TODAY)
    if family == "funding":
        money = funding(corpus, facts, question)
        expected = {("entitlement", one["line"], one["basis"]) for one in money["entitlements"]}
        expected |= {("payment", one["line"], one["basis"]) for one in money["payments"]}
        assert {(row["kind"], row["line"], row["basis"]) for row in rows} == expected
    elif family == "eligibility":
        (aid,) = eligibility(corpus, facts, question)["benefits"]
        assert {row["requirement"]: row["basis"] for row in rows} == bases(
            aid["requirements"], "id"
        )
    else:
        assert {row["entry"]: row["basis"] for row in rows} == bases(
            calendar(corpus, facts, question)["entries"], "id"
        )
    with cited.open(encoding="utf-8", newline="") as lines:
        ends = {
            (row["provision"], row["in_force_from"], row["in_force_until"], row["basis"])
            for row in csv.DictReader(lines)
        }
    if family == "funding":
        assert {
            ("m/1/x", "2020-01-16", "", SUMMARY),
            ("m/1/grid", "2020-01-01", "", SUMMARY),
        } <= ends
