"""Days ouvrables, ouvrés and francs, public holidays, and terms carried over.

The holidays are checked against lists written by hand from the labour code (art. L. 3133-1 and
L. 3134-13), and the days counted against a plain walk from day to day.
"""

from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.diagnostics.diagnostic import RefusedInput
from engine.language import public_holidays
from engine.language.forms.facts import Fact
from engine.language.forms.literal import Literally
from engine.language.forms.working_days import CarriedOver, ClearDays, WorkingDays
from engine.language.kept import forget
from engine.language.public_holidays import FIRST, LAST, OFF, TERRITORIES, Step, holidays_of
from engine.language.temporal import NOT_YET
from engine.language.watched_day import Watch
from engine.source.expressions import Expressions
from engine.source.yaml_source import read_yaml
from engine.tables.terms import calendars
from engine.tables.terms.terms import Term
from tests.one_value import in_both

GROUND: Any = None
METROPOLE = {
    2024: "01-01 04-01 05-01 05-08 05-09 05-20 07-14 08-15 11-01 11-11 12-25",
    2025: "01-01 04-21 05-01 05-08 05-29 06-09 07-14 08-15 11-01 11-11 12-25",
    2026: "01-01 04-06 05-01 05-08 05-14 05-25 07-14 08-15 11-01 11-11 12-25",
}
BESIDE_IN_ALSACE = {2024: "03-29 12-26", 2025: "04-18 12-26", 2026: "04-03 12-26"}
BESIDE_OVERSEAS = {"guadeloupe": "05-27", "martinique": "05-22", "guyane": "06-10"} | {
    "reunion": "12-20",
    "mayotte": "04-27",
}
"""The days on which the abolition of slavery is kept (decree 83-1003)."""


def days(year: int, *lists: str) -> set[date]:
    return {date.fromisoformat(f"{year}-{day}") for days in lists for day in days.split()}


@pytest.mark.parametrize("year", METROPOLE)
def test_the_holidays_of_the_mainland_and_of_alsace_moselle(year: int) -> None:
    known = {day for day in holidays_of("metropole") if day.year == year}
    assert known == days(year, METROPOLE[year])
    known = {day for day in holidays_of("alsace_moselle") if day.year == year}
    assert known == days(year, METROPOLE[year], BESIDE_IN_ALSACE[year])


@pytest.mark.parametrize("territory", TERRITORIES)
def test_the_holidays_of_each_territory_are_known_from_first_to_last(territory: str) -> None:
    known = holidays_of(territory)
    assert days(2025, METROPOLE[2025]) <= known
    assert {day.year for day in known} == {*range(FIRST.year - 1, LAST.year + 2)}
    if territory in BESIDE_OVERSEAS:
        assert days(2025, BESIDE_OVERSEAS[territory]) <= known


def working(count: int, counted: str, side: int = 1, territory: str = "metropole") -> WorkingDays:
    return WorkingDays(Fact("x"), side, Literally(territory), counted, count)


def carried(*over: str, side: int = 1, territory: str = "metropole") -> CarriedOver:
    place = Literally(territory) if not over or "holiday" in over else None
    return CarriedOver(Fact("x"), side, place, over or OFF["ouvres"])


def clear(count: int, side: int = 1) -> ClearDays:
    return ClearDays(Fact("x"), side, count)


def worked(value: Any, day: date) -> date | None:
    answer: date | None = value.compiled(GROUND)({"x": day})
    return answer


@pytest.mark.parametrize(
    ("value", "day", "expected"),
    [
        # five working days over 1, 8 and 9 May 2024, and over a Sunday
        (working(5, "ouvrables"), "2024-04-30", "2024-05-07"),
        (working(5, "ouvres"), "2024-04-30", "2024-05-10"),
        (working(1, "ouvrables"), "2024-05-03", "2024-05-04"),
        (working(1, "ouvres"), "2024-05-03", "2024-05-06"),
        (working(1, "ouvrables", -1), "2024-05-10", "2024-05-07"),
        (working(1, "ouvres", -1), "2024-05-13", "2024-05-10"),
        # from a Sunday: Monday is the first
        (working(1, "ouvrables"), "2024-05-05", "2024-05-06"),
        # Good Friday 2025 is a day of work on the mainland alone
        (working(1, "ouvres"), "2025-04-17", "2025-04-18"),
        (working(1, "ouvres", territory="alsace_moselle"), "2025-04-17", "2025-04-22"),
        # notice on Monday 4 March 2024, eight clear days: 5 to 12 March; the 13th is the day
        (clear(8), "2024-03-04", "2024-03-13"),
        (clear(8, -1), "2024-03-13", "2024-03-04"),
        (clear(1), "2024-12-31", "2025-01-02"),
        # art. 642: Saturday, Sunday, holiday, the eve and the morrow
        (carried(), "2024-05-17", "2024-05-17"),
        (carried(), "2024-05-18", "2024-05-21"),
        (carried(), "2024-05-20", "2024-05-21"),
        (carried(), "2024-05-21", "2024-05-21"),
        (carried(), "2024-07-14", "2024-07-15"),
        (carried(), "2026-05-14", "2026-05-15"),
        (carried(side=-1), "2024-05-20", "2024-05-17"),
        (carried(territory="alsace_moselle"), "2024-12-25", "2024-12-27"),
        (carried("sunday"), "2024-05-18", "2024-05-18"),
        (carried("sunday"), "2024-05-19", "2024-05-20"),
        (carried("sunday", "holiday"), "2024-05-19", "2024-05-21"),
        (carried("saturday", "sunday", side=-1), "2024-05-19", "2024-05-17"),
    ],
)
def test_a_day_found(value: Any, day: str, expected: str) -> None:
    assert worked(value, date.fromisoformat(day)) == date.fromisoformat(expected)


DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))
PLACES = st.sampled_from(["metropole", "alsace_moselle", "reunion"])


def is_off(day: date, off: tuple[str, ...], territory: str) -> bool:
    names = {5: "saturday", 6: "sunday"}
    return names.get(day.weekday()) in off or ("holiday" in off and day in holidays_of(territory))


@settings(max_examples=60)
@given(DAYS, st.integers(1, 40), st.sampled_from([*OFF]), st.sampled_from([1, -1]), PLACES)
def test_days_are_counted_as_one_walks(
    day: date, count: int, counted: str, side: int, territory: str
) -> None:
    reached, left = day, count
    while left:
        reached += timedelta(side)
        left -= not is_off(reached, OFF[counted], territory)
    assert worked(working(count, counted, side, territory), day) == reached


@settings(max_examples=60)
@given(DAYS, st.sampled_from([1, -1]), PLACES)
def test_a_term_is_carried_over_as_one_walks(day: date, side: int, territory: str) -> None:
    reached = day
    while is_off(reached, OFF["ouvres"], territory):
        reached += timedelta(side)
    assert worked(carried(side=side, territory=territory), day) == reached


def test_what_is_not_known_and_what_has_not_happened() -> None:
    for value in (working(5, "ouvres"), carried(), working(200, "ouvres", -1)):
        assert value.compiled(GROUND)({}) is None
        assert worked(value, NOT_YET) == NOT_YET
        assert worked(value, FIRST - timedelta(1)) is worked(value, LAST + timedelta(1)) is None
        assert worked(value, FIRST) is not None
        assert worked(value, LAST) is not None
        lookup = value.lookup()
        assert lookup is not None
        assert (lookup.name, lookup.place) == ("holidays:metropole", Fact("x"))
    assert worked(clear(8), FIRST - timedelta(30)) == FIRST - timedelta(21)
    assert carried("sunday").lookup() is None
    of_a_fact = CarriedOver(Fact("x"), 1, Fact("place"), OFF["ouvres"]).compiled(GROUND)
    assert of_a_fact({"x": date(2024, 12, 26)}) is None
    assert of_a_fact({"x": date(2024, 12, 26), "place": "metropole"}) == date(2024, 12, 26)
    assert of_a_fact({"x": date(2024, 12, 26), "place": "alsace_moselle"}) == date(2024, 12, 27)


@settings(max_examples=60)
@given(DAYS, st.integers(-40, 60), st.sampled_from([1, -1]))
def test_a_watched_day_says_until_when_it_is_the_same(day: date, apart: int, side: int) -> None:
    limit = day + timedelta(apart)
    for value in (carried(side=side), working(5, "ouvrables", side)):
        watch = Watch(day)
        answer = worked(value, watch.day)
        assert answer is not None
        before = answer < limit
        for other in (watch.first, watch.last):
            at = worked(value, other)
            assert at is not None
            assert (at < limit) is before


class Column:
    """A plan of one column of dates, and of one of territories."""

    def __init__(self, table: Any, low: date | None = None, high: date | None = None) -> None:
        self.day = Term("date", table.x, low=low, high=high)
        self.place = Term("word", table.place)

    def term(self, value: Any) -> Any:
        return self.day

    def found_day(self, day: Term, step: Step, territory: Any) -> Term:
        if isinstance(territory, Fact):
            return calendars.found_day_by_place(day, step, self.place, ["metropole", "reunion"])
        return calendars.found_day(day, step, territory.value if territory else "")


@pytest.mark.parametrize("bounded", [True, False])
def test_a_column_is_as_a_day_is(*, bounded: bool) -> None:
    days = [date(2024, 3, 25) + timedelta(rank) for rank in range(70)]
    bounds = (days[0], days[-1]) if bounded else (None, None)
    given: list[date | None] = [*days, None]
    if not bounded:
        given += [NOT_YET, FIRST, LAST, FIRST - timedelta(1), LAST + timedelta(1)]
        given += [date(2024, 12, 31), date(2025, 12, 31)]
    places = [("metropole", "reunion", None)[rank % 3] for rank in range(len(given))]
    table = ibis.memtable(
        pa.table({"x": pa.array(given, pa.date32()), "place": pa.array(places, pa.string())})
    )
    values = [working(5, "ouvrables"), working(200, "ouvres", -1), carried(), carried(side=-1)]
    values.append(carried("saturday", "sunday"))
    values.append(CarriedOver(Fact("x"), 1, Fact("place"), OFF["ouvres"]))
    columns = {
        f"v{rank}": value.term(Column(table, *bounds)).expr  # type: ignore[arg-type,union-attr]
        for rank, value in enumerate(values)
    }
    for row in ibis.duckdb.connect().to_pyarrow(table.mutate(**columns)).to_pylist():
        for rank, value in enumerate(values):
            known = {name: row[name] for name in ("x", "place") if row[name] is not None}
            assert row[f"v{rank}"] == value.compiled(GROUND)(known), (row["x"], value)


