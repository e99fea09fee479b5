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
from engine.coverage.exercised import exercised
from engine.coverage.page import coverage_page
from engine.coverage.reasons import reasons_of
from engine.coverage.report import Coverage, coverage_of
from engine.diagnostics.diagnostic import RefusedInput
from engine.language.temporal import default_day
from engine.library import load
from engine.mutation.changes import (
    Change,
    changed,
    changes_in_amended_words,
    changes_in_article,
    changes_in_text,
    one_more,
)
from engine.mutation.law_files import LawFiles
from engine.mutation.reasons_named import check_with_reasons
from engine.mutation.run import Mutation, Work, mutation_of
from engine.render import text as text_page
from engine.source.document import Document
from engine.testing.scenario import Scenario, read_scenarios, run

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


def test_an_amendment_part_by_part_is_shown_by_what_it_leaves(tmp_path: Path) -> None:
    corpora = load([amended_by_parts(tmp_path)])
    scenarios = scenarios_of(tmp_path, [one for one in EVERY if one["scenario"].startswith("text")])
    coverage = coverage_of(corpora["mini"], corpora, scenarios, default_day())
    edges = [b.way for b in coverage.branches if b.kind == "amendment" and b.scenario]
    assert edges == ["eve", "day", "morrow"]


def test_scenarios_of_other_texts_are_counted_apart(tmp_path: Path) -> None:
    corpora = load([the_law(tmp_path)])
    write_law(tmp_path / "other", [agreement()])
    elsewhere = {**EVERY[0], "scenario": "elsewhere", "rulesets": ["other"]}
    scenarios = scenarios_of(tmp_path, [*EVERY, elsewhere])
    coverage = coverage_of(corpora["mini"], corpora, scenarios, default_day())
    assert (coverage.scenarios, coverage.elsewhere) == (len(EVERY) + 1, 1)
    page = text_page.render(coverage_page(coverage, corpora["mini"], "en"), width=200)
    assert "1 scenario names other texts than those asked about" in page


def test_a_reason_for_a_name_that_nothing_has_is_found_by_the_check(tmp_path: Path) -> None:
    base = agreement()
    when = {"deal.people": {"at_least": 10}}
    base["articles"] = {"1": [amount("x", 100, when=when), pays(), said("n")]}
    base["vocabulary"] = {**VOCABULARY, "parts": {"full": LABEL}}
    law = write_law(tmp_path / "law", [base])
    with_reasons(tmp_path, "coverage", "m/1/x*: unknown", "m/1/y: applied")
    assert [(f.code, f.location.path) for f in check_with_reasons([law]).findings] == [
        ("ACC821", str(law / "m/untested.yaml"))
    ]
    with_reasons(tmp_path, "mutation", "* *.place.*", "m/1 provisions.0.when: gone", "m/9 *")
    assert [f.code for f in check_with_reasons([law]).findings] == ["ACC821", "ACC821"]
    (law / "m/untested.yaml").write_text("mutations: []", "utf-8")
    status, page = ran("check", str(law), "--lang", "en")
    assert status == 1
    assert "untested.yaml:1:1: ACC101" in page


# --- mutation -------------------------------------------------------------------------------------


def amended_by_parts(folder: Path) -> Path:
    """The same law; the avenant makes it 200 € for twelve people, part by part."""
    enough = {"deal.people": {"at_least": 10}}
    base = agreement()
    base["vocabulary"] = {**VOCABULARY, "parts": {"full": LABEL}}
    base["articles"] = {"1": [amount("x", 100, when=enough), pays(), said("n")]}
    parts = [
        {"at": ["then", "entitle", "amount"], "expect": 100, "with": 200},
        {"at": ["when", "deal.people", "at_least"], "expect": 10, "with": 12},
    ]
    amends = operation("amend", "m/1/x", parts=parts)
    return write_law(folder / "law", [base, text("v", "2021-01-01", {"1": amends}, amends=["m"])])


def test_each_part_of_an_amendment_is_tried(tmp_path: Path) -> None:
    amended_by_parts(tmp_path)
    numbers = [(9, 2020, None), (10, 2020, 100), (11, 2021, None), (12, 2021, 200)]
    written = [asked(f"of_{n}", f"{year}-03-01", n, due) for n, year, due in numbers]
    outcomes = {one.name: one.outcome for one in mutated(tmp_path, written).tried}
    of_parts = {
        name.partition("operations.0")[2]: outcome
        for name, outcome in outcomes.items()
        if " by v/1 " in name
    }
    assert of_parts == {
        ": gone": "noticed",
        ".point: 1° -> 2°": "survived",
        ".parts.0: gone": "noticed",
        ".parts.0.with: 200 -> 201": "noticed",
        ".parts.1: gone": "noticed",
        ".parts.1.with: 12 -> 13": "noticed",
    }
    dropped = "m/1 provisions.0.when: gone"  # the amendment no longer finds its condition
    assert outcomes[dropped] in ("noticed", "refused")


