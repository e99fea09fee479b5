"""An invented collective agreement, of another field than the shipped
one, with three amendments: every question, in both languages.
"""

from __future__ import annotations

import csv
import random
import re
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from engine.cases.case_reader import read_case
from engine.checks import check_corpus
from engine.language.model import Corpus
from engine.library import load, load_case
from engine.questions.funding import ledger
from engine.questions.question import Question
from engine.source.yaml_source import read_yaml
from engine.tables.run.request import Request
from engine.tables.run.whole_run import run
from tests.answers import calendar, diff, duties, eligibility, funding, render, text

FOLDER = Path(__file__).parent / "corpora" / "reliure"
KNOWN_ON = date(2026, 1, 1)
IDENTIFIERS = re.compile(
    r"\b(worker|technician|manager|gilding|tutoring|first_aid|service_month|calendar_year|home_work|sick_pay|tools)\b"
)


@lru_cache
def corpus() -> Corpus:
    return load((FOLDER / "rulesets",))["reliure"]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("query", [eligibility, calendar, funding, duties])
def test_every_answer_is_drawn_and_shows_no_identifier_in_french(query: Any, language: Any) -> None:
    chosen, facts = load_case(str(FOLDER / "jeanne.yaml"), load((FOLDER / "rulesets",)))
    answer = query(chosen, facts, Question(date(2024, 3, 15), KNOWN_ON, language))
    for form in ("text", "markdown", "html", "json"):
        assert render(answer, form, language, "short")
    if language == "fr":
        assert not IDENTIFIERS.findall(render(answer, "text", "fr", "short"))


def test_tables_and_their_changes_are_called_by_their_labels() -> None:
    shown = text(corpus(), Question(date(2024, 3, 15), KNOWN_ON, "fr"))
    tables = {
        one["id"]: one["table"]
        for article in shown["articles"]
        for one in article["provisions"]
        if one.get("table")
    }
    assert tables["lengths"]["columns"] == ["ouvrier", "agent de maîtrise", "cadre"]
    assert [row["label"] for row in tables["lengths"]["rows"]] == [
        "moins de deux ans",
        "deux ans et plus",
    ]
    assert [bracket["is"] for bracket in tables["steps"]["brackets"]] == [
        "moins de deux ans",
        "deux ans et plus",
    ]
    changed = diff(
        corpus(), Question(date(2023, 7, 1), KNOWN_ON, "fr"), date(2023, 6, 30), date(2023, 7, 1)
    )
    values = {
        value["label"]
        for group in changed["operations"]
        for one in group["changes"]
        for value in one["values"]
    }
    assert "minimum mensuel, ouvrier" in values


def test_the_agreement_has_no_finding() -> None:
    assert not check_corpus(corpus())


# --- tables of cases ------------------------------------------------------------------------------


def _drawn(seed: int, count: int) -> list[dict[str, str]]:
    """Draw employees as rows of a table: hired, gone or not, with a skill and two absences."""
    draw = random.Random(seed)

    def day(first: str, last: str) -> str:
        start, end = date.fromisoformat(first), date.fromisoformat(last)
        return (start + timedelta(days=draw.randrange((end - start).days))).isoformat()

    rows = []
    for rank in range(count):
        hired = day("2015-01-01", "2024-01-01")
        row = {
            "case": f"e{rank}",
            "employee.hired_on": hired,
            "employee.leaves_on": draw.choice(["not_yet", day(hired, "2027-01-01"), ""]),
        }
        row |= {
            "employee.category": draw.choice(["worker", "manager", ""]),
            "employee.apprentice": draw.choice(["true", "false", ""]),
        }
        row |= {"skills.gilding.since": draw.choice(["", day(hired, "2026-01-01")])}
        for absence in ("absences.1", "absences.2"):
            began = day(hired, "2026-01-01")
            row |= {
                f"{absence}.began_on": began,
                f"{absence}.kind": draw.choice(["wedding", "birth", "sickness"]),
            }
            row |= {
                f"{absence}.months": draw.choice(["1", "2.5", "4"]),
                f"{absence}.certified_on": draw.choice([began, ""]),
            }
        rows.append(row)
    return rows


