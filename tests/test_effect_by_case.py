"""An invented aid to the rent of workshops, whose amendments reach each contract on its own day."""

from __future__ import annotations

import argparse
import io
import json
import re
import shutil
import sys
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

import accord
from engine.cases.case_reader import read_case
from engine.checks import check_corpus
from engine.documents.workbook import workbook
from engine.language.model import Corpus
from engine.language.temporal import NOT_YET, anniversary
from engine.library import load
from engine.questions import texts
from engine.questions.answers import DiffAnswer
from engine.questions.question import Question
from engine.render import render as render_answer
from engine.source.reader import read_corpora
from engine.source.yaml_source import read_yaml
from engine.words.formats import apostrophes, money
from tests.answers import calendar, duties, eligibility, funding, render, text

ROOT = Path(__file__).parents[1]
sys.path.append(str(ROOT / "tools"))
import check_proof as checker  # noqa: E402  # it stands beside the project

FOLDER = Path(__file__).parent / "corpora" / "leases" / "rulesets"
KNOWN_ON = date(2026, 1, 1)
WORKERS = [{"from": "2021-01-01", "value": 3}, {"from": "2023-02-28", "value": 5}]
PRO_RATA = {"change_in_a_year": "pro_rata"}
TABLED = "leases/1/amounts"
TABLE = f"{{table: {TABLED}, row: rent, column: small}}"


@lru_cache
def corpus() -> Corpus:
    return load((FOLDER,))["leases"]


def case(**facts: Any) -> str:
    """Write a case; a fact that is None is left out."""
    given = {"ends_on": "not_yet", "rider_signed_on": "not_yet", "area": 25, "size": "small"}
    said = {name: value for name, value in {**given, **facts}.items() if value is not None}
    return json.dumps({"lease": said})


def asked(query: Any, on: str, readings: dict[str, str] | None = None, **facts: Any) -> Any:
    document, _ = read_yaml("case.yaml", case(**facts).encode())
    assert document is not None
    read, findings = read_case(document, corpus().vocabulary)
    assert read is not None, findings
    question = Question(date.fromisoformat(on), KNOWN_ON, "en", readings or {})
    return query(corpus(), read, question)


def rents(on: str, **facts: Any) -> list[tuple[str, str]]:
    rights = asked(funding, on, **facts)["entitlements"]
    return [(right["line"], right["amount"]) for right in rights]


def test_the_law_has_no_finding() -> None:
    assert check_corpus(corpus()) == ()


@pytest.mark.parametrize(
    ("signed_on", "outcome", "inventory"),
    [("2022-12-31", "eligible", "2023-06-30"), ("2023-01-01", "not_eligible", "2023-04-01")],
)
def test_a_contract_signed_from_a_day_on_is_reached(
    signed_on: str, outcome: str, inventory: str
) -> None:
    """25 square metres are enough for 20, and not for 30; the inventory has six months, or three."""
    answer = asked(eligibility, "2023-06-01", signed_on=signed_on)
    assert [row["outcome"] for row in answer["benefits"]] == [outcome]
    entries = asked(calendar, "2023-06-01", signed_on=signed_on)["entries"]
    assert [row["on"] for row in entries if row["id"] == "inventory"] == [inventory]


def test_each_contract_is_reached_on_its_next_anniversary() -> None:
    """In force on 1 May 2023: on that very day, on the morrow, or eleven months later."""
    for signed_on, amounts in (
        ("2022-05-01", ["1000.00", "1200.00"]),
        ("2022-05-02", ["1000.00", "1200.00"]),
        ("2022-04-30", ["1000.00", "1000.00", "1200.00"]),
    ):
        given = [amount for _, amount in rents("2024-06-01", signed_on=signed_on)]
        assert given[: len(amounts)] == amounts


