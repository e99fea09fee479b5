"""Whatever the command, a question is built and refused in the same way."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from engine.commands.main import main

ROOT = Path(__file__).parents[2]
CASE = str(ROOT / "examples" / "cpts_exemple.yaml")
OTHER = str(ROOT / "examples" / "other_agreement" / "rulesets")
OF_A_CASE = [[query, CASE] for query in ("eligibility", "calendar", "funding", "duties")]
OF_TEXTS = [["text"], ["text", "8"], ["diff", "2021-01-01", "2023-01-01"]]
TABLES = [["batch", query] for query in ("eligibility", "calendar", "funding")]


def accord(*arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments, "--lang", "en"], prog_name="accord")


@pytest.fixture
def command(request: pytest.FixtureRequest, tmp_path: Path) -> list[str]:
    if request.param[0] != "batch":
        return list(request.param)
    table = tmp_path / "cases.csv"
    table.write_text("case,contract.signed_on\nA1,2020-01-15\n", encoding="utf-8")
    return [*request.param, str(table), "-o", str(tmp_path / "out.csv"), "--corpus", "cpts"]


def every(command: list[str]) -> str:
    """How a command is asked for all the options of the readings."""
    return "--readings all" if command[0] == "batch" else "--reading all"


each_command = pytest.mark.parametrize(
    "command", [*OF_A_CASE, *OF_TEXTS, *TABLES], indirect=True, ids=" ".join
)
of_texts = pytest.mark.parametrize("command", OF_TEXTS, ids=" ".join)


@each_command
def test_a_reading_chosen_twice(command: list[str]) -> None:
    both = ("--reading", "prorata_unit=days", "--reading", "prorata_unit=months")
    done = accord(*command, *both)
    assert done.exit_code == 2
    assert "--reading prorata_unit: both days and months: choose one" in done.stderr
    assert (every(command) in done.stderr) is (command[0] not in ("text", "diff"))
    done = CliRunner().invoke(main, [*command, *both, "--lang", "fr"], prog_name="accord")
    assert "days et months ensemble" in done.stderr
    assert accord(*command, *both[:2], *both[:2]).exit_code == 0


@each_command
def test_a_reading_that_is_not_there(command: list[str]) -> None:
    done = accord(*command, "--reading", "nothing=at_all")
    assert done.exit_code == 1
    assert "ACC403 there is no reading `nothing`" in done.stderr
    done = accord(*command, "--reading", "nothing")
    assert done.exit_code == 2
    assert "--reading nothing: write ID=OPTION." in done.stderr


@each_command
def test_days_and_bounds(command: list[str]) -> None:
    done = accord(*command, "--on", "2999-01-01")
    assert done.exit_code == 1
    assert "ACC406 2999-01-01 is beyond 2199-12-31" in done.stderr
    done = accord(*command, "--from", "2023-01-01", "--until", "2023-01-01")
    assert done.exit_code == 1
    assert "ACC406 --until 2023-01-01 is not after --from 2023-01-01" in done.stderr
    assert accord(*command, "--on", "1/6/2023").exit_code == 2


@of_texts
def test_all_readings_are_for_questions_about_cases(command: list[str]) -> None:
    done = accord(*command, "--reading", "all")
    assert done.exit_code == 2
    assert "--reading all: write ID=OPTION." in done.stderr


@pytest.mark.parametrize("command", [["text"], OF_TEXTS[2], TABLES[2]], indirect=True, ids=" ".join)
def test_one_of_several_corpora_must_be_chosen(command: list[str]) -> None:
    alone = [part for part in command if part not in ("--corpus", "cpts")]
    done = accord(*alone, "--rulesets", OTHER)
    assert done.exit_code == 1
    assert "--corpus:1:1: ACC405 several corpora are loaded." in done.stderr
    assert "choose one of cpts, velo with --corpus." in done.stderr
    assert accord(*alone, "--rulesets", OTHER, "--corpus", "cpts").exit_code == 0
    done = accord(*alone, "--rulesets", OTHER, "--corpus", "cpt")
    assert done.exit_code == 1
    assert "ACC405 there is no corpus `cpt`." in done.stderr
    done = CliRunner().invoke(main, [*alone, "--rulesets", OTHER, "--lang", "fr"])
    assert "plusieurs corpus sont chargés" in done.stderr


@pytest.mark.parametrize("command", OF_A_CASE, ids=lambda command: command[0])
def test_a_case_says_which_corpus_answers_it(command: list[str]) -> None:
    assert accord(*command, "--rulesets", OTHER).exit_code == 0


def test_an_article_in_force_in_several_corpora() -> None:
    asked = ("text", "5", "--on", "2025-01-01", "--rulesets", OTHER)
    done = accord(*asked)
    assert done.exit_code == 1
    assert "--corpus:1:1: ACC405 the article is in force in several corpora." in done.stderr
    assert "choose one of cpts, velo with --corpus." in done.stderr
    assert accord(*asked, "--corpus", "velo").exit_code == 0


def test_a_case_must_tell_which_of_several_corpora_answers(tmp_path: Path) -> None:
    case = tmp_path / "case.yaml"
    case.write_text("{}\n", encoding="utf-8")
    asked = ["funding", str(case), "--on", "2024-06-01"]
    assert accord(*asked).exit_code == 0
    for command in (asked, ["check", str(case)]):
        found = accord(*command, "--rulesets", OTHER)
        assert found.exit_code == 1
        said = found.stdout + found.stderr
        assert f"{case}:1:1: ACC318 several agreements are loaded, and the case does not" in said
        assert "`cpts` (CPTS agreement) or `velo` (cycling agreement)" in said
        assert "write `corpus: cpts` or `corpus: velo` at the head of the case." in said
        assert "did you mean" not in said
    case.write_text("employeur: {effectif: 12}\n", encoding="utf-8")
    for language, lines in (
        ("en", "of the case. `employeur` is a key of none of them: did you mean `employer`?"),
        (
            "fr",
            "du dossier. `employeur` n'est une clé d'aucun\u00a0: vouliez-vous dire `employer`\u00a0?",
        ),
    ):
        asked_in = ["check", str(case), "--rulesets", str(OTHER), "--lang", language]
        assert lines in CliRunner().invoke(main, asked_in).stderr
    case.write_text("corpus: velo\n", encoding="utf-8")
    assert accord(*asked, "--rulesets", OTHER).exit_code == 0


def test_days_out_of_order_are_named_first_and_second() -> None:
    swapped = accord("diff", "2022-04-01", "2022-03-31")
    assert swapped.exit_code == 1
    said = "ACC406 the second day, 2022-03-31, comes before the first, 2022-04-01.\n"
    assert said in swapped.stderr
