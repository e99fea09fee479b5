"""An optional group of facts that a case leaves out whole is named
in one line, with the most that it could give, and never counted.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from engine.diagnostics.bilingual import Language
from engine.language.temporal import parse_date
from engine.law.consolidation import Timeline
from engine.library import load, load_case
from engine.questions.left_out import optional_groups
from engine.questions.question import Question
from tests.answers import calendar, duties, eligibility, funding, render

CORPORA = load()
DAY = parse_date("2023-06-01")
CONTRACT = """
community: {population: 55000, members: 60, legal_form: association}
contract: {signed_on: "2022-10-15", file_complete: true}
missions: {}
crises: []
covid_actions: false
"""
NONE = "early_mission: {signed_on: not_yet}\n"
SOME = 'early_mission: {letter_of_intent_validated_on: "2022-05-02"}\n'


def asked(
    ask: Any, folder: Path, case: str, language: Language = "en", known_on: str = "2023-06-01"
) -> Any:
    path = folder / "case.yaml"
    path.write_text(case, "utf-8")
    day = parse_date(known_on)
    return ask(*load_case(str(path), CORPORA), Question(min(day, DAY), day, language))


def test_the_group_its_label_and_the_most_that_it_gives(tmp_path: Path) -> None:
    (found,) = asked(funding, tmp_path, CONTRACT)["not_considered"]
    assert [found["group"], found["label"]] == [
        "early_mission",
        "early-mission aid, per core mission started",
    ]
    assert found["at_most"] == "30000.00"
    assert [one["article"] for one in found["citations"]] == ["annexe 6, 2.2"]


def test_a_case_that_says_that_there_is_none_is_asked_for_nothing(tmp_path: Path) -> None:
    left_out, none = asked(funding, tmp_path, CONTRACT), asked(funding, tmp_path, CONTRACT + NONE)
    assert none["not_considered"] == []
    assert [none[key] for key in ("complete", "at_least", "totals", "missing")] == [
        left_out[key] for key in ("complete", "at_least", "totals", "missing")
    ]
    assert none["complete"]
    assert not none["at_least"]


def test_a_case_that_says_something_of_it_is_asked(tmp_path: Path) -> None:
    answer = asked(funding, tmp_path, CONTRACT + SOME)
    assert answer["not_considered"] == []
    assert "early_mission.signed_on" in [one["fact"] for one in answer["missing"]]


def test_the_dates_of_a_calendar(tmp_path: Path) -> None:
    groups = [one["group"] for one in asked(calendar, tmp_path, CONTRACT)["not_considered"]]
    assert groups == ["health_project", "commission", "early_mission"]
    assert asked(duties, tmp_path, CONTRACT)["not_considered"] == []
    assert asked(eligibility, tmp_path, CONTRACT)["not_considered"] == []


def test_what_the_law_known_does_not_give_is_not_named(tmp_path: Path) -> None:
    case = CONTRACT.replace("2022-10-15", "2020-10-15")
    assert asked(funding, tmp_path, case, known_on="2021-06-01")["not_considered"] == []


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            (
                "Not asked about: early-mission aid, per core mission started, up to €30,000 "
                "(early_mission)"
            ),
        ),
        (
            "fr",
            (
                "Le dossier ne dit rien de : aide à la mission précoce, par mission socle "
                "démarrée, jusqu'à 30 000 € (early_mission)"
            ),
        ),
    ],
)
@pytest.mark.parametrize("form", ["text", "markdown", "html"])
def test_one_line_of_the_page(tmp_path: Path, language: Language, said: str, form: str) -> None:
    shown = " ".join(
        render(asked(funding, tmp_path, CONTRACT, language), form, language, "none").split()
    )
    for written, read in (
        ("\\", ""),
        ("<code>", "`"),
        ("</code>", "`"),
        ("&#x27;", "'"),
        ("’", "'"),
        ("\u202f", " "),
        ("\xa0", " "),
    ):
        shown, said = shown.replace(written, read), said.replace(written, read)
    assert shown.count(" ".join(said.split())) == 1
    none = render(asked(funding, tmp_path, CONTRACT + NONE, language), form, language, "none")
    assert said[:15] not in none


def test_a_group_without_a_name_is_called_as_its_occasion() -> None:
    corpus = CORPORA["cpts"]
    unnamed = replace(corpus, vocabulary=replace(corpus.vocabulary, groups={}))
    labels = optional_groups(Timeline(unnamed, DAY, {}), "calendar")
    assert labels["health_project"].en == "submission of the health project"