def test_an_act_of_the_contract_reaches_it() -> None:
    """The rider of 1 June 2024 gives heating from the next year on, or from that day pro rata."""
    lease: dict[str, Any] = {"signed_on": "2022-03-01", "rider_signed_on": "2024-06-01"}
    assert ("heating", "300.00") in rents("2025-06-01", **lease)
    assert ("heating", "300.00") not in rents("2024-12-31", **lease)
    assert ("heating", "300.00") not in rents("2025-06-01", signed_on="2022-03-01")
    cut = asked(funding, "2024-12-31", PRO_RATA, **lease)["entitlements"]
    third = [right for right in cut if right["period"] == 3]
    heating = [right["amount"] for right in third if right["line"] == "heating"]
    assert heating == ["175.89", "48.49"]  # 214 and 59 days of 365 at 300 euros
    rent = [right["amount"] for right in third if right["line"] == "rent"]
    assert rent == ["302.47", "703.56", "210.14"]  # 92 and 214 days at 1,200, 59 at 1,300


def test_a_later_amendment_finds_what_each_law_left() -> None:
    """The fourth amendment makes all amounts 1,300 euros, whichever stood before."""
    assert rents("2025-06-01", signed_on="2021-03-01")[-1] == ("rent", "1300.00")
    assert rents("2025-06-01", signed_on="2025-02-01")[-1] == ("rent", "1300.00")


def test_what_tells_is_asked_and_nothing_is_supposed() -> None:
    answer = asked(eligibility, "2023-06-01", signed_on=None)
    (benefit,) = answer["benefits"]
    assert (benefit["outcome"], benefit["missing"]) == ("undetermined", ["lease.signed_on"])
    money = asked(funding, "2025-06-01", signed_on="2022-03-01", rider_signed_on=None)
    assert [right["amount"] for right in money["entitlements"]] == ["1000.00", "1000.00"]
    assert [row["fact"] for row in money["missing"]] == ["lease.rider_signed_on"]
    assert not money["complete"]


def test_the_text_says_for_which_cases_each_version_stands() -> None:
    shown = text(corpus(), Question(date(2024, 6, 1), KNOWN_ON, "en"), "leases/1")
    tables = [one for one in shown["articles"][0]["provisions"] if one["id"] == "amounts"]
    assert [one["table"]["rows"][0]["cells"] for one in tables] == [
        ["1200", "2400"],
        ["1000", "2000"],
    ]
    anniversary = (
        "the first anniversary of the day on which the contract was signed that does not come "
        "before the entry into force (amendment 2)"
    )
    assert [one["stands_for"] for one in tables] == [
        f"the cases reached by amendment 2 (from {anniversary})",
        f"the cases not reached by amendment 2 (from {anniversary})",
    ]
    later = text(corpus(), Question(date(2025, 1, 1), KNOWN_ON, "fr"), "leases/1")
    assert [one.get("stands_for") for one in later["articles"][0]["provisions"]][:3] == [None] * 3


IN_FRENCH = {
    "leases_1": "si jour de signature du contrat à partir du 1er janvier 2023",
    "leases_2": "à compter du premier anniversaire du jour de signature du contrat qui ne précède "
    "pas l’entrée en vigueur (avenant 2)",
    "leases_3": "à compter du jour de signature de l’avenant au contrat",
}
"""When each text reaches a case."""


def reached(rank: int, *, yes: bool = True) -> str:
    """Return the words for the cases that an amendment has reached, or has not."""
    how = IN_FRENCH[f"leases_{rank}"]
    return f"les dossiers {'' if yes else 'non '}atteints par l’avenant {rank} ({how})"


def changes() -> DiffAnswer:
    question = Question(date(2024, 6, 1), KNOWN_ON, "fr")
    return texts.diff(corpus(), question, date(2022, 12, 31), date(2025, 1, 1))


def test_what_changed_says_which_cases_each_operation_reaches() -> None:
    operations = json.loads(render_answer(changes(), "json"))["operations"]
    assert [(one["on"], apostrophes(one.get("stands_for", ""))) for one in operations] == [
        ("2023-01-01", reached(1)),
        ("2023-01-01", reached(1)),
        ("2023-05-01", reached(2)),
        ("2024-01-01", reached(3)),
        ("2025-01-01", ""),  # the fourth reaches all, on its day
    ]