def _case(row: dict[str, str]) -> str:
    """Write a row as the case that someone would write."""
    given = {name: value for name, value in row.items() if value and name != "case"}
    lines = [f"employee: {{{_facts(given, 'employee')}}}"]
    lines.append(
        "absences: ["
        + ", ".join(f"{{{_facts(given, name)}}}" for name in ("absences.1", "absences.2"))
        + "]"
    )
    if "skills.gilding.since" in given:
        lines.append(f"skills: {{gilding: {{{_facts(given, 'skills.gilding')}}}}}")
    return "\n".join(lines)


def _facts(given: dict[str, str], prefix: str) -> str:
    found = {
        name.removeprefix(f"{prefix}."): value
        for name, value in given.items()
        if name.startswith(f"{prefix}.")
    }
    return ", ".join(
        f'{name}: "{value}"' if re.match(r"\d{4}-", value) else f"{name}: {value}"
        for name, value in found.items()
    )


@pytest.mark.parametrize("until", [None, date(2025, 2, 2)])
def test_the_plan_gives_the_rights_of_the_inference(tmp_path: Path, until: date | None) -> None:
    rows = _drawn(3, 25)
    table, out = tmp_path / "cases.csv", tmp_path / "out.csv"
    with table.open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    question = Question(date(2024, 3, 15), KNOWN_ON, end=until)
    run(
        Request(
            family="funding", cases=table, out=out, corpora={"before": corpus()}, question=question
        )
    )
    with out.open(newline="") as file:
        answered = [row for row in csv.DictReader(file) if row["kind"] == "entitlement"]
    plan = Counter(
        (row["case"], row["line"], row["from"], Decimal(row["amount"])) for row in answered
    )
    inferred: Counter[tuple[str, str, str, Decimal]] = Counter()
    for row in rows:
        document, findings = read_yaml("case.yaml", _case(row).encode())
        assert document is not None, findings
        facts, findings = read_case(document, corpus().vocabulary)
        assert facts is not None, findings
        inferred.update(
            (row["case"], one.line, one.start.isoformat(), one.amount)
            for one in ledger(corpus(), facts, question).rights
        )
    assert plan == inferred
    assert len(plan) > 300


def test_the_plan_counts_the_months_of_notice_that_a_table_gives(tmp_path: Path) -> None:
    table, out = tmp_path / "cases.csv", tmp_path / "out.csv"
    gone = '"2020-03-10","2025-04-15"'
    table.write_text(
        (
            f"case,employee.category,employee.hired_on,employee.leaves_on\na,technician,{gone}\nb,manager,{gone}\nc,,{gone}\n"
        ),
        encoding="utf-8",
    )
    run(
        Request(
            family="calendar",
            cases=table,
            out=out,
            corpora={"before": corpus()},
            question=Question(date(2025, 3, 3), KNOWN_ON),
        )
    )
    with out.open(newline="") as file:
        found = {row["case"]: row["on"] for row in csv.DictReader(file) if row["entry"] == "notice"}
    assert found == {"a": "2025-02-15", "b": "2025-01-15", "c": ""}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", "Date de départ : passé depuis le 15 avril 2025."),
        ("en", "past, since 15 April 2025."),
    ],
)
def test_what_ends_months_and_years_together_is_said_once(language: Any, said: str) -> None:
    law, facts = load_case(str(FOLDER / "jeanne.yaml"), {"reliure": corpus()})
    answer = funding(law, facts, Question(date(2025, 4, 15), KNOWN_ON, language, weighed=False))
    assert [(one["fact"], one["on"]) for one in answer["over"]] == [
        ("employee.leaves_on", "2025-04-15")
    ]
    for form in ("text", "markdown", "html"):
        shown = re.sub(r"\s+", " ", render(answer, form, language, "none").replace("\\", ""))
        assert shown.count(said) == 1
