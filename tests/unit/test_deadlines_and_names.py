"""Acts that nothing obliges, facts that the engine gives, and
names that would break a page: each through a small agreement.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from engine.cases.case_reader import read_case
from engine.diagnostics.bilingual import sentence
from engine.diagnostics.diagnostic import Diagnostic, Location
from engine.library import load
from engine.questions.question import Question
from engine.source.yaml_source import read_yaml
from engine.words.formats import one_line
from tests.answers import calendar, eligibility, render

BASE = Path(__file__).parent.parent / "examples" / "base"
ARTICLE = """
article: "9"
title: {fr: Exemple, en: Example}
provisions:
  - id: extra
    says: {fr: Une phrase., en: A sentence.}
    source: {document: gazette, at: art. 9}
    basis: official_text
    %s
"""
Ask = Callable[..., dict[str, Any]]


@pytest.fixture
def ask(tmp_path: Path) -> Ask:
    """Return a function that answers a question from the base agreement with one more rule."""

    def answer(rule: str, query: Any, case: dict[str, Any], on: str) -> dict[str, Any]:
        folder = tmp_path / "texts"
        shutil.copytree(BASE, folder, ignore=shutil.ignore_patterns("case.yaml"))
        words = folder / "pact" / "vocabulary.yaml"
        words.write_text(
            words.read_text(encoding="utf-8").replace(
                "entries: {", "entries: {opening: {fr: ouverture, en: opening}, "
            )
        )
        (folder / "pact" / "art_9.yaml").write_text(ARTICLE % rule, encoding="utf-8")
        corpus = load([folder])["pact"]
        document, _ = read_yaml("case.json", json.dumps(case).encode())
        assert document is not None
        facts, findings = read_case(document, corpus.vocabulary)
        assert facts is not None, findings
        found: dict[str, Any] = query(
            corpus, facts, Question(date.fromisoformat(on), date(2026, 1, 1), "en").checked(corpus)
        )
        return found

    return answer


def optional(word: str) -> str:
    due = (
        "due: {after: {fact: contract.signed_on}, by: P6M}, met_by: {fact: "
        "workshops.repair.started_on}"
    )
    return f"on: signature\n    then: {{deadline: {{id: opening, {due}{word}}}}}"


@pytest.mark.parametrize(
    ("word", "started_on", "status"),
    [
        ("", "not_yet", "late"),
        (", optional: true", "not_yet", "lapsed"),
        (", optional: true", "2020-09-02", "lapsed"),
        (", optional: true", "2020-09-01", "met"),
    ],
)
def test_an_optional_act_is_never_late(ask: Ask, word: str, started_on: str, status: str) -> None:
    case = {
        "contract": {"signed_on": "2020-03-01"},
        "workshops": {"repair": {"started_on": started_on}},
    }
    answer = ask(optional(word), calendar, case, "2021-01-01")
    assert [
        (entry["on"], entry["status"]) for entry in answer["entries"] if entry["id"] == "opening"
    ] == [("2020-09-01", status)]
    assert ("optional" in render(answer, "text", "en", "none")) is (status == "lapsed")


def test_a_rule_on_the_rank_of_a_period_asks_for_the_act_that_opens_it(ask: Ask) -> None:
    rule = (
        "on: question\n    when: {period.number: {at_least: 2}}\n    then: {require: {benefit: "
        "grant, requirement: second_year}}"
    )
    answer = ask(rule, eligibility, {"contract": {"complete": True}}, "2021-01-01")
    (benefit,) = answer["benefits"]
    assert benefit["outcome"] == "undetermined"
    assert benefit["missing"] == ["contract.signed_on"]
    assert [fact["fact"] for fact in answer["missing"]] == ["contract.signed_on"]


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
def test_a_name_with_line_breaks_stays_in_the_title(ask: Ask, form: str) -> None:
    name = "Club\n# of\r\n\tthe town"
    answer = ask(
        "values: {term: P1Y}",
        calendar,
        {"club": {"name": name}, "contract": {"signed_on": "2020-03-01"}},
        "2021-01-01",
    )
    shown = render(answer, form, "en", "full")
    assert next(line for line in shown.splitlines() if "Club" in line).count("of the town")
    assert answer["case"]["name"] == name


def test_a_text_is_brought_to_one_line() -> None:
    assert one_line(" a\n\nb\x1b[31m\u2028c\u202ed\u00a0e ") == "a b [31m cd\u00a0e"


def test_the_name_of_a_file_cannot_break_a_finding_or_command_the_terminal() -> None:
    found = Diagnostic(
        "ACC301",
        sentence("`a\nb` is unknown"),
        Location("x\n\x1b[31m.yaml", 1, 2),
        sentence("check it."),
        (Location("y\r.yaml", 3, 4),),
    )
    assert str(found).splitlines() == [
        "x\\n\\x1b[31m.yaml:1:2: ACC301 `a\\nb` is unknown",
        "  see also: y\\r.yaml:3:4",
        "  hint: check it.",
    ]