def test_what_changed_says_what_it_was_for_all_cases() -> None:
    """The fourth amendment makes 1,300 euros of 1,200 for some, and of 1,000 for the others."""
    whole = changes().operations[-1]
    assert [
        (
            apostrophes(change.before.stands_for or "") if change.before else None,
            change.after.stands_for if change.after else "",
            [(value.before, value.after) for value in change.values[:1]],
        )
        for change in whole.changes
    ] == [
        (reached(2), None, [(money(1200, "fr"), money(1300, "fr"))]),
        (reached(2, yes=False), None, [(money(1000, "fr"), money(1300, "fr"))]),
    ]


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
def test_every_page_of_what_changed_says_which_cases_it_reaches(form: Any) -> None:
    page = render_answer(changes(), form, "fr", width=400)
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>|\\", " " if form == "html" else "", page))
    for rank in (1, 2, 3):
        assert f"Vaut pour {reached(rank)}." in words
    assert f"Vaut pour {reached(2, yes=False)}" in words
    assert "5 opérations, 6 dispositions changées" in words


def test_a_workbook_of_the_law_says_for_which_cases_a_version_stands() -> None:
    cells = [cell for row in rows_of(changes()) for cell in row]
    assert f"avenant 2, art. 1\nVaut pour {reached(2)}" in cells
    shown = texts.text(corpus(), Question(date(2024, 6, 1), KNOWN_ON, "fr"), "leases/1")
    cells = [cell for row in rows_of(shown) for cell in row]
    said = "Aide au loyer de l’année selon la taille."
    assert f"{said}\nVaut pour {reached(2, yes=False)}" in cells


def rows_of(answer: Any) -> list[list[str]]:
    """Return the cells of a workbook, as texts."""
    sheets = load_workbook(io.BytesIO(workbook(answer))).worksheets
    return [
        [apostrophes(str(cell.value)) for cell in row] for sheet in sheets for row in sheet.rows
    ]


def test_an_answer_says_from_when_each_text_reaches_the_case() -> None:
    answer = asked(funding, "2024-06-01", signed_on="2022-03-01", rider_signed_on=None)
    said = {text["text"]: text.get("reaches_case") for text in answer["law"]}
    assert said == {
        "leases": None,
        "leases_1": "does not apply to this case (it applies if day on which the contract was signed "
        "on or after 1 January 2023)",
        "leases_2": "applies to this case from 1 March 2024 (it applies from the first anniversary of "
        "the day on which the contract was signed that does not come before the entry into force "
        "(amendment 2))",
        "leases_3": "it is not known whether it applies to this case (it applies from the day on which "
        "the rider to the contract was signed)",
    }


