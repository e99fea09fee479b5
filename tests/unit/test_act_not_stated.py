"""A date whose act the case does not state keeps its day;
the answer names the act, and how to write it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from engine.commands.main import main

CASE = """community: {population: 55000}
contract: {signed_on: "2022-12-01", file_complete: true}
missions: {access: %s, pathways: {started_on: not_yet}}
crises: []
"""


def said(query: str, folder: Path, access: str, language: str, form: str = "text") -> str:
    path = folder / "case.yaml"
    path.write_text(CASE % access, encoding="utf-8")
    options = ["--on", "2023-01-15", "--lang", language, "--format", form, "--trace", "none"]
    done = CliRunner().invoke(main, [query, str(path), *options])
    assert done.exit_code == 0, done.output
    return " ".join(done.output.replace("\u202f", " ").replace("\u00a0", " ").split())


@pytest.mark.parametrize(
    ("language", "date_says", "asks"),
    [
        (
            "en",
            "deadline · not stated: start date of the mission (access to care)",
            "When did the mission start",
        ),
        (
            "fr",
            "échéance · non renseigné : date de démarrage de la mission (accès aux soins)",
            "Quand la mission a-t-elle démarré",
        ),
    ],
)
def test_the_act_is_named_with_its_date_and_asked(
    language: str, date_says: str, asks: str, tmp_path: Path
) -> None:
    shown = said("calendar", tmp_path, "{}", language)
    for part in (date_says, asks, "missions.access.started_on"):
        assert part in shown
    assert "missions.pathways" not in shown


@pytest.mark.parametrize(
    "access", ["{started_on: not_yet}", '{started_on: "2023-01-01", deployed_on: not_yet}']
)
def test_an_act_that_is_stated_is_not_asked(access: str, tmp_path: Path) -> None:
    shown = said("calendar", tmp_path, access, "en")
    assert "not stated" not in shown
    assert "missions.access.started_on" not in shown


@pytest.mark.parametrize("form", ["html", "markdown"])
def test_the_other_forms_say_it_too(form: str, tmp_path: Path) -> None:
    assert "not stated: start date of the mission (access to care)" in said(
        "calendar", tmp_path, "{}", "en", form
    )


def test_the_duties_that_name_the_date_say_it(tmp_path: Path) -> None:
    found: Any = said("duties", tmp_path, "{}", "en")
    assert "not stated: start date of the mission (access to care)" in found


def leads_to(folder: Path, on: str) -> dict[str, dict[str, Any]]:
    """Return what each day of the start of the mission would give, asked on a day."""
    path = folder / "case.yaml"
    path.write_text(CASE % "{}", encoding="utf-8")
    done = CliRunner().invoke(
        main, ["calendar", str(path), "--on", on, "--format", "json", "--lang", "en"]
    )
    (asked,) = [
        one
        for one in json.loads(done.output)["missing"]
        if one["fact"] == "missions.access.started_on"
    ]
    return {one["set"]: one for one in asked["possible"]}


def start(status: str) -> dict[str, str]:
    return {"id": "missions.access.start", "on": "2023-06-01", "status": status}


def test_what_each_day_of_an_act_that_was_due_would_give(tmp_path: Path) -> None:
    """The last day in time, the one after it, and no day at
    all: six months from 1 December 2022.
    """
    given = leads_to(tmp_path, "2023-06-05")
    assert [day for day in given if start("met") in given[day]["entries"]] == ["2023-06-01"]
    assert {"2023-06-02", "not_yet"} <= given.keys()
    assert [day for day in given if start("late") in given[day]["entries"]] == [
        day for day in given if day > "2023-06-01"
    ]
    assert "access to care: start, 1 June 2023 — late; " in given["2023-06-02"]["leads_to"]


def test_what_each_day_of_an_act_that_lies_ahead_would_give(tmp_path: Path) -> None:
    """On the day of the question it is met; later, or not
    yet, it is to come as the answer says already.
    """
    given = leads_to(tmp_path, "2023-01-15")
    assert [day for day in given if start("met") in given[day]["entries"]] == ["2023-01-15"]
    assert list(given)[:2] == ["2023-01-15", "2023-01-16"]
    assert (
        given["not_yet"]["leads_to"] == "management dialogue — not applicable"
    )  # no mission, nothing to evaluate


@pytest.mark.parametrize(
    ("language", "said_of_it"), [("fr", "si 15 janvier 2023 →"), ("en", "if 15 January 2023 →")]
)
@pytest.mark.parametrize("form", ["text", "html", "markdown"])
def test_what_each_day_would_give_is_shown(
    form: str, language: str, said_of_it: str, tmp_path: Path
) -> None:
    shown = said("calendar", tmp_path, "{}", language, form)
    assert said_of_it in shown
    assert {"fr": "1er juin 2023 — fait", "en": "1 June 2023 — met"}[language] in shown
    assert {"fr": "rien ne change", "en": "nothing changes"}[language] in shown
