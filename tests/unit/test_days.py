"""Days that are not written as they must be: which day was meant, and why one is on no calendar."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.diagnostics.bilingual import sentence
from engine.source.days import day_meant, not_a_day
from engine.testing.check_files import check_paths

WRITTEN_OTHERWISE = "is not written as a day is"
OTHERWISE = sentence("write year-month-day, as in 2022-03-31.")


@pytest.mark.parametrize(
    ("given", "days"),
    [
        ("15/01/2020", "`2020-01-15`"),
        ("15.01.2020", "`2020-01-15`"),
        ("5-1-2020", "`2020-01-05` or `2020-05-01`"),
        ("01/15/2020", "`2020-01-15`"),
        ("03/04/2020", "`2020-04-03` or `2020-03-04`"),
        ("04/04/2020", "`2020-04-04`"),
        ("29/02/2020", "`2020-02-29`"),
        ("2020/01/15", "`2020-01-15`"),
        ("2020-1-5", "`2020-01-05`"),
        ("20200115", "`2020-01-15`"),
    ],
)
def test_a_day_written_in_another_order_is_proposed(given: str, days: str) -> None:
    message, hint = not_a_day(given, OTHERWISE)
    assert str(message) == f"`{given}` {WRITTEN_OTHERWISE}"
    assert str(hint) == f"write {days} (year-month-day)."
    assert day_meant(given) == hint


@pytest.mark.parametrize(
    ("given", "english", "french"),
    [
        ("2020-02-30", "February 2020 has 29 days.", "février 2020 a 29 jours."),
        ("2021-02-29", "February 2021 has 28 days.", "février 2021 a 28 jours."),
        ("2021-04-31", "April 2021 has 30 days.", "avril 2021 a 30 jours."),
        ("2021-08-00", "August 2021 has 31 days.", "août 2021 a 31 jours."),
        ("2021-13-01", "a year has 12 months.", "une année a 12 mois."),
        *(
            (given, str(OTHERWISE), OTHERWISE.in_language("fr"))
            for given in ("0000-01-01", "31/02/2021", "15/01/20", "soon", "")
        ),
    ],
)
def test_a_day_on_no_calendar_is_told_why(given: str, english: str, french: str) -> None:
    message, hint = not_a_day(given, OTHERWISE)
    assert str(message) == f"`{given}` is not a day of the calendar"
    assert (str(hint), hint.in_language("fr")) == (english, french)
    assert day_meant(given) is None


@pytest.mark.parametrize(
    ("file", "content", "code"),
    [
        ("case.yaml", "corpus: cpts\ncontract: {signed_on: DAY}\n", "ACC303"),
        (
            "one.scenario.yaml",
            (
                "scenarios:\n- scenario: one\n  title: t\n  case: {corpus: cpts}\n  expect: {notices: [x]}\n"
                "  question: {query: eligibility, on: DAY}\n"
            ),
            "ACC107",
        ),
    ],
)
def test_every_file_says_the_same_of_a_day(
    tmp_path: Path, file: str, content: str, code: str
) -> None:
    path = tmp_path / file
    for given, hint in (
        ("15/01/2020", "write `2020-01-15` (year-month-day)."),
        ("2020-02-30", "February 2020 has 29 days."),
    ):
        path.write_text(content.replace("DAY", given), "utf-8")
        found = {(one.code, str(one.hint)) for one in check_paths([path]).findings}
        assert (code, hint) in found, found