@pytest.mark.parametrize("asks", ["eligibility", "calendar", "funding"])
@pytest.mark.parametrize("facts", [{}, {"rider_signed_on": "2024-06-01", "insured": True}])
def test_a_proof_is_verified(asks: str, facts: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_text(case(signed_on="2022-03-01", workers=WORKERS, **facts), encoding="utf-8")
    law = accord.load(FOLDER)
    days = {"on": "2025-06-01", "known_on": "2026-01-01"}
    proof = json.loads(law.prove(str(path), asks, readings=PRO_RATA, **days))
    arguments = argparse.Namespace(rulesets=[FOLDER], case=path)
    assert checker._checked(proof, arguments)
    reached = proof["work"][asks]["reached"]
    assert reached["leases_2.ordinary"] == "2024-03-01"
    assert reached["leases_3.ordinary"] == facts.get("rider_signed_on", "not_yet")


@pytest.mark.parametrize(
    ("signed_on", "rider", "reached"),
    [
        ("2022-12-31", "not_yet", "not_yet"),  # neither signed nor amended from 1 January 2023 on
        ("2022-12-31", "2022-12-31", "not_yet"),
        ("2022-12-31", "2023-01-01", "2023-01-01"),  # amended on the day itself
        ("2022-12-31", "2024-06-01", "2024-06-01"),  # amended later: from then on
        ("2023-01-01", "2024-06-01", "2023-01-01"),  # signed on the day, whatever follows
    ],
)
def test_a_contract_signed_or_amended_from_a_day_on_is_reached(
    signed_on: str, rider: str, reached: str, tmp_path: Path
) -> None:
    shutil.copytree(FOLDER, tmp_path / "law")
    path = tmp_path / "law" / "leases_1" / "text.yaml"
    signed = '{when: {lease.signed_on: {on_or_after: "2023-01-01"}}}'
    either = (
        "{from: {first_of: [{fact: lease.signed_on}, {fact: lease.rider_signed_on}], "
        'on_or_after: "2023-01-01"}}'
    )
    written = path.read_text(encoding="utf-8")
    assert signed in written
    path.write_text(written.replace(signed, either), encoding="utf-8")
    facts = json.loads(case(signed_on=signed_on, rider_signed_on=rider, workers=WORKERS))
    law = accord.load(tmp_path / "law")
    proof = json.loads(law.prove(facts, "eligibility", on="2025-06-01", known_on="2026-01-01"))
    arguments = argparse.Namespace(rulesets=[tmp_path / "law"], case=None)
    assert checker._checked(proof, arguments)
    assert proof["work"]["eligibility"]["reached"]["leases_1.ordinary"] == reached


def test_a_proof_carries_the_public_holidays_that_tell_when_a_text_reaches_a_case(
    tmp_path: Path,
) -> None:
    """The rider of 1 May 2024, a public holiday, reaches the contract on the day after it."""
    shutil.copytree(FOLDER, tmp_path / "law")
    path = tmp_path / "law" / "leases_3" / "text.yaml"
    written = path.read_text(encoding="utf-8")
    carried = "{carried_over: {fact: lease.rider_signed_on}, holidays: metropole}"
    path.write_text(written.replace("{fact: lease.rider_signed_on}", carried), encoding="utf-8")
    facts = case(signed_on="2022-03-01", rider_signed_on="2024-05-01", workers=WORKERS)
    law = accord.load(tmp_path / "law")
    days = {"on": "2025-06-01", "known_on": "2026-01-01"}
    proof = json.loads(law.prove(json.loads(facts), "eligibility", **days))
    arguments = argparse.Namespace(rulesets=[tmp_path / "law"], case=None)
    assert checker._checked(proof, arguments)
    assert list(proof["holidays"]) == ["metropole"]
    assert proof["work"]["eligibility"]["reached"]["leases_3.ordinary"] == "2024-05-02"


# --- facts that a case leaves out, facts that no rule derives, grounds ----------------------------


def bonuses(**facts: Any) -> dict[str, list[str]]:
    answer = asked(funding, "2022-06-01", signed_on="2022-03-01", **facts)
    return {
        right["line"]: [citation["display"] for citation in right["citations"]]
        for right in answer["entitlements"]
        if right["line"] in ("renown", "encouragement")
    }


def test_a_derived_boolean_is_false_where_its_rule_does_not_apply() -> None:
    renowned = {"renown": ["agreement on rents, art. 3", "agreement on rents, art. 2"]}
    assert bonuses(prizes=3) == renowned
    assert bonuses(prizes=2, insured=True) == {"encouragement": ["agreement on rents, art. 3"]}
    assert bonuses(prizes=2) == {}
    assert bonuses(prizes=3, insured=True, area=19) == {
        "encouragement": ["agreement on rents, art. 3"]
    }


def test_it_is_unknown_where_its_rule_is() -> None:
    answer = asked(funding, "2022-06-01", signed_on="2022-03-01", prizes=3, insured=True, area=None)
    assert "lease.area" in [row["fact"] for row in answer["missing"]]
    assert bonuses(prizes=3, insured=True, area=None) == {}
    assert list(bonuses(prizes=2, insured=True, area=None)) == ["encouragement"]


def test_what_a_case_leaves_out_is_taken_as_the_vocabulary_says_and_the_answer_says_so() -> None:
    assert list(bonuses(insured=True)) == ["encouragement"]
    answer = asked(funding, "2022-06-01", signed_on="2022-03-01", insured=True)
    (prizes,) = answer["taken"]
    assert (prizes["fact"], prizes["value"], prizes["basis"]) == (
        "lease.prizes",
        0,
        "official_text",
    )
    assert prizes["because"] == "Article 3 counts the prizes declared."
    assert "taken" not in asked(
        funding, "2022-06-01", signed_on="2022-03-01", insured=True, prizes=1
    )
    page = render(answer, "text", "en", "none")
    assert "Number of prizes won: 0" in page
    assert "Article 3 counts the prizes declared" in page


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("type: integer, absent: {is: 1.5, because: B, basis: inferred}", "ACC104"),
        ("type: integer, minimum: 1, absent: {is: 0, because: B, basis: inferred}", "ACC104"),
        ('type: date, absent: {is: "2021-01-01", because: B, basis: inferred}', "ACC104"),
        ("type: duration, absent: {is: PT24H, because: B, basis: inferred}", "ACC104"),
        ("type: duration, absent: {is: soon, because: B, basis: inferred}", "ACC104"),
        ("type: boolean, absent: {is: 0, because: B, basis: inferred}", "ACC103"),
        ("type: boolean, absent: {is: false, because: B, basis: hearsay}", "ACC104"),
        ("type: boolean, absent: {is: false, basis: inferred}", "ACC102"),
        ("type: integer, varies: true, absent: {is: 0, because: B, basis: inferred}", "ACC102"),
        ("type: boolean, otherwise: false", "ACC102"),
        ("type: integer, derived: true, otherwise: false", "ACC102"),
        ("type: boolean, derived: true, otherwise: true", "ACC104"),
    ],
)
def test_what_cannot_be_taken_is_a_finding(word: str, code: str, tmp_path: Path) -> None:
    shutil.copytree(FOLDER / "leases", tmp_path / "leases")
    path = tmp_path / "leases" / "vocabulary.yaml"
    label = "label: {fr: x, en: x}"
    written = word.replace("because: B", "because: {fr: x, en: x}")
    lines = path.read_text(encoding="utf-8").split("\n")
    lines.insert(2, f"  lease.tried: {{{written}, {label}}}")
    path.write_text("\n".join(lines), encoding="utf-8")
    findings = read_corpora([tmp_path])[1]
    assert {finding.code for finding in findings} == {code}, findings
    assert {finding.location.line for finding in findings} == {3}


