"""Files of rows: a name is never a pattern, a comment or a
zone, and every row read is answered or rejected.
"""

from __future__ import annotations

import csv
import random
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.diagnostics.diagnostic import RefusedInput
from engine.language.temporal import NOT_YET_WORDS
from engine.tables.intake.sources import ROW, FileOptions, filled_from, source_of

from .test_tables import GOOD, HEADER, SMALL, accord, asked_of_few, rejects, table
from .test_tables import asked as asked_of_all

MIDNIGHT = datetime(2020, 1, 15)  # noqa: DTZ001  # a cell of a workbook has no zone


def answered_in(out: Path) -> set[str]:
    """The cases that have rows in a result."""
    with out.open(encoding="utf-8", newline="") as lines:
        return {row["case"] for row in csv.DictReader(lines)}


def book(path: Path, rows: list[list[Any]]) -> Path:
    """Write a workbook of one sheet; a datetime is a cell of a date."""
    made = xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"})
    sheet = made.add_worksheet()
    for rank, row in enumerate(rows):
        for column, cell in enumerate(row):
            if cell is not None:
                sheet.write(rank, column, cell)
    made.close()
    return path


def parquet(path: Path, columns: dict[str, Any]) -> Path:
    pq.write_table(pa.table(columns), path)
    return path


# --- rows -----------------------------------------------------------------------------------------


def test_nothing_is_a_comment(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    done = asked_of_few(
        table(tmp_path, HEADER + GOOD.replace("A1", "#B") + "#total 1\n" + GOOD), out
    )
    assert done.exit_code == 0
    assert answered_in(out) == {"#B", "A1"}
    assert [(row["row"], row["case"], row["code"], row["hint"]) for row in rejects(out)] == [
        ("3", "#total 1", "ACC613", "row 3 has 1 cell, 4 expected.")
    ]


def test_a_row_without_all_its_cells_is_named_and_the_others_answered(tmp_path: Path) -> None:
    rows = (
        GOOD
        + "C,2020\n"
        + GOOD.replace("A1", '"D\nD"')
        + "E,2020-01-15,true,5,6,7\n"
        + "F,x,true,5\n"
    )
    out = tmp_path / "out.csv"
    done = accord(
        "batch",
        "eligibility",
        table(tmp_path, HEADER + rows),
        "-o",
        out,
        "--on",
        "2023-06-01",
        *SMALL,
    )
    assert "5 cases read, 3 rejected" in done.stderr
    assert "cases.csv:3:1: ACC613 row 3 has 2 cells, 4 expected." in done.stderr
    assert answered_in(out) == {"A1", "D\nD"}
    assert [(row["row"], row["case"], row["code"]) for row in rejects(out)] == [
        ("3", "C", "ACC613"),
        ("5", "E", "ACC613"),
        ("6", "F", "ACC303"),
    ]
    assert rejects(out)[1]["hint"] == "row 5 has 6 cells, 4 expected."


def test_the_first_quote_may_come_after_any_number_of_rows(tmp_path: Path) -> None:
    rows = (
        "".join(f"P{rank},,,\n" for rank in range(20_600))
        + '"Z1",2020-01-15,true,55000\n"Z,2",2020-01-15,true,55000\n"Z ""3""",,,\n'
    )
    assert read(table(tmp_path, HEADER + rows))[-3:] == ["Z1", "Z,2", 'Z "3"']


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_the_separator_is_that_of_the_line_of_names(separator: str, tmp_path: Path) -> None:
    assert read(table(tmp_path, (HEADER + GOOD).replace(",", separator))) == ["A1"]


@pytest.mark.parametrize(
    "text",
    [
        HEADER + '"A1,2020-01-15,true,5\n',
        HEADER + 'A1,2020-01-15,true,"5"0\n',
        'case,"x\nA,1\n',
        "",
        "\n",
        "\n\nA\n",
    ],
)
def test_a_quotation_that_never_ends_refuses_the_file(text: str, tmp_path: Path) -> None:
    with pytest.raises(RefusedInput, match="ACC606"):
        read(table(tmp_path, text))


CELLS = st.text(alphabet=st.sampled_from("aé#,;\"'\n *?[]"), max_size=6)


@settings(
    max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.tuples(CELLS, st.sampled_from(["", "55000", "x", "-1"]), st.integers(0, 4)), max_size=25
    )
)
def test_every_row_is_answered_or_rejected(
    tmp_path: Path, drawn: list[tuple[str, str, int]]
) -> None:
    """Whatever the ids and the cells: what is read is what is
    written, and each row is in the result or among the rejects.
    """
    cases, out = tmp_path / "cases.csv", tmp_path / "out.csv"
    with cases.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(["case", "community.population", "contract.signed_on"])
        for id_, population, extra in drawn:
            writer.writerow([id_, population, "2020-01-15", *["more"] * extra])
    done = accord("batch", "eligibility", cases, "-o", out, "--on", "2023-06-01", "--force", *SMALL)
    bad = rejects(out) if out.with_name("out.rejects.csv").exists() else []
    assert f"{len(drawn)} cases read, {len({row['row'] for row in bad})} rejected" in done.stderr
    ids = [id_.strip(" ") for id_, *_ in drawn]
    right = {
        id_
        for (_, population, extra), id_ in zip(drawn, ids, strict=True)
        if id_ and ids.count(id_) == 1 and not extra and population in ("", "55000")
    }
    assert answered_in(out) == right
    assert {row["row"] for row in bad} == {
        str(rank) for rank, id_ in enumerate(ids, 2) if id_ not in right
    }
    assert done.exit_code == (1 if drawn and not right else 0), done.output


