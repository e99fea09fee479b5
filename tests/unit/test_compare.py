"""`accord compare`: what changes, in euros and in dates, and which difference causes each change.

The sums are worked out by hand from the tables of the texts.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

import accord
from engine.cases.settings import asked as asked_settings
from engine.commands.main import main
from engine.diagnostics.diagnostic import RefusedInput
from engine.library import as_if, load, load_case
from engine.questions.answers.compare import CompareAnswer
from engine.questions.funding import funding
from engine.questions.question import Question
from engine.render import render
from engine.whatif.asked import Compared, answered
from engine.whatif.comparison import compare
from engine.whatif.differences import Side, Sides
from tests.depth import some

ROOT = Path(__file__).parents[2]
EXAMPLE = str(ROOT / "examples/cpts_exemple.yaml")
CORPUS, FACTS = load_case(EXAMPLE, load())
ON, KNOWN = date(2023, 6, 1), date(2026, 1, 1)
SIDE = Side(FACTS, Question(ON, KNOWN, "en"))


def asked(*written: str, **options: Any) -> CompareAnswer:
    """Return a comparison of the example with what is set in it, or is otherwise."""
    made, findings = asked_settings(written)
    assert not findings
    given_options = {"known_on": (KNOWN,), "questions": ("funding",)} | options
    return answered(Compared(case=EXAMPLE, settings=made, on=ON, language="en", **given_options))


def sums(answer: CompareAnswer) -> dict[tuple[str, ...], Decimal]:
    """Return what each cause changes in all, where it is a sum."""
    return {each.because.differences: each.amount for each in answer.causes if each.amount}


def test_eighty_thousand_inhabitants_from_january() -> None:
    """Size 3 in year 5, which begins on 15 January 2024: operating 75,000 for 60,000, access 90,000
    for 70,000, update of the crisis plan 22,500 for 17,500.
    """
    answer = asked("community.population@2024-01-01=80000")
    assert answer.amount == Decimal(15000 + 20000 + 5000)
    assert {(each.line, each.period, each.amount) for each in answer.entitlements} == {
        ("operating", 5, Decimal(15000)),
        ("missions.access.fixed", 5, Decimal(20000)),
        ("missions.crisis.fixed", 5, Decimal(5000)),
    }
    assert sums(answer) == {("community.population",): Decimal(40000)}
    assert [(each.period, each.amount) for each in answer.periods] == [(5, Decimal(40000))]
    first = render(answer, "text", "en", "none", width=140).splitlines()
    lead = next(line for line in first if line.startswith("+"))
    assert lead.startswith(
        "+€40,000 in all. Cause: population of the territory: 55,000, then 80,000"
    )
    assert "art. 8, as amended by amendment 2, art. 4, 2°" in " ".join(first)


def test_seventy_percent_instead_of_eighty_five() -> None:
    """The variable part of access in year 1: 17,500 for 198 days of 366, times 0.15."""
    answer = asked("missions.access.achievement.1.rate=0.7")
    before, after = (
        round(Decimal(17500) * 198 / 366 * rate, 2) for rate in (Decimal("0.85"), Decimal("0.7"))
    )
    assert answer.amount == after - before == Decimal("-1420.08")
    assert list(sums(answer)) == [("missions.access.achievement.1.rate",)]


def test_prevention_three_months_late(tmp_path: Path) -> None:
    """The fixed part of prevention in year 2: 15,000 for 90 days fewer of 365; its start is another
    day, and the advance is paid on it.
    """
    case = tmp_path / "case.yaml"
    text = Path(EXAMPLE).read_text("utf-8")
    started = '  prevention: {started_on: "2021-01-15"}\n  crisis:'
    case.write_text(text.replace("  crisis:", started, 1), "utf-8")
    made, _ = asked_settings(["missions.prevention.started_on=+P3M"])
    answer = answered(
        Compared(case=str(case), settings=made, on=ON, known_on=(KNOWN,), language="fr")
    )
    assert answer.amount == -round(Decimal(15000) * 90 / 365, 2) == Decimal("-3698.63")
    (advance,) = (each for each in answer.payments if each.part == "advance")
    assert [each.due_on for each in advance.before] == [date(2021, 1, 15)]
    assert [each.due_on for each in advance.after] == [date(2021, 4, 15)]


def test_what_avenant_2_brought() -> None:
    """The envelope of crises twice and the additional funding need two operations each; the amounts
    of access (70,000 for 74,500 in years 4 and 5) and of the crisis plan (35,000 for 106 days of
    365, then 17,500 twice) only the table of art. 4, 2°.
    """
    answer = asked(without=("avenant_2",))
    table, crises, additional = "avenant_2/4/2°", "avenant_2/3/4°", "avenant_2/5/2°"
    plan = round(Decimal(35000) * 106 / 365, 2) + 2 * 17500
    assert sums(answer) == {
        (crises, table): Decimal(2 * 52500),
        (table, additional): Decimal(45000),
        (table,): plan - 2 * 4500,
    }
    assert answer.amount == Decimal("186164.38")
    known_then = replace(SIDE.question, known_on=date(2021, 6, 1))
    assert answer.before == funding(CORPUS, FACTS, known_then).total
    assert answer.after == funding(CORPUS, FACTS, SIDE.question).total
    known = asked(known_on=(date(2021, 6, 1), KNOWN))
    assert sums(known) == sums(answer)


def test_two_readings_and_one_against_the_default() -> None:
    twice = asked(readings={"prorata_unit": ("days", "months")})
    once = asked(readings={"prorata_unit": ("months",)})
    assert twice.amount == once.amount
    assert list(sums(twice)) == [("prorata_unit",)]


def test_a_draft_with_and_without(tmp_path: Path) -> None:
    folder = ROOT / "examples/avenant_3/rulesets"
    case = str(ROOT / "examples/avenant_3/case.yaml")
    days = {"on": date(2027, 6, 1), "known_on": (date(2027, 6, 1),), "language": "en"}
    drafted, added = (
        answered(Compared(case=case, questions=("funding",), **{name: (folder,)}, **days))  # type: ignore[arg-type]
        for name in ("rulesets", "added")
    )
    assert drafted.amount == added.amount
    question = Question(date(2027, 6, 1), date(2027, 6, 1))
    with_it, without = (
        funding(*load_case(case, load(folders)), question).total for folders in ((folder,), ())
    )
    assert (drafted.before, drafted.after) == (without, with_it)


def test_two_that_act_together_and_one_alone() -> None:
    """Size 3 from the signature on and 70 %: 25,000 × 198/366 × 0.7 against 17,500 × … × 0.85."""
    answer = asked("missions.access.achievement.1.rate=0.7", "community.population=80000")
    both = ("community.population", "missions.access.achievement.1.rate")
    part = [round(Decimal(each) * 198 / 366, 2) for each in (25000 * 7 // 10, 17500)]
    assert abs(sums(answer)[both] - (part[0] - part[1] * Decimal("0.85"))) <= Decimal("0.01")
    assert set(sums(answer)) == {both, both[:1]}


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({}, "ACC424"),
        ({"known_on": (ON, ON, ON)}, "ACC424"),
        ({"without": ("avenant2",)}, "ACC426"),
        ({"readings": {"prorata_unit": ("a", "b", "c")}}, "ACC424"),
        ({"readings": {"prorata_unit": ("days", "weeks")}}, "ACC403"),
        ({"other": str(ROOT / "examples/other_agreement/atelier.yaml")}, "ACC425"),
    ],
)
def test_what_cannot_be_compared(options: dict[str, Any], code: str) -> None:
    rulesets = (ROOT / "examples/other_agreement/rulesets",) if code == "ACC425" else ()
    with pytest.raises(RefusedInput) as refusal:
        answered(Compared(case=EXAMPLE, rulesets=rulesets, **options))
    (finding,) = refusal.value.diagnostics
    assert finding.code == code
    assert finding.hint
    assert finding.message.in_language("fr") != str(finding.message)


def test_a_case_with_itself_has_no_change() -> None:
    answer = answered(Compared(case=EXAMPLE, other=EXAMPLE, on=ON, language="en"))
    assert answer.entitlements == answer.payments == answer.rows == answer.differences == ()
    assert "Nothing differs between the two sides." in render(answer, "text", "en", "none")
    same = asked("community.population=55000")
    assert same.amount == 0
    assert not same.causes


SETTINGS = (
    "community.population=80000",
    "community.population@2022-01-01=30000",
    "missions.access.achievement.1.rate=0.7",
    "missions.access.started_on=+P3M",
    "missions.crisis=",
    "covid_actions=false",
    "community.name=Autre",
)


@given(st.lists(st.sampled_from(SETTINGS), min_size=1, max_size=4, unique=True))
@settings(max_examples=some(3, 100), deadline=None)
def test_parts_add_up_and_a_cause_taken_away_takes_its_change_away(written: list[str]) -> None:
    after = as_if(FACTS, CORPUS, asked_settings(written)[0])
    sides = Sides(CORPUS, SIDE, replace(SIDE, facts=after))
    answer = compare(sides, ("funding",))
    assert answer.amount == sum((each.amount for each in answer.entitlements), Decimal(0))
    assert answer.amount == sum((each.amount for each in answer.causes), Decimal(0))
    assert answer.amount == sum((each.amount for each in answer.periods), Decimal(0))
    assert answer.after == funding(CORPUS, after, SIDE.question).total
    for line in answer.entitlements:
        causes = line.because.differences
        kept = [each for each in sides.differences if each.id not in causes]
        facts = sides.state(kept).facts
        without = compare(Sides(CORPUS, SIDE, replace(SIDE, facts=facts)), ("funding",))
        assert (line.line, line.period) not in {
            (each.line, each.period) for each in without.entitlements
        }


def test_in_one_command_in_both_languages() -> None:
    run = CliRunner()
    for language, lead in (("fr", "+\u00a040"), ("en", "+€40,000")):
        result = run.invoke(
            main,
            [
                *("compare", EXAMPLE, "--set", "community.population@2024-01-01=80000"),
                *("--on", "2023-06-01", "--lang", language),
            ],
        )
        assert result.exit_code == 0, result.output
        assert lead in result.output
    assert run.invoke(main, ["compare", EXAMPLE]).exit_code == 1


def test_from_python() -> None:
    law = accord.load(lang="en")
    answer = law.compare(EXAMPLE, without=["avenant_2"], on="2023-06-01")
    assert answer.amount == Decimal("186164.38")
    assert str(answer).startswith("Comparison — CPTS Exemple")
    with pytest.raises(accord.RefusedInput):
        law.compare(EXAMPLE, without=["avenant2"])


def test_what_a_reader_sees_first_has_no_yaml_and_is_short() -> None:
    """A whole element is said by the labels of its facts; a cause of many differences by their
    number, then by their names; what changes beside the rights, by kind.
    """
    page = render(asked("missions.prevention.started_on=2023-07-01"), "text", language="en")
    assert "{" not in page
    assert "start date of the mission (prevention) = 1 July 2023" in " ".join(page.split())
    project = str(ROOT / "examples/projet_paris.yaml")
    two = Compared(case=EXAMPLE, other=project, on=ON, known_on=(KNOWN,), language="en")
    words = " ".join(render(answered(two), "text", language="en").split())
    lead = words[: words.index("By cause")]
    assert "(8 differences together)" in lead
    assert "population of the territory" not in lead
    assert "4 benefits; 35 duties" in words


def test_an_option_of_a_reading_ends_a_sentence_with_one_full_stop() -> None:
    answer = asked(readings={"prorata_unit": ("days", "months")})
    assert not answer.after_says.endswith(".")


def test_the_answer_comes_before_the_contract_that_has_ended() -> None:
    late = answered(
        Compared(
            case=EXAMPLE,
            settings=asked_settings(("community.members=150",))[0],
            on=date(2026, 6, 1),
            known_on=(date(2026, 6, 1),),
            language="en",
        )
    )
    page = render(late, "text", language="en")
    assert page.index("Nothing changes") < page.index("End of the contract")