def test_every_verb_and_every_form_is_reached() -> None:
    adults = {"all": [{"member.age": {"at_least": 18}}, {"member.here": {"is": True}}]}
    shares = {"every": "members", "holds": {"member.share": {"more_than": "10 %"}}}
    points = {
        "sum": {"fact": "member.points"},
        "over": "members",
        "where": {"member.age": {"at_most": 3}},
    }
    bands = [{"up_to": 500, "is": "2 %"}, {"is": "1 %"}]
    provision = {
        "id": "p",
        "when": {"all": [{"count": "members", "where": adults, "at_least": 2}, shares]},
        "then": {"derive": {"fact": "x", "value": {"scale": points, "bands": bands}}},
        "grounds": ["m/2/a", "m/2/b"],
        "notes": [{"says": {}, "when": {"deal.notice": {"lasts_at_least": "P2M"}}}],
        "overrides": "m/1/q",
    }
    operations = [
        {"id": "moved", "renumber": "x/8", "number": "9"},
        {"id": "back", "reinstate": "x/8/t", "expect": {}},
        {
            "id": "less",
            "amend": {"operation": "w/1/op"},
            "parts": [{"row": "a", "column": "b", "with": 3}],
        },
    ]
    amended = {"m/1/moved": "x/8", "m/1/back": "x/8/t", "m/1/less": "x/8/t"}
    tree = {"article": "1", "provisions": [provision], "operations": operations}
    changes = list(changes_in_article(Document("f.yaml", tree, ()), "m", amended))
    names = [change.name for change in changes]
    assert len(set(names)) == len(names)
    when, value = "m/1 provisions.0.when.all", "m/1 provisions.0.then.derive.value"
    assert set(names) >= {
        f"{when}.0: denied",
        f"{when}.0.where: gone",
        f"{when}.0.where.all.0: gone",
        f"{when}.0.where.all.1: denied",
        f"{when}.0.where.all.0.member.age.at_least: at_least -> more_than",
        f"{when}.0.at_least: 2 -> 3",
        f"{when}.1.holds: denied",
        f"{when}.1.holds.member.share.more_than: 10 % -> 11 %",
        f"{value}.scale.where.member.age.at_most: at_most -> less_than",
        f"{value}.bands.0.up_to: up_to -> below",
        f"{value}.bands.0.up_to: 500 -> 501",
        f"{value}.bands.1.is: 1 % -> 2 %",
        "m/1 provisions.0.grounds.1: gone",
        "m/1 provisions.0.notes.0.when.deal.notice.lasts_at_least: lasts_at_least -> longer_than",
        "m/1 provisions.0.overrides: gone",
        "x/8 by m/1 operations.0: gone",
        "x/8 by m/1 operations.0.number: 9 -> 10",
        "x/8 by m/1 operations.1: gone",
        "x/8 by m/1 operations.2.parts.0.with: 3 -> 4",
    }
    assert f"{when}.1.holds: gone" not in names  # without it, nothing is asked of each
    assert [c.cell for c in changes if c.cell] == ["a, b"]


def test_what_an_amendment_does_to_words_and_cases_is_left_out_in_turn() -> None:
    keys = {"keys": {"sport": LABEL}, "facts": {"seen": {"type": "date", "label": LABEL}}}
    words = {"amends": {"collections": {"missions": keys}}}
    readings = {"amends": {"base": {"default": "all", "reason": LABEL}}}
    left_out = [
        change.name
        for tree in (words, readings)
        for change in changes_in_amended_words(Document("f.yaml", tree, ()), "v")
    ]
    assert left_out == [
        "v amends.collections.missions.keys.sport: gone",
        "v amends.collections.missions.facts.seen: gone",
        "v amends.base: gone",
    ]
    reached = {"when": {"deal.signed_on": {"after": "2020-01-01"}}, "from": "2020-02-01"}
    tree = {"events": {}, "applies_to": {"ordinary": reached}}
    names = {change.name for change in changes_in_text(Document("f.yaml", tree, ()), "v")}
    assert names == {
        "v applies_to.ordinary.when: gone",
        "v applies_to.ordinary.when: denied",
        "v applies_to.ordinary.when.deal.signed_on.after: after -> on_or_after",
        "v applies_to.ordinary.when.deal.signed_on.after: 2020-01-01 -> 2020-01-02",
        "v applies_to.ordinary.from: 2020-02-01 -> 2020-02-02",
    }


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
        ("1/3", ("figure", "2/3")),
        ("06-30", ("date", "07-01")),
        ("12-31", ("date", "01-01")),
        (True, None),
        ("size", None),
    ],
)
def test_one_more(figure: Any, more: Any) -> None:
    assert one_more(figure) == more