# --- names ----------------------------------------------------------------------------------------


NAMES = [
    ("g[1]", "g1"),
    ("c*", "cc"),
    ("c?", "cc"),
    ("l'avenant", "other"),
    ("a;b", "a"),
    ("year=2020", "y"),
]


def read(path: Path) -> list[str]:
    """The ids of the cases that are read in a file."""
    connection = duckdb.connect()
    source = source_of(path, connection, FileOptions(path.parent))
    filled_from(
        source,
        connection,
        "read",
        lambda own: f'SELECT {own.row} AS "{ROW}", CAST("case" AS VARCHAR) AS id FROM {own.sql}',
    )
    return [id_ for (id_,) in connection.execute("SELECT id FROM read").fetchall()]


@pytest.mark.parametrize(("name", "other"), NAMES)
@pytest.mark.parametrize("suffix", ["csv", "parquet", "xlsx"])
def test_the_name_of_a_file_is_no_pattern(
    name: str, other: str, suffix: str, tmp_path: Path
) -> None:
    folder = tmp_path / f"{name} folder"
    folder.mkdir()
    for one in (name, other):
        path = folder / f"{one}.{suffix}"
        if suffix == "csv":
            table(folder, f"case\n{one}\n", path.name)
        elif suffix == "parquet":
            parquet(path, {"case": [one]})
        else:
            book(path, [["case"], [one]])
    assert read(folder / f"{name}.{suffix}") == [name]


@pytest.mark.parametrize("name", ["c? [1]*", "l'avenant"])
def test_a_result_goes_to_a_folder_of_any_name(name: str, tmp_path: Path) -> None:
    folder = tmp_path / name
    folder.mkdir()
    assert (
        asked_of_few(
            table(folder, "case\nA\n", f"{name}.csv"), folder / f"{name} out.csv"
        ).exit_code
        == 0
    )
    assert answered_in(folder / f"{name} out.csv") == {"A"}
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        [f"{name}.csv", f"{name} out.csv"]
    )


def test_the_name_of_a_folder_is_no_column(tmp_path: Path) -> None:
    folder = tmp_path / "community.population=9000000"
    folder.mkdir()
    assert (
        asked_of_few(
            parquet(folder / "cases.parquet", {"case": ["A"]}), tmp_path / "out.csv"
        ).exit_code
        == 0
    )


