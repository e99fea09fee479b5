"""Days that the calendar gives from another: ends of months, quarters and years, 30 June."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.language.forms.calendar_days import MONTHS, DayOfYear, EdgeOfStretch
from engine.language.forms.facts import Fact
from engine.language.temporal import NOT_YET
from engine.language.watched_day import Watch
from engine.source.expressions import Expressions
from engine.source.reader import read_corpora
from engine.source.yaml_source import read_yaml
from engine.tables.terms import dating
from engine.tables.terms.terms import Term
from tests.one_value import in_both
from tests.small_law import agreement, said, write_law

GROUND: Any = None
"""They stand on nothing but the day."""
DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))
STRETCHES = st.sampled_from([*MONTHS])
LATER = st.integers(-9, 9)
SIDES = ("after", "on_or_after", "before", "on_or_before")


def edge(stretch: str, which: str, later: int = 0, *, side: str = "of") -> EdgeOfStretch:
    return EdgeOfStretch(Fact("x"), side, stretch, later, which)


def day_of_year(month: int, number: int, later: int = 0, *, side: str = "of") -> DayOfYear:
    return DayOfYear(Fact("x"), side, "year", later, month, number)


def worked(value: Any, day: date) -> date:
    answer: date = value.compiled(GROUND)({"x": day})
    return answer


@pytest.mark.parametrize(
    ("value", "day", "expected"),
    [
        (edge("month", "last"), "2024-02-15", "2024-02-29"),
        (edge("month", "last"), "2023-02-28", "2023-02-28"),
        (edge("month", "last", 1), "2024-01-31", "2024-02-29"),
        (edge("month", "first", 1), "2024-12-31", "2025-01-01"),
        (edge("month", "last", -1), "2024-03-31", "2024-02-29"),
        (edge("quarter", "last"), "2024-02-15", "2024-03-31"),
        (edge("quarter", "first"), "2024-06-30", "2024-04-01"),
        (edge("quarter", "first", 1), "2024-11-05", "2025-01-01"),
        (edge("half_year", "last"), "2024-07-01", "2024-12-31"),
        (edge("half_year", "first"), "2024-06-30", "2024-01-01"),
        (edge("year", "last"), "2024-02-15", "2024-12-31"),
        (edge("year", "first", -1), "2024-02-15", "2023-01-01"),
        (day_of_year(6, 30, 1), "2023-12-31", "2024-06-30"),
        (day_of_year(6, 30, 1), "2024-01-01", "2025-06-30"),
        (day_of_year(12, 31), "2024-07-14", "2024-12-31"),
        (day_of_year(3, 1, -1), "2024-07-14", "2023-03-01"),
        (day_of_year(6, 30, side="after"), "2024-03-01", "2024-06-30"),
        (day_of_year(6, 30, side="after"), "2024-06-29", "2024-06-30"),
        (day_of_year(6, 30, side="after"), "2024-06-30", "2025-06-30"),
        (day_of_year(6, 30, side="on_or_after"), "2024-06-30", "2024-06-30"),
        (day_of_year(6, 30, side="on_or_after"), "2024-07-01", "2025-06-30"),
        (day_of_year(6, 30, side="before"), "2024-06-30", "2023-06-30"),
        (day_of_year(6, 30, side="before"), "2024-07-01", "2024-06-30"),
        (day_of_year(6, 30, side="on_or_before"), "2024-06-30", "2024-06-30"),
        (day_of_year(6, 30, side="on_or_before"), "2024-06-29", "2023-06-30"),
        (day_of_year(3, 1, side="after"), "2024-02-29", "2024-03-01"),
        (day_of_year(1, 31, side="after"), "2024-02-29", "2025-01-31"),
        (edge("month", "first", side="after"), "2024-03-01", "2024-04-01"),
        (edge("month", "first", side="on_or_after"), "2024-03-01", "2024-03-01"),
        (edge("month", "first", side="on_or_after"), "2024-03-02", "2024-04-01"),
        (edge("month", "last", side="after"), "2024-01-31", "2024-02-29"),
        (edge("month", "last", side="before"), "2024-02-29", "2024-01-31"),
        (edge("quarter", "last", side="after"), "2024-03-30", "2024-03-31"),
        (edge("half_year", "first", side="on_or_before"), "2024-06-30", "2024-01-01"),
        (edge("year", "first", side="before"), "2024-01-01", "2023-01-01"),
    ],
)
def test_a_day_of_the_calendar(value: Any, day: str, expected: str) -> None:
    assert worked(value, date.fromisoformat(day)) == date.fromisoformat(expected)


@given(DAYS, STRETCHES, LATER)
def test_the_edges_of_a_stretch_follow_on_one_another(day: date, stretch: str, later: int) -> None:
    first, last = (worked(edge(stretch, which, later), day) for which in ("first", "last"))
    assert first.day == 1
    assert last.day == monthrange(last.year, last.month)[1]
    assert (last.year - first.year) * 12 + last.month - first.month == MONTHS[stretch] - 1
    assert worked(edge(stretch, "first", later + 1), day) == last + timedelta(1)
    if not later:
        assert first <= day <= last


@given(DAYS, STRETCHES, st.sampled_from(["first", "last"]))
def test_the_nearest_day_on_each_side(day: date, stretch: str, which: str) -> None:
    def on(side: str) -> date:
        return worked(edge(stretch, which, side=side), day)

    assert on("before") < day < on("after")
    assert on("on_or_before") <= day <= on("on_or_after")
    own = worked(edge(stretch, which), day)
    assert {on("before"), on("after")} < {worked(edge(stretch, which, n), day) for n in (-1, 0, 1)}
    if own == day:
        assert on("on_or_before") == day == on("on_or_after")
    else:
        assert (on("on_or_before"), on("on_or_after")) == (on("before"), on("after"))


def test_an_act_that_has_not_happened_and_the_ends_of_the_calendar() -> None:
    beside = [day_of_year(12, 31, side=side) for side in SIDES]
    for value in (edge("month", "last"), day_of_year(6, 30, 1), *beside):
        assert worked(value, NOT_YET) == NOT_YET
        assert value.compiled(GROUND)({}) is None
    assert worked(day_of_year(6, 30, 1), date(9999, 3, 1)) == NOT_YET
    assert worked(day_of_year(6, 30, -1), date(1, 3, 1)) == date.min
    assert worked(day_of_year(6, 30, side="after"), date(9999, 7, 1)) == NOT_YET
    assert worked(day_of_year(6, 30, side="before"), date(1, 3, 1)) == date.min


@given(
    DAYS,
    STRETCHES,
    LATER,
    st.sampled_from(["first", "last"]),
    st.sampled_from(["of", *SIDES]),
    st.integers(-500, 500),
)
def test_a_watched_day_says_until_when_it_is_the_same(
    day: date, stretch: str, later: int, which: str, side: str, apart: int
) -> None:
    value, limit = edge(stretch, which, later, side=side), day + timedelta(apart)
    watch = Watch(day)
    before = worked(value, watch.day) < limit
    for other in (watch.first, watch.last):
        assert (worked(value, other) < limit) is before
    if watch.last != date.max:
        assert (worked(value, watch.last + timedelta(1)) < limit) is not before


class Column:
    """A plan of one column of dates."""

    def __init__(self, table: Any) -> None:
        self.day = Term("date", table.x)

    def term(self, value: Any) -> Any:
        return self.day

    calendar_day = staticmethod(dating.calendar_day)

    def moved(self, start: Term, by: Any, times: int, count: None) -> Term:
        return dating.moved(start, by, times)


def test_a_column_is_as_a_day_is() -> None:
    given = [date(2023, 1, 1) + timedelta(29 * rank) for rank in range(40)]
    edges = ("2024-02-29", "2024-03-01", "2024-06-30", "2024-07-01", "2024-12-31", "2025-01-01")
    days = [*given, *map(date.fromisoformat, edges), NOT_YET, None]
    table = ibis.memtable(pa.table({"x": pa.array(days, pa.date32())}))
    values = [edge(stretch, "last", later) for stretch in MONTHS for later in (-1, 0, 2)]
    values += [edge(stretch, "first", 1) for stretch in MONTHS]
    values += [day_of_year(6, 30, 1), day_of_year(12, 31), day_of_year(1, 1, -1)]
    values += [edge(s, w, side=side) for s in MONTHS for w in ("first", "last") for side in SIDES]
    values += [day_of_year(m, d, side=side) for m, d in ((6, 30), (3, 1)) for side in SIDES]
    columns = {f"v{rank}": value.term(Column(table)).expr for rank, value in enumerate(values)}
    for row in ibis.duckdb.connect().to_pyarrow(table.mutate(**columns)).to_pylist():
        for rank, value in enumerate(values):
            known = {} if row["x"] is None else {"x": row["x"]}
            assert row[f"v{rank}"] == value.compiled(GROUND)(known), (row["x"], value)


@pytest.mark.parametrize(
    ("value", "french", "english"),
    [
        (
            edge("month", "last"),
            "le dernier jour du mois où tombe « x »",
            "the last day of the month in which the x falls",
        ),
        (
            day_of_year(6, 30, 1),
            "le 30 juin de l'année suivant celle où tombe « x »",
            "30 June of the year after the one in which the x falls",
        ),
        (
            edge("quarter", "first", -1),
            "le premier jour du trimestre précédant celui où tombe « x »",
            "the first day of the quarter before the one in which the x falls",
        ),
        (
            day_of_year(1, 1, 3),
            "le 1er janvier de la 3e année suivant celle où tombe « x »",
            "1 January of the year 3 years after the one in which the x falls",
        ),
        (
            day_of_year(6, 30, side="after"),
            "le 30 juin qui suit « x »",
            "the next 30 June after the x",
        ),
        (
            edge("month", "first", side="on_or_after"),
            "le premier jour de mois qui suit « x » ou tombe ce jour-là",
            "the next first day of a month on or after the x",
        ),
        (
            edge("quarter", "last", side="before"),
            "le dernier jour de trimestre qui précède « x »",
            "the latest last day of a quarter before the x",
        ),
        (
            day_of_year(1, 1, side="on_or_before"),
            "le 1er janvier qui précède « x » ou tombe ce jour-là",
            "the latest 1 January on or before the x",
        ),
    ],
)
def test_it_is_read_aloud(value: Any, french: str, english: str) -> None:
    assert in_both(value) == [french.replace("« x »", "«\u00a0x\u00a0»"), english]


@pytest.mark.parametrize(
    ("yaml", "found"),
    [
        ("{last_day: week, of: 2024-01-01}", ["ACC104"]),
        ("{last_day: month}", ["ACC102"]),
        ("{last_day: month, of: 2024-01-01, by: P1M}", ["ACC101"]),
        ("{last_day: month, of: 2024-01-01, later: 0.5}", ["ACC251"]),
        ("{last_day: month, of: 2024-01-01, later: true}", ["ACC251"]),
        ("{last_day: month, of: 2024-01-01, later: 401}", ["ACC251"]),
        ("{first_day: {fact: x}, of: 2024-01-01}", ["ACC103"]),
        ('{day_of_year: "02-29", of: 2024-01-01}', ["ACC251"]),
        ('{day_of_year: "06-31", of: 2024-01-01}', ["ACC251"]),
        ('{day_of_year: "6-3", of: 2024-01-01}', ["ACC251"]),
        ('{day_of_year: "0630", of: 2024-01-01}', ["ACC251"]),
        ("{day_of_year: 630, of: 2024-01-01}", ["ACC105"]),
        ('{day_of_year: "06-30", of: {}}', ["ACC109"]),
        ('{day_of_year: "06-30", of: 2024-01-01, later: 1}', []),
        ('{day_of_year: "06-30", after: 2024-01-01}', []),
        ('{after: 2024-01-01, day_of_year: "06-30"}', []),
        ("{on_or_before: 2024-01-01, first_day: month}", []),
        ('{day_of_year: "06-30", after: 2024-01-01, later: 1}', ["ACC101"]),
        ('{day_of_year: "06-30", after: 2024-01-01, of: 2024-01-01}', ["ACC101"]),
        ('{day_of_year: "06-30", after: 2024-01-01, before: 2024-01-01}', ["ACC101"]),
        ('{day_of_year: "06-30"}', ["ACC102"]),
    ],
)
def test_what_is_wrong_is_found_at_the_word(yaml: str, found: list[str]) -> None:
    document, findings = read_yaml(str(Path("x.yaml")), yaml.encode())
    assert document is not None
    Expressions(document, findings).value(document.tree, ())
    assert [finding.code for finding in findings] == found


@pytest.mark.parametrize(
    ("given", "hint"),
    [
        ("30-06", 'écrivez le mois, puis le jour\u00a0: `"06-30"`.'),
        ("6-3", 'écrivez le mois, puis le jour\u00a0: `"06-03"`.'),
        ("31/12", 'écrivez le mois, puis le jour\u00a0: `"12-31"`.'),
        ("31-06", 'écrivez le mois et le jour entre guillemets, par exemple `"06-30"`.'),
    ],
)
def test_a_day_of_any_year_in_another_order_is_told(tmp_path: Path, given: str, hint: str) -> None:
    due = {"day_of_year": given, "after": "2024-01-01"}
    then = {"deadline": {"id": "x", "due": due}}
    base = agreement()
    base["articles"]["2"] = [said("n", on="signature", then=then)]
    _, findings = read_corpora([write_law(tmp_path / "law", [base])])
    told = [(one.code, one.hint.in_language("fr")) for one in findings]
    assert told == [("ACC251", hint)]
