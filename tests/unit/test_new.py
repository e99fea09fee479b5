"""`accord new`: what it writes is valid as it is, in both languages and for other laws too; nothing
is replaced or half written.
"""

from __future__ import annotations

import csv
import json
import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import engine.diagnostics.extras
from engine.cases.case_schema import case_schema
from engine.commands.main import main
from engine.diagnostics.bilingual import Language
from engine.drafting.empty_case import empty_case
from engine.library import load
from engine.source.yaml_source import read_file
from engine.testing.check_files import check_paths
from engine.testing.scenario import read_scenarios, run

ROOT = Path(__file__).parents[2]
BINDERY = ROOT / "tests/corpora/reliure/rulesets"
THEATRE = ROOT / "tests/corpora/theatre/rulesets"
VELO = ROOT / "examples/other_agreement/rulesets"


def new(*args: str | Path, lang: str = "en") -> Result:
    """Return what `accord new` does."""
    given = ["new", *map(str, args), "--lang", lang]
    return CliRunner().invoke(main, given, catch_exceptions=False)


def accord(*args: str | Path) -> Result:
    """Return what another command answers, in English."""
    given = [*map(str, args), "--lang", "en"]
    return CliRunner().invoke(main, given, catch_exceptions=False)


def uncommented(case: str, file: Path) -> Any:
    """Return a case of which each fact has lost its `#`, written to a file and read."""
    lines = [re.sub(r"^#(?! [^ ])", "", line) for line in case.splitlines()]
    file.write_text("\n".join(lines), encoding="utf-8")
    document, findings = read_file(file)
    assert document is not None, findings
    return document.tree


def named(tree: Any) -> Any:
    """Return the names in a tree or in a JSON Schema alike."""
    if isinstance(tree, list):
        return named(tree[0]) if tree else None
    if not isinstance(tree, dict):
        return None
    return {key: named(value) for key, value in tree.items()}


def of_schema(schema: Any) -> Any:
    """Return the names of a schema of cases."""
    if schema.get("items", {}).get("properties"):
        return of_schema(schema["items"])
    if schema.get("properties"):
        return {key: of_schema(part) for key, part in schema["properties"].items()}
    return None


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_new_case_and_a_new_scenario_are_valid_and_hold(
    tmp_path: Path, language: Language
) -> None:
    mine, beside = tmp_path / "mine", tmp_path / "beside"
    mine.mkdir()
    beside.mkdir()
    (beside / "text.yaml").touch()  # no text of the folder that is checked
    for kind, name in (("case", "case.yaml"), ("scenario", "new_scenario.scenario.yaml")):
        result = new(kind, mine, lang=language)
        assert result.exit_code == 0, result.output
        assert (mine / name).is_file()
    report = check_paths([mine])
    assert not report.findings
    assert report.counts["other file"] == 2
    assert ("Ôtez" in (mine / "case.yaml").read_text(encoding="utf-8")) == (language == "fr")
    scenarios, findings = read_scenarios(mine / "new_scenario.scenario.yaml")
    assert not findings
    assert [run(scenario) for scenario in scenarios] == [[]]


@pytest.mark.parametrize("folder", [None, BINDERY, THEATRE, VELO])
def test_a_new_case_has_each_fact_of_its_vocabulary(folder: Path | None, tmp_path: Path) -> None:
    for corpus in load([folder] if folder else []).values():
        tree = uncommented(empty_case(corpus, "fr", None), tmp_path / "case.yaml")
        assert tree.pop("corpus") == corpus.id
        expected = of_schema(case_schema(corpus.vocabulary))
        del expected["corpus"], expected["$schema"]
        assert named(tree) == expected
        order = [
            name.split(".")[0] for name, word in corpus.vocabulary.facts.items() if not word.derived
        ]
        assert list(tree)[: len(set(order))] == list(dict.fromkeys(order))


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (("cse", "{dir}"), "ACC440", "did you mean `case`?"),
        (("case", "{dir}/none"), "ACC607", "no such folder"),
        (("case", "{dir}", "--corpus", "cpst"), "ACC405", "`cpts`"),
        (("scenario", "{dir}", "--id", "A b"), "ACC442", "small letters"),
        (("scenario", "{dir}", "--rulesets", str(VELO), "--corpus", "velo"), "ACC502", "lie below"),
    ],
)
def test_what_cannot_be_written_is_a_finding(
    tmp_path: Path, args: tuple[str, ...], code: str, said: str
) -> None:
    result = new(*(part.replace("{dir}", str(tmp_path)) for part in args))
    assert result.exit_code == 1
    assert code in result.output
    assert said in result.output
    assert not list(tmp_path.iterdir())


