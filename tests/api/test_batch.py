"""A table of cases from Python: a file, an Arrow table or a data frame give the same rows as the
command.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import accord
from engine.commands.main import main

pa = pytest.importorskip("pyarrow")
from pyarrow import parquet  # noqa: E402  # after the check that it is there

pytestmark = pytest.mark.slow
ROWS = {
    "case": ["A", "B", "C"],
    "community.population": [55000, 120000, None],
    "contract.signed_on": [date(2020, 1, 15), date(2022, 9, 1), date(2021, 3, 1)],
    "missions": ["access", "access crisis", ""],
    "missions.access.started_on": [date(2020, 7, 1), date(2022, 10, 1), None],
}
ASKED: dict[str, Any] = {"on": date(2023, 6, 1), "known_on": "2026-01-01"}


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("table") / "cases.parquet"
    parquet.write_table(pa.table(ROWS), file)
    return file


def by_command(query: str, cases: Path) -> Any:
    """Return the rows that the command gives."""
    out = cases.with_name(f"{query}.parquet")
    options = ["--on", "2023-06-01", "--known-on", "2026-01-01", "--quiet"]
    ran = CliRunner().invoke(main, ["batch", query, str(cases), "-o", str(out), *options])
    assert ran.exit_code == 0, ran.output
    return parquet.read_table(out)


@pytest.fixture(scope="module")
def expected(cases: Path) -> Any:
    return by_command("eligibility", cases)


def frame_of_pandas() -> Any:
    return pytest.importorskip("pandas").DataFrame(ROWS)


def frame_of_polars() -> Any:
    return pytest.importorskip("polars").DataFrame(ROWS)


@pytest.mark.parametrize(
    "table",
    [lambda: pa.table(ROWS), frame_of_pandas, frame_of_polars],
    ids=["arrow", "pandas", "polars"],
)
def test_a_table_in_memory_gives_the_rows_of_the_command(
    law: accord.Law, expected: Any, tmp_path: Path, table: Any
) -> None:
    run = law.batch("eligibility", table(), tmp_path / "out.parquet", **ASKED)
    assert (run.read, run.rejected, run.rejects) == (3, 0, None)
    assert run.written == expected.num_rows
    assert parquet.read_table(run.out).equals(expected)


def test_a_file_gives_the_rows_of_the_command(law: accord.Law, cases: Path, tmp_path: Path) -> None:
    run = law.batch("funding", str(cases), str(tmp_path / "out.parquet"), **ASKED)
    assert parquet.read_table(run.out).equals(by_command("funding", cases))
    pytest.importorskip("pandas")
    assert len(run.to_frame()) == run.written


@pytest.mark.parametrize("library", ["pandas", "polars"])
@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".parquet"])
def test_the_rows_of_a_run_as_a_data_frame(
    law: accord.Law, cases: Path, tmp_path: Path, suffix: str, library: str
) -> None:
    pytest.importorskip(library)
    run = law.batch("eligibility", cases, tmp_path / f"out{suffix}", **ASKED)
    frame = run.to_frame(library)
    assert len(frame) == run.written
    assert next(iter(frame["case"])) == "A"


def test_a_data_frame_may_hold_words_beside_dates(law: accord.Law, tmp_path: Path) -> None:
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(
        {"case": ["A", "B"], "contract.signed_on": [date(2020, 1, 15), "not_yet"]}
    )
    run = law.batch("eligibility", frame, tmp_path / "out.csv", **ASKED)
    assert (run.read, run.rejected) == (2, 0)


def test_bad_rows_are_set_apart_and_said(law: accord.Law, tmp_path: Path) -> None:
    table = pa.table({"case": ["A", "B"], "contract.signed_on": ["2020-01-15", "soon"]})
    run = law.batch("funding", table, tmp_path / "out.csv", **ASKED)
    assert (run.read, run.rejected) == (2, 1)
    assert run.rejects is not None
    assert "soon" in run.rejects.read_text(encoding="utf-8")
    assert sum(run.codes.values()) == 1


def test_before_and_after_a_text(law: accord.Law, cases: Path, tmp_path: Path) -> None:
    added = Path(__file__).parent.parent.parent / "examples" / "avenant_3" / "rulesets"
    run = law.batch("eligibility", cases, tmp_path / "out.parquet", added=[added], **ASKED)
    assert set(parquet.read_table(run.out)["law"].to_pylist()) == {"before", "after"}


def test_a_table_without_the_columns_of_a_new_mission_is_read_as_before(
    law: accord.Law, cases: Path, tmp_path: Path
) -> None:
    """An amendment inserts a mission: a table of before says nothing of it, and it is not there."""
    added = Path(__file__).parent.parent.parent / "examples" / "avenant_3" / "rulesets"
    asked = {**ASKED, "on": date(2024, 8, 1)}
    run = law.batch("funding", cases, tmp_path / "out.parquet", added=[added], **asked)
    assert (run.read, run.rejected) == (3, 0)
    lines = parquet.read_table(run.out).to_pylist()
    assert not [row for row in lines if "sport" in str(row["line"])]
    before, after = (
        sorted((row["case"], str(row["line"])) for row in lines if row["law"] == side)
        for side in ("before", "after")
    )
    assert before == after != []


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"query": "duties"}, "query"),
        ({"table": 3}, "table"),
        ({"table": None}, "table"),
        ({"out": None}, "out"),
        ({"on": "soon"}, "on"),
        ({"histories": 3}, "histories"),
        ({"rejects": 3}, "rejects"),
        ({"added": [3]}, "added"),
    ],
)
def test_what_cannot_be_run_is_a_finding(
    law: accord.Law, cases: Path, tmp_path: Path, change: dict[str, Any], place: str
) -> None:
    asked = {"query": "funding", "table": cases, "out": tmp_path / "out.csv", **ASKED, **change}
    with pytest.raises(accord.RefusedInput) as caught:
        law.batch(asked.pop("query"), asked.pop("table"), asked.pop("out"), **asked)
    assert [(one.place, one.code) for one in caught.value.findings] == [(place, "ACC411")]


def test_an_output_that_is_there_is_not_replaced_unless_it_is_asked(
    law: accord.Law, cases: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.csv"
    out.write_text("mine", encoding="utf-8")
    with pytest.raises(accord.RefusedInput) as caught:
        law.batch("funding", cases, out, **ASKED)
    assert [one.code for one in caught.value.findings] == ["ACC607"]
    assert "force=True" in caught.value.findings[0].hint
    assert law.batch("eligibility", cases, out, **ASKED, force=True).written > 0


def test_several_corpora_need_a_name(both: accord.Law, cases: Path, tmp_path: Path) -> None:
    with pytest.raises(accord.RefusedInput) as caught:
        both.batch("funding", cases, tmp_path / "out.csv", **ASKED)
    assert [(one.place, one.code) for one in caught.value.findings] == [("corpus", "ACC405")]
    assert both.batch("eligibility", cases, tmp_path / "out.csv", corpus="cpts", **ASKED).read == 3


def test_two_runs_at_once_give_what_they_give_apart(
    law: accord.Law, cases: Path, expected: Any, tmp_path: Path
) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(2) as pool:
        runs = list(
            pool.map(
                lambda rank: law.batch("eligibility", cases, tmp_path / f"{rank}.parquet", **ASKED),
                range(2),
            )
        )
    assert all(parquet.read_table(run.out).equals(expected) for run in runs)


@pytest.mark.parametrize(
    ("table", "codes"),
    [
        (pa.table({"case": ["A"], "colour": ["red"]}), {"ACC603"}),
        (pa.table([["A"], ["B"]], names=["case", "case"]), {"ACC612"}),
        (pa.table({}), {"ACC411"}),
        (pa.chunked_array([["A"]]), {"ACC411"}),
    ],
    ids=["unknown column", "column twice", "no column", "array"],
)
def test_the_place_of_a_fault_in_a_table_in_memory_is_its_keyword(
    law: accord.Law, tmp_path: Path, table: Any, codes: set[str]
) -> None:
    with pytest.raises(accord.RefusedInput) as caught:
        law.batch("funding", table, tmp_path / "out.csv")
    assert {one.place for one in caught.value.findings} == {"table"}
    assert {one.code for one in caught.value.findings} == codes


def test_the_notes_on_a_table_in_memory_name_its_keyword(law: accord.Law, tmp_path: Path) -> None:
    table = pa.table({"case": ["A"], "community.population": [1.5]})
    run = law.batch("funding", table, tmp_path / "out.csv", until=date.min)
    assert run.codes == {"ACC302": 1}
    assert run.notes[0].startswith("table:1:2: ACC302")


def test_how_many_answers_are_in_part_is_not_known_without_the_rows_that_say_so(
    law: accord.Law, tmp_path: Path
) -> None:
    cases = pa.table({"case": ["A"], "contract.signed_on": ["2020-01-15"]})
    asked: dict[str, Any] = {"on": "2023-06-01", "lang": "en"}
    whole = law.batch("funding", cases, tmp_path / "whole.parquet", **asked)
    paid = law.batch("funding", cases, tmp_path / "paid.parquet", only=["payment"], **asked)
    assert (whole.incomplete, paid.incomplete) == (1, None)
    assert whole.notes[0].startswith("1 of 1 cases are answered in part")
    assert paid.notes[0] == "the rows `missing` are left out: what is due may be more"


@pytest.mark.parametrize(
    "column",
    [pa.array([55], pa.duration("us")), pa.array([(1, 2, 3)], pa.month_day_nano_interval())],
    ids=["duration", "interval"],
)
def test_a_column_that_no_file_holds_with_its_type_is_refused(
    column: Any, law: accord.Law, tmp_path: Path
) -> None:
    cases = pa.table({"case": ["A"], "community.population": column})
    with pytest.raises(accord.RefusedInput, match=r"ACC602 `community\.population`"):
        law.batch("eligibility", cases, tmp_path / "out.parquet", on="2023-06-01")


def test_a_number_that_no_column_holds_is_set_apart(law: accord.Law, tmp_path: Path) -> None:
    pandas = pytest.importorskip("pandas")
    cases = pandas.DataFrame({"case": ["A"], "community.population": [2**70]})
    run = law.batch("eligibility", cases, tmp_path / "out.parquet", on="2023-06-01")
    assert (run.rejected, run.codes) == (1, {"ACC302": 1})
