"""`accord new`: what it writes is valid as it is, in both languages and for other laws too; nothing
is replaced or half written.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

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
    for kind, name in (("case", "case.yaml"), ("scenario", "new_scenario.scenario.yaml")):
        result = new(kind, tmp_path, lang=language)
        assert result.exit_code == 0, result.output
        assert (tmp_path / name).is_file()
    report = check_paths([tmp_path])
    assert not report.findings
    assert report.counts["other file"] == 2
    assert ("Ôtez" in (tmp_path / "case.yaml").read_text(encoding="utf-8")) == (language == "fr")
    scenarios, findings = read_scenarios(tmp_path / "new_scenario.scenario.yaml")
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