def test_a_fact_is_read_on_the_first_or_the_last_day_of_the_period() -> None:
    """Two workers join on the last day of the first year: 5 × 3 at its start, 10 × 5 at its end."""
    answer = asked(funding, "2022-06-01", signed_on="2022-03-01", insured=True, workers=WORKERS)
    given = {right["line"]: right["amount"] for right in answer["entitlements"]}
    assert (given["arrival"], given["staff"]) == ("15.00", "50.00")
    shown = text(corpus(), Question(date(2022, 6, 1), KNOWN_ON, "en"), "leases/3")
    words = {one["id"]: one.get("in_words", "") for one in shown["articles"][0]["provisions"]}
    assert "the number of workers on the last day of the period" in words["staff"]
    assert "the number of workers on the first day of the period" in words["arrival"]


def test_a_fact_is_averaged_over_the_period_by_the_days_of_each_value() -> None:
    """364 days of 3 workers and one of 5, in 365: 12 × 1 097 / 365 = 36.066; then 12 × 5."""

    def given(on: str, workers: Any) -> str | None:
        facts = {"signed_on": "2022-03-01", "ends_on": "2024-03-01", "insured": True}
        answer = asked(funding, on, **facts, workers=workers)
        amounts = {
            (right["line"], right["from"]): right["amount"] for right in answer["entitlements"]
        }
        return amounts.get(("presence", on))

    assert given("2022-03-01", WORKERS) == "36.07"
    assert given("2023-03-01", WORKERS) == "60.00"
    late = [{"from": "2022-03-02", "value": 3}]  # the first day is not covered
    assert given("2022-03-01", late) is None
    assert given("2023-03-01", late) == "36.00"
    assert given("2022-03-01", 3) == "36.00"  # given once, it holds on any day
    after = [*WORKERS, {"from": "2023-03-01", "value": 100}]  # the first day of the next year
    assert given("2022-03-01", after) == "36.07"
    shown = text(corpus(), Question(date(2022, 6, 1), KNOWN_ON, "en"), "leases/3")
    words = {one["id"]: one.get("in_words", "") for one in shown["articles"][0]["provisions"]}
    average = "the average over the period, by days, of: the number of workers"
    assert average in words["presence"]


