"""A date whose act the case does not state keeps its day; the answer names the act, and how to write it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from engine.cli import main

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
        ("en", "deadline · not stated: start date of the mission (access to care)", "When did the mission start (or not_yet)?"),
        ("fr", "échéance · non renseigné : date de démarrage de la mission (accès aux soins)", "Quand la mission a-t-elle démarré"),
    ],
)
def test_the_act_is_named_with_its_date_and_asked(language: str, date_says: str, asks: str, tmp_path: Path) -> None:
    shown = said("calendar", tmp_path, "{}", language)
    for part in (date_says, asks, "missions.access.started_on"):
        assert part in shown
    assert "missions.pathways" not in shown


@pytest.mark.parametrize("access", ["{started_on: not_yet}", '{started_on: "2023-01-01", deployed_on: not_yet}'])
def test_an_act_that_is_stated_is_not_asked(access: str, tmp_path: Path) -> None:
    shown = said("calendar", tmp_path, access, "en")
    assert "not stated" not in shown
    assert "missions.access.started_on" not in shown


@pytest.mark.parametrize("form", ["html", "markdown"])
def test_the_other_forms_say_it_too(form: str, tmp_path: Path) -> None:
    assert "not stated: start date of the mission (access to care)" in said("calendar", tmp_path, "{}", "en", form)


def test_the_duties_that_name_the_date_say_it(tmp_path: Path) -> None:
    found: Any = said("duties", tmp_path, "{}", "en")
    assert "not stated: start date of the mission (access to care)" in found
