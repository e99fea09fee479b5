"""The examples: a hypothetical amendment given as a folder, and an
agreement of another field, answered without a change in Python.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from engine.language.model import Corpus
from engine.library import load, load_case
from engine.questions.question import Question
from engine.testing.scenario import read_scenarios, run
from tests.answers import calendar, diff, duties, eligibility, funding

EXAMPLES = Path(__file__).parent.parent / "examples"
FICTION = EXAMPLES / "avenant_3"
CYCLING = EXAMPLES / "other_agreement"


@lru_cache
def corpora(*folders: Path) -> dict[str, Corpus]:
    return load(folders)


def ask(query: Any, case: Path, on: str, *folders: Path, **options: str) -> dict[str, Any]:
    corpus, facts = load_case(str(case), corpora(*folders))
    question = Question(date.fromisoformat(on), date(2026, 1, 1), "en", options).checked(corpus)
    answer: dict[str, Any] = query(corpus, facts, question)
    return answer


def amounts(answer: dict[str, Any], line: str) -> list[Decimal]:
    return [Decimal(right["amount"]) for right in answer["entitlements"] if right["line"] == line]


def test_the_case_of_the_readme_is_funded_by_both_versions() -> None:
    answer = ask(funding, EXAMPLES / "cpts_exemple.yaml", "2023-06-01")
    assert {"aci_2019", "avenant_2"} <= {text["text"] for text in answer["law"]}
    assert amounts(answer, "missions.access.fixed")[-3:] == [
        Decimal(17500),
        Decimal(70000),
        Decimal(70000),
    ]
    rights = [right for right in answer["entitlements"] if right["line"] == "missions.access.fixed"]
    assert (
        rights[-1]["citations"][0]["display"]
        == "CPTS agreement, art. 8, as amended by amendment 2, art. 4, 2°"
    )


def test_a_project_before_its_contract_is_told_what_is_missing_and_what_to_do() -> None:
    answer = ask(eligibility, EXAMPLES / "projet_paris.yaml", "2022-06-01")
    outcomes = {benefit["benefit"]: benefit["outcome"] for benefit in answer["benefits"]}
    assert outcomes["creation_aid_idf"] == "eligible"
    assert (
        outcomes["aci_contract"] == "not_eligible"
    )  # not yet: the health project has not been sent
    assert [act["fact"] for act in answer["to_come"]] == ["health_project.submitted_on"]
    assert outcomes["missions.access"] == "not_eligible"
    assert answer["missing"]
    assert answer["next_steps"]


# --- the hypothetical amendment -------------------------------------------------------------------


def test_the_fictitious_amendment_raises_prevention_from_the_anniversary_that_follows_it() -> None:
    before = ask(funding, FICTION / "case.yaml", "2025-01-15")
    after = ask(funding, FICTION / "case.yaml", "2025-01-15", FICTION / "rulesets")
    assert amounts(before, "missions.prevention.fixed")[1:4] == [
        Decimal(17500),
        Decimal(17500),
        Decimal(17500),
    ]
    assert amounts(after, "missions.prevention.fixed")[1:4] == [
        Decimal(17500),
        Decimal(26250),
        Decimal(26250),
    ]
    assert amounts(after, "missions.prevention.variable") == amounts(
        before, "missions.prevention.variable"
    )
    assert amounts(after, "missions.access.fixed") == amounts(before, "missions.access.fixed")


def test_its_effect_is_what_the_readme_prints() -> None:
    before = ask(funding, FICTION / "case.yaml", "2025-01-15")
    after = ask(funding, FICTION / "case.yaml", "2025-01-15", FICTION / "rulesets")
    readme = (FICTION / "README.md").read_text(encoding="utf-8")
    for total in (*before["totals"], *after["totals"]):
        assert f"{Decimal(total['amount']):,.2f}".replace(",", " ").replace(".00", "") in readme, (
            total
        )


def test_its_delay_binds_only_the_contracts_signed_from_then_on(tmp_path: Path) -> None:
    signed_before = ask(calendar, FICTION / "case.yaml", "2025-01-15", FICTION / "rulesets")
    late = tmp_path / "case.yaml"
    late.write_text(
        'community: {population: 96000}\ncontract: {signed_on: "2024-07-01"}\nmissions: {}\n',
        encoding="utf-8",
    )
    signed_after = ask(calendar, late, "2025-01-15", FICTION / "rulesets")

    def start(answer: dict[str, Any]) -> str:
        return next(
            str(entry["on"])
            for entry in answer["entries"]
            if entry["id"] == "missions.prevention.start"
        )

    assert start(signed_before) == "2023-10-03"
    assert start(signed_after) == "2025-04-01"


def test_its_operations_are_the_only_difference() -> None:
    corpus = corpora(FICTION / "rulesets")["cpts"]
    answer = diff(
        corpus,
        Question(date(2024, 7, 1), date(2026, 1, 1), "en"),
        date(2024, 6, 30),
        date(2024, 7, 1),
    )
    changed = {change["address"] for group in answer["operations"] for change in group["changes"]}
    assert changed == {
        "aci_2019/5.1.5/sport",
        "aci_2019/6/prevention_deployment",
        "aci_2019/6/prevention_start",
        "aci_2019/6/sport_deployment",
        "aci_2019/6/sport_start",
        "aci_2019/7.3.1/fixed",
        "aci_2019/7.3.2/variable",
        "aci_2019/7.3.2.2/achievement_rate",
        "aci_2019/8/amounts",
        "aci_2019/8/majoration_members",
        "aci_2019/8/missions_funded",
    }


def test_its_scenarios_hold() -> None:
    scenarios, findings = read_scenarios(FICTION / "avenant_3.scenario.yaml")
    assert findings == []
    assert len(scenarios) == 8
    assert [str(difference) for scenario in scenarios for difference in run(scenario)] == []


def test_it_is_labelled_fictitious_everywhere() -> None:
    text = corpora(FICTION / "rulesets")["cpts"].texts["avenant_3_fictif"]
    assert "FICTIF" in text.title.fr
    assert "fictif" in text.short.fr
    assert "fictitious" in text.short.en


# --- another field --------------------------------------------------------------------------------


def test_another_agreement_is_funded_by_its_own_rules() -> None:
    answer = ask(funding, CYCLING / "atelier.yaml", "2025-06-01", CYCLING / "rulesets")
    assert answer["corpus"] == "velo"
    assert amounts(answer, "base") == [Decimal(2500), Decimal(3000), Decimal(7000)]
    assert amounts(answer, "actions.parking.grant") == [Decimal(1200), Decimal(1500), Decimal(3500)]
    assert amounts(answer, "actions.workshop.grant") == [
        Decimal("991.78"),
        Decimal(2000),
    ]  # 2 000 × 181 / 365
    assert amounts(answer, "actions.training.grant") == [Decimal(900)]
    assert [Decimal(total["amount"]) for total in answer["totals"]] == [
        Decimal(3700),
        Decimal("5491.78"),
        Decimal(13400),
    ]
    assert answer["readings"] == {"first_year_of_an_action": "prorated"}


def test_its_own_reading_changes_its_own_sums() -> None:
    answer = ask(
        funding,
        CYCLING / "atelier.yaml",
        "2025-06-01",
        CYCLING / "rulesets",
        first_year_of_an_action="whole",
    )
    assert amounts(answer, "actions.workshop.grant") == [Decimal(2000), Decimal(2000)]


@pytest.mark.parametrize(
    ("on", "staff", "outcome"),
    [
        ("2025-06-01", 9, "not_eligible"),
        ("2025-06-01", 10, "eligible"),
        ("2023-02-28", 10, "not_eligible"),
    ],
)
def test_it_decides_on_its_own_eligibility(
    tmp_path: Path, on: str, staff: int, outcome: str
) -> None:
    case = tmp_path / "case.yaml"
    case.write_text(
        f'employer: {{in_town: true, staff: {staff}}}\nagreement: {{signed_on: "2023-03-01"}}\n',
        encoding="utf-8",
    )
    answer = ask(eligibility, case, on, CYCLING / "rulesets")
    assert [(benefit["benefit"], benefit["outcome"]) for benefit in answer["benefits"]] == [
        ("membership", outcome)
    ]


def test_it_has_its_own_calendar_and_duties() -> None:
    entries = ask(calendar, CYCLING / "atelier.yaml", "2025-06-01", CYCLING / "rulesets")["entries"]
    assert [entry["on"] for entry in entries if entry["id"] == "yearly_report"] == [
        "2024-06-01",
        "2025-06-01",
        "2026-06-01",
    ]
    found = ask(duties, CYCLING / "atelier.yaml", "2025-06-01", CYCLING / "rulesets")["duties"]
    assert [(duty["duty"], duty["status"], duty["until"]) for duty in found] == [
        ("count_cyclists", "binding", "2026-03-01")
    ]
    after = ask(duties, CYCLING / "atelier.yaml", "2026-03-01", CYCLING / "rulesets")
    assert after["duties"] == []
    assert [(one["fact"], one["on"]) for one in after["over"]] == [
        ("agreement.ends_on", "2026-03-01")
    ]


def test_the_cases_of_the_first_agreement_are_answered_the_same_beside_it() -> None:
    alone = ask(funding, EXAMPLES / "cpts_exemple.yaml", "2023-06-01")
    beside = ask(funding, EXAMPLES / "cpts_exemple.yaml", "2023-06-01", CYCLING / "rulesets")
    assert alone == beside


def sas_years_asked(folder: Path, amended_on: str) -> set[str]:
    """Return the calendar years of which something of the SAS indicator is asked."""
    written = (EXAMPLES / "health_centre" / "case.yaml").read_text(encoding="utf-8")
    written = written.replace('amended_on: "2022-10-15"', f"amended_on: {amended_on}")
    lines = [line for line in written.splitlines() if not line.startswith("  sas: ")]
    path = folder / "case.yaml"
    path.write_text("\n".join([*lines, "  sas: {}", ""]), encoding="utf-8")
    law = load((EXAMPLES / "health_centre" / "rulesets",))
    corpus, facts = load_case(str(path), law)
    question = Question(date(2023, 6, 1), date(2026, 1, 1), "en", {}).checked(corpus)
    answer: dict[str, Any] = funding(corpus, facts, question)
    names = [missing["fact"] for missing in answer["missing"]]
    return {name.split(".results.")[1].split(".")[0] for name in names if ".sas.results." in name}


@pytest.mark.parametrize(
    ("amended_on", "years"), [('"2022-10-15"', "2"), ('"2023-02-01"', "3"), ("not_yet", "")]
)
def test_an_element_has_no_period_before_the_text_that_brought_it(
    tmp_path: Path, amended_on: str, years: str
) -> None:
    """The SAS exists from the first day of the year in which the contract is amended."""
    asked = sas_years_asked(tmp_path, amended_on)
    assert min(asked, default="") == years
