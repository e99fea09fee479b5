"""What scenarios exercise of a small law, and which mistakes in it they notice."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from small_law import (
    LABEL,
    VOCABULARY,
    agreement,
    amount,
    expected,
    operation,
    said,
    text,
    write_law,
)

from engine.commands.main import main
from engine.coverage.branches import Branch, branches_of
from engine.coverage.reasons import reasons_of
from engine.coverage.report import Coverage, coverage_of
from engine.diagnostics.diagnostic import RefusedInput
from engine.language.temporal import default_day
from engine.library import load
from engine.mutation.changes import Change, changed, one_more
from engine.mutation.law_files import LawFiles
from engine.mutation.run import Mutation, Work, mutation_of
from engine.testing.scenario import Scenario, read_scenarios

BY = "by v/1/op"


def the_law(folder: Path) -> Path:
    """100 € for ten people and more; the avenant makes it 200 € in 2021."""
    enough = {"deal.people": {"at_least": 10}}
    base = agreement()
    base["vocabulary"] = {**VOCABULARY, "parts": {"full": LABEL}}
    base["articles"] = {"1": [amount("x", 100, when=enough), pays(), said("n")]}
    amended = amount("x", 200, when=enough)
    replaced = operation("replace", "m/1/x", expect=expected(100), **{"with": [amended]})
    return write_law(folder / "law", [base, text("v", "2021-01-01", {"1": replaced}, amends=["m"])])


def pays() -> dict[str, Any]:
    due = [{"part": "full", "due": {"fact": "occasion.on"}}]
    return said("p", on="signature", then={"pay": {"lines": ["base"], "parts": due}})


def asked(id_: str, signed: str, people: int | None, due: int | None) -> dict[str, Any]:
    """A scenario: what is due, nothing, or (where the people are not known) what is asked."""
    deal = {"signed_on": signed} | ({} if people is None else {"people": people})
    expect: dict[str, Any] = {"payments": [{"line": "base", "amount": due}], "exact": True}
    if due is None:
        expect = {"payments": []} if people is not None else {"missing": ["deal.people"]}
    return {
        "scenario": id_,
        "title": id_,
        "rulesets": ["law"],
        "case": {"corpus": "mini", "deal": deal},
        "question": {"query": "funding", "on": "2022-01-01"},
        "expect": expect,
    }


def shown(id_: str, on: str) -> dict[str, Any]:
    since = "2021-01-01" if on > "2020-12-31" else "2020-01-01"
    return {
        "scenario": id_,
        "title": id_,
        "rulesets": ["law"],
        "question": {"query": "text", "on": on, "article": "m/1"},
        "expect": {"provisions": [{"address": "m/1/x", "since": since}]},
    }


EVERY = [
    *(asked(f"ten_{year}", f"{year}-03-01", 10, due) for year, due in ((2020, 100), (2021, 200))),
    *(asked(f"nine_{year}", f"{year}-03-01", 9, None) for year in (2020, 2021)),
    *(asked(f"unknown_{year}", f"{year}-03-01", None, None) for year in (2020, 2021)),
    *(
        shown(f"text_{day[5:7]}_{day[8:]}", day)
        for day in ("2020-12-31", "2021-01-01", "2021-01-02")
    ),
]


def scenarios_of(folder: Path, written: list[dict[str, Any]]) -> list[Scenario]:
    path = folder / "all.scenario.yaml"
    path.write_text(json.dumps({"scenarios": written}), "utf-8")
    read, findings = read_scenarios(path)
    assert findings == []
    return read


def covered(folder: Path, written: list[dict[str, Any]]) -> Coverage:
    corpora = load([the_law(folder)])
    return coverage_of(corpora["mini"], corpora, scenarios_of(folder, written), default_day())


# --- coverage -------------------------------------------------------------------------------------


def test_what_there_is_to_exercise(tmp_path: Path) -> None:
    corpora = load([the_law(tmp_path)])
    first = [b.way for b in branches_of(corpora["mini"], default_day()) if b.what == "m/1/x"]
    ways = ["applied", "not_applied", "unknown", "moved", "condition 1 true", "condition 1 false"]
    assert first == [*ways, *ways]  # as first written, and as the avenant writes it


def test_a_rule_that_cannot_fail_or_be_unknown_has_nothing_to_show_of_it(tmp_path: Path) -> None:
    corpora = load([the_law(tmp_path)])
    ways = [b.way for b in branches_of(corpora["mini"], default_day()) if b.what == "m/1/p"]
    assert ways == ["applied", "moved"]


def test_all_is_exercised(tmp_path: Path) -> None:
    coverage = covered(tmp_path, EVERY)
    assert coverage.missing == ()
    assert coverage.counts("amendment") == (3, 3, 0)
    by = {branch.name: branch.scenario for branch in coverage.branches}
    assert by["m/1/x: unknown"] == "unknown_2020"
    assert by[f"m/1/x {BY}: condition 1 false"] == "nine_2021"


@pytest.mark.parametrize(
    ("left_out", "lacking"),
    [
        ("nine_2020", ["m/1/x: condition 1 false", "m/1/x: not_applied"]),
        ("unknown_2021", [f"m/1/x {BY}: unknown"]),
        ("text_01_01", ["v/1/op: day"]),
    ],
)
def test_what_a_scenario_alone_exercises_lacks_without_it(
    left_out: str, lacking: list[str], tmp_path: Path
) -> None:
    coverage = covered(tmp_path, [one for one in EVERY if one["scenario"] != left_out])
    assert sorted(branch.name for branch in coverage.missing) == lacking


def with_reasons(folder: Path, part: str, *what: str) -> None:
    why = {"fr": "parce que", "en": "because"}
    reasons = {part: [{"what": name, "why": why} for name in what]}
    (folder / "law" / "m" / "untested.yaml").write_text(json.dumps(reasons), "utf-8")


def test_a_reason_in_writing_stands_for_a_scenario(tmp_path: Path) -> None:
    corpora = load([the_law(tmp_path)])
    with_reasons(tmp_path, "coverage", "m/1/x*: unknown", "m/1/z: applied")
    written = [one for one in EVERY if not one["scenario"].startswith("unknown")]
    scenarios = scenarios_of(tmp_path, written)
    coverage = coverage_of(corpora["mini"], corpora, scenarios, default_day())
    assert coverage.missing == ()
    assert coverage.counts("rule")[2] == 2
    assert [finding.code for finding in coverage.findings] == ["ACC821"]  # of what is no branch
    assert load([tmp_path / "law"])["mini"].digest == corpora["mini"].digest  # no part of the law


def test_a_file_of_reasons_has_a_shape(tmp_path: Path) -> None:
    corpora = load([the_law(tmp_path)])
    (tmp_path / "law/m/untested.yaml").write_text("coverage: [{what: x}]", "utf-8")
    with pytest.raises(RefusedInput, match="ACC102"):
        reasons_of(corpora["mini"], "coverage")


def test_branches_have_names() -> None:
    assert Branch("rule", "m/1/x", "", "applied").name == "m/1/x: applied"
    assert Branch("rule", "m/1/x", "v/1/op", "moved").name == "m/1/x by v/1/op: moved"


# --- mutation -------------------------------------------------------------------------------------


def mutated(folder: Path, written: list[dict[str, Any]], state: Path | None = None) -> Mutation:
    work = Work((folder / "law",), None, "mini", tuple(scenarios_of(folder, written)))
    return mutation_of(work, state, workers=1)


@pytest.mark.parametrize(
    ("figure", "more"),
    [
        (4, ("figure", 5)),
        ("75 %", ("figure", "76 %")),
        ("7,5 %", ("figure", "7.6 %")),
        ("2021-12-31", ("date", "2022-01-01")),
        ("P2M", ("duration", "P3M")),
        ("P1Y6M", ("duration", "P1Y7M")),
        (True, None),
        ("size", None),
    ],
)
def test_one_more(figure: Any, more: Any) -> None:
    assert one_more(figure) == more


def test_a_change_is_made_at_its_place_alone() -> None:
    tree = {"when": {"all": [{"a": {"at_least": 1}}, {"b": {"is": 2}}]}, "then": 1}
    limit = Change("limit", "f", ("when", "all", 0, "a", "at_least"), "at_least", "more_than", ())
    assert changed(tree, limit)["when"]["all"][0] == {"a": {"more_than": 1}}
    gone = Change("condition_dropped", "f", ("when", "all", 1), tree["when"], None, ())
    assert changed(tree, gone) == {"when": {"all": [{"a": {"at_least": 1}}]}, "then": 1}
    whole = Change("condition_dropped", "f", ("when",), tree["when"], None, ())
    assert changed(tree, whole) == {"then": 1}


def test_the_scenarios_notice_each_mistake_but_those_of_places(tmp_path: Path) -> None:
    the_law(tmp_path)
    done = mutated(tmp_path, EVERY)
    outcomes = {one.name: one.outcome for one in done.tried}
    when = "provisions.0.when"
    amount_ = "provisions.0.then.entitle.amount: 100 -> 101"
    assert outcomes[f"m/1 {amount_}"] in ("noticed", "refused")  # the avenant expects 100
    assert outcomes[f"m/1 {when}.deal.people.at_least: 10 -> 11"] == "noticed"
    assert outcomes[f"m/1 {when}.deal.people.at_least: at_least -> more_than"] == "noticed"
    assert outcomes[f"m/1 {when}: denied"] == outcomes[f"m/1 {when}: gone"] == "noticed"
    assert outcomes["m/1 operations.0: gone"] == "noticed"
    assert [one.name for one in done.survivors] == [
        "text events.signed.on: 2019-12-01 -> 2019-12-02",  # nothing counts from the signature
        "m/1 operations.0.point: 1° -> 2°",  # no scenario expects how it is cited
    ]


def test_what_no_scenario_asks_survives(tmp_path: Path) -> None:
    the_law(tmp_path)
    done = mutated(tmp_path, [one for one in EVERY if not one["scenario"].startswith("ten")])
    name = "m/1 operations.0.with.0.then.entitle.amount: 200 -> 201"
    assert name in [one.name for one in done.survivors]


def test_a_run_goes_on_where_it_was_stopped(tmp_path: Path) -> None:
    the_law(tmp_path)
    state = tmp_path / "state.jsonl"
    whole = mutated(tmp_path, EVERY, state)
    lines = state.read_bytes().splitlines(keepends=True)
    state.write_bytes(b"".join(lines[:5]) + lines[5][:20])  # stopped while it wrote
    again = mutated(tmp_path, EVERY, state)
    assert [(one.name, one.outcome) for one in again.tried] == [
        (one.name, one.outcome) for one in whole.tried
    ]
    assert state.read_bytes().count(b"\n") == len(lines) + 1  # the five, the part, the others


def test_what_survived_is_tried_again_once_a_scenario_changes(tmp_path: Path) -> None:
    the_law(tmp_path)
    state = tmp_path / "state.jsonl"
    fewer = [one for one in EVERY if one["scenario"] != "ten_2021"]
    survived = {one.name for one in mutated(tmp_path, fewer, state).survivors}
    now = {one.name for one in mutated(tmp_path, EVERY, state).survivors}
    assert "m/1 operations.0.with.0.then.entitle.amount: 200 -> 201" in survived - now


def test_a_file_that_is_no_state_is_refused(tmp_path: Path) -> None:
    the_law(tmp_path)
    state = tmp_path / "page.html"
    state.write_text("<html>", "utf-8")
    with pytest.raises(RefusedInput, match="ACC824"):
        mutated(tmp_path, EVERY, state)


def test_a_scenario_that_fails_already_is_refused(tmp_path: Path) -> None:
    the_law(tmp_path)
    with pytest.raises(RefusedInput, match="ACC823"):
        mutated(tmp_path, [*EVERY, asked("wrong", "2020-03-01", 10, 99)])


def test_changes_of_files_are_named_once(tmp_path: Path) -> None:
    the_law(tmp_path)
    files = LawFiles((tmp_path / "law",), None)
    corpora, _ = files.corpora()
    names = [change.name for change in files.changes(corpora["mini"])]
    assert len(names) == len(set(names)) > 10


# --- commands -------------------------------------------------------------------------------------


def ran(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, list(arguments))
    return done.exit_code, done.output


def test_the_commands_print_what_lacks_and_write_stubs(tmp_path: Path) -> None:
    law = the_law(tmp_path)
    scenarios_of(tmp_path, EVERY[:4])
    where = (str(tmp_path), "--rulesets", str(law), "--corpus", "mini", "--lang", "en")
    stubs = tmp_path / "stubs.scenario.yaml"
    status, page = ran("coverage", *where, "--missing", str(stubs))
    assert status == 1
    assert "What no scenario exercises" in page
    assert "its text was not asked on the eve" in page
    read, findings = read_scenarios(stubs)
    assert findings == []
    assert len(read) == 5  # unknown in each version, and three days
    for form in ("json", "markdown", "html"):
        status, page = ran("coverage", *where, "--format", form)
        assert "m/1/x: unknown" in page.replace("\\", "")
    assert ran("coverage", str(law), "--corpus", "mini", "--rulesets", str(law))[0] == 1
    status, page = ran("mutate", *where, "--kind", "operation_dropped", "--threads", "1")
    assert status == 0
    assert "an amendment forgotten" in page


def test_a_folder_without_scenarios_is_refused(tmp_path: Path) -> None:
    law = the_law(tmp_path)
    (tmp_path / "empty").mkdir()
    for command in ("coverage", "mutate"):
        empty = str(tmp_path / "empty")
        status, page = ran(command, empty, "--rulesets", str(law), "--corpus", "mini")
        assert status != 0
        assert "ACC822" in page
