"""What a run says, and why it sets rows apart, in the language asked."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from engine.commands.main import main
from engine.diagnostics.bilingual import sentence
from engine.diagnostics.diagnostic import Location
from engine.tables.limits import PlanLimit
from engine.tables.run.endings import more_memory

BAD = """case,contract.signed_on,contract.file_complete,community.population,community.legal_form,community.name
A1,2020-01-15,true,55000,association,
A1,2020-01-15,true,55000,association,
B,2020-13-15,maybe,many,club,
,2020-01-15,true,55000,association,
C,2020-01-15
D,1066-01-01,true,-3,association,
"""
FRENCH = {
    "la ligne 6 a 2 cellules, il en faut 6.",
    "plusieurs lignes ont cet identifiant : donnez une ligne à chaque dossier.",
    "donnez à chaque dossier son identifiant.",
    "écrivez année-mois-jour ou jour/mois/année entre 1900 et 2199, ou `not_yet`.",
    "écrivez un nombre entier.",
}
ENGLISH = {
    "row 6 has 2 cells, 6 expected.",
    "several rows have this id: give each case one row.",
    "give each case an id of its own.",
    "write year-month-day or day/month/year between 1900 and 2199, or `not_yet`.",
    "write a whole number.",
}


def spoken(text: str) -> str:
    return text.replace("\u00a0", " ")


def asked(folder: Path, *more: object, **environment: str) -> Result:
    arguments = [
        "batch",
        "eligibility",
        folder / "cases.csv",
        "-o",
        folder / "out.csv",
        "--on",
        "2023-06-01",
        "--force",
        *more,
    ]
    return CliRunner().invoke(main, [str(one) for one in arguments], env=environment)


def hints(folder: Path) -> set[str]:
    with (folder / "out.rejects.csv").open(encoding="utf-8", newline="") as lines:
        return {spoken(row["hint"]) for row in csv.DictReader(lines)}


def test_rows_are_set_apart_in_the_language_of_the_run(tmp_path: Path) -> None:
    (tmp_path / "cases.csv").write_text(BAD, encoding="utf-8")
    french = asked(tmp_path, LANG="fr_FR.UTF-8")
    assert hints(tmp_path) >= FRENCH
    assert not hints(tmp_path) & ENGLISH
    assert "dossiers lus : 6, rejetés : 6 ; lignes écrites : 0" in spoken(french.stderr)
    assert "lignes rejetées (ACC3" in spoken(french.stderr)
    assert ":6:1: ACC613 la ligne 6 a 2 cellules, il en faut 6." in french.stderr
    assert not re.search(
        r"\b(cases|rows|read|rejected|hint)\b",
        french.stderr.replace(str(tmp_path), "").replace("cases.csv", ""),
    )
    english = asked(tmp_path, "--lang", "en", LANG="fr_FR.UTF-8")
    assert hints(tmp_path) >= ENGLISH
    assert "6 cases read, 6 rejected, 0 rows written" in english.stderr
    asked(tmp_path, "--lang", "fr")
    assert hints(tmp_path) >= FRENCH
    asked(tmp_path)
    assert hints(tmp_path) >= ENGLISH


def test_histories_are_set_apart_in_the_language_of_the_run(tmp_path: Path) -> None:
    (tmp_path / "cases.csv").write_text(
        "case,contract.signed_on,contract.file_complete\nA,2020-01-15,true\n", encoding="utf-8"
    )
    told = tmp_path / "told.csv"
    told.write_text(
        "case,fact,from,value\nA,community.population,,5\nA,community.population,2020-01-01,5\nA,community.population,2020-01-01,6\n"
        "Z,community.population,2020-01-01,5\n",
        encoding="utf-8",
    )
    asked(tmp_path, "--histories", told, "--lang", "fr")
    assert hints(tmp_path) >= {
        "donnez le jour à partir duquel la valeur vaut.",
        "gardez une valeur par date.",
        "écrivez l'identifiant comme dans le tableau des dossiers.",
    }


def test_a_table_refused_is_refused_in_the_language_asked(tmp_path: Path) -> None:
    (tmp_path / "cases.csv").write_text("case,contract.signed\nA,2020-01-15\n", encoding="utf-8")
    said = spoken(asked(tmp_path, "--lang", "fr").stderr)
    assert (
        "ACC603 `contract.signed` n'est pas un fait du vocabulaire.\n  conseil : vouliez-vous "
        "dire `contract.signed_on` ?"
    ) in said
    pq.write_table(
        pa.table({"case": ["A"], "contract.signed_on": [3.5]}), tmp_path / "cases.parquet"
    )
    arguments = [
        "batch",
        "eligibility",
        tmp_path / "cases.parquet",
        "-o",
        tmp_path / "o.csv",
        "--lang",
        "fr",
    ]
    found = CliRunner().invoke(main, [str(one) for one in arguments])
    assert (
        "ACC602 `contract.signed_on` est de type `date` et la colonne de type DOUBLE."
        in found.stderr
    )


@pytest.mark.parametrize(("memory", "threads"), [(None, 2), ("10MB", 2), ("3GB", 1)])
def test_memory_is_said_to_be_short_in_french(memory: str | None, threads: int) -> None:
    (found,) = more_memory(memory, threads).diagnostics
    said = spoken(found.in_language("fr"))
    assert "ne suffit pas : il faut au moins" in said
    assert "conseil : donnez --memory" in said
    assert str(found.message) != found.message.in_language("fr")


def test_a_limit_of_the_plan_is_said_in_french() -> None:
    limit = PlanLimit(
        sentence("`once_in` depends on a fact of the case"),
        sentence("give a duration, calendar_year or period."),
    )
    (found,) = limit.at(Location("law.yaml", 3, 1)).diagnostics
    assert spoken(found.in_language("fr")) == (
        "law.yaml:3:1: ACC609 le plan ne sait pas exprimer ceci : `once_in` dépend d'un fait du dossier.\n"
        "  conseil : donnez une durée, `calendar_year` ou `period`."
    )


@pytest.mark.parametrize(
    ("language", "expected", "codes"),
    [
        (
            "fr",
            {
                "au plus 10 ; 85 pour cent s'écrit 0.85 ou 85 %.",
                (
                    "écrivez oui ou non, vrai ou faux ; 0 et 1 ne se lisent pas : une cellule "
                    "vide est souvent exportée comme 0."
                ),
            },
            "(ACC302 : 1, ACC304 : 1)",
        ),
        (
            "en",
            {
                "at most 10; write 85 per cent as 0.85 or 85 %.",
                (
                    "write yes or no, true or false; 0 and 1 are not read: an empty cell is often "
                    "exported as 0."
                ),
            },
            "(ACC302: 1, ACC304: 1)",
        ),
    ],
)
def test_a_rate_out_of_bounds_and_a_yes_or_no_say_how_they_are_written(
    language: str, expected: set[str], codes: str, tmp_path: Path
) -> None:
    content = "case,contract.file_complete,missions.access.achievement.2.rate\nA,1,85\n"
    (tmp_path / "cases.csv").write_text(content, encoding="utf-8")
    said = asked(tmp_path, "--lang", language)
    assert hints(tmp_path) == expected
    assert codes in spoken(said.stderr)
