"""Tables read and written: bad rows set apart, bad tables refused,
outputs whole or absent, results the same whatever the order.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from engine.commands.main import main
from engine.diagnostics.diagnostic import RefusedInput
from engine.questions.question import Question
from engine.tables.run.request import Request
from engine.tables.run.whole_run import run

from .comparison import answered
from .corpora import Drawn, drawn_corpus

HEADER = "case,contract.signed_on,contract.file_complete,community.population\n"
GOOD = "A1,2020-01-15,true,55000\n"
QUESTION = Question(date(2023, 6, 1), date(2026, 1, 1))


def accord(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(one) for one in arguments])


def table(folder: Path, text: str, name: str = "cases.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def asked(cases: Path, out: Path, *more: object) -> Result:
    return accord("batch", "eligibility", cases, "-o", out, "--on", "2023-06-01", "--quiet", *more)


ASSOCIATION = Path(__file__).parents[1] / "corpora" / "association" / "rulesets"
SMALL = ("--rulesets", ASSOCIATION, "--corpus", "association")
"""A law of two rules with words of the shipped one: a table is answered by it in a tenth of the
time. What is tested of files, columns and rows is the same.
"""


def asked_of_few(cases: Path, out: Path, *more: object) -> Result:
    return asked(cases, out, *SMALL, *more)


def rejects(out: Path) -> list[dict[str, str]]:
    with out.with_name(f"{out.stem}.rejects.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


# --- whole tables refused -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("contract.signed_on\n2020-01-15\n", "ACC601", "no column `case`"),
        ("case,contract.signed\nA1,2020-01-15\n", "ACC603", "did you mean `contract.signed_on`?"),
        ("case,community.size\nA1,2\n", "ACC603", "the law derives it"),
    ],
)
def test_columns(tmp_path: Path, text: str, code: str, said: str) -> None:
    result = asked(table(tmp_path, text), tmp_path / "out.csv")
    assert result.exit_code == 1
    assert code in result.stderr
    assert said in result.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cases.csv"]


def test_a_column_of_another_type(tmp_path: Path) -> None:
    cases = tmp_path / "cases.parquet"
    pq.write_table(pa.table({"case": ["A1"], "contract.signed_on": [3.5]}), cases)
    result = asked_of_few(cases, tmp_path / "out.csv")
    assert result.exit_code == 1
    assert "ACC602" in result.stderr


def test_a_parquet_file_cut_short(tmp_path: Path) -> None:
    whole, cut = tmp_path / "whole.parquet", tmp_path / "cut.parquet"
    pq.write_table(pa.table({"case": ["A1"] * 1000}), whole)
    cut.write_bytes(whole.read_bytes()[:-20])
    result = asked_of_few(cut, tmp_path / "out.csv")
    assert result.exit_code == 1
    assert "ACC606" in result.stderr
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.parametrize("name", ["absent.parquet", "cases.json", "cases.xlsx"])
def test_a_file_that_cannot_be_read(tmp_path: Path, name: str) -> None:
    if name != "absent.parquet":
        table(tmp_path, "{}", name)
    result = asked_of_few(tmp_path / name, tmp_path / "out.csv")
    assert result.exit_code == 1
    assert "ACC606" in result.stderr


class LimitedByTerm(Drawn):
    """Draws a right limited in time on an occasion of each
    period, which the plan does not express.
    """

    def rules(self, version: str) -> list[dict[str, Any]]:
        return [
            rule | {"on": "term"} if rule["id"] == "incident_right" else rule
            for rule in super().rules(version)
        ]


def test_a_rule_that_the_plan_cannot_express(tmp_path: Path) -> None:
    corpus = drawn_corpus(LimitedByTerm(1), tmp_path / "rules")
    with pytest.raises(RefusedInput, match=r"art_1.yaml:\d+:\d+: ACC609 .*once_in"):
        answered(tmp_path, Drawn(1).cases(3), corpus, QUESTION)
    assert not (tmp_path / "out.parquet").exists()


# --- rows set apart -------------------------------------------------------------------------------


def test_bad_rows_never_alter_the_rest(tmp_path: Path) -> None:
    bad = "A2,2020-13-45,true,55000\nA3,2020-01-15,perhaps,55000\nA4,2020-01-15,true,-3\n"
    bad += "A5,2018-01-15,true,100\n,2020-01-15,true,1\nA6,2020-01-15,true,1.5\n"
    twice = "A7,2020-01-15,true,1000\nA7,2020-01-16,true,1000\n"
    alone, mixed = tmp_path / "alone.csv", tmp_path / "mixed.csv"
    assert asked(table(tmp_path, HEADER + GOOD, "a.csv"), alone).exit_code == 0
    assert asked(table(tmp_path, HEADER + bad + GOOD + twice, "b.csv"), mixed).exit_code == 0
    assert mixed.read_text(encoding="utf-8") == alone.read_text(encoding="utf-8")
    assert not alone.with_name("alone.rejects.csv").exists()
    found = rejects(mixed)
    assert [(row["row"], row["case"], row["column"], row["code"]) for row in found] == [
        ("2", "A2", "contract.signed_on", "ACC303"),
        ("3", "A3", "contract.file_complete", "ACC302"),
        ("4", "A4", "community.population", "ACC304"),
        ("5", "A5", "dates", "ACC402"),
        ("6", "", "case", "ACC604"),
        ("7", "A6", "community.population", "ACC302"),
        ("9", "A7", "case", "ACC604"),
        ("10", "A7", "case", "ACC604"),
    ]
    assert all(row["hint"] and row["file"].endswith("b.csv") for row in found)


def test_facts_that_contradict_each_other(tmp_path: Path) -> None:
    header = "case,health_project.submitted_on,health_project.validated_on,crises.1.by\n"
    out = tmp_path / "out.csv"
    assert (
        asked(
            table(tmp_path, header + "A1,2020-05-01,2020-04-01,\nA2,,,ars\nA3,,,nobody\n"), out
        ).exit_code
        == 1
    )
    assert {(row["case"], row["code"]) for row in rejects(out)} == {
        ("A1", "ACC306"),
        ("A2", "ACC315"),
        ("A3", "ACC305"),
    }


@pytest.mark.parametrize(
    "option", [("--engine", "foo"), ("--engine", "local["), ("--memory", "foo"), ("--memory", "3")]
)
def test_options_that_name_nothing(option: tuple[str, str], tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    done = asked_of_few(table(tmp_path, HEADER + GOOD), out, *option)
    assert done.exit_code == 2
    assert option[1] in done.stderr
    assert not out.exists()


def test_which_of_several_corpora(tmp_path: Path) -> None:
    other = Path(__file__).parents[2] / "examples" / "other_agreement" / "rulesets"
    done = asked(table(tmp_path, HEADER + GOOD), tmp_path / "out.csv", "--rulesets", other)
    assert done.exit_code == 1
    assert "ACC405" in done.stderr
    assert "--corpus" in done.stderr
    assert (
        asked(
            table(tmp_path, HEADER + GOOD),
            tmp_path / "out.csv",
            "--rulesets",
            other,
            "--corpus",
            "cpts",
        ).exit_code
        == 0
    )


def test_elements_counted_without_what_each_must_give(tmp_path: Path) -> None:
    text = "case,contract.signed_on,crises,crises.1.identified_on\nA1,2022-05-01,1,2023-01-01\nA2,2022-05-01,2,2023-01-01\nA3,2022-05-01,1,\n"
    out = tmp_path / "out.csv"
    assert asked(table(tmp_path, text), out).exit_code == 0
    assert {(row["case"], row["column"], row["code"]) for row in rejects(out)} == {
        ("A2", "crises", "ACC315"),
        ("A3", "crises.1.identified_on", "ACC315"),
    }


def test_acts_that_follow_one_that_has_not_happened(tmp_path: Path) -> None:
    text = (
        "case,health_project.submitted_on,contract.signed_on\nA1,not_yet,\nA2,not_yet,2023-01-01\n"
    )
    out = tmp_path / "out.csv"
    assert asked(table(tmp_path, text), out).exit_code == 0
    assert [(row["case"], row["column"], row["code"]) for row in rejects(out)] == [
        ("A2", "contract.signed_on", "ACC306")
    ]
    with out.open(encoding="utf-8", newline="") as lines:
        outcomes = {
            row["outcome"]
            for row in csv.DictReader(lines)
            if row["case"] == "A1" and row["benefit"] == "aci_contract"
        }
    assert "unmet" in outcomes
    assert "not_eligible" in outcomes


def test_histories_of_facts_that_do_not_vary(tmp_path: Path) -> None:
    histories = table(
        tmp_path,
        "case,fact,from,value\nA1,contract.signed_on,2020-01-01,2020-01-15\n",
        "histories.csv",
    )
    result = asked(table(tmp_path, HEADER + GOOD), tmp_path / "out.csv", "--histories", histories)
    assert result.exit_code == 1
    assert "ACC610" in result.stderr


def test_bad_histories_reject_their_case(tmp_path: Path) -> None:
    rows = "A1,community.population,2020-01-01,120\nA2,community.population,2020-13-01,120\n"
    rows += "A3,community.population,2020-01-01,many\nA4,community.population,2020-01-01,9\n"
    histories = table(tmp_path, "case,fact,from,value\n" + rows, "histories.csv")
    cases = table(
        tmp_path, "case,contract.signed_on,community.population\nA1,,\nA2,,\nA3,,\nA4,,55000\n"
    )
    out = tmp_path / "out.csv"
    assert asked_of_few(cases, out, "--histories", histories).exit_code == 0
    assert {(row["case"], row["code"]) for row in rejects(out)} == {
        ("A2", "ACC303"),
        ("A3", "ACC302"),
        ("A4", "ACC610"),
    }


# --- outputs --------------------------------------------------------------------------------------


def test_an_output_that_exists_is_refused_without_force(tmp_path: Path) -> None:
    cases, out = table(tmp_path, HEADER + GOOD), tmp_path / "out.csv"
    out.write_text("mine", encoding="utf-8")
    refused = asked_of_few(cases, out)
    assert refused.exit_code == 1
    assert "ACC607" in refused.stderr
    assert out.read_text(encoding="utf-8") == "mine"
    assert asked_of_few(cases, out, "--force").exit_code == 0
    assert out.read_text(encoding="utf-8").startswith('"case"')


def test_a_format_of_results_that_does_not_exist(tmp_path: Path) -> None:
    result = asked_of_few(table(tmp_path, HEADER + GOOD), tmp_path / "out.txt")
    assert result.exit_code == 1
    assert "ACC608" in result.stderr


def test_an_empty_name_of_output_is_one_finding(tmp_path: Path) -> None:
    result = accord("batch", "funding", table(tmp_path, HEADER + GOOD), "-o", "", "--quiet")
    assert (result.exit_code, result.stderr.startswith(".:1:1: ACC608")) == (1, True), result.stderr


def test_a_run_that_fails_half_way_leaves_nothing(tmp_path: Path) -> None:
    corpus = drawn_corpus(Drawn(3), tmp_path / "rules")

    def fail(done: int, total: int) -> None:
        if done == total:
            raise KeyboardInterrupt

    cases = tmp_path / "cases.parquet"
    pq.write_table(Drawn(3).cases(10), cases)
    out = tmp_path / "out.parquet"
    with pytest.raises(KeyboardInterrupt):
        run(Request("eligibility", cases, out, {"": corpus}, QUESTION), fail)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cases.parquet", "rules"]


def test_spark_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    result = asked_of_few(
        table(tmp_path, HEADER + GOOD), tmp_path / "out.csv", "--engine", "local[1]"
    )
    assert result.exit_code == 1
    assert "ACC611" in result.stderr
    assert not (tmp_path / "out.csv").exists()


def test_three_formats_say_the_same(tmp_path: Path) -> None:
    from python_calamine import load_workbook

    cases = table(tmp_path, HEADER + GOOD)
    outs = [tmp_path / f"out.{suffix}" for suffix in ("parquet", "csv", "xlsx")]
    for out in outs:
        assert asked_of_few(cases, out).exit_code == 0
    parquet = pq.read_table(outs[0]).to_pylist()
    with outs[1].open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert [(row["benefit"], row["outcome"]) for row in parquet] == [
        (row["benefit"], row["outcome"]) for row in rows
    ]
    sheet = load_workbook(str(outs[2])).get_sheet_by_index(0).to_python()
    assert [name for name in sheet[0] if name] == list(parquet[0])
    assert len(sheet) == len(parquet) + 2  # its second row has the headings in words


def test_cases_in_a_workbook(tmp_path: Path) -> None:
    """With the rates, lists and records of the shipped profile."""
    outs = []
    for suffix in ("xlsx", "parquet"):
        cases, out = tmp_path / f"cases.{suffix}", tmp_path / f"{suffix}.csv"
        assert accord("cases", "generate", 20, "--seed", 4, "-o", cases).exit_code == 0
        assert asked(cases, out).exit_code == 0
        outs.append(out.read_text(encoding="utf-8"))
    assert outs[0] == outs[1]
    assert {row.split(",")[4] for row in outs[0].splitlines()} >= {'"met"', '"unmet"', '"unknown"'}


def test_neither_order_nor_workers_nor_slices_change_the_rows(tmp_path: Path) -> None:
    drawn = Drawn(5)
    corpus = drawn_corpus(drawn, tmp_path / "rules")
    cases = drawn.cases(40)
    backwards = cases.take(list(range(39, -1, -1)))
    whole = every_row(answered(tmp_path, cases, corpus, QUESTION, "eligibility", threads=1).rows)
    assert (
        every_row(answered(tmp_path, backwards, corpus, QUESTION, "eligibility", threads=2).rows)
        == whole
    )
    assert (
        every_row(answered(tmp_path, cases, corpus, QUESTION, "eligibility", slice_size=7).rows)
        == whole
    )


def every_row(rows: Mapping[str, list[dict[str, Any]]]) -> list[str]:
    return sorted(str(row) for own in rows.values() for row in own)


def test_before_and_after_an_amendment(tmp_path: Path) -> None:
    before, after = (drawn_corpus(Drawn(seed), tmp_path / str(seed)) for seed in (8, 9))
    cases = tmp_path / "cases.parquet"
    pq.write_table(Drawn(8).cases(5), cases)
    run(
        Request(
            "eligibility",
            cases,
            tmp_path / "out.parquet",
            {"before": before, "after": after},
            QUESTION,
            all_readings=True,
        )
    )
    rows = pq.read_table(tmp_path / "out.parquet").to_pylist()
    assert {row["law"] for row in rows} == {"before", "after"}
    for law in ("before", "after"):  # as chosen, and the other option of each of three readings
        assert len({row["reading"] for row in rows if row["law"] == law}) == 1 + 3


TOGETHER: list[tuple[str, str, str]] = [
    ("health_project.ars_opposed,health_project.validated_on", "true,2020-01-10", "ACC321"),
    ("health_project.ars_opposed,health_project.validated_on", "false,2020-01-10", ""),
    ("health_project.ars_opposed,health_project.validated_on", "true,not_yet", ""),
    (
        "early_mission.deployed.access,early_mission.termination.reason",
        "true,not_deployed",
        "ACC321",
    ),
    (
        "early_mission.deployed.access,early_mission.termination.reason",
        "false,not_deployed",
        "",
    ),
    (
        "early_mission.deployed.access,early_mission.termination.reason",
        "true,some_not_deployed",
        "",
    ),
    (
        "early_mission.termination.reason,early_mission.termination.by",
        "not_deployed,community",
        "ACC321",
    ),
    (
        "early_mission.termination.appealed_on,early_mission.termination.by",
        "2023-01-10,community",
        "ACC321",
    ),
    (
        "early_mission.termination.appealed_on,early_mission.termination.by",
        "not_yet,community",
        "",
    ),
    (
        "missions.crisis.plan_written_on,missions.crisis.plan_updated_on.3.on",
        "2023-05-02,2023-05-01",
        "ACC306",
    ),
    (
        "missions.crisis.plan_written_on,missions.crisis.plan_updated_on.3.on",
        "2023-05-02,2023-05-02",
        "",
    ),
    (
        "missions.crisis.plan_written_on,missions.crisis.plan_updated_on.3.on",
        "not_yet,2023-05-02",
        "ACC306",
    ),
    (
        "missions.crisis.plan_written_on,missions.crisis.plan_updated_on.3.on",
        "not_yet,not_yet",
        "",
    ),
    ("missions.crisis.started_on", "2022-03-31", "ACC402"),
    ("missions.crisis.started_on", "2022-04-01", ""),
    (
        (
            "missions.access.achievement.1.indicators.1.share,missions.access.achievement.1.indicators.1.level"
        ),
        "0.4,1",
        "ACC322",
    ),
    (
        (
            "missions.access.achievement.1.indicators.1.share,missions.access.achievement.1.indicators.1.level"
        ),
        "1,0.4",
        "",
    ),
    (
        (
            "missions.access.achievement.1.indicators.1.share,missions.access.achievement.1.indicators.1.level"
        ),
        "0.7,0.4",
        "ACC322",
    ),
]


@pytest.fixture(scope="module")
def apart(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """The codes under which each case of `TOGETHER` is set apart, all of them rows of one table."""
    folder = tmp_path_factory.mktemp("together")
    rows = [
        {"case": f"c{rank}", "contract.signed_on": "2020-01-15"}
        | dict(zip(columns.split(","), cells.split(","), strict=True))
        for rank, (columns, cells, _) in enumerate(TOGETHER)
    ]
    cases, out = folder / "cases.csv", folder / "out.csv"
    with cases.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, list(dict.fromkeys(name for row in rows for name in row)))
        writer.writeheader()
        writer.writerows(rows)
    assert asked(cases, out).exit_code == 0
    codes: dict[str, list[str]] = {}
    for row in rejects(out):
        codes.setdefault(row["case"], []).append(row["code"])
    with out.open(encoding="utf-8", newline="") as lines:
        answered = {row["case"] for row in csv.DictReader(lines)}
    assert answered == {row["case"] for row in rows} - codes.keys()
    return codes


@pytest.mark.parametrize("rank", range(len(TOGETHER)))
def test_facts_that_cannot_hold_together(rank: int, apart: dict[str, list[str]]) -> None:
    *_, code = TOGETHER[rank]
    assert apart.get(f"c{rank}", []) == ([code] if code else [])


def summed(cases: Path, out: Path) -> str:
    return accord("batch", "funding", cases, "-o", out, "--on", "2023-06-01").stderr


def test_the_cases_that_say_nothing_of_an_optional_group_are_counted(tmp_path: Path) -> None:
    cases = table(
        tmp_path,
        (
            "case,contract.signed_on,early_mission.signed_on\nA1,2022-10-15,\nA2,2022-10-15,not_yet\nA3,2022-13-15,\n"
        ),
    )
    said = summed(cases, tmp_path / "out.csv")
    assert (
        "early-mission aid, per core mission started, up to €30,000 (early_mission): 1 of 2" in said
    )
    without = table(tmp_path, "case,contract.signed_on\nA1,2022-10-15\nA2,2022-10-15\n")
    assert "(early_mission): 2 of 2" in summed(without, tmp_path / "other.csv")
    none = table(
        tmp_path, "case,contract.signed_on,early_mission.signed_on\nA2,2022-10-15,not_yet\n"
    )
    assert "not asked about" not in summed(none, tmp_path / "none.csv")
