"""The first line of a funding answer says what it leaves
out: at least so much, nothing yet, or all of it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine.diagnostics.bilingual import Language
from engine.language.temporal import parse_date
from engine.library import load, load_case
from engine.questions.question import Question
from tests.answers import funding, render

CORPORA = load()
DAY = parse_date("2025-06-01")
CONTRACT = """
community: {population: 55000, members: 60, legal_form: association}
contract: {signed_on: "2020-01-15", file_complete: true}
missions: {access: {started_on: "2020-01-15"RATE}}
crises: []
covid_actions: false
"""
FIRST_RATE = ", achievement: [{contract_year: 1, rate: 0}]"
EVERY_RATE = (
    ", achievement: ["
    + ", ".join(f"{{contract_year: {year}, rate: 0}}" for year in range(1, 6))
    + "]"
)
EARLY = """
community: {population: 61000, legal_form: association}
contract: {signed_on: not_yet}
missions: {}
early_mission:
  {letter_of_intent_validated_on: "2022-05-02", missions: [access], territory_already_funded: false, already_granted: falseMORE}
"""


def answered(
    folder: Path, case: str, language: Language = "fr", **readings: str
) -> tuple[dict[str, Any], str]:
    path = folder / "case.yaml"
    path.write_text(case, "utf-8")
    answer = funding(*load_case(str(path), CORPORA), Question(DAY, DAY, language, readings))
    return answer, " ".join(
        render(answer, "text", language, "none")
        .replace("\u00a0", " ")
        .replace("\u202f", " ")
        .replace("’", "'")
        .split()
    )


def unknown_years(answer: dict[str, Any]) -> list[tuple[str, int | None]]:
    return [(one["line"], one["period"]) for one in answer["missing_lines"]]


@pytest.mark.parametrize(
    ("rate", "years", "said"),
    [
        (
            "",
            range(1, 6),
            (
                "Au moins 708 500 € sur 5 périodes, du 15 janvier 2020 au 14 janvier 2025. [ACI "
                "CPTS, art. 8] [ACI CPTS, art. 8, dans sa rédaction issue de l'avenant 2, art. 4, "
                "2°] Non compté, faute d'un fait : accès aux soins"
            ),
        ),
        (FIRST_RATE, range(2, 6), "(années de contrat 2 à 5)."),
        (
            EVERY_RATE,
            (),
            (
                " 708 500 € sur 5 périodes, du 15 janvier 2020 au 14 janvier 2025. [ACI CPTS, "
                "art. 8] [ACI CPTS, art. 8, dans sa rédaction issue de l'avenant 2, art. 4, 2°] "
                "Versements"
            ),
        ),
    ],
)
def test_a_total_without_an_unknown_part_is_the_least_that_is_due(
    tmp_path: Path, rate: str, years: range, said: str
) -> None:
    """Size 2, from 2020: 5 × 60 000 + 45 000; 3 × 17 500 + 2 × 70 000; 3 × (12 000 + 45 000)."""
    answer, page = answered(tmp_path, CONTRACT.replace("RATE", rate))
    assert (
        sum(float(one["amount"]) for one in answer["totals"])
        == 300_000 + 45_000 + 52_500 + 140_000 + 171_000
    )
    assert unknown_years(answer) == [("missions.access.variable", year) for year in years]
    assert (answer["complete"], answer["at_least"]) == (not years, bool(years))
    assert said.replace("\u00a0", " ") in page
    assert page.count("Non compté") == len(years) + 2 * bool(
        years
    )  # each year, the lead and the payments


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", "Rien ne peut encore être chiffré."),
        ("en", "No sum can be worked out yet. Not counted, for want of a fact:"),
    ],
)
def test_what_cannot_be_told_yet_is_not_nothing(
    tmp_path: Path, language: Language, said: str
) -> None:
    answer, page = answered(
        tmp_path, 'community: {population: 62000}\ncontract: {signed_on: "2025-03-01"}\n', language
    )
    assert said in page
    assert not answer["complete"]
    assert not answer["totals"]
    assert answer["missing"]
    assert all(fact["citations"] for fact in answer["missing"])


def test_a_contract_to_come_gives_nothing_for_certain(tmp_path: Path) -> None:
    answer, page = answered(
        tmp_path,
        (
            "contract: {signed_on: not_yet}\nmissions: {}\ncrises: []\nearly_mission: {signed_on: "
            "not_yet}\n"
        ),
    )
    assert answer["complete"]
    assert "Aucun droit dans cette réponse." in page


def test_what_may_be_owed_back_makes_no_least(tmp_path: Path) -> None:
    """The aid of 17 500 is due; whether it is to be repaid
    hangs on the day the termination was received.
    """
    more = ', signed_on: "2022-06-15", termination: {by: fund, reason: not_deployed, appealed_on: not_yet}'
    answer, page = answered(tmp_path, EARLY.replace("MORE", more))
    assert (answer["complete"], answer["at_least"]) == (False, False)
    assert "Au moins" not in page
    assert "Non compté, faute d'un fait" in page


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", "Non compté, faute d'un fait : avenant 2, dont le jour d'effet n'est pas connu."),
        ("en", "Not counted, for want of a fact: amendment 2, whose day of effect is not known."),
    ],
)
def test_a_total_leaves_out_an_amendment_of_unknown_effect(
    tmp_path: Path, language: Language, said: str
) -> None:
    # 60,000 a year, and 17,500 + 12,000 + 45,000 for the access mission: the sums of 2019, to which
    # the amendment adds or takes from.
    case = CONTRACT.replace("RATE", EVERY_RATE)
    answer, text = answered(tmp_path, case, language, avenant_2_effect="approval")
    assert sum(float(total["amount"]) for total in answer["totals"]) == 5 * (60_000 + 74_500)
    assert (answer["complete"], answer["at_least"]) == (False, False)
    assert [one["line"] for one in answer["missing_lines"]] == [""]
    assert said in text
    known, _ = answered(tmp_path, case, language, avenant_2_effect="signature")
    assert known["complete"]


def test_before_an_amendment_is_known_nothing_waits_for_it(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_text(CONTRACT.replace("RATE", EVERY_RATE), "utf-8")
    question = Question(DAY, parse_date("2022-01-31"), "fr", {"avenant_2_effect": "approval"})
    assert funding(*load_case(str(path), CORPORA), question)["complete"]