def test_only_a_number_that_varies_has_an_average(tmp_path: Path) -> None:
    constant, number = "does not vary over time", "a number is needed"
    for name, messages in (("lease.area", [constant]), ("lease.size", [constant, number])):
        folder = tmp_path / name
        shutil.copytree(FOLDER / "leases", folder / "leases")
        path = folder / "leases" / "art_3.yaml"
        written = path.read_text(encoding="utf-8")
        one = f"{{fact: {name}, as_of: period_average}}"
        path.write_text(
            written.replace("{fact: lease.workers, as_of: period_average}", one), encoding="utf-8"
        )
        corpora, findings = read_corpora([folder])
        assert findings == []
        misfits = check_corpus(corpora["leases"])
        assert {finding.code for finding in misfits} == {"ACC209"}
        written = " ".join(str(finding.message) for finding in misfits)
        assert [each for each in (constant, number) if each in written] == messages


def test_an_answer_makes_the_remarks_that_hold_or_may() -> None:
    def made(**facts: Any) -> list[tuple[str, str | None]]:
        answer = asked(funding, "2022-06-01", signed_on="2022-03-01", **facts)
        assert all(
            [citation["display"] for citation in remark["citations"]]
            == ["agreement on rents, art. 3"]
            for remark in answer.get("remarks", ())
        )
        return [(remark["says"], remark.get("where")) for remark in answer.get("remarks", ())]

    plaque, hall = "A plaque is given to the workshop.", "It is handed over at the town hall."
    lease = "The lease must be enclosed."
    assert made(prizes=2) == []
    assert made(prizes=3) == [(plaque, None)]
    assert made(prizes=3, area=50, size="large") == [(plaque, None), (hall, None), (lease, None)]
    assert made(prizes=3, size=None) == [
        (plaque, None),
        (lease, "size of the premises: large"),
    ]
    shown = text(corpus(), Question(date(2022, 6, 1), KNOWN_ON, "en"), "leases/3")
    notes = {one["id"]: one.get("notes") for one in shown["articles"][0]["provisions"]}
    assert notes["renown"][:2] == [plaque, f"{hall} (if: area rented: at least 50)"]
    assert notes["declared"] is None


def test_a_remark_of_two_versions_is_made_once_and_cites_both(tmp_path: Path) -> None:
    """The amounts of the agreement and those of amendment 4 make the same remark."""
    shutil.copytree(FOLDER, tmp_path / "law")
    remark = "notes: [{says: {fr: Par an., en: A year.}}], table: {unit: EUR"
    for name in ("leases", "leases_4"):
        path = tmp_path / "law" / name / "art_1.yaml"
        written = path.read_text(encoding="utf-8")
        assert written.count("table: {unit: EUR") == 1
        noted = remark if name == "leases" else remark.replace("], table", "]\n        table")
        path.write_text(written.replace("table: {unit: EUR", noted), encoding="utf-8")
    answer = accord.load(tmp_path / "law").funding(
        json.loads(case(signed_on="2021-03-01", workers=WORKERS)), on="2025-06-01", lang="en"
    )
    (made,) = answer.remarks
    assert made.says == "A year."
    assert [citation.display for citation in made.citations] == [
        "agreement on rents, art. 1",
        "agreement on rents, art. 1, as amended by amendment 4, art. 1",
    ]


def test_an_anniversary_is_a_year_after_its_day_at_least() -> None:
    for origin, day, first in (
        ("2022-03-01", "2023-02-28", "2023-03-01"),
        ("2022-03-01", "2023-03-01", "2023-03-01"),
        ("2022-03-01", "2023-03-02", "2024-03-01"),
        ("2020-02-29", "2021-02-28", "2021-02-28"),
        ("2020-02-29", "2023-03-01", "2024-02-29"),
        ("2024-05-01", "2023-01-01", "2025-05-01"),
    ):
        days = (date.fromisoformat(origin), date.fromisoformat(day))
        assert anniversary(*days) == date.fromisoformat(first)
    assert anniversary(NOT_YET, date(2023, 1, 1)) == NOT_YET


