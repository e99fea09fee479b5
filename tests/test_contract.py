"""The public contract: the command, its exit statuses, a
case as programs write it, and the keys of JSON answers.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from small_law import agreement, write_law

from engine.commands.main import main

CASE = """
community: {name: CPTS Exemple, population: 55000, members: 120, legal_form: association}
health_project: {submitted_on: "2019-09-01", ars_opposed: false, validated_on: "2019-11-04"}
contract: {signed_on: "2020-01-15", file_complete: true}
missions:
  access:   {started_on: "2020-07-01", deployed_on: "2021-05-03", achievement: [{contract_year: 1, rate: 0.85}]}
  crisis:   {started_on: "2022-10-01", plan_written_on: "2022-12-15"}
crises: [{identified_on: "2023-01-10", by: ars}]
covid_actions: true
early_mission: {letter_of_intent_validated_on: "2022-02-01", signed_on: "2022-03-01", missions: [access, prevention]}
"""
BENEFITS = {
    "aci_contract",
    "additional_operating_funding",
    "covid_derogation",
    "size_4_majoration",
    "early_mission_contract",
    "creation_aid_idf",
    "remote_commission",
}


def accord(*arguments: str, given: str | None = None) -> Result:
    return CliRunner().invoke(main, list(arguments), input=given)


def answer(query: str, *options: str, case: str = CASE) -> dict[str, Any]:
    found = accord(
        query,
        "-",
        "--on",
        "2023-06-01",
        "--known-on",
        "2026-11-21",
        "--format",
        "json",
        *options,
        given=case,
    )
    assert found.exit_code == 0, found.stderr
    plain: dict[str, Any] = json.loads(found.stdout)
    return plain


def test_funding() -> None:
    found = answer("funding")
    assert (found["query"], found["on"], found["known_on"]) == (
        "funding",
        "2023-06-01",
        "2026-11-21",
    )
    assert {"aci_2019", "avenant_2"} <= {text["text"] for text in found["law"]}
    right = next(
        one
        for one in found["entitlements"]
        if (one["line"], one["contract_year"]) == ("missions.access.fixed", 4)
    )
    assert (right["from"], right["until"], right["amount"]) == (
        "2023-01-15",
        "2024-01-15",
        "70000.00",
    )
    citation = right["citations"][0]
    assert (citation["text"], citation["article"]) == ("aci_2019", "8")
    assert citation["as_amended_by"] == [{"text": "avenant_2", "article": "4", "point": "2°"}]
    assert (
        citation["display"]
        == "ACI CPTS, art. 8, dans sa rédaction issue de l'avenant 2, art. 4, 2°"
    )
    paid = [
        one
        for one in found["payments"]
        if (one["line"], one["due_on"]) == ("missions.access.fixed", "2023-01-15")
    ]
    assert {"part": "advance", "amount": "52500.00"} in [
        {key: one[key] for key in ("part", "amount")} for one in paid
    ]
    assert all(one["citations"] for one in found["payments"])
    assert {one["contract_year"] for one in found["totals"]} == {1, 2, 3, 4, 5}
    assert found["missing"]
    assert found["trace"]


def test_calendar() -> None:
    entries = {
        entry["id"]: entry for entry in answer("calendar")["entries"] if entry["kind"] == "deadline"
    }
    start = entries["missions.access.start"]
    assert (start["on"], start["status"]) == ("2020-07-15", "met")
    assert start["citations"][0]["article"] == "6"


def test_eligibility() -> None:
    benefits = {one["benefit"]: one for one in answer("eligibility")["benefits"]}
    assert benefits.keys() >= BENEFITS
    assert benefits["aci_contract"]["outcome"] == "eligible"
    assert benefits["aci_contract"]["missing"] == []
    assert all(
        one["outcome"] == "met" and one["citations"]
        for one in benefits["aci_contract"]["requirements"]
    )
    assert benefits["size_4_majoration"]["outcome"] == "not_eligible"
    assert benefits["early_mission_contract"]["outcome"] == "not_eligible"


def test_one_benefit() -> None:
    found = accord(
        "eligibility", "-", "covid_derogation", "--on", "2023-06-01", "--format", "json", given=CASE
    )
    assert [one["benefit"] for one in json.loads(found.stdout)["benefits"]] == ["covid_derogation"]


def test_duties_and_texts() -> None:
    delays = [
        duty["values"]
        for duty in answer("duties")["duties"]
        if duty["duty"] == "missions.access.delay"
    ]
    assert delays == [{"delay": "48 heures"}]
    assert accord("text", "8", "--on", "2023-06-01", "--format", "json").exit_code == 0
    assert accord("diff", "2022-03-31", "2022-04-01", "--format", "json").exit_code == 0
    assert accord("explain", "ACC201").exit_code == 0
    assert accord("check").exit_code == 0


@pytest.mark.parametrize("form", ["text", "json", "markdown", "html"])
@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("trace", ["none", "short", "full"])
def test_every_form_in_both_languages(form: str, language: str, trace: str, tmp_path: Path) -> None:
    case = tmp_path / "case.json"
    case.write_text(
        json.dumps(
            {
                "community": {"population": 80_000},
                "contract": {"signed_on": "2021-05-03", "file_complete": True},
            }
        )
    )
    found = accord(
        "funding",
        str(case),
        "--on",
        "2023-06-01",
        "--format",
        form,
        "--lang",
        language,
        "--trace",
        trace,
    )
    assert found.exit_code == 0
    assert "75" in found.stdout


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["funding", "nowhere.yaml"], 1),
        (["funding", "-", "--reading", "nothing=at_all"], 1),
        (["eligibility", "-", "no_such_benefit"], 1),
        (["text", "999"], 1),
        (["explain", "ACC999"], 1),
        (["funding", "-", "--on", "2019-01-01"], 1),
        (["funding", "-", "--on", "yesterday"], 2),
        (["funding", "-", "--format", "odt"], 2),
        (["funding"], 2),
        (["nonsense"], 2),
    ],
)
def test_exit_status(arguments: list[str], status: int) -> None:
    found = accord(*arguments, given=CASE)
    assert found.exit_code == status
    assert not found.stdout
    assert found.stderr
    if status == 1:
        assert re.match(r".+:\d+:\d+: ACC\d{3} .+", found.stderr)


def test_a_finding_names_its_place_and_the_remedy(tmp_path: Path) -> None:
    case = tmp_path / "case.yaml"
    case.write_text("community:\n  populaton: 55000\n", encoding="utf-8")
    found = accord("funding", str(case))
    assert found.exit_code == 1
    assert found.stderr.startswith(f"{case}:2:3: ACC3")
    assert "hint: " in found.stderr
    assert "`population`" in found.stderr


def test_an_article_is_read_in_the_corpus_in_which_it_is_in_force_that_day(tmp_path: Path) -> None:
    # amendment 2 of the shipped agreement has an article 2 too, of operations alone
    law = write_law(tmp_path / "law", [agreement()])
    found = accord(
        "text",
        "2",
        "--on",
        "2020-05-01",
        "--known-on",
        "2020-04-01",
        "--rulesets",
        str(law),
        "--format",
        "json",
    )
    assert [(one["text"], one["number"]) for one in json.loads(found.stdout)["articles"]] == [
        ("m", "2")
    ]
    shipped = accord("text", "8", "--on", "2023-06-01", "--rulesets", str(law), "--format", "json")
    assert {one["text"] for one in json.loads(shipped.stdout)["articles"]} == {"aci_2019"}
    nowhere = accord("text", "2", "--on", "2019-09-01", "--rulesets", str(law))
    assert (nowhere.exit_code, nowhere.stdout) == (1, "")
    assert "ACC405 no article `2` is in force on 2019-09-01" in nowhere.stderr


def test_a_message_shows_a_value_as_the_file_writes_it() -> None:
    found = accord(
        "funding", "-", given="health_project: {ars_opposed: true, validated_on: '2019-11-04'}\n"
    )
    assert (
        "ACC321 `health_project.validated_on` is given, but `health_project.ars_opposed` is `true`"
        in found.stderr
    )
    found = accord("funding", "-", given="community: {population: false}\n")
    assert "ACC302 a whole number is needed, not `false`" in found.stderr


def test_two_options_of_one_reading_point_to_how_the_command_gives_all_of_them(
    tmp_path: Path,
) -> None:
    (tmp_path / "cases.csv").write_text("case,community.population\nA,50000\n", "utf-8")
    twice = ("--reading", "prorata_unit=days", "--reading", "prorata_unit=months")
    table = ("batch", "funding", str(tmp_path / "cases.csv"), "-o", str(tmp_path / "out.csv"))
    assert "(`--reading all`)" in accord("funding", "-", *twice, given=CASE).stderr
    assert "(`--readings all`)" in accord(*table, *twice).stderr
    assert "or --readings all for all options" in accord(*table, "--reading", "all").stderr
