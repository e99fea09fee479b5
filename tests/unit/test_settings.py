"""A case as if: what `--set` sets is read as if the author of the case had written it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from french import english_in
from hypothesis import given, settings
from hypothesis import strategies as st

import accord
from engine.cases.editing import put, value_at, way_to
from engine.cases.settings import asked
from engine.commands.main import main
from engine.diagnostics.diagnostic import Diagnostic, RefusedInput
from engine.library import as_if, load, load_case
from engine.questions.funding import funding
from engine.questions.question import Question
from engine.render import render
from tests.depth import some

EXAMPLE = str(Path(__file__).parents[2] / "examples/cpts_exemple.yaml")
CORPUS, FACTS = load_case(EXAMPLE, load())
QUESTION = Question(date(2023, 6, 1), date(2026, 1, 1), traced=False, weighed=False)


def as_if_set(*given_settings: str) -> Any:
    made, findings = asked(given_settings)
    if findings:
        raise RefusedInput(findings)
    return as_if(FACTS, CORPUS, made)


def refused(*given_settings: str) -> list[Diagnostic]:
    with pytest.raises(RefusedInput) as refusal:
        as_if_set(*given_settings)
    return list(refusal.value.diagnostics)


def test_a_value_takes_the_place_of_the_one_of_the_case() -> None:
    facts = as_if_set("community.population=80000", "community.name=75000")
    assert facts.values["community.population"] == 80000
    assert facts.values["community.name"] == "75000"  # a fact that holds texts takes it as typed
    assert FACTS.values["community.population"] == 55000
    assert [(each.path, each.value, each.was) for each in facts.settings] == [
        ("community.population", 80000, 55000),
        ("community.name", "75000", "CPTS Exemple"),
    ]


def test_a_value_from_a_day_on_keeps_the_old_one_until_then() -> None:
    facts = as_if_set("community.population@2024-01-01=80000", "community.population@2022-01-01=5")
    assert facts.histories["community.population"] == (
        (date(1900, 1, 1), 55000),
        (date(2022, 1, 1), 5),
        (date(2024, 1, 1), 80000),
    )
    again = as_if(facts, CORPUS, asked(["community.population@2022-01-01=60000"])[0])
    assert again.histories["community.population"][1] == (date(2022, 1, 1), 60000)
    assert [each.was for each in again.settings] == [55000, 55000]
    assert as_if(again, CORPUS, asked(["community.population=9"])[0]).histories == {}


@pytest.mark.parametrize(
    ("setting", "fact", "value"),
    [
        (
            "missions.prevention.started_on=2021-02-01",
            "missions.prevention.started_on",
            date(2021, 2, 1),
        ),
        ("missions.access.started_on=+P3M", "missions.access.started_on", date(2020, 10, 1)),
        ("missions.access.started_on=-P15D", "missions.access.started_on", date(2020, 6, 16)),
        ("contract.file_complete=false", "contract.file_complete", False),
        ("community.legal_form=sisa", "community.legal_form", "sisa"),
        ("crises.1.identified_on=2023-02-10", "crises.1.identified_on", date(2023, 2, 10)),
        ("missions.crisis.plan_written_on=not_yet", "missions.crisis.plan_written_on", date.max),
    ],
)
def test_what_can_be_set(setting: str, fact: str, value: Any) -> None:
    assert as_if_set(setting).values[fact] == value


def test_lists_inside_elements_and_the_next_of_a_list() -> None:
    facts = as_if_set(
        "missions.access.achievement.1.rate=70 %",
        "missions.access.achievement.2.rate=0.9",
        "crises.2.identified_on=2023-05-10",
        "crises.2.by=ars",
        "early_mission.missions=[access]",
    )
    assert facts.records["missions.access.achievement"] == (
        {"contract_year": 1, "rate": Decimal("0.7")},
        {"contract_year": 2, "rate": Decimal("0.9")},
    )
    assert facts.values["crises.2.identified_on"] == date(2023, 5, 10)
    assert facts.elements["early_mission.missions"] == ("access",)


def test_what_is_taken_away_is_as_if_the_case_did_not_say() -> None:
    facts = as_if_set("community.population=", "missions.crisis=", "crises.1=", "community.region=")
    assert "community.population" not in facts.values
    assert facts.values["missions.crisis.started_on"] == date.max  # a list that is given is whole
    assert facts.elements["crises"] == ()
    assert as_if_set("health_project.territory_diagnosis_on=").values == FACTS.values


@pytest.mark.parametrize(
    ("setting", "code", "hint"),
    [
        ("community.populaton=8", "ACC421", "`community.population`"),
        ("missions.access.achievement.3.rat=1", "ACC421", "`missions.access.achievement.3.rate`"),
        ("crises.3.by=ars", "ACC421", "number 2"),
        ("crises.0.by=ars", "ACC421", "`crises.1.by`"),
        ("community.members=012", "ACC302", "`12`"),
        ("missions.access.achievement=0.7", "ACC302", "`missions.access.achievement.1.rate`"),
        ("early_mission.missions=access", "ACC302", "`[one, two]`"),
        ("community.size=3", "ACC313", "set the facts"),
        ("missions.access.achievement_rate=1", "ACC313", "set the facts"),
        ("community.members=douze", "ACC302", "55000"),
        ("community.members=80 000", "ACC017", "80000"),
        ("community.members=+12", "ACC420", "the number itself"),
        ("community.members=unknown", "ACC420", "`community.members=`"),
        ("community.legal_form=sise", "ACC305", "`sisa`"),
        ("community.members", "ACC420", "PATH=VALUE"),
        ("=3", "ACC420", "PATH=VALUE"),
        ("community.members@01/02/2024=3", "ACC303", "`2024-02-01`"),
        ("community.members@2024-01-01=", "ACC420", "`community.members=`"),
        ("community.name@2024-01-01=X", "ACC309", "value alone"),
        ("community.members@1850-01-01=3", "ACC304", "year"),
        ("missions.prevention.started_on=+P3M", "ACC423", "write the day itself"),
        ("missions.access.started_on=+P3X", "ACC423", "write `+P3M` for three months later"),
        ("missions.access.started_on=+PT3H", "ACC423", "write `+P3M` for three months later"),
        ("missions.access.deployed_on=2019-01-01", "ACC306", "the two dates"),
        ("crises.1.identified_on=", "ACC315", "identified_on"),
        ("missions.access.achievement.1.indicators=[]", "ACC310", "one of the two"),
        ("contract.signed_on=[", "ACC008", ""),
    ],
)
def test_what_a_case_would_refuse_is_refused(setting: str, code: str, hint: str) -> None:
    (finding,) = refused(setting)
    assert finding.code == code
    assert hint in str(finding.hint)
    assert finding.location.path == f"--set {setting.partition('=')[0]}".rstrip()
    french = finding.message.in_language("fr")
    assert french != str(finding.message)
    assert not english_in(french)


def test_two_settings_of_one_fact_that_differ() -> None:
    (finding,) = refused("community.members=80", "community.members=90")
    assert finding.code == "ACC422"
    assert as_if_set("community.members=80", "community.members=80").values == (
        as_if_set("community.members=80").values
    )


def test_each_of_several_settings_at_fault_is_named() -> None:
    findings = refused("missions.access.deployed_on=2019-01-01", "community.members=150", "a.b=1")
    assert [finding.code for finding in findings] == ["ACC421"]
    findings = refused("missions.access.deployed_on=2019-01-01", "crises.1.identified_on=")
    assert {(finding.code, finding.location.path) for finding in findings} == {
        ("ACC306", "--set missions.access.deployed_on"),
        ("ACC315", "--set crises.1.identified_on"),
    }


PATHS = (
    "community.population",
    "community.members",
    "contract.signed_on",
    "contract.file_complete",
    "missions.access.deployed_on",
    "missions.access.achievement.1.rate",
    "crises.1.by",
    "covid_actions",
)


@given(st.lists(st.sampled_from(PATHS), unique=True), st.dates(date(2019, 1, 1), date(2026, 1, 1)))
@settings(max_examples=some(8, 200), deadline=None)
def test_setting_what_the_case_says_changes_nothing(paths: list[str], day: date) -> None:
    def said(path: str) -> Any:
        way = way_to(path, CORPUS.vocabulary)
        assert way is not None
        return value_at(FACTS.document.tree, way.steps)

    written = [f"{path}={str(said(path)).replace('True', 'true')}" for path in paths]
    facts = as_if_set(*written, f"community.population@{day}=55000")
    answer, unset = funding(CORPUS, facts, QUESTION), funding(CORPUS, FACTS, QUESTION)
    assert answer.payments == unset.payments
    assert answer.entitlements == unset.entitlements
    assert answer.supposed is not None


@given(
    st.dictionaries(st.sampled_from("ab"), st.integers() | st.dictionaries(st.text(), st.none())),
    st.lists(st.sampled_from("abc"), min_size=1, max_size=3),
    st.integers(),
)
@settings(max_examples=some(20, 400), deadline=None)
def test_a_tree_is_not_touched_and_holds_what_is_put(
    tree: dict[str, Any], steps: list[str], value: int
) -> None:
    before = repr(tree)
    after, _ = put(tree, steps, value)
    assert value_at(after, steps) == value
    assert value_at(put(after, steps, None)[0], steps) is None
    assert repr(tree) == before


def test_the_head_of_an_answer_says_what_it_supposes() -> None:
    facts = as_if_set("community.population@2024-01-01=80000", "missions.access.started_on=+P3M")
    answer = funding(CORPUS, facts, QUESTION)
    assert answer.supposed is not None
    by_path = {fact.path: fact for fact in answer.supposed}
    population = by_path["community.population"]
    assert (population.value, population.since) == (80000, date(2024, 1, 1))
    assert (population.display, population.was) == ("80\u202f000", "55\u202f000")
    for form in ("text", "markdown", "html"):
        page = render(answer, form, "fr", "none")
        assert page.index("Supposé") < page.index("Question posée")
        assert "1er octobre 2020" in page.replace("\n", " ")
    assert funding(CORPUS, FACTS, QUESTION).supposed is None


def test_every_question_about_a_case_takes_it_from_a_file_or_standard_input() -> None:
    run = CliRunner()
    setting = ["--set", "community.population=1000", "--on", "2023-06-01", "--lang", "en"]
    for query in ("eligibility", "calendar", "funding", "duties"):
        result = run.invoke(main, [query, EXAMPLE, *setting, "--trace", "none"])
        assert result.exit_code == 0
        assert result.output.splitlines()[2].startswith("Supposed: population of the territory")
    piped = run.invoke(main, ["funding", "-", *setting], input=Path(EXAMPLE).read_text("utf-8"))
    assert "Supposed: " in piped.output
    bad = run.invoke(main, ["funding", EXAMPLE, "--set", "community.populaton=1"])
    assert bad.exit_code == 1
    assert "ACC421" in bad.stderr


def test_from_python() -> None:
    law = accord.load(lang="en")
    if_so = {"community.population@2024-01-01": 80000, "missions.access.deployed_on": None}
    answer = law.funding(EXAMPLE, on="2023-06-01", settings=if_so, trace=False)
    assert answer.supposed is not None
    assert [fact.was for fact in answer.supposed] == ["55,000", "3 May 2021"]
    larger = law.case(EXAMPLE, settings={"missions.access.achievement.1.rate": Decimal("0.7")})
    assert law.funding(larger, on="2023-06-01", trace=False).supposed is not None
    for wrong in ({"community.population": 1.5}, {"a": 1}, 3, {1: 2}, {"a@b": 1}):
        with pytest.raises(accord.RefusedInput):
            law.duties(EXAMPLE, settings=wrong)  # type: ignore[arg-type]