def test_a_change_is_made_at_its_place_alone() -> None:
    tree = {"when": {"all": [{"a": {"at_least": 1}}, {"b": {"is": 2}}]}, "then": 1}
    limit = Change(
        "limit", "f", ("when", "all", 0, "a", "at_least"), "at_least", "more_than", "m/1", ()
    )
    assert changed(tree, limit)["when"]["all"][0] == {"a": {"more_than": 1}}
    gone = Change("condition_dropped", "f", ("when", "all", 1), tree["when"], None, "m/1", ())
    assert changed(tree, gone) == {"when": {"all": [{"a": {"at_least": 1}}]}, "then": 1}
    whole = Change("condition_dropped", "f", ("when",), tree["when"], None, "m/1", ())
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
    assert outcomes["m/1 by v/1 operations.0: gone"] == "noticed"
    assert [one.name for one in done.survivors] == [
        "m events.signed.on: 2019-12-01 -> 2019-12-02",  # nothing counts from the signature
        "m/1 by v/1 operations.0.point: 1° -> 2°",  # no scenario expects how it is cited
    ]


def test_what_no_scenario_asks_survives(tmp_path: Path) -> None:
    the_law(tmp_path)
    done = mutated(tmp_path, [one for one in EVERY if not one["scenario"].startswith("ten")])
    name = "m/1 by v/1 operations.0.with.0.then.entitle.amount: 200 -> 201"
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
    assert "m/1 by v/1 operations.0.with.0.then.entitle.amount: 200 -> 201" in survived - now


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
    assert "an amendment, or a part of one, forgotten" in page


def test_a_new_article_is_named_by_its_number_and_its_title(tmp_path: Path) -> None:
    """Article 1 becomes article 3, and the new article 1 has an address of its own."""
    brought = {"title": {"fr": "Neuf", "en": "New"}, "number": "1", "with": [amount("y", 5)]}
    acts = [
        *operation("renumber", "m/1", number="3"),
        said("new", point="2°", insert="m/1_new", **brought),
    ]
    base = agreement()
    base["articles"]["1"] = [amount("z", 1, "extra")]
    amending = text("v", "2021-01-01", {"9": acts}, amends=["m"])
    law = write_law(tmp_path / "law", [base, amending])
    stubs = tmp_path / "stubs.scenario.yaml"
    scenarios_of(tmp_path, EVERY[:1])
    where = ("--rulesets", str(law), "--corpus", "mini", "--lang", "fr", "--missing", str(stubs))
    _, page = ran("coverage", str(tmp_path), *where)
    assert "m, art. 1 (Neuf)" in page
    assert "1_new " not in page
    assert "art. 1, dans sa rédaction issue de l'v, art. 9, 2°\u00a0: jamais" in stubs.read_text()


def test_the_first_scenarios_of_a_law_are_begun_from_it_and_run(tmp_path: Path) -> None:
    law = the_law(tmp_path)
    stubs = tmp_path / "first.scenario.yaml"
    where = (str(tmp_path), "--rulesets", str(law), "--corpus", "mini", "--lang", "en")
    status, _ = ran("coverage", *where, "--missing", str(stubs))
    assert status == 1
    read, findings = read_scenarios(stubs)
    assert findings == []
    assert [one.content["rulesets"] for one in read] == [["law"]] * len(read)
    assert [run(one) for one in read] == [[]] * len(read)  # they find the law, and hold


def test_a_folder_without_scenarios_is_refused(tmp_path: Path) -> None:
    law = the_law(tmp_path)
    (tmp_path / "empty").mkdir()
    for command in ("coverage", "mutate"):
        empty = str(tmp_path / "empty")
        status, page = ran(command, empty, "--rulesets", str(law), "--corpus", "mini")
        assert status != 0
        assert "ACC822" in page


def test_what_is_known_of_elements_tells_one_case_from_another() -> None:
    """Teams of as many members, in which a condition on them comes out otherwise."""
    folder = Path(__file__).resolve().parents[2] / "examples" / "health_centre"
    corpora = load([folder / "rulesets"])
    teams = [
        scenario
        for file in sorted(folder.glob("*.scenario.yaml"))
        for scenario in read_scenarios(file)[0]
        if scenario.id.startswith("team_")
    ]
    exercise = exercised(teams, corpora["health_centre"], corpora, keeping=True)
    (met,) = (
        asked for rule, asked in exercise.met.items() if rule.address == "aci_msp/contrat/team"
    )
    assert len(met) == len(teams) == 11
    assert all(len(among) == 1 for _, among in met.values())