def test_a_file_that_exists_is_replaced_only_with_force(tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text("mine", encoding="utf-8")
    result = new("case", tmp_path)
    assert result.exit_code == 1
    assert "ACC607" in result.output
    assert (tmp_path / "case.yaml").read_text(encoding="utf-8") == "mine"
    assert new("case", tmp_path, "--force").exit_code == 0
    assert (tmp_path / "case.yaml").read_text(encoding="utf-8").startswith("# yaml-language-server")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_texts_avenants_and_articles_are_valid_together(tmp_path: Path, language: Language) -> None:
    for args in (("text", "--id", "club"), ("avenant",), ("avenant", "--id", "velo_9")):
        more = ("--rulesets", VELO, "--corpus", "velo") if "velo_9" in args else ()
        result = new(args[0], tmp_path, *args[1:], *more, lang=language)
        assert result.exit_code == 0, result.output
    assert new("article", tmp_path / "club", lang=language).exit_code == 0
    alone = tmp_path.parent / f"{tmp_path.name}_alone"
    alone.mkdir()
    assert new("article", alone, "--article", "7.3", lang=language).exit_code == 0
    assert not check_paths([tmp_path], [VELO]).findings
    assert not check_paths([alone / "art_7_3.yaml"]).findings
    assert sorted(file.name for file in (tmp_path / "club").iterdir()) == [
        "art_1.yaml", "art_2.yaml", "occasions.yaml", "text.yaml", "vocabulary.yaml",
    ]  # fmt: skip
    shown = accord("text", "1", "--rulesets", tmp_path, "--corpus", "club", "--rulesets", VELO)
    assert "access is open to whoever asked for it" in shown.output


@pytest.mark.parametrize(
    ("folder", "corpus", "day"),
    [(None, "cpts", "2030-01-16"), (BINDERY, "", "2030-01-16"), (VELO, "velo", "2030-01-16")],
)
def test_a_new_avenant_applies_once_its_events_have_a_day(
    tmp_path: Path, folder: Path | None, corpus: str, day: str
) -> None:
    corpora = load([folder] if folder else [])
    corpus = corpus or next(name for name in corpora if name != "cpts")
    more = ("--corpus", corpus, *(("--rulesets", folder) if folder else ()))
    assert new("avenant", tmp_path, "--id", "added", *more).exit_code == 0
    text = tmp_path / "added" / "text.yaml"
    dated = text.read_text(encoding="utf-8").replace("{basis:", "{on: 2030-01-15, basis:")
    text.write_text(dated, encoding="utf-8")
    assert not check_paths([tmp_path], [folder] if folder else []).findings
    days = ("2030-01-15", day, "--known-on", day, "--rulesets", tmp_path)
    shown = accord("diff", *days, *more)
    assert shown.exit_code == 0, shown.output
    assert "FICTITIOUS, to be completed: a sentence is added." in shown.output


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (("avenant", "--amends", "aci_2018"), "ACC405", "`aci_2019`"),
        (("avenant", "--article", "2.11"), "ACC405", "did you mean"),
        (("avenant", "--id", "avenant_2"), "ACC442", "would take its place"),
        (("text", "--id", "csp"), "ACC442", "would take its place"),
        (("text", "--id", "csp", "--force"), "ACC442", "would take its place"),
    ],
)
def test_what_is_not_there_to_amend_is_said(
    tmp_path: Path, args: tuple[str, ...], code: str, said: str
) -> None:
    result = new(args[0], tmp_path, *args[1:])
    assert result.exit_code == 1
    assert code in result.output
    assert said in result.output
    assert not list(tmp_path.iterdir())