@pytest.mark.parametrize(
    ("applies", "code", "said"),
    [
        ("{others: {when: {lease.area: {at_least: 1}}}}", "ACC215", "others"),
        ("{ordinary: {from: {fact: lease.area}}}", "ACC209", "lease.area"),
        ("{ordinary: {from: {fact: lease.sined_on}}}", "ACC208", "lease.sined_on"),
        ("{ordinary: {when: {lease.area: {is: large}}}}", "ACC209", "large"),
        ("{ordinary: {when: {lease.renowned: {is: true}}}}", "ACC281", "lease.renowned"),
        ("{ordinary: {when: {lease.workers: {at_least: 1}}}}", "ACC281", "lease.workers"),
        ("{ordinary: {from: {fact: period.from}}}", "ACC281", "period.from"),
        ("{ordinary: {when: {benefit: rent_aid}}}", "ACC281", "rent_aid"),
        (f"{{ordinary: {{when: {{lease.area: {{at_least: {TABLE}}}}}}}}}", "ACC281", TABLED),
        ("{ordinary: {when: {count: visits, at_least: 1}}}", "ACC238", "count"),
        ("{ordinary: {}}", "ACC110", ""),
        ("{ordinary: {since: {fact: lease.signed_on}}}", "ACC101", "since"),
        ("[ordinary]", "ACC103", ""),
    ],
)
def test_what_no_text_may_say_of_the_cases_it_reaches(
    applies: str, code: str, said: str, tmp_path: Path
) -> None:
    shutil.copytree(FOLDER, tmp_path / "law")
    path = tmp_path / "law" / "leases_1" / "text.yaml"
    head, rest = path.read_text(encoding="utf-8").split("applies_to:", 1)
    documents = rest[rest.index("documents:") :]
    path.write_text(f"{head}applies_to: {applies}\n{documents}", encoding="utf-8")
    corpora, findings = read_corpora([tmp_path / "law"])
    if not findings:
        findings = [*check_corpus(corpora["leases"])]
    assert {finding.code for finding in findings} == {code}, findings
    assert all(said in str(finding.message) for finding in findings)


def test_a_duty_is_looked_at_while_it_is_not_known_which_law_reaches_a_case(tmp_path: Path) -> None:
    """The day of signature is not known: what amends the law may have reached the case or not."""
    shutil.copytree(FOLDER, tmp_path / "law")
    (tmp_path / "law" / "leases" / "art_9.yaml").write_text(A_DUTY, encoding="utf-8")
    corpora, findings = read_corpora([tmp_path / "law"])
    assert findings == []
    document, _ = read_yaml("case.yaml", b"lease: {size: small}")
    assert document is not None
    facts, _ = read_case(document, corpora["leases"].vocabulary)
    assert facts is not None
    answer = duties(corpora["leases"], facts, Question(date(2023, 6, 1), KNOWN_ON))
    (duty,) = answer["duties"]
    assert [cited["display"] for cited in duty["citations"]] == ["accord sur les loyers, art. 9"]


A_DUTY = """
article: "9"
title: {fr: Registre, en: Register}
provisions:
  - id: register
    place: {paragraph: 1}
    says: {fr: Le locataire tient un registre., en: The tenant keeps a register.}
    source: {document: booklet, at: p. 2}
    basis: official_text
    on: question
    then: {oblige: {duty: register, category: commitment, subject: tenant, by: tenant}}
"""


def test_what_is_wrong_for_all_cases_is_said_once(tmp_path: Path) -> None:
    """An amendment without a row that it names fails for the cases that are reached, and others."""
    shutil.copytree(FOLDER, tmp_path / "law")
    path = tmp_path / "law" / "leases_4" / "art_1.yaml"
    path.write_text(path.read_text(encoding="utf-8") + NO_SUCH_FIGURE, encoding="utf-8")
    corpora, findings = read_corpora([tmp_path / "law"])
    assert findings == []
    assert [one.code for one in check_corpus(corpora["leases"])] == ["ACC271"]


NO_SUCH_FIGURE = """
  - id: no_such_figure
    amend: leases/1/rent
    parts: [{at: [when, lease.area], expect: 2, with: 3}]
    says: {fr: "Un chiffre change.", en: "A figure changes."}
    source: {document: sheet_4, at: p. 1}
    basis: official_text
"""