@pytest.mark.parametrize(
    ("value", "french", "english"),
    [
        (
            working(5, "ouvrables"),
            "5 jours ouvrables après « x » (hors jours fériés de métropole)",
            "5 working days after the x (without the public holidays of mainland France)",
        ),
        (
            working(1, "ouvres", -1, "alsace_moselle"),
            "1 jour ouvré avant « x » (hors jours fériés d'Alsace-Moselle)",
            "1 business day before the x (without the public holidays of Alsace-Moselle)",
        ),
        (clear(8), "8 jours francs après « x »", "8 clear days after the x"),
        (
            carried(),
            (
                "« x », reporté au premier jour suivant qui ne l'est pas s'il tombe un samedi, "
                "un dimanche ou un jour férié de métropole"
            ),
            (
                "the x, carried over to the first day after it that is none if it falls on a "
                "Saturday, a Sunday or a public holiday of mainland France"
            ),
        ),
        (
            carried("sunday", side=-1),
            "« x », avancé au dernier jour précédent qui ne l'est pas s'il tombe un dimanche",
            "the x, brought forward to the last day before it that is none if it falls on a Sunday",
        ),
    ],
)
def test_it_is_read_aloud(value: Any, french: str, english: str) -> None:
    assert in_both(value) == [french.replace("« x »", "«\u00a0x\u00a0»"), english]


COUNTED = "working_days: {}, counted: ouvrables, after: 2024-01-01, holidays: {}"


def codes(yaml: str) -> list[str]:
    document, findings = read_yaml(str(Path("x.yaml")), f"{{{yaml}}}".encode())
    assert document is not None
    Expressions(document, findings).value(document.tree, ())
    return [finding.code for finding in findings]


@pytest.mark.parametrize(
    ("yaml", "found"),
    [
        (COUNTED.format("5", "metropole"), []),
        (COUNTED.format("5", "{fact: x}"), []),
        (COUNTED.format("5", "france"), ["ACC104"]),
        (COUNTED.format("5", "[metropole]"), ["ACC103"]),
        (COUNTED.format("0", "metropole"), ["ACC252"]),
        (COUNTED.format("2.5", "metropole"), ["ACC252"]),
        (COUNTED.format("true", "metropole"), ["ACC252"]),
        (COUNTED.format("201", "metropole"), ["ACC252"]),
        ("working_days: 5, counted: jours, after: 2024-01-01, holidays: metropole", ["ACC104"]),
        ("working_days: 5, counted: ouvres, holidays: metropole", ["ACC102"]),
        ("working_days: 5, after: 2024-01-01", ["ACC102", "ACC102"]),
        ("clear_days: 8, after: 2024-01-01, before: 2024-01-01", ["ACC101"]),
        ("clear_days: 8", ["ACC102"]),
        ("carried_over: 2024-01-01", ["ACC102"]),
        ("carried_over: 2024-01-01, past: [sunday]", []),
        ("carried_over: 2024-01-01, past: [monday]", ["ACC104"]),
        ("carried_over: 2024-01-01, past: [sunday], holidays: metropole", ["ACC252"]),
        ("carried_over: 2024-01-01, holidays: metropole, to: later", ["ACC104"]),
    ],
)
def test_what_is_wrong_is_found_at_the_word(yaml: str, found: list[str]) -> None:
    assert codes(yaml) == found


def test_a_library_that_is_not_installed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public_holidays, "are_installed", lambda: False)
    assert codes(COUNTED.format("5", "metropole")) == ["ACC253"]
    assert codes("clear_days: 8, after: 2024-01-01") == []
    assert codes("carried_over: 2024-01-01, past: [sunday]") == []
    forget()
    with pytest.raises(RefusedInput) as refused:
        worked(carried(), date(2024, 1, 1))
    assert [finding.code for finding in refused.value.diagnostics] == ["ACC253"]
    assert worked(carried("sunday"), date(2024, 1, 7)) == date(2024, 1, 8)


@pytest.mark.slow
def test_the_library_is_not_loaded_to_read_and_check_a_law() -> None:
    script = (
        "import sys; from tests.guild import corpus; from engine.checks import check_corpus; "
        "print(len(check_corpus(corpus())), 'holidays' in sys.modules)"
    )
    root = Path(__file__).parents[2]
    ran = subprocess.run(
        [sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=True
    )
    assert ran.stdout.split() == ["0", "False"]
