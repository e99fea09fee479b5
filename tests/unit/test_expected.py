"""Scenarios that cannot fail are refused, and an empty list means that nothing is there."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from engine.diagnostics.diagnostic import RefusedInput
from engine.library import load
from engine.testing.expected import KEYS, LISTS, OF_ALL, OF_CASES
from engine.testing.pytest_plugin import ScenarioFailed, ScenarioItem
from engine.testing.scenario import _flat, answered, case_findings, read_scenarios, run

SCENARIOS = Path(__file__).parents[2] / "scenarios"
CASE = """
    case:
      community: {members: 60, legal_form: association, region: other%s}
      health_project: {submitted_on: "2019-09-01", ars_opposed: false, validated_on: "2019-11-04"}
      contract: {signed_on: "2020-01-15", file_complete: true}
      missions: {}
      crises: []
      covid_actions: false
"""


def scenario(
    folder: Path,
    expect: str,
    query: str = "funding",
    population: str = ", population: 55000",
    bounds: str = "",
) -> Any:
    """Write one scenario; return what was found in it and, when it may be run, what differs."""
    path = folder / "one.scenario.yaml"
    head = "scenarios:\n  - scenario: one\n    title: T\n    because: B"
    path.write_text(
        f'{head}{CASE % population}    question: {{query: {query}, on: "2021-06-01"{bounds}}}\n    expect: {expect}\n',
        encoding="utf-8",
    )
    scenarios, findings = read_scenarios(path)
    findings += [found for one in scenarios for found in case_findings(one)]
    return [found.code for found in findings], [
        str(found.message) for one in scenarios for found in run(one)
    ]


@pytest.mark.parametrize(
    ("expect", "code"),
    [
        ("{absent: {payments: [{lin: operating}]}}", "ACC503"),
        ("{absent: {payments: [{line: operating, contract_yaer: 1}]}}", "ACC503"),
        ("{absent: {entitlements: [{line: operatng}]}}", "ACC504"),
        ("{absent: {entitlements: [{line: missions.acces.fixed}]}}", "ACC504"),
        ("{absent: {benefits: [{benefit: aci_contract}]}}", "ACC505"),
        ("{entries: []}", "ACC505"),
        ("{absent: {entitlements: [{line: 'missions.*'}]}}", "ACC504"),
        ("{absent: {payments: []}}", "ACC110"),
        ("{absent: {payments: [{}]}}", "ACC110"),
        ("{exact: true}", "ACC101"),
    ],
)
def test_what_could_not_fail_is_refused(expect: str, code: str, tmp_path: Path) -> None:
    assert scenario(tmp_path, expect)[0] == [code]


def test_what_is_paid_between_two_days_may_be_expected(tmp_path: Path) -> None:
    """60 000 for the first year, on the day of the signature: 15 January 2020."""
    bounds = ', from: "2020-01-01", until: "2020-02-01"'
    assert scenario(tmp_path, "{window: {total: 60000, complete: true}}", bounds=bounds) == ([], [])
    assert scenario(tmp_path, "{window: {total: 60001}}", bounds=bounds) == (
        [],
        ["the window is {total: 60000.00}"],
    )
    assert scenario(tmp_path, "{window: {totl: 60000}}", bounds=bounds)[1]
    assert scenario(tmp_path, "{window: {total: 60000}}")[1]


def test_what_must_be_absent_makes_a_run_fail_when_it_could_not_be_there(tmp_path: Path) -> None:
    (said,) = scenario(tmp_path, "{absent: {entitlements: [{line: operatng}]}}")[1]
    assert said.startswith("ACC504 no rule gives the line `operatng`")


@pytest.mark.parametrize(
    ("expect", "query", "code"),
    [
        (
            "{absent: {benefits: [{benefit: missions.access.delay}]}}",
            "eligibility",
            "ACC504",
        ),  # it names a duty
        ("{absent: {benefits: [{benefit: missions.access}]}}", "eligibility", ""),
        ("{absent: {next_steps: [{stepp: x}]}}", "eligibility", "ACC503"),
        ("{absent: {duties: [{duty: missions.access.delai}]}}", "duties", "ACC504"),
        ("{absent: {duties: [{duty: missions.access.delay, force: none}]}}", "duties", ""),
        ("{absent: {entries: [{id: missions.acces.start}]}}", "calendar", "ACC504"),
        ("{absent: {entries: [{id: missions.access.start, on: x}]}}", "calendar", ""),
        ("{absent: {entries: [{id: payments.operating.full, on: x}]}}", "calendar", ""),
    ],
)
def test_what_must_be_absent_has_a_name_that_a_rule_gives(
    expect: str, query: str, code: str, tmp_path: Path
) -> None:
    assert scenario(tmp_path, expect, query)[0] == ([code] if code else [])


@pytest.mark.parametrize(
    "line",
    [
        "operating",
        "missions.access.fixed",
        "missions.crisis.variable",
        "early_mission.access",
        "majoration",
    ],
)
def test_lines_that_rules_give_may_be_absent(line: str, tmp_path: Path) -> None:
    assert scenario(tmp_path, f"{{absent: {{entitlements: [{{line: {line}, amount: 1}}]}}}}") == (
        [],
        [],
    )


@pytest.mark.parametrize(
    ("expect", "population", "said"),
    [
        ("{payments: []}", ", population: 55000", "`payments` is not empty"),
        ("{entitlements: []}", ", population: 55000", "`entitlements` is not empty"),
        ("{missing: [], exact: true}", "", "`missing` is not empty: `community.population`"),
        ("{citations: []}", ", population: 55000", "`citations` is not empty"),
    ],
)
def test_an_empty_list_means_that_nothing_is_there(
    expect: str, population: str, said: str, tmp_path: Path
) -> None:
    findings, differences = scenario(tmp_path, expect, population=population)
    assert findings == []
    assert [one.startswith(said) for one in differences] == [True], differences


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("scenarios: [1]", "ACC103"),
        ("scenarios: [[]]", "ACC103"),
        (
            'scenarios: [{scenario: one, title: T, question: {query: diff, on: "2023-06-01"}, expect: {changes: [{}]}}]',
            "ACC102",
        ),
        (
            'scenarios: [{scenario: one, title: T, question: {query: funding, on: "2023-06-01"}, expect: {payments: []}}]',
            "ACC109",
        ),
    ],
)
def test_scenarios_that_are_none_are_findings(content: str, code: str, tmp_path: Path) -> None:
    path = tmp_path / "one.scenario.yaml"
    path.write_text(content, encoding="utf-8")
    scenarios, findings = read_scenarios(path)
    assert (scenarios, {found.code for found in findings}) == ([], {code})


def test_every_key_that_answers_give_may_be_named() -> None:
    """The keys of the records are those that answers have: a sample of the scenarios shows it."""
    files = sorted(SCENARIOS.rglob("*.scenario.yaml"))
    assert files
    periods = {name for corpus in load().values() for name in corpus.periods}
    unknown: set[tuple[str, str]] = set()
    for path in files[::6]:
        for one in read_scenarios(path)[0][:3]:
            try:
                answer = answered(one).as_plain()
            except RefusedInput:
                continue
            query = one.content["question"]["query"]
            for name, records in _flat(answer).items():
                assert not records or name in (*LISTS[query], *OF_ALL, *OF_CASES), (query, name)
                unknown |= {
                    (name, key)
                    for record in records
                    if name in KEYS
                    for key in record
                    if key not in (*KEYS[name], *periods)
                }
    assert unknown == set()


@pytest.mark.parametrize(
    ("expect", "french", "english"),
    [
        (
            "{payments: [{line: operating, amount: 1}]}",
            "aucun élément de `payments` n'est",
            "no record of `payments` is",
        ),
        (
            "{payments: []}",
            "`payments` n'est pas vide\u00a0: {line: operating,",
            "`payments` is not empty: {line: operating,",
        ),
        (
            "{diagnostics: [ACC301]}",
            "une réponse est donnée, alors que ACC301 était attendu",
            "answered, where ACC301 was expected",
        ),
        (
            "{missing: [contract.signed_on]}",
            "n'est pas parmi les faits manquants\u00a0: ",
            "is not among the missing facts: ",
        ),
        ("{citations: [nowhere]}", "rien ne cite nowhere", "nothing cites nowhere"),
        (
            "{notices: [nothing]}",
            "aucun avis ne dit «\u00a0nothing\u00a0»\u00a0; les avis\u00a0: ",
            "no notice says “nothing”; the notices: ",
        ),
        (
            "{absent: {payments: [{line: operating}]}}",
            "`payments` contient {line: operating}",
            "`payments` holds {line: operating}",
        ),
    ],
)
def test_what_differs_is_said_in_the_language_of_the_environment(
    expect: str, french: str, english: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run of pytest shows each difference in one language; the title of the scenario too."""
    scenario(tmp_path, expect)
    (one,), _ = read_scenarios(tmp_path / "one.scenario.yaml")
    item = ScenarioItem.__new__(ScenarioItem)
    item.scenario = one
    failed = SimpleNamespace(value=ScenarioFailed(run(one)))
    for locale, said, other in (("fr_FR.UTF-8", french, english), ("en_GB.UTF-8", english, french)):
        monkeypatch.delenv("LANGUAGE", raising=False)
        monkeypatch.setenv("LC_ALL", locale)
        shown = item.repr_failure(failed)  # type: ignore[arg-type]  # what pytest gives has a value
        assert said in shown
        assert other not in shown