def test_a_folder_is_replaced_only_with_force_and_keeps_other_files(tmp_path: Path) -> None:
    assert new("text", tmp_path, "--id", "club").exit_code == 0
    club = tmp_path / "club"
    (club / "notes.txt").write_text("mine", encoding="utf-8")
    (club / "text.yaml").write_text("mine", encoding="utf-8")
    refused = new("text", tmp_path, "--id", "club")
    assert "ACC607" in refused.output
    assert (club / "text.yaml").read_text(encoding="utf-8") == "mine"
    assert new("text", tmp_path, "--id", "club", "--force").exit_code == 0
    assert "corpus: club" in (club / "text.yaml").read_text(encoding="utf-8")
    assert (club / "notes.txt").read_text(encoding="utf-8") == "mine"
    assert sorted(path.name for path in tmp_path.iterdir()) == [".accord", "club"]
    assert "ACC443" in new("article", club, "--article", "1").output


@pytest.mark.slow
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_filled_workbook_is_answered_as_the_same_case_in_yaml(
    tmp_path: Path, language: Language
) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    assert new("cases.xlsx", tmp_path, lang=language).exit_code == 0
    assert new("cases.csv", tmp_path, lang=language).exit_code == 0
    book = openpyxl.load_workbook(tmp_path / "cases.xlsx")
    cases, columns = book.worksheets
    fact_of = {row[0].value: row[5].value for row in columns.iter_rows(min_row=2)}
    heading = [cell.value for cell in cases[1]]
    assert [fact_of[title] for title in heading][:2] == ["case", "community.name"]
    separator = ";" if language == "fr" else ","
    text = (tmp_path / "cases.csv").read_text(encoding="utf-8-sig")
    assert next(csv.reader(text.splitlines(), delimiter=separator)) == heading
    assert cases.freeze_panes == "B2"
    assert cases.auto_filter.ref
    choices = {str(rule.sqref): rule.formula1 for rule in cases.data_validations.dataValidation}
    form = cases.cell(1, 1 + [fact_of[title] for title in heading].index("community.legal_form"))
    assert "association" in choices[f"{form.column_letter}2:{form.column_letter}1001"]
    yes, other = ("oui", "autre forme") if language == "fr" else ("yes", "other form")
    for rank, values in enumerate(
        (
            {
                "case": "A", "community.population": 55000, "contract.signed_on": date(2020, 1, 15),
                "contract.file_complete": yes, "community.legal_form": "association",
            },
            {"case": "B", "community.population": 90000, "contract.signed_on": "pas encore",
             "community.legal_form": other},
        ),
        2,
    ):  # fmt: skip
        for column, title in enumerate(heading, 1):
            if fact_of[title] in values:
                cases.cell(rank, column).value = values[fact_of[title]]
    book.save(tmp_path / "filled.xlsx")
    out = tmp_path / "out.csv"
    days = ("--on", "2025-06-01", "--known-on", "2026-01-01")
    result = accord("batch", "funding", tmp_path / "filled.xlsx", "-o", out, *days)
    assert result.exit_code == 0, result.output
    case = tmp_path / "a.yaml"
    case.write_text(
        "community: {population: 55000, legal_form: association}\n"
        'contract: {signed_on: "2020-01-15", file_complete: true}\n',
        encoding="utf-8",
    )
    alone = json.loads(accord("funding", case, "--format", "json", *days).output)
    rows = list(csv.DictReader(out.read_text(encoding="utf-8").splitlines()))
    assert {row["case"] for row in rows} == {"A"}  # B is not signed: nothing is due
    due = [
        (row["line"], row["period"], Decimal(row["amount"]))
        for row in rows
        if row["kind"] == "entitlement"
    ]
    assert due
    assert sorted(due) == sorted(
        (right["line"], str(right["period"]), Decimal(str(right["amount"])))
        for right in alone["entitlements"]
    )


@pytest.mark.parametrize("kind", ["cases.xlsx", "cases.csv"])
def test_a_table_without_its_libraries_is_a_finding(
    tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine.diagnostics.extras, "find_spec", lambda name: None)
    result = new(kind, tmp_path)
    assert result.exit_code == 1
    assert "ACC611" in result.output
    assert "accord[batch]" in result.output
    assert not list(tmp_path.iterdir())
