"""How dates are said on a page: once for a group of duties, without
a check where there is nothing to check, and why there is none.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest
from msgspec.structs import replace

from engine.diagnostics.bilingual import Language
from engine.language.temporal import parse_date
from engine.library import load, load_case
from engine.questions.answers.calendar import DateEntry
from engine.questions.answers.duties import DutyLine
from engine.questions.question import Question
from tests import answers
from tests.answers import PlainAnswer, calendar, eligibility, render

ROOT = Path(__file__).parents[2]
DAY = parse_date("2023-06-01")


@cache
def example(query: str, language: Language) -> PlainAnswer:
    """An answer of the example case, of which a test changes rows."""
    case = load_case(str(ROOT / "examples/cpts_exemple.yaml"), load())
    answer: PlainAnswer = getattr(answers, query)(*case, Question(DAY, DAY, language, traced=False))
    return answer


def plain(answer: PlainAnswer, language: Language) -> str:
    shown = render(answer, "text", language, "none", payments=True)
    return shown.replace("\u00a0", " ").replace("’", "'")


def duty(name: str, first: str = "", end: str = "") -> DutyLine:
    rows = example("duties", "en").answer.duties  # type: ignore[attr-defined]  # the duties
    own: DutyLine = next(row for row in rows if row.status == "binding" and row.deadline is None)
    days = {"from_": first, "until": end}
    return replace(
        own,
        duty=name,
        subject="club",
        subject_label="club",
        category="content",
        says=name,
        by="x",
        citations=(),
        **{key: parse_date(day) if day else None for key, day in days.items()},
    )


def duties(*rows: DutyLine, language: Language = "en") -> list[str]:
    """The lines of a page on some duties alone, from the heading of their group on."""
    empty = ("recommendations", "missing", "over", "readings_detail", "not_considered", "law")
    only = {"duties": rows, "readings": {}, **dict.fromkeys(empty, ())}
    lines = plain(example("duties", language).changed(**only), language).splitlines()
    return lines[lines.index("Club") :]


FIRST, SECOND = ("2022-04-01", "2025-01-15"), ("2020-01-15", "2025-01-15")


def test_dates_that_all_duties_of_a_group_share_are_said_once() -> None:
    lines = duties(duty("a", *FIRST), duty("b", *FIRST))
    assert [line for line in lines if "2022" in line] == ["from 1 April 2022 to 14 January 2025"]
    assert lines[lines.index("Club") + 2] == "", "one blank line before the table"
    assert lines[lines.index("Club") + 3].startswith("Kind")


def test_dates_that_most_of_them_share_are_said_once_and_those_of_the_others_beside_them() -> None:
    lines = duties(duty("a", *FIRST), duty("b", *SECOND), duty("c", *FIRST))
    assert "Unless said otherwise: from 1 April 2022 to 14 January 2025" in lines
    assert [line.split()[-8:] for line in lines if "2020" in line] == [
        ["from", "15", "January", "2020", "to", "14", "January", "2025"]
    ]


@pytest.mark.parametrize("others", [[("b", *SECOND)], [("b",), ("c", *FIRST)]])
def test_dates_that_differ_or_that_one_of_them_lacks_stand_beside_each(
    others: list[tuple[str, ...]],
) -> None:
    lines = duties(duty("a", *FIRST), *(duty(*other) for other in others))
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
    lines = duties(duty("a", end="2025-01-15"), language=language)
    assert until in lines
    assert since in duties(duty("a", "2022-04-01"), language=language)


@pytest.mark.parametrize(
    ("language", "anniversary", "review"),
    [("fr", "passé", "passé, à vérifier"), ("en", "past", "past, to be checked")],
)
def test_an_anniversary_is_past_and_a_review_is_to_be_checked(
    language: Language, anniversary: str, review: str
) -> None:
    base = example("calendar", language)
    dates = base.answer.entries  # type: ignore[attr-defined]  # those of the calendar
    own = next(entry for entry in dates if isinstance(entry, DateEntry))
    fields = {
        "on": date(2022, 1, 15),
        "status": "past",
        "by": None,
        "by_label": None,
        "citations": (),
    }
    entries = tuple(
        replace(own, id=kind, label=kind, kind=kind, missing=None, not_stated=None, **fields)
        for kind in ("anniversary", "review")
    )
    page = plain(base.changed(entries=entries, missing=()), language)
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
    assert "Aucune période n'est ouverte (année de contrat)" in page
    assert "Aucune date dans cette réponse, sinon celles d'autres, plus bas." in page
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