def test_a_column_given_twice_is_refused_in_all_formats(tmp_path: Path) -> None:
    names, row = ["case", "community.population", "community.population"], ["A", 55000, 180000]
    twice = pa.table([pa.array([one]) for one in row], names=names)
    pq.write_table(twice, tmp_path / "cases.parquet")
    book(tmp_path / "cases.xlsx", [names, row])
    table(tmp_path, ",".join(names) + "\nA,55000,180000\n")
    for suffix in ("parquet", "xlsx", "csv"):
        with pytest.raises(
            RefusedInput, match=r"ACC612 the column `community\.population` is given twice"
        ):
            read(tmp_path / f"cases.{suffix}")


# --- types ----------------------------------------------------------------------------------------


def signed(tmp_path: Path, column: pa.Array) -> Any:
    """Ask about one case whose contract was signed on the day of a column."""
    cases = parquet(
        tmp_path / "cases.parquet",
        {"case": ["A"], "contract.signed_on": column, "contract.file_complete": [True]},
    )
    return accord(
        "batch",
        "calendar",
        cases,
        "-o",
        tmp_path / "out.csv",
        "--on",
        "2023-06-01",
        "--quiet",
        "--force",
        *SMALL,
    )


@pytest.mark.parametrize("zone", ["UTC", "Europe/Paris", "America/New_York"])
def test_a_moment_of_a_zone_is_refused_whatever_the_machine(
    zone: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", zone)
    done = signed(
        tmp_path,
        pa.array([datetime(2022, 3, 31, 22, tzinfo=UTC)], pa.timestamp("us", "Europe/Paris")),
    )
    assert (done.exit_code, "ACC602" in done.stderr, "zone" in done.stderr) == (1, True, True)


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_a_day_may_carry_midnight(unit: str, tmp_path: Path) -> None:
    assert (
        signed(
            tmp_path, pa.array([date(2020, 1, 15)], pa.date32()).cast(pa.timestamp(unit))
        ).exit_code
        == 0
    )
    found = (tmp_path / "out.csv").read_text(encoding="utf-8")
    assert signed(tmp_path, pa.array([date(2020, 1, 15)])).exit_code == 0
    assert (tmp_path / "out.csv").read_text(encoding="utf-8") == found


def test_a_cell_of_a_workbook_may_carry_midnight(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    names = ["case", "contract.signed_on"]
    cases = book(
        tmp_path / "cases.xlsx",
        [
            names,
            ["A", MIDNIGHT],
            ["B", "2020-01-15 00:00:00"],
            ["C", date(9999, 12, 31)],
            ["D", "not_yet"],
        ],
    )
    assert asked_of_few(cases, out).exit_code == 0
    assert answered_in(out) == {"A", "B", "D"}
    assert [(row["row"], row["case"], row["code"]) for row in rejects(out)] == [
        ("4", "C", "ACC304")
    ]


@pytest.mark.parametrize("text", ["2020-01-15 00:00:00", "2020-01-15T00:00:00", "2020-01-15 00:00"])
def test_a_text_may_carry_midnight_but_no_zone(text: str, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    assert (
        asked_of_few(
            table(tmp_path, f"case,contract.signed_on\nA,{text}\nB,{text}Z\nC,{text}+02:00\n"), out
        ).exit_code
        == 0
    )
    assert answered_in(out) == {"A"}
    assert {row["code"] for row in rejects(out)} == {"ACC303"}


def test_the_last_day_of_all_is_a_day_out_of_bounds_and_no_act_to_come(tmp_path: Path) -> None:
    """As for a single case. A column of dates has no other
    word for what has not happened, and keeps it.
    """
    out = tmp_path / "out.csv"
    assert (
        asked_of_few(
            table(tmp_path, "case,contract.signed_on\nA,9999-12-31\nB,not_yet\n"), out
        ).exit_code
        == 0
    )
    assert [(row["case"], row["code"]) for row in rejects(out)] == [("A", "ACC304")]
    assert signed(tmp_path, pa.array([date(9999, 12, 31)])).exit_code == 0
    assert not (tmp_path / "out.rejects.csv").exists()


@pytest.mark.parametrize("kind", [pa.float32(), pa.float64(), pa.decimal128(10, 4)])
def test_rates_of_any_width(kind: pa.DataType, tmp_path: Path) -> None:
    name = "missions.access.achievement.1.rate"
    rates = pa.array([0.85, 0.1, 0.333333, None], pa.float64()).cast(kind, safe=False)
    cases = parquet(
        tmp_path / "cases.parquet",
        {"case": list("ABCD"), name: rates, "missions.access.started_on": [date(2020, 7, 1)] * 4},
    )
    out = tmp_path / "out.csv"
    assert asked_of_all(cases, out).exit_code == 0
    assert answered_in(out) == set("ABCD")


def test_columns_without_values_and_the_ranks_of_pandas(tmp_path: Path) -> None:
    columns = {
        "case": ["A"],
        "contract.signed_on": pa.nulls(1),
        "community.population": pa.array([None], pa.bool_()),
        "__index_level_0__": [3],
    }
    out = tmp_path / "out.csv"
    assert asked_of_few(parquet(tmp_path / "cases.parquet", columns), out).exit_code == 0
    assert (
        asked_of_few(
            table(tmp_path, ",case,community.population\n0,A,55000\n"), out, "--force"
        ).exit_code
        == 0
    )
    assert (
        asked_of_few(
            book(tmp_path / "cases.xlsx", [[None, "case"], [0, "A"]]), out, "--force"
        ).exit_code
        == 0
    )
    assert answered_in(out) == {"A"}


@pytest.mark.parametrize(
    "column", [pa.array([1.5]), pa.array([date(2020, 1, 1)]), pa.array([True])]
)
def test_an_id_is_a_text_or_a_whole_number(column: pa.Array, tmp_path: Path) -> None:
    done = asked_of_few(parquet(tmp_path / "cases.parquet", {"case": column}), tmp_path / "out.csv")
    assert (done.exit_code, "ACC602 `case`" in done.stderr) == (1, True)


# --- damaged files --------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", ["parquet", "xlsx"])
def test_flipped_bytes_are_findings(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"cases.{suffix}"
    if suffix == "parquet":
        parquet(path, {"case": ["A", "B"], "community.population": [55000, 5]})
    else:
        book(path, [["case", "community.population"], ["A", 55000], ["B", 5]])
    whole, drawing = path.read_bytes(), random.Random(1)
    for _ in range(60):
        bad = bytearray(whole)
        for _ in range(3):
            bad[drawing.randrange(len(bad))] ^= 1 << drawing.randrange(8)
        path.write_bytes(bad)
        with suppress(RefusedInput):
            read(path)


def test_a_workbook_that_holds_nothing(tmp_path: Path) -> None:
    with pytest.raises(RefusedInput, match="ACC606 the first sheet is empty"):
        read(book(tmp_path / "cases.xlsx", []))


# --- histories ------------------------------------------------------------------------------------


def test_rows_of_histories_are_answered_or_rejected_under_their_own_file(tmp_path: Path) -> None:
    rows = "A,community.population,2020-01-01,55000\nb,community.population,2020-01-01,55000\n,community.population,2020-01-01,5\n"
    rows += "B,,2020-01-01,5\nC,community.population,2020-01-01,abc\nD,community.population,2020-01-01\n"
    rows += "E,community.population,2020-01-01,1\nE,community.population, 2020-01-01,2\n"
    histories = table(tmp_path, "case,fact,from,value\n" + rows, "histories.csv")
    cases = table(
        tmp_path, "case,contract.signed_on\n" + "".join(f"{id_},2020-01-15\n" for id_ in "ABCDEF")
    )
    out = tmp_path / "out.csv"
    done = accord(
        "batch",
        "eligibility",
        cases,
        "-o",
        out,
        "--on",
        "2023-06-01",
        "--histories",
        histories,
        *SMALL,
    )
    assert answered_in(out) == {"A", "F"}
    assert "6 cases read, 4 rejected" in done.stderr
    assert "histories.csv: 8 rows read, 7 rejected" in done.stderr
    found = rejects(out)
    assert {Path(row["file"]).name for row in found} == {"histories.csv"}
    assert [(row["row"], row["case"], row["code"]) for row in found] == [
        ("3", "b", "ACC616"),
        ("4", "", "ACC604"),
        ("5", "B", "ACC308"),
        ("6", "C", "ACC302"),
        ("7", "D", "ACC613"),
        ("8", "E", "ACC307"),
        ("9", "E", "ACC307"),
    ]


def test_histories_in_parquet_and_workbooks(tmp_path: Path) -> None:
    cases = table(tmp_path, "case,contract.signed_on\nA,2020-01-15\n")
    columns = {
        "case": ["A"],
        "fact": ["community.population"],
        "from": [date(2020, 1, 1)],
        "value": [55000.0],
    }
    files = [
        parquet(tmp_path / "h.parquet", columns),
        book(tmp_path / "h.xlsx", [list(columns), *zip(*columns.values(), strict=True)]),
    ]  # type: ignore[list-item]  # rows
    for histories in files:
        out = tmp_path / f"{histories.suffix[1:]}.csv"
        assert asked_of_few(cases, out, "--histories", histories).exit_code == 0
        assert not out.with_name(f"{out.stem}.rejects.csv").exists()


# --- beside a single case -------------------------------------------------------------------------


def test_a_number_of_elements_is_that_of_a_list(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    assert asked_of_all(table(tmp_path, "case,crises\nA,-1\nB,0\nC,401\n"), out).exit_code == 0
    assert [(row["case"], row["code"]) for row in rejects(out)] == [
        ("A", "ACC304"),
        ("C", "ACC304"),
        ("C", "ACC315"),
    ]


def test_a_question_before_the_law_has_no_answer(tmp_path: Path) -> None:
    single = table(tmp_path, 'contract: {signed_on: "2020-01-15"}', "case.yaml")
    for family in ("funding", "eligibility", "calendar"):
        alone = accord(family, single, "--on", "1900-01-01")
        done = accord(
            "batch",
            family,
            table(tmp_path, HEADER + GOOD),
            "-o",
            tmp_path / "out.csv",
            "--on",
            "1900-01-01",
        )
        for one in (alone, done):
            assert (one.exit_code, "ACC401" in one.stderr) == (1, True), one.output


def test_two_options_of_one_reading_are_a_misuse_in_both(tmp_path: Path) -> None:
    both = ("--reading", "majoration_base=missions", "--reading", "majoration_base=missions_fixed")
    done = asked_of_few(table(tmp_path, HEADER + GOOD), tmp_path / "out.csv", *both)
    assert (done.exit_code, "both missions and missions_fixed" in done.stderr) == (2, True)


# --- the number of a row --------------------------------------------------------------------------

LINES = [
    ["case", "contract.signed_on", "community.population"],
    [],
    ["A", "2020-01-15", "5"],
    ["B\n\nof two lines", "2020-01-15", "5"],
    [],
    [],
    ["C", "x", "5"],
    ['D;"d', "2020-01-15", "-1"],
    ["E\n", "y", "5"],
    [],
    ["F", "2020-01-15", "z"],
    [],
]
NUMBERS = [
    ("7", "C", "ACC303"),
    ("8", 'D;"d', "ACC304"),
    ("9", "E\n", "ACC303"),
    ("11", "F", "ACC302"),
]
"""As a spreadsheet shows them: blank lines count, a text on several lines is on one row."""


def numbered(out: Path) -> list[tuple[str, str, str]]:
    return [(row["row"], row["case"], row["code"]) for row in rejects(out)]


def written(path: Path, rows: list[list[str]], end: str = "\n") -> Path:
    with path.open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines, lineterminator=end).writerows(rows)
    return path


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_row_of_csv_has_the_number_that_a_spreadsheet_shows(
    end: str, mark: str, tmp_path: Path
) -> None:
    out, cases = tmp_path / "out.csv", written(tmp_path / "cases.csv", LINES, end)
    cases.write_bytes(mark.encode() + cases.read_bytes())
    done = accord("batch", "eligibility", cases, "-o", out, "--on", "2023-06-01", *SMALL)
    assert "6 cases read, 4 rejected" in done.stderr
    assert numbered(out) == NUMBERS


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_blank_lines_and_rows_without_all_their_cells_together(end: str, tmp_path: Path) -> None:
    rows = [*LINES[:4], ["G"], *LINES[4:8], [], ["H\n\n", "2020-01-15", "5", "6"], *LINES[8:]]
    out, cases = tmp_path / "out.csv", written(tmp_path / "cases.csv", rows, end)
    done = accord("batch", "eligibility", cases, "-o", out, "--on", "2023-06-01", *SMALL)
    assert "8 cases read, 6 rejected" in done.stderr
    assert [row for row, *_ in numbered(out)] == ["5", "8", "9", "11", "12", "14"]
    assert [
        (row["row"], row["case"], row["hint"]) for row in rejects(out) if row["code"] == "ACC613"
    ] == [
        ("5", "G", "row 5 has 1 cell, 3 expected."),
        ("11", "H", "row 11 has 4 cells, 3 expected."),
    ]


def test_a_quotation_that_never_ends_is_said_of_its_row(tmp_path: Path) -> None:
    with pytest.raises(RefusedInput, match=r"cases\.csv:6:1: ACC606 row 6: a quotation"):
        read(table(tmp_path, HEADER + "\n\n" + GOOD + "\n" + GOOD.replace("A1", '"B"b')))


def test_blank_lines_of_histories(tmp_path: Path) -> None:
    histories = table(
        tmp_path, "case,fact,from,value\n\n\nA,community.population,x,5\n", "histories.csv"
    )
    out = tmp_path / "out.csv"
    assert (
        asked_of_few(
            table(tmp_path, "case,contract.signed_on\nA,2020-01-15\n"),
            out,
            "--histories",
            histories,
        ).exit_code
        == 1
    )
    assert ("4", "A", "ACC303") in numbered(out)


def test_a_row_of_a_workbook_has_its_own_number(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    done = accord(
        "batch",
        "eligibility",
        book(tmp_path / "cases.xlsx", [*LINES]),
        "-o",
        out,
        "--on",
        "2023-06-01",
        *SMALL,
    )
    assert "6 cases read, 4 rejected" in done.stderr
    assert numbered(out) == NUMBERS


def test_a_record_of_parquet_has_its_rank(tmp_path: Path) -> None:
    columns = dict(zip(LINES[0], zip(*(row for row in LINES[1:] if row), strict=True), strict=True))
    out = tmp_path / "out.csv"
    assert (
        asked_of_few(
            parquet(
                tmp_path / "cases.parquet", {name: list(cells) for name, cells in columns.items()}
            ),
            out,
        ).exit_code
        == 0
    )
    assert [row for row, *_ in numbered(out)] == ["3", "4", "5", "6"]


# --- acts that have not happened ------------------------------------------------------------------


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "parquet"])
def test_the_words_for_an_act_to_come_are_read_in_texts(suffix: str, tmp_path: Path) -> None:
    rows = [
        ["case", "contract.signed_on"],
        *([word, word] for word in NOT_YET_WORDS),
        ["unknown", ""],
    ]
    cases = tmp_path / f"cases.{suffix}"
    if suffix == "parquet":
        parquet(cases, dict(zip(rows[0], map(list, zip(*rows[1:], strict=True)), strict=True)))
    else:
        (book if suffix == "xlsx" else written)(cases, rows)
    out = tmp_path / "out.csv"
    assert asked_of_few(cases, out).exit_code == 0
    assert not out.with_name("out.rejects.csv").exists()
    with out.open(encoding="utf-8", newline="") as lines:
        found = [
            row
            for row in csv.DictReader(lines)
            if row["benefit"] == "access" and row["kind"] == "benefit"
        ]
    assert {row["case"]: row["outcome"] for row in found} == {
        "not_yet": "not_eligible",
        "not yet": "not_eligible",
        "pas encore": "not_eligible",
        "unknown": "undetermined",
    }
