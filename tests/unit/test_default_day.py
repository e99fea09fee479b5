"""The day of a question that names none: that of universal time,
the same in every zone, for single answers, tables and scenarios.
"""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from click.testing import CliRunner

from engine.commands.main import main
from engine.language.temporal import default_day
from engine.questions import question
from engine.questions.question import Question

LATE = datetime(2023, 12, 31, 23, 30, tzinfo=UTC)
"""Already the first of January in Paris, still the day before in Fort-de-France."""


@pytest.mark.parametrize(
    "zone", ["UTC", "Europe/Paris", "America/Martinique", "Pacific/Noumea", "Indian/Reunion"]
)
def test_the_day_is_the_same_in_every_zone(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        assert default_day(LATE) == date(2023, 12, 31)
        assert default_day(LATE + timedelta(hours=1)) == date(2024, 1, 1)
        assert default_day(LATE.astimezone()) == date(2023, 12, 31)
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.parametrize("hours", [-12, -4, 1, 11, 14])
def test_the_day_does_not_depend_on_how_the_instant_is_written(hours: int) -> None:
    assert default_day(LATE.astimezone(timezone(timedelta(hours=hours)))) == date(2023, 12, 31)


@pytest.mark.parametrize("on", [date(2022, 4, 1), None])
@pytest.mark.parametrize("known_on", [date(2022, 4, 1), None])
def test_a_question_takes_the_days_given_and_that_day_for_the_others(
    on: date | None, known_on: date | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    that_day = date(2023, 12, 31)
    monkeypatch.setattr(question, "default_day", lambda: that_day)
    asked = Question.asked(on, known_on)
    assert (asked.on, asked.known_on) == (on or that_day, known_on or that_day)


def test_a_single_answer_asks_on_that_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(question, "default_day", lambda: date(2022, 4, 1))
    done = CliRunner().invoke(main, ["text", "8", "--format", "json"])
    assert '"on": "2022-04-01"' in done.stdout


@pytest.mark.parametrize("path", [("funding",), ("batch", "funding"), ("text",)])
def test_help_says_so(path: tuple[str, ...]) -> None:
    said = " ".join(CliRunner().invoke(main, [*path, "--help"]).stdout.split())
    assert said.count("in universal time") == 2
