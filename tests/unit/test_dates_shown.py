"""How dates are said on a page: once for a group of duties, without
a check where there is nothing to check, and why there is none.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine.diagnostics.bilingual import Language
from engine.language.temporal import parse_date
from engine.library import load, load_case
from engine.questions.question import Question
from tests.answers import calendar, eligibility, render

ROOT = Path(__file__).parents[2]
DAY = parse_date("2023-06-01")


def plain(answer: dict[str, Any], language: Language) -> str:
    return render(answer, "text", language, "none").replace("\u00a0", " ")


def duty(name: str, **dates: str) -> dict[str, Any]:
    return {
        "duty": name,
        "subject": "club",
        "category": "content",
        "says": name,
        "by": "x",
        "status": "binding",
        **dates,
    }


def duties(*found: dict[str, Any], language: Language = "en") -> list[str]:
    return plain(
        {"query": "duties", "on": "2023-06-01", "duties": list(found)}, language
    ).splitlines()


FIRST, SECOND = (
    {"from": "2022-04-01", "until": "2025-01-15"},
    {"from": "2020-01-15", "until": "2025-01-15"},
)


def test_dates_that_all_duties_of_a_group_share_are_said_once() -> None:
    lines = duties(duty("a", **FIRST), duty("b", **FIRST))
    assert [line for line in lines if "2022" in line] == ["from 1 April 2022 to 14 January 2025"]
    assert lines[lines.index("Club") + 2] == "", "one blank line before the table"
    assert lines[lines.index("Club") + 3].startswith("Kind")


def test_dates_that_most_of_them_share_are_said_once_and_those_of_the_others_beside_them() -> None:
    lines = duties(duty("a", **FIRST), duty("b", **SECOND), duty("c", **FIRST))
    assert "Unless said otherwise: from 1 April 2022 to 14 January 2025" in lines
    assert [line.split()[-8:] for line in lines if "2020" in line] == [
        ["from", "15", "January", "2020", "to", "14", "January", "2025"]
    ]


@pytest.mark.parametrize("others", [[duty("b", **SECOND)], [duty("b"), duty("c", **FIRST)]])
def test_dates_that_differ_or_that_one_of_them_lacks_stand_beside_each(
    others: list[dict[str, Any]],
) -> None:
    lines = duties(duty("a", **FIRST), *others)
    assert not [line for line in lines if "Unless" in line]
    assert len([line for line in lines if "from" in line and "2025" in line]) == 2


@pytest.mark.parametrize(
    ("language", "until", "since"),
    [
        ("fr", "jusqu'au 14 janvier 2025", "à compter du 1er avril 2022"),
        ("en", "until 14 January 2025", "from 1 April 2022"),
    ],
)
def test_a_duty_with_one_day_alone(language: Language, until: str, since: str) -> None:
    lines = duties(duty("a", until="2025-01-15"), language=language)
    assert until in lines
    assert since in duties(duty("a", **{"from": "2022-04-01"}), language=language)


@pytest.mark.parametrize(
    ("language", "anniversary", "review"),
    [("fr", "passé", "passé, à vérifier"), ("en", "past", "past, to be checked")],
)
def test_an_anniversary_is_past_and_a_review_is_to_be_checked(
    language: Language, anniversary: str, review: str
) -> None:
    entries = [
        {"id": kind, "kind": kind, "on": "2022-01-15", "status": "past"}
        for kind in ("anniversary", "review")
    ]
    page = plain({"query": "calendar", "on": "2023-06-01", "entries": entries}, language)
    shown = {
        kind: next(
            line for line in page.splitlines() if line.startswith("15 ") and kind in line.lower()
        )
        for kind in ("anniversary", "review")
    }
    assert shown["anniversary"].rstrip().endswith(f"  {anniversary}")
    assert shown["review"].rstrip().endswith(f"? {review}")


def test_a_calendar_without_a_date_says_what_it_waits_for(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_text("contract: {signed_on: not_yet}\nmissions: {}\n", "utf-8")
    answer = calendar(*load_case(str(path), load()), Question(DAY, DAY, "fr"))
    (reason,) = answer["reasons"]
    assert reason["facts"] == ["contract.signed_on"]
    assert [one["display"] for one in reason["citations"]] == ["ACI CPTS, vie du contrat"]
    page = " ".join(plain(answer, "fr").split())
    assert "Aucune date dans cette réponse. Aucune période n'est ouverte (année de contrat)" in page
    assert (
        calendar(
            *load_case(str(ROOT / "examples/cpts_exemple.yaml"), load()), Question(DAY, DAY, "fr")
        )["reasons"]
        == []
    )


def test_beside_an_act_to_come_what_is_derived_from_it_is_not_said_to_be_unknown() -> None:
    answer = eligibility(
        *load_case(str(ROOT / "examples/projet_paris.yaml"), load()),
        Question(parse_date("2022-06-01"), DAY, "fr"),
    )
    (mission,) = [one for one in answer["benefits"] if one["benefit"] == "missions.access"]
    assert [[check["fact"] for check in one["failed"]] for one in mission["requirements"]] == [
        ["contract.signed_on"],
        ["missions.access.started_on"],
        [],
    ]
